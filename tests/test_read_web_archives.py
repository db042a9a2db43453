"""Web archives: WARC, WET, WACZ and MHTML; what becomes a page, what is listed, and where reading goes on."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from fastwarc.stream_io import GzipWriter
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading import HTML, STORY, one
from sayso.read import Limits
from web_archives import (
    DATE,
    PACKINGS,
    PICTURE,
    QUOTED,
    chunked,
    errors,
    identity,
    mhtml,
    outcome,
    quoted,
    read,
    record,
    response,
    story,
    zipped,
)

THREE = [record(response(story(number)), number, url=f"https://harbour.example/news/{number}") for number in (1, 2, 3)]


# --- WARC: good files ---


@pytest.mark.parametrize("ending", PACKINGS)
@pytest.mark.parametrize("by_record", [True, False])
@pytest.mark.parametrize("named", [True, False])
def test_pages_of_a_warc(tmp_path: Path, ending: str, by_record: bool, named: bool) -> None:
    pack = PACKINGS[ending]
    raw = b"".join(map(pack, THREE)) if by_record else pack(b"".join(THREE))
    pages = read(tmp_path, raw, f"crawl{ending}" if named else "crawl")
    (tmp_path / "a.html").write_text(story(2))
    alone = one(tmp_path / "a.html")
    assert [page.record for page in pages] == [identity(number) for number in (1, 2, 3)]
    second = pages[1]
    assert (second.text, second.layout, second.sha256) == (alone.text, alone.layout, alone.sha256)
    assert (second.given_title, second.given_author) == ("Truce broken | Harbour Radio", "Writer 2")
    assert (second.url, second.fetched_at, second.media_type) == ("https://harbour.example/news/2", DATE, "text/html")


def test_what_fastwarc_writes_is_read_as_it_reads_it(tmp_path: Path) -> None:
    out = io.BytesIO()
    writer = GzipWriter(out)
    for number in range(1, 6):
        made = WarcRecord()
        made.init_headers(WarcRecordType.response, record_urn=f"uuid:{identity(number)}".encode())
        made.headers["WARC-Target-URI"] = f"https://harbour.example/{number}"
        made.is_http = True
        made.set_bytes_content(response(story(number)))
        made.write(writer, checksum_data=True)
    writer.close()
    theirs = [
        (found.headers["WARC-Record-ID"], found.headers["WARC-Date"], found.headers["WARC-Target-URI"])
        for found in ArchiveIterator(io.BytesIO(out.getvalue()))
    ]
    pages = read(tmp_path, out.getvalue(), "crawl.warc.gz")
    assert len(theirs) == 5
    assert [(f"<urn:uuid:{page.record}>", page.fetched_at, page.url) for page in pages] == theirs


def test_a_packed_block_is_no_record(tmp_path: Path) -> None:
    raw = b"".join(THREE)
    blocks = [raw[at : at + 700] for at in range(0, len(raw), 700)]
    assert outcome(read(tmp_path, b"".join(map(PACKINGS[".warc.gz"], blocks)), "crawl.warc.gz")) == ["1", "2", "3"]


def test_the_dictionary_of_a_zstandard_warc(tmp_path: Path) -> None:
    samples = [record(response(story(number, f"{number * 7919} people said so.")), number) for number in range(500)]
    dictionary = zstandard.train_dictionary(4096, samples)
    pack = zstandard.ZstdCompressor(dict_data=dictionary).compress
    for kept in (dictionary.as_bytes(), zstandard.ZstdCompressor().compress(dictionary.as_bytes())):
        front = b"\x5d\x2a\x4d\x18" + len(kept).to_bytes(4, "little") + kept
        assert outcome(read(tmp_path, front + b"".join(map(pack, THREE)), "crawl.warc.zst")) == ["1", "2", "3"]
    bad = b"\x5d\x2a\x4d\x18\x06\x00\x00\x00\x28\xb5\x2f\xfd??"
    (page,) = read(tmp_path, bad + pack(THREE[0]), "crawl.warc.zst")
    assert (page.error, page.fix) == ("a zstandard dictionary that cannot be read", "unpack it first with: unzstd FILE")
    (page,) = read(tmp_path, b"\x5d\x2a\x4d\x18\xff\xff\xff\x7f" + bad, "crawl.warc.zst")
    assert page.error == "a zstandard dictionary too large to be one"
    (page,) = read(tmp_path, front[: len(front) // 2], "crawl.warc.zst")
    assert "the file is cut" in (page.error or "")


def test_only_pages_become_pages(tmp_path: Path) -> None:
    plain = "text/plain"
    blocks = [
        record(b"software: crawler\r\n", 1, "warcinfo", "application/warc-fields", url=""),
        record(b"GET / HTTP/1.1\r\n\r\n", 2, "request", "application/http; msgtype=request"),
        record(b"fetchTimeMs: 5\r\n", 3, "metadata", "application/warc-fields"),
        record(response("")[:-4] + b"\r\n\r\n", 4, "revisit"),
        record(response("", status="302 Found", Location="/b"), 5),
        record(response("", status="304 Not Modified"), 6),
        record(response(b"\x89PNG....", "image/png"), 7),
        record(response("p { color: red }", "text/css"), 8),
        record(response("var x = 1", "application/javascript; charset=utf-8"), 9),
        record(response('{"text": "words"}', "application/json"), 10),
        record(response("User-agent: *", plain), 11, url="https://harbour.example/robots.txt"),
        record(response("var x = 1", plain), 12, url="https://harbour.example/a.js?x=1"),
        record(b"20310405 203.0.113.7\n", 13, media_type="text/dns", url="dns:harbour.example"),
        record(b"a log", 14, "resource", plain, url="metadata://crawler.example/log.txt"),
        record(response(b"\x00\x01\x02\x03binary", ""), 15),
        record(response("<urlset><url>x</url></urlset>", "application/xml"), 16),
        record(response("no picture", status="404 Not Found"), 17, url="https://harbour.example/a.png"),
        record(response("", status="204 No Content"), 18),
    ]
    (nothing,) = read(tmp_path, b"".join(blocks))
    assert nothing.error == "a web archive without pages (18 other records)"
    rss = f"<rss><channel><item><guid>g1</guid><description>{STORY}</description></item></channel></rss>"
    good = [
        record(response(HTML, "TEXT/HTML"), 20),
        record(response(HTML, ""), 21),
        record(response(HTML, "application/octet-stream", X="y"), 22, WARC_Identified_Payload_Type="text/html"),
        record(response(STORY, plain), 23),
        record(response(rss, "application/rss+xml"), 24, url="https://harbour.example/feed"),
        record(response(rss, "text/xml"), 25),
        record(HTML.encode(), 26, "resource", "text/html"),
        record(STORY.encode(), 27, "conversion", plain),
        record(response(HTML, "application/xhtml+xml"), 28, media_type="application/http"),
        record(HTML.encode(), 29, media_type="text/html"),
    ]
    pages = read(tmp_path, b"".join(blocks + good))
    assert [int((page.record or "").split("-")[0]) for page in pages] == list(range(20, 30))
    assert not errors(pages)
    assert {page.text for page in pages if page.media_type != "text/html"} == {STORY}
    assert (pages[4].record, pages[4].url) == (f"{identity(24)}!g1", "https://harbour.example/feed")


def test_ids_addresses_and_times_as_given(tmp_path: Path) -> None:
    blocks = [
        record(response(), WARC_Record_ID="<https://crawler.example/r/1>"),
        record(response(), WARC_Record_ID="", WARC_Date="yesterday", url="not an address"),
        record(response(), WARC_Record_ID="x" * 5000, WARC_Date="2031-04", url="<https://harbour.example/ü>"),
        record(response(), WARC_Date="2031-04-05T06:07:08.123456Z", url="https://harbour.example/\x00"),
    ]  # fmt: skip
    pages = read(tmp_path, b"".join(blocks))
    assert [page.record for page in pages] == ["https://crawler.example/r/1", "2", "x" * 300, identity(1)]
    assert [page.fetched_at for page in pages] == [DATE, None, "2031-04", "2031-04-05T06:07:08.123456Z"]
    # What the archive does not tell, the page may.
    assert [page.url for page in pages] == [
        "https://harbour.example/news/1",
        "https://harbour.example/a1",
        "https://harbour.example/ü",
        "https://harbour.example/\ufffd",
    ]


def test_lines_may_end_in_one_character(tmp_path: Path) -> None:
    blocks = [block.replace(b"\r\n", b"\n") for block in (record(STORY.encode(), 1, "conversion", "text/plain"),) * 2]
    assert [page.text for page in read(tmp_path, b"".join(blocks), "crawl.warc.wet")] == [STORY] * 2


# --- HTTP ---

ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": lambda raw: gzip.compress(raw[:50]) + gzip.compress(raw[50:]),
    "deflate": zlib.compress,
    "Deflate": lambda raw: zlib.compress(raw)[2:-4],
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "gzip, br": lambda raw: brotli.compress(gzip.compress(raw)),
    "identity": bytes,
}


@pytest.mark.parametrize("name", ENCODINGS)
@pytest.mark.parametrize("in_chunks", [True, False])
def test_encodings_are_undone(tmp_path: Path, name: str, in_chunks: bool) -> None:
    body = ENCODINGS[name](HTML.encode())
    fields = {"Content_Encoding": name} | ({"Transfer_Encoding": "chunked"} if in_chunks else {})
    block = response(chunked(body) if in_chunks else body, **fields)
    pages = read(tmp_path, record(block) + THREE[1])
    assert outcome(pages) == ["1", "2"]
    assert pages[0].given_author == "Jon Reed"


@pytest.mark.parametrize("name", ["gzip", "deflate", "br", "zstd"])
def test_broken_encodings_and_bombs(tmp_path: Path, name: str) -> None:
    cut = ENCODINGS[name](HTML.encode())[:-20]
    bomb = ENCODINGS[name](b" " * 30_000_000)
    undone_by_the_crawler = HTML.encode()
    blocks = [response(body, Content_Encoding=name) for body in (cut, bomb, undone_by_the_crawler)]
    pages = read(tmp_path, b"".join(record(block, number) for number, block in enumerate(blocks, 1)) + THREE[2])
    assert f"its content encoding ({name}) is broken or cut" in (pages[0].error or "")
    assert "it looks like a bomb" in (pages[1].error or "")
    assert outcome(pages[2:]) == ["3", "3"]


@pytest.mark.parametrize(
    ("block", "error"),
    [
        (response(status="404 Not Found"), "the server answered with error 404"),
        (response(status="503"), "the server answered with error 503"),
        (response("", ""), "a web archive without pages"),
        (response(""), "nothing in it"),
        (response(HTML, Content_Encoding="quantum"), "a content encoding that is not known: quantum"),
        (response(HTML, Content_Encoding="gzip,gzip,br,gzip"), "packed 4 times"),
        (response(chunked(HTML.encode())[:-40], Transfer_Encoding="chunked"), "chunked transfer is broken or cut"),
        (response(b"5\r\nwords\r\nzz\r\n", Transfer_Encoding="chunked"), "chunked transfer is broken or cut"),
        (response(status="206 Partial Content"), "only a part of it was fetched (status 206)"),
        (b"HTTP/1.1 what\r\nContent-Type: text/html\r\n\r\nx", "without a status line"),
        (b"<html>no header at all", "an HTTP header that is cut"),
        (response(X="y" * 70_000), "an HTTP header that is cut or longer than the limit"),
        (response(b"%PNG\x00\x01" * 50), "not text"),
    ],
)
def test_responses_that_are_no_page(tmp_path: Path, block: bytes, error: str) -> None:
    pages = read(tmp_path, record(block))
    assert len(pages) == 1
    assert error in (pages[0].error or "")
    assert outcome(read(tmp_path, record(block) + THREE[1]))[-1] == "2"
    if "without pages" not in error:
        assert (pages[0].record, pages[0].url) == (identity(1), "https://harbour.example/news/1")
        assert pages[0].fetched_at == DATE


def test_what_the_crawler_cut_is_listed(tmp_path: Path) -> None:
    raw = record(response(), 1, WARC_Truncated="length") + record(response(), 2, WARC_Segment_Number="1") + THREE[2]
    pages = read(tmp_path, raw)
    assert outcome(pages) == [
        "only a part of it was fetched (length)",
        "3",
        "split over several records, of which only the first is here",
    ]


@pytest.mark.parametrize(
    ("server", "page", "encoded", "told"),
    [
        ("windows-1251", "", "cp1251", "cp1251"),
        ("windows-1251", "koi8-r", "cp1251", "cp1251"),
        ("", "koi8-r", "koi8-r", "koi8-r"),
        ("no-such-charset", "koi8-r", "koi8-r", "koi8-r"),
        ("iso-8859-1", "", "utf-8", "utf-8"),
        ("utf-8", "windows-1251", "cp1251", "cp1251"),
        ("iso-8859-1", "", "utf-8-sig", "utf-8-sig"),
        ("iso-2022-jp", "", "iso2022_jp", "iso2022_jp"),
    ],
)
def test_the_charset_the_server_names(tmp_path: Path, server: str, page: str, encoded: str, told: str) -> None:
    words = "休戦は破られた、と大臣は言った。" if "2022" in encoded else "Перемирие нарушено, сказал министр."
    meta = f"<meta charset={page}>" if page else ""
    body = f"<html><head>{meta}</head><body><p>{words}</p></body></html>".encode(encoded)
    blocks = [
        response(body, f'text/html; charset="{server}"' if server else "text/html"),
        response(words.encode(encoded), f"text/plain;charset={server}" if server else "text/plain"),
    ]
    html, text = read(tmp_path, b"".join(record(block, number) for number, block in enumerate(blocks, 1)))
    assert (html.text, html.encoding) == (words, told)
    if server in {"windows-1251", "iso-2022-jp"}:
        assert (text.text, text.encoding) == (words, told)


def test_the_charset_of_a_feed(tmp_path: Path) -> None:
    feed = f"<rss><channel><item><guid>1</guid><description>Перемирие. {STORY}</description></item></channel></rss>"
    (page,) = read(tmp_path, record(response(feed.encode("cp1251"), "application/rss+xml; charset=windows-1251")))
    assert page.text == f"Перемирие. {STORY}"


# --- damage ---

BROKEN = {
    "cut in the middle": lambda pack: pack(THREE[1])[:-30],
    "cut in the header": lambda pack: pack(THREE[1])[:60],
    "a longer length": lambda pack: pack(record(response(story(2)), 2, length=len(response(story(2))) + 7)),
    "a shorter length": lambda pack: pack(record(response(story(2)), 2, length=len(response(story(2))) - 7)),
    "a negative length": lambda pack: pack(record(response(story(2)), 2, length=-5)),
    "no length": lambda pack: pack(record(response(story(2)), 2, length="")),
    "words for a length": lambda pack: pack(record(response(story(2)), 2, length="1e3")),
    "a terabyte": lambda pack: pack(record(response(story(2)), 2, length=10**12)),
    "more than any number": lambda pack: pack(record(response(story(2)), 2, length=10**40)),
    "a long header": lambda pack: pack(record(response(), 2, X="y" * 100_000)),
    "many header lines": lambda pack: pack(record(response(), 2, X="y\r\n" + "a:b\r\n" * 20_000 + "c:d")),
    "no record": lambda pack: pack(b"nothing of the kind\r\n" * 20),
    "not packed": lambda pack: b"nothing of the kind\r\n" * 20,
    "zeros": lambda pack: b"\x00" * 300 + b"x",
}


@pytest.mark.parametrize("ending", PACKINGS)
@pytest.mark.parametrize("what", BROKEN)
def test_a_damaged_record_costs_only_itself(tmp_path: Path, ending: str, what: str) -> None:
    pack = PACKINGS[ending]
    pages = read(tmp_path, pack(THREE[0]) + BROKEN[what](pack) + pack(THREE[2]), f"crawl{ending}")
    assert [bool(page.error) for page in pages] == [False, True, False], outcome(pages)
    assert (pages[0].record, pages[2].record) == (identity(1), identity(3))
    assert "archive again" in (pages[1].fix or "")
    alone = read(tmp_path, BROKEN[what](pack) + pack(THREE[2]), f"crawl{ending}")
    if what not in {"zeros", "not packed"}:  # a file of another kind, unless its name says what it is
        assert [bool(page.error) for page in alone] == [True, False], outcome(alone)
    last = read(tmp_path, pack(THREE[0]) + BROKEN[what](pack), f"crawl{ending}")
    assert [bool(page.error) for page in last] == [False, True], outcome(last)


@pytest.mark.parametrize("ending", [".warc.gz", ".warc.zst"])
def test_a_flipped_bit_is_noticed(tmp_path: Path, ending: str) -> None:
    pack = PACKINGS[ending]
    flipped = bytearray(pack(THREE[1]))
    flipped[len(flipped) // 2] ^= 16
    pages = read(tmp_path, pack(THREE[0]) + bytes(flipped) + pack(THREE[2]), f"crawl{ending}")
    assert [bool(page.error) for page in pages] == [False, True, False]
    assert "damaged" in (pages[1].error or "")


def test_a_damaged_record_is_named_where_its_header_is_whole(tmp_path: Path) -> None:
    words = random.Random(5).randbytes(3000).hex()
    packed = bytearray(gzip.compress(record(response(story(2, words)), 2)))
    packed[-2000] ^= 255
    pages = read(tmp_path, gzip.compress(THREE[0]) + bytes(packed) + gzip.compress(THREE[2]), "crawl.warc.gz")
    assert [(page.record, bool(page.error)) for page in pages] == [
        (identity(1), False),
        (identity(2), True),
        (identity(3), False),
    ]
    assert pages[1].url == "https://harbour.example/news/1"


def test_a_wrong_length_of_a_picture_is_listed_too(tmp_path: Path) -> None:
    block = response(b"\x89PNG" + b"x" * 500, "image/png")
    pages = read(tmp_path, THREE[0] + record(block, 2, length=len(block) - 9) + THREE[2])
    assert outcome(pages) == ["1", "its Content-Length is wrong: behind it no record ends", "3"]


def test_a_member_that_swallows_others_is_left_for_the_next(tmp_path: Path) -> None:
    """A part whose end is missing is unpacked on into the next ones, which must be found again."""
    parts = [gzip.compress(record(response(story(number)), number)) for number in range(1, 9)]
    parts[3] = parts[3][:150]
    pages = read(tmp_path, b"".join(parts), "crawl.warc.gz")
    assert [page.record for page in pages if not page.error] == [identity(number) for number in (1, 2, 3, 5, 6, 7, 8)]
    assert len(errors(pages)) == 1


def test_bombs_limits_and_depth(tmp_path: Path) -> None:
    raw = THREE[0] + record(response(b" " * 30_000_000, "image/png"), 2) + THREE[2]
    for ending in (".warc.gz", ".warc.zst"):
        pages = read(tmp_path, PACKINGS[ending](raw), f"crawl{ending}")
        assert outcome(pages)[0] == "1"
        assert "looks like a bomb" in (pages[1].error or "")
        assert len(pages) == 2
    packed = b"".join(map(PACKINGS[".warc.gz"], THREE))
    pages = read(tmp_path, packed, "crawl.warc.gz", limits=Limits(max_unpacked_bytes=2000))
    assert outcome(pages) == ["1", "unpacks to more than 2,000 bytes; from here on none is read"]
    (page,) = read(tmp_path, b"".join(THREE), limits=Limits(max_table_bytes=2000))
    assert "too large" in (page.error or "")
    large = record(response("<p>" + "many words " * 1000), 2)
    assert "too large" in outcome(read(tmp_path, THREE[0] + large + THREE[2], limits=Limits(max_file_bytes=5000)))[1]
    pages = read(tmp_path, b"WARC/1.0\r\nWARC-Type: x\r\n\r\n" * 50, limits=Limits(max_damages=5))
    assert len(pages) == 6
    assert pages[-1].error == "damaged all over; from here on none is read"


def test_arc_and_others_are_refused_with_a_fix(tmp_path: Path) -> None:
    arc = b"filedesc://x.arc 0.0.0.0 20310405 text/plain 10\n1 0 x\n\n"
    for raw, name in ((arc, "a.arc"), (arc, "a"), (gzip.compress(arc), "a.arc.gz"), (gzip.compress(arc), "b")):
        (page,) = read(tmp_path, raw, name)
        assert page.error == "an ARC file, WARC's forerunner"
        assert "warcio recompress" in (page.fix or "")
    (page,) = read(tmp_path, STORY.encode(), "a.warc")
    assert "no WARC record" in (page.error or "")
    (page,) = read(tmp_path, b"a.example)/ 20310405 {}", "a.cdxj")
    assert "the index of a web archive" in (page.error or "")


# --- WACZ ---


WACZ = {
    "archive/data.warc.gz": b"".join(map(PACKINGS[".warc.gz"], THREE)),
    "indexes/index.cdx": b"example,harbour)/news/1 20310405 {}",
    "pages/pages.jsonl": b'{"format": "json-pages-1.0"}\n{"url": "https://harbour.example", "text": "words"}\n',
    "datapackage.json": b"{}",
    "archive/more.warc": record(response(story(4)), 4),
}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_only_the_warcs_of_a_wacz_are_read(tmp_path: Path, method: int) -> None:
    pages = read(tmp_path, zipped(WACZ, method), "crawl.wacz")
    assert [page.record for page in pages] == [
        *(f"archive/data.warc.gz!{identity(number)}" for number in (1, 2, 3)),
        f"archive/more.warc!{identity(4)}",
    ]
    assert pages[1].url == "https://harbour.example/news/2"
    (page,) = read(tmp_path, zipped({"datapackage.json": b"{}"}), "crawl.wacz")
    assert page.error == "an archive without files"


def test_a_warc_in_an_archive_is_streamed_and_may_be_broken(tmp_path: Path) -> None:
    pages = read(tmp_path, zipped(WACZ), "a.zip", limits=Limits(max_file_bytes=2000))
    warcs = [page.error for page in pages if (page.record or "").startswith("archive/")]
    assert warcs == [None] * 4
    deep = zipped({"b.zip": zipped({"c.wacz": zipped(WACZ)})})
    assert "within 2 others" in errors(read(tmp_path, deep, "deep.zip"))[0]
    whole = zipped({"archive/a.warc": b"".join(THREE)}, zipfile.ZIP_DEFLATED)
    for at in (60, 400, len(whole) - 200):
        damaged = bytearray(whole)
        damaged[at] ^= 255
        pages = read(tmp_path, bytes(damaged), "crawl.wacz")
        assert errors(pages), at
    bomb = zipped({"archive/a.warc": THREE[0] + b" " * 30_000_000}, zipfile.ZIP_DEFLATED)
    assert "bomb" in errors(read(tmp_path, bomb, "crawl.wacz"))[0]


# --- anything at all ---

SEEDS = {
    "x.warc": b"".join(THREE),
    "x.warc.gz": b"".join(map(PACKINGS[".warc.gz"], THREE)),
    "x.warc.zst": b"".join(map(PACKINGS[".warc.zst"], THREE)),
    "x.mhtml": mhtml([(QUOTED, quoted(HTML)), PICTURE]),
    "x.wacz": zipped(WACZ),
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_any_change_to_a_web_archive(tmp_path: Path, name: str, data: st.DataObject) -> None:
    raw = SEEDS[name]
    begin = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(begin, min(len(raw), begin + 40)))
    assert read(tmp_path, raw[:begin] + data.draw(st.binary(max_size=30)) + raw[end:] or b"x", name)


def test_words_of_no_type_are_listed_not_lost(tmp_path: Path) -> None:
    (page,) = read(tmp_path, record(response(STORY, ""), 1))
    assert "did not say what it is" in (page.error or "")
    assert page.url is not None
    assert page.fix
