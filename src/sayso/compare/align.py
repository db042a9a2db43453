"""Score: two windows of words are aligned in a band, and the aligned words cut into passages.

The alignment is Needleman and Wunsch's (1970) with free ends, kept to a band of diagonals (Chao et al. 1992)
and run for many candidates at once: the loop goes over words, NumPy over candidates and diagonals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import I64, U32
from sayso.compare.settings import CopySettings
from sayso.compare.stock import telling

#: A row is a candidate: ``a`` and ``b`` are windows of word hashes. Word ``i`` of ``a`` may align with the words
#: ``i + shift`` to ``i + shift + width - 1`` of ``b``.
CANDIDATES = pa.schema(
    [
        ("candidate", pa.int64()),
        ("a", pa.list_(pa.uint32())),
        ("b", pa.list_(pa.uint32())),
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
#: Bytes of traceback held at a time, so that what is worked on for one word of ``a`` stays in the processor's cache.
CELLS = 6_000_000


@dataclass(frozen=True, slots=True)
class Stack:
    """Candidates of similar size, padded to one shape, side by side: the last axis is the candidate.

    ``b`` is shifted so that diagonals are columns. ``inside`` marks the columns of each candidate's own band: its
    neighbours must not change what is found.
    """

    a: U32
    b: U32
    inside: NDArray[np.bool_]


def align_batch(batch: pa.RecordBatch, settings: CopySettings) -> pa.RecordBatch:
    """Return the ``PASSAGES`` of a batch of ``CANDIDATES``, in the order of the candidates."""
    a, b = _lists(batch["a"]), _lists(batch["b"])
    shift, width = batch["shift"].to_numpy().astype(np.int64), batch["width"].to_numpy().astype(np.int64)
    sizes = np.diff(a[1])
    found: list[I64] = []
    # Like sizes side by side, so that little of a stack is padding.
    order = np.lexsort((np.arange(len(sizes)), -(-width // 8), -(-sizes // 32)))
    for chosen in _stacks(order, sizes[order].tolist(), width[order].tolist()):
        passages = _passages(_aligned(_stacked(a, b, chosen, shift[chosen], width[chosen])), settings)
        passages[:, 3:5] += shift[chosen][passages[:, 0]][:, None]
        passages[:, 0] = chosen[passages[:, 0]]
        found.append(passages)
    every = np.concatenate(found) if found else np.zeros((0, 6), np.int64)
    every = every[np.lexsort((every[:, 1], every[:, 0]))]
    every[:, 0] = batch["candidate"].to_numpy()[every[:, 0]]
    return pa.record_batch(
        [pa.array(every[:, i], field.type, safe=True) for i, field in enumerate(PASSAGES)], schema=PASSAGES
    )


def _lists(column: pa.ListArray) -> tuple[U32, I64]:
    """Return the words of a list column, and where each row begins (and the last one ends)."""
    offsets = column.offsets.to_numpy().astype(np.int64)
    return column.flatten().to_numpy(), offsets - offsets[0]


def _stacks(order: I64, sizes: list[int], widths: list[int]) -> Iterator[I64]:
    """Yield candidates that are aligned together: few enough cells, and no short ones beside a long one."""
    begin, rows, columns = 0, 0, 0
    for end, (size, width) in enumerate(zip(sizes, widths, strict=True)):
        rows, columns = max(rows, size), max(columns, width)
        if end > begin and (rows * columns * (end - begin + 1) > CELLS or rows > 2 * sizes[begin] + 64):
            yield order[begin:end]
            begin, rows, columns = end, size, width
    if len(order):
        yield order[begin:]


def _stacked(a: tuple[U32, I64], b: tuple[U32, I64], chosen: I64, shift: I64, width: I64) -> Stack:
    """Pad candidates to one shape. The padding of ``a`` (0) never equals that of ``b`` (1)."""
    sizes_a, sizes_b = np.diff(a[1])[chosen], np.diff(b[1])[chosen]
    rows, columns = int(sizes_a.max()), int(width.max())
    left = np.zeros((rows, len(chosen)), np.uint32)
    right = np.ones((rows + columns, len(chosen)), np.uint32)
    skip, at = np.maximum(shift, 0), np.maximum(-shift, 0)
    counts = np.maximum(np.minimum(sizes_b - skip, sizes_a + width - 1 - at), 0)
    for table, words, first, size, row in (
        (left, a[0], a[1][chosen], sizes_a, np.zeros_like(shift)),
        (right, b[0], b[1][chosen] + skip, counts, at),
    ):
        nth = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
        table[np.repeat(row, size) + nth, np.repeat(np.arange(len(chosen)), size)] = words[np.repeat(first, size) + nth]
    return Stack(left, right, np.arange(columns)[:, None] < width)


def _aligned(stack: Stack) -> NDArray[np.int32]:
    """Return for each candidate and word of ``a`` the column + row of the word of ``b`` aligned to it, or -1."""
    rows, count = stack.a.shape
    width = len(stack.inside)
    # Sixteen bits hold the scores: at most three for each of 8,192 words, and the ramp.
    ramp = (np.arange(width, dtype=np.int16) * GAP)[:, None]
    step = np.empty((rows, width, count), np.uint8)
    score = np.zeros((width, count), np.int16)
    equal = np.empty((width, count), np.bool_)
    other, best, up, sloped = (np.empty_like(score) for _ in range(4))
    for i in range(rows):
        np.equal(stack.b[i : i + width], stack.a[i], out=equal)
        equal &= stack.inside
        np.multiply(equal.view(np.int8), np.int16(MATCH), out=best)
        best += score
        np.subtract(score[1:], GAP, out=up[:-1])
        up[-1] = -1
        np.greater(up, best, out=other, casting="unsafe")
        np.maximum(best, up, out=best)
        np.add(best, ramp, out=sloped)
        for column in range(1, width):
            np.maximum(sloped[column], sloped[column - 1], out=sloped[column])
        np.subtract(sloped, ramp, out=score)
        # 1: this word aligns; 2: it is skipped in a; 4: words of b are skipped before it.
        skipped = other.astype(np.uint8)
        step[i] = equal.view(np.uint8) & ~skipped | skipped << 1 | np.greater(score, best).view(np.uint8) << 2
    return _traced(step, score)


def _traced(step: NDArray[np.uint8], score: NDArray[np.int16]) -> NDArray[np.int32]:
    """Walk back from the best end of every candidate at once."""
    rows, _, count = step.shape
    every = np.arange(count)
    column = score.argmax(axis=0)
    found = np.full((rows, count), -1, np.int32)
    for i in range(rows - 1, -1, -1):
        here = step[i, column, every]
        skipping = np.flatnonzero(here & 4)
        while skipping.size:
            column[skipping] -= 1
            here[skipping] = step[i, column[skipping], skipping]
            skipping = skipping[(here[skipping] & 4) > 0]
        found[i] = np.where(here & 1, column + i, -1)
        column += (here & 2) > 0
    return np.ascontiguousarray(found.T)


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
