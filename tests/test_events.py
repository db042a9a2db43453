"""What is said to have happened: invented articles in, events and casualties out."""

from __future__ import annotations

import time as clock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso import data
from sayso.data import DataError
from sayso.model import BLAME_CONFIDENCES, MODALITIES, Casualties, Event, Page, Place, Time, content_id
from sayso.understand import passage_of, understand
from sayso.understand.events import find_events
from sayso.understand.events.lexicon import lexicon
from sayso.understand.events.sentence_types import type_of_sentence
from understanding import RULES, page_of


def told(
    text: str, *, places: dict[str, str] | None = None, times: dict[str, tuple[str, str]] | None = None
) -> tuple[Page, tuple[Event, ...], tuple[Casualties, ...]]:
    """Return events and casualties of an article of these words, with ``places`` and ``times`` where they stand."""
    page, articles, blocks = page_of(text)
    (article,) = articles
    found = understand(page, articles, blocks, RULES)
    where = [
        Place(
            content_id(words, at), article.id, at, at + len(words), words, words, kind,
            None, None, 1.0, 2.0, None, None, "named",
        )
        for words, kind in (places or {}).items()
        for at in _all(page.text, words)
    ]  # fmt: skip
    when = [
        Time(content_id(words, at), article.id, at, at + len(words), words, "DATE", first, first, last, "published")
        for words, (first, last) in (times or {}).items()
        for at in _all(page.text, words)
    ]
    return page, *find_events(article, passage_of(article, blocks), found.mentions, found.attributions, when, where)


def _all(text: str, words: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(words, at)]


def only(text: str, **given: object) -> Event:
    _, events, _ = told(text, **given)  # type: ignore[arg-type]
    assert len(events) == 1, [(one.type, one.trigger.text) for one in events]
    return events[0]


def test_one_happening_is_one_event_and_its_trigger_is_the_deed() -> None:
    made = only("Air strikes killed 12 villagers and wounded dozens near the ferry.")
    assert (made.type, made.mode, made.trigger.text) == ("ASSAULT", "aerial", "Air strikes")
    assert (made.killed_low, made.killed_high, made.injured_low, made.injured_high) == (12, 12, 24, None)
    assert made.victims == "civilians"
    assert made.recipients == ("civilians",)


def test_harm_is_the_trigger_where_no_deed_is_told() -> None:
    made = only("Four ferrymen were killed in Holm on the way home.")
    assert (made.trigger.text, made.mode, made.killed_low) == ("killed", "other", 4)


def test_harm_and_deed_are_one_trigger_side_by_side() -> None:
    assert only("Four ferrymen were killed in a car bomb blast.").trigger.text == "killed in a car bomb blast"


@pytest.mark.parametrize(
    ("sentence", "mode"),
    [
        ("Warplanes attacked the harbour, killing two nurses.", "aerial"),
        ("Rebels fired mortar shells at the school, killing two nurses.", "heavy-weapons"),
        ("A suicide bomber attacked the market, killing two nurses.", "suicide-attack"),
        ("An attack with sarin killed two nurses.", "unconventional"),
    ],
)
def test_the_weapon_tells_the_mode(sentence: str, mode: str) -> None:
    assert only(sentence).mode == mode


def test_who_says_so_and_whom_it_befell_did_not_do_it() -> None:
    made = only("Four rebels were blown up by their own stores, Ana Lund of the Oster ministry explained.")
    assert made.actors == ()
    assert made.recipients == ("armed opposition",)
    made = only("Holm ferry: three or more soldiers killed, the ministry says.")
    assert made.actors == ()
    made = only("The rebels never shelled a market, Ana Lund claims.")
    assert (made.actors, made.recipients) == (("armed opposition",), ())


def test_an_alliance_is_one_party_however_it_is_written() -> None:
    for words in ("US-led coalition", "U.S.-led coalition"):
        assert only(f"A {words} air strike hit the harbour of Holm.").actors == ("US-led coalition",)


def test_doers_before_behind_and_by() -> None:
    assert only("Rebels shelled the harbour of Holm, killing two nurses.").actors == ("armed opposition",)
    assert only("Two nurses were killed in shelling by rebels.").actors == ("armed opposition",)
    assert only("Rebel shelling killed two nurses.").actors == ("armed opposition",)
    assert only("Shelling killed two nurses.").actors == ()


def test_the_nation_stands_before_a_family() -> None:
    made = only("French rebels shelled the harbour in France, killing two nurses.")
    assert made.actors == ("French armed opposition",)


@pytest.mark.parametrize(
    ("sentence", "modality"),
    [
        ("Rebels shelled the harbour of Holm.", "asserted"),
        ("Rebels have not shelled the harbour of Holm.", "denied"),
        ("Rebels will shell the harbour of Holm.", "planned"),
        ("Rebels could shell the harbour of Holm.", "hypothetical"),
    ],
)
def test_modality(sentence: str, modality: str) -> None:
    assert only(sentence).modality == modality


def test_blame_says_how_sure_and_who() -> None:
    flat = only("Rebels shelled the harbour of Holm, killing two nurses.")
    assert (flat.blame, flat.blame_confidence, flat.attribution_id) == ("armed opposition", "fact", None)
    said = only("Minister Ana Lund said that rebels shelled the harbour of Holm, killing two nurses.")
    assert (said.blame_confidence, said.attribution_id is not None) == ("claimed", True)
    suspected = only("Suspected rebel shelling killed two nurses.")
    assert suspected.blame_confidence == "suspected"
    assert only("Shelling killed two nurses.").blame_confidence is None


def test_place_and_date_are_the_nearest_and_carry_on() -> None:
    _, events, _ = told(
        "Air strikes killed 12 villagers in Holm on Tuesday. Nine sailors were killed in air strikes in Averil.",
        places={"Holm": "town", "Averil": "town"},
        times={"Tuesday": ("2020-05-05", "2020-05-05")},
    )
    assert [(one.place, one.killed_low, one.date_from) for one in events] == [
        ("Holm", 12, "2020-05-05"),
        ("Averil", 9, "2020-05-05"),
    ]


@pytest.mark.parametrize(
    ("text", "words", "days", "made"),
    [
        (
            "Shelling of Holm since mid-May has killed nine villagers.",
            "mid-May",
            ("2020-05-11", "2020-05-21"),
            ("2020-05-15", "2020-05-21"),
        ),
        ("Shelling since May has killed nine villagers.", "May", ("2020-05-01", "2020-05-31"), None),
        ("Air strikes hit Holm in May and the army has since left.", "May", ("2020-05-01", "2020-05-31"), None),
    ],
)
def test_since_when(text: str, words: str, days: tuple[str, str], made: tuple[str, str] | None) -> None:
    _, (event, *_), _ = told(text, places={"Holm": "town"}, times={words: days})
    assert (event.date_from, event.date_to) == (made or days)


def test_the_same_happening_is_told_once_and_differing_counts_stand_apart() -> None:
    _, once, _ = told("Air strikes killed 12 villagers. The air strikes killed 12 villagers, it was said again.")
    assert len(once) == 1
    _, both, _ = told(
        "Ana Lund said air strikes killed 12 villagers. Pieter Holm said the air strikes killed 20 villagers."
    )
    assert [one.killed_low for one in both] == [12, 20]


def test_tolls_of_a_war_belong_to_no_event() -> None:
    _, events, casualties = told("More than 3,000 people have been killed since the war began in May 2004.")
    assert events == ()
    assert [(one.low, one.high, one.best, one.cumulative, one.event_id) for one in casualties] == [
        (3001, None, 3000, True, None)
    ]


def test_casualties_point_to_their_event() -> None:
    _, (event,), casualties = told("Air strikes killed 12 villagers and wounded 30.")
    assert [(one.harm, one.event_id) for one in casualties] == [("killed", event.id), ("injured", event.id)]


def test_what_looks_like_an_attack_and_is_none() -> None:
    for sentence in (
        "The vote killed the bill.",
        "Workers went on a hunger strike last week in Holm.",
        "The sides struck a balance.",
        "A heart attack ended the race.",
    ):
        _, events, _ = told(sentence)
        assert [one for one in events if one.type == "ASSAULT"] == [], sentence


def test_other_deeds() -> None:
    assert only("Rebels withdrew from the harbour of Holm.").type == "RETREAT"
    assert only("Rebels agreed to leave Holm.").type == "AGREE"


def test_every_cell_has_its_words() -> None:
    page, events, casualties = told(
        "Minister Ana Lund said that rebels shelled Holm on Tuesday, killing two nurses. They could shell it again.",
        places={"Holm": "town"},
        times={"Tuesday": ("2020-05-05", "2020-05-05")},
    )
    cells = {cell.what: cell.text for cell in events[0].evidence}
    assert cells["actors"] == "rebels"
    assert cells["killed"] == "two nurses"
    assert cells["place"] == "Holm"
    assert cells["date"] == "Tuesday"
    for cell in (*events[0].evidence, *casualties, events[0].trigger):
        assert page.text[cell.start : cell.end] == cell.text


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Oster condemned the ban.", "ACCUSE"),
        ("Oster will visit Veskara next week.", "AGREE"),
        ("Oster must return the ships.", "REQUEST"),
        ("Oster threatened to leave the talks.", "THREATEN"),
        ("Oster would boycott the vote unless it is moved.", "THREATEN"),
        ("Farmers began a hunger strike to demand their land.", "PROTEST"),
        ("Oster suspended aid to Veskara.", "SANCTION"),
        ("Oster expelled two diplomats.", "SANCTION"),
        ("Oster failed to reach an agreement.", "REJECT"),
        ("A boat sails.", None),
    ],
)
def test_type_of_a_sentence(sentence: str, kind: str | None) -> None:
    assert type_of_sentence(sentence) == kind


PARTS = st.sampled_from(
    [
        *"“”\"'.,;:()—-\n ",
        *(f" {words}" for words in (
            "killed", "at least", "19", "1,200", "people", "including", "three children", "and", "were", "wounded",
            "air strikes", "shelling", "by", "rebels", "the army", "Ana Lund", "said that", "denied", "will", "if",
            "not", "since 2011", "death toll", "rose to", "between", "20-30", "no casualties", "in Holm", "dozens of",
            "a family of five", "fled", "taken hostage", "withdrew", "signed an agreement", "9999999999", "one two",
        )),
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARTS | st.text(max_size=4), max_size=40).map("".join))
def test_anchored_known_values_and_the_same_again(text: str) -> None:
    if not text.strip():
        return
    page, events, casualties = told(text)
    for one in events:
        assert one.modality in MODALITIES
        assert one.blame_confidence is None or one.blame_confidence in BLAME_CONFIDENCES
        assert page.text[one.trigger.start : one.trigger.end] == one.trigger.text
        for cell in one.evidence:
            assert page.text[cell.start : cell.end] == cell.text
        for low, high in ((one.killed_low, one.killed_high), (one.injured_low, one.injured_high)):
            assert low is None or high is None or 0 <= low <= high
    ids = {one.id for one in events}
    assert len(ids) == len(events)
    for count in casualties:
        assert page.text[count.start : count.end] == count.text
        assert count.event_id is None or count.event_id in ids
        assert not (count.cumulative and count.event_id)
    assert told(text)[1:] == (events, casualties)


def test_time_grows_with_the_length() -> None:
    def seconds(times: int) -> float:
        _, articles, blocks = page_of("killed 19 people and by in the attack air strikes " * times)
        begin = clock.process_time()
        find_events(articles[0], passage_of(articles[0], blocks), (), (), (), ())
        return clock.process_time() - begin

    seconds(10)  # the data files are read
    assert seconds(2000) < 40 * max(seconds(200), 0.01)


def test_a_type_file_that_cannot_be_used_is_named(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "mine.yaml").write_text("type: ASSAULT\ndeed: true\nmodes: {aerial: {noun: [raid]}}\n")
    with data.also(tmp_path), pytest.raises(DataError, match=r"events/mine\.yaml: mode 'aerial': unknown key noun"):
        lexicon()
