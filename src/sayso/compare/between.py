"""What articles share: from hits to passages, and which of them are stock.

All that happens here happens between the two articles of a pair, given the hits they have and what ``Ways.stock``
tells. So pairs can be compared together or apart, with the same result (see ``growing.py``).
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.align import CANDIDATES, PASSAGES, align_batch
from sayso.compare.arrays import I64
from sayso.compare.background import mark_background
from sayso.compare.chains import Chains
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus
from sayso.compare.grow import grown, joined
from sayso.compare.pile import Facts
from sayso.compare.sentences import mark_phrases, sentences_of
from sayso.compare.settings import CopySettings
from sayso.compare.spun import Hits, spun_chains
from sayso.compare.stock import Passages
from sayso.compare.tied import accepted, find_rest

#: Candidates (and their words) aligned at a time: large enough that overhead vanishes, small enough that a batch
#: takes well under a second and two for each worker are nothing.
CANDIDATES_AT_A_TIME, WORDS_AT_A_TIME = 10_000, 1_500_000
#: The band of diagonals is never wider: a repetitive text would otherwise chain over all of it.
WIDEST = 256

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ways:
    """How chains of a corpus become passages, by some settings, and how passages are told to be stock."""

    align: Callable[[Corpus, Iterable[Chains], CopySettings], Passages]
    stock: Callable[[Passages], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Shared:
    """Passages, sorted by place, with a flag for each; and those of the first round, which were judged on the way."""

    passages: Passages
    stock: NDArray[np.bool_]
    interim: Passages


def shared_passages(
    corpus: Corpus,
    facts: Facts,
    hits: tuple[Iterable[Chains], Hits],
    ways: Ways,
    *,
    settings: CopySettings,
    clock: Callable[[str], None] = lambda _: None,
) -> Shared:
    """Return what articles share, from the chains and the hits of seeds that they have, all of a pair together."""
    chains, spun = hits
    passages = settled(ways.align(corpus, chains, settings), settings)
    clock("pairs")
    more = ways.align(corpus, spun_chains(corpus, spun, passages, settings), settings)
    passages = settled(added(passages, more), settings)
    clock("spun")
    interim, stock = passages, ways.stock(passages)
    sentences = sentences_of(corpus, facts.text, np.concatenate((passages.a, passages.b)))
    clock("sentences")
    passages = grown(corpus, passages, sentences, settings)
    rest = find_rest(corpus, passages, ~stock, settings, ways.align)
    rest = accepted(corpus, rest, passages, sentences, settings)
    passages = settled(added(passages, grown(corpus, rest, sentences, settings)), settings)
    passages = settled(joined(corpus, passages, settings), settings)
    clock("tied")
    stock = ways.stock(passages)
    stock |= mark_background(corpus, passages, stock, settings, text=facts.text, days=facts.days)
    stock |= mark_phrases(passages, stock, sentences, settings)
    clock("stock")
    return Shared(passages, stock, interim)


class Clock:
    """Adds the seconds since it was last called to a step."""

    def __init__(self, steps: dict[str, float] | None) -> None:
        self._steps, self._last = steps if steps is not None else {}, time.perf_counter()

    def __call__(self, step: str) -> None:
        """Note that a step has ended."""
        now = time.perf_counter()
        self._steps[step] = self._steps.get(step, 0.0) + now - self._last
        self._last = now


def _windows(corpus: Corpus, chains: Chains, settings: CopySettings) -> tuple[I64, I64, I64, I64, I64, I64]:
    """Return a window on either side of each chain, with the shift and width of its band.

    Windows reach half of ``reach`` beyond the chain, so those of two chains in one band never overlap.
    """
    margin = settings.reach // 2
    a_low = np.maximum(corpus.run_start[chains.a_first], chains.a_first - margin)
    a_high = np.minimum(corpus.run_end[chains.a_first], chains.a_last + settings.gram + margin)
    high = chains.high + settings.drift
    low = np.maximum(chains.low - settings.drift, high - WIDEST)
    b_low = np.maximum(corpus.run_start[chains.b_first], a_low - high)
    b_high = np.minimum(corpus.run_end[chains.b_first], a_high - low)
    return a_low, a_high, b_low, np.maximum(b_high, b_low), a_low - high - b_low, high - low + 1


def _slices(words: NDArray[np.uint32], low: I64, high: I64) -> pa.ListArray:
    """Return ``words[low:high]`` for every pair of bounds as a list column."""
    sizes = high - low
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    index = np.arange(offsets[-1]) + np.repeat(low - offsets[:-1], sizes)
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(words[index]))


def scored(corpus: Corpus, found: Iterable[Chains], settings: CopySettings, *, engine: Engine) -> Passages:
    """Return the passages of all candidates, aligned by the engine, which needs the words of both articles only."""
    a_bases, b_bases = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]

    def candidates() -> Iterator[pa.RecordBatch]:
        count = 0
        for chains in found:
            a_low, a_high, b_low, b_high, shift, width = _windows(corpus, chains, settings)
            a_bases.append(a_low)
            b_bases.append(b_low)
            total = np.cumsum(a_high - a_low)
            begin = 0
            while begin < len(chains):
                done = int(total[begin - 1]) if begin else 0
                end = int(np.searchsorted(total, done + WORDS_AT_A_TIME, side="right"))
                end = min(max(end, begin + 1), begin + CANDIDATES_AT_A_TIME)
                part = slice(begin, end)
                yield pa.record_batch(
                    [
                        pa.array(np.arange(count + begin, count + end)),
                        _slices(corpus.words, a_low[part], a_high[part]),
                        _slices(corpus.words, b_low[part], b_high[part]),
                        pa.array(shift[part].astype(np.int32)),
                        pa.array(width[part].astype(np.int32)),
                    ],
                    schema=CANDIDATES,
                )
                begin = end
            count += len(chains)

    work = functools.partial(align_batch, settings=settings)
    aligned = pa.Table.from_batches(engine.map_batches(work, candidates(), on_lost=_unaligned), schema=PASSAGES)
    columns = {name: aligned[name].to_numpy().astype(np.int64) for name in PASSAGES.names}
    a_base = np.concatenate(a_bases)[columns["candidate"]]
    b_base = np.concatenate(b_bases)[columns["candidate"]]
    a_start, b_start = columns["a_start"] + a_base, columns["b_start"] + b_base
    return Passages(
        a_start,
        columns["a_end"] + a_base,
        b_start,
        columns["b_end"] + b_base,
        columns["aligned"],
        corpus.article_of(a_start),
        corpus.article_of(b_start),
    )


def _unaligned(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for candidates that could not be aligned: no passages."""
    log.warning("%d candidate passage(s) left out: %s", batch.num_rows, error)
    return pa.RecordBatch.from_pylist([], schema=PASSAGES)


def settled(passages: Passages, settings: CopySettings) -> Passages:
    """Return the passages without those that a better one of the same two articles covers.

    Two that overlap on both sides along one diagonal are pieces of one passage and are joined. Sorted.
    """
    order = np.lexsort((passages.b_start, passages.a_start, -passages.aligned, passages.b, passages.a))
    columns = np.stack([getattr(passages, name)[order] for name in Passages.__slots__], axis=1)
    pair = np.append([True], (columns[1:, 5] != columns[:-1, 5]) | (columns[1:, 6] != columns[:-1, 6]))[: len(columns)]
    bounds = np.append(np.flatnonzero(pair), len(columns))
    kept: list[NDArray[np.int64]] = [columns[bounds[:-1][np.diff(bounds) == 1]]]
    for pair_number in np.flatnonzero(np.diff(bounds) > 1):
        mine: list[list[int]] = []
        for row in columns[bounds[pair_number] : bounds[pair_number + 1]].tolist():
            _settle(mine, row, settings.drift)
        kept.append(np.array(mine, np.int64))
    every = np.concatenate(kept).astype(np.int64) if len(columns) else np.zeros((0, 7), np.int64)
    every = every[np.lexsort((every[:, 2], every[:, 0]))]
    return Passages(*(every[:, i] for i in range(7)))


def _settle(mine: list[list[int]], row: list[int], drift: int) -> None:
    """Add one passage to those kept of its pair, join it to one of them, or drop it."""
    for other in mine:
        both_a = min(row[1], other[1]) - max(row[0], other[0])
        both_b = min(row[3], other[3]) - max(row[2], other[2])
        if both_a > 0 and both_b > 0 and abs((row[0] - row[2]) - (other[0] - other[2])) <= drift:
            other[4] += max(row[4] - min(both_a, both_b), 0)
            other[0], other[1] = min(row[0], other[0]), max(row[1], other[1])
            other[2], other[3] = min(row[2], other[2]), max(row[3], other[3])
            other[4] = min(other[4], other[1] - other[0], other[3] - other[2])
            return
        if 2 * both_a > row[1] - row[0] or 2 * both_b > row[3] - row[2]:
            return
    mine.append(row)


def added(one: Passages, two: Passages) -> Passages:
    """Return two sets of passages as one."""
    return Passages(*(np.concatenate((getattr(one, name), getattr(two, name))) for name in Passages.__slots__))
