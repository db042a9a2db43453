"""The scorer: every metric against an example counted by hand, every gold reader, the report and its errors."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.check import GoldError, check
from sayso.check.baseline import quotes_and_names
from sayso.check.demo_gold import Folded
from sayso.check.errors import CLASSES
from sayso.check.gold import load
from sayso.check.match import best_pairs, greedy_pairs
from sayso.check.metrics import (
    METRICS,
    count,
    found_pairs,
    intervals,
    linked_pairs,
    segments_exact,
    segments_overlap,
    triples_exact,
    value,
)
from sayso.check.names import same_name, speaker_agrees
from sayso.check.nouns import GoldAttribution, GoldDocument, as_marked
from sayso.check.predict import whole
from sayso.check.report import published
from sayso.check.spans import character_f1, coverage, intersection_over_union, normalise, shared, touch
from sayso.model import Attribution, Page, Span

ALL = frozenset({"segments", "linked", "content", "speaker", "style", "via", "polarity", "nested"})


def mark(content, source=(), cue=(), **rest) -> GoldAttribution:
    """Make an attribution from pairs; one pair may stand for a list of one."""

    def listed(pairs):
        return tuple(pairs) if not pairs or isinstance(pairs[0], tuple) else (tuple(pairs),)

    rest.setdefault("id", "x")
    return GoldAttribution(content=listed(content), source=listed(source), cue=listed(cue), **rest)


def document(text: str, *attributions: GoldAttribution, name: str = "d") -> GoldDocument:
    page = Page(id=name, file=f"{name}.txt", sha256="", text=text)
    return GoldDocument(name, text, tuple(attributions), page, clean=True)


# --- segments ---------------------------------------------------------------------------------------------------


def test_normalise_trims_joins_and_refuses() -> None:
    text = "One two.\n\nThree four."
    assert normalise(text, [(0, 9), (9, 21)]) == ((0, 21),)  # only white space between: one segment
    assert normalise(text, [(4, 7), (0, 3)]) == ((0, 7),)
    assert normalise(text, [(10, 15), (0, 3)]) == ((0, 3), (10, 15))
    assert normalise(text, [(8, 10)]) == ()
    with pytest.raises(ValueError, match="do not lie"):
        normalise(text, [(5, 99)])
    with pytest.raises(ValueError, match="do not lie"):
        normalise(text, [(5, 4)])


def test_segment_scores_by_hand() -> None:
    gold, found = ((0, 10), (20, 30)), ((5, 25),)
    assert shared(gold, found) == 10
    assert character_f1(gold, found) == 0.5  # 2·10 / (20 + 20)
    assert coverage(gold, found) == 0.5
    assert intersection_over_union(gold, found) == pytest.approx(1 / 3)
    assert character_f1((), ()) == 0.0
    assert touch((), ())
    assert not touch(gold, ())
    assert not touch(((0, 5),), ((5, 9),))


# --- matching ---------------------------------------------------------------------------------------------------


def test_best_pairs_prefers_number_to_score() -> None:
    scores = {(0, 0): 1.0, (0, 1): 0.5, (1, 0): 0.5}
    assert best_pairs(scores) == [(0, 1), (1, 0)]
    assert greedy_pairs(scores) == [(0, 0)]
    assert best_pairs({(0, 0): 0.6, (0, 1): 0.9}) == [(0, 1)]
    assert best_pairs({}) == []


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.randoms(use_true_random=False))
def test_best_pairs_equals_trying_everything(golds: int, founds: int, chance: random.Random) -> None:
    scores = {(i, j): chance.randint(1, 8) / 8 for i in range(golds) for j in range(founds) if chance.random() < 0.6}
    best = (0, 0.0)
    for some in range(min(golds, founds) + 1):
        for rows in itertools.combinations(range(golds), some):
            for columns in itertools.permutations(range(founds), some):
                pairs = list(zip(rows, columns, strict=True))
                if all(pair in scores for pair in pairs):
                    best = max(best, (some, sum(scores[pair] for pair in pairs)))
    pairs = best_pairs(scores)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert (len(pairs), pytest.approx(sum(scores[pair] for pair in pairs))) == best


# --- PolNeAR metrics --------------------------------------------------------------------------------------------


def test_shared_source_counts_once() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40), (0, 5), (22, 25))]
    found = [mark((10, 20), (0, 5), (6, 9)), mark((30, 38), (0, 5), (22, 26))]
    assert segments_exact(gold, found, "source") == (1, 1, 1)
    assert segments_exact(gold, found, "cue") == (1, 2, 2)
    assert segments_exact(gold, found, "content") == (1, 2, 2)
    assert segments_overlap(gold, found, "content") == (2, 2, 2)


def test_overlap_is_one_to_one() -> None:
    gold = [mark(((0, 10), (20, 30), (40, 44)))]
    assert segments_overlap(gold, [mark((0, 44))], "content") == (1, 3, 1)
    assert segments_overlap(gold, [mark((8, 23)), mark((9, 12))], "content") == (2, 3, 2)
    assert segments_overlap(gold, [mark((10, 20))], "content") == (0, 3, 1)
    # A long found segment that starts first must not hide later ones it contains.
    assert segments_overlap(gold, [mark((0, 50)), mark((21, 23)), mark((41, 43))], "content") == (3, 3, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=7),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=7),
)
def test_overlap_equals_the_plain_way(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    gold = [mark((start, start + size)) for start, size in left]
    found = [mark((start, start + size)) for start, size in right]
    a, b = sorted({g.content[0] for g in gold}), sorted({f.content[0] for f in found})
    sizes = {(i, j): float(shared((x,), (y,))) for i, x in enumerate(a) for j, y in enumerate(b) if shared((x,), (y,))}
    assert segments_overlap(gold, found, "content") == (len(greedy_pairs(sizes)), len(a), len(b))


def test_linked_needs_all_three() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9))]
    assert linked_pairs(gold, [mark((10, 19), (4, 5), (8, 12))]) == [(0, 0)]
    assert linked_pairs(gold, [mark((10, 16), (0, 5), (6, 9))]) == []  # F1 = 12/16 = .75
    assert linked_pairs(gold, [mark((10, 20), (), (6, 9))]) == []
    assert linked_pairs(gold, [mark((10, 20), (0, 5), (9, 12))]) == []
    floating = [mark((10, 20))]
    assert linked_pairs(floating, [mark((10, 20))]) == [(0, 0)]
    assert linked_pairs(floating, gold) == []


def test_triples_are_compared_whole() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40))]
    found = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40), (0, 5))]
    assert triples_exact(gold, found) == (1, 2, 2)
    assert triples_exact(gold, [gold[0], gold[0]]) == (1, 2, 2)  # the same answer twice is right once


# --- hand-made gold ---------------------------------------------------------------------------------------------


def test_found_by_half_of_the_content() -> None:
    gold = [mark((0, 10)), mark((20, 30))]
    found = [mark((0, 30))]  # covers both, F1 with either 20/40 = .5
    assert found_pairs(gold, found) == [(0, 0)]
    counts = count(gold, [mark((0, 31))], {"content"})
    assert counts["content_f"] == (0, 2, 1)  # 20/41 < .5
    assert counts["content_c"] == (1, 2, 1)  # all characters covered, but one found attribution is one
    assert counts["content_i"] == (0, 2, 1)
    assert count(gold, [mark((0, 15))], {"content"})["content_i"] == (1, 2, 1)  # 10/15


def test_what_is_counted_of_those_found() -> None:
    outer = mark((0, 50), speaker="Ana Lund", style="indirect", polarity="asserts", id="a1")
    inner = mark((20, 50), speaker="Ove Berg", style="mixed", via=("Harbour Radio", "GNA"), parent="a1", id="a2")
    unclear = mark((60, 80), speaker=None, style="direct", id="a3")
    lost = mark((90, 99), speaker="Ana Lund", parent="a1", id="a4")
    found = [
        mark((0, 50), speaker="Lund", style="indirect", polarity="denies"),
        mark((21, 50), speaker="Ana Lund", style="direct", via=("Harbour Radio News", "Tass"), parent="p"),
        mark((60, 80), speaker="Ove Berg", style="direct"),
    ]
    counts = count([outer, inner, unclear, lost], found, ALL)
    assert counts["content_f"] == (3, 4, 3)
    assert counts["speaker"][:2] == (1, 2)
    assert counts["speaker_open"][:2] == (0, 1)
    assert counts["style"][:2] == (2, 3)
    assert counts["polarity"][:2] == (0, 1)
    assert counts["via"] == (1, 2, 2)
    assert counts["nested"][:2] == (1, 2)
    assert counts["nested_parent"][:2] == (1, 2)


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("Sergey Lavrov", "Sergei Lavrov"),
        ("Sergey Lavrov", "Lavrov"),
        ("Lavrov", "Russian Foreign Minister Sergei LAVROV"),
        ("Mohammed Alloush", "Mohamad Alloush"),
        ("J. Kirby", "John Kirby"),
        ("José Núñez", "Jose Nunez"),
        ("Rami Abdel Rahman", "Rami Abdul Rahman"),
        ("Russian Defence Ministry", "Russian Ministry of Defense"),
        ("Syria Civil Defence (White Helmets)", "Syrian Civil Defense"),
        ("Syria Civil Defence (White Helmets)", "the White Helmets"),
        ("Syrian Observatory for Human Rights", "SOHR"),
        ("Trump’s", "Trump"),
    ],
)
def test_names_that_agree(gold: str, found: str) -> None:
    assert same_name(gold, found)
    assert same_name(found, gold)


@pytest.mark.parametrize(
    ("gold", "found"),
    [
        ("Hillary Clinton", "Bill Clinton"),
        ("Barack Obama", "Michelle Obama"),
        ("Syrian Army", "Free Syrian Army"),
        ("Turkish Ministry of Health", "Syrian Ministry of Health"),
        ("Sergey Lavrov", "Sergey Shoigu"),
        ("Reuters", "AFP"),
        ("press", "powers"),
        ("child", "killed"),
        ("Lavrov", ""),
        ("", ""),
    ],
)
def test_names_that_differ(gold: str, found: str) -> None:
    assert not same_name(gold, found)
    assert not same_name(found, gold)


def test_outlets_may_leave_out_news() -> None:
    assert same_name("Sputnik News", "Sputnik", outlet=True)
    assert not same_name("Sputnik News", "Sputnik")
    assert same_name("Agence France-Presse", "AFP", outlet=True)


def test_joint_and_unnamed_speakers() -> None:
    joint = "Angela Merkel; Emmanuel Macron"
    assert speaker_agrees(joint, "Emmanuel Macron; Angela Merkel")
    assert speaker_agrees(joint, "Merkel and Macron")
    assert not speaker_agrees(joint, "Merkel")
    assert speaker_agrees(joint, "Merkel", all_joint=False)
    assert not speaker_agrees("Angela Merkel", "Angela Merkel; Emmanuel Macron")
    assert speaker_agrees("unnamed: local sources", None, "anonymous")
    assert speaker_agrees("unnamed: local sources", "local sources")
    assert speaker_agrees("unnamed: local sources", "sources")
    assert not speaker_agrees("unnamed: local sources", "Ana Lund", "person")
    assert speaker_agrees("reports", "unnamed: reports")
    assert speaker_agrees("United States and Russia", "US and Russia")
    assert not speaker_agrees("United States and Russia", "Russia")
    assert speaker_agrees("Sputnik News", "Sputnik", "outlet", outlet=True)
    assert not speaker_agrees("unnamed: local sources", None)
    assert not speaker_agrees("Ana Lund", None, "anonymous")


# --- intervals --------------------------------------------------------------------------------------------------


def test_scores_of_counts() -> None:
    counts = np.array([[3.0, 4.0, 6.0], [0.0, 0.0, 0.0]])
    assert value(counts, "f1")[0] == pytest.approx(0.6)
    assert value(counts, "share")[0] == 0.75
    assert value(counts, "precision")[0] == 0.5
    assert np.isnan(value(counts, "f1")[1])


def test_intervals_are_seeded_and_hold_the_score() -> None:
    table = np.array([[right, 10, 10] for right in (2, 4, 5, 6, 7, 9, 3, 8)], dtype=np.float64)
    low, high = intervals({"linked": table})["linked_f1"]
    assert low < table[:, 0].sum() / 80 < high
    assert intervals({"linked": table})["linked_f1"] == (low, high)
    same = np.tile([5.0, 10, 10], (8, 1))
    assert intervals({"linked": same})["linked_f1"] == (0.5, 0.5)
    assert intervals({"linked": table[:4]}) == {}


def test_interval_equals_resampling_one_by_one() -> None:
    table = np.array([[right, 10, 10] for right in (2, 4, 5, 6, 7, 9)], dtype=np.float64)
    draws = np.random.default_rng(3).multinomial(6, [1 / 6] * 6, size=50)
    scores = [sum(n * row[0] for n, row in zip(draw, table, strict=True)) / 60 for draw in draws]
    assert intervals({"linked": table}, 50, 3)["linked_f1"] == pytest.approx(tuple(np.percentile(scores, [2.5, 97.5])))


# --- gold files -------------------------------------------------------------------------------------------------

TEXT = "Truce holds\n\nMinister Ana Lund said the truce holds.\n\n“We are watching every bridge,” said Ove Berg."


def at(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def write_polnear(path: Path, copies: int = 1) -> Path:
    one = {
        "text": TEXT,
        "title": "Truce holds",
        "attributions": [
            {"source": [at("Minister Ana Lund")], "cue": [at("said")], "content": [at("the truce holds")]},
            {"source": [at("Ove Berg")], "cue": [SAID], "content": [QUOTE]},
        ],
    }
    path.write_text("".join(json.dumps(one | {"id": f"d{n}"}) + "\n" for n in range(copies)), encoding="utf-8")
    return path


SAID = [at("said Ove")[0], at("said Ove")[0] + len("said")]
QUOTE = at("“We are watching every bridge,”")


def write_pages(folder: Path) -> Path:
    (folder / "pages").mkdir()
    (folder / "gold").mkdir()
    (folder / "pages" / "p.txt").write_bytes(TEXT.encode())
    start, end = at("the truce holds")
    one = {"page": "p.txt", "start": start, "end": end, "content": TEXT[start:end], "speaker": "Ana Lund"}
    path = folder / "gold" / "g.json"
    path.write_text(json.dumps([one | {"source": "Ana Lund", "cue": "said", "style": "indirect", "via": []}]))
    return path


def write_rows(folder: Path) -> tuple[Path, Path]:
    table = folder / "t.csv"
    quoted = TEXT.replace('"', '""')
    table.write_bytes(f'unit_id,article_title,article_content,source,date\n7,Truce,"{quoted}",gazette,2016\n'.encode())
    start, end = at("the truce holds")
    item = {"id": "a1", "content": [{"start": start, "end": end}], "source": None, "cue": None, "style": "indirect"}
    item |= {"speaker": "Ana Lund", "speaker_kind": "person", "via": [], "parent": None, "polarity": "asserts"}
    one = {"id": "7", "sha256": hashlib.sha256(TEXT.encode()).hexdigest(), "attributions": [item]}
    gold = folder / "rows.jsonl"
    gold.write_text(json.dumps(one) + "\n" + json.dumps(one | {"id": "8"}) + "\n")
    return gold, table


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


def test_missing_gold(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        load(tmp_path / "none.json")


def write_demo(folder: Path) -> Path:
    (folder / "pages").mkdir()
    (folder / "pages" / "a.txt").write_text("Truce holds\n\nLund said it holds. Lund said\nit  holds, Berg said.\n")
    (folder / "pages" / "b.txt").write_text("Nothing is said here by anybody at all.\n")

    def place(words: str, occurrence: int = 1) -> dict[str, object]:
        return {"words": words, "occurrence": occurrence}

    rest = {"file": "pages/a.txt", "style": "indirect", "via": [], "polarity": "asserts"}
    outer = {"passage": place("Lund said it holds, Berg said"), "source": place("Berg"), "cue": place("said", 2)}
    inner = {"passage": place("Lund said it holds", 2), "source": place("Lund"), "cue": place("said")}
    gold = {
        "pages": [
            {"file": "pages/a.txt", "record": None, "fully_annotated": True},
            {"file": "pages/b.txt", "record": None, "fully_annotated": False},
        ],
        "attributions": [
            rest | outer | {"id": "o", "content": [place("Lund said it holds")], "speaker": "Berg", "parent": None},
            rest | inner | {"id": "i", "content": [place("it holds")], "speaker": "Ana Lund", "parent": "o"},
            rest | inner | {"id": "lost", "content": [place("it broke")], "speaker": "Ana Lund", "parent": None},
            rest | inner | {"id": "x", "file": "pages/b.txt", "content": [], "speaker": None, "parent": None},
        ],
    }
    path = folder / "gold.json"
    path.write_text(json.dumps(gold))
    return path


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


# --- the whole check --------------------------------------------------------------------------------------------


def attribution(text: str, one: GoldAttribution, **changes) -> Attribution:
    def span(segment):
        return Span(*segment, text[slice(*segment)])

    fields = {
        **{"id": one.id, "article_id": "", "page_id": "", "speaker": one.speaker, "speaker_id": None},
        **{"speaker_kind": one.speaker_kind, "source": span(one.source[0]) if one.source else None},
        **{"cue": span(one.cue[0]) if one.cue else None, "content": tuple(map(span, one.content))},
        **{
            "style": one.style or "direct",
            "via": one.via,
            "parent_id": one.parent,
            "polarity": one.polarity or "asserts",
        },
        "confidence": 1.0,
    }
    return Attribution(**fields | changes)


def oracle(gold: GoldDocument) -> list[Attribution]:
    return [attribution(gold.text, one) for one in gold.attributions]


def test_perfect_reader_scores_one_everywhere(tmp_path: Path) -> None:
    rows, table = write_rows(tmp_path)
    for path, options in ((write_polnear(tmp_path / "p.jsonl", 6), {}), (rows, {"texts": table})):
        report = check(path, predict=oracle, **options)
        assert {row.value for row in report.rows} <= {1.0, None}
        assert report.examples == ()
    linked = next(row for row in check(tmp_path / "p.jsonl", predict=oracle).rows if row.metric == "linked_f1")
    assert (linked.low, linked.high, linked.n) == (1.0, 1.0, 12)
    assert dict(linked.published)["human pairs"] == 0.729


def test_report_of_a_faulty_reader(tmp_path: Path) -> None:
    def faulty(gold: GoldDocument) -> list[Attribution]:
        if gold.id == "d1":
            raise RuntimeError("boom")
        good = oracle(gold)
        loose = attribution(gold.text, gold.attributions[0], content=(Span(0, 5, "not here"),))
        stray = attribution(gold.text, gold.attributions[0], content=(Span(0, 5, gold.text[:5]),))
        return [good[1], loose, stray]

    report = check(write_polnear(tmp_path / "p.jsonl", 2), predict=faulty)
    assert report.failures == (("d1", "RuntimeError: boom"),)
    assert report.unanchored == 1
    assert report.score("linked_recall") == 0.25
    assert report.score("linked_precision") == 0.5
    assert report.score("nonsense") is None
    assert report.error_counts() == {"missed": 3, "spurious": 1}
    assert report.missed_cues() == {"said": 3}
    plain = json.loads(report.to_json())
    assert plain["rows"][0]["metric"] == "source_exact_f1"
    assert set(plain["files"]) == {"p.jsonl"}
    out = tmp_path / "errors.jsonl"
    assert report.write_errors(out) == 4
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert {line["error"] for line in lines} == {"missed", "spurious"}
    assert all("words" not in line for line in lines)
    assert "bridge" not in out.read_text()
    told = check(tmp_path / "p.jsonl", predict=faulty, words=True).examples
    assert any("bridge" in (one.words or "") for one in told)


def test_the_pipeline_runs_the_same_in_two_processes(tmp_path: Path) -> None:
    path = write_polnear(tmp_path / "p.jsonl", 20)
    one, two = (json.loads(check(path, jobs=jobs).to_json()) for jobs in (1, 2))
    assert one["failures"] == []
    assert one | {"seconds": 0} == two | {"seconds": 0}
    assert one["errors"].get("missed", 0) < 40  # it is the reader that ran
    with pytest.raises(ValueError, match="nonsense"):
        check(path, reader="nonsense")


def test_pages_go_the_whole_way(tmp_path: Path) -> None:
    path = write_pages(tmp_path)
    filler = "\n\nThe bridge stood empty on Monday, and the market behind it was closed. Nobody crossed before noon."
    (tmp_path / "pages" / "p.txt").write_text(
        TEXT.replace("the truce holds.", "the truce holds. The road was open on Monday, she added.") + filler * 3,
        encoding="utf-8",
    )
    report = check(path)
    assert (report.failures, report.unanchored) == ((), 0)
    assert report.score("content_recall") == 1.0


def test_error_classes(tmp_path: Path) -> None:
    def off(gold: GoldDocument) -> list[Attribution]:
        first, second = oracle(gold)
        start, end = at("the truce")
        return [
            attribution(gold.text, gold.attributions[0], content=(Span(start, end, "the truce"),)),
            attribution(gold.text, gold.attributions[1], source=first.source, cue=second.cue),
        ]

    report = check(write_polnear(tmp_path / "p.jsonl"), predict=off)
    assert report.error_counts() == {"content": 1, "source": 1}


def test_value_errors_name_both_sides(tmp_path: Path) -> None:
    path, table = write_rows(tmp_path)
    report = check(
        path,
        texts=table,
        predict=lambda gold: [attribution(gold.text, gold.attributions[0], speaker="Ove Berg", polarity="denies")],
    )
    assert [(e.error, e.gold_value, e.found_value) for e in report.examples] == [
        ("polarity", "asserts", "denies"),
        ("speaker", "Ana Lund", "Ove Berg"),
    ]


def test_report_is_the_same_again(tmp_path: Path) -> None:
    path = write_polnear(tmp_path / "p.jsonl", 6)
    first, second = (json.loads(check(path, predict=lambda _: []).to_json()) for _ in range(2))
    assert first | {"seconds": 0} == second | {"seconds": 0}


def test_table_has_a_column_for_each_published_figure(tmp_path: Path) -> None:
    row = check(write_polnear(tmp_path / "p.jsonl"), predict=oracle).table()[0]
    assert {"label", "metric", "value", "low", "high", "n", "baseline", "linear head", "human pairs"} == set(row)


def test_published_figures_belong_to_known_metrics() -> None:
    figures = published("polnear")
    assert set(figures) <= set(METRICS)
    assert published("demo") == {}


def test_unanchored_findings_are_thrown_out() -> None:
    text = "Ana said so."
    good = mark((9, 11), (0, 3), (4, 8))
    kept, loose = as_marked(text, [attribution(text, good), attribution(text, good, cue=Span(4, 8, "told"))])
    assert (len(kept), loose) == (1, 1)


def test_baseline_by_hand() -> None:
    found = quotes_and_names(document(TEXT))
    assert len(found) == 1
    only = found[0]
    assert list(only.content[0]) == QUOTE
    assert TEXT[slice(*only.cue[0])] == "said"
    assert only.speaker == "Ove Berg"
    assert quotes_and_names(document('A “scare quote” only, and an "unclosed one')) == ()


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
    assert sorted(kinds) == ["demo", "pages", "polnear", "rows"]


def test_documentation_names_every_score_and_class() -> None:
    words = (Path(__file__).parent.parent / "docs" / "evaluation.md").read_text(encoding="utf-8")
    assert [name for name in (*METRICS, *CLASSES) if f"`{name}`" not in words] == []
