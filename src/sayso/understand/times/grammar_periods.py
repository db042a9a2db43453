"""Patterns of other stretches of the calendar: seasons, quarters, halves, decades, centuries, and parts of a unit."""

from __future__ import annotations

from sayso.understand.times.calendar import period
from sayso.understand.times.grammar_dates import IN, SHIFTS, mod_of, which_of
from sayso.understand.times.patterns import YEARS, Expression, Match, Rule, anchor_of, compiled, year_of


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


#: The rules of such stretches. Of several that fit at a place, the longest match counts, then the first.
RULES = tuple(
    Rule(compiled(pattern), build)
    for pattern, build in (
        ("(?P<which>LAST|THIS|NEXT) (?P<unit>UNITS)", _genitive),
        ("THE (?P<unit>UNIT)", _definite),
        ("THE (?:EXTRA|(?P<fiscal>FISCAL))? (?P<unit>UNIT)", _the_year),
        ("(?P<unit>ANYUNIT) (?:HYPHEN|GENITIVE)? ENDING", _end_of_unit),
        ("(?P<inpart>INPART) OF? THE? (?P<unit>UNIT)", _part_of_unit),
        ("THE (?P<year>YEAR) (?:(?P<unit>UNIT)|PERIOD)", _of_that_year),
        (f"{IN} (?:THE)? (?P<which>WHICH)? (?P<season>ANYSEASON) (?:COMMA? OF? (?P<year>{YEARS}))?", _season),
        (f"{IN} (?:THE)? (?P<season>ANYSEASON) OF? (?P<other>LAST|THIS|NEXT) UNIT", _season),
        (f"(?:THE)? {IN} (?:THE)? (?P<decade>DECADE)", _decade),
        (f"(?:THE)? {IN} (?:THE)? (?P<ordinal>ORDINAL) HYPHEN? (?P<unit>UNIT)", _century),
        (
            "(?:THE)? (?:(?P<which>LAST|THIS|NEXT) (?P<year_unit>UNIT) GENITIVE?)? (?P<year>YEAR)?"
            "(?:UNIT HYPHEN (?P<ago>AGO|EARLIER))? (?P<fiscal>FISCAL)? HYPHEN?"
            "(?P<ordinal>ORDINAL) HYPHEN? FISCAL? (?P<unit>UNIT)",
            _quarter,
        ),
        (
            "(?:THE)? (?P<fiscal>FISCAL)? HYPHEN? (?P<ordinal>ORDINAL) HYPHEN? (?P<unit>UNIT)OF FISCAL? (?P<year>YEAR)",
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
    )
)
