"""Nations and the bodies that every nation has: "Veskara's military", "the regime", "state television"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso import data
from sayso.understand import actors

_CAPITALS = re.compile(r"\b[A-Z][\w.’']+")
#: The nation an article is about is named this much more often than any other.
CLEAR_LEAD = 1.5
_ARTICLES = ("the ", "its ", "their ", "a ", "an ")


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation: its name and the first adjective of it."""

    name: str
    adjective: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body that every nation has. ``name`` stands behind the nation's adjective."""

    name: str
    kind: str


@data.cached
def _nations() -> dict[str, Nation]:
    """Return nations by name, adjective, and possessive with and without its apostrophe, as they are written."""
    found: dict[str, Nation] = {}
    for file, content in data.load("nations"):
        nations = content.get("nations")
        if not isinstance(nations, dict):
            raise data.DataError(f"data/nations/{file}.yaml: 'nations' should hold 'Name: {{adjectives: […]}}' lines")
        for name, given in nations.items():
            if not isinstance(given, dict) or not isinstance(given.get("adjectives"), list):
                raise data.DataError(f"data/nations/{file}.yaml: {name}: should hold {{adjectives: […], capital: …}}")
            adjectives = [str(word) for word in given["adjectives"]]
            nation = Nation(str(name), adjectives[0] if adjectives else str(name))
            for word in (str(name), *map(str, given.get("names") or ())):
                for form in (word, f"{word}s", f"{word}'s", f"{word}’s"):
                    found.setdefault(form, nation)
            for word in adjectives:
                found.setdefault(word, nation)
    return found


@data.cached
def _capitals() -> dict[str, Nation]:
    """Return nations by their capital."""
    nations = _nations()
    return {
        str(given["capital"]): nations[str(name)]
        for _, content in data.load("nations")
        for name, given in content["nations"].items()
        if given.get("capital")
    }


@data.cached
def _bodies() -> dict[str, Body]:
    """Return bodies by what they are called, in small letters."""
    found: dict[str, Body] = {}
    for file, content in data.load("bodies"):
        name, called = content.get("name"), content.get("called")
        if not isinstance(name, str) or not isinstance(called, list):
            raise data.DataError(f"data/bodies/{file}.yaml: give 'name' and a list 'called'")
        for words in called:
            found.setdefault(str(words).lower(), Body(name, str(content.get("kind", "organisation"))))
    return found


def leading(words: Sequence[str]) -> tuple[Nation, int] | None:
    """Return the nation that the first words name, by noun, adjective or possessive, and how many words that takes."""
    known = _nations()
    for length in (3, 2, 1):
        nation = known.get(" ".join(words[:length])) if len(words) >= length else None
        if nation is not None:
            return nation, length
    return None


def of_capital(name: str) -> Nation | None:
    """Return the nation whose capital goes by this name, or None."""
    return _capitals().get(name)


def body(words: str) -> Body | None:
    """Return the body of a nation that these words mean, or None: "military", "defense ministry"."""
    return _bodies().get(words.lower())


def named(nation: Nation | None, words: str) -> tuple[str, str] | None:
    """Return name and kind of a nation's body by its words, or None when they mean no body.

    An actor of that name comes first. Without a nation the words stand as they are.
    """
    made = body(words)
    if made is None:
        return None
    if nation is None:
        return words, made.kind
    own = made.name if made.kind != "outlet" else words
    actor = actors.find(f"{nation.adjective} {words}") or actors.find(f"{nation.adjective} {own}")
    return (actor.name, actor.kind) if actor is not None else (f"{nation.adjective} {own}", made.kind)


def split(phrase: str) -> tuple[Nation | None, str] | None:
    """Return nation and words of a phrase for a nation's body: "Veskara's army", "the defence ministry in Port Averil".

    The nation is None where the phrase names none. None for any other phrase.
    """
    bare = phrase
    for article in _ARTICLES:
        if bare[: len(article)].lower() == article:
            bare = bare[len(article) :]
            break
    words = bare.split()
    first = leading(words)
    if first is not None:
        rest = " ".join(words[first[1] :])
        return (first[0], rest) if body(rest) else None
    if len(words) > 2 and words[-2] in {"in", "of"}:
        rest, last = " ".join(words[:-2]), words[-1]
        nation = of_capital(last) or _nations().get(last)
        if nation is not None and body(rest):
            return nation, rest
    return (None, bare) if body(bare) else None


def of_article(text: str) -> Nation | None:
    """Return the nation an article is about: named clearly more often than any other. None where none is."""
    known = {**_capitals(), **_nations()}
    counts = Counter(known[word].name for word in _CAPITALS.findall(text) if word in known)
    most = counts.most_common(2)
    if not most or (len(most) > 1 and most[0][1] < CLEAR_LEAD * most[1][1]):
        return None
    return next(nation for nation in known.values() if nation.name == most[0][0])


def mentions(text: str, nation: Nation) -> bool:
    """Whether a text names a nation by any of its one-word names or adjectives."""
    known = _nations()
    return any(known.get(word) == nation for word in _CAPITALS.findall(text))
