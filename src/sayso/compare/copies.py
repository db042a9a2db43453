"""Copies: passages found again in other articles, with start and end on both sides.

*Fingerprint* (``words``, ``fingerprints``) → *block* (``chains``) → *score* (``align``) → *cluster* (equal articles
first, then stock and direction, here). Work grows in step with the pile; what bounds it is told in ``CopySettings``.

Articles of the same words are found by a hash before anything else and compared only once: the first of them
by date and id (unknown dates last, then by id) stands for the group. Each other one is reported as a copy of the
first, one row for each unbroken run of its text; passages shared with other articles are reported for the
first alone. So n equal articles give n - 1 rows instead of n squared, and whoever follows the rows reaches all.
"""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.align import CANDIDATES, PASSAGES, align_batch
from sayso.compare.chains import Chains, find_chains
from sayso.compare.direction import copier, credits
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus, build_index
from sayso.compare.pile import Facts, corpus_of, facts_of, first_of_equals, in_order
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages, few_of_stock, mark_stock
from sayso.compare.words import I64
from sayso.model import content_id
from sayso.schemas import COPIES

#: Candidates (and their words) aligned at a time: large enough that overhead vanishes, small enough that a batch
#: takes well under a second and two for each worker are nothing.
CANDIDATES_AT_A_TIME, WORDS_AT_A_TIME = 10_000, 1_500_000
#: Rows of the table made at a time.
ROWS_AT_A_TIME = 100_000
#: The band of diagonals is never wider: a repetitive text would otherwise chain over all of it.
WIDEST = 256

log = logging.getLogger(__name__)


def find_copies(
    articles: pa.Table,
    blocks: pa.Table,
    *,
    engine: Engine,
    settings: CopySettings | None = None,
    steps: dict[str, float] | None = None,
) -> pa.Table:
    """Return the ``model.COPIES`` of a pile of articles, sorted by id.

    ``articles`` has id, outlet, published, start (the page offset of the article's text) and text; ``blocks``
    has article_id, role, start and end (page offsets). Only words in an article's own blocks are compared,
    and a passage never runs over words between them; an article without blocks is taken whole. Offsets in
    the result are page offsets, from the start of a passage's first word to the end of its last. The seconds of each
    step are added to ``steps``, where given.

    A copy is stored once: ``article_id`` is the copying article where dates or a credit tell, with direction
    ``from``, and else the larger of the two ids, with ``unknown``. The order of the rows of the input does not matter.
    """
    return find_all(articles, blocks, engine=engine, settings=settings or CopySettings(), steps=steps).copies


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing a whole pile found: the table, and what it was made of (``stock`` and ``told`` by passage)."""

    copies: pa.Table
    articles: pa.Table
    order: I64
    corpus: Corpus
    passages: Passages
    stock: NDArray[np.bool_]
    told: NDArray[np.bool_]


def find_all(
    articles: pa.Table,
    blocks: pa.Table,
    *,
    engine: Engine,
    settings: CopySettings,
    steps: dict[str, float] | None = None,
) -> Found:
    """Return what ``find_copies`` returns, with what it was made of."""
    clock = Clock(steps)
    articles, order = in_order(articles)
    facts = facts_of(articles, order)
    corpus = corpus_of(articles, order, blocks, engine)
    clock("words")
    first = first_of_equals(corpus)
    clock("equals")
    index = build_index(corpus, first == np.arange(corpus.articles), settings)
    clock("index")
    passages = settled(scored(corpus, find_chains(corpus, index, settings), engine, settings), settings)
    clock("pairs")
    stock = mark_stock(passages, index, settings, offsets=corpus.offsets, outlets=facts.outlet_numbers, days=facts.days)
    del index
    told = few_of_stock(passages, stock, settings.stock_links)
    clock("stock")
    equal = equal_passages(corpus, first, settings)
    flags = np.concatenate((stock[told], np.zeros(len(equal), np.bool_)))
    copies = rows_of(joined(passages.take(told), equal), flags, corpus, facts)
    clock("rows")
    return Found(copies, articles, order, corpus, passages, stock, told)


class Clock:
    """Adds the seconds since it was last called to a step."""

    def __init__(self, steps: dict[str, float] | None) -> None:
        self._steps, self._last = steps if steps is not None else {}, time.perf_counter()

    def __call__(self, step: str) -> None:
        """Note that a step has ended."""
        now = time.perf_counter()
        self._steps[step] = self._steps.get(step, 0.0) + now - self._last
        self._last = now


# Articles of the same words.


def equal_passages(corpus: Corpus, first: I64, settings: CopySettings) -> Passages:
    """Return each article that equals an earlier one as a copy of it, a passage for each run."""
    article = corpus.article_of(corpus.runs)
    mine = first[article] != article
    a_start, article = corpus.runs[mine], article[mine]
    a_end = corpus.run_end[a_start]
    kept = a_end - a_start >= settings.min_words
    a_start, a_end, article = a_start[kept], a_end[kept], article[kept]
    b_start = a_start - corpus.offsets[article] + corpus.offsets[first[article]]
    size = a_end - a_start
    return Passages(a_start, a_end, b_start, b_start + size, size, article, first[article])


# Candidates and passages.


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


def scored(corpus: Corpus, found: Iterable[Chains], engine: Engine, settings: CopySettings) -> Passages:
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


def joined(one: Passages, two: Passages) -> Passages:
    """Return two sets of passages as one."""
    return Passages(*(np.concatenate((getattr(one, name), getattr(two, name))) for name in Passages.__slots__))


# The table.


def rows_of(passages: Passages, stock: NDArray[np.bool_], corpus: Corpus, facts: Facts) -> pa.Table:
    """Return the passages as rows of the table, each turned so that the copier stands first, sorted by id."""
    parts = [
        _some_rows(passages.take(part), stock[part], corpus, facts)
        for part in np.split(np.arange(len(passages)), range(ROWS_AT_A_TIME, len(passages), ROWS_AT_A_TIME))
    ]
    return pa.concat_tables(parts).sort_by("id").combine_chunks()


def _some_rows(passages: Passages, stock: NDArray[np.bool_], corpus: Corpus, facts: Facts) -> pa.Table:
    a, b = passages.a, passages.b
    sides = {
        "ids": (facts.ids.take(pa.array(a)), facts.ids.take(pa.array(b))),
        "starts": (
            corpus.starts[passages.a_start] + facts.starts[a],
            corpus.starts[passages.b_start] + facts.starts[b],
        ),
        "ends": (corpus.ends[passages.a_end - 1] + facts.starts[a], corpus.ends[passages.b_end - 1] + facts.starts[b]),
        "words": (passages.a_end - passages.a_start, passages.b_end - passages.b_start),
    }
    who = _copiers(a, b, facts)
    larger = pc.greater(sides["ids"][1], sides["ids"][0]).to_numpy(zero_copy_only=False)
    turned = (who == "b") | ((who == "") & larger)
    flag = pa.array(turned)
    ids = pc.if_else(flag, *sides["ids"][::-1]), pc.if_else(flag, *sides["ids"])
    starts, ends, words = (
        [np.where(turned, two, one), np.where(turned, one, two)] for one, two in list(sides.values())[1:]
    )
    places = (side.tolist() for side in (starts[0], ends[0], starts[1], ends[1]))
    start, end, of_start, of_end = places
    identities = zip(ids[0].to_pylist(), start, end, ids[1].to_pylist(), of_start, of_end, strict=True)
    count = len(passages)
    columns = {
        "id": [content_id("copy", *parts) for parts in identities],
        "article_id": ids[0],
        "start": starts[0],
        "end": ends[0],
        "of_article_id": ids[1],
        "of_start": starts[1],
        "of_end": ends[1],
        "words": words[0],
        "direction": np.where(who == "", "unknown", "from"),
        "similarity": np.round(np.minimum(passages.aligned / words[0], 1.0), 4),
        "stock": stock,
        "confidence": pa.nulls(count, COPIES.field("confidence").type),
        "evidence": pa.array([[]] * count, COPIES.field("evidence").type),
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in COPIES], schema=COPIES)


def _copiers(a: I64, b: I64, facts: Facts) -> NDArray[np.str_]:
    """Return for each pair of articles which of them copied, "a" or "b", or "" where nothing tells."""
    pairs, back = np.unique(a << 32 | b, return_inverse=True)
    text = functools.lru_cache(maxsize=20_000)(facts.text)
    told = [_copier(pair >> 32, pair & 0xFFFFFFFF, facts, text) or "" for pair in pairs.tolist()]
    return np.array(told, "U1")[back]


def _copier(a: int, b: int, facts: Facts, text: Callable[[int], str]) -> str | None:
    """Return which of two articles copied, as far as dates and credits tell."""
    mine, other = facts.outlets[a], facts.outlets[b]
    if mine == other:
        return copier(int(facts.days[a]), int(facts.days[b]), False, False)
    return copier(int(facts.days[a]), int(facts.days[b]), credits(text(a), other), credits(text(b), mine))
