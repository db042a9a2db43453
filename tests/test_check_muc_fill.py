"""MUC-4 templates filled from findings, and case given back to texts in capitals; all places are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented_places import invent
from sayso import data
from sayso.check.muc_fill import fill
from sayso.check.muc_keys import MucText, Template
from sayso.check.muc_messages import dateline_of, prepared
from sayso.check.truecase import CaseModel
from understanding import RULES

COUNTRIES = ("XV",)
PLAIN = """
The rebels attacked the bridge and killed three peasants in the town on Sunday. A bomb exploded near the farm this
morning and wounded two guards. Unidentified men kidnapped the mayor yesterday, the police said. Four workers were hurt.
Members of the front said in Oster that Ana Lund had burned the mill. Later Per Falk of Holm went to see it.
Soldiers and guerrillas fought in the hills, and he was told.
""".replace("\n", " ")


@pytest.fixture(autouse=True, scope="module")
def veskara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        invent(tmp_path_factory.mktemp("places"), patch)
        yield
    data.forget()


def cases() -> CaseModel:
    model = CaseModel()
    model.learn_texts([PLAIN] * 3)
    model.learn_names(["Port Averil", "Veskara", "Veskaran", "Tarnow", "Wide Front"], weight=20)
    return model


def filled(text: str) -> list[Template]:
    return fill(MucText("DEV-MUC3-9001", text), cases(), RULES, COUNTRIES)


def only(text: str) -> dict[str, object]:
    (template,) = filled(f"\n   PORT AVERIL, 4 FEB 90 (VPA) -- [TEXT] {text}\n\n")
    numbers = {filler.values[0]: filler.tags[0] for filler in template.slots.get(21, ())}
    return {"type": template.first(4), "date": template.first(2), "place": template.first(3), "victims": numbers}


def test_a_dateline_tells_where_and_when() -> None:
    found = dateline_of("\n   PORT AVERIL, 4 FEB 90 (VPA) -- [TEXT] NOTHING.", COUNTRIES)
    assert (found.country, found.day) == ("Veskara", date(1990, 2, 4))
    assert dateline_of("\n   SUVVA (BORLAND), 14 MAR 89 -- X", COUNTRIES).country == "Borland"
    assert dateline_of("NOTHING OF THE KIND").day is None


def test_an_incident_has_its_type_day_place_and_victims() -> None:
    assert only("A BOMB EXPLODED IN TARNOW YESTERDAY AND KILLED THREE PEASANTS.") == {
        "type": "BOMBING",
        "date": "03 FEB 90",
        "place": "VESKARA: TARNOW (CITY)",
        "victims": {"3": "PEASANTS"},
    }


def test_a_day_that_nothing_tells_is_not_later_than_the_dateline() -> None:
    found = only("UNIDENTIFIED MEN KIDNAPPED THE MAYOR OF TARNOW.")
    assert (found["type"], found["date"]) == ("KIDNAPPING", "- 04 FEB 90")
    assert only("UNIDENTIFIED MEN KIDNAPPED THE MAYOR ON FRIDAY.")["date"] == "- 04 FEB 90"  # weekdays: 7.3, note 1


def test_two_kinds_of_victims_are_two_fillers() -> None:
    assert only("A BOMB EXPLODED AND KILLED THREE PEASANTS AND TWO WORKERS.")["victims"] == {
        "3": "PEASANTS",
        "2": "WORKERS",
    }


def test_days_and_places_that_differ_make_two_incidents() -> None:
    text = "A BOMB EXPLODED IN TARNOW TODAY.\n\n   A BOMB EXPLODED IN PORT AVERIL ON 2 FEBRUARY.\n"
    found = filled(f"   PORT AVERIL, 4 FEB 90 (VPA) -- [TEXT] {text}")
    assert [(one.first(3), one.first(2)) for one in found] == [
        ("VESKARA: TARNOW (CITY)", "04 FEB 90"),
        ("VESKARA: PORT AVERIL (CITY)", "02 FEB 90"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "THE REBELS KILLED THREE SOLDIERS IN TARNOW.",  # war
        "THE REBELS DID NOT ATTACK THE BRIDGE IN TARNOW.",
        "A BOMB EXPLODED IN SUVVA IN BORLAND AND KILLED THREE PEASANTS.",  # elsewhere
        "A BOMB EXPLODED IN TARNOW ON 2 MAY 1988 AND KILLED THREE PEASANTS.",  # long ago
        "THE MAYOR OPENED A BRIDGE IN TARNOW.",
    ],
)
def test_what_the_task_does_not_ask_for_fills_no_template(text: str) -> None:
    assert filled(f"   PORT AVERIL, 4 FEB 90 (VPA) -- [TEXT] {text}\n") == []


def test_what_is_prepared_keeps_every_character_at_its_place() -> None:
    message = MucText(
        "DEV-MUC3-9001", "\n   PORT AVERIL, 4 FEB 90 (VPA) -- [TEXT] THE REBELS\nATTACKED TARNOW.\n\n   MORE.\n"
    )
    page, article, blocks = prepared(message, cases(), dateline_of(message.text, COUNTRIES))
    assert len(page.text) == len(message.text)
    assert "The rebels attacked Tarnow." in page.text
    assert article.published == "1990-02-04"
    assert [page.text[one.start : one.end] for one in blocks][-1] == "More."


def test_case_comes_back_by_what_other_texts_do() -> None:
    text = 'THE WIDE FRONT ATTACKED THE BRIDGE. "MEMBERS" OF THE TOWN [WF] FOUGHT IN PORT AVERIL, THE WF SAID.'
    assert cases().restore(text) == (
        'The Wide Front attacked the bridge. "Members" of the town [WF] fought in Port Averil, the WF said.'
    )


def test_names_never_seen_get_a_capital_and_a_months_name_behind_a_day() -> None:
    assert cases().restore("HE WAS TOLD THAT XUQRIZ WAS HURT ON 3 MAY.") == "He was told that Xuqriz was hurt on 3 May."


def test_small_words_in_names_stay_small_and_abbreviations_in_capitals() -> None:
    model = CaseModel()
    model.learn_names(["SIERRA DE LA TARN"], weight=3)
    model.learn_abbreviations(["OVA"])
    model.learn_words(["THE WIND FROM AND OF"], weight=9)
    assert (
        model.restore("THE WIND FROM SIERRA DE LA TARN AND OVA'S WIND")
        == "The wind from Sierra de la Tarn and OVA's wind"
    )


@given(st.text(max_size=200))
def test_no_text_changes_its_length_or_its_letters(text: str) -> None:
    made = CaseModel().restore(text)
    assert len(made) == len(text)
    assert all(one == other or one.lower() == other.lower() for one, other in zip(made, text, strict=True))
