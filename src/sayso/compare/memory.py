"""What a pile that was searched for copies leaves behind, so that new articles can be compared with it.

Of every article its place in the order, a digest of its words and its sampled n-grams, some 900 bytes; of every pair
its passages. Words are not kept: those of the few articles that are needed are made again from texts. A *slot* is an
article's row in what was kept; slots are never used again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.copies import Found
from sayso.compare.fingerprints import Corpus, sampled
from sayso.compare.pile import digests
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages
from sayso.compare.words import I64, U32, U64

#: One row a slot. ``runs`` are the words at which a run begins; ``grams`` the sampled n-grams, and ``marks`` a bit for
#: each word, set where one of them begins.
KEPT = pa.schema(
    [
        ("id", pa.string()),
        ("published", pa.string()),
        ("outlet", pa.string()),
        ("words", pa.int32()),
        ("digest", pa.binary()),
        ("runs", pa.list_(pa.int32())),
        ("grams", pa.list_(pa.uint32())),
        ("marks", pa.binary()),
    ]
)
#: Articles in a piece of what is kept: a few megabytes.
PIECE = 4_000
#: The columns of kept passages, all 32 bits: the other article's slot, words from the articles' first, and flags.
COLUMNS = 7
STOCK, TOLD = 1, 2
#: The upper bits of an n-gram that are looked at first; the table of flags fits the processor's cache.
UPPER = 20


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a pile. ``passages`` gives what is kept of some slots, nothing for those without passages."""

    articles: pa.Table
    dropped: NDArray[np.bool_]
    passages: Callable[[list[int]], dict[int, bytes]]


def kept_articles(articles: pa.Table, order: I64, corpus: Corpus, settings: CopySettings) -> Iterator[pa.RecordBatch]:
    """Yield rows of ``KEPT`` for all articles of a corpus, in its order."""
    made = digests(corpus)
    runs = np.searchsorted(corpus.runs, corpus.offsets)
    for low in range(0, corpus.articles, PIECE):
        high = min(low + PIECE, corpus.articles)
        rows = articles.select(["id", "published", "outlet"]).take(pa.array(order[low:high])).combine_chunks()
        offsets = corpus.offsets[low : high + 1]
        places, grams = sampled(corpus, settings, int(offsets[0]), int(offsets[-1]))
        owner = corpus.article_of(places) - low
        # Bits of an article begin at a byte of its own, so that articles can be taken one by one.
        sizes = np.diff(offsets)
        bytes_of = np.concatenate(([0], np.cumsum(-(-sizes // 8))))
        bits = np.zeros(int(bytes_of[-1]) * 8, np.uint8)
        bits[places - offsets[owner] + 8 * bytes_of[owner]] = 1
        first, last = runs[low], runs[high]
        begins = corpus.runs[first:last]
        columns = [
            *(column.combine_chunks() for column in rows.columns),
            pa.array(sizes.astype(np.int32)),
            pa.array(made[low:high], pa.binary()),
            _lists(runs[low : high + 1] - first, begins - corpus.offsets[corpus.article_of(begins)], np.int32),
            _lists(np.searchsorted(owner, np.arange(high - low + 1)), grams, np.uint32),
            pa.Array.from_buffers(
                pa.binary(),
                high - low,
                [None, pa.py_buffer(bytes_of.astype(np.int32)), pa.py_buffer(np.packbits(bits))],
            ),
        ]
        yield pa.record_batch(columns, schema=KEPT)


def _lists(offsets: I64, values: NDArray[np.generic], kind: type[np.generic]) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(values.astype(kind)))


def kept_passages(found: Found) -> Iterator[tuple[int, bytes]]:
    """Yield slot and passages of every article that is the later one of a pair, of a pile kept in its order."""
    flags = found.stock * STOCK | found.told * TOLD
    yield from encoded(found.passages, flags, np.arange(found.corpus.articles), found.corpus.offsets)


def encoded(passages: Passages, flags: NDArray[np.generic], slots: I64, offsets: I64) -> Iterator[tuple[int, bytes]]:
    """Yield slot and kept passages by later article, of passages sorted by it; ``slots`` has each article's slot."""
    a, b = passages.a, passages.b
    columns = (
        slots[b],
        passages.a_start - offsets[a],
        passages.a_end - offsets[a],
        passages.b_start - offsets[b],
        passages.b_end - offsets[b],
        passages.aligned,
        flags,
    )
    rows = np.stack(columns, axis=1).astype("<i4") if len(a) else np.zeros((0, COLUMNS), "<i4")
    begins = np.flatnonzero(np.append([True], a[1:] != a[:-1])[: len(a)])
    for low, high in zip(begins.tolist(), [*begins[1:].tolist(), len(a)], strict=len(begins) > 0):
        yield int(slots[a[low]]), rows[low:high].tobytes()


def decoded(kept: dict[int, bytes]) -> tuple[I64, I64]:
    """Return the slot of every kept passage and its columns."""
    rows = [np.frombuffer(data, "<i4").reshape(-1, COLUMNS) for data in kept.values()]
    slots = np.repeat(np.fromiter(kept, np.int64, len(kept)), [len(part) for part in rows])
    return slots, np.concatenate([np.zeros((0, COLUMNS), np.int64), *rows]).astype(np.int64)


def grams_of(articles: pa.Table, slots: I64) -> tuple[I64, U32]:
    """Return the sampled n-grams of some slots, each with the number (within ``slots``) of its article."""
    lists = articles["grams"].take(pa.array(slots)).combine_chunks()
    offsets = lists.offsets.to_numpy()
    return np.repeat(np.arange(len(slots)), np.diff(offsets)), lists.flatten().to_numpy()


def find_grams(articles: pa.Table, wanted: U32) -> Iterator[tuple[U32, I64, I64]]:
    """Yield n-gram, slot and word of every posting whose n-gram is ``wanted`` (sorted, each once).

    All that is kept is looked through. Looking each up in an index would be no quicker: a hundred articles have fifteen
    thousand n-grams, and so many pages on disk hold more than all postings of a hundred thousand articles.
    """
    flags = np.zeros(1 << UPPER, np.bool_)
    flags[wanted >> np.uint32(32 - UPPER)] = True
    first = 0
    for batch in articles.select(["grams", "marks"]).to_batches():
        offsets, grams = batch["grams"].offsets.to_numpy(), batch["grams"].flatten().to_numpy()
        near = np.flatnonzero(flags[grams >> np.uint32(32 - UPPER)])
        at = np.minimum(np.searchsorted(wanted, grams[near]), max(len(wanted) - 1, 0))
        near = near[wanted[at] == grams[near]] if len(wanted) else near[:0]
        if len(near):
            row = np.searchsorted(offsets - offsets[0], near, side="right") - 1
            bytes_of = np.frombuffer(batch["marks"].buffers()[1], np.int32)[batch.column("marks").offset :]
            data = np.frombuffer(batch["marks"].buffers()[2], np.uint8)
            low, high = int(bytes_of[0]), int(bytes_of[batch.num_rows])
            places = np.flatnonzero(np.unpackbits(data[low:high]))[near]
            yield grams[near], row + first, places - 8 * (bytes_of[row] - low)
        first += batch.num_rows


def keys_of(grams: U32, places: I64) -> U64:
    """Return n-gram and place as one number, as ``fingerprints.shared`` takes them."""
    keys: U64 = grams.astype(np.uint64) << np.uint64(32) | places.astype(np.uint64)
    return keys
