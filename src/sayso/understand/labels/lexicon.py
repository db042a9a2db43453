"""The words that labels are made of, out of ``data/labels``, and how loaded each is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sayso import data

LOADS = ("neutral", "positive", "negative")
SAID_OF = ("armed", "state", "person", "any")
_KEYS = frozenset(
    {
        "note",
        "load",
        "said_of",
        "needs_modifier",
        "heads",
        "adjectives",
        "names",
        "backing",
        "holding",
        "behind",
    }
)
#: What a word is within a label: a noun that is one by itself, a noun that needs a word before it, a describing word.
HEAD, BODY, DESCRIBING = "head", "body", "describing"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase of the lexicon: what it is, how loaded, and of what kind of group it is said."""

    part: str
    load: str
    said_of: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All label files together.

    ``words`` are by their small letters; ``first`` holds, by first word, phrases of several words, longest first.
    ``names`` are written as they stand; ``backing`` and ``holding`` are endings behind a hyphen; ``behind`` are phrases
    that tie a body to whom it belongs, longest first; ``proper`` are words that have a capital anywhere.
    """

    words: dict[str, Word]
    first: dict[str, list[tuple[tuple[str, ...], Word]]]
    names: frozenset[str]
    backing: frozenset[str]
    holding: frozenset[str]
    behind: tuple[tuple[str, ...], ...]
    proper: frozenset[str]


@data.cached
def lexicon() -> Lexicon:
    """Return what all label files hold. Raises DataError for a file that cannot be used.

    A word that two files give is the first file's, by the files' names.
    """
    words: dict[str, Word] = {}
    first: dict[str, list[tuple[tuple[str, ...], Word]]] = {}
    proper: set[str] = set()
    lists: dict[str, set[str]] = {"names": set(), "backing": set(), "holding": set(), "behind": set()}
    for file, content in data.load("labels"):
        place = f"data/labels/{file}.yaml"
        _check(place, content)
        head = BODY if content.get("needs_modifier") else HEAD
        for key, part in (("heads", head), ("adjectives", DESCRIBING)):
            word = Word(part, content["load"], content["said_of"])
            for given in _list(place, content, key):
                proper.update(one for one in given.split() if one[0].isupper())
                split = tuple(given.lower().split())
                if len(split) == 1:
                    words.setdefault(split[0], word)
                else:
                    first.setdefault(split[0], []).append((split, word))
        for key, found in lists.items():
            found.update(_list(place, content, key))
    for entries in first.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    behind = sorted((tuple(phrase.lower().split()) for phrase in lists["behind"]), key=lambda one: (-len(one), one))
    return Lexicon(
        words,
        first,
        frozenset(lists["names"]),
        frozenset(lists["backing"]),
        frozenset(lists["holding"]),
        tuple(behind),
        frozenset(proper),
    )


def load_of(label: str) -> str:
    """Return how loaded the words of a label are: ``negative``, ``positive`` or ``neutral``.

    One negative word makes a label negative, else one positive word makes it positive: "so-called moderate opposition"
    is no praise. Words that no label file holds count as neutral.
    """
    known = lexicon()
    words = label.lower().replace("’", "'").split()
    loads = {known.words[word].load for word in words if word in known.words}
    for at, word in enumerate(words):
        for phrase, entry in known.first.get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                loads.add(entry.load)
    return next((load for load in ("negative", "positive") if load in loads), "neutral")


def _check(place: str, content: dict[str, Any]) -> None:
    unknown = sorted(set(map(str, content)) - _KEYS)
    if unknown:
        raise data.DataError(f"{place}: unknown key {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    for key, values in (("load", LOADS), ("said_of", SAID_OF)):
        if content.get(key) not in values:
            raise data.DataError(f"{place}: '{key}' should be one of {', '.join(values)}")
    if not isinstance(content.get("needs_modifier", False), bool):
        raise data.DataError(f"{place}: 'needs_modifier' should be true or false")


def _list(place: str, content: dict[str, Any], key: str) -> list[str]:
    given = content.get(key) or []
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise data.DataError(f"{place}: {key!r} should be a list of words: {key}: [{given}]")
    return [" ".join(one.split()) for one in given]
