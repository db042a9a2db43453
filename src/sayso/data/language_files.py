"""The files in ``data/languages``, a script each: which characters are its letters, which languages are written in it.

``characters`` are ranges of Unicode code points in hexadecimal, both ends included; ``languages`` are names by code
(ISO 639-1); ``labels`` says which language is meant by a label that the identifier has beside these codes; ``common``
holds, by code, the commonest words that no other language has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError

_RANGE = re.compile(r"([0-9A-F]{4,6})-([0-9A-F]{4,6})")
_CODE = re.compile(r"[a-z]{2}")
#: The highest code point there is.
_LAST = 0x10FFFF


@dataclass(frozen=True, slots=True)
class Script:
    """A script file. ``characters`` are code points (first, last); ``labels`` has every label that may be given for one
    of the ``languages`` (names by code), the codes themselves among them.
    """

    name: str
    characters: tuple[tuple[int, int], ...]
    languages: dict[str, str]
    labels: dict[str, str]
    common: dict[str, frozenset[str]]


@data.cached
def scripts() -> tuple[Script, ...]:
    """Return every script file, sorted by name; raises DataError for one that cannot be used."""
    return tuple(_script(stem, content) for stem, content in data.load("languages"))


@data.cached
def languages() -> dict[str, str]:
    """Return the English names of all languages by code, sorted by code; raises DataError as ``scripts`` does."""
    names: dict[str, str] = {}
    for script in scripts():
        for code, name in script.languages.items():
            if names.setdefault(code, name) != name:
                raise DataError(f"languages/{script.name}.yaml: {code!r} is called {names[code]!r} in another file")
    return dict(sorted(names.items()))


@data.cached
def common_words() -> dict[str, frozenset[str]]:
    """Return, for the languages that have them, their commonest words, in small letters."""
    return {code: words for script in scripts() for code, words in script.common.items()}


def language_name(code: str) -> str:
    """Return the English name of a language; of a code that no file has, the code."""
    return languages().get(code, code)


def not_understood(code: str) -> str:
    """Say that an article is in a language that nobody here reads, such as "in Arabic: not understood"."""
    return f"in {language_name(code)}: not understood"


def language_code(given: str) -> str | None:
    """Return the code of a language given by code or English name, whatever its capitals; None for an unknown one."""
    wanted = given.strip().casefold()
    by_name = {name.casefold(): code for code, name in languages().items()}
    return wanted if wanted in languages() else by_name.get(wanted)


def _script(stem: str, content: dict[str, Any]) -> Script:
    place = f"languages/{stem}.yaml"
    given, names = content.get("characters"), content.get("languages")
    labels, common = content.get("labels") or {}, content.get("common") or {}
    ranges = [_range(place, one) for one in given] if isinstance(given, list) else []
    if not ranges or not isinstance(names, dict) or not names or not isinstance(labels, dict):
        raise DataError(
            f"{place}: needs 'characters' (a list) and 'languages' (code: name); see docs/data-languages.md"
        )
    for code, name in names.items():
        if not isinstance(code, str) or not _CODE.fullmatch(code) or not isinstance(name, str) or not name.strip():
            raise DataError(
                f"{place}: {code!r} is no code of ISO 639-1 with a name; write 'ar: Arabic', and \"no\" in quotes"
            )
    for label, code in labels.items():
        if code not in names:
            raise DataError(f"{place}: label {label!r} leads to {code!r}, which is none of the file's languages")
    if not isinstance(common, dict):
        raise DataError(f"{place}: 'common' should hold a list of words by code")
    for code, words in common.items():
        if code not in names or not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise DataError(f"{place}: 'common' should hold a list of words for a language of the file, not {code!r}")
    return Script(
        name=stem,
        characters=tuple(ranges),
        languages=dict(names),
        labels={code: code for code in names} | {str(label): code for label, code in labels.items()},
        common={code: frozenset(word.lower() for word in words) for code, words in common.items()},
    )


def _range(place: str, given: object) -> tuple[int, int]:
    match = _RANGE.fullmatch(given) if isinstance(given, str) else None
    first, last = (int(match[1], 16), int(match[2], 16)) if match else (1, 0)
    if not first <= last <= _LAST:
        raise DataError(f"{place}: {given!r} is no range of characters; write it as in 0041-005A")
    return first, last
