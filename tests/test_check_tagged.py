"""Gold of names: its readers, how its sentences are put together, its scores."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.check import GoldError, check
from sayso.check.glue import glued, placed
from sayso.check.gold import load
from sayso.check.name_scores import METRICS, count_names, found_names
from sayso.check.nouns import GoldName, NamesDocument
from sayso.check.tagged import runs, schemes
from sayso.understand.reader import RawName, Reading

NEWS = """\
# newdoc id = n1
# sent_id = n1-1
# text = Ana Lund left Veskar-Ost.
1\tAna\tB-PER\t-\tx
2\tLund\tI-PER\t-\tx
3\tleft\tO\t-\tx
4\tVeskar\tB-LOC\t-\tx
5\t-\tI-LOC\t-\tx
6\tOst\tI-LOC\t-\tx
7\t.\tO\t-\tx

# text = Hm.
1\tHm\tO\t-\tx
2\t.\tO\t-\tx

# newdoc id = n2
# text = The Harbour Party won.
1\tThe\tO\t-\tx
2\tHarbour\tB-ORG\t-\tx
3\tParty\tI-ORG\t-\tx
4\twon\tO\t-\tx
5\t.\tO\t-\tx
"""
KINDS = {"PER": "politician", "LOC": "place", "ORG": "party", "MISC": "nationality"}


def words_of(document: NamesDocument) -> list[tuple[str, str]]:
    return [(document.text[name.start : name.end], name.type) for name in document.names]


def oracle(document: NamesDocument) -> Reading:
    return Reading([], tuple(RawName(name.start, name.end, KINDS[name.type]) for name in document.names))


def write(folder: Path, text: str) -> Path:
    path = folder / "any.name"
    path.write_text(text, encoding="utf-8")
    return path


def test_sentences_as_they_stood(tmp_path: Path) -> None:
    gold = load(write(tmp_path, NEWS))
    assert (gold.kind, gold.notes) == ("uner", ())
    first, second = gold.documents
    assert (first.id, first.text) == ("n1", "Ana Lund left Veskar-Ost.\nHm.\n")
    assert [first.text[start:end] for start, end in first.paragraphs] == ["Ana Lund left Veskar-Ost.", "Hm."]
    assert words_of(first) == [("Ana Lund", "PER"), ("Veskar-Ost", "LOC")]
    assert words_of(second) == [("Harbour Party", "ORG")]


def test_words_that_are_not_the_sentences_are_put_together(tmp_path: Path) -> None:
    gold = load(write(tmp_path, NEWS.replace("# text = Ana Lund left Veskar-Ost.", "# text = Ana Lund has left.")))
    assert gold.documents[0].text.startswith("Ana Lund left Veskar - Ost.\n")
    assert words_of(gold.documents[0])[1] == ("Veskar - Ost", "LOC")


def test_two_columns_and_neighbours(tmp_path: Path) -> None:
    text = (
        "-DOCSTART- O\n\nAna I-PER\nOve B-PER\nOsk I-MISC\nbank O\n\nVeskar I-LOC\n. O\n\n-DOCSTART- O\n\n# O\nIt O\n"
    )
    gold = load(write(tmp_path, text))
    assert gold.kind == "wikigold"
    assert [document.id for document in gold.documents] == ["document 1", "document 2"]
    assert words_of(gold.documents[0]) == [("Ana", "PER"), ("Ove", "PER"), ("Osk", "MISC"), ("Veskar", "LOC")]
    assert gold.documents[1].text == "#It\n"
    assert "3 sentences put together" in gold.notes[0]


def test_sentences_are_documents_where_nothing_else_is_told(tmp_path: Path) -> None:
    gold = load(write(tmp_path, "the\tO\nHarbour\tB-politicalparty\nParty\tI-politicalparty\n\nAna\tB-politician\n"))
    assert gold.kind == "crossner_politics"
    assert [document.id for document in gold.documents] == ["sentence 1", "sentence 2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Ana B-WIZARD\n", r"\(WIZARD\); add one there"),
        ("Ana B-PER\n" * 300 + "Ana\n", "line 301 is no word with a tag"),
    ],
)
def test_names_that_cannot_be_used(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(GoldError, match=message) as told:
        load(write(tmp_path, text))
    assert "\n" not in str(told.value)


def test_runs_of_tags() -> None:
    tags = ["I-PER", "I-PER", "B-PER", "O", "I-ORG", "I-LOC", "B-LOC"]
    assert runs(tags) == [(0, 1, "PER"), (2, 2, "PER"), (4, 4, "ORG"), (5, 5, "LOC"), (6, 6, "LOC")]


@pytest.mark.parametrize(
    "sentence",
    [
        'Lund (of the party) said: "We won\'t go", and went.',
        "The workers' union paid $ 3/day - no more.",
        "Berg's house, [No. 4]; 30% sold",
        "He said 'no' to item #2 ...",
    ],
)
def test_glue_writes_as_people_do(sentence: str) -> None:
    words = sentence.replace("$ 3", "$3")
    tokens = _cut(words)
    assert glued(tokens)[0] == words
    assert placed(tokens, words) == glued(tokens)[1]


def _cut(sentence: str) -> list[str]:
    for mark in ("...", '"', "(", ")", "[", "]", ",", ";", ":", "$", "%", "/", "#"):
        sentence = sentence.replace(mark, f" {mark} ")
    for word, parts in (("n't", " n't"), ("'s ", " 's "), ("s' ", "s ' "), ("'no'", "' no '")):
        sentence = sentence.replace(word, parts)
    tokens = sentence.replace("went.", "went .").replace("more.", "more .").split()
    return ["No."] if tokens == ["No."] else tokens


@given(st.lists(st.sampled_from(["Ana", "s", "'", '"', "(", ")", "-", "/", "'s", "."]), min_size=1, max_size=12))
def test_glue_loses_no_word(words: list[str]) -> None:
    text, places = glued(words)
    assert [text[start:end] for start, end in places] == words
    assert placed(words, text) == places
    assert "".join(text.split()) == "".join(words)


def test_kinds_become_types() -> None:
    text = "Ana Lund of Osk"
    names = [RawName(0, 9, "politician"), RawName(12, 15, "nationality"), RawName(9, 99, "person"), RawName(3, 4, "x")]
    assert found_names(text, "uner", names[:3]) == ((GoldName(0, 8, "PER"),), 1)
    assert found_names(text, "crossner_politics", names) == (
        (GoldName(0, 8, "politician"), GoldName(12, 15, "misc")),
        2,  # one lies outside the text, one is only a space
    )
    ours = [
        "person",
        "politician",
        "organisation",
        "party",
        "group",
        "country",
        "place",
        "nationality",
        "election",
        "event",
        "misc",
    ]
    for corpus, types in schemes().items():
        assert {kind for kinds in types.values() for kind in kinds} <= set(ours), corpus
        assert len({kind for kinds in types.values() for kind in kinds}) == sum(map(len, types.values())), corpus


def test_names_are_counted_strictly() -> None:
    gold = [GoldName(0, 8, "PER"), GoldName(12, 18, "LOC"), GoldName(20, 25, "ORG")]
    found = [GoldName(0, 8, "PER"), GoldName(12, 18, "ORG"), GoldName(20, 24, "ORG"), GoldName(30, 33, "PER")]
    counts = count_names(gold, found, "uner")
    assert counts["name"] == (1, 3, 4)
    assert counts["extent"] == (2, 3, 4)
    assert (counts["name:PER"], counts["name:ORG"], counts["name:LOC"]) == ((1, 1, 2), (0, 1, 2), (0, 1, 0))


def test_the_whole_check_of_names(tmp_path: Path) -> None:
    path = write(tmp_path, NEWS)
    perfect = check(path, predict=oracle)
    assert {row.value for row in perfect.rows} == {1.0}
    assert perfect.examples == ()
    assert [row.metric for row in perfect.rows] == [*METRICS, "name_f1:PER", "name_f1:ORG", "name_f1:LOC"]
    assert dict(next(row for row in perfect.rows if row.metric == "name_f1").published)["XLM-R large"] == 0.86
    nothing = check(path, reader="rules")
    assert (nothing.score("name_f1"), nothing.score("name_recall"), nothing.failures) == (0.0, 0.0, ())
    assert nothing.error_counts() == {"name_missed": 3}
    baseline = {row.metric: row.baseline for row in nothing.rows}
    # "Ana Lund", "Veskar-Ost", "Hm", "The Harbour Party", all persons: PER, ORG and LOC are equally frequent here.
    assert baseline["name_f1:PER"] == pytest.approx(2 / (1 + 4))
    assert baseline["name_extent_f1"] == pytest.approx(2 * 2 / (3 + 4))


def test_errors_in_names(tmp_path: Path) -> None:
    def faulty(document: NamesDocument) -> Reading:
        if document.id == "n2":
            return Reading([], (RawName(0, 17, "party"), RawName(18, 21, "event"), RawName(50, 60, "person")))
        return Reading([], (RawName(0, 8, "organisation"), RawName(9, 13, "person")))

    report = check(write(tmp_path, NEWS), predict=faulty, words=True)
    assert report.unanchored == 1
    assert [(e.error, e.side, e.gold_value, e.found_value, e.words) for e in report.examples] == [
        ("name_type", "gold", "PER", "ORG", "Ana Lund"),
        ("name_spurious", "found", None, "PER", "left"),
        ("name_missed", "gold", "LOC", None, "Veskar-Ost"),
        ("name_edges", "gold", "ORG", "ORG", "Harbour Party"),
    ]
    assert report.missed_cues() == report.spurious_cues() == {}
    assert report.write_errors(tmp_path / "e.jsonl") == 4
    assert "Harbour" not in check(write(tmp_path, NEWS), predict=faulty).to_json()
