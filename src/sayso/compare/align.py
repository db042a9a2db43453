"""Score: two windows of words are aligned in a band, and the aligned words cut into passages.

The alignment is Needleman and Wunsch's (1970) with free ends, kept to a band of diagonals (Chao et al. 1992)
and run for many candidates at once: the loop goes over words, NumPy over candidates and diagonals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.settings import CopySettings
from sayso.compare.stock import telling
from sayso.compare.words import I64, U64

#: A row is a candidate: ``a`` and ``b`` are windows of word hashes. Word ``i`` of ``a`` may align with the words
#: ``i + shift`` to ``i + shift + width - 1`` of ``b``.
CANDIDATES = pa.schema(
    [
        ("candidate", pa.int64()),
        ("a", pa.list_(pa.uint64())),
        ("b", pa.list_(pa.uint64())),
        ("shift", pa.int32()),
        ("width", pa.int32()),
    ]
)
#: A row is a passage of a candidate: words ``a_start`` to ``a_end`` (exclusive) of its window, and so for ``b``.
PASSAGES = pa.schema(
    [
        ("candidate", pa.int64()),
        ("a_start", pa.int32()),
        ("a_end", pa.int32()),
        ("b_start", pa.int32()),
        ("b_end", pa.int32()),
        ("aligned", pa.int32()),
    ]
)
#: A step off the diagonal costs less than a word gains, so one inserted word is crossed for the sake of one
#: aligned word after it, but going off and back for a single word ("the") does not pay.
MATCH, GAP = 3, 2
#: Bytes of traceback held at a time.
CELLS = 16_000_000


@dataclass(frozen=True, slots=True)
class Stack:
    """Candidates of similar size, padded to one shape; ``b`` is shifted so that diagonals are columns.

    ``inside`` marks the columns of each candidate's own band: its neighbours must not change what is found.
    """

    a: U64
    b: U64
    inside: NDArray[np.bool_]


def align_batch(batch: pa.RecordBatch, settings: CopySettings) -> pa.RecordBatch:
    """Return the ``PASSAGES`` of a batch of ``CANDIDATES``, in the order of the candidates."""
    a, b = _lists(batch["a"]), _lists(batch["b"])
    shift, width = batch["shift"].to_numpy(), batch["width"].to_numpy()
    sizes = np.array([len(words) for words in a], np.int64)
    found: list[I64] = []
    # Like sizes side by side, so that little of a stack is padding.
    order = np.lexsort((np.arange(len(a)), -(-width // 8), -(-sizes // 32)))
    begin = 0
    while begin < len(order):
        end, rows, columns = begin, 0, 0
        while end < len(order):
            rows, columns = max(rows, int(sizes[order[end]])), max(columns, int(width[order[end]]))
            if end > begin and (rows * columns * (end - begin + 1) > CELLS or rows > 2 * sizes[order[begin]] + 64):
                break
            end += 1
        chosen = order[begin:end]
        stack = _stacked([a[i] for i in chosen], [b[i] for i in chosen], shift[chosen], width[chosen])
        passages = _passages(_aligned(stack), settings)
        passages[:, 3:5] += shift[chosen][passages[:, 0]][:, None]
        passages[:, 0] = chosen[passages[:, 0]]
        found.append(passages)
        begin = end
    every = np.concatenate(found) if found else np.zeros((0, 6), np.int64)
    every = every[np.lexsort((every[:, 1], every[:, 0]))]
    every[:, 0] = batch["candidate"].to_numpy()[every[:, 0]]
    return pa.record_batch(
        [pa.array(every[:, i], field.type, safe=True) for i, field in enumerate(PASSAGES)], schema=PASSAGES
    )


def _lists(column: pa.ListArray) -> list[U64]:
    """Return the rows of a list column as NumPy arrays."""
    offsets = column.offsets.to_numpy()
    return np.split(column.flatten().to_numpy(), offsets[1:-1] - offsets[0]) if len(column) else []


def _stacked(a: list[U64], b: list[U64], shift: NDArray[np.int32], width: NDArray[np.int32]) -> Stack:
    """Pad candidates to one shape. The padding of ``a`` (0) never equals that of ``b`` (1)."""
    rows, columns = max(len(words) for words in a), int(width.max())
    left = np.zeros((len(a), rows), np.uint64)
    right = np.ones((len(a), rows + columns), np.uint64)
    for i, (mine, other) in enumerate(zip(a, b, strict=True)):
        left[i, : len(mine)] = mine
        skip = max(int(shift[i]), 0)
        at = max(-int(shift[i]), 0)
        count = max(min(len(other) - skip, len(mine) + int(width[i]) - 1 - at), 0)
        right[i, at : at + count] = other[skip : skip + count]
    return Stack(left, right, np.arange(columns) < width[:, None])


def _aligned(stack: Stack) -> NDArray[np.int32]:
    """Return for each candidate and word of ``a`` the column + row of the word of ``b`` aligned to it, or -1."""
    count, rows = stack.a.shape
    width = stack.inside.shape[1]
    ramp = (np.arange(width) * GAP).astype(np.int32)
    step = np.zeros((rows, count, width), np.uint8)
    score = np.zeros((count, width), np.int32)
    up = np.empty_like(score)
    for i in range(rows):
        equal = (stack.a[:, i, None] == stack.b[:, i : i + width]) & stack.inside
        diagonal = score + equal.astype(np.int32) * MATCH
        up[:, :-1] = score[:, 1:] - GAP
        up[:, -1] = -1
        best = np.maximum(diagonal, up)
        score = np.maximum.accumulate(best + ramp, axis=1) - ramp
        # 1: this word aligns; 2: it is skipped in a; 4: words of b are skipped before it.
        step[i] = (equal & (diagonal >= up)) | ((up > diagonal) * np.uint8(2)) | ((score > best) * np.uint8(4))
    return _traced(step, score)


def _traced(step: NDArray[np.uint8], score: NDArray[np.int32]) -> NDArray[np.int32]:
    """Walk back from the best end of every candidate at once."""
    rows, count, _ = step.shape
    every = np.arange(count)
    column = score.argmax(axis=1)
    found = np.full((count, rows), -1, np.int32)
    for i in range(rows - 1, -1, -1):
        here = step[i, every, column]
        skipping = np.flatnonzero(here & 4)
        while skipping.size:
            column[skipping] -= 1
            here[skipping] = step[i, skipping, column[skipping]]
            skipping = skipping[(here[skipping] & 4) > 0]
        hit = (here & 1) > 0
        found[hit, i] = column[hit] + i
        column += (here & 2) > 0
    return found


def _passages(aligned: NDArray[np.int32], settings: CopySettings) -> I64:
    """Cut aligned words into passages; see ``CopySettings`` for what a passage is.

    Between two cuts the passage is the stretch with the largest surplus of aligned over other words (a
    maximum-sum segment, Bentley 1984); an aligned word makes up for two others, because with four words in ten
    replaced a tenth of the passage would else be cut off at its ends. Columns: candidate, a_start, a_end, b_start,
    b_end, aligned.
    """
    row, a = np.nonzero(aligned >= 0)
    if not len(row):
        return np.zeros((0, 6), np.int64)
    b = aligned[row, a].astype(np.int64)
    gap = np.zeros(len(row), np.int64)
    gap[1:] = np.maximum(a[1:] - a[:-1], b[1:] - b[:-1]) - 1
    begins = np.append([True], row[1:] != row[:-1]) | (gap > settings.max_gap)
    piece = np.cumsum(begins) - 1
    first = np.flatnonzero(begins)
    # Surplus up to and with each aligned word, less the lowest surplus before any word of its piece so far.
    total = np.cumsum(2 - np.where(begins, 0, gap))
    before = total - 2
    reset = piece * (int(before.max() - before.min()) + 1)
    lowest = np.minimum.accumulate(before - reset) + reset
    gain = total - lowest
    best = np.maximum.reduceat(gain, first)
    nth = np.arange(len(row))
    end = np.minimum.reduceat(np.where(gain == best[piece], nth, len(row)), first)
    start = np.maximum.reduceat(np.where((before == lowest[end][piece]) & (nth <= end[piece]), nth, -1), first)
    size_a, size_b = a[end] - a[start] + 1, b[end] - b[start] + 1
    matched = end - start + 1
    longer = np.maximum(size_a, size_b)
    kept = np.minimum(size_a, size_b) >= settings.min_words
    kept &= (matched >= settings.min_similarity * longer) & telling(matched, longer, settings)
    columns = (row[start], a[start], a[end] + 1, b[start], b[end] + 1, matched)
    return np.stack([column[kept] for column in columns], axis=1).astype(np.int64)
