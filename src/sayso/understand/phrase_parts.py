"""A source phrase and its parts: the head, what only describes it, and the noun that tells who is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.understand.phrase_words import ANONYMOUS, GROUPS, PREPOSITIONS, TIED, is_plural
from sayso.understand.words import (
    CUE_ADVERBS,
    DETERMINERS,
    RELATIVES,
    ROLE_NOUNS,
    WEEKDAYS,
    is_verbish,
    word_set,
)

_BREAK = re.compile(r",|\(|\[| - | – | — |;")
_BEHIND_NAMES = word_set("a an the")
_BEFORE = WEEKDAYS | word_set("meanwhile elsewhere earlier also")
_AFTER = CUE_ADVERBS | word_set("that has had have will would more who which")
#: Where words are said is no part of who says them: "Ana Lund in a radio interview".
_SAID_IN = word_set("statement interview message speech letter tweet post briefing twitter facebook telegram remarks")
#: Behind these a participle begins a description: "doctors interviewed *by*", "a coalition fighting *the*".
_GOES_ON = PREPOSITIONS | DETERMINERS | word_set("here there today yesterday who and")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source phrase taken apart.

    ``names`` are the names in it (two for joint speakers), ``roles`` its role words, ``head`` its head noun and
    ``described`` all words that describe who is meant, in small letters. ``parts`` are the phrases of speakers of
    different kinds that speak together.
    """

    kind: str  # person | organisation | group | outlet | anonymous | pronoun | role | short | document | joint
    names: tuple[str, ...]
    roles: frozenset[str]
    definite: bool
    gender: str | None
    text: str
    head: str = ""
    described: frozenset[str] = frozenset()
    parts: tuple[Phrase, ...] = ()

    @property
    def plural(self) -> bool:
        """Whether the head noun speaks of several."""
        return is_plural(self.head)


@dataclass(slots=True)
class Source:
    """A phrase with what every rule asks of it."""

    text: str
    head: str  # without what only describes: appositions, relative clauses, brackets
    words: list[str]
    lower: list[str]
    people: tuple[str, ...]  # people's names in it that a reader marked
    roles: frozenset[str] = frozenset()
    gender: str | None = None
    definite: bool = False
    rest: list[str] = field(default_factory=list)  # appositions, in order

    def made(self, kind: str, *names: str, roles: Sequence[str] = (), gender: str | None = None) -> Phrase:
        """Return the phrase as of this kind and these names."""
        described = frozenset(self.lower) - DETERMINERS
        return Phrase(
            kind,
            names,
            self.roles | set(roles),
            self.definite,
            gender or self.gender,
            self.text,
            noun_of(self.head),
            described,
        )


def without_time(text: str) -> str:
    """The phrase without a time or a stray word before it, where a comma was lost: "Thursday the Harbour Ministry"."""
    words = text.split()
    start = 0
    end = len(words)
    while start < end - 1 and (words[start].lower() in _BEFORE or words[start].isdigit()):
        start += 1
    while end > start + 1 and words[end - 1].lower() in _AFTER:
        end -= 1
    return " ".join(words[start:end])


def before_clause(lower: list[str]) -> list[str]:
    """The words before a relative clause, which speaks of others: "the envoy who met the minister"."""
    for number, word in enumerate(lower):
        if number and word in RELATIVES:
            return lower[:number]
    return lower


def taken_apart(text: str) -> tuple[str, list[str]]:
    """The head of a phrase, and its appositions: behind commas, and where commas were lost."""
    pieces: list[str] = []
    for part in _BREAK.split(text):
        pieces += _unmarked(part.strip(" )]"))
    pieces = [piece for piece in pieces if piece] or [text]
    return pieces[0], pieces[1:]


def _unmarked(part: str) -> list[str]:
    """Pieces of a part without commas: "Jan Egge | the senior envoy", "rescue workers | the Harbour Guard"."""
    words = part.split()
    for number in range(1, len(words)):
        word, before = words[number].lower(), words[number - 1]
        if word in RELATIVES:
            return [" ".join(words[:number])]
        if word in _BEHIND_NAMES and _endsnoun_of(before, word):
            return [" ".join(words[:number]), *_unmarked(" ".join(words[number:]))]
        if word in {"in", "on", "via"} and any(
            noun.lower().strip(",") in _SAID_IN for noun in words[number + 1 : number + 4]
        ):
            return [" ".join(words[:number])]
        if number + 1 < len(words) and words[number + 1].lower() in _GOES_ON and _describes(word, before):
            return [" ".join(words[:number])]
        if number + 1 == len(words) and word.endswith("ed") and _describes(word, before):
            return [" ".join(words[:number])]
    return [part] if part else []


def _endsnoun_of(before: str, article: str) -> bool:
    """Whether a noun can end right before an article: behind a preposition or a verb it cannot."""
    low = before.lower().strip("’'")
    if before[0].isupper():
        return low not in DETERMINERS | PREPOSITIONS
    return article == "the" and (low in ANONYMOUS or low in GROUPS or low in ROLE_NOUNS)


def _describes(word: str, before: str) -> bool:
    """Whether a participle begins what only describes the noun before it."""
    return is_verbish(word) and word not in {"united", "armed"} and before.lower() not in PREPOSITIONS | DETERMINERS


def noun_of(head: str) -> str:
    """The head noun: the last word before the first preposition, in small letters."""
    lower = [word.lower().strip("’'\"“”") for word in head.split()]
    cut = next((n for n, word in enumerate(lower) if n and word in PREPOSITIONS), len(lower))
    while cut > 1 and lower[cut - 1] in TIED:
        cut -= 1
    return lower[cut - 1] if lower else ""
