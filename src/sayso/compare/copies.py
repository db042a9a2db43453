"""Copies: passages found again in other articles, with start and end on both sides.

*Fingerprint* (``words``, ``fingerprints``) → *block* (``chains``, and ``spun`` for what that leaves) → *score*
(``align``), then once more for the rest of articles that a passage ties together (``tied``); passages grow to whole
sentences (``grow``) → *cluster* (equal articles first, then ``stock``, ``background`` and direction, here). Work grows
in step with the pile; what bounds it is told in ``CopySettings``.

Articles of the same words are found by a hash before anything else and compared only once: the first of them
by date and id (unknown dates last, then by id) stands for the group. Each other one is reported as a copy of the
first, one row for each unbroken run of its text; passages shared with other articles are reported for the
first alone. So n equal articles give n - 1 rows instead of n squared, and whoever follows the rows reaches all.
"""

from __future__ import annotations

import functools
import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.align import CANDIDATES, PASSAGES, align_batch
from sayso.compare.background import mark_background
from sayso.compare.chains import Chains, find_chains
from sayso.compare.direction import copier, credits, day_of
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus, build_index
from sayso.compare.grow import grown, joined
from sayso.compare.sentences import mark_phrases, sentences_of
from sayso.compare.settings import CopySettings
from sayso.compare.spun import find_spun
from sayso.compare.stock import Passages, few_of_stock, mark_stock
from sayso.compare.tied import accepted, find_rest
from sayso.compare.words import I64, WORDS, words_of
from sayso.model import content_id
from sayso.schemas import COPIES

#: Code points tokenised at a time, and candidates (and their words) aligned at a time: large enough that NumPy's
#: overhead vanishes, small enough that a batch takes well under a second and two for each worker are nothing.
TEXT_AT_A_TIME = 1_000_000
CANDIDATES_AT_A_TIME, WORDS_AT_A_TIME = 2_000, 500_000
#: The band of diagonals is never wider: a repetitive text would otherwise chain over all of it.
WIDEST = 256

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the articles beside their words, in the corpus's order."""

    ids: list[str]
    starts: list[int]
    outlets: list[str | None]
    outlet_numbers: I64
    days: I64
    texts: pa.ChunkedArray


def find_copies(
    articles: pa.Table, blocks: pa.Table, *, engine: Engine, settings: CopySettings | None = None
) -> pa.Table:
    """Return the ``model.COPIES`` of a pile of articles, sorted by id.

    ``articles`` has id, outlet, published, start (the page offset of the article's text) and text; ``blocks``
    has article_id, role, start and end (page offsets). Only words in an article's own blocks are compared,
    and a passage never runs over words between them; an article without blocks is taken whole. Offsets in
    the result are page offsets, from the start of a passage's first word to the end of its last.

    A copy is stored once: ``article_id`` is the copying article where dates or a credit tell, with direction
    ``from``, and else the larger of the two ids, with ``unknown``. The order of the rows of the input does not matter.
    """
    settings = settings or CopySettings()
    articles = _in_order(articles)
    facts = _facts(articles)
    corpus = _corpus(articles, blocks, engine)
    first = _first_of_equals(corpus)
    chosen = first == np.arange(corpus.articles)
    index = build_index(corpus, chosen, settings)
    align = functools.partial(_scored, engine=engine)
    passages = _settled(align(corpus, find_chains(corpus, index, settings), settings), settings)
    spun = align(corpus, find_spun(corpus, chosen, passages, settings), settings)
    passages = _settled(_joined(passages, spun), settings)
    known = functools.partial(
        mark_stock,
        index=index,
        settings=settings,
        offsets=corpus.offsets,
        outlets=facts.outlet_numbers,
        days=facts.days,
    )
    stock = known(passages)
    sentences = sentences_of(corpus, facts.texts, np.concatenate((passages.a, passages.b)))
    passages = grown(corpus, passages, sentences, settings)
    rest = find_rest(corpus, passages, ~stock, settings, align)
    rest = accepted(corpus, rest, passages, sentences, settings)
    passages = _settled(_joined(passages, grown(corpus, rest, sentences, settings)), settings)
    passages = _settled(joined(corpus, passages, settings), settings)
    stock = known(passages)
    stock |= mark_background(corpus, passages, stock, settings, texts=facts.texts, days=facts.days)
    stock |= mark_phrases(passages, stock, sentences, settings)
    del index, known
    kept = few_of_stock(passages, stock, settings.stock_links)
    passages, stock = passages.take(kept), stock[kept]
    equal = _equal_passages(corpus, first, settings)
    flags = np.concatenate((stock, np.zeros(len(equal), np.bool_)))
    return _rows(_joined(passages, equal), flags, corpus, facts)


# The articles.


def _in_order(articles: pa.Table) -> pa.Table:
    """Return the articles by publication, unknown dates last, then id; of equal ids only one."""
    columns = articles.select(["id", "outlet", "published", "start", "text"])
    # Plain Arrow strings end at 2 GiB a column, which a million articles pass.
    columns = columns.set_column(4, "text", columns["text"].cast(pa.large_string())).combine_chunks()
    order = pc.sort_indices(columns, sort_keys=[("published", "ascending"), ("id", "ascending")])
    columns = columns.take(order)
    seen = columns["id"].combine_chunks().dictionary_encode().indices.to_numpy()
    _, firsts = np.unique(seen, return_index=True)
    return columns if len(firsts) == columns.num_rows else columns.take(pa.array(np.sort(firsts)))


def _facts(articles: pa.Table) -> Facts:
    """Return what is known of the articles."""
    outlets = articles["outlet"].to_pylist()
    names = {name: number for number, name in enumerate(sorted({name for name in outlets if name}))}
    return Facts(
        ids=articles["id"].to_pylist(),
        starts=articles["start"].to_pylist(),
        outlets=outlets,
        outlet_numbers=np.array([names.get(name, -1) for name in outlets], np.int64),
        days=np.array([day_of(published) for published in articles["published"].to_pylist()], np.int64),
        texts=articles["text"],
    )


def _text_batches(articles: pa.Table, blocks: pa.Table) -> Iterator[pa.RecordBatch]:
    """Yield the articles' texts with their blocks, as ``words_of`` takes them."""
    blocks = blocks.select(["article_id", "role", "start", "end"])
    owned = pc.and_(pc.is_valid(blocks["article_id"]), pc.not_equal(blocks["role"], "boilerplate"))
    blocks = blocks.filter(owned)
    owner = pc.index_in(blocks["article_id"], value_set=articles["id"].combine_chunks())
    known = pc.is_valid(owner).to_numpy(zero_copy_only=False)
    number = owner.to_numpy(zero_copy_only=False)[known].astype(np.int64)
    base = articles["start"].to_numpy()
    starts = blocks["start"].to_numpy()[known] - base[number]
    ends = blocks["end"].to_numpy()[known] - base[number]
    order = np.lexsort((starts, number))
    bounds = np.searchsorted(number[order], np.arange(articles.num_rows + 1)).astype(np.int32)
    table = pa.table(
        {
            "text": articles["text"].combine_chunks(),
            "block_starts": pa.ListArray.from_arrays(pa.array(bounds), pa.array(starts[order])),
            "block_ends": pa.ListArray.from_arrays(pa.array(bounds), pa.array(ends[order])),
        }
    )
    total = np.cumsum(pc.fill_null(pc.utf8_length(table["text"]), 0).to_numpy().astype(np.int64))
    begin = 0
    while begin < table.num_rows:
        done = int(total[begin - 1]) if begin else 0
        end = max(int(np.searchsorted(total, done + TEXT_AT_A_TIME, side="right")), begin + 1)
        yield from table.slice(begin, end - begin).combine_chunks().to_batches()
        begin = end


def _wordless(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for articles whose words could not be read: they have none."""
    log.warning("%d article(s) left out of the search for copies: %s", batch.num_rows, error)
    return pa.RecordBatch.from_pylist([{name: [] for name in WORDS.names}] * batch.num_rows, schema=WORDS)


def _corpus(articles: pa.Table, blocks: pa.Table, engine: Engine) -> Corpus:
    """Return the words of all articles."""
    parts: list[list[NDArray[Any]]] = [[np.zeros(0, np.uint64)], *([np.zeros(0, np.int32)] for _ in range(3))]
    counts = [np.zeros(1, np.int64)]
    for batch in engine.map_batches(words_of, _text_batches(articles, blocks), on_lost=_wordless):
        counts.append(np.diff(batch["words"].offsets.to_numpy()))
        for part, name in zip(parts, WORDS.names, strict=True):
            part.append(batch[name].flatten().to_numpy())
    offsets = np.cumsum(np.concatenate(counts))
    words, starts, ends, runs = (np.concatenate(part) for part in parts)
    begins = np.append([True], runs[1:] != runs[:-1])[: len(runs)]
    begins[offsets[:-1][offsets[:-1] < len(runs)]] = True
    run_starts = np.flatnonzero(begins)
    sizes = np.diff(np.append(run_starts, len(runs)))
    return Corpus(
        words,
        starts,
        ends,
        np.repeat(run_starts, sizes),
        np.repeat(run_starts + sizes, sizes),
        offsets.astype(np.int64),
    )


# Articles of the same words.


def _first_of_equals(corpus: Corpus) -> I64:
    """Return for each article the first one of the same words in the same runs (itself, for most)."""
    seen: dict[bytes, int] = {}
    found = np.arange(corpus.articles)
    for article in range(corpus.articles):
        low, high = corpus.offsets[article], corpus.offsets[article + 1]
        if high > low:
            digest = hashlib.blake2b(corpus.words[low:high].tobytes(), digest_size=16)
            digest.update((corpus.run_end[low:high] - low).tobytes())
            found[article] = seen.setdefault(digest.digest(), article)
    return found


def _equal_passages(corpus: Corpus, first: I64, settings: CopySettings) -> Passages:
    """Return each article that equals an earlier one as a copy of it, a passage for each run."""
    later = np.flatnonzero(first != np.arange(corpus.articles))
    starts, ends, others = [], [], []
    for article in later:
        low, high = int(corpus.offsets[article]), int(corpus.offsets[article + 1])
        begin = low
        while begin < high:
            end = int(corpus.run_end[begin])
            if end - begin >= settings.min_words:
                starts.append(begin)
                ends.append(end)
                others.append(begin - low + int(corpus.offsets[first[article]]))
            begin = end
    a_start, a_end, b_start = (np.array(values, np.int64) for values in (starts, ends, others))
    size = a_end - a_start
    return Passages(
        a_start, a_end, b_start, b_start + size, size, corpus.article_of(a_start), corpus.article_of(b_start)
    )


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


def _slices(words: NDArray[np.uint64], low: I64, high: I64) -> pa.ListArray:
    """Return ``words[low:high]`` for every pair of bounds as a list column."""
    sizes = high - low
    offsets = np.concatenate(([0], np.cumsum(sizes)))
    index = np.arange(offsets[-1]) + np.repeat(low - offsets[:-1], sizes)
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(words[index]))


def _scored(corpus: Corpus, found: Iterator[Chains], settings: CopySettings, *, engine: Engine) -> Passages:
    """Return the passages of all candidates, aligned by the engine."""
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


def _settled(passages: Passages, settings: CopySettings) -> Passages:
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


def _joined(one: Passages, two: Passages) -> Passages:
    """Return two sets of passages as one."""
    return Passages(*(np.concatenate((getattr(one, name), getattr(two, name))) for name in Passages.__slots__))


# The table.


def _rows(passages: Passages, stock: NDArray[np.bool_], corpus: Corpus, facts: Facts) -> pa.Table:
    """Return the passages as rows of the table, each turned so that the copier stands first."""
    texts = functools.lru_cache(maxsize=20_000)(lambda article: facts.texts[article].as_py() or "")
    ends_a, ends_b = passages.a_end - 1, passages.b_end - 1
    sides = zip(
        passages.a.tolist(),
        passages.b.tolist(),
        corpus.starts[passages.a_start].tolist(),
        corpus.ends[ends_a].tolist(),
        corpus.starts[passages.b_start].tolist(),
        corpus.ends[ends_b].tolist(),
        (passages.a_end - passages.a_start).tolist(),
        (passages.b_end - passages.b_start).tolist(),
        passages.aligned.tolist(),
        stock.tolist(),
        strict=True,
    )
    rows: list[tuple[Any, ...]] = []
    for a, b, a_start, a_end, b_start, b_end, a_words, b_words, aligned, is_stock in sides:
        one = (facts.ids[a], a_start + facts.starts[a], a_end + facts.starts[a])
        two = (facts.ids[b], b_start + facts.starts[b], b_end + facts.starts[b])
        who = _copier(a, b, facts, texts)
        if who == "b" or (who is None and two[0] > one[0]):
            one, two, words = two, one, b_words
        else:
            words = a_words
        similarity = round(min(aligned / words, 1.0), 4)
        identity = content_id("copy", *one, *two)
        rows.append((identity, *one, *two, words, "from" if who else "unknown", similarity, is_stock, None, []))
    rows.sort(key=lambda row: row[0])
    columns = zip(*rows, strict=True) if rows else ([] for _ in COPIES)
    return pa.table([pa.array(list(c), f.type) for c, f in zip(columns, COPIES, strict=True)], schema=COPIES)


def _copier(a: int, b: int, facts: Facts, text: Callable[[int], str]) -> str | None:
    """Return which of two articles copied, as far as dates and credits tell."""
    mine, other = facts.outlets[a], facts.outlets[b]
    if mine == other:
        return copier(int(facts.days[a]), int(facts.days[b]), False, False)
    return copier(int(facts.days[a]), int(facts.days[b]), credits(text(a), other), credits(text(b), mine))
