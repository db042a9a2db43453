"""Gold of references: CoNLL-U with nested and discontinuous mentions, mentions made comparable, the whole check."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.check import GoldError, check
from sayso.check.gold import load
from sayso.check.nouns import ReferencesDocument
from sayso.check.reference_scores import (
    aligned_by_head,
    count_references,
    found_chains,
    gold_chains,
    head_of,
    mention_of,
    segments_of,
    without_singletons,
)
from sayso.understand.reader import Reading


def rows(*words: str) -> str:
    """Return a sentence of ``form head misc`` words. They are numbered; ``number:form`` has its own."""
    lines, number = [], 0
    for word in words:
        form, head, misc = word.split(" ")
        own, _, form = form.rpartition(":")
        number += not own
        lines.append("\t".join([own or str(number), form, "_", "_", "_", "_", head, "_", "_", misc]))
    return "\n".join(lines) + "\n\n"


#: Lund stands within her envoy, "her" within the people that "They" are.
STORY = (
    "# newdoc id = s1\n# global.Entity = GRP-etype-infstat\n# newpar\n# newpar_block = p\n"
    + rows(
        "Ana 4 Entity=(2-person-new(1-person-new",
        "Lund 1 SpaceAfter=No",
        "'s 1 Entity=1)",
        "envoy 8 Entity=2)|SpaceAfter=No",
        ", 4 _",
        "she 7 Entity=(1-person-giv)",
        "said 8 SpaceAfter=No",
        ", 7 _",
        "met 0 _",
        "her 11 Entity=(3-person-new(1-person-giv)",
        "people 9 Entity=3)|SpaceAfter=No",
        ". 9 _",
    )
    + "# newpar\n"
    + rows(
        "“ 3 Entity=(3-person-giv|SpaceAfter=No",
        "They 4 SpaceAfter=No",
        "” 2 Entity=3)",
        "left 0 SpaceAfter=No",
        ". 4 _",
    )
)


def write(folder: Path, text: str, name: str = "any.name") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def only(path: Path) -> ReferencesDocument:
    (document,) = load(path).documents
    return document


def spoken(document: ReferencesDocument) -> list[list[str]]:
    return [
        [" … ".join(document.text[a:b] for a, b in segments_of(document, mention)) for mention in chain]
        for chain in gold_chains(document)
    ]


def oracle(document: ReferencesDocument) -> Reading:
    chains = [[segments_of(document, mention)[0] for mention in chain] for chain in document.chains]
    return Reading([], chains=tuple(tuple(chain) for chain in chains if len(chain) > 1))


def test_text_and_mentions(tmp_path: Path) -> None:
    document = only(write(tmp_path, STORY))
    assert document.text == "Ana Lund's envoy, she said, met her people.\n“They” left.\n"
    assert [document.text[start:end] for start, end in document.paragraphs] == document.text.strip().split("\n")
    assert spoken(document) == [["Ana Lund's", "she", "her"], ["Ana Lund's envoy"], ["her people", "They"]]
    assert [len(chain) for chain in without_singletons(gold_chains(document))] == [3, 2]


def test_words_inside_words_and_empty_nodes(tmp_path: Path) -> None:
    text = "# newdoc id = s\n" + rows(
        "1-2:Lund's 0 SpaceAfter=No",
        "Lund 0 Entity=(e1-person)",
        "'s 1 _",
        ", 1 _",
        "4-5:du 0 _",
        "de 5 _",
        "le 1 Entity=(e2-place)",
        "5.1:gone 0 Entity=(e3-event)",
        "left 0 Entity=(e1-person)",
    )
    document = only(write(tmp_path, text))
    assert document.text == "Lund's, du left\n"
    assert spoken(document) == [["Lund", "left"], ["du"]]
    # Two words of one written form that cannot be told apart are one token.
    assert [document.text[token.start : token.end] for token in document.tokens] == ["Lund", "'s", ",", "du", "left"]


def test_discontinuous_mentions_and_loose_brackets(tmp_path: Path) -> None:
    text = "# newdoc id = s\n# global.Entity = eid-etype\n" + rows(
        "North 3 Entity=(e1[1/2]-place-1)(e2-place",
        "and 3 _",
        "South 1 Entity=e7)",
        "Osk 0 Entity=(e1[2/2]-place-1)e2)(e9-x",
    )
    gold = load(write(tmp_path, text))
    (document,) = gold.documents
    assert spoken(document) == [["North and South Osk"], ["North … Osk"]]
    assert gold.notes == ("s: 2 brackets without a partner; left out",)


def test_ids_count_within_a_document(tmp_path: Path) -> None:
    one = rows("Lund 0 Entity=(1-person)", "left 1 _")
    folder = tmp_path / "gold"
    folder.mkdir()
    write(folder, "# newdoc id = b\n" + one + "# newdoc id = c\n" + one, "2.conllu")
    write(folder, one, "1.conllu")
    write(folder, "nothing of ours", "LICENSE.txt")
    gold = load(folder)
    assert [(document.id, len(document.chains)) for document in gold.documents] == [("1", 1), ("b", 1), ("c", 1)]
    assert (gold.kind, [name for name, _ in gold.files]) == ("coreference", ["1.conllu", "2.conllu"])


@pytest.mark.parametrize(
    ("text", "message"),
    [(rows("Lund 0 _"), "no coreference"), (STORY + "1\tLund\n", "is no row of CoNLL-U")],
)
def test_references_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GoldError, match=message):
        load(write(tmp_path, text))


def test_a_folder_without_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"without a \.conllu file"):
        load(tmp_path)


def test_found_mentions_cover_the_tokens_they_touch(tmp_path: Path) -> None:
    document = only(write(tmp_path, STORY))
    they = document.text.index("They")
    assert mention_of(document, they - 1, they + 5) == mention_of(document, they, they + 4)  # quotation marks aside
    assert mention_of(document, 1, 3) == (0,)  # part of a word is that word
    assert mention_of(document, 0, 18) == (0, 1, 2, 3)  # with the comma and the space behind it
    comma = document.text.index(",")
    assert mention_of(document, comma, comma + 1) == (4,)  # nothing but punctuation stays as it is
    chains, loose = found_chains(document, [[(0, 8), (0, 7), (0, 3)], [(1, 2)], [(0, 999), (5, 5), (16, 16)]])
    assert chains == (((0,), (0, 1)),)
    assert loose == 3


def test_head_words(tmp_path: Path) -> None:
    document = only(write(tmp_path, STORY))
    words = [document.text[token.start : token.end] for token in document.tokens]
    heads = {words[head_of(document, mention)] for chain in gold_chains(document) for mention in chain}
    assert heads == {"envoy", "Ana", "she", "her", "people", "They"}
    gold = gold_chains(document)
    short = found_chains(document, [[(0, 3), (18, 21)], [(10, 15), (36, 42)]])[0]
    assert aligned_by_head(document, gold, short) == (((0, 1, 2), (5,)), ((0, 1, 2, 3), (9, 10)))
    counts = count_references(document, short)
    assert counts["mention"] == (1, 5, 4)
    assert counts["muc"] == (0, 3, 0, 2)
    assert counts["heads"][:4] == (1, 3, 1, 2)


def test_the_whole_check_of_references(tmp_path: Path) -> None:
    path = write(tmp_path, STORY)
    perfect = check(path, predict=oracle)
    scores = {row.metric: row.value for row in perfect.rows}
    assert scores.pop("conll_singletons_f1") < 1  # the envoy, a chain of one, is in no chain of a reader
    assert set(scores.values()) == {1.0}
    assert perfect.examples == ()
    first = perfect.rows[0]
    assert (first.metric, first.n, dict(first.published)["dcoref"]) == ("conll_f1", 5, 0.4)
    nothing = check(path, reader="rules")
    assert (nothing.score("conll_f1"), nothing.score("conll_heads_f1"), nothing.failures) == (0.0, 0.0, ())
    assert nothing.error_counts() == {"mention_missed": 5}
    # The baseline's chains are all of one mention here.
    assert nothing.rows[0].baseline == 0.0


def test_errors_in_references(tmp_path: Path) -> None:
    def faulty(document: ReferencesDocument) -> Reading:
        at = document.text.index
        she, her = (at("she"), at("she") + 3), (at("her"), at("her") + 3)
        people, left = (her[0], at("people") + 6), (at("left"), at("left") + 4)
        return Reading([], chains=(((0, 10), people), (she, her, left)))

    report = check(write(tmp_path, STORY), predict=faulty, words=True)
    assert [(e.error, e.side, e.form, e.words, e.gold_value, e.found_value) for e in report.examples] == [
        ("link_missed", "gold", "pronoun", "she", "0-10", None),
        ("link_wrong", "found", "phrase", "her people", None, "0-10"),
        ("mention_missed", "gold", "pronoun", "They", "32-42", None),
        ("mention_spurious", "found", "phrase", "left", None, "32-35"),
    ]
    assert all(one.words is None for one in check(write(tmp_path, STORY), predict=faulty).examples)
