"""Fingerprint: the sampled, hashed word n-grams of all articles in one sorted array.

Sampling by "0 mod p" is Manber's (1994); Schleimer, Wilkerson and Aiken (2003) compare it with winnowing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.settings import CopySettings
from sayso.compare.words import I32, I64, U64, mix

_STEP = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The words of all articles in one row of arrays; a *place* is an index into them.

    Article ``i`` has the places ``offsets[i]`` to ``offsets[i + 1]``. ``starts`` and ``ends`` are offsets into the
    article's text. ``run_end[place]`` is the place where the unbroken run of article text ends, ``run_start``
    where it begins. The invariant: articles are in the order of (publication, id).
    """

    words: U64
    starts: I32
    ends: I32
    run_start: I32 | I64
    run_end: I32 | I64
    offsets: I64

    @property
    def articles(self) -> int:
        """Return how many articles there are."""
        return len(self.offsets) - 1

    def article_of(self, places: I64) -> I64:
        """Return the article of each place."""
        found: I64 = np.searchsorted(self.offsets, places, side="right").astype(np.int64) - 1
        return found


@dataclass(frozen=True, slots=True)
class Index:
    """Postings sorted by n-gram, then place: only n-grams of two articles or more, one posting an article.

    ``group`` numbers the n-gram of each posting; group ``g`` has the postings ``bounds[g]`` to ``bounds[g + 1]``.
    """

    places: I64
    articles: I32
    group: I32
    bounds: I64

    @property
    def sizes(self) -> I64:
        """Return in how many articles each n-gram stands."""
        return np.diff(self.bounds)


def gram_hashes(words: U64, size: int) -> U64:
    """Return the hash of the ``size`` words from each place on (the last ``size - 1`` places have none)."""
    count = max(len(words) - size + 1, 0)
    total = np.zeros(count, np.uint64)
    for word in range(size):
        total = total * _STEP + words[word : word + count]
    return mix(total)


def build_index(corpus: Corpus, chosen: NDArray[np.bool_], settings: CopySettings) -> Index:
    """Return the index over the ``chosen`` articles (one flag each)."""
    grams = gram_hashes(corpus.words, settings.gram)
    # The upper bits decide the sample, so that the kept hashes still use all of the lower ones.
    kept = (grams >> np.uint64(32)) % np.uint64(settings.sample) == 0
    places = np.flatnonzero(kept)
    places = places[places + settings.gram <= corpus.run_end[places]]
    articles = corpus.article_of(places).astype(np.int32)
    chosen_places = chosen[articles]
    places, articles = places[chosen_places], articles[chosen_places]
    grams = grams[places]
    order = np.argsort(grams, kind="stable")
    grams, places, articles = grams[order], places[order], articles[order]
    # One posting an article: a phrase repeated within an article says nothing more about copying.
    new = np.ones(len(grams), np.bool_)
    new[1:] = (grams[1:] != grams[:-1]) | (articles[1:] != articles[:-1])
    grams, places, articles = grams[new], places[new], articles[new]
    return _grouped(grams, places, articles)


def _grouped(grams: U64, places: I64, articles: I32) -> Index:
    """Return the index without the n-grams that stand in one article only."""
    begins = np.flatnonzero(np.concatenate(([True], grams[1:] != grams[:-1]))) if len(grams) else np.zeros(0, np.int64)
    sizes = np.diff(np.append(begins, len(grams)))
    shared = sizes > 1
    kept = np.repeat(shared, sizes)
    sizes = sizes[shared]
    bounds = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    group = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return Index(places[kept], articles[kept], group, bounds)
