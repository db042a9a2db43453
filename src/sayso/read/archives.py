"""ZIP and TAR archives and single packed files: every member is read as a file would be, in memory, one at a time.

Nothing is ever written to disk. Members whose names point outside the archive, links and devices are refused,
bombs are stopped at the limits, and the other members are still read.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import IO, BinaryIO, cast

from sayso.model import Page
from sayso.read.decode import whole
from sayso.read.formats import Refused, Source, too_large
from sayso.read.limits import Limits, megabytes

_BROKEN = (zipfile.BadZipFile, zipfile.LargeZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
           ValueError, NotImplementedError, RuntimeError, KeyError, IndexError, OverflowError)  # fmt: skip
_AGAIN = "fetch or pack the archive again"
_YOURSELF = "unpack it yourself, then read the folder"
_OFFICE = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub", ".jar", ".apk", ".xlsm", ".docm")
_PACKED = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}
#: Web archives by their names: WARC, what is made from it, and its forerunner.
WEB_ARCHIVE = re.compile(r"\.(?:warc|wet|wat|arc)(?:\.gz|\.zst)?\Z", re.I)
_DRIVE = re.compile(r"[A-Za-z]:")


def skipped(name: str) -> bool:
    """Say whether a path is none of a person's pages: hidden, or left by the system that packed it."""
    parts = name.replace("\\", "/").split("/")
    return any((part.startswith(".") and part not in {".", ".."}) or part in _SYSTEM for part in parts)


_SYSTEM = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))


class Zip:
    """ZIP archives, by their first bytes or their name."""

    name = "ZIP"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim what begins as ZIP does, and files called so."""
        return head.startswith((b"PK\x03\x04", b"PK\x05\x06")) or name.lower().endswith(".zip")

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the pages of every member, in the order of the archive's list."""
        if source.name.lower().endswith(_OFFICE):
            raise Refused("an Office document or a program package", "save it as text or HTML first")
        check_depth(source)
        limits = source.limits
        with source.open() as stream:
            try:
                archive = zipfile.ZipFile(stream)
            except _BROKEN as error:
                raise Refused(f"a broken or cut ZIP archive ({_first_line(error)})", _AGAIN) from error
            with archive:
                # Not is_dir(): the library's own fails for a member whose name is empty.
                members = [
                    info
                    for info in archive.infolist()
                    if not info.filename.endswith("/") and not skipped(info.filename)
                ]
                if source.name.lower().endswith(".wacz"):  # the rest of it is indexes of what the WARC files hold
                    members = [info for info in members if WEB_ARCHIVE.search(info.filename)]
                if not members:
                    raise Refused("an archive without files", "leave it out")
                left = limits.max_unpacked_bytes
                for number, info in enumerate(members, 1):
                    name = info.filename or str(number)
                    member = replace(source, name=name, record=source.row(whole(name)))
                    try:
                        _check_count(number, len(members), limits)
                        _check_left(left, limits)
                        opened = self._open(archive, info, member)
                    except Refused as refused:
                        yield member.failed(refused.what, refused.fix)
                        if number > limits.max_members or left <= 0:
                            return
                        continue
                    left -= opened.size
                    yield from source.inner(opened)

    def _open(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, member: Source) -> Source:
        """Return the member, held in memory, or, as it is streamed and may be large, a web archive left where it is."""
        limits = member.limits
        allowed = self._allowed(info, limits)
        if WEB_ARCHIVE.search(info.filename):
            opener = cast(Callable[[], BinaryIO], partial(_Member, archive, info))
            return replace(member, size=info.file_size, open=opener, depth=member.depth + 1)
        return _member(member, self._read(archive, info, allowed, limits))

    def _allowed(self, info: zipfile.ZipInfo, limits: Limits) -> int:
        """Return the most bytes the member may unpack to; raises Refused for what is not to be opened at all."""
        _check_name(info.filename)
        if stat.S_ISLNK(info.external_attr >> 16):
            raise Refused("a link in an archive, which is not followed", "pack the file itself")
        if info.flag_bits & 1:
            raise Refused("encrypted", "unpack the archive with its password, then read the folder")
        allowed = max(limits.ratio_free_bytes, info.compress_size * limits.max_ratio)
        if info.file_size > allowed:  # looked at first: a higher limit, the fix of the next line, would not help
            raise Refused(*_bomb(info.file_size, info.compress_size))
        return allowed

    def _read(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, allowed: int, limits: Limits) -> bytes:
        if info.file_size > limits.max_file_bytes:
            raise Refused(*too_large(info.file_size, limits.max_file_bytes))
        try:
            with archive.open(info) as stream:
                raw = stream.read(min(limits.max_file_bytes, allowed) + 1)
        except _BROKEN as error:
            raise Refused(f"a broken member ({_first_line(error)})", _AGAIN) from error
        if len(raw) > min(limits.max_file_bytes, allowed):
            raise Refused(*_bomb(len(raw), info.compress_size))
        return raw


class _Member(io.RawIOBase):
    """A member of a ZIP archive as a stream, forward only, with one kind of error."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        try:
            self._inner = archive.open(info)
        except _BROKEN as error:
            raise Refused(f"a broken member ({_first_line(error)})", _AGAIN) from error

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self._inner.read(size)
        except _BROKEN as error:
            raise OSError(f"a broken member: {_first_line(error)}") from error

    def close(self) -> None:
        self._inner.close()
        super().close()


class Tar:
    """TAR archives, packed or not, and single files packed with gzip, bzip2 or xz."""

    name = "TAR"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim what begins as TAR, gzip, bzip2 or xz do, and files called TAR."""
        return head[257:262] == b"ustar" or _packing(head) is not None or name.lower().endswith(".tar")

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the pages of every member in turn, or of the one packed file."""
        with source.open() as stream:
            packing = _packing(stream.read(6))
            stream.seek(0)
            unpacked = _Bounded(_unpack(stream, packing), stream, source.limits) if packing else stream
            try:
                head = unpacked.read(512)
                unpacked.seek(0)
            except _BROKEN as error:
                raise Refused(f"a broken or cut archive ({_first_line(error)})", _AGAIN) from error
            if packing and head[257:262] != b"ustar":
                yield from self._single(source, cast(BinaryIO, unpacked))
                return
            check_depth(source)
            yield from self._members(source, cast(BinaryIO, unpacked), packed=packing is not None)

    def _single(self, source: Source, unpacked: BinaryIO) -> Iterator[Page]:
        check_depth(source)
        name = re.sub(r"\.(gz|bz2|xz|tgz|tbz2?|txz)\Z", "", source.name, flags=re.I)
        most = source.limits.max_file_bytes
        try:
            raw = unpacked.read(most + 1)
        except _BROKEN as error:
            raise Refused(f"a broken or cut archive ({_first_line(error)})", _AGAIN) from error
        if len(raw) > most:
            raise Refused(f"unpacks to more than {megabytes(most)}", "unpack it first, then read what was in it")
        yield from source.inner(_member(replace(source, name=name), raw))

    def _members(self, source: Source, unpacked: BinaryIO, *, packed: bool) -> Iterator[Page]:
        number = 0
        try:
            with tarfile.open(fileobj=unpacked, mode="r:") as archive:
                while (info := archive.next()) is not None:
                    archive.members = []  # type: ignore[attr-defined]  # or it would remember every member
                    if info.isdir() or skipped(info.name):
                        continue
                    number += 1
                    member = replace(source, name=info.name, record=source.row(whole(info.name)))
                    try:
                        _check_count(number, number, source.limits)
                        raw = self._read(archive, info, source.limits)
                    except _TooMuchError as bomb:  # what lies behind could only be reached through it
                        yield member.failed(f"{bomb.what}; from this file on none is read", bomb.fix)
                        return
                    except Refused as refused:
                        yield member.failed(refused.what, refused.fix)
                        if number > source.limits.max_members:
                            return
                        continue
                    yield from source.inner(_member(member, raw))
        except _BROKEN as error:
            yield source.failed(f"a broken or cut archive ({_first_line(error)})", _AGAIN, record=source.row("end"))
            return
        if not number:
            raise Refused("an archive without files", "leave it out")

    def _read(self, archive: tarfile.TarFile, info: tarfile.TarInfo, limits: Limits) -> bytes:
        _check_name(info.name)
        if not info.isreg():
            raise Refused("a link or a device in an archive, which is not followed", "pack the file itself")
        if info.size > limits.max_file_bytes:
            raise Refused(*too_large(info.size, limits.max_file_bytes))
        stream = archive.extractfile(info)
        raw = stream.read() if stream is not None else b""
        if len(raw) < info.size:
            raise EOFError("the archive ends within a file")
        return raw


class _TooMuchError(Refused):
    """A packed stream unpacks to more than is allowed; nothing behind that point can be read."""


class _Bounded(io.RawIOBase):
    """Unpacked bytes, read no further than the limits and the ratio to the packed bytes read so far allow."""

    def __init__(self, unpacked: IO[bytes], packed: BinaryIO, limits: Limits) -> None:
        self._unpacked = unpacked
        self._packed = packed
        self._limits = limits
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1, /) -> bytes:
        most = self._limits.max_file_bytes
        if size < 0 or size > most + 1:
            raise OSError(f"a part of more than {megabytes(most)}")
        pieces = []
        while size > 0 and (piece := self._unpacked.read(min(size, _PIECE))):
            pieces.append(piece)
            size -= len(piece)
            self._moved(self._at + len(piece))
        return b"".join(pieces)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence != io.SEEK_SET:
            raise OSError("the end of a packed file is not known")
        if offset < self._at:
            self._unpacked.seek(offset)
            self._at = offset
        while self._at < offset and self._unpacked.read(min(_PIECE, offset - self._at)):
            self._moved(min(offset, self._unpacked.tell()))
        return self._at

    def _moved(self, at: int) -> None:
        self._at = at
        if at > self._limits.max_unpacked_bytes:
            raise _TooMuchError(f"unpacks to more than {megabytes(self._limits.max_unpacked_bytes)}", _YOURSELF)
        if at > self._limits.ratio_free_bytes and at > self._packed.tell() * self._limits.max_ratio:
            raise _TooMuchError(
                "unpacks to far more than its size: it looks like a bomb", f"if it is not one, {_YOURSELF}"
            )


#: Bytes unpacked between two looks at the limits.
_PIECE = 1024 * 1024


def _packing(head: bytes) -> str | None:
    return next((name for magic, name in _PACKED.items() if head.startswith(magic)), None)


def _unpack(stream: BinaryIO, packing: str) -> IO[bytes]:
    if packing == "gzip":
        return cast(IO[bytes], gzip.GzipFile(fileobj=stream, mode="rb"))
    if packing == "bzip2":
        return bz2.BZ2File(stream)
    # xz states how much memory unpacking takes: 64 MiB is what its strongest preset needs.
    return lzma.LZMAFile(stream)


def _member(member: Source, raw: bytes) -> Source:
    return replace(member, size=len(raw), open=lambda: io.BytesIO(raw), depth=member.depth + 1)


def check_depth(source: Source) -> None:
    """Raise Refused for an archive that lies within too many others."""
    if source.depth >= source.limits.max_depth:
        raise Refused(
            f"an archive within {source.depth} others; {source.limits.max_depth} levels are read",
            "unpack the outer archive, then read the folder",
        )


def _check_count(number: int, total: int, limits: Limits) -> None:
    if number > limits.max_members:
        raise Refused(
            f"more than {limits.max_members:,} files in the archive; from this one on none is read",
            "unpack the archive, then read the folder",
        )


def _check_left(left: int, limits: Limits) -> None:
    if left <= 0:
        raise Refused(
            f"the archive unpacks to more than {megabytes(limits.max_unpacked_bytes)}; from this file on none is read",
            "unpack the archive, then read the folder",
        )


def _check_name(name: str) -> None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or name.startswith(("/", "\\")) or _DRIVE.match(name) or "\x00" in name:
        raise Refused("its name points outside the archive", "pack the archive again with plain names")


def _bomb(unpacked: int, packed: int) -> tuple[str, str]:
    return (
        f"unpacks from {megabytes(packed)} to {megabytes(unpacked)} or more: it looks like a bomb",
        f"if it is not one, {_YOURSELF}",
    )


def _first_line(error: BaseException) -> str:
    return whole((str(error).splitlines() or [""])[0][:160]) or type(error).__name__
