"""Ranges as they are read and drawn: of persons, "19 or more", and of independent origins beside repeats.

Counts of a list go from one to hundreds of thousands, so bars stand on a logarithmic scale, the same for a whole page.
A range that is open is drawn as open. The words beside a bar say all that it shows: it is hidden from screen readers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sayso.web.words import count, number

#: Length of a bar's line, in the units of its drawing.
LENGTH = 120.0
#: A single number would be a bar of no length.
LEAST = 3.0
#: The scale reaches at least so far: a list of small counts should look small.
SMALLEST_TOP = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """From where to where a bar goes, in units of the drawing, and whether its ends are open."""

    start: float
    end: float
    open_low: bool
    open_high: bool

    @property
    def width(self) -> float:
        """How long the bar is."""
        return round(self.end - self.start, 1)


def persons(low: int | None, high: int | None) -> str:
    """Return a range of persons in words: "19", "19 to 21", "19 or more", "up to 21"; "" where nothing is told."""
    if low is None:
        return "" if high is None else f"up to {number(high)}"
    if high is None:
        return f"{number(low)} or more"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def top_of(rows: Iterable[Mapping[str, Any]]) -> int:
    """Return where the scale of a list of events ends: the power of ten that no count of them exceeds."""
    names = ("killed_low", "killed_high", "injured_low", "injured_high")
    most = max((row[name] or 0 for row in rows for name in names), default=0)
    top = SMALLEST_TOP
    while top < most:
        top *= 10
    return top


def top_of_articles(rows: Iterable[Mapping[str, Any]]) -> int:
    """Return where the scale of a list of claims or incidents ends: at its most articles, and at ten at least."""
    return max(10, *(row["articles"] or 0 for row in rows), 0)


def origins(row: Mapping[str, Any]) -> str:
    """Return repeats and origins in words: "6 articles, 2 independent origins (1 to 3)"."""
    return f"{count(row['articles'], 'article')}, {independent(row)}"


def independent(row: Mapping[str, Any]) -> str:
    """Return the independent origins in words, with the least and the most where they are not certain."""
    if row["origins"] is None:
        return "origins not counted"
    low, high = row["origins_low"], row["origins_high"]
    sure = low is None or high is None or low == high == row["origins"]
    return count(row["origins"], "independent origin") + ("" if sure else f" ({persons(low, high)})")


@dataclass(frozen=True, slots=True)
class Repeats:
    """How long the bars of articles and of origins are, and from where to where the origins may reach."""

    articles: float
    origins: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the number of origins leaves nothing open."""
        return self.low == self.high

    @property
    def reach(self) -> float:
        """How long the part is that may be origins, or not."""
        return round(self.high - self.low, 1)


def repeats(row: Mapping[str, Any], top: int) -> Repeats | None:
    """Return the bars of a claim or an incident on a scale from 0 to ``top``, or None where nobody counted.

    This scale is linear: a bar half as long is half as many, which is what the two bars are to show.
    """
    if row["origins"] is None:
        return None
    low, high = row["origins_low"], row["origins_high"]
    ends = (row["origins"] if low is None else low, row["origins"] if high is None else high)
    places = [
        round(LENGTH * min(1.0, max(0, value or 0) / top), 1) for value in (row["articles"], row["origins"], *ends)
    ]
    return Repeats(*places)


def bar(low: int | None, high: int | None, top: int) -> Bar | None:
    """Return the bar of a range on a scale from 0 to ``top``, or None where nothing is told."""
    if low is None and high is None:
        return None
    start = _place(low or 0, top)
    end = LENGTH if high is None else _place(high, top)
    if end - start < LEAST:  # grown to the left at the end of the scale
        start = min(start, LENGTH - LEAST)
        end = start + LEAST
    return Bar(round(start, 1), round(end, 1), low is None, high is None)


def _place(count: int, top: int) -> float:
    return LENGTH * min(1.0, math.log1p(max(0, count)) / math.log1p(top))
