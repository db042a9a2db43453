"""The words that times are made of, from the files in ``data/times``: one class of words a file.

A file has a ``class`` and ``words``: words with a value each, or, for a class whose words mean nothing more, a list.
Words may be several ("a couple of"). A word with a capital counts only where the text has a capital, too, because
"may" is hardly ever a month.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.understand.words import word_set

_CODE = re.compile(r"T?[SMHDWQY]|\d{1,2}[DWM]|WE|DE|CE|ML")
_PERIOD = re.compile(r"P(?:T\d{1,2}H|\d{1,2}[DWMY])")
_DATE = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_PARTS = ("MO", "MI", "AF", "EV", "NI", "DT")
#: More words than this has no entry; each word that begins an entry costs a look at so many.
MAX_WORDS = 6


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and low <= value <= high


def _one_of(*known: str) -> Callable[[Any], bool]:
    return lambda value: value in known


def _is_day(value: Any) -> bool:
    known = isinstance(value, dict) and set(value) <= {"days", "part", "from"} and value.get("part", "NI") in _PARTS
    return known and all(_whole(-7, 7)(value.get(key, 0)) for key in ("days", "from")) and "days" in value


def _is_holiday(value: Any) -> bool:
    if not isinstance(value, dict) or len(value) != 1:
        return False
    [(way, given)] = value.items()
    if way == "date":
        return isinstance(given, str) and _DATE.fullmatch(given) is not None
    if way == "easter":
        return _whole(-100, 100)(given)
    numbers = isinstance(given, list) and len(given) == 3 and all(type(one) is int for one in given)
    if way == "nth":
        return numbers and 1 <= given[0] <= 7 and given[1] in {-1, 1, 2, 3, 4} and 1 <= given[2] <= 12
    return numbers and way == "islamic" and 1 <= given[0] <= 12 and 1 <= given[1] <= 30 and 1 <= given[2] <= 30


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


#: What the values of a class may be; None for classes whose words stand in a list.
VALUES: dict[str, Callable[[Any], bool] | None] = {
    "month": _whole(1, 12),
    "doubtful_month": _whole(1, 12),
    "short_month": _whole(1, 12),
    "weekday": _whole(1, 7),
    "weekdays": _whole(1, 7),
    "short_weekday": _whole(1, 7),
    "unit": _matches(_CODE),
    "units": _matches(_CODE),
    "number": lambda value: value == "X" or _whole(0, 1000)(value),
    "ordinal": _whole(1, 31),
    "day_part": _one_of(*_PARTS),
    "hour": _whole(0, 24),
    "season": _one_of("SP", "SU", "FA", "WI"),
    "doubtful_season": _one_of("SP", "SU", "FA", "WI"),
    "day": _is_day,
    "holiday": _is_holiday,
    "reference": _one_of("PRESENT_REF", "PAST_REF", "FUTURE_REF"),
    "frequency": _matches(_PERIOD),
    "decade": _whole(100, 299),
    "part": _one_of("START", "MID", "END"),
    "meridiem": _one_of("am", "pm"),
    **dict.fromkeys(
        word_set(
            """
            last past next following this current recent same every ago earlier later before after previous until
            approximation fiscal half oclock zone article the of to at since old sometime period extra ending
            """
        )
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Words of one class. ``words`` are in small letters; ``capital`` if they need one in the text."""

    words: tuple[str, ...]
    kind: str
    value: Any
    capital: bool


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries that begin with one word: that of the word alone, and the others by their second, longest first."""

    alone: Entry | None
    by_second: dict[str, tuple[Entry, ...]]


@data.cached
def lexicon() -> dict[str, Entries]:
    """Return the entries by their first word.

    Raises DataError for a file that cannot be used, and for words that stand in two classes.
    """
    found: dict[str, list[Entry]] = {}
    owners: dict[tuple[str, ...], str] = {}
    for file, content in data.load("times"):
        for entry in _entries(f"data/times/{file}.yaml", content):
            if owners.setdefault(entry.words, entry.kind) != entry.kind:
                raise DataError(
                    f"data/times/{file}.yaml: {' '.join(entry.words)!r} is a {owners[entry.words]} already; "
                    "take it out of one file"
                )
            found.setdefault(entry.words[0], []).append(entry)
    return {first: _grouped(entries) for first, entries in found.items()}


def _grouped(entries: list[Entry]) -> Entries:
    by_second: dict[str, list[Entry]] = {}
    for entry in sorted(entries, key=lambda one: (-len(one.words), one.words)):
        if len(entry.words) > 1:
            by_second.setdefault(entry.words[1], []).append(entry)
    alone = next((entry for entry in entries if len(entry.words) == 1), None)
    return Entries(alone, {second: tuple(group) for second, group in by_second.items()})


def _entries(place: str, content: dict[str, Any]) -> list[Entry]:
    kind, given = content.get("class"), content.get("words")
    if not isinstance(kind, str) or kind not in VALUES:
        raise DataError(f"{place}: 'class' should be one of {', '.join(sorted(VALUES))}; see docs/data-times.md")
    good = VALUES[kind]
    if not isinstance(given, list if good is None else dict) or not given:
        shape = "a list: [last, latest]" if good is None else "'word: value' lines"
        raise DataError(f"{place}: 'words' of the class {kind} should be {shape}; see docs/data-times.md")
    entries = []
    for words in given:
        if not isinstance(words, str) or not words.strip():
            raise DataError(f'{place}: {words!r} is no word; put quotes around words such as "on" and "no"')
        value = given[words] if isinstance(given, dict) else None
        if good is not None and not good(value):
            raise DataError(f"{place}: {words}: {value!r} means nothing for the class {kind}; see docs/data-times.md")
        split = tuple(split_words(words.lower()))
        if len(split) > MAX_WORDS:
            raise DataError(f"{place}: {words}: more than {MAX_WORDS} words; give a shorter one")
        entries.append(Entry(split, kind, value, words[0].isupper()))
    return entries


#: What is one word to the lexicon and to the lexer alike: letters ("a.m." and "o'clock" whole), digits, or one mark.
WORD = r"[ap]\.\s?m\b\.?|o['’]clock\b|[^\W\d_]+|\d+|[^\w\s]|_"
_WORD = re.compile(WORD, re.IGNORECASE)


def split_words(words: str) -> list[str]:
    """Return the words of an entry as the lexer cuts a text, with straight apostrophes."""
    return [match.group().replace("’", "'") for match in _WORD.finditer(words)]
