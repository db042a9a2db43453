"""PDF files: paragraphs, running heads, properties, and what cannot be read or is made to do harm."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from made_pdf import Words, make_pdf, set_column
from reading import check, one, pages_of
from sayso.read import Limits, pdf_process, split
from sayso.read.pdf import about_pdf, pdf_date

FIRST = (
    "The ministry of the harbour said on Tuesday that the truce was broken by men from the hills, and that three "
    "people died in the valley of Oster that night. Nobody else has confirmed the account so far."
)
SECOND = (
    "Harbour Radio cited Ana Lund as saying that help would come on Friday, and that the road to the old mill was "
    "open again to those who wish to leave the town."
)


def write(folder: Path, content: bytes, name: str = "a.pdf") -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def paragraphs(folder: Path, *sheets: list[Words]) -> list[str]:
    page = one(write(folder, make_pdf(list(sheets))))
    check(page)
    assert page.error is None
    return page.text.split("\n\n")


def report(numbers: int) -> list[list[Words]]:
    """Sheets with a head, a foot and a paragraph that goes on over their end."""
    return [
        [
            Words(72, 760, "Harbour Radio Monthly", 9),
            *set_column(FIRST),
            *set_column(f"On day {number} the ministry and its guests were told by Ana Lund that the", y=620),
            Words(300, 30, f"Page {number} of {numbers}", 9),
        ]
        for number in range(1, numbers + 1)
    ]


def test_wrapped_lines_become_paragraphs(tmp_path: Path) -> None:
    sheet = [*set_column("Truce broken in Oster as men attack the old mill again", size=20, wide=300, y=740)]
    sheet += [Words(72, 680, "By Jon Reed"), *set_column(FIRST, y=650), *set_column(SECOND, y=560)]
    assert paragraphs(tmp_path, sheet) == [
        "Truce broken in Oster as men attack the old mill again",
        "By Jon Reed",
        FIRST,
        SECOND,
    ]


def test_first_lines_that_are_set_in_begin_a_paragraph(tmp_path: Path) -> None:
    first, second = set_column(FIRST), set_column(SECOND, y=690 - 13.2 * len(set_column(FIRST)))
    second[0] = Words(90, second[0].y, second[0].text)
    assert paragraphs(tmp_path, first + second) == [FIRST, SECOND]


def test_lines_that_end_early_are_lines_of_their_own(tmp_path: Path) -> None:
    lines = [Words(72, 500 - 13.2 * n, line) for n, line in enumerate(["Ana Lund", "Old Mill Road 4", "Oster"])]
    assert paragraphs(tmp_path, set_column(FIRST) + lines) == [FIRST, "Ana Lund", "Old Mill Road 4", "Oster"]


def test_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = set_column(SECOND, wide=150)
    right = set_column("leaves " + FIRST, x=330, wide=150)
    left[-1] = Words(72, left[-1].y, "the town that nobody")
    got = paragraphs(tmp_path, left + right)
    assert len(got) == 1
    assert "the town that nobody leaves The ministry" in got[0]


def test_hyphens_go_only_where_the_file_has_the_word_without(tmp_path: Path) -> None:
    lines = [
        "The government was told yesterday by everybody that its cease-",
        "fire was over, and nobody in Oster is surprised that the govern-",
        "ment is silent, as it has been since the beginning of the month.",
    ]
    got = paragraphs(tmp_path, [Words(72, 700 - 13.2 * n, line) for n, line in enumerate(lines)])
    assert got == [
        "The government was told yesterday by everybody that its cease-fire was over, and nobody in Oster is surprised "
        "that the government is silent, as it has been since the beginning of the month."
    ]


def test_running_heads_are_marked_and_do_not_cut_paragraphs(tmp_path: Path) -> None:
    sheets = report(4)
    sheets[2].insert(1, Words(72, 730, "and everybody who was there heard her say so in the morning."))
    page = one(write(tmp_path, make_pdf(sheets)))
    check(page)
    lines = page.text.split("\n\n")
    assert lines.count("Harbour Radio Monthly") == 4
    whole = "On day 2 the ministry and its guests were told by Ana Lund that the and everybody who was there heard her"
    assert [line for line in lines if line.startswith("On day 2")] == [f"{whole} say so in the morning."]
    marked = {page.text[mark.start : mark.end]: mark.tag for mark in page.layout}
    assert marked["Harbour Radio Monthly"] == "aside"
    assert marked["Page 3 of 4"] == "footer"
    assert len(marked) == 5
    _, blocks = split(page)
    roles = {page.text[block.start : block.end]: block.role for block in blocks}
    assert (roles["Page 2 of 4"], roles["Harbour Radio Monthly"]) == ("navigation", "boilerplate")
    assert roles[FIRST] == "body"


def test_what_stands_at_the_top_of_one_sheet_only_is_no_running_head(tmp_path: Path) -> None:
    sheets = [[Words(72, 760, f"The {word} of Oster"), *set_column(FIRST)] for word in ("mill", "bridge", "road")]
    page = one(write(tmp_path, make_pdf(sheets)))
    assert page.layout == ()


def test_properties_become_metadata(tmp_path: Path) -> None:
    info = {"Title": "Truce broken", "Author": "Jon Reed", "CreationDate": "D:20310509120000+02'00'"}
    page = one(write(tmp_path, make_pdf([set_column(FIRST)], info=info, language="en-GB")))
    assert (page.given_title, page.given_author, page.language) == ("Truce broken", "Jon Reed", "en")
    assert (page.given_published, page.media_type) == ("D:20310509120000+02'00'", "application/pdf")
    (article,), _ = split(page)
    assert (article.published, article.published_from) == ("2031-05-09T12:00:00+02:00", "D:20310509120000+02'00'")
    assert article.title == "Truce broken"


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - truce.doc",
        "untitled",
        "Untitled-1",
        "truce_final.indd",
        "https://harbour.example/1",
        "12",
        " ",
    ],
)
def test_titles_that_nobody_gave_are_none(title: str) -> None:
    assert about_pdf({"Title": title}, "").title is None
    assert about_pdf({"Title": f"Truce in {title.strip()} words, broken again"}, "").title


@pytest.mark.parametrize("author", ["Administrator", "user", "DESKTOP-4F", "pc2", "jon@harbour.example", "-"])
def test_authors_that_nobody_gave_are_none(author: str) -> None:
    assert about_pdf({"Author": author}, "").author is None


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("D:20310509120000Z", "2031-05-09T12:00:00Z"),
        ("D:20310509120000Z00'00'", "2031-05-09T12:00:00Z"),
        ("D:20310509120000+02'00'", "2031-05-09T12:00:00+02:00"),
        ("D:20310509120000-0330", "2031-05-09T12:00:00-03:30"),
        ("20310509", "2031-05-09"),
        ("D:203105", "2031-05"),
        ("D:2031", "2031"),
        ("D:19700101000000Z", None),
        ("D:20311332", None),
        ("D:20310509120000+99'00'", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates_of_pdf(value: str, iso: str | None) -> None:
    assert pdf_date(value) == iso


def test_the_day_of_printing_is_not_the_day_of_publication() -> None:
    info = {"CreationDate": "D:20310509120000Z", "Producer": "Skia/PDF m120"}
    assert about_pdf(info, FIRST).published is None
    assert about_pdf({**info, "Producer": "Adobe InDesign"}, FIRST).published_iso == "2031-05-09T12:00:00Z"
    assert about_pdf({**info, "Producer": "Adobe InDesign"}, f"Title\n\n4 May 2031\n\n{FIRST}").published is None


def unknown_letters() -> bytes:
    """A file whose font says that its letters are of its own: U+E000 and on."""
    cmap = b"1 beginbfrange <00> <ff> <e000> endbfrange"
    made = make_pdf([set_column(FIRST)]).replace(b"/Encoding /WinAnsiEncoding", b"/ToUnicode 7 0 R /X 1        ")
    return made.replace(
        b"xref\n", b"7 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\nxref\n" % (len(cmap), cmap)
    )


@pytest.mark.parametrize(
    ("content", "error", "fix"),
    [
        (make_pdf([set_column(FIRST)], encrypt=True), "encrypted", "qpdf --decrypt"),
        (make_pdf([[], []], picture=True), "without a text layer", "ocrmypdf"),
        (make_pdf([[]]), "without a text layer", "ocrmypdf"),
        (unknown_letters(), "which letters they show", "ocrmypdf --force-ocr"),
        (make_pdf([]), "a broken or cut PDF", "pdftotext"),
        (make_pdf([set_column(FIRST)])[:400], "a broken or cut PDF", "pdftotext"),
        (b"%PDF-1.7 ...", "a broken or cut PDF", "pdftotext"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 30, "a broken or cut PDF", "pdftotext"),
    ],
)
def test_what_cannot_be_read_is_listed_with_a_fix(tmp_path: Path, content: bytes, error: str, fix: str) -> None:
    page = one(write(tmp_path, content))
    assert error in (page.error or "")
    assert fix in (page.fix or "")
    check(page)


def test_sheets_that_are_pictures_are_listed_beside_the_page(tmp_path: Path) -> None:
    content = make_pdf([set_column(FIRST), [], [], set_column(SECOND)], picture=True)
    page, missing = pages_of(write(tmp_path, content))
    assert page.text == f"{FIRST}\n\n{SECOND}"
    assert (missing.record, missing.error) == ("sheets 2-3", "sheets 2-3 of a PDF: a picture without text")
    assert "ocrmypdf" in (missing.fix or "")


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        (Limits(max_pdf_sheets=2), "a PDF of 3 sheets, the limit is 2"),
        (Limits(max_page_chars=300), "more than 300 characters"),
        (Limits(max_file_bytes=400), "too large"),
    ],
)
def test_bounds(tmp_path: Path, limits: Limits, error: str) -> None:
    page = one(write(tmp_path, make_pdf([set_column(FIRST)] * 3)), limits=limits)
    assert error in (page.error or "")
    check(page)


def test_a_bomb_of_drawing_is_stopped_and_the_next_file_read(tmp_path: Path) -> None:
    """Content that unpacks to far more than its size, and keeps PDFium busy for minutes."""
    drawing = zlib.compress(b"BT /F1 9 Tf (the truce) Tj ET\n" * 4_000_000, 9)
    made = make_pdf([[]])
    plain = b"<< /Length 0 >>\nstream\n\nendstream"
    assert plain in made
    packed = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawing), drawing)
    write(tmp_path, made.replace(plain, packed), "a.pdf")
    write(tmp_path, make_pdf([set_column(FIRST)]), "b.pdf")
    bad, good = pages_of(tmp_path, limits=Limits(max_pdf_seconds=1))
    assert bad.error in ("a PDF that takes too long", "a PDF of more than 10,000,000 characters")
    assert good.text == FIRST


class _Dies(pdf_process._Process):
    """A process that ends when it is given a file with these words in it, or the second file it is given."""

    started = 0
    weak = False

    def __init__(self) -> None:
        super().__init__()
        type(self).started += 1

    def ask(self, content: bytes, bounds: dict[str, int]) -> dict[str, object]:
        if b"men from the hills" in content or (self.weak and self.files == 1):
            self._process.kill()
        return super().ask(content, bounds)


@pytest.fixture
def dying(monkeypatch: pytest.MonkeyPatch) -> type[_Dies]:
    pdf_process.end()
    monkeypatch.setattr(pdf_process, "_Process", _Dies)
    _Dies.started, _Dies.weak = 0, False
    yield _Dies  # type: ignore[misc]
    pdf_process.end()


def test_a_crash_costs_one_file(tmp_path: Path, dying: type[_Dies]) -> None:
    for name, text in (("a.pdf", SECOND), ("b.pdf", FIRST), ("c.pdf", SECOND)):
        write(tmp_path, make_pdf([set_column(text)]), name)
    first, bad, last = pages_of(tmp_path)
    assert (first.text, last.text) == (SECOND, SECOND)
    assert (bad.error or "").startswith("a PDF that breaks the program that opens PDF files")
    assert dying.started == 3  # the second file got a process of its own before it was given up


def test_what_one_file_did_to_the_process_does_not_pass_to_the_next(tmp_path: Path, dying: type[_Dies]) -> None:
    dying.weak = True
    for name in ("a.pdf", "b.pdf"):
        write(tmp_path, make_pdf([set_column(SECOND)]), name)
    assert [page.text for page in pages_of(tmp_path)] == [SECOND, SECOND]
    assert dying.started == 2


def test_a_pdf_in_an_archive_or_with_bytes_before_it(tmp_path: Path) -> None:
    write(tmp_path, b"\r\n\r\n" + make_pdf([set_column(FIRST)]))
    assert one(tmp_path / "a.pdf").text == FIRST


def test_pdfium_is_not_loaded_by_reading_other_files() -> None:
    script = "import sayso.read.sources, sys; print([name for name in sys.modules if 'pdfium' in name])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def mutated(seed: int) -> bytes:
    """Return a PDF file with a few bytes changed, cut out, repeated or put in; the same for the same seed."""
    draw = random.Random(seed)
    content = bytearray(make_pdf(report(2), info={"Title": "Truce"}, picture=bool(seed % 2)))
    for _ in range(draw.randint(1, 12)):
        at = draw.randrange(len(content))
        kind = draw.randrange(5)
        if kind == 0:
            content[at] = draw.randrange(256)
        elif kind == 1:
            del content[at : at + draw.randint(1, 200)]
        elif kind == 2:
            content[at:at] = content[draw.randrange(len(content)) :][: draw.randint(1, 400)]
        elif kind == 3:
            number = draw.choice((b"0", b"-1", b"4294967295", b"99999999999", b"1 0 R", b"6 0 R", b"<<", b"[", b"null"))
            content[at : at + draw.randint(0, 3)] = number
        else:
            content[at : at + 4] = draw.randbytes(4)
        if not content:
            return b"%PDF-"
    return bytes(content)


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_never_stop_a_read(tmp_path: Path, seed: int) -> None:
    """To try more: python tests/test_read_pdf.py 20000"""
    for page in pages_of(write(tmp_path, mutated(seed))):
        check(page)


def fuzz(folder: Path, first: int, last: int) -> None:
    """Read many damaged files; print how they ended, and the seed of every one that a process died of."""
    outcomes: dict[str, int] = {}
    for seed in range(first, last):
        pages = pages_of(write(folder, mutated(seed)))
        for page in pages:
            check(page)
            said = page.error or "read"
            outcomes[said] = outcomes.get(said, 0) + 1
            if "breaks the program" in said or "takes too long" in said:
                print(seed, said, flush=True)
        if seed % 1000 == 999:
            print(f"{seed + 1} read", flush=True)
    print(json.dumps(dict(sorted(outcomes.items())), indent=1))


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        fuzz(Path(temporary), *(map(int, sys.argv[1:]) if len(sys.argv) > 2 else (0, int(sys.argv[1]))))
