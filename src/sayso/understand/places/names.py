"""Where an article names places: names that the gazetteers know among its runs of capitals, and those a reader marked.

What is a place's name and no place stays out: "Oster Falk", "Oster Media Centre". A name that only the gazetteers
know needs evidence in the words around it, because nearly every word is the name of some town.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sayso import data
from sayso.model import Article, Mention
from sayso.understand import nations, titles
from sayso.understand.places import folding, gazetteer, place_files
from sayso.understand.places.context import Named, is_dateline, widened, words_before
from sayso.understand.places.place_files import words
from sayso.understand.reader import Extent, Passage

_ARTICLE = r"(?:[Aa][ldnrstz]|[Aa]sh|[Ee][lrsz])-"
_RUN = re.compile(
    rf"(?<![\w-])(?:{_ARTICLE})?[A-ZÀ-ÞĀ-Ž][\w’'-]*(?:\.[A-Z])*"
    r"(?:[ \xa0](?:(?:al|el|ez|az|as|ash|ar|an|ad|at|of|de|la|del|upon)[ \xa0])?"
    rf"(?:[A-ZÀ-ÞĀ-Ž][\w’'-]*|{_ARTICLE}\w+|\d{{3,4}}\b))*"
)
_WORD = re.compile(r"[^\s]+")
_TIED = re.compile(r"-(?:based|held|born|area|controlled|wide)$")
#: Words of the longest name that is looked for: few towns have more.
MOST_WORDS = 5
#: No run of capitals is longer than this in words; what is, is a headline or a table.
MAX_RUN = 60
#: A possessive that lost its apostrophe ("Osters") is believed from so many letters on.
MIN_POSSESSIVE = 6
#: A shorter name is a name only where our own files have it: every pair of letters is a village.
MIN_NAME = 4
#: What spellings share must have so many letters before a name is looked for by it.
MIN_FOLDED = 5
#: A town that large is a place also where it stands beside another name without a comma.
WELL_KNOWN = 100_000
_MARKS = ".,’'"
#: So many names of an article are looked for again: more are those of a list.
MOST_NAMES = 50
#: What ties a place to the words before it, so that it is no part of their name.
_TIES = frozenset({"in", "from", "at", "near"})


def find_names(article: Article, passage: Passage, mentions: Sequence[Mention]) -> list[Named]:
    """Return the names of places in an article in order; they overlap nothing."""
    text = passage.text
    inside = [one for one in mentions if article.start <= one.start and one.end <= article.end]
    extents = _Extents(text, [(one.start - article.start, one.end - article.start, one) for one in inside])
    found: list[Named] = []
    for number, (start, end, role) in enumerate(passage.paragraphs):
        first = role == "dateline" or (
            role == "body" and all(r != "body" for _, _, r in passage.paragraphs[:number][-8:])
        )
        for one in _in_paragraph(text, start, end, extents):
            dateline = role == "dateline" or (first and is_dateline(text, start, one))
            found.append(replace(widened(text, start, end, one), dateline=dateline))
    found += _only_marked(text, passage, found, extents)
    found += _told_again(text, passage, found)
    return _apart(sorted(found, key=lambda one: (one.name_start, -one.name_end)))


def _in_paragraph(text: str, start: int, end: int, extents: _Extents) -> Iterator[Named]:
    for match in _RUN.finditer(text, start, end):
        begin = match.start()
        run = match.group()
        parts = in_run(run)
        for number, part in enumerate(parts):
            if not part.name:
                continue
            extent = (begin + part.start, begin + part.end)
            said = extents.around(extent)
            if said == "blocked":
                continue
            one = Named(*extent, *extent, part.name, marked=said == "place")
            if said is not None:
                yield replace(one, certain=True)
                continue
            alone = _stands_alone(parts, number, run)
            if alone is None:
                continue
            before = words_before(text, start, extent[0])
            ours = _is_ours(part.name)
            certain = (alone or ours) and bool(before) and before[-1][0] in words().locatives
            if certain or (not part.folded and (before or _opens_well(part.name))):
                yield replace(one, certain=certain)


def _opens_well(name: str) -> bool:
    """Whether a name that opens a sentence is believed without further evidence: one of ours, or a capital."""
    return _is_ours(name) or nations.of_capital(name) is not None


class Part(NamedTuple):
    """A piece of a run of capitals, in offsets of the run: a name that the gazetteers know, or (``name`` empty) another
    word.

    ``folded`` tells that they only know it spelt otherwise.
    """

    start: int
    end: int
    name: str = ""
    folded: bool = False


@data.remembered(65536)
def in_run(run: str) -> tuple[Part, ...]:
    """Cut a run of capitals into names that a gazetteer knows, the longest from the left, and other words."""
    spans = [match.span() for match in _WORD.finditer(run)][:MAX_RUN]
    parts: list[Part] = []
    index = 0
    while index < len(spans):
        for last in range(min(len(spans), index + MOST_WORDS), index, -1):
            known = _known(run, spans[index][0], spans[last - 1][1], single=last == index + 1)
            if known is not None:
                parts.append(known)
                index = last
                break
        else:
            parts.append(Part(*spans[index]))
            index += 1
    return tuple(parts)


def _known(run: str, left: int, right: int, *, single: bool) -> Part | None:
    """The name between two offsets, without marks, possessives and ties at its end, if a gazetteer knows it."""
    tied = _TIED.search(run, left, right)
    right = tied.start() if tied else right
    while right > left and run[right - 1] in ".,'’-":
        right -= 1
    if run[left:right].endswith(("'s", "’s")):
        right -= 2
    name = run[left:right]
    plain = folding.plain(name)
    if not plain or (single and not _may_be_name(name, plain, run)):
        return None
    if gazetteer.find(name):
        return None if single and len(plain) < MIN_NAME and not _short_name(name) else Part(left, right, name)
    bare = name[:-1]
    lost = name.endswith("s") and (len(name) >= MIN_POSSESSIVE or bare.isupper())
    if lost and _is_ours(bare):
        return Part(left, right - 1, bare)
    folded = folding.folded(name)
    edges = {word.lower() for word in (name.split()[0], name.split()[-1])}
    if (
        len(folded) >= MIN_FOLDED
        and folded in place_files.own().folded
        and not edges & (words().none | words().locatives)
    ):
        return Part(left, right, name, folded=True)
    return None


def _may_be_name(name: str, plain: str, run: str) -> bool:
    """Whether one word may be a name: it begins with a capital, and is none of those that are no names."""
    if name[0].islower() and "-" not in name:
        return False
    return plain not in words().none or (name.isupper() and (name == run or not run.isupper()))


def _short_name(name: str) -> bool:
    """Whether a name of two or three letters is one: a country's in capitals (US), or one of our own."""
    kinds = {entry.kind for entry in gazetteer.find(name) if entry.rank}
    return "country" in kinds if name.isupper() else bool(kinds - {"country"})


def _stands_alone(parts: Sequence[Part], number: int, run: str) -> bool | None:
    """Whether a name has no word beside it that could make it another's: None when it surely is another's."""
    left = parts[number - 1] if number else None
    right = parts[number + 1] if number + 1 < len(parts) else None
    following = [
        run[part.start : part.end].lower().strip(_MARKS) for part in parts[number + 1 : number + 4] if not part.name
    ]
    if any(word in words().bodies for word in following):
        return None  # "Oster Media Centre"
    apart = run[parts[number].end] in ".,'’-" if parts[number].end < len(run) else True
    if left is not None and run[left.end] not in ".,":
        if left.name and not _is_well_known(left.name):
            return None  # "Hilton Oster", where Hilton is a town as well
        if not left.name and not _is_no_name(run[left.start : left.end]):
            return None  # "Ahmed Oster"
    if right is None or apart:
        return True
    if right.name:
        return True if _is_well_known(right.name) else None  # "Oster Hilton"
    return _is_no_name(run[right.start : right.end])


def _is_well_known(name: str) -> bool:
    """Whether a name beside another is a place of its own, and not half of a longer name."""
    found = gazetteer.find(name) or place_files.own().folded.get(folding.folded(name), ())
    return any(entry.rank or entry.population >= WELL_KNOWN for entry in found[:1])


def _is_no_name(word: str) -> bool:
    """Whether a word in capitals is no part of a name: the first of a sentence, a direction, a day."""
    lower = word.lower().strip(_MARKS)
    known = words()
    return (
        lower in known.none
        or lower in known.locatives
        or (lower,) in known.before
        or (lower,) in known.after
        or titles.opens(word)
    )


def _only_marked(text: str, passage: Passage, found: Sequence[Named], extents: _Extents) -> list[Named]:
    """Places that a reader marked and no gazetteer knows as they are written."""
    taken = sorted((one.start, one.end) for one in found)
    made = []
    for start, end in extents.places:
        place = bisect_left(taken, (start, start))
        if any(left < end and start < right for left, right in taken[max(0, place - 1) : place + 2]):
            continue
        edges = next(((left, right) for left, right, _ in passage.paragraphs if left <= start < right), (start, end))
        one = Named(start, end, start, end, text[start:end], marked=True, certain=True)
        made.append(widened(text, *edges, one))
    return made


def _told_again(text: str, passage: Passage, found: Sequence[Named]) -> list[Named]:
    """The same words as those of a marked name elsewhere, behind a word such as "in": a reader may mark one of two, or
    take the other for a sheikh's.

    Only of names of several words, because one word alone may be somebody's name.
    """
    names = {one.name for one in found if one.marked and " " in one.name}
    taken = sorted((one.start, one.end) for one in found)
    made = []
    for name in sorted(names)[:MOST_NAMES]:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            start, end = match.span()
            place = bisect_left(taken, (start, start))
            if any(left < end and start < right for left, right in taken[max(0, place - 1) : place + 2]):
                continue
            edges = next(((left, right) for left, right, _ in passage.paragraphs if left <= start < right), None)
            before = words_before(text, edges[0], start) if edges else []
            if edges and before and before[-1][0] in words().locatives:
                one = Named(start, end, start, end, name, marked=True, certain=True)
                made.append(widened(text, *edges, one))
    return made


def _apart(found: Sequence[Named]) -> list[Named]:
    kept: list[Named] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            if one.name_start < kept[-1].name_end:
                continue
            one = replace(one, start=one.name_start)  # noqa: PLW2901
            kept[-1] = replace(kept[-1], end=min(kept[-1].end, one.start))
        kept.append(one)
    return kept


class _Extents:
    """What a reader found, for asking what it makes of a name."""

    def __init__(self, text: str, given: Sequence[tuple[int, int, Mention]]) -> None:
        self._text = text
        self._given = sorted(given, key=lambda one: one[:2])
        self._starts = [start for start, _, _ in self._given]
        self._longest = max((end - start for start, end, _ in given), default=0)
        self.places: list[Extent] = [(start, end) for start, end, one in self._given if one.kind == "place"]

    def around(self, extent: Extent) -> str | None:
        """Say what the shortest mention that holds a name makes of it.

        "place", "country" for the name of a government by its place, "blocked" for a part of another's name; None for
        neither.
        """
        covering: list[tuple[int, int, Mention]] = []
        number = bisect_left(self._starts, extent[1]) - 1
        while number >= 0 and self._starts[number] >= extent[0] - self._longest:
            if self._given[number][1] > extent[0]:
                covering.append(self._given[number])
            number -= 1
        for start, end, mention in sorted(covering, key=lambda one: one[1] - one[0]):
            if mention.kind == "place":
                return "place" if self._fills(start, end, extent) else "blocked"
            if mention.kind == "organisation" and (start, end) == extent and _is_ours(mention.text):
                return "country"  # "Oster said": its government is meant, by its place
            if mention.kind == "nationality" or (
                mention.kind not in {"anonymous", "title"} and self._names(start, extent, mention)
            ):
                return "blocked"
        return None

    def _fills(self, start: int, end: int, extent: Extent) -> bool:
        """Whether a name is all of a place that a reader marked, but for words that are no names; ours may be less."""
        if _is_ours(self._text[extent[0] : extent[1]]):
            return True
        rest = f"{self._text[start : extent[0]]} {self._text[extent[1] : end]}".split()
        return all(_is_no_name(word) or not word[:1].isupper() or _is_well_known(word) for word in rest)

    def _names(self, start: int, extent: Extent, mention: Mention) -> bool:
        """Whether a mention is a name that the extent is a part of, and not a description with a place in it."""
        if mention.kind == "organisation" and any(entry.kind == "country" for entry in gazetteer.find(mention.entity)):
            return False
        before = [word for word in self._text[start : extent[0]].lower().split() if word != "the"]
        ties = _TIES if mention.kind == "organisation" else _TIES | {"of"}  # the "Bank of Oster" is none
        return not (before and before[-1] in ties) and not mention.entity.startswith("unnamed")


def _is_ours(name: str) -> bool:
    """Whether a name is one of our own files or the user's."""
    return any(entry.rank for entry in gazetteer.find(name))
