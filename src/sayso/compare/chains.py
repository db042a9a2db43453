"""Block: pairs of articles that share sampled n-grams, chained on diagonals into candidate passages.

A *hit* is a kept n-gram found in two articles: a place in each. Its diagonal is the difference of the places;
hits of one copied passage lie on one diagonal, which drifts where words were put in or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.fingerprints import Corpus, Index
from sayso.compare.settings import CopySettings
from sayso.compare.words import I64

#: Hits worked on at a time: some 100 bytes each in sorting, so about half a gigabyte at the peak.
HITS_AT_A_TIME = 4_000_000


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
    rank = np.arange(len(index.places), dtype=np.int64) - index.bounds[:-1][index.group]
    size = index.sizes[index.group]
    partners = np.where(size <= settings.all_pairs, rank, np.minimum(rank, 2 * settings.neighbours))
    partners[size > settings.too_common] = 0
    postings = np.flatnonzero(partners)
    postings = postings[np.argsort(index.places[postings], kind="stable")]
    article = index.articles[postings]
    last_of_article = np.flatnonzero(np.append(article[1:] != article[:-1], True))[: len(article)]
    total = np.cumsum(partners[postings])
    begin, done = 0, 0
    for end in last_of_article:
        if total[end] - done >= HITS_AT_A_TIME or end == len(postings) - 1:
            yield chained(corpus, *_hits(index, postings[begin : end + 1], rank, partners, settings), settings)
            begin, done = int(end) + 1, int(total[end])


def _hits(index: Index, postings: I64, rank: I64, partners: I64, settings: CopySettings) -> tuple[I64, I64, I64]:
    """Return the places on either side of every hit of ``postings``, and a number for its pair of articles."""
    counts = partners[postings]
    owner = np.repeat(postings, counts)
    nth = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    # The n-th partner: the earliest ones first; where not all are taken, then those just before the posting.
    late = (counts < rank[postings])[np.repeat(np.arange(len(postings)), counts)] & (nth >= settings.neighbours)
    nth = np.where(late, rank[owner] - 2 * settings.neighbours + nth, nth)
    partner = index.bounds[:-1][index.group[owner]] + nth
    pair = index.articles[owner].astype(np.int64) << np.int64(31) | index.articles[partner]
    return index.places[owner], index.places[partner], pair


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
