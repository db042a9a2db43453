"""Where words stand, packed: as they were given, however far apart, however long and whichever are asked for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.compare import offsets as module
from sayso.compare.offsets import Bytes, Column, WordEdges, packed

WORD = st.tuples(st.sampled_from([0, 1, 2, 254, 255, 256, 70_000]), st.sampled_from([1, 5, 254, 255, 256, 100_000]))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORD, max_size=150), min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_words_stand_where_they_stood(articles: list[list[tuple[int, int]]], chance: object) -> None:
    starts, ends = [], []
    for words in articles:
        at = 0
        for gap, size in words:
            starts.append(at + gap)
            at += gap + size
            ends.append(at)
    bounds = np.concatenate(([0], np.cumsum([len(words) for words in articles]))).astype(np.int64)
    gaps, sizes = packed(np.array(starts, np.int32), np.array(ends, np.int32), bounds)
    columns = Bytes(len(starts)), Bytes(len(starts))
    half = len(starts) // 2
    for column, values in zip(columns, (gaps, sizes), strict=True):
        column.fill(np.arange(half, len(starts)), values[half:])
        column.fill(slice(0, half), values[:half])
    edges = WordEdges(*columns, bounds)
    every = np.arange(len(starts))
    some = np.array(sorted(chance.sample(range(len(starts)), len(starts) // 3)), np.int64)  # type: ignore[attr-defined]
    for places in (every, every[::-1], some, every[:0]):
        assert edges.starts(places).tolist() == np.array(starts, np.int64)[places].tolist()
        assert edges.ends(places).tolist() == np.array(ends, np.int64)[places].tolist()
    column = Column(edges.ends, len(ends))
    assert column[:].tolist() == ends
    assert len(column) == len(ends)
    if ends:
        assert column[len(ends) - 1] == ends[-1]


def test_pieces_of_a_long_question_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_A_TIME", 7)
    gaps, sizes = Bytes(100), Bytes(100)
    gaps.fill(slice(0, 100), np.ones(100, np.int64))
    sizes.fill(slice(0, 100), np.full(100, 300))
    edges = WordEdges(gaps, sizes, np.array([0, 40, 40, 100]))
    assert edges.ends(np.arange(100)).tolist() == [301 * (n + 1 if n < 40 else n - 39) for n in range(100)]
