"""Lists of what is joined across articles: incidents with their accounts, and ceasefires with theirs.

Each function takes an open ``Case`` and returns plain rows. No row is a statement of Sayso's: each account has
``said_by``, the speaker of the attribution it stands in, or the outlet in whose own voice it stands.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sayso.case.filters import DATE_FORMS, is_date
from sayso.case.reader import Case
from sayso.case.told import SAID_BY, said_in


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
        for name in ("since", "until"):
            given = getattr(self, name)
            if given and not is_date(given):
                raise ValueError(f"{name}: {given!r} is not a date; write {DATE_FORMS}")


_CONDITIONS = {
    "type": "type = :type COLLATE NOCASE",
    "place": "place = :place COLLATE NOCASE",
    # Compared at the precision that was asked for: 2016-10 takes in all of October.
    "since": "substr(coalesce(date_to, date_from), 1, length(:since)) >= :since",
    "until": "substr(coalesce(date_from, date_to), 1, length(:until)) <= :until",
    "killed": "killed_low >= :killed",
    "articles": "articles >= :articles",
    "blamed": "EXISTS (SELECT 1 FROM json_each(blamed) WHERE value = :blamed COLLATE NOCASE)",
    "grade": "grade = :grade",
    "article_id": "EXISTS (SELECT 1 FROM accounts WHERE incident_id = incidents.id AND article_id = :article_id)",
}


def incidents(
    case: Case, where: IncidentFilter | None = None, *, limit: int = 100, offset: int = 0
) -> list[dict[str, Any]]:
    """Return incidents, those that most articles tell of first, each with its ``accounts``.

    An account has the event's own cells (what, where, when, counts, blame), who says so and where it was printed, how
    well it fits the others (``similarity``) and why it is taken for one of them (``why``).
    """
    condition, values = _asked(where or IncidentFilter())
    sql = f"""
        SELECT * FROM incidents WHERE {condition}
        ORDER BY articles DESC, killed_low IS NULL, killed_low DESC, date_from IS NULL, date_from, id
        LIMIT :limit OFFSET :offset
        """  # noqa: S608 (conditions are our own text; values are parameters)
    found = [dict(row) for row in case.rows(sql, {**values, "limit": limit, "offset": offset})]
    accounts = f"""
        SELECT events.*, accounts.id AS account_id, accounts.similarity, accounts.why, {SAID_BY.format("events")},
          articles.outlet, articles.published, articles.title, articles.page_id, pages.file
        FROM accounts JOIN events ON events.id = accounts.event_id JOIN articles ON articles.id = events.article_id
          JOIN pages ON pages.id = articles.page_id {said_in("events")}
        WHERE accounts.incident_id = ?
        ORDER BY articles.published IS NULL, articles.published, articles.id, events.trigger_start, events.id
        """  # noqa: S608 (our own text)
    for one in found:
        one["blamed"] = json.loads(one["blamed"])
        one["accounts"] = [_opened(dict(row)) for row in case.rows(accounts, (one["id"],))]
    return found


def count_incidents(case: Case, where: IncidentFilter | None = None) -> int:
    """Return how many incidents a filter leaves."""
    condition, values = _asked(where or IncidentFilter())
    return int(case.rows(f"SELECT count(*) FROM incidents WHERE {condition}", values)[0][0])  # noqa: S608


def ceasefires(case: Case, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return joined ceasefires, those that most articles tell of first, each with its ``accounts`` and its ``acts``.

    The acts stand in the order of their dates, with who says so (``said_by``) and the outlet.
    """
    sql = """
        SELECT * FROM ceasefire_records
        ORDER BY articles DESC, coalesce(effective, declared) IS NULL, coalesce(effective, declared), id
        LIMIT ? OFFSET ?
        """
    found = [dict(row) for row in case.rows(sql, (limit, offset))]
    accounts = """
        SELECT ceasefire_accounts.*, articles.outlet, articles.published, articles.title, articles.page_id, pages.file
        FROM ceasefire_accounts JOIN articles ON articles.id = ceasefire_accounts.article_id
          JOIN pages ON pages.id = articles.page_id
        WHERE record_id = ? ORDER BY articles.published IS NULL, articles.published, ceasefire_accounts.id
        """
    acts = f"""
        SELECT ceasefire_acts.*, {SAID_BY.format("ceasefire_acts")}, articles.outlet, articles.published
        FROM ceasefire_accounts JOIN ceasefire_acts USING (ceasefire_id)
          JOIN articles ON articles.id = ceasefire_acts.article_id {said_in("ceasefire_acts")}
        WHERE record_id = ?
        ORDER BY coalesce(ceasefire_acts.date_from, articles.published) IS NULL,
          coalesce(ceasefire_acts.date_from, articles.published), ceasefire_acts.article_id, ceasefire_acts.start,
          ceasefire_acts.id
        """  # noqa: S608 (our own text)
    for one in found:
        for name in _LISTS:
            one[name] = json.loads(one[name])
        one["accounts"] = [dict(row) for row in case.rows(accounts, (one["id"],))]
        one["acts"] = [_opened(dict(row)) for row in case.rows(acts, (one["id"],))]
    return found


def count_ceasefires(case: Case) -> int:
    """Return how many joined ceasefires there are."""
    return int(case.rows("SELECT count(*) FROM ceasefire_records")[0][0])


_LISTS = ("parties", "excluded", "mediators", "accepted_by", "refused_by", "violations", "statements")


def _asked(where: IncidentFilter) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(where, name) for name in _CONDITIONS if getattr(where, name) is not None}
    return " AND ".join(_CONDITIONS[name] for name in given) or "1", given


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("actors", "recipients", "evidence", "by", "against"):
        if name in row:
            row[name] = json.loads(row[name])
    row["own"] = bool(row["own"])
    return row
