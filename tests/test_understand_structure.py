"""Style, polarity, nesting and floating quotations."""

from __future__ import annotations

import pytest

from sayso.model import POLARITIES
from sayso.understand.nesting import depths_of, parents_of
from sayso.understand.quotations import quotations
from sayso.understand.reader import RawAttribution
from sayso.understand.style import style_of
from understanding import only, plain, read

LUND = "Ana Lund"


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("“The pact is dead,” Ana Lund said.", "direct"),
        ("'The pact is dead and gone for good,' Ana Lund said.", "direct"),
        ("Ana Lund said that “the pact is dead and gone for good”.", "direct"),
        ("Ana Lund said the militia had “broken the pact” on Tuesday.", "mixed"),
        ("Ana Lund said that the pact was dead.", "indirect"),
    ],
)
def test_style_is_how_much_is_quoted(text: str, style: str) -> None:
    assert only(text).style == style


def test_indirect_speech_within_a_quotation_is_indirect() -> None:
    outer, inner = read("“The council of Oster said that the pact was dead and gone,” Ana Lund said.")
    assert (outer.style, inner.style) == ("direct", "indirect")


def test_style_needs_only_the_quotations_that_touch_the_content() -> None:
    text = "“one” two “three four” five"
    quoted = quotations(text, [(0, len(text))])
    assert style_of(text, [(0, 5)], quoted) == "direct"
    assert style_of(text, [(6, 9)], quoted) == "indirect"
    assert style_of(text, [(6, len(text))], quoted) == "mixed"
    assert style_of(text, [(0, 5), (10, 22)], quoted) == "direct"


@pytest.mark.parametrize(
    ("cue", "polarity"),
    [
        ("said that the pact was dead", "asserts"),
        ("denied that the pact was dead", "denies"),
        ("rejected the pact", "refuses"),
        ("refused to sign the pact", "refuses"),
        ("vowed to sign the pact", "promises"),
        ("threatened to close the harbour", "threatens"),
        ("demanded a halt to the shelling", "demands"),
        ("accused the militia of breaking the pact", "accuses"),
        ("warned of a long winter", "warns"),
        ("believes that the pact is dead", "believes"),
        ("asked whether the pact was dead", "asks"),
    ],
)
def test_polarity_is_the_cue_s(cue: str, polarity: str) -> None:
    assert polarity in POLARITIES
    assert only(f"Ana Lund {cue}.").polarity == polarity


# Nesting --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lund said that Pieter Holm had told her that the pact was dead.",
        "Ana Lund said Pieter Holm believed that the pact was dead.",
        "“Pieter Holm told me twice that the pact was dead,” Ana Lund said.",
    ],
)
def test_speech_in_speech_has_its_parent(text: str) -> None:
    outer, inner = read(text)
    assert (outer.speaker, inner.speaker) == (LUND, "Pieter Holm")
    assert (outer.parent_id, inner.parent_id) == (None, outer.id)


def test_three_speakers_deep() -> None:
    first, second, third = read("Ana Lund said Pieter Holm said that Mia Falk had told him that the pact was dead.")
    assert [made.speaker for made in (first, second, third)] == [LUND, "Pieter Holm", "Mia Falk"]
    assert [made.parent_id for made in (first, second, third)] == [None, first.id, second.id]


def raw(source: tuple[int, int] | None, cue: tuple[int, int] | None, *content: tuple[int, int]) -> RawAttribution:
    return RawAttribution(source, cue, content)


@pytest.mark.parametrize(
    ("found", "parents"),
    [
        ([], []),
        ([raw((0, 2), (3, 5), (6, 50)), raw((10, 12), (13, 15), (16, 30))], [None, 0]),
        # the innermost of two
        (
            [raw((0, 2), (3, 5), (6, 50)), raw((10, 12), (13, 15), (16, 45)), raw((20, 22), (23, 25), (26, 40))],
            [None, 0, 1],
        ),
        # all of its words must stand there, not only the content
        ([raw((0, 2), (3, 5), (6, 50)), raw((55, 60), (61, 65), (10, 40))], [None, None]),
        # one cue gives nobody a parent
        ([raw((0, 2), (3, 5), (6, 50)), raw((7, 9), (3, 5), (10, 20))], [None, None]),
        # two that cover the same words do not hold each other
        ([raw(None, None, (5, 20)), raw(None, None, (5, 20))], [None, 0]),
        # neighbours
        ([raw((0, 2), (3, 5), (6, 10)), raw((10, 12), (13, 15), (16, 20))], [None, None]),
        # the second piece holds it
        ([raw((10, 12), (13, 15), (0, 9), (16, 50)), raw((20, 22), (23, 25), (26, 30))], [None, 0]),
    ],
)
def test_parents(found: list[RawAttribution], parents: list[int | None]) -> None:
    assert parents_of(found) == parents


def test_depths() -> None:
    assert depths_of([None, 0, 1, None, 2]) == [0, 1, 2, 0, 3]
    assert depths_of([1, 2, None]) == [2, 1, 0]
    assert depths_of([]) == []


# Floating quotations --------------------------------------------------------------------------------------------------


def test_speech_that_goes_on_in_the_same_paragraph_is_one_attribution() -> None:
    made = only("“It is dead,” Ana Lund said. “It was never alive at all.” “We shall bury it on Monday.”")
    assert plain(made) == (
        LUND,
        "said",
        ("“It is dead,”", "“It was never alive at all.”", "“We shall bury it on Monday.”"),
    )


def test_speech_set_over_several_paragraphs_is_one_attribution() -> None:
    made = only("Ana Lund said: “It is dead.\n“It was never alive at all.\n“We shall bury it on Monday.”")
    assert len(made.content) == 3
    assert made.style == "direct"


def test_speech_in_the_next_paragraph_is_carried_on() -> None:
    first, second = read("“It is dead,” Ana Lund said.\n“It was never alive at all.”")
    assert (second.source, second.cue, second.speaker) == (None, None, LUND)
    assert second.parent_id is None
    assert second.confidence < first.confidence


def test_carried_speech_may_be_carried_on() -> None:
    found = read("“It is dead,” Ana Lund said.\n“It was never alive at all.”\n“We shall bury it on Monday.”")
    assert [made.speaker for made in found] == [LUND] * 3


def test_speech_too_far_from_any_speaker_is_nobody_s() -> None:
    far = "\n".join(["The ferry left the pier."] * 5)
    assert len(read(f"“It is dead,” Ana Lund said.\n{far}\n“It was never alive at all.”")) == 1


@pytest.mark.parametrize(
    "lead", ["Ana Lund noted…", "Ana Lund said:", "Ana Lund told reporters on Monday:", "Ana Lund had this to say:"]
)
def test_the_paragraph_before_introduces_the_speech(lead: str) -> None:
    made = only(f"{lead}\n“It was never alive at all.”")
    assert (made.speaker, [piece.text for piece in made.content]) == (LUND, ["“It was never alive at all.”"])


def test_two_words_alone_are_a_title() -> None:
    assert len(read("“It is dead,” Ana Lund said.\n“Harbour Lights”")) == 1


def test_the_outer_speaker_goes_on_not_the_one_quoted() -> None:
    found = read("Ana Lund said that Pieter Holm had called it dead.\n“It was never alive at all.”")
    assert found[-1].speaker == LUND
