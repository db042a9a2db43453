"""From source to speaker, and through whom the words came. All people are made up, but for agencies and two actors."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso import data
from understanding import findings, only, read, speakers

LUND, HOLM = "Ana Lund", "Pieter Holm"


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("Ana Lund", LUND, "person"),
        ("Harbour minister Ana Lund", LUND, "person"),
        ("Mrs Ana Lund", LUND, "person"),
        ("Oster's harbour minister Ana Lund", LUND, "person"),
        ("Ana Lund, the harbour minister of Oster,", LUND, "person"),
        ("Ana Lund and Pieter Holm", "Ana Lund; Pieter Holm", "person"),
        ("The Harbour Ministry", "Harbour Ministry", "organisation"),
        ("The Oster Peace Council", "Oster Peace Council", "organisation"),
        ("Rebels", "Rebels", "group"),
        ("Harbour Radio", "Harbour Radio", "outlet"),
        ("Officials", "unnamed: officials", "anonymous"),
        ("A source", "unnamed: source", "anonymous"),
        ("Two medical sources", "unnamed: two medical sources", "anonymous"),
        ("Sources close to the militia", "unnamed: sources close to the militia", "anonymous"),
        ("One of them", "unnamed: one of them", "anonymous"),
        # Known by the package's own files
        ("CNN", "CNN", "outlet"),
        ("The Kremlin", "Kremlin", "organisation"),
        ("Moscow", "Russia", "organisation"),
    ],
)
def test_who_a_source_is(source: str, name: str, kind: str) -> None:
    made = only(f"{source} said that the ferry would sail.")
    assert (made.speaker, made.speaker_kind) == (name, kind)


def test_a_speaker_has_an_id_of_name_and_kind() -> None:
    first, second = read("Ana Lund said that it rained. Pieter Holm said that it rained.")
    (again,) = read("“It rained,” said Ana Lund.", file="other.txt")
    assert first.speaker_id == again.speaker_id != second.speaker_id


@pytest.mark.parametrize("word", ["She", "Lund", "The minister", "Minister Lund", "Mrs Lund"])
def test_later_words_for_the_same_person(word: str) -> None:
    text = f"Harbour minister Ana Lund said that the pact was dead. {word} added that the ferry would sail."
    assert speakers(text) == [LUND, LUND]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the pronoun goes to whoever spoke last and fits
        (
            "Spokeswoman Ana Lund said that it rained. Mr Pieter Holm said that it did. She added that it poured.",
            [LUND, HOLM, LUND],
        ),
        (
            "Spokeswoman Ana Lund said that it rained. Mr Pieter Holm said that it did. He added that it poured.",
            [LUND, HOLM, HOLM],
        ),
        ("Ana Lund and Pieter Holm said that it rained. They added that it poured.", ["Ana Lund; Pieter Holm"] * 2),
        ("The Harbour Ministry said that it rained. It added that it poured.", ["Harbour Ministry"] * 2),
        ("Residents said that it rained. They added that it poured.", ["unnamed: residents"] * 2),
        # somebody named in passing, with a role
        ("Harbour minister Ana Lund left for Westmark. The minister said that it rained.", [LUND]),
        # the statement is its issuer's
        ("The Harbour Ministry condemned the raid. The statement said that it rained.", ["Harbour Ministry"] * 2),
        # nobody to be found
        ("He said that it rained.", [None]),
        ("They said that it rained.", [None]),
    ],
)
def test_pronouns_and_roles(text: str, expected: list[str | None]) -> None:
    assert speakers(text) == expected


def test_a_pronoun_does_not_reach_across_a_whole_page() -> None:
    filler = "The ferry left the pier on time and came back before dark. " * 40
    assert speakers(f"Ana Lund said that it rained. {filler} She said that it poured.") == [LUND, None]


def test_we_inside_speech_is_its_speaker() -> None:
    outer, inner = read("“We will never sign, as I said before to the council of Oster,” Ana Lund said.")
    assert (outer.speaker, inner.speaker) == (LUND, LUND)


def test_the_short_name_before_the_full_one() -> None:
    text = "Lund: the pact is dead\nHarbour minister Ana Lund said that the ferry would sail."
    assert speakers(text, roles={0: "title"}) == [LUND, LUND]


def test_what_is_unclear_is_left_open() -> None:
    unclear = only("He said that it rained.")
    assert unclear.speaker is unclear.speaker_id is unclear.speaker_kind is None


# Via ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lund told Reuters that the pact was dead.",
        "“It is dead,” Ana Lund told Reuters.",
        "“It is dead,” Ana Lund said, as quoted by Reuters.",
        "“It is dead,” Reuters quoted Ana Lund as saying.",
        "“It is dead,” Ana Lund was quoted by Reuters as saying.",
        "The pact was dead, Ana Lund was quoted as saying by Reuters.",
        "Speaking to Reuters, Ana Lund said that the pact was dead.",
        "Via Reuters:\n“It is dead,” Ana Lund said.",
    ],
)
def test_words_that_came_through_an_agency(text: str) -> None:
    made = only(text)
    assert (made.speaker, made.via) == (LUND, ("Reuters",))


def test_words_said_on_a_platform() -> None:
    assert only("Ana Lund said on Twitter that the pact was dead.").via == ("Twitter",)


def test_the_outlet_that_cites_is_the_parent_and_the_way() -> None:
    outer, inner = read("Harbour Radio cited Ana Lund as saying the pact was dead.")
    assert (outer.speaker, outer.speaker_kind, outer.via) == ("Harbour Radio", "outlet", ())
    assert (inner.speaker, inner.via, inner.parent_id) == (LUND, ("Harbour Radio",), outer.id)


def test_words_told_to_nobody_in_particular_came_straight() -> None:
    assert only("Ana Lund told reporters that the pact was dead.").via == ()


def test_the_same_source_goes_on_through_the_same_agency() -> None:
    first, second = read("Ana Lund told Reuters that the pact was dead, adding that the ferry would sail.")
    assert first.via == second.via == ("Reuters",)


# Known actors and mentions --------------------------------------------------------------------------------------------


def test_aliases_of_a_user_s_own_actors_are_known(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    (tmp_path / "actors/oster-liberation-front.yaml").write_text(
        'name: "Oster Liberation Front"\nkind: group\naliases: ["OLF", "the Front", "Östers Front"]\n', encoding="utf-8"
    )
    with data.also(tmp_path):
        for name in ("OLF", "The Front", "Osters Front", "the Oster Liberation Front"):
            made = only(f"On Monday {name} said that the pact was dead.")
            assert (made.speaker, made.speaker_kind) == ("Oster Liberation Front", "group"), name
        assert only("On Monday the Olf said that the pact was dead.").speaker != "Oster Liberation Front"
    assert only("On Monday OLF said that the pact was dead.").speaker == "OLF"


def test_mentions_are_anchored_and_name_their_entity() -> None:
    found = findings("Ana Lund said that CNN had left Moscow. She waved.")
    named = [(mention.text, mention.entity, mention.kind) for mention in found.mentions]
    assert named == [("Ana Lund", LUND, "person"), ("CNN", "CNN", "outlet"), ("Moscow", "Russia", "organisation")]


def test_pronouns_are_no_mentions() -> None:
    found = findings("Ana Lund said that it rained. She added that it poured.")
    assert [mention.text for mention in found.mentions] == ["Ana Lund"]
    assert [made.speaker for made in found.attributions] == [LUND, LUND]


def test_every_speaker_with_a_named_source_has_a_mention() -> None:
    found = findings("Harbour minister Ana Lund said that it rained, while the Harbour Ministry said that it poured.")
    named = {mention.entity_id for mention in found.mentions}
    assert {made.speaker_id for made in found.attributions} <= named
