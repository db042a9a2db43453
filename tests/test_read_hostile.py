"""Files that are made to do harm, or that fuzzing (bench/fuzz.py) found to: the smallest of each, written by hand.

What is bounded by time is given ten times what it takes, so that a busy machine does not fail it; without the bound
each would take minutes to hours.
"""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest

from reading import HTML, STORY, check, pages_of
from sayso.model import Page
from sayso.read import Limits
from web_archives import QUOTED, mhtml, quoted

SENTENCE = f"<p>{STORY}</p>".encode()


def read_within(folder: Path, name: str, raw: bytes, seconds: float, **options: object) -> list[Page]:
    """The pages of one file, which must be read and split within so many seconds of the processor."""
    (folder / name).write_bytes(raw)
    began = time.process_time()
    pages = pages_of(folder / name, **options)
    for page in pages:
        check(page)
    assert time.process_time() - began < seconds
    return pages


# --- found by fuzzing ---


@pytest.mark.parametrize(
    "reference", ["&#99999999999;", "&#1114112;", "&#x110000;", "&#xFFFFFFFFFFFFFFFF", "&#00000065;"]
)
def test_a_feed_is_not_lost_for_one_reference(tmp_path: Path, reference: str) -> None:
    items = "".join(f"<item><description>{words}</description></item>" for words in (f"{STORY} {reference}", "Two."))
    first, second = read_within(tmp_path, "f.xml", f"<rss><channel>{items}</channel></rss>".encode(), 5)
    assert first.text.startswith(STORY)
    assert first.text.endswith("A" if "65" in reference else "\ufffd")
    assert second.text == "Two."


def test_a_member_of_an_archive_without_a_name(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        for name in ("x", "b.txt"):
            made.writestr(name, STORY)
    raw = (tmp_path / "a.zip").read_bytes()
    at = raw.index(b"PK\x01\x02")
    nameless = raw[: at + 28] + b"\x00\x00" + raw[at + 30 : at + 46] + raw[at + 47 :]
    end = nameless.index(b"PK\x05\x06")
    size = int.from_bytes(nameless[end + 12 : end + 16], "little") - 1
    nameless = nameless[: end + 12] + size.to_bytes(4, "little") + nameless[end + 16 :]
    with zipfile.ZipFile(tmp_path / "a.zip", "w"):
        pass
    pages = read_within(tmp_path, "a.zip", nameless, 5)
    assert [page.record for page in pages] == ["1", "b.txt"]
    assert pages[1].text == STORY


def test_encoded_words_that_are_none(tmp_path: Path) -> None:
    raw = mhtml([(QUOTED, quoted(HTML))], head="Snapshot-Content-Location: =?utf-8?B?A?=\r\nDate: =?utf-8?B?A?=\r\n")
    raw = raw.replace(b"Content-Location: https", b"Content-Location: =?utf-8?B?A?=https")
    (page,) = read_within(tmp_path, "a.mhtml", raw, 5)
    assert page.given_author == "Jon Reed"


def test_a_part_without_a_header_is_plain_text(tmp_path: Path) -> None:
    raw = mhtml([]).replace(
        b"\r\n------=_Part_1--", b"------=_Part_1\r\n\r\n" + STORY.encode() + b"\r\n------=_Part_1--"
    )
    (page,) = read_within(tmp_path, "a.mhtml", raw, 5)
    assert page.text == STORY


def test_lines_without_end(tmp_path: Path) -> None:
    (page,) = read_within(tmp_path, "a.txt", b"x\n" * 300_000, 10)
    assert page.error == "a page of 300,000 lines, more than the limit of 200,000"
    assert ".csv" in (page.fix or "")
    (page,) = read_within(tmp_path, "a.html", b"<p>x" * 200_001, 10)
    assert page.error == "a page of 200,001 lines, more than the limit of 200,000"
    (page,) = read_within(tmp_path, "a.txt", b"a" + b"\n" * 300_000 + b"b", 10)
    assert not page.error  # blank lines cost nothing
    for ending in (b"\n", b"\r", b"\r\n"):
        pages = [
            read_within(tmp_path, "a.txt", b"x" + ending, 5, limits=Limits(max_page_lines=lines)) for lines in (1, 2)
        ]
        assert not any(page.error for (page,) in pages)
        (page,) = read_within(tmp_path, "a.txt", (b"x" + ending) * 3, 5, limits=Limits(max_page_lines=2))
        assert page.error == "a page of 3 lines, more than the limit of 2"


@pytest.mark.parametrize(
    "rows",
    [
        b"<tr><td colspan=999999999 rowspan=999999999>x" * 3000,
        b"<tr>" + b"<td>x" * 20_000 + b"<tr><td>x" * 10_000,
        b"<tr>" + b"<td colspan=100>x" * 200 + b"<tr><td>x" * 10_000,
    ],
    ids=["spans", "one wide row", "one wide row of spans"],
)
def test_tables_that_would_be_laid_out_for_hours(tmp_path: Path, rows: bytes) -> None:
    (page,) = read_within(tmp_path, "a.html", SENTENCE * 20 + b"<table>" + rows + b"</table>" + SENTENCE, 30)
    assert page.text.count(STORY) == 21
    assert page.text.count("x") >= 3000
    assert any(mark.tag == "main-text" for mark in page.layout)


def test_attributes_without_end(tmp_path: Path) -> None:
    for count, size in ((2_000, 0), (60_000, 0), (2_000, 300_000)):
        names = b" ".join(b"a%d=1" % number for number in range(count))
        raw = SENTENCE + b"<p " + names + b">x" + b" " * size
        (page,) = read_within(tmp_path, "a.html", raw, 20)
        assert page.error == "HTML with more than 1,000 attributes of one element"
        # Marks that end a tag only where they stand in no quotation marks.
        hidden = raw.replace(b"=1", b"='>'")
        assert read_within(tmp_path, "a.html", hidden, 20)[0].error == page.error
    names = b" ".join(b"a%d=1" % number for number in range(900))
    assert read_within(tmp_path, "a.html", b"<p " + names + b">x", 20)[0].text == "x"


LONG = [b"<img src='data:image/png;base64," + b"A" * 11_000_000 + b"'>", b"<p>" + "é".encode() * 5_500_000]


@pytest.mark.parametrize("long", LONG, ids=["attribute", "text"])
def test_what_stands_behind_something_large_is_not_lost(tmp_path: Path, long: bytes) -> None:
    (tmp_path / "a.html").write_bytes(SENTENCE + long + SENTENCE)
    (page,) = pages_of(tmp_path / "a.html")
    assert not page.error
    assert page.text.count(STORY) == 2


@pytest.mark.parametrize("element", ["div", "b", "table><tr><td", "ul><li", "span"])
@pytest.mark.parametrize("large", [0, 11_000_000])
def test_nesting_is_refused(tmp_path: Path, element: str, large: int) -> None:
    raw = b"<!--" + b" " * large + b"-->" + f"<{element}>".encode() * 100_000 + SENTENCE
    (page,) = read_within(tmp_path, "a.html", raw, 20)
    assert page.error == "HTML nested deeper than any real page"
