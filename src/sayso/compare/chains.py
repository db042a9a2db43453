"""Block: pairs of articles that share sampled n-grams, chained on diagonals into candidate passages.

A *hit* is a kept n-gram found in two articles: a place in each. Its diagonal is the difference of the places;
hits of one copied passage lie on one diagonal, which drifts where words were put in or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64, narrow
from sayso.compare.fingerprints import Corpus, Index
from sayso.compare.settings import CopySettings
from sayso.compare.words import mix

#: Hits worked on at a time: some 100 bytes each, and their counts by pair still fit the processor's cache.
HITS_AT_A_TIME = 1_000_000
#: Counters for the hits of a pair, a power of two; pairs that share one by chance are looked at once more.
COUNTERS = 1 << 22


@dataclass(frozen=True, slots=True)
class Chains:
    """Candidate passages: the first and last hit on either side, and the range of diagonals. All are places."""

    a_first: I64
    a_last: I64
    b_first: I64
    b_last: I64
    low: I64
    high: I64

    def __len__(self) -> int:
        """Return how many chains there are."""
        return len(self.a_first)


def find_chains(corpus: Corpus, index: Index, settings: CopySettings) -> Iterator[Chains]:
    """Yield the chains of all pairs of articles, ``a`` the later of the two in the corpus's order.

    All chains of one ``a`` come together, so memory stays flat. See ``CopySettings`` for what is left out.
    """
    rank, partners = partners_of(index, settings)
    postings = np.argsort(index.places, kind="stable").astype(narrow(len(index.places)))
    article = index.articles[postings]
    last_of_article = np.flatnonzero(np.append(article[1:] != article[:-1], True))[: len(article)]
    del article
    total = np.cumsum(partners[postings], dtype=np.int64)[last_of_article]
    begin, done, at = 0, 0, 0
    while at < len(last_of_article):
        # As many articles as give about so many hits, one at least.
        at = max(int(np.searchsorted(total, done + HITS_AT_A_TIME, side="right")), at + 1)
        end = int(last_of_article[at - 1]) + 1
        mine = postings[begin:end]
        mine = mine[partners[mine] > 0]
        if len(mine):
            yield chained(corpus, *hits_of(index, mine, rank, partners, settings), settings)
        begin, done = end, int(total[at - 1])


def partners_of(index: Index, settings: CopySettings) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
    """Return for each posting how many articles with its n-gram come before its own, and with how many it is linked."""
    sizes = np.minimum(index.sizes, settings.too_common + 1).astype(np.int32)
    rank = (np.arange(len(index.places), dtype=np.int64) - index.bounds[index.group]).astype(np.int32)
    size = sizes[index.group]
    partners = np.where(size <= settings.all_pairs, rank, np.minimum(rank, 2 * settings.neighbours)).astype(np.int16)
    partners[size > settings.too_common] = 0
    return rank, partners


def hits_of(
    index: Index,
    postings: I64,
    rank: NDArray[np.int32],
    partners: NDArray[np.int16],
    settings: CopySettings,
    *,
    every: bool = False,
) -> tuple[I64, I64, I64]:
    """Return the places on either side of every hit of ``postings``, and a number for its pair of articles.

    Hits that are alone in their pair are left out, but for a few by chance, unless ``every`` one is asked for.
    """
    counts = partners[postings].astype(np.int64)
    owner = np.repeat(postings, counts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    # The n-th partner: the earliest ones first; where not all are taken, then those just before the posting.
    late = np.repeat(counts < rank[postings], counts) & (nth >= settings.neighbours)
    nth = np.where(late, rank[owner] - 2 * settings.neighbours + nth, nth)
    partner = index.bounds[index.group[owner]] + nth
    pair = pair_of(index.articles[owner], index.articles[partner])
    if settings.min_hits > 1 and not every:
        kept = _several(pair)
        owner, partner, pair = owner[kept], partner[kept], pair[kept]
    return index.places[owner].astype(np.int64), index.places[partner].astype(np.int64), pair


def pair_of(a: NDArray[np.int32] | I64, b: NDArray[np.int32] | I64) -> I64:
    """Return one number for each pair of articles."""
    pair: I64 = a.astype(np.int64) << np.int64(31) | b
    return pair


def _several(pair: I64) -> NDArray[np.bool_]:
    """Return which hits may be of a pair with another hit: a count in few enough counters is quicker than sorting."""
    counter = (mix(pair.view(np.uint64)) & np.uint64(COUNTERS - 1)).astype(np.int64)
    kept: NDArray[np.bool_] = np.bincount(counter, minlength=COUNTERS)[counter] > 1
    return kept


def chained(corpus: Corpus, a: I64, b: I64, pair: I64, settings: CopySettings) -> Chains:
    """Join hits into chains; the cheap test first, since most pairs share one n-gram by chance."""
    order = np.argsort(pair, kind="stable")
    a, b, pair = a[order], b[order], pair[order]
    _, counts = _runs(_changes(pair))
    common = np.repeat(counts >= settings.min_hits, counts)
    a, b, pair = a[common], b[common], pair[common]
    diagonal = a - b
    order = np.lexsort((a, diagonal, pair))
    a, b, pair, diagonal = a[order], b[order], pair[order], diagonal[order]
    jump = np.append([True], diagonal[1:] - diagonal[:-1] > settings.drift)[: len(a)]
    band = np.cumsum(_changes(pair) | jump)
    order = np.lexsort((a, band))
    a, b, band, diagonal = a[order], b[order], band[order], diagonal[order]
    far = np.append([True], a[1:] - a[:-1] > settings.reach)[: len(a)]
    cut = _changes(band) | far | _changes(corpus.run_end[a]) | _changes(corpus.run_end[b])
    first, counts = _runs(cut | _overlong(a, cut, settings.longest))
    enough = counts >= settings.min_hits
    if not enough.any():
        return Chains(*(np.zeros(0, np.int64) for _ in range(6)))
    ends = first + counts - 1
    low, high = np.minimum.reduceat(diagonal, first), np.maximum.reduceat(diagonal, first)
    b_first, b_last = np.minimum.reduceat(b, first), np.maximum.reduceat(b, first)
    found = (a[first], a[ends], b_first, b_last, low, high)
    return Chains(*(side[enough] for side in found))


def _changes(values: NDArray[np.int64] | NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it (true at the first)."""
    return np.append([True], values[1:] != values[:-1])[: len(values)]


def _runs(begins: NDArray[np.bool_]) -> tuple[I64, I64]:
    """Return the first index and the length of each run."""
    first = np.flatnonzero(begins)
    return first, np.diff(np.append(first, len(begins)))


def _overlong(a: I64, cut: NDArray[np.bool_], longest: int) -> NDArray[np.bool_]:
    """Return where a chain longer than ``longest`` words is cut into pieces."""
    first, counts = _runs(cut)
    piece = (a - np.repeat(a[first], counts)) // longest
    return _changes(piece)
