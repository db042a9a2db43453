"""Writing into a case: in bulk, again, in the place of what was there."""

from __future__ import annotations

import itertools
import sqlite3
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from sayso.case.reader import Case, Filter
from sayso.case.schema import CaseError, connect
from sayso.case.writer import CaseWriter
from sayso.model import Copy, Findings, Mention, Page, Span, as_row, content_id
from sayso.schemas import COPIES, TABLES
from small_case import ARTICLES, MADE_BY, SMALL, failed, is_sound, made, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "small.sayso")


def test_what_is_written_is_recalled_word_for_word(path: Path) -> None:
    with CaseWriter(path) as writer:
        for page, found in SMALL:
            recalled = writer.recall(page.id)
            assert recalled is not None
            assert recalled[0] == page
            assert recalled[1] == replace(
                found,
                mentions=tuple(sorted(found.mentions, key=lambda m: (m.start, m.id))),
                attributions=tuple(sorted(found.attributions, key=lambda a: (a.content[0].start, a.id))),
            )
        assert writer.recall("nothing") is None
    assert is_sound(path)


def test_adding_the_same_again_changes_nothing(path: Path) -> None:
    with Case(path) as opened:
        before = {name: opened.table(name) for name in TABLES}
    write(path)
    with Case(path) as opened:
        assert {name: opened.table(name) for name in TABLES} == before
    assert is_sound(path)


def test_replacing_a_page_leaves_nothing_of_the_old_findings(path: Path) -> None:
    page, found = SMALL[0]
    assert found.attributions
    fewer = replace(found, attributions=(), mentions=())
    with CaseWriter(path) as writer:
        writer.add([page], [fewer], "0.0.1 rules 2")
        assert writer.understood("0.0.1 rules 2") == {page.id}
        assert writer.understood(MADE_BY) == {other.id for other, _ in SMALL[1:]}
    with Case(path) as opened:
        assert opened.quotes(Filter(article_id=found.articles[0].id)) == []
        assert opened.count_quotes() == sum(len(other.attributions) for _, other in SMALL[1:])
        assert opened.quotes(Filter(query="denied")) == []
        assert opened.counts()["articles"] == len(ARTICLES)
    assert is_sound(path)


def test_a_batch_is_written_whole_or_not_at_all(path: Path) -> None:
    page, found = made(7, "Mia Falk said that the mill was shut.", None, None)
    orphan = replace(found.attributions[0], id="orphan", parent_id="nobody")
    broken = replace(found, attributions=(*found.attributions, orphan))
    with CaseWriter(path) as writer:
        with pytest.raises(CaseError, match="FOREIGN KEY"):
            writer.add([page], [broken], MADE_BY)
        assert writer.recall(page.id) is None
        assert page.id not in writer.understood(MADE_BY)
        writer.add([page], [found], MADE_BY)
        assert page.id in writer.understood(MADE_BY)
    assert is_sound(path)


def test_foreign_keys_are_held(path: Path) -> None:
    db = connect(path, write=True)
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO articles(id, page_id, start, \"end\", text) VALUES ('a', 'no such page', 0, 1, 'x')")
    db.execute("DELETE FROM pages WHERE id = ?", (SMALL[0][0].id,))
    db.close()
    with Case(path) as opened:
        gone = SMALL[0][1].articles[0].id
        assert opened.article(gone) is None
        assert opened.rows("SELECT 1 FROM mentions WHERE article_id = ?", (gone,)) == []
    assert is_sound(path)


def test_failures_are_listed_and_forgotten_when_tried_again(path: Path) -> None:
    with CaseWriter(path) as writer:
        writer.add([failed(2, "b.zip"), failed(1, "b.zip"), failed(3, "a.csv")], [], MADE_BY)
        assert writer.failed_files() == {"a.csv", "b.zip"}
        assert writer.understood(MADE_BY) == {page.id for page, _ in SMALL}
    with Case(path) as opened:
        assert [(row["file"], row["record"]) for row in opened.failures()] == [
            ("a.csv", "3"),
            ("b.zip", "1"),
            ("b.zip", "2"),
        ]
        assert opened.failures()[0]["fix"] == "look at it"
        assert opened.counts()["failures"] == 3
    with CaseWriter(path) as writer:
        writer.forget_failures(["b.zip", "0.txt"], keep={"failed2"})
    with Case(path) as opened:
        assert [row["id"] for row in opened.failures()] == ["failed3", "failed2"]
        assert opened.counts()["pages"] == len(ARTICLES) + 2, "a page that was read is no failure to forget"


def test_a_page_that_is_read_at_last_is_no_failure(path: Path) -> None:
    page, found = made(8, "Mia Falk said that the mill was shut.", None, None)
    with CaseWriter(path) as writer:
        writer.add([replace(page, text="", error="cut off", fix="try again")], [], MADE_BY)
        writer.add([page], [found], MADE_BY)
    with Case(path) as opened:
        assert opened.failures() == []
        assert opened.page(page.id)["text"] == page.text  # type: ignore[index]


def test_duplicates_are_the_same_whatever_the_order(tmp_path: Path) -> None:
    pages = [
        Page(content_id(file), file, sha, text=text)
        for file, sha, text in [("b", "1", "x"), ("a", "1", "x"), ("c", "1", "other"), ("d", "2", "x"), ("e", "1", "x")]
    ]
    results = []
    for number, order in enumerate(itertools.permutations(pages)):
        if number % 20 == 0:
            with CaseWriter(tmp_path / f"{number}.sayso") as writer:
                for page in order:
                    writer.add([page], [], MADE_BY)
                    writer.mark_duplicates()
                assert writer.mark_duplicates() == 2
            with Case(tmp_path / f"{number}.sayso") as opened:
                results.append(opened.table("pages").select(["id", "duplicate_of"]))
    assert all(result == results[0] for result in results)
    first = content_id("a")
    assert {row["id"] for row in results[0].to_pylist() if row["duplicate_of"] == first} == {
        content_id("b"),
        content_id("e"),
    }


def test_entities_are_made_again_from_what_points_at_them(path: Path) -> None:
    with Case(path) as opened:
        entities = {row["name"]: row for row in opened.table("entities").to_pylist()}
        assert entities["Russia"]["aliases"] == ["Moscow"]
        assert entities["Ana Lund"]["aliases"] == []
        before = opened.table("entities")
    page, found = SMALL[5]
    with CaseWriter(path) as writer:
        writer.add([page], [replace(found, mentions=(), attributions=())], MADE_BY)
        writer.refresh_entities()
    with Case(path) as opened:
        assert "Russia" not in opened.table("entities").column("name").to_pylist()
    write(path, SMALL[5:])
    with Case(path) as opened:
        assert opened.table("entities") == before


def test_an_entity_has_the_kind_it_is_most_often_given(tmp_path: Path) -> None:
    page, found = made(1, "Brisk and Brisk and Brisk again.", None, None)
    article, entity = found.articles[0], content_id("entity", "Brisk")
    kinds = ["organisation", "person", "person"]
    mentions = tuple(
        Mention(
            content_id(n), article.id, entity, "Brisk", article.start + n, article.start + n + 1, page.text[n], kind
        )
        for n, kind in enumerate(kinds)
    )
    for number, order in enumerate((mentions, mentions[::-1])):
        path = write(tmp_path / f"{number}.sayso", [(page, replace(found, mentions=order))])
        with Case(path) as opened:
            assert opened.table("entities").column("kind").to_pylist() == ["person"]


def copies_of(things: list[tuple[Page, Findings]]) -> pa.Table:
    first, second = things[0][1].articles[0], things[2][1].articles[0]
    copy = Copy(
        "copy", first.id, first.start, first.start + 9, second.id, second.start, second.start + 9, 9, "from", 0.9, False
    )
    return pa.Table.from_pylist([{**as_row(copy), "made_by": MADE_BY}], COPIES)


def test_copies_go_with_their_article_and_the_stage_must_run_again(path: Path) -> None:
    with CaseWriter(path) as writer:
        assert writer.stage_input("copies") is None
        writer.replace_links("copies", {"copies": copies_of(SMALL)}, digest="abc", made_by=MADE_BY)
        assert writer.stage_input("copies") == ("abc", MADE_BY)
        writer.add([failed(1, "x")], [], MADE_BY)
        assert writer.stage_input("copies") == ("abc", MADE_BY), "a page without articles changes no comparison"
    with Case(path) as opened:
        assert opened.counts()["copies"] == 1
        assert [row["words"] for row in opened.copies(SMALL[2][1].articles[0].id)] == [9]
        assert opened.copies(SMALL[1][1].articles[0].id) == []
    with CaseWriter(path) as writer:
        writer.add([SMALL[0][0]], [SMALL[0][1]], MADE_BY)
        assert writer.stage_input("copies") is None
    with Case(path) as opened:
        assert opened.copies() == []


def test_runs_are_noted(path: Path) -> None:
    with CaseWriter(path) as writer:
        first = writer.start_run("0.1", {"paths": ["pages"]})
        writer.end_run(first, {"pages": 6})
        second = writer.start_run("0.1", {})
    with Case(path) as opened:
        runs = opened.runs()
    assert [run["id"] for run in runs] == [second, first]
    assert (runs[0]["finished"], runs[1]["summary"]) == (None, '{"pages": 6}')


@pytest.mark.parametrize(
    ("pieces", "words"),
    [
        ([(0, 3)], "“A”"),
        ([(0, 3), (4, 7)], "“A” “B”"),
        ([(0, 3), (5, 8)], "“A” “C”"),
        ([(0, 3), (6, 9)], "“A” … “D”"),
        ([(0, 3), (4, 7), (20, 23)], "“A” “B” … “Z”"),
        ([(20, 23), (0, 3)], "“Z” … “A”"),
    ],
)
def test_pieces_side_by_side_read_as_one(tmp_path: Path, pieces: list[tuple[int, int]], words: str) -> None:
    letters = {0: "“A”", 4: "“B”", 5: "“C”", 6: "“D”", 20: "“Z”"}
    page, found = made(1, "Ana Lund said that the pact was dead and gone for good.", None, None)
    content = tuple(Span(start, end, letters[start]) for start, end in pieces)
    changed = replace(found, attributions=(replace(found.attributions[0], content=content),))
    with Case(write(tmp_path / "x.sayso", [(page, changed)])) as opened:
        assert opened.quotes()[0].content_text == words
