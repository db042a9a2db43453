"""Passages grow to whole sentences, and pieces of one passage are joined.

Where words were replaced an alignment ends at the last word that is the same, which is seldom where the copying
ended. So an end that lies within a sentence moves to the sentence's end if on both sides about as many words are
passed, and on over further sentences if enough of their words are equal.
"""

from __future__ import annotations

import numpy as np

from sayso.compare.arrays import I64
from sayso.compare.fingerprints import Corpus
from sayso.compare.sentences import Sentences
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages

#: A sentence that a passage only touches is no part of it: at most so many words are added to finish one, no more than
#: the passage has of it.
FINISHED = 16
#: Two pieces of a passage have at most so many words between them: a sentence of which nothing was left.
HOLE = 20
#: At most so many words of a further sentence are taken for chance.
FRAGMENT = 3
#: A passage of which no more is the same was spun.
SPUN = 0.8
#: Sentences looked at beyond a passage are at most so long (more is a list or lost full stops), and so many of them.
LONGEST, FURTHER = 64, 12
#: The share of a further sentence's words that must be equal on the passage's diagonal; by chance it is under a tenth.
EQUAL = 0.4


def grown(corpus: Corpus, passages: Passages, sentences: Sentences, settings: CopySettings) -> Passages:
    """Return the passages with their ends moved to ends of sentences; ``sentences`` has those of all their articles.

    A passage that would be too unlike then stays as it was.
    """
    passages = _trimmed(corpus, passages, sentences)
    starts, ends = [passages.a_start, passages.b_start], [passages.a_end, passages.b_end]
    aligned = passages.aligned.copy()
    for forward in (False, True):
        added = _unfinished(starts, ends, aligned, sentences, forward=forward)
        aligned += _moved(corpus, starts, ends, added, forward=forward)
        for _ in range(FURTHER):
            added = _further(corpus, starts, ends, sentences, forward=forward)
            if not added[0].any():
                break
            aligned += _moved(corpus, starts, ends, added, forward=forward)
    larger = Passages(starts[0], ends[0], starts[1], ends[1], aligned, passages.a, passages.b)
    size = np.maximum(ends[0] - starts[0], ends[1] - starts[1])
    sound = aligned >= settings.min_similarity * size
    return Passages(*(np.where(sound, getattr(larger, name), getattr(passages, name)) for name in Passages.__slots__))


def joined(corpus: Corpus, passages: Passages, settings: CopySettings) -> Passages:
    """Return the passages with those joined that follow each other on both sides with a small hole between.

    What is joined must be alike enough as a whole; holes differ by a word or so, or a quarter of their size.
    """
    if not len(passages):
        return passages
    passages = passages.take(np.lexsort((passages.b_start, passages.a_start, passages.b, passages.a)))
    hole_a = passages.a_start[1:] - passages.a_end[:-1]
    hole_b = passages.b_start[1:] - passages.b_end[:-1]
    follows = (passages.a[1:] == passages.a[:-1]) & (passages.b[1:] == passages.b[:-1])
    follows &= (np.minimum(hole_a, hole_b) >= 0) & (np.maximum(hole_a, hole_b) <= HOLE) & _alike(hole_a, hole_b)
    follows &= corpus.run_start[passages.a_start[1:]] == corpus.run_start[passages.a_start[:-1]]
    follows &= corpus.run_start[passages.b_start[1:]] == corpus.run_start[passages.b_start[:-1]]
    first = np.flatnonzero(np.append([True], ~follows))
    last = np.append(first[1:], len(passages)) - 1
    whole = passages.take(first)
    whole = Passages(
        whole.a_start,
        passages.a_end[last],
        whole.b_start,
        passages.b_end[last],
        np.add.reduceat(passages.aligned, first),
        whole.a,
        whole.b,
    )
    size = np.maximum(whole.a_end - whole.a_start, whole.b_end - whole.b_start)
    sound = (last > first) & (whole.aligned >= settings.min_similarity * size)
    apart = passages.take(~np.repeat(sound, last - first + 1))
    columns = (np.concatenate((getattr(whole.take(sound), name), getattr(apart, name))) for name in Passages.__slots__)
    return Passages(*columns)


def _trimmed(corpus: Corpus, passages: Passages, sentences: Sentences) -> Passages:
    """Return the passages without a word or three of a further sentence at their ends, which are alike by chance."""
    starts, ends = [passages.a_start, passages.b_start], [passages.a_end, passages.b_end]
    aligned = passages.aligned.copy()
    for forward in (False, True):
        cut, sound = [], np.ones(len(passages), np.bool_)
        for low, high in zip(starts, ends, strict=True):
            if forward:
                cut.append(high - np.maximum(sentences.start(high - 1), low))
                sound &= sentences.end(high - 1) > high
            else:
                cut.append(np.minimum(sentences.end(low), high) - low)
                sound &= sentences.start(low) < low
            sound &= (cut[-1] <= FRAGMENT) & (2 * cut[-1] < high - low)
        cut = [np.where(sound, size, 0) for size in cut]
        a, b = (high - size if forward else low for low, high, size in zip(starts, ends, cut, strict=True))
        aligned -= np.maximum(_equal(corpus, a, b, *cut), sound)
        if forward:
            ends = [high - size for high, size in zip(ends, cut, strict=True)]
        else:
            starts = [low + size for low, size in zip(starts, cut, strict=True)]
    return Passages(starts[0], ends[0], starts[1], ends[1], aligned, passages.a, passages.b)


def _unfinished(starts: list[I64], ends: list[I64], aligned: I64, sentences: Sentences, *, forward: bool) -> list[I64]:
    """Return how many words either side lacks of the sentence it begins or ends in; zeros where it must not grow.

    Where many words were replaced, full stops were too: there the nearer of the two ends counts for both.
    """
    lacking, held = [], []
    for low, high in zip(starts, ends, strict=True):
        if forward:
            lacking.append(sentences.end(high - 1) - high)
            held.append(high - np.maximum(low, sentences.start(high - 1)))
        else:
            lacking.append(low - sentences.start(low))
            held.append(np.minimum(high, sentences.end(low)) - low)
    size = np.maximum(ends[0] - starts[0], ends[1] - starts[1])
    spun = aligned <= SPUN * size
    lacking = [np.where(spun, np.minimum(*lacking), words) for words in lacking]
    longer = np.maximum(*lacking)
    sound = (np.minimum(*lacking) > 0) & (longer <= FINISHED) & (longer <= np.minimum(*held))
    sound &= _alike(*lacking)
    return [np.where(sound, words, 0) for words in lacking]


def _further(corpus: Corpus, starts: list[I64], ends: list[I64], sentences: Sentences, *, forward: bool) -> list[I64]:
    """Return the lengths of the sentences next to the passages on either side, zeros where they differ too much."""
    sizes, sound = [], np.ones(len(starts[0]), np.bool_)
    for low, high in zip(starts, ends, strict=True):
        if forward:
            sound &= (sentences.end(high - 1) == high) & (high < corpus.run_end[high - 1])
            sizes.append(sentences.end(np.where(sound, high, high - 1)) - high)
        else:
            sound &= (sentences.start(low) == low) & (low > corpus.run_start[low])
            sizes.append(low - sentences.start(np.where(sound, low - 1, low)))
    sound &= (np.maximum(*sizes) <= LONGEST) & (np.minimum(*sizes) > 1) & _alike(*sizes)
    asked = np.flatnonzero(sound)
    parts = [size[asked] for size in sizes]
    a, b = (
        _beyond(low[asked], high[asked], part, forward=forward)
        for low, high, part in zip(starts, ends, parts, strict=True)
    )
    equal = _equal(corpus, a, b, *parts)
    sound[asked] = (equal >= 2) & (equal >= EQUAL * np.maximum(*parts))
    return [np.where(sound, size, 0) for size in sizes]


def _alike(one: I64, two: I64) -> np.ndarray:
    """Return where two lengths differ by no more than a word, or a quarter where they are long."""
    alike: np.ndarray = np.abs(one - two) <= np.maximum(1, np.maximum(one, two) // 4)
    return alike


def _beyond(low: I64, high: I64, size: I64, *, forward: bool) -> I64:
    """Return where the stretch of ``size`` words beside a passage begins."""
    return high if forward else low - size


def _moved(corpus: Corpus, starts: list[I64], ends: list[I64], added: list[I64], *, forward: bool) -> I64:
    """Move the ends of the passages outwards, and return how many equal words that adds."""
    a, b = [_beyond(low, high, part, forward=forward) for low, high, part in zip(starts, ends, added, strict=True)]
    equal = _equal(corpus, a, b, *added)
    for side in (0, 1):
        if forward:
            ends[side] = ends[side] + added[side]
        else:
            starts[side] = starts[side] - added[side]
    return equal


def _equal(corpus: Corpus, a: I64, b: I64, size_a: I64, size_b: I64) -> I64:
    """Return how many words of two stretches are equal at the same distance from their start, or from their end."""
    best = np.zeros(len(a), np.int64)
    size, last = np.minimum(size_a, size_b), len(corpus.words) - 1
    for shift in (np.zeros(len(a), np.int64), size_b - size_a):
        # Counted from the end, the longer one begins later.
        one, two = a - np.minimum(shift, 0), b + np.maximum(shift, 0)
        equal = np.zeros(len(a), np.int64)
        for step in range(int(size.max(initial=0))):
            inside = step < size
            equal += inside & (corpus.words[np.minimum(one + step, last)] == corpus.words[np.minimum(two + step, last)])
        best = np.maximum(best, equal)
    return best
