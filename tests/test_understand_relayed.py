"""Relayed speech as two attributions, whatever a reader made of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.understand.nesting import parents_of
from sayso.understand.reader import RawAttribution, in_order
from sayso.understand.relayed import untangle

TEXT = "Harbour Radio cited Ana Lund of the U.S. envoy's staff as saying the truce was broken. Rain fell."
FRONTED = "“It is over,” Harbour Radio quoted the Harbour Watch as saying."


def at(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def raw(text: str, source: str | None, cue: str, *content: str, sure: float = 0.5) -> RawAttribution:
    pieces = tuple(at(text, words) for words in content)
    return RawAttribution(at(text, source) if source else None, at(text, cue), pieces, confidence=sure)


def read(text: str, *found: RawAttribution) -> list[tuple[str | None, str, tuple[str, ...]]]:
    made = in_order(untangle(text, [(0, len(text), "body")], found))
    return [
        (
            text[slice(*one.source)] if one.source else None,
            text[slice(*one.cue)] if one.cue else "",
            tuple(text[slice(*piece)] for piece in one.content),
        )
        for one in made
    ]


WHO = "Ana Lund of the U.S. envoy's staff"
OUTER = ("Harbour Radio", "cited", (f"{WHO} as saying the truce was broken",))
INNER = (WHO, "as saying", ("the truce was broken",))


@pytest.mark.parametrize(
    "found",
    [
        [raw(TEXT, "Harbour Radio", "cited", f"{WHO} as saying the truce was broken")],
        [raw(TEXT, "Harbour Radio", "cited", "the truce was broken")],
        [
            raw(TEXT, "Harbour Radio", "cited", "the truce was broken", sure=0.4),
            raw(TEXT, "Ana Lund", "as saying", "the truce was broken", sure=0.9),
            raw(TEXT, "Harbour Radio", "saying", "the truce was broken", sure=0.8),
        ],
        [raw(TEXT, "Harbour Radio", f"cited {WHO} as saying", "the truce was broken")],
    ],
)
def test_one_for_who_relays_and_one_for_who_is_quoted(found: list[RawAttribution]) -> None:
    assert read(TEXT, *found) == [OUTER, INNER]


def test_what_is_quoted_may_stand_before() -> None:
    found = [raw(FRONTED, "Harbour Radio", "quoted the Harbour Watch as saying", "“It is over,”")]
    assert read(FRONTED, *found) == [
        ("the Harbour Watch", "as saying", ("“It is over,”",)),
        ("Harbour Radio", "quoted", ("“It is over,”", "the Harbour Watch as saying")),
    ]
    made = in_order(untangle(FRONTED, [(0, len(FRONTED), "body")], found))
    assert parents_of(made) == [1, None]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Radio cited Ana Lund as a friend. She said it was over.",
        "Harbour Radio cited rain as falling on the town, and went off the air.",
        "Harbour Radio cited the report. “As saying goes,” it rained.",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    found = [raw(text, "Harbour Radio", "cited", text[20:30])]
    assert untangle(text, [(0, len(text), "body")], found) == found


def test_nothing_is_made_where_no_reader_found_who_relays() -> None:
    found = [raw(TEXT, None, "as saying", "the truce was broken")]
    assert untangle(TEXT, [(0, len(TEXT), "body")], found) == found


SPANS = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 40)).map(lambda s: (s[0], min(s[0] + s[1], len(TEXT))))
RAWS = st.builds(
    RawAttribution, st.none() | SPANS, st.none() | SPANS, st.lists(SPANS, min_size=1, max_size=3).map(tuple)
)


@given(st.lists(RAWS, max_size=6))
@settings(max_examples=200, deadline=None)
def test_whatever_is_found_contents_and_parents_stay_sound(found: list[RawAttribution]) -> None:
    made = in_order(untangle(TEXT, [(0, len(TEXT), "body")], found))
    assert all(one.content and all(0 <= start < end <= len(TEXT) for start, end in one.content) for one in made)
    parents = parents_of(made)
    for number in range(len(made)):
        seen = set()
        above: int | None = number
        while above is not None:
            assert above not in seen
            seen.add(above)
            above = parents[above]
