"""Tables found across articles: written, read back, counted, and made again only when their input changed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from link_rows import links
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.engines import Local
from sayso.pipeline import links as stages
from sayso.schemas import LINKS, ORIGIN_COUNTS, TABLES
from told_case import build


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return build(tmp_path / "told.sayso")


def filled(case: Path) -> dict[str, pa.Table]:
    with Case(case) as opened:
        article, other = opened.table("articles")["id"].to_pylist()[:2]
        event, attribution = (opened.table(name)["id"][0].as_py() for name in ("events", "attributions"))
        ceasefire = opened.table("ceasefires")["id"][0].as_py()
    return links(
        article_id=article, of_article_id=other, attribution_id=attribution, event_id=event, ceasefire_id=ceasefire
    )


def test_what_is_written_is_read_back_and_replaced_as_a_whole(case: Path) -> None:
    made = filled(case)
    with CaseWriter(case) as writer:
        for _ in range(2):
            writer.replace_links("all", made, digest="d", made_by="v")
        assert writer.stage_input("all") == ("d", "v")
    with Case(case) as opened:
        assert {name: opened.table(name) for name in LINKS} == made


def test_origins_are_counted_into_each_subject_s_row(case: Path) -> None:
    made = filled(case)
    count = {
        "id": "n",
        "subject": "claims",
        "subject_id": "claims-1",
        "origins": 2,
        "origins_low": 1,
        "origins_high": 4,
    }
    made["origin_counts"] = pa.Table.from_pylist([count], schema=ORIGIN_COUNTS)
    with CaseWriter(case) as writer:
        writer.replace_links("all", made, digest="d", made_by="v")
        writer.count_origins()
    with Case(case) as opened:
        columns = ["origins", "origins_low", "origins_high"]
        assert opened.table("claims").select(columns).to_pylist() == [{key: count[key] for key in columns}]
        assert opened.table("incidents").select(columns).to_pylist() == [dict.fromkeys(columns)]


def test_a_stage_runs_when_its_input_changed_and_only_then(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def work(*, labels: pa.Table, engine: Local) -> dict[str, pa.Table]:
        asked.append(labels["id"].to_pylist())
        return {"naming": LINKS["naming"].empty_table()}

    monkeypatch.setattr(stages, "STAGES", (stages.Stage("naming", work, ("labels",)),))
    with Local(1) as engine, CaseWriter(case) as writer:
        stages.compare(writer, engine)
        stages.compare(writer, engine)
        with writer.transaction() as db:
            db.execute("DELETE FROM labels WHERE id = (SELECT min(id) FROM labels)")
        stages.compare(writer, engine)
    assert len(asked) == 2
    assert asked[1] == asked[0][1:]


def test_every_input_and_output_of_a_stage_is_a_table() -> None:
    for stage in stages.STAGES:
        assert set(stage.inputs) <= set(TABLES)


def test_only_rows_that_differ_are_written(case: Path) -> None:
    made = filled(case)
    with CaseWriter(case) as writer:
        assert writer.replace_links("all", made, digest="d", made_by="v") >= len(LINKS)
        before = {name: writer.changes(name) for name in LINKS}
        assert writer.replace_links("all", made, digest="e", made_by="v") == 0
        assert {name: writer.changes(name) for name in LINKS} == before
        row = {**made["naming"].to_pylist()[0], "times": 4}
        other = {**row, "id": "naming-2"}
        made["naming"] = pa.Table.from_pylist([other, row], schema=LINKS["naming"])
        assert writer.replace_links("all", made, digest="f", made_by="v") == 2
        made["naming"] = made["naming"].slice(0, 1)
        assert writer.replace_links("all", made, digest="g", made_by="v") == 1
    with Case(case) as opened:
        assert opened.table("naming").to_pylist() == [other]


def test_a_member_moves_to_another_parent(case: Path) -> None:
    made = filled(case)
    with CaseWriter(case) as writer:
        writer.replace_links("all", made, digest="d", made_by="v")
        for name, column in (("quotes", "id"), ("quote_members", "quote_id")):
            rows = [{**row, column: "quotes-2"} for row in made[name].to_pylist()]
            made[name] = pa.Table.from_pylist(rows, schema=LINKS[name])
        # One quote written and one dropped; its member is changed, not dropped with it.
        assert writer.replace_links("all", made, digest="e", made_by="v") == 3
    with Case(case) as opened:
        assert {name: opened.table(name) for name in LINKS} == made


def test_counting_origins_is_no_change_for_a_stage(case: Path) -> None:
    made = filled(case)
    with CaseWriter(case) as writer:
        writer.replace_links("all", made, digest="d", made_by="v")
        before = writer.changes("claims")
        writer.count_origins()
        assert writer.changes("claims") == before
        assert writer.replace_links("all", made, digest="d", made_by="v") == 0
    with Case(case) as opened:
        assert opened.table("claims")["origins"].to_pylist() == [None]


def test_every_write_to_every_table_is_counted(case: Path) -> None:
    with CaseWriter(case) as writer, writer.transaction() as db:
        triggers = dict(db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        for name, schema in TABLES.items():
            assert writer.changes(name) >= 0
            for verb in ("insert", "update", "delete"):
                assert f"AFTER {verb.upper()}" in triggers[f"{name}_{verb}_counted"], (name, verb)
            head = triggers[f"{name}_update_counted"].partition(" BEGIN")[0]
            if " OF " in head:  # origins alone are filled in afterwards, and are no change
                columns = {
                    column.strip().strip('"') for column in head.partition(" OF ")[2].split(" ON ")[0].split(",")
                }
                assert columns == set(schema.names) - {"origins", "origins_low", "origins_high"}, name


def test_articles_are_noted_whatever_changes_of_them(case: Path) -> None:
    with CaseWriter(case) as writer, writer.transaction() as db:
        one, two = (row[0] for row in db.execute("SELECT id FROM articles ORDER BY id LIMIT 2"))
        for sql, wanted in (
            ("UPDATE articles SET published = '2020-01-01' WHERE id = ?", one),
            ("UPDATE blocks SET role = 'body' WHERE article_id = ?", two),
            ("DELETE FROM articles WHERE id = ?", two),
        ):
            db.execute("DELETE FROM changed_articles")
            db.execute(sql, (wanted,))
            assert db.execute("SELECT article_id FROM changed_articles").fetchall() == [(wanted,)], sql
