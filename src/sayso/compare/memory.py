"""What a pile that was searched for copies leaves behind, so that new articles can be compared with it.

Of every article its place in the order and the hashes of its words, some 1.3 KB; of every pair its passages. N-grams
are made again from the words, which takes a few seconds for a hundred thousand articles. A *slot* is an article's row
in what was kept; slots are never used again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.between import added
from sayso.compare.copies import Found
from sayso.compare.fingerprints import Corpus
from sayso.compare.pile import digests
from sayso.compare.stock import Passages

#: One row a slot. ``words`` are hashes, ``runs`` the words at which a run begins.
KEPT = pa.schema(
    [
        ("id", pa.string()),
        ("published", pa.string()),
        ("outlet", pa.string()),
        ("digest", pa.binary()),
        ("words", pa.list_(pa.uint32())),
        ("runs", pa.list_(pa.int32())),
    ]
)
#: Articles in a piece of what is kept: a few megabytes.
PIECE = 4_000
#: The columns of kept passages, all 32 bits: the other article's slot, words from the articles' first, and flags.
COLUMNS = 7
#: Stock; told in the table; and no passage of the result, but one that was judged on the way to it.
STOCK, TOLD, INTERIM = 1, 2, 4


@dataclass(frozen=True, slots=True)
class Memory:
    """What is kept of a pile. ``passages`` gives what is kept of some slots, nothing for those without passages."""

    articles: pa.Table
    dropped: NDArray[np.bool_]
    passages: Callable[[list[int]], dict[int, bytes]]


def kept_articles(articles: pa.Table, order: I64, corpus: Corpus) -> Iterator[pa.RecordBatch]:
    """Yield rows of ``KEPT`` for all articles of a corpus, in its order."""
    made = digests(corpus)
    runs = np.searchsorted(corpus.runs, corpus.offsets)
    for low in range(0, corpus.articles, PIECE):
        high = min(low + PIECE, corpus.articles)
        rows = articles.select(["id", "published", "outlet"]).take(pa.array(order[low:high]))
        offsets = corpus.offsets[low : high + 1]
        begins = corpus.runs[runs[low] : runs[high]]
        columns = [
            *(column.combine_chunks() for column in rows.columns),
            pa.array(made[low:high], pa.binary()),
            _lists(offsets - offsets[0], corpus.words[offsets[0] : offsets[-1]], np.uint32),
            _lists(runs[low : high + 1] - runs[low], begins - corpus.offsets[corpus.article_of(begins)], np.int32),
        ]
        yield pa.record_batch(columns, schema=KEPT)


def _lists(offsets: I64, values: NDArray[Any], kind: type[np.generic]) -> pa.ListArray:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), pa.array(values.astype(kind)))


def kept_passages(found: Found) -> Iterator[tuple[int, bytes]]:
    """Yield slot and passages of every article that is the later one of a pair, of a pile kept in its order."""
    flags = found.stock * STOCK | found.told * TOLD
    every, flags = with_interim(found.passages, flags, found.interim)
    yield from encoded(every, flags, np.arange(found.corpus.articles), found.corpus.offsets)


def with_interim(passages: Passages, flags: NDArray[Any], interim: Passages) -> tuple[Passages, NDArray[Any]]:
    """Return passages and flags with those that were judged on the way, sorted by the later article."""
    every = added(passages, interim)
    order = np.argsort(every.a, kind="stable")
    return every.take(order), np.concatenate((flags, np.full(len(interim), INTERIM)))[order]


def encoded(passages: Passages, flags: NDArray[Any], slots: I64, offsets: I64) -> Iterator[tuple[int, bytes]]:
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
