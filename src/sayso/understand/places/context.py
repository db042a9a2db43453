"""The words around a place's name: what they make of it, and whether they mean the place at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sayso.understand import nations
from sayso.understand.places import gazetteer
from sayso.understand.places.entries import Entry
from sayso.understand.places.place_files import Beside, words

#: How far around a name words that belong to it are looked for, in characters.
AROUND = 48
#: Where a dateline ends at the latest, in characters of the first paragraph.
DATELINE = 48
_DATELINE = re.compile(r"\s*(?:[A-Za-z0-9,. ]{0,24})(?:\(|—|–|-{1,2}\s|/)")
_NEAR_WORD = re.compile(r"[\w’'-]+")
_STOPS = re.compile(r"[.!?;:()\n“”\"]")


@dataclass(frozen=True, slots=True)
class Named:
    """A place's name in an article, in offsets of the article.

    ``start`` and ``end`` hold the words around it that belong to it too ("rural Oster"), ``name_start`` and
    ``name_end`` the name alone, which is ``name`` as it is looked up. ``beside`` is what those words make of it.
    ``marked`` tells that a reader calls it a place, ``certain`` that the words around say so.
    """

    start: int
    end: int
    name_start: int
    name_end: int
    name: str
    beside: Beside | None = None
    marked: bool = False
    certain: bool = False
    dateline: bool = False


def words_before(text: str, least: int, start: int) -> list[tuple[str, int]]:
    """The words before a place of the text within its sentence, in small letters with their offsets; "the" left out."""
    left = max(least, start - AROUND)
    stop = 0
    for match in _STOPS.finditer(text, left, start):
        stop = match.end()
    found = [(m.group().lower(), m.start()) for m in _NEAR_WORD.finditer(text, max(left, stop), start)]
    return [one for one in found if one[0] != "the"]


def words_after(text: str, end: int, most: int) -> list[tuple[str, int]]:
    """The words behind a place of the text within its sentence, in small letters, with the offsets behind them."""
    right = min(most, end + AROUND)
    stop = _STOPS.search(text, end, right)
    begin = end
    while begin < right and text[begin] in "'’s" and begin < end + 2:
        begin += 1
    if begin < right and text[begin] not in " \xa0":
        return []
    return [(m.group().lower(), m.end()) for m in _NEAR_WORD.finditer(text, begin, stop.start() if stop else right)]


def widened(text: str, start: int, end: int, one: Named) -> Named:
    """Take in the words beside a name that say what it is, or which part of it."""
    known = words()
    before, after = words_before(text, start, one.name_start), words_after(text, one.name_end, end)
    for length in range(min(known.longest, len(after)), 0, -1):
        beside = known.after.get(tuple(word for word, _ in after[:length]))
        if beside is None or _commas(text, one.name_end, after[length - 1][1]):
            continue
        right = after[length - 1][1]
        whole = _ours(text[one.name_start : right])
        if whole is not None:
            one = replace(one, end=right, name_end=right, name=whole, certain=True)
        elif beside.kind != "feature" or text[one.name_end] == " ":
            one = replace(one, end=right, beside=beside, certain=True)
        break
    for length in range(min(known.longest, len(before)), 0, -1):
        beside = known.before.get(tuple(word for word, _ in before[-length:]))
        left = before[-length][1]
        if beside is None or _commas(text, left, one.name_start):
            continue
        whole = _ours(text[left : one.name_end])
        if whole is not None:
            return replace(one, start=left, name_start=left, name=whole, certain=True)
        return replace(one, start=left, beside=_both(beside, one.beside), certain=True)
    return one


def _both(outer: Beside, inner: Beside | None) -> Beside:
    if inner is None:
        return outer
    return Beside(inner.kind or outer.kind, max(outer.radius_km, inner.radius_km))


def _ours(name: str) -> str | None:
    """A name with a word beside it, if that whole is a place of our own files or the user's: "Oster airport"."""
    return name if any(entry.rank for entry in gazetteer.find(name)) else None


def _commas(text: str, start: int, end: int) -> bool:
    return "," in text[start:end]


def is_dateline(text: str, start: int, one: Named) -> bool:
    """Whether a name at the head of a paragraph, which begins at ``start``, is a dateline: "PORT AVERIL (Agency) —"."""
    if one.name_start - start > DATELINE // 2:
        return False
    return _DATELINE.match(text, one.name_end, start + DATELINE) is not None


def is_government(text: str, start: int, end: int, one: Named, entry: Entry) -> bool:
    """Whether a country or a capital stands for its government ("Port Averil said"): metonymy, after Leveling and
    Hartrumpf 2008.

    ``start`` and ``end`` are those of its paragraph.
    """
    capital = nations.of_capital(one.name) or nations.of_capital(entry.name)
    if (entry.kind != "country" and capital is None) or (one.start, one.end) != (one.name_start, one.name_end):
        return False
    known = words()
    before = [word for word, _ in words_before(text, start, one.start)]
    if any(tuple(before[-length:]) in known.spoken_of for length in (1, 2)):
        return True
    if before and before[-1] in known.locatives:
        return False  # "residents in Oster said"
    after = [word for word, _ in words_after(text, one.end, end)[:2]]
    if after and after[0] in known.helping:
        return len(after) > 1 and after[1] in known.speaking
    return bool(after) and after[0] in known.speaking
