"""Web archives for the tests: WARC records, HTTP responses and saved pages, put together byte by byte."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import zstandard

from reading import HTML

DATE = "2031-04-05T06:07:08Z"
PACKINGS: dict[str, Callable[[bytes], bytes]] = {
    ".warc": lambda raw: raw,
    ".warc.gz": lambda raw: gzip.compress(raw, mtime=0),
    ".warc.zst": zstandard.ZstdCompressor(write_checksum=True).compress,
}


def record(
    block: bytes,
    number: int = 1,
    kind: str = "response",
    media_type: str = "application/http; msgtype=response",
    url: str = "https://harbour.example/news/1",
    length: object = None,
    **fields: str,
) -> bytes:
    """A WARC record; its ``length`` may be a lie."""
    head = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:{number:08d}-0000-4000-8000-000000000000>",
        "WARC-Date": DATE,
        "WARC-Target-URI": url,
        "Content-Type": media_type,
        "Content-Length": str(len(block) if length is None else length),
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items() if value)
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def identity(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


def response(
    body: bytes | str = HTML, media_type: str = "text/html; charset=utf-8", status: str = "200 OK", **fields: str
) -> bytes:
    """An HTTP response as it was sent."""
    raw = body.encode() if isinstance(body, str) else body
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in fields.items())
    content_type = f"Content-Type: {media_type}\r\n" if media_type else ""
    return f"HTTP/1.1 {status}\r\n{content_type}{lines}\r\n".encode() + raw


def story(number: int, words: str = "") -> str:
    return HTML.replace("Jon Reed", f"Writer {number}").replace(
        "<p>Nobody", f"<p>{words or f'In part {number}, nobody'}"
    )


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def mhtml(
    parts: list[tuple[str, bytes]],
    boundary: str = "----=_Part_1",
    head: str = "Snapshot-Content-Location: https://harbour.example/saved\r\n",
    related: str = 'type="text/html"',
) -> bytes:
    """A saved page: ``parts`` are the header of each, and its body, already encoded."""
    out = (
        "From: <Saved by a browser>\r\n"
        f"{head}Subject: Truce broken\r\nDate: Sat, 5 Apr 2031 08:07:08 +0200\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/related;\r\n\t{related};\r\n\tboundary="{boundary}"\r\n\r\n'
    ).encode()
    for fields, body in parts:
        out += f"\r\n--{boundary}\r\n{fields}\r\n\r\n".encode() + body
    return out + f"\r\n--{boundary}--\r\n".encode()
