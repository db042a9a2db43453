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
from sayso.compare.arrays import I64
from sayso.compare.fingerprints import Corpus
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.data import DataError
from sayso.read.furniture import furniture

#: A year, as background names them.
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘`´]")
_SENTENCE = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[\n\r]+")
#: How many words after "since" its year or conflict may come ("since the country's civil war first erupted in March
#: 2011"), and its month.
SOON, SOON_MONTH = 8, 3
#: How far apart words of one thing stand ("the uprising against the family's long rule began"), and a length of time
#: from what lasted ("the nearly six-year-old war").
NEAR, BESIDE = 10, 3
#: The part of a passage's words that must be background: half, or a third where no sentence is news.
HALF, THIRD = 1 / 2, 1 / 3
#: Longer passages are not looked at: background is a paragraph or three.
LONGEST = 4_000
#: The lists of a file (see the files themselves for what each holds).
KEYS = ("conflicts", "begins", "since", "then", "tolls", "units", "states", "continues", "months", "news", "says")


@dataclass(frozen=True, slots=True)
class Words:
    """One file: for the first word of a phrase, the phrases that begin so, each with its list's name."""

    by_first: dict[str, tuple[tuple[str, tuple[str, ...]], ...]]

    def found(self, words: list[str]) -> Found:
        """Return where in ``words`` phrases of each list begin, and where years stand."""
        places: dict[str, list[int]] = {key: [] for key in KEYS}
        years: list[tuple[int, int]] = []
        for at, word in enumerate(words):
            for key, phrase in self.by_first.get(word, ()):
                if len(phrase) == 1 or tuple(words[at : at + len(phrase)]) == phrase:
                    places[key].append(at)
            if _YEAR.fullmatch(word):
                years.append((at, int(word)))
        return Found(places, years)


@dataclass(frozen=True, slots=True)
class Found:
    """The places of a sentence's words by list, in order, and its years with their places."""

    places: dict[str, list[int]]
    years: list[tuple[int, int]]

    def has(self, key: str) -> bool:
        """Tell whether a phrase of this list stands in the sentence."""
        return bool(self.places[key])

    def within(self, key: str, low: int, size: int) -> bool:
        """Tell whether one begins among the ``size`` words from ``low`` on."""
        return any(low <= at < low + size for at in self.places[key])

    def close(self, one: str, two: str, far: int) -> bool:
        """Tell whether words of two lists stand at most ``far`` from each other."""
        return any(abs(a - b) <= far for a in self.places[one] for b in self.places[two])


@data.cached
def languages() -> tuple[Words, ...]:
    """Return the words of every file; raises DataError for one that cannot be used."""
    return tuple(_words(stem, content) for stem, content in data.load("background"))


def _words(stem: str, content: dict[str, Any]) -> Words:
    place = f"background/{stem}.yaml"
    unknown = sorted(set(content) - {*KEYS, "language"})
    if unknown:
        raise DataError(f"{place}: unknown key {unknown[0]!r}; give any of language, {', '.join(KEYS)}")
    by_first: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for key in KEYS:
        given = content.get(key, [])
        if not isinstance(given, list) or not all(isinstance(one, str) and _split(one) for one in given):
            raise DataError(f"{place}: {key!r} should be a list of words, such as [since, from]")
        for phrase in dict.fromkeys(tuple(_split(one)) for one in given):
            by_first.setdefault(phrase[0], []).append((key, phrase))
    return Words({first: tuple(phrases) for first, phrases in by_first.items()})


def _split(text: str) -> list[str]:
    """Return the words of a text, in small letters and without apostrophes."""
    return _WORD.findall(_APOSTROPHES.sub("", text.casefold()))


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
        found = known.found(words)
        news |= found.has("news") or found.has("says")
        before = _looks_back(found, year, before) or furniture(sentence) is not None
        total += len(words)
        background += len(words) if before else 0
    return background > 0 and background >= (HALF if news else THIRD) * total


def _looks_back(found: Found, year: int | None, before: bool) -> bool:
    """Tell whether a sentence, which stands behind one that looks back or not, is background.

    That is: since 2011, since March, since then; the war, which began with; so many have been killed in the war; the
    six-year war; it has long been so; in 2013, told in 2016.
    """
    if found.has("news"):
        return False
    if any(_since(found, at + 1) for at in found.places["since"]):
        return True
    if found.close("conflicts", "begins", NEAR) or found.close("conflicts", "tolls", NEAR):
        return True
    if found.close("conflicts", "units", BESIDE) or found.has("states"):
        return True
    if found.years and year is not None and max(told for _, told in found.years) < year:
        return True
    return before and found.within("continues", 0, BESIDE)


def _since(found: Found, low: int) -> bool:
    """Tell whether what stands from ``low`` on, behind "since", is a time long ago."""
    if any(low <= at < low + SOON for at, _ in found.years) or found.within("months", low, SOON_MONTH):
        return True
    began = found.within("conflicts", low, SOON) and found.within("begins", low, SOON)
    return began or found.within("then", low, 1)


def mark_background(
    corpus: Corpus,
    passages: Passages,
    stock: NDArray[np.bool_],
    settings: CopySettings,
    *,
    text: Callable[[int], str],
    days: I64,
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
    # A story is copied in a burst, so the same paragraph is asked about again and again.
    text, asked_before = lru_cache(maxsize=1_000)(text), lru_cache(maxsize=2_000)(is_background)
    starts, ends = corpus.starts[passages.a_start], corpus.ends[passages.a_end - 1]
    for one in asked.tolist():
        article = int(passages.a[one])
        year = date.fromordinal(int(days[article])).year if days[article] > 0 else None
        found[one] = asked_before(text(article)[starts[one] : ends[one]], year)
    return found
