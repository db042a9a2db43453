"""Tables: a row is a page with exactly its text, and a bad row fails alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reading import one, pages_of
from sayso.read import Limits, ReadError, find_pages, split


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


def test_a_parquet_file_with_fewer_rows_than_it_says_is_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pq.write_table(pa.table({"text": ["One said so.", "Two did."]}), tmp_path / "a.parquet")
    whole = pq.ParquetFile.iter_batches

    def cut(table: pq.ParquetFile, **options: object) -> object:
        return (batch.slice(0, 1) for batch in whole(table, **options))

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", cut)
    good, bad = pages_of(tmp_path / "a.parquet")
    assert good.text == "One said so."
    assert bad.error == "not a whole Parquet file (of 2 rows that it says it has, 1 are there)"
    assert bad.fix == "fetch or export it again"
