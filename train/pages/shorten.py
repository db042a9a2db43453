"""Pages cut down: short articles, and articles with little around them.

The benchmark's articles are long, and its pages have long surroundings; a news brief of four paragraphs would be taken
for a teaser.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np

from train.pages.corpus import Example

#: Lines of text that are left of an article, and lines that are left above and below it.
_FEWEST, _MOST = 2, 12
_AROUND = 40


def shorten(page: Example, random: Random) -> Example:
    """Return the page with the first lines of its article only; now and then with less around it too."""
    places = np.flatnonzero(page.inside)
    first = int(np.flatnonzero(page.begin)[0])
    keep = np.ones(len(page.lines), dtype=bool)
    left = random.randint(_FEWEST, _MOST)
    if len(places) > left:
        keep[places[left] : places[-1] + 1] = False
    if random.random() < 0.5:
        top = min(first, int(places[0]))  # now and then a title stands below its text's first line
        keep[: max(0, top - random.randint(0, _AROUND))] = False
        keep[places[-1] + 1 + random.randint(0, _AROUND) :] = False
    return replace(
        page,
        lines=tuple(line for line, kept in zip(page.lines, keep, strict=True) if kept),
        gap=page.gap[keep],
        inside=page.inside[keep],
        begin=page.begin[keep],
        role=page.role[keep],
        markup=None if page.markup is None else page.markup[keep],
        links=None if page.links is None else page.links[keep],
    )
