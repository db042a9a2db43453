"""Claims: what says the same is one, a denial is the other side of it, and every contradiction has its words."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claim_pile import CHATTER, ENGINE, Told, granary, shelling
from own_data import own_data
from sayso import data
from sayso.compare import claim_blocks, claim_vectors
from sayso.compare.claim_clusters import stars
from sayso.compare.claim_scores import features, weighed
from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.claims import find_claims
from sayso.compare.stance_files import stances
from sayso.compare.statement_words import FOLDED, TEXTS, fold_batch, stem
from sayso.compare.statements import STATEMENTS, stance_of, statements
from sayso.engines import Local
from sayso.schemas import LINKS
from sayso.understand.encoder import weights


def test_two_articles_that_say_the_same_are_a_claim() -> None:
    found = granary().claims()
    (claim,) = found["claims"]
    assert (claim["accounts"], claim["articles"], claim["outlets"], claim["disputed"]) == (2, 2, 2, False)
    assert claim["first_published"] == "2031-05-14"
    assert claim["origins"] is claim["origins_low"] is claim["origins_high"] is None
    assert {member["attribution_id"] for member in found["claim_members"]} == {"s006", "s007"}
    assert {member["stance"] for member in found["claim_members"]} == {"asserts"}
    assert claim["words"] in {"Rebels have hidden heavy guns in the Vessing granary",
                              "heavy guns were hidden in the granary at Vessing"}  # fmt: skip
    why = next(member["why"] for member in found["claim_members"] if member["similarity"] < 1)
    assert "granary" in why
    assert "guns" in why


def test_one_article_alone_makes_no_claim() -> None:
    told = Told().chatter()
    words = "Rebels have hidden heavy guns in the Vessing granary"
    again = "the rebels hid heavy guns in the Vessing granary"
    one = told.article("a1", f"{words}, the ministry said. Mila Torvane said {again}.")
    told.said(one, words)
    told.said(one, again)
    assert told.claims() == {"claims": [], "claim_members": [], "contradictions": []}


def test_nothing_in_nothing_out() -> None:
    found = find_claims(**Told().tables(), engine=ENGINE)
    assert {name: (table.num_rows, table.schema) for name, table in found.items()} == {
        name: (0, LINKS[name]) for name in ("claims", "claim_members", "contradictions")
    }


def test_a_denial_is_the_same_claim_with_another_stance() -> None:
    told = granary()
    three = told.article("a3", "The Front denied having hidden heavy guns in the Vessing granary.", "Red Post")
    told.said(three, "having hidden heavy guns in the Vessing granary", "denied", polarity="denies")
    found = told.claims()
    (claim,) = found["claims"]
    assert claim["disputed"]
    assert sorted(member["stance"] for member in found["claim_members"]) == ["asserts", "asserts", "denies"]
    (against,) = found["contradictions"]
    assert {against["a_value"], against["b_value"]} == {"asserts", "denies"}
    assert "denied" in {proof["text"] for proof in against["evidence"]}


@pytest.mark.parametrize(
    ("polarity", "cue", "stance"),
    [("asserts", "said", "asserts"), ("denies", "denied", "denies"), ("denies", "did not deny", "doubts"),
     ("believes", "questioned", "doubts"), ("asks", "asked", "asks"), ("demands", "called for", "asserts")],
)  # fmt: skip
def test_what_a_cue_does_with_a_claim(polarity: str, cue: str, stance: str) -> None:
    assert stance_of({"polarity": polarity, "cue": {"text": cue}}, None) == stance


def test_what_an_event_that_is_denied_does() -> None:
    assert stance_of(None, {"modality": "denied"}) == "denies"
    assert stance_of({"polarity": "asserts", "cue": None}, {"modality": "asserted"}) == "asserts"


def test_who_passes_words_on_repeats_them() -> None:
    told = granary()
    text = "The Anvil cited Ana Lund as saying heavy guns were hidden in the Vessing granary."
    three = told.article("a3", text, "The Anvil")
    outer = told.said(three, "Ana Lund as saying heavy guns were hidden in the Vessing granary", "cited")
    inner = told.said(
        three, "heavy guns were hidden in the Vessing granary", "as saying",
        source=told.span(three, "Ana Lund"), parent_id=outer,
    )  # fmt: skip
    found = told.claims()
    stance = {member["attribution_id"]: member["stance"] for member in found["claim_members"]}
    assert (stance[outer], stance[inner]) == ("repeats", "asserts")
    assert found["claims"][0]["accounts"] == 4


def test_parents_in_a_circle_end() -> None:
    told = granary()
    told.rows["attributions"][-1]["parent_id"] = "s006"
    told.rows["attributions"][-2]["parent_id"] = "s007"
    found = told.claims()
    assert {member["attribution_id"] for member in found["claim_members"]} == {"s006", "s007"}
    assert [claim["accounts"] for claim in found["claims"]] == [2]


def told_twice(one: tuple[str, dict[str, Any]], two: tuple[str, dict[str, Any]], **more: Any) -> Told:
    """Two articles that tell of a happening, each in its own words."""
    told = Told().chatter()
    for name, (sentence, cells) in {"a1": one, "a2": two}.items():
        article = told.article(name, f"{sentence}, the clinic said.", f"{name} Post", **more)
        said = told.said(article, sentence)
        told.event(article, "Shelling", said, **cells)
    return told


def test_counts_that_exclude_each_other_contradict() -> None:
    found = told_twice(shelling(9), shelling(14)).claims()
    (against,) = found["contradictions"]
    assert against["what"] == "killed"
    assert {against["a_value"], against["b_value"]} == {"9", "14"}
    assert {proof["text"] for proof in against["evidence"]} == {"9 people", "14 people"}
    assert found["claims"][0]["disputed"]
    assert {member["event_id"] for member in found["claim_members"]} == {"e000", "e001"}
    assert {member["attribution_id"] for member in found["claim_members"]} == {"s006", "s007"}


@pytest.mark.parametrize(
    "cells",
    [
        {"killed_high": None},  # "at least nine" leaves room for fourteen
        {"killed_high": 20},
        {"victims": "children"},  # children are counted among others
        {"words": []},  # the count stands elsewhere in the article
        {"date_from": "2031-01-01", "date_to": "2031-05-14"},  # a toll over months
    ],
)
def test_counts_that_may_both_be_so_do_not(cells: dict[str, Any]) -> None:
    found = told_twice(shelling(9, **cells), shelling(14)).claims()
    assert [row for row in found["contradictions"] if row["what"] == "killed"] == []


def test_other_sides_that_are_blamed_contradict_and_parts_of_one_side_do_not(tmp_path: Path) -> None:
    files = {
        "groups/wide-front.yaml": "name: Wide Front\nnames: [the Front]\n",
        "groups/ordania-army.yaml": "name: Ordanian Army\npart_of: Ordanian government\n",
        "groups/ordania.yaml": "name: Ordanian government\n",
    }

    def blaming(who: str) -> tuple[str, dict[str, Any]]:
        sentence = f"Shelling of the Tarrow market by the {who} killed 9 people on Wednesday"
        _, cells = shelling(9)
        return sentence, {**cells, "blame": who, "actors": [who], "words": [("actors", who)]}

    with own_data(tmp_path, files):
        others = told_twice(blaming("Ordanian Army"), blaming("Wide Front")).claims()["contradictions"]
        same = told_twice(blaming("Ordanian Army"), blaming("Ordanian government")).claims()["contradictions"]
    assert [(row["what"], {row["a_value"], row["b_value"]}) for row in others] == [
        ("blame", {"Ordanian Army", "Wide Front"})
    ]
    assert same == []


def test_members_and_evidence_are_anchored_and_known() -> None:
    told = told_twice(shelling(9), shelling(14))
    denies = told.article("a3", "The army denied the shelling of the Tarrow market that killed 9 people on Wednesday.")
    told.said(
        denies, "the shelling of the Tarrow market that killed 9 people on Wednesday", "denied", polarity="denies"
    )
    found = told.claims()
    claims, members = ({row["id"] for row in found[name]} for name in ("claims", "claim_members"))
    assert {row["what"] for row in found["contradictions"]} == {"killed", "denial"}
    for row in found["contradictions"]:
        assert row["claim_id"] in claims
        assert {row["a_member_id"], row["b_member_id"]} <= members
        assert len({proof["article_id"] for proof in row["evidence"]}) == 2
        for proof in row["evidence"]:
            assert told.text(proof["article_id"])[proof["start"] : proof["end"]] == proof["text"]
    assert {row["claim_id"] for row in found["claim_members"]} == claims


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    told = told_twice(shelling(9), shelling(14))
    once = find_claims(**told.tables(), engine=ENGINE)
    again = find_claims(**told.tables(random.Random(seed)), engine=ENGINE)
    assert again == once
    assert once["claims"].num_rows == 1
    for table in once.values():
        assert table["id"].to_pylist() == sorted(table["id"].to_pylist())


def test_workers_find_the_same() -> None:
    told = granary()
    with Local(2) as engine:
        assert find_claims(**told.tables(), engine=engine) == find_claims(**told.tables(), engine=ENGINE)


def test_what_stands_in_a_copied_passage_is_copied() -> None:
    told = granary()
    sizes = [len(told.text(name)) for name in ("a1", "a2")]
    told.rows["copies"].append(
        {"id": "c", "article_id": "a2", "start": 0, "end": sizes[1], "of_article_id": "a1", "of_start": 0,
         "of_end": sizes[0], "stock": False}
    )  # fmt: skip
    assert sorted(member["variant"] for member in told.claims()["claim_members"]) == ["copied", "same"]
    told.rows["copies"][0]["stock"] = True
    assert "copied" not in {member["variant"] for member in told.claims()["claim_members"]}


def test_names_only_and_very_short_statements_are_left_out() -> None:
    told = Told().chatter()
    for name in ("a1", "a2"):
        article = told.article(name, "Ana Lund of the Ordanian Council said it was true.")
        told.said(article, "it was true")
        told.said(article, "Ana Lund of the Ordanian Council")
        for words in ("Ana Lund", "Ordanian Council"):
            mention = {"id": name + words, "article_id": name, "entity_id": words, "kind": "person"}
            told.rows["mentions"].append({**mention, **told.span(article, words)})
    told.rows["entities"] += [{"id": words, "name": words} for words in ("Ana Lund", "Ordanian Council")]
    assert told.claims()["claims"] == []


def test_a_name_is_read_as_the_case_goes_by_it() -> None:
    told = Told()
    article = told.article("a1", "Guns were hidden by the OLF near Vessing, she said.")
    told.said(article, "Guns were hidden by the OLF near Vessing")
    mention = {"id": "m", "article_id": "a1", "entity_id": "x", "kind": "group"}
    told.rows["mentions"].append({**mention, **told.span(article, "OLF")})
    told.rows["entities"] += [
        {"id": "x", "name": "OLF", "canonical_id": "y"},
        {"id": "y", "name": "Oster Liberation Front", "canonical_id": "y"},
    ]
    tables = {name: table for name, table in told.tables().items() if name != "copies"}
    found, _ = statements(**tables, engine=ENGINE, settings=ClaimSettings())
    (folded,) = folded_of("Guns were hidden by the Oster Liberation Front near Vessing")
    assert found["words"].to_pylist() == [folded["words"]]
    assert found.schema == STATEMENTS


def folded_of(*texts: str) -> list[dict[str, Any]]:
    rows = [{"text": text, "starts": [], "ends": [], "names": [], "at": None, "longest": 50} for text in texts]
    made = fold_batch(pa.RecordBatch.from_pylist(rows, schema=TEXTS))
    assert made.schema == FOLDED
    return made.to_pylist()


@pytest.mark.parametrize(
    ("one", "other"),
    [("strikes", "striking"), ("killed", "killing"), ("bodies", "body"), ("stopped", "stopping"), ("raided", "raids")],
)
def test_forms_of_a_word_are_one(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_words_are_folded() -> None:
    one, other = folded_of("The Élan’s twelve ferries were NOT at 1,200 piers", "elans 12 ferry 1200 pier")
    assert one["words"] == other["words"]
    assert len(one["words"]) == 5


def test_years_and_days_count_nothing() -> None:
    (row,) = folded_of("On 14 May 2031 three mills and 1,250 houses burned")
    assert row["figures"] == [3, 1250]


def test_not_turns_only_what_follows_it() -> None:
    turned, plain = folded_of("Our jets have not bombed the mill", "The mill was bombed at noon and nobody was hurt")
    assert (turned["negated"], plain["negated"]) == (True, False)
    assert folded_of("It was not clear whether jets bombed the mill")[0]["doubted"]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_is_folded(texts: list[str]) -> None:
    for text, row in zip(texts, folded_of(*texts), strict=True):
        assert 0 <= row["start"] <= row["end"] <= len(text)
        for name in ("words", "plain", "pairs", "figures"):
            assert row[name] == sorted(set(row[name]))
        assert set(row["plain"]) <= set(row["words"])


def test_hostile_cells_stop_nothing() -> None:
    told = granary()
    strange = told.article("x", "\ufffe\u0000 <script> 'DROP TABLE claims' guns granary Vessing heavy " * 50, "\u202e")
    told.said(strange, "DROP TABLE claims", "<script>", polarity="?")
    told.rows["attributions"].append({"id": "gone", "article_id": "nowhere", "content": [], "polarity": "asserts"})
    told.event(strange, "guns", "gone", date_from="soon", date_to="9999-99-99", latitude=float("nan"), longitude=0.0)
    assert len(told.claims()["claims"]) == 1


def test_a_key_of_many_statements_pairs_neighbours_only() -> None:
    told = Told()
    for number in range(60):
        line = f"The granary word{number} common{number % 2} burned stone{number}"
        told.said(told.article(f"a{number:02}", f"{line}, she said.", published=f"2031-05-{1 + number % 28:02}"), line)
    tables = {name: table for name, table in told.tables().items() if name != "copies"}
    settings = ClaimSettings(window=2, min_shared=0.0)
    found, _ = statements(**tables, engine=ENGINE, settings=settings)
    every = np.arange(found.num_rows)
    a, b = claim_blocks.candidates(found, every, engine=ENGINE, settings=settings)
    assert (a < b).all()
    keys = sum(len(words) for words in found["words"].to_pylist())
    assert 0 < len(a) <= 2 * keys
    none, _ = claim_blocks.candidates(found, every, engine=ENGINE, settings=ClaimSettings(too_common=2))
    assert len(none) == 0


def test_equal_statements_are_compared_once() -> None:
    told = granary()
    for number in range(30):
        line = "heavy guns were hidden in the granary at Vessing"
        told.said(told.article(f"b{number:02}", f"She said {line}."), line)
    (claim,) = told.claims()["claims"]
    assert claim["accounts"] == 32


def test_a_member_fits_the_best_statement_and_no_chain_joins_two_claims() -> None:
    # 0 and 4 are linked only over others: 0 - 1 - 2 - 3 - 4.
    a, b = np.array([0, 1, 2, 3]), np.array([1, 2, 3, 4])
    centre, fits = stars(a, b, np.array([0.9, 0.9, 0.9, 0.9]), 6)
    linked = {(0, 1), (1, 2), (2, 3), (3, 4)}
    for number in range(6):
        pair = (min(number, int(centre[number])), max(number, int(centre[number])))
        assert pair in linked or pair[0] == pair[1]
    assert centre[0] != centre[4]
    assert (centre[5], fits[5]) == (5, 1.0)


def test_happenings_far_apart_are_less_one_claim() -> None:
    here, far = shelling(9), shelling(9, latitude=50.0, place="Strelmo", date_from="2031-06-20", date_to="2031-06-20")
    chances = []
    for other in (here, far):
        tables = {name: table for name, table in told_twice(here, other).tables().items() if name != "copies"}
        found, _ = statements(**tables, engine=ENGINE, settings=ClaimSettings())
        found = weighed(found.filter(pa.compute.is_valid(found["event_id"])))
        chances.append(features(found.slice(0, 1), found.slice(1, 1)))
    assert (chances[0]["place"][0], chances[0]["date"][0], chances[0]["happening"][0]) == (1, 1, 1)
    assert (chances[1]["place_differs"][0], chances[1]["date_differs"][0], chances[1]["happening"][0]) == (1, 1, 0)


@pytest.mark.skipif(not weights.available(), reason="no weights to read with")
def test_vectors_depend_on_the_words_alone() -> None:
    one, two = "Heavy guns were hidden in the granary", "The choir sang at noon"
    alone = claim_vectors.cosines([one], [two], engine=ENGINE)
    among = claim_vectors.cosines([one, *CHATTER], [two, *CHATTER], engine=ENGINE)
    assert alone[0] == among[0]
    assert among[1:] == pytest.approx(1.0)
    assert alone[0] < 1
    found = granary().claims(vectors=True, vector_same=-1.0, undecided=0.01, same=0.99)
    assert len(found["claims"]) == 1


@pytest.mark.parametrize(
    "wrong", [{"window": 0}, {"same": 1.0}, {"too_common": 1}, {"undecided": 0.9}, {"vector_same": 2}]
)
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must"):
        ClaimSettings(**wrong)


@pytest.mark.parametrize(
    ("words", "error"),
    [("stance: shrugs", "should be one of"), ("stance: denies\npolarities: [maybe]", "none of the polarities"),
     ("stance: denies\ncontent: no", "list of words"), ("stance: denies\nwords: [x]", "means nothing")],
)  # fmt: skip
def test_a_stance_file_that_cannot_be_used_is_named(tmp_path: Path, words: str, error: str) -> None:
    with own_data(tmp_path, {"stances/denies.yaml": words}), pytest.raises(data.DataError, match=error) as told:
        stances()
    assert "stances/denies.yaml" in str(told.value)
