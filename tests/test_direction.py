"""Directions of copies: each piece of evidence tells what it should, all is anchored, and order does not matter."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import sayso
from sayso import data
from sayso.case.reader import Case
from sayso.compare import find_copies
from sayso.compare.direction import decide
from sayso.compare.edits import edits_of
from sayso.compare.outlet_words import mentions_of
from sayso.compare.page_links import LED, address_key, links_by_article
from sayso.compare.weights import SIGNALS, weights
from sayso.data import DataError
from sayso.engines import Local
from sayso.schemas import COPIES, TABLES

ENGINE = Local(1)
NO_BLOCKS = TABLES["blocks"].empty_table()
_SYLLABLES = ("ba", "do", "ke", "li", "mo", "nu", "pra", "sel", "tor", "vin")


def prose(seed: int, sentences: int = 6) -> str:
    chance = random.Random(seed)
    made = []
    for _ in range(sentences):
        words = ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(14)]
        made.append(" ".join(words).capitalize() + ".")
    return " ".join(made)


def article(name: str, text: str, outlet: str, published: str | None = None, **more: Any) -> dict[str, Any]:
    row = {"id": name, "page_id": f"p {name}", "outlet": outlet, "published": published, "published_from": published}
    return {**row, "start": 0, "end": len(text), "text": text, **more}


def decided(articles: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """Return the copies of a pile with their directions; everything that is anchored slices to its words."""
    table = pa.Table.from_pylist(articles, schema=TABLES["articles"])
    copies = find_copies(table, NO_BLOCKS, engine=ENGINE)
    found = decide(copies, articles=table, engine=ENGINE, **more)
    assert found.schema == COPIES
    assert found["id"].to_pylist() == sorted(set(found["id"].to_pylist()))
    assert decide(found, articles=table, engine=ENGINE, **more) == found
    texts = {row["id"]: (row["start"], row["text"]) for row in articles}
    rows: list[dict[str, Any]] = found.to_pylist()
    for row in rows:
        assert (row["direction"] == "from") == (row["confidence"] is not None)
        for proof in row["evidence"]:
            start, text = texts[proof["article_id"]]
            if proof["start"] is not None:
                assert text[proof["start"] - start : proof["end"] - start] == proof["text"]
    return rows


def only(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = rows
    return row


def kinds(row: dict[str, Any]) -> set[str]:
    return {proof["what"] for proof in row["evidence"]}


STORY = prose(1)


def test_a_date_alone_decides_nothing_and_is_shown() -> None:
    row = only(
        decided([article("a", STORY, "Oster Post", "2031-05-02"), article("b", STORY, "Rell Herald", "2031-05-01")])
    )
    assert row["direction"] == "unknown"
    assert kinds(row) == {"dates"}
    # The larger id stands first, and it is the earlier: its date speaks against it.
    assert row["article_id"] == "b"
    assert all(proof["weight"] < 0 for proof in row["evidence"])


@pytest.mark.parametrize("copier", ["a", "b"])
def test_a_credit_line_and_a_later_date_decide_whichever_id_is_larger(copier: str) -> None:
    other = "b" if copier == "a" else "a"
    text = f"(Rell Herald) - {STORY}"
    pile = [
        article(copier, text, "Oster Post", "2031-05-02", credit="Rell Herald"),
        article(other, STORY, "Rell Herald", "2031-05-01"),
    ]
    row = only(decided(pile))
    assert (row["direction"], row["article_id"], row["of_article_id"]) == ("from", copier, other)
    assert row["confidence"] > 0.85
    credit = next(proof for proof in row["evidence"] if proof["what"] == "credit")
    assert (credit["article_id"], credit["text"]) == (copier, "Rell Herald")
    assert credit["weight"] == weights()["credit.names_other"].copied
    assert row["words"] == 84
    assert row["similarity"] == 1.0


def test_a_turned_row_has_the_words_of_its_own_side() -> None:
    words = STORY.split(" ")
    longer = " ".join([*words[:40], "extra", "words", *words[40:]])
    pile = [
        article("a", f"{longer} Rell Herald reported this.", "Oster Post", "2031-05-02"),
        article("b", STORY, "Rell Herald", "2031-05-01"),
    ]
    row = only(decided(pile))
    assert (row["article_id"], row["direction"]) == ("a", "from")
    assert row["words"] == 86
    assert row["similarity"] == pytest.approx(84 / 86, abs=0.001)
    assert "reports" in kinds(row)


def test_a_credit_to_a_third_speaks_for_a_common_source() -> None:
    pile = [
        article("a", f"(Harbour Wire) - {STORY}", "Oster Post", "2031-05-02", credit="Harbour Wire"),
        article("b", STORY, "Rell Herald", "2031-05-01"),
    ]
    row = only(decided(pile))
    assert row["direction"] == "unknown"
    shared = next(proof for proof in row["evidence"] if proof["what"] == "shared")
    assert (shared["article_id"], shared["text"]) == ("a", "Harbour Wire")
    assert shared["weight"] > 0


def test_a_link_to_the_very_page_decides() -> None:
    pile = [article("a", STORY, "Oster Post"), article("b", STORY, "Rell Herald")]
    pages = pa.Table.from_pylist(
        [
            {
                "id": "p a",
                "url": "https://oster.example/1",
                "links": [link(0, 5, "http://www.rell.example/news/7/?x=1")],
            },
            {"id": "p b", "url": "https://rell.example/news/7", "links": []},
        ],
        schema=TABLES["pages"],
    )
    links = links_by_article(pages, pa.Table.from_pylist(pile, schema=TABLES["articles"]))
    assert links.to_pylist() == [
        {"article_id": "a", "start": 0, "end": 5, "text": STORY[:5], "of_article_id": "b", "of_outlet": None}
    ]
    row = only(decided(pile, links=links))
    assert (row["direction"], row["article_id"]) == ("from", "a")
    assert kinds(row) == {"link"}


def link(start: int, end: int, address: str) -> dict[str, Any]:
    return {"start": start, "end": end, "text": STORY[start:end], "address": address}


def test_an_article_that_breaks_off_was_cut() -> None:
    whole = prose(3, 8)
    cut = whole[: whole.index(".", 300) + 40].rsplit(" ", 1)[0]
    pile = [article("a", cut + " ...", "Oster Post"), article("b", whole, "Rell Herald")]
    row = only(decided(pile))
    proof = next(proof for proof in row["evidence"] if proof["what"] == "complete")
    assert proof["article_id"] == "a"
    assert cut.endswith(proof["text"])
    assert (proof["weight"] > 0) == (row["article_id"] == "a")


def test_a_third_article_explains_what_two_have_in_common() -> None:
    pile = [
        article("a", STORY + " " + prose(5, 2), "Rell Herald", "2031-05-01"),
        article("b", f"{STORY} So the Rell Herald reported.", "Oster Post", "2031-05-02"),
        article("c", f"{STORY} {prose(6, 1)} As Rell Herald reported.", "Kast Times", "2031-05-04"),
    ]
    rows = {(row["article_id"], row["of_article_id"]): row for row in decided(pile)}
    assert rows["b", "a"]["direction"] == rows["c", "a"]["direction"] == "from"
    assert rows["c", "b"]["direction"] == "unknown"
    shared = [proof for proof in rows["c", "b"]["evidence"] if proof["what"] == "shared"]
    assert [proof["article_id"] for proof in shared] == ["a"]


def test_all_passages_of_two_articles_have_one_direction() -> None:
    one, two = prose(11), prose(12)
    pile = [
        article("a", f"{one} {prose(13)} {two} Thus Rell Herald.", "Oster Post", "2031-05-02", credit="Rell Herald"),
        article("b", f"{two} {prose(14)} {one}", "Rell Herald", "2031-05-01"),
    ]
    rows = decided(pile)
    assert len(rows) == 2
    assert {(row["article_id"], row["direction"], row["confidence"]) for row in rows} == {
        ("a", "from", rows[0]["confidence"])
    }


def test_order_of_rows_does_not_matter() -> None:
    chance = random.Random(4)
    pile = [
        article(f"{n}", f"{STORY} {prose(20 + n, 2)} Outlet {n % 3} reported.", f"Outlet {n % 4}", f"2031-05-0{n + 1}")
        for n in range(6)
    ]
    table = pa.Table.from_pylist(pile, schema=TABLES["articles"])
    copies = find_copies(table, NO_BLOCKS, engine=ENGINE)
    first = decide(copies, articles=table, engine=ENGINE)
    for _ in range(3):
        shuffled = copies.take(chance.sample(range(copies.num_rows), copies.num_rows))
        others = table.take(chance.sample(range(table.num_rows), table.num_rows))
        assert decide(shuffled, articles=others, engine=ENGINE) == first


def test_stock_has_no_direction() -> None:
    table = pa.Table.from_pylist(
        [article("a", STORY, "Oster Post", credit="Rell Herald"), article("b", STORY, "Rell Herald")],
        schema=TABLES["articles"],
    )
    copies = find_copies(table, NO_BLOCKS, engine=ENGINE)
    stock = copies.set_column(copies.column_names.index("stock"), "stock", pa.array([True] * copies.num_rows))
    (row,) = decide(stock, articles=table).to_pylist()
    assert (row["direction"], row["confidence"], row["evidence"]) == ("unknown", None, [])


@pytest.mark.parametrize(
    "published", ["9999-12-31T23:59:59+14:00", "2031-13-45", "0001-01-01T00:00-12:00", "yesterday", "", "2031-05"]
)
def test_dates_that_are_none_are_unknown(published: str) -> None:
    pile = [article("a", STORY, "Oster Post", published), article("b", STORY, "Rell Herald", "2031-05-01")]
    assert only(decided(pile))["direction"] == "unknown"


def test_no_copies_give_no_rows() -> None:
    assert decide(COPIES.empty_table(), articles=TABLES["articles"].empty_table()) == COPIES.empty_table()


# Edits.


def test_edits_are_told_by_what_was_done() -> None:
    theirs = "The bridge was closed at noon, the director told Rell Herald, and the WGR sent boats."
    ours = "The bridge was closed at noon, the director told reporters, and the World Grain Register sent boats."
    found = {edit.signal: ours[edit.start : edit.end] for edit in edits_of(ours, theirs, "Rell Herald")}
    assert found == {"edits.renamed": "reporters", "edits.expanded": "World Grain Register"}
    added = "The bridge was closed at noon, Ana Lund said on Friday, and boats went to the island."
    plain = "The bridge was closed at noon, and boats went to the island."
    assert [edit.signal for edit in edits_of(added, plain, None)] == ["edits.attributed"]
    assert edits_of(plain, added, None) == ()


@pytest.mark.parametrize("text", ["", "\ud800" * 50, "a" * 200_000, "ab " * 50_000])
def test_edits_of_anything_end(text: str) -> None:
    assert edits_of(text, text, "a") == ()
    edits_of(text, STORY, "ab")


def test_mentions_are_whole_words() -> None:
    text = "Rell and Rells, unRell, Rell's and Rell"
    assert [text[start:end] for start, end in mentions_of(text, "Rell")] == ["Rell"] * 3
    assert mentions_of("x " * 10, "x") == []


@pytest.mark.parametrize(
    "address", ["http://[", "mailto:a@b.example", "//", "", None, "javascript:x()", "http://a.example/"]
)
def test_addresses_that_lead_nowhere_have_no_key(address: str | None) -> None:
    assert address_key(address) is None


def test_links_beyond_an_article_and_to_its_own_page_are_none() -> None:
    pages = pa.Table.from_pylist(
        [
            {
                "id": "p a",
                "url": "https://oster.example/1",
                "links": [link(0, 5, "https://oster.example/1"), link(10_000, 10_005, "https://rell.example/2")],
            },
            {"id": "p b", "url": "https://rell.example/2", "links": None},
        ],
        schema=TABLES["pages"],
    )
    pile = [article("a", STORY, "Oster Post"), article("b", STORY, "Rell Herald")]
    assert links_by_article(pages, pa.Table.from_pylist(pile, schema=TABLES["articles"])) == LED.empty_table()


def test_links_of_pages_are_given_with_their_words(tmp_path: Path) -> None:
    story = " ".join(f"<p>{prose(seed, 3)}</p>" for seed in range(3))
    lead = '<p><a href="https://rell.example/7">Rell Herald</a> said so.</p>'
    html = f"<html><body><h1>Boats</h1>{lead}{story}</body></html>"
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    sayso.read([tmp_path / "page.html"], into=tmp_path / "one.sayso")
    with Case(tmp_path / "one.sayso") as case:
        (page,) = case.table("pages").to_pylist()
    (found,) = page["links"]
    assert found["address"] == "https://rell.example/7"
    assert page["text"][found["start"] : found["end"]] == found["text"] == "Rell Herald"


# The data files.


def test_the_files_say_what_is_looked_for() -> None:
    assert set(weights().signals) == {f"{what}.{name}" for what, names in SIGNALS.items() for name in names}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("dates", "what: dates\nsignals: {day_later: {copied: 1, shared: 0}}", "needs 'signals' with day_later"),
        ("dates", "what: days\nsignals: {}", "needs 'signals'"),
        ("agency", "what: agency\nsignals: {other_is: 3}", "should hold {copied: NUMBER"),
        ("agency", "what: agency\nsignals: {other_is: {copied: 30, shared: 0}}", "no weight is beyond 8"),
        ("agency", "what: agency\nsignals: {other_is: {copied: .nan, shared: 0}}", "should be a number"),
        ("prior", "what: prior\nsignals: {none: {copied: 0, shared: 0}}\ndecided: 1.5", "write a number from 0.5"),
    ],
)
def test_an_unusable_file_is_named(tmp_path: Path, name: str, content: str, words: str) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / f"{name}.yaml").write_text(content, encoding="utf-8")
    with data.also(tmp_path), pytest.raises(DataError, match=rf"evidence/{name}\.yaml.*{words}"):
        weights()
