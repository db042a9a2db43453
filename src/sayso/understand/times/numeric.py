"""Dates in digits: ISO 8601, and "12/09/2016", of which only more can tell which is the day and which the month."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sayso.understand.times.calendar import Interval

_ISO = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[Tt](\d\d):?(\d\d).*)?")
_OTHER = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d\d)")


@dataclass(frozen=True, slots=True)
class NumericDate:
    """What digits mean: a TIMEX3 type and value, the days, and what that was worked out from."""

    type: str
    value: str
    days: Interval
    how: str


def day_first(numerics: Iterable[str]) -> bool | None:
    """Return whether dates such as "25/12/2015" give the day first; None where no number over 12 tells."""
    found = set()
    for words in numerics:
        match = _OTHER.fullmatch(words)
        if match and (int(match[1]) > 12) != (int(match[2]) > 12):
            found.add(int(match[1]) > 12)
    return found.pop() if len(found) == 1 else None


def read_numeric(words: str, day_first: bool | None, published: Interval | None) -> NumericDate | None:
    """Return what a date in digits means, None if the calendar has no such day.

    Where the order is not known, it is the one of the two days that is not after the day of writing, if only one is;
    else the value holds what is sure, the year, and the days reach from the one to the other.
    """
    iso, match = _ISO.fullmatch(words), _OTHER.fullmatch(words)
    if iso:
        return _of_iso(iso)
    if not match:
        return None
    one, other, year = int(match[1]), int(match[2]), int(match[3])
    if len(match[3]) == 2:
        year += 1900 if year >= 30 else 2000
    if "." in words and day_first is None:
        day_first = True  # with full stops the day comes first everywhere
    candidates = [day for day in (_day(year, other, one), _day(year, one, other)) if day]
    how = "explicit"
    if len(set(candidates)) == 2:
        if day_first is not None:
            candidates, how = candidates[:1] if day_first else candidates[1:], "explicit" if "." in words else "text"
        elif published is not None and len(past := [day for day in candidates if day <= published[1]]) == 1:
            candidates, how = past, "published"
    if not candidates:
        return None
    first, last = min(candidates), max(candidates)
    if first == last:
        return NumericDate("DATE", first.isoformat(), (first, first), how)
    return NumericDate("DATE", f"{year:04d}-XX-XX", (first, last), "explicit")


def _of_iso(iso: re.Match[str]) -> NumericDate | None:
    day = _day(int(iso[1]), int(iso[2]), int(iso[3]))
    if day is None:
        return None
    if iso[4]:
        return NumericDate("TIME", f"{day.isoformat()}T{iso[4]}:{iso[5]}", (day, day), "explicit")
    return NumericDate("DATE", day.isoformat(), (day, day), "explicit")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
