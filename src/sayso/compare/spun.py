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

from sayso.compare.chains import Chains, chained
from sayso.compare.fingerprints import Corpus
from sayso.compare.intervals import covered, pair_of
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.compare.words import I64, U64, mix

#: The words of a seed, by their distance from its first: a Golomb ruler, in which no distance comes twice.
RULER = (0, 1, 4, 6)
SPAN = RULER[-1] + 1
#: The words around a seed that are compared: so far that one side alone gives enough of them, since a seed may stand
#: at the edge of a passage.
AROUND = tuple(step for step in range(-8, SPAN + 8) if step not in RULER)
#: How many of these must be equal. With four words in ten replaced one side has 6.6 on average, and 97 % have 4 or
#: more; around a seed that is shared by chance hardly a word in a hundred is equal.
EQUAL = 4
#: Seeds sorted at a time: the space of hashes is cut into parts of about so many, so memory does not grow with the
#: pile. And places hashed at a time.
SEEDS_AT_A_TIME, PLACES_AT_A_TIME = 32_000_000, 4_000_000
_STEP = np.uint64(0x9FB21C651E98DF25)


def find_spun(corpus: Corpus, chosen: NDArray[np.bool_], known: Passages, settings: CopySettings) -> Iterator[Chains]:
    """Yield chains between the ``chosen`` articles (a flag each) of hits that lie in none of the ``known`` passages.

    A seed in more than ``spun_articles`` articles is a phrase and links nothing; others link each article with the
    ``spun_neighbours`` just before it, in the corpus's order.
    """
    parts = max(1, -(-len(corpus.words) // (SEEDS_AT_A_TIME * settings.spun_sample)))
    found: list[tuple[I64, I64]] = []
    for part in range(parts):
        seeds, places = _seeds(corpus, chosen, part, parts, settings)
        found += _shared(corpus, seeds, places, settings)
    a, b = (np.concatenate([np.zeros(0, np.int64), *(hits[side] for hits in found)]) for side in (0, 1))
    pair = pair_of(corpus.article_of(a), corpus.article_of(b))
    new = ~covered(known, pair, a, b)
    if new.any():
        yield chained(corpus, a[new], b[new], pair[new], replace(settings, min_hits=1))


def _seeds(corpus: Corpus, chosen: NDArray[np.bool_], part: int, parts: int, settings: CopySettings) -> tuple[U64, I64]:
    """Return the seeds in one part of the space of hashes and their places, sorted by both; one an article."""
    seeds: list[U64] = [np.zeros(0, np.uint64)]
    places: list[I64] = [np.zeros(0, np.int64)]
    last = len(corpus.words) - SPAN + 1
    modulus = np.uint64(parts * settings.spun_sample)
    for low in range(0, last, PLACES_AT_A_TIME):
        high = min(low + PLACES_AT_A_TIME, last)
        total = np.zeros(high - low, np.uint64)
        for step in RULER:
            total = total * _STEP + corpus.words[low + step : high + step]
        total = mix(total)
        kept = np.arange(low + SPAN, high + SPAN) <= corpus.run_end[low:high]
        if modulus > 1:
            kept &= (total >> np.uint64(32)) % modulus == part
        seeds.append(total[kept])
        places.append(np.flatnonzero(kept) + low)
    hashes, where = np.concatenate(seeds), np.concatenate(places)
    order = np.argsort(hashes, kind="stable")
    hashes, where = hashes[order], where[order]
    articles = corpus.article_of(where)
    kept = chosen[articles]
    kept[1:] &= (hashes[1:] != hashes[:-1]) | (articles[1:] != articles[:-1])
    return hashes[kept], where[kept]


def _shared(corpus: Corpus, seeds: U64, places: I64, settings: CopySettings) -> list[tuple[I64, I64]]:
    """Return the places, on either side, of the seeds that two articles share with enough of the words around."""
    before, behind = -AROUND[0], AROUND[-1] + 1
    # Beyond the ends stand values that equal nothing: a word's hash is never one of them in practice.
    words = np.concatenate((np.zeros(before, np.uint64), corpus.words, np.arange(1, behind + 1, dtype=np.uint64)))
    first = np.flatnonzero(np.append([True], seeds[1:] != seeds[:-1])[: len(seeds)])
    sizes = np.diff(np.append(first, len(seeds)))
    later = np.flatnonzero(np.repeat((sizes > 1) & (sizes <= settings.spun_articles), sizes))
    found = []
    for back in range(1, settings.spun_neighbours + 1):
        later = later[later >= back]
        later = later[seeds[later] == seeds[later - back]]
        a, b = places[later], places[later - back]
        equal = np.zeros(len(a), np.int16)
        for step in AROUND:
            equal += words[a + (before + step)] == words[b + (before + step)]
        near = equal >= EQUAL
        found.append((a[near], b[near]))
    return found
