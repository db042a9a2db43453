"""What marks and word order tell beyond verbs: signatures, appositions, dashes, offices; and what is no saying."""

from __future__ import annotations

import pytest

from understanding import only, plain, read, speakers

SAILS = "the ferry would sail on Monday"


@pytest.mark.parametrize("dash", ["—", "–", "―", "-"])
def test_a_quotation_may_be_signed(dash: str) -> None:
    made = only(f"“The ferry will sail on Monday.” {dash} Ana Lund")
    assert plain(made) == ("Ana Lund", dash, ("“The ferry will sail on Monday.”",))
    assert (made.speaker, made.style) == ("Ana Lund", "direct")


def test_words_behind_a_dash_that_are_no_name_sign_nothing() -> None:
    assert read("“The ferry will sail.” — and so it did") == []


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            f"Ana Lund, the harbour master of Oster, one of the founders of the line, said that {SAILS}.",
            "Ana Lund, the harbour master of Oster, one of the founders of the line",
        ),
        (f"Ana Lund, senior clerk for tides at the Oster line, said that {SAILS}.", None),
        (f"Ana Lund (R-Ost.) said that {SAILS}.", "Ana Lund (R-Ost.)"),
        (f"Rep. Ana J. Lund said that {SAILS}.", "Rep. Ana J. Lund"),
        (f"- The Harbour Board said that {SAILS}.", "The Harbour Board"),
        (f"24 hours after the storm Ana Lund said that {SAILS}.", None),
        (f"Ana Lund – who has sailed for years – said that {SAILS}.", None),
    ],
)
def test_sources_end_where_names_and_appositions_do(text: str, source: str | None) -> None:
    made = only(text)
    assert made.content[0].text == f"that {SAILS}"
    assert made.source is not None
    assert made.source.text == source or (source is None and "Ana Lund" in made.source.text)
    if source is None or "Lund" in source:
        assert made.speaker is not None
        assert made.speaker.endswith("Lund")


@pytest.mark.parametrize(
    ("source", "speaker", "kind"),
    [
        ("The surgeon, Dr Edda Voss,", "Edda Voss", "person"),
        ("The Minister of Tides, General Oskar Brenn,", "Oskar Brenn", "person"),
        ("Brisk’s foreign minister, Daro Keld,", "Daro Keld", "person"),
        ("Member of the Tidal Coalition Hussein Albus", "Hussein Albus", "person"),
        ("Director of Oster National Hospital Dr. Farid Asfar", "Farid Asfar", "person"),
        ("Jan Egge the senior envoy for tides", "Jan Egge", "person"),
        ("A monitoring group", "unnamed: monitoring group", "anonymous"),
        ("Ana Lund herself", "Ana Lund", "person"),
    ],
)
def test_who_is_meant(source: str, speaker: str, kind: str) -> None:
    made = only(f"{source} said that {SAILS}.")
    assert (made.speaker, made.speaker_kind) == (speaker, kind)


def test_a_role_is_the_person_who_was_given_it() -> None:
    text = f"The surgeon, Dr Edda Voss, said that {SAILS}. The surgeon added that the wind was fair."
    assert speakers(text) == ["Edda Voss", "Edda Voss"]


@pytest.mark.parametrize(
    "text",
    [
        "The Tide Quick Look: Episode 147.",
        "The board has logged 31 alleged violations since May.",
        "It was too early to say much of the ferry.",
    ],
)
def test_what_is_no_saying(text: str) -> None:
    assert [plain(made) for made in read(text)] == []


def test_a_refusal_to_say_is_a_refusal() -> None:
    assert only("Ana Lund would not say whether the ferry would sail.").polarity == "refuses"
    assert only("Ana Lund said that the ferry would not sail.").polarity == "asserts"


def test_the_designs_example() -> None:
    outer, inner = read(
        "Harbour Radio cited ministry spokeswoman Ana Lund as saying the militants “broke the truce” on Tuesday, "
        "killing at least three."
    )
    assert (outer.speaker, outer.parent_id) == ("Harbour Radio", None)
    assert (inner.speaker, inner.parent_id, inner.via) == ("Ana Lund", outer.id, ("Harbour Radio",))
    assert inner.style == "mixed"
    assert inner.content[0].text.startswith("the militants “broke the truce”")


def test_names_in_capitals_are_no_pronouns_and_no_auxiliaries() -> None:
    made = only("On Monday IS said in a statement that the bridge had fallen.")
    assert made.source is not None
    assert (made.source.text, made.speaker) == ("IS", "Islamic State")


def test_two_bodies_that_speak_together_go_by_their_own_names() -> None:
    assert only(f"The UN and Harbour Watch officials said that {SAILS}.").speaker == (
        "United Nations; unnamed: Harbour Watch officials"
    )
