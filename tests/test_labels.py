"""Labels: which phrases are labels, whom they mean, in whose voice; about the nations and groups of ``gold/data``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import data
from sayso.model import Attribution, Label, Span
from sayso.understand import passage_of
from sayso.understand.holding import innermost
from sayso.understand.labels import find_labels, load_of
from understanding import RULES, page_of, understand

OWN = Path(__file__).parent / "gold/data"


@pytest.fixture(autouse=True, scope="module")
def invented() -> Iterator[None]:
    with data.also(OWN):
        yield


def labels(text: str) -> tuple[Label, ...]:
    page, articles, blocks = page_of(text)
    made = understand(page, articles, blocks, RULES)
    found = find_labels(articles[0], passage_of(articles[0], blocks), made.mentions, made.attributions)
    for one in found:
        assert page.text[one.start : one.end] == one.text
        assert (one.group_id is None) == (one.group == one.label) or one.group_id is not None
    assert [one.start for one in found] == sorted(one.start for one in found)
    return found


def said(text: str) -> list[tuple[str, str]]:
    return [(one.text, one.group) for one in labels(text)]


@pytest.mark.parametrize(
    ("text", "words", "group"),
    [
        ("Wide Front militants held the bridge.", "Wide Front militants", "Wide Front"),
        ("The bridge fell to the Wide Front, a terrorist group, at noon.", "terrorist group", "Wide Front"),
        ("He said that the Wide Front are terrorists.", "terrorists", "Wide Front"),
        (
            "On Monday the so-called moderate opposition in Oster met.",
            "so-called moderate opposition",
            "Osterian armed opposition",
        ),
        ("The Osterian rebels met.", "Osterian rebels", "Osterian armed opposition"),
        ("Shells fell in Strelmo and Tarrow as rebels met.", "rebels", "Osterian armed opposition"),
        ("In Strelmo the regime met.", "regime", "Osterian government"),
        ("The hardline Reed Brigades met.", "hardline Reed Brigades", "Reed Brigades"),
        ("The Ordanian-backed Reed Brigades met.", "Ordanian-backed Reed Brigades", "Reed Brigades"),
        ("The extremist group Reed Brigades met.", "extremist group Reed Brigades", "Reed Brigades"),
        ("Shells hit rebel-held Strelmo.", "rebel-held", "Osterian armed opposition"),
        ("Osters rebels met.", "Osters rebels", "Osterian armed opposition"),
        ("Rebels backed by Ordania met in Strelmo.", "Rebels", "Osterian armed opposition"),
        (
            "Fighters loyal to the Wide Front met. The fighters loyal to Wide Front left.",
            "fighters loyal to Wide Front",
            "Wide Front",
        ),
        ("In Strelmo armed terrorist groups met.", "armed terrorist groups", "Osterian armed opposition"),
        ("Thugs burned the mill.", "Thugs", "thugs"),
        ("The occupation forces burned the mill.", "occupation forces", "occupation forces"),
    ],
)
def test_a_label_and_whom_it_means(text: str, words: str, group: str) -> None:
    assert (words, group) in said(text)


def test_who_is_not_known_to_be_meant_has_no_id() -> None:
    (one,) = labels("Thugs burned the mill.")
    assert (one.group, one.group_id, one.label) == ("thugs", None, "thugs")
    (known,) = labels("The hardline Reed Brigades met.")
    assert known.group_id is not None


def test_words_of_ours_are_written_small_and_names_as_they_are() -> None:
    (one,) = labels("Reed Brigades Militants met.")
    assert (one.label, one.text) == ("Reed Brigades militants", "Reed Brigades Militants")


def test_loose_words_go_back_to_the_last_side_named() -> None:
    text = "In Strelmo rebels shelled the bridge. The terrorists then fled, the mayor of Strelmo saw."
    assert ("terrorists", "Osterian armed opposition") in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "The group met.",
        "Its forces met in the old town.",
        "The band played and the members of the choir sang.",
        "The Ordanian government of the day built a mill in Strelmo, Tarrow and the Upper Sound.",
        "A member of the society spoke.",
        "",
    ],
)
def test_plain_words_are_no_labels(text: str) -> None:
    assert said(text) == []


def test_whose_words_they_are() -> None:
    text = 'Rebels met in Strelmo. "The terrorists will lose," Ana Lund said. The regime did not comment.'
    voices = {one.label: (one.speaker, one.attribution_id is None) for one in labels(text)}
    assert voices["rebels"] == (None, True)
    assert voices["terrorists"] == ("Ana Lund", False)
    assert voices["regime"] == (None, True)


def test_the_innermost_voice_wins() -> None:
    def attribution(name: str, parent: str | None, *spans: tuple[int, int]) -> Attribution:
        content = tuple(Span(start, end, "") for start, end in spans)
        return Attribution(
            name, "a", "p", name, None, None, None, None, content, "indirect", (), parent, "asserts", 1.0
        )

    given_: Sequence[Attribution] = [
        attribution("outer", None, (0, 100)),
        attribution("inner", "outer", (20, 40), (60, 80)),
        attribution("same", "outer", (20, 40)),
    ]
    found = innermost([(0, 5), (25, 30), (35, 45), (65, 70), (200, 210), (90, 110)], given_)
    assert [one.id if one else None for one in found] == ["outer", "inner", "outer", "inner", None, None]


@pytest.mark.parametrize(
    ("label", "load"),
    [
        ("rebels", "neutral"),
        ("terrorists", "negative"),
        ("so-called moderate opposition", "negative"),
        ("freedom fighters", "positive"),
        ("moderate rebels", "positive"),
        ("ferrymen", "neutral"),
        ("", "neutral"),
    ],
)
def test_how_loaded_a_label_is(label: str, load: str) -> None:
    assert load_of(label) == load


def test_own_words_add_labels(tmp_path: Path) -> None:
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels/gulls.yaml").write_text(
        "note: Gulls.\nload: negative\nsaid_of: armed\nheads: [gulls, sea gulls]\nadjectives: [screeching]\n"
    )
    with data.also(tmp_path):
        assert [text for text, _ in said("The screeching sea gulls met.")] == ["screeching sea gulls"]
        assert load_of("gulls") == "negative"
    assert said("The screeching sea gulls met.") == []


VOCABULARY = """
    the a so-called Wide Front rebels terrorists regime forces loyal to Ana Lund of ( ) , . “ ” is group Osterian
    rebel-held US-backed air force - ’s moderate Reed Brigades said that IS \u0301 é 1
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_words_are_anchored_and_give_the_same_again(text: str) -> None:
    assert labels(text) == labels(text)


@given(st.text(max_size=300))
def test_rubbish_does_no_harm(text: str) -> None:
    assert all(one.text.strip() and one.label.strip() and one.group.strip() for one in labels(text.replace("\r", " ")))
