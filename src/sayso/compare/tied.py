"""Look again at articles that one passage ties together: for what else they share, a lower bar will do.

That two articles share some short sentence says nothing; that they share it beside a paragraph does. So the words
that no passage covers yet are compared pair by pair: any two words in a row that both articles have are a hit, hits
are chained and aligned as before, and ``accepted`` says what of it counts. This finds sentences too short or too
freely worded to be found in the whole pile, and those that stand in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64, U64
from sayso.compare.chains import Chains, chained, pair_of
from sayso.compare.fingerprints import Corpus
from sayso.compare.intervals import Intervals, articles_of
from sayso.compare.sentences import Sentences, whole
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages, telling
from sayso.compare.words import mix

#: Words of both articles compared at a time.
WORDS_AT_A_TIME = 4_000_000
#: Hits that one pair of words may have in one pair of articles: more is a refrain, and would grow with its square.
HITS_OF_ONE = 16
#: A short piece counts beside a passage at most so many words away, if so many of its words are the same.
NEAR, SAME = 40, 0.75
#: A piece that fills a hole may leave so many words of it on either side.
BESIDE = 2
_STEP = np.uint64(0xC2B2AE3D27D4EB4F)


def loosely(settings: CopySettings) -> CopySettings:
    """Return the settings by which the rest of two tied articles is chained and aligned."""
    return replace(
        settings, gram=2, min_hits=3, reach=24, drift=4, min_words=settings.tied_words, min_surplus=settings.tied_words
    )


def find_rest(
    corpus: Corpus,
    known: Passages,
    tying: NDArray[np.bool_],
    settings: CopySettings,
    align: Callable[[Corpus, Iterator[Chains], CopySettings], Passages],
) -> Passages:
    """Return passages of articles that a passage ties (``tying`` marks those), made of words that none covers yet.

    ``align`` turns chains into passages.
    """
    loose = loosely(settings)
    pairs = np.unique(pair_of(known.a, known.b)[tying])
    known = known.take(np.isin(pair_of(known.a, known.b), pairs))
    total = np.cumsum(sum(np.diff(corpus.offsets)[side] for side in articles_of(pairs)))
    found: list[Passages] = []
    begin = 0
    while begin < len(pairs):
        done = int(total[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(total, done + WORDS_AT_A_TIME, side="right")), begin + 1)
        rest, origin = _rest(corpus, known, pairs[begin:end])
        hits = _hits(rest)
        if len(hits[0]):
            one = align(rest, iter([chained(rest, *hits, loose)]), loose)
            found.append(_placed(one, origin, corpus))
        begin = end
    none = np.zeros(0, np.int64)
    return Passages(*(np.concatenate([none, *(getattr(one, name) for one in found)]) for name in Passages.__slots__))


def _rest(corpus: Corpus, known: Passages, pairs: I64) -> tuple[Corpus, I64]:
    """Return the words that no passage of their pair covers, two articles a pair one after the other; their places.

    A run ends where words are left out, so nothing found here reaches over them.
    """
    articles = np.stack(articles_of(pairs), axis=1).ravel()
    sizes = np.diff(corpus.offsets)[articles]
    owner = np.repeat(np.arange(len(articles)), sizes)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + corpus.offsets[articles][owner]
    number = np.searchsorted(pairs, pair_of(known.a, known.b))
    mine = np.isin(pair_of(known.a, known.b), pairs)
    number, known = number[mine] * 2, known.take(mine)
    taken = Intervals(
        np.concatenate((number, number + 1)),
        np.concatenate((known.a_start, known.b_start)),
        np.concatenate((known.a_end, known.b_end)),
    )
    free = ~taken.hold(owner, place)
    owner, place = owner[free], place[free]
    begins = np.ones(len(place), np.bool_)
    begins[1:] = (place[1:] != place[:-1] + 1) | (owner[1:] != owner[:-1])
    run = corpus.run_start[place]
    begins[1:] |= run[1:] != run[:-1]
    offsets = np.searchsorted(owner, np.arange(len(articles) + 1)).astype(np.int64)
    return Corpus(corpus.words[place], None, np.flatnonzero(begins), offsets), place


def _hits(rest: Corpus) -> tuple[I64, I64, I64]:
    """Return both places of any two words in a row that the first and second article of a pair have, and the pair."""
    place = np.arange(len(rest.words))
    place = place[place + 2 <= rest.run_end[place]]
    article = rest.article_of(place)
    words = rest.words
    hashes = mix((words[place] ^ mix((article >> 1).astype(np.uint64))) * _STEP + words[place + 1])
    left, right = (_sorted(hashes[article % 2 == side], place[article % 2 == side]) for side in (0, 1))
    low, high = (np.searchsorted(right[0], left[0], side=side) for side in ("left", "right"))
    counts = high - low
    twice = np.searchsorted(left[0], left[0], side="right") - np.searchsorted(left[0], left[0], side="left")
    counts[counts * twice > HITS_OF_ONE] = 0
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    a, b = np.repeat(left[1], counts), right[1][np.repeat(low, counts) + nth]
    return a, b, rest.article_of(a) >> 1


def _sorted(hashes: U64, places: I64) -> tuple[U64, I64]:
    """Return hashes and their places, sorted by both."""
    order = np.argsort(hashes, kind="stable")
    return hashes[order], places[order]


def _placed(found: Passages, origin: I64, corpus: Corpus) -> Passages:
    """Return passages of the rest as passages of the corpus."""
    a_start, b_start = origin[found.a_start], origin[found.b_start]
    return Passages(
        a_start,
        origin[found.a_end - 1] + 1,
        b_start,
        origin[found.b_end - 1] + 1,
        found.aligned,
        corpus.article_of(a_start),
        corpus.article_of(b_start),
    )


def accepted(corpus: Corpus, rest: Passages, known: Passages, sentences: Sentences, settings: CopySettings) -> Passages:
    """Return what counts of the passages found in the rest of tied articles.

    As long and as like as anywhere else; or near a known passage of the same two articles on both sides, and there
    whole sentences (a word more or less) or all that is between two known ones, of nearly the same words, or the known
    passage's continuation.
    """
    size_a, size_b = rest.a_end - rest.a_start, rest.b_end - rest.b_start
    longer = np.maximum(size_a, size_b)
    full = (np.minimum(size_a, size_b) >= settings.min_words) & telling(rest.aligned, longer, settings)
    complete = whole(rest.a_start, rest.a_end, sentences) & whole(rest.b_start, rest.b_end, sentences)
    same = rest.aligned >= SAME * longer
    near = np.ones(len(rest), np.bool_)
    filling = np.zeros(len(rest), np.bool_)
    owner, asked = pair_of(known.a, known.b), pair_of(rest.a, rest.b)
    for starts, ends, low, high in (
        (known.a_start, known.a_end, rest.a_start, rest.a_end),
        (known.b_start, known.b_end, rest.b_start, rest.b_end),
    ):
        around = Intervals(owner, starts - NEAR, ends + NEAR)
        near &= around.hold(asked, low) | around.hold(asked, high - 1)
        before, behind = Intervals(owner, starts, ends + BESIDE), Intervals(owner, starts - BESIDE, ends)
        filling |= before.hold(asked, low - 1) & behind.hold(asked, high)
    in_line = (longer >= settings.min_words // 2) & _in_line(rest, known, settings)
    return rest.take(full | (near & ((same & (complete | filling)) | in_line)))


def _in_line(rest: Passages, known: Passages, settings: CopySettings) -> NDArray[np.bool_]:
    """Return which passages stand on the diagonal of a known one of their pair, or nearly."""
    diagonals = np.concatenate((known.a_start - known.b_start, known.a_end - known.b_end))
    # Diagonals may be negative, places not.
    least = int(diagonals.min(initial=0)) - settings.drift
    bands = Intervals(
        np.tile(pair_of(known.a, known.b), 2),
        diagonals - settings.drift - least,
        diagonals + settings.drift + 1 - least,
    )
    asked = pair_of(rest.a, rest.b)
    one, two = rest.a_start - rest.b_start - least, rest.a_end - rest.b_end - least
    return bands.hold(asked, one) | bands.hold(asked, two)
