"""Fingerprint: the rarest words of short texts, and how much of them two texts share."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import F32, F64, I32, I64
from sayso.compare.engine import Engine
from sayso.compare.words import split

#: Shorter words are mostly articles and prepositions.
SHORT = 4
#: A pile of fewer texts tells little of what is rare: a word that two of three texts share is no common word.
PILE = 500
#: Pairs whose words are compared at a time: a few megabytes.
CHUNK = 4096
WINDOWS = pa.schema([("text", pa.string())])
HASHES = pa.schema([("words", pa.list_(pa.uint64()))])


def rare_words(texts: list[str], most: int, engine: Engine) -> tuple[I32, F32]:
    """Return numbers of each text's rarest words and how much each tells, rarest first; padded with -1 and 0."""
    owners, hashes, begun = [np.zeros(0, np.int64)], [np.zeros(0, np.uint64)], 0
    for batch in engine.map_batches(hashed, _batches(texts)):
        sizes = np.diff(batch["words"].offsets.to_numpy())
        owners.append(begun + np.repeat(np.arange(len(sizes)), sizes))
        hashes.append(batch["words"].flatten().to_numpy())
        begun += len(sizes)
    made = np.full((len(texts), most), -1, np.int32)
    weights = np.zeros((len(texts), most), np.float32)
    if not texts:
        return made, weights
    distinct, number = np.unique(np.concatenate(hashes), return_inverse=True)
    both = np.unique(np.concatenate(owners) * max(len(distinct), 1) + number)
    owner, number = both // max(len(distinct), 1), both % max(len(distinct), 1)
    # Inverse document frequency (Spärck Jones 1972): what stands in every text tells nothing.
    rarity = np.log((1.0 + max(len(texts), PILE)) / (0.5 + np.bincount(number, minlength=len(distinct))))
    order = np.lexsort((number, -rarity[number], owner))
    owner, number = owner[order], number[order]
    nth = np.arange(len(owner)) - np.searchsorted(owner, owner)
    kept = nth < most
    made[owner[kept], nth[kept]] = number[kept]
    weights[owner[kept], nth[kept]] = np.maximum(rarity[number[kept]], 0.0)
    return made, weights


def _batches(windows: list[str]) -> Iterator[pa.RecordBatch]:
    for begin in range(0, len(windows), 20_000):
        yield pa.record_batch([pa.array(windows[begin : begin + 20_000], pa.string())], schema=WINDOWS)


def hashed(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``HASHES`` for every row of ``WINDOWS``: its words of four letters and more, folded."""
    texts = batch["text"].to_pylist()
    # All at once: splitting costs more by the call than by the word.
    words = split("\n".join(texts))
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    long = words.ends - words.starts >= SHORT
    bounds = np.searchsorted(words.starts[long], starts)
    lists = pa.ListArray.from_arrays(pa.array(bounds, pa.int32()), pa.array(words.hashes[long], pa.uint64()))
    return pa.record_batch([lists], schema=HASHES)


def dice(words: I32, weights: F32, a: I64, b: I64) -> tuple[F64, NDArray[np.bool_]]:
    """Return the weighted Dice coefficient of each pair's words, and whether both have any."""
    sums = weights.sum(axis=1)
    shared = np.zeros(len(a), np.float32)
    for begin in range(0, len(a), CHUNK):
        left, right = a[begin : begin + CHUNK], b[begin : begin + CHUNK]
        equal = (words[left][:, :, None] == words[right][:, None, :]).any(axis=2)
        shared[begin : begin + CHUNK] = (weights[left] * equal).sum(axis=1)
    whole = sums[a] + sums[b]
    return np.divide(2.0 * shared, whole, out=np.zeros(len(a)), where=whole > 0), (sums[a] > 0) & (sums[b] > 0)
