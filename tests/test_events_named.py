"""Victims told by name count, one each; all people are invented."""

from __future__ import annotations

import pytest

from sayso.understand.events.counts import find_counts
from sayso.understand.events.named_victims import named_victims
from sayso.understand.sentences import tokenise
from test_events import only

NAMES = ("Ana Lund", "Per Falk", "Colonel Ulf Tarn")


def counted(text: str) -> list[tuple[str, int | None, str]]:
    tokens = tokenise(text, 0, len(text))
    starts = {token.start: number for number, token in enumerate(tokens)}
    persons = sorted(
        (starts[at], starts[at] + len(name.split())) for name in NAMES if (at := text.find(name)) >= 0 and at in starts
    )
    found = named_victims(tokens, persons, find_counts(tokens))
    return [(one.harm, one.low, text[tokens[one.begin].start : tokens[one.end - 1].end]) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Lund was murdered in Oster.", [("killed", 1, "Ana Lund")]),
        ("Ana Lund and Per Falk were shot dead.", [("killed", 2, "Ana Lund and Per Falk")]),
        ("Ana Lund, second secretary at the embassy in Oster, was killed.", [("killed", 1, "Ana Lund")]),
        ("They spoke of Ana Lund, who was kidnapped in May.", [("captured", 1, "Ana Lund")]),
        ("The men killed harbour police chief Colonel Ulf Tarn.", [("killed", 1, "Colonel Ulf Tarn")]),
        ("The murder of Judge Ana Lund was condemned.", [("killed", 1, "Ana Lund")]),
        ("Ana Lund said nine sailors were killed.", []),
        ("Ana Lund has killed nobody.", []),
        ("The men killed nine sailors, Ana Lund said.", []),
        ("The men who killed the guard fled from Ana Lund.", []),
    ],
)
def test_named_victims_are_counted_where_victims_stand(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert counted(text) == expected


def test_a_person_is_one_with_what_is_said_of_where_from() -> None:
    assert only("A nurse of the Oster harbour clinic was killed in a raid by Veskaran jets.").killed_low == 1


def test_a_bomb_that_explodes_is_a_happening_by_itself() -> None:
    event = only("On Monday a bomb exploded near the mill.")
    assert (event.type, event.mode, event.trigger.text) == ("ASSAULT", "explosives", "exploded")


def test_what_is_attacked_need_not_be_somebody() -> None:
    assert only("The water works have been attacked.").trigger.text == "attacked"


def test_a_ring_of_kidnappers_is_no_kidnapping() -> None:
    with pytest.raises(AssertionError):
        only("Nine members of the kidnapping ring were tried.")
