"""Case for texts that are all in capitals, as old news wires are, by what other texts do with the same words.

Two states, a word in small letters and a word with a capital, and the most likely way through each sentence (Viterbi):
how often a word has a capital inside a sentence elsewhere, and how often states follow each other (Lita, Ittycheriah,
Roukos and Kambhatla 2003, "tRuEcasIng", with words in place of trigrams). A word never seen goes by its ending.
Every character stays where it is, so offsets are the same before and after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import log

from sayso.understand.words import word_set

_WORD = re.compile(r"[^\W\d_]+(?:['’.&-][^\W_]+)*")
#: Where a sentence ends: at marks, at an empty line, and behind a dateline, "OSTER, 4 FEB (VPA) -- [TEXT] ".
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)\]]*\s+|\n\s*\n\s*|(?<=\))\s+-{2}\s+(?:\[[A-Z ]{2,20}\]\s*)?")
#: "Wide Front (WF)", "Wide Front [WF]": what stands alone in brackets behind words is an abbreviation in all its text.
_BRACKETED = re.compile(r"(?<=[A-Z]\s)[(\[]([A-Z][A-Z0-9&-]{1,9})[)\]]")
#: A month that is a word as well is a month behind a number.
_MONTH = re.compile(r"\b(\d{1,2}\s+)(MAY|MARCH|MAR)\b")
_VOWELS = re.compile(r"[AEIOUYÁÉÍÓÚ]")
#: Small words inside a name, and those that are small only behind "de".
_SMALL, _BEHIND_DE = word_set("of the and de del y for in e da do"), word_set("la las los el")
#: So many letters at a word's end tell what a word never seen may be.
_ENDING = 3
#: How much a word's ending counts against what was seen of the word itself, in sightings.
_WEIGHT = 0.5
#: How much of a capital the neighbours make: above 1 names run together too far, below they fall apart.
_NEIGHBOURS = 0.7
#: Nobody knows a word seen less often; and more often than any text has a word, a name is certain to be one.
_RARE, CERTAIN = 2, 1000


class CaseModel:
    """What is known of the case of words; it grows with every text learned."""

    def __init__(self) -> None:
        """Begin with nothing known: then every word gets a capital that no ending speaks against."""
        self._small: Counter[str] = Counter()
        self._capital: Counter[str] = Counter()
        self._upper: Counter[str] = Counter()
        self._pairs: Counter[tuple[bool, bool]] = Counter()
        self._endings: dict[str, tuple[int, int]] | None = None

    def learn_texts(self, texts: Iterable[str]) -> None:
        """Learn from texts in normal case; the first word of a sentence tells nothing, nor does a line in capitals."""
        for text in texts:
            for sentence in _SENTENCE.split(text):
                words = _WORD.findall(sentence)[1:]
                if sum(word[0].isupper() for word in words) * 2 > len(words):
                    continue  # a headline
                before = None
                for word in words:
                    capital = word[0].isupper()
                    self._see(word, 1)
                    if before is not None:
                        self._pairs[before, capital] += 1
                    before = capital
        self._endings = None

    def learn_names(self, names: Iterable[str], weight: int = 1) -> None:
        """Learn that these are names, each word seen ``weight`` times; small words within them stay small."""
        for name in names:
            before = ""
            for number, word in enumerate(_WORD.findall(name)):
                lower = word.lower()
                if number and (lower in _SMALL or (lower in _BEHIND_DE and before == "de")):
                    self._see(lower, weight)
                else:
                    self._see(word if word.isupper() and not _VOWELS.search(word) else word.capitalize(), weight)
                before = lower
        self._endings = None

    def learn_abbreviations(self, names: Iterable[str]) -> None:
        """Learn that these are written in capitals throughout, for certain."""
        for name in names:
            for word in _WORD.findall(name.upper()):
                self._see(word, CERTAIN)
        self._endings = None

    def learn_words(self, phrases: Iterable[str], weight: int = 1) -> None:
        """Learn that these are no names, each word seen ``weight`` times.

        Names stand in phrases too ("mayor of Oster"), so a word that names made certain is left as it is.
        """
        for phrase in phrases:
            for word in _WORD.findall(phrase.lower()):
                if self._capital[word] < CERTAIN:
                    self._see(word, weight)
        self._endings = None

    def _see(self, word: str, weight: int) -> None:
        lower = _bare(word)
        if word[0].isupper():
            self._capital[lower] += weight
            if word.isupper() and len(word) > 1:
                self._upper[lower] += weight
        else:
            self._small[lower] += weight

    def share(self, word: str) -> float:
        """Return how likely a word is to have a capital inside a sentence: by itself, and by its ending."""
        lower = _bare(word)
        small, capital = self._small[lower], self._capital[lower]
        by_small, by_capital = self._by_ending().get(lower[-_ENDING:], (0, 0))
        prior = (by_capital + 2.0) / (by_small + by_capital + 3.0)  # nothing known: most such words are names
        return (capital + _WEIGHT * prior) / (small + capital + _WEIGHT)

    def _by_ending(self) -> dict[str, tuple[int, int]]:
        if self._endings is None:
            small, capital = Counter[str](), Counter[str]()
            for word in {*self._small, *self._capital}:
                if self._small[word] + self._capital[word] <= _RARE + 1:
                    small[word[-_ENDING:]] += self._small[word] > 0
                    capital[word[-_ENDING:]] += self._capital[word] > 0
            self._endings = {end: (small[end], capital[end]) for end in {*small, *capital}}
        return self._endings

    def restore(self, text: str) -> str:
        """Return a text in capitals in normal case, with every character at its place."""
        short = {m[1] for m in _BRACKETED.finditer(text) if not self._small[m[1].lower()]}
        found = list(text)
        start = 0
        for stop in [*_SENTENCE.finditer(text), None]:
            end = stop.start() if stop is not None else len(text)
            self._sentence(text, start, end, found, short)
            start = stop.end() if stop is not None else end
        for match in _MONTH.finditer(text):
            found[match.start(2) : match.end(2)] = match[2].capitalize()
        return "".join(found)

    def _sentence(self, text: str, start: int, end: int, found: list[str], short: set[str]) -> None:
        matches = list(_WORD.finditer(text, start, end))
        for number, (match, capital) in enumerate(zip(matches, self._path([m.group() for m in matches]), strict=True)):
            word = match.group()
            made = self._written(word, short) if capital or word in short else word.lower()
            if number == 0:
                made = made[0].upper() + made[1:]
            if len(made) == len(word):  # a few letters of other scripts grow when their case changes
                found[match.start() : match.end()] = made

    def _written(self, word: str, short: set[str]) -> str:
        lower = _bare(word)
        seen = self._upper[lower] * 2 > self._capital[lower]
        if word.removesuffix("'S") in short or seen or "." in word or (len(word) > 1 and not _VOWELS.search(word)):
            return word.removesuffix("'S") + "'s" if word.endswith("'S") else word
        parts = re.split(r"([-’'&])", word)
        return "".join(
            part.lower() if number and part == "S" else part.capitalize() for number, part in enumerate(parts)
        )

    def _path(self, words: list[str]) -> list[bool]:
        """The most likely states of the words of one sentence: whether each has a capital."""
        if not words:
            return []
        follows = {
            (one, other): log(
                (self._pairs[one, other] + 1.0) / (self._pairs[one, True] + self._pairs[one, False] + 2.0)
            )
            * _NEIGHBOURS
            for one in (False, True)
            for other in (False, True)
        }
        base = {
            state: log(sum(n for (_, other), n in self._pairs.items() if other is state) + 1.0)
            for state in (False, True)
        }
        norm = max(base.values())
        costs = {False: 0.0, True: 0.0}
        ways: list[dict[bool, bool]] = []
        for word in words:
            share = min(0.999, max(0.001, self.share(word)))
            told = {True: log(share), False: log(1.0 - share)}
            step: dict[bool, bool] = {}
            new = {}
            for state in (False, True):
                # What a word tells counts against how common the state is, which the way to it tells already.
                best = max((False, True), key=lambda one: (costs[one] + follows[one, state], not one))
                step[state] = best
                new[state] = costs[best] + follows[best, state] + told[state] - _NEIGHBOURS * (base[state] - norm)
            costs = new
            ways.append(step)
        state = costs[True] > costs[False]
        path = [state]
        for step in reversed(ways[1:]):
            state = step[state]
            path.append(state)
        return path[::-1]


def _bare(word: str) -> str:
    """A word in small letters, without a possessive's end."""
    return word.lower().removesuffix("'s").removesuffix("’s")
