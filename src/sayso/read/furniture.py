"""Lines that belong to the site and not to its stories, told by the phrases in ``sayso/data/furniture``.

A file there may hold ``whole`` (the line is just this), ``starts``, ``contains`` (phrases; case does not matter) and
``patterns`` (regular expressions). ``role`` is what such a line is (one of ``model.SITE_ROLES``); ``closing: true``
says that the article has ended where it stands, ``heads: true`` that what follows it is of its role too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso import data
from sayso.data import DataError, load
from sayso.model import SITE_ROLES

_EDGES = " \t\xa0.,:;!?…»«›‹|•·*–—-()[]>"
#: A phrase at a line's start or within it counts up to this many characters: a long line is a paragraph that
#: mentions it, and a plea for money is at most a short paragraph.
_LONGEST = 400
#: Patterns are tried on no more than this: they are written by people and may backtrack.
_LONGEST_PATTERN = 600


@dataclass(frozen=True, slots=True)
class Furniture:
    """What kind of furniture a line is (the file's name), and what its file says of it (see the module)."""

    kind: str
    closing: bool
    role: str = "boilerplate"
    heads: bool = False


@dataclass(frozen=True, slots=True)
class _Phrases:
    whole: dict[str, Furniture]
    starts: dict[str, Furniture]
    starts_any: tuple[str, ...]
    contains: dict[str, Furniture]
    contains_any: re.Pattern[str]
    patterns: tuple[tuple[re.Pattern[str], Furniture], ...]


def furniture(line: str) -> Furniture | None:
    """Return what furniture a line is, or None when it may be part of a story."""
    phrases = _phrases()
    plain = " ".join(line.casefold().replace("’", "'").split())
    found = phrases.whole.get(plain.strip(_EDGES)) if len(plain) < 80 else None
    if found is not None or not plain:
        return found
    if len(plain) <= _LONGEST:
        if plain.startswith(phrases.starts_any):
            return next(kind for phrase, kind in phrases.starts.items() if plain.startswith(phrase))
        if within := phrases.contains_any.search(plain):
            return phrases.contains[within.group()]
    if len(line) <= _LONGEST_PATTERN:
        for pattern, kind in phrases.patterns:
            if pattern.search(line.strip()):
                return kind
    return None


@data.cached
def _phrases() -> _Phrases:
    whole: dict[str, Furniture] = {}
    starts: dict[str, Furniture] = {}
    contains: dict[str, Furniture] = {}
    patterns: list[tuple[re.Pattern[str], Furniture]] = []
    for stem, content in load("furniture"):
        role = content.get("role", "boilerplate")
        if role not in SITE_ROLES:
            raise DataError(f"furniture/{stem}.yaml: role {role!r} is none of {', '.join(SITE_ROLES)}")
        kind = Furniture(stem, bool(content.get("closing", False)), role, bool(content.get("heads", False)))
        for phrase in _list(stem, content, "whole"):
            whole.setdefault(_fold(phrase).strip(_EDGES), kind)
        for phrase in _list(stem, content, "starts"):
            starts.setdefault(_fold(phrase), kind)
        for phrase in _list(stem, content, "contains"):
            contains.setdefault(_fold(phrase), kind)
        for pattern in _list(stem, content, "patterns"):
            try:
                patterns.append((re.compile(pattern), kind))
            except re.error as error:
                raise DataError(f"furniture/{stem}.yaml: pattern {pattern!r} cannot be used ({error})") from error
    within = re.compile("|".join(map(re.escape, contains)) or r"(?!)")
    return _Phrases(whole, starts, tuple(starts), contains, within, tuple(patterns))


def _list(stem: str, content: dict[str, object], key: str) -> list[str]:
    phrases = content.get(key) or []
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
        raise DataError(f"furniture/{stem}.yaml: {key!r} should be a list of phrases")
    return phrases


def _fold(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("’", "'").split())
