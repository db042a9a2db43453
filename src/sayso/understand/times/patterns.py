"""Patterns over classes of words, and what they make: expressions that no calendar has been asked about yet.

A pattern is a regular expression in which a name in capitals stands for a class of words (``lexicon.VALUES``,
``lexer.SHAPES``), or for one of several (``_GROUPS``); spaces mean nothing. No pattern repeats what repeats, so the
time taken grows with the length of the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sayso.understand.times.lexer import LETTER, Lexed, Token

Kind = Literal["date", "offset", "duration", "set", "reference"]
Anchor = Literal["published", "text"]
Amount = float | Literal["X"]

_GROUPS = {
    "ANYMONTH": ("month", "doubtful_month", "short_month"),
    "ANYDAY": ("weekday", "weekdays", "short_weekday"),
    "ANYSEASON": ("season", "doubtful_season"),
    "ANYUNIT": ("unit", "units"),
    "WHICH": ("last", "past", "next", "following", "this", "current", "previous", "same"),
    "INPART": ("part", "earlier", "later", "sometime"),
    "FIGURE": ("digits", "year", "number"),
    "DATENUMBER": ("digits", "ordinal"),
    "FRAME": ("at", "of", "since", "to", "before", "after", "until"),
}
#: An amount: "48", "two hundred", "twenty-five", "a hundred and fifty". At most five words, so that nothing runs on.
AMOUNT = r"(?:ARTICLE? FIGURE (?:HYPHEN? NUMBER){0,3} (?:TO FIGURE (?:HYPHEN NUMBER)?)? EXTRA?)"
#: A year: "2016", "'16", "nineteen ninety-six", "two thousand and one".
YEARS = r"(?:YEAR|SHORT_YEAR|NUMBER HYPHEN? NUMBER (?:TO? HYPHEN? NUMBER)?)"
_NAME = re.compile(r"\b[A-Z][A-Z_]+\b")


@dataclass(frozen=True, slots=True)
class Expression:
    """A time expression as its words give it. ``first`` and ``last`` are its tokens, half-open.

    ``shift`` is -1, 0 or 1 for the last, this and the next one of the unit, weekday, month, season or quarter;
    ``anchor`` tells from where relative words count: the day of writing (``published``) or the date that is told of
    (``text``). ``value`` is set where the words alone make it. ``reach`` is
    how many days before its first one it may begin. ``clock`` is "15:30" or "15".
    """

    first: int
    last: int
    kind: Kind
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    quarter: int | None = None
    half: int | None = None
    season: str | None = None
    decade: int | None = None
    century: int | None = None
    holiday: Any = None
    numeric: str | None = None
    unit: str | None = None
    amount: Amount | None = None
    shift: int | None = None
    anchor: Anchor = "published"
    part: str | None = None
    clock: str | None = None
    mod: str | None = None
    reach: int = 0
    fiscal: bool = False
    value: str | None = None


class Match:
    """A pattern's match over the letters of a text, with its tokens at hand."""

    def __init__(self, lexed: Lexed, match: re.Match[str]) -> None:
        self.lexed, self._match = lexed, match
        self.first, self.last = match.span()

    def tokens(self, group: str) -> tuple[Token, ...]:
        """Return the tokens of a named group, none if it is not there."""
        if group not in self._match.re.groupindex:
            return ()
        start, end = self._match.span(group)
        return self.lexed.tokens[start:end] if start >= 0 else ()

    def token(self, group: str) -> Token | None:
        """Return the first token of a named group, None if it is not there."""
        found = self.tokens(group)
        return found[0] if found else None

    def value(self, group: str) -> Any:
        """Return the value of the first token of a named group, None if it is not there."""
        token = self.token(group)
        return token.value if token is not None else None

    def span(self, group: str) -> tuple[int, int]:
        """Return the tokens of a named group as numbers, half-open; (-1, -1) if it is not there."""
        return self._match.span(group)

    def before(self, back: int = 1) -> Token | None:
        """Return a token before the match."""
        return self.lexed.tokens[self.first - back] if self.first >= back else None

    def behind(self, on: int = 0) -> Token | None:
        """Return a token behind the match."""
        place = self.last + on
        return self.lexed.tokens[place] if place < len(self.lexed.tokens) else None


Build = Callable[[Match], Expression | list[Expression] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern and what makes an expression of its match, or None if the words do not mean one."""

    pattern: re.Pattern[str]
    build: Build


def compiled(words: str) -> re.Pattern[str]:
    """Return the regular expression of a pattern. Raises KeyError for a class that is none."""
    return re.compile(_NAME.sub(lambda found: _letters(found.group()), words).replace(" ", ""))


def _letters(name: str) -> str:
    kinds = _GROUPS.get(name) or (name.lower(),)
    return "[" + "".join(LETTER[kind] for kind in kinds) + "]"


def anchor_of(from_text: bool) -> Anchor:
    """Return the anchor of words that count from the date told of (true), or from the day of writing."""
    return "text" if from_text else "published"


def amount_of(tokens: tuple[Token, ...]) -> Amount | None:
    """Return the number that tokens mean: of "two or three" the first, "X" for an open one; None for no number."""
    total: float = 0
    current: float = 0
    any_number = False
    for token in tokens:
        if token.kind == "to":
            if token.lower != "and":
                break
            continue
        if token.kind not in {"digits", "year", "number"}:
            continue
        if token.value == "X":
            return "X"
        any_number = True
        if token.value in {100, 1000} and token.kind == "number":
            current = max(current, 1) * token.value
            if token.value == 1000:
                total, current = total + current, 0
        else:
            current += token.value
    return total + current if any_number else None


def year_of(tokens: tuple[Token, ...]) -> int | None:
    """Return the year that tokens mean, None if they mean none: "2016", "'16", "nineteen ninety-six"."""
    if not tokens:
        return None
    if tokens[0].kind in {"year", "short_year"}:
        return int(tokens[0].value)
    numbers = [token.value for token in tokens if token.kind == "number"]
    if "X" in numbers or len(numbers) < 2:
        return None
    if numbers[:2] == [2, 1000]:
        rest = sum(numbers[2:])
        return 2000 + rest if rest < 100 else None
    if numbers[0] in range(15, 21) and numbers[1] in range(10, 100):
        rest = numbers[1] + (numbers[2] if len(numbers) > 2 else 0)
        return int(numbers[0] * 100 + rest) if rest < 100 else None
    return None
