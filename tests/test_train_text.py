"""What training makes of annotated text: readers of corpora, lost punctuation, speech in speech. No torch needed."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest
from train import corpora
from train.augment import graft, strip_marks
from train.conllu import read_conllu
from train.corpora import Document, Extent, Marked, lines_of

OUTER = "Ana Lund said on Tuesday, “we won't go.”\nThe harbour's guards, she added, said that they left.\n"
INNER = "The ferry sank.\nDaro Keld told reporters he had doubts about it.\n"


def place(text: str, words: str) -> Extent:
    return text.index(words), text.index(words) + len(words)


def document(text: str, *parts: tuple[str, str, str]) -> Document:
    marked = tuple(
        Marked((place(text, source),), (place(text, cue),), (place(text, content),)) for source, cue, content in parts
    )
    return Document("d", text, lines_of(text), attributions=marked)


def words(one: Document, marked: Marked) -> list[str]:
    return [one.text[a:b] for extents in (marked.source, marked.cue, marked.content) for a, b in extents]


def test_marks_are_lost_and_annotations_move_along() -> None:
    before = document(OUTER, ("Ana Lund", "said on Tuesday", "“we won't go.”"), ("she", "added", "said that they left"))
    seen = set()
    for seed in range(8):
        after = strip_marks(before, Random(seed))
        assert not set(after.text) & set(",'’")
        assert words(after, after.attributions[0])[:2] == ["Ana Lund", "said on Tuesday"]
        seen.add(words(after, after.attributions[0])[2])
        assert after.paragraphs == lines_of(after.text)
    assert seen == {"“we wont go.”", "we wont go."}


def test_speech_is_put_into_speech() -> None:
    outer = document("Ana Lund said that the truce holds.\nRain fell.\n", ("Ana Lund", "said", "that the truce holds"))
    donor = document(INNER, ("Daro Keld", "told reporters", "he had doubts about it"))
    made, grafts = graft(outer, donor, Random(1))
    assert grafts == 3  # each into the place before or into what was put there
    told = "Daro Keld told reporters "
    depth = made.text.count(told)
    assert words(made, made.attributions[0]) == ["Ana Lund", "said", f"that {told * depth}he had doubts about it"]
    assert words(made, made.attributions[-1]) == ["Daro Keld", "told reporters", "he had doubts about it"]
    assert [one.opened for one in made.attributions] == [True] * depth + [False]
    assert made.text.endswith(".\nRain fell.\n")


def test_nothing_is_grafted_where_it_would_not_fit() -> None:
    outer = document("“Go,” Ana Lund said and left.\n", ("Ana Lund", "said", "“Go,”"))
    donor = document(INNER, ("Daro Keld", "told reporters", "he had doubts about it"))
    assert graft(outer, donor, Random(1)) == (outer, 0)


def test_polnear_lines(tmp_path: Path) -> None:
    path = tmp_path / "train.jsonl"
    item = {"source": [[0, 4]], "cue": [[5, 9]], "content": [[10, 14], [16, 18]]}
    path.write_text(json.dumps({"id": "a", "text": "Lund said this\n no", "attributions": [item]}) + "\n")
    (one,) = corpora.polnear(path)
    assert one.paragraphs == ((0, 14), (15, 18))
    assert one.attributions == (Marked(((0, 4),), ((5, 9),), ((10, 14), (16, 18))),)


def test_names_that_a_corpus_does_not_tell_apart_stay_open(tmp_path: Path) -> None:
    path = tmp_path / "train.iob2"
    rows = [("Lund", "B-PER"), ("of", "O"), ("Oster", "B-ORG"), ("Front", "I-ORG"), (".", "O")]
    lines = "\n".join(f"{n}\t{word}\t{tag}\t-\t-" for n, (word, tag) in enumerate(rows, 1))
    path.write_text(f"# newdoc id = d\n# sent_id = 1\n# text = Lund of Oster Front.\n{lines}\n\n")
    (one,) = corpora.uner(path)
    assert [(one.text[n.start : n.end], set(n.kinds)) for n in one.names or ()] == [
        ("Lund", {"person"}),  # no blog on politics
        ("Oster Front", {"group"}),  # by its name an armed group
    ]


def test_words_that_nobody_looked_at_are_left_open(tmp_path: Path) -> None:
    path = tmp_path / "train.iob2"
    tagged = "# newdoc id = {0}\n# text = in Oster\n1\tin\tO\n2\tOster\t{1}\n\n"
    named = "# text = in Nord\n1\tin\tO\n2\tNord\tB-LOC\n\n"
    path.write_text("".join(tagged.format(n, "B-LOC") + named for n in range(3)) + tagged.format(9, "O") + named)
    found = corpora.uner(path)
    assert [one.text[a:b] for one in found for a, b in one.unsure] == ["Oster"]


CONLLU = """# newdoc id = x
# newpar
# sent_id = 1
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\tEntity=(1-person-x
2\tminister\tminister\tNOUN\tNN\t_\t6\tnsubj\t_\t_
3\tof\tof\tADP\tIN\t_\t4\tcase\t_\t_
4\tOster\tOster\tPROPN\tNNP\t_\t2\tnmod\t_\tEntity=(2-place-x)1)
5-6\tdidn't\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No
5\tdid\tdo\tAUX\tVBD\t_\t6\taux\t_\t_
6\tn't\tnot\tPART\tRB\t_\t0\troot\t_\t_
7\t.\t.\tPUNCT\t.\t_\t6\tpunct\t_\t_

# newpar
# sent_id = 2
1\tShe\tshe\tPRON\tPRP\t_\t2\tnsubj\t_\tEntity=(1-person-x)
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\t_
"""


def test_conllu_mentions_and_their_heads(tmp_path: Path) -> None:
    path = tmp_path / "GUM_news_x.conllu"
    path.write_text(CONLLU)
    text, paragraphs, mentions = read_conllu(path)
    assert text.split("\n")[0].rstrip() == "The minister of Oster didn't."
    assert [text[a:b].strip() for a, b in paragraphs] == ["The minister of Oster didn't.", "She left"]
    assert [(text[a:b], text[h:].split()[0], entity) for a, b, h, entity in mentions] == [
        ("The minister of Oster", "minister", 0),
        ("Oster", "Oster", 1),
        ("She", "She", 0),
    ]


@pytest.mark.parametrize("genres", [frozenset({"news"}), None])
def test_genres_are_chosen(tmp_path: Path, genres: frozenset[str] | None) -> None:
    for genre in ("news", "fiction"):
        (tmp_path / f"GUM_{genre}_x.conllu").write_text(CONLLU)
    assert [one.id for one in corpora.gum(tmp_path, genres=genres)] == (
        ["GUM_news_x"] if genres else ["GUM_fiction_x", "GUM_news_x"]
    )
