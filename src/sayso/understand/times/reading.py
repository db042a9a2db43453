"""One article's text in, its time expressions with their values out: found, then resolved in the order of the text.

The order matters, because "the next day" counts from the date told of before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sayso.understand.times.calendar import interval
from sayso.understand.times.finding import find, find_in
from sayso.understand.times.lexer import Lexed, lex
from sayso.understand.times.numeric import day_first
from sayso.understand.times.patterns import Expression
from sayso.understand.times.relative import Context, Reference
from sayso.understand.times.resolving import Resolved, resolve
from sayso.understand.times.tense import tense_at

#: How many characters a date told of is good for: two or three paragraphs of news.
_TOLD_REACH = 900
#: A date is a dateline when it stands within so many words of the beginning of a paragraph, and that within so many
#: characters of the article's: behind the title, at most.
_DATELINE_WORDS, _DATELINE_REACH = 8, 300
#: Words between the beginning and a dateline: "Date of publication 5 May 2015".
_ANNOUNCING = frozenset({"publication", "published", "updated", "update", "posted", "dated"})
_PUBLISHED = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?")
#: Links between two weekdays that make them the ends of one range.
_RANGE = frozenset({"to", "until", "till", "through", "-"})


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression: its words' offsets into the text, and what they mean."""

    start: int
    end: int
    meaning: Resolved


def published_days(published: str | None) -> Reference | None:
    """Return the days that an article's date can be: one, or those of its month or year. None if it is not known."""
    match = _PUBLISHED.fullmatch(published.strip()) if published else None
    if match is None:
        return None
    days = interval("-".join(part for part in match.groups() if part))
    return Reference(days, "published") if days else None


def read_times(text: str, paragraphs: Sequence[tuple[int, int, str]], published: str | None) -> list[Found]:
    """Return the time expressions of an article's paragraphs ``(start, end, role)`` in order; none overlap.

    ``published`` is ISO 8601 at any precision, or None.
    """
    lexed = [(lex(text, start, end), role) for start, end, role in paragraphs]
    found = [(one, role, find(one)) for one, role in lexed]
    return _resolved([(one, role, expressions) for one, role, expressions in found if expressions], published)


def read_spans(text: str, spans: Sequence[tuple[int, int]], published: str | None) -> list[Resolved | None]:
    """Return what the words at each of some spans mean, None for words that are not known to be a time.

    For scoring values on time expressions that others have marked.
    """
    lexed = lex(text)
    starts = {token.start: number for number, token in enumerate(lexed.tokens)}
    chosen: list[Expression] = []
    numbers: dict[int, int] = {}
    for number, (start, end) in enumerate(spans):
        first = next((starts[place] for place in range(start, end) if place in starts), None)
        if first is None:
            continue
        last = first
        while last < len(lexed.tokens) and lexed.tokens[last].start < end:
            last += 1
        one = find_in(lexed, first, last)
        if one is not None:
            numbers[len(chosen)] = number
            chosen.append(one)
    answers: list[Resolved | None] = [None] * len(spans)
    state = _State(published, [(lexed, "body", chosen)])
    for place, one in enumerate(chosen):
        answers[numbers[place]] = state.take(lexed, one)
    return answers


def _resolved(found: list[tuple[Lexed, str, list[Expression]]], published: str | None) -> list[Found]:
    state = _State(published, found)
    made: list[Found] = []
    for lexed, _, expressions in found:
        begun = len(made)
        of = []
        for one in expressions:
            meaning = state.take(lexed, one)
            if meaning is not None:
                made.append(Found(lexed.tokens[one.first].start, lexed.tokens[one.last - 1].end, meaning))
                of.append(one)
        _mend_ranges(lexed, of, made, begun)
    return made


class _State:
    """What has been told so far of an article: the references that later words count from."""

    def __init__(self, published: str | None, found: Sequence[tuple[Lexed, str, Sequence[Expression]]]) -> None:
        self._published = _written(published_days(published), _dateline(found))
        numerics = [one.numeric for _, _, expressions in found for one in expressions if one.numeric]
        self._day_first = day_first(numerics)
        self._told: Reference | None = None
        self._told_at = 0
        self._quarter: str | None = None

    def take(self, lexed: Lexed, one: Expression) -> Resolved | None:
        """Return what an expression means and remember it for those behind it."""
        start = lexed.tokens[one.first].start
        near = self._told is not None and (self._published is None or start - self._told_at <= _TOLD_REACH)
        meaning = resolve(
            one,
            Context(
                published=self._published,
                told=self._told if near else None,
                quarter=self._quarter,
                tense=tense_at(lexed, one.first, one.last),
                day_first=self._day_first,
                until=_is_ahead(lexed, one),
            ),
        )
        if meaning is None:
            return None
        value = meaning.value or ""
        if meaning.type in {"DATE", "TIME"} and meaning.first and meaning.last and not value.endswith("_REF"):
            self._told, self._told_at = Reference((meaning.first, meaning.last), "text"), start
            if one.quarter is not None and "-Q" in value:
                self._quarter = value
        return meaning


def _written(given: Reference | None, own: Reference | None) -> Reference | None:
    """Return the day of writing, from what the article's container gives and from what its text begins with.

    Where they differ the text is right: tables of articles give the day of the event, or of the crawl (one public data
    set does so for one article in thirteen, and all its weekdays count from the text's date).
    """
    if given is None or own is None:
        return given or own
    return Reference(own.days, given.how) if given.days[0] <= own.days[0] <= given.days[1] else own


def _dateline(found: Sequence[tuple[Lexed, str, Sequence[Expression]]]) -> Reference | None:
    """Return the day of writing that the text tells: the whole date of a dateline, or one that opens the text."""
    for lexed, role, expressions in found:
        for one in expressions:
            whole = one.year is not None and one.month is not None and one.day is not None
            before = lexed.tokens[one.first - 1] if one.first else None
            opens = (
                lexed.tokens[0].start <= _DATELINE_REACH
                and one.first <= _DATELINE_WORDS
                and (before is None or before.kind in _OPENERS or before.lower in _ANNOUNCING)
            )
            if whole and (role == "dateline" or opens):
                days = interval(f"{one.year:04d}-{one.month:02d}-{one.day:02d}")
                if days:
                    return Reference(days, "text")
    return None


#: Words before a date that make it rather one to come, and those that do so where it is no mere weekday.
_UNTIL, _UNTIL_DATES = (
    frozenset({"by", "until", "till", "effective", "deadline"}),
    frozenset({"through", "to", "before"}),
)


def _is_ahead(lexed: Lexed, one: Expression) -> bool:
    before = lexed.tokens[one.first - 1].lower if one.first else ""
    return before in _UNTIL or (before in _UNTIL_DATES and one.month is not None)


_OPENERS = frozenset({"stop", "comma", "hyphen"})


def _mend_ranges(lexed: Lexed, expressions: Sequence[Expression], made: list[Found], begun: int) -> None:
    """Put the ends of "from Monday to Wednesday" in order: each alone would be the nearest to the day of writing."""
    for number in range(1, len(expressions)):
        left, right = expressions[number - 1], expressions[number]
        if not (left.weekday and right.weekday and left.month is None and right.month is None):
            continue
        if right.first - left.last != 1 or lexed.tokens[left.last].lower not in _RANGE:
            continue
        one, other = made[begun + number - 1], made[begun + number]
        begin, end = one.meaning.first, other.meaning.first
        if begin is None or end is None or begin <= end or (begin - end).days >= 7:
            continue
        if tense_at(lexed, left.first, left.last) == "future":
            made[begun + number] = replace(other, meaning=_moved(other.meaning, 7))
        else:
            made[begun + number - 1] = replace(one, meaning=_moved(one.meaning, -7))


def _moved(meaning: Resolved, days: int) -> Resolved:
    def move(day: date | None) -> date | None:
        return day + timedelta(days) if day is not None else None

    first = move(meaning.first)
    value = meaning.value
    if value is not None and first is not None and meaning.first is not None:
        value = value.replace(meaning.first.isoformat(), first.isoformat())
    return replace(meaning, value=value, first=first, last=move(meaning.last))
