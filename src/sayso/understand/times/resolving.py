"""From an expression to its type, its value and its days: by its words, else seen from the day that they count from.

That day is the day of writing or a date told of before. Where it is known only to the month or the year, both its ends
are tried, and only what they agree on is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sayso.understand.times.calendar import Interval, interval, moved, part_of, period
from sayso.understand.times.named_days import days_of
from sayso.understand.times.numeric import read_numeric
from sayso.understand.times.patterns import Expression
from sayso.understand.times.relative import FEW, Context, Reference, calendar_value, fiscal, from_day, holiday_value

_OPEN_UNITS = {"W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means. ``first`` and ``last`` are days; one alone is None where that side is open."""

    type: str
    value: str | None
    first: date | None
    last: date | None
    how: str


def resolve(one: Expression, context: Context) -> Resolved | None:
    """Return what an expression means, None for a date that no calendar has ("31 June")."""
    if one.kind == "set":
        return Resolved("SET", one.value, None, None, "explicit")
    if one.kind == "reference":
        return _of_reference(one, context)
    if one.kind == "duration":
        return _of_duration(one, context)
    if one.numeric is not None:
        read = read_numeric(one.numeric, context.day_first, context.published.days if context.published else None)
        return Resolved(read.type, read.value, *read.days, read.how) if read else None
    if one.year is not None or one.decade is not None or one.century is not None:
        return _explicit(one, context)
    return _seen_from(one, context)


def _explicit(one: Expression, context: Context, how: str = "explicit") -> Resolved | None:
    if one.year is None:
        value = f"{one.decade}" if one.decade is not None else f"{one.century:02d}"
    elif one.unit == "Q":  # "the 1988 quarter" is the one of the quarter told of
        value = f"{one.year:04d}" + (context.quarter[4:] if context.quarter else "")
    else:
        value = calendar_value(one, one.year)
    if one.holiday is not None and one.year is not None:
        found = days_of(one.holiday, one.year)
        if found is None:
            return None
        value, days = holiday_value(one, found)
        return Resolved("DATE", value, *days, how)
    span = interval(value)
    if span is None:
        return None
    return Resolved(_type(one), _with_time(value, one), *part_of(fiscal(span) if one.fiscal else span, one.mod), how)


def _seen_from(one: Expression, context: Context) -> Resolved | None:
    reference = context.published
    if one.anchor == "text" and context.told is not None:
        reference = Reference(context.told.days, "text")
    elif one.anchor == "text" and _hangs_on_text(one):
        reference = None
    if reference is None and context.told is not None and _lacks_only_year(one):
        # Undated articles mostly tell of one year: a month lies in the year that was told of last.
        return _explicit(replace(one, year=context.told.days[0].year), context, "text")
    if reference is None:
        value = _open_value(one)
        return Resolved(_type(one), value, None, None, "open") if value else None
    first, last = reference.days
    begun = from_day(one, context, first)
    ended = begun if first == last else from_day(one, context, last)
    if begun is None or ended is None:
        return None
    value, days = begun
    if begun != ended:
        value = _common(value, ended[0]) or _open_value(one) or "XXXX"
        days = min(days[0], ended[1][0]), max(days[1], ended[1][1])
    begin, end = _part(days, one.mod, reference)
    return Resolved(_type(one), _with_time(value, one), moved(begin, "D", one.reach) or begin, end, reference.how)


def _hangs_on_text(one: Expression) -> bool:
    """Whether words mean nothing without a date told of before: "the next day", but not "a year earlier"."""
    return one.unit != "Q" and (one.kind == "date" or one.shift == 1)


def _lacks_only_year(one: Expression) -> bool:
    return one.shift is None and (one.month is not None or one.season is not None or one.holiday is not None)


def _part(days: Interval, mod: str | None, reference: Reference) -> Interval:
    """Return a part of some days; "earlier this month" ends on the day that it is seen from."""
    first, last = reference.days
    if mod == "EARLIER" and days[0] <= last <= days[1]:
        return days[0], last
    if mod == "LATER" and days[0] <= first <= days[1]:
        return first, days[1]
    return part_of(days, mod)


def _common(one: str, other: str) -> str | None:
    """Return the year, or year and month, that two values have in common."""
    if one[:7] == other[:7] and one[4:5] == "-" and one[5:7].isdigit():
        return one[:7]
    return one[:4] if one[:4] == other[:4] and one[:4].isdigit() else None


def _type(one: Expression) -> str:
    return "TIME" if one.clock is not None or one.part is not None else "DATE"


def _with_time(value: str, one: Expression) -> str:
    if len(value) != len("2016-09-12"):
        return value
    if one.clock is not None:
        return f"{value}T{one.clock if ':' in one.clock else f'{one.clock}:00'}"
    return f"{value}T{one.part}" if one.part is not None else value


def _open_value(one: Expression) -> str | None:
    """Return what the words alone say of a date, X for what is not known."""
    if one.month is not None:
        return f"XXXX-{one.month:02d}" + (f"-{one.day:02d}" if one.day is not None else "")
    if one.weekday is not None:
        return f"XXXX-WXX-{one.weekday}" + (f"T{one.part}" if one.part else "")
    if one.season is not None:
        return f"XXXX-{one.season}"
    if one.quarter is not None:
        return f"XXXX-Q{one.quarter}"
    if one.unit is not None:
        return _with_time(_OPEN_UNITS.get(one.unit, "XXXX-XX-XX"), one)
    return "XXXX" if one.holiday is not None or one.half is not None else None


def _of_reference(one: Expression, context: Context) -> Resolved:
    reference = context.published
    if reference is None:
        return Resolved("DATE", one.value, None, None, "open")
    first, last = reference.days
    if one.value == "PAST_REF":
        return Resolved("DATE", one.value, None, last, reference.how)
    if one.value == "FUTURE_REF":
        return Resolved("DATE", one.value, first, None, reference.how)
    return Resolved("DATE", one.value, first, last, reference.how)


def _of_duration(one: Expression, context: Context) -> Resolved:
    """Return a length, with its days if it ends ("the past week") or begins ("the next") on a known day."""
    value = one.value or period(one.unit or "D", one.amount or "X")
    if not one.shift or one.unit is None or one.amount is None:
        return Resolved("DURATION", value, None, None, "explicit")
    reference = context.published
    if one.anchor == "text" and context.told is not None:
        reference = Reference(context.told.days, "text")
    if reference is None:
        return Resolved("DURATION", value, None, None, "open")
    first, last = reference.days
    amount = FEW[1] if one.amount == "X" else one.amount
    unit, count = ("D", _days_of(one.unit, amount)) if one.unit.startswith("T") else (one.unit, amount)
    if one.shift < 0:
        return Resolved("DURATION", value, moved(first, unit, -count), last, reference.how)
    return Resolved("DURATION", value, first, moved(last, unit, count), reference.how)


def _days_of(unit: str, amount: float) -> int:
    """Return how many days hours can reach back: 24 hours reach into yesterday, 48 into the day before."""
    seconds = amount * {"TS": 1, "TM": 60, "TH": 3600}[unit]
    return int(-(-seconds // 86400))
