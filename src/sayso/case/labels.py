"""What each voice calls whom, as a matrix: groups down, voices across, labels with their counts in the cells.

A voice is a speaker, or an outlet where it writes in its own voice; the two are never counted together. Groups and
speakers go by the names that the case has settled on (``entities.canonical_id``).
"""

from __future__ import annotations

from typing import Any

from sayso.case.reader import Case

#: One row a label: group, group_id, voice (None: it is unclear who speaks), voice_id, own, label, and where it stands.
#: Without an attribution it is the outlet's own word; in one whose speaker is unclear it is not.
CALLED = """
    SELECT labels.id, labels.article_id, labels.start, labels."end", lower(labels.label) AS label, labels.text,
      coalesce(met.name, labels."group") AS "group", coalesce(met.id, labels.group_id) AS group_id,
      labels.speaker IS NULL AND labels.attribution_id IS NULL AS own,
      coalesce(canonical.name, labels.speaker,
        CASE WHEN labels.attribution_id IS NULL THEN articles.outlet END) AS voice,
      coalesce(canonical.id, labels.speaker_id) AS voice_id, labels.attribution_id,
      articles.outlet, articles.title, articles.published, articles.page_id
    FROM labels JOIN articles ON articles.id = labels.article_id
      LEFT JOIN entities AS read ON read.id = labels.speaker_id
      LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
      LEFT JOIN entities AS meant ON meant.id = labels.group_id
      LEFT JOIN entities AS met ON met.id = meant.canonical_id
"""


def groups(case: Case, *, limit: int = 25, offset: int = 0) -> list[dict[str, Any]]:
    """Return who is called something: group, labels (different ones), times, voices; the most often named first."""
    sql = f"""
        SELECT "group", max(group_id) AS group_id, count(DISTINCT label) AS labels, count(*) AS times,
          count(DISTINCT own || ' ' || coalesce(voice, '')) AS voices
        FROM ({CALLED}) GROUP BY "group" ORDER BY times DESC, "group" LIMIT ? OFFSET ?
        """  # noqa: S608 (our own text; values are parameters)
    return [dict(row) for row in case.rows(sql, (limit, offset))]


def count_groups(case: Case) -> int:
    """Return how many groups ``groups`` would list without a limit."""
    return int(case.rows(f'SELECT count(DISTINCT "group") FROM ({CALLED})')[0][0])  # noqa: S608


def voices(case: Case, *, own: bool, limit: int = 100) -> list[dict[str, Any]]:
    """Return the voices that use labels (voice, voice_id, times): outlets' own, or quoted ones; the busiest first."""
    sql = f"""
        SELECT voice, max(voice_id) AS voice_id, count(*) AS times FROM ({CALLED}) WHERE own = ?
        GROUP BY voice ORDER BY times DESC, voice LIMIT ?
        """  # noqa: S608
    return [dict(row) for row in case.rows(sql, (own, limit))]


def cells(case: Case, named: list[str]) -> dict[tuple[str, bool, str | None], list[tuple[str, int]]]:
    """Return for some groups by (group, own, voice) the labels with how often they are used, the commonest first."""
    marks = ",".join("?" * len(named))
    sql = f"""
        SELECT "group", own, voice, label, count(*) AS times FROM ({CALLED}) WHERE "group" IN ({marks})
        GROUP BY "group", own, voice, label ORDER BY times DESC, label
        """  # noqa: S608
    found: dict[tuple[str, bool, str | None], list[tuple[str, int]]] = {}
    for row in case.rows(sql, tuple(named)):
        found.setdefault((row["group"], bool(row["own"]), row["voice"]), []).append((row["label"], row["times"]))
    return found


def places(case: Case, group: str, *, limit: int = 2000) -> list[dict[str, Any]]:
    """Return every time a group is called something, by voice and label, the outlets' own voices first.

    A row holds label, text, voice, voice_id, own, attribution_id, and where it stands: id, article_id, start, outlet,
    title, published; ``times`` is how often this voice uses this label. The group's name matches whatever its capitals.
    """
    sql = f"""
        SELECT *, count(*) OVER (PARTITION BY own, voice) AS spoken,
          count(*) OVER (PARTITION BY own, voice, label) AS times
        FROM ({CALLED}) WHERE "group" = ? COLLATE NOCASE
        ORDER BY own DESC, spoken DESC, voice, times DESC, label, published IS NULL, published, article_id, start, id
        LIMIT ?
        """  # noqa: S608
    return [{**dict(row), "own": bool(row["own"])} for row in case.rows(sql, (group, limit))]
