"""Which lines of a rendered HTML page are its article.

The network over lines (``roles``), with what the markup says around each line, and, where it is unsure of much,
trafilatura choose together: a line that both know needs less than one that the network alone takes for text. Where
neither finds anything, paragraphs outside navigation with few links are taken (link density: Kohlschütter et al. 2010,
WSDM).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from lxml import etree

from sayso.model import Layout
from sayso.read.extraction import extracted
from sayso.read.render import FURNITURE_TAGS, Rendered
from sayso.read.roles import LEAST_AGREED, LEAST_ALONE, LEAST_INSIDE, MOST_UNSURE
from sayso.read.roles.features import Floats, Ints, code_points, features, lines_of
from sayso.read.roles.markup import around
from sayso.read.roles.network import look

_PARAGRAPH = re.compile(r"[^\n](?:.|\n(?!\n))*")
#: More than this share of a block's characters within links makes it navigation. Kohlschütter's trees cut at 0.33;
#: a sentence that is half links is still a sentence.
_LINKS = 0.5
#: Words that make a block a paragraph when nothing else tells.
_WORDS = 12
#: Steps that trafilatura may take to lay out tables: it fills every row to the width of the widest with empty cells,
#: and counts a row's cells anew for each. A list of 5,000 results in 30 columns takes some five million; a page of
#: 400 kB whose cells all span a hundred rows and columns, a million times that.
_MOST_TABLE_STEPS = 50_000_000
#: The most columns or rows that trafilatura lets one cell span.
_MOST_SPAN = 100


def main_text(tree: etree._Element, rendered: Rendered) -> tuple[Layout, ...]:
    """Return a layout entry ``main-text`` for every line of ``rendered`` that belongs to the article.

    ``tree`` is what it was rendered from, and is used up: elements are taken out of it.
    """
    chosen = _by_both(tree, rendered) or _by_links(rendered)
    hidden = _union([mark for mark in rendered.layout if mark.tag == "hidden"])
    # Some sites hide the article until a script has run: what is hidden counts only where nothing else is there.
    chosen = [span for span in chosen if not _share(hidden, *span)] or chosen
    return tuple(Layout(start, end, "main-text") for start, end in chosen)


def _by_both(tree: etree._Element, rendered: Rendered) -> list[tuple[int, int]]:
    codes = code_points(rendered.text)
    lines = lines_of(codes)
    if not len(lines.start):
        return []
    seen = look(features(codes, lines), *around(lines, rendered.paths, rendered.layout))
    spans = list(zip(lines.start.tolist(), lines.end.tolist(), strict=True))
    agreed = [False] * len(spans)
    if _unsure(seen.inside, lines.end - lines.start) > MOST_UNSURE and _table_steps(tree) <= _MOST_TABLE_STEPS:
        agreed = extracted(tree, [rendered.text[start:end] for start, end in spans])
    alone = LEAST_ALONE if any(agreed) else LEAST_INSIDE
    least = np.where(agreed, np.float32(LEAST_AGREED), np.float32(alone))
    return [spans[number] for number in np.flatnonzero(seen.inside >= least).tolist()]


def _unsure(inside: Floats, chars: Ints) -> float:
    """Return the share of the characters of what may be text on which the network needs a second opinion; 1.0 where it
    is sure of no line."""
    sure = int(chars[inside >= LEAST_ALONE].sum())
    possible = int(chars[inside >= LEAST_AGREED].sum())
    return 1 - sure / possible if sure else 1.0


def _table_steps(tree: etree._Element) -> int:
    """Return at most how many steps the tables of a page take to be laid out, as if their rows were of one table."""
    widths: list[int] = []
    ends: dict[int, int] = {}
    spanned = 0
    for number, row in enumerate(tree.iter("tr")):
        spanned -= ends.pop(number, 0)
        own = begun = 0
        for cell in row.iterchildren("td", "th"):
            columns, rows = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            own += columns
            if rows > 1:
                begun += columns
                ends[number + rows] = ends.get(number + rows, 0) + columns
        widths.append(own + spanned)
        spanned += begun
    widest = max(widths, default=0)
    return len(widths) * widest * widest


def _span(value: str | None) -> int:
    if not value or not value.isdecimal():
        return 1
    return min(int(value), _MOST_SPAN) if len(value) <= 3 else _MOST_SPAN


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


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    for found in _PARAGRAPH.finditer(text):
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
