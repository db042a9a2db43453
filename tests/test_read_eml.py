"""E-mail: which part is the message, what its header says, and what hangs on it."""

from __future__ import annotations

import base64
import gzip
from email.message import EmailMessage
from pathlib import Path

import pytest

from made_pdf import make_pdf, set_column
from reading import HTML, STORY, one
from sayso.model import Page
from sayso.read import Limits, outlet_of, split
from web_archives import quoted, read, zipped

HEAD = {
    "From": "Jon Reed <jon@harbour.example>",
    "To": "desk@oster.example",
    "Subject": "Truce broken in Oster",
    "Date": "Sat, 05 Apr 2031 23:07:08 -0500",
}
PLAIN = f"{STORY}\n\nNobody else confirmed it.\n"
#: A message that a test writes byte by byte.
TOP = "".join(f"{name}: {value}\r\n" for name, value in HEAD.items())


def message(plain: str | None = PLAIN, html: str | None = None, **fields: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {**HEAD, **fields}.items():
        if value:
            made[name.replace("_", "-")] = value
    if plain is not None:
        made.set_content(plain)
    if html is not None:
        if plain is None:
            made.set_content(html, subtype="html")
        else:
            made.add_alternative(html, subtype="html")
    return made


def pages_in(folder: Path, made: EmailMessage | bytes | str, **options: object) -> list[Page]:
    raw = made if isinstance(made, bytes) else made.encode() if isinstance(made, str) else made.as_bytes()
    return read(folder, raw, "saved.eml", **options)


def test_a_plain_message(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message())
    assert page.text == PLAIN
    assert (page.file, page.record, page.media_type, page.url) == ("saved.eml", None, "text/plain", None)
    assert (page.given_title, page.given_author) == ("Truce broken in Oster", "Jon Reed")
    assert page.given_published == HEAD["Date"]
    (article,), _ = split(page)
    assert (article.title, article.author) == ("Truce broken in Oster", "Jon Reed")
    assert article.published == "2031-04-05T23:07:08-05:00"


def test_html_goes_before_plain_text(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message(html=HTML))
    (tmp_path / "a.html").write_text(HTML)
    alone = one(tmp_path / "a.html")
    assert page.text == alone.text
    assert [mark for mark in page.layout if mark.tag != "published"] == [
        mark for mark in alone.layout if mark.tag != "published"
    ]
    assert [mark.value for mark in page.layout if mark.tag == "published"] == ["2031-04-05T23:07:08-05:00"]
    assert (page.given_title, page.given_outlet) == ("Truce broken in Oster", "Harbour Radio")


def test_what_the_header_does_not_say_the_html_may(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message(None, HTML, Subject="", From="desk@oster.example", Date="yesterday"))
    assert (page.given_title, page.given_author) == ("Truce broken | Harbour Radio", "Jon Reed")
    assert page.given_published == "2031-04-05T06:07:00Z"


def test_plain_text_where_the_html_has_no_words(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message(html="<html><body><img src=cid:1></body></html>"))
    assert page.text == PLAIN
    (page,) = pages_in(tmp_path, message(None, "<html><body><img src=cid:1></body></html>"))
    assert "no text in this HTML" in (page.error or "")


def test_a_sender_that_is_a_known_outlet(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message(From="Reuters <mail@wire.example>"))
    assert (page.given_author, page.given_outlet, outlet_of(page)) == (None, "Reuters", "Reuters")


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("=?utf-8?Q?Br=C3=BCcke_ist?=\r\n =?utf-8?B?IHp1?=", "Brücke ist zu"),
        ("Brücke ist zu", "Brücke ist zu"),
        ("=?utf-8?B?A?=", "=?utf-8?B?A?="),
        ("=?no-such?Q?x?=", "=?no-such?Q?x?="),
        ("x" * 5000, None),
    ],
)
def test_subjects(tmp_path: Path, subject: str, title: str | None) -> None:
    head = TOP.replace("Truce broken in Oster", subject)
    (page,) = pages_in(tmp_path, f"{head}\r\n{STORY}\r\n")
    assert page.given_title == title


def test_charsets_and_encodings(tmp_path: Path) -> None:
    words = "Перемирие нарушено, сказал министр."
    kind = "Content-Type: text/plain; charset=koi8-r\r\nContent-Transfer-Encoding"
    for name, body in (
        ("quoted-printable", quoted(words, "koi8-r")),
        ("base64", base64.encodebytes(words.encode("koi8-r"))),
        ("8bit", words.encode("koi8-r")),
    ):
        (page,) = pages_in(tmp_path, f"{TOP}{kind}: {name}\r\n\r\n".encode() + body)
        assert (page.text.strip(), page.encoding) == (words, "koi8-r")


def test_the_address_of_the_lists_archive(tmp_path: Path) -> None:
    (page,) = pages_in(tmp_path, message(Archived_At="<https://lists.harbour.example/1>"))
    assert page.url == "https://lists.harbour.example/1"


def attached() -> EmailMessage:
    made = message(html=HTML)
    made.add_attachment(b"id,text\n7,Row text\n", "text", "csv", filename="rows.csv")
    made.add_attachment(make_pdf([set_column(STORY)]), "application", "pdf", filename="Bericht über Oster.pdf")
    made.add_attachment(b"\x89PNG....", "image", "png", filename="mill.png")
    made.add_attachment(STORY, filename="note.txt")
    made.add_attachment(b"\x00\x01\x02" * 90, "application", "octet-stream", filename="x.bin")
    made.add_attachment(message(plain="Forwarded words of Ana Lund.\n", Subject="Before that"))
    return made


def test_what_hangs_on_a_message(tmp_path: Path) -> None:
    pages = pages_in(tmp_path, attached())
    assert [page.record for page in pages] == [
        None,
        "rows.csv!7",
        "Bericht über Oster.pdf",
        "note.txt",
        "x.bin",
        "attachment 5.eml",
    ]
    assert pages[1].text == "Row text"
    assert " ".join(pages[2].text.split()) == STORY
    assert pages[3].text.strip() == STORY
    assert "not text" in (pages[4].error or "")
    assert (pages[5].text, pages[5].given_title) == ("Forwarded words of Ana Lund.\n", "Before that")


def test_stretches_of_words_are_all_read(tmp_path: Path) -> None:
    parts = ("text/plain", "First."), ("image/png", "x"), ("text/html", "<p>Second."), ("text/plain", "  \r\n")
    body = "".join(f"--b\r\nContent-Type: {kind}\r\n\r\n{words}\r\n" for kind, words in parts)
    pages = pages_in(tmp_path, f"{TOP}Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}--b--\r\n")
    assert [(page.record, page.text) for page in pages] == [(None, "First."), ("part 2", "Second.")]


def test_mail_in_an_archive_and_too_deep(tmp_path: Path) -> None:
    raw = attached().as_bytes()
    pages = read(tmp_path, zipped({"in/a.eml": raw}), "mail.zip")
    assert [page.record for page in pages][:2] == ["in/a.eml", "in/a.eml!rows.csv!7"]
    made = attached()
    for _ in range(3):
        outer = message()
        outer.add_attachment(made)
        made = outer
    pages = pages_in(tmp_path, made)
    assert [page.record for page in pages if page.error] == ["attachment 1.eml!attachment 1.eml!attachment 1.eml"]
    assert "within 2 others" in (pages[-1].error or "")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ("From: x", "cut within a header"),
        ("X: " + "y" * 70_000 + "\r\n\r\nx", "a header of more than"),
        (f"{TOP}\r\n", "an e-mail without words in it"),
        (f"{TOP}\r\n \r\n", "an e-mail without words in it"),
        (f"{TOP}Content-Type: image/png\r\n\r\nx", "an e-mail without words in it"),
        (f"{TOP}Content-Type: multipart/mixed\r\n\r\nx", "does not say where its parts begin"),
        (f"{TOP}Content-Type: multipart/mixed; boundary=b\r\n\r\nx", "its parts are missing"),
        (f"{TOP}Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n\r\n" * 30, "more than 20 parts"),
        (f"{TOP}Content-Type: text/html\r\n\r\n<script>x</script>", "no text in this HTML"),
        (f"{TOP}Content-Type: text/plain\r\n\r\n" + "\x01\x02" * 90, "not text"),
    ],
)
def test_messages_that_cannot_be_read(tmp_path: Path, raw: str, error: str) -> None:
    (page,) = pages_in(tmp_path, raw, limits=Limits(max_parts=20))
    assert error in (page.error or "")
    assert page.fix


def test_parts_within_parts_are_bounded(tmp_path: Path) -> None:
    raw, head = STORY, "Content-Type: text/plain\r\n"
    for depth in range(9):
        raw = f"--b{depth}\r\n{head}\r\n{raw}\r\n--b{depth}--\r\n"
        head = f"Content-Type: multipart/mixed; boundary=b{depth}\r\n"
    (page,) = pages_in(tmp_path, f"{TOP}{head}\r\n{raw}")
    assert page.error == "parts within 5 others"


@pytest.mark.parametrize("field", ["Content-Disposition: attachment; filename*=utf-99''%FF", "Content-Type: x;" * 900])
def test_headers_of_parts_that_are_none(tmp_path: Path, field: str) -> None:
    body = f"--b\r\n\r\n{STORY}\r\n--b\r\n{field}\r\n\r\nwords\r\n--b--\r\n"
    pages = pages_in(tmp_path, f"{TOP}Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}")
    assert pages[0].text == STORY


def test_a_packed_attachment_that_is_a_bomb(tmp_path: Path) -> None:
    made = message()
    made.add_attachment(gzip.compress(b" " * 30_000_000), "application", "gzip", filename="a.txt.gz")
    good, bad = pages_in(tmp_path, made)
    assert not good.error
    assert "looks like a bomb" in (bad.error or "")
