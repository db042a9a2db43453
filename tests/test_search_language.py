"""The search language: what people type becomes an FTS5 expression that finds it and never fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.case.search import MAX_TERMS, parse

ROWS = {
    1: "The act of goodwill was welcomed in Brisk",
    2: "Goodwill is an act, said the mayor of Oster",
    3: "The ceasefire was broken by militants in Brisk",
    4: "The ceasefires held; no militants were seen in Oster",
    5: "Café Östra reopened after the truce",
    6: "AND OR NOT are words too",
}


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(":memory:", check_same_thread=False)
    db.execute("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='unicode61 remove_diacritics 2')")
    db.executemany("INSERT INTO words(rowid, text) VALUES (?,?)", ROWS.items())
    yield db
    db.close()


def rows(db: sqlite3.Connection, query: str) -> set[int]:
    expression = parse(query).expression
    if not expression:
        return set()
    return {row[0] for row in db.execute("SELECT rowid FROM words WHERE words MATCH ?", (expression,))}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        # words and phrases
        ("goodwill", {1, 2}),
        ("GOODWILL", {1, 2}),
        ("act goodwill", {1, 2}),
        ('"act of goodwill"', {1}),
        ("“act of goodwill”", {1}),
        ('"goodwill act"', set()),
        ("cafe ostra", {5}),
        # operators
        ("goodwill AND mayor", {2}),
        ("mayor OR militants", {2, 3, 4}),
        ("mayor OR militants broken", {2, 3}),
        ("militants NOT broken", {4}),
        ("militants -broken", {4}),
        ('goodwill -"act of goodwill"', {2}),
        ("militants NOT (broken OR seen)", set()),
        ("goodwill -(mayor OR militants)", {1}),
        ("well-known", set()),
        ("(mayor OR militants) oster", {2, 4}),
        ("brisk (militants OR (goodwill act))", {1, 3}),
        # prefixes
        ("ceasefire", {3}),
        ("ceasefire*", {3, 4}),
        ('"no milit"*', {4}),
        # operators are only words in small letters, or in quotation marks
        ("and or not", {6}),
        ('"AND"', {6}),
        # what cannot be understood is read kindly
        ("(goodwill", {1, 2}),
        ("goodwill)", {1, 2}),
        (")goodwill(", {1, 2}),
        ('"act of goodwill', {1}),
        ("goodwill AND", {1, 2}),
        ("OR goodwill", {1, 2}),
        ("AND AND goodwill", {1, 2}),
        ("goodwill OR OR mayor", {1, 2}),
        ("goodwill - mayor", {2}),
        ("NOT NOT goodwill", set()),
        # only what is not wanted is no expression: see test_only_not_names_what_is_left_out
        ("-militants", set()),
        ("NOT militants", set()),
        ("", set()),
        ("   ", set()),
        ("()", set()),
        ("!?* “” …", set()),
        # nothing of FTS5's own language gets through
        ("text:goodwill", set()),
        ("goodwill NEAR mayor", set()),
        ("^the", {1, 2, 3, 4, 5}),
        ("goodwill'; DROP TABLE words; --", set()),
    ],
)
def test_what_a_query_finds(index: sqlite3.Connection, query: str, found: set[int]) -> None:
    assert rows(index, query) == found


@pytest.mark.parametrize(
    ("query", "left_out"),
    [
        ("NOT militants", {3, 4}),
        ("-militants", {3, 4}),
        ("NOT militants AND NOT mayor", {2, 3, 4}),
        ('-"act of goodwill" -cafe', {1, 5}),
        ("NOT (brisk militants)", {3}),
        ("-(mayor OR truce)", {2, 5}),
        ("NOT (militants NOT broken)", {4}),
        ("NOT NOT goodwill", {1, 2}),
        # nobody means "without this, or else without that"; and what has no words leaves out nothing
        ("NOT militants OR NOT mayor", set()),
        ("goodwill NOT mayor", set()),
        ("NOT", set()),
        ("NOT ()", set()),
        ("", set()),
    ],
)
def test_only_not_names_what_is_left_out(index: sqlite3.Connection, query: str, left_out: set[int]) -> None:
    without = parse(query).without
    found = index.execute("SELECT rowid FROM words WHERE words MATCH ?", (without,)) if without else ()
    assert {row[0] for row in found} == left_out


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ('"act of goodwill" mayor', ("act of goodwill", "mayor")),
        ("cease* -militants", ("cease",)),
        ("a OR (b NOT c)", ("a", "b")),
        ("NOT (a b) c", ("c",)),
        ("", ()),
    ],
)
def test_terms_to_mark_are_those_asked_for(query: str, terms: tuple[str, ...]) -> None:
    assert parse(query).terms == terms


PIECES = st.sampled_from(
    [
        '"',
        "“",
        "”",
        "„",
        "(",
        ")",
        "-",
        "*",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        " ",
        " ",
        "goodwill",
        "^",
        ":",
        "\x00",
        "é",
        "{",
        "+",
    ]
)
QUERIES = st.one_of(
    st.text(max_size=40), st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES, max_size=40).map(" ".join)
)


@settings(max_examples=400, deadline=None)
@given(query=QUERIES)
def test_no_query_is_an_error(index: sqlite3.Connection, query: str) -> None:
    asked = parse(query)
    assert bool(asked.expression) == bool(asked.terms)
    assert not (asked.expression and asked.without)
    if asked.without:
        index.execute("SELECT rowid FROM words WHERE words MATCH ?", (asked.without,))
    holding: set[int] = set()
    for term in asked.terms:
        assert '"' not in term
        begins = (f'"{term}" *',)  # as a prefix: the terms no longer say which of them had an asterisk
        holding |= {row[0] for row in index.execute("SELECT rowid FROM words WHERE words MATCH ?", begins)}
    assert rows(index, query) <= holding, "a row is found that holds nothing of what was asked for"


@pytest.mark.parametrize(
    "query",
    ["(" * 5000, ")" * 5000, "(a " * 2000, '"' * 5001, "NOT " * 3000 + "a", "a OR " * 3000, "-" * 5000, "a " * 5000],
)
def test_a_query_of_any_length_is_no_error(index: sqlite3.Connection, query: str) -> None:
    rows(index, query)
    assert len(parse(query).terms) <= MAX_TERMS
