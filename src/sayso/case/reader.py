"""Looking into a case: plain objects and Arrow tables, read-only, while another process may be writing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from sayso.case import search as language
from sayso.case import tables
from sayso.case.schema import connect, translated
from sayso.model import TABLES


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. Dates are ISO 8601, as precise as one likes; ``until`` is inclusive.

    ``speaker``, ``outlet`` and ``via`` match a name whatever its capitals; ``speaker`` also matches the other names
    that the case uses for somebody, and joint speakers. ``speaker_id`` is one entity. ``query`` is the search language.
    """

    query: str | None = None
    speaker: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    style: str | None = None
    polarity: str | None = None
    via: str | None = None
    article_id: str | None = None
    speaker_id: str | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """An attribution with the article it stands in: a row of every list of utterances."""

    id: str
    article_id: str
    page_id: str
    speaker: str | None
    speaker_id: str | None
    speaker_kind: str | None
    source: dict[str, Any] | None
    cue: dict[str, Any] | None
    content: list[dict[str, Any]]
    content_text: str
    style: str
    via: list[str]
    parent_id: str | None
    polarity: str
    confidence: float
    outlet: str | None
    published: str | None
    title: str | None
    file: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found by a search. ``snippet`` marks hits with U+E000 … U+E001 (private use, never on a page)."""

    id: str
    page_id: str
    title: str | None
    outlet: str | None
    published: str | None
    file: str
    snippet: str
    attributions: int


#: The entities that go by the name ``:speaker``: by their own, by another the case uses, or together with others.
_GOES_BY = """
    SELECT id FROM entities WHERE name = :speaker COLLATE NOCASE
      OR instr('; ' || lower(name) || '; ', '; ' || lower(:speaker) || '; ')
      OR EXISTS (SELECT 1 FROM json_each(aliases) WHERE value = :speaker COLLATE NOCASE)
    """
MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"


class Case:
    """A case opened for looking. Use as a context manager, or call ``close``. Not for use by two threads at once."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._db = connect(path, write=False)

    def __enter__(self) -> Case:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment, though a writer may go on meanwhile."""
        with translated(self.path):
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                self._db.execute("ROLLBACK")

    def rows(self, sql: str, parameters: tuple[Any, ...] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        """Return the rows of a SELECT; values go into ``parameters``, never into the text."""
        with translated(self.path):
            cursor = self._db.cursor()
            cursor.row_factory = sqlite3.Row
            return cursor.execute(sql, parameters).fetchall()

    def table(self, name: str) -> pa.Table:
        """Return a contract table (a name of ``sayso.TABLES``) as Arrow, sorted by id."""
        if name not in TABLES:
            raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
        with translated(self.path):
            return tables.table(self._db, name)

    def batches(self, name: str) -> Iterator[pa.RecordBatch]:
        """Yield a contract table as Arrow batches, sorted by id, without holding it whole."""
        if name not in TABLES:
            raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
        with translated(self.path):
            yield from tables.batches(self._db, name)

    def to_pandas(self, name: str) -> Any:
        """Return a contract table as a pandas DataFrame (needs the extra ``pandas``)."""
        return self.table(name).to_pandas()

    # Counts and lists ------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Return how many of each thing the case holds: pages, failures, duplicates, articles and so on."""
        row = self.rows(
            """
            SELECT (SELECT count(*) FROM pages) AS pages,
              (SELECT count(*) FROM pages WHERE error IS NOT NULL) AS failures,
              (SELECT count(*) FROM pages WHERE duplicate_of IS NOT NULL) AS duplicates,
              (SELECT count(*) FROM articles) AS articles,
              (SELECT count(*) FROM attributions) AS attributions,
              (SELECT count(DISTINCT speaker_id) FROM attributions) AS speakers,
              (SELECT count(DISTINCT outlet) FROM articles) AS outlets,
              (SELECT count(*) FROM copies WHERE NOT stock) AS copies
            """
        )[0]
        return dict(row)

    def failures(self) -> list[dict[str, Any]]:
        """Return the pages that could not be read: file, record, error, fix."""
        sql = "SELECT id, file, record, url, error, fix FROM pages WHERE error IS NOT NULL ORDER BY file, record, id"
        return [dict(row) for row in self.rows(sql)]

    def runs(self) -> list[dict[str, Any]]:
        """Return what was done to the case, newest first."""
        return [dict(row) for row in self.rows("SELECT * FROM runs ORDER BY id DESC")]

    def quotes(self, where: Filter | None = None, *, limit: int = 100, offset: int = 0) -> list[Quote]:
        """Return attributions in the order of date, article and place on the page."""
        conditions, parameters = self._conditions(where or Filter(), "attributions_fts")
        sql = f"""
            SELECT attributions.*, articles.outlet, articles.published, articles.title, pages.file
            FROM attributions JOIN articles ON articles.id = attributions.article_id
              JOIN pages ON pages.id = attributions.page_id
            WHERE {conditions}
            ORDER BY articles.published IS NULL, articles.published, articles.id, content_start, attributions.id
            LIMIT :limit OFFSET :offset
            """  # noqa: S608 (conditions are our own text; values are parameters)
        return [_quote(row) for row in self.rows(sql, {**parameters, "limit": limit, "offset": offset})]

    def count_quotes(self, where: Filter | None = None) -> int:
        """Return how many attributions a filter leaves."""
        conditions, parameters = self._conditions(where or Filter(), "attributions_fts")
        sql = f"""
            SELECT count(*) FROM attributions JOIN articles ON articles.id = attributions.article_id
            WHERE {conditions}
            """  # noqa: S608
        return int(self.rows(sql, parameters)[0][0])

    def search(self, where: Filter, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """Return articles whose words match ``where.query``, best first; by date when there is no query."""
        conditions, parameters = self._conditions(where, "articles_fts")
        ranked = bool(parameters.get("query"))
        source = "articles JOIN articles_fts ON articles_fts.rowid = articles.row" if ranked else "articles"
        snippet = "snippet(articles_fts, 1, :open, :close, ' … ', 24)" if ranked else "substr(articles.text, 1, 200)"
        order = "articles_fts.rank" if ranked else "articles.published IS NULL, articles.published DESC"
        if ranked:
            conditions = f"articles_fts MATCH :query AND {conditions}"
        sql = f"""
            SELECT articles.id, articles.page_id, articles.title, outlet, published, pages.file,
              {snippet} AS snippet,
              (SELECT count(*) FROM attributions WHERE article_id = articles.id) AS attributions
            FROM {source} JOIN pages ON pages.id = articles.page_id
            WHERE {conditions} ORDER BY {order}, articles.id LIMIT :limit OFFSET :offset
            """  # noqa: S608
        marks = {"open": MARK_OPEN, "close": MARK_CLOSE} if ranked else {}
        rows = self.rows(sql, {**parameters, **marks, "limit": limit, "offset": offset})
        return [Hit(**dict(row)) for row in rows]

    def count_articles(self, where: Filter) -> int:
        """Return how many articles a filter leaves."""
        conditions, parameters = self._conditions(where, "articles_fts")
        if parameters.get("query"):
            fts = "articles.row IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH :query)"
            conditions = f"{fts} AND {conditions}"
        sql = f"SELECT count(*) FROM articles WHERE {conditions}"  # noqa: S608
        return int(self.rows(sql, parameters)[0][0])

    def speakers(self, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return speakers with how often, in how many articles and outlets, most quoted first."""
        sql = """
            SELECT speaker AS name, speaker_id AS id, speaker_kind AS kind, count(*) AS attributions,
              count(DISTINCT article_id) AS articles, count(DISTINCT articles.outlet) AS outlets
            FROM attributions JOIN articles ON articles.id = article_id
            WHERE speaker_id IS NOT NULL
            GROUP BY speaker_id ORDER BY attributions DESC, name LIMIT ? OFFSET ?
            """
        return [dict(row) for row in self.rows(sql, (limit, offset))]

    def outlets(self) -> list[dict[str, Any]]:
        """Return outlets with their articles, attributions, and passages shared with other articles."""
        sql = """
            SELECT outlet AS name, count(*) AS articles, min(published) AS first, max(published) AS last,
              sum((SELECT count(*) FROM attributions WHERE article_id = articles.id)) AS attributions,
              sum((SELECT count(*) FROM copies WHERE NOT stock AND
                   (article_id = articles.id OR of_article_id = articles.id))) AS copies
            FROM articles GROUP BY outlet ORDER BY articles DESC, name
            """
        return [dict(row) for row in self.rows(sql)]

    def via(self) -> list[dict[str, Any]]:
        """Return the outlets and agencies that words came through, most used first."""
        sql = """
            SELECT value AS name, count(*) AS attributions, count(DISTINCT article_id) AS articles
            FROM attributions, json_each(attributions.via) GROUP BY value ORDER BY attributions DESC, name
            """
        return [dict(row) for row in self.rows(sql)]

    def copies(self, article_id: str | None = None, *, stock: bool = False, limit: int = 1000) -> list[dict[str, Any]]:
        """Return copied passages, longest first, with outlet and title of both sides."""
        conditions = "(:article IS NULL OR article_id = :article OR of_article_id = :article)"
        sql = f"""
            SELECT copies.id, article_id, copies.start, copies."end", of_article_id, of_start, of_end, words, direction,
              similarity, stock, a.outlet, a.title, a.published, a.page_id,
              b.outlet AS of_outlet, b.title AS of_title, b.published AS of_published, b.page_id AS of_page_id
            FROM copies JOIN articles AS a ON a.id = article_id JOIN articles AS b ON b.id = of_article_id
            WHERE {conditions} AND (:stock OR NOT stock) ORDER BY words DESC, copies.id LIMIT :limit
            """  # noqa: S608
        return [dict(row) for row in self.rows(sql, {"article": article_id, "stock": stock, "limit": limit})]

    # One thing -------------------------------------------------------------------------------------------------

    def page(self, page_id: str) -> dict[str, Any] | None:
        """Return a page with its text, or None."""
        rows = self.rows("SELECT * FROM pages WHERE id = ?", (page_id,))
        return dict(rows[0]) if rows else None

    def article(self, article_id: str) -> dict[str, Any] | None:
        """Return an article with its text, or None."""
        rows = self.rows(
            "SELECT articles.*, pages.file, pages.url FROM articles JOIN pages ON pages.id = page_id "
            "WHERE articles.id = ?",
            (article_id,),
        )
        return dict(rows[0]) if rows else None

    def blocks(self, page_id: str) -> list[dict[str, Any]]:
        """Return the blocks of a page in their order."""
        sql = 'SELECT id, page_id, article_id, role, start, "end" FROM blocks WHERE page_id = ? ORDER BY start, id'
        return [dict(row) for row in self.rows(sql, (page_id,))]

    def _conditions(self, where: Filter, fts: str) -> tuple[str, dict[str, Any]]:
        """Return SQL conditions over ``articles`` (and ``attributions``) and their parameters."""
        quotes = fts == "attributions_fts"
        found: list[str] = ["1"]
        values: dict[str, Any] = {}
        if where.query and where.query.strip():
            values["query"] = language.parse(where.query).expression or '""'
            if quotes:
                found.append(
                    "attributions.row IN (SELECT rowid FROM attributions_fts WHERE attributions_fts MATCH :query)"
                )
        simple = {"outlet": "articles.outlet = :outlet COLLATE NOCASE"}
        if where.article_id:
            simple["article_id"] = ("attributions.article_id" if quotes else "articles.id") + " = :article_id"
        per_quote = {
            "speaker": f"attributions.speaker_id IN ({_GOES_BY})",
            "speaker_id": "attributions.speaker_id = :speaker_id",
            "style": "attributions.style = :style",
            "polarity": "attributions.polarity = :polarity",
            "via": "EXISTS (SELECT 1 FROM json_each(attributions.via) WHERE value = :via COLLATE NOCASE)",
        }
        if quotes:
            simple |= per_quote
        else:
            inner = [condition for name, condition in per_quote.items() if getattr(where, name)]
            if inner:
                found.append(
                    "EXISTS (SELECT 1 FROM attributions WHERE attributions.article_id = articles.id AND "  # noqa: S608
                    + " AND ".join(inner)
                    + ")"
                )
                values |= {name: getattr(where, name) for name in per_quote if getattr(where, name)}
        for name, condition in simple.items():
            if getattr(where, name):
                found.append(condition)
                values[name] = getattr(where, name)
        if where.since:
            # A date less precise than ``since`` counts when it may lie within: 2016-10 for since 2016-10-05.
            found.append("articles.published >= substr(:since, 1, length(articles.published))")
            values["since"] = where.since
        if where.until:
            # Inclusive at any precision: 2016-10 takes in 2016-10-31T23:59.
            found.append("substr(articles.published, 1, length(:until)) <= :until")
            values["until"] = where.until
        return " AND ".join(found), values


def _quote(row: sqlite3.Row) -> Quote:
    return Quote(
        id=row["id"],
        article_id=row["article_id"],
        page_id=row["page_id"],
        speaker=row["speaker"],
        speaker_id=row["speaker_id"],
        speaker_kind=row["speaker_kind"],
        source=tables.span(row["source_start"], row["source_end"], row["source_text"]),
        cue=tables.span(row["cue_start"], row["cue_end"], row["cue_text"]),
        content=json.loads(row["content"]),
        content_text=row["content_text"],
        style=row["style"],
        via=json.loads(row["via"]),
        parent_id=row["parent_id"],
        polarity=row["polarity"],
        confidence=row["confidence"],
        outlet=row["outlet"],
        published=row["published"],
        title=row["title"],
        file=row["file"],
    )
