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

_NAME_PART = r"(?:[A-ZÀ-ÞİŞ][\w.’'-]*|al|el|bin|ibn|de|van|von|der|and|with|&)"
_NAME = re.compile(rf"\A{_NAME_PART}(?:[\s,]+{_NAME_PART}){{0,9}}\Z")
_LONGEST_NAME = 80
#: "Harbour Radio's Ana Lund" has a comma or "and" between names; a person has from two to four words.
_PERSON_WORDS = (2, 4)
#: A role or a section beside name and date has so few words; more are a sentence.
_PIECE_WORDS = 5
_COMMA = re.compile(r"\s*[,|–—-]\s+")
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EDGES = " \t,;:|•·⋅–—-()"
#: Pages lose the blank between two elements: "Ana LundMay 3, 2031", "May 3, 2031Ana Lund", "May 3, 20314 min read".
_LOST_BLANK = re.compile(
    r"(?<=[a-zà-ÿ)])(?=(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? \d|(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?:(?<=\b19\d\d)|(?<=\b20\d\d))(?=[A-ZÀ-Þ][a-zà-ÿ]|\d?\d:\d\d|\d\d? ?[Mm]in)"
)
_PUT_IN = " • "
_AND = re.compile(r"\s*(?:,\s*(?:and\s)?|\s(?:and|with|&)\s)\s*")
_BRACKETS = re.compile(r"\s\([^()]{1,40}(?:\)|\Z)")
_GLUED = re.compile(r"By(?=[A-ZÀ-Þ][a-zà-ÿ])|(?:Written|Posted|Published|Reported) by(?=[A-ZÀ-Þ])")
_THE = re.compile(r"\Athe\s(?=[A-ZÀ-Þ])")
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
    digits = _YEAR.search(line) is not None  # no date without one
    if digits:
        line = _LOST_BLANK.sub(_PUT_IN, line)
    if digits or " min" in line or "omment" in line:
        line = _counters().sub(_PUT_IN, line)
    dated = find_line_date(line) if digits else None
    if dated is not None:
        return None, dated
    found = search_date(line) if digits else None
    if found is None:
        return _labelled(line), None
    iso, start, end = found
    dated = (iso, line[start:end])
    before = _BEFORE_DATE.sub("", line[:start]).strip(_EDGES)
    sides = (before, line[end:])
    pieces = [piece for side in sides for piece in SEPARATOR.split(side.strip(_EDGES)) if _says_something(piece)]
    for piece in pieces:
        author = _labelled(piece)
        if author and all(len(other.split()) <= _PIECE_WORDS for other in pieces if other is not piece):
            return author, dated
    named = len(before) < len(line[:start].strip(_EDGES))
    if named and not before and pieces:
        return None, None  # "Published 9 May 2031" and more words than a name: a sentence
    return _beside_date(line, pieces, dated, parted=named)


def is_name(words: str) -> bool:
    """Say whether ``words`` look like one or several names of people or an outlet, and nothing else."""
    return len(words) <= _LONGEST_NAME and _NAME.match(words) is not None


def names_alone(line: str) -> str | None:
    """Return the people whom a line without a label names: "Ana Lund", "Ana Lund and Jon Reed | Guest columnists", "Ana
    Lund in Politics"; None when it may be something else."""
    if len(line) > _LONGEST_NAME or _DIGIT.search(line):
        return None
    who, *others = SEPARATOR.split(_SECTION.sub("", line).strip(_EDGES))
    if any(len(other.split()) > _PIECE_WORDS for other in others):
        return None
    names = _AND.split(who)
    if len(names) > 1 and not is_person(names[1]):
        names = names[:1]  # "Ana Lund, Tern Point"
    return clean(", ".join(names)) if all(map(is_person, names)) else None


def is_desk(line: str) -> bool:
    """Say whether a line is the name of those who write for an outlet: "Harbour Post staff", "The Lamp team"."""
    found = _desk().search(line) if len(line) <= _LONGEST_NAME else None
    return found is not None and is_name(line[: found.start()].removeprefix("The ").removeprefix("the "))


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
    who = clean(_THE.sub("", _ON.sub("", who.strip(_EDGES)))) or ""
    if not is_author(_BRACKETS.sub("", who)):
        who = who.partition(",")[0]  # "Ana Lund, head of the office at Oster"
        if not all(map(is_person, _AND.split(who))):
            return None
    return who


def is_author(words: str) -> bool:
    """Say whether ``words`` look like names of people or an outlet, and are not only words of sections and callings
    ("Press release", "Marketing director")."""
    parts = [word.lower().strip(".,") for word in words.split() if word not in {"&", "and"}]
    return is_name(words) and not _not_people().issuperset(parts)


def _beside_date(line: str, pieces: list[str], dated: Dated, *, parted: bool) -> tuple[str | None, Dated | None]:
    """Read a line without a label: a name, perhaps a role or a place, and a date; ``parted`` when "Published" or a like
    word stands between the two."""
    if pieces:
        pieces[0] = clean(_SECTION.sub("", pieces[0])) or ""
        pieces.sort(key=lambda piece: not is_person(piece))  # stable: the first that may be a person
    if any(len(piece.split()) > _PIECE_WORDS for piece in pieces):
        return None, None
    if pieces and is_person(pieces[0]) and (parted or len(pieces) > 1 or SEPARATOR.search(line)):
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


def is_person(piece: str) -> bool:
    """Say whether ``piece`` looks like the name of one person, in two to four words, and nothing else."""
    if "\t" in piece:
        return False  # cells of a table
    words = _BRACKETS.sub("", piece).strip(_EDGES).split()
    fewest, most = _PERSON_WORDS
    if not fewest <= len(words) <= most or not is_name(" ".join(words)) or "," in piece:
        return False
    return _not_people().isdisjoint(word.lower() for word in (*words, " ".join(words))) and not masthead(piece)


def _says_something(piece: str) -> bool:
    """Say whether a piece beside a date is neither blank nor another date nor a section ("in Politics, Harbours")."""
    piece = piece.strip(_EDGES)
    return bool(piece) and not piece.startswith(("in ", "under ")) and find_line_date(piece) is None


@data.cached
def _counters() -> re.Pattern[str]:
    """Return what matches the counters beside a byline: "4 comments", "No comments on Ferry aground", "3 min read"."""
    things = "|".join(re.escape(word) for word in metadata_words("author", "counted"))
    minutes = r"\d{1,3}\s?-?\s?min(?:ute)?s?\b\.?(?:\s(?:to\s)?read(?:ing)?\b)?(?:\stime\b)?"
    reading = rf"(?:(?:average|estimated|est\.)\s)?(?:reading|read)\stime\s?:?\s?(?:{minutes})?"
    return re.compile(
        rf"\s*[|•·・⋅,(–—-]?\s*(?:{reading}|\b{minutes}|(?:\b\d[\d,.]*k?|\bno)\s(?:{things})\b(?:\son\s.*)?"
        r"|\bleave a (?:comment|reply)\b|\badd (?:a )?comment\b)\)?",
        re.I,
    )


@data.cached
def _desk() -> re.Pattern[str]:
    return re.compile(rf"\s(?:{'|'.join(map(re.escape, metadata_words('author', 'desks')))})\Z", re.I)


@data.cached
def _not_people() -> frozenset[str]:
    nations = [name for _, content in data.load("nations") for name in content.get("nations") or {}]
    return frozenset(metadata_words("author", "not_people")) | {name.lower() for name in nations}
