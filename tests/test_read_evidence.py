"""Digests and segments of WARC records: what is not what was archived is listed, what was split is joined."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator

from reading import HTML, STORY
from sayso.model import Page
from sayso.read import Limits
from web_archives import DATE, PACKINGS, chunked, errors, identity, outcome, read, record, response, story


def b32(raw: bytes) -> str:
    return base64.b32encode(hashlib.sha1(raw).digest()).decode()


BODY = HTML.encode()
BLOCK = response(BODY)


# --- digests ---


@pytest.mark.parametrize(
    "payload",
    [
        f"sha1:{b32(BODY)}",
        f"SHA-1:{b32(BODY).lower()}",
        f"sha1:{hashlib.sha1(BODY).hexdigest()}",
        f"sha256:{hashlib.sha256(BODY).hexdigest().upper()}",
        f"sha-256: {base64.b32encode(hashlib.sha256(BODY).digest()).decode()}",
        f"sha256:{base64.b32encode(hashlib.sha256(BODY).digest()).decode().rstrip('=')}",
        f"sha-512:{base64.b64encode(hashlib.sha512(BODY).digest()).decode()}",
        f"md5:{hashlib.md5(BODY).hexdigest()}",
        "xxh64:0123456789abcdef",
        "",
    ],
)
def test_a_digest_that_fits_is_not_mentioned(tmp_path: Path, payload: str) -> None:
    raw = record(BLOCK, WARC_Payload_Digest=payload, WARC_Block_Digest=f"sha1:{b32(BLOCK)}")
    assert outcome(read(tmp_path, raw)) == ["1"]


@pytest.mark.parametrize("ending", PACKINGS)
def test_what_is_not_what_was_archived_is_listed_and_read(tmp_path: Path, ending: str) -> None:
    digests = {"WARC_Block_Digest": f"sha1:{b32(BLOCK)}", "WARC_Payload_Digest": f"sha256:{'0' * 64}"}
    altered = BLOCK.replace(b"three people died", b"eight people died")
    raw = b"".join(
        PACKINGS[ending](record(block, number, **digests)) for number, block in enumerate((BLOCK, altered), 1)
    )
    pages = read(tmp_path, raw, f"crawl{ending}")
    assert [page.record for page in pages] == [
        f"{identity(1)}!digest",
        identity(1),
        f"{identity(2)}!digest",
        identity(2),
    ]
    assert pages[0].error == f"its payload is not what its digest is of (sha256:{'0' * 64}); it is read all the same"
    assert (pages[2].error or "").startswith(f"its block is not what its digest is of (sha1:{b32(BLOCK)}); its payload")
    assert "another copy" in (pages[2].fix or "")
    assert pages[2].url == "https://harbour.example/news/1"
    assert "eight people died" in pages[3].text


@pytest.mark.parametrize("meant", ["on the line", "without chunks", "unpacked"])
def test_a_payload_may_be_meant_as_sent_or_undone(tmp_path: Path, meant: str) -> None:
    packed = gzip.compress(BODY, mtime=0)
    body = chunked(packed)
    digest = {"on the line": body, "without chunks": packed, "unpacked": BODY}[meant]
    block = response(body, Content_Encoding="gzip", Transfer_Encoding="chunked")
    assert outcome(read(tmp_path, record(block, WARC_Payload_Digest=f"sha1:{b32(digest)}"))) == ["1"]
    altered = block.replace(b"gzip", b"GZIP")
    assert outcome(read(tmp_path, record(altered, WARC_Payload_Digest=f"sha1:{b32(digest)}"))) == ["1"]
    (listed, page) = read(tmp_path, record(block, WARC_Payload_Digest=f"sha1:{b32(digest + b' ')}"))
    assert "payload" in (listed.error or "")
    assert not page.error


@pytest.mark.parametrize("digest", ["sha1:", "sha1:nonsense", "sha256:" + "é" * 2000])
def test_a_digest_that_is_none_fits_nothing(tmp_path: Path, digest: str) -> None:
    pages = read(tmp_path, record(BLOCK, WARC_Block_Digest=digest))
    assert len(errors(pages)) == 1
    assert len(pages) == 2


def test_what_cannot_be_read_is_listed_for_both(tmp_path: Path) -> None:
    pages = read(tmp_path, record(response(b"\x00\x01", Content_Encoding="gzip"), WARC_Block_Digest="sha1:AAAA"))
    assert [("digest" in error, "encoding" in error) for error in errors(pages)] == [(True, False), (False, True)]


# --- segments ---


def split_record(block: bytes, *cuts: int, number: int = 1, total: object = None, **fields: str) -> list[bytes]:
    """A record in segments, cut at ``cuts``, as a crawler writes them."""
    edges = [0, *cuts, len(block)]
    pieces = [block[start:end] for start, end in pairwise(edges)]
    made = [record(pieces[0], number, WARC_Segment_Number="1", **fields)]
    for at, piece in enumerate(pieces[1:], 2):
        more = {"WARC_Segment_Number": str(at), "WARC_Segment_Origin_ID": f"<urn:uuid:{identity(number)}>"}
        if at == len(pieces):
            more["WARC_Segment_Total_Length"] = str(len(block) if total is None else total)
        made.append(record(piece, number * 100 + at, "continuation", "", **more))
    return made


OTHER = record(response(story(9)), 9)
JOINED = "join the files of the crawl in their order, with: cat FIRST NEXT > ALL; then read ALL"


def told(pages: list[Page]) -> list[str]:
    return [(page.error or "read").split(";")[0] for page in pages]


@pytest.mark.parametrize("ending", PACKINGS)
@pytest.mark.parametrize("cuts", [(400,), (300, 301, 900), (0 + len(BLOCK) - len(BODY),), (400, 400)])
def test_segments_are_joined(tmp_path: Path, ending: str, cuts: tuple[int, ...]) -> None:
    first, *rest = split_record(BLOCK, *cuts, WARC_Payload_Digest=f"sha1:{b32(BODY)}")
    raw = b"".join(map(PACKINGS[ending], [first, OTHER, *rest]))
    whole = read(tmp_path, record(BLOCK) + OTHER)
    pages = read(tmp_path, raw, f"crawl{ending}")
    assert outcome(pages) == ["9", "1"]
    assert (pages[1].text, pages[1].sha256, pages[1].layout) == (whole[0].text, whole[0].sha256, whole[0].layout)
    assert (pages[1].url, pages[1].fetched_at) == ("https://harbour.example/news/1", DATE)


def test_the_made_segments_are_as_the_standard_has_them() -> None:
    found = [
        (item.headers["WARC-Segment-Number"], item.headers["WARC-Type"], len(item.reader.read()))
        for item in ArchiveIterator(io.BytesIO(b"".join(split_record(BLOCK, 300, 400))), parse_http=False)
    ]
    assert found == [
        ("1", "response", 300),
        ("2", "continuation", 100),
        ("3", "continuation", len(BLOCK) - 400),
    ]


def test_two_records_split_at_once(tmp_path: Path) -> None:
    one, two = split_record(BLOCK, 500, 700), split_record(response(story(2)), 500, 700, number=2)
    raw = one[0] + two[0] + two[1] + one[1] + one[2] + two[2]
    assert outcome(read(tmp_path, raw)) == ["1", "2"]


def test_segments_that_are_missing_are_listed(tmp_path: Path) -> None:
    parts = split_record(BLOCK, 300, 600)
    cases = {
        "split over several records, of which only the first 2 are here": [0, 1],
        "split over several records, of which number 2 is not there (3 is)": [0, 2],
        "goes on from a record that does not stand before it in this file": [2],
    }
    for error, numbers in cases.items():
        pages = read(tmp_path, b"".join(parts[number] for number in numbers) + OTHER)
        assert sorted(told(pages)) == sorted([error, "read"])
        (listed,) = [page for page in pages if page.error]
        assert (listed.fix, listed.url) == (JOINED, "https://harbour.example/news/1")
        assert listed.record == identity(1 if 0 in numbers else 103)
    pages = read(tmp_path, parts[0] + parts[2] + parts[1] + OTHER)
    assert len(errors(pages)) == 1  # it is listed once, not for each segment


@pytest.mark.parametrize(
    ("total", "error"),
    [
        (len(BLOCK) + 1, f"split over several records, which have {len(BLOCK):,} bytes and not {len(BLOCK) + 1}"),
        ("x", f"split over several records, which have {len(BLOCK):,} bytes and not x"),
        (10**30, f"split over several records, which have {len(BLOCK):,} bytes and not {str(10**30)[:20]}"),
    ],
)
def test_a_total_that_is_wrong(tmp_path: Path, total: object, error: str) -> None:
    pages = read(tmp_path, b"".join(split_record(BLOCK, 400, total=total)) + OTHER)
    assert outcome(pages) == [error, "9"]


def test_a_last_segment_that_the_crawler_cut(tmp_path: Path) -> None:
    first, last = split_record(BLOCK, 400)
    last = last.replace(b"WARC-Type", b"WARC-Truncated: time\r\nWARC-Type")
    assert outcome(read(tmp_path, first + last + OTHER)) == ["only a part of it was fetched (time)", "9"]


def test_a_damaged_segment_costs_the_record_and_no_other(tmp_path: Path) -> None:
    first, second, third = split_record(BLOCK, 400, 800)
    wrong = second.replace(b"Content-Length: 400", b"Content-Length: 390")
    pages = read(tmp_path, first + wrong + third + OTHER)
    assert outcome(pages)[-1] == "9"
    assert len(errors(pages)) == 2
    assert "Content-Length is wrong" in errors(pages)[0]


def test_an_altered_segment_is_listed_and_joined(tmp_path: Path) -> None:
    first, last = split_record(BLOCK, 400)
    last = last.replace(b"WARC-Type", b"WARC-Block-Digest: sha1:AAAA\r\nWARC-Type")
    pages = read(tmp_path, first + last)
    assert [page.record for page in pages] == [f"{identity(102)}!digest", identity(1)]
    assert not pages[1].error


def test_what_is_split_and_no_page_is_not_listed(tmp_path: Path) -> None:
    picture = split_record(response(b"\x89PNG" + b"x" * 500, "image/png"), 100, 300)
    assert outcome(read(tmp_path, b"".join(picture) + OTHER)) == ["9"]
    lonely = picture[1].replace(b"news/1", b"a.png")
    assert outcome(read(tmp_path, lonely + OTHER)) == ["9"]
    missing = split_record(response(status="404 Not Found"), 100)
    assert outcome(read(tmp_path, b"".join(missing) + OTHER)) == ["the server answered with error 404", "9"]


def test_segments_take_no_more_than_a_page(tmp_path: Path) -> None:
    large = split_record(response(STORY * 200, "text/plain"), 5000, 9000)
    pages = read(tmp_path, b"".join(large) + OTHER, limits=Limits(max_file_bytes=8000))
    assert [error.split(":")[0] for error in errors(pages)] == ["too large"]
    assert outcome(pages)[-1] == "9"
    many = [split_record(response(STORY, "text/plain"), 80, number=number)[0] for number in range(1, 30)]
    pages = read(tmp_path, b"".join(many) + OTHER, limits=Limits(max_file_bytes=8000))
    assert sum(error.startswith("too large") for error in errors(pages)) == 21
    assert len(errors(pages)) == 29


def test_a_split_record_needs_an_id_and_a_number(tmp_path: Path) -> None:
    unnamed = record(BLOCK[:300], WARC_Record_ID="", WARC_Segment_Number="1")
    twice = split_record(BLOCK, 300)
    wrong = record(BLOCK, 5, WARC_Segment_Number="2")
    assert told(read(tmp_path, unnamed + OTHER)) == ["split over several records, but without an id of its own", "read"]
    assert told(read(tmp_path, twice[0] + twice[0] + twice[1])) == [
        "split over several records, but without an id of its own"
    ]
    assert told(read(tmp_path, wrong)) == ["split over several records, and numbered wrong"]
