"""Incidents, to look at: what several articles tell of one happening, with their accounts.

Each function takes an open ``Case`` and returns plain rows. No row is a statement of Sayso's: each account has
``said_by``, the speaker of the attribution it stands in, or the outlet in whose own voice it stands. What stands behind
an incident is in ``sayso.case.roots``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sayso.case import linked, told
from sayso.case.filters import Filter
from sayso.case.linked import IN_TIME, listed
from sayso.case.reader import Case

#: How lists can be sorted: as claims can, and by how many articles tell of it and how many were killed.
ORDERS = {
    **linked.ORDERS,
    "harm": "{0}.articles DESC, {0}.killed_low IS NULL, {0}.killed_low DESC, "
    "{0}.date_from IS NULL, {0}.date_from, {0}.id",
}


@dataclass(frozen=True, slots=True)
class IncidentFilter:
    """What a list of incidents is narrowed to; names match whatever their capitals.

    ``since`` and ``until`` are days, months or years that the incident's own days touch; ``killed`` the least number
    killed by the lowest count; ``articles`` the least number of articles that tell of it; ``blamed`` who is blamed by
    any account; ``grade`` as Airwars has them.
    """

    type: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    killed: int | None = None
    articles: int | None = None
    blamed: str | None = None
    grade: str | None = None
    article_id: str | None = None

    def __post_init__(self) -> None:
        Filter(since=self.since, until=self.until)


_OF_INCIDENT = {
    "type": "incidents.type = :type COLLATE NOCASE",
    "place": "incidents.place = :place COLLATE NOCASE",
    # At the precision that was asked for: 2016-10 takes in all of October.
    "since": "substr(coalesce(incidents.date_to, incidents.date_from), 1, length(:since)) >= :since",
    "until": "substr(coalesce(incidents.date_from, incidents.date_to), 1, length(:until)) <= :until",
    "killed": "incidents.killed_low >= :killed",
    "articles": "incidents.articles >= :articles",
    "article_id": "EXISTS (SELECT 1 FROM accounts WHERE incident_id = incidents.id AND article_id = :article_id)",
    "grade": "incidents.grade = :grade COLLATE NOCASE",
    "blamed": "EXISTS (SELECT 1 FROM json_each(incidents.blamed) WHERE value = :blamed COLLATE NOCASE)",
}


def incidents(
    case: Case, where: IncidentFilter | None = None, *, order: str = "repeats", limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Return incidents, each row as in the table, sorted by a key of ``ORDERS``."""
    condition, values = _incidents_asked(where or IncidentFilter())
    sql = f"""
        SELECT incidents.* FROM incidents WHERE {condition}
        ORDER BY {ORDERS[order].format("incidents", "coalesce(incidents.date_from, incidents.date_to)")}
        LIMIT :limit OFFSET :offset
        """  # noqa: S608 (our own text; values are parameters)
    return [_incident(row) for row in case.rows(sql, {**values, "limit": limit, "offset": offset})]


def with_accounts(
    case: Case, where: IncidentFilter | None = None, *, order: str = "harm", limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """Return incidents as ``incidents`` does, each with all its ``accounts``."""
    found = incidents(case, where, order=order, limit=limit, offset=offset)
    return [{**one, "accounts": accounts(case, one["id"], limit=None)} for one in found]


def count_incidents(case: Case, where: IncidentFilter | None = None) -> int:
    """Return how many incidents a filter leaves."""
    condition, values = _incidents_asked(where or IncidentFilter())
    return int(case.rows(f"SELECT count(*) FROM incidents WHERE {condition}", values)[0][0])  # noqa: S608


def incident(case: Case, incident_id: str) -> dict[str, Any] | None:
    """Return one incident, or None."""
    rows = case.rows("SELECT * FROM incidents WHERE id = ?", (incident_id,))
    return _incident(rows[0]) if rows else None


def accounts(case: Case, incident_id: str, *, limit: int | None = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return the accounts of an incident in the order of time, all of them where ``limit`` is None.

    An account has the event's own cells (what, where, when, counts, blame), who says so and where it was printed, how
    well it fits the others (``similarity``) and why it is taken for one of them (``why``).
    """
    sql = f"""
        SELECT events.*, accounts.id AS account_id, accounts.similarity, accounts.why, {told.SAID_BY.format("events")},
          articles.outlet, articles.published, articles.title, articles.page_id, pages.file
        FROM accounts JOIN events ON events.id = accounts.event_id
          JOIN articles ON articles.id = events.article_id JOIN pages ON pages.id = articles.page_id
          {told.said_in("events")}
        WHERE accounts.incident_id = :incident
        ORDER BY {IN_TIME}, events.trigger_start, events.id LIMIT :limit OFFSET :offset
        """  # noqa: S608
    rows = case.rows(sql, {"incident": incident_id, "limit": -1 if limit is None else limit, "offset": offset})
    lists = ("actors", "recipients", "evidence")
    return [{**dict(row), **{name: listed(row[name]) for name in lists}, "own": bool(row["own"])} for row in rows]


def count_accounts(case: Case, incident_id: str) -> int:
    """Return how many accounts an incident has."""
    return int(case.rows("SELECT count(*) FROM accounts WHERE incident_id = ?", (incident_id,))[0][0])


def blamed_by(case: Case, incident_id: str) -> list[dict[str, Any]]:
    """Return who blames whom for an incident: blamed, said_by, said_by_id, own, and in how many articles and outlets.

    ``own`` is true for an outlet's own voice; ``confidences`` are those of MUC-4 that the accounts have, sorted.
    """
    sql = f"""
        SELECT events.blame AS blamed, coalesce({told.SPEAKER},
            CASE WHEN events.attribution_id IS NULL THEN articles.outlet END) AS said_by,
          max(coalesce(canonical.id, attributions.speaker_id)) AS said_by_id, events.attribution_id IS NULL AS own,
          min(attributions.source_text) AS source_text, count(DISTINCT events.article_id) AS articles,
          count(DISTINCT articles.outlet) AS outlets, group_concat(DISTINCT events.blame_confidence) AS confidences
        FROM accounts JOIN events ON events.id = accounts.event_id JOIN articles ON articles.id = events.article_id
          {told.said_in("events")}
        WHERE accounts.incident_id = ? AND events.blame IS NOT NULL
        GROUP BY events.blame, 2, events.attribution_id IS NULL
        ORDER BY sum(count(*)) OVER (PARTITION BY events.blame) DESC, events.blame, articles DESC, said_by
        """  # noqa: S608
    rows = [dict(row) for row in case.rows(sql, (incident_id,))]
    return [
        {**row, "own": bool(row["own"]), "confidences": sorted(filter(None, (row["confidences"] or "").split(",")))}
        for row in rows
    ]


def incident_choices(case: Case, *, limit: int = 300) -> dict[str, list[str]]:
    """Return what incidents can be narrowed to: types, places, grades and who is blamed, the commonest, sorted."""
    one = """
        SELECT {0} FROM incidents WHERE {0} IS NOT NULL AND {0} <> ''
        GROUP BY {0} ORDER BY count(*) DESC, {0} LIMIT ?
        """
    blamed = """
        SELECT value FROM incidents, json_each(incidents.blamed)
        GROUP BY value ORDER BY count(*) DESC, value LIMIT ?
        """
    asked = {f"{name}s": one.format(name) for name in ("type", "place", "grade")} | {"blamed": blamed}
    return {name: sorted(row[0] for row in case.rows(sql, (limit,))) for name, sql in asked.items()}


def _incidents_asked(asked: IncidentFilter) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(asked, name) for name in _OF_INCIDENT if getattr(asked, name) is not None}
    return " AND ".join(_OF_INCIDENT[name] for name in given) or "1", given


def _incident(row: Any) -> dict[str, Any]:
    return {**dict(row), "blamed": listed(row["blamed"])}
