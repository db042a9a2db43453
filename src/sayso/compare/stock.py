"""Tell stock from copies: site furniture and stock paragraphs come back day after day.

A story is copied in one burst; a footer, a menu or an agency's background paragraph stands in many articles
of many days, each time beside other words. So what counts is in how many articles, and from how many days, the
n-grams of a passage stand, and how small a part of both articles the passage is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.chains import pair_of
from sayso.compare.fingerprints import Index
from sayso.compare.settings import CopySettings

#: Articles without a date that count as one day: a blog network may lift one story a dozen times on undated
#: pages, and that is copying. Within one outlet each counts as a day, since an outlet seldom copies itself.
UNDATED_PER_DAY = 4

#: What is told of a posting: its n-gram comes back everywhere, or in the outlet of its article.
EVERYWHERE, AT_HOME = 1, 2
#: Postings looked at in one go.
AT_A_TIME = 4_000_000

#: A date or a counter ("61 of you") may stand between furniture and the edge of an article, in words.
EDGE = 8


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages by place (see ``Corpus``), with the articles of either side; ``a`` is the later article."""

    a_start: I64
    a_end: I64
    b_start: I64
    b_end: I64
    aligned: I64
    a: I64
    b: I64

    def __len__(self) -> int:
        """Return how many passages there are."""
        return len(self.a)

    def take(self, chosen: I64 | NDArray[np.bool_]) -> Passages:
        """Return the chosen passages in the order given."""
        return Passages(*(getattr(self, name)[chosen] for name in self.__slots__))


def mark_stock(
    passages: Passages, index: Index, settings: CopySettings, *, offsets: I64, outlets: I64, days: I64
) -> NDArray[np.bool_]:
    """Return which passages are stock.

    In, one value an article: the ``offsets`` of its words (as in ``Corpus``), a number for its outlet and for its day
    (both -1 when unknown). A passage is judged by what holds for at least half of its indexed n-grams; one that opens
    or closes both of two articles of one outlet is that site's furniture, however seldom it was seen. A passage so
    unlike that only its length speaks for it is a form filled in anew if its n-grams come back, however much of
    the articles it is.
    """
    words = np.diff(offsets)
    if not len(passages):
        return np.zeros(0, np.bool_)
    size_a, size_b = passages.a_end - passages.a_start, passages.b_end - passages.b_start
    _, pair = np.unique(pair_of(passages.a, passages.b), return_inverse=True)
    all_a, all_b = (np.bincount(pair, size)[pair] for size in (size_a, size_b))
    part_a, part_b = (settings.stock_share * words[side] for side in (passages.a, passages.b))
    small = (size_a <= part_a) & (size_b <= part_b)
    # An article put together of another's stock paragraphs is a copy of it; one of the same site's furniture is not.
    little = (all_a <= part_a) & (all_b <= part_b)
    short = np.maximum(size_a, size_b) <= settings.stock_words
    same = (outlets[passages.a] == outlets[passages.b]) & (outlets[passages.a] >= 0)
    postings = _postings_within(passages, index)
    told = np.concatenate(
        [np.zeros(0, np.uint8)]
        + [
            comebacks(index, postings[low : low + AT_A_TIME], outlets=outlets, days=days, settings=settings)
            for low in range(0, len(postings), AT_A_TIME)
        ]
    )
    places = index.places[postings]
    first = np.searchsorted(places, passages.a_start)
    last = np.maximum(np.searchsorted(places, passages.a_end - settings.gram, side="right"), first)
    by_all, by_home = (_mostly((told & what) > 0, first, last) for what in (EVERYWHERE, AT_HOME))
    edge = _at_edges(passages, offsets)
    form = ~alike(passages.aligned, np.maximum(size_a, size_b), settings) & short & by_all
    furniture = small & same & (by_home | (short & edge))
    stock: NDArray[np.bool_] = form | furniture | (little & short & by_all)
    return stock


def comebacks(index: Index, postings: I64, *, outlets: I64, days: I64, settings: CopySettings) -> NDArray[np.uint8]:
    """Return for some postings whether their n-gram comes back ``EVERYWHERE``, and ``AT_HOME``, in their own outlet.

    Invariant: of all other articles, whether a passage is stock depends on nothing but what is told here of the
    postings within its later side (a posting that is not in the index included). Whoever changes that changes
    ``growing.py`` too.
    """
    group = index.group[postings].astype(np.int64)
    everywhere, at_home = _recurring(index, np.unique(index.group[postings]), outlets, days, settings)
    home = group * (outlets.max() + 2) + outlets[index.articles[postings]] + 1
    told = np.isin(group, everywhere) * np.uint8(EVERYWHERE) | np.isin(home, at_home) * np.uint8(AT_HOME)
    return told.astype(np.uint8)


def alike(aligned: I64, longer: I64, settings: CopySettings) -> NDArray[np.bool_]:
    """Return which passages have so many more aligned words than others that this alone makes them copies."""
    enough: NDArray[np.bool_] = 2 * aligned - longer >= settings.min_surplus
    return enough


def telling(aligned: I64, longer: I64, settings: CopySettings) -> NDArray[np.bool_]:
    """Return which passages have enough aligned words: many more than others, or, of long ones, about half of them.

    Reports of like happenings share half the words of a sentence by their form alone, but seldom those of a paragraph.
    """
    return alike(aligned, longer, settings) | (3 * aligned - longer >= 2 * settings.spun_surplus)


def _at_edges(passages: Passages, offsets: I64) -> NDArray[np.bool_]:
    """Return which passages stand at the head of both their articles, or at the end of both."""
    head = (passages.a_start - offsets[passages.a] <= EDGE) & (passages.b_start - offsets[passages.b] <= EDGE)
    tail = (offsets[passages.a + 1] - passages.a_end <= EDGE) & (offsets[passages.b + 1] - passages.b_end <= EDGE)
    edges: NDArray[np.bool_] = head | tail
    return edges


def _postings_within(passages: Passages, index: Index) -> I64:
    """Return the postings within the later sides of passages, sorted by place."""
    order = np.argsort(passages.a_start, kind="stable")
    starts, ends = passages.a_start[order], np.maximum.accumulate(passages.a_end[order])
    within = [np.zeros(0, np.int64)]
    for low in range(0, len(index.places), AT_A_TIME):
        places = index.places[low : low + AT_A_TIME]
        near = np.searchsorted(starts, places, side="right") - 1
        within.append(np.flatnonzero((near >= 0) & (places < ends[near])) + low)
    postings = np.concatenate(within)
    found: I64 = postings[np.argsort(index.places[postings], kind="stable")]
    return found


def _recurring(
    index: Index, groups: NDArray[np.int32], outlets: I64, days: I64, settings: CopySettings
) -> tuple[I64, I64]:
    """Return the n-grams that come back everywhere, and pairs (n-gram, outlet) that come back at home."""
    sizes = index.sizes[groups]
    owner = np.repeat(groups.astype(np.int64), sizes)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    articles = index.articles[index.bounds[owner] + nth]
    everywhere = _often(owner, days[articles], settings.stock_articles, settings.stock_days, UNDATED_PER_DAY)
    home = owner * (outlets.max() + 2) + outlets[articles] + 1
    known = outlets[articles] >= 0
    at_home = _often(home[known], days[articles][known], settings.furniture_articles, settings.stock_days, 1)
    return everywhere, at_home


def _often(keys: I64, days: I64, articles: int, least_days: int, undated_per_day: int) -> I64:
    """Return the keys that stand in at least so many articles of at least so many days."""
    order = np.lexsort((days, keys))
    keys, days = keys[order], days[order]
    begins = np.flatnonzero(np.append([True], keys[1:] != keys[:-1])[: len(keys)])
    if not len(begins):
        return keys
    counts = np.diff(np.append(begins, len(keys)))
    new_day = np.append([True], (keys[1:] != keys[:-1]) | (days[1:] != days[:-1])) & (days >= 0)
    found = np.add.reduceat(new_day.astype(np.int64), begins)
    undated = np.add.reduceat((days < 0).astype(np.int64), begins)
    found += undated // undated_per_day
    return keys[begins][(counts >= articles) & (found >= least_days)]


def _mostly(flags: NDArray[np.bool_], first: I64, last: I64) -> NDArray[np.bool_]:
    """Return for each range of flags whether at least half of them (and one at least) are set."""
    total = np.concatenate(([0], np.cumsum(flags)))
    held = total[last] - total[first]
    mostly: NDArray[np.bool_] = (held > 0) & (2 * held >= last - first)
    return mostly


def few_of_stock(passages: Passages, stock: NDArray[np.bool_], links: int) -> NDArray[np.bool_]:
    """Return which passages to keep: of stock on one place, only the ``links`` that share most of it, earliest first.

    A footer of ten thousand articles would otherwise be told a hundred thousand times. Stock in two articles that share
    more than stock is kept: it came with the rest.
    """
    pair = pair_of(passages.a, passages.b)
    kept = ~stock | np.isin(pair, pair[~stock])
    chosen = np.flatnonzero(~kept)
    chosen = chosen[np.lexsort((passages.b[chosen], passages.a_start[chosen]))]
    starts, ends = passages.a_start[chosen], passages.a_end[chosen]
    # Places grow with the articles, so one running end serves for all of them.
    begins = np.append([True], starts[1:] >= np.maximum.accumulate(ends)[:-1])[: len(chosen)]
    place = np.cumsum(begins)
    order = np.lexsort((passages.b[chosen], -passages.aligned[chosen], place))
    first = np.flatnonzero(begins)
    nth = np.arange(len(chosen)) - np.repeat(first, np.diff(np.append(first, len(chosen))))
    kept[chosen[order][nth < links]] = True
    return kept
