"""Which days a named day is in a year: by date, by Easter, by the weekday of a month, by the Islamic calendar."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.easter import easter

from sayso.understand.times.calendar import Interval

#: Day 1 of year 1 of the tabular Islamic calendar (civil reckoning) as a proleptic Gregorian ordinal: 19 July 622.
_EPOCH = date(622, 7, 19).toordinal()
#: Which years of thirty have 355 days, as commonly reckoned (Dershowitz and Reingold, "Calendrical Calculations").
_LEAP_SHIFT, _LEAP_YEARS, _CYCLE = 3, 11, 30


def days_of(holiday: dict[str, Any], year: int) -> Interval | None:
    """Return the first and last day of a named day in a year of the Gregorian calendar, None if there is none in it.

    ``holiday`` is a value of the class ``holiday``. Months of the Islamic calendar begin when the moon is seen, so a
    country's own date may be a day off the one reckoned.
    """
    [(way, given)] = holiday.items()
    try:
        if way == "date":
            day = date.fromisoformat(f"{year:04d}-{given}")
        elif way == "easter":
            day = easter(year) + timedelta(given)
        elif way == "nth":
            day = _nth(year, *given)
        else:
            return _islamic(year, *given)
    except (ValueError, OverflowError):
        return None
    return day, day


def _nth(year: int, weekday: int, which: int, month: int) -> date:
    if which > 0:
        first = date(year, month, 1)
        return first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (which - 1))
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    return last - timedelta((last.isoweekday() - weekday) % 7)


def _islamic(year: int, month: int, day: int, length: int) -> Interval | None:
    # An Islamic year is 10 or 11 days shorter, so the year that begins last before this one's end is near enough.
    for hijri in range(int((year - 622) * 33 / 32), int((year - 622) * 33 / 32) + 3):
        leaps = (_LEAP_YEARS * hijri + _LEAP_SHIFT) // _CYCLE
        ordinal = _EPOCH + day - 1 + (59 * (month - 1) + 1) // 2 + (hijri - 1) * 354 + leaps
        first = date.fromordinal(ordinal)
        if first.year == year:
            return first, first + timedelta(length - 1)
    return None
