"""Patterns of days, weeks, months and years: by the calendar ("12 May 2015"), and as seen from now ("last week")."""

from __future__ import annotations

from dataclasses import replace

from sayso.understand.times.calendar import period
from sayso.understand.times.lexer import Token
from sayso.understand.times.patterns import YEARS, Expression, Match, Rule, anchor_of, compiled, year_of

#: What "last", "this" and "next" shift by.
SHIFTS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "same": 0, "next": 1, "following": 1}
#: Words that look from the date that is told of, not from the day of writing.
FROM_TEXT = frozenset({"previous", "same", "following"})
#: A bare number of four digits beside such a word is no year: "2000 people".
_COUNTED = frozenset({"people", "men", "women", "children", "troops", "percent", "per", "km", "miles", "metres"})
#: Classes of words before a month or a year that tell it from a name or a number.
_FRAMES = frozenset({"of", "since", "to", "before", "after", "until"})
_NUMBERS = frozenset({"digits", "ordinal", "year", "short_year"})
_MODS = {"earlier": "EARLIER", "later": "LATER"}


def mod_of(match: Match) -> str | None:
    """Return what a match says of the part of a time: ``START``, ``MID``, ``END``, ``EARLIER``, ``LATER``."""
    token = match.token("inpart")
    if token is None or token.kind == "sometime":
        return None
    return str(token.value) if token.kind == "part" else _MODS[token.kind]


def which_of(match: Match) -> tuple[int | None, bool]:
    """Return the shift of "last", "this" or "next" in a match, and whether it looks from the date told of."""
    token = match.token("which")
    return (SHIFTS[token.kind], token.kind in FROM_TEXT) if token is not None else (None, False)


def _counts(token: Token | None) -> bool:
    """Whether a word is what a number before it counts: "airstrikes", "people"."""
    if token is None or token.kind != "word":
        return False
    word = token.lower
    return word in _COUNTED or (len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "was", "has")))


def _full(match: Match) -> Expression | list[Expression] | None:
    """Day and month, with or without weekday and year: "Friday 12 May 2015", "Sept. 12"; also "3-5 March"."""
    day, month = match.value("day"), match.value("month")
    year = year_of(match.tokens("year"))
    if not isinstance(day, int) or not 1 <= day <= 31 or (match.token("year") is not None and year is None):
        return None
    before, behind = match.before(), match.behind()
    month_first = match.span("month") < match.span("day")
    if year is None and month_first and _counts(behind) and before is not None and before.kind in {"of", "since"}:
        return None  # "in August 20 people were killed", "since March 5 attacks"
    shift = which_of(match)[0]
    made = Expression(
        match.first, match.last, "date", year=year, month=month, day=day, weekday=match.value("weekday"), shift=shift
    )
    other = match.value("other")
    if other is None:
        return made
    if not isinstance(other, int) or not 1 <= other <= 31:
        return None
    cut = match.span("other")[0]
    return [replace(made, last=cut - 1), replace(made, first=cut, day=other, weekday=None)]


def _month_and_year(match: Match) -> Expression | None:
    year = year_of(match.tokens("year"))
    shift = which_of(match)[0]
    if year is None and (shift is None or match.value("unit") != "Y"):
        return None
    return Expression(
        match.first,
        match.last,
        "date",
        year=year,
        month=match.value("month"),
        shift=shift,
        mod=mod_of(match),
        unit="Y" if shift is not None else None,
    )


def _month(match: Match) -> Expression | None:
    shift, from_text = which_of(match)
    month = match.token("month")
    before, behind = match.before(), match.behind()
    if month is None or (match.token("definite") is not None and behind is not None and behind.kind in _NUMBERS):
        return None  # "the August 21 attacks"
    if month.kind == "doubtful_month" and shift is None and match.token("inpart") is None:
        framed = before is not None and before.kind in _FRAMES
        framed = framed or (match.token("definite") is not None and behind is not None and behind.kind == "word")
        text = match.lexed.text
        if not framed or (text[month.end :][:2].strip()[:1].isupper() and not text[month.start :][:5].isupper()):
            return None  # "the march", "Theresa May", "by May Falk"
    anchor = anchor_of(from_text)
    first = match.first + (match.token("definite") is not None and shift is None)  # the article is the noun's behind
    return Expression(first, match.last, "date", month=month.value, shift=shift, anchor=anchor, mod=mod_of(match))


def _weekday(match: Match) -> Expression | None:
    shift, from_text = which_of(match)
    weekday, part = match.token("weekday"), match.token("daypart")
    if weekday is None:
        return None
    week = match.token("week")
    return Expression(
        match.first,
        match.last,
        "date",
        weekday=weekday.value,
        shift=SHIFTS[week.kind] if week is not None else shift,
        unit="W" if week is not None else None,
        anchor=anchor_of(from_text),
        part=str(part.value) if part is not None and part.kind == "day_part" else None,
        clock=str(part.value) if part is not None and part.kind == "hour" else None,
        mod=mod_of(match),
    )


def _day(match: Match) -> Expression | None:
    day, part = match.value("day"), match.token("daypart")
    named = str(part.value) if part is not None and part.kind == "day_part" else None
    return Expression(
        match.first,
        match.last,
        "date",
        unit="D",
        shift=day["days"],
        reach=min(0, day.get("from", 0)),
        part=named or day.get("part"),
        clock=str(part.value) if part is not None and part.kind == "hour" else None,
        mod=mod_of(match),
    )


def _part_of_day(match: Match) -> Expression | None:
    """Make one of "this morning", "last night", "the following night"."""
    shift, from_text = which_of(match)
    anchor = anchor_of(from_text)
    return Expression(
        match.first,
        match.last,
        "date",
        unit="D",
        shift=shift,
        anchor=anchor,
        part=match.value("daypart"),
        mod=mod_of(match),
    )


def _unit(match: Match) -> Expression | None:
    """Make one of "last week", "later this month", "the following day". "This hour" is none of the calendar."""
    unit, (shift, from_text) = match.value("unit"), which_of(match)
    which, behind, second = match.token("which"), match.behind(), match.behind(1)
    if unit.startswith("T") or unit == "ML":
        return None
    if behind is not None and behind.kind == "hyphen" and second is not None and second.kind == "old":
        return None  # "this week-long pause"
    if which is not None and which.lower == "that" and unit not in {"D", "W", "M", "Y"}:
        return None
    if which is not None and which.kind == "next" and match.token("definite") is not None:
        from_text = True  # "the next day" is seen from the day told of, "next week" from today
    if which is not None and which.kind == "past":  # the past week is the seven days up to now
        value = period(unit, 1)
        return Expression(match.first, match.last, "duration", unit=unit, amount=1, shift=-1, value=value)
    anchor = anchor_of(from_text)
    fiscal = match.token("fiscal") is not None
    return Expression(
        match.first, match.last, "date", unit=unit, shift=shift, anchor=anchor, mod=mod_of(match), fiscal=fiscal
    )


def _bare_part(match: Match) -> Expression | None:
    """Make a part of the day that only the day beside it dates: "dawn" in "dawn on Tuesday"."""
    return Expression(match.first, match.last, "date", part=match.value("daypart"))


def _year(match: Match) -> Expression | None:
    year = year_of(match.tokens("year"))
    if year is None:
        return None
    token = match.tokens("year")[0]
    marked = match.token("inpart") is not None or match.token("fiscal") is not None or match.token("unit") is not None
    before, behind = match.before(), match.behind()
    if token.kind == "number" and token.value != 19 and not marked and (before is None or before.kind not in _FRAMES):
        return None
    if token.kind == "short_year" and not marked and (before is None or before.kind not in _FRAMES):
        return None
    framed = before is not None and before.kind in _FRAMES | {"comma"} and before.lower not in {"and", "or"}
    if not marked and (not 1700 <= year < 2060 or (before is not None and before.lower in {"$", "£", "€", "no", "#"})):
        return None
    if not marked and not framed and (_counts(behind) or _is_part_of_code(match)):
        return None
    fiscal = match.token("fiscal") is not None
    return Expression(match.first, match.last, "date", year=year, mod=mod_of(match), fiscal=fiscal)


def _is_part_of_code(match: Match) -> bool:
    """Whether letters or marks that make names of things touch a number: "MH-1970", "2001/95", "UN2118"."""
    text = match.lexed.text
    start, end = match.lexed.tokens[match.first].start, match.lexed.tokens[match.last - 1].end
    second = match.before(2)
    if text[start - 1 : start] == "-" and second is not None and second.kind == "year":
        return False  # "2015-2016"
    return text[start - 1 : start] in {"-", "/", "#", "_"} or text[end : end + 1] in {"/", "_", "%"}


def _numeric(match: Match) -> Expression | None:
    return Expression(match.first, match.last, "date", numeric=match.value("numeric"))


def _holiday(match: Match) -> Expression | None:
    year = year_of(match.tokens("year"))
    if match.token("year") is not None and year is None:
        return None
    shift = which_of(match)[0]
    return Expression(match.first, match.last, "date", holiday=match.value("holiday"), year=year, shift=shift)


_WEEKDAY = "(?:(?P<weekday>ANYDAY) COMMA? (?:THE)?)?"
_YEAR = f"(?: COMMA? OF? (?P<year>{YEARS}))?"
IN = "(?:(?P<inpart>INPART) (?:HYPHEN|OF)?)?"

#: The rules of dates. Of several that fit at a place, the longest match counts, then the first.
RULES = tuple(
    Rule(compiled(pattern), build)
    for pattern, build in (
        (f"{_WEEKDAY} (?:THE)? (?P<day>DATENUMBER) OF? (?P<month>ANYMONTH){_YEAR}", _full),
        (f"{_WEEKDAY} (?P<month>ANYMONTH) (?:THE)? (?P<day>DATENUMBER){_YEAR}", _full),
        (f"{_WEEKDAY} (?P<month>ANYMONTH) (?P<day>DATENUMBER) COMMA? (?P<which>LAST|THIS|NEXT) UNIT", _full),
        (f"(?P<day>DATENUMBER) (?:HYPHEN|TO) (?P<other>DATENUMBER) OF? (?P<month>ANYMONTH){_YEAR}", _full),
        (f"(?P<month>ANYMONTH) (?P<day>DATENUMBER) (?:HYPHEN|TO) (?P<other>DATENUMBER){_YEAR}", _full),
        (f"{IN} (?P<month>ANYMONTH) COMMA? OF? (?P<year>{YEARS})", _month_and_year),
        (
            f"{IN} (?P<month>ANYMONTH) COMMA? OF? (?:THE)? (?P<which>LAST|PAST|THIS|NEXT) (?P<unit>UNIT)",
            _month_and_year,
        ),
        (
            f"{IN} (?P<definite>THE)? (?P<which>LAST|PAST|THIS|NEXT|FOLLOWING|PREVIOUS)?"
            "(?P<month>MONTH|DOUBTFUL_MONTH)",
            _month,
        ),
        (
            "(?:(?P<inpart>INPART) (?:HYPHEN|OF|AT)?)? (?:THE)? (?P<which>WHICH)? (?P<weekday>WEEKDAY|WEEKDAYS)"
            "(?: HYPHEN? (?P<daypart>DAY_PART|HOUR))?(?: OF? (?P<week>LAST|THIS|NEXT) UNIT)?",
            _weekday,
        ),
        (
            "(?:(?P<inpart>INPART) (?:HYPHEN|OF|AT)?)? (?:THE)? (?P<which>WHICH)? (?P<weekday>WEEKDAY|WEEKDAYS)",
            _weekday,
        ),
        (f"{IN} (?P<day>DAY) (?P<daypart>DAY_PART|HOUR)?", _day),
        (f"{IN} (?P<day>DAY)", _day),
        (f"{IN} (?:THE)? (?P<which>WHICH) (?P<daypart>DAY_PART)", _part_of_day),
        (f"{IN} (?P<definite>THE)? (?P<which>WHICH) (?P<fiscal>FISCAL)? (?P<unit>UNIT)", _unit),
        ("(?:THE)? (?P<daypart>DAY_PART)", _bare_part),
        (f"{IN} (?:(?:THE)? (?P<unit>UNIT))? (?P<fiscal>FISCAL)? (?P<year>{YEARS})", _year),
        (f"{IN} (?:THE)? (?P<fiscal>FISCAL) (?P<unit>UNIT)? (?P<year>YEAR)", _year),
        (f"{IN} (?:THE)? (?P<year>YEAR) (?P<fiscal>FISCAL) UNIT", _year),
        ("(?P<numeric>NUMERIC)", _numeric),
        (f"(?:THE)? (?P<which>LAST|THIS|NEXT|PAST)? (?P<holiday>HOLIDAY) (?:COMMA? OF? (?P<year>{YEARS}))?", _holiday),
    )
)  # fmt: skip
