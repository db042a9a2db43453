"""Scores time expressions on TimeML, as TempEval-3 did (UzZaman et al. 2013): extents, types, values.

*Given* scores take the annotated extents and ask for type and value only. *End to end*, a found expression is right
when it overlaps an annotated one (relaxed) or has its very extents (strict); its value counts when the extents overlap
and it is the annotated string, letter for letter. All are F1, micro-averaged.

The documents are halved by a digest of their names: errors are looked into on the half ``seen``, the half ``unseen``
is scored and never looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import numpy as np

from sayso import __version__
from sayso.check.counts import Counts, Metric, intervals, items, value
from sayso.check.files import digest
from sayso.check.report import Report, Row, published
from sayso.check.timeml import TimeDocument, Timex, read_folder
from sayso.understand.times.reading import read_spans, read_times

Half = Literal["seen", "unseen", "all"]
#: What is found in a document, and what is found when the extents are given (None where nothing is).
Answers = tuple[Sequence[Timex], Sequence[Timex | None]]

KIND = "timebank"
METRICS: dict[str, Metric] = {
    "given_value_f1": ("given_value", "f1", "times", "value, extents given"),
    "given_type_f1": ("given_type", "f1", "times", "type, extents given"),
    "relaxed_f1": ("relaxed", "f1", "times", "found, extents overlap"),
    "relaxed_precision": ("relaxed", "precision", "times", "… precision"),
    "relaxed_recall": ("relaxed", "share", "times", "… recall"),
    "strict_f1": ("strict", "f1", "times", "found, extents the same"),
    "type_f1": ("type", "f1", "times", "type, end to end"),
    "value_f1": ("value", "f1", "times", "value, end to end"),
}
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")


def half_of(name: str) -> Half:
    """Return the half that a document is in: by the last bit of the first byte of the BLAKE2b digest of its name."""
    return "unseen" if hashlib.blake2b(name.encode()).digest()[0] % 2 else "seen"


def check_times(folder: Path | str, half: Half = "all", *, limit: int | None = None) -> Report:
    """Score the reading of times on a folder of TimeML files and return the report.

    ``half`` picks the documents, ``limit`` the first so many of them. Raises GoldError for a folder or file that cannot
    be used.
    """
    path = Path(folder)
    documents = [one for one in read_folder(path) if half in {"all", half_of(one.name)}][:limit]
    tables = [count_times(document.times, sayso_times(document)) for document in documents]
    plain = [count_times(document.times, baseline_times(document)) for document in documents]
    gold = digest("\x1f".join(f"{one.name}\x1e{one.text}\x1e{one.times}" for one in documents).encode())
    return Report(
        kind=KIND,
        gold=path.name,
        reader="rules",
        version=__version__,
        documents=len(documents),
        words=sum(len(document.text.split()) for document in documents),
        files=((f"{path.name} ({half})", gold),),
        rows=tuple(_rows(tables, plain)),
    )


def _rows(tables: Sequence[dict[str, Counts]], plain: Sequence[dict[str, Counts]]) -> Iterator[Row]:
    if not tables:
        return
    counts = {name: np.array([table[name] for table in tables], dtype=np.float64) for name in tables[0]}
    dumb = {name: np.array([table[name] for table in plain], dtype=np.float64) for name in plain[0]}
    bounds = intervals(counts, METRICS)
    for metric, (name, form, _, label) in METRICS.items():
        low, high = bounds.get(metric, (None, None))
        sums = counts[name].sum(axis=0)
        scored, base = (float(value(one, form)) for one in (sums, dumb[name].sum(axis=0)))
        yield Row(
            metric=metric,
            label=label,
            value=None if np.isnan(scored) else scored,
            low=low,
            high=high,
            n=items(sums, form),
            baseline=None if np.isnan(base) else base,
            published=published(KIND).get(metric, ()),
        )


def count_times(gold: Sequence[Timex], answers: Answers) -> dict[str, Counts]:
    """Return ``(right, gold, found)`` of one document for each name that ``METRICS`` is made of.

    Each annotated expression is matched with the first found one that overlaps it and is not matched yet.
    """
    found, given = answers
    right = dict.fromkeys(("relaxed", "strict", "type", "value"), 0)
    free = list(found)
    for timex in gold:
        hit = next((one for one in free if one.start < timex.end and timex.start < one.end), None)
        if hit is None:
            continue
        free.remove(hit)
        right["relaxed"] += 1
        right["strict"] += (hit.start, hit.end) == (timex.start, timex.end)
        right["type"] += hit.type == timex.type
        right["value"] += hit.value == timex.value
    counts: dict[str, Counts] = {name: (number, len(gold), len(found)) for name, number in right.items()}
    answered = [(timex, one) for timex, one in zip(gold, given, strict=True) if one is not None]
    for name, asked in (("given_value", "value"), ("given_type", "type")):
        same = sum(getattr(timex, asked) == getattr(one, asked) for timex, one in answered)
        counts[name] = (same, len(gold), len(answered))
    return counts


def sayso_times(document: TimeDocument) -> Answers:
    """Return what Sayso finds in a document; a paragraph ends at an empty line, because its lines are broken."""
    paragraphs = [(match.start(), match.end(), "body") for match in _PARAGRAPH.finditer(document.text)]
    found = [
        Timex(one.start, one.end, one.meaning.type, one.meaning.value or "")
        for one in read_times(document.text, paragraphs, document.created)
    ]
    spans = [(timex.start, timex.end) for timex in document.times]
    given = [
        Timex(*span, one.type, one.value or "") if one is not None else None
        for span, one in zip(spans, read_spans(document.text, spans, document.created), strict=True)
    ]
    return found, given


# The dumb baseline ---------------------------------------------------------------------------------------------------

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_PLAIN = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(_DAYS)})|(?P<day>yesterday|today|tomorrow)|(?P<year>(?:19|20)\d\d))\b", re.I
)


def baseline_times(document: TimeDocument) -> Answers:
    """Return what one short expression finds: weekdays (the last one that was), today and its neighbours, years."""
    try:
        created = date.fromisoformat((document.created or "")[:10])
    except ValueError:
        created = None

    def read(match: re.Match[str]) -> str:
        if match["year"]:
            return match["year"]
        if created is None:
            return ""
        word = match.group().lower()
        back = (created.isoweekday() - 1 - _DAYS.index(word)) % 7 if match["weekday"] else None
        move = -back if back is not None else {"yesterday": -1, "today": 0, "tomorrow": 1}[word]
        return (created + timedelta(move)).isoformat()

    def timex(match: re.Match[str]) -> Timex:
        return Timex(match.start(), match.end(), "DATE", read(match))

    found = [timex(match) for match in _PLAIN.finditer(document.text)]
    given = [_PLAIN.search(document.text, one.start, one.end) for one in document.times]
    return found, [timex(match) if match else None for match in given]
