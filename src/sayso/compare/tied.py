"""Look again at articles that one passage ties together: for what else they share, a lower bar will do.

That two articles share some short sentence says nothing; that they share it beside a paragraph does. So the words
that no passage covers yet are compared pair by pair: any two words in a row that both articles have are a hit, hits
are chained and aligned as before, and ``accepted`` says what of it counts. This finds sentences too short or too
freely worded to be found in the whole pile, and those that stand in another order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sayso.compare.align import telling
from sayso.compare.chains import Chains, chained
from sayso.compare.fingerprints import Corpus
from sayso.compare.sentences import Sentences
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.compare.words import I64, mix

#: Words of both articles compared at a time.
WORDS_AT_A_TIME = 4_000_000
#: Hits that one pair of words may have in one pair of articles: more is a refrain, and would grow with its square.
HITS_OF_ONE = 16
#: A short piece counts beside a passage at most so many words away, if so many of its words are the same.
NEAR, SAME = 40, 0.75
_STEP = np.uint64(0xC2B2AE3D27D4EB4F)


def pair_of(a: I64, b: I64) -> I64:
    """Return a number for each pair of articles."""
    return a << np.int64(31) | b


def covered(passages: Passages, pair: I64, a: I64, b: I64) -> NDArray[np.bool_]:
    """Return for each hit (its pair of articles and its two places) whether a passage of that pair covers it."""
    mine, numbers = _known(pair_of(passages.a, passages.b), pair)
    top = int(max(passages.a_end.max(initial=0), passages.b_end.max(initial=0), a.max(initial=0), b.max(initial=0))) + 1
    one = _inside(mine, passages.a_start, passages.a_end, numbers, a, top)
    two = _inside(mine, passages.b_start, passages.b_end, numbers, b, top)
    return one | two


def _known(pairs: I64, asked: I64) -> tuple[I64, I64]:
    """Return small numbers for two lists of pairs, from 1 on; 0 for those asked that the first does not have."""
    unique, mine = np.unique(pairs, return_inverse=True)
    if not len(unique):
        return mine + 1, np.zeros(len(asked), np.int64)
    at = np.minimum(np.searchsorted(unique, asked), len(unique) - 1)
    return mine + 1, np.where(unique[at] == asked, at + 1, 0)


def _inside(owner: I64, starts: I64, ends: I64, asked: I64, places: I64, top: int) -> NDArray[np.bool_]:
    """Return for each (asked, place) whether one of the owner's intervals holds it; places are below ``top``."""
    if not len(owner):
        return np.zeros(len(asked), np.bool_)
    key, end = owner * top + starts, owner * top + ends
    order = np.argsort(key, kind="stable")
    key, furthest = key[order], np.maximum.accumulate(end[order])
    wanted = asked * top + places
    at = np.searchsorted(key, wanted, side="right") - 1
    inside: NDArray[np.bool_] = (at >= 0) & (wanted < furthest[np.maximum(at, 0)])
    return inside


def loosely(settings: CopySettings) -> CopySettings:
    """Return the settings by which the rest of two tied articles is chained and aligned."""
    return replace(
        settings, gram=2, min_hits=3, reach=24, drift=4, min_words=settings.tied_words, min_surplus=settings.tied_words
    )


def find_rest(corpus: Corpus, known: Passages, tying: NDArray[np.bool_], settings: CopySettings) -> Iterator[Chains]:
    """Yield chains between articles that a passage ties (``tying`` marks those), over words that none covers."""
    pairs = np.unique(pair_of(known.a, known.b)[tying])
    a, b = pairs >> np.int64(31), pairs & np.int64((1 << 31) - 1)
    sizes = np.diff(corpus.offsets)
    total = np.cumsum(sizes[a] + sizes[b])
    begin = 0
    while begin < len(pairs):
        done = int(total[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(total, done + WORDS_AT_A_TIME, side="right")), begin + 1)
        part = slice(begin, end)
        hits = _hits(corpus, known, pairs[part], a[part], b[part])
        if len(hits[0]):
            yield chained(corpus, *hits, loosely(settings))
        begin = end


def _hits(corpus: Corpus, known: Passages, pairs: I64, a: I64, b: I64) -> tuple[I64, I64, I64]:
    """Return both places of every two words in a row that both articles of a pair have, and the pair."""
    mine = np.isin(pair_of(known.a, known.b), pairs)
    held = known.take(mine)
    owner = np.searchsorted(pairs, pair_of(held.a, held.b))
    left = _grams(corpus, a, owner, held.a_start, held.a_end)
    right = _grams(corpus, b, owner, held.b_start, held.b_end)
    low, high = np.searchsorted(right[0], left[0], side="left"), np.searchsorted(right[0], left[0], side="right")
    counts = high - low
    twice = np.searchsorted(left[0], left[0], side="right") - np.searchsorted(left[0], left[0], side="left")
    counts[counts * twice > HITS_OF_ONE] = 0
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return (
        np.repeat(left[1], counts),
        right[1][np.repeat(low, counts) + nth],
        pairs[np.repeat(left[2], counts)],
    )


def _grams(corpus: Corpus, articles: I64, owner: I64, starts: I64, ends: I64) -> tuple[NDArray[np.uint64], I64, I64]:
    """Return the hashes of all two words in a row of the n-th article, with n, sorted; their places; n.

    The intervals of ``owner`` are left out.
    """
    sizes = np.diff(corpus.offsets)[articles]
    number = np.repeat(np.arange(len(articles)), sizes)
    place = np.arange(len(number)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + corpus.offsets[articles][number]
    top = int(corpus.offsets[-1]) + 1
    free = ~_inside(owner, starts, ends, number, place, top)
    free[:-1] &= free[1:]
    free &= place + 2 <= corpus.run_end[place]
    number, place = number[free], place[free]
    words = corpus.words
    hashes = mix((words[place] ^ mix(number.astype(np.uint64))) * _STEP + words[place + 1])
    order = np.argsort(hashes, kind="stable")
    return hashes[order], place[order], number[order]


def accepted(corpus: Corpus, rest: Passages, known: Passages, sentences: Sentences, settings: CopySettings) -> Passages:
    """Return what counts of the passages found in the rest of tied articles.

    As long and as like as anywhere else, or near a known passage of the same two articles on both sides, and there
    whole sentences (a word more or less) of nearly the same words.
    """
    size_a, size_b = rest.a_end - rest.a_start, rest.b_end - rest.b_start
    longer = np.maximum(size_a, size_b)
    full = (np.minimum(size_a, size_b) >= settings.min_words) & telling(rest.aligned, longer, settings)
    whole = _whole(rest.a_start, rest.a_end, sentences) & _whole(rest.b_start, rest.b_end, sentences)
    same = rest.aligned >= SAME * longer
    return rest.take(full | (whole & same & _near(rest, known, int(corpus.offsets[-1]) + 1)))


def _whole(starts: I64, ends: I64, sentences: Sentences) -> NDArray[np.bool_]:
    """Return which stretches begin and end where sentences do, a word more or less."""
    # A word inwards, so that one word too many of the sentence before or behind does no harm.
    begins = np.minimum(np.abs(starts - sentences.start(starts)), np.abs(starts - sentences.start(starts + 1)))
    finishes = np.minimum(np.abs(ends - sentences.end(ends - 1)), np.abs(ends - sentences.end(ends - 2)))
    return (begins <= 1) & (finishes <= 1)


def _near(rest: Passages, known: Passages, top: int) -> NDArray[np.bool_]:
    """Return which passages stand near known ones of their pair on both sides."""
    mine, numbers = _known(pair_of(known.a, known.b), pair_of(rest.a, rest.b))
    near = np.ones(len(rest), np.bool_)
    for starts, ends, low, high in (
        (known.a_start, known.a_end, rest.a_start, rest.a_end),
        (known.b_start, known.b_end, rest.b_start, rest.b_end),
    ):
        wide = top + 2 * NEAR
        touched = np.zeros(len(rest), np.bool_)
        for place in (low, high - 1):
            touched |= _inside(mine, starts, ends + 2 * NEAR, numbers, place + NEAR, wide)
        near &= touched
    return near
