"""What each reader is fed by bench/fuzz.py: a file's name and its bytes, made from random numbers.

Half of the changes are made before a file is put together (a broken page in a whole archive), half behind (a broken
archive), because changes to packed bytes alone rarely get past the unpacking.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Sequence
from functools import partial

import brotli
import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from fuzz_changes import TRAPS, changed, number, trap
from fuzz_seeds import EML, FEEDS, FIELDS, HTML, HTML_TOKENS, JSON, MHTML, PDF, PDF_TOKENS, TABLES, TEXTS, TOKENS
from web_archives import record, response

Made = tuple[str, bytes]
#: Without the time of day, so that the same numbers give the same bytes.
_GZIP = partial(gzip.compress, mtime=0)


def html(draw: random.Random) -> Made:
    raw = draw.choice(HTML)
    if draw.random() < 0.15:  # nothing but pieces of markup in any order
        raw = b"".join(draw.choice(HTML_TOKENS) for _ in range(draw.randrange(1, 80)))
    return draw.choice(("x.html", "x.htm", "x.php", "x")), changed(raw, draw, HTML_TOKENS, HTML)


def text(draw: random.Random) -> Made:
    return draw.choice(("x.txt", "x", "x.log")), changed(draw.choice(TEXTS), draw, TOKENS["text"], TEXTS)


def pages(draw: random.Random) -> Made:
    """Pages of several stories and what stands around them, as text that lost its HTML, for ``split``."""
    lines = [line for seed in TEXTS for line in seed.split(b"\n")]
    made = b""
    for _ in range(draw.randrange(1, 90)):
        line = draw.choice(lines)
        if draw.random() < 0.1:
            line = changed(line, draw, TOKENS["text"], TEXTS)[:2000]
        made += line + draw.choice((b"\n", b"\n", b"\n\n", b"\r\n", b"\r", b" ", b"\n\n\n\n"))
    return "x.txt", made or b"x"


def table(draw: random.Random) -> Made:
    raw = changed(draw.choice(TABLES), draw, TOKENS["table"], TABLES)
    return draw.choice(("x.csv", "x.tsv", "x.tab", "x.psv")), raw


def json_lines(draw: random.Random) -> Made:
    raw = changed(draw.choice(JSON), draw, TOKENS["json"], JSON)
    return draw.choice(("x.jsonl", "x.jsonl", "x.json", "x.ndjson")), raw


def feed(draw: random.Random) -> Made:
    return draw.choice(("x.xml", "x.rss", "x.atom", "x")), changed(draw.choice(FEEDS), draw, TOKENS["feed"], FEEDS)


def parquet(draw: random.Random) -> Made:
    columns: dict[str, pa.Array] = {}
    names = ("text", "title", "date", "url", "id", "author", "tags", "x\x00y", "content")
    rows = draw.choice((0, 1, 3, 40))
    for name in draw.sample(names, draw.randrange(1, 6)):
        columns[name] = _column(draw, rows, plain=name == "text" and draw.random() < 0.8)
    out = io.BytesIO()
    pq.write_table(
        pa.table(columns), out, compression=draw.choice(("NONE", "SNAPPY", "GZIP", "ZSTD", "BROTLI")),
        use_dictionary=draw.random() < 0.5, row_group_size=draw.choice((1, 7, 1000)), store_schema=draw.random() < 0.5,
        data_page_version=draw.choice(("1.0", "2.0")),
    )  # fmt: skip
    raw = out.getvalue()
    return "x.parquet", changed(raw, draw, TOKENS["parquet"], [raw]) if draw.random() < 0.9 else raw


def _column(draw: random.Random, rows: int, *, plain: bool) -> pa.Array:
    kind = 0 if plain else draw.randrange(7)
    made: tuple[Callable[[], pa.Array], ...] = (
        lambda: pa.array([draw.choice(TEXTS).decode()[:900] if draw.random() < 0.9 else None for _ in range(rows)]),
        lambda: pa.array([draw.randbytes(8) for _ in range(rows)], pa.binary()),
        lambda: pa.array([[draw.choice(TRAPS)] * draw.randrange(4) for _ in range(rows)], pa.list_(pa.string())),
        lambda: pa.array([{"a": {"b": draw.random()}} for _ in range(rows)]),
        lambda: pa.array([draw.randrange(-(2**62), 2**62) for _ in range(rows)], pa.timestamp("ns")),
        lambda: pa.array([draw.choice(TRAPS) for _ in range(rows)]).dictionary_encode(),
        lambda: pa.nulls(rows),
    )
    return made[kind]()


def pdf(draw: random.Random) -> Made:
    return "x.pdf", changed(draw.choice(PDF), draw, PDF_TOKENS, PDF)


# --- saved pages and mail ---


def mhtml(draw: random.Random) -> Made:
    return draw.choice(("x.mhtml", "x.mht", "x")), changed(draw.choice(MHTML), draw, TOKENS["mail"], MHTML)


def eml(draw: random.Random) -> Made:
    return "x.eml", changed(draw.choice(EML), draw, TOKENS["mail"], EML)


# --- web archives ---


def warc(draw: random.Random) -> Made:
    return _archive(draw, "warc", ("response", "response", "resource", "revisit", "request", "continuation"))


def wet(draw: random.Random) -> Made:
    return _archive(draw, "warc.wet", ("conversion",))


def wacz(draw: random.Random) -> Made:
    members = {"archive/" + name: raw for name, raw in (warc(draw) for _ in range(draw.randrange(1, 3)))}
    members |= {"indexes/index.cdx": b"example,harbour)/ 2031", "datapackage.json": draw.choice(JSON)}
    return "x.wacz", _zip(draw, members, broken=0.25)


_PACK: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    ("", bytes), (".gz", _GZIP), (".zst", zstandard.ZstdCompressor(write_checksum=True).compress),
)  # fmt: skip


def _archive(draw: random.Random, ending: str, kinds: Sequence[str]) -> Made:
    packing, pack = draw.choice(_PACK)
    records = [_record(draw, draw.choice(kinds), number_) for number_ in range(1, draw.randrange(2, 5))]
    if draw.random() < 0.3:
        records[-1] = changed(records[-1], draw, TOKENS["warc"], records)
    parts = [pack(part) for part in records] if draw.random() < 0.8 else [pack(b"".join(records))]
    raw = b"".join(parts)
    if draw.random() < 0.3:
        raw = changed(raw, draw, TOKENS["warc"], parts)
    return f"x.{ending}{packing}", raw


def _record(draw: random.Random, kind: str, number_: int) -> bytes:
    body, media_type = draw.choice((
        (draw.choice(TEXTS), "text/plain"), (draw.choice(TEXTS)[:300], "text/plain; charset=koi8-r"),
        (draw.choice(HTML), "text/html"), (draw.choice(FEEDS), "application/rss+xml"), (draw.choice(HTML)[:400], ""),
    ))  # fmt: skip
    if draw.random() < 0.5:
        body = changed(body, draw, HTML_TOKENS, HTML)
    fields = dict(draw.choice(FIELDS) for _ in range(draw.randrange(3)))
    if kind != "response":
        return record(body, number_, kind, media_type, length=_length(draw, body), **fields)
    http: dict[str, str] = {}
    if draw.random() < 0.4:
        http["Content_Encoding"], body = _encoded(draw, body)
    if draw.random() < 0.2:
        http["Transfer_Encoding"] = "chunked"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body) if draw.random() < 0.8 else 2**40, body)
    status = draw.choice(("200 OK",) * 20 + ("404", "301 x", "999", "20", "-1", "206 Part"))
    block = response(body, media_type, status, **http)
    return record(block, number_, length=_length(draw, block), **fields)


def _length(draw: random.Random, block: bytes) -> object:
    if draw.random() < 0.93:
        return None
    return draw.choice((len(block) - 9, len(block) + 9, number(draw).decode("utf-8", "replace")))


def _encoded(draw: random.Random, body: bytes) -> tuple[str, bytes]:
    if draw.random() < 0.05:  # a bomb: 6 MiB from some KiB
        body = draw.choice((b" ", b"<p>", b"x\n")) * 2_000_000
    name = draw.choice(("gzip", "deflate", "br", "zstd", "gzip, br"))
    packed = {
        "gzip": _GZIP, "deflate": zlib.compress, "zstd": zstandard.ZstdCompressor().compress,
        "br": lambda raw: brotli.compress(raw, quality=1),
        "gzip, br": lambda raw: brotli.compress(_GZIP(raw), quality=1),
    }[name](body)  # fmt: skip
    return name, changed(packed, draw, TOKENS["warc"], [body]) if draw.random() < 0.5 else packed


# --- archives ---

_XZ = partial(lzma.compress, preset=0)
_NAMES = (
    "a.txt", "b.html", "c.csv", "d.jsonl", "../up.txt", "/abs.txt", "C:\\x.txt", "__MACOSX/x", ".hidden", "x" * 300,
    "\u202etxt.exe", "e\x00.txt", "f/", "g/../../h.txt", "i.zip", "j.tar.gz", "k.xml", "l.parquet", "m.pdf", "ü/n.txt",
    "a.txt", "con", "o.warc.gz",
)  # fmt: skip


def archive(draw: random.Random, depth: int = 0) -> Made:
    members: dict[str, bytes] = {}
    for _ in range(draw.randrange(1, 5)):
        maker = draw.choice((text, html, table, json_lines, feed, warc))
        name, raw = maker(draw)
        members[draw.choice((*_NAMES, name))] = raw
    if depth < 3 and draw.random() < 0.2:
        name, raw = archive(draw, depth + 1)
        members[draw.choice(("in/", "")) + name] = raw
    kind = draw.randrange(3)
    if kind == 0:
        return draw.choice(("x.zip", "x")), _zip(draw, members)
    if kind == 1:
        return _tar(draw, members)
    ending, pack = draw.choice(((".gz", _GZIP), (".bz2", bz2.compress), (".xz", _XZ)))
    name, raw = draw.choice(list(members.items()))
    if draw.random() < 0.02:
        ending, pack, raw = ".gz", _GZIP, b"<p>x" * 1_200_000
    packed = pack(raw)
    return f"x{ending}", changed(packed, draw, TOKENS["zip"], [packed]) if draw.random() < 0.7 else packed


def _zip(draw: random.Random, members: dict[str, bytes], *, broken: float = 0.5) -> bytes:
    out = io.BytesIO()
    # Rarely the last two: putting them together costs more than reading them.
    methods = (*(zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) * 10, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(out, "w") as made:
        for name, raw in members.items():
            info = zipfile.ZipInfo(name.replace("\x00", "") or "x")
            info.compress_type = draw.choice(methods)
            if draw.random() < 0.03:
                info.external_attr = 0o120777 << 16  # a link
            if draw.random() < 0.01:
                raw, info.compress_type = b" " * 5_000_000, zipfile.ZIP_DEFLATED  # noqa: PLW2901
            made.writestr(info, raw)
    raw = out.getvalue()
    return changed(raw, draw, TOKENS["zip"], [raw]) if draw.random() < broken else raw


def _tar(draw: random.Random, members: dict[str, bytes]) -> Made:
    out = io.BytesIO()
    form = draw.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))
    with tarfile.open(fileobj=out, mode="w", format=form) as made:
        for name, raw in members.items():
            info = tarfile.TarInfo(name.replace("\x00", "") or "x")
            info.size = len(raw)
            if draw.random() < 0.1:
                info.type = draw.choice((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE))
                info.linkname = "../../etc/passwd"
            if draw.random() < 0.1:
                info.pax_headers = {"comment": draw.choice(TRAPS).replace("\x00", ""), "size": "12"}
            made.addfile(info, io.BytesIO(raw))
    raw = out.getvalue()
    if draw.random() < 0.5:
        raw = changed(raw, draw, TOKENS["zip"], [raw])
    ending, pack = draw.choice((("", bytes), ("", bytes), (".gz", _GZIP), (".xz", _XZ)))
    raw = pack(raw)
    if ending and draw.random() < 0.3:
        raw = changed(raw, draw, TOKENS["zip"], [raw])
    return f"x.tar{ending}", raw


#: The quickest first.
READERS: dict[str, Callable[[random.Random], Made]] = {
    "table": table, "json": json_lines, "pdf": pdf, "parquet": parquet, "warc": warc, "wet": wet, "eml": eml,
    "mhtml": mhtml, "feed": feed, "archive": archive, "wacz": wacz, "text": text, "split": pages, "html": html,
}  # fmt: skip


def made(reader: str, seed: int) -> Made:
    """Return the name and the bytes of one input of one reader; the same for the same ``seed``."""
    draw = random.Random(f"{reader} {seed}")  # a string is hashed with SHA-512, the same in every process
    name, raw = READERS[reader](draw)
    if draw.random() < 0.01:
        raw = trap(draw) + raw
    return name, raw or b"x"


__all__ = ["READERS", "made"]
