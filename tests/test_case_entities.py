"""Entities over a whole case: joined and parted without touching a finding. All names are made up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sayso import data
from sayso.case import views
from sayso.case.filters import Filter
from sayso.case.reader import Case
from sayso.case.schema import connect, migrations
from sayso.case.writer import CaseWriter
from sayso.pipeline.entities import settle_entities
from small_case import MADE_BY, is_sound, made, plain, write

ACTORS = {
    "old-front.yaml": "name: Old Front\nkind: group\ncountry: Oster\n"
    "former_names: [{name: Young Front, until: 2014-06}]\n",
    "wide-front.yaml": "name: Wide Front\nkind: group\nsucceeds: {name: Old Front, from: 2017-01-28}\n",
}
STORIES = [
    "Harbour minister Sergei Holm said that the pact was dead. The Wide Front left.",
    "Sergei Holm said that the ferry would sail. The Old Front stayed.",
    "Sergey Holm said that the pact was “dead”. The Young Front was no more.",
    "Ana Lund told Harbour Radio that the pact was alive.",
]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "actors"
    folder.mkdir(parents=True)
    for name, words in ACTORS.items():
        (folder / name).write_text(words, encoding="utf-8")
    return folder.parent


def case(path: Path, own: Path, order: list[int]) -> Path:
    with data.also(own):
        things = [made(number, STORIES[number], "Harbour Radio", f"2017-0{number + 1}") for number in order]
        with CaseWriter(path) as writer:
            for page, found in things:
                writer.add([page], [found], MADE_BY)
            settle_entities(writer)
    return path


@pytest.fixture
def path(tmp_path: Path, own: Path) -> Path:
    return case(tmp_path / "one.sayso", own, [0, 1, 2, 3])


def test_spellings_go_by_one_and_findings_keep_what_was_read(path: Path) -> None:
    with Case(path) as opened:
        rows = {row["name"]: row for row in opened.table("entities").to_pylist()}
        one, other = rows["Sergei Holm"], rows["Sergey Holm"]
        assert one["canonical_id"] == one["id"] == other["canonical_id"] != other["id"]
        assert "Sergey Holm" in one["aliases"]
        assert one["titles"] == ["minister"]
        read = {row["speaker"]: row["speaker_id"] for row in opened.table("attributions").to_pylist()}
        assert read["Sergey Holm"] == other["id"]
        assert other["id"] in opened.table("mentions").column("entity_id").to_pylist()
    assert is_sound(path)


def test_what_the_actor_files_say_is_shown(path: Path) -> None:
    with Case(path) as opened:
        rows = {row["name"]: row for row in opened.table("entities").to_pylist()}
    assert rows["Old Front"]["former_names"] == [{"name": "Young Front", "from": None, "until": "2014-06"}]
    assert rows["Old Front"]["country"] == "Oster"
    assert rows["Wide Front"]["succeeds"] == [{"name": "Old Front", "from": "2017-01-28"}]
    assert rows["Wide Front"]["canonical_id"] == rows["Wide Front"]["id"], "a successor is another entity"
    assert "Young Front" not in rows
    assert rows["Sergei Holm"]["succeeds"] == []


def test_lists_count_by_whom_the_case_goes_by(path: Path) -> None:
    with Case(path) as opened:
        names = [(row["name"], row["attributions"]) for row in opened.speakers()]
        assert names == [("Sergei Holm", 3), ("Ana Lund", 1)]
        assert opened.counts()["speakers"] == 2
        ids = {row["name"]: row["id"] for row in opened.table("entities").to_pylist()}
        for spelling in ("Sergei Holm", "Sergey Holm"):
            assert opened.count_quotes(Filter(speaker=spelling)) == 3
            assert opened.count_quotes(Filter(speaker_id=ids[spelling])) == 3
            row = views.speaker(opened, ids[spelling])
            assert row is not None
            assert (row["name"], row["attributions"], row["articles"]) == ("Sergei Holm", 3, 3)
        assert {quote.speaker for quote in opened.quotes(Filter(speaker="Sergey Holm"))} == {"Sergei Holm"}
        assert [row["name"] for row in views.speakers(opened)] == ["Sergei Holm", "Ana Lund"]
        assert views.speaker_names(opened) == ["Ana Lund", "Sergei Holm"]


def test_the_order_of_pages_does_not_matter(path: Path, tmp_path: Path, own: Path) -> None:
    for number, order in enumerate(([3, 2, 1, 0], [2, 0, 3, 1])):
        with Case(case(tmp_path / f"{number}.sayso", own, order)) as again, Case(path) as opened:
            assert again.table("entities") == opened.table("entities")


def test_they_part_again_when_a_page_goes(path: Path, own: Path) -> None:
    with data.also(own), CaseWriter(path) as writer:
        page, found = made(1, STORIES[1], "Harbour Radio", "2017-02")
        writer.add([page], [replace(found, mentions=(), attributions=())], MADE_BY)
        page, found = made(0, STORIES[0], "Harbour Radio", "2017-01")
        writer.add([page], [replace(found, mentions=(), attributions=())], MADE_BY)
        settle_entities(writer)
    with Case(path) as opened:
        rows = {row["name"]: row for row in opened.table("entities").to_pylist()}
    assert rows["Sergey Holm"]["canonical_id"] == rows["Sergey Holm"]["id"]
    assert "Sergei Holm" not in rows


def test_settled_once_it_is_left_alone_until_something_changes(path: Path, own: Path) -> None:
    with data.also(own), CaseWriter(path) as writer:
        before = path.stat().st_mtime_ns, plain(path).execute("SELECT count(*) FROM stages").fetchone()
        settle_entities(writer)
        assert before == (path.stat().st_mtime_ns, plain(path).execute("SELECT count(*) FROM stages").fetchone())
        writer.refresh_entities()
        assert writer.stage_input("entities") is None
        settle_entities(writer)
    with CaseWriter(path) as writer:  # other data files
        settle_entities(writer)
    with Case(path) as opened:
        rows = {row["name"]: row for row in opened.table("entities").to_pylist()}
    assert rows["Wide Front"]["succeeds"] == []


def test_a_case_of_before_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "old.sayso"
    db = plain(path)
    db.executescript(f"{migrations()[0]}\nPRAGMA application_id = {0x53415953}; PRAGMA user_version = 1;")
    db.execute("INSERT INTO entities(id, name, kind) VALUES ('e', 'Ana Lund', 'person')")
    db.execute("INSERT INTO stages VALUES ('copies', 'x', 'y')")
    db.commit()
    db.close()
    connect(path, write=True).close()
    with Case(path) as opened:
        (row,) = opened.table("entities").to_pylist()
        assert (row["canonical_id"], row["titles"], row["succeeds"]) == ("e", [], [])
        assert opened.rows("SELECT 1 FROM stages") == []


def test_without_settling_everybody_goes_by_themselves(tmp_path: Path) -> None:
    with Case(write(tmp_path / "small.sayso")) as opened:
        for row in opened.table("entities").to_pylist():
            assert row["canonical_id"] == row["id"]
