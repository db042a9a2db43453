"""What an expression means as seen from one day: "Tuesday", "last month", "12 May", "two weeks ago", "Easter"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sayso.understand.times import named_days
from sayso.understand.times.calendar import Interval, interval, moved, value_at
from sayso.understand.times.patterns import Expression
from sayso.understand.times.tense import Tense

Dated = tuple[str, Interval]

#: A date without a year is the nearest one. By the tense of the verb, a day ahead counts as so many times as far away:
#: news tells mostly of what was, and a verb in the past nearly always does.
_AHEAD: dict[Tense | None, float] = {"past": 20, "told": 2, None: 2, "future": 0.25}
#: Behind "by" or "until", what lies ahead is meant more often than not.
_UNTIL = 0.25
#: "A few", "several" are from two to nine: with ten, people begin to count in tens.
FEW = (2, 9)
#: How exact a time is that is told in some unit from now, where not by the unit itself.
_GRAINS = {"DE": "Y", "CE": "Y", "ML": "Y", "WE": "D", "Q": "M", "2W": "W"}
_HALF_GRAINS = {"Y": "M", "M": "D", "W": "D"}
_HOURS = {"TS": 1 / 3600, "TM": 1 / 60, "TH": 1}


@dataclass(frozen=True, slots=True)
class Reference:
    """What relative words count from: the first and last day that it can be, and how it is known."""

    days: Interval
    how: str


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around an expression.

    ``published`` is the day of writing, ``told`` the date told of last (both None if unknown), ``quarter`` the value of
    the quarter told of last in the article, ``day_first`` whether numeric dates of the article give the day first, and
    ``until`` whether a word such as "by" stands before the expression.
    """

    published: Reference | None = None
    told: Reference | None = None
    quarter: str | None = None
    tense: Tense | None = None
    day_first: bool | None = None
    until: bool = False


def from_day(one: Expression, context: Context, day: date) -> Dated | None:
    """Return the value of an expression and its days as seen from a day, None beyond the calendar."""
    if one.kind == "offset":
        return _offset(one, context, day)
    if one.holiday is not None:
        return _holiday(one, context.tense, day)
    if one.weekday is not None and one.month is None:
        there = _weekday(one, context, day)
        return (there.isoformat(), (there, there)) if there is not None else None
    if one.month is not None or one.season is not None or one.quarter is not None or one.half is not None:
        year = _year_for(one, context, day)
        made = _dated(calendar_value(one, year), one) if year is not None else None
        return (made[0], _span(one, year) or made[1]) if made and year and one.season == "WI" else made
    return _unit(one, context, day)


def calendar_value(one: Expression, year: int) -> str:
    """Return the value of a day, month, quarter, half or season of a year, or of the year."""
    if one.month is not None:
        return f"{year:04d}-{one.month:02d}" + (f"-{one.day:02d}" if one.day is not None else "")
    if one.quarter is not None:
        return f"{year:04d}-Q{one.quarter}"
    if one.half is not None:
        return f"{year:04d}-H{one.half}"
    return f"{year:04d}-{one.season}" if one.season is not None else f"{year:04d}"


def fiscal(days: Interval) -> Interval:
    """Return the widest days of a time in a year of book-keeping.

    It is called after the calendar year in which it ends or, in some countries, begins: it begins from eleven months
    before January to three months after it.
    """
    behind = moved(days[1] + timedelta(1), "M", 3) if days[1] < date.max else None
    return moved(days[0], "M", -11) or days[0], behind - timedelta(1) if behind else days[1]


def _dated(value: str, one: Expression) -> Dated | None:
    days = interval(value)
    return (value, fiscal(days) if one.fiscal else days) if days else None


def _unit(one: Expression, context: Context, day: date) -> Dated | None:
    """Return the last, this or next one of a unit; of "the quarter" the one told of, else the last that ended."""
    unit, shift = one.unit or "D", one.shift
    if unit == "Q" and shift in {None, -1} and context.quarter:
        return _dated(context.quarter, one)
    if unit == "Q" and shift is None:
        shift = -1
    if unit == "WE" and shift is None:
        shift = 0 if context.tense == "future" or day.isoweekday() > 5 else -1
    there = moved(day, unit, shift or 0)
    return _dated(value_at(there, unit), one) if there is not None else None


def _weekday(one: Expression, context: Context, day: date) -> date | None:
    """Return the day of a weekday: the one before, in news the likelier; the next one with a verb in the future."""
    wanted, today = one.weekday or 1, day.isoweekday()
    back, ahead = (today - wanted) % 7, (wanted - today) % 7
    if one.unit == "W":  # "Tuesday of last week"
        return moved(day, "D", 7 * (one.shift or 0) + wanted - today)
    if one.shift == -1:
        return moved(day, "D", -(back or 7))
    if one.shift == 1:
        return moved(day, "D", ahead or 7)
    if one.anchor == "text":
        return moved(day, "D", ahead)
    forward = context.tense == "future" or (context.tense is None and (one.shift == 0 or context.until))
    return moved(day, "D", ahead if forward else -back)


def _year_for(one: Expression, context: Context, day: date) -> int | None:
    """Return the year of a month, a day of a month, a season, a quarter or a half that has none of its own."""
    if (one.unit == "Y" and one.shift is not None) or one.half is not None:
        return day.year + (one.shift or 0)
    spans = {year: days for year in range(day.year - 9, day.year + 9) if (days := _span(one, year)) is not None}
    past = [year for year, days in spans.items() if days[1] < day]
    ahead = [year for year, days in spans.items() if days[0] > day]
    if not past or not ahead:
        return None
    now = next((year for year, days in spans.items() if days[0] <= day <= days[1]), None)
    if one.shift is not None:
        return {-1: past[-1], 0: day.year, 1: ahead[0]}[one.shift]
    if now is not None:
        return now
    weight = _AHEAD[context.tense] * (_UNTIL if context.until else 1)
    on, back = (spans[ahead[0]][0] - day).days, (day - spans[past[-1]][1]).days
    return ahead[0] if on * weight < back else past[-1]


def _span(one: Expression, year: int) -> Interval | None:
    if one.season == "WI":  # a winter may begin in the year before; that in which most of it lies counts
        return (date(year - 1, 12, 1), date(year, 3, 1) - timedelta(1)) if 1 < year < 9999 else None
    return interval(calendar_value(one, year)) if 0 < year < 9999 else None


def _offset(one: Expression, context: Context, day: date) -> Dated | None:
    unit, amount, sign = one.unit or "D", one.amount or 1, one.shift or -1
    if amount == "X":
        return _open_offset(unit, sign, day)
    if unit == "Y" and amount == 1 and sign == -1 and context.quarter:  # figures are compared with the same quarter's
        return _dated(f"{int(context.quarter[:4]) - 1:04d}{context.quarter[4:]}", one)
    if unit in _HOURS:
        hours = amount * _HOURS[unit]
        near, far = moved(day, "D", sign * (hours // 24)), moved(day, "D", sign * (hours // 24 + (hours >= 1)))
        return (near.isoformat(), (min(near, far), max(near, far))) if near is not None and far is not None else None
    there = moved(day, unit, sign * amount)
    if there is None:
        return None
    grain = _GRAINS.get(unit, unit)
    return _dated(value_at(there, grain if amount == int(amount) else _HALF_GRAINS.get(grain, grain)), one)


def _open_offset(unit: str, sign: int, day: date) -> Dated | None:
    """Return where "a few years ago" lies."""
    if unit in _HOURS:
        near, far = day, moved(day, "D", sign if unit == "TH" else 0)
        return (day.isoformat(), (min(near, far), max(near, far))) if far is not None else None
    first, last = (moved(day, unit, count * sign) for count in FEW)
    if first is None or last is None:
        return None
    return ("PAST_REF" if sign < 0 else "FUTURE_REF"), (min(first, last), max(first, last))


def _holiday(one: Expression, tense: Tense | None, day: date) -> Dated | None:
    years = range(max(day.year - 2, 1), min(day.year + 3, 9999))
    found = [days for year in years if (days := named_days.days_of(one.holiday, year))]
    past, ahead = [days for days in found if days[0] <= day], [days for days in found if days[0] > day]
    if not past or not ahead:
        return None
    nearer = (ahead[0][0] - day).days * _AHEAD[tense] < (day - past[-1][1]).days
    return holiday_value(one, ahead[0] if one.shift == 1 or (nearer and one.shift != -1) else past[-1])


def holiday_value(one: Expression, days: Interval) -> Dated:
    """Return the value of a named day, and its days with one more on either side where the moon decides."""
    first, last = days
    value = first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
    return value, ((first - timedelta(1), last + timedelta(1)) if "islamic" in one.holiday else days)
