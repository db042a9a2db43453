"""Truce phrases: where an article speaks of a truce, with what stands around the noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.understand.ceasefires.lexicon import Lexicon, lexicon, match
from sayso.understand.sentences import Sentence, Token
from sayso.understand.words import DETERMINERS, MONTHS, PREPOSITIONS, is_verbish, word_set

#: Words before the noun that may belong to it; what stands further off is another phrase.
MAX_MODIFIERS = 5
#: A weak noun ("the deal") means a truce when one was spoken of so many sentences before, at most.
REACH = 2
_DEFINITE = word_set("the this that these its their such")
_PRONOUNS = word_set("it them")
_NO_MODIFIERS = PREPOSITIONS | DETERMINERS | word_set("and or but , ; : . to who which that not")
_SPAN = re.compile(r"^(\d{1,3}|[a-z]+)-(hour|day|week|month|year)(?:s|-long)?$")
_LONG = re.compile(r"^(hour|day|week|month|year)-(?:long|old)$")
_UNITS = {"hour": "PT{}H", "day": "P{}D", "week": "P{}W", "month": "P{}M", "year": "P{}Y"}
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMBERS = {word: number for number, word in enumerate(_COUNTED, 1)} | {
    "a": 1,
    "an": 1,
    "twenty": 20,
    "twenty-four": 24,
    "thirty": 30,
    "thirty-six": 36,
    "forty-eight": 48,
    "seventy-two": 72,
}


@dataclass(slots=True)
class Truce:
    """A phrase for a truce in a sentence: tokens ``[first, behind)``, the noun at ``noun``.

    ``kind`` is noun, weak (a word that means one only here), doing (a verb phrase: "halted fire") or pronoun. ``words``
    are the small letters of the words before the noun. ``duration`` is ISO 8601, with the tokens it was read from.
    """

    sentence: int
    first: int
    noun: int
    behind: int
    kind: str
    words: tuple[str, ...]
    definite: bool
    duration: str | None = None
    duration_at: tuple[int, int] | None = None
    tied: list[tuple[int, str]] = field(default_factory=list)


def find_truces(sentences: Sequence[Sentence]) -> list[Truce]:
    """Return the truce phrases of an article's sentences in order. Empty unless one of them is no weak word."""
    known = lexicon()
    found: list[Truce] = []
    last = -REACH - 1
    for number, sentence in enumerate(sentences):
        tokens = sentence.tokens
        index = 0
        strong_here = False
        while index < len(tokens):
            truce = _truce(known, tokens, index, number, near=strong_here or number - last <= REACH)
            if truce is None:
                index += 1
                continue
            strong_here = strong_here or truce.kind in {"noun", "doing"}
            found.append(truce)
            index = truce.behind
        if strong_here:
            last = number
    return found


def _truce(known: Lexicon, tokens: Sequence[Token], index: int, sentence: int, *, near: bool) -> Truce | None:
    word = tokens[index].lower
    whole = match(known.nouns, tokens, index)
    if whole is not None:
        behind = whole[0]
        if behind < len(tokens) and tokens[behind].lower in known.things:
            return None
        while behind < len(tokens) and behind - whole[0] < 2 and tokens[behind].lower in known.tails:
            behind += 1
        return _with_modifiers(tokens, index, behind, sentence, "noun")
    doing = match(known.doing, tokens, index)
    if doing is not None:
        return Truce(sentence, index, index, doing[0], "doing", (), definite=False)
    if near and word in known.weak:
        truce = _with_modifiers(tokens, index, index + 1, sentence, "weak")
        return truce if truce.definite or truce.duration else None
    if near and word in _PRONOUNS and index and match(known.verbs, tokens, index - 1):
        return Truce(sentence, index, index, index + 1, "pronoun", (), definite=True)
    return None


def _with_modifiers(tokens: Sequence[Token], noun: int, behind: int, sentence: int, kind: str) -> Truce:
    known = lexicon()
    first = noun
    while first > 0 and noun - first < MAX_MODIFIERS:
        before = tokens[first - 1]
        if before.lower in _NO_MODIFIERS or not before.text[0].isalnum():
            break
        if is_verbish(before.lower) and "-" not in before.lower and not before.lower.endswith("ing"):
            break
        if match(known.verbs, tokens, first - 1) or match(known.behind, tokens, first - 1):
            break
        first -= 1
    definite = first > 0 and tokens[first - 1].lower in _DEFINITE
    words = tuple(token.lower for token in tokens[first:noun])
    truce = Truce(sentence, first, noun, behind, kind, words, definite)
    if first > 0 and tokens[first - 1].lower in DETERMINERS:
        truce.first = first - 1
    for at in range(first, noun):
        duration = duration_of(tokens[at].lower)
        if duration is not None and not tokens[at].lower.endswith("-old"):
            truce.duration, truce.duration_at = duration, (at, at + 1)
        left, _, ending = tokens[at].text.rpartition("-")
        if left and ending.lower() in known.mediated_tied:
            truce.tied.append((at, left))
    if truce.duration is None:
        _following_duration(tokens, truce)
    return truce


def duration_of(word: str) -> str | None:
    """Return the ISO 8601 duration that one word tells ("48-hour", "week-long"), or None."""
    match_ = _SPAN.match(word)
    if match_ is not None:
        return _iso(match_[1], match_[2])
    long = _LONG.match(word)
    return _UNITS[long[1]].format(1) if long is not None else None


def spoken_duration(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return the ISO 8601 duration that two words tell ("48 hours", "eight hours") and the token behind them."""
    if at + 1 >= len(tokens):
        return None
    unit = tokens[at + 1].lower.removesuffix("s")
    made = _iso(tokens[at].lower, unit) if unit in _UNITS else None
    return (made, at + 2) if made is not None else None


def _iso(number: str, unit: str) -> str | None:
    count = int(number) if number.isascii() and number.isdigit() else _NUMBERS.get(number)
    return _UNITS[unit].format(count) if count else None


def _following_duration(tokens: Sequence[Token], truce: Truce) -> None:
    """Read "a ceasefire … *for 48 hours*", "of three days", "lasting a week" close behind a truce."""
    for at in range(truce.behind, min(len(tokens) - 2, truce.behind + 8)):
        if tokens[at].lower in {"for", "of", "lasting", "last", "by"}:
            made = spoken_duration(tokens, at + 1)
            if made is not None and (made[1] >= len(tokens) or tokens[made[1]].lower not in {"ago", "after", "before"}):
                truce.duration, truce.duration_at = made[0], (at + 1, made[1])
                return


def is_other(truce: Truce) -> bool:
    """Whether the words before a truce say that it is another one, or name its month ("a February ceasefire")."""
    other = lexicon().other
    return any(word in other or word in MONTHS for word in truce.words)
