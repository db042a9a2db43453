"""Block, for text whose words were replaced: gapped seeds, each tried on the spot.

With four words in ten replaced an eighth of the 4-grams is left, and what is left stands in clumps, so that many a
paragraph keeps none of those sampled. A *gapped seed* is four words at fixed distances (Ma, Tromp and Li 2002,
PatternHunter): as many are left, but neighbours share one word at most, so they are not lost together. One seed
proves little; each that two articles share is extended along its diagonal (Altschul et al. 1990, BLAST), and only
where enough of the words around it are equal too does it become a hit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64, U32
from sayso.compare.chains import Chains, chained, pair_of
from sayso.compare.fingerprints import Corpus, groups_of, within_runs
from sayso.compare.intervals import covered
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.compare.words import mix

#: The words of a seed, by their distance from its first: a Golomb ruler, in which no distance comes twice.
RULER = (0, 1, 4, 6)
SPAN = RULER[-1] + 1
#: The words around a seed that are compared: so far that one side alone gives enough of them, since a seed may stand
#: at the edge of a passage.
AROUND = tuple(step for step in range(-8, SPAN + 8) if step not in RULER)
#: How many of these must be equal. With four words in ten replaced one side has 6.6 on average, and 97 % have 4 or
#: more; around a seed that is shared by chance hardly a word in a hundred is equal.
EQUAL = 4
#: Seeds sorted in one round, so that memory does not grow with the pile beyond what they share.
SEEDS_AT_A_TIME = 80_000_000
_STEP = np.uint64(0x9FB21C651E98DF25)


Hits = tuple[I64, I64, I64]
NOTHING: Hits = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64))


def spun_hits(corpus: Corpus, chosen: NDArray[np.bool_], settings: CopySettings) -> Hits:
    """Return the places, on either side, of the hits between the ``chosen`` articles (a flag each), and their pairs.

    A seed in more than ``spun_articles`` articles is a phrase and links nothing; others link each article with the
    ``spun_neighbours`` just before it, in the corpus's order.
    """
    rounds = 1 << int(np.clip(np.ceil(np.log2(max(len(corpus.words) / SEEDS_AT_A_TIME, 1))), 0, 8))
    proven = Around(corpus)
    groups = groups_of(corpus, chosen, lambda low, high: seeds_of(corpus, settings, low, high), rounds)
    return together(corpus, [proven.hits(*group, settings) for group in groups])


def together(corpus: Corpus, found: list[tuple[I64, I64]]) -> Hits:
    """Return hits that were found one after the other, with the numbers of their pairs."""
    a, b = (np.concatenate([np.zeros(0, np.int64), *(hits[side] for hits in found)]) for side in (0, 1))
    return a, b, pair_of(corpus.article_of(a), corpus.article_of(b))


def spun_chains(corpus: Corpus, hits: Hits, known: Passages, settings: CopySettings) -> Iterator[Chains]:
    """Yield chains of the hits that lie in none of the ``known`` passages of their pair."""
    a, b, pair = hits
    new = ~covered(known, pair, a, b)
    if new.any():
        yield chained(corpus, a[new], b[new], pair[new], replace(settings, min_hits=1))


def seeds_of(corpus: Corpus, settings: CopySettings, low: int, high: int) -> tuple[I64, U32]:
    """Return the places from ``low`` to ``high`` at which a seed of the sample begins, and the seeds."""
    high = min(high, len(corpus.words) - SPAN + 1)
    if high <= low:
        return np.zeros(0, np.int64), np.zeros(0, np.uint32)
    total = np.zeros(high - low, np.uint64)
    for step in RULER:
        total *= _STEP
        total += corpus.words[low + step : high + step]
    total = mix(total)
    kept = (total >> np.uint64(32)) % np.uint64(settings.spun_sample) == 0
    kept &= within_runs(corpus, low, high, SPAN)
    places = np.flatnonzero(kept)
    return places + low, (total[places] & np.uint64(0xFFFFFFFF)).astype(np.uint32)


class Around:
    """The words around places, with values beyond both ends of the corpus that equal nothing."""

    def __init__(self, corpus: Corpus) -> None:
        self._before = -AROUND[0]
        ends = np.zeros(self._before, np.uint32), np.ones(AROUND[-1] + 1, np.uint32)  # words' hashes are over 1
        self._words = np.concatenate((ends[0], corpus.words, ends[1]))

    def hits(self, places: I64, sizes: I64, settings: CopySettings) -> tuple[I64, I64]:
        """Return the places, on either side, of seeds with enough equal words around; in as ``shared`` returns them."""
        few = sizes <= settings.spun_articles
        places, sizes = places[np.repeat(few, sizes)].astype(np.int64), sizes[few]
        rank = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64))]
        for back in range(1, settings.spun_neighbours + 1):
            later = np.flatnonzero(rank >= back)
            if not len(later):
                break
            a, b = places[later], places[later - back]
            equal = np.zeros(len(a), np.int8)
            for step in AROUND:
                equal += self._words[a + (self._before + step)] == self._words[b + (self._before + step)]
            near = equal >= EQUAL
            found.append((a[near], b[near]))
        return np.concatenate([a for a, _ in found]), np.concatenate([b for _, b in found])
