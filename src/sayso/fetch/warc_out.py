"""The WARC file (ISO 28500, WARC/1.1) that fetching leaves: what was asked and answered, byte for byte, with digests.

Invariant: the file ends with a whole record whenever nothing is being written. Records that belong together are packed
in memory, one gzip member each, and written with one call; what a killed run or a full disk left unfinished is cut off
before anything else is written.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import os
import re
import uuid
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from sayso.fetch.client import Exchange
from sayso.fetch.settings import FetchError

_CHUNK = 1024 * 1024
_MEMBER = re.compile(rb"\x1f\x8b\x08")
#: The field of our metadata records that says how an address ended; "fetched" is not asked for again.
_OUTCOME = "outcome"
#: Fields of our metadata records; more would be a page of somebody's that looks like one.
_MOST_FIELDS = 16 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file holds already: the addresses that were fetched, and the bytes of an unfinished record it lost."""

    fetched: frozenset[str]
    cut: int


class WarcFile:
    """A WARC file open for adding to, by one run at a time. Raises FetchError where that cannot be."""

    def __init__(self, path: Path, user_agent: str) -> None:
        self._path = path
        self._stream = open(path, "a+b", buffering=0)  # noqa: SIM115 (closed by ``__exit__``)
        try:
            try:
                fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise FetchError(f"{path}: another run writes to it; wait for it, or write to another file") from error
            self.kept = self._look_through()
            self._info = self._begin(user_agent)
        except BaseException:
            self._stream.close()
            raise

    def __enter__(self) -> WarcFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def add(self, url: str, exchanges: Sequence[Exchange], outcome: Sequence[tuple[str, str]]) -> None:
        """Write what was asked and answered for one address, and how it ended (fields of a metadata record)."""
        records: list[bytes] = []
        last = ""
        for exchange in exchanges:
            last = _new_id()
            asked = _new_id()
            common = {"WARC-Target-URI": exchange.address.url, "WARC-IP-Address": exchange.ip}
            payload = exchange.response.partition(b"\r\n\r\n")[2]
            records += [
                _record(
                    WarcRecordType.response,
                    exchange.response,
                    "application/http; msgtype=response",
                    exchange.moment,
                    {**common, "WARC-Payload-Digest": _digest(payload), "WARC-Warcinfo-ID": _urn(self._info)},
                    identity=last,
                ),
                _record(
                    WarcRecordType.request,
                    exchange.request,
                    "application/http; msgtype=request",
                    exchange.moment,
                    {**common, "WARC-Concurrent-To": _urn(last), "WARC-Warcinfo-ID": _urn(self._info)},
                    identity=asked,
                ),
            ]
        about = {"WARC-Target-URI": url, "WARC-Warcinfo-ID": _urn(self._info)}
        if last:
            about["WARC-Concurrent-To"] = _urn(last)
        fields = _fields(outcome)
        records.append(_record(WarcRecordType.metadata, fields, "application/warc-fields", datetime.now(UTC), about))
        self._write(records)

    def _begin(self, user_agent: str) -> str:
        identity = _new_id()
        fields = _fields(
            [
                ("software", user_agent.split(" ", 1)[0]),
                ("format", "WARC File Format 1.1"),
                ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
                ("robots", "obey"),
                ("http-header-user-agent", user_agent),
            ]
        )
        kind = "application/warc-fields"
        named = {"WARC-Filename": self._path.name}
        self._write([_record(WarcRecordType.warcinfo, fields, kind, datetime.now(UTC), named, identity=identity)])
        return identity

    def _write(self, records: Iterable[bytes]) -> None:
        content = memoryview(b"".join(records))
        end = self._stream.seek(0, os.SEEK_END)
        try:
            while content:  # a file takes all at once, but for a disk that fills up
                content = content[self._stream.write(content) :]
        except BaseException:
            self._stream.truncate(end)
            raise

    def _look_through(self) -> Kept:
        """Cut off what a killed run left unfinished, and return what the file holds; leave any other file alone."""
        size = self._stream.seek(0, os.SEEK_END)
        if not size:
            return Kept(frozenset(), 0)
        self._stream.seek(0)
        if not _begins_record(self._stream.read(_CHUNK)):
            raise FetchError(f"{self._path}: not a packed WARC file; write to another file, such as pages.warc.gz")
        try:
            end = _whole_records(self._stream)
            self._stream.truncate(end)
            return Kept(_fetched(self._path) if end else frozenset(), size - end)
        except (OSError, zlib.error) as error:
            raise FetchError(f"{self._path}: a damaged WARC file ({error}); write to another file") from error


def _whole_records(stream: io.FileIO) -> int:
    """Return where the last whole gzip member of a file ends, in bytes; raises zlib.error where one is damaged."""
    stream.seek(0)
    end = at = 0
    member = zlib.decompressobj(wbits=31)
    while chunk := stream.read(_CHUNK):
        while chunk:
            member.decompress(chunk, _CHUNK)
            while member.unconsumed_tail:
                member.decompress(member.unconsumed_tail, _CHUNK)
            at += len(chunk) - len(member.unused_data)
            chunk = member.unused_data
            if member.eof:
                end = at
                member = zlib.decompressobj(wbits=31)
    stream.seek(end)
    tail = stream.read()
    if any(_begins_record(tail[found.start() :]) for found in _MEMBER.finditer(tail, 1)):
        raise zlib.error(f"the record at byte {end:,} cannot be unpacked, and others follow")
    return end


def _begins_record(content: bytes) -> bool:
    """Say whether a packed WARC record begins here."""
    try:
        return zlib.decompressobj(wbits=31).decompress(content[:_CHUNK], 5) == b"WARC/"
    except zlib.error:
        return False


def _fetched(path: Path) -> frozenset[str]:
    """Return the addresses whose metadata record says that they were fetched; raises OSError."""
    found = set()
    with path.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.metadata, parse_http=False):
            url = record.headers.get("WARC-Target-URI")
            if url and record.content_length <= _MOST_FIELDS:
                lines = record.reader.read().decode("utf-8", "replace").split("\r\n")
                fields = dict(line.partition(": ")[::2] for line in lines)
                if fields.get(_OUTCOME) == "fetched":
                    found.add(url)
    return frozenset(found)


def _record(
    kind: WarcRecordType,
    block: bytes,
    media_type: str,
    moment: datetime,
    more: dict[str, str],
    *,
    identity: str | None = None,
) -> bytes:
    """Return one record as a gzip member."""
    record = WarcRecord()
    record.init_headers(kind, f"uuid:{identity or _new_id()}".encode("ascii"))
    record.headers.set("WARC-Date", moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    for name, value in more.items():
        record.headers.set(name, value)
    record.headers.set("WARC-Block-Digest", _digest(block))
    record.headers.set("Content-Type", media_type)
    record.set_bytes_content(block)
    plain = io.BytesIO()
    record.write(plain)
    return gzip.compress(plain.getvalue(), mtime=0)


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _fields(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {' '.join(value.split())}\r\n" for name, value in fields).encode("utf-8", "replace")


def _new_id() -> str:
    return str(uuid.uuid4())


def _urn(identity: str) -> str:
    return f"<urn:uuid:{identity}>"
