"""The case file: opening it, writing in bulk, replacing, looking while another writes, and what can go wrong."""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from sayso.case import schema
from sayso.case.reader import MARK_CLOSE, MARK_OPEN, Case, Filter, Quote
from sayso.case.schema import APPLICATION_ID, CaseError, connect, migrations
from sayso.case.writer import CaseWriter
from sayso.model import COPIES, TABLES, Copy, Findings, Mention, Page, Span, as_row, content_id
from sayso.understand import understand
from understanding import RULES, page_of

MADE_BY = "0.0.0 rules 1"
#: Text, outlet and date of a small case.
ARTICLES = [
    (
        "“The pact is dead,” Ana Lund told Reuters. Pieter Holm denied that the pact was dead.",
        "Harbour Radio",
        "2016-10-03",
    ),
    ("Ana Lund said that the ferry would sail.\n“It will be full of grain.”", "Harbour Radio", "2016-10-31T23:59"),
    ("Harbour Post cited Ana Lund as saying the pact was dead.", "Coastal Telegraph", "2016-10"),
    ("Pieter Holm said the militia had “broken the pact” on Tuesday.", "Coastal Telegraph", "2016"),
    ("Officials warned of a long winter in Brisk.", "harbour radio", "2017-01-01"),
    ("Moscow said that the café in Brisk was closed.", None, None),
]


def made(number: int, text: str, outlet: str | None, published: str | None) -> tuple[Page, Findings]:
    page, (article,), blocks = page_of(text, file=f"{number}.txt")
    article = replace(article, outlet=outlet, published=published, title=f"Story {number}")
    return page, understand(page, [article], blocks, RULES)


SMALL = [made(number, *given) for number, given in enumerate(ARTICLES)]


def write(path: Path, things: list[tuple[Page, Findings]] = SMALL) -> Path:
    with CaseWriter(path) as writer:
        writer.add([page for page, _ in things], [found for _, found in things], MADE_BY)
        writer.refresh_entities()
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "small.sayso")


@pytest.fixture
def case(path: Path) -> Iterator[Case]:
    with Case(path) as opened:
        yield opened


def plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def is_sound(path: Path) -> bool:
    """Whether SQLite, foreign keys and both full-text indexes agree with the tables."""
    db = plain(path)
    try:
        for name in ("articles_fts", "attributions_fts"):
            db.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        return (
            db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            and not db.execute("PRAGMA foreign_key_check").fetchall()
        )
    finally:
        db.close()


# Opening --------------------------------------------------------------------------------------------------------------


def test_a_fresh_case_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new.sayso"
    CaseWriter(path).close()
    db = plain(path)
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert [file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))] == ["new.sayso"]
    with Case(path) as opened:
        assert set(opened.counts().values()) == {0}
        assert opened.quotes() == opened.search(Filter(query="pact")) == opened.failures() == []
    assert is_sound(path)


def test_opening_again_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    CaseWriter(path).close()
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES)
    assert path.read_bytes() == before


def test_a_case_of_a_newer_version_is_refused(path: Path) -> None:
    plain(path).execute("PRAGMA user_version = 99")
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match=r"small\.sayso: made by a newer Sayso \(schema 99.*pip install --upgrade"):
            opening(path)


def test_a_reader_asks_for_an_older_case_to_be_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "migrations", lambda: [*migrations(), "CREATE TABLE extra(x);"])
    with pytest.raises(CaseError, match=r"made by an older Sayso.*sayso read"):
        Case(path)
    CaseWriter(path).close()
    with Case(path) as opened:
        assert opened.rows("SELECT * FROM extra") == []
        assert opened.counts()["articles"] == len(ARTICLES)


def test_a_migration_that_fails_leaves_the_version_before_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "CREATE TABLE extra(x); CREATE TABLE pages(x);"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", lambda: [*migrations(), broken])
        with pytest.raises(CaseError, match="already exists"):
            CaseWriter(path)
    with Case(path) as opened:
        assert opened.rows("SELECT name FROM sqlite_master WHERE name = 'extra'") == []
        assert opened.counts()["articles"] == len(ARTICLES)


def test_another_sqlite_file_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with plain(path) as db:
        db.execute("CREATE TABLE mine(x)")
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match="an SQLite file, but not a Sayso case"):
            opening(path)
    assert plain(path).execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_any_other_file_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>“It is dead,” said Ana Lund.</p>" * 100)
    before = path.read_bytes()
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match=r"page\.html: damaged, or not a Sayso case"):
            opening(path)
    assert path.read_bytes() == before


def test_folders_and_missing_files_are_told_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"is a folder; give a file name such as .*case\.sayso"):
        CaseWriter(tmp_path)
    with pytest.raises(CaseError, match="its folder does not exist; make it with: mkdir -p"):
        CaseWriter(tmp_path / "no" / "case.sayso")
    with pytest.raises(CaseError, match="no such case; make one with: sayso read"):
        Case(tmp_path / "no.sayso")
    with pytest.raises(CaseError, match="no such case"):
        Case(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = write(tmp_path / "a ?mode=ro#%41 é.sayso")
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES)


# Writing --------------------------------------------------------------------------------------------------------------


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


def failed(number: int, file: str) -> Page:
    return Page(id=f"failed{number}", file=file, sha256="", record=str(number), error="no text", fix="look at it")


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
        writer.replace_copies(copies_of(SMALL), digest="abc", made_by=MADE_BY)
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


# Looking --------------------------------------------------------------------------------------------------------------


def test_tables_have_the_contract_s_columns_and_are_sorted(case: Case) -> None:
    for name, columns in TABLES.items():
        table = case.table(name)
        assert table.schema == columns, name
        ids = table.column("id").to_pylist()
        assert ids == sorted(ids), name
        assert pa.Table.from_batches(case.batches(name), columns) == table, name
        assert name == "copies" or ids, name


def test_no_other_table_is_handed_out(case: Case) -> None:
    with pytest.raises(KeyError, match="no table 'runs'; there are pages"):
        case.table("runs")
    with pytest.raises(KeyError, match="no table"):
        next(case.batches("pages; DROP TABLE pages"))


def test_every_span_of_the_case_slices_back(case: Case) -> None:
    texts = {row["id"]: row["text"] for row in case.table("pages").to_pylist()}
    rows = case.table("attributions").to_pylist()
    assert rows
    for row in rows:
        for span in (row["source"], row["cue"], *row["content"]):
            assert span is None or texts[row["page_id"]][span["start"] : span["end"]] == span["text"]


QUERIES = [None, "pact", '"the pact" -broken', "ferry OR winter", "caf*", "NOT pact", "(", "zzz"]
SPEAKERS = [None, "Ana Lund", "ANA LUND", "Nobody"]
OUTLETS = [None, "Harbour Radio", "Coastal Telegraph"]
DATES = [(None, None), ("2016-10", None), (None, "2016-10"), ("2016-10-03", "2016-10-31"), ("2017", "2016")]
REST = [{}, {"style": "direct"}, {"polarity": "denies"}, {"via": "reuters"}, {"style": "mixed", "polarity": "asserts"}]


def test_any_filters_together_leave_what_each_leaves(case: Case) -> None:
    everything = case.quotes(limit=1000)
    assert len(everything) == sum(len(found.attributions) for _, found in SMALL)

    def left(**given: str | None) -> set[str]:
        return {quote.id for quote in case.quotes(Filter(**given), limit=1000)}  # type: ignore[arg-type]

    combinations = itertools.product(QUERIES, SPEAKERS, OUTLETS, DATES, REST)
    for query, speaker, outlet, (since, until), rest in combinations:
        where = Filter(query=query, speaker=speaker, outlet=outlet, since=since, until=until, **rest)  # type: ignore[arg-type]
        found = case.quotes(where, limit=1000)
        assert case.count_quotes(where) == len(found), where
        hits = case.search(where, limit=1000)
        assert case.count_articles(where) == len(hits), where
    single = [
        {"query": "pact"},
        {"speaker": "ana lund"},
        {"outlet": "harbour radio"},
        {"until": "2016-10"},
        {"style": "direct"},
    ]
    for first, second in itertools.combinations(single, 2):
        assert left(**first, **second) == left(**first) & left(**second)


def names(quotes: list[Quote]) -> list[str | None]:
    return [quote.speaker for quote in quotes]


def test_filters_by_name_do_not_mind_capitals(case: Case) -> None:
    assert set(names(case.quotes(Filter(speaker="ana lund")))) == {"Ana Lund"}
    assert {quote.outlet for quote in case.quotes(Filter(outlet="HARBOUR RADIO"))} == {"Harbour Radio", "harbour radio"}
    assert names(case.quotes(Filter(via="REUTERS"))) == ["Ana Lund"]
    assert names(case.quotes(Filter(speaker="'; DROP TABLE pages; --"))) == []


@pytest.mark.parametrize(
    ("since", "until", "stories"),
    [
        (None, "2016-10", {0, 1, 2, 3}),
        (None, "2016-10-03", {0, 2, 3}),
        (None, "2016-10-31", {0, 1, 2, 3}),
        (None, "2016-09-30", {3}),
        ("2016-10-31", None, {1, 2, 3, 4}),
        ("2016-11", None, {3, 4}),
        ("2017", None, {4}),
        ("2016", "2016", {0, 1, 2, 3}),
        ("2018", None, set()),
    ],
)
def test_dates_are_inclusive_however_precise(
    case: Case, since: str | None, until: str | None, stories: set[int]
) -> None:
    found = case.search(Filter(since=since, until=until))
    assert {int(str(hit.title).removeprefix("Story ")) for hit in found} == stories


def test_quotes_come_in_the_order_of_the_reading_and_in_pages(case: Case) -> None:
    everything = case.quotes(limit=1000)
    dates = [quote.published or "9" for quote in everything]
    assert dates == sorted(dates)
    paged = [quote for start in range(0, len(everything), 2) for quote in case.quotes(limit=2, offset=start)]
    assert paged == everything


def test_search_marks_what_it_found(case: Case) -> None:
    (hit,) = case.search(Filter(query="cafe"))
    assert f"{MARK_OPEN}café{MARK_CLOSE}" in hit.snippet
    assert (hit.title, hit.attributions) == ("Story 5", 1)


def test_lists_count_what_is_there(case: Case) -> None:
    speakers = case.speakers()
    assert speakers[0]["name"] == "Ana Lund"
    assert sum(row["attributions"] for row in speakers) == len([q for q in case.quotes(limit=1000) if q.speaker])
    assert sum(row["articles"] for row in case.outlets()) == len(ARTICLES)
    assert [(row["name"], row["attributions"]) for row in case.via()] == [("Reuters", 1)]
    assert case.article("nothing") is case.page("nothing") is None
    assert [block["role"] for block in case.blocks(SMALL[1][0].id)] == ["body", "body"]


# Several processes ----------------------------------------------------------------------------------------------------


def test_readers_look_while_a_writer_writes(path: Path) -> None:
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    with Case(path) as one, Case(path) as two, CaseWriter(path) as writer:
        before = one.count_quotes()
        with two.snapshot():
            assert two.count_quotes() == before
            with writer.transaction() as db:
                db.execute("UPDATE articles SET title = NULL")
                assert one.search(Filter())[0].title is not None, "what is not committed is not seen"
            assert one.search(Filter())[0].title is None
            writer.add([page], [found], MADE_BY)
            assert one.count_quotes() == before + 1
            assert two.count_quotes() == before, "a snapshot is of one moment"
        assert two.count_quotes() == before + 1


def test_a_reader_cannot_write(case: Case) -> None:
    with pytest.raises(CaseError, match="cannot be opened for this"):
        case.rows("DELETE FROM pages")


def test_two_writers_do_not_write_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "PATIENCE", 0.05)
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    with CaseWriter(path) as one, CaseWriter(path) as two:
        with one.transaction(), pytest.raises(CaseError, match="another process is writing to it; wait"):
            two.add([page], [found], MADE_BY)
        two.add([page], [found], MADE_BY)
    assert is_sound(path)


def test_a_full_disk_is_told_and_the_same_command_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "full.sayso"
    things = [made(n, "Mia Falk said that the mill was shut. " * 200, None, None) for n in range(20)]
    with CaseWriter(path) as writer:
        writer.add([things[0][0]], [things[0][1]], MADE_BY)
        with writer.transaction() as db:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
        writer._db.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(CaseError, match=r"full\.sayso: the disk is full; make room and run the same command again"):
            writer.add([page for page, _ in things[1:]], [found for _, found in things[1:]], MADE_BY)
        assert writer.understood(MADE_BY) == {things[0][0].id}
        writer._db.execute("PRAGMA max_page_count = 1000000")
        writer.add([page for page, _ in things[1:]], [found for _, found in things[1:]], MADE_BY)
        assert len(writer.understood(MADE_BY)) == 20
    assert is_sound(path)


def _cut_off(writer: CaseWriter) -> None:
    with writer.transaction() as db:
        db.execute("DELETE FROM pages")
        raise KeyboardInterrupt


def test_a_writer_killed_in_a_batch_leaves_the_batches_before(path: Path) -> None:
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    writer = CaseWriter(path)
    with pytest.raises(KeyboardInterrupt):
        _cut_off(writer)
    writer.add([page], [found], MADE_BY)
    writer.close()
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES) + 1
    assert is_sound(path)


def test_a_case_on_a_read_only_medium_can_be_looked_into(path: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(medium)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a read-only medium cannot be mounted here")
    try:
        shutil.copy(path, medium / "a.sayso")
        subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)
        with Case(medium / "a.sayso") as opened:
            assert opened.counts()["articles"] == len(ARTICLES)
        with pytest.raises(CaseError, match="cannot be opened for this"):
            CaseWriter(medium / "a.sayso")
    finally:
        subprocess.run(["umount", str(medium)], check=True)
