"""Copies by pair of articles: what the passages of two articles come to, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64

#: Partners of an article that are looked at for a third: those it shares most with.
PARTNERS = 8


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two articles a row, by their numbers in the order of ids; ``one`` < ``two``.

    ``*_chars`` is how much of each lies in their passages, ``*_start`` and ``*_end`` the hull of these on the page;
    ``aligned`` is how many words stand in both. ``of_row`` gives the pair of each row of ``copies`` (-1 for stock), and
    ``turned`` whether the row's ``article_id`` is ``two``.
    """

    one: I64
    two: I64
    one_chars: I64
    two_chars: I64
    one_start: I64
    one_end: I64
    two_start: I64
    two_end: I64
    aligned: NDArray[np.float64]
    of_row: I64
    turned: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return how many pairs there are."""
        return len(self.one)


@dataclass(frozen=True, slots=True)
class Partners:
    """For each article its ``PARTNERS`` other articles of most words in common: -1 where there are fewer.

    ``aligned`` words, and the hull ``start`` to ``end`` of the passages in the article itself.
    """

    other: I64
    aligned: NDArray[np.float64]
    start: I64
    end: I64


def pairs_of(copies: pa.Table, ids: pa.Array) -> Pairs:
    """Return the pairs of ``copies``; ``ids`` are those of all articles in them, sorted."""
    a, b = (_number(copies[name], ids) for name in ("article_id", "of_article_id"))
    turned = a > b
    kept = ~copies["stock"].to_numpy(zero_copy_only=False) & (a != b) & (a >= 0) & (b >= 0)
    key = np.where(turned, b, a) * (len(ids) + 1) + np.where(turned, a, b)
    keys, inverse = np.unique(key[kept], return_inverse=True)
    of_row = np.full(len(a), -1, np.int64)
    of_row[kept] = inverse
    start, end, of_start, of_end = (
        copies[name].to_numpy().astype(np.int64) for name in ("start", "end", "of_start", "of_end")
    )
    spans = [np.where(turned, of, own)[kept] for own, of in ((start, of_start), (end, of_end))]
    spans += [np.where(turned, own, of)[kept] for own, of in ((start, of_start), (end, of_end))]
    aligned = (copies["words"].to_numpy() * copies["similarity"].to_numpy())[kept]
    return Pairs(
        one=keys // (len(ids) + 1),
        two=keys % (len(ids) + 1),
        one_chars=_total(inverse, spans[1] - spans[0], len(keys)).astype(np.int64),
        two_chars=_total(inverse, spans[3] - spans[2], len(keys)).astype(np.int64),
        one_start=_least(inverse, spans[0], len(keys)),
        one_end=-_least(inverse, -spans[1], len(keys)),
        two_start=_least(inverse, spans[2], len(keys)),
        two_end=-_least(inverse, -spans[3], len(keys)),
        aligned=_total(inverse, aligned, len(keys)),
        of_row=of_row,
        turned=turned,
    )


def partners_of(pairs: Pairs, articles: int, kept: NDArray[np.bool_] | None = None) -> Partners:
    """Return the partners of each of ``articles``.

    ``kept`` tells for each pair, then for each pair turned round, whether the second article is to be a partner of the
    first (default: all).
    """
    owner, other = np.concatenate((pairs.one, pairs.two)), np.concatenate((pairs.two, pairs.one))
    start, end = np.concatenate((pairs.one_start, pairs.two_start)), np.concatenate((pairs.one_end, pairs.two_end))
    aligned = np.concatenate((pairs.aligned, pairs.aligned))
    order = np.lexsort((other, -aligned, owner))
    if kept is not None:
        order = order[kept[order]]
    begins = np.searchsorted(owner[order], np.arange(articles))
    place = np.arange(len(order)) - begins[owner[order]]
    order, place = order[place < PARTNERS], place[place < PARTNERS]
    found = Partners(
        np.full((articles, PARTNERS), -1, np.int64),
        np.zeros((articles, PARTNERS)),
        np.zeros((articles, PARTNERS), np.int64),
        np.zeros((articles, PARTNERS), np.int64),
    )
    for column, values in zip(
        (found.other, found.aligned, found.start, found.end), (other, aligned, start, end), strict=True
    ):
        column[owner[order], place] = values[order]
    return found


def overlap(a_start: I64, a_end: I64, b_start: I64, b_end: I64) -> NDArray[np.float64]:
    """Return how much of the shorter of two stretches lies in the other, 0 to 1, for whole columns."""
    both = np.maximum(np.minimum(a_end, b_end) - np.maximum(a_start, b_start), 0)
    share: NDArray[np.float64] = both / np.maximum(np.minimum(a_end - a_start, b_end - b_start), 1)
    return share


def _number(column: pa.ChunkedArray, ids: pa.Array) -> I64:
    found = pc.fill_null(pc.index_in(column, value_set=ids), -1)
    return np.asarray(found.to_numpy(), np.int64)


def _total(group: I64, values: NDArray[Any], count: int) -> NDArray[np.float64]:
    return np.bincount(group, weights=values.astype(np.float64), minlength=count).astype(np.float64)


def _least(group: I64, values: I64, count: int) -> I64:
    found = np.full(count, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(found, group, values)
    return found
