"""An HTTP response as archives keep it: status, what the server calls the payload, and the payload undone.

Transfer and content encodings are undone under limits. Crawlers differ in whether they keep them: where a header names
one that the bytes are not in, the bytes are taken as they are.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import brotli
import zstandard

from sayso.read.decode import whole
from sayso.read.formats import Refused
from sayso.read.limits import Limits, megabytes

#: Where the header ends: at the first blank line.
BLANK = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?!\d)")
_CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.I)
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]{0,4096})?\r?\n")
#: One encoding within another: servers that pack twice exist, three times do not.
_MOST_ENCODINGS = 3
#: Bytes given to a zstandard decoder at once, because its output cannot be bounded: four bytes can become 128 KiB.
_SIP = 1024
_PIECE = 256 * 1024
_BROKEN = (zlib.error, brotli.error, zstandard.ZstdError, MemoryError, EOFError)


@dataclass(frozen=True, slots=True)
class HttpHead:
    """``status``; ``media_type`` in small letters and ``charset`` as the server gives them, or None; all ``fields``."""

    status: int
    media_type: str | None
    charset: str | None
    fields: Mapping[str, str]


def read_fields(head: bytes) -> dict[str, str]:
    """Return the ``Name: value`` lines of a header, names in small letters; of two with one name the first counts."""
    found: dict[str, str] = {}
    name = ""
    for raw in head.split(b"\n"):
        line = raw.rstrip(b"\r")
        if line[:1] in {b" ", b"\t"} and name:
            found[name] += " " + _text(line).strip()
            continue
        key, colon, value = line.partition(b":")
        name = _text(key).strip().lower()
        if not colon or not name or name in found:
            name = ""
            continue
        found[name] = _text(value).strip()
    return found


def _text(raw: bytes) -> str:
    return whole(raw.decode("utf-8", "replace"))


def read_head(head: bytes) -> HttpHead:
    """Read status line and header; raises Refused when they are none."""
    line, _, rest = head.partition(b"\n")
    status = _STATUS.match(_text(line))
    if not status:
        raise Refused("an HTTP response without a status line", "fetch the page again")
    fields = read_fields(rest)
    return HttpHead(int(status.group(1)), *read_content_type(fields.get("content-type")), fields)


def read_content_type(value: str | None) -> tuple[str | None, str | None]:
    """Return ``(media type, charset)`` of a Content-Type header: 'Text/HTML; charset=X' gives ('text/html', 'X')."""
    if not value:
        return None, None
    charset = _CHARSET.search(value)
    return value.split(";", 1)[0].split(",", 1)[0].strip().lower() or None, charset.group(1) if charset else None


def undone(body: bytes, fields: Mapping[str, str], limits: Limits) -> bytes:
    """Return the payload of a response's ``body``; raises Refused when it is broken, cut, unknown or a bomb."""
    body = unchunked(body, fields)
    names = [name.strip().lower() for name in fields.get("content-encoding", "").split(",")]
    names = [name for name in names if name not in {"", "identity", "none", "binary", "8bit", "utf-8"}]
    if len(names) > _MOST_ENCODINGS:
        raise Refused(f"packed {len(names)} times", "fetch the page again, asking for no content encoding")
    for name in reversed(names):
        body = _decoded(body, name, limits)
    return body


def unchunked(body: bytes, fields: Mapping[str, str]) -> bytes:
    """Return ``body`` as it was before it was cut into chunks; raises Refused when they are broken or cut."""
    if "chunked" not in fields.get("transfer-encoding", "").lower():
        return body
    pieces: list[bytes] = []
    at = 0
    while True:
        size = _CHUNK_SIZE.match(body, at)
        if size is None:
            if at == 0:
                return body  # the crawler has put the chunks together and kept the header
            raise Refused("its chunked transfer is broken or cut", "fetch the page again")
        length = int(size.group(1), 16)
        if not length:
            return b"".join(pieces)
        at = size.end() + length
        if at > len(body):
            raise Refused("its chunked transfer is broken or cut", "fetch the page again")
        pieces.append(body[size.end() : at])
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0


def _decoded(body: bytes, name: str, limits: Limits) -> bytes:
    most = min(limits.max_file_bytes, max(limits.ratio_free_bytes, len(body) * limits.max_ratio))
    unpack = _UNPACK.get(name)
    if unpack is None:
        raise Refused(f"in a content encoding that is not known: {name[:40]}", "fetch the page again, asking for none")
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in unpack(body):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise Refused(
                    f"its payload unpacks from {megabytes(len(body))} to more than {megabytes(most)}: "
                    "it looks like a bomb",
                    "leave it out, or save the page from a browser",
                )
    except _BROKEN as error:
        if _looks_plain(body):
            return body  # the crawler has unpacked it and kept the header
        raise Refused(f"its content encoding ({name}) is broken or cut", "fetch the page again") from error
    return b"".join(pieces)


def _looks_plain(body: bytes) -> bool:
    """Packed bytes are spread evenly, so that one in eleven is a control character that text has not."""
    sample = body[:1024]
    return not any(byte < 9 or 13 < byte < 27 or byte == 127 for byte in sample)


def _gzip(body: bytes) -> Iterator[bytes]:
    while body:
        inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
        yield from _inflate(inner, body)
        body = inner.unused_data.lstrip(b"\x00")
        if not body.startswith(b"\x1f\x8b"):
            return  # browsers, too, take no notice of what follows


def _deflate(body: bytes) -> Iterator[bytes]:
    """Zlib as the standard says, or bare deflate as some servers send."""
    zlib_header = len(body) > 1 and body[0] & 15 == 8 and (body[0] * 256 + body[1]) % 31 == 0
    yield from _inflate(zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS), body)


def _inflate(inner: zlib._Decompress, body: bytes) -> Iterator[bytes]:
    left = body
    while not inner.eof:
        piece = inner.decompress(left, _PIECE)
        left = inner.unconsumed_tail
        if not piece and not left and not inner.eof:
            raise EOFError
        yield piece


def _brotli(body: bytes) -> Iterator[bytes]:
    inner = brotli.Decompressor()
    piece = inner.process(body, output_buffer_limit=_PIECE)
    yield piece
    while not inner.is_finished():
        piece = inner.process(b"", output_buffer_limit=_PIECE)
        if not piece:
            raise EOFError
        yield piece


def _zstd(body: bytes) -> Iterator[bytes]:
    inner = zstandard.ZstdDecompressor().decompressobj()
    for at in range(0, len(body), _SIP):
        yield inner.decompress(body[at : at + _SIP])
        if inner.eof:
            return
    raise EOFError


_UNPACK: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate, "br": _brotli, "zstd": _zstd,
}  # fmt: skip
