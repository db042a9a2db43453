"""Where the words of a large pile stand, in two bytes a word instead of eight.

Few words stand far from the one before or are long, so the gap before a word and its size fit in a byte each; what does
not is kept beside. Sums at every ``STEP``-th word make any word's offset quick to find.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sayso.compare.arrays import I32, I64, U8

#: Words between two kept sums: 64 are added up in one go, and the sums take an eighth of a byte a word.
STEP = 64
#: Places looked up at a time, so that the words added up for them stay small.
AT_A_TIME = 50_000
#: What does not fit in a byte is kept beside; the byte then holds this.
FULL = 255


def packed(starts: I32, ends: I32, offsets: I64) -> tuple[I64, I64]:
    """Return the gap before each word and its size, from offsets into each article's text (see ``Corpus.offsets``)."""
    gaps = starts.astype(np.int64)
    gaps[1:] -= ends[:-1]
    first = offsets[:-1][np.diff(offsets) > 0]
    gaps[first] = starts[first]
    return gaps, ends.astype(np.int64) - starts


class Bytes:
    """A column of numbers, most of them under 255, filled in pieces."""

    def __init__(self, count: int) -> None:
        self.low: U8 = np.zeros(count, np.uint8)
        self._at: list[I64] = []
        self._more: list[I64] = []

    def fill(self, places: I64 | slice, values: I64) -> None:
        """Set some values."""
        self.low[places] = np.minimum(values, FULL)
        large = np.flatnonzero(values >= FULL)
        if large.size:
            index = np.arange(places.start, places.stop) if isinstance(places, slice) else places
            self._at.append(index[large])
            self._more.append(values[large] - FULL)

    def rest(self) -> tuple[I64, I64]:
        """Return the places of the values that do not fit in a byte, sorted, and by how much they do not."""
        at = np.concatenate([np.zeros(0, np.int64), *self._at])
        more = np.concatenate([np.zeros(0, np.int64), *self._more])
        order = np.argsort(at, kind="stable")
        return at[order], more[order]


class WordEdges:
    """The start and end of every word, as offsets into its article's text; made of gaps and sizes by place."""

    def __init__(self, gaps: Bytes, sizes: Bytes, offsets: I64) -> None:
        self._gaps, self._sizes, self._offsets = gaps.low, sizes.low, offsets
        (gap_at, gap_more), (size_at, size_more) = gaps.rest(), sizes.rest()
        self._size_at, self._size_more = size_at, size_more
        at, more = np.concatenate((gap_at, size_at)), np.concatenate((gap_more, size_more))
        order = np.argsort(at, kind="stable")
        self._at, self._more = at[order], np.concatenate(([0], np.cumsum(more[order])))
        sums = [np.zeros(1, np.int64)]
        for low in range(0, len(self._gaps), STEP * AT_A_TIME):
            part = slice(low, low + STEP * AT_A_TIME)
            both = self._gaps[part].astype(np.int64) + self._sizes[part]
            sums.append(np.add.reduceat(both, np.arange(0, len(both), STEP)))
        self._sums = np.cumsum(np.concatenate(sums))

    def ends(self, places: I64) -> I64:
        """Return where the words at some places end."""
        every = [self._ends(places[low : low + AT_A_TIME]) for low in range(0, len(places), AT_A_TIME)]
        return np.concatenate([np.zeros(0, np.int64), *every])

    def starts(self, places: I64) -> I64:
        """Return where the words at some places start."""
        found = self.ends(places) - self._sizes[places]
        if self._size_at.size:
            near = np.minimum(np.searchsorted(self._size_at, places), self._size_at.size - 1)
            found -= np.where(self._size_at[near] == places, self._size_more[near], 0)
        return found

    def _ends(self, places: I64) -> I64:
        article = np.searchsorted(self._offsets, places, side="right") - 1
        unique, back = np.unique(article, return_inverse=True)
        return self._through(places) - self._until(self._offsets[unique])[back]

    def _through(self, places: I64) -> I64:
        """Return the sum of all gaps and sizes up to some places; quick where these follow each other."""
        begins = np.flatnonzero(np.append([True], places[1:] != places[:-1] + 1)[: len(places)])
        if STEP * len(begins) > len(places):
            return self._until(places + 1)
        sizes = np.diff(np.append(begins, len(places)))
        total = np.cumsum(self._gaps[places].astype(np.int64) + self._sizes[places])
        total -= np.repeat(total[begins] - self._gaps[places[begins]] - self._sizes[places[begins]], sizes)
        more = self._more[np.searchsorted(self._at, places + 1)]
        more -= np.repeat(self._more[np.searchsorted(self._at, places[begins])], sizes)
        return total + more + np.repeat(self._until(places[begins]), sizes)

    def _until(self, places: I64) -> I64:
        """Return the sum of all gaps and sizes before some places."""
        block, rest = places // STEP, places % STEP
        nth = np.arange(STEP)
        within = np.minimum(block[:, None] * STEP + nth, max(len(self._gaps) - 1, 0))
        both = self._gaps[within].astype(np.int64) + self._sizes[within]
        near = np.where(nth < rest[:, None], both, 0).sum(axis=1)
        found: I64 = self._sums[block] + near + self._more[np.searchsorted(self._at, places)]
        return found


class Column:
    """What a function tells of places, asked for as if it stood in an array: ``column[places]``."""

    def __init__(self, tell: Any, count: int) -> None:
        self._tell, self._count = tell, count

    def __getitem__(self, places: Any) -> Any:
        """Return the values at a place, some places or a slice of them."""
        if isinstance(places, slice):
            return self._tell(np.arange(*places.indices(self._count)))
        if np.ndim(places) == 0:
            return self._tell(np.array([places], np.int64))[0]
        return self._tell(np.asarray(places, np.int64))

    def __len__(self) -> int:
        return self._count
