"""Where times stand: all patterns over a text, the longest first, then clock times joined with the days beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sayso.understand.times import grammar_dates, grammar_lengths, grammar_periods
from sayso.understand.times.lexer import LETTER, Lexed
from sayso.understand.times.patterns import Build, Expression, Match
from sayso.understand.words import word_set

_RULES = (*grammar_lengths.RULES, *grammar_dates.RULES, *grammar_periods.RULES)
#: No pattern has a plain word or a full stop in it, so only the stretches between these are looked at.
_STRETCH = re.compile(f"[^{LETTER['word']}{LETTER['stop']}]+")
#: Classes without which no pattern matches. A stretch in which none stands is not looked at further.
_ANCHORS = frozenset(
    LETTER[kind]
    for kind in word_set(
        """
        month doubtful_month short_month weekday weekdays unit units year short_year season doubtful_season day holiday
        reference frequency decade meridiem numeric clock current past day_part hour zone oclock number
        """
    )
)
#: Between a clock time or part of the day and the day that it is of stand at most so many words ("on", a comma).
_GAP = 2
_LINKS = frozenset({"at", "of", "comma", "zone", "the"})


def find(lexed: Lexed) -> list[Expression]:
    """Return the time expressions of a text in order; none overlap."""
    found: list[Expression] = []
    for stretch in _STRETCH.finditer(lexed.letters):
        if not _ANCHORS.isdisjoint(stretch.group()):
            found += _chosen(lexed, *stretch.span())
    return _joined(lexed, found)


def find_in(lexed: Lexed, first: int, last: int) -> Expression | None:
    """Return the time expression that the tokens ``first`` to ``last`` are, or the longest among them; else None."""
    found = _joined(lexed, _chosen(lexed, first, last))
    return max(found, key=lambda one: one.last - one.first, default=None)


def _chosen(lexed: Lexed, first: int, last: int) -> list[Expression]:
    places: list[tuple[int, int, int, Match, Build]] = []
    for number, rule in enumerate(_RULES):
        for hit in rule.pattern.finditer(lexed.letters, first, last):
            places.append((hit.start(), -hit.end(), number, Match(lexed, hit), rule.build))
    places.sort(key=lambda place: place[:3])
    found: list[Expression] = []
    behind = first
    for start, _, _, match, build in places:
        if start < behind or _cut_by_a_line(lexed, match):
            continue
        made = build(match)
        for one in made if isinstance(made, list) else [made] if made is not None else []:
            found.append(one)
            behind = one.last
    return found


def _cut_by_a_line(lexed: Lexed, match: Match) -> bool:
    """Whether a paragraph ends within a match."""
    tokens = lexed.tokens
    between = lexed.text[tokens[match.first].end : tokens[match.last - 1].start] if match.last - match.first > 1 else ""
    return between.count("\n") > 1


def _joined(lexed: Lexed, found: Sequence[Expression]) -> list[Expression]:
    """Join a clock time with the day beside it: "4 a.m. EDT Thursday", "Tuesday at 3 p.m."."""
    joined: list[Expression] = []
    for one in found:
        before = joined[-1] if joined else None
        if before is not None and one.first - before.last <= _GAP and _only_links(lexed, before.last, one.first):
            both = _both(before, one)
            if both is not None:
                joined[-1] = both
                continue
        joined.append(one)
    return [
        _dated(lexed, one, joined[number + 1 :]) if _is_clock(one) else one
        for number, one in enumerate(joined)
        if not _is_bare_part(one)
    ]


def _dated(lexed: Lexed, clock: Expression, following: Sequence[Expression]) -> Expression:
    """Give a clock time the day that follows in other words: the first one in "7pm (1600 GMT) on May 3"."""
    behind = clock.last
    for one in following[:2]:
        if one.first - behind > _GAP + 1 or not all(
            token.kind in _LINKS or token.lower in {"(", ")"} for token in lexed.tokens[behind : one.first]
        ):
            break
        if _is_day(one):
            return replace(one, first=clock.first, last=clock.last, clock=clock.clock, part=None, mod=None)
        if not _is_clock(one):
            break
        behind = one.last
    return clock


def _only_links(lexed: Lexed, first: int, last: int) -> bool:
    return all(token.kind in _LINKS for token in lexed.tokens[first:last])


def _both(left: Expression, right: Expression) -> Expression | None:
    for clock, day in ((left, right), (right, left)):
        if _is_day(day) and day.clock is None and (_is_clock(clock) or (_is_bare_part(clock) and day.part is None)):
            return replace(day, first=left.first, last=right.last, clock=clock.clock, part=clock.part)
    return None


def _is_bare_part(one: Expression) -> bool:
    return one.part is not None and one.shift is None and one.weekday is None and one.kind == "date"


def _is_clock(one: Expression) -> bool:
    return one.clock is not None and one.shift is None and one.weekday is None and one.month is None


def _is_day(one: Expression) -> bool:
    if one.kind != "date" or one.numeric is not None:
        return False
    return one.weekday is not None or one.day is not None or (one.unit == "D" and one.shift is not None)
