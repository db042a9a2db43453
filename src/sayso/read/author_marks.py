"""Authors as the markup around their names tells them: rel and itemprop, class names, links to an author's own page.

The words that tell stand in ``data/metadata/author.yaml``. One XPath expression finds all elements that hold one of
them, because looking at each element in Python would cost a tenth of the time that a page takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from lxml import etree

from sayso import data
from sayso.read.authors import clean
from sayso.read.metadata_files import metadata_words

#: A byline with a date and a role fits in; a biography does not.
_LONGEST = 160
#: Elements looked at: beyond so many, the page is a list of other people's stories.
_MOST = 200
#: So far up is looked for what says that a name is not the article's author's: cards and comments are shallow.
_CLIMB = 12
_NEVER = frozenset(
    ("html", "head", "body", "article", "main", "meta", "link", "script", "style", "img", "picture", "form", "ul", "ol")
)
_WORDS_IN_NAME = 8
_DIGIT = re.compile(r"\d")
#: The address of an author's own page.
_PATH = re.compile(r"/authors?/[^/]")


def marked_authors(tree: etree._Element) -> list[str]:
    """Return the authors that the page's markup tells, raw, the surest first; those of one byline together."""
    ranked: dict[int, list[tuple[etree._Element, str]]] = {}
    for element in cast(list[etree._Element], _marked()(tree))[:_MOST]:
        rank = _rank(element)
        words = _words(element) if rank is not None else None
        if rank is not None and words and not _of_others(element, sure=rank == 0):
            ranked.setdefault(rank, []).append((element, words))
    found = []
    for rank in sorted(ranked):
        first, words = ranked[rank][0]
        near = _byline(first)
        together = [more for element, more in ranked[rank] if _byline(element) is near]
        found.append(", ".join(dict.fromkeys([words, *together])))
    return found


@data.cached
def _marked() -> etree.XPath:
    # Each word costs as much again. What holds a shorter one is found by that; a word's first letter may be a capital.
    marks = metadata_words("author", "marks")
    short = [mark for mark in marks if not any(other != mark and other in mark for other in marks)]
    tests = " or ".join(f"contains(., '{mark[1:]}')" for mark in short)
    return etree.XPath(f"descendant::*/@*[{tests}]/..")


def _rank(element: etree._Element) -> int | None:
    """Return how sure an element's mark is, 0 the surest; None when it only looks like one."""
    if element.tag in _NEVER:
        return None
    marks = metadata_words("author", "marks")
    for name in ("rel", "itemprop"):
        if "author" in (element.get(name) or "").lower().split():
            return 0
    told = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    for rank, mark in enumerate(marks, 1):
        if mark in told:
            return rank
    href = (element.get("href") or "") if element.tag == "a" else ""
    return len(marks) + 1 if _PATH.search(href) else None


def _words(element: etree._Element) -> str | None:
    """Return an element's words when they may be names."""
    named = element.find(".//*[@itemprop='name']")
    pieces: list[str] = []
    size = 0
    for piece in _texts(element if named is None else named):
        pieces.append(piece)
        size += len(piece)
        if size > 3 * _LONGEST:
            return None
    # Elements part what they hold: a name, then a role, then a date.
    words = " | ".join(text for piece in pieces if (text := " ".join(piece.split())))
    words = re.sub(r"(?i)\b(by|and)[:\s]*\| ", r"\1 ", words)
    if named is not None and not words:
        words = named.get("content") or ""
    name = clean(words) if words and len(words) <= _LONGEST else None
    if not name:
        return None
    return words if _may_be_name(name.split(", ", 1)[0]) else None


def _may_be_name(name: str) -> bool:
    """Say whether what a marked element holds is a name, and neither a number, a date nor a sentence."""
    short = len(name.split()) <= _WORDS_IN_NAME and not name.endswith(("?", "!", "…"))
    return short and not _DIGIT.search(name) and (" " not in name or any(word[0].isupper() for word in name.split()))


def _texts(element: etree._Element) -> Iterator[str]:
    for one in element.iter():
        if one.tag not in {"script", "style", "time", "noscript", "svg"} and isinstance(one.tag, str) and one.text:
            yield one.text
        if one is not element and one.tail:
            yield one.tail


@data.cached
def _not_in() -> re.Pattern[str]:
    return re.compile("|".join(metadata_words("author", "not_in")))


def _of_others(element: etree._Element, *, sure: bool) -> bool:
    """Say whether an element stands in a comment or another story's card; one that is ``sure`` may stand aside."""
    marks = metadata_words("author", "marks")
    for height, one in enumerate(element.iterancestors()):
        if height >= _CLIMB or one.tag in {"body", "article", "main"}:
            return False
        told = f"{one.get('class') or ''} {one.get('id') or ''}".lower()
        about_author = any(mark in told for mark in marks)  # "author-card" is no other story's card
        if one.tag == "nav" or (one.tag == "aside" and not sure) or (_not_in().search(told) and not about_author):
            return True
    return False


def _byline(element: etree._Element) -> etree._Element | None:
    """Return what holds a byline's names together: the parent, or the list that it is an item of."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return above if parent is not None and parent.tag in {"li", "span", "strong", "em"} else parent
