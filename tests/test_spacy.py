"""Sayso within spaCy: spans on the Doc, batches, DocBin, errors. All people and places are made up."""

from __future__ import annotations

from typing import Any

import pytest

spacy = pytest.importorskip("spacy", reason="spaCy is not installed: pip install sayso[spacy]")

from spacy.tokens import Doc, DocBin  # noqa: E402

from sayso import spacy_component  # noqa: E402
from understanding import RULES, read  # noqa: E402

TEXT = (
    "Harbour Radio cited ministry spokeswoman Ana Lund as saying the militants “broke the truce”.\n\n"
    "“It rains,” Ove Berg told Harbour Radio.\nShe denied that."
)


@pytest.fixture
def nlp() -> Any:
    made = spacy.blank("en")
    made.add_pipe("sayso")
    return made


def plain(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (
            one.source and one.source.text,
            one.cue and one.cue.text,
            tuple(span.text for span in one.content),
            one.speaker,
            one.via,
            one.style,
            one.polarity,
            one.confidence,
            one.parent and one.parent.speaker,
        )
        for one in doc._.sayso
    ]


def test_a_doc_says_who_says_what(nlp: Any) -> None:
    doc = nlp(TEXT)
    outer, inner, berg, *_ = doc._.sayso
    assert (outer.speaker, outer.speaker_kind, outer.parent) == ("Harbour Radio", "outlet", None)
    assert (inner.speaker, inner.via, inner.style, inner.parent) == ("Ana Lund", ("Harbour Radio",), "mixed", outer)
    assert inner.source.text == "ministry spokeswoman Ana Lund"
    assert (berg.speaker, berg.via, berg.content[0].text) == ("Ove Berg", ("Harbour Radio",), "“It rains,”")
    assert {(span.label_, span.text) for span in (berg.source, berg.cue)} == {("source", "Ove Berg"), ("cue", "told")}


def test_it_finds_what_sayso_finds(nlp: Any) -> None:
    doc = nlp(TEXT)
    expected = read(TEXT, lead="")
    assert [(one.speaker, one.via, one.polarity, one.confidence) for one in doc._.sayso] == [
        (made.speaker, made.via, made.polarity, made.confidence) for made in expected
    ]
    for one, made in zip(doc._.sayso, expected, strict=True):
        for span, piece in zip(one.content, made.content, strict=True):
            assert piece.text in span.text


def test_the_span_group_holds_every_span(nlp: Any) -> None:
    doc = nlp(TEXT)
    group = doc.spans["sayso"]
    assert {span.label_ for span in group} == {"source", "cue", "content"}
    for span in group:
        one = doc._.sayso[int(span.id_)]
        assert span in (one.source, one.cue, *one.content)
    assert len(group) == sum(len(one.content) + (one.source is not None) + (one.cue is not None) for one in doc._.sayso)


def test_spans_reach_to_the_ends_of_tokens() -> None:
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, words=text.split(" "))
    nlp.add_pipe("sayso")
    (one,) = nlp("Ana Lund said that it rained.")._.sayso
    assert one.content[0].text == "that it rained."


def test_a_stream_gives_the_same_as_one_by_one(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [TEXT, "", "Nobody spoke.", "Ana Lund said that it rained. — Reuters", TEXT, "AFP\n\nShe told us so.\n\n"]
    seen: list[int] = []

    class Counting:
        name, version = "counting", "0"

        def read(self, passages: Any) -> Any:
            seen.append(len(passages))
            return RULES.read(passages)

    alone = [plain(nlp(text)) for text in texts]
    monkeypatch.setattr(spacy_component, "_reader", lambda name: Counting())
    assert [plain(doc) for doc in nlp.pipe(texts, batch_size=4)] == alone
    assert seen == [4, 2], "a learned reader gets whole batches"


def test_a_docbin_keeps_it(nlp: Any) -> None:
    doc = nlp(TEXT)
    kept = DocBin(docs=[doc], store_user_data=True).to_bytes()
    (back,) = DocBin(store_user_data=True).from_bytes(kept).get_docs(spacy.blank("en").vocab)
    assert plain(back) == plain(doc) != []
    assert [(s.start, s.end, s.label_) for s in back.spans["sayso"]] == [
        (s.start, s.end, s.label_) for s in doc.spans["sayso"]
    ]
    assert plain(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == plain(doc)


def test_a_pipeline_on_disk_keeps_its_reader(nlp: Any, tmp_path: Any) -> None:
    nlp.to_disk(tmp_path)
    back = spacy.load(tmp_path)
    assert back.config["components"]["sayso"]["reader"] == "rules"
    assert plain(back(TEXT)) == plain(nlp(TEXT))


def test_a_doc_not_read_or_cut_has_none(nlp: Any) -> None:
    assert spacy.blank("en")(TEXT)._.sayso == []
    assert nlp("")._.sayso == []
    assert nlp(TEXT)[3:9].as_doc(copy_user_data=True)._.sayso == []


def test_an_unknown_reader_is_told_at_once() -> None:
    with pytest.raises(ValueError, match="no reader 'tarot'"):
        spacy.blank("en").add_pipe("sayso", config={"reader": "tarot"})


def test_a_failure_costs_its_doc_only(nlp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing:
        name, version = "failing", "0"

        def read(self, passages: Any) -> Any:
            if any("snow" in passage.text for passage in passages):
                raise RuntimeError("no snow")
            return RULES.read(passages)

    monkeypatch.setattr(spacy_component, "_reader", lambda name: Failing())
    texts = ["Ana Lund said that it rained.", "It snowed: snow.", "Ove Berg said that it rained."]
    with pytest.raises(RuntimeError, match="no snow"):
        list(nlp.pipe(texts))
    failed: list[str] = []
    nlp.set_error_handler(lambda name, component, docs, error: failed.extend(doc.text for doc in docs))
    assert [doc._.sayso[0].speaker for doc in nlp.pipe(texts)] == ["Ana Lund", "Ove Berg"]
    assert failed == [texts[1]]
