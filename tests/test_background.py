"""Background paragraphs: told by times long past and words for what lasts, never where the news of a day is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_data import own_data
from sayso.compare.background import is_background
from sayso.data import DataError
from test_copies import Writer, article, find

BACKGROUND = (
    "More than 9,000 people have been killed since the war in Norland began in 2011.",
    "The conflict began with peaceful protests against the council’s decades-long rule.",
    "Since then the northern quarter has been under siege.",
    "Oster has been locked in a civil war for years. It is one of the poorest towns of the coast.",
    "The six-year war has drawn in three of its neighbours.",
    "The group relies on a network of harbour pilots for its counts.",
    "In 2013 a shell fell on the fish market.",
    "A truce agreed in March has repeatedly been broken around Oster.",
)
NEWS = (
    "Three people were killed when a shell fell on the fish market on Monday.",
    "Two ferries were sunk off Oster, the harbour master said.",
    "The war in Norland began on Tuesday.",
    "“We heard the blast and ran,” Ana Lund told Harbour Radio.",
    "The council will meet the miners in Oster to talk of a pause.",
    "More than 40 people have been killed since Monday.",
    "",
    "...",
)


@pytest.mark.parametrize("text", BACKGROUND)
def test_background(text: str) -> None:
    assert is_background(text, 2016)


@pytest.mark.parametrize("text", NEWS)
def test_news(text: str) -> None:
    assert not is_background(text, 2016)


def test_a_year_looks_back_only_if_it_is_past() -> None:
    assert not is_background("In 2016 a shell fell on the fish market.", 2016)
    assert not is_background("In 2013 a shell fell on the fish market.")


def test_most_must_be_background_where_some_is_news() -> None:
    old = "Oster has been under siege since 2012."
    plain = "Its harbour has two piers and an old lighthouse."
    news = "Four miners were hurt when the roof of the old northern pit came down on Friday, the council said."
    assert is_background(f"{old} {plain}")
    assert not is_background(f"{old} {news}")
    assert is_background(f"{old} {old} {old} {news}")


def test_furniture_counts_as_background() -> None:
    assert is_background("Reporting by Ana Lund; Editing by Jon Falk")


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert is_background(text, 2016) in {True, False}


def test_long_text_is_not_looked_at() -> None:
    assert not is_background("The war began in 2011. " * 1_000, 2016)


def test_a_background_paragraph_is_stock_though_seen_twice_only() -> None:
    writer = Writer(51)
    old = "Oster has been locked in a civil war since 2011 when the council cracked down on peaceful protests there."
    new = "The old ferry left the long pier at dawn on Monday with forty pilots and two tons of flour aboard it."
    for shared, stock in ((old, True), (new, False)):
        rows = find(
            [
                article("a", f"{writer.text(98)} {shared}", "North Post", "2016-01-01"),
                article("b", f"{writer.text(98)} {shared} {writer.text(28)}", "Harbour Radio", "2016-03-01"),
            ]
        )
        assert [row["stock"] for row in rows] == [stock]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("language: en\nsince: today", "should be a list of words"),
        ("language: en\nsince: [1]", "should be a list of words"),
        ("language: en\nsince: ['...']", "should be a list of words"),
        ("language: en\nwhen: [since]", "unknown key 'when'"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(text: str, message: str, tmp_path: Path) -> None:
    with (
        own_data(tmp_path, {"background/mine.yaml": text}),
        pytest.raises(DataError, match=rf"background/mine\.yaml.*{message}"),
    ):
        is_background("Since 2011.")


def test_words_of_another_language_can_be_added(tmp_path: Path) -> None:
    text = "Oster ligger sedan lenge i mine."
    assert not is_background(text)
    with own_data(tmp_path, {"background/mine.yaml": "language: xx\nstates: [sedan lenge]"}):
        assert is_background(text)
