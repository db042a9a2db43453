"""Claims, incidents and what stands behind them, asked of a case and by the command line."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

import linked_case
from command import invoke
from linked_case import CLAIM, EVIL_CLAIM, IDS, INCIDENT, RECORD, rows
from sayso.case import incidents, labels, linked, roots
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.cli import linked as verbs
from told_case import EVIL


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked_case.build(tmp_path_factory.mktemp("linked") / "case.sayso")


# Queries ---------------------------------------------------------------------------------------------------------


def test_every_member_has_the_words_of_somebody_and_their_place(path: Path) -> None:
    with Case(path) as case:
        members = linked.members(case, CLAIM)
        assert [member["id"] for member in members] == ["m4", "m1", "m5", "m3", "m2"]
        assert linked.count_members(case, CLAIM) == len(members)
        for member in members:
            page = case.page(case.article(member["article_id"])["page_id"])
            assert page is not None
            first = member["words"][:12] if member["event_id"] is None else member["trigger_text"]
            assert page["text"].startswith(first, member["start"])
            assert member["own"] == (member["attribution_id"] is None)
        assert linked.members(case, CLAIM, limit=2, offset=1) == members[1:3]
        assert linked.stances(case, CLAIM) == [("asserts", 2), ("denies", 2), ("repeats", 1)]


def test_a_contradiction_has_both_sides_and_one_that_is_gone_is_none(path: Path) -> None:
    with Case(path) as case:
        [row] = linked.contradictions(case, CLAIM)
        assert (row["a"]["id"], row["a"]["value"], row["b"]["id"]) == ("m1", "asserts", "m3")
        [evil] = linked.contradictions(case, EVIL_CLAIM)
        assert evil["b"] is None
        assert evil["a"]["value"] == EVIL


def test_lists_are_paged_in_one_order_without_gaps(path: Path) -> None:
    with Case(path) as case:
        for order in linked.ORDERS:
            for listed in (linked.claims, incidents.incidents):
                whole = [row["id"] for row in listed(case, order=order)]
                assert [listed(case, order=order, limit=1, offset=at)[0]["id"] for at in range(2)] == whole
        with pytest.raises(ValueError, match="is not a date"):
            linked.ClaimFilter(since="3/10/2016")
        with pytest.raises(ValueError, match="is not a date"):
            incidents.IncidentFilter(until="soon")


def test_only_edges_among_the_accounts_of_a_subject_prove_its_origins(path: Path) -> None:
    with Case(path) as case:
        assert [edge["id"] for edge in roots.edges(case, "claims", CLAIM)] == ["e3", "e1", "e2"]
        assert [edge["id"] for edge in roots.edges(case, "incidents", INCIDENT)] == ["e3"], (
            "the copy leads to an article that has an account, but from one that has none"
        )
        assert roots.edges(case, "ceasefire_records", RECORD) == []
        found = roots.roots(case, "claims", CLAIM)
        assert [(root["id"], root["certain"]) for root in found] == [("r1", True), ("r3", True), ("r2", False)]
        assert [article["id"] for article in found[0]["articles"]] == [IDS["radio"], IDS["blog"]]
        [ring] = roots.rings(case, "claims", CLAIM)
        assert (ring["members"][0]["outlet"], ring["members"][1]) == ("Harbour Radio", "Anvil & Flag")


def test_what_is_repeated_most_for_each_origin_comes_first(path: Path) -> None:
    with Case(path) as case:
        found = roots.most_repeated(case)
        assert [row["id"] for row in found] == [RECORD, EVIL_CLAIM, CLAIM, INCIDENT]
        assert [row["each"] for row in found] == [2.0, 2.0, 1.5, 1.0]
        assert roots.most_repeated(case, limit=1) == found[:1]
        assert [roots.subject_of(case, one) for one in (CLAIM, INCIDENT, RECORD, "none")] == [
            "claims",
            "incidents",
            "ceasefire_records",
            None,
        ]


def test_an_outlet_does_not_cite_itself_and_speakers_are_no_outlets(path: Path) -> None:
    with Case(path) as case:
        cited = {(row["outlet"], row["kind"], row["name"]) for row in roots.who_cites_whom(case)}
    assert ("Anvil & Flag", "copy", "Harbour Radio") in cited
    assert ("Harbour Radio", "via", "Coastal Telegraph") in cited
    assert not any(kind == "speaker" for _, kind, _ in cited)


def test_lists_of_many_claims_are_read_off_an_index(tmp_path: Path) -> None:
    dice = random.Random(7)
    made = [
        {"id": f"c{at:05}", "words": f"words {at}", "articles": dice.randint(1, 40), "disputed": False}
        for at in range(2000)
    ]
    counts = [
        {"id": f"o{at}", "subject": "claims", "subject_id": row["id"], "origins": dice.randint(1, row["articles"])}
        for at, row in enumerate(made)
        if at % 5
    ]
    with CaseWriter(tmp_path / "many.sayso") as writer:
        found = {"claims": rows("claims", *made), "origin_counts": rows("origin_counts", *counts)}
        writer.replace_links("all", found, digest="d", made_by="v")
        writer.count_origins()
    origins = {row["subject_id"]: row["origins"] for row in counts}
    with Case(tmp_path / "many.sayso") as case:
        best = linked.claims(case, order="origins", limit=2000)
        assert [row["id"] for row in best] == [
            row["id"] for row in sorted(made, key=lambda row: (-origins.get(row["id"], 0), -row["articles"], row["id"]))
        ]
        most = linked.claims(case, order="each", limit=300)
        shares = [row["articles"] / row["origins"] for row in most]
        assert shares == sorted(shares, reverse=True)
        for order, index in (("origins", "claims_origins"), ("repeats", "claims_articles"), ("each", "claims_each")):
            asked = linked.ORDERS[order].format("claims", "")
            plan = case.rows(f"EXPLAIN QUERY PLAN SELECT claims.* FROM claims WHERE 1 ORDER BY {asked} LIMIT 50")
            assert [row["detail"] for row in plan] == [f"SCAN claims USING INDEX {index}"]


# Names -----------------------------------------------------------------------------------------------------------


def test_names_counted_now_and_read_off_the_table_are_the_same(path: Path, tmp_path: Path) -> None:
    again = linked_case.build(tmp_path / "again.sayso")
    with CaseWriter(again) as writer, writer.transaction() as db:
        db.execute("DELETE FROM naming")
    with Case(path) as read, Case(again) as now:
        both = [labels.matrix(case) for case in (read, now)]
        assert (both[0].groups, both[0].cells) == (both[1].groups, both[1].cells)
        assert [voice.name for voice in both[0].voices] == [voice.name for voice in both[1].voices]
        assert both[0].loads == {"bandits": "negative"}
        assert both[1].loads == {}
        for row, plain in zip(labels.names(read), labels.names(now), strict=True):
            assert {**row, "load": None, "months": []} == plain
            label = read.rows('SELECT label, "group" FROM labels WHERE id = ?', (row["label_id"],))[0]
            assert (label["label"].lower(), label["group"]) == (row["label"], row["group"])
        assert labels.change(now, "Hill Band") is None
        change = labels.change(read, "hill band")
    assert change is not None
    assert change.periods == ("2016-09", "2016-10")
    assert change.labels == (
        ("bandits", "negative", (1, 0)),
        ("fighters", "neutral", (1, 0)),
        ("the militants", "neutral", (0, 1)),
    )
    assert (change.all, change.loaded) == ((2, 1), (1, 0))


def test_others_of_a_family_are_named(tmp_path: Path) -> None:
    row = {"voice_kind": "outlet", "voice": "Harbour Radio", "label": "rebels", "times": 1, "articles": 1}
    made = [
        {**row, "id": name, "group": name, "family": family}
        for name, family in (("Hill Band", "Wide Front"), ("Wide Front", "Wide Front"), ("Low Guard", None))
    ]
    with CaseWriter(tmp_path / "family.sayso") as writer:
        writer.replace_links("naming", {"naming": rows("naming", *made)}, digest="d", made_by="v")
    with Case(tmp_path / "family.sayso") as case:
        assert labels.family_of(case, "hill band") == ("Wide Front", ["Wide Front"])
        assert labels.family_of(case, "Wide Front") == ("Wide Front", ["Hill Band"])
        assert labels.family_of(case, "Low Guard") is None


def test_a_long_time_is_told_by_years(tmp_path: Path) -> None:
    months = [{"month": f"{2010 + at // 12}-{at % 12 + 1:02}", "times": 2} for at in range(30)]
    row = {"id": "n", "group": "Hill Band", "voice_kind": "outlet", "voice": "Harbour Radio", "label": "rebels"}
    with CaseWriter(tmp_path / "long.sayso") as writer:
        found = {"naming": rows("naming", {**row, "times": 60, "articles": 60, "load": "neutral", "months": months})}
        writer.replace_links("naming", found, digest="d", made_by="v")
    with Case(tmp_path / "long.sayso") as case:
        change = labels.change(case, "Hill Band")
    assert change is not None
    assert (change.periods, change.all) == (("2010", "2011", "2012"), (24, 24, 12))


# The command line ------------------------------------------------------------------------------------------------


def test_orders_are_those_of_the_queries() -> None:
    assert tuple(linked.ORDERS) == verbs.ORDERS


def test_claims_are_listed_with_repeats_and_origins(path: Path) -> None:
    shown = invoke("claims", path).stdout
    assert shown.startswith("2 claims")
    assert "2 (1–3)" in shown
    assert "disputed" in shown
    found = [json.loads(line) for line in invoke("claims", path, "granary", "--disputed", "--json").stdout.splitlines()]
    assert [(row["id"], row["origins"], row["articles"]) for row in found] == [(CLAIM, 2, 3)]
    nothing = invoke("claims", path, "zeppelin")
    assert (nothing.exit_code, nothing.stdout) == (0, "")
    assert "no claim fits what was asked" in nothing.stderr
    assert invoke("claims", path, "--since", "5/10").exit_code == 2


def test_one_claim_shows_accounts_contradictions_and_origins(path: Path) -> None:
    for arguments in ((CLAIM,), ("--claim", CLAIM)):
        done = invoke("claims", path, *arguments)
        assert "3 articles, 2 (1–3) independent origins, disputed" in done.stderr
        assert done.stdout.index("(own voice)") < done.stdout.index("(a man at the gate)")
        for words in ("what contradicts itself", "where it comes from", "may be another, or none", "“according to the"):
            assert words in done.stdout, words
        assert "a circle, in which each cites the next: Harbour Radio" in done.stderr
    document = json.loads(invoke("claims", path, "--claim", CLAIM, "--json").stdout)
    assert len(document["members"]) == document["accounts"] == 5
    assert [edge["id"] for edge in document["edges"]] == ["e3", "e1", "e2"]
    missing = invoke("claims", path, "--claim", "nope")
    assert missing.exit_code == 1
    assert "no claim has this id; list them with: sayso claims" in missing.stderr


def test_origins_of_a_subject_and_what_is_repeated_most(path: Path) -> None:
    listed = [json.loads(line) for line in invoke("origins", path, "--json").stdout.splitlines()]
    assert [row["id"] for row in listed] == [RECORD, EVIL_CLAIM, CLAIM, INCIDENT]
    assert "articles for each" in invoke("origins", path).stdout
    document = json.loads(invoke("origins", path, INCIDENT, "--json").stdout)
    assert (document["subject"], document["origins"], len(document["edges"])) == ("incidents", 2, 1)
    done = invoke("origins", path, "nope")
    assert done.exit_code == 1
    assert "no claim, incident or joined ceasefire has this id" in done.stderr


def test_sources_say_who_cites_whom_and_names_how_loaded(path: Path) -> None:
    assert "who cites whom" in invoke("sources", path).stdout
    shown = invoke("names", path, "--group", "hill band").stdout
    assert "negative" in shown
    assert "2016-09" in shown
    assert "loaded" in shown


def test_a_case_without_links_says_so(tmp_path: Path) -> None:
    CaseWriter(tmp_path / "empty.sayso").close()
    assert "no claim fits" in invoke("claims", tmp_path / "empty.sayso").stderr
    assert (
        "nothing that several articles tell has been followed back"
        in invoke("origins", tmp_path / "empty.sayso").stderr
    )


def test_words_of_a_page_have_no_power_over_the_terminal(path: Path, tmp_path: Path) -> None:
    evil = linked_case.build(tmp_path / "evil.sayso")
    with CaseWriter(evil) as writer, writer.transaction() as db:
        db.execute("UPDATE claims SET words = ?", ("\x1b[31m\u202ered",))
        db.execute("UPDATE contradictions SET a_value = ?", ("\x1b[31m",))
        db.execute("UPDATE rings SET members = ?", ('["\\u001b[31m"]',))
    for verb in (("claims", evil), ("claims", evil, CLAIM), ("origins", evil), ("origins", evil, CLAIM)):
        shown = invoke(*verb).output
        assert "\x1b" not in shown
        assert "\u202e" not in shown
