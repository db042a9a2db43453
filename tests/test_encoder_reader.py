"""The learned reader as a whole, with the weights that ship: what it finds, and that it finds the same again."""

from __future__ import annotations

import re

import pytest

from sayso.understand import make_reader
from sayso.understand.encoder.weights import available
from sayso.understand.reader import Passage, Reading
from understanding import page_of

if not available():
    pytest.skip("there is no weights file", allow_module_level=True)

from sayso.understand import understand

READER = make_reader("encoder")
STORY = """Truce holds in Oster, minister says
Foreign Minister Ana Lund said on Tuesday that the truce would hold through the winter.
“We will not be the first to fire,” she told Harbour Radio. “But we will answer.”
Daro Keld, a spokesman for the Oster Liberation Front, denied that his group had broken the truce.
According to the Harbour Watch monitor, at least three people were killed near the northern bridge.
The ministry said Keld had told mediators the bridge was closed.
"""


def passage(text: str) -> Passage:
    lines = tuple((match.start(), match.end(), "body") for match in re.finditer(r"[^\n]+", text))
    return Passage(text, lines)


def found(text: str) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    def words(extent: tuple[int, int] | None) -> str | None:
        return text[slice(*extent)] if extent else None

    (reading,) = READER.read([passage(text)])
    return [
        (words(raw.source), words(raw.cue), tuple(text[a:b] for a, b in raw.content)) for raw in reading.attributions
    ]


def test_who_says_what() -> None:
    made = found(STORY)
    sources = {source for source, _, _ in made}
    assert {"Foreign Minister Ana Lund", "she"} <= sources
    assert any("Keld" in (source or "") and "broken the truce" in content[0] for source, _, content in made)
    assert any("Harbour Watch" in (source or "") and "three people" in content[0] for source, _, content in made)
    assert any("“We will not be the first to fire,”" in content for _, _, content in made)


def test_a_headline_says_what_stands_in_it() -> None:
    page, articles, blocks = page_of(STORY, roles={0: "title"})
    made = understand(page, articles, blocks, READER).attributions
    ((content,),) = [one.content for one in made if one.cue and one.cue.text == "says"]
    assert content.text == "Truce holds in Oster"


def test_speech_in_speech_is_nested() -> None:
    page, articles, blocks = page_of(STORY)
    made = understand(page, articles, blocks, READER).attributions
    inner = [one for one in made if one.parent_id is not None]
    assert [one.content[0].text for one in inner if "closed" in one.content[0].text] == ["the bridge was closed"]


def test_names_and_chains() -> None:
    (reading,) = READER.read([passage(STORY)])
    names = {STORY[name.start : name.end]: name.kind for name in reading.names}
    assert names.get("Ana Lund") in {"person", "politician"}
    assert names.get("Oster Liberation Front") in {"group", "organisation", "party"}
    chains = [[STORY[a:b] for a, b in chain] for chain in reading.chains]
    assert any({"Daro Keld", "his", "Keld"} <= set(chain) for chain in chains)


def test_an_article_is_read_the_same_whatever_stands_beside_it() -> None:
    other = passage("Rain fell on Veskar all day, the harbour office said.\n" * 30)
    alone: Reading = READER.read([passage(STORY)])[0]
    beside = READER.read([other, passage(STORY), other])[1]
    assert alone == beside == READER.read([passage(STORY)])[0]


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "word", "“" * 500, "a" * 5000, "Ж" * 300, "\x00\x01 said", "1 2 3 " * 2000]
)
def test_rubbish_is_read_without_harm(text: str) -> None:
    (reading,) = READER.read([passage(text)])
    for raw in reading.attributions:
        assert raw.content
        assert 0 <= raw.confidence <= 1


def test_a_passage_without_paragraphs_has_no_findings() -> None:
    assert READER.read([Passage("Lund said it holds.", ())]) == [Reading([])]
