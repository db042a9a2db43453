"""Quotes: one utterance is found in its variants, other utterances stay apart, and what differs slices back."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso
from quote_pile import ENGINE, OTHER, SENTENCE, Pile, told
from sayso.compare.quote_blocks import find_pairs
from sayso.compare.quote_scores import COMPARED, compare
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import gather
from sayso.compare.quote_variants import WORDINGS, differences
from sayso.compare.quote_words import CONTENTS, uttered
from sayso.compare.quote_words import stem as stem_of
from sayso.compare.quotes import find_quotes
from sayso.engines import Local
from sayso.schemas import TABLES

GOLD = Path(__file__).parent / "gold/quotes.jsonl"
#: So many share a phrase that a key of it is crowded, and few enough that the phrase still weighs something.
CROWD = 120


# Variants.


def test_the_same_words_in_two_articles_are_one_quote_with_its_first_appearance() -> None:
    pile = Pile()
    pile.one("late", f"“{SENTENCE.capitalize()}”", by="Lund", day="2031-05-16", outlet="Harbour Radio")
    first = pile.one("early", f"that {SENTENCE}", by="Lund", day="2031-05-14", outlet="Coastal Telegraph")
    quote, members = pile.only()
    assert {row["variant"] for row in members.values()} == {"whole"}
    assert all(row["similarity"] == 1 and not row["changes"] for row in members.values())
    assert (quote["articles"], quote["outlets"], quote["speaker"], quote["speaker_id"]) == (2, 2, "Lund", "Lund")
    assert (quote["first_published"], quote["first_id"]) == ("2031-05-14", first)


def test_altered_words_are_marked_with_the_words_on_both_pages() -> None:
    pile = Pile()
    whole = pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="Lund", day="2031-05-15")
    pile.one("c", SENTENCE.replace("burning lighthouse", "ruined tower").replace("grain", "flour"), by="Lund")
    quote, members = pile.only()
    assert quote["fullest_id"] == whole
    assert members["c"]["variant"] == "altered"
    assert told(members["c"]) == [("replaced", "flour", "grain"), ("replaced", "ruined tower", "burning lighthouse")]
    assert 0.5 < members["c"]["similarity"] < 1


def test_words_left_out_have_an_empty_span_where_they_would_stand() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="Lund")
    pile.one("cut", SENTENCE.replace("to carry grain past", "to pass").partition(" before")[0], by="Lund")
    pile.one("piece", SENTENCE.partition(" before")[0], by="Lund")
    _, members = pile.only()
    assert members["piece"]["variant"] == "cut"
    (change,) = members["piece"]["changes"]
    assert (change["what"], change["text"], change["of_text"]) == ("left out", "", "before the harbour commission met")
    assert pile.texts["piece"][: change["start"]].endswith("lighthouse")
    assert members["cut"]["variant"] == "altered"


def test_a_member_with_more_is_extended_and_the_fullest_is_what_two_articles_tell() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="Lund")
    pile.one("c", f"{SENTENCE} and weather maps follow on page nine", by="Lund")
    quote, members = pile.only()
    assert quote["words"] == SENTENCE
    assert members["c"]["variant"] == "extended"
    assert told(members["c"]) == [("added", "and weather maps follow on page nine", "")]


def test_words_told_anew_by_one_speaker_on_one_day_are_reworded() -> None:
    pile = Pile()
    pile.one(
        "a", "grain ships will not pass the burning lighthouse until the commission meets, the crew fears", by="Lund"
    )
    pile.one(
        "b", "until the commission has met, the crew fears, ships with grain pass no burning lighthouse", by="Lund"
    )
    _, members = pile.only()
    assert {row["variant"] for row in members.values()} == {"whole", "reworded"}


def test_pieces_of_a_content_are_told_apart_because_what_is_between_was_not_said() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="Lund")
    head, tail = SENTENCE.split(" burning ")
    pile.article("c", f"“{head}”, said Ana Lund, who wore a bonnet, “smoking {tail} in vain”")
    pile.said("c", f"“{head}”", f"“smoking {tail} in vain”", by="Lund", style="direct")
    _, members = pile.only()
    assert told(members["c"]) == [("replaced", "smoking", "burning"), ("added", "in vain", "")]
    assert "bonnet" not in json.dumps(members["c"]["changes"])


def test_the_first_is_the_earliest_in_any_time_zone_and_no_date_comes_last() -> None:
    pile = Pile()
    pile.one("unknown", SENTENCE, by="Lund", day=None)
    pile.one("east", SENTENCE, by="Lund", day="2031-05-14T09:00:00+05:00")
    pile.one("zulu", SENTENCE, by="Lund", day="2031-05-14T06:00:00Z")
    pile.one("broken", SENTENCE, by="Lund", day="2031-99-99")
    quote, _ = pile.only()
    assert quote["first_published"] == "2031-05-14T09:00:00+05:00"


# One utterance or two.


def test_stock_phrases_of_few_words_do_not_join_different_utterances() -> None:
    pile = Pile()
    for number in range(12):
        pile.one(f"a{number}", "we are ready for talks", by=f"Speaker {number}", day=f"2031-05-{number + 1:02}")
        pile.one(f"b{number}", "the toll was expected to rise", by="Observers", day=f"20{number + 20}-05-01")
    assert pile.groups() == []


def test_one_article_alone_makes_no_quote_but_its_repetition_joins_one() -> None:
    pile = Pile()
    pile.article("a", f"{SENTENCE}. Lund said: {SENTENCE.upper()}.")
    twice = [pile.said("a", SENTENCE, by="Lund"), pile.said("a", SENTENCE.upper(), by="Lund")]
    assert pile.groups() == []
    third = pile.one("b", SENTENCE, by="Lund")
    assert pile.groups() == [{*twice, third}]


def test_the_same_words_of_different_named_speakers_are_one_and_the_speaker_stays_empty() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="Holm")
    pile.one("c", SENTENCE)
    quote, members = pile.only()
    assert len(members) == 3
    assert (quote["speaker"], quote["speaker_id"]) == (None, None)


def test_who_goes_without_a_name_gives_way_to_a_name() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", SENTENCE, by="unnamed: spokeswoman", kind="anonymous")
    assert pile.only()[0]["speaker"] == "Lund"


def reworded_pair(pile: Pile, by: str, other: str, day: str = "2031-05-14") -> None:
    """The same told in other words: enough for one speaker, too little for two."""
    pile.one("a", "grain ships avoid the lighthouse", by=by)
    pile.one("b", "no ship may pass that burning lighthouse", by=other, kind="organisation", day=day)


def test_a_speaker_who_speaks_for_a_body_counts_as_one_with_it() -> None:
    apart, together, far = Pile(), Pile(), Pile()
    for pile in (apart, together, far):
        reworded_pair(pile, "Lund", "Ministry", day="2031-12-14" if pile is far else "2031-05-14")
        pile.article("c", f"Harbour Ministry spokeswoman Ana Lund said {OTHER}")
        pile.said("c", OTHER, by="Lund", source="Harbour Ministry spokeswoman Ana Lund")
        if pile is not apart:
            pile.names("c", "Harbour Ministry", "Ministry", "organisation")
    assert apart.groups() == far.groups() == []
    assert len(together.groups()) == 1


def test_who_denies_does_not_say_what_another_asserts() -> None:
    words = "the ferry crew carried grain past the lighthouse"
    agree, deny = Pile(), Pile()
    for pile, polarity in ((agree, "asserts"), (deny, "denies")):
        pile.one("a", words, by="Lund")
        pile.one("b", words, by="Holm", polarity=polarity)
    assert (len(agree.groups()), len(deny.groups())) == (1, 0)


def test_other_numbers_tell_of_another_happening() -> None:
    same, other = Pile(), Pile()
    for pile, counts in ((same, ("17", "5")), (other, ("23", "8"))):
        pile.one("a", "17 sailors drowned and 5 were hurt off Lissel on Monday", by="Coast Guard")
        pile.one(
            "b", f"{counts[0]} sailors drowned and {counts[1]} were hurt off Lissel", by="Coast Guard", day="2031-05-20"
        )
    assert (len(same.groups()), len(other.groups())) == (1, 0)
    spelled = Pile()
    spelled.one("a", "seventeen sailors drowned and five were hurt off Lissel on Monday", by="Coast Guard")
    spelled.one("b", "17 sailors drowned and 5 were hurt off Lissel", by="Coast Guard", day="2031-05-20")
    assert len(spelled.groups()) == 1


def test_speech_within_speech_is_paired_with_its_like() -> None:
    pile = Pile()
    inner, outer = set(), set()
    for name in ("a", "b"):
        pile.article(name, f"Harbour Radio cited Ana Lund as saying {SENTENCE}.")
        above = pile.said(name, f"Ana Lund as saying {SENTENCE}", by="Harbour Radio", kind="outlet")
        outer.add(above)
        inner.add(pile.said(name, SENTENCE, by="Lund", inside=above))
    inner.add(pile.one("c", SENTENCE, by="Lund"))
    assert pile.groups() == sorted([inner, outer], key=sorted)


def test_a_copied_passage_makes_short_words_one_utterance() -> None:
    pile = Pile()
    frame = f"{OTHER}. {{}} said the bridge is closed. {SENTENCE}."
    for name, day in (("a", "2031-05-14"), ("b", "2033-01-01")):
        pile.article(name, frame.format("Lund"), day=day)
        pile.said(name, "the bridge is closed", by="Lund")
    assert pile.groups() == []
    length = len(pile.texts["a"])
    pile.rows["copies"].append(
        {"id": "c", "article_id": "b", "start": 0, "end": length, "of_article_id": "a", "of_start": 0, "of_end": length}
        | {"words": 30, "direction": "from", "similarity": 1.0, "stock": False, "evidence": []}
    )
    assert len(pile.groups()) == 1


def test_a_chain_of_contents_that_overlap_is_not_one_utterance() -> None:
    chance = random.Random(5)
    words = [
        "".join(chance.choices("bcdfglmnprst", k=3)) + "o" + "".join(chance.choices("lmnr", k=3)) for _ in range(99)
    ]
    parts = [" ".join(words[n : n + 11]) for n in range(0, 99, 11)]
    pile = Pile()
    links = [pile.one(f"a{n}", f"{parts[n]} {parts[n + 1]}", by="Lund") for n in range(8)]
    groups = pile.groups()
    assert groups
    assert all(not {links[n], links[m]} <= group for group in groups for n in range(8) for m in range(n + 3, 8))


# Properties.


def many(seed: int) -> Pile:
    chance, pile = random.Random(seed), Pile()
    words = (SENTENCE + " " + OTHER).split()
    base = [" ".join(chance.sample(words, 14)) for _ in range(4)]
    for number in range(14):
        mine = chance.choice(base).split()
        for _ in range(chance.randint(0, 3)):
            mine[chance.randrange(len(mine))] = chance.choice(words)
        mine = mine[: chance.randint(6, 14)]
        by = chance.choice([None, "Lund", "Holm"])
        pile.one(f"a{number}", " ".join(mine), by=by, day=chance.choice([None, "2031-05-14", "2031-05-20T10:00"]))
    return pile


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_the_rows_does_not_matter_and_every_span_slices_back(seed: int) -> None:
    pile = many(seed)
    found = pile.found()
    assert found["quotes"].num_rows
    pile.check_spans(found)
    for name, table in found.items():
        assert table.schema == TABLES[name]
        assert table["id"].to_pylist() == sorted(set(table["id"].to_pylist()))
    again = find_quotes(**pile.tables(random.Random(seed)), engine=ENGINE)
    assert again == found
    for row in found["quote_members"].to_pylist():
        assert 0 <= row["similarity"] <= 1
    members = found["quote_members"]["attribution_id"].to_pylist()
    assert len(set(members)) == len(members)
    for quote in found["quotes"].to_pylist():
        mine = [row for row in found["quote_members"].to_pylist() if row["quote_id"] == quote["id"]]
        assert quote["articles"] == len({row["article_id"] for row in mine}) >= 2
        assert {quote["first_id"], quote["fullest_id"]} <= {row["attribution_id"] for row in mine}


def test_more_workers_find_the_same() -> None:
    pile = many(3)
    with Local(2) as engine:
        assert find_quotes(**pile.tables(), engine=engine) == pile.found()


@given(st.lists(st.integers(1, 6), max_size=9), st.lists(st.integers(1, 6), max_size=9))
def test_the_ordered_weight_is_that_of_the_heaviest_common_subsequence(a: list[int], b: list[int]) -> None:
    weight = {number: 0.5 * number for number in range(1, 7)}
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    for i, left in enumerate(a):
        for j, right in enumerate(b):
            match = best[i][j] + weight[left] if left == right else 0.0
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], match)
    row = {"a": a, "a_weights": [weight[n] for n in a], "a_numeric": [n == 6 for n in a]}
    row |= {"b": b, "b_weights": [weight[n] for n in b], "b_numeric": [n == 6 for n in b]}
    batch = pa.RecordBatch.from_pylist([row, row], schema=COMPARED)
    (found, _) = compare(batch).to_pylist()
    assert found["ordered"] == pytest.approx(best[-1][-1])
    assert found["shared"] == pytest.approx(sum(weight[n] for n in set(a) & set(b)))
    assert (found["a_number"], found["b_number"]) == (6 in a and 6 not in b, 6 in b and 6 not in a)


@given(st.lists(st.integers(1, 5), max_size=12), st.lists(st.integers(1, 5), max_size=12))
def test_what_differs_makes_the_member_out_of_the_fullest(member: list[int], fullest: list[int]) -> None:
    batch = pa.RecordBatch.from_pylist([{"member": member, "fullest": fullest}], schema=WORDINGS)
    (found,) = differences(batch).to_pylist()
    made, done = [], 0
    for run in found["runs"]:
        made += fullest[done : run["of_start"]] + member[run["start"] : run["end"]]
        done = run["of_end"]
    assert made + fullest[done:] == member


@settings(max_examples=60)
@given(st.lists(st.lists(st.text(max_size=30), max_size=3), max_size=5))
def test_words_slice_back_to_their_piece_whatever_the_text(contents: list[list[str]]) -> None:
    rows = [
        {"content": [{"start": 1000 * n, "end": 1000 * n + len(t), "text": t} for n, t in enumerate(pieces)]}
        for pieces in contents
    ]
    found = uttered(pa.RecordBatch.from_pylist(rows, schema=CONTENTS))
    assert found.num_rows == len(rows)
    for pieces, row in zip(contents, found.to_pylist(), strict=True):
        for start, end, piece in zip(row["starts"], row["ends"], row["pieces"], strict=True):
            text = pieces[piece][start - 1000 * piece : end - 1000 * piece]
            assert text
            assert not text.isspace()


STEMS = (
    "carries carry, stopped stop, striking strik, strike strik, strikes strik, king king, glass glass, red red, "
    "café café, killed kill, b12 b12"
)


@pytest.mark.parametrize(("word", "stem"), [pair.split() for pair in STEMS.split(", ")])
def test_stems(word: str, stem: str) -> None:
    assert stem_of(word) == stem


# Rubbish, and much of it.


def test_rubbish_is_left_out_and_never_stops_the_rest() -> None:
    pile = Pile()
    pile.article("a", f"\ud800\x00 {'na ' * 3000} {SENTENCE} …")
    pile.article("b", f"{SENTENCE} {'na ' * 3000} \u202e…", day="yesterday")
    good = {pile.said("a", SENTENCE, by="Lund"), pile.said("b", SENTENCE, by="Lund")}
    for name in ("a", "b"):
        pile.said(name, "…")
        pile.said(name)
        long = pile.said(name, "na " * 3000, by="Lund")
        pile.rows["attributions"][-1]["parent_id"] = long  # stands in itself
    pile.rows["attributions"].append({**pile.rows["attributions"][0], "id": "lost", "article_id": "not there"})
    pile.rows["attributions"].append({**pile.rows["attributions"][0], "id": "gone", "speaker_id": "nobody"})
    found = pile.found()
    pile.check_spans(found)
    assert any(good <= group for group in pile.groups())
    assert "lost" not in found["quote_members"]["attribution_id"].to_pylist()


def test_nothing_gives_empty_tables() -> None:
    found = Pile().found()
    assert {name: table.num_rows for name, table in found.items()} == {"quotes": 0, "quote_members": 0}
    assert all(table.schema == TABLES[name] for name, table in found.items())


def test_two_hostile_contents_are_compared_in_bounded_time() -> None:
    pile = Pile()
    chance = random.Random(1)
    for name in ("a", "b"):
        pile.one(name, " ".join(chance.choices(["flood", "grain", "mill", "lock", "pier"], k=4000)), by="Lund")
    began = time.monotonic()
    pile.found()
    assert time.monotonic() - began < 20


def test_a_key_that_everybody_has_makes_few_pairs() -> None:
    pile, chance = Pile(), random.Random(2)
    for number in range(600):
        tail = " ".join("".join(chance.choices("bdfgklmnp", k=7)) for _ in range(3))
        stock = "ferry crews refused grain loads" if number < CROWD else ""
        pile.one(f"a{number}", f"{stock} {tail}", by="Lund", day=f"20{number % 60 + 20}-01-01")
    tables, asked = pile.tables(), QuoteSettings()
    speech = gather(tables, ENGINE, asked)
    a, b, copied = find_pairs(speech, np.ones(len(speech), np.bool_), tables["copies"], ENGINE, asked)
    assert len(a) == len(b) == len(copied)
    assert CROWD <= len(a) <= 2 * asked.width * CROWD < CROWD * (CROWD - 1) / 2
    assert (a < b).all()


def test_who_shares_one_word_is_no_pair() -> None:
    pile = Pile()
    pile.one("a", SENTENCE, by="Lund")
    pile.one("b", f"{OTHER} near a lighthouse", by="Holm")
    pile.one("c", f"{OTHER} at noon", by="Holm")
    tables = pile.tables()
    speech = gather(tables, ENGINE, QuoteSettings())
    a, b, _ = find_pairs(speech, np.ones(3, np.bool_), tables["copies"], ENGINE, QuoteSettings())
    assert [(speech.articles[one], speech.articles[other]) for one, other in zip(a, b, strict=True)] == [("b", "c")]


@pytest.mark.parametrize("wrong", [{"width": 0}, {"need": 0.0}, {"longest": 0}, {"block": -1.0}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="must be"):
        QuoteSettings(**wrong)


# The gold, and the case.


def test_the_gold_holds_offsets_and_labels_alone() -> None:
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
    halves: dict[str, Sequence[dict[str, Any]]] = {
        half: [row for row in rows if row["half"] == half] for half in ("dev", "held", "more")
    }
    assert {half: len(rows) for half, rows in halves.items()} == {"dev": 75, "held": 75, "more": 104}
    for row in rows:
        assert set(row) == {"id", "a", "b", "same", "stratum", "half"}
        assert isinstance(row["same"], bool)
        for side in (row["a"], row["b"]):
            assert set(side) == {"unit_id", "content"}
            assert all(0 <= start < end for start, end in side["content"])
    assert all(5 < sum(row["same"] for row in rows) < len(rows) - 5 for rows in halves.values())


def test_a_case_lists_utterances_once(tmp_path: Path) -> None:
    for name, words in (("one", "broke"), ("two", "broke"), ("three", "tore up")):
        text = (
            f"“The militants {words} the truce at Lissel Bridge and burned our grain barges,” Ana Lund said on Tuesday."
        )
        (tmp_path / f"{name}.txt").write_text(text + f"\n\nIn {name} villages the sea was calm.\n", encoding="utf-8")
    case = tmp_path / "truce.sayso"
    sayso.read(sorted(tmp_path.glob("*.txt")), into=case, reader="rules", workers=1)
    with sayso.open(case) as opened:
        (found,) = opened.utterances()
        assert opened.count_utterances() == 1
        assert sorted(member["variant"] for member in found["members"]) == ["altered", "whole", "whole"]
        for member in found["members"]:
            page = opened.page(member["page_id"])
            assert page
            assert member["words"].startswith("“The militants")
            for change in member["changes"]:
                assert page["text"][change["start"] : change["end"]] == change["text"] == "tore up"
                assert change["of_text"] == "broke"
        assert len(opened.utterances(sayso.Filter(speaker="ana lund"))) == 1
        assert opened.utterances(sayso.Filter(query="xylophone")) == []
        assert opened.count_utterances(sayso.Filter(speaker="Holm")) == 0
