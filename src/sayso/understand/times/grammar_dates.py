"""Patterns of dates: of the calendar ("12 May 2015", "the 1990s"), and as seen from now ("last week", "on Tuesday")."""

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


def _definite(match: Match) -> Expression | None:
    """Make one of "the quarter", "the weekend": the one that is told of, or the last."""
    unit = match.value("unit")
    if unit not in {"Q", "WE"}:
        return None
    behind = match.behind()
    if behind is not None and behind.kind in {"hyphen", "before", "after"}:
        return None
    return Expression(match.first, match.last, "date", unit=unit, anchor=anchor_of(unit == "Q"))


def _part_of_unit(match: Match) -> Expression | None:
    """Make one of "earlier in the year", "the end of the month"."""
    unit = match.value("unit")
    if unit not in {"D", "W", "M", "Q", "Y", "WE", "DE"} or match.token("inpart") is None:
        return None
    if unit == "D" and mod_of(match) in {"START", "END"} and match.value("inpart") is not None:
        return None  # "at the end of the day" is seldom a time
    anchor = anchor_of(unit == "D")
    return Expression(match.first, match.last, "date", unit=unit, shift=0, mod=mod_of(match), anchor=anchor)


def _end_of_unit(match: Match) -> Expression | None:
    """Make one of "year-end", "month's end"."""
    unit = match.value("unit")
    if unit not in {"M", "Y"}:
        return None
    return Expression(match.first, match.last, "date", unit=unit, shift=0, mod="END")


def _the_year(match: Match) -> Expression | None:
    """Make a length of "the year ended June 30", and this year of "the first months of the year"."""
    before, behind = match.before(), match.behind()
    if match.value("unit") != "Y":
        return None
    if behind is not None and behind.lower in {"ended", "ending"}:
        return Expression(match.first, match.last, "duration", unit="Y", amount=1, value=period("Y", 1))
    closed = behind is None or behind.kind in {"stop", "comma"}
    if not closed or before is None or before.kind not in {"of", "since"}:
        return None
    return Expression(match.first, match.last, "date", unit="Y", shift=0, fiscal=match.token("fiscal") is not None)


def _of_that_year(match: Match) -> Expression | None:
    """Make one of "the 1988 quarter": the quarter that is told of, in another year."""
    if match.value("unit") not in {"Q", None}:
        return None
    return Expression(match.first, match.last, "date", unit="Q", year=match.value("year"), anchor="text")


def _bare_part(match: Match) -> Expression | None:
    """Make a part of the day that only the day beside it dates: "dawn" in "dawn on Tuesday"."""
    return Expression(match.first, match.last, "date", part=match.value("daypart"))


def _genitive(match: Match) -> Expression | None:
    """Make a date of "last weeks" and "this years", which have lost their apostrophe: no plural stands there."""
    unit, which = match.value("unit"), match.token("which")
    if which is None or which.lower not in {"last", "this", "next"} or unit not in {"W", "M", "Y", "WE"}:
        return None
    before = match.before()
    if before is not None and before.kind == "the":
        return None
    return Expression(match.first, match.last, "date", unit=unit, shift=SHIFTS[which.kind])


def _season(match: Match) -> Expression | None:
    season, (shift, _) = match.token("season"), which_of(match)
    year = year_of(match.tokens("year"))
    if season is None or (match.token("year") is not None and year is None):
        return None
    other = match.token("other")
    if other is not None:
        shift = SHIFTS[other.kind]
    if season.kind == "doubtful_season" and shift is None and year is None and match.token("inpart") is None:
        return None
    return Expression(
        match.first,
        match.last,
        "date",
        season=season.value,
        year=year,
        shift=shift,
        mod=mod_of(match),
        unit="Y" if other is not None else None,
    )


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


def _decade(match: Match) -> Expression | None:
    return Expression(match.first, match.last, "date", decade=match.value("decade"), mod=mod_of(match))


def _century(match: Match) -> Expression | None:
    ordinal = match.value("ordinal")
    if match.value("unit") != "CE" or not 2 <= ordinal <= 30:
        return None
    return Expression(match.first, match.last, "date", century=ordinal - 1, mod=mod_of(match))


def _quarter(match: Match) -> Expression | None:
    """Make one of "the third quarter", "fiscal first quarter of 2015", "next year's first quarter"."""
    ordinal, year = match.value("ordinal"), match.token("year")
    if ordinal not in {1, 2, 3, 4} or match.value("unit") != "Q":
        return None
    other = match.token("other") or match.token("which")
    if other is not None and match.value("year_unit") != "Y":
        return None
    ago = match.token("ago")
    shift = SHIFTS[other.kind] if other is not None else (-1 if ago is not None else None)
    # "The third-quarter loss": the article is the loss's.
    hyphen = "hyphen" in {token.kind for token in match.lexed.tokens[match.first : match.last]}
    first = match.first + (hyphen and match.lexed.tokens[match.first].kind == "the")
    return Expression(
        first,
        match.last,
        "date",
        quarter=ordinal,
        year=year.value if year else None,
        shift=shift,
        unit="Y" if shift is not None else None,
        fiscal=match.token("fiscal") is not None,
        mod=mod_of(match),
    )


def _half(match: Match) -> Expression | None:
    which, ordinal = match.token("which"), match.value("ordinal")
    half = ordinal if which is None else 2
    if half not in {1, 2} or (match.token("other") is not None and match.value("year_unit") != "Y"):
        return None
    year, other, decade = match.token("year"), match.token("other"), match.token("decade")
    if decade is not None:
        mod = "START" if half == 1 else "END"
        return Expression(match.first, match.last, "date", decade=decade.value, mod=mod)
    return Expression(
        match.first,
        match.last,
        "date",
        half=half,
        year=year.value if year else None,
        shift=SHIFTS[other.kind] if other is not None else (0 if year is None else None),
    )


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
_IN = "(?:(?P<inpart>INPART) (?:HYPHEN|OF)?)?"
_THIS_YEAR = "(?: COMMA? OF? (?P<which>LAST|THIS|NEXT) UNIT)?"

#: The rules of dates. Of several that fit at a place, the longest match counts, then the first.
RULES = tuple(
    Rule(compiled(pattern), build)
    for pattern, build in (
        (f"{_WEEKDAY} (?:THE)? (?P<day>DATENUMBER) OF? (?P<month>ANYMONTH){_YEAR}", _full),
        (f"{_WEEKDAY} (?P<month>ANYMONTH) (?:THE)? (?P<day>DATENUMBER){_YEAR}", _full),
        (f"{_WEEKDAY} (?P<month>ANYMONTH) (?P<day>DATENUMBER) COMMA? (?P<which>LAST|THIS|NEXT) UNIT", _full),
        (f"(?P<day>DATENUMBER) (?:HYPHEN|TO) (?P<other>DATENUMBER) OF? (?P<month>ANYMONTH){_YEAR}", _full),
        (f"(?P<month>ANYMONTH) (?P<day>DATENUMBER) (?:HYPHEN|TO) (?P<other>DATENUMBER){_YEAR}", _full),
        (f"{_IN} (?P<month>ANYMONTH) COMMA? OF? (?P<year>{YEARS})", _month_and_year),
        (
            f"{_IN} (?P<month>ANYMONTH) COMMA? OF? (?:THE)? (?P<which>LAST|PAST|THIS|NEXT) (?P<unit>UNIT)",
            _month_and_year,
        ),
        (
            f"{_IN} (?P<definite>THE)? (?P<which>LAST|PAST|THIS|NEXT|FOLLOWING|PREVIOUS)?"
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
        (f"{_IN} (?P<day>DAY) (?P<daypart>DAY_PART|HOUR)?", _day),
        (f"{_IN} (?P<day>DAY)", _day),
        (f"{_IN} (?:THE)? (?P<which>WHICH) (?P<daypart>DAY_PART)", _part_of_day),
        (f"{_IN} (?P<definite>THE)? (?P<which>WHICH) (?P<fiscal>FISCAL)? (?P<unit>UNIT)", _unit),
        ("(?P<which>LAST|THIS|NEXT) (?P<unit>UNITS)", _genitive),
        ("THE (?P<unit>UNIT)", _definite),
        ("THE (?:EXTRA|(?P<fiscal>FISCAL))? (?P<unit>UNIT)", _the_year),
        ("(?P<unit>ANYUNIT) (?:HYPHEN|GENITIVE)? ENDING", _end_of_unit),
        ("(?P<inpart>INPART) OF? THE? (?P<unit>UNIT)", _part_of_unit),
        ("THE (?P<year>YEAR) (?:(?P<unit>UNIT)|PERIOD)", _of_that_year),
        ("(?:THE)? (?P<daypart>DAY_PART)", _bare_part),
        (f"{_IN} (?:THE)? (?P<which>WHICH)? (?P<season>ANYSEASON) (?:COMMA? OF? (?P<year>{YEARS}))?", _season),
        (f"{_IN} (?:THE)? (?P<season>ANYSEASON) OF? (?P<other>LAST|THIS|NEXT) UNIT", _season),
        (f"{_IN} (?:(?:THE)? (?P<unit>UNIT))? (?P<fiscal>FISCAL)? (?P<year>{YEARS})", _year),
        (f"{_IN} (?:THE)? (?P<fiscal>FISCAL) (?P<unit>UNIT)? (?P<year>YEAR)", _year),
        (f"{_IN} (?:THE)? (?P<year>YEAR) (?P<fiscal>FISCAL) UNIT", _year),
        (f"(?:THE)? {_IN} (?:THE)? (?P<decade>DECADE)", _decade),
        (f"(?:THE)? {_IN} (?:THE)? (?P<ordinal>ORDINAL) HYPHEN? (?P<unit>UNIT)", _century),
        (
            "(?:THE)? (?:(?P<which>LAST|THIS|NEXT) (?P<year_unit>UNIT) GENITIVE?)? (?P<year>YEAR)?"
            "(?:UNIT HYPHEN (?P<ago>AGO|EARLIER))? (?P<fiscal>FISCAL)? HYPHEN?"
            "(?P<ordinal>ORDINAL) HYPHEN? FISCAL? (?P<unit>UNIT)",
            _quarter,
        ),
        (
            "(?:THE)? (?P<fiscal>FISCAL)? HYPHEN? (?P<ordinal>ORDINAL) HYPHEN? (?P<unit>UNIT)"
            "OF FISCAL? (?P<year>YEAR)",
            _quarter,
        ),
        (
            "(?:THE)? (?P<fiscal>FISCAL)? (?P<ordinal>ORDINAL) HYPHEN? (?P<unit>UNIT) OF? (?P<other>LAST|THIS|NEXT)"
            "(?P<year_unit>UNIT)",
            _quarter,
        ),
        (
            "(?:THE)? (?:(?P<ordinal>ORDINAL)|(?P<which>LAST)) HALF OF (?:(?P<year>YEAR)|(?:THE)? (?P<decade>DECADE)"
            "|(?P<other>LAST|THIS|NEXT) (?P<year_unit>UNIT))",
            _half,
        ),
        ("(?P<numeric>NUMERIC)", _numeric),
        (f"(?:THE)? (?P<which>LAST|THIS|NEXT|PAST)? (?P<holiday>HOLIDAY) (?:COMMA? OF? (?P<year>{YEARS}))?", _holiday),
    )
)  # fmt: skip
