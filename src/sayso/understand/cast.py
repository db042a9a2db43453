"""Who is who within one article: short names join their full name, initials their spelt-out name.

Within an article a writer introduces somebody once and then shortens: Ana Lund → Lund, Oster Liberation Front → OLF.
Nothing is joined across differing first names, and nothing where two fit.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from sayso.understand.actors import fold
from sayso.understand.words import word_set

#: What initials leave out, or take in: both are tried.
_SMALL = word_set("of the for and in on to a al el")
#: Initials have at least two letters, and no more than this.
MAX_INITIALS = 8
_PEOPLE = "person"
_BODIES = frozenset({"organisation", "group", "outlet", "event"})


class Cast:
    """Names of one article and whom they mean. A pure function of the names it was made from, in their order."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take ``(name, kind)`` as they come: what came first is what the others are called by."""
        self._people: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)  # full names by their last word
        self._written: dict[tuple[str, ...], str] = {}
        self._initials: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for name, kind in names:
            kinds[fold(name)][kind] += 1
            if kind == _PEOPLE:
                self._introduce(name)
            elif kind in _BODIES:
                for letters in initials(name):
                    self._initials[letters].add((name, kind))
        # Most often, and of what is level the first by alphabet.
        self._kinds = {name: min(counts, key=lambda kind: (-counts[kind], kind)) for name, counts in kinds.items()}

    def _introduce(self, name: str) -> None:
        words = _words(name)
        if len(words) > 1 and words not in self._written:
            self._written[words] = name
            self._people[words[-1]].append(words)

    def kind(self, name: str, kind: str) -> str:
        """Return the kind that a name most often has in this article; ``kind`` for a name it does not have."""
        return self._kinds.get(fold(name), kind)

    def meant(self, name: str, kind: str) -> tuple[str, str]:
        """Return name and kind of whom a name means here: the full name, if exactly one fits, else the name itself."""
        if kind == _PEOPLE:
            return self._person(name), kind
        if kind in _BODIES and name.isupper() and 2 <= len(name) <= MAX_INITIALS and " " not in name:
            spelt = self._initials.get(name.replace(".", ""), set())
            if len({fold(full) for full, _ in spelt}) == 1:
                return min(spelt)
        return name, kind

    def _person(self, name: str) -> str:
        words = _words(name)
        if not words:
            return name
        fits = [full for full in self._people.get(words[-1], ()) if same_person(words, full)]
        full = [one for one in fits if len(one[0]) > 1] or fits  # A. Lund is Ana Lund, and not the other way round
        if full and all(same_person(one, other) for one in full for other in full):
            return self._written[full[0]]
        return name


def same_person(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two names, as folded words, can be one person's: the last words agree and no first name differs.

    A surname alone agrees with every first name, an initial with the names it begins, a middle name may be missing.
    """
    if left[-1] != right[-1]:
        return False
    if len(left) == 1 or len(right) == 1:
        return True
    if not _agree(left[0], right[0]):
        return False
    short, long = sorted((left[1:-1], right[1:-1]), key=len)
    rest = iter(long)
    return all(any(_agree(word, other) for other in rest) for word in short)


def _agree(left: str, right: str) -> bool:
    return left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])


def _words(name: str) -> tuple[str, ...]:
    """The words of a person's name, folded, without full stops and the article of an Arabic surname."""
    words = [fold(word).casefold() for word in name.replace(".", " ").replace("-", " ").split()]
    return tuple(word for word in words if word and word not in {"al", "el"})


def initials(name: str) -> set[str]:
    """Return the initials a body may be known by, with and without those of small words: SOHR, MoD as MOD."""
    words = [word for word in name.replace("-", " ").replace("/", " ").split() if word[0].isalnum()]
    big = [word for word in words if word.lower() not in _SMALL]
    if not 1 < len(big) <= MAX_INITIALS:
        return set()
    return {"".join(word[0] for word in line).upper() for line in (words, big)}
