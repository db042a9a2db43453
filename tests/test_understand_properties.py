"""What holds for any text: anchored, unique, acyclic, the same again, and in time that grows with the length."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.model import POLARITIES, SPEAKER_KINDS, Findings, Page
from sayso.understand import READERS, make_reader, passage_of, rekey, understand
from sayso.understand.quotations import quotations
from sayso.understand.sentences import MAX_SENTENCE_TOKENS, sentences, tokenise
from understanding import LEAD, RULES, findings, page_of

PARTS = st.sampled_from(
    [
        *"“”\"‘’'«»„()[],.;:!?…—-\n ",
        "''",
        "``",
        " said",
        " said that",
        " told Reuters",
        " added",
        ", adding that",
        " according to",
        " quoted",
        " cited",
        " as saying",
        " was quoted by",
        " called",
        " denied",
        " vowed to",
        " believed to be",
        " who",
        " and",
        " but",
        " he",
        " She",
        " they",
        " we",
        " it",
        " that",
        " Ana Lund",
        " Pieter Holm",
        " Lund’s",
        " the minister",
        " the harbour ministry",
        " Officials",
        " Harbour Radio",
        " Moscow",
        " CNN",
        " Via Reuters:",
        " on Tuesday",
        " on Twitter",
        " in a statement",
        " the pact was dead",
        " shells fell on the pier.",
        " U.S.",
        " Mr.",
        " A.",
        " 10:30",
        "\u00a0",
        "\u0301",
        "😀",
        "\ue002",
    ]
)
TEXTS = st.lists(st.one_of(PARTS, PARTS, PARTS, st.text(max_size=4)), max_size=60).map("".join)
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spans(found: Findings) -> list[tuple[int, int, str]]:
    anchored = [(m.start, m.end, m.text) for m in found.mentions]
    for made in found.attributions:
        anchored += [(s.start, s.end, s.text) for s in (made.source, made.cue, *made.content) if s is not None]
    return anchored


@QUICK
@given(TEXTS)
def test_whatever_the_text(text: str) -> None:
    page, articles, blocks = page_of(text)
    found = understand(page, articles, blocks, RULES)

    for start, end, words in spans(found):
        assert len(LEAD) <= start < end <= len(page.text)
        assert page.text[start:end] == words

    ids = [made.id for made in (*found.attributions, *found.mentions)]
    assert len(ids) == len(set(ids))
    parents = {made.id: made.parent_id for made in found.attributions}
    for made in found.attributions:
        assert made.content
        assert made.style in {"direct", "indirect", "mixed"}
        assert made.polarity in POLARITIES
        assert 0 <= made.confidence <= 1
        assert (made.speaker is None) == (made.speaker_id is None)
        assert made.speaker is None or (made.speaker.strip() and made.speaker_kind in SPEAKER_KINDS)
        seen, above = {made.id}, made.parent_id
        while above is not None:
            assert above in parents
            assert above not in seen, "a parent among its own children"
            seen.add(above)
            above = parents[above]

    assert understand(page, articles, blocks, make_reader("rules")) == found


@QUICK
@given(TEXTS)
def test_another_page_with_the_same_text_is_understood_the_same(text: str) -> None:
    first, second = page_of(text, file="first.txt"), page_of(text, file="second.txt")
    assert first[0].id != second[0].id
    made = understand(*first, RULES)
    assert rekey(made, *second) == understand(*second, RULES)


def test_a_page_split_otherwise_is_not_understood_by_another() -> None:
    page, articles, blocks = page_of("Ana Lund said that it rained.\n“It poured,” she said.")
    made = understand(page, articles, blocks, RULES)
    assert rekey(made, page, articles, blocks[:1]) is None
    assert rekey(made, page, [], []) is None
    again = page_of("Ana Lund said that it rained.\n“It poured,” she said.", roles={0: "title"})
    assert rekey(made, *again) is None


@QUICK
@given(TEXTS)
def test_quotations_are_in_order_and_apart(text: str) -> None:
    extents = [(block.start - len(LEAD), block.end - len(LEAD)) for block in page_of(text)[2]]
    found = quotations(text, extents)
    for quotation in found:
        assert 0 <= quotation.start <= quotation.inner_start <= quotation.inner_end <= quotation.end <= len(text)
    for before, after in pairwise(found):
        assert before.end <= after.start


@QUICK
@given(TEXTS)
def test_sentences_hold_every_token_once_and_in_order(text: str) -> None:
    tokens = tokenise(text, 0, len(text), quotations(text, [(0, len(text))] if text else []))
    read = [token for sentence in sentences(text, tokens, 0) for token in sentence.tokens]
    assert read == tokens
    for before, after in pairwise(tokens):
        assert before.end <= after.start
    for token in tokens:
        assert token.quotation is not None or text[token.start : token.end] == token.text
    assert all(len(sentence.tokens) <= MAX_SENTENCE_TOKENS for sentence in sentences(text, tokens, 0))
    between = set(range(len(text))) - {place for token in tokens for place in range(token.start, token.end)}
    assert all(text[place].isspace() for place in between)


def test_boilerplate_and_bylines_are_not_read() -> None:
    text = "By Ana Lund, who said so\nAna Lund said that it rained.\nSupport us, the editors said today."
    page, articles, blocks = page_of(text, roles={0: "byline", 2: "boilerplate"})
    assert [role for _, _, role in passage_of(articles[0], blocks).paragraphs] == ["body"]
    (made,) = understand(page, articles, blocks, RULES).attributions
    assert made.content[0].text == "that it rained"


def test_a_page_without_articles_has_no_findings() -> None:
    found = understand(Page(id="p", file="f", sha256="0" * 64), [], [], RULES)
    assert found == Findings("p")


def test_an_unknown_reader_is_told_with_those_there_are() -> None:
    assert READERS == ("encoder", "rules")
    with pytest.raises(ValueError, match="no reader 'oracle'; there are: encoder, rules"):
        make_reader("oracle")


#: What a page can hold when it is no story: each of these once took time by the square of its length.
RUBBISH = {
    "straight marks": '"' * 100_000,
    "opening marks": "“" * 100_000,
    "closing marks": "”" * 100_000,
    "apostrophes": "'a " * 60_000,
    "plurals": "dogs' " * 60_000,
    "speech without end": "“We will go,” Ana Lund said.\n" + "“We will go on to the end.” " * 20_000,
    "open paragraphs": "Ana Lund noted:\n" + "“We will go on to the end.\n" * 10_000,
    "no sentence end": "word " * 200_000,
    "one word": "A" * 1_000_000,
    "a word of hyphens": "A-" * 200_000,
    "brackets": "(" * 50_000 + ")" * 50_000,
    "open brackets": "[a " * 50_000,
    "nothing but said": "said " * 20_000,
    "he said, he said": "x y z, he said, " * 8_000,
    "according to": "according to " * 10_000,
    "names": "".join(f"Minister Ana{n} Lund{n} said that it rained. The minister said so.\n" for n in range(3_000)),
    "floors": "Via Reuters:\n“We go on and on,” Ana Lund said.\n" * 4_000,
    "headlines": "Lund: the truce is dead\n" * 8_000,
    "lines": "\n" * 300_000 + "x",
    "accents": "a\u0301" * 200_000,
}


@pytest.mark.parametrize("name", RUBBISH)
def test_rubbish_takes_time_in_proportion(name: str) -> None:
    begun = time.process_time()
    found = findings(RUBBISH[name])
    assert time.process_time() - begun < 10, "seconds of processor time; an ordinary machine needs about two"
    for made in found.attributions[:50]:
        assert made.content[0].text == (LEAD + RUBBISH[name])[made.content[0].start : made.content[0].end]
