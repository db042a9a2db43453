"""From an expression to its value and its days: by the words, the day of writing, the tense, and dates told before.

Days that the words leave open are filled in from a reference: the day of writing, or a date told of before. Where
that is known only to the month or the year, both its ends are tried, and only what they agree on is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from os.path import commonprefix

from sayso.understand.times import named_days
from sayso.understand.times.calendar import Interval, interval, moved, part_of, period, value_at
from sayso.understand.times.numeric import read_numeric
from sayso.understand.times.patterns import Expression
from sayso.understand.times.tense import Tense

#: A date without a year is the nearest one. How much farther one ahead counts, by the tense of the verb: news tells mostly
#: of what was. Behind "by" or "until" it counts half as far.
_AHEAD: dict[Tense | None, float] = {"past": 6, "told": 2, None: 2, "future": 0.25}
_UNTIL = 0.25


@dataclass(frozen=True, slots=True)
class Reference:
    """What relative words count from: the first and last day that it can be, and how it is known."""

    days: Interval
    how: str


@dataclass(frozen=True, slots=True)
class Resolved:
    """What an expression means. ``first`` and ``last`` are days; one alone is None where that side is open."""

    type: str
    value: str | None
    first: date | None
    last: date | None
    how: str


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an expression.

    ``published`` is the day of writing, ``told`` the date told of last (both None if unknown), ``quarter`` the quarter
    told of last in the article, and ``day_first`` whether numeric dates of the article give the day first.
    """

    published: Reference | None
    told: Reference | None
    told_value: str | None
    quarter: str | None
    tense: Tense | None
    day_first: bool | None
    until: bool = False


def resolve(one: Expression, context: Context) -> Resolved | None:
    """Return what an expression means, None for a date that no calendar has ("31 June")."""
    if one.unit == "Q" and one.year is not None:
        value = f"{one.year:04d}" + (context.quarter[4:] if context.quarter else "")
        days = interval(value)
        return Resolved("DATE", value, *days, "explicit" if not context.quarter else "text") if days else None
    if one.kind == "set":
        return Resolved("SET", one.value, None, None, "explicit")
    if one.kind == "reference":
        return _of_reference(one, context)
    if one.kind == "duration":
        return _of_duration(one, context)
    if one.numeric is not None:
        read = read_numeric(one.numeric, context.day_first, context.published.days if context.published else None)
        return Resolved(read.type, read.value, *read.days, read.how) if read else None
    if _is_explicit(one):
        return _explicit(one)
    reference = context.published
    if one.anchor == "text" and context.told is not None:
        reference = Reference(context.told.days, "text")
    if reference is None and context.told is not None and one.year is None and (one.month or one.season or one.quarter):
        reference = _year_of(context.told)
    if reference is None:
        value = _open_value(one)
        return Resolved(_type(one), value, None, None, "open") if value else None
    return _relative(one, context, reference)


def _year_of(told: Reference) -> Reference:
    """Return the year of a date told of: without a day of writing, a month told of later lies in the same year."""
    first, last = told.days
    return Reference((date(first.year, 1, 1), date(last.year, 12, 31)), "text")


def _is_explicit(one: Expression) -> bool:
    return (one.year is not None and one.unit != "Q") or one.decade is not None or one.century is not None


def _explicit(one: Expression) -> Resolved | None:
    value = _calendar_value(one, one.year) if one.year is not None else f"{one.decade or one.century}"
    if one.holiday is not None and one.year is not None:
        return _of_holiday(one, one.year, "explicit")
    days = interval(value)
    if days is None:
        return None
    if one.fiscal:
        days = _fiscal(days)
    first, last = part_of(days, one.mod)
    return Resolved(_type(one), _with_time(value, one), first, last, "explicit")


def _calendar_value(one: Expression, year: int) -> str:
    if one.month is not None:
        return f"{year:04d}-{one.month:02d}" + (f"-{one.day:02d}" if one.day is not None else "")
    if one.quarter is not None:
        return f"{year:04d}-Q{one.quarter}"
    if one.half is not None:
        return f"{year:04d}-H{one.half}"
    return f"{year:04d}-{one.season}" if one.season is not None else f"{year:04d}"


def _fiscal(days: Interval) -> Interval:
    """Return the widest days of a time in a year of book-keeping.

    It is called after the calendar year in which it ends or, in some countries, begins: it begins from eleven months
    before January to three months after it.
    """
    return moved(days[0], "M", -11) or days[0], moved(days[1], "M", 3) or days[1]


def _type(one: Expression) -> str:
    return "TIME" if one.clock is not None or one.part is not None else "DATE"


def _with_time(value: str, one: Expression) -> str:
    if len(value) != 10:
        return value
    if one.clock is not None:
        return f"{value}T{one.clock if ':' in one.clock else f'{one.clock}:00'}"
    return f"{value}T{one.part}" if one.part is not None else value


def _open_value(one: Expression) -> str | None:
    """Return what the words alone say of a date without a year, X for what is not known."""
    if one.month is not None:
        value = f"XXXX-{one.month:02d}" + (f"-{one.day:02d}" if one.day is not None else "")
    elif one.weekday is not None:
        value = f"XXXX-WXX-{one.weekday}"
    elif one.season is not None:
        value = f"XXXX-{one.season}"
    elif one.quarter is not None:
        value = f"XXXX-Q{one.quarter}"
    elif one.unit is not None:
        value = {"W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX", "Q": "XXXX-QX", "Y": "XXXX"}.get(one.unit, "XXXX-XX-XX")
    elif one.holiday is not None or one.half is not None:
        value = "XXXX"
    else:
        return None
    return value + (f"T{one.part}" if one.part and value.count("-") == 2 else "")


# Relative to a reference ---------------------------------------------------------------------------------------------


def _relative(one: Expression, context: Context, reference: Reference) -> Resolved | None:
    first = _from_day(one, context, reference.days[0])
    last = first if reference.days[0] == reference.days[1] else _from_day(one, context, reference.days[1])
    if first is None or last is None:
        return None
    (value, days), (other, other_days) = first, last
    if value != other:
        value = _common(value, other) or _open_value(one) or "XXXX"
        days = min(days[0], other_days[0]), max(days[1], other_days[1])
        if reference.how == "text" and one.month is not None:
            value, days = first[0], first[1]
    begin, end = days
    if one.mod in {"EARLIER", "LATER"} and reference.days[0] == reference.days[1]:
        here = reference.days[0]
        if begin <= here <= end:
            begin, end = (begin, here) if one.mod == "EARLIER" else (here, end)
    else:
        begin, end = part_of((begin, end), one.mod)
    begin = moved(begin, "D", one.reach) or begin
    return Resolved(_type(one), _with_time(value, one), begin, end, reference.how)


def _common(one: str, other: str) -> str | None:
    """Return the year or year and month that two values have in common."""
    same = commonprefix([one, other])
    return one[:7] if len(same) >= 7 and one[5].isdigit() else one[:4] if len(same) >= 4 else None


def _from_day(one: Expression, context: Context, day: date) -> tuple[str, Interval] | None:  # noqa: PLR0911 (one answer a kind of expression)
    if one.kind == "offset":
        return _offset(one, context, day)
    if one.holiday is not None:
        return _holiday(one, context.tense, day)
    if one.weekday is not None and one.month is None:
        return _dated(_weekday(one, context.tense, day))
    if one.month is not None or one.season is not None or one.quarter is not None or one.half is not None:
        year = _year_for(one, context, day)
        if year is None:
            return None
        value = _calendar_value(one, year)
        days = interval(value)
        return (value, _fiscal(days) if one.fiscal else days) if days else None
    unit = one.unit or "D"
    if unit == "Q" and one.shift in {None, -1} and context.quarter:
        found = interval(context.quarter)
        return (context.quarter, found) if found else None
    if unit in {"Q", "WE"} and one.shift is None:  # without more, the last one that was
        back = -1 if unit == "Q" or day.isoweekday() < 6 else 0
        one = replace(one, shift=0 if unit == "WE" and context.tense == "future" else back)
    there = moved(day, unit, one.shift or 0)
    if there is None:
        return None
    value = value_at(there, unit)
    days = interval(value)
    return (value, _fiscal(days) if one.fiscal else days) if days else None


def _dated(day: date | None) -> tuple[str, Interval] | None:
    return (day.isoformat(), (day, day)) if day is not None else None


def _weekday(one: Expression, tense: Tense | None, day: date) -> date | None:
    """Return the day of a weekday: the one before, in news the likelier; the next one with a verb in the future."""
    wanted, today = one.weekday or 1, day.isoweekday()
    if one.unit == "W":
        monday = moved(day, "W", one.shift or 0)
        return monday + timedelta(wanted - today) if monday else None
    back = (today - wanted) % 7
    ahead = (wanted - today) % 7
    if one.anchor == "text":
        move = ahead or (7 if one.shift == 1 else 0)
        move = move if one.shift != -1 else -(back or 7)
    elif one.shift == -1:
        move = -(back or 7)
    elif one.shift == 1:
        move = ahead or 7
    elif one.shift == 0:
        move = -back if tense in {"past", "told"} else ahead
    else:
        move = ahead if tense == "future" else -back
    return moved(day, "D", move)


def _year_for(one: Expression, context: Context, day: date) -> int | None:
    """Return the year of a month, a day of a month, a season, a quarter or a half that has none of its own."""
    if one.unit == "Y" and one.shift is not None:
        return day.year + one.shift
    if one.half is not None:
        return day.year + (one.shift or 0)
    years = [
        (year, days)
        for year in range(max(day.year - 2, 1), min(day.year + 3, 9998))
        if (days := interval(_calendar_value(one, year))) is not None
    ]
    if one.season == "WI":  # of a winter, which its value leaves open, January counts
        years = [(year, (date(year - 1, 12, 1), date(year, 2, 28))) for year, _ in years]
    past = [year for year, days in years if days[0] <= day]
    ahead = [year for year, days in years if days[1] >= day]
    if not past or not ahead:
        return day.year if not years else years[0][0]
    running = [year for year, days in years if days[0] <= day <= days[1]]
    if one.shift == -1:
        return [year for year, days in years if days[1] < day][-1]
    if one.shift == 1:
        return next((year for year, days in years if days[0] > day), None)
    if one.shift == 0:
        return day.year
    if running:
        return running[0]
    weight = _AHEAD[context.tense] * (_UNTIL if context.until else 1)
    back, on = (day - dict(years)[past[-1]][1]).days, (dict(years)[ahead[0]][0] - day).days
    return ahead[0] if on * weight < back else past[-1]


def _offset(one: Expression, context: Context, day: date) -> tuple[str, Interval] | None:
    unit, amount, sign = one.unit or "D", one.amount, one.shift or -1
    if amount is None:
        return None
    if amount == "X":
        return _open_offset(unit, sign, day)
    if unit == "Y" and amount == 1 and context.quarter and sign == -1:
        value = f"{int(context.quarter[:4]) - 1:04d}{context.quarter[4:]}"
        days = interval(value)
        return (value, days) if days else None
    if unit.startswith("T"):
        hours = float(amount) * {"TS": 1 / 3600, "TM": 1 / 60, "TH": 1}[unit]
        there = moved(day, "D", sign * int(hours // 24))
        if hours < 1 and there is not None:
            return there.isoformat(), (there, there)
        edge = moved(day, "D", sign * int(hours // 24 + 1))
        if there is None or edge is None:
            return None
        return there.isoformat(), (min(there, edge), max(there, edge))
    there = moved(day, unit, sign * amount)
    if there is None:
        return None
    grain = "Y" if unit in {"DE", "CE", "ML"} else "D" if unit == "WE" else "M" if unit == "Q" else "W" if unit == "2W" else unit
    if isinstance(amount, float) and amount != int(amount):
        grain = {"Y": "M", "M": "D", "W": "D"}.get(grain, grain)
    value = value_at(there, grain)
    days = interval(value)
    return (value, days) if days else None


def _open_offset(unit: str, sign: int, day: date) -> tuple[str, Interval] | None:
    """Return where "a few years ago" lies: two to nine units away."""
    if unit in {"TS", "TM"}:
        return day.isoformat(), (day, day)
    if unit == "TH":
        return day.isoformat(), ((moved(day, "D", -1) or day, day) if sign < 0 else (day, moved(day, "D", 1) or day))
    near, far = moved(day, unit, 2 * sign), moved(day, unit, 9 * sign)
    if near is None or far is None:
        return None
    return ("PAST_REF" if sign < 0 else "FUTURE_REF"), (min(near, far), max(near, far))


def _holiday(one: Expression, tense: Tense | None, day: date) -> tuple[str, Interval] | None:
    found = [days for year in range(day.year - 2, day.year + 3) if (days := named_days.days_of(one.holiday, year))]
    past, ahead = [days for days in found if days[0] <= day], [days for days in found if days[0] > day]
    if not past or not ahead:
        return None
    on = (ahead[0][0] - day).days * _AHEAD[tense] < (day - past[-1][1]).days
    chosen = ahead[0] if one.shift == 1 or (on and one.shift != -1) else past[-1]
    return _holiday_value(one, chosen), _around(one, chosen)


def _of_holiday(one: Expression, year: int, how: str) -> Resolved | None:
    days = named_days.days_of(one.holiday, year)
    return Resolved("DATE", _holiday_value(one, days), *_around(one, days), how) if days else None


def _holiday_value(one: Expression, days: Interval) -> str:
    return days[0].isoformat() if days[0] == days[1] else f"{days[0].isoformat()}/{days[1].isoformat()}"


def _around(one: Expression, days: Interval) -> Interval:
    """Return the days with one more on either side where the moon decides."""
    return (days[0] - timedelta(1), days[1] + timedelta(1)) if "islamic" in one.holiday else days


# References and lengths ----------------------------------------------------------------------------------------------


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
    value = one.value or period(one.unit or "D", one.amount or "X")
    plain = Resolved("DURATION", value, None, None, "explicit")
    if one.shift is None or one.unit is None or one.amount is None:
        return plain
    reference = context.told if one.anchor == "text" and context.told is not None else context.published
    if reference is None:
        return Resolved("DURATION", value, None, None, "open")
    how = "text" if reference is context.told and one.anchor == "text" else reference.how
    first, last = reference.days
    # "The past few days": what is open is bounded by nine.
    amount = 9 if one.amount == "X" else one.amount
    unit, count = (one.unit, amount) if not one.unit.startswith("T") else ("D", _days_of(one.unit, float(amount)))
    if one.shift < 0:
        return Resolved("DURATION", value, moved(first, unit, -count), last, how)
    if one.shift > 0:
        return Resolved("DURATION", value, first, moved(last, unit, count), how)
    return plain


def _days_of(unit: str, amount: float) -> int:
    """Return how many days back hours can reach: 24 hours reach into yesterday, 48 into the day before."""
    hours = amount * {"TS": 1 / 3600, "TM": 1 / 60, "TH": 1}[unit]
    return int(-(-hours // 24))
