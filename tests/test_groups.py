"""Families of groups: what names and phrases belong to, with nations and groups of a folder of our own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from own_data import own_data
from sayso import data
from sayso.model import Mention
from sayso.understand.groups import civilians_of, conflict_of, group_of, groups, may_mean, meaning, side_of

FILES = {
    "nations/oster.yaml": "nations:\n  Oster: {adjectives: [Osterian], capital: Port Averil}\n",
    "groups/oster-rebels.yaml": (
        "name: Osterian armed opposition\ncountry: Oster\nlike: armed-opposition\n"
        "members: [Wide Front]\nwords: [reed men]\nloose: [bandits]\n"
    ),
    "groups/reed-guard.yaml": "name: Reed Guard\ncountry: Oster\nloose: [bandits]\n",
    "groups/marsh-guard.yaml": "name: Marsh Guard\nnames: [Guard of the Marsh]\npart_of: Reed Guard\n",
    "actors/wide-front.yaml": "name: Wide Front\nkind: group\naliases: [WFO]\n",
}


@pytest.fixture(autouse=True)
def oster(tmp_path: Path) -> Iterator[None]:
    with own_data(tmp_path, FILES):
        yield


@pytest.mark.parametrize(
    ("phrase", "country", "group"),
    [
        ("Wide Front", None, "Osterian armed opposition"),
        ("WFO", None, "Osterian armed opposition"),
        ("the Osterian rebels", None, "Osterian armed opposition"),
        ("Oster's opposition fighters", None, "Osterian armed opposition"),
        ("rebels", "Oster", "Osterian armed opposition"),
        ("The rebels", "Oster", "Osterian armed opposition"),
        ("reed men", "Oster", "Osterian armed opposition"),
        ("rebels", None, None),
        ("the regime", "Oster", "Osterian government"),
        ("Osterian regime forces", None, "Osterian government"),
        ("Osterian soldiers", None, "Osterian Armed Forces"),
        ("Guard of the Marsh", None, "Marsh Guard"),
        ("bandits", "Oster", None),
        ("ferrymen", "Oster", None),
        ("", "Oster", None),
    ],
)
def test_what_a_phrase_belongs_to(phrase: str, country: str | None, group: str | None) -> None:
    assert group_of(phrase, country) == group


def test_loose_words_may_mean_several() -> None:
    assert may_mean("the bandits", "Oster") == ("Osterian armed opposition", "Reed Guard")
    assert may_mean("bandits", None) == ()
    assert "Osterian armed opposition" in may_mean("terrorists", "Oster")


def test_a_family_leads_to_its_side() -> None:
    assert side_of("Marsh Guard") == "Reed Guard"
    assert side_of("Osterian Armed Forces") == "Osterian government"
    assert side_of("Osterian government") == "Osterian government"
    assert side_of("nobody's") == "nobody's"


def test_families_that_are_part_of_each_other_end_somewhere(tmp_path: Path) -> None:
    for name, upper in (("A", "B"), ("B", "A")):
        (tmp_path / f"groups/{name.lower()}.yaml").write_text(f"name: {name}\npart_of: {upper}\n")
    with data.also(tmp_path):
        assert side_of("A") in {"A", "B"}


def test_other_files_are_not_answered_from_memory(tmp_path: Path) -> None:
    assert group_of("the reed men", "Oster") == "Osterian armed opposition"
    (tmp_path / "groups/oster-rebels.yaml").write_text("name: Reeds\ncountry: Oster\nwords: [reed men]\n")
    with data.also(tmp_path):
        assert group_of("the reed men", "Oster") == "Reeds"


def test_every_member_is_in_one_family() -> None:
    owners: dict[str, str] = {}
    for group in groups().values():
        for member in group.members:
            assert owners.setdefault(member, group.name) == group.name


@given(st.text(max_size=200), st.sampled_from([None, "Oster", "Nowhere"]))
def test_rubbish_is_no_group_and_no_crash(phrase: str, country: str | None) -> None:
    assert group_of(phrase, country) == group_of(phrase, country)
    may_mean(phrase, country)
    side_of(phrase)


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Osterian warplanes", "Osterian government"),
        ("Oster's air strikes", "Osterian government"),
        ("regime shelling", "Osterian government"),
        ("warplanes", None),
        ("air strikes", None),
    ],
)
def test_arms_and_deeds_tell_a_side_behind_whose_they_are(words: str, group: str | None) -> None:
    assert group_of(words, "Oster") == group


def test_people_who_do_not_fight_are_no_side() -> None:
    assert civilians_of("the villagers") == "civilians"
    assert civilians_of("the rebels") is None
    assert group_of("villagers", "Oster") is None
    assert may_mean("villagers", "Oster") == ()


def test_loose_words_mean_the_only_one_or_who_fights_the_government() -> None:
    assert meaning("militants", "Oster") == "Osterian armed opposition"
    assert meaning("the rebels", "Oster") == "Osterian armed opposition"
    assert meaning("bandits", "Oster") == "Osterian armed opposition"
    assert meaning("rebels", None) == "armed opposition"
    assert meaning("ferrymen", "Oster") is None


STATE = "name: Oster\nkind: organisation\ncountry: Oster\nlike: [armed-forces, government]\nmembers: [Home Guard]\n"


def test_a_state_whose_forces_act_as_one(tmp_path: Path) -> None:
    (tmp_path / "groups/oster.yaml").write_text(STATE, encoding="utf-8")
    with data.also(tmp_path):
        assert {group_of(f"Osterian {words}") for words in ("army", "regime", "jets", "soldiers")} == {"Oster"}
        assert group_of("Home Guard") == side_of("Home Guard") == "Oster"
        assert groups()["Oster"].state
        assert not groups()["Reed Guard"].state


def mentions(*named: tuple[str, str]) -> list[Mention]:
    return [
        Mention(str(n), "a", "e", text, 20 * n, 20 * n + len(text), text, kind) for n, (text, kind) in enumerate(named)
    ]


@pytest.mark.parametrize(
    ("named", "country"),
    [
        ([("Holm", "place")], "Oster"),
        ([("Ordania", "place"), ("Ordania", "place"), ("Holm", "place")], "Oster"),
        ([("Strelmo", "place"), ("Strelmo", "place"), ("Ana Lund", "person")], "Oster"),
        ([("Strelmo", "place")], "Ordania"),
        ([("Ana Lund", "person")], "Oster"),
        ([("Nobody Known", "person")], None),
    ],
)
def test_whose_conflict_an_article_is_about(tmp_path: Path, named: list[tuple[str, str]], country: str | None) -> None:
    (tmp_path / "nations/ordania.yaml").write_text("nations:\n  Ordania: {adjectives: [Ordanian], capital: Strelmo}\n")
    for name, kind, where in (
        ("Holm", "place", "Oster"),
        ("Ordania", "place", "Ordania"),
        ("Strelmo", "place", "Ordania"),
        ("Ana Lund", "person", "Oster"),
    ):
        words = f"name: {name}\nkind: {kind}\ncountry: {where}\n"
        (tmp_path / f"actors/{name.lower().replace(' ', '-')}.yaml").write_text(words, encoding="utf-8")
    with data.also(tmp_path):
        assert conflict_of("", mentions(*named)) == country


@pytest.mark.parametrize(
    ("line", "told"),
    [("like: [armed-forces, nobody]", "'like'"), ("civilian: perhaps", "'civilian'"), ("deeds: raid", "'deeds'")],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "groups/odd.yaml").write_text(f"name: Odd\n{line}\n", encoding="utf-8")
    with data.also(tmp_path), pytest.raises(data.DataError, match=rf"data/groups/odd\.yaml.*{told}"):
        groups()
