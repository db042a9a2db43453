"""The gold readers: every layout, and one clear line for what cannot be used."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_gold import (
    TEXT,
    oracle,
    write_demo,
    write_pages,
    write_polnear,
    write_rows,
)
from sayso.check import GoldError, check
from sayso.check.demo_gold import Folded
from sayso.check.gold import load
from sayso.check.predict import whole
from sayso.understand.reader import Reading


def test_polnear_gold(tmp_path: Path) -> None:
    gold = load(write_polnear(tmp_path / "any.name"))
    assert gold.kind == "polnear"
    assert {"segments", "linked"} <= gold.fields
    only = gold.documents[0]
    assert only.clean
    assert only.text[slice(*only.attributions[0].content[0])] == "the truce holds"
    articles, blocks = whole(only)
    assert articles[0].text == TEXT
    assert [block.role for block in blocks] == ["title", "body", "body"]
    assert [TEXT[block.start : block.end] for block in blocks] == TEXT.split("\n\n")


def test_page_gold_finds_its_pages(tmp_path: Path) -> None:
    path = write_pages(tmp_path)
    gold = load(path)
    assert (gold.kind, gold.documents[0].page.text) == ("pages", TEXT)
    assert [name for name, _ in gold.files] == ["g.json", "p.txt"]
    assert load(path, pages=tmp_path / "pages").documents == gold.documents
    with pytest.raises(GoldError, match="--pages"):
        load(path, pages=tmp_path / "elsewhere")
    (tmp_path / "pages" / "p.txt").write_text(" " + TEXT)
    with pytest.raises(GoldError, match="the page has changed"):
        load(path)


def test_page_gold_does_not_leave_its_folder(tmp_path: Path) -> None:
    path = write_pages(tmp_path)
    path.write_text(path.read_text().replace("p.txt", "../gold/g.json"))
    with pytest.raises(GoldError, match="plain file name"):
        load(path)


def test_row_gold_is_checked_by_digest(tmp_path: Path) -> None:
    path, table = write_rows(tmp_path)
    gold = load(path, texts=table)
    assert (gold.kind, len(gold.documents), gold.documents[0].text) == ("rows", 1, TEXT)
    assert gold.documents[0].page.given_outlet == "gazette"
    assert gold.notes == ("8: is not in the table (t.csv); left out",)
    with pytest.raises(GoldError, match="--texts"):
        load(path)
    table.write_bytes(table.read_bytes().replace(b"holds", b"broke"))
    with pytest.raises(GoldError, match="none of its articles"):
        load(path, texts=table)
    table.write_text("a,b\n1,2\n")
    with pytest.raises(GoldError, match="unit_id"):
        load(path, texts=table)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"{}", "no kind of gold"),
        (b"[]", "no kind of gold"),
        (b"7", "no kind of gold"),
        (b'{"text": "a", "attributions": []}\n{"text": ', "line 2 is not JSON"),
        (b"[" * 100_000, "line 1 is not JSON"),
        (b'{"text": "a", "attributions": [{"content": [[0, 9]]}]}', "does not fit its text"),
        (b'{"text": "a", "attributions": [{"content": [["x", null]]}]}', "does not fit its text"),
        (b'{"text": "a", "attributions": [{"content": [[0, Infinity]]}]}', "does not fit its text"),
        (b'[{"page": "a\\u0000", "start": 0, "end": 1, "content": ""}]', "pages"),
        (b'[{"page": "p.txt", "start": "x", "end": 1, "content": ""}]', "pages"),
        (b'{"text": "a", "attributions": [7]}', "misshapen"),
        (b'{"text": "a", "attributions": null}', "misshapen"),
    ],
)
def test_gold_that_cannot_be_used(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "gold.json"
    path.write_bytes(content)
    with pytest.raises(GoldError, match=message) as told:
        load(path)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


@given(
    st.sampled_from(["# newdoc id = a\n", "# text = Ana\n", "", "# global.Entity = x-GRP\n"]),
    st.lists(
        st.one_of(
            st.sampled_from(["Ana B-PER", "1\tAna\tB-PER", "-DOCSTART- O", "", "# text = x", "left O", "B-LOC"]),
            st.tuples(
                st.sampled_from(["1", "2", "1-2", "3-9", "2.1", "9-1"]),
                st.sampled_from(["Ana", "“", ""]),
                st.sampled_from(["0", "1", "7", "_"]),
                st.sampled_from(
                    ["_", "Entity=(1-x", "Entity=1)", "Entity=(1)", "Entity=(1[1/2]-x)", "Entity=(1[2/2])1)"]
                ),
            ).map(lambda row: "\t".join([*row[:2], *"____", row[2], "_", "_", row[3]])),
        ),
        max_size=8,
    ),
)
def test_any_lines_are_gold_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, head: str, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("gold") / "g"
    path.write_text(head + "\n".join(lines), encoding="utf-8")
    try:
        report = check(path, predict=lambda _: Reading([]))
    except GoldError:
        return
    assert report.failures == ()
    assert json.loads(report.to_json())["kind"] in {"coreference", "uner"}


def test_missing_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        load(tmp_path / "none.json")


def test_demo_gold_is_placed_by_its_words(tmp_path: Path) -> None:
    gold = load(write_demo(tmp_path))
    assert gold.kind == "demo"
    assert gold.notes == ("lost: its words are not on the page; left out",)
    (only,) = gold.documents
    outer, inner = only.attributions
    second = only.text.index("Lund said\n")
    assert outer.content[0][0] == second
    assert only.text[slice(*inner.content[0])] == "it  holds"
    assert inner.content[0][0] > second
    assert only.text[outer.cue[0][1] :] == ".\n"
    assert inner.parent == outer.id
    report = check(tmp_path / "gold.json", predict=oracle)
    assert report.score("nested_with_parent") == report.score("linked_f1") == 1.0
    assert [name for name, _ in report.files] == ["gold.json", "pages/a.txt"]


def test_demo_gold_that_cannot_be_used(tmp_path: Path) -> None:
    path = write_demo(tmp_path)
    path.write_text(path.read_text().replace('"occurrence": 1', '"occurrence": "x"'))
    with pytest.raises(GoldError, match="misshapen"):
        load(path)
    (tmp_path / "pages" / "a.txt").unlink()
    with pytest.raises(GoldError, match=r"pages/a\.txt cannot be read"):
        load(path)


@given(st.text(alphabet="ab \n\t", max_size=40), st.text(alphabet="ab ", min_size=1, max_size=5), st.integers(1, 3))
def test_words_are_found_where_they_stand(text: str, words: str, occurrence: int) -> None:
    found = Folded(text).find({"words": words, "occurrence": occurrence})
    plain, wanted = re.sub(r"\s+", " ", text), " ".join(words.split())
    places = [at for at in range(len(plain)) if wanted and plain.startswith(wanted, at)]
    assert (found is not None) == (len(places) >= occurrence)
    if found:
        assert " ".join(text[slice(*found)].split()) == wanted
        assert len(re.sub(r"\s+", " ", text[: found[0]])) == places[occurrence - 1]


def test_examples_in_the_documentation_are_gold(tmp_path: Path) -> None:
    words = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "truce.txt").write_text("Truce holds\n\nLund said it holds.")
    (tmp_path / "t.csv").write_text('unit_id,article_content\n7,"Truce holds\n\nLund said it holds."\n')
    digest = hashlib.sha256(b"Truce holds\n\nLund said it holds.").hexdigest()
    kinds = []
    for number, block in enumerate(re.findall(r"```json\n(.*?)```", words, re.DOTALL)):
        path = tmp_path / f"{number}.json"
        path.write_text(block.replace("…", digest), encoding="utf-8")
        gold = load(path, texts=tmp_path / "t.csv")
        (only,) = gold.documents[0].attributions
        assert gold.documents[0].text[slice(*only.content[0])] == "it holds"
        kinds.append(gold.kind)
    for number, block in enumerate(re.findall(r"```text\n(.*?)```", words, re.DOTALL)):
        path = tmp_path / f"{number}.txt"
        path.write_text(block, encoding="utf-8")
        kinds.append(load(path).kind)
    assert sorted(kinds) == ["coreference", "demo", "pages", "polnear", "rows", "uner"]
