"""Looking into a case: plain objects and Arrow tables, read-only, while another process may be writing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from sayso.case import filters, kept, recall, tables
from sayso.case.filters import Filter
from sayso.case.schema import connect, translated
from sayso.model import Findings, Page
from sayso.schemas import STORED, TABLES


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
    language: str | None


_UTTERED = """
    SELECT quote_id FROM quote_members JOIN attributions ON attributions.id = quote_members.attribution_id
      JOIN articles ON articles.id = attributions.article_id
    """
_MEMBERS = """
    SELECT quote_members.*, articles.outlet, articles.published, articles.title, articles.page_id,
      coalesce(canonical.name, attributions.speaker) AS speaker, attributions.content_text AS words
    FROM json_each(:ids) JOIN quote_members ON quote_members.quote_id = json_each.value
      JOIN attributions ON attributions.id = quote_members.attribution_id
      JOIN articles ON articles.id = quote_members.article_id
      LEFT JOIN entities AS read ON read.id = attributions.speaker_id
      LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
    ORDER BY articles.published IS NULL, articles.published, articles.id, content_start, attributions.id
    """
#: How much of an article's beginning stands in a list, in characters.
OPENING = 200
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
        if name not in STORED:
            raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
        with translated(self.path):
            return tables.table(self._db, name)

    def batches(self, name: str) -> Iterator[pa.RecordBatch]:
        """Yield a contract table as Arrow batches, sorted by id, without holding it whole."""
        if name not in TABLES:
            raise KeyError(f"no table {name!r}; there are {', '.join(TABLES)}")
        with translated(self.path):
            yield from tables.batches(self._db, name)

    def some(self, name: str, column: str, values: Sequence[str]) -> pa.Table:
        """Return the rows of a contract table that have one of ``values`` in a column, sorted by id."""
        with translated(self.path):
            return tables.table(self._db, name, column=column, only=values)

    def kept_articles(self) -> pa.Table | None:
        """Return what is kept of all articles for the next comparison of copies, or None (``compare/memory.py``)."""
        with translated(self.path):
            return kept.articles(self._db)

    def kept_dropped(self) -> list[int]:
        """Return the slots of what is kept whose articles are gone."""
        with translated(self.path):
            return kept.dropped(self._db)

    def kept_passages(self, slots: list[int]) -> dict[int, bytes]:
        """Return the passages kept of some slots."""
        with translated(self.path):
            return kept.passages(self._db, slots)

    def to_pandas(self, name: str) -> Any:
        """Return a contract table as a pandas DataFrame (needs the extra ``pandas``)."""
        return self.table(name).to_pandas()

    # Counts and lists ------------------------------------------------------------------------------------------

    def counts(self) -> dict[str, int]:
        """Return how many of each thing the case holds: pages, failures, duplicates, articles and so on."""
        row = self.rows(
            f"""
            SELECT (SELECT count(*) FROM pages) AS pages,
              (SELECT count(*) FROM pages WHERE error IS NOT NULL) AS failures,
              (SELECT count(*) FROM pages WHERE duplicate_of IS NOT NULL) AS duplicates,
              (SELECT count(*) FROM articles) AS articles,
              (SELECT count(*) FROM articles WHERE {filters.NOT_UNDERSTOOD}) AS not_understood,
              (SELECT count(*) FROM attributions) AS attributions,
              (SELECT count(DISTINCT speaker_id) FROM said) AS speakers,
              (SELECT count(DISTINCT outlet) FROM articles) AS outlets,
              (SELECT count(*) FROM copies WHERE NOT stock) AS copies,
              (SELECT count(*) FROM events) AS events,
              (SELECT count(*) FROM ceasefires) AS ceasefires,
              (SELECT count(*) FROM labels) AS labels
            """  # noqa: S608 (our own text)
        )[0]
        return dict(row)

    def not_understood(self) -> dict[str, int]:
        """Return how many articles are in each language that the readers do not read, by code, most articles first."""
        sql = f"""
            SELECT language, count(*) FROM articles WHERE {filters.NOT_UNDERSTOOD}
            GROUP BY language ORDER BY count(*) DESC, language
            """  # noqa: S608
        return {row[0]: row[1] for row in self.rows(sql)}

    def failures(self) -> list[dict[str, Any]]:
        """Return the pages that could not be read: file, record, error, fix."""
        sql = "SELECT id, file, record, url, error, fix FROM pages WHERE error IS NOT NULL ORDER BY file, record, id"
        return [dict(row) for row in self.rows(sql)]

    def runs(self) -> list[dict[str, Any]]:
        """Return what was done to the case, newest first."""
        return [dict(row) for row in self.rows("SELECT * FROM runs ORDER BY id DESC")]

    def quotes(self, where: Filter | None = None, *, limit: int = 100, offset: int = 0) -> list[Quote]:
        """Return attributions in the order of date, article and place on the page."""
        asked = filters.of_quotes(where or Filter())
        sql = f"""
            SELECT attributions.*, articles.outlet, articles.published, articles.title, pages.file
            FROM said AS attributions JOIN articles ON articles.id = attributions.article_id
              JOIN pages ON pages.id = attributions.page_id
            WHERE {asked.where}
            ORDER BY articles.published IS NULL, articles.published, articles.id, content_start, attributions.id
            LIMIT :limit OFFSET :offset
            """  # noqa: S608 (conditions are our own text; values are parameters)
        return [_quote(row) for row in self.rows(sql, {**asked.values, "limit": limit, "offset": offset})]

    def count_quotes(self, where: Filter | None = None) -> int:
        """Return how many attributions a filter leaves."""
        asked = filters.of_quotes(where or Filter())
        sql = f"""
            SELECT count(*) FROM attributions JOIN articles ON articles.id = attributions.article_id
            WHERE {asked.where}
            """  # noqa: S608
        return int(self.rows(sql, asked.values)[0][0])

    def utterances(self, where: Filter | None = None, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return utterances that stand in several articles, each once, those in most articles first.

        A row is one of the table ``quotes``, with its ``members`` in the order of date: rows of ``quote_members``, each
        with the article's ``outlet``, ``published``, ``title`` and ``page_id``, whom it names as ``speaker``, and its
        ``words``. An utterance is listed if the filter leaves any of its members.
        """
        asked = filters.of_quotes(where or Filter())
        sql = f"""
            SELECT * FROM quotes WHERE id IN ({_UTTERED} WHERE {asked.where})
            ORDER BY articles DESC, first_published IS NULL, first_published, id LIMIT :limit OFFSET :offset
            """  # noqa: S608 (conditions are our own text; values are parameters)
        found = [dict(row) for row in self.rows(sql, {**asked.values, "limit": limit, "offset": offset})]
        members: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in found}
        for row in self.rows(_MEMBERS, {"ids": json.dumps(list(members))}):
            members[row["quote_id"]].append({**dict(row), "changes": json.loads(row["changes"])})
        return [{**row, "members": members[row["id"]]} for row in found]

    def count_utterances(self, where: Filter | None = None) -> int:
        """Return how many utterances ``utterances`` would list without a limit."""
        asked = filters.of_quotes(where or Filter())
        sql = f"SELECT count(*) FROM quotes WHERE id IN ({_UTTERED} WHERE {asked.where})"  # noqa: S608
        return int(self.rows(sql, asked.values)[0][0])

    def search(self, where: Filter, *, limit: int = 50, offset: int = 0) -> list[Hit]:
        """Return articles whose words match ``where.query``, best first; newest first when there is no query.

        Without a query the snippet is how the article begins.
        """
        asked = filters.of_articles(where)
        source, condition = "articles", asked.where
        snippet, marks = f"substr(articles.text, 1, {3 * OPENING})", {}
        order = "articles.published IS NULL, articles.published DESC"
        if asked.ranked:
            source = "articles JOIN articles_fts ON articles_fts.rowid = articles.row"
            condition = f"articles_fts MATCH :query AND {condition}"
            snippet = "snippet(articles_fts, 1, :open, :close, ' … ', 24)"
            marks = {"open": MARK_OPEN, "close": MARK_CLOSE}
            order = "articles_fts.rank"
        sql = f"""
            SELECT articles.id, articles.page_id, articles.title, outlet, published, pages.file,
              {snippet} AS snippet,
              (SELECT count(*) FROM attributions WHERE article_id = articles.id) AS attributions, articles.language
            FROM {source} JOIN pages ON pages.id = articles.page_id
            WHERE {condition} ORDER BY {order}, articles.id LIMIT :limit OFFSET :offset
            """  # noqa: S608
        hits = [Hit(**dict(row)) for row in self.rows(sql, {**asked.values, **marks, "limit": limit, "offset": offset})]
        return hits if asked.ranked else [replace(hit, snippet=_opening(hit.snippet, hit.title)) for hit in hits]

    def count_articles(self, where: Filter) -> int:
        """Return how many articles a filter leaves."""
        asked = filters.of_articles(where)
        sql = f"SELECT count(*) FROM articles WHERE {asked.where}"  # noqa: S608
        return int(self.rows(sql, asked.values)[0][0])

    def speakers(self, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
        """Return speakers with how often, in how many articles and outlets, most quoted first."""
        sql = """
            SELECT max(speaker) AS name, speaker_id AS id, max(speaker_kind) AS kind, count(*) AS attributions,
              count(DISTINCT article_id) AS articles, count(DISTINCT articles.outlet) AS outlets
            FROM said JOIN articles ON articles.id = article_id
            WHERE speaker_id IS NOT NULL
            GROUP BY speaker_id ORDER BY attributions DESC, name LIMIT ? OFFSET ?
            """
        return [dict(row) for row in self.rows(sql, (limit, offset))]

    def outlets(self) -> list[dict[str, Any]]:
        """Return outlets with their articles, attributions, and passages shared with other articles."""
        # Counted by article first: asking once for every article takes three times as long.
        sql = """
            WITH quoted AS (SELECT article_id AS id, count(*) AS times FROM attributions GROUP BY article_id),
              shared AS (
                SELECT id, count(*) AS times FROM (
                  SELECT article_id AS id FROM copies WHERE NOT stock
                  UNION ALL SELECT of_article_id FROM copies WHERE NOT stock
                ) GROUP BY id
              )
            SELECT outlet AS name, count(*) AS articles, min(published) AS first, max(published) AS last,
              sum(coalesce(quoted.times, 0)) AS attributions, sum(coalesce(shared.times, 0)) AS copies
            FROM articles LEFT JOIN quoted USING (id) LEFT JOIN shared USING (id)
            GROUP BY outlet ORDER BY articles DESC, name
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

    def recall(self, page_id: str) -> tuple[Page, Findings] | None:
        """Return a page and all that was found on it as the nouns they were written from, or None."""
        with translated(self.path):
            page = recall.page(self._db, page_id)
            return (page, recall.findings(self._db, page_id)) if page else None

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


def _opening(text: str, title: str | None) -> str:
    """Return how an article begins, cut between words and without the title, which a list shows anyway."""
    words, known = " ".join(text.split()), " ".join((title or "").split())
    if known and words.startswith(known) and not words[len(known) : len(known) + 1].isalnum():
        words = words[len(known) :].lstrip(" .:|–-") or words
    return words if len(words) <= OPENING else words[:OPENING].rsplit(" ", 1)[0] + " …"


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
