"""Joined ceasefires, and the lists of what is joined: in the case, in the terminal, as JSON lines."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from command import invoke
from sayso.case import incidents
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.cli import joined as shown
from sayso.compare.ceasefires import find_ceasefires
from sayso.engines import Local
from sayso.model import GRADES
from sayso.pipeline import links
from sayso.schemas import LINKS, TABLES
from told_case import build

INPUTS = ("articles", "ceasefires", "ceasefire_acts", "places", "copies")
LISTS = ("parties", "excluded", "mediators", "accepted_by", "refused_by", "violations", "statements", "evidence")


class Pile:
    """Articles that tell of truces, made one at a time."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in INPUTS}

    def truce(self, text: str, published: str | None, *, article: str | None = None, **cells: Any) -> str:
        number = len(self.rows["ceasefires"])
        name = article or f"article{number}"
        if article is None:
            row = {"id": name, "text": text, "outlet": f"Outlet {number}", "published": published, "start": 0}
            self.rows["articles"].append({**row, "end": len(text)})
        ceasefire, start = f"truce{number}", text.index("truce")
        self.rows["ceasefires"].append(
            {"id": ceasefire, "article_id": name, **{one: [] for one in LISTS}, "statements": [f"act{number}"], **cells}
        )
        self.rows["ceasefire_acts"].append(
            {
                "id": f"act{number}",
                "article_id": name,
                "ceasefire_id": ceasefire,
                "act": "announced",
                "by": [],
                "against": [],
                "modality": "asserted",
                "start": start,
                "end": start + 5,
                "text": "truce",
            }
        )
        return ceasefire

    def found(self) -> dict[str, pa.Table]:
        tables = {name: pa.Table.from_pylist(rows, schema=TABLES[name]) for name, rows in self.rows.items()}
        with Local(1) as engine:
            return find_ceasefires(**tables, engine=engine)

    def joined(self) -> set[frozenset[str]]:
        made: dict[str, set[str]] = {}
        for row in self.found()["ceasefire_accounts"].to_pylist():
            made.setdefault(row["record_id"], set()).add(row["ceasefire_id"])
        return {frozenset(one) for one in made.values()}


def three_truces() -> tuple[Pile, list[str]]:
    """Return two accounts of the harvest truce in Brisk and one of a truce in Tarn three years later."""
    pile = Pile()
    made = [
        pile.truce(
            "Envoy Ravi Sole announced a truce of two days in Brisk for the harvest.", "2016-10-03",
            effective="2016-10-04", duration="PT48H", area="Brisk", parties=["Low Guard"], mediators=["Ravi Sole"],
        ),
        pile.truce(
            "The harvest truce in Brisk that Ravi Sole announced began on Tuesday, fishermen said.", "2016-10-05",
            declared="2016-10-03/2016-10-04", duration="PT48H", area="Brisk", parties=["Hill Band"],
            mediators=["Ravi Sole"], accepted_by=["Hill Band"],
        ),
        pile.truce(
            "In Tarn the miners kept a truce with the Salt Company.", "2019-05-20", effective="2019-05-19", area="Tarn",
            parties=["Salt Company"],
        ),
    ]  # fmt: skip
    return pile, made


def test_one_truce_told_twice_is_one_record_with_all_its_acts() -> None:
    pile, (first, second, other) = three_truces()
    assert pile.joined() == {frozenset((first, second)), frozenset((other,))}
    found = pile.found()
    record = next(row for row in found["ceasefire_records"].to_pylist() if row["articles"] == 2)
    assert record["parties"] == ["Hill Band", "Low Guard"]
    assert record["accepted_by"] == ["Hill Band"]
    assert record["statements"] == ["act0", "act1"]
    assert (record["area"], record["duration"], record["outlets"]) == ("Brisk", "PT48H", 2)
    assert (record["effective"], record["declared"]) == ("2016-10-04", "2016-10-03/2016-10-04")
    accounts = {row["ceasefire_id"]: row for row in found["ceasefire_accounts"].to_pylist()}
    assert "began on the same days" in accounts[first]["why"]
    assert accounts[other]["similarity"] is None
    assert accounts[other]["why"] == "the only account"
    assert all(found[name].schema == LINKS[name] for name in found)


def test_two_truces_of_one_article_stay_two() -> None:
    pile, (first, second, other) = three_truces()
    text = pile.rows["articles"][0]["text"]
    third = pile.truce(text, None, article="article0", area="Brisk", duration="P9D")
    assert {frozenset((first, third)), frozenset((second, third))}.isdisjoint(pile.joined())
    assert not any({first, third} <= one for one in pile.joined())
    assert frozenset((other,)) in pile.joined()


def test_the_order_of_rows_changes_nothing_and_broken_cells_stop_nothing() -> None:
    pile, _ = three_truces()
    pile.truce("A truce without end", "some day", effective="2016-99-99/now", declared="", area="", parties=["", ";"])
    pile.rows["articles"][-1]["text"] = None
    before = pile.found()
    assert before["ceasefire_accounts"].num_rows == 4
    for rows in pile.rows.values():
        random.Random(4).shuffle(rows)
    assert pile.found() == before


def test_no_truce_makes_no_record() -> None:
    assert [table.num_rows for table in Pile().found().values()] == [0, 0]


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = build(tmp_path_factory.mktemp("joined") / "told.sayso")
    with Local(1) as engine, CaseWriter(path) as writer:
        links.compare(writer, engine)
    return path


def test_the_case_holds_each_event_of_harm_in_one_incident(case: Path) -> None:
    with Case(case) as opened:
        rows = incidents.with_accounts(opened, limit=1000)
        assert len(rows) == incidents.count_incidents(opened) > 0
        told = [account["id"] for row in rows for account in row["accounts"]]
        pages = {row["id"]: row["text"] for row in opened.table("pages").to_pylist()}
        events = {row["id"]: row for row in opened.table("events").to_pylist()}
    assert len(told) == len(set(told))
    for row in rows:
        for account in row["accounts"]:
            trigger = events[account["id"]]["trigger"]
            assert pages[account["page_id"]][trigger["start"] : trigger["end"]] == trigger["text"]
            assert account["said_by"] or not account["own"]


def test_incidents_are_narrowed(case: Path) -> None:
    with Case(case) as opened:
        every = incidents.with_accounts(opened, limit=1000)
        brisk = incidents.with_accounts(opened, incidents.IncidentFilter(place="brisk"))
        assert [row["id"] for row in brisk] == [row["id"] for row in every if row["place"] == "Brisk"] != []
        many = incidents.IncidentFilter(killed=19)
        assert [row["killed_low"] for row in incidents.with_accounts(opened, many)] == [19]
        assert incidents.count_incidents(opened, incidents.IncidentFilter(articles=99)) == 0
        assert incidents.count_incidents(opened, incidents.IncidentFilter(since="2016-09", until="2016-09")) > 0
        grades = {row["grade"] for row in incidents.with_accounts(opened, incidents.IncidentFilter(grade="weak"))}
        assert grades <= {"weak"}
    with pytest.raises(ValueError, match="since: 'May' is not a date"):
        incidents.IncidentFilter(since="May")


def test_the_terminal_shows_accounts_side_by_side(case: Path) -> None:
    done = invoke("incidents", case, "--killed", 19)
    assert done.exit_code == 0
    assert "19 or more" in done.stdout
    assert "joined" not in done.stdout
    assert "the only account" in invoke("incidents", case, "--killed", 19, "--why").stdout
    rows = [json.loads(line) for line in invoke("incidents", case, "--json").stdout.splitlines()]
    with Case(case) as opened:
        assert [row["id"] for row in rows] == [row["id"] for row in incidents.with_accounts(opened, limit=20)]
    assert "no incident fits" in invoke("incidents", case, "--place", "Nowhere").stderr
    assert invoke("incidents", case, "--since", "May").exit_code == 2


def test_page_text_has_no_power_over_the_terminal(case: Path) -> None:
    for verb in (("incidents", case, "--why"), ("ceasefires", case, "--joined")):
        assert "\x1b" not in invoke(*verb).output


def test_joined_ceasefires_show_every_act_and_the_plain_list_is_as_before(case: Path) -> None:
    rows = [json.loads(line) for line in invoke("ceasefires", case, "--joined", "--json").stdout.splitlines()]
    plain = [json.loads(line) for line in invoke("ceasefires", case, "--json").stdout.splitlines()]
    assert sorted(act["id"] for row in rows for act in row["acts"]) == sorted(
        a["id"] for one in plain for a in one["acts"]
    )
    assert sorted(a["ceasefire_id"] for row in rows for a in row["accounts"]) == sorted(one["id"] for one in plain)
    assert f"{len(rows)} ceasefire" in invoke("ceasefires", case, "--joined").stdout
    assert "accounts of ceasefires" in invoke("ceasefires", case).stdout


def test_the_grades_of_the_command_are_those_of_the_rules() -> None:
    (grade,) = (option for option in shown.incidents.params if option.name == "grade")
    assert tuple(grade.type.choices) == shown.GRADES == GRADES
