"""Looking into a case: its tables, the filters and what they leave, searching and counting."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from sayso.case.filters import Filter
from sayso.case.reader import MARK_CLOSE, MARK_OPEN, OPENING, Case, Quote, _opening
from sayso.schemas import LINKS, TABLES
from small_case import ARTICLES, SMALL, write
from told import with_happenings


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    with Case(write(tmp_path / "small.sayso")) as opened:
        yield opened


def test_tables_have_the_contract_s_columns_and_are_sorted(tmp_path: Path) -> None:
    path = write(tmp_path / "told.sayso", [(page, with_happenings(found)) for page, found in SMALL])
    with Case(path) as case:
        for name, columns in TABLES.items():
            table = case.table(name)
            assert table.schema == columns, name
            ids = table.column("id").to_pylist()
            assert ids == sorted(ids), name
            assert pa.Table.from_batches(case.batches(name), columns) == table, name
            assert name in LINKS or ids, name


def test_no_other_table_is_handed_out(case: Case) -> None:
    with pytest.raises(KeyError, match="no table 'runs'; there are pages"):
        case.table("runs")
    with pytest.raises(KeyError, match="no table"):
        next(case.batches("pages; DROP TABLE pages"))


def test_every_span_of_the_case_slices_back(case: Case) -> None:
    texts = {row["id"]: row["text"] for row in case.table("pages").to_pylist()}
    rows = case.table("attributions").to_pylist()
    assert rows
    for row in rows:
        for span in (row["source"], row["cue"], *row["content"]):
            assert span is None or texts[row["page_id"]][span["start"] : span["end"]] == span["text"]


QUERIES = [None, "pact", '"the pact" -broken', "ferry OR winter", "caf*", "NOT pact", "(", "zzz"]
SPEAKERS = [None, "Ana Lund", "ANA LUND", "Nobody"]
OUTLETS = [None, "Harbour Radio", "Coastal Telegraph"]
DATES = [(None, None), ("2016-10", None), (None, "2016-10"), ("2016-10-03", "2016-10-31"), ("2017", "2016")]
REST = [{}, {"style": "direct"}, {"polarity": "denies"}, {"via": "reuters"}, {"style": "mixed", "polarity": "asserts"}]


def test_any_filters_together_leave_what_each_leaves(case: Case) -> None:
    everything = case.quotes(limit=1000)
    assert len(everything) == sum(len(found.attributions) for _, found in SMALL)

    def left(**given: str | None) -> set[str]:
        return {quote.id for quote in case.quotes(Filter(**given), limit=1000)}  # type: ignore[arg-type]

    combinations = itertools.product(QUERIES, SPEAKERS, OUTLETS, DATES, REST)
    for query, speaker, outlet, (since, until), rest in combinations:
        where = Filter(query=query, speaker=speaker, outlet=outlet, since=since, until=until, **rest)  # type: ignore[arg-type]
        found = case.quotes(where, limit=1000)
        assert case.count_quotes(where) == len(found), where
        hits = case.search(where, limit=1000)
        assert case.count_articles(where) == len(hits), where
    single = [
        {"query": "pact"},
        {"speaker": "ana lund"},
        {"outlet": "harbour radio"},
        {"until": "2016-10"},
        {"style": "direct"},
    ]
    for first, second in itertools.combinations(single, 2):
        assert left(**first, **second) == left(**first) & left(**second)


def names(quotes: list[Quote]) -> list[str | None]:
    return [quote.speaker for quote in quotes]


def test_filters_by_name_do_not_mind_capitals(case: Case) -> None:
    assert set(names(case.quotes(Filter(speaker="ana lund")))) == {"Ana Lund"}
    assert {quote.outlet for quote in case.quotes(Filter(outlet="HARBOUR RADIO"))} == {"Harbour Radio", "harbour radio"}
    assert names(case.quotes(Filter(via="REUTERS"))) == ["Ana Lund"]
    assert names(case.quotes(Filter(speaker="'; DROP TABLE pages; --"))) == []


@pytest.mark.parametrize(
    ("since", "until", "stories"),
    [
        (None, "2016-10", {0, 1, 2, 3}),
        (None, "2016-10-03", {0, 2, 3}),
        (None, "2016-10-31", {0, 1, 2, 3}),
        (None, "2016-09-30", {3}),
        ("2016-10-31", None, {1, 2, 3, 4}),
        ("2016-11", None, {3, 4}),
        ("2017", None, {4}),
        ("2016", "2016", {0, 1, 2, 3}),
        ("2018", None, set()),
    ],
)
def test_dates_are_inclusive_however_precise(
    case: Case, since: str | None, until: str | None, stories: set[int]
) -> None:
    found = case.search(Filter(since=since, until=until))
    assert {int(str(hit.title).removeprefix("Story ")) for hit in found} == stories


def test_quotes_come_in_the_order_of_the_reading_and_in_pages(case: Case) -> None:
    everything = case.quotes(limit=1000)
    dates = [quote.published or "9" for quote in everything]
    assert dates == sorted(dates)
    paged = [quote for start in range(0, len(everything), 2) for quote in case.quotes(limit=2, offset=start)]
    assert paged == everything


@pytest.mark.parametrize("wrong", ["05/10/2017", "2016-9", "2016-13", "2016-10-32", "yesterday", "2016-10-3"])
def test_a_date_of_another_form_is_refused(wrong: str) -> None:
    for name in ("since", "until"):
        with pytest.raises(ValueError, match=f"{name}: .* is not a date; write 2016, 2016-10 or 2016-10-03"):
            Filter(**{name: wrong})
    assert Filter(since="2016-10-31T23:59", until="").until == ""


def test_all_but_what_is_not_wanted(case: Case) -> None:
    everything = {hit.id for hit in case.search(Filter())}
    with_pact = {hit.id for hit in case.search(Filter(query="pact"))}
    without = Filter(query="NOT pact")
    assert {hit.id for hit in case.search(without)} == everything - with_pact
    assert case.count_articles(without) == len(everything - with_pact)
    said = case.quotes(without, limit=1000)
    assert said
    assert not any("pact" in quote.content_text for quote in said)
    assert len(said) + case.count_quotes(Filter(query="pact")) == case.count_quotes()


def test_a_list_without_a_search_shows_how_articles_begin() -> None:
    words = "Story 1: the ferry " + "sails " * 60
    assert _opening(words, "Story 1").startswith("the ferry sails")
    assert _opening(words, "Story 1").endswith("sails …")
    assert len(_opening(words, None)) <= OPENING + 2
    assert _opening("Storyteller", "Story") == "Storyteller"
    assert _opening("Story", "Story") == "Story"


def test_search_marks_what_it_found(case: Case) -> None:
    (hit,) = case.search(Filter(query="cafe"))
    assert f"{MARK_OPEN}café{MARK_CLOSE}" in hit.snippet
    assert (hit.title, hit.attributions) == ("Story 5", 1)


def test_lists_count_what_is_there(case: Case) -> None:
    speakers = case.speakers()
    assert speakers[0]["name"] == "Ana Lund"
    assert sum(row["attributions"] for row in speakers) == len([q for q in case.quotes(limit=1000) if q.speaker])
    assert sum(row["articles"] for row in case.outlets()) == len(ARTICLES)
    assert [(row["name"], row["attributions"]) for row in case.via()] == [("Reuters", 1)]
    assert case.article("nothing") is case.page("nothing") is None
    assert [block["role"] for block in case.blocks(SMALL[1][0].id)] == ["body", "body"]
