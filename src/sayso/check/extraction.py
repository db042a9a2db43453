"""Scores of reading pages: the metric of the article extraction benchmark (Scrapinghub 2019), and borders between
articles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

_TOKEN = re.compile(r"\w+")
_SIZE = 4
Shingles = Counter[tuple[str, ...]]


def shingles(text: str) -> Shingles:
    """Return the runs of four words of a text, counted; all of it as one run when it has fewer."""
    words = _TOKEN.findall(text)
    if len(words) < _SIZE:
        return Counter([tuple(words)] if words else [])
    return Counter(tuple(words[place : place + _SIZE]) for place in range(len(words) - _SIZE + 1))


def f1(pairs: Iterable[tuple[Shingles, Shingles]]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over pages of (wanted, found), each page with the same weight."""
    right = extra = missed = 0.0
    for wanted, found in pairs:
        both = sum((wanted & found).values())
        more, less = sum((found - wanted).values()), sum((wanted - found).values())
        size = both + more + less
        if size:
            right, extra, missed = right + both / size, extra + more / size, missed + less / size
    precision = right / (right + extra) if right + extra else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def border_counts(wanted: Sequence[int], found: Sequence[int], slack: int = 1) -> tuple[int, int, int]:
    """Return (matched, wanted, found) borders; each wanted one is matched by the nearest one at most ``slack`` away."""
    left = sorted(found)
    matched = 0
    for place in sorted(wanted):
        near = min(left, key=lambda other: abs(other - place), default=None)
        if near is not None and abs(near - place) <= slack:
            left.remove(near)
            matched += 1
    return matched, len(wanted), len(found)
