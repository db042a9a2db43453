"""Names of authors out of what pages, feeds and tables say of them: cleaned, weighed, the best of several chosen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from sayso import data
from sayso.read.dates import read_date
from sayso.read.metadata_files import metadata_words
from sayso.read.outlets import canonical

#: A longer text is a biography, not a byline.
_LONGEST = 300
#: Names in one byline; large reporting teams have a score.
_MOST_NAMES = 20
_TOKEN = re.compile(r"[^\s,;|()<>]+")
_TAGS = re.compile(r"<[^<>]{0,300}>")
_NOT_LETTERS = re.compile(r"[\W_]+")
#: What parts names on a byline, commas and "and" aside: those may belong to a name ("Ana Lund, MD").
SEPARATOR = re.compile(r"\s*[|•·⋅∙●‧・»;]\s*|\s+[/–—―-]\s+")
#: Quotation marks, brackets and blanks around a name; a full stop may be part of one ("Jr.").
_EDGES = " \t\n\"'“”‘’«»()[]{}<>|,:;-–—*/\u200b"
_TEMPLATE = re.compile(r"\{\{|\}\}|%[A-Z_]+%|\$\{|\w\.\w+\.\w")
_ACCOUNT = re.compile(r"[\w.+-]+")
_NONE, _ACCOUNT_OR_OUTLET, _NAME = range(3)
#: What ``choose`` takes for a real name: nothing else needs to be asked.
SURE = _NAME


def clean(words: str) -> str | None:
    """Return the names that ``words`` give, joined by ", "; None when there are none.

    Addresses, labels such as "Written by", dates and placeholders are taken out. What is clean already stays as it is.
    """
    names = dict.fromkeys(name for part in _parts(words) if (name := _name(part)))
    return ", ".join(list(names)[:_MOST_NAMES]) or None


def weigh(name: str, outlet: str | None) -> int:
    """Return how good a clean author is: 2 a name, 1 an account's name or the outlet's own."""
    if name_of_outlet(name, outlet) or (_ACCOUNT.fullmatch(name) and (name.islower() or not name.isalpha())):
        return _ACCOUNT_OR_OUTLET
    return _NAME


def choose(candidates: Iterable[str | None], outlet: str | None) -> tuple[str | None, int]:
    """Return the first clean author of the best kind among ``candidates`` (raw words, the surest source first), and its
    weight (see ``weigh``; 0 when there is none). The outlet's own name is left out where others stand beside it."""
    best: tuple[str | None, int] = (None, _NONE)
    for words in candidates:
        name = clean(words) if words else None
        if not name:
            continue
        kept = [part for part in name.split(", ") if not name_of_outlet(part, outlet)]
        name = ", ".join(kept) or name
        weight = weigh(name, outlet)
        if weight > best[1]:
            best = (name, weight)
        if weight == _NAME:
            break
    return best


def name_of_outlet(name: str, outlet: str | None) -> bool:
    """Say whether a name is the outlet's own: its name, an alias, or its host with or without the ending."""
    if not outlet:
        return False
    plain = _letters(name)
    host = outlet.rpartition(".")[0] if " " not in outlet else ""
    return plain in {_letters(outlet), _letters(host) or None} or canonical(name) == canonical(outlet)


@data.cached
def label() -> re.Pattern[str]:
    """Return what matches a label in front of a name: "Written by", with or without a colon; "Author" with one, because
    "Authors Union" is a name."""
    labels = sorted(metadata_words("author", "labels"), key=len, reverse=True)
    verbs = "|".join(re.escape(words) for words in labels if words.split()[-1] == "by")
    nouns = "|".join(re.escape(words) for words in labels if words.split()[-1] != "by")
    return re.compile(rf"(?:{verbs})(?:\s*[:|]\s*|\s+|\Z)|(?:{nouns})(?:\s*[:|]\s*|\Z)", re.I)


@data.cached
def _ends() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in metadata_words("author", "ends"))
    return re.compile(
        rf"(?<=[\w.)])[\s,.]+(?:on\s+)?(?:{words}|\d{{1,2}}\s+min)\b.*|\s+on\s+(?=\w+\s*\d).*|\s+at\s+(?=\d?\d[:.]\d\d).*",
        re.I | re.S,
    )


@data.cached
def _nobody() -> frozenset[str]:
    return frozenset(metadata_words("author", "nobody"))


@data.cached
def _never_in() -> frozenset[str]:
    return frozenset(metadata_words("author", "never_in"))


def _parts(words: str) -> list[str]:
    words = words[: 4 * _LONGEST]
    if "&" in words:
        words = html.unescape(words)
    words = " ".join(_TOKEN.sub(_no_address, _TAGS.sub(" ", words)).split())
    return SEPARATOR.split(words) if len(words) <= _LONGEST else []


def _no_address(token: re.Match[str]) -> str:
    words = token.group()
    return " " if "@" in words or "://" in words or words.lower().startswith("www.") else words


def _name(part: str) -> str | None:
    name = " ".join(part.split()).strip(_EDGES)
    while found := label().match(name):
        name = name[found.end() :].strip(_EDGES)
    name = _ends().sub("", name).strip(_EDGES)
    if (left := name.count("(")) != (right := name.count(")")):  # one was at an edge
        name = f"{name})" if left > right else f"({name}"
    if not name or _letters(name) in _nobody() or _TEMPLATE.search(name) or read_date(name):
        return None
    if not _never_in().isdisjoint(name.lower().split()):
        return None
    return name if any(map(str.isalpha, name)) else None


def _letters(words: str) -> str:
    return _NOT_LETTERS.sub("", words).casefold()
