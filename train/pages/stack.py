"""Pages of several articles, made out of pages of one: synthetic, with borders that are known.

Real pages with several articles are front pages of blogs, digests and scraped series. Without such pages in training, a
second article would be taken for what stands around the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import numpy as np

from train.pages.corpus import Example

#: Lines behind an article that stay with it now and then: "Share", "Filed under", "3 comments".
_TAIL = 6
#: A title stands so many lines above its text at most, and so large a part of the lines from there on are text.
_NEAR, _DENSE = 12, 0.6


def stackable(page: Example) -> bool:
    """Whether a page holds one article in one piece below its title, as pages with several do."""
    if not (page.role == 1).any():
        return False
    places = np.flatnonzero(page.inside)
    first = int(np.flatnonzero(page.begin)[0])
    return len(places) >= 5 and places[0] - first <= _NEAR and len(places) >= _DENSE * (places[-1] + 1 - places[0])


def stack_of_one_site(pages: Sequence[Example], random: Random) -> Example:
    """Return a page that holds the articles of ``pages`` as one site would show them.

    What stands between a title and its text, and behind the text, is the first page's every time; bylines and dates
    in it are each article's own.
    """
    model = pages[0]
    title, text, end = _places(model)
    tail = random.choice((0, 1, 2, 4, _TAIL))
    pieces: list[tuple[Example, list[int]]] = [(model, list(range(title)))]
    for page in pages:
        own_title, own_text, own_end = _places(page)
        pieces.append((page, [own_title]))
        for at in range(title + 1, text):
            same = [place for place in range(own_title + 1, own_text) if page.role[place] == model.role[at]]
            own = model.role[at] >= 2 and bool(same)
            pieces.append((page, same[:1]) if own else (model, [at]))
        pieces.append((page, list(range(own_text, own_end))))
        pieces.append((model, list(range(end, min(end + tail, len(model.lines))))))
    pieces.append((model, list(range(min(end + tail, len(model.lines)), len(model.lines)))))
    return _joined(pages, pieces)


def _places(page: Example) -> tuple[int, int, int]:
    """Return the lines of a page's title and of its text's first, and the line behind its text."""
    inside = np.flatnonzero(page.inside)
    title = int(np.flatnonzero(page.begin)[0])
    return title, max(int(inside[0]), title + 1), int(inside[-1]) + 1


def _joined(pages: Sequence[Example], pieces: Sequence[tuple[Example, list[int]]]) -> Example:
    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(page, name)[places] for page, places in pieces if places])

    return Example(
        "+".join(page.name for page in pages),
        pages[0].host,
        tuple(page.lines[place] for page, places in pieces for place in places),
        joined("gap"),
        joined("inside"),
        joined("begin"),
        joined("role"),
    )


def stack(pages: Sequence[Example], random: Random) -> Example:
    """Return a page that holds the articles of ``pages`` in their order.

    The top of the first page and the end of the last one stay; between articles stands a part of what stood behind the
    one above, or in one page of five all of it.
    """
    whole = random.random() < 0.2
    pieces: list[tuple[Example, list[int]]] = []
    for number, page in enumerate(pages):
        first, last = int(np.flatnonzero(page.begin)[0]), int(np.flatnonzero(page.inside)[-1]) + 1
        size = len(page.lines)
        low = 0 if number == 0 or whole else max(0, first - random.choice((0, 0, 0, 1)))
        high = size if number == len(pages) - 1 or whole else min(size, last + random.choice((0, 0, 1, 2, _TAIL)))
        pieces.append((page, list(range(low, high))))
    return _joined(pages, pieces)
