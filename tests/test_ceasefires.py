"""Ceasefires: acts, who does them, how surely, and the records; about the nations and groups of ``gold/data``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso import data
from sayso.check.ceasefires import score
from sayso.model import CEASEFIRE_ACTS, MODALITIES, Ceasefire, CeasefireAct, Place, Time
from sayso.understand import passage_of
from sayso.understand.ceasefires import find_ceasefires
from sayso.understand.ceasefires.terms import add_duration
from sayso.understand.ceasefires.truces import duration_of
from understanding import RULES, page_of, understand

HERE = Path(__file__).parent
OWN = HERE / "gold/data"


@pytest.fixture(autouse=True, scope="module")
def invented() -> Iterator[None]:
    with data.also(OWN):
        yield


def found(
    text: str, dates: dict[str, str] | None = None, places: Sequence[str] = ()
) -> tuple[tuple[Ceasefire, ...], tuple[CeasefireAct, ...]]:
    """Return what is found in an article; ``dates`` are days by the words that tell them, ``places`` further names."""
    page, articles, blocks = page_of(text)
    article = articles[0]
    made = understand(page, articles, blocks, RULES)
    times = [
        Time(f"t{n}", article.id, at, at + len(words), words, "DATE", day, day, day, "published")
        for n, (words, day) in enumerate((dates or {}).items())
        for at in [page.text.index(words)]
    ]
    known = [
        Place(f"p{n}", article.id, at, at + len(name), name, name, "town", None, None, None, None, None, None, "only")
        for n, name in enumerate(places)
        for at in [page.text.index(name)]
    ]
    result = find_ceasefires(
        article, passage_of(article, blocks), made.mentions, made.attributions, times[::-1], known[::-1]
    )
    anchored(page.text, *result)
    return result


def anchored(text: str, records: Sequence[Ceasefire], acts: Sequence[CeasefireAct]) -> None:
    ids = {one.id for one in records}
    assert len({one.id for one in acts}) == len(acts)
    for act in acts:
        assert text[act.start : act.end] == act.text != ""
        assert act.ceasefire_id in ids
        assert act.act in CEASEFIRE_ACTS
        assert act.modality in MODALITIES
    for record in records:
        assert list(record.statements) == [act.id for act in acts if act.ceasefire_id == record.id]
        assert set(record.violations) <= set(record.statements)
        for words in record.evidence:
            assert text[words.start : words.end] == words.text != ""


def acts(text: str) -> list[tuple[str, tuple[str, ...], str]]:
    return [(act.act, act.by, act.modality) for act in found(text)[1]]


def only(text: str, **given_: object) -> Ceasefire:
    (record,) = found(text, **given_)[0]  # type: ignore[arg-type]
    return record


@pytest.mark.parametrize(
    ("text", "act", "by"),
    [
        ("Oster called for a truce.", "called_for", ("Oster",)),
        ("Ana Lund urged both sides to respect the ceasefire.", "called_for", ("Ana Lund",)),
        ("The Wide Front announced a ceasefire.", "announced", ("Wide Front",)),
        ("A ceasefire in Holm declared by Oster began to fray.", "announced", ("Oster",)),
        ("Oster and the Wide Front agreed to a truce.", "agreed", ("Oster", "Wide Front")),
        ("Oster struck a truce with the Wide Front.", "agreed", ("Oster", "Wide Front")),
        ("Oster Ordania and Veskara agreed to a ceasefire.", "agreed", ("Oster", "Ordania", "Veskara")),
        ("The Reed Brigades accepted the truce.", "accepted", ("Reed Brigades",)),
        ("The Reed Brigades rejected the truce.", "refused", ("Reed Brigades",)),
        ("The Reed Brigades did not accept the truce.", "refused", ("Reed Brigades",)),
        ("The Wide Front rejected calls for a truce.", "refused", ("Wide Front",)),
        ("The ceasefire took effect at noon.", "took_effect", ()),
        ("Oster extended the truce by two days.", "extended", ("Oster",)),
        ("The Wide Front violated the cessation of hostilities.", "violated", ("Wide Front",)),
        ("Osterian jets in violation of a truce hit the mill.", "violated", ("Oster",)),
        ("Wide Front shelling killed two despite the truce.", "violated", ("Wide Front",)),
        ("It was a breach of the truce by the Wide Front.", "violated", ("Wide Front",)),
        (
            "The ceasefire between Oster and the Wide Front has been repeatedly violated by the Wide Front.",
            "violated",
            ("Wide Front",),
        ),
        ("The fragile truce collapsed.", "collapsed", ()),
        ("Shells followed the collapse of a truce brokered by Ordania.", "collapsed", ()),
        ("The Wide Front called off the truce.", "ended", ("Wide Front",)),
        ("The ten-day truce expired.", "ended", ()),
        ("Oster declared the truce over.", "ended", ("Oster",)),
        ("Oster declared the truce dead on Friday.", "collapsed", ("Oster",)),
        ("The Wide Front wants no part of the truce.", "refused", ("Wide Front",)),
        ("The Wide Front, which Oster and Ordania fear, rejected the truce.", "refused", ("Wide Front",)),
        ("A body was set up by Oster and Ordania to monitor the ceasefire.", "monitored", ("Oster", "Ordania")),
    ],
)
def test_an_act_and_who_does_it(text: str, act: str, by: tuple[str, ...]) -> None:
    assert (act, by) in [(one[0], one[1]) for one in acts(text)]


@pytest.mark.parametrize(
    ("text", "act", "modality"),
    [
        ("The Wide Front denied that it had violated the truce.", "violated", "denied"),
        ("The Wide Front has not violated the truce.", "violated", "denied"),
        ("Oster will monitor the ceasefire.", "monitored", "planned"),
        ("Oster said it would respect the truce.", "accepted", "planned"),
        ("The Wide Front threatened to end the ceasefire.", "ended", "threatened"),
        ("Oster might extend the truce.", "extended", "hypothetical"),
        ("Oster demanded a truce.", "called_for", "demanded"),
        ("No ceasefire was agreed.", "agreed", "denied"),
    ],
)
def test_how_sure_it_is(text: str, act: str, modality: str) -> None:
    assert (act, modality) in [(one[0], one[2]) for one in acts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "There is no ceasefire in Strelmo.",
        "A ceasefire would give both sides time.",
        "Sheep grazed along the ceasefire line.",
        "Oster signed a deal on fish.",
        "Despite calls for calm the market stayed shut.",
        "",
    ],
)
def test_what_tells_of_no_ceasefire(text: str) -> None:
    assert found(text) == ((), ())


def test_who_says_so() -> None:
    text = "Ana Lund said that the Wide Front violated the truce. The Reed Brigades violated the truce."
    first, second = found(text)[1]
    assert first.attribution_id is not None
    assert second.attribution_id is None


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("The Wide Front fired at dawn. “They broke the truce,” Ana Lund said.", ("Wide Front",)),
        ("The Wide Front fired at dawn. Ana Lund said they broke the truce.", ("Wide Front",)),
        ("The Wide Front fired at dawn. Ana Lund said: “It broke the truce.”", ("Wide Front",)),
        ("Ana Lund said she broke the truce.", ("Ana Lund",)),
        ("The Reed Brigades said they broke the truce.", ("Reed Brigades",)),
        ("“They broke the truce,” Ana Lund said.", ()),
    ],
)
def test_a_pronoun_means_who_it_can_mean(text: str, by: tuple[str, ...]) -> None:
    assert ("violated", by) in [(one[0], one[1]) for one in acts(text)]


def test_a_pronoun_means_who_speaks() -> None:
    assert ("called_for", ("Ana Lund",), "demanded") in acts('"We need a truce now," Ana Lund said.')
    assert ("refused", ("Ana Lund",), "asserted") in acts('"There will be no truce," Ana Lund said.')


def test_the_cells_of_a_record() -> None:
    text = (
        "Oster and the Wide Front agreed on Monday to a 48-hour ceasefire in Strelmo starting on Tuesday to let aid "
        "into the town. The truce was brokered by Ordania. It does not apply to the Reed Brigades. Veskara rejected "
        "the deal."
    )
    record = only(text, dates={"Monday": "2031-05-05", "Tuesday": "2031-05-06"})
    assert (record.declared, record.effective, record.ends) == ("2031-05-05", "2031-05-06", "2031-05-08")
    assert record.parties == ("Oster", "Wide Front")
    assert (record.excluded, record.mediators) == (("Reed Brigades",), ("Ordania",))
    assert (record.accepted_by, record.refused_by) == (("Oster", "Wide Front"), ("Veskara",))
    told = {words.what for words in record.evidence}
    assert told >= {"area", "duration", "purpose", "excluded", "mediators", "effective"}


def test_a_bare_weekday_comes_after_the_announcement() -> None:
    dates = {"Saturday": "2031-05-10", "Monday": "2031-05-05"}
    record = only("Oster announced on Saturday a truce that would start on Monday.", dates=dates)
    assert (record.declared, record.effective) == ("2031-05-10", "2031-05-12")


def test_places_of_a_gazetteer_are_areas() -> None:
    assert only("Oster announced a truce in Little Holm.", places=["Little Holm"]).area == "Little Holm"


def test_states_that_agree_on_others_truce_mediate_it() -> None:
    text = "The Osterian government and the Wide Front signed a truce. Ordania and Veskara agreed on the truce in Sarn."
    record = only(text)
    assert record.parties == ("Osterian government", "Wide Front")
    assert record.mediators == ("Ordania", "Veskara")


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("Oster announced a truce in Strelmo. The truce collapsed.", 1),
        ("Oster announced a truce in Strelmo. A separate truce in Tarrow collapsed.", 2),
        ("Oster broke the local truce in Strelmo. The nationwide ceasefire collapsed.", 2),
        ("Oster announced a truce in Strelmo. Oster had broken a February ceasefire.", 2),
    ],
)
def test_how_many_ceasefires_an_article_tells_of(text: str, many: int) -> None:
    assert len(found(text)[0]) == many


def test_a_headline_said_again_is_one_act() -> None:
    assert len(acts("The Wide Front violated the truce\nThe Wide Front violated the truce.")) == 1


@pytest.mark.parametrize(
    ("word", "duration"),
    [("48-hour", "PT48H"), ("three-day", "P3D"), ("week-long", "P1W"), ("two-week", "P2W"), ("pre-war", None)],
)
def test_durations_in_one_word(word: str, duration: str | None) -> None:
    assert duration_of(word) == duration


@pytest.mark.parametrize(
    ("start", "duration", "end"),
    [
        ("2031-05-06", "PT8H", "2031-05-06"),
        ("2031-05-06", "PT48H", "2031-05-08"),
        ("2031-05-06", "P1W", "2031-05-13"),
        ("2031-05", "P1W", None),
        ("9999-12-31", "P1W", None),
        ("2031-05-06", "P1Y", None),
    ],
)
def test_when_a_truce_ends(start: str, duration: str, end: str | None) -> None:
    assert add_duration(start, duration) == end


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("kind: song\n", r"ceasefires/bad\.yaml: 'kind' should be one of act, exclusion"),
        ("kind: act\nact: sung\n", r"bad\.yaml: 'act' should be one of called_for"),
        ("kind: act\nact: ended\nmodality: maybe\n", r"bad\.yaml: 'modality' should be one of asserted"),
        ("kind: act\nact: ended\nverb: [end]\n", r"bad\.yaml: unknown key 'verb'; there are act, behind"),
        ("kind: act\nact: ended\nverbs: [end]\n", r"bad\.yaml: 'verbs' should hold 'verb:' lines"),
        ("kind: act\nact: ended\nverbs:\n  quit: quits\n", r"bad\.yaml: quit: should have a list of its forms"),
        ("kind: nouns\nnouns: truce\n", r"bad\.yaml: 'nouns' should be a list"),
        ("kind: purposes\npurposes: [aid]\n", r"bad\.yaml: 'purposes' should hold 'purpose: \[words\]' lines"),
    ],
)
def test_a_broken_file_is_told_by_its_name(tmp_path: Path, words: str, message: str) -> None:
    (tmp_path / "ceasefires").mkdir()
    (tmp_path / "ceasefires/bad.yaml").write_text(words)
    with data.also(tmp_path), pytest.raises(data.DataError, match=message):
        found("Oster announced a truce.")


def test_own_words_add_acts(tmp_path: Path) -> None:
    (tmp_path / "ceasefires").mkdir()
    (tmp_path / "ceasefires/mine.yaml").write_text("kind: act\nact: accepted\nverbs:\n  cherish:\n")
    text = "Oster cherished the truce."
    with data.also(tmp_path):
        assert [one[0] for one in acts(text)] == ["accepted"]
    assert [one[0] for one in acts(text)] == []


def test_the_own_gold_is_reached() -> None:
    scores = score(HERE / "gold/ceasefires.jsonl")
    assert (scores["act_by"].f1 or 0) >= 0.93
    assert (scores["ceasefires"].f1 or 0) >= 0.95
    assert (scores["excluded"].f1 or 0) >= 0.95
    assert (scores["baseline"].f1 or 0) < 0.4


VOCABULARY = """
    the a truce ceasefire cessation of hostilities Oster and the Wide Front agreed to violated broke by despite shelling
    in Strelmo was were not no 48-hour for eight hours brokered excluded from did include it they will be took effect
    . , “ ” said that Ana Lund announced collapse calls deal between with Ordanian-brokered é
"""
WORDS = st.sampled_from([*VOCABULARY.split(), "\n"])


@given(st.lists(WORDS, max_size=60).map(" ".join))
def test_any_words_are_anchored_and_give_the_same_again(text: str) -> None:
    assert found(text) == found(text)


@given(st.text(max_size=300))
def test_rubbish_does_no_harm(text: str) -> None:
    ceasefires, acts = found(f"truce {text}".replace("\r", " "))
    assert {act.act for act in acts} <= set(CEASEFIRE_ACTS)
    assert {act.ceasefire_id for act in acts} <= {one.id for one in ceasefires}
