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

from sayso.compare.chains import Chains, chained, pair_of
from sayso.compare.fingerprints import Corpus
from sayso.compare.sentences import Sentences, whole
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages, telling
from sayso.compare.words import I64, U64, mix

#: Words of both articles compared at a time.
WORDS_AT_A_TIME = 4_000_000
#: Hits that one pair of words may have in one pair of articles: more is a refrain, and would grow with its square.
HITS_OF_ONE = 16
#: A short piece counts beside a passage at most so many words away, if so many of its words are the same.
NEAR, SAME = 40, 0.75
#: A piece that fills a hole may leave so many words of it on either side.
BESIDE = 2
_STEP = np.uint64(0xC2B2AE3D27D4EB4F)


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
    columns = [
        np.concatenate([np.zeros(0, np.int64), *(getattr(one, name) for one in found)]) for name in Passages.__slots__
    ]
    return Passages(*columns)


def articles_of(pairs: I64) -> tuple[I64, I64]:
    """Return the two articles of each pair."""
    return pairs >> np.int64(31), pairs & np.int64((1 << 31) - 1)


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
    top = int(corpus.offsets[-1]) + 1
    free = ~_inside(
        np.concatenate((number, number + 1)),
        np.concatenate((known.a_start, known.b_start)),
        np.concatenate((known.a_end, known.b_end)),
        owner,
        place,
        top,
    )
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
    near = _near(rest, known, int(corpus.offsets[-1]) + 1)
    in_line = (longer >= settings.min_words // 2) & _in_line(rest, known, settings)
    fitting = same & (complete | _filling(rest, known, int(corpus.offsets[-1]) + 1))
    return rest.take(full | (near & (fitting | in_line)))


def _filling(rest: Passages, known: Passages, top: int) -> NDArray[np.bool_]:
    """Return which passages fill what two known ones of their pair leave between them, on one side at least."""
    mine, numbers = _known(pair_of(known.a, known.b), pair_of(rest.a, rest.b))
    filling = np.zeros(len(rest), np.bool_)
    for starts, ends, low, high in (
        (known.a_start, known.a_end, rest.a_start, rest.a_end),
        (known.b_start, known.b_end, rest.b_start, rest.b_end),
    ):
        before = _inside(mine, starts + BESIDE, ends + 2 * BESIDE, numbers, low - 1 + BESIDE, top + 2 * BESIDE)
        behind = _inside(mine, starts, ends + BESIDE, numbers, high + BESIDE, top + 2 * BESIDE)
        filling |= before & behind
    return filling


def _in_line(rest: Passages, known: Passages, settings: CopySettings) -> NDArray[np.bool_]:
    """Return which passages stand on the diagonal of a known one of their pair, or nearly."""
    mine, numbers = _known(pair_of(known.a, known.b), pair_of(rest.a, rest.b))
    if not len(known):
        return np.zeros(len(rest), np.bool_)
    diagonals = np.concatenate((known.a_start - known.b_start, known.a_end - known.b_end))
    wide = 4 * int(max(known.a_end.max(), rest.a_end.max(initial=0))) + 1
    low = -wide // 2
    key = np.sort(np.concatenate((mine, mine)) * wide + diagonals - low)
    in_line = np.zeros(len(rest), np.bool_)
    for diagonal in (rest.a_start - rest.b_start, rest.a_end - rest.b_end):
        wanted = numbers * wide + diagonal - low
        at = np.searchsorted(key, wanted - settings.drift)
        in_line |= (at < len(key)) & (key[np.minimum(at, len(key) - 1)] <= wanted + settings.drift)
    return in_line


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
