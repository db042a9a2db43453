"""The records of a WARC file one after the other, and where to go on behind a damaged one (ISO 28500:2017).

Libraries that read WARC end at the first damaged part, take a Content-Length that is no number as 0 and unpack without
bounds. Here a record that is cut, damaged or wrong about its length costs that record, and reading goes on at the next
that begins as it should; nothing is given out before the end of its record has been seen to stand where it says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sayso.read.formats import Refused
from sayso.read.http_payload import BLANK, read_fields
from sayso.read.limits import Limits, megabytes
from sayso.read.unpack import Unpacked

#: What every record begins with.
BEGINS = b"WARC/"
_VERSION = re.compile(rb"WARC/\d{1,2}\.\d{1,4}\r?\n")
#: Where to go on: the version and the name of a header's first field. Alone, the version may stand in any text.
_RECORD = re.compile(rb"WARC/\d{1,2}\.\d{1,4}\r?\n(?:WARC|Content)-[A-Za-z-]{1,40}:", re.I)
_LONGEST_BEGINNING = 80
_LENGTH = re.compile(r"\d{1,15}")
_AGAIN = "fetch the archive again, or leave it: the other records are read"
#: Bytes looked at behind a block: two line ends and the beginning of the next record, with some room for more lines.
_BEHIND = 32


class DamagedError(Refused):
    """A record that cannot be read, or bytes that are none; ``next`` goes on behind it.

    ``fields`` is the record's header as far as it was read.
    """

    def __init__(self, what: str, fields: Mapping[str, str]) -> None:
        super().__init__(what, _AGAIN)
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Record:
    """The header of one record: its ``fields`` by their names in small letters, and the bytes of its block."""

    fields: Mapping[str, str]
    length: int


class Records:
    """Reads one record after the other: ``next``, then ``beginning`` if wanted, then ``block``.

    ``size`` is that of the file, in bytes. ``number`` counts the records. Raises Refused, from any method, when a
    limit of the whole file is passed.
    """

    def __init__(self, data: Unpacked, size: int, limits: Limits) -> None:
        self._data = data
        self._size = size
        self._limits = limits
        self._lost = False
        self._length = 0
        self._fields: Mapping[str, str] = {}
        self.number = 0

    @property
    def offset(self) -> int:
        """Where it is in the unpacked file, in bytes."""
        return self._data.offset

    def next(self) -> Record | None:
        """Return the next record, or None at the end; raises DamagedError for what is none."""
        self._fields = {}
        if self._lost:
            self._lost = False
            if not self._data.seek(_RECORD, _LONGEST_BEGINNING) and not self._data.next_part():
                return None
        while True:
            while gap := _gap(self._data.look(_BEHIND)):
                self._data.drop(gap)
            if self._data.fill(1):
                return self._header()
            if self._data.damage is not None:
                raise self._damaged(f"what follows is damaged: {self._data.damage}")
            if not self._data.next_part():
                return None

    def beginning(self, size: int) -> bytes:
        """Return the first ``size`` bytes of the block, or all of it when it is shorter."""
        return self._data.look(min(size, self._length))

    def block(self, *, keep: bool) -> bytes:
        """Return the block, or nothing unless it is to be kept; raises DamagedError unless it ends where it should."""
        data, length = self._data, self._length
        if not keep:
            there = data.drop(length)
            if there == length:
                data.drop(self._end(0))
        else:
            there = min(data.fill(length), length)
            if there == length:
                end = self._end(length)
                block = data.look(length)
                data.drop(length + end)
                return block
        if there < length:
            why = data.damage or "the file, or the packed part it is in, ends before"
            raise self._damaged(f"cut: {there:,} of {length:,} bytes are there ({why})")
        return b""

    def _end(self, length: int) -> int:
        """Return how many line ends stand behind the block of ``length`` bytes that is in front."""
        behind = self._data.look(_BEHIND, skip=length)
        gap = _gap(behind)
        if behind[gap:] and not behind.startswith((b"\r\n\r\n", b"\n\n")) and not behind.startswith(BEGINS, gap):
            raise self._damaged("its Content-Length is wrong: behind it no record ends")
        if gap == len(behind) < _BEHIND and self._data.damage is not None:
            raise self._damaged(f"damaged: {self._data.damage}")
        return gap

    def _header(self) -> Record:
        data, most = self._data, self._limits.max_header_bytes
        self.number += 1
        version = _VERSION.match(data.look(_BEHIND))
        if version is None:
            where = data.offset
            data.drop(1)
            raise self._damaged(f"no WARC record begins where one should, at byte {where:,}")
        blank = data.find(BLANK, most)
        if blank is None:
            cut = data.fill(most) < most
            data.drop(version.end())
            why = f" ({data.damage})" if data.damage else ""
            raise self._damaged(f"cut in its WARC header{why}" if cut else f"a header of more than {megabytes(most)}")
        head = data.look(blank.end())
        if (next_one := _RECORD.search(head, version.end())) is not None:
            data.drop(next_one.start())
            raise self._damaged("cut in its WARC header")
        data.drop(blank.end())
        self._fields = fields = read_fields(head[version.end() :])
        stated = fields.get("content-length", "")
        if not _LENGTH.fullmatch(stated):
            raise self._damaged(f"its Content-Length is no length: {stated[:40]}" if stated else "no Content-Length")
        self._length = int(stated)
        left = self._size - data.offset
        if not data.packed and self._length > left:
            raise self._damaged(f"cut, or its Content-Length is wrong: {left:,} of {self._length:,} bytes are there")
        return Record(fields, self._length)

    def _damaged(self, what: str) -> DamagedError:
        self._lost = True
        return DamagedError(what, self._fields)


def _gap(data: bytes) -> int:
    return len(data) - len(data.lstrip(b"\r\n"))
