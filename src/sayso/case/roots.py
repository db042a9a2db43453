"""What stands behind a claim, an incident or a ceasefire: its roots, the citations that lead there, and rings.

A subject is a row of one of the tables in ``SUBJECTS``. Edges are followed by the ids of articles; every edge carries
the words that prove it, with their place on the page.
"""

from __future__ import annotations

import json
from typing import Any

from sayso.case.reader import Case

#: What can have origins, and where its accounts stand: table, and the column that leads to the subject.
SUBJECTS = {
    "claims": ("claim_members", "claim_id"),
    "incidents": ("accounts", "incident_id"),
    "ceasefire_records": ("ceasefire_accounts", "record_id"),
}
#: Kinds of citations by which one outlet leans on another; who speaks is told by the list of speakers.
_LEANING = ("copy", "credit", "via", "link")
#: What a subject is called in a list.
_WORDS = {
    "claims": "words",
    "incidents": "lower(coalesce(type, 'incident')) || coalesce(', ' || place, '') || coalesce(', ' || date_from, '')",
    "ceasefire_records": "'ceasefire' || ifnull(', ' || area, '') || ifnull(', ' || ifnull(effective, declared), '')",
}


def subject_of(case: Case, subject_id: str) -> str | None:
    """Return which table of ``SUBJECTS`` has a row of this id, or None."""
    for name in SUBJECTS:
        if case.rows(f"SELECT 1 FROM {name} WHERE id = ?", (subject_id,)):  # noqa: S608 (our own text)
            return name
    return None


def counts(case: Case, subject: str, subject_id: str) -> dict[str, Any]:
    """Return of a subject: articles, outlets, origins, origins_low, origins_high (None where nobody counted)."""
    sql = f"SELECT articles, outlets, origins, origins_low, origins_high FROM {subject} WHERE id = ?"  # noqa: S608
    return dict(case.rows(sql, (subject_id,))[0]) if subject in SUBJECTS else {}


def roots(case: Case, subject: str, subject_id: str) -> list[dict[str, Any]]:
    """Return the roots of a subject, those that most accounts go back to first.

    ``articles`` are the articles with an account that goes back to it: id, outlet, title, published, file.
    """
    sql = """
        SELECT origins.*, articles.outlet, articles.title, articles.published, pages.file FROM origins
          LEFT JOIN articles ON articles.id = origins.article_id LEFT JOIN pages ON pages.id = articles.page_id
        WHERE subject_id = ? AND subject = ? ORDER BY certain DESC, accounts DESC, name, origins.id
        """
    found = [dict(row) for row in case.rows(sql, (subject_id, subject))]
    for row in found:
        row["articles"] = json.loads(row["articles"])
    known = articles(case, [one for row in found for one in row["articles"]])
    for row in found:
        row["articles"] = [known[one] for one in row["articles"] if one in known]
        row |= {name: bool(row[name]) for name in ("primary", "anonymous", "certain")}
    return found


def edges(case: Case, subject: str, subject_id: str, *, limit: int = 300) -> list[dict[str, Any]]:
    """Return the citations among the accounts of a subject, in the order of time of the citing article.

    An edge is one of an article with an account, about the account's attribution or the article as a whole; where it
    leads to an article of the case, that one is an account, too, or a root. Each has ``evidence``, the citing article
    (outlet, title, published, file) and the cited one's (``of_outlet``, ``of_title``, ``of_published``, ``of_file``).
    """
    table, column = SUBJECTS[subject]
    attribution = "attribution_id" if subject == "claims" else "NULL"
    if subject == "incidents":
        attribution = "(SELECT attribution_id FROM events WHERE events.id = event_id)"
    sql = f"""
        WITH told AS (SELECT article_id, {attribution} AS attribution_id FROM {table} WHERE {column} = :id),
          roots AS (SELECT article_id, articles FROM origins WHERE subject_id = :id AND subject = :subject),
          involved AS (
            SELECT article_id FROM told UNION SELECT article_id FROM roots WHERE article_id IS NOT NULL
            UNION SELECT value FROM roots, json_each(roots.articles)
          )
        SELECT citations.*, a.outlet, a.title, a.published, page.file, b.outlet AS of_outlet, b.title AS of_title,
          b.published AS of_published, of_page.file AS of_file
        FROM citations JOIN articles AS a ON a.id = citations.article_id JOIN pages AS page ON page.id = a.page_id
          LEFT JOIN articles AS b ON b.id = citations.of_article_id LEFT JOIN pages AS of_page ON of_page.id = b.page_id
        WHERE citations.article_id IN (SELECT article_id FROM involved)
          AND (citations.attribution_id IS NULL
            OR citations.attribution_id IN (SELECT attribution_id FROM told WHERE attribution_id IS NOT NULL))
          AND (citations.of_article_id IS NULL OR citations.of_article_id IN (SELECT article_id FROM involved))
        ORDER BY a.published IS NULL, a.published, a.id, citations.kind, citations.of_name, citations.id LIMIT :limit
        """  # noqa: S608 (our own text; values are parameters)
    rows = case.rows(sql, {"id": subject_id, "subject": subject, "limit": limit})
    return [{**dict(row), "evidence": json.loads(row["evidence"])} for row in rows]


def rings(case: Case, subject: str, subject_id: str) -> list[dict[str, Any]]:
    """Return circles of citing behind a subject.

    ``members`` are names, or dicts of articles of the case (id, outlet, title …); ``citations`` the ids of edges.
    """
    sql = "SELECT * FROM rings WHERE subject_id = ? AND subject = ? ORDER BY id"
    found = [dict(row) for row in case.rows(sql, (subject_id, subject))]
    for row in found:
        row |= {name: json.loads(row[name]) for name in ("members", "citations")}
    known = articles(case, [one for row in found for one in row["members"]])
    return [{**row, "members": [known.get(one, one) for one in row["members"]]} for row in found]


def most_repeated(case: Case, *, limit: int = 50) -> list[dict[str, Any]]:
    """Return the subjects with most repeats for each origin: subject, id, words, articles, outlets, origins …

    ``each`` is articles by origin. Only what several articles have is listed, and what somebody counted.
    """
    several = " UNION ALL ".join(
        f"""SELECT * FROM (
              SELECT '{name}' AS subject, id, {text} AS words, articles, outlets, origins, origins_low, origins_high,
                articles * 1.0 / max(origins, 1) AS each
              FROM {name} WHERE origins IS NOT NULL AND articles > 1
              ORDER BY articles * 1.0 / max(origins, 1) DESC, articles DESC, id LIMIT :limit)"""  # noqa: S608
        for name, text in _WORDS.items()
    )
    sql = f"SELECT * FROM ({several}) ORDER BY each DESC, articles DESC, subject, id LIMIT :limit"  # noqa: S608
    return [dict(row) for row in case.rows(sql, {"limit": limit})]


def who_cites_whom(case: Case, *, limit: int = 100) -> list[dict[str, Any]]:
    """Return which outlet leans on whom, and how: outlet, kind, of_kind, name, citations, articles; most first.

    What an outlet has from itself is left out, and speakers, who have a list of their own.
    """
    sql = f"""
        SELECT articles.outlet, citations.kind, citations.of_kind, coalesce(of_name, cited.outlet) AS name,
          count(*) AS citations, count(DISTINCT citations.article_id) AS articles
        FROM citations JOIN articles ON articles.id = citations.article_id
          LEFT JOIN articles AS cited ON cited.id = of_article_id
        WHERE citations.kind IN {_LEANING} AND coalesce(of_name, cited.outlet) IS NOT articles.outlet
        GROUP BY 1, 2, 3, 4 ORDER BY articles DESC, citations DESC, articles.outlet, name, citations.kind LIMIT ?
        """  # noqa: S608
    return [dict(row) for row in case.rows(sql, (limit,))]


def articles(case: Case, ids: list[str]) -> dict[str, dict[str, Any]]:
    """Return the articles of these ids by their id: id, outlet, title, published, file."""
    sql = """
        SELECT articles.id, articles.outlet, articles.title, articles.published, pages.file
        FROM articles JOIN pages ON pages.id = articles.page_id WHERE articles.id IN (SELECT value FROM json_each(?))
        """
    return {row["id"]: dict(row) for row in case.rows(sql, (json.dumps(sorted(set(ids))),))}
