"""Copies: planted passages are found, spans slice to words, order does not matter, stock is told apart."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.compare import CopySettings, find_copies
from sayso.compare.align import CANDIDATES, align_batch
from sayso.compare.direction import day_of
from sayso.compare.words import split, words_of
from sayso.engines import Local
from sayso.schemas import COPIES

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("page_id", pa.string()),
        ("outlet", pa.string()),
        ("published", pa.string()),
        ("start", pa.int64()),
        ("text", pa.string()),
    ]
)
BLOCKS = pa.schema([("article_id", pa.string()), ("role", pa.string()), ("start", pa.int64()), ("end", pa.int64())])
ENGINE = Local(1)


class Writer:
    """Writes made-up articles: Zipf-distributed words in sentences, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        letters = "abcdefghijklmnoprstuvwyzéö"
        self.words = ["".join(self.chance.choices(letters, k=self.chance.randint(2, 9))) for _ in range(4000)]
        self.weights = [1 / (rank + 2.7) for rank in range(4000)]

    def text(self, words: int) -> str:
        chosen = self.chance.choices(self.words, self.weights, k=words)
        return " ".join(word + ("." if place % 14 == 13 else "") for place, word in enumerate(chosen))

    def spun(self, text: str, share: float) -> str:
        words = text.split(" ")
        for place in self.chance.sample(range(len(words)), round(share * len(words))):
            words[place] = self.chance.choice(self.words)
        return " ".join(words)


def article(name: str, text: str, outlet: str | None = None, published: str | None = None, start: int = 0) -> Any:
    return {"id": name, "page_id": name, "outlet": outlet, "published": published, "start": start, "text": text}


def find(articles: list[Any], blocks: list[Any] | None = None, **changes: Any) -> list[dict[str, Any]]:
    table = pa.Table.from_pylist(articles, schema=ARTICLES)
    found = find_copies(
        table,
        pa.Table.from_pylist(blocks or [], schema=BLOCKS),
        engine=ENGINE,
        settings=CopySettings(**changes) if changes else None,
    )
    assert found.schema == COPIES
    ids = found["id"].to_pylist()
    assert ids == sorted(set(ids))
    texts = {row["id"]: row for row in articles}
    for row in found.to_pylist():
        assert row["article_id"] != row["of_article_id"]
        assert 0.0 < row["similarity"] <= 1.0
        for name, start, end in (("article_id", "start", "end"), ("of_article_id", "of_start", "of_end")):
            whole = texts[row[name]]
            words = sliced(whole, row[start], row[end])
            assert len(words) >= CopySettings().tied_words
        if blocks is None:
            assert row["words"] == len(sliced(texts[row["article_id"]], row["start"], row["end"]))
    return list(found.to_pylist())


def sliced(whole: Any, start: int, end: int) -> list[str]:
    """Return the words of a passage; it begins and ends with a whole word."""
    low, high = start - whole["start"], end - whole["start"]
    text = whole["text"]
    assert 0 <= low < high <= len(text)
    assert text[low].isalnum()
    assert low == 0 or not text[low - 1].isalnum()
    assert high == len(text) or not text[high].isalnum()
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text[low:high])


def sides(rows: list[dict[str, Any]], one: str, two: str) -> Iterator[tuple[int, int]]:
    """Yield the spans in ``one`` of its copies shared with ``two``."""
    for row in rows:
        if (row["article_id"], row["of_article_id"]) == (one, two):
            yield row["start"], row["end"]
        if (row["article_id"], row["of_article_id"]) == (two, one):
            yield row["of_start"], row["of_end"]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.2, 0.3, 0.4])
@pytest.mark.parametrize("words", [56, 126])  # whole sentences of the writer, as what is copied mostly is
def test_planted_passages_are_found(share: float, words: int) -> None:
    writer = Writer(7)
    found = asked = told = right = 0
    articles, plants = [], []
    for number in range(40):
        donor, host = writer.text(300), writer.text(196)
        passage = " ".join(donor.split(" ")[98 : 98 + words])
        spun = writer.spun(passage, share)
        articles += [
            article(f"d{number:02}", donor, "Donor", "2020-01-01"),
            article(f"h{number:02}", f"{host} {spun} {writer.text(50)}", "Host", "2020-01-02"),
        ]
        plants.append((f"h{number:02}", f"d{number:02}", len(host) + 1, len(host) + 1 + len(spun)))
    rows = find(articles)
    for host, donor, start, end in plants:
        want = set(range(start, end))
        have = {place for low, high in sides(rows, host, donor) for place in range(low, high)}
        asked, told, right = asked + len(want), told + len(have), right + len(want & have)
        found += bool(want & have)
    assert found == 40
    assert right / told >= 0.97
    assert right / asked >= (0.98 if share <= 0.1 else 0.97 if share <= 0.3 else 0.95)
    assert len(rows) <= len(plants) + 2


def test_exact_lift_has_exact_bounds() -> None:
    writer = Writer(3)
    donor, host, tail = writer.text(200), writer.text(80), writer.text(60)
    passage = " ".join(donor.split(" ")[40:90])
    rows = find([article("donor", donor), article("host", f"{host}\n\n{passage}\n\n{tail}")])
    assert len(rows) == 1
    start = len(host) + 2
    low, high = next(sides(rows, "host", "donor"))
    # A neighbouring word may be the same by chance, never more than one here.
    assert abs(low - start) <= 10
    assert abs(high - (start + len(passage.rstrip(".")))) <= 10
    assert rows[0]["similarity"] >= 0.98
    assert rows[0]["direction"] == "unknown"
    assert rows[0]["article_id"] == "host"  # the larger id


def test_typography_is_no_difference() -> None:
    plain = Writer(5).text(40) + " the minister's \"hard\" cafe's don't " + Writer(6).text(40)
    fancy = plain.upper().replace("'", "’").replace('"', "“").replace("CAFE", "CAFÉ")
    rows = find([article("a", plain), article("b", fancy)])
    assert [row["similarity"] for row in rows] == [1.0]


def test_inserted_and_dropped_words_are_crossed() -> None:
    writer = Writer(11)
    words = writer.text(90).split(" ")
    changed = [*words[:30], "quite", "unexpectedly", "then", *words[30:60], *words[62:]]
    rows = find([article("a", " ".join(words)), article("b", " ".join(changed))])
    assert [row["words"] for row in rows] == [91]
    assert rows[0]["similarity"] == pytest.approx(88 / 91, abs=0.02)


def test_shuffled_passages_are_found_one_by_one() -> None:
    writer = Writer(12)
    pieces = [writer.text(42) for _ in range(4)]
    host = " ".join(pieces[place] for place in (2, 0, 3, 1))
    rows = find([article("a", " ".join(pieces)), article("b", host)])
    assert len(rows) >= 3
    assert sum(row["words"] for row in rows) >= 160


@settings(max_examples=15, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_of_the_input_does_not_matter(chance: random.Random, seed: int) -> None:
    writer = Writer(seed)
    shared = [writer.text(40) for _ in range(4)]
    articles = [
        article(
            f"a{number}",
            " ".join([writer.text(30), shared[number % 4], writer.text(30), shared[(number * 3) % 4]]),
            f"o{number % 3}",
            None if number % 5 == 0 else f"2020-01-{number + 1:02}",
        )
        for number in range(12)
    ]
    blocks = [
        {"article_id": row["id"], "role": "body", "start": low, "end": low + 250}
        for row in articles
        for low in (0, 250)
    ]
    table, rows = pa.Table.from_pylist(articles, schema=ARTICLES), pa.Table.from_pylist(blocks, schema=BLOCKS)
    before = find_copies(table, rows, engine=ENGINE)
    assert before.num_rows > 0
    chance.shuffle(articles)
    chance.shuffle(blocks)
    again = find_copies(
        pa.Table.from_pylist(articles, schema=ARTICLES), pa.Table.from_pylist(blocks, schema=BLOCKS), engine=ENGINE
    )
    assert again.equals(before)


def test_equal_articles_give_rows_in_step_with_their_number() -> None:
    writer = Writer(1)
    text, passage = writer.text(100), writer.text(40)
    articles = [article(f"e{number}", text + " " + passage, None, f"2020-01-0{number + 1}") for number in range(6)]
    articles.append(article("x", writer.text(60) + " " + passage, None, "2020-02-01"))
    rows = find(articles)
    whole = [row for row in rows if row["article_id"] != "x"]
    assert {row["article_id"] for row in whole} == {f"e{number}" for number in range(1, 6)}
    assert {row["of_article_id"] for row in rows} == {"e0"}
    assert all(row["similarity"] == 1.0 and row["words"] == 140 for row in whole)
    assert len(rows) == 6


def test_boilerplate_is_not_compared_and_passages_stop_at_it() -> None:
    writer = Writer(2)
    menu, left, right = writer.text(40), writer.text(30), writer.text(30)
    ad = "advertisement subscribe now"
    one = f"{menu} {left} {ad} {right}"
    two = f"{menu} {writer.text(20)} {left} {right}"
    start = 1000
    low = start + len(menu) + 1
    blocks = [
        {"article_id": "one", "role": "body", "start": low, "end": low + len(left)},
        {"article_id": None, "role": "boilerplate", "start": start, "end": low},
        {"article_id": "one", "role": "body", "start": low + len(left) + len(ad) + 2, "end": start + len(one)},
    ]
    rows = find([article("one", one, start=start), article("two", two)], blocks)
    spans = sorted(sides(rows, "one", "two"))
    assert [one[a - start : b - start] for a, b in spans] == [left.rstrip("."), right.rstrip(".")]


def test_site_furniture_is_stock_and_a_burst_is_not() -> None:
    writer = Writer(4)
    footer, story = writer.text(40), writer.text(60)
    articles = [
        article(f"f{day}", writer.text(200) + " " + footer, "Harbour Radio", f"2020-03-{day + 1:02}")
        for day in range(6)
    ]
    articles += [
        article(f"s{number}", writer.text(100) + " " + story, f"Paper {number}", f"2020-05-0{number % 2 + 1}")
        for number in range(8)
    ]
    rows = find(articles)
    kinds = {row["article_id"][0]: set() for row in rows}
    for row in rows:
        kinds[row["article_id"][0]].add(row["stock"])
    assert kinds == {"f": {True}, "s": {False}}


def test_stock_paragraph_across_outlets() -> None:
    writer = Writer(8)
    background = writer.text(30)
    articles = [
        article(f"a{day}", f"{writer.text(90)} {background} {writer.text(20)}", f"Paper {day}", f"2020-0{day + 1}-01")
        for day in range(7)
    ]
    rows = find(articles)
    assert rows
    assert all(row["stock"] for row in rows)
    assert {row["article_id"] for row in rows} == {f"a{day}" for day in range(1, 7)}
    assert len(rows) <= 3 * 6  # linked with the earliest few, not with all


def test_a_story_that_hundreds_print_stays_linked() -> None:
    writer = Writer(9)
    story = writer.text(120)
    articles = [article(f"p{n:03}", f"{writer.text(15)} {story} {writer.text(15)}", f"P{n}") for n in range(150)]
    rows = find(articles)
    assert {row["article_id"] for row in rows} == {f"p{n:03}" for n in range(1, 150)}
    # A few begin with the same word by chance, and so have gapped seeds of their own.
    assert len(rows) <= 150 * (2 * CopySettings().neighbours + 1)


def test_nothing_is_found_in_unrelated_or_odd_texts() -> None:
    writer = Writer(10)
    odd = ["", " ", "a", "...", "é" * 5000, "x " * 3000, "\x00\u200b", "日本語" * 50]
    rows = find(
        [article(f"t{n}", writer.text(300)) for n in range(30)] + [article(f"o{n}", t) for n, t in enumerate(odd)]
    )
    assert rows == []
    assert find([]) == []
    verse = "one two three four five six seven eight nine ten eleven "  # repetition must not hang or fail
    assert len(find([article("one", verse * 100), article("two", verse * 120)])) >= 1


def test_scripts_without_spaces() -> None:
    chance = random.Random(1)
    han = ["".join(chr(chance.randint(0x4E00, 0x6000)) for _ in range(60)) for _ in range(3)]
    rows = find_copies(
        pa.Table.from_pylist([article("a", han[0] + han[1]), article("b", han[2] + han[1])], schema=ARTICLES),
        BLOCKS.empty_table(),
        engine=ENGINE,
    ).to_pylist()
    assert [(row["start"], row["end"], row["of_start"], row["of_end"]) for row in rows] == [(60, 120, 60, 120)]


def test_two_workers_find_the_same() -> None:
    writer = Writer(13)
    shared = writer.text(50)
    many = [article(f"a{n:03}", f"{writer.text(250)} {shared if n % 9 == 0 else writer.text(40)}") for n in range(900)]
    table = pa.Table.from_pylist(many, schema=ARTICLES)
    with Local(2) as two:
        assert find_copies(table, BLOCKS.empty_table(), engine=two).equals(
            find_copies(table, BLOCKS.empty_table(), engine=ENGINE)
        )


# The parts.


def test_words_and_offsets() -> None:
    text = "Don’t “Café cafe\u0301 x” 日本 'rebels' 1,500 Ünï \ud800 ß_s"
    words = split(text)
    found = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    assert found == ["Don’t", "Café", "cafe\u0301", "x", "日", "本", "rebels", "1", "500", "Ünï", "ß", "s"]
    assert words.hashes[1] == words.hashes[2] == split("CAFE").hashes[0]
    assert words.hashes[0] == split("dont").hashes[0]


@given(st.lists(st.text(max_size=40), max_size=6))
def test_words_of_a_batch_are_those_of_each_text(texts: list[str]) -> None:
    empty = pa.array([[] for _ in texts], pa.list_(pa.int64()))
    rows = words_of(
        pa.record_batch([pa.array(texts, pa.string()), empty, empty], names=["text", "block_starts", "block_ends"])
    ).to_pylist()
    for text, row in zip(texts, rows, strict=True):
        alone = split(text)
        assert row["words"] == alone.hashes.tolist()
        assert row["starts"] == alone.starts.tolist()
        assert row["ends"] == alone.ends.tolist()
        assert not any(row["runs"])


def test_alignment_does_not_depend_on_its_neighbours() -> None:
    chance = np.random.default_rng(1)
    rows = []
    for number in range(40):
        a = chance.integers(10, 3000, int(chance.integers(20, 200)), dtype=np.uint64)
        b = a.copy()
        b[chance.random(len(b)) < 0.2] = 5
        b = np.insert(b, len(b) // 2, [6, 7])
        row = {"candidate": number, "a": a.tolist(), "b": b.tolist(), "shift": -8}
        rows.append({**row, "width": int(chance.integers(12, 40))})
    batch = pa.RecordBatch.from_pylist(rows, schema=CANDIDATES)
    together = align_batch(batch, CopySettings()).to_pylist()
    alone = [row for n in range(40) for row in align_batch(batch.slice(n, 1), CopySettings()).to_pylist()]
    assert together == alone
    assert len(together) >= 35


def test_days_are_numbers_and_what_is_no_day_is_none() -> None:
    assert day_of("2020-01-02T10:00:00Z") == day_of("2020-01-02") > 0
    assert day_of("2020-01") == day_of(None) == day_of("2020-13-45") == -1


def test_settings_that_cannot_work_are_refused() -> None:
    for wrong in ({"sample": 0}, {"min_words": 2}, {"longest": 10}, {"all_pairs": 3}):
        with pytest.raises(ValueError, match=r"must|give"):
            CopySettings(**wrong)
