"""Every format: what comes out of good files, and one clear line for each kind of bad one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reading import HTML, STORY, check, one, pages_of
from sayso.read import Limits, estimate, split

# --- text and encodings ---


def test_text_is_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("One\r\n\r\nTwo \u201cthree\u201d\n".encode())
    page = one(path)
    assert page.text == "One\r\n\r\nTwo \u201cthree\u201d\n"
    assert page.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (page.file, page.record, page.encoding) == ("a.txt", None, "utf-8")
    check(page)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Harbour said so."),
        ("utf-16", "Harbour said “so”."),
        ("utf-16-le", "Harbour said so, twice."),
        ("cp1252", "It was “so”, he said."),
        ("cp1252", "A " + "plain line. " * 400 + "“x”"),
        ("cp1251", "Харбор сообщил, что перемирие нарушено во вторник, и что трое погибли. " * 5),
        ("cp1256", "قالت الوزارة إن الهدنة انتهكت يوم الثلاثاء وإن ثلاثة أشخاص قتلوا في الوادي. " * 3),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert one(tmp_path / "a.txt").text == text


def test_damaged_bytes_become_one_replacement_each(tmp_path: Path) -> None:
    line = b"Three people were killed in the valley on Tuesday. "
    (tmp_path / "a.txt").write_bytes(line * 200 + b"\x95\x81" + line)
    page = one(tmp_path / "a.txt")
    assert page.text[len(line) * 200 :][:4] == "\ufffd\ufffdTh"
    assert page.encoding == "utf-8 (damaged)"


def test_cut_utf8_stays_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("هدنة في الوادي".encode()[:-1])
    page = one(tmp_path / "a.txt")
    assert page.text.startswith("هدنة في الواد")
    assert page.encoding == "utf-8 (damaged)"


def test_declared_charset_is_used(tmp_path: Path) -> None:
    markup = "<html><head><meta charset='windows-1251'></head><body><p>Перемирие</p></body></html>"
    (tmp_path / "a.html").write_bytes(markup.encode("cp1251"))
    assert one(tmp_path / "a.html").text == "Перемирие"


@pytest.mark.parametrize(
    ("name", "raw", "error"),
    [
        ("a.txt", b"", "nothing in it"),
        ("a.txt", b" \n\t\n", "nothing in it"),
        ("a.html", b"<html><body><script>x()</script></body></html>", "no text in this HTML"),
        ("a.html", b"<div>" * 5000 + b"x", "nested deeper"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n123", "PNG"),
        ("a", b"SQLite format 3\x00 and more", "SQLite"),
        ("a", b"\x7fELF\x02\x01", "program"),
        ("a.txt", bytes(range(32)) * 40, "control characters"),
        ("a.css", b"p { color: red }", "style sheet"),
        ("a.docx", b"PK\x03\x04rest", "Office document"),
        ("a.warc", b"WARC/1.0\r\n", "WARC"),
        ("a.zip", b"PK\x03\x04 broken", "broken or cut ZIP"),
        ("a.tar.gz", b"\x1f\x8b\x08\x00broken", "broken or cut archive"),
        ("a.parquet", b"PAR1 broken PAR1", "Parquet"),
        ("a.csv", b"", "nothing in it"),
        ("a.csv", b"text\n", "table without rows"),
        ("a.csv", b"name,place\nx,y\n", "there are: name, place"),
        ("a.jsonl", b"[1]\n2\n", "not one JSON object"),
        ("a.json", b"{]", "not JSON"),
        ("a.json", b"[1, 2]", "no object"),
        ("a.json", b"[" * 100_000, "nested too deeply"),
        ("a.xml", b"<rss><channel></channel></rss>", "feed without entries"),
    ],
)
def test_bad_files_give_one_line_and_a_fix(tmp_path: Path, name: str, raw: bytes, error: str) -> None:
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "good.txt").write_text(STORY)
    bad, good = pages_of([tmp_path / name, tmp_path / "good.txt"])
    assert error in (bad.error or "")
    assert bad.fix
    assert bad.file == name
    assert good.text == STORY
    check(bad)


def test_too_large_file_names_the_option(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2000)
    page = one(tmp_path / "a.txt", limits=Limits(max_file_bytes=1000))
    assert page.error == "too large: 2,000 bytes, the limit is 1,000 bytes"
    assert "--max-file-size" in (page.fix or "")


def test_too_many_characters(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * 50)
    (tmp_path / "b.html").write_text("<p>" + "x" * 50)
    assert ["characters" in (page.error or "") for page in pages_of(tmp_path, limits=Limits(max_page_chars=20))] == [
        True
    ] * 2


# --- HTML ---


def test_html_is_rendered_with_layout_and_head(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(HTML)
    page = one(tmp_path / "a.html")
    assert "truce was “broken” by\nmen from the hills" in page.text
    assert "var x" not in page.text
    assert (page.given_title, page.given_outlet) == ("Truce broken | Harbour Radio", "Harbour Radio")
    assert (page.given_author, page.given_published) == ("Jon Reed", "2031-04-05T06:07:00Z")
    assert (page.url, page.language) == ("https://harbour.example/a1", "en")
    by_tag = {mark.tag: page.text[mark.start : mark.end] for mark in page.layout}
    assert by_tag["h1"] == "Truce broken in Oster"
    assert by_tag["nav"] == "Home World"
    assert ("a", "/w") in {(mark.tag, mark.value) for mark in page.layout}
    check(page)
    (article,), blocks = split(page)
    assert (article.title, article.author) == ("Truce broken | Harbour Radio", "Jon Reed")
    assert article.published == "2031-04-05T06:07:00+00:00"
    roles = {page.text[block.start : block.end][:8]: block.role for block in blocks}
    assert (roles["Home Wor"], roles["All righ"]) == ("navigation", "legal")
    assert roles["Truce br"] == "title"
    assert roles["We saw i"] == "quote"
    assert "Nobody else" in article.text


def test_a_date_that_only_the_page_shows_is_found(tmp_path: Path) -> None:
    shown = f'<div class="entry-meta"><span class="date">May 9, 2024</span></div><p>{STORY}</p>'
    (tmp_path / "a.html").write_text(f"<!doctype html><title>Truce</title><body>{shown}</body>", encoding="utf-8")
    page = one(tmp_path / "a.html")
    assert page.given_published == "May 9, 2024"
    assert [(one.published, one.published_from) for one in split(page)[0]] == [("2024-05-09", "May 9, 2024")]


def test_hidden_text_is_kept_but_labelled(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(f"<body><p>{STORY} {STORY}</p><p style='display: none'>Secret {STORY}</p></body>")
    page = one(tmp_path / "a.html")
    _, blocks = split(page)
    assert [block.role for block in blocks if page.text[block.start :].startswith("Secret")] == ["boilerplate"]


def test_entities_of_a_feed_never_reach_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read me")
    feed = (
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]><rss><channel><item><title>t</title>'
    )
    (tmp_path / "a.xml").write_text(feed + f"<description>Words &x; {STORY}</description></item></channel></rss>")
    assert "do not read me" not in one(tmp_path / "a.xml").text


def test_feed_entries_are_pages(tmp_path: Path) -> None:
    (tmp_path / "f.xml").write_text(
        '<?xml version="1.0"?><rss xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        "<title>Harbour Radio</title><item><title>Truce</title><link>https://harbour.example/1</link>"
        "<guid>tag:1</guid><pubDate>Sat, 05 Apr 2031 06:07:00 GMT</pubDate><description>Short.</description>"
        f"<content:encoded><![CDATA[<p>{STORY}</p><p>It was <b>over</b>.</p><script>x</script>]]></content:encoded>"
        "</item>"
        "<item><title>Empty</title></item></channel></rss>"
    )
    good, bad = pages_of(tmp_path / "f.xml")
    assert good.text == f"{STORY}\n\nIt was over."
    assert (good.record, good.url, good.given_title) == ("tag:1", "https://harbour.example/1", "Truce")
    assert good.given_outlet == "Harbour Radio"
    (article,), blocks = split(good)
    assert article.published == "2031-04-05T06:07:00Z"
    assert [block.role for block in blocks] == ["body", "body"]
    assert "entry 2: no text" in (bad.error or "")


# --- anything at all ---

NAMES = [
    *("x.txt", "x.html", "x.csv", "x.tsv", "x.jsonl", "x.json", "x.parquet", "x.xml", "x.zip", "x.tar", "x.gz", "x"),
    *("x.warc", "x.warc.gz", "x.warc.zst", "x.wacz", "x.mhtml"),
]
STARTS = [
    b"",
    b"text\n",
    b'{"text":"a',
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"PAR1",
    b"<rss><item>",
    b"<html>",
    b"\xff\xfe",
    b"id,text\n",
    b"WARC/1.0\r\nContent-Length: 5\r\n",
    b"\x28\xb5\x2f\xfd",
    b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n",
]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(NAMES), st.sampled_from(STARTS), st.binary(max_size=300))
def test_any_bytes_in_any_file(tmp_path: Path, name: str, start: bytes, rest: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(start + rest)
    seen: list[int] = []
    pages = pages_of(path, on_bytes=seen.append)
    assert pages
    for page in pages:
        check(page)
    assert len({page.id for page in pages}) == len(pages)
    assert sum(seen) == estimate([path]) == len(start + rest)


MARKUP = (
    "<p> </p> <b> <div> </div> <br> <pre> <li> <td> &amp; <!-- --> <a/href=x> </a> <h1> <p/hidden> <script> </script>"
)
PIECES = [*MARKUP.split(), "\n", " ", "word ", STORY, "\xad"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_markup(tmp_path: Path, pieces: list[str]) -> None:
    (tmp_path / "x.html").write_text("".join(pieces))
    page = one(tmp_path / "x.html")
    check(page)
    assert page.text == page.text.strip()


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=5))
def test_any_row_comes_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    (tmp_path / "x.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
    for page, text in zip(pages_of(tmp_path / "x.jsonl"), texts, strict=True):
        assert page.error or page.text == text.replace("\x00", "\ufffd")
        check(page)
