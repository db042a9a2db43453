"""Tables found across articles: written, read back, counted, and made again only when their input changed."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from link_rows import links
from sayso.case.reader import Case
from sayso.case.soundness import check
from sayso.case.writer import CaseWriter
from sayso.engines import Local
from sayso.pipeline import links as stages
from sayso.schemas import HELD, LINKS, ORIGIN_COUNTS, TABLES
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
        assert set(stage.inputs) <= {*TABLES, *HELD}


def told_links(case: Path) -> dict[str, pa.Table]:
    """Rows whose words stand where they say, and whose ids lead somewhere."""
    with Case(case) as opened:
        ids = {name: opened.table(name)["id"].to_pylist() for name in TABLES}
        article = opened.table("articles").to_pylist()[0]
        page = next(p["text"] for p in opened.table("pages").to_pylist() if p["id"] == article["page_id"])
        said = [one for one in opened.table("attributions").to_pylist() if one["article_id"] == article["id"]]
    start = article["start"]
    placed = {"start": start, "end": start + 9, "text": page[start : start + 9]}
    proofs = [{"what": "credit", "article_id": article["id"], **placed}]
    changes = [{"what": "replaced", **placed, **{f"of_{key}": value for key, value in placed.items()}}]
    given = {
        "evidence": proofs, "changes": changes, "articles": 1, "subject": "claims", "subject_id": "claims-1",
        "first_id": said[0]["id"], "fullest_id": said[0]["id"], "a_member_id": "claim_members-1",
        "b_member_id": "claim_members-1", "violations": ids["ceasefire_acts"][:1], "citations": ["citations-1"],
        "statements": ids["ceasefire_acts"][:1], "label_id": ids["labels"][0], "direction": "unknown",
    }  # fmt: skip
    made = {}
    for name, table in filled(case).items():
        known = {key: value for key, value in given.items() if key in table.column_names}
        if name == "origins":
            known["articles"] = [article["id"]]
        if name == "copies":
            known |= {"start": start, "end": start + 9}
        made[name] = pa.Table.from_pylist([{**table.to_pylist()[0], **known}], schema=table.schema)
    other = made["copies"]["of_article_id"][0].as_py()
    with Case(case) as opened:
        of = next(one["start"] for one in opened.table("articles").to_pylist() if one["id"] == other)
    row = made["copies"].to_pylist()[0] | {"article_id": article["id"], "of_start": of, "of_end": of + 9}
    made["copies"] = pa.Table.from_pylist([row], schema=made["copies"].schema)
    return made


def faults(case: Path, made: dict[str, pa.Table]) -> set[tuple[str, str]]:
    with CaseWriter(case) as writer:
        writer.replace_links("all", made, digest="d", made_by="v")
    with Case(case) as opened:
        found = check(opened)
    assert all(found.checked[f"evidence of {name}"] == 1 for name in LINKS if "evidence" in LINKS[name].names)
    return {(fault.table.rpartition(" of ")[2], fault.why) for fault in found.faults if " of " in fault.table}


def test_links_that_hang_together_have_no_fault(case: Path) -> None:
    assert faults(case, told_links(case)) == set()


@pytest.mark.parametrize(
    ("table", "column", "value", "why"),
    [
        ("citations", "evidence", "other words", "its words do not stand at"),
        ("quote_members", "changes", "other words", "its words do not stand at"),
        ("contradictions", "b_member_id", "gone", "its b_member_id lead to claim_members that are not there"),
        ("rings", "citations", ["citations-1", "gone"], "its citations lead to citations that are not there"),
        ("claims", "articles", 7, "counts other articles than its claim_members have"),
        ("origins", "subject_id", "gone", "is about a row that is not there"),
        ("origin_counts", "subject", "pages", "is about a row that is not there"),
        ("naming", "label_id", "gone", "its label_id lead to labels that are not there"),
    ],
)
def test_each_kind_of_fault_is_told(case: Path, table: str, column: str, value: object, why: str) -> None:
    made = told_links(case)
    row = made[table].to_pylist()[0]
    row[column] = [{**row[column][0], "text": value}] if column in ("evidence", "changes") else value
    made[table] = pa.Table.from_pylist([row], schema=made[table].schema)
    found = faults(case, made)
    assert [(where, told.startswith(why)) for where, told in found] == [(table, True)]


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
        for name, schema in {**TABLES, **HELD}.items():
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
