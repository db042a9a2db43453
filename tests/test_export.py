from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

import sayso
from link_rows import links
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.export.run import FORMATS, ExportError
from sayso.model import Article, Attribution, Block, Findings, Mention, Page, Span, content_id
from sayso.schemas import TABLES
from told import with_happenings

TEXT = '=SUM(A1) said Ana Lund: "It’s over\u2028now."\nSecond line, with "quotes", commas'


def findings(page: Page) -> Findings:
    article = Article(
        content_id(page.id), page.id, "@title", None, "Harbour\tRadio", "2016-09", "Sept", 0, len(TEXT), TEXT
    )
    speaker = content_id("Ana Lund")
    mention = Mention(content_id(page.id, "m"), article.id, speaker, "Ana Lund", 14, 22, TEXT[14:22], "person")
    content = Span(24, 39, TEXT[24:39])
    attribution = Attribution(
        content_id(page.id, "a"), article.id, page.id, "Ana Lund", speaker, "person", Span(14, 22, TEXT[14:22]), None,
        (content,), "direct", ("Harbour Radio",), None, "asserts", 0.75,
    )  # fmt: skip
    block = Block(content_id(page.id, "b"), page.id, None, "boilerplate", 40, 60)
    return with_happenings(Findings(page.id, (article,), (block,), (mention,), (attribution,)))


def make_case(path: Path, order: int = 1) -> Path:
    pages = [Page(content_id("page", n), f"{n}.txt", f"hash{n}", TEXT) for n in range(5)]
    with CaseWriter(path) as writer:
        for page in pages[::order]:
            writer.add([page], [findings(page)], "test")
        writer.add([Page(content_id("bad"), "bad.txt", "", error="broken", fix="mend it")], [], "test")
        a, b = (findings(page).articles[0].id for page in pages[:2])
        writer.refresh_entities()
        told = findings(pages[0])
        made = links(
            article_id=a,
            of_article_id=b,
            attribution_id=told.attributions[0].id,
            event_id=told.events[0].id,
            ceasefire_id=told.ceasefires[0].id,
        )
        writer.replace_links("all", made, digest="", made_by="test")
    return path


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return make_case(tmp_path / "a.sayso")


def test_every_table_is_a_file_in_the_order_of_the_contract(case: Path, tmp_path: Path) -> None:
    files = sayso.export(case, "jsonl", tmp_path / "out")
    assert [file.name for file in files] == [f"{name}.jsonl" for name in TABLES]
    for file, schema in zip(files, TABLES.values(), strict=True):
        rows = [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n")[:-1]]
        assert rows
        assert all(list(row) == schema.names for row in rows)
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_json_lines_keep_words_and_offsets_and_one_line_a_row(case: Path, tmp_path: Path) -> None:
    sayso.export(case, "jsonl", tmp_path / "out")
    whole = (tmp_path / "out/attributions.jsonl").read_text(encoding="utf-8")
    assert len(whole.splitlines()) == 5  # U+2028 would end a line for str.splitlines
    pages = {row["id"]: row for row in map(json.loads, (tmp_path / "out/pages.jsonl").open(encoding="utf-8"))}
    for row in map(json.loads, whole.splitlines()):
        for span in [row["source"], *row["content"]]:
            assert pages[row["page_id"]]["text"][span["start"] : span["end"]] == span["text"]


def test_parquet_holds_the_very_tables(case: Path, tmp_path: Path) -> None:
    sayso.export(case, "parquet", tmp_path / "out")
    with Case(case) as opened:
        for name, schema in TABLES.items():
            stored = parquet.read_table(tmp_path / f"out/{name}.parquet")
            assert stored.schema.equals(schema)
            assert stored.equals(opened.table(name))


def test_csv_cells_are_never_formulas_and_nested_columns_are_json(case: Path, tmp_path: Path) -> None:
    sayso.export(case, "csv", tmp_path / "out")
    assert (tmp_path / "out/pages.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")
    for file in (tmp_path / "out").iterdir():
        with file.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        assert rows
        numbers = {field.name for field in TABLES[file.stem] if pa.types.is_floating(field.type)}
        cells = [cell for row in rows for name, cell in row.items() if name not in numbers]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r")]
        if file.name == "attributions.csv":
            assert json.loads(rows[0]["content"])[0]["text"] == TEXT[24:39]
            assert rows[0]["cue"] == ""
            assert rows[0]["confidence"] == "0.75"
        if file.name == "articles.csv":
            assert rows[0]["text"] == "'" + TEXT
            assert rows[0]["title"] == "'@title"


@pytest.mark.parametrize("as_", sorted(FORMATS))
def test_equal_cases_give_equal_bytes_whatever_the_order_of_writing(as_: str, case: Path, tmp_path: Path) -> None:
    other = make_case(tmp_path / "b.sayso", order=-1)
    ours, theirs = sayso.export(case, as_, tmp_path / "one"), sayso.export(other, as_, tmp_path / "two")
    assert [file.read_bytes() for file in ours] == [file.read_bytes() for file in theirs]


def test_an_earlier_export_is_replaced_but_foreign_files_are_left_alone(case: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    first = [file.read_bytes() for file in sayso.export(case, "jsonl", folder)]
    assert [file.read_bytes() for file in sayso.export(case, "jsonl", folder)] == first
    (folder / "thesis.doc").write_text("mine")
    with pytest.raises(ExportError, match=r"thesis\.doc.*give an empty or a new folder"):
        sayso.export(case, "jsonl", folder)
    with pytest.raises(ExportError, match="is a file"):
        sayso.export(case, "jsonl", folder / "thesis.doc")
    with pytest.raises(ExportError, match="no format 'xml'; there are csv, jsonl, parquet"):
        sayso.export(case, "xml", folder)


def test_a_file_is_there_whole_or_not_at_all(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("json.dumps", full)
    with pytest.raises(ExportError, match=r"no space left on device.*make room"):
        sayso.export(case, "jsonl", tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_an_export_does_not_touch_the_case(case: Path, tmp_path: Path) -> None:
    before = case.read_bytes()
    case.chmod(stat.S_IREAD)
    sayso.export(case, "jsonl", tmp_path / "out")
    assert case.read_bytes() == before
