"""Incidents: what tells of one happening is joined, what does not is not, and the numbers are those of the accounts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_data import own_data
from sayso import data
from sayso.compare import grades, linkage
from sayso.compare.average_linkage import LARGEST, average_linkage, clusters, pairs_within
from sayso.compare.incident_levels import LEVELS
from sayso.compare.incidents import find_incidents
from sayso.engines import Local
from sayso.schemas import LINKS, TABLES

INPUTS = ("articles", "attributions", "events", "casualties", "places", "copies")
MILL = (
    "Planes bombed the mill in Brisk on Monday and killed 19 villagers, the clinic said, as smoke rose over the river."
)
FERRY = (
    "Gunmen of the Hill Band shot at the ferry near Tarn on Monday; two sailors died and the harbour closed at once."
)


class Pile:
    """Articles with events, made a row at a time."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in INPUTS}

    def article(self, text: str, outlet: str = "Harbour Radio", published: str | None = "2016-10-04") -> str:
        name = f"article{len(self.rows['articles'])}"
        self.rows["articles"].append(
            {"id": name, "text": text, "outlet": outlet, "published": published, "start": 0, "end": len(text)}
        )
        return name

    def event(self, article: str, trigger: str, **cells: Any) -> str:
        text = next(row["text"] for row in self.rows["articles"] if row["id"] == article)
        start = text.index(trigger)
        name = f"event-{article}-{start}"
        row = {
            "id": name, "article_id": article, "type": "ASSAULT", "mode": "aerial", "modality": "asserted",
            "trigger": {"start": start, "end": start + len(trigger), "text": trigger}, "actors": [], "recipients": [],
            "place": "Brisk", "latitude": 40.0, "longitude": 30.0, "date_from": "2016-10-03",
            "date_to": "2016-10-03", "evidence": [],
        }  # fmt: skip
        self.rows["events"].append({**row, **cells})
        return name

    def tables(self) -> dict[str, pa.Table]:
        return {name: pa.Table.from_pylist(rows, schema=TABLES[name]) for name, rows in self.rows.items()}

    def found(self, **changed: pa.Table) -> dict[str, pa.Table]:
        with Local(1) as engine:
            return find_incidents(**{**self.tables(), **changed}, engine=engine)

    def joined(self) -> set[frozenset[str]]:
        made: dict[str, set[str]] = {}
        for row in self.found()["accounts"].to_pylist():
            made.setdefault(row["incident_id"], set()).add(row["event_id"])
        return {frozenset(events) for events in made.values()}


def told_twice(**second: Any) -> tuple[Pile, str, str]:
    """Return a pile in which two outlets tell of the mill; ``second`` changes the second telling."""
    pile = Pile()
    one = pile.article(MILL)
    two = pile.article(
        "Villagers in Brisk buried the dead after planes bombed the mill on Monday.", "Coastal Telegraph"
    )
    first = pile.event(one, "bombed", killed_low=19, killed_high=19, blame="Low Guard", victims="civilians")
    return pile, first, pile.event(two, "bombed", **second)


def test_two_outlets_on_one_strike_are_one_incident() -> None:
    pile, first, second = told_twice(killed_low=21, killed_high=None, injured_low=40, injured_high=60)
    found = pile.found()
    assert pile.joined() == {frozenset((first, second))}
    (incident,) = found["incidents"].to_pylist()
    assert (incident["killed_low"], incident["killed_high"]) == (19, None), "at least 21 passes 19: it is open"
    assert (incident["injured_low"], incident["injured_high"]) == (40, 60)
    assert (incident["place"], incident["date_from"], incident["date_to"]) == ("Brisk", "2016-10-03", "2016-10-03")
    assert (incident["articles"], incident["outlets"], incident["blamed"]) == (2, 2, ["Low Guard"])
    assert incident["origins"] is None
    for account in found["accounts"].to_pylist():
        assert 0.5 < account["similarity"] <= 1
        assert "the same place" in account["why"]
        assert account["why"].startswith("with ")


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("Planes bombed Brisk again in December.", {"date_from": "2016-12-20", "date_to": "2016-12-20"}),
        (
            "Far off in Ormund two shepherds died when planes bombed a well.",
            {"place": "Ormund", "latitude": 44.0, "longitude": 35.0, "killed_low": 2, "killed_high": 2},
        ),
        (
            "Police in Brisk held 150 dockers whom a court had bombed with fines.",
            {"type": "COERCE", "mode": "arrest", "actors": ["Harbour Police"]},
        ),
    ],
    ids=["another day", "another place and number", "another kind"],
)
def test_what_differs_is_another_incident(text: str, second: dict[str, Any]) -> None:
    pile, first, _ = told_twice()
    other = pile.event(pile.article(text, "Dock Post"), "bombed", **second)
    assert frozenset((other,)) in pile.joined()
    assert not any({first, other} <= joined for joined in pile.joined())


@pytest.mark.parametrize("modality", ["planned", "threatened", "demanded", "hypothetical"])
def test_what_has_not_happened_is_no_account(modality: str) -> None:
    pile, first, _ = told_twice(modality=modality)
    assert pile.joined() == {frozenset((first,))}


def test_a_denial_belongs_to_what_it_denies_and_its_numbers_do_not_count() -> None:
    pile, first, second = told_twice(modality="denied", killed_low=300, killed_high=300, blame="Hill Band")
    pile.rows["events"][1]["killed_low"] = pile.rows["events"][1]["killed_high"] = 20
    assert pile.joined() == {frozenset((first, second))}
    (incident,) = pile.found()["incidents"].to_pylist()
    assert (incident["killed_low"], incident["killed_high"], incident["blamed"]) == (19, 19, ["Low Guard"])


def test_what_is_of_no_place_and_no_day_or_harms_nobody_is_no_account() -> None:
    pile, first, _ = told_twice(place=None, latitude=None, longitude=None, date_from=None, date_to=None)
    third = pile.article("The Low Guard and the Hill Band met in Brisk on Monday.")
    pile.event(third, "met", type="CONSULT", mode=None)
    assert pile.joined() == {frozenset((first,))}


def test_tolls_of_a_war_never_join() -> None:
    pile, first, _ = told_twice(killed_low=280_000, killed_high=None)
    third = pile.article("Air strikes have killed 400 villagers in Brisk since spring.")
    toll = {"what": "killed", "start": 23, "end": 26, "text": "400"}
    pile.event(third, "strikes", killed_low=400, evidence=[toll])
    count = {
        "id": "c",
        "article_id": third,
        "harm": "killed",
        "cumulative": True,
        "start": 23,
        "end": 26,
        "text": "400",
    }
    pile.rows["casualties"].append(count)
    assert pile.joined() == {frozenset((first,))}


def test_a_siege_of_months_does_not_swallow_the_strikes_in_it() -> None:
    pile = Pile()
    siege = pile.article("For three months the Low Guard has kept Brisk under siege, the council said.")
    events = [pile.event(siege, "siege", type="COERCE", mode="restrict", date_from="2016-08-01", date_to="2016-10-30")]
    for day in ("2016-08-11", "2016-09-05", "2016-10-03"):
        article = pile.article(f"Planes bombed a street in Brisk on {day}.", published=day)
        events.append(pile.event(article, "bombed", date_from=day, date_to=day))
    assert pile.joined() == {frozenset((event,)) for event in events}


def test_an_article_s_second_mention_is_no_second_incident() -> None:
    pile = Pile()
    one = pile.article(MILL + " Rescuers put the toll of the attack at 23.")
    first = pile.event(one, "bombed", killed_low=19, killed_high=19)
    again = pile.event(one, "toll", killed_low=23, killed_high=23, attribution_id="said", mode="other")
    assert pile.joined() == {frozenset((first, again))}


def test_a_copied_passage_joins_what_it_tells_even_without_place_or_day() -> None:
    pile = Pile()
    one, two = pile.article(MILL), pile.article("Read this. " + MILL, "WorldQuill", None)
    first = pile.event(one, "bombed", killed_low=19, killed_high=19)
    cells = {"place": "Mill Lane", "latitude": None, "longitude": None, "date_from": None, "date_to": None}
    second = pile.event(two, "bombed", killed_low=19, killed_high=19, **cells)
    size = len(MILL)
    row = {"id": "copy", "article_id": two, "start": 11, "end": 11 + size, "of_article_id": one, "of_start": 0}
    pile.rows["copies"].append({**row, "of_end": size, "stock": False, "evidence": []})
    assert pile.joined() == {frozenset((first, second))}


def test_every_account_is_an_event_and_every_event_in_one_incident_at_most() -> None:
    pile = crowd(60)
    found = pile.found()
    events = {row["id"]: row["article_id"] for row in pile.rows["events"]}
    accounts = found["accounts"].to_pylist()
    assert {row["event_id"] for row in accounts} == set(events)
    assert len(accounts) == len(events)
    assert all(events[row["event_id"]] == row["article_id"] for row in accounts)
    assert {row["incident_id"] for row in accounts} == set(found["incidents"]["id"].to_pylist())
    assert all(found[name].schema == LINKS[name] for name in found)


def test_the_order_of_rows_and_the_number_of_processes_change_nothing() -> None:
    pile = crowd(40)
    before = pile.found()
    random.Random(3).shuffle(pile.rows["events"])
    pile.rows["articles"].reverse()
    assert pile.found() == before
    with Local(2) as engine:
        assert find_incidents(**pile.tables(), engine=engine) == before


def test_an_unrelated_article_changes_no_incident() -> None:
    pile, *_ = told_twice(killed_low=20, killed_high=20)
    before = pile.found()
    pile.event(pile.article(FERRY), "shot", mode="firearms", place="Tarn", latitude=47.0, longitude=38.0)
    after = pile.found()
    names = before["incidents"]["id"].to_pylist()
    assert [row for row in after["incidents"].to_pylist() if row["id"] in names] == before["incidents"].to_pylist()


def crowd(count: int) -> Pile:
    rng = random.Random(5)
    pile = Pile()
    for number in range(count):
        article = pile.article(f"{rng.choice((MILL, FERRY))} Report {number}.", f"Outlet {number % 7}")
        day = f"2016-10-{1 + rng.randrange(4):02}"
        killed = rng.choice((None, 2, 19))
        trigger = "bombed" if "bombed" in pile.rows["articles"][-1]["text"] else "shot"
        pile.event(article, trigger, date_from=day, date_to=day, killed_low=killed, killed_high=killed)
    return pile


def test_broken_cells_stop_nothing() -> None:
    pile = Pile()
    texts = ["", "\udfff" * 9, "bombed " * 40_000, MILL]
    for text in texts:
        article = pile.article("bombed " + text.replace("\udfff", "\u202e"), published="yesterday")
        pile.event(
            article, "bombed", date_from="2016-13-45", latitude=float("nan"), longitude=1e9, blame=";;; ;", killed_low=0
        )
    pile.rows["articles"][0]["text"] = None
    pile.rows["events"].append({**pile.rows["events"][0], "id": "nowhere", "article_id": "unknown"})
    assert len(pile.found()["accounts"]) == 5


def test_an_empty_case_has_no_incidents() -> None:
    assert [table.num_rows for table in Pile().found().values()] == [0, 0]


# --- clusters


@given(st.integers(2, 9), st.integers(0, 10_000))
def test_average_linkage_joins_only_what_speaks_for_each_other_on_average(size: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = np.triu(rng.normal(size=(size, size)), 1)
    matrix += matrix.T
    label = average_linkage(matrix)
    assert all(label[one] <= one and label[label[one]] == label[one] for one in range(size))
    names = np.unique(label)
    for one in names:
        for other in names:
            if one < other:
                assert matrix[np.ix_(label == one, label == other)].mean() <= 0
    turned = rng.permutation(size)
    again = average_linkage(matrix[np.ix_(turned, turned)])
    assert {frozenset(np.flatnonzero(label == name).tolist()) for name in names} == {
        frozenset(turned[again == name].tolist()) for name in np.unique(again)
    }


def test_one_wrong_link_does_not_chain_two_groups() -> None:
    matrix = np.full((6, 6), -6.0)
    matrix[:3, :3] = matrix[3:, 3:] = 5.0
    matrix[2, 3] = matrix[3, 2] = 4.0
    assert average_linkage(matrix).tolist() == [0, 0, 0, 3, 3, 3]


def test_a_component_that_grows_without_bound_is_cut() -> None:
    count = LARGEST + 50
    chain = np.arange(count - 1)

    def weigh(a: Any, b: Any) -> Any:
        return np.where(np.abs(a - b) == 1, 2.0, -9.0)

    with Local(1) as engine:
        found = clusters(count, chain, chain + 1, np.full(count - 1, 2.0), weigh, engine=engine)
    sizes = np.bincount(found)
    assert sizes.sum() == count
    assert sizes.max() == 2, "neighbours are joined, the chain is not"


def test_pairs_within_groups_stand_one_group_after_another() -> None:
    i, j, bounds = pairs_within([np.array([4, 7, 9]), np.array([1]), np.array([2, 3])])
    assert list(zip(i.tolist(), j.tolist(), strict=True)) == [(4, 7), (4, 9), (7, 9), (2, 3)]
    assert bounds.tolist() == [0, 3, 3, 4]


# --- weights


def test_the_weights_are_those_of_fellegi_and_sunter() -> None:
    model = linkage.model("incidents", LEVELS)
    found = {name: np.zeros(1, np.int8) for name in LEVELS}
    expected = model.prior + sum(levels[0].weight for levels in model.comparisons.values())
    assert model.weigh(found)[0] == pytest.approx(expected)
    content = dict(data.load("linkage"))["incidents"]
    for name, levels in content["comparisons"].items():
        for key in ("m", "u"):
            assert sum(level[key] for level in levels.values()) == pytest.approx(1, abs=0.02), (name, key)


def test_reasons_are_told_by_weight_and_only_where_they_weigh() -> None:
    model = linkage.model("incidents", LEVELS)
    levels = {"place": LEVELS["place"].index("same"), "killed": LEVELS["killed"].index("same_many")}
    assert model.reasons(levels) == "the same number killed, the same place"
    assert model.reasons({"place": LEVELS["place"].index("far")}) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("of: incidents\nprior: 2\ncomparisons: {}\n", "'prior' between 0 and 1"),
        ("of: incidents\nprior: 0.1\ncomparisons: {place: {same: {m: 1}}}\n", "exactly"),
        ("of: roads\n", "no file has 'of: incidents'"),
    ],
)
def test_a_file_of_weights_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    with own_data(tmp_path, {"linkage/incidents.yaml": text}), pytest.raises(data.DataError, match=told):
        linkage.model("incidents", LEVELS)


# --- grades


def account(**cells: Any) -> grades.Account:
    row = {
        "blamed": ("Low Guard",), "speaker": "Ana Lund", "own_voice": False, "denied": False, "victims": "civilians",
        "harmed": True, "article": "a", "outlet": "Harbour Radio",
    }  # fmt: skip
    return grades.Account(**{**row, **cells})


@pytest.mark.parametrize(
    ("accounts", "grade"),
    [
        ([account()], "weak"),
        ([account(), account(article="b")], "weak"),
        ([account(), account(speaker="Pieter Holm", article="b")], "fair"),
        ([account(), account(speaker="Pieter Holm", blamed=())], "fair"),
        ([account(blamed=()), account(speaker="Pieter Holm", blamed=())], "weak"),
        ([account(), account(speaker="Pieter Holm", blamed=("Hill Band",))], "contested"),
        ([account(), account(speaker="Pieter Holm", blamed=("Hill Band", "Low Guard"))], "fair"),
        ([account(), account(speaker="Low Guard", article="b")], "declared"),
        ([account(victims="combatants"), account(victims=None)], "discounted"),
        ([account(victims="combatants"), account(victims="children")], "weak"),
        ([account(harmed=False)], None),
        ([account(denied=True)], None),
        ([account(), account(speaker="Hill Band", denied=True, blamed=())], "weak"),
    ],
)
def test_grades_follow_from_the_rules(accounts: list[grades.Account], grade: str | None) -> None:
    found = grades.grade(accounts)
    assert (found and found.name) == grade
    assert found is None or ("{" not in found.rule and found.rule)
    turned = grades.grade(accounts[::-1])
    assert turned == found


def test_an_outlet_that_quotes_somebody_is_no_second_source() -> None:
    own_voice = account(speaker="Harbour Radio", own_voice=True)
    assert grades.facts_of([account(), own_voice]).sources == 1
    assert (
        grades.facts_of(
            [account(), account(speaker="Dock Post", own_voice=True, article="b", outlet="Dock Post")]
        ).sources
        == 2
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("grade: splendid\norder: 1\nwhen: {}\nrule: x\n", "needs 'grade'"),
        ("grade: weak\norder: 1\nwhen: {luck: {at_least: 1}}\nrule: x\n", "'when' should hold"),
        ("grade: weak\norder: 1\nwhen: {sources: 2}\nrule: x\n", "should be as in"),
        ("grade: weak\norder: 1\nwhen: {}\nrule: '{sources'\n", "brace"),
        ("grade: weak\norder: 1\nwhen: {}\nrule: '{sources.__class__}'\n", "can be filled in with"),
    ],
)
def test_a_rule_that_cannot_be_used_is_named(tmp_path: Path, text: str, told: str) -> None:
    with own_data(tmp_path, {"grades/weak.yaml": text}), pytest.raises(data.DataError, match=f"weak.yaml.*{told}"):
        grades.rules()


def test_a_rule_of_the_user_s_own_counts(tmp_path: Path) -> None:
    text = "grade: fair\norder: 0\nwhen: {blaming: {at_least: 1}}\nrule: '{blaming} blame'\n"
    with own_data(tmp_path, {"grades/ours.yaml": text}):
        assert grades.grade([account()]) == grades.Grade("fair", "1 blame")
