"""The articles of a pile as ``find_copies`` needs them: in order, as words, with what is known of them.

Texts stay where they are; a million of them are never copied into one column.
"""

from __future__ import annotations

import hashlib
import itertools
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.direction import day_of
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus
from sayso.compare.offsets import Bytes, WordEdges, packed
from sayso.compare.words import WORDS, words_of

#: Code points tokenised at a time: large enough that NumPy's overhead vanishes, small enough that a batch takes well
#: under a second and two for each worker are nothing. And articles whose lengths are looked at at a time.
TEXT_AT_A_TIME, ARTICLES_AT_A_TIME = 1_000_000, 10_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the articles beside their words, in the corpus's order; ``text`` gives an article's text."""

    ids: pa.Array
    starts: I64
    outlets: list[str | None]
    outlet_numbers: I64
    days: I64
    text: Callable[[int], str]


def in_order(articles: pa.Table) -> tuple[pa.Table, I64]:
    """Return the articles, of equal ids only one, and their rows by publication, unknown dates last, then id."""
    articles = articles.select(["id", "outlet", "published", "start", "text"])
    keys = [("published", "ascending"), ("id", "ascending")]
    order = pc.sort_indices(articles.select(["published", "id"]), sort_keys=keys).to_numpy().astype(np.int64)
    seen = articles["id"].take(pa.array(order)).combine_chunks().dictionary_encode().indices.to_numpy()
    _, firsts = np.unique(seen, return_index=True)
    if len(firsts) < len(order):
        articles = articles.take(pa.array(np.sort(order[firsts])))
        return in_order(articles)
    return articles, order


def facts_of(articles: pa.Table, order: I64) -> Facts:
    """Return what is known of the articles."""
    rows = pa.array(order)
    outlets, published = (articles[name].take(rows).combine_chunks() for name in ("outlet", "published"))
    names = pc.unique(outlets).drop_null()
    names = names.filter(pc.not_equal(names, "")).sort()
    numbers = pc.fill_null(pc.index_in(outlets, value_set=names), -1)
    coded = published.dictionary_encode()
    days = np.array([*(day_of(value) for value in coded.dictionary.to_pylist()), -1], np.int64)
    texts = articles["text"]
    return Facts(
        ids=articles["id"].take(rows).combine_chunks(),
        starts=articles["start"].take(rows).to_numpy().astype(np.int64),
        outlets=outlets.to_pylist(),
        outlet_numbers=numbers.to_numpy(zero_copy_only=False).astype(np.int64),
        days=days[pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)],
        text=lambda article: texts[int(order[article])].as_py() or "",
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
    begins, ends = (pa.ListArray.from_arrays(pa.array(bounds), pa.array(values[order])) for values in (starts, ends))
    # Row by row as they come: a million texts are never copied into one column.
    first = 0
    for batch in articles.select(["text"]).to_batches(max_chunksize=ARTICLES_AT_A_TIME):
        total = np.cumsum(pc.fill_null(pc.utf8_length(batch["text"]), 0).to_numpy().astype(np.int64))
        low = 0
        while low < batch.num_rows:
            done = int(total[low - 1]) if low else 0
            high = max(int(np.searchsorted(total, done + TEXT_AT_A_TIME, side="right")), low + 1)
            part = slice(first + low, first + high)
            columns = [batch["text"][low:high], begins[part], ends[part]]
            yield pa.record_batch(columns, names=["text", "block_starts", "block_ends"])
            low = high
        first += batch.num_rows


def _wordless(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for articles whose words could not be read: they have none."""
    log.warning("%d article(s) left out of the search for copies: %s", batch.num_rows, error)
    return pa.RecordBatch.from_pylist([{name: [] for name in WORDS.names}] * batch.num_rows, schema=WORDS)


def corpus_of(articles: pa.Table, order: I64, blocks: pa.Table, engine: Engine) -> Corpus:
    """Return the words of all articles, ``order`` giving the rows in the corpus's order."""
    parts: list[tuple[NDArray[Any], ...]] = []
    counts = [np.zeros(0, np.int64)]
    for batch in engine.map_batches(words_of, _text_batches(articles, blocks), on_lost=_wordless):
        words, starts, ends, runs = (batch[name].flatten().to_numpy() for name in WORDS.names)
        sizes = np.diff(batch["words"].offsets.to_numpy()).astype(np.int64)
        own = np.concatenate(([0], np.cumsum(sizes)))
        begins = np.append([True], runs[1:] != runs[:-1])[: len(runs)]
        begins[own[:-1][sizes > 0]] = True
        gaps, lengths = packed(starts, ends, own)
        # Copies of what the engine gave, so that its buffers go; in as few bytes as hold them.
        parts.append((words.copy(), _small(gaps), _small(lengths), np.flatnonzero(begins)))
        counts.append(sizes)
    every = np.concatenate(counts)
    offsets = np.concatenate(([0], np.cumsum(every[order]))).astype(np.int64)
    to = np.empty(len(every), np.int64)
    to[order] = offsets[:-1]
    words = np.empty(int(offsets[-1]), np.uint32)
    gap, size = Bytes(len(words)), Bytes(len(words))
    runs = [np.zeros(0, np.int64)]
    first = 0
    for number, sizes in enumerate(counts[1:]):
        mine, before, length, begins = parts[number]
        parts[number] = ()
        shift = to[first : first + len(sizes)] - (np.cumsum(sizes) - sizes)
        places = np.arange(len(mine)) + np.repeat(shift, sizes)
        words[places] = mine
        gap.fill(places, before.astype(np.int64))
        size.fill(places, length.astype(np.int64))
        runs.append(places[begins])
        first += len(sizes)
    return Corpus(words, WordEdges(gap, size, offsets), np.sort(np.concatenate(runs)), offsets)


def _small(values: I64) -> NDArray[Any]:
    """Return numbers, none below zero, in the smallest type that holds them."""
    return values.astype(np.min_scalar_type(int(values.max(initial=0))))


def first_of_equals(corpus: Corpus) -> I64:
    """Return for each article the first one of the same words in the same runs (itself, for most)."""
    seen: dict[bytes, int] = {}
    found = np.arange(corpus.articles)
    for article, digest in enumerate(digests(corpus)):
        if digest is not None:
            found[article] = seen.setdefault(digest, article)
    return found


def digests(corpus: Corpus) -> list[bytes | None]:
    """Return a digest of each article's words and runs, none where it has no words."""
    cuts, bounds = np.searchsorted(corpus.runs, corpus.offsets).tolist(), corpus.offsets.tolist()
    made: list[bytes | None] = []
    for (low, high), (first, last) in zip(itertools.pairwise(bounds), itertools.pairwise(cuts), strict=True):
        digest = hashlib.blake2b(corpus.words[low:high].tobytes(), digest_size=16)
        digest.update((corpus.runs[first:last] - low).tobytes())
        made.append(digest.digest() if high > low else None)
    return made
