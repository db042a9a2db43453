"""Tell background paragraphs from news by their words: stock that was seen too seldom to be known by its coming back.

Agencies end their reports with what any reader of any day must know: when the war began, how many it has cost, who
holds what. Such a paragraph is no sign that one report was taken from the other. It is told by its times ("since
2011", never "on Monday") and by words for what lasts; the words are data (``data/background``, a language a file).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso import data
from sayso.compare.fingerprints import Corpus
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.compare.words import I64
from sayso.data import DataError
from sayso.read.furniture import furniture

#: A year, as background names them.
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[\n\r]+")
#: How many words after "since" its time may come ("since the country's civil war first erupted in March 2011").
SOON = 8
#: How far apart words of one thing stand ("the uprising against the family's long rule began").
NEAR = 10
#: The part of a passage's words that must be background: half, or a third where no sentence is news.
HALF, THIRD = 1 / 2, 1 / 3
#: Longer passages are not looked at: background is a paragraph or three.
LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Words:
    """One file: by kind, phrases as tuples of words, by their first word."""

    phrases: dict[str, dict[str, tuple[tuple[str, ...], ...]]]

    def places(self, kind: str, words: list[str]) -> list[int]:
        """Return where in ``words`` a phrase of this kind begins."""
        held = self.phrases[kind]
        return [
            at
            for at, word in enumerate(words)
            if word in held and any(tuple(words[at : at + len(phrase)]) == phrase for phrase in held[word])
        ]

    def has(self, kind: str, words: list[str]) -> bool:
        """Tell whether a phrase of this kind stands in ``words``."""
        return bool(self.places(kind, words))


KEYS = ("conflicts", "begins", "since", "then", "tolls", "units", "states", "continues", "months", "news", "says")


@data.cached
def languages() -> tuple[Words, ...]:
    """Return the words of every file; raises DataError for one that cannot be used."""
    return tuple(_words(stem, content) for stem, content in data.load("background"))


def _words(stem: str, content: dict[str, Any]) -> Words:
    place = f"background/{stem}.yaml"
    unknown = sorted(set(content) - {*KEYS, "language"})
    if unknown:
        raise DataError(f"{place}: unknown key {unknown[0]!r}; give any of language, {', '.join(KEYS)}")
    phrases = {}
    for key in KEYS:
        given = content.get(key) or []
        if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
            raise DataError(f"{place}: {key!r} should be a list of words")
        every = sorted({tuple(_split(one)) for one in given} - {()})
        phrases[key] = {first: tuple(one for one in every if one[0] == first) for first in {one[0] for one in every}}
    return Words(phrases)


def _split(text: str) -> list[str]:
    """Return the words of a text, in small letters and without apostrophes."""
    return _WORD.findall(_APOSTROPHES.sub("", text.casefold()))


@lru_cache(maxsize=2_000)  # a story is copied in a burst, so the same paragraph is asked about again and again
def is_background(text: str, year: int | None = None) -> bool:
    """Tell whether ``text`` is mostly sentences of background or a site's furniture, and not a news report.

    ``year`` is that of the article: a sentence whose only times are years before it looks back.
    """
    if len(text) > LONGEST:
        return False
    sentences = [sentence for sentence in _SENTENCE.split(text) if _WORD.search(sentence)]
    return any(_mostly(sentences, words, year) for words in languages())


def _mostly(sentences: list[str], known: Words, year: int | None) -> bool:
    total = background = 0
    before = news = False
    for sentence in sentences:
        words = _split(sentence)
        today = known.has("news", words)
        news |= today or known.has("says", words)
        before = (not today and _looks_back(words, known, year, before)) or furniture(sentence) is not None
        total += len(words)
        background += len(words) if before else 0
    return background > 0 and background >= (HALF if news else THIRD) * total


def _looks_back(words: list[str], known: Words, year: int | None, before: bool) -> bool:
    """Tell whether a sentence, which stands behind one that looks back or not, is background."""
    return any(rule(words, known, year) for rule in RULES) or (before and _begins_with(words, known, "continues"))


def _begins_with(words: list[str], known: Words, kind: str) -> bool:
    return 0 in known.places(kind, words[:4])


def _since(words: list[str], known: Words, year: int | None) -> bool:
    """Since 2011, since March, since then, since the war began."""
    for at in known.places("since", words):
        after = words[at + 1 : at + 1 + SOON]
        if any(_YEAR.fullmatch(word) for word in after) or known.has("months", after[:3]):
            return True
        if known.places("then", after[:1]) or (known.has("conflicts", after) and known.has("begins", after)):
            return True
    return False


def _began(words: list[str], known: Words, year: int | None) -> bool:
    """The war, which began …"""
    return _close(known.places("conflicts", words), known.places("begins", words))


def _toll(words: list[str], known: Words, year: int | None) -> bool:
    """The death toll of the war; so many have been killed in it."""
    return _close(known.places("conflicts", words), known.places("tolls", words))


def _lasted(words: list[str], known: Words, year: int | None) -> bool:
    """The six-year war, five years of war."""
    return any(abs(at - unit) <= 3 for unit in known.places("units", words) for at in known.places("conflicts", words))


def _state(words: list[str], known: Words, year: int | None) -> bool:
    """It has long been so."""
    return known.has("states", words)


def _years_ago(words: list[str], known: Words, year: int | None) -> bool:
    """In 2013, told in 2016."""
    years = [int(word) for word in words if _YEAR.fullmatch(word)]
    return bool(years) and year is not None and max(years) < year


def _close(one: list[int], two: list[int]) -> bool:
    return any(abs(a - b) <= NEAR for a in one for b in two)


RULES: tuple[Callable[[list[str], Words, int | None], bool], ...] = (
    _since,
    _began,
    _toll,
    _lasted,
    _state,
    _years_ago,
)


def mark_background(
    corpus: Corpus,
    passages: Passages,
    stock: NDArray[np.bool_],
    text: Callable[[int], str],
    days: I64,
    settings: CopySettings,
) -> NDArray[np.bool_]:
    """Return which passages, of those that are not yet ``stock``, are background.

    Only paragraphs are looked at, no longer than stock may be, that are a small part of one of the articles at least:
    see ``CopySettings``. ``text`` and ``days`` are the articles'.
    """
    words = np.diff(corpus.offsets)
    size_a, size_b = passages.a_end - passages.a_start, passages.b_end - passages.b_start
    small = (size_a <= settings.stock_share * words[passages.a]) | (size_b <= settings.stock_share * words[passages.b])
    asked = np.flatnonzero(small & ~stock & (np.maximum(size_a, size_b) <= settings.stock_words))
    found = np.zeros(len(passages), np.bool_)
    text = lru_cache(maxsize=1_000)(text)
    starts, ends = corpus.starts[passages.a_start], corpus.ends[passages.a_end - 1]
    for one in asked.tolist():
        article = int(passages.a[one])
        year = date.fromordinal(int(days[article])).year if days[article] > 0 else None
        found[one] = is_background(text(article)[starts[one] : ends[one]], year)
    return found
