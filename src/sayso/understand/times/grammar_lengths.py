"""Patterns of lengths of time, of what is counted from another time, of what recurs, and of the clock."""

from __future__ import annotations

from sayso.understand.times.calendar import period
from sayso.understand.times.grammar_dates import FROM_TEXT, SHIFTS
from sayso.understand.times.patterns import AMOUNT, Amount, Expression, Match, Rule, amount_of, anchor_of, compiled

#: Words before "a day", "a year" that make it "each day", "each year".
_TIMES = frozenset(
    {"once", "twice", "times", "thrice", "%", "percent", "cents", "barrels", "dollars", "tonnes", "tons"}
)
#: More of any unit than this is no time of the news; it would leave the calendar.
_MOST = 100_000


def _amount(match: Match) -> Amount | None:
    tokens = match.tokens("amount")
    if not tokens:
        return None
    if all(token.kind == "article" for token in tokens):
        found: Amount | None = 1
    else:
        found = amount_of(tokens)
    if found is None or found == "X":
        return found
    extra = 0.5 if match.token("half") is not None else 0.0
    return found + extra if 0 < found <= _MOST else None


def _offset(match: Match) -> Expression | None:
    """Make one of "two weeks ago", "a year earlier", "three days later", "an hour before"."""
    amount = _amount(match)
    return _offset_by(match, amount) if amount is not None else None


def _offset_by(match: Match, amount: Amount) -> Expression | None:
    way = match.token("way")
    if way is None:
        return None
    if way.kind in {"before", "after"}:
        behind = match.behind()
        if behind is not None and behind.kind not in {"stop", "comma"}:
            return None  # "two days before the vote": the vote is not dated here
    back = way.kind in {"ago", "earlier", "before"}
    return Expression(
        match.first,
        match.last,
        "offset",
        unit=match.value("unit"),
        amount=amount,
        shift=-1 if back else 1,
        anchor=anchor_of(way.kind != "ago"),
    )


def _open_offset(match: Match) -> Expression | None:
    """Make one of "hours earlier", "days later"."""
    return _offset_by(match, "X")


def _year_ago(match: Match) -> Expression | None:
    """Make one of "year-earlier", "the year-ago period"."""
    if match.value("unit").startswith("T"):
        return None
    return Expression(
        match.first, match.last, "offset", unit=match.value("unit"), amount=1, shift=-1, anchor="text", mod="SAME"
    )


def _beside(match: Match) -> Expression | None:
    """Make one of "the day before", "the week after", where nothing follows that it is before or after of."""
    behind, way = match.behind(), match.token("way")
    if way is None or (behind is not None and behind.kind not in {"stop", "comma"}):
        return None
    shift = -1 if way.kind in {"before", "earlier"} else 1
    unit = match.value("unit")
    return (
        None
        if unit.startswith("T")
        else Expression(match.first, match.last, "date", unit=unit, shift=shift, anchor="text")
    )


def _stretch(match: Match) -> Expression | None:
    """Make one of "the past two weeks", "the next few days", "the first nine months": most end or begin now."""
    which, unit = match.token("which"), match.value("unit")
    amount = _amount(match)
    if amount is None:
        if match.token("amount") is not None or which is None:
            return None
        if which.lower in {"last", "this", "next"} and match.first == match.span("which")[0]:
            return None  # "in last weeks raid" has lost its apostrophe
        amount = "X"
    shift = SHIFTS.get(which.kind) if which is not None else None
    if which is not None and which.kind == "recent":
        shift = -1
    anchor = anchor_of(which is not None and which.kind in FROM_TEXT)
    return Expression(
        match.first,
        match.last,
        "duration",
        unit=unit,
        amount=amount,
        shift=shift,
        anchor=anchor,
        value=period(unit, amount),
    )


def _length(match: Match) -> Expression | None:
    amount, unit = _amount(match), match.value("unit")
    if amount is None:
        return None
    if unit == "Q" and (match.token("hyphen") or match.tokens("amount")[0].kind == "article"):
        return None  # "a quarter" and "three-quarters" are parts
    figure, text = match.tokens("amount")[-1], match.lexed.text
    if figure.kind == "year" and text[match.lexed.tokens[match.last - 1].end - 1] != "s":
        return None  # "the 1988 quarter"
    if unit == "Y" and match.lexed.tokens[match.last - 1].lower == "old":
        return None  # an age
    first = match.first
    articled = match.token("the") is not None or (len(match.tokens("amount")) > 1 and match.value("amount") is None)
    if articled and match.token("hyphen") is not None:
        first += 1  # "the 48-hour truce", "a two-day truce": the article is the truce's
    return Expression(first, match.last, "duration", unit=unit, amount=amount, value=period(unit, amount))


def _half_unit(match: Match) -> Expression | None:
    unit = match.value("unit")
    return Expression(match.first, match.last, "duration", unit=unit, amount=0.5, value=period(unit, 0.5))


def _open_length(match: Match) -> Expression | None:
    """Make one of "days", "decades-long": a length that the words leave open."""
    unit, before, behind = match.value("unit"), match.before(), match.behind()
    if unit in {"WE", "Q", "2W", "6M", "TS"} or (behind is not None and behind.kind == "old"):
        return None
    if before is not None and (before.kind in {"digits", "number"} or before.lower in {"working", "business", "dog"}):
        return None
    return Expression(match.first, match.last, "duration", unit=unit, amount="X", value=period(unit, "X"))


def _long(match: Match) -> Expression | None:
    """Make a length of "week-long", and nothing of "week-old"."""
    unit = match.value("unit")
    if match.lexed.tokens[match.last - 1].lower != "long":
        return None
    return Expression(match.first, match.last, "duration", unit=unit, amount=1, value=period(unit, 1))


def _half_offset(match: Match) -> Expression | None:
    return _offset_by(match, 0.5)


def _every(match: Match) -> Expression | None:
    unit, amount = match.value("unit"), _amount(match)
    ordinal = match.value("ordinal")
    if unit is not None:
        if match.token("amount") is not None and amount is None:
            return None
        every = match.token("every")
        if every is not None and every.lower == "per" and (amount or ordinal):
            return None
        return Expression(match.first, match.last, "set", value=period(unit, amount or ordinal or 1))
    for group, form in (("month", "XXXX-{:02d}"), ("weekday", "XXXX-WXX-{}"), ("season", "XXXX-{}")):
        value = match.value(group)
        if value is not None:
            return Expression(match.first, match.last, "set", value=form.format(value))
    return Expression(match.first, match.last, "set", value=f"XXXX-XX-XXT{match.value('daypart')}")


def _on_weekdays(match: Match) -> Expression | None:
    """Make a set of "Mondays" behind "on"; "Mondays attack" has lost its apostrophe and is a date."""
    before = match.before()
    if before is None or before.lower != "on":
        return None
    behind = match.behind()
    if behind is not None and behind.kind == "word" and behind.lower.isalpha() and behind.lower in _DEEDS:
        return None
    return Expression(match.first, match.last, "set", value=f"XXXX-WXX-{match.value('weekday')}")


#: Nouns that follow a weekday whose apostrophe was lost: "on Mondays attack".
_DEEDS = frozenset(
    {"attack", "attacks", "strike", "strikes", "bombing", "meeting", "talks", "vote", "raid", "statement"}
)


def _a_unit(match: Match) -> Expression | None:
    """Make a set of "a day" in "twice a day", "$5 a day"."""
    before, before_that = match.before(), match.before(2)
    if before is None:
        return None
    money = before.kind in {"digits", "year"} and before_that is not None and before_that.lower in {"$", "£", "€"}
    if before.lower not in _TIMES and not money:
        return None
    return Expression(match.first, match.last, "set", value=period(match.value("unit"), 1))


def _frequency(match: Match) -> Expression | None:
    token, text = match.token("frequency"), match.lexed.text
    behind = match.behind()
    if token is None or (text[token.start].isupper() and behind is not None and text[behind.start].isupper()):
        return None  # "the Daily Gull"
    return Expression(match.first, match.last, "set", value=token.value)


def _clock(match: Match) -> Expression | None:
    """Make one of "3:15 p.m.", "4 in the morning", "5 o'clock", "noon", "1500 GMT"."""
    token, half = match.token("time"), match.value("meridiem")
    if token is None:
        return None
    minutes: str | None = None
    if token.kind == "clock":
        hour, minutes = int(token.value[: token.value.replace(".", ":").index(":")]), token.value[-2:]
        if len(token.value) > 5:
            minutes = token.value.split(":")[1]
    elif token.kind == "year" or (token.kind == "digits" and len(token.lower) == 4 and match.token("zone")):
        hour, minutes = divmod(int(token.value), 100)[0], f"{int(token.value) % 100:02d}"
    elif isinstance(token.value, int) and half is not None and 100 < token.value < 1260:
        hour, minutes = token.value // 100, f"{token.value % 100:02d}"  # "800pm", whose colon was lost
    elif isinstance(token.value, int):
        hour = token.value
    else:
        return None
    if half is not None and hour > 12:
        half = None
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    if hour > 24 or (minutes is not None and int(minutes) > 59):
        return None
    return Expression(match.first, match.last, "date", unit="D", clock=f"{hour:02d}:{minutes or '00'}")


def _reference(match: Match) -> Expression | None:
    token = match.token("reference")
    if token is None:
        return None
    kinds = {"current": "PRESENT_REF", "past": "PAST_REF"}
    value = kinds.get(token.kind) or token.value
    if token.kind == "current" and token.lower == "present":
        return None  # "present" alone is a gift, or here
    return Expression(match.first, match.last, "reference", value=value)


_APPROXIMATELY = "APPROXIMATION{0,2}"

#: The rules of lengths, sets and clocks. Of several that fit at a place, the longest match counts, then the first.
RULES = tuple(
    Rule(compiled(pattern), build)
    for pattern, build in (
        (
            f"{_APPROXIMATELY} (?:THE)? (?P<amount>{AMOUNT}|ARTICLE) (?P<half>TO ARTICLE HALF)? HYPHEN?"
            "(?P<unit>ANYUNIT) APPROXIMATION? HYPHEN? (?P<way>AGO|EARLIER|LATER|BEFORE|AFTER)",
            _offset,
        ),
        ("(?P<unit>UNITS) (?P<way>AGO|EARLIER|LATER|BEFORE|AFTER)", _open_offset),
        ("(?:THE)? (?P<unit>UNIT) HYPHEN (?P<way>AGO|EARLIER) (?:UNIT|PERIOD)?", _year_ago),
        ("(?:THE) (?P<unit>UNIT) (?P<way>BEFORE|AFTER|EARLIER)", _beside),
        (
            f"(?:THE)? (?P<which>WHICH|RECENT|ORDINAL) {_APPROXIMATELY} (?P<amount>{AMOUNT})?HYPHEN? (?P<unit>UNITS)",
            _stretch,
        ),
        ("(?:THE)? (?P<which>WHICH) (?P<amount>FIGURE) HYPHEN (?P<unit>UNIT)", _stretch),
        ("ARTICLE (?P<unit>UNIT)", _a_unit),
        (
            f"(?P<the>THE)? {_APPROXIMATELY} (?P<amount>{AMOUNT}|ARTICLE) (?P<half>TO ARTICLE HALF)?"
            "(?P<hyphen>HYPHEN)? (?P<unit>ANYUNIT)(?: HYPHEN OLD| OLD)?",
            _length,
        ),
        (f"{_APPROXIMATELY} (?P<amount>ARTICLE) (?P<unit>UNIT) (?P<half>TO ARTICLE HALF)", _length),
        (f"{_APPROXIMATELY} HALF HYPHEN? (?:ARTICLE)? HYPHEN? (?P<unit>UNIT)", _half_unit),
        ("(?P<unit>UNITS)(?: HYPHEN OLD)?", _open_length),
        ("(?P<unit>UNIT) HYPHEN OLD", _long),
        ("HALF ARTICLE (?P<unit>UNIT) (?P<way>AGO|EARLIER|LATER|BEFORE|AFTER)", _half_offset),
        (
            f"(?P<every>EVERY) (?:(?P<amount>{AMOUNT})|(?P<ordinal>ORDINAL))?"
            "(?:(?P<unit>ANYUNIT)|(?P<month>MONTH|DOUBTFUL_MONTH)|(?P<weekday>WEEKDAY)|(?P<season>ANYSEASON)"
            "|(?P<daypart>DAY_PART))",
            _every,
        ),
        ("(?P<weekday>WEEKDAYS)", _on_weekdays),
        ("(?P<frequency>FREQUENCY)", _frequency),
        ("(?:APPROXIMATION)? (?P<time>CLOCK|DIGITS|NUMBER) (?P<meridiem>MERIDIEM) (?P<zone>ZONE)?", _clock),
        ("(?:APPROXIMATION)? (?P<time>CLOCK) (?P<zone>ZONE)?", _clock),
        ("(?:APPROXIMATION)? (?P<time>DIGITS|NUMBER) OCLOCK (?P<zone>ZONE)?", _clock),
        ("(?:APPROXIMATION)? (?P<time>DIGITS|YEAR) (?P<zone>ZONE)", _clock),
        ("(?P<time>HOUR)", _clock),
        ("(?P<reference>REFERENCE|CURRENT)", _reference),
        ("THE (?P<reference>PAST)", _reference),
    )
)
