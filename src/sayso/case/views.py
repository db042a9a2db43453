"""Queries behind the reading room: what a person wants to see together, taken from an open ``Case``.

Each function takes the case and returns plain rows. Nothing here writes, and nothing here knows of the web.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sayso.case.reader import Case, Quote

_WORD = re.compile(r"\w+")
_LIST_OF_SPEAKERS = """
FROM (
  SELECT speaker_id AS id, max(speaker) AS name, max(speaker_kind) AS kind, count(*) AS attributions,
    count(DISTINCT article_id) AS articles, count(DISTINCT articles.outlet) AS outlets
  FROM said JOIN articles ON articles.id = article_id
  WHERE speaker_id IS NOT NULL GROUP BY speaker_id
)
WHERE (:name IS NULL OR instr(lower(name), lower(:name)) > 0) AND (:kind IS NULL OR kind = :kind)
"""
_PASSAGES = """
FROM copies JOIN articles AS a ON a.id = article_id JOIN articles AS b ON b.id = of_article_id
WHERE (:stock OR NOT stock)
  AND (:outlet IS NULL OR a.outlet = :outlet OR b.outlet = :outlet)
  AND (:between_outlets = 0 OR a.outlet IS NOT b.outlet)
"""


@dataclass(frozen=True, slots=True)
class Utterance:
    """The same words by the same speaker, wherever they were printed. ``quotes`` come in the order of the case."""

    words: str
    quotes: tuple[Quote, ...]

    @property
    def articles(self) -> int:
        """How many articles carry these words."""
        return len({quote.article_id for quote in self.quotes})

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that carry these words, sorted; articles without an outlet do not count."""
        return tuple(sorted({quote.outlet for quote in self.quotes if quote.outlet}))


def fold(words: str) -> str:
    """Return words without capitals, accents, punctuation and spacing: equal for what reads the same."""
    plain = unicodedata.normalize("NFKD", words).casefold()
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def utterances(quotes: Iterable[Quote]) -> list[Utterance]:
    """Join quotes of identical folded words, in the order in which each was first met."""
    groups: dict[tuple[str | None, str], list[Quote]] = {}
    for quote in quotes:
        # Words that fold to nothing (a bare ellipsis) say nothing about being the same.
        key = fold(quote.content_text) or quote.id
        groups.setdefault((quote.speaker_id, key), []).append(quote)
    return [Utterance(group[0].content_text, tuple(group)) for group in groups.values()]


def speakers(
    case: Case, *, name: str | None = None, kind: str | None = None, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """Return speakers whose name contains ``name``, most quoted first.

    A row holds id, name, kind, attributions, articles, outlets.
    """
    sql = f"SELECT * {_LIST_OF_SPEAKERS} ORDER BY attributions DESC, name, id LIMIT :limit OFFSET :offset"
    given = {"name": name or None, "kind": kind or None, "limit": limit, "offset": offset}
    return [dict(row) for row in case.rows(sql, given)]


def count_speakers(case: Case, *, name: str | None = None, kind: str | None = None) -> int:
    """Return how many speakers ``speakers`` would list without a limit."""
    sql = f"SELECT count(*) {_LIST_OF_SPEAKERS}"
    return int(case.rows(sql, {"name": name or None, "kind": kind or None})[0][0])


def speaker(case: Case, speaker_id: str) -> dict[str, Any] | None:
    """Return one speaker: id, name, kind, aliases, attributions, articles, outlets, first, last; or None.

    The id may be that of any spelling: the result is the entity that it goes by.
    """
    sql = """
        SELECT entities.id, entities.name, coalesce(max(speaker_kind), entities.kind) AS kind, entities.aliases,
          count(attributions.id) AS attributions, count(DISTINCT article_id) AS articles,
          count(DISTINCT articles.outlet) AS outlets, min(published) AS first, max(published) AS last
        FROM entities JOIN entities AS read ON coalesce(read.canonical_id, read.id) = entities.id
          LEFT JOIN attributions ON attributions.speaker_id = read.id
          LEFT JOIN articles ON articles.id = article_id
        WHERE entities.id = (SELECT coalesce(canonical_id, id) FROM entities WHERE id = ?) GROUP BY entities.id
        """
    rows = case.rows(sql, (speaker_id,))
    if not rows:
        return None
    return {**dict(rows[0]), "aliases": json.loads(rows[0]["aliases"])}


def via_of_speaker(case: Case, speaker_id: str) -> list[dict[str, Any]]:
    """Return through whom a speaker's words came (name, attributions, articles), most used first."""
    sql = """
        SELECT value AS name, count(*) AS attributions, count(DISTINCT article_id) AS articles
        FROM attributions, json_each(attributions.via)
        WHERE speaker_id IN (SELECT id FROM entities WHERE coalesce(canonical_id, id) =
          (SELECT coalesce(canonical_id, id) FROM entities WHERE id = ?))
        GROUP BY value ORDER BY attributions DESC, name
        """
    return [dict(row) for row in case.rows(sql, (speaker_id,))]


def speaker_names(case: Case, *, limit: int = 300) -> list[str]:
    """Return the names of the speakers quoted most, sorted by name: suggestions for a form."""
    # Counted by entity first: an index holds that, and the view ``said`` would be worked out for every attribution.
    sql = """
        SELECT coalesce(canonical.name, read.name) AS name
        FROM (SELECT speaker_id AS id, count(*) AS times FROM attributions GROUP BY speaker_id) AS spoken
          JOIN entities AS read ON read.id = spoken.id
          LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
        GROUP BY 1 ORDER BY sum(times) DESC, name LIMIT ?
        """
    return sorted(row[0] for row in case.rows(sql, (limit,)))


def outlet_names(case: Case) -> list[str]:
    """Return the names of all outlets, sorted."""
    sql = "SELECT DISTINCT outlet FROM articles WHERE outlet IS NOT NULL ORDER BY outlet"
    return [row[0] for row in case.rows(sql)]


def outlet(case: Case, name: str | None) -> dict[str, Any] | None:
    """Return one outlet (None: articles whose outlet is not known): articles, attributions, first, last; or None."""
    sql = """
        SELECT outlet AS name, count(*) AS articles, min(published) AS first, max(published) AS last,
          coalesce(sum((SELECT count(*) FROM attributions WHERE article_id = articles.id)), 0) AS attributions
        FROM articles WHERE outlet IS ?
        """
    row = case.rows(sql, (name,))[0]
    return {**dict(row), "name": name} if row["articles"] else None


def articles_of_outlet(case: Case, name: str | None, *, limit: int = 50, offset: int = 0) -> list[dict[str, Any]]:
    """Return an outlet's articles, newest first: id, title, published, file, attributions."""
    sql = """
        SELECT articles.id, articles.title, published, pages.file,
          (SELECT count(*) FROM attributions WHERE article_id = articles.id) AS attributions
        FROM articles JOIN pages ON pages.id = articles.page_id WHERE outlet IS ?
        ORDER BY published IS NULL, published DESC, articles.id LIMIT ? OFFSET ?
        """
    return [dict(row) for row in case.rows(sql, (name, limit, offset))]


def quoted_by_outlet(case: Case, name: str | None, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return whom an outlet quotes most: speaker id, name, kind, attributions, articles."""
    sql = """
        SELECT speaker_id AS id, max(speaker) AS name, max(speaker_kind) AS kind, count(*) AS attributions,
          count(DISTINCT article_id) AS articles
        FROM said JOIN articles ON articles.id = article_id
        WHERE articles.outlet IS ? AND speaker_id IS NOT NULL
        GROUP BY speaker_id ORDER BY attributions DESC, name, id LIMIT ?
        """
    return [dict(row) for row in case.rows(sql, (name, limit))]


def shared_with_outlet(case: Case, name: str | None) -> list[dict[str, Any]]:
    """Return with which other outlets passages are shared: name, passages, words, and how many lead which way.

    ``taken`` counts passages this outlet copied from the other, ``given`` those the other copied from it.
    """
    sql = """
        SELECT name, count(*) AS passages, sum(words) AS words, sum(direction = 'from') AS taken,
          sum(direction = 'to') AS given
        FROM (
          SELECT b.outlet AS name, words, direction
          FROM articles AS a JOIN copies ON article_id = a.id JOIN articles AS b ON b.id = of_article_id
          WHERE a.outlet IS :name AND NOT stock
          UNION ALL
          SELECT a.outlet, words, CASE direction WHEN 'from' THEN 'to' WHEN 'to' THEN 'from' ELSE direction END
          FROM articles AS b JOIN copies ON of_article_id = b.id JOIN articles AS a ON a.id = article_id
          WHERE b.outlet IS :name AND NOT stock
        )
        WHERE name IS NOT :name GROUP BY name ORDER BY words DESC, name
        """
    return [dict(row) for row in case.rows(sql, {"name": name})]


def shared_between_outlets(case: Case, *, limit: int = 100) -> list[dict[str, Any]]:
    """Return pairs of outlets that share passages (outlet, direction, other, passages, words), most words first.

    A pair whose direction is unknown is one row, in the order of the names.
    """
    sql = """
        SELECT outlet, direction, other, count(*) AS passages, sum(words) AS words
        FROM (
          SELECT direction, words,
            CASE WHEN swapped THEN b_outlet ELSE a_outlet END AS outlet,
            CASE WHEN swapped THEN a_outlet ELSE b_outlet END AS other
          FROM (
            SELECT direction, words, a.outlet AS a_outlet, b.outlet AS b_outlet,
              direction = 'unknown' AND coalesce(b.outlet, '') < coalesce(a.outlet, '') AS swapped
            FROM copies JOIN articles AS a ON a.id = article_id JOIN articles AS b ON b.id = of_article_id
            WHERE NOT stock AND a.outlet IS NOT b.outlet
          )
        )
        GROUP BY outlet, direction, other ORDER BY words DESC, outlet, other, direction LIMIT ?
        """
    return [dict(row) for row in case.rows(sql, (limit,))]


def passages(
    case: Case,
    *,
    outlet: str | None = None,
    between_outlets: bool = False,
    stock: bool = False,
    limit: int = 50,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Return copied passages, longest first, with outlet, title and date of both sides and the copied ``text``."""
    sql = f"""
        SELECT copies.id, article_id, copies.start, copies."end", of_article_id, of_start, of_end, words, direction,
          similarity, stock, a.outlet, a.title, a.published, a.start AS article_start,
          b.outlet AS of_outlet, b.title AS of_title, b.published AS of_published
        {_PASSAGES} ORDER BY words DESC, copies.id LIMIT :limit OFFSET :offset
        """
    given = {"outlet": outlet, "between_outlets": between_outlets, "stock": stock, "limit": limit, "offset": offset}
    found = [dict(row) for row in case.rows(sql, given)]
    for row in found:
        # Sliced here, not in SQL: SQLite's substr stops at a NUL, which a badly decoded page may hold.
        text = case.rows("SELECT text FROM articles WHERE id = ?", (row["article_id"],))[0][0]
        row["text"] = text[row["start"] - row["article_start"] : row["end"] - row["article_start"]]
    return found


def count_passages(case: Case, *, outlet: str | None = None, between_outlets: bool = False, stock: bool = False) -> int:
    """Return how many passages ``passages`` would list without a limit."""
    given = {"outlet": outlet, "between_outlets": between_outlets, "stock": stock}
    return int(case.rows(f"SELECT count(*) {_PASSAGES}", given)[0][0])


def failure_reasons(case: Case) -> list[dict[str, Any]]:
    """Return why pages could not be read (error, fix, pages, example file), the commonest reason first."""
    counts: Counter[tuple[str, str | None]] = Counter()
    example: dict[tuple[str, str | None], str] = {}
    for failure in case.failures():
        key = (failure["error"], failure["fix"])
        counts[key] += 1
        example.setdefault(key, failure["file"])
    return [
        {"error": key[0], "fix": key[1], "pages": count, "file": example[key]}
        for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    ]


def on_the_same_page(case: Case, page_id: str) -> list[dict[str, Any]]:
    """Return the articles of a page in their order: id, title, start, end."""
    sql = 'SELECT id, title, start, "end" FROM articles WHERE page_id = ? ORDER BY start, id'
    return [dict(row) for row in case.rows(sql, (page_id,))]


def duplicates_of(case: Case, page_id: str, *, limit: int = 20) -> list[dict[str, Any]]:
    """Return pages that are the same, byte for byte or in their text, as this one: id, file, record, url."""
    sql = "SELECT id, file, record, url FROM pages WHERE duplicate_of = ? ORDER BY file, record, id LIMIT ?"
    return [dict(row) for row in case.rows(sql, (page_id, limit))]
