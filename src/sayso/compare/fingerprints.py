"""Fingerprint: the sampled, hashed word n-grams of all articles in one sorted array.

Sampling by "0 mod p" is Manber's (1994); Schleimer, Wilkerson and Aiken (2003) compare it with winnowing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I32, I64, U32, U64, narrow
from sayso.compare.offsets import Column, WordEdges
from sayso.compare.settings import CopySettings
from sayso.compare.words import mix

_STEP = np.uint64(0xD6E8FEB86659FD93)
#: Words hashed at a time: a few arrays of eight bytes a word, in all some hundred megabytes.
WORDS_AT_A_TIME = 4_000_000
#: Parts by hash, at most, and words of the pile for each: so a part is sorted within the processor's cache.
PARTS, WORDS_A_PART = 256, 1_000_000


class Corpus:
    """The words of all articles in one row of arrays; a *place* is an index into them.

    Article ``i`` has the places ``offsets[i]`` to ``offsets[i + 1]``. ``starts[places]`` and ``ends[places]`` are
    offsets into the article's text. ``run_end[places]`` is the place where the unbroken run of article text ends,
    ``run_start`` where it begins. The invariant: articles are in the order of (publication, id).
    """

    def __init__(self, words: U32, edges: WordEdges | None, runs: I64, offsets: I64) -> None:
        """Take ``runs``, the places where a run begins, sorted. Without ``edges`` nobody may ask where words stand."""
        self.words, self.offsets, self.runs = words, offsets, runs
        self.bounds = np.append(runs, len(words))
        if edges is not None:
            self.starts, self.ends = Column(edges.starts, len(words)), Column(edges.ends, len(words))
        self.run_start = Column(lambda at: runs[np.searchsorted(runs, at, side="right") - 1], len(words))
        self.run_end = Column(lambda at: self.bounds[np.searchsorted(runs, at, side="right")], len(words))

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


def gram_hashes(words: NDArray[np.unsignedinteger], size: int) -> U64:
    """Return the hash of the ``size`` words from each place on (the last ``size - 1`` places have none)."""
    count = max(len(words) - size + 1, 0)
    total = np.zeros(count, np.uint64)
    for word in range(size):
        total *= _STEP
        total += words[word : word + count]
    return mix(total)


def sampled(corpus: Corpus, settings: CopySettings, low: int, high: int) -> tuple[I64, U32]:
    """Return the places from ``low`` to ``high`` at which an n-gram of the sample begins, and these n-grams.

    An n-gram lies within one run. It is told by 32 bits: among the 150 million of a million articles one in thirty is
    taken for another, which is one hit alone, where a passage needs several in a row.
    """
    grams = gram_hashes(corpus.words[low : high + settings.gram - 1], settings.gram)[: high - low]
    # The upper bits decide the sample, so that the kept hashes still use all of the lower ones.
    kept = (grams >> np.uint64(32)) % np.uint64(settings.sample) == 0
    kept &= within_runs(corpus, low, low + len(kept), settings.gram)
    places = np.flatnonzero(kept)
    return places + low, (grams[places] & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def within_runs(corpus: Corpus, low: int, high: int, size: int) -> NDArray[np.bool_]:
    """Return for the places from ``low`` to ``high`` whether the ``size`` words from there on are of one run."""
    within = np.ones(high - low, np.bool_)
    first, last = np.searchsorted(corpus.bounds, [low + 1, high + size])
    for back in range(1, size):
        over = corpus.bounds[first:last] - back
        within[over[(over >= low) & (over < high)] - low] = False
    return within


Hashed = Callable[[int, int], tuple[I64, U32]]


def build_index(corpus: Corpus, chosen: NDArray[np.bool_], settings: CopySettings) -> Index:
    """Return the index over the ``chosen`` articles (one flag each)."""
    return joined_index(list(groups_of(corpus, chosen, lambda low, high: sampled(corpus, settings, low, high))), corpus)


def groups_of(corpus: Corpus, chosen: NDArray[np.bool_], hashed: Hashed, rounds: int = 1) -> Iterator[tuple[I64, I64]]:
    """Yield, part by part, what ``shared`` returns of all hashes that ``hashed`` gives for a range of places.

    Sorted by parts, so that memory stays at eight bytes a posting, or a fraction of that in several ``rounds`` (a power
    of two), and at those that are shared. Raises ValueError for more words than 32 bits can number.
    """
    if len(corpus.words) >= 2**32:
        raise ValueError(f"{len(corpus.words):,} words are too many to compare at once; split the pile")
    # A small pile is sorted in one go: the shift leaves as many upper bits as there are parts.
    bits = int(np.clip(len(corpus.words) // WORDS_A_PART, rounds, PARTS)).bit_length() - 1
    each, shift = (1 << bits) // rounds, 64 - bits
    for turn in range(rounds):
        parts: list[list[U64]] = [[] for _ in range(each)]
        for low in range(0, len(corpus.words), WORDS_AT_A_TIME):
            places, hashes = hashed(low, min(low + WORDS_AT_A_TIME, len(corpus.words)))
            here = chosen[corpus.article_of(places)]
            keys = keys_of(hashes[here], places[here])
            which = (keys >> np.uint64(shift)).astype(np.int64) - turn * each if bits else np.zeros(len(keys), np.int64)
            if rounds > 1:
                mine = (which >= 0) & (which < each)
                keys, which = keys[mine], which[mine]
            keys = keys[np.argsort(which.astype(np.uint8), kind="stable")]
            bounds = np.concatenate(([0], np.cumsum(np.bincount(which, minlength=each))))
            for part in range(each):
                if bounds[part + 1] > bounds[part]:
                    parts[part].append(keys[bounds[part] : bounds[part + 1]].copy())
        for part in range(each):
            if parts[part]:
                keys = np.concatenate(parts[part])
                parts[part] = []
                keys.sort()
                yield shared(keys, corpus.offsets)


def keys_of(hashes: U32, places: I64) -> U64:
    """Return hash and place as one number, as ``shared`` takes them."""
    keys: U64 = hashes.astype(np.uint64) << np.uint64(32) | places.astype(np.uint64)
    return keys


def shared(keys: U64, offsets: I64) -> tuple[I64, I64]:
    """Return, of sorted keys (n-gram and place), the places of those in two articles or more, and the sizes of groups.

    One posting an article: a phrase repeated within an article says nothing more about copying.
    """
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    grams = (keys >> np.uint64(32)).astype(np.uint32)
    same = np.zeros(len(keys), np.bool_)
    same[1:] = grams[1:] == grams[:-1]
    # Most n-grams stand once; only of the others is the article asked for.
    twice = same.copy()
    twice[:-1] |= same[1:]
    places, grams = places[twice], grams[twice]
    articles = np.searchsorted(offsets, places, side="right")
    new = np.ones(len(places), np.bool_)
    new[1:] = (grams[1:] != grams[:-1]) | (articles[1:] != articles[:-1])
    places, grams = places[new], grams[new]
    begins = np.flatnonzero(np.append([True], grams[1:] != grams[:-1])[: len(grams)])
    sizes = np.diff(np.append(begins, len(grams)))
    several = sizes > 1
    return places[np.repeat(several, sizes)].astype(narrow(int(offsets[-1]))), sizes[several]


def joined_index(found: list[tuple[I64, I64]], corpus: Corpus) -> Index:
    """Return the index made of the groups of several parts."""
    offsets = corpus.offsets
    places = np.concatenate([np.zeros(0, narrow(int(offsets[-1]))), *(places for places, _ in found)])
    sizes = np.concatenate([np.zeros(0, np.int64), *(sizes for _, sizes in found)])
    articles = np.empty(len(places), np.int32)
    for low in range(0, len(places), WORDS_AT_A_TIME):
        part = slice(low, low + WORDS_AT_A_TIME)
        articles[part] = np.searchsorted(offsets, places[part], side="right") - 1
    bounds = np.concatenate(([0], np.cumsum(sizes))).astype(np.int64)
    return Index(places, articles, np.repeat(np.arange(len(sizes), dtype=np.int32), sizes), bounds)
