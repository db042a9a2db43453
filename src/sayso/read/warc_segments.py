"""Records of a web archive that were split, joined again (ISO 28500, annex on record segmentation).

A crawler splits what is larger than a file of its may be: the first segment is a record of its own kind with the number
1, each following one a ``continuation`` that names the first, and the last of them says how long all are together.
They are joined where all stand in one file, in their order, with other records between them or not. Segments wait in
memory, no more of them than one page may take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sayso.read.formats import Refused, too_large
from sayso.read.limits import Limits

#: Split records that are no pages, or could not be joined, are remembered so that what continues them is passed over.
_MOST_REMEMBERED = 10_000
#: Bytes that even an empty segment is counted as: so much is held about it.
_LEAST_COST = 1000
#: The others of its segments are mostly in the next file that the crawler wrote.
JOIN = "join the files of the crawl in their order, with: cat FIRST NEXT > ALL; then read ALL"

Begun = TypeVar("Begun")


@dataclass(slots=True)
class _Open(Generic[Begun]):
    begun: Begun
    pieces: list[bytes] = field(default_factory=list)
    size: int = 0


class Segments(Generic[Begun]):
    """The split records of one file that are not whole yet. ``Begun`` is what the caller keeps of the first segment."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.max_file_bytes
        self._held = 0
        self._waiting: dict[str, _Open[Begun]] = {}
        self._over: dict[str, None] = {}

    def begin(self, origin: str, begun: Begun, block: bytes) -> None:
        """Keep the first segment of the record with the id ``origin``; raises Refused when that cannot be."""
        if not origin or origin in self._waiting:
            raise Refused("split over several records, but without an id of its own", "fetch the page again")
        self._refuse_more(len(block))
        self._waiting[origin] = _Open(begun)
        self._keep(self._waiting[origin], block)

    def leave(self, origin: str) -> None:
        """Pass over whatever continues ``origin``: it is no page, or has been listed already."""
        found = self._waiting.pop(origin, None)
        if found is not None:
            self._held -= sum(map(_cost, map(len, found.pieces)))
        if origin:
            self._over[origin] = None
        if len(self._over) > _MOST_REMEMBERED:
            del self._over[next(iter(self._over))]

    def begun(self, origin: str) -> Begun | None:
        """Return what was kept of the record ``origin``, or None if none of that id waits."""
        found = self._waiting.get(origin)
        return found.begun if found else None

    def left(self, origin: str) -> bool:
        """Whether what continues ``origin`` is to be passed over."""
        return origin in self._over

    def add(self, origin: str, fields: Mapping[str, str], length: int, block: bytes) -> bytes | None:
        """Add a segment of ``length`` bytes to ``origin``; return the whole block where it is the last, else None.

        ``block`` may be empty where it is longer than a page may be. Raises Refused when it is not the next segment,
        when it is too much to keep, and when it says that it is the last, but something is missing.
        """
        found = self._waiting[origin]
        number = len(found.pieces) + 1
        if (stated := fields.get("warc-segment-number", "")) != str(number):
            raise Refused(f"split over several records, of which number {number} is not there ({stated[:20]} is)", JOIN)
        self._refuse_more(length)
        self._keep(found, block)
        total = fields.get("warc-segment-total-length")
        if total is None:
            return None
        self.leave(origin)
        if total != str(found.size):
            raise Refused(f"split over several records, which have {found.size:,} bytes and not {total[:20]}", JOIN)
        if cut := fields.get("warc-truncated"):
            raise Refused(f"only a part of it was fetched ({cut[:40]})", "fetch the page again")
        return b"".join(found.pieces)

    def unfinished(self) -> Iterator[tuple[Begun, str]]:
        """Yield what waits in vain at the end of the file, and what is wrong with it."""
        for found in self._waiting.values():
            some = len(found.pieces)
            here = "is" if some == 1 else f"{some} are"
            yield found.begun, f"split over several records, of which only the first {here} here"

    def _keep(self, found: _Open[Begun], block: bytes) -> None:
        found.pieces.append(block)
        found.size += len(block)
        self._held += _cost(len(block))

    def _refuse_more(self, length: int) -> None:
        if self._held + _cost(length) > self._most:
            raise Refused(*too_large(self._held + length, self._most))


def _cost(length: int) -> int:
    return max(length, _LEAST_COST)
