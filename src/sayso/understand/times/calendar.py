"""TIMEX3 values and the days they mean.

The values are those of TimeML 1.2.1 (Saurí et al. 2006): days, months and years as in ISO 8601, weeks ``2016-W08``,
weekends ``2016-W08-WE``, quarters ``2016-Q3``, halves ``2016-H1``, seasons ``2016-SU``, decades ``198``, centuries
``19``; behind a day ``T15:30`` or a part of the day such as ``TMO``; X for what is not known.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

Interval = tuple[date, date]

#: Northern meteorological seasons, first month and number of months. A winter begins in the year before or in its own.
_SEASONS = {"SP": (3, 3), "SU": (6, 3), "FA": (9, 3), "WI": (12, 3)}
_VALUE = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|W(?P<week>\d\d)(?P<weekend>-WE)?|Q(?P<quarter>[1-4])"
    r"|H(?P<half>[12])|(?P<season>SP|SU|FA|WI)))?(?:T\S*)?"
)
#: Units that are counted in days, and in months.
_DAYS = {"D": 1, "W": 7, "2W": 14, "WE": 7}
_MONTHS = {"M": 1, "Q": 3, "6M": 6, "Y": 12, "DE": 120, "CE": 1200, "ML": 12000}


def interval(value: str) -> Interval | None:
    """Return the first and the last day of a value, None for one that is no time of the calendar."""
    if value.isdigit() and len(value) in {2, 3}:
        first = int(value) * (100 if len(value) == 2 else 10)
        return (date(first, 1, 1), date(first + 10 ** (4 - len(value)) - 1, 12, 31)) if first else None
    found = _VALUE.fullmatch(value)
    try:
        return _days(int(found["year"]), found) if found else None
    except (ValueError, OverflowError):
        return None


def _days(year: int, found: re.Match[str]) -> Interval:
    if found["day"]:
        day = date(year, int(found["month"]), int(found["day"]))
        return day, day
    if found["week"]:
        return _week(year, int(found["week"]), weekend=bool(found["weekend"]))
    if found["season"] == "WI":
        return date(year - 1, 12, 1), date(year + 1, 2, monthrange(year + 1, 2)[1])
    first, months = _span_of_months(found)
    return date(year, first, 1), _month_end(year, first + months - 1)


def _span_of_months(found: re.Match[str]) -> tuple[int, int]:
    if found["month"]:
        return int(found["month"]), 1
    if found["quarter"]:
        return 3 * int(found["quarter"]) - 2, 3
    if found["half"]:
        return 6 * int(found["half"]) - 5, 6
    return _SEASONS[found["season"]] if found["season"] else (1, 12)


def _week(year: int, week: int, *, weekend: bool) -> Interval:
    monday = date.fromisocalendar(year, week, 1)
    return (monday + timedelta(5) if weekend else monday), monday + timedelta(6)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def part_of(days: Interval, mod: str | None) -> Interval:
    """Return the days of the beginning, the middle or the end of a time (``START``, ``MID``, ``END``): a third each.

    Nobody means exact thirds; they bound what "early" and "late" can mean without cutting off what is meant.
    """
    first, last = days
    length = (last - first).days + 1
    if mod not in {"START", "MID", "END"} or length < 3:
        return days
    if mod == "START":
        return first, first + timedelta(-(-length // 3) - 1)
    if mod == "MID":
        return first + timedelta(length // 3), last - timedelta(length // 3)
    return last - timedelta(-(-length // 3) - 1), last


def value_at(day: date, unit: str) -> str:
    """Return the value of the unit that a day lies in: "2016-W08" for a week. Units below a day give the day."""
    if unit in {"W", "2W", "WE"}:
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    if unit in {"Y", "DE", "CE", "ML"}:
        return f"{day.year:04d}"[: {"Y": 4, "DE": 3, "CE": 2, "ML": 1}[unit]]
    within = {"M": f"{day.month:02d}", "Q": f"Q{(day.month + 2) // 3}", "6M": f"H{1 if day.month < 7 else 2}"}
    return f"{day.year:04d}-{within[unit]}" if unit in within else day.isoformat()


def moved(day: date, unit: str, amount: float) -> date | None:
    """Return the day so many units away, None beyond the calendar. A day that a month lacks becomes its last."""
    try:
        if unit.startswith("T"):
            return day + timedelta(seconds=0)
        if unit in _DAYS:
            return day + timedelta(round(amount * _DAYS[unit]))
        months = day.year * 12 + day.month - 1 + round(amount * _MONTHS[unit])
        year, month = divmod(months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def period(unit: str, amount: float | str) -> str:
    """Return the value of a length of time: "P3D", "PT48H", "PXM", "P2Y6M" for two and a half years."""
    if amount != "X" and not isinstance(amount, str):
        return _counted(unit, amount)
    factor, letter, clock = _written(unit)
    if unit == "CE":
        return "PXC"
    if factor == 1 or unit in {"DE", "ML"}:
        return f"P{clock}X{letter}"
    return f"PX{unit[-1] if unit != 'WE' else 'W'}"


def _counted(unit: str, amount: float) -> str:
    factor, letter, clock = _written(unit)
    number = amount * factor
    whole, rest = int(number), number - int(number)
    smaller = {("Y", ""): ("M", 12), ("H", "T"): ("M", 60), ("M", "T"): ("S", 60), ("D", ""): ("H", 24)}
    if not rest:
        return f"P{clock}{whole}{letter}"
    if (letter, clock) in smaller:
        below, times = smaller[letter, clock]
        inner = f"{'T' if letter == 'D' else ''}{round(rest * times)}{below}"
        return f"P{clock}{f'{whole}{letter}' if whole else ''}{inner}"
    return f"P{number:g}{letter}"


def _written(unit: str) -> tuple[int, str, str]:
    """Return how many of which ISO unit a unit is, and "T" for those of the clock."""
    if unit.startswith("T"):
        return 1, unit[1:], "T"
    if unit in {"DE", "CE", "ML"}:
        return {"DE": (10, "Y", ""), "CE": (100, "Y", ""), "ML": (1000, "Y", "")}[unit]
    if unit == "Q":
        return 3, "M", ""
    if unit == "WE":
        return 2, "D", ""
    return (int(unit[:-1]), unit[-1], "") if unit[:-1].isdigit() else (1, unit, "")
