"""What each voice calls whom, counted: by whom the case goes, with load, family and months, in any order of rows."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso import data
from sayso.compare.naming import count_naming
from sayso.engines import Local
from sayso.schemas import TABLES

Row = dict[str, Any]
ENTITIES = [
    {"id": "g1", "name": "Reed Guard", "kind": "group", "canonical_id": "g1"},
    {"id": "g2", "name": "the Reed Guards", "kind": "group", "canonical_id": "g1"},
    {"id": "s1", "name": "Ana Lund", "kind": "person", "canonical_id": "s1"},
    {"id": "s2", "name": "Anna Lund", "kind": "person", "canonical_id": "s1"},
    {"id": "o1", "name": "Harbour Radio", "kind": "outlet", "canonical_id": "o1"},
]
ARTICLES = [
    {"id": "a1", "outlet": "Harbour Radio", "published": "2031-05-03T10:00:00Z"},
    {"id": "a2", "outlet": "Harbour Radio", "published": "2031-07-01"},
    {"id": "a3", "outlet": "Harbour Radio", "published": "2030"},
    {"id": "a4", "outlet": None, "published": None},
]


def table(name: str, rows: list[Row]) -> pa.Table:
    made = [{**dict.fromkeys(TABLES[name].names), **row} for row in rows]
    return pa.Table.from_pylist(made, schema=TABLES[name])


def label(number: int, article: str, words: str, **given: str | None) -> Row:
    row = {"id": f"l{number:03}", "article_id": article, "group": "Reed Guard", "group_id": "g1", "label": words}
    return {**row, "start": number, "end": number + len(words), "text": words, **given}


@pytest.fixture(scope="module")
def engine() -> Any:
    with Local(1) as made:
        yield made


def naming(engine: Local, labels: list[Row], articles: list[Row] = ARTICLES) -> list[Row]:
    found = count_naming(
        labels=table("labels", labels),
        articles=table("articles", articles),
        entities=table("entities", ENTITIES),
        engine=engine,
    )["naming"]
    assert found.schema == TABLES["naming"]
    assert found["id"].to_pylist() == sorted(found["id"].to_pylist())
    return found.to_pylist()


def test_a_voice_is_the_speaker_or_else_the_outlet_and_spellings_are_one(engine: Local) -> None:
    rows = naming(
        engine,
        [
            label(1, "a1", "Rebels"),
            label(2, "a2", "rebels", group="the Reed Guards", group_id="g2"),
            label(3, "a1", "rebels", attribution_id="q1", speaker="Ana Lund", speaker_id="s1"),
            label(4, "a2", "rebels", attribution_id="q2", speaker="Anna Lund", speaker_id="s2"),
            label(5, "a1", "rebels", attribution_id="q3"),
            label(6, "a4", "rebels"),
        ],
    )
    voices = {(row["voice_kind"], row["voice"], row["voice_id"]): row for row in rows}
    assert {key: row["times"] for key, row in voices.items()} == {
        ("outlet", "Harbour Radio", "o1"): 2,
        ("speaker", "Ana Lund", "s1"): 2,
        ("speaker", None, None): 1,
        ("outlet", None, None): 1,
    }
    assert {(row["group"], row["group_id"], row["label"]) for row in rows} == {("Reed Guard", "g1", "rebels")}
    own = voices["outlet", "Harbour Radio", "o1"]
    assert (own["articles"], own["first"], own["last"], own["label_id"]) == (2, "2031-05-03", "2031-07-01", "l001")
    assert own["months"] == [{"month": "2031-05", "times": 1}, {"month": "2031-07", "times": 1}]
    nameless = voices["outlet", None, None]
    assert (nameless["months"], nameless["first"], nameless["last"]) == ([], None, None)


def test_an_article_dated_by_its_year_is_in_no_month(engine: Local) -> None:
    [row] = naming(engine, [label(1, "a3", "rebels"), label(2, "a1", "rebels"), label(3, "a1", "rebels")])
    assert (row["times"], row["articles"], row["months"]) == (3, 2, [{"month": "2031-05", "times": 2}])
    assert (row["first"], row["label_id"]) == ("2030", "l001")


def test_groups_without_an_entity_are_told_apart_by_their_words(engine: Local) -> None:
    nobody = [
        label(number, "a1", words, group=words, group_id=None)
        for number, words in enumerate(["foreign fighters", "Foreign  fighters", "thugs"])
    ]
    rows = naming(engine, nobody)
    # The group keeps the spacing of its words, the label does not: what is not known to be one is not made one.
    assert sorted((row["group"], row["label"], row["times"]) for row in rows) == [
        ("Foreign  fighters", "foreign fighters", 1),
        ("foreign fighters", "foreign fighters", 1),
        ("thugs", "thugs", 1),
    ]


def test_how_loaded_words_are_and_which_family_is_meant_is_data(engine: Local, tmp_path: Any) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/marsh.yaml").write_text("note: n\nload: positive\nsaid_of: armed\nheads: [reedmen]\n")
    (tmp_path / "groups").mkdir()
    (tmp_path / "groups/reeds.yaml").write_text("name: Wide Front\nmembers: [Reed Guard]\n")
    words = [label(1, "a1", "so-called moderate reedmen"), label(2, "a1", "reedmen"), label(3, "a1", "terrorists")]
    with data.also(tmp_path):
        loads = {row["label"]: (row["load"], row["family"]) for row in naming(engine, words)}
    assert loads == {
        "so-called moderate reedmen": ("negative", "Wide Front"),
        "reedmen": ("positive", "Wide Front"),
        "terrorists": ("negative", "Wide Front"),
    }
    assert {row["label"]: (row["load"], row["family"]) for row in naming(engine, words)}["reedmen"] == ("neutral", None)


def test_a_case_without_labels_has_no_rows(engine: Local) -> None:
    assert naming(engine, []) == []


SPEAKERS = st.sampled_from([(None, None, None), ("q", "Ana Lund", "s1"), ("q", "Anna Lund", "s2"), ("q", None, None)])
GROUPS = st.sampled_from(
    [("Reed Guard", "g1"), ("the Reed Guards", "g2"), ("lost", None), ("Absent", "x9"), ("", None)]
)
WORDS = st.sampled_from(
    ["rebels", "Rebels", "REBELS", "terrorists", "Greel’s regime", "'; DROP TABLE labels; --", "", "İ"]
)
SEVERAL = st.lists(st.tuples(st.sampled_from(["a1", "a2", "a3", "a4"]), WORDS, GROUPS, SPEAKERS), max_size=30)


@settings(max_examples=40, deadline=None)
@given(SEVERAL, st.randoms(use_true_random=False))
def test_counts_are_those_of_a_plain_count_in_whatever_order(engine: Local, several: list[Any], dice: Any) -> None:
    labels = [
        label(
            number,
            article,
            words,
            group=group,
            group_id=group_id,
            attribution_id=quoted,
            speaker=speaker,
            speaker_id=speaker_id,
        )
        for number, (article, words, (group, group_id), (quoted, speaker, speaker_id)) in enumerate(several)
    ]
    found = naming(engine, labels)
    canonical = {row["id"]: row["canonical_id"] for row in ENTITIES}
    outlets = {row["id"]: row["outlet"] for row in ARTICLES}
    plain = Counter(
        (
            canonical.get(row["group_id"], row["group_id"]),
            None if row["group_id"] else row["group"],
            outlets[row["article_id"]] if row["attribution_id"] is None else canonical.get(row["speaker_id"]),
            row["attribution_id"] is None,
            row["label"].lower().replace("’", "'"),
        )
        for row in labels
    )
    assert sorted(row["times"] for row in found) == sorted(plain.values())
    assert sum(len(row["months"]) for row in found) <= len(labels)
    for row in found:
        assert sum(month["times"] for month in row["months"]) <= row["times"]
        assert row["articles"] <= row["times"]
    dice.shuffle(labels)
    assert naming(engine, labels, ARTICLES[::-1]) == found
