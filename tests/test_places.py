"""Places of invented articles: which names are places, which place a name means, what the words around make of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from invented_places import invent
from sayso import data
from sayso.model import Mention, Place, content_id
from sayso.understand import passage_of
from sayso.understand.places import find_places, folding, happens_at, look_up
from understanding import page_of

GOLD = Path(__file__).parent / "gold"


@pytest.fixture(autouse=True, scope="module")
def veskara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        invent(tmp_path_factory.mktemp("places"), patch)
        yield
    data.forget()


def places(text: str, *marked: tuple[str, str], focus: tuple[str, ...] = (), **given: object) -> list[Place]:
    """Return the places of an article; ``marked`` are words with the kind that a reader gives them."""
    page, (article,), blocks = page_of(text, **given)  # type: ignore[arg-type]
    mentions = []
    for words, kind in marked:
        start = article.start + text.index(words)
        mentions.append(Mention(words, article.id, "e", words, start, start + len(words), words, kind))
    found = find_places(article, passage_of(article, blocks), mentions, focus)
    assert all(page.text[place.start : place.end] == place.text for place in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    return list(found)


def names(text: str, *marked: tuple[str, str], **given: object) -> list[tuple[str, str | None]]:
    """Return the words and the chosen names of an article's places."""
    return [(place.text, place.name) for place in places(text, *marked, **given)]  # type: ignore[arg-type]


def test_a_place_carries_all_that_is_known_of_it() -> None:
    (place,) = places("Shells fell in Port Averil on Sunday.")
    assert (place.name, place.kind, place.country, place.region) == ("Port Averil", "town", "Veskara", "Averil")
    assert (place.latitude, place.longitude, place.radius_km) == (51.2, 3.1, 6.0)
    assert place.gazetteer_id == "sayso:veskara/port-averil"
    assert place.id == content_id("place", place.article_id, 15, 26)
    assert happens_at(place)


def test_the_country_an_article_is_about_decides_between_towns_of_one_name() -> None:
    assert places("The ferry reached Melk Harbour in Veskara.")[0].latitude == 51.4
    assert places("The ferry reached Melk Harbour in Borland.")[0].latitude == 10.5
    assert places("A Veskaran ferry reached Melk Harbour.")[0].country == "Veskara"
    assert places("A ferry reached Melk Harbour.", ("Melk Harbour", "place"), focus=("XV",))[0].country == "Veskara"


def test_rather_none_than_a_wrong_one() -> None:
    (unclear,) = places("A ferry reached Melk Harbour.", ("Melk Harbour", "place"))
    assert (unclear.name, unclear.latitude, unclear.gazetteer_id, unclear.how) == (None, None, None, "unknown")
    assert names("A ferry reached Ravno.") == []
    assert names("A ferry reached Quennel.", ("Quennel", "place")) == [("Quennel", None)]
    kiln = places("Rain in Veskara. The Kiln neighbourhood was dry.")[-1:]
    assert [place.text for place in kiln] == ["Veskara"]  # two quarters have the name, and nothing tells which


def test_the_articles_other_places_decide_between_quarters_of_one_name() -> None:
    tarnow = places("In Tarnow a bridge fell. Boats left Tarnow. In Kiln the market closed.")[-1]
    averil = places("In Port Averil a bridge fell. Boats left Port Averil. In Kiln the market closed.")[-1]
    assert (tarnow.name, tarnow.how) == ("Kiln (Tarnow)", "near")
    assert (averil.name, averil.how) == ("Kiln (Port Averil)", "near")


def test_what_the_words_state_decides() -> None:
    text = "Boats left Port Averil. Port Averil is quiet. The bridge in Kiln, Tarnow, fell."
    assert [place.how for place in places(text) if place.text == "Kiln"] == ["stated"]
    assert [place.name for place in places(text) if place.text == "Kiln"] == ["Kiln (Tarnow)"]
    ravno = places("Veskaran boats. The ferry left Ravno, Veskara, at noon.", ("Ravno", "place"))[0]
    assert ravno.how == "unknown"  # the only Ravno lies in another country than the words say


@pytest.mark.parametrize(
    ("words", "kind", "radius"),
    [
        ("Averil province", "region", 40.0),
        ("province of Averil", "region", 40.0),
        ("rural Tarnow", "district", 40.0),
        ("Tarnow countryside", "district", 40.0),
        ("south of Tarnow", "town", 40.0),
        ("eastern Tarnow", "town", 40.0),
        ("town of Tarnow", "town", 4.0),
        ("outskirts of Tarnow", "district", 40.0),
        ("Tarnow airport", "feature", 15.0),
        ("Northern Averil", "district", 8.0),
        ("northern Averil", "district", 8.0),
    ],
)
def test_words_beside_a_name_say_what_it_is_and_how_far_it_reaches(words: str, kind: str, radius: float) -> None:
    found = places(f"In Veskara fires burnt in {words} on Sunday.")[-1]
    assert (found.text, found.kind, found.radius_km) == (words, kind, radius)


def test_bodies_and_people_named_like_places_are_none() -> None:
    assert names("Tarnow Media Centre wrote of Veskara.") == [("Veskara", "Veskara")]
    assert names("Mr Ravno Falk spoke in Veskara.") == [("Veskara", "Veskara")]
    assert names("In Veskara, Mia Tarnow spoke.") == [("Veskara", "Veskara")]
    assert names("In Veskara, Tarnow wept.", ("Tarnow", "person")) == [("Veskara", "Veskara")]
    assert names("The Bank of Tarnow closed in Veskara.", ("Bank of Tarnow", "organisation")) == [
        ("Veskara", "Veskara")
    ]


def test_a_place_within_a_description_is_one() -> None:
    found = names("A nurse in Tarnow said it was calm in Veskara.", ("A nurse in Tarnow", "person"))
    assert found == [("Tarnow", "Tarnow"), ("Veskara", "Veskara")]


def test_a_marked_name_of_several_words_is_known_again_behind_in() -> None:
    told = "Rain fell on the village of Elder Quennel. A barn burnt down in Elder Quennel. It hurt Elder Quennel."
    found = places(told, ("Elder Quennel", "place"))
    assert [(place.text, place.name) for place in found] == [
        ("village of Elder Quennel", None),
        ("Elder Quennel", None),
    ]
    assert found[1].start - found[0].end == told.index(" Elder Quennel. It") + 1 - told.index(". A barn")
    assert len(places("Rain fell on Quennel. A barn burnt down in Quennel.", ("Quennel", "place"))) == 1


def test_what_is_named_after_a_small_town_is_not_there() -> None:
    assert names("In Veskara a Tarnow Street sign fell.") == [("Veskara", "Veskara")]
    assert names("In Veskara a Port Averil hospital closed.") == [("Veskara", "Veskara")]
    assert names("Rain fell in Port Averil. A Port Averil hospital closed.")[-1][0] == "Port Averil hospital"


@pytest.mark.parametrize(
    "words", ["Port Averil said it regrets this.", "Talks with Port Averil failed.", "Veskara has denied it."]
)
def test_a_government_is_marked_as_such(words: str) -> None:
    (place,) = places(words)
    assert place.how.endswith("; metonymy")
    assert place.latitude is not None
    assert not happens_at(place)


@pytest.mark.parametrize(
    "words", ["People in Port Averil said it rained.", "It rained in Veskara.", "Tarnow said it rained."]
)
def test_a_place_where_people_are_is_no_government(words: str) -> None:
    assert all(happens_at(place) for place in places(words))


def test_where_a_report_was_written_is_marked() -> None:
    found = places("PORT AVERIL (Harbour Radio) - A bridge fell in Tarnow.")
    assert [(place.name, happens_at(place)) for place in found] == [("Port Averil", False), ("Tarnow", True)]


def test_a_list_of_countries_without_commas_is_no_town_in_one_of_them() -> None:
    assert [place.kind for place in places("Ships from Veskara Borland met.")] == ["country", "country"]


def test_lost_commas_and_apostrophes() -> None:
    assert names("Rain fell in Tarnow Veskara on Sunday.") == [("Tarnow", "Tarnow"), ("Veskara", "Veskara")]
    assert names("Rain fell on Veskaras Tarnow.") == [("Veskara", "Veskara"), ("Tarnow", "Tarnow")]


@pytest.mark.parametrize(
    "spelling", ["Deir el-Oster", "Dayr al Ustir", "Deir Al-Ostir", "DEIR EL-OSTER", "Dêir el-Ostér"]
)
def test_spellings_of_one_name(spelling: str) -> None:
    found = places(f"In Veskara rain fell in {spelling} on Sunday.")
    assert [place.name for place in found][-1] == "Deir el-Oster"


def test_a_towns_spelling_that_no_list_has() -> None:
    assert (
        names("In Veskara rain fell near the village of Khan el-Tash.", ("Khan el-Tash", "place"))[-1][1]
        == "Khan al-Tesh"
    )


@pytest.mark.parametrize(
    "spellings", yaml.safe_load((GOLD / "spellings.yaml").read_text(encoding="utf-8")), ids=lambda s: s[0]
)
def test_real_spellings_fold_to_one(spellings: list[str]) -> None:
    assert len({folding.folded(spelling) for spelling in spellings}) == 1
    assert folding.folded(spellings[0])


def test_different_names_stay_apart() -> None:
    folded = [folding.folded(name) for name in ("Oster", "Tarnow", "Port Averil", "Melk Harbour", "Ravno", "Kharad")]
    assert len(set(folded)) == len(folded)


def test_looking_up_shows_all_and_the_chosen_first() -> None:
    rows = look_up("Melk Harbour", ("XV",))
    assert [(entry.country, chosen) for entry, chosen, _ in rows] == [("XV", True), ("XB", False)]
    assert look_up("Nowhere at all") == []


WORDS = st.sampled_from(
    [
        *("Port", "Averil", "Tarnow", "Kiln", "Veskara", "Melk", "Harbour", "Deir", "el-Oster", "al-", "in", "of"),
        *("near", "the", "province", "Mr", "said", ",", ".", "(", "'", "’s", "-", "X", "\n", "é", "7"),
    ]
)


@given(st.one_of(st.lists(WORDS, max_size=40).map(" ".join), st.text(max_size=200)))
def test_any_text_gives_anchored_places_and_the_same_again(text: str) -> None:
    first, again = places(text), places(text)
    assert first == again
    for place in first:
        assert (place.name is None) == (place.latitude is None) == (place.gazetteer_id is None)


def test_a_long_list_of_names_is_read_in_time() -> None:
    text = " ".join(f"in Q{chr(97 + n % 26)}{n}, in Tarnow," for n in range(4000)) + " A" * 5000
    assert len(places(text)) == 4000
