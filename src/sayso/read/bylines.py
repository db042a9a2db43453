"""Lines of text that say who wrote an article, and perhaps when: "By Ana Lund", "Ana Lund | 3 May 2031".

A label ("Posted by") makes any name an author. Without one, a name counts only beside a date, and only when it is not
the name of a nation or an outlet, or words of a section: "Middle East | 3 May 2031" names nobody.
"""

from __future__ import annotations

import re

from sayso import data
from sayso.read.authors import SEPARATOR, clean, label
from sayso.read.dates import find_line_date, search_date
from sayso.read.metadata_files import metadata_words
from sayso.read.outlets import masthead

_NAME_PART = r"(?:[A-ZÀ-ÞİŞ][\w.’'-]*|al|el|bin|ibn|de|van|von|der|and|&)"
_NAME = re.compile(rf"\A{_NAME_PART}(?:[\s,]+{_NAME_PART}){{0,9}}\Z")
_LONGEST_NAME = 80
#: "Harbour Radio's Ana Lund" has a comma or "and" between names; a person has from two to four words.
_PERSON_WORDS = (2, 4)
#: A role or a section beside name and date has so few words; more are a sentence.
_PIECE_WORDS = 5
_COMMA = re.compile(r"\s*[,|–—-]\s+")
_DIGIT = re.compile(r"\d")
_EDGES = " \t,;:|•·⋅–—-()"
_GLUED = re.compile(r"By(?=[A-ZÀ-Þ][a-zà-ÿ])")
_BAR = re.compile(r"\s[|•·]\s")
#: "Ana Lund in Politics", as some sites have it.
_SECTION = re.compile(r"(?<=\w)\sin\s.*", re.S)
_ON = re.compile(r"[\s,]+(?:on|at|in)\Z", re.I)
_BEFORE_DATE = re.compile(
    r"(?:^|(?<=[\s|•·⋅,(–—-]))(?:(?:first|last)\s)?(?:published|posted|updated|modified|created|written|date)(?:\s?(?:on|at|:))*\s*\Z",
    re.I,
)

Dated = tuple[str, str]


def read_byline(line: str) -> tuple[str | None, Dated | None]:
    """Return the author and the date (ISO 8601, its words) that a line of at most 160 characters gives, if it gives
    nothing else; each may be None."""
    digits = _DIGIT.search(line) is not None  # no date without one
    dated = find_line_date(line) if digits else None
    if dated is not None:
        return None, dated
    found = search_date(line) if digits else None
    if found is None:
        return _labelled(line), None
    iso, start, end = found
    dated = (iso, line[start:end])
    before = _BEFORE_DATE.sub("", line[:start]).strip(_EDGES)
    pieces = [piece for side in (before, line[end:]) for piece in SEPARATOR.split(side.strip(_EDGES)) if piece.strip()]
    for piece in pieces:
        author = _labelled(piece)
        if author and all(len(other.split()) <= _PIECE_WORDS for other in pieces if other is not piece):
            return author, dated
    if len(before) < len(line[:start].strip(_EDGES)) and not before:
        return None, None  # "Published 9 May 2031" and more words than a name: a sentence
    return _beside_date(line, pieces, dated)


def is_name(words: str) -> bool:
    """Say whether ``words`` look like one or several names of people or an outlet, and nothing else."""
    return len(words) <= _LONGEST_NAME and _NAME.match(words) is not None


def is_label(line: str) -> bool:
    """Say whether a line is only a label, such as "Written by", so that the next may be a name."""
    found = label().match(line) if len(line) <= _LONGEST_NAME else None
    return found is not None and found.end() == len(line)


def _labelled(piece: str) -> str | None:
    """Return the names behind a label at the beginning of ``piece``, or None where there is none, or no name."""
    piece = piece.strip(_EDGES)
    # Pages lose the blank between two elements: "ByAna Lund".
    found = label().match(piece) or _GLUED.match(piece)
    if found is None or found.end() == len(piece):
        return None
    who = SEPARATOR.split(piece[found.end() :].strip(_EDGES))[0]
    who = clean(_ON.sub("", who.strip(_EDGES))) or ""
    return who if is_name(who) else None


def _beside_date(line: str, pieces: list[str], dated: Dated) -> tuple[str | None, Dated | None]:
    """Read a line without a label: a name, perhaps a role or a place, and a date."""
    if pieces:
        pieces[0] = clean(_SECTION.sub("", pieces[0])) or ""
    if any(len(piece.split()) > _PIECE_WORDS for piece in pieces):
        return None, None
    if pieces and _is_person(pieces[0]) and (len(pieces) > 1 or SEPARATOR.search(line)):
        return pieces[0].strip(_EDGES), dated
    if len(pieces) == 1 and len(pieces[0].split()) < _PERSON_WORDS[1] and _BAR.search(line):
        return None, dated  # a section or an outlet: "Middle East | 3 May 2031"
    # With commas, one name only may be a place: no author.
    for comma in _COMMA.finditer(line[:100]):
        behind = find_line_date(line[comma.end() :])
        names = line[: comma.start()]
        if behind and is_name(names):
            author, _, place = names.partition(",")
            return (author.strip() if place.strip() else None), behind
    return None, None


def _is_person(piece: str) -> bool:
    words = piece.strip(_EDGES).split()
    fewest, most = _PERSON_WORDS
    if not fewest <= len(words) <= most or not is_name(" ".join(words)) or "," in piece:
        return False
    return _not_people().isdisjoint(word.lower() for word in (*words, " ".join(words))) and not masthead(piece)


@data.cached
def _not_people() -> frozenset[str]:
    nations = [name for _, content in data.load("nations") for name in content.get("nations") or {}]
    return frozenset(metadata_words("author", "not_people")) | {name.lower() for name in nations}
