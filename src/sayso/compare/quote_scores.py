"""Score: how much two contents have in common, word by word, and whether that is enough for one utterance.

What is common is measured twice, over all words and over those in the same order (a longest common subsequence weighted
by the words' rarity, Hirschberg 1977), and averaged: a clause that was moved counts half.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import F64, I64, U64, Flags
from sayso.compare.engine import Engine
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import Speech

_STEMS, _WEIGHTS, _FLAGS = pa.list_(pa.uint64()), pa.list_(pa.float64()), pa.list_(pa.bool_())
#: Two contents: the content words of each, what they weigh and which are numbers.
COMPARED = pa.schema(
    [
        ("a", _STEMS),
        ("a_weights", _WEIGHTS),
        ("a_numeric", _FLAGS),
        ("b", _STEMS),
        ("b_weights", _WEIGHTS),
        ("b_numeric", _FLAGS),
    ]
)
#: What they have in common, in nats: all words (each once), and those in the same order; what each weighs, each word
#: counted once; and whether each has a number that the other lacks.
COMMON = pa.schema(
    [
        ("shared", pa.float64()),
        ("ordered", pa.float64()),
        ("a_total", pa.float64()),
        ("b_total", pa.float64()),
        ("a_number", pa.bool_()),
        ("b_number", pa.bool_()),
    ]
)
#: Pairs compared at a time, and cells of a table held at a time.
PAIRS_AT_A_TIME, CELLS = 4_000, 2_000_000
#: Attributions two by two, by number.
Pairs = tuple[I64, I64]


@dataclass(frozen=True, slots=True)
class Scores:
    """Of each pair: the evidence that it is one utterance above what is needed (0 and more: it is), and how alike the
    two are as wholes, 0 to 1.
    """

    evidence: F64
    alike: F64


def score(speech: Speech, pairs: Pairs, copied: F64, engine: Engine, settings: QuoteSettings) -> Scores:
    """Score pairs of attributions; ``copied`` says how surely each is a copy, 0 to 1."""
    a, b = pairs
    parts = [[np.zeros(0)] for _ in COMMON]
    for batch in engine.map_batches(compare, _pairs(speech, a, b)):
        for part, name in zip(parts, COMMON.names, strict=True):
            part.append(batch[name].to_numpy(zero_copy_only=False))
    shared, ordered, a_total, b_total, a_number, b_number = (np.concatenate(part) for part in parts)
    lighter = np.maximum(np.minimum(a_total, b_total), 1e-9)
    alike = shared / np.maximum(a_total + b_total - shared, 1e-9)
    evidence = (shared + ordered) / 2 * np.minimum(shared / lighter, 1.0) ** settings.whole
    evidence += _beside(speech, pairs, copied, settings) + alike * settings.alike
    evidence += copied * np.maximum(alike, np.minimum(shared / settings.phrase, 1.0) ** 2) * settings.copied
    evidence += (a_number.astype(bool) & b_number.astype(bool)) * settings.numbers
    evidence -= settings.need + np.log(max(len(speech), 1))
    # Without a word in common there is nothing to weigh anything beside. Whoever passes on what another says tells what
    # was said; the other's own words stand for that.
    evidence[(shared <= 0) | (speech.relays[a] != speech.relays[b])] = -np.inf
    return Scores(evidence, np.clip(alike, 0.0, 1.0))


def _beside(speech: Speech, pairs: Pairs, copied: F64, settings: QuoteSettings) -> F64:
    """Return what speaks for and against a pair beside its words."""
    a, b = pairs
    one, other = speech.speaker[a], speech.speaker[b]
    known = (one >= 0) & (other >= 0)
    same = speech.together(a, b)
    apart = np.abs(speech.day[a] - speech.day[b])
    dated = (speech.day[a] >= 0) & (speech.day[b] >= 0)
    found: F64 = same * settings.same_speaker + (known & ~same) * settings.other_speaker + 0.0
    found += (same & dated & (apart <= settings.days)) * settings.same_day
    gone = np.minimum(np.log1p(apart) / np.log1p(settings.far_days), 1.0)
    by_date = dated * (settings.near + gone * (settings.far - settings.near))
    # A copy may be printed at any time.
    found += np.where(copied >= 1, np.maximum(by_date, 0.0), by_date)
    found += (speech.direct[a] & speech.direct[b]) * settings.direct
    found += (known & ~same & (speech.denies[a] != speech.denies[b])) * settings.denied
    return np.asarray(found, np.float64)


def _pairs(speech: Speech, a: I64, b: I64) -> Iterator[pa.RecordBatch]:
    """Yield the words of the pairs, as ``compare`` takes them."""
    for begin in range(0, len(a), PAIRS_AT_A_TIME):
        columns: list[pa.Array] = []
        for side in (a[begin : begin + PAIRS_AT_A_TIME], b[begin : begin + PAIRS_AT_A_TIME]):
            sizes = speech.bounds[side + 1] - speech.bounds[side]
            ends = np.cumsum(sizes)
            at = np.arange(int(ends[-1])) + np.repeat(speech.bounds[side] - (ends - sizes), sizes)
            offsets = pa.array(np.concatenate(([0], ends)).astype(np.int32))
            for values in (speech.stems, speech.weights, speech.numeric):
                columns.append(pa.ListArray.from_arrays(offsets, pa.array(values[at])))
        yield pa.record_batch(columns, schema=COMPARED)


def compare(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``COMMON`` for every row of ``COMPARED``."""
    a, b = _Side.of(batch, "a"), _Side.of(batch, "b")
    count = batch.num_rows
    # Words as small numbers, so that pair and word fit into one key.
    distinct, numbers = np.unique(np.concatenate((a.stems, b.stems)), return_inverse=True)
    size = max(len(distinct), 1)
    a_words, b_words = numbers[: len(a.stems)], numbers[len(a.stems) :]
    a_keys, a_first = np.unique(a.rows * size + a_words, return_index=True)
    b_keys, b_first = np.unique(b.rows * size + b_words, return_index=True)
    in_b, in_a = np.isin(a_keys, b_keys, assume_unique=True), np.isin(b_keys, a_keys, assume_unique=True)
    a_weights, b_weights = a.weights[a_first], b.weights[b_first]
    a_lack, b_lack = a.numeric[a_first] & ~in_b, b.numeric[b_first] & ~in_a
    columns = (
        np.bincount(a_keys[in_b] // size, a_weights[in_b], minlength=count),
        _ordered(a, b, a_words + 1, b_words + 1, count),
        np.bincount(a_keys // size, a_weights, minlength=count),
        np.bincount(b_keys // size, b_weights, minlength=count),
        np.bincount(a_keys[a_lack] // size, minlength=count) > 0,
        np.bincount(b_keys[b_lack] // size, minlength=count) > 0,
    )
    return pa.record_batch([pa.array(column) for column in columns], schema=COMMON)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of many pairs: the words of all, and to which pair each belongs."""

    stems: U64
    weights: F64
    numeric: Flags
    offsets: I64
    rows: I64

    @classmethod
    def of(cls, batch: pa.RecordBatch, name: str) -> _Side:
        offsets = batch[name].offsets.to_numpy().astype(np.int64)
        return cls(
            batch[name].flatten().to_numpy(),
            batch[f"{name}_weights"].flatten().to_numpy(),
            batch[f"{name}_numeric"].flatten().to_numpy(zero_copy_only=False),
            offsets - offsets[0],
            np.repeat(np.arange(batch.num_rows), np.diff(offsets)),
        )


def _ordered(a: _Side, b: _Side, a_words: I64, b_words: I64, count: int) -> F64:
    """Return the weight of the heaviest common subsequence of every pair; words are numbers from 1."""
    found = np.zeros(count)
    a_sizes, b_sizes = np.diff(a.offsets), np.diff(b.offsets)
    # Like sizes side by side, so that little of a table is padding.
    order = np.lexsort((b_sizes, a_sizes))
    begin = 0
    while begin < count:
        end, rows, columns = begin, 0, 0
        while end < count:
            rows, columns = max(rows, int(a_sizes[order[end]])), max(columns, int(b_sizes[order[end]]))
            if end > begin and (rows + columns) * (end - begin + 1) > CELLS // 16:
                break
            end += 1
        chosen = order[begin:end]
        left, weights = _padded(a_words, a, chosen, 0), _padded(a.weights, a, chosen, 0.0)
        right = _padded(b_words, b, chosen, -1)
        best = np.zeros((len(chosen), right.shape[1] + 1))
        for i in range(left.shape[1]):
            taken = best[:, :-1] + (left[:, i, None] == right) * weights[:, i, None]
            best[:, 1:] = np.maximum.accumulate(np.maximum(best[:, 1:], taken), axis=1)
        found[chosen] = best[:, -1]
        begin = end
    return found


def _padded(values: np.ndarray, side: _Side, chosen: I64, padding: float) -> np.ndarray:
    """Return the words of some pairs as the rows of one table."""
    sizes = (side.offsets[1:] - side.offsets[:-1])[chosen]
    table = np.full((len(chosen), int(sizes.max(initial=0))), padding, values.dtype)
    ends = np.cumsum(sizes)
    row = np.repeat(np.arange(len(chosen)), sizes)
    place = np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - sizes, sizes)
    table[row, place] = values[side.offsets[:-1][chosen][row] + place]
    return table
