"""Who and what an article names: known actors, names a reader marked, titles, nationalities. All are made up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from own_data import own_data
from sayso.model import SPEAKER_KINDS
from sayso.understand import actors, kinds, passage_of, peoples, titles, understand
from sayso.understand.cast import Cast, initials
from sayso.understand.mentions import find_mentions
from sayso.understand.reader import RawName
from understanding import RULES, page_of

FILES = {
    "actors/front.yaml": "name: Oster Front\nkind: group\naliases: [OF, the Fronters]\n"
    "former_names: [{name: Young Front, from: 2014-02, until: 2016-07-28}]\n",
    "actors/new-front.yaml": "name: Wide Front\nkind: group\nsucceeds: {name: Oster Front, from: 2017-01-28}\n",
    "actors/brisk.yaml": "name: Brisk\nkind: place\naliases: [al-Brisk]\n",
    "actors/keld.yaml": "name: Daro Keld\nkind: person\naliases: [Keld]\n"
    "roles: [envoy, {role: harbour minister, from: 2014, until: 2016-07-01}]\n",
    "nations/oster.yaml": "nations:\n  Oster: {adjectives: [Osterian]}\n",
    "nationalities/mine.yaml": "words: {Tidal: [Tidals]}\n",
}


@pytest.fixture(autouse=True)
def own_files(tmp_path: Path) -> Iterator[None]:
    with own_data(tmp_path, FILES):
        yield


def mentions(text: str, *marked: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Return text, entity and kind of the mentions of an article whose reader marks names, in order, each once."""
    page, (article,), blocks = page_of(text)
    names, place = [], 0
    for words, kind in marked:
        place = text.index(words, place)
        names.append(RawName(place, place + len(words), kind))
        place += len(words)
    made = understand(page, [article], blocks, RULES).attributions
    found = find_mentions(article, passage_of(article, blocks), made, names)
    for mention in found:
        assert page.text[mention.start : mention.end] == mention.text
    assert len({mention.id for mention in found}) == len(found)
    return [(mention.text, mention.entity, mention.kind) for mention in found]


# Kinds ----------------------------------------------------------------------------------------------------------------


def test_the_kinds_that_speak_are_those_of_speakers() -> None:
    assert {kind.name for kind in kinds.kinds().values() if kind.speaks} == set(SPEAKER_KINDS)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("politician", "person"),
        ("party", "organisation"),
        ("country", "organisation"),
        ("group", "group"),
        ("place", "place"),
        ("election", "event"),
        ("misc", "other"),
        ("a kind of tomorrow", "other"),
    ],
)
def test_a_readers_kind_of_name_is_a_kind_of_entity(tag: str, kind: str) -> None:
    assert kinds.of_tag(tag) == kind
    assert kind in kinds.kinds()


# Known actors ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Oster Front left Brisk.", [("Oster Front", "Oster Front", "group"), ("Brisk", "Brisk", "place")]),
        ("Young Front men were seen.", [("Young Front", "Oster Front", "group")]),
        ("They left al-Brisk, Al Brisk.", [("al-Brisk", "Brisk", "place"), ("Al Brisk", "Brisk", "place")]),
        ("In OF-held Brisk it rained.", [("OF", "Oster Front", "group"), ("Brisk", "Brisk", "place")]),
        # an apostrophe that was lost
        ("It rained on Brisks pier.", [("Brisks", "Brisk", "place")]),
        ("It rained on OFs pier.", [("OFs", "Oster Front", "group")]),
        # in small letters, or a word that only begins so
        ("A brisk wind blew over the Briskly.", []),
    ],
)
def test_known_actors(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert mentions(text) == expected


def test_a_place_does_not_speak_for_the_phrase_it_stands_in() -> None:
    assert actors.within("the Brisk group") is None
    assert actors.suffix("two fishermen Brisk") is None


def test_succession_and_roles_are_dated() -> None:
    front, heir, keld = (actors.find(name) for name in ("OF", "Wide Front", "Keld"))
    assert front is not None
    assert heir is not None
    assert keld is not None
    assert [(one.name, one.since) for one in heir.succeeds] == [("Oster Front", "2017-01-28")]
    (former,) = front.former_names
    assert (former.since, former.until) == ("2014-02", "2016-07-28")
    assert former.holds("2014")
    assert former.holds("2014-02-14")
    assert not former.holds("2014-01-31")
    assert not former.holds("2016-07-29")
    assert keld.roles == ("envoy", "harbour minister")
    assert [role.name for role in keld.held] == ["harbour minister"]


# Names a reader marked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "marked", "expected"),
    [
        ("Marsh Hill is wet.", [("Marsh Hill", "place")], [("Marsh Hill", "Marsh Hill", "place")]),
        # edges: possessive, article, title
        ("Marsh Hill's wet.", [("Marsh Hill's", "place")], [("Marsh Hill", "Marsh Hill", "place")]),
        ("It is the Marsh Pact.", [("the Marsh Pact", "misc")], [("Marsh Pact", "Marsh Pact", "other")]),
        (
            "We met Minister Ana Lund.",
            [("Minister Ana Lund", "politician")],
            [("Minister", "minister", "title"), ("Ana Lund", "Ana Lund", "person")],
        ),
        # what is known wins, whatever a reader takes it for
        ("They left Brisk.", [("Brisk", "organisation")], [("Brisk", "Brisk", "place")]),
        ("The Oster Front left.", [("Oster", "country")], [("Oster Front", "Oster Front", "group")]),
        # but a known name within a longer one does not stand alone
        (
            "They met at Brisk University.",
            [("Brisk University", "organisation")],
            [("Brisk University",) * 2 + ("organisation",)],
        ),
        ("Rami Keld left.", [("Rami Keld", "person")], [("Rami Keld", "Rami Keld", "person")]),
        (
            "We saw the Osterian Daro Keld.",
            [("Osterian Daro Keld", "person")],
            [("Osterian", "Osterian", "nationality"), ("Daro Keld", "Daro Keld", "person")],
        ),
    ],
)
def test_marked_names(text: str, marked: list[tuple[str, str]], expected: list[tuple[str, str, str]]) -> None:
    assert mentions(text, *marked) == expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Ana Lund", "Lund"], ["Ana Lund", "Ana Lund"]),
        (["Lund", "Ana Lund"], ["Ana Lund", "Ana Lund"]),
        (["Ana Maria Lund", "Ana Lund"], ["Ana Maria Lund", "Ana Maria Lund"]),
        (["Ana Lund", "A. Lund"], ["Ana Lund", "Ana Lund"]),
        (["Nadim al-Holm", "Holm", "al-Holm"], ["Nadim al-Holm"] * 3),
        # never across differing first names, and not where two fit
        (["Ana Lund", "Ole Lund", "Lund"], ["Ana Lund", "Ole Lund", "Lund"]),
        (["Ana Lund", "Arne Lund", "A. Lund"], ["Ana Lund", "Arne Lund", "A. Lund"]),
        (["Ana Lund", "Lundmark"], ["Ana Lund", "Lundmark"]),
    ],
)
def test_short_names_join_their_full_name(names: list[str], expected: list[str]) -> None:
    text = "We saw " + " near ".join(names) + "."
    assert [entity for _, entity, _ in mentions(text, *((name, "person") for name in names))] == expected


def test_initials_join_what_they_stand_for() -> None:
    text = "The Marsh Liberation Front (MLF) and the Union of Marsh Pilots met. The MLF and the UMP ate."
    marked = [("Marsh Liberation Front", "group"), ("MLF", "group"), ("Union of Marsh Pilots", "organisation")]
    found = mentions(text, *marked, ("MLF", "organisation"), ("UMP", "organisation"))
    assert [entity for _, entity, _ in found] == [
        "Marsh Liberation Front",
        "Marsh Liberation Front",
        "Union of Marsh Pilots",
        "Marsh Liberation Front",
        "Union of Marsh Pilots",
    ]
    assert {kind for _, entity, kind in found if entity == "Marsh Liberation Front"} == {"group"}


def test_initials_of_two_stand_alone() -> None:
    marked = [("Marsh Liberation Front", "group"), ("Mud League Force", "group"), ("MLF", "group")]
    found = mentions("The Marsh Liberation Front and the Mud League Force met; the MLF ate.", *marked)
    assert found[-1][1] == "MLF"
    assert initials("Union of Marsh Pilots") == {"UOMP", "UMP"}
    assert initials("Union") == set()


def test_a_name_has_one_kind_in_an_article() -> None:
    cast = Cast([("Marsh Council", "organisation"), ("Marsh Council", "place"), ("Marsh Council", "organisation")])
    assert cast.kind("the Marsh Council", "place") == "organisation"
    assert cast.kind("Mud Council", "place") == "place"


# Sources --------------------------------------------------------------------------------------------------------------


def test_a_source_is_a_mention_and_may_hold_others() -> None:
    found = mentions("Osterian harbour minister Ana Lund and an Oster Front spokesman Ole Bo said that it rained.")
    assert ("Osterian", "Osterian", "nationality") in found
    assert ("Oster Front", "Oster Front", "group") in found
    found = mentions("The Oster Front said that it rained.")
    assert [(entity, kind) for _, entity, kind in found] == [("Oster Front", "group")]


def test_a_part_of_the_speakers_name_does_not_stand_alone() -> None:
    found = mentions("The Brisk Relief Council said that it rained.", ("Brisk Relief Council", "organisation"))
    assert [entity for _, entity, _ in found] == ["Brisk Relief Council"]


# Titles and nationalities ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words", "title"),
    [
        ("Foreign Minister Ana", "Foreign Minister", "foreign minister"),
        ("the former deputy foreign minister Ana", "former deputy foreign minister", "deputy foreign minister"),
        ("Lt. Gen. Ana", "Lt. Gen.", "lieutenant general"),
        ("Maj Gen Ana", "Maj Gen", "major general"),
        ("Defense Minister Ana", "Defense Minister", "defence minister"),
        ("Dr. Ana", "Dr.", "dr"),
    ],
)
def test_titles_before_a_name(text: str, words: str, title: str) -> None:
    found = titles.before(text, text.index("Ana"))
    assert found is not None
    assert (text[found[0] : found[1]], found[2]) == (words, title)


@pytest.mark.parametrize("text", ["Ana", "the minister, Ana", "a fisherman Ana", "minister\nAna", "former Ana"])
def test_no_title(text: str) -> None:
    assert titles.before(text, text.index("Ana")) is None


def test_titles_are_mentions_and_stay_within_the_paragraph() -> None:
    found = mentions("We saw Osterian Foreign Minister Daro Keld.\nEnvoy\nDaro Keld left.")
    assert found == [
        ("Osterian", "Osterian", "nationality"),
        ("Foreign Minister", "foreign minister", "title"),
        ("Daro Keld", "Daro Keld", "person"),
        ("Daro Keld", "Daro Keld", "person"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Osterian fishermen left.", ["Osterian"]),
        ("Two Osterians left.", ["Osterian"]),
        ("An Osterian-backed Pilot left.", ["Osterian"]),
        ("The Tidals and the Osterian Tidal men left.", ["Tidal", "Osterian", "Tidal"]),
        ("Osterian President Daro Keld left.", ["Osterian"]),
        ("The Osterian Youth League left.", []),  # a name of its own
        ("osterian fishermen left.", []),
    ],
)
def test_nationalities(text: str, expected: list[str]) -> None:
    assert [entity for _, entity, kind in mentions(text) if kind == "nationality"] == expected


def test_nationalities_know_their_nation() -> None:
    assert peoples.country_of("Osterian") == "Oster"
    assert peoples.country_of("Tidal") is None
    assert peoples.nation_of("Osters") == "Oster"


def test_a_page_of_capitals_takes_no_longer_than_it_is_long() -> None:
    text = "Brisk Oster Front " * 4000
    page, (article,), blocks = page_of(text)
    found = find_mentions(article, passage_of(article, blocks), [])
    assert len(found) <= 60
    again = find_mentions(replace(article), passage_of(article, blocks), [])
    assert found == again
    assert page.text
