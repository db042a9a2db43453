"""Saved pages (MHTML): which part is the page, and what is refused."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from reading import HTML, one
from sayso.model import Page
from sayso.read import Limits
from web_archives import HTML_PART, PICTURE, QUOTED, mhtml, quoted, read


@pytest.mark.parametrize("name", ["saved.mhtml", "saved.MHT", "saved"])
def test_a_saved_page(tmp_path: Path, name: str) -> None:
    page = one_of(tmp_path, mhtml([(QUOTED, quoted(HTML)), PICTURE]), name)
    (tmp_path / "a.html").write_text(HTML)
    alone = one(tmp_path / "a.html")
    assert (page.text, page.layout, page.given_author) == (alone.text, alone.layout, "Jon Reed")
    assert (page.url, page.fetched_at) == ("https://harbour.example/news/1", "2031-04-05T06:07:08Z")
    assert (page.file, page.record, page.media_type) == (name, None, "text/html")


def one_of(folder: Path, raw: bytes, name: str = "saved.mhtml", **options: object) -> Page:
    (page,) = read(folder, raw, name, **options)
    return page


@pytest.mark.parametrize(
    "parts",
    [
        [(f"{HTML_PART}Content-Transfer-Encoding: base64\r\n", base64.encodebytes(HTML.encode()))],
        [(f"{HTML_PART}Content-Transfer-Encoding: 8bit\r\n", HTML.encode())],
        [(HTML_PART, HTML.encode())],
        [PICTURE, (HTML_PART, HTML.encode()), (HTML_PART.replace("frame-1", "frame-2"), b"<p>an advertisement")],
        [(HTML_PART.replace("text/html", "text/plain"), b"only words"), (HTML_PART, HTML.encode())],
        [("Content-Type: image/png\r\nX: " + "y" * 70_000, b"x"), (HTML_PART, HTML.encode())],
        [
            (
                'Content-Type: multipart/alternative; boundary="inner"\r\n',
                b"--inner\r\nContent-Type: text/plain\r\n\r\nonly words\r\n--inner\r\nContent-Type: text/html\r\n\r\n"
                + HTML.encode()
                + b"\r\n--inner--",
            )
        ],
    ],
)
def test_the_root_is_the_page(tmp_path: Path, parts: list[tuple[str, bytes]]) -> None:
    page = one_of(tmp_path, mhtml(parts))
    assert page.given_title == "Truce broken | Harbour Radio", page.error
    assert page.url == "https://harbour.example/saved"


def test_the_root_may_be_named(tmp_path: Path) -> None:
    parts = [(HTML_PART.replace("frame-1", "frame-0"), b"<p>an advertisement"), (HTML_PART, HTML.encode())]
    assert one_of(tmp_path, mhtml(parts)).text == "an advertisement"
    named = mhtml(parts, related='type="text/html"; start="<frame-1@mhtml.example>"')
    assert one_of(tmp_path, named).given_author == "Jon Reed"
    missing = mhtml(parts, related='type="text/html"; start="<frame-9@mhtml.example>"')
    assert one_of(tmp_path, missing).text == "an advertisement"


def test_the_charset_and_address_of_a_saved_page(tmp_path: Path) -> None:
    words = "Перемирие нарушено, сказал министр."
    part = 'Content-Type: text/html; charset="windows-1251"\r\nContent-Transfer-Encoding: quoted-printable\r\n'
    address = "=?utf-8?Q?https://harbour.example/=D0=BF=D0=B5?=\r\n =?utf-8?Q?=D1=80?="
    page = one_of(
        tmp_path, mhtml([(part, quoted(f"<p>{words}", "cp1251"))], head=f"Snapshot-Content-Location: {address}\r\n")
    )
    assert (page.text, page.encoding, page.url) == (words, "cp1251", "https://harbour.example/пер")
    page = one_of(tmp_path, mhtml([(part, b"<p>words")], head="Content-Location: cid:frame@x\r\n"))
    assert page.url is None


def test_a_single_part(tmp_path: Path) -> None:
    head = f"MIME-Version: 1.0\r\nDate: no date\r\n{QUOTED}\r\n".encode()
    page = one_of(tmp_path, head + quoted(HTML))
    assert (page.given_author, page.fetched_at) == ("Jon Reed", None)


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"<html>no header", "cut within a header"),
        (b"X: " + b"y" * 70_000 + b"\r\n\r\nx", "a header of more than"),
        (mhtml([PICTURE]), "without HTML or text"),
        (mhtml([]), "without HTML or text"),
        (b"Content-Type: multipart/related\r\n\r\nx", "does not say where its parts begin"),
        (b"Content-Type: multipart/related; boundary=b\r\n\r\nx", "parts are missing"),
        (b'Content-Type: multipart/related; boundary="b;' + b"; " * 2000 + b"\r\n\r\n--b\r\n\r\nx", "no type"),
        (mhtml([(HTML_PART, b"")]), "nothing in it"),
        (mhtml([(HTML_PART, b"<script>x</script>")]), "no text in this HTML"),
        (mhtml([("Content-Type: x/y", b"")] * 30), "more than 20 parts"),
    ],
)
def test_saved_pages_that_cannot_be_read(tmp_path: Path, raw: bytes, error: str) -> None:
    page = one_of(tmp_path, raw, limits=Limits(max_parts=20))
    assert error in (page.error or "")
    assert page.fix


def test_parts_within_parts_are_bounded(tmp_path: Path) -> None:
    raw = HTML.encode()
    head = "Content-Type: text/html\r\n"
    for depth in range(9):
        raw = f"--b{depth}\r\n{head}\r\n".encode() + raw + f"\r\n--b{depth}--\r\n".encode()
        head = f"Content-Type: multipart/related; boundary=b{depth}\r\n"
    page = one_of(tmp_path, f"{head}\r\n".encode() + raw)
    assert page.error == "parts within 4 others"


def test_cut_saved_pages_give_what_is_there(tmp_path: Path) -> None:
    whole = mhtml([(f"{HTML_PART}Content-Transfer-Encoding: quoted-printable\r\n", quoted(HTML)), PICTURE])
    page = one_of(tmp_path, whole[:-350])
    assert page.given_author == "Jon Reed"
