"""Variants: how one wording of an utterance differs from the fullest, word by word, with the words on both pages.

Words are compared as folded, so that a capital or a curly apostrophe is no change. Runs in common are found longest
first (Ratcliff and Metzener 1988, as ``difflib`` has it), which reads as a person would mark it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import I64
from sayso.compare.quote_speech import Speech

_WORDS = pa.list_(pa.uint64())
#: The folded words of a member, and of the fullest of its quote.
WORDINGS = pa.schema([("member", _WORDS), ("fullest", _WORDS)])
#: How the first differs from the second: runs of words (from, to) in either, one of them empty where words were left
#: out or added; the share of words in common; and the share of the shorter one's that are kept.
DIFFERENCES = pa.schema(
    [
        ("runs", pa.list_(pa.struct([(name, pa.int32()) for name in ("start", "end", "of_start", "of_end")]))),
        ("similarity", pa.float64()),
        ("kept", pa.float64()),
    ]
)
#: So many words of either are compared: difflib's worst case grows with their product, and contents are sentences.
LONGEST = 200
#: Members compared at a time.
AT_A_TIME = 2_000
#: Where this share of the shorter one's words stands in the longer one too, and in the same order, it is the same
#: sentence with some words altered; below that, somebody has worded it anew.
ALTERED = 0.6


def differences(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``DIFFERENCES`` for every row of ``WORDINGS``."""
    rows = zip(batch["member"].to_pylist(), batch["fullest"].to_pylist(), strict=True)
    return pa.RecordBatch.from_pylist([_difference(*row) for row in rows], schema=DIFFERENCES)


def _difference(member: list[int], fullest: list[int]) -> dict[str, Any]:
    matcher = difflib.SequenceMatcher(None, fullest, member, autojunk=False)
    codes = matcher.get_opcodes()
    runs = [
        {"start": start, "end": end, "of_start": of_start, "of_end": of_end}
        for tag, of_start, of_end, start, end in codes
        if tag != "equal"
    ]
    same = sum(end - start for tag, _, _, start, end in codes if tag == "equal")
    return {
        "runs": runs,
        "similarity": 2 * same / max(len(member) + len(fullest), 1),
        "kept": same / max(min(len(member), len(fullest)), 1),
    }


def wordings(speech: Speech, members: I64, fullest: I64) -> Iterator[pa.RecordBatch]:
    """Yield the words of members and of the fullest of each, as ``differences`` takes them."""
    for begin in range(0, len(members), AT_A_TIME):
        columns = []
        for numbers in (members[begin : begin + AT_A_TIME], fullest[begin : begin + AT_A_TIME]):
            starts = speech.offsets[numbers]
            sizes = np.minimum(speech.offsets[numbers + 1] - starts, LONGEST)
            ends = np.cumsum(sizes)
            at = np.arange(int(ends[-1])) + np.repeat(starts - (ends - sizes), sizes)
            offsets = pa.array(np.concatenate(([0], ends)).astype(np.int32))
            columns.append(pa.ListArray.from_arrays(offsets, pa.array(speech.words[at])))
        yield pa.record_batch(columns, schema=WORDINGS)


def variant_of(runs: list[dict[str, int]], kept: float) -> str:
    """Say what a member is beside the fullest: whole, cut, extended, altered or reworded."""
    if not runs:
        return "whole"
    if all(run["start"] == run["end"] for run in runs):
        return "cut"
    if all(run["of_start"] == run["of_end"] for run in runs):
        return "extended"
    return "altered" if kept >= ALTERED else "reworded"


class Wording:
    """The words of one attribution with their places on the page, for slicing out what differs."""

    def __init__(self, speech: Speech, number: int, content: list[dict[str, Any]]) -> None:
        """Take the attribution's number and its content as the table has it."""
        words = slice(int(speech.offsets[number]), int(speech.offsets[number + 1]))
        self._starts, self._ends = speech.starts[words].tolist(), speech.ends[words].tolist()
        self._pieces = speech.pieces[words].tolist()
        self._content = content

    def spans(self, start: int, end: int) -> list[dict[str, Any]]:
        """Return the words from one to another (exclusive), a span for every piece of the content they stand in.

        Of no words, an empty span where they would stand.
        """
        if start == end:
            return [self._gap(start)]
        found = []
        while start < end:
            stop = start
            while stop < end and self._pieces[stop] == self._pieces[start]:
                stop += 1
            found.append(self._span(self._pieces[start], self._starts[start], self._ends[stop - 1]))
            start = stop
        return found

    def _gap(self, word: int) -> dict[str, Any]:
        """Return the empty span behind the word before, or at the first word's beginning."""
        if not self._starts:
            return {"start": 0, "end": 0, "text": ""}
        place = self._ends[word - 1] if word else self._starts[0]
        return {"start": place, "end": place, "text": ""}

    def _span(self, piece: int, start: int, end: int) -> dict[str, Any]:
        given = self._content[piece]
        return {"start": start, "end": end, "text": given["text"][start - given["start"] : end - given["start"]]}


def changes(runs: list[dict[str, int]], member: Wording, fullest: Wording) -> list[dict[str, Any]]:
    """Return the rows of ``changes``: what was replaced, left out or added, with the words on both pages.

    Words that stand in several pieces of a content make several rows, because what is between is not said.
    """
    found = []
    for run in runs:
        mine = member.spans(run["start"], run["end"])
        other = fullest.spans(run["of_start"], run["of_end"])
        for number in range(max(len(mine), len(other))):
            one = mine[number] if number < len(mine) else _behind(mine[-1])
            two = other[number] if number < len(other) else _behind(other[-1])
            what = "replaced" if one["text"] and two["text"] else "added" if one["text"] else "left out"
            found.append({"what": what, **one, **{f"of_{name}": value for name, value in two.items()}})
    return found


def _behind(span: dict[str, Any]) -> dict[str, Any]:
    return {"start": span["end"], "end": span["end"], "text": ""}
