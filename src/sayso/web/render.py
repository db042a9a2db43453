"""Cutting a text for the screen: overlapping marks into segments, blocks into stretches, stretches into paragraphs.

Pure functions over strings and offsets (Unicode code points, half-open). None of them changes a character, and none
makes HTML: what they return goes through autoescaping templates as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sayso.case.reader import MARK_CLOSE, MARK_OPEN
from sayso.case.search import parse

#: Longer paragraphs are cut at a space: a page without line breaks would be one element of a megabyte.
LONGEST_PARAGRAPH = 8_000
#: Lines wrapped by hand are this long; a paragraph on one line is mostly longer, a heading shorter.
WRAPPED = range(45, 101)
#: The kinds of marks of who says what and where else it stands, and what their keys begin with.
SAID, _SAID_KEYS = ("source", "cue", "content", "copy"), ("a-", "c-")
_BLANK = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to be shown as ``kind``, belonging to ``key``.

    Kinds are those in ``SAID``, ``hit``, and what is told of: ``event``, ``act``, ``toll``, ``label``, ``time``,
    ``place``, ``evidence``.
    """

    start: int
    end: int
    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of text under one set of marks.

    ``kinds`` and ``keys`` name the marks over it, the innermost (latest begun, then shortest) last; ``depth`` counts
    the contents over it. ``begins`` are the keys of marks whose first character is this segment's first.
    """

    start: int
    end: int
    text: str
    kinds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    depth: int = 0
    begins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of page text with one role; ``article_id`` is None outside all articles."""

    start: int
    end: int
    role: str
    article_id: str | None


def segments(
    text: str, marks: Iterable[Mark], start: int = 0, end: int | None = None, cuts: Iterable[int] = ()
) -> list[Segment]:
    """Cut ``text[start:end]`` so that no mark begins or ends inside a segment.

    Marks may overlap and nest in any way; what sticks out is clipped, what is empty is dropped. ``cuts`` are further
    offsets to cut at. The segments' texts, joined, are ``text[start:end]`` again.
    """
    end = len(text) if end is None else max(0, min(end, len(text)))
    start = min(max(0, start), end)
    inside = [mark for mark in marks if max(mark.start, start) < min(mark.end, end)]
    edges = {start, end, *(cut for cut in cuts if start < cut < end)}
    opening: dict[int, list[Mark]] = {}
    closing: dict[int, list[Mark]] = {}
    for mark in inside:
        first, last = max(mark.start, start), min(mark.end, end)
        edges |= {first, last}
        opening.setdefault(first, []).append(mark)
        closing.setdefault(last, []).append(mark)
    found: list[Segment] = []
    active: list[Mark] = []
    ordered = sorted(edges)
    for left, right in pairwise(ordered):
        for mark in closing.get(left, ()):
            active.remove(mark)
        if left in opening:
            active.extend(opening[left])
            active.sort(key=lambda mark: (mark.start, -mark.end, mark.kind != "content", mark.kind, mark.key))
        found.append(_segment(text, left, right, active))
    return found


def _segment(text: str, left: int, right: int, active: Sequence[Mark]) -> Segment:
    return Segment(
        left,
        right,
        text[left:right],
        tuple(dict.fromkeys(mark.kind for mark in active)),
        tuple(dict.fromkeys(mark.key for mark in active if mark.key)),
        sum(mark.kind == "content" for mark in active),
        tuple(dict.fromkeys(mark.key for mark in active if mark.key and mark.start == left)),
    )


def layers(segment: Segment) -> list[tuple[str, str]]:
    """Return the elements that a segment is shown in, outer first, each as its classes and its keys.

    Who says what (``m``) and what is told of (``t``) are marked by lines of different sorts, each by its own element.
    """
    said = [kind for kind in segment.kinds if kind in SAID]
    told = [kind for kind in segment.kinds if kind not in SAID]
    found = []
    if said:
        deep = ["deep"] if segment.depth > 1 else []
        found.append((" ".join(["m", *said, *deep]), " ".join(key for key in segment.keys if key[:2] in _SAID_KEYS)))
    if told:
        found.append((" ".join(["t", *told]), " ".join(key for key in segment.keys if key[:2] not in _SAID_KEYS)))
    return found


def stretches(text: str, blocks: Iterable[Mapping[str, Any]], article: Mapping[str, Any]) -> list[Stretch]:
    """Cover the whole page text: its blocks in order, and what no block covers, but for blank gaps.

    A gap inside ``article`` counts as its body, one outside as boilerplate, so nothing of a page goes unseen.
    Blocks that overlap (they should not) are clipped to what is still uncovered.
    """
    found: list[Stretch] = []
    place = 0

    def gap(until: int) -> None:
        edges = sorted({place, until, *(edge for edge in (article["start"], article["end"]) if place < edge < until)})
        for left, right in pairwise(edges):
            if text[left:right].strip():
                own = article["start"] <= left < article["end"]
                found.append(Stretch(left, right, "body" if own else "boilerplate", article["id"] if own else None))

    for block in sorted(blocks, key=lambda block: (block["start"], block["end"])):
        start, end = max(block["start"], place), min(block["end"], len(text))
        if start >= end:
            continue
        gap(start)
        found.append(Stretch(start, end, block["role"], block["article_id"]))
        place = end
    gap(len(text))
    return found


def paragraphs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the paragraphs of ``text[start:end]`` without the white space around them.

    Blank lines part paragraphs, and so does every line break, unless the lines look wrapped by hand.
    """
    found: list[tuple[int, int]] = []
    left = start
    for right, after in [*(m.span() for m in _BLANK.finditer(text, start, end)), (end, end)]:
        found.extend(_lines(text, left, right))
        left = after
    return [piece for first, last in found for piece in _short_enough(text, first, last)]


def _lines(text: str, start: int, end: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    place = start
    for line in text[start:end].split("\n"):
        trimmed = _trimmed(text, place, place + len(line))
        if trimmed:
            lines.append(trimmed)
        place += len(line) + 1
    if len(lines) > 1 and all(last - first in WRAPPED for first, last in lines[:-1]):
        return [(lines[0][0], lines[-1][1])]
    return lines


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    words = text[start:end]
    first = start + len(words) - len(words.lstrip())
    last = start + len(words.rstrip())
    return (first, last) if first < last else None


def _short_enough(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    while end - start > LONGEST_PARAGRAPH:
        cut = text.rfind(" ", start + LONGEST_PARAGRAPH // 2, start + LONGEST_PARAGRAPH)
        cut = cut + 1 if cut > 0 else start + LONGEST_PARAGRAPH
        yield start, cut
        start = cut
    yield start, end


def snippet(marked: str) -> list[Segment]:
    """Read a search snippet, whose hits stand between U+E000 and U+E001, into segments of kind ``hit``.

    Stray marks (a page may hold such characters itself) are taken out and otherwise ignored.
    """
    found: list[Segment] = []
    place, hit = 0, False
    for piece in re.split(f"([{MARK_OPEN}{MARK_CLOSE}])", marked):
        if piece in (MARK_OPEN, MARK_CLOSE):
            hit = piece == MARK_OPEN
        elif piece:
            found.append(Segment(place, place + len(piece), piece, ("hit",) if hit else ()))
            place += len(piece)
    return found


def hits(text: str, query: str | None) -> list[Segment]:
    """Cut ``text`` where the words of a search stand in it, whatever their capitals; these get the kind ``hit``."""
    marks: list[Mark] = []
    for term in parse(query).terms if query else ():
        words = re.findall(r"\w+", term)
        if not words:
            continue
        prefix = r"\w*" if query and (f"{term}*" in query or f'{term}"*' in query) else ""
        pattern = r"(?<!\w)" + r"\W+".join(re.escape(word) for word in words) + prefix + r"(?!\w)"
        marks.extend(Mark(*found.span(), "hit") for found in re.finditer(pattern, text, re.IGNORECASE))
    return segments(text, marks)
