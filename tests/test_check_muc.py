"""MUC-4's keys and scorer, on an invented country."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.check import muc_keys
from sayso.check.files import GoldError
from sayso.check.muc import mapping, score
from sayso.check.muc_keys import Filler, Template, read_keys, read_texts
from sayso.check.muc_slots import days, levels, string, worth

KEYS = """;;; a remark
0.  MESSAGE: ID                     DEV-MUC3-9001
1.  MESSAGE: TEMPLATE               1
2.  INCIDENT: DATE                  02 FEB 90
3.  INCIDENT: LOCATION              VESKARA: OSTER (CITY)
4.  INCIDENT: TYPE                  BOMBING
8.  PERP: INCIDENT CATEGORY         TERRORIST ACT
9.  PERP: INDIVIDUAL ID             "TWO MEN" / "MEN"
10. PERP: ORGANIZATION ID           "WIDE FRONT" / "WF"
11. PERP: ORGANIZATION CONFIDENCE   SUSPECTED OR ACCUSED BY AUTHORITIES: "WIDE FRONT" / "WF"
18. HUM TGT: NAME                   "ANA LUND"
19. HUM TGT: DESCRIPTION            "JUDGE": "ANA LUND"
                                    "\\"GREY / GREEN\\" GUARDS"
21. HUM TGT: NUMBER                 1: "ANA LUND"
                                    ? 3 / 3-: "\\"GREY / GREEN\\" GUARDS" /
                                    "GUARDS"

0.  MESSAGE: ID                     DEV-MUC3-9001
1.  MESSAGE: TEMPLATE               2 (OPTIONAL)
2.  INCIDENT: DATE                  (- 04 FEB 90) / (01 FEB 90 - 04 FEB 90)
3.  INCIDENT: LOCATION              VESKARA: OSTER (CITY) - HOLM (TOWN)
4.  INCIDENT: TYPE                  ARSON
6.  INCIDENT: INSTRUMENT ID         *

0.  MESSAGE: ID                     DEV-MUC3-9002
1.  MESSAGE: TEMPLATE               *
4.  INCIDENT: TYPE                  *
"""


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, list[Template]]:
    path = tmp_path / "key"
    path.write_text(KEYS)
    return read_keys(path)


def response(message: str = "DEV-MUC3-9001", **slots: list[str] | str) -> Template:
    numbers = {"date": 2, "place": 3, "type": 4, "confidence": 11, "victims": 21}
    made = {}
    for name, lines in slots.items():
        given = [lines] if isinstance(lines, str) else lines
        made[numbers[name]] = muc_keys.read_fillers(numbers[name], given)
    return Template(message, "1", made)


def test_keys_are_read_with_alternatives_tags_and_what_is_optional(keys: dict[str, list[Template]]) -> None:
    first, second = keys["DEV-MUC3-9001"]
    assert keys["DEV-MUC3-9002"] == []
    assert (first.optional, second.optional) == (False, True)
    assert first.slots[9] == (Filler(("TWO MEN", "MEN")),)
    assert first.slots[11] == (Filler(("SUSPECTED OR ACCUSED BY AUTHORITIES",), ("WIDE FRONT", "WF")),)
    assert first.slots[19][1] == Filler(('"GREY / GREEN" GUARDS',))
    assert first.slots[21][1] == Filler(("3", "3-"), ('"GREY / GREEN" GUARDS', "GUARDS"), optional=True)
    assert 6 not in second.slots


def test_texts_are_cut_at_their_ids(tmp_path: Path) -> None:
    path = tmp_path / "texts"
    path.write_text("DEV-MUC3-9001\n\n   OSTER, 4 FEB 90 -- [TEXT] NOTHING.\n\nDEV-MUC3-9002 (X)\n\n   MORE.\n")
    first, second = read_texts(path)
    assert (first.id, second.id) == ("DEV-MUC3-9001", "DEV-MUC3-9002")
    assert first.text.strip() == "OSTER, 4 FEB 90 -- [TEXT] NOTHING."


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "holds no template"),
        ("0.  MESSAGE: ID      DEV-MUC3-9001\nBOMBING\n", "line 2"),
        ("0.  MESSAGE: ID      DEV-MUC3-9001\n2.  INCIDENT: DATE   " + "1" * 5000, "longer than"),
    ],
)
def test_what_is_no_key_is_told_with_its_file_and_line(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    with pytest.raises(GoldError, match=told) as error:
        read_keys(path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize(
    ("slot", "ours", "theirs", "points"),
    [
        (4, "BOMBING", "BOMBING", 1),
        (4, "ATTACK", "BOMBING", 0.5),
        (4, "BOMBING", "ATTACK", 0),
        (2, "02 FEB 90", "2 FEB 90", 1),
        (2, "02 FEB 90", "01 FEB 90 - 04 FEB 90", 0.5),
        (2, "02 FEB 90", "- 04 FEB 90", 0.5),
        (2, "05 FEB 90", "- 04 FEB 90", 0),
        (2, "02 JUN 89", "- 04 FEB 90", 0),  # not recent
        (2, "- 04 FEB 90", "01 FEB 90 - 04 FEB 90", 0.5),
        (2, "- 04 FEB 90", "04 FEB 90", 0.5),
        (2, "- 04 FEB 90", "03 FEB 90", 0),
        (2, "- 04 FEB 90", "(- 04 FEB 90) / (01 FEB 90 - 04 FEB 90)", 1),
        (3, "VESKARA: OSTER (TOWN)", "VESKARA: OSTER (CITY)", 1),
        (3, "VESKARA: OSTER (DEPARTMENT)", "VESKARA: OSTER (CITY)", 0.5),
        (3, "VESKARA", "VESKARA: OSTER (CITY)", 0.5),
        (3, "VESKARA: HOLM (CITY)", "VESKARA", 0.5),
        (3, "LERIA: OSTER (CITY)", "VESKARA: OSTER (CITY)", 0.5),
        (3, "LERIA", "VESKARA", 0),
        (3, "VESKARA: HOLM (TOWN)", "VESKARA: OSTER (CITY) - HOLM (TOWN)", 0.5),
        (3, "VESKARA: OSTER (CITY) - HOLM (TOWN)", "VESKARA: OSTER (CITY) - HOLM (TOWN)", 1),
        (21, '3: "GUARDS"', '3: "GUARDS"', 1),
        (21, '3: "PEOPLE"', '3: "GUARDS"', 0.5),
        (21, '3: "GUARDS"', '3 - 5: "GUARDS"', 0.5),
        (21, '3: "PEOPLE"', '~3: "GUARDS"', 0.5),
        (21, '4: "GUARDS"', '3: "GUARDS"', 0),
        (21, 'PLURAL: "THE GUARDS"', '6 / PLURAL: "GUARDS"', 1),
        (11, 'SUSPECTED OR ACCUSED: "X"', 'SUSPECTED OR ACCUSED BY AUTHORITIES: "WF"', 0.5),
        (11, 'POSSIBLE: "WF"', 'REPORTED AS FACT: "WF"', 0),
        (20, 'POLITICAL FIGURE: "LUND"', 'GOVERNMENT OFFICIAL: "LUND"', 0.5),
    ],
)
def test_what_a_filler_is_worth(slot: int, ours: str, theirs: str, points: float) -> None:
    (one,), (key,) = muc_keys.read_fillers(slot, [ours]), muc_keys.read_fillers(slot, [theirs])
    assert worth(slot, one, key) == points


@pytest.mark.parametrize(
    ("ours", "theirs", "points"),
    [
        ("THE 3 GUARDS", "GUARDS", 1),
        ("OLD GUARDS", "GUARDS", 1),
        ("GUARDS WHO HAD LEFT", "GUARDS", 0.5),
        ("LUND", "ANA LUND", 0.5),
        ("LUNDQVIST", "ANA LUND", 0),
    ],
)
def test_strings_are_compared_by_the_words_that_count(ours: str, theirs: str, points: float) -> None:
    assert string(ours, theirs) == points


def test_templates_are_mapped_by_their_contents_not_by_their_order(keys: dict[str, list[Template]]) -> None:
    arson = response(type="ARSON", place="VESKARA: HOLM (TOWN)")
    bombing = response(type="BOMBING", date="02 FEB 90")
    attack = response(type="ATTACK", date="02 FEB 90")
    pairs = mapping(keys["DEV-MUC3-9001"], [attack, arson, bombing])
    assert [(one.first(4), key.first(4)) for one, key in pairs] == [("ARSON", "ARSON"), ("BOMBING", "BOMBING")]


def test_templates_of_other_types_are_not_mapped(keys: dict[str, list[Template]]) -> None:
    assert mapping(keys["DEV-MUC3-9001"], [response(type="KIDNAPPING", date="02 FEB 90")]) == []


def test_optional_templates_and_fillers_are_not_missed(keys: dict[str, list[Template]]) -> None:
    told = response(
        type="BOMBING",
        date="02 FEB 90",
        place="VESKARA: OSTER (CITY)",
        confidence='SUSPECTED OR ACCUSED BY AUTHORITIES: "WIDE FRONT"',
        victims='1: "LUND"',
    )
    found = score(keys, {"DEV-MUC3-9001": [told]})
    assert found.templates.missing == found.templates.spurious == 0
    assert {name: tally.recall for name, tally in found.all_templates.items()} == {
        "incident type": 1.0,
        "incident date": 1.0,
        "incident location": 1.0,
        "victim number": 0.5,  # a part of the name
        "perpetrator confidence": 1.0,
    }


def test_what_is_not_in_the_key_is_spurious_and_what_is_not_found_missing(keys: dict[str, list[Template]]) -> None:
    given = {
        "DEV-MUC3-9001": [response(type="ATTACK", victims=['1: "ANA LUND"', '7: "COOKS"'])],
        "DEV-MUC3-9002": [response("DEV-MUC3-9002", type="ATTACK", date="02 FEB 90")],
    }
    found = score(keys, given)
    kinds, dates = found.all_templates["incident type"], found.all_templates["incident date"]
    assert (kinds.partial, kinds.spurious, kinds.recall, kinds.precision) == (1, 1, 0.5, 0.25)
    assert (dates.missing, dates.spurious, dates.recall, dates.precision, dates.f1) == (1, 1, 0.0, 0.0, 0.0)
    assert found.matched_missing["incident type"].precision == 0.5
    victims = found.all_templates["victim number"]
    assert (victims.correct, victims.spurious, victims.f1) == (1, 1, pytest.approx(2 / 3))
    assert any("DEV-MUC3-9002 incident date" in line for line in found.errors)


def test_a_key_answers_itself(keys: dict[str, list[Template]]) -> None:
    found = score(keys, keys)
    assert {tally.f1 for tally in found.all_templates.values()} == {1.0}
    assert found.errors == []


def test_days_and_levels_are_parts_of_their_fillers() -> None:
    first, last = days("31 DEC 89 - 02 JAN 90") or (None, None)
    assert (str(first), str(last)) == ("1989-12-31", "1990-01-02")
    assert days("99 FEB 90") is None
    assert levels("VESKARA: OSTER (DEPARTMENT): HOLM (VILLAGE)") == [
        ("VESKARA", ""),
        ("OSTER", "DEPARTMENT"),
        ("HOLM", "TOWN"),
    ]
