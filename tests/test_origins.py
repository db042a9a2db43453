"""Origins: citations, roots and their number, and rings."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sayso import data
from sayso.compare.citations import find_citations
from sayso.compare.citing import sources, trust
from sayso.compare.origins import find_origins
from sayso.data import DataError
from sayso.engines import Local
from sayso.model import content_id
from sayso.schemas import LINKS, TABLES
from test_direction import article, decided, prose

ENGINE = Local(1)


class Pile:
    """Articles with what they say of one claim, as tables."""

    def __init__(self) -> None:
        self.rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("articles", "attributions", "claim_members", "entities", "events", "mentions")
        }

    def add(
        self, name: str, outlet: str, said: str, *, by: str | None = None, kind: str = "person",
        via: tuple[str, ...] = (), before: str = "", after: str = "", published: str | None = None,
        polarity: str = "asserts", **more: Any,
    ) -> Pile:  # fmt: skip
        """Add an article that says ``said``, as the words of ``by`` if given, between other text."""
        text = f"{before}{said}{f', {by} said.' if by else '.'} {after}"
        self.rows["articles"].append(article(name, text, outlet, published, **more))
        start = len(before)
        spoken: dict[str, Any] = {"speaker": None, "speaker_id": None, "speaker_kind": None, "source": None}
        if by:
            at = start + len(said) + 2
            shown = f"unnamed: {by}" if kind == "anonymous" else by
            spoken = {"speaker": shown, "speaker_id": f"e {shown}", "speaker_kind": kind}
            spoken["source"] = {"start": at, "end": at + len(by), "text": by}
            entity = {"id": f"e {shown}", "name": shown, "kind": kind, "canonical_id": f"e {shown}"}
            if entity not in self.rows["entities"]:
                self.rows["entities"].append(entity)
        content = [{"start": start, "end": start + len(said), "text": said}]
        more_of_it = {"content": content, "via": list(via), "confidence": 0.8, "polarity": polarity}
        self.rows["attributions"].append({"id": f"s {name}", "article_id": name, **spoken, **more_of_it})
        member = {"id": f"m {name}", "claim_id": "claim", "attribution_id": f"s {name}", "article_id": name}
        self.rows["claim_members"].append({**member, "stance": "denies" if polarity == "denies" else "asserts"})
        return self

    def tables(self) -> dict[str, pa.Table]:
        found = {name: pa.Table.from_pylist(rows, schema=TABLES[name]) for name, rows in self.rows.items()}
        copies = decided(self.rows["articles"], attributions=found["attributions"])
        return {**found, "copies": pa.Table.from_pylist(copies, schema=LINKS["copies"])}

    def found(self) -> dict[str, pa.Table]:
        """Return citations, origins, counts and rings, checked for what holds of all."""
        tables = self.tables()
        cited = find_citations(**{name: tables[name] for name in ("articles", "attributions", "entities", "copies")})
        empty = {name: TABLES[name].empty_table() for name in ("ceasefire_acts", "accounts", "ceasefire_accounts")}
        given = {**tables, **empty, **cited}
        made = {**cited, **find_origins(**given, engine=ENGINE)}
        for name, table in made.items():
            assert table.schema == LINKS[name]
            assert table["id"].to_pylist() == sorted(set(table["id"].to_pylist()))
        texts = {row["id"]: row["text"] for row in self.rows["articles"]}
        for row in made["citations"].to_pylist():
            for proof in row["evidence"]:
                assert (
                    proof["start"] is None or texts[proof["article_id"]][proof["start"] : proof["end"]] == proof["text"]
                )
        return made


def count(made: dict[str, pa.Table]) -> tuple[int, int, int]:
    (row,) = made["origin_counts"].to_pylist()
    assert (row["subject"], row["subject_id"]) == ("claims", "claim")
    assert row["origins_low"] <= row["origins"] <= row["origins_high"]
    return row["origins"], row["origins_low"], row["origins_high"]


def roots(made: dict[str, pa.Table]) -> dict[str, dict[str, Any]]:
    return {row["name"]: row for row in made["origins"].to_pylist()}


CLAIM = "the old bridge over the Rell was closed by the harbour guard on Monday evening"


def test_five_blogs_that_carry_a_sentence_are_one_origin() -> None:
    story = prose(2)
    pile = Pile()
    for number in range(5):
        pile.add(f"b{number}", f"Blog {number}", CLAIM, by="Ana Lund", via=("Harbour Radio",), after=story)
    made = pile.found()
    assert count(made) == (1, 1, 1)
    root = roots(made)["Ana Lund"]
    assert (root["kind"], root["accounts"], root["certain"]) == ("speaker", 5, True)
    assert root["articles"] == [f"b{number}" for number in range(5)]
    assert {row["kind"] for row in made["citations"].to_pylist()} == {"speaker", "via"}


def test_copies_of_an_uncredited_story_are_one_origin_whichever_was_first() -> None:
    story = prose(3)
    made = Pile().add("a", "Oster Post", CLAIM, after=story).add("b", "Rell Herald", CLAIM, after=story).found()
    assert count(made) == (1, 1, 1)
    (root,) = made["origins"].to_pylist()
    assert (root["kind"], root["name"], root["article_id"]) == ("outlet", "Oster Post", "a")


def test_two_reports_in_own_words_are_two_origins_or_one_unseen() -> None:
    made = (
        Pile()
        .add("a", "Oster Post", CLAIM, after=prose(4))
        .add("b", "Rell Herald", "guards shut a crossing of the Rell", after=prose(5))
        .found()
    )
    assert count(made) == (2, 1, 2)
    assert set(roots(made)) == {"Oster Post", "Rell Herald"}


def test_what_an_article_credits_is_its_origin() -> None:
    pile = Pile()
    for name, seed in (("a", 6), ("b", 7)):
        pile.add(
            name,
            f"Paper {name}",
            f"{CLAIM} {seed}",
            before="(Harbour Wire) - ",
            after=prose(seed),
            credit="Harbour Wire",
        )
    made = pile.found()
    assert count(made)[0] == 1
    assert roots(made)["Harbour Wire"]["articles"] == ["a", "b"]


def test_a_stitched_article_does_not_make_its_sources_one() -> None:
    one, two = prose(8), prose(9)
    other = "guards shut a crossing of the Rell and sent all boats back to the northern shore"
    pile = Pile().add("a", "Oster Post", CLAIM, after=one).add("b", "Rell Herald", other, after=two)
    pile.add("c", "Kast Times", CLAIM, after=f"{one} {other}. {two}")
    place = pile.rows["articles"][-1]["text"].index(other)
    attribution = {**pile.rows["attributions"][-1], "id": "s c2"}
    attribution["content"] = [{"start": place, "end": place + len(other), "text": other}]
    pile.rows["attributions"].append(attribution)
    pile.rows["claim_members"].append({**pile.rows["claim_members"][-1], "id": "m c2", "attribution_id": "s c2"})
    made = pile.found()
    assert count(made)[0] == 2
    assert {name: root["articles"] for name, root in roots(made).items()} == {
        "Oster Post": ["a", "c"],
        "Rell Herald": ["b", "c"],
    }


def test_a_cited_outlet_leads_to_whom_it_quotes() -> None:
    made = (
        Pile()
        .add("a", "Rell Herald", CLAIM, by="Ana Lund", published="2031-05-01", after=prose(10))
        .add("b", "Oster Post", "the crossing is shut", by="Rell Herald", kind="outlet", published="2031-05-02")
        .found()
    )
    assert count(made) == (1, 1, 2)
    assert roots(made)["Ana Lund"]["articles"] == ["a", "b"]


def test_outlets_that_cite_each_other_are_a_ring_and_one_origin() -> None:
    made = (
        Pile()
        .add("a", "Rell Herald", CLAIM, by="Oster Post", kind="outlet", after=prose(11))
        .add("b", "Oster Post", "the crossing is shut", by="Rell Herald", kind="outlet", after=prose(12))
        .found()
    )
    assert count(made)[0] == 1
    (ring,) = made["rings"].to_pylist()
    assert ring["members"] == ["Oster Post", "Rell Herald"]
    cited = {row["id"]: row for row in made["citations"].to_pylist()}
    assert {cited[one]["of_name"] for one in ring["citations"]} == {"Oster Post", "Rell Herald"}


def test_a_lead_without_a_source_is_likely_from_the_one_below() -> None:
    lead = "The crossing is shut"
    pile = Pile().add("a", "Rell Herald", CLAIM, by="Ana Lund", before=f"{lead}. ", after=prose(50))
    spoken = {"speaker": None, "speaker_id": None, "speaker_kind": None, "source": None}
    content = [{"start": 0, "end": len(lead), "text": lead}]
    pile.rows["attributions"].append({**pile.rows["attributions"][0], **spoken, "id": "s lead", "content": content})
    pile.rows["claim_members"].append({**pile.rows["claim_members"][0], "id": "m lead", "attribution_id": "s lead"})
    made = pile.found()
    assert count(made) == (1, 1, 2)
    assert roots(made)["Ana Lund"]["accounts"] == 2


def test_denials_are_no_origins_of_what_they_deny() -> None:
    made = (
        Pile()
        .add("a", "Rell Herald", CLAIM, by="Ana Lund")
        .add("b", "Oster Post", "the bridge is open", by="Bero Falk", polarity="denies")
        .found()
    )
    assert set(roots(made)) == {"Ana Lund"}


def test_unnamed_sources_are_told_from_each_other_but_not_surely() -> None:
    made = (
        Pile()
        .add("a", "Rell Herald", CLAIM, by="a resident", kind="anonymous", after=prose(13))
        .add("b", "Oster Post", "nobody may cross", by="a resident", kind="anonymous", after=prose(14))
        .found()
    )
    assert count(made) == (2, 1, 2)
    for root in made["origins"].to_pylist():
        assert (root["kind"], root["anonymous"], root["primary"], root["certain"]) == ("anonymous", True, True, False)
        assert root["article_id"] in {"a", "b"}


@pytest.mark.parametrize(
    ("by", "said", "polarity", "primary"),
    [
        ("Ana Lund", CLAIM, "asserts", False),
        ("Ana Lund", "we closed the bridge", "asserts", True),
        ("Ana Lund", "to open the bridge", "promises", True),
        ("bridge warden and witness Ana Lund", CLAIM, "asserts", True),
    ],
)
def test_who_speaks_at_first_hand(by: str, said: str, polarity: str, primary: bool) -> None:
    (root,) = Pile().add("a", "Rell Herald", said, by=by, polarity=polarity).found()["origins"].to_pylist()
    assert root["primary"] is primary


def test_people_of_one_body_are_likely_one_origin() -> None:
    pile = Pile().add("a", "Rell Herald", CLAIM, by="Harbour Guard chief Ana Lund", after=prose(15))
    pile.add("b", "Oster Post", "it was shut", by="Harbour Guard spokesman Bero Falk", after=prose(16))
    pile.rows["entities"].append({"id": "g", "name": "Harbour Guard", "kind": "organisation", "canonical_id": "g"})
    for row in pile.rows["attributions"]:
        start = row["source"]["start"]
        mention = {"id": f"m{row['id']}", "article_id": row["article_id"], "entity_id": "g", "kind": "organisation"}
        pile.rows["mentions"].append({**mention, "start": start, "end": start + 13, "text": "Harbour Guard"})
    made = pile.found()
    assert count(made) == (1, 1, 2)
    assert set(roots(made)) == {"Harbour Guard"}


def test_incidents_and_ceasefires_are_counted_by_their_own_accounts() -> None:
    pile = Pile().add("a", "Rell Herald", CLAIM, after=prose(17)).add("b", "Oster Post", "it was shut", by="Ana Lund")
    pile.rows["claim_members"].clear()
    tables = pile.tables()
    trigger = {"start": 4, "end": 14, "text": CLAIM[4:14]}
    events = [
        {"id": "e1", "article_id": "a", "attribution_id": None, "trigger": trigger},
        {"id": "e2", "article_id": "b", "attribution_id": "s b", "trigger": trigger},
    ]
    acts = [
        {"id": "x1", "article_id": "a", "ceasefire_id": "c1", "attribution_id": None, "start": 0, "end": 9},
        {"id": "x2", "article_id": "b", "ceasefire_id": "c2", "attribution_id": "s b", "start": 0, "end": 9},
    ]
    told = {"claim_members": LINKS["claim_members"].empty_table()}
    told["events"] = pa.Table.from_pylist(events, schema=TABLES["events"])
    told["ceasefire_acts"] = pa.Table.from_pylist(acts, schema=TABLES["ceasefire_acts"])
    accounts = [
        {"id": n, "incident_id": "i", "event_id": e, "article_id": a}
        for n, e, a in (("1", "e1", "a"), ("2", "e2", "b"))
    ]
    told["accounts"] = pa.Table.from_pylist(accounts, schema=LINKS["accounts"])
    records = [
        {"id": n, "record_id": "r", "ceasefire_id": c, "article_id": a}
        for n, c, a in (("1", "c1", "a"), ("2", "c2", "b"))
    ]
    told["ceasefire_accounts"] = pa.Table.from_pylist(records, schema=LINKS["ceasefire_accounts"])
    cited = find_citations(**{name: tables[name] for name in ("articles", "attributions", "entities", "copies")})
    made = find_origins(**{**tables, **told, **cited}, engine=ENGINE)
    subjects = {(row["subject"], row["subject_id"]): row["origins"] for row in made["origin_counts"].to_pylist()}
    assert subjects == {("incidents", "i"): 2, ("ceasefire_records", "r"): 2}


def test_order_of_rows_does_not_matter() -> None:
    pile = Pile()
    for number in range(4):
        by = ("Ana Lund", None, "Rell Herald", "a resident")[number]
        kind = ("person", "person", "outlet", "anonymous")[number]
        pile.add(
            f"{number}", f"Outlet {number % 3}", f"{CLAIM} {number}", by=by, kind=kind, after=prose(number % 2 + 30)
        )
    first = pile.found()
    chance = random.Random(1)
    for _ in range(3):
        for rows in pile.rows.values():
            chance.shuffle(rows)
        assert pile.found() == first


def test_articles_that_are_gone_and_empty_tables_are_borne() -> None:
    pile = Pile().add("a", "Rell Herald", CLAIM)
    pile.rows["claim_members"].append({**pile.rows["claim_members"][0], "id": "m gone", "article_id": "gone"})
    assert count(pile.found())[0] == 1
    made = Pile().found()
    assert all(table.num_rows == 0 for table in made.values())


def test_a_large_subject_is_counted_in_reasonable_time() -> None:
    pile = Pile()
    for number in range(300):
        pile.add(
            f"{number:03}",
            f"Outlet {number % 90}",
            f"{prose(number + 100, 1)} {number}",
            by="Rell Herald",
            kind="outlet",
        )
    origins, low, high = count(pile.found())
    assert 1 <= low <= origins <= high <= 90


# Citations.


def test_an_uncredited_article_of_the_same_words_is_led_to_the_agency() -> None:
    story = prose(40)
    pile = Pile().add("a", "Oster Post", CLAIM, before="(Harbour Wire) - ", after=story, credit="Harbour Wire")
    pile.add("b", "Rell Herald", CLAIM, after=story)
    rows = {(row["kind"], row["article_id"]): row for row in pile.found()["citations"].to_pylist()}
    assert set(rows) == {("credit", "a"), ("copy", "b")}
    assert rows["copy", "b"]["of_name"] == rows["credit", "a"]["of_name"] == "Harbour Wire"
    assert rows["copy", "b"]["evidence"][0]["article_id"] == "a"


def test_a_copy_names_the_article_and_its_proofs() -> None:
    story = prose(41)
    pile = Pile().add("a", "Rell Herald", CLAIM, after=story, published="2031-05-01")
    pile.add(
        "b", "Oster Post", CLAIM, before="(Rell Herald) - ", after=story, published="2031-05-02", credit="Rell Herald"
    )
    (row,) = [row for row in pile.found()["citations"].to_pylist() if row["kind"] == "copy"]
    assert (row["article_id"], row["of_kind"], row["of_article_id"], row["of_name"]) == (
        "b",
        "article",
        "a",
        "Rell Herald",
    )
    assert row["id"] == content_id("citation", "copy", "b", None, "article", "Rell Herald", None, "a")
    assert "Rell Herald" in {proof["text"] for proof in row["evidence"]}


# The data files.


@pytest.mark.parametrize(
    ("name", "content", "words", "load"),
    [
        ("citing", "what: citing\nconfidence: {credit: 0.9}", "needs 'confidence' with credit", trust),
        ("sources", "what: sources\nwitness: resident", "witness should be a list of words", sources),
    ],
)
def test_an_unusable_file_is_named(tmp_path: Path, name: str, content: str, words: str, load: Any) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / f"{name}.yaml").write_text(content, encoding="utf-8")
    with data.also(tmp_path), pytest.raises(DataError, match=rf"evidence/{name}\.yaml.*{words}"):
        load()


def test_a_chance_is_between_0_and_1(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    text = (Path(data.__file__).parent / "evidence/citing.yaml").read_text(encoding="utf-8")
    (tmp_path / "evidence/citing.yaml").write_text(text.replace("link: 0.6", "link: 6"), encoding="utf-8")
    with data.also(tmp_path), pytest.raises(DataError, match="link should be a number from 0 to 1, not 6"):
        trust()
