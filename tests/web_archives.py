"""Web archives for the tests: WARC records, HTTP responses and saved pages, put together byte by byte."""

from __future__ import annotations

import base64
import gzip
import io
import quopri
import zipfile
from collections.abc import Callable
from pathlib import Path

import zstandard

from reading import HTML, check, pages_of
from sayso.model import Page
from sayso.read import estimate

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


HTML_PART = "Content-Type: text/html\r\nContent-ID: <frame-1@mhtml.example>\r\n"
QUOTED = (
    f"{HTML_PART}Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://harbour.example/news/1\r\n"
)
PICTURE = (
    "Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\nContent-Location: https://harbour.example/a.png\r\n",
    base64.encodebytes(b"\x89PNG" + bytes(300)),
)


def quoted(text: str, charset: str = "utf-8") -> bytes:
    return quopri.encodestring(text.encode(charset)).replace(b"\n", b"\r\n")


def read(folder: Path, raw: bytes, name: str = "crawl.warc", **options: object) -> list[Page]:
    (folder / name).write_bytes(raw)
    seen: list[int] = []
    pages = pages_of(folder / name, on_bytes=seen.append, **options)
    assert sum(seen) == estimate([folder / name]) == len(raw)
    assert len({page.id for page in pages}) == len(pages)
    for page in pages:
        check(page)
    return pages


def errors(pages: list[Page]) -> list[str]:
    return [page.error for page in pages if page.error]


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def outcome(pages: list[Page]) -> list[str]:
    """The number of each page's record where it was read, else its error."""
    return [page.error or str(int((page.record or "").split("-")[0])) for page in pages]
