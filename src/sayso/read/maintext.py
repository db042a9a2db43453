"""Which blocks of a rendered HTML page are its article.

The choice is trafilatura's (Barbaresi 2021, ACL demo papers); its paragraphs are looked up in our own rendering, so
that offsets stay ours. Where it finds nothing, paragraphs outside navigation with few links are taken (link density:
Kohlschütter et al. 2010, WSDM).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import trafilatura
from lxml import etree, html

from sayso.model import Layout
from sayso.read.render import Rendered

#: Elements that never hold the article's own words.
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "hidden"))
_PARAGRAPH = re.compile(r"[^\n](?:.|\n(?!\n))*")
_LINE = re.compile(r"[^\n]+")
_NOT_WORD = re.compile(r"[\W_]+")
#: Shorter blocks (letters and digits) occur by chance within an article's text and must be a whole paragraph of it.
_CHANCE = 25
#: More than this share of a block's characters within links makes it navigation. Kohlschütter's trees cut at 0.33;
#: a sentence that is half links is still a sentence.
_LINKS = 0.5
#: Words that make a block a paragraph when nothing else tells.
_WORDS = 12
#: Elements above which the extraction, which visits the tree many times, is left out.
_MOST_ELEMENTS = 50_000

#: Characters searched through for lines within the extracted text: some seconds' worth, a thousand times the usual.
_MOST_SEARCHED = 5_000_000_000


def main_text(tree: etree._Element, rendered: Rendered) -> tuple[Layout, ...]:
    """Return a layout entry ``main-text`` for every paragraph of ``rendered`` that belongs to the article.

    ``tree`` is used up: elements are taken out of it.
    """
    chosen = _by_extraction(tree, rendered.text) or _by_links(rendered)
    hidden = _union([mark for mark in rendered.layout if mark.tag == "hidden"])
    # Some sites hide the article until a script has run: what is hidden counts only where nothing else is there.
    chosen = [span for span in chosen if not _share(hidden, *span)] or chosen
    return tuple(Layout(start, end, "main-text") for start, end in chosen)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for found in _PARAGRAPH.finditer(text):
        yield found.start(), found.end()


def _by_extraction(tree: etree._Element, text: str) -> list[tuple[int, int]]:
    for element in list(tree.iter("script", "style", "svg", "noscript", "template", "iframe")):
        if isinstance(element, html.HtmlElement) and element.getparent() is not None:
            element.drop_tree()
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        return []
    try:
        found = trafilatura.bare_extraction(tree, fast=True, include_comments=False, include_tables=True)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError):
        return []  # its failure on hostile markup costs us nothing: links decide
    extracted = getattr(found, "text", None)
    if not extracted:
        return []
    paragraphs = {_letters(line) for line in extracted.splitlines()}
    whole = "".join(_letters(line) for line in extracted.splitlines())
    chosen = []
    searches = _MOST_SEARCHED // max(1, len(whole))
    for start, end in _lines(text):
        letters = _letters(text[start:end])
        belongs = letters in paragraphs
        if not belongs and len(letters) >= _CHANCE and searches > 0:
            searches -= 1
            belongs = letters in whole
        if belongs and letters:
            chosen.append((start, end))
    return chosen


def all_but_links(rendered: Rendered) -> tuple[Layout, ...]:
    """Return ``main-text`` for every paragraph that is not mostly links: what a feed's entry holds is its article."""
    links = _union([mark for mark in rendered.layout if mark.tag == "a"])
    return tuple(
        Layout(start, end, "main-text")
        for start, end in _paragraphs(rendered.text)
        if _share(links, start, end) < _LINKS * (end - start)
    )


def _by_links(rendered: Rendered) -> list[tuple[int, int]]:
    furniture = _union([mark for mark in rendered.layout if mark.tag in FURNITURE_TAGS])
    chosen = []
    for mark in all_but_links(rendered):
        enough = len(rendered.text[mark.start : mark.end].split()) >= _WORDS
        if enough and not _share(furniture, mark.start, mark.end):
            chosen.append((mark.start, mark.end))
    return chosen


def _lines(text: str) -> Iterator[tuple[int, int]]:
    for found in _LINE.finditer(text):
        yield found.start(), found.end()


def _union(marks: list[Layout]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for mark in marks:
        if merged and mark.start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], mark.end))
        else:
            merged.append((mark.start, mark.end))
    return merged


def _share(stretches: list[tuple[int, int]], start: int, end: int) -> int:
    """Return how many characters of [start, end) lie in ``stretches``, which are sorted and do not overlap."""
    total = 0
    for number in range(max(0, bisect_left(stretches, (start, 0)) - 1), len(stretches)):
        begin, stop = stretches[number]
        if begin >= end:
            break
        total += max(0, min(stop, end) - max(begin, start))
    return total


def _letters(words: str) -> str:
    return _NOT_WORD.sub("", words).casefold()
