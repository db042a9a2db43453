"""Coreference chains as evidence: which mentions a reader holds for the same one as a source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sayso.understand.reader import Extent

#: A mention is a source's when it covers this share of it, or opens it: chains hold heads, sources whole phrases.
SHARE = 0.5
#: So many other mentions are asked for a name, the nearest first.
MAX_ASKED = 12


class Chains:
    """The chains of one article, by their mentions."""

    def __init__(self, chains: Sequence[Sequence[Extent]] = ()) -> None:
        """Take chains: each the extents of one entity, in the order of the text."""
        self._chains = chains
        self._mentions = sorted((start, end, n) for n, chain in enumerate(chains) for start, end in chain)
        self._starts = [mention[0] for mention in self._mentions]

    def others(self, source: Extent) -> Iterator[Extent]:
        """Yield the other mentions of whom a source means: those before it, the nearest first, then those behind."""
        number = self._of(source)
        if number is None:
            return
        chain = [extent for extent in self._chains[number] if extent[1] <= source[0] or extent[0] >= source[1]]
        before = [extent for extent in chain if extent[1] <= source[0]]
        yield from [*reversed(before), *(extent for extent in chain if extent[0] >= source[1])][:MAX_ASKED]

    def nearest_before(self, source: Extent) -> Extent | None:
        """Return the last mention before a source of whom it means, named or not, or None."""
        first = next(self.others(source), None)
        return first if first is not None and first[1] <= source[0] else None

    def _of(self, source: Extent) -> int | None:
        """The chain of a source: that of the mention that is its extent, else of the longest that stands for it."""
        best, most = None, 0
        for place in range(bisect_right(self._starts, source[1]) - 1, -1, -1):
            start, end, number = self._mentions[place]
            if end <= source[0]:
                if start < source[0] - (source[1] - source[0]):
                    break
                continue
            if (start, end) == source:
                return number
            within = source[0] <= start and end <= source[1]
            length = end - start
            if within and (start - source[0] <= 4 or length >= SHARE * (source[1] - source[0])) and length > most:
                best, most = number, length
        return best
