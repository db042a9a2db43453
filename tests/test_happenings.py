"""What is said to have happened is kept, handed on and proved like every other finding."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sayso.case.reader import Case
from sayso.case.soundness import check
from sayso.case.writer import CaseWriter
from sayso.model import Findings, Page
from sayso.pipeline.batches import batch_to_findings, findings_to_batch
from sayso.pipeline.proof import prove
from sayso.schemas import TABLES
from small_case import MADE_BY, SMALL, is_sound, plain, write
from told import with_happenings

KINDS = ("times", "places", "events", "casualties", "ceasefires", "ceasefire_acts", "labels")
TOLD: list[tuple[Page, Findings]] = [(page, with_happenings(found)) for page, found in SMALL]


def test_what_is_written_comes_back_as_it_was(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sayso", TOLD)
    assert is_sound(path)
    with Case(path) as case:
        for page, found in TOLD:
            recalled = case.recall(page.id)
            assert recalled is not None
            for kind in KINDS:
                assert sorted(getattr(recalled[1], kind), key=_id) == sorted(getattr(found, kind), key=_id)


def test_a_batch_hands_on_what_it_was_given() -> None:
    given = [found for _, found in TOLD] + [found for _, found in SMALL]
    assert batch_to_findings(findings_to_batch(given)) == given


def test_every_table_has_its_rows_and_its_schema(tmp_path: Path) -> None:
    with Case(write(tmp_path / "a.sayso", TOLD)) as case:
        for kind in KINDS:
            table = case.table(kind)
            assert table.schema.equals(TABLES[kind])
            assert table.num_rows == sum(len(getattr(found, kind)) for _, found in TOLD)
        event = case.table("events").to_pylist()[0]
    assert event["trigger"].keys() == {"start", "end", "text"}
    assert event["recipients"] == ["civilians", "a “guard”"]
    assert event["evidence"][0]["what"] == "killed"


def test_reading_a_page_again_replaces_what_it_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sayso", TOLD)
    with CaseWriter(path) as writer:
        writer.add([page for page, _ in SMALL], [found for _, found in SMALL], MADE_BY)
    db = plain(path)
    for kind in KINDS:
        ids = {row[0] for row in db.execute(f"SELECT id FROM {kind}")}
        assert ids == {one.id for _, found in SMALL for one in getattr(found, kind)}
    db.close()


def test_sound_happenings_pass_the_proof() -> None:
    for page, found in TOLD:
        assert all(found.happenings), "a proof of nothing"
        prove(page, found)


@pytest.mark.parametrize(
    ("kind", "change", "why"),
    [
        ("times", {"text": "other"}, "not those on the page"),
        ("places", {"start": -1}, "not those on the page"),
        ("labels", {"article_id": "x"}, "in no article"),
        ("events", {"attribution_id": "x"}, "in an attribution that is not there"),
        ("casualties", {"event_id": "x"}, "an event that is not there"),
        ("ceasefire_acts", {"ceasefire_id": "x"}, "a ceasefire that is not there"),
        ("ceasefires", {"statements": ("x",)}, "an act that is not there"),
        ("ceasefires", {"violations": ("x",)}, "an act that is not there"),
    ],
)
def test_a_happening_that_leads_nowhere_fails_the_proof(kind: str, change: dict[str, Any], why: str) -> None:
    page, found = TOLD[0]
    first, *rest = getattr(found, kind)
    with pytest.raises(ValueError, match=why):
        prove(page, replace(found, **{kind: (replace(first, **change), *rest)}))


def test_evidence_of_an_event_has_to_stand_on_the_page() -> None:
    page, found = TOLD[0]
    event = found.events[0]
    moved = replace(event, evidence=(replace(event.evidence[0], start=event.evidence[0].start + 1),))
    with pytest.raises(ValueError, match="not those on the page"):
        prove(page, replace(found, events=(moved,)))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("times", "text = 'other'"),
        ("events", "trigger_text = 'other'"),
        ("events", """evidence = '[{"what": "killed", "start": 0, "end": 4, "text": "other"}]'"""),
        ("labels", "start = start + 1"),
    ],
)
def test_verifying_finds_words_that_were_altered(table: str, change: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.sayso", TOLD)
    with Case(path) as case:
        before = check(case)
    assert not before.wrong[table]
    assert before.checked["events"] == len(TOLD)
    db = plain(path)
    db.execute(f"UPDATE {table} SET {change} WHERE id = (SELECT min(id) FROM {table})")
    db.commit()
    db.close()
    with Case(path) as case:
        assert check(case).wrong[table] == 1


def test_verifying_lists_a_page_whose_happenings_cannot_be_read_back(tmp_path: Path) -> None:
    path = write(tmp_path / "a.sayso", TOLD)
    db = plain(path)
    db.execute("UPDATE ceasefires SET evidence = 'no list' WHERE id = (SELECT min(id) FROM ceasefires)")
    db.commit()
    db.close()
    with Case(path) as case:
        assert [fault.why for fault in check(case).faults if "read back" in fault.why]


def _id(thing: Any) -> str:
    return str(thing.id)
