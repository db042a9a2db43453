"""What trafilatura (Barbaresi 2021, ACL demo papers) takes for a page's article, looked up in our own lines."""

from __future__ import annotations

from collections.abc import Sequence

import trafilatura
from lxml import etree

from sayso.read.lines import letters
from sayso.read.render import elements_in

#: Shorter lines (letters and digits) occur by chance within an article's text and must be a whole paragraph of it.
_CHANCE = 25
#: Elements above which it is not asked: it visits the tree many times.
_MOST_ELEMENTS = 50_000
#: Characters searched through for lines within the extracted text: some seconds' worth, a thousand times the usual.
_MOST_SEARCHED = 5_000_000_000


def extracted(tree: etree._Element, lines: Sequence[str]) -> list[bool]:
    """Return which lines of a page belong to the article by trafilatura; none of them where it finds nothing.

    ``tree`` is used up.
    """
    found = _article(tree)
    if not found:
        return [False] * len(lines)
    paragraphs = [letters(line) for line in found.splitlines()]
    known, whole = frozenset(paragraphs), "".join(paragraphs)
    searches = _MOST_SEARCHED // max(1, len(whole))
    chosen = []
    for line in lines:
        plain = letters(line)
        belongs = plain in known
        if not belongs and len(plain) >= _CHANCE and searches > 0:
            searches -= 1
            belongs = plain in whole
        chosen.append(belongs and bool(plain))
    return chosen


def _article(tree: etree._Element) -> str:
    if elements_in(tree) > _MOST_ELEMENTS:
        return ""
    try:
        found = trafilatura.bare_extraction(tree, fast=True, include_comments=False, include_tables=True)
    except (
        etree.LxmlError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        KeyError,
        RecursionError,
    ):
        return ""  # its failure on hostile markup costs us nothing: the network decides alone
    return getattr(found, "text", None) or ""
