"""Every format: what comes out of good files, and one clear line for each kind of bad one."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.model import Page
from sayso.read import Limits, ReadError, estimate, find_pages, split

STORY = "Harbour Radio cited Ana Lund as saying the truce was broken on Tuesday."
HTML = (
    "<!doctype html><html lang='en'><head><title>Truce broken | Harbour Radio</title>"
    "<meta property='og:site_name' content='Harbour Radio'><link rel='canonical' href='https://harbour.example/a1'>"
    "<meta name='author' content='Jon Reed'><meta property='article:published_time' content='2031-04-05T06:07:00Z'>"
    "<style>p{}</style><script>var x='no';</script></head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
    "<article><h1>Truce broken in Oster</h1><p>By Jon Reed</p><p>The ministry said on Tuesday that the   truce was "
    "&ldquo;broken&rdquo; by<br>men from the hills, and that three people died in the valley of Oster that night.</p>"
    "<blockquote><p>We saw it with our own eyes, and we shall not forget it soon, said the mayor of Oster.</p>"
    "</blockquote><p>Nobody else confirmed the account, and the other side did not answer questions on it.</p>"
    "</article><footer><p>All rights reserved</p></footer></body></html>"
)


def pages_of(path: Path | list[Path], **options: object) -> list[Page]:
    paths = path if isinstance(path, list) else [path]
    return list(find_pages(paths, **options))  # type: ignore[arg-type]


def one(path: Path, **options: object) -> Page:
    (page,) = pages_of(path, **options)
    return page


def check(page: Page) -> None:
    """What must hold of any page whatever it was read from."""
    assert (page.error is None) == (page.fix is None)
    if page.error:
        assert page.text == ""
        assert "\n" not in page.error
    page.text.encode("utf-8")
    assert "\x00" not in page.text
    for mark in page.layout:
        assert 0 <= mark.start <= mark.end <= len(page.text)
    articles, blocks = split(page)
    for article in articles:
        assert page.text[article.start : article.end] == article.text
    covered = set()
    reached = 0
    for block in blocks:
        assert reached <= block.start < block.end <= len(page.text)
        reached = block.end
        covered.update(range(block.start, block.end))
    assert all(at in covered for at, character in enumerate(page.text) if not character.isspace())


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
    assert roles["Home Wor"] == roles["All righ"] == "boilerplate"
    assert roles["Truce br"] == "title"
    assert roles["We saw i"] == "quote"
    assert "Nobody else" in article.text


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


# --- tables ---


def write_csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def test_rows_are_pages_with_exactly_their_text(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "t.csv",
        "unit_id,article_title,article_content,source,date\n"
        '7,Truce,"Line one\r\nsaid ""so""  ",sana,4/15/2031\n8,B,x y,b,4/5/2031\n',
    )
    first, second = pages_of(path)
    assert first.text == 'Line one\r\nsaid "so"  '
    assert first.sha256 == hashlib.sha256(first.text.encode()).hexdigest()
    assert (first.record, first.given_title, first.given_outlet, first.given_published) == (
        "7",
        "Truce",
        "sana",
        "4/15/2031",
    )
    # The first row's 15 settles that the month comes first, for the second row too.
    assert [split(page)[0][0].published for page in (first, second)] == ["2031-04-15", "2031-04-05"]
    assert split(first)[0][0].outlet == "SANA"


def test_an_unsettled_date_order_gives_only_the_year(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", "text,date\nHello there,4/5/2031\n")
    (article,), _ = split(one(path))
    assert (article.published, article.published_from) == ("2031", "4/5/2031")


def test_repeated_rows_have_ids_of_their_own(tmp_path: Path) -> None:
    pages = pages_of(write_csv(tmp_path / "t.csv", "id,text\n1,same\n1,same\n1,same\n"))
    assert len({page.id for page in pages}) == 3
    assert [page.id for page in pages] == [page.id for page in pages_of(tmp_path / "t.csv")]


def test_rows_without_text_fail_alone(tmp_path: Path) -> None:
    pages = pages_of(write_csv(tmp_path / "t.csv", "id,text\n1,one\n2,\n3,nan\n4,four\n"))
    assert [page.error is None for page in pages] == [True, False, False, True]
    assert pages[1].record == "2"
    assert "'text'" in (pages[1].error or "")


def test_columns_can_be_set(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", "Words;who\nHello there;Radio\n")
    assert "there are: Words, who" in (one(path).error or "")
    assert one(path).fix == "say which: --columns text=NAME"
    page = one(path, columns={"text": "words", "outlet": "who"})
    assert (page.text, page.given_outlet) == ("Hello there", "Radio")
    assert "no column 'nope'" in (one(path, columns={"text": "nope"}).error or "")
    with pytest.raises(ReadError, match="words"):
        find_pages([path], columns={"words": "text"})


def test_an_open_quotation_mark_costs_one_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", 'id,text\n1,one\n2,"two\n3,three\n4,four\n')
    pages = pages_of(path)
    assert [page.text for page in pages] == ["one", "", "three", "four"]
    assert "never closes" in (pages[1].error or "")


def test_a_line_too_long_costs_one_row(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "t.csv", "id,text\n1,one\n2," + "x" * 500 + "\n3,three\n")
    pages = pages_of(path, limits=Limits(max_page_chars=100))
    assert [page.text for page in pages] == ["one", "", "three"]


@pytest.mark.parametrize(("delimiter", "name"), [(",", "t.csv"), (";", "t.csv"), ("\t", "t.tsv"), ("|", "t.csv")])
def test_delimiters(tmp_path: Path, delimiter: str, name: str) -> None:
    rows = [["id", "title", "text"], ["1", "T", '"a, b; c"']]
    path = write_csv(tmp_path / name, "\n".join(delimiter.join(row) for row in rows))
    page = one(path)
    assert (page.text, page.given_title) == ("a, b; c", "T")


def test_nul_and_surrogates_keep_the_length(tmp_path: Path) -> None:
    write_csv(tmp_path / "t.csv", "text\na\x00b\n")
    assert one(tmp_path / "t.csv").text == "a\ufffdb"
    (tmp_path / "t.jsonl").write_text('{"text": "a\\ud800b\\u0000"}\n')
    assert one(tmp_path / "t.jsonl").text == "a\ufffdb\ufffd"


def test_json_lines_and_arrays(tmp_path: Path) -> None:
    rows = [{"guid": "g1", "body": "One said so.", "headline": "H", "authors": ["A", "B"]}, {"body": "Two said so."}]
    (tmp_path / "a.jsonl").write_text(json.dumps(rows[0]) + "\n\nnot json\n" + json.dumps(rows[1]) + "\n")
    good, bad, last = pages_of(tmp_path / "a.jsonl")
    assert (good.record, good.text, good.given_title, good.given_author) == ("g1", "One said so.", "H", "A, B")
    assert "line 3: not JSON" in (bad.error or "")
    assert last.record == "4"
    for document in (rows, {"status": "ok", "articles": rows}):
        (tmp_path / "b.json").write_text(json.dumps(document))
        assert [page.text for page in pages_of(tmp_path / "b.json")] == ["One said so.", "Two said so."]


def test_parquet(tmp_path: Path) -> None:
    table = pa.table({"maintext": ["One said so.", None], "uid": [1, 2], "date_publish": ["2031-01-02", None]})
    pq.write_table(table, tmp_path / "a.parquet")
    good, bad = pages_of(tmp_path / "a.parquet")
    assert (good.text, good.record, good.given_published) == ("One said so.", "1", "2031-01-02")
    assert "nothing in column 'maintext'" in (bad.error or "")


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


# --- archives ---


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return out.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w:gz", **links: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, raw in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
        for name, target in links.items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["zip", "w:", "w:gz", "w:bz2", "w:xz"])
def test_archives(tmp_path: Path, mode: str) -> None:
    members = {"in/a.txt": STORY.encode(), "t.csv": b"id,text\n5,Row text\n", "__MACOSX/x": b"no", ".hidden": b"no"}
    path = tmp_path / "pile.bin"
    path.write_bytes(zipped(members) if mode == "zip" else tarred(members, mode))
    first, second = pages_of(path)
    assert (first.file, first.record, first.text) == ("pile.bin", "in/a.txt", STORY)
    assert (second.record, second.text) == ("t.csv!5", "Row text")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_single_packed_files(tmp_path: Path, pack: object) -> None:
    (tmp_path / "a.html.gz").write_bytes(pack(HTML.encode()))  # type: ignore[operator]
    page = one(tmp_path / "a.html.gz")
    assert (page.file, page.record, page.media_type) == ("a.html.gz", None, "text/html")


def test_names_that_point_outside_are_refused_and_others_read(tmp_path: Path) -> None:
    members = {"../up.txt": b"up", "/abs.txt": b"abs", "C:\\x.txt": b"drive", "ok.txt": STORY.encode()}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    (tmp_path / "b.tar").write_bytes(tarred(members, "w:", link="/etc/passwd"))
    for name in ("a.zip", "b.tar"):
        pages = pages_of(tmp_path / name)
        assert [page.text for page in pages if not page.error] == [STORY]
        assert sum("outside the archive" in (page.error or "") for page in pages) == 3
    assert "link" in (pages[-1].error or "")


def test_bombs_are_stopped_and_others_read(tmp_path: Path) -> None:
    blanks = b" " * 12_000_000
    (tmp_path / "a.zip").write_bytes(zipped({"bomb.txt": blanks, "ok.txt": STORY.encode()}))
    bomb, good = pages_of(tmp_path / "a.zip")
    assert "bomb" in (bomb.error or "")
    assert good.text == STORY
    (tmp_path / "b.tar.gz").write_bytes(tarred({"ok.txt": STORY.encode(), "bomb.txt": blanks}))
    good, bomb = pages_of(tmp_path / "b.tar.gz")
    assert good.text == STORY
    assert "bomb" in (bomb.error or "")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(blanks))
    assert "bomb" in (one(tmp_path / "c.txt.gz").error or "")


def test_limits_on_members_depth_and_total(tmp_path: Path) -> None:
    inner = zipped({"a.txt": b"deep words"})
    (tmp_path / "a.zip").write_bytes(zipped({"b.zip": zipped({"c.zip": inner}), "ok.txt": b"fine words"}))
    deep, good = pages_of(tmp_path / "a.zip")
    assert (deep.record, good.text) == ("b.zip!c.zip", "fine words")
    assert "within 2 others" in (deep.error or "")
    (tmp_path / "m.zip").write_bytes(zipped({f"{n}.txt": b"words" for n in range(9)}))
    pages = pages_of(tmp_path / "m.zip", limits=Limits(max_members=3))
    assert [bool(page.error) for page in pages] == [False] * 3 + [True]
    pages = pages_of(tmp_path / "m.zip", limits=Limits(max_unpacked_bytes=10))
    assert [bool(page.error) for page in pages] == [False] * 2 + [True]
    (tmp_path / "m.tar.gz").write_bytes(tarred({f"{n}.txt": b"words" for n in range(9)}))
    pages = pages_of(tmp_path / "m.tar.gz", limits=Limits(max_members=3))
    assert [bool(page.error) for page in pages] == [False] * 3 + [True]


def test_encrypted_and_cut_archives(tmp_path: Path) -> None:
    raw = bytearray(zipped({"a.txt": b"words"}))
    central = raw.find(b"PK\x01\x02")
    raw[central + 8] |= 1
    (tmp_path / "e.zip").write_bytes(raw)
    assert one(tmp_path / "e.zip").error == "encrypted"
    whole = tarred({"a.txt": STORY.encode(), "b.txt": os.urandom(20_000).hex().encode()})
    (tmp_path / "c.tar.gz").write_bytes(whole[:-5000])
    good, *bad = pages_of(tmp_path / "c.tar.gz")
    assert good.text == STORY
    assert "cut archive" in (bad[0].error or "")


# --- anything at all ---

NAMES = ["x.txt", "x.html", "x.csv", "x.tsv", "x.jsonl", "x.json", "x.parquet", "x.xml", "x.zip", "x.tar", "x.gz", "x"]
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
