"""Lines that belong to the site and not to its stories, told by the phrases in ``sayso/data/furniture``.

A file there may hold ``whole`` (the line is just this), ``starts``, ``contains`` (phrases; case does not matter),
``patterns`` (regular expressions), and ``tails``: regular expressions, in small letters, for the end of a line that
holds one of ``signs`` there. ``role`` is what such a line is (one of ``model.SITE_ROLES``, or ``caption``, which a
story keeps); ``closing: true`` says that the article has ended where it stands, ``heads: true`` that what follows it is
of its role too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sayso import data
from sayso.data import DataError, load
from sayso.model import SITE_ROLES

_EDGES = " \t\xa0.,:;!?…»«›‹|•·*–—-()[]>"
#: A phrase at a line's start or within it counts up to this many characters: a long line is a paragraph that
#: mentions it, and a plea for money is at most a short paragraph.
_LONGEST = 400
#: Credits of pictures stand within so many characters of a caption's end; a longer line is a paragraph.
_LONGEST_TAIL = 100
#: Patterns are tried on no more than this: they are written by people and may backtrack.
_LONGEST_PATTERN = 600
_ESCAPES_AND_SETS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.S)
#: Captions are of a story; all else is the site's.
_ROLES = (*SITE_ROLES, "caption")
_GROUP = re.compile(r"\([^()]*\)")


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
    starts_by_first: dict[str, tuple[str, ...]]
    contains: dict[str, Furniture]
    contains_any: re.Pattern[str]
    patterns: tuple[tuple[re.Pattern[str], Furniture], ...]
    patterns_any: re.Pattern[str] | None
    tails: tuple[tuple[re.Pattern[str], Furniture], ...]
    tails_any: re.Pattern[str]
    signs: re.Pattern[str]


def furniture(line: str) -> Furniture | None:
    """Return what furniture a line is, or None when it may be part of a story."""
    phrases = _phrases()
    words = line.split()
    if len(line) > _LONGEST_PATTERN and sum(map(len, words)) > _LONGEST:  # no rule looks at it
        return None
    plain = " ".join(words).casefold().replace("’", "'")
    found = phrases.whole.get(plain.strip(_EDGES)) if len(plain) < 80 else None
    if found is not None or not plain:
        return found
    if len(plain) <= _LONGEST:
        starts = phrases.starts_by_first.get(plain[0])
        if starts is not None and plain.startswith(starts):
            return phrases.starts[next(phrase for phrase in starts if plain.startswith(phrase))]
        if within := phrases.contains_any.search(plain):
            return next(kind for phrase, kind in phrases.contains.items() if plain.startswith(phrase, within.start()))
        found = _by_tail(plain[-_LONGEST_TAIL:], phrases)
    return found or (_by_pattern(line.strip(), phrases) if len(line) <= _LONGEST_PATTERN else None)


def _by_tail(tail: str, phrases: _Phrases) -> Furniture | None:
    if not phrases.signs.search(tail) or not phrases.tails_any.search(tail):
        return None
    return next((kind for pattern, kind in phrases.tails if pattern.search(tail)), None)


def _by_pattern(line: str, phrases: _Phrases) -> Furniture | None:
    if phrases.patterns_any is not None and not phrases.patterns_any.match(line):
        return None
    return next((kind for pattern, kind in phrases.patterns if pattern.search(line)), None)


@data.cached
def _phrases() -> _Phrases:
    whole: dict[str, Furniture] = {}
    starts: dict[str, Furniture] = {}
    contains: dict[str, Furniture] = {}
    patterns: list[tuple[re.Pattern[str], Furniture]] = []
    tails: list[tuple[re.Pattern[str], Furniture]] = []
    signs: list[str] = []
    for stem, content in load("furniture"):
        role = content.get("role", "boilerplate")
        if role not in _ROLES:
            raise DataError(f"furniture/{stem}.yaml: role {role!r} is none of {', '.join(_ROLES)}")
        kind = Furniture(stem, bool(content.get("closing", False)), role, bool(content.get("heads", False)))
        for phrase in _list(stem, content, "whole"):
            whole.setdefault(_fold(phrase).strip(_EDGES), kind)
        for phrase in _list(stem, content, "starts"):
            starts.setdefault(_fold(phrase), kind)
        for phrase in _list(stem, content, "contains"):
            contains.setdefault(_fold(phrase), kind)
        patterns += [(_compiled(stem, pattern, ""), kind) for pattern in _list(stem, content, "patterns")]
        signs += _list(stem, content, "signs")
        tails += [(_compiled(stem, pattern, r"\Z"), kind) for pattern in _list(stem, content, "tails")]
    by_first: dict[str, tuple[str, ...]] = {}
    for phrase in starts:
        by_first[phrase[0]] = (*by_first.get(phrase[0], ()), phrase)
    within = re.compile(_any_of(contains) if contains else r"(?!)")
    tails_any = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in tails) or r"(?!)")
    together = _together(patterns)
    return _Phrases(
        whole, starts, by_first, contains, within, tuple(patterns), together, tuple(tails), tails_any, _signs(signs)
    )


def _signs(signs: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, signs)) or r"(?!)")


def _compiled(stem: str, pattern: str, end: str) -> re.Pattern[str]:
    try:
        return re.compile(f"(?:{pattern}){end}" if end else pattern)
    except re.error as error:
        raise DataError(f"furniture/{stem}.yaml: pattern {pattern!r} cannot be used ({error})") from error


def _any_of(phrases: Iterable[str]) -> str:
    """Return an expression for any of ``phrases``; each first character stands in it once, so that few are tried."""
    by_first: dict[str, list[str]] = {}
    for phrase in phrases:
        by_first.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in by_first.items())


def _together(patterns: list[tuple[re.Pattern[str], Furniture]]) -> re.Pattern[str] | None:
    """Return one expression that matches at a line's start where any of ``patterns`` does; None where that takes more.

    It takes more when one has groups or flags, whose numbers and effects would reach into the others, or when one may
    begin within the line.
    """
    if any(pattern.groups or pattern.flags != re.UNICODE or not _anchored(pattern.pattern) for pattern, _ in patterns):
        return None
    return re.compile("|".join(f"(?:{pattern.pattern[1:]})" for pattern, _ in patterns) or r"(?!)")


def _anchored(pattern: str) -> bool:
    """Say whether ``pattern`` begins with ``^`` and has no alternative to that."""
    bare = _ESCAPES_AND_SETS.sub("", pattern)
    while _GROUP.search(bare):
        bare = _GROUP.sub("", bare)
    return pattern.startswith("^") and "|" not in bare


def _list(stem: str, content: dict[str, object], key: str) -> list[str]:
    phrases = content.get(key) or []
    if not isinstance(phrases, list) or not all(isinstance(phrase, str) and phrase.strip() for phrase in phrases):
        raise DataError(f"furniture/{stem}.yaml: {key!r} should be a list of phrases")
    return phrases


def _fold(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("’", "'").split())
