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


def stack(pages: Sequence[Example], random: Random) -> Example:
    """Return a page that holds the articles of ``pages`` in their order.

    The top of the first page and the end of the last one stay; between articles stands a part of what stood behind the
    one above, or in one page of five all of it.
    """
    whole = random.random() < 0.2
    pieces: list[tuple[Example, int, int]] = []
    for number, page in enumerate(pages):
        first, last = int(np.flatnonzero(page.begin)[0]), int(np.flatnonzero(page.inside)[-1]) + 1
        size = len(page.lines)
        low = 0 if number == 0 or whole else max(0, first - random.choice((0, 0, 0, 1)))
        high = size if number == len(pages) - 1 or whole else min(size, last + random.choice((0, 0, 1, 2, _TAIL)))
        pieces.append((page, low, high))

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(page, name)[low:high] for page, low, high in pieces])

    return Example(
        "+".join(page.name for page in pages),
        pages[0].host,
        tuple(line for page, low, high in pieces for line in page.lines[low:high]),
        joined("gap"),
        joined("inside"),
        joined("begin"),
        joined("role"),
    )
