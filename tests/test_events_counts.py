"""Counts of people harmed: numbers, whom they count, which word of harm they belong to."""

from __future__ import annotations

import pytest

from sayso import data
from sayso.data import DataError
from sayso.understand.events.counts import RawCount, find_counts
from sayso.understand.events.quantities import find_quantities
from sayso.understand.sentences import tokenise


def counts(text: str) -> list[RawCount]:
    return find_counts(tokenise(text, 0, len(text)))


def ranges(text: str) -> list[tuple[str, int | None, int | None]]:
    return [(one.harm, one.low, one.high) for one in counts(text)]


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("19 people", 19, 19),
        ("at least 19", 19, None),
        ("no fewer than 19", 19, None),
        ("more than 450", 451, None),
        ("over 1,200 people", 1201, None),
        ("up to 80", None, 80),
        ("as many as eighty", None, 80),
        ("fewer than ten", None, 9),
        ("about 40", 40, 40),
        ("between 20 and 30", 20, 30),
        ("20 to 30", 20, 30),
        ("20-30", 20, 30),
        ("twenty-two", 22, 22),
        ("sixty nine", 69, 69),
        ("one hundred and five", 105, 105),
        ("two dozen", 24, 24),
        ("a dozen", 12, 12),
        ("dozens", 24, None),
        ("scores", 40, None),
        ("several", 3, None),
        ("hundreds", 200, None),
        ("tens of thousands", 20000, None),
        ("1.5", None, None),
        ("12 or more", 12, None),
        ("3 million", 3_000_000, 3_000_000),
    ],
)
def test_numbers(words: str, low: int | None, high: int | None) -> None:
    found = find_quantities(tokenise(words, 0, len(words)))
    assert [(one.low, one.high) for one in found[:1]] == ([] if low is high is None else [(low, high)])


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("At least 19 villagers were killed in Holm.", [("killed", 19, None)]),
        ("A blast in Holm killed 17 people and wounded dozens.", [("killed", 17, 17), ("injured", 24, None)]),
        ("Two children and their mother were killed.", [("killed", 3, 3)]),
        ("A family of five died in the fire.", [("killed", 5, 5)]),
        ("19 people, including 3 children, were killed.", [("killed", 19, 19)]),
        ("Among the dead were three children.", []),
        ("At least two pupils were among six people killed in Holm.", [("killed", 6, 6)]),
        ("At least nine of the dead were guards.", []),
        ("The death toll from the fire rose to 103.", [("killed", 103, 103)]),
        ("The deaths of five ferrymen shook the town.", [("killed", 5, 5)]),
        ("Rescuers found 90 bodies.", [("killed", 90, 90)]),
        ("The flood claimed 34 lives.", [("killed", 34, 34)]),
        ("The company claimed 34 sales.", []),
        ("The fall left one man dead and 17 others injured.", [("killed", 1, 1), ("injured", 17, 17)]),
        ("Some 110 guards and 70 hired men were killed.", [("killed", 180, 180)]),
        ("14 villagers were killed while 21 were wounded.", [("killed", 14, 14), ("injured", 21, 21)]),
        ("A shell hit a mill killing three millers.", [("killed", 3, 3)]),
        ("No casualties were reported.", [("killed", 0, 0), ("injured", 0, 0)]),
        ("Twelve sailors are missing.", [("missing", 12, 12)]),
        ("Masked men kidnapped three nurses.", [("captured", 3, 3)]),
        ("Thousands fled the town.", [("displaced", 2000, None)]),
        ("The vote killed the bill.", []),
        ("Shells destroyed 12 houses.", []),
        ("He was killed on 12 May 2016.", []),
    ],
)
def test_counts(sentence: str, wanted: list[tuple[str, int | None, int | None]]) -> None:
    assert ranges(sentence) == wanted


@pytest.mark.parametrize(
    ("sentence", "victims"),
    [
        ("Four nurses were killed.", "civilians"),
        ("Four children were killed.", "children"),
        ("Four soldiers were killed.", "combatants"),
        ("Four soldiers and two nurses were killed.", "both"),
        ("Four people were killed.", None),
    ],
)
def test_victims(sentence: str, victims: str | None) -> None:
    (only,) = counts(sentence)
    assert only.victims == victims


@pytest.mark.parametrize(
    ("sentence", "cumulative"),
    [
        ("More than 300 people have been killed since 2011.", True),
        ("It has killed an estimated 11,000 people.", True),
        ("It killed 11 people.", False),
        ("More than 300 people have been killed since the war began.", True),
        ("Nine people were killed in five years of war.", True),
        ("So far this month 40 people have been killed.", True),
        ("Nine people have been killed since Thursday.", False),
        ("Nine people were killed this morning.", False),
    ],
)
def test_tolls_of_years_are_told_apart(sentence: str, *, cumulative: bool) -> None:
    (only,) = counts(sentence)
    assert only.cumulative is cumulative


def test_a_file_that_means_nothing_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "harms").mkdir()
    (tmp_path / "harms" / "mine.yaml").write_text("harm: vexed\n", encoding="utf-8")
    with data.also(tmp_path), pytest.raises(DataError, match=r"harms/mine\.yaml.*killed"):
        counts("Nine people were killed.")
