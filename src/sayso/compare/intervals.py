"""Intervals of places, each with an owner: which places lie in one of somebody's intervals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.chains import pair_of
from sayso.compare.stock import Passages


class Intervals:
    """Half-open intervals of places (``starts`` to ``ends``), each of an ``owner``; asked for many places at once."""

    def __init__(self, owner: I64, starts: I64, ends: I64) -> None:
        """Take one interval for each owner given; an owner may have several, and they may overlap."""
        self._owners, number = np.unique(owner, return_inverse=True)
        self._top = int(ends.max(initial=0)) + 1
        keys = number * self._top + np.maximum(starts, 0)
        order = np.argsort(keys, kind="stable")
        self._keys = keys[order]
        # Owners follow each other, so the furthest end so far is the owner's own, or lies before all it is asked for.
        self._ends = np.maximum.accumulate((number * self._top + ends)[order])

    def hold(self, owner: I64, places: I64) -> NDArray[np.bool_]:
        """Return for each place whether one of the intervals of its ``owner`` holds it."""
        if not len(self._keys):
            return np.zeros(len(places), np.bool_)
        number = np.minimum(np.searchsorted(self._owners, owner), len(self._owners) - 1)
        wanted = number * self._top + places
        at = np.searchsorted(self._keys, wanted, side="right") - 1
        sound = (self._owners[number] == owner) & (places >= 0) & (places < self._top)
        held: NDArray[np.bool_] = sound & (at >= 0) & (wanted < self._ends[np.maximum(at, 0)])
        return held


def articles_of(pairs: I64) -> tuple[I64, I64]:
    """Return the two articles of each pair."""
    return pairs >> np.int64(31), pairs & np.int64((1 << 31) - 1)


def covered(passages: Passages, pair: I64, a: I64, b: I64) -> NDArray[np.bool_]:
    """Return for each hit (its pair of articles and its two places) whether a passage of that pair covers either."""
    owner = pair_of(passages.a, passages.b)
    by_a = Intervals(owner, passages.a_start, passages.a_end).hold(pair, a)
    return by_a | Intervals(owner, passages.b_start, passages.b_end).hold(pair, b)
