"""What is counted of names: strict, the same extent and the same type, over all names and for each type."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.check.counts import Counts, Metric
from sayso.check.nouns import GoldName
from sayso.check.tagged import schemes, types_of_kinds
from sayso.understand.reader import RawName

Names = Sequence[GoldName]

#: metric → (the counts it is made of, how, what the gold must annotate, its name for people)
METRICS: dict[str, Metric] = {
    "name_precision": ("name", "precision", "names", "names, precision"),
    "name_recall": ("name", "share", "names", "names, recall"),
    "name_f1": ("name", "f1", "names", "names, F1"),
    "name_extent_f1": ("extent", "f1", "names", "names whatever their type, F1"),
}


def name_metrics(corpus: str) -> dict[str, Metric]:
    """Return the metrics of a corpus: those of all names, then one F1 a type, ``name_f1:TYPE``."""
    each: dict[str, Metric] = {
        f"name_f1:{type_}": (f"name:{type_}", "f1", "names", f"names, {type_}, F1") for type_ in schemes()[corpus]
    }
    return METRICS | each


def found_names(text: str, corpus: str, names: Iterable[RawName]) -> tuple[tuple[GoldName, ...], int]:
    """Return a reader's names with the types of a corpus, and how many were thrown out as not in the text.

    Kinds that are no type there are left out; white space at the ends is cut off.
    """
    types = types_of_kinds(corpus)
    made: set[tuple[int, int, str]] = set()
    loose = 0
    for name in names:
        words = text[name.start : name.end] if 0 <= name.start < name.end <= len(text) else ""
        if not words.strip():
            loose += 1
        elif name.kind in types:
            start = name.start + len(words) - len(words.lstrip())
            made.add((start, start + len(words.strip()), types[name.kind]))
    return tuple(GoldName(*one) for one in sorted(made)), loose


def count_names(gold: Names, found: Names, corpus: str) -> dict[str, Counts]:
    """Return every count of one document."""
    left, right = ({(one.start, one.end, one.type) for one in side} for side in (gold, found))
    extents = [{(start, end) for start, end, _ in side} for side in (left, right)]
    counts: dict[str, Counts] = {
        "name": (len(left & right), len(left), len(right)),
        "extent": (len(extents[0] & extents[1]), *map(len, extents)),
    }
    for type_ in schemes()[corpus]:
        of_type = [{one for one in side if one[2] == type_} for side in (left, right)]
        counts[f"name:{type_}"] = (len(of_type[0] & of_type[1]), *map(len, of_type))
    return counts
