"""Lists of what is said to have happened: events, and ceasefires with their acts.

Each function takes an open ``Case`` and returns plain rows. An event's ``said_by`` is the speaker of the attribution it
stands in, or the outlet in whose own voice it stands: no row is a statement of Sayso's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sayso.case.filters import DATE_FORMS, is_date
from sayso.case.reader import Case

#: By whom the case goes. The view ``said`` says the same, but SQLite would work it out for every attribution there is.
SPEAKER = "coalesce(canonical.name, attributions.speaker)"
#: Columns of who says so; the table goes into the braces.
SAID_BY = (
    f"coalesce({SPEAKER}, CASE WHEN {{0}}.attribution_id IS NULL THEN articles.outlet END) AS said_by, "
    "coalesce(canonical.id, attributions.speaker_id) AS said_by_id, attributions.source_text AS source_text, "
    "{0}.attribution_id IS NULL AS own"
)


def said_in(table: str) -> str:
    """Return the SQL that joins a table of happenings with the attributions they stand in and their speakers."""
    return f"""
        LEFT JOIN attributions ON attributions.id = {table}.attribution_id
        LEFT JOIN entities AS read ON read.id = attributions.speaker_id
        LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
        """


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What a list of events is narrowed to; names match whatever their capitals.

    ``type`` and ``mode`` are PLOVER's. ``since`` and ``until`` are days, months or years of the happening (not of the
    article): an event counts whose own interval touches them, one without a date does not. ``killed`` is the least
    number killed by the lowest count. ``said_by`` is a speaker or an outlet. ``actor`` is an actor or a recipient.
    """

    type: str | None = None
    mode: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None
    killed: int | None = None
    said_by: str | None = None
    actor: str | None = None
    modality: str | None = None
    article_id: str | None = None

    def __post_init__(self) -> None:
        for name in ("since", "until"):
            given = getattr(self, name)
            if given and not is_date(given):
                raise ValueError(f"{name}: {given!r} is not a date; write {DATE_FORMS}")


OF_SPEAKER = """
    SELECT id FROM attributions WHERE speaker_id IN (
      SELECT read.id FROM entities AS read LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
      WHERE coalesce(canonical.name, read.name) = :said_by COLLATE NOCASE)
    """
OF_OUTLET = "SELECT id FROM articles WHERE outlet = :said_by COLLATE NOCASE"
_CONDITIONS = {
    "type": "events.type = :type COLLATE NOCASE",
    "mode": "events.mode = :mode COLLATE NOCASE",
    "place": "events.place = :place COLLATE NOCASE",
    # Compared at the precision that was asked for: 2016-10 takes in all of October.
    "since": "substr(coalesce(events.date_to, events.date_from), 1, length(:since)) >= :since",
    "until": "substr(coalesce(events.date_from, events.date_to), 1, length(:until)) <= :until",
    "killed": "events.killed_low >= :killed",
    "said_by": f"(events.attribution_id IN ({OF_SPEAKER}) OR events.article_id IN ({OF_OUTLET}))",
    "actor": "EXISTS (SELECT 1 FROM json_each(events.actors) WHERE value = :actor COLLATE NOCASE"
    " UNION ALL SELECT 1 FROM json_each(events.recipients) WHERE value = :actor COLLATE NOCASE)",
    "modality": "events.modality = :modality",
    "article_id": "events.article_id = :article_id",
}
_ORDER = """
    coalesce(events.date_from, events.date_to) IS NULL, coalesce(events.date_from, events.date_to),
    events.article_id, events.trigger_start, events.id
    """


def events(case: Case, where: EventFilter | None = None, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return events in the order of their dates, those without one last, with who says so and where it was printed.

    ``said_by_id`` is the speaker's entity, ``source_text`` the words that name the source; ``own`` is true for what
    stands in the outlet's own voice.
    """
    condition, values = _asked(where or EventFilter())
    # Sorted first, by ids alone, and looked up then: a list shows few of very many events.
    sql = f"""
        SELECT events.*, {SAID_BY.format("events")}, articles.outlet, articles.published, articles.title,
          articles.page_id, pages.file
        FROM (SELECT events.id FROM events WHERE {condition} ORDER BY {_ORDER} LIMIT :limit OFFSET :offset) AS chosen
          JOIN events ON events.id = chosen.id JOIN articles ON articles.id = events.article_id
          JOIN pages ON pages.id = articles.page_id {said_in("events")}
        ORDER BY {_ORDER}
        """  # noqa: S608 (conditions are our own text; values are parameters)
    rows = [dict(row) for row in case.rows(sql, {**values, "limit": limit, "offset": offset})]
    return [_opened(row, ("actors", "recipients", "evidence")) for row in rows]


def count_events(case: Case, where: EventFilter | None = None) -> int:
    """Return how many events a filter leaves."""
    condition, values = _asked(where or EventFilter())
    return int(case.rows(f"SELECT count(*) FROM events WHERE {condition}", values)[0][0])  # noqa: S608


def ceasefires(case: Case, *, article_id: str | None = None, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return ceasefires as articles tell of them, in the order of time, each with its acts and who says so.

    The acts stand in the order of the article's words, with ``said_by_id``, ``source_text`` and ``own`` as events have.
    """
    condition = "article_id = :article" if article_id else "1"
    sql = f"""
        SELECT ceasefires.*, articles.outlet, articles.published, articles.title, articles.page_id, pages.file
        FROM ceasefires JOIN articles ON articles.id = ceasefires.article_id
          JOIN pages ON pages.id = articles.page_id
        WHERE {condition}
        ORDER BY coalesce(declared, effective, articles.published) IS NULL,
          coalesce(declared, effective, articles.published), ceasefires.id LIMIT :limit OFFSET :offset
        """  # noqa: S608 (our own text)
    given = {"article": article_id, "limit": limit, "offset": offset}
    lists = ("parties", "excluded", "mediators", "accepted_by", "refused_by", "violations", "statements", "evidence")
    found = [_opened(dict(row), lists) for row in case.rows(sql, given)]
    acts = f"""
        SELECT ceasefire_acts.*, {SAID_BY.format("ceasefire_acts")}
        FROM ceasefire_acts JOIN articles ON articles.id = ceasefire_acts.article_id {said_in("ceasefire_acts")}
        WHERE ceasefire_id = ? ORDER BY ceasefire_acts.start, ceasefire_acts.id
        """  # noqa: S608 (our own text)
    for one in found:
        one["acts"] = [_opened(dict(row), ("by", "against")) for row in case.rows(acts, (one["id"],))]
    return found


def count_ceasefires(case: Case) -> int:
    """Return how many ceasefires articles tell of, counted for each article by itself."""
    return int(case.rows("SELECT count(*) FROM ceasefires")[0][0])


def _asked(where: EventFilter) -> tuple[str, dict[str, Any]]:
    given = {name: getattr(where, name) for name in _CONDITIONS if getattr(where, name) is not None}
    return " AND ".join(_CONDITIONS[name] for name in given) or "1", given


def _opened(row: dict[str, Any], lists: tuple[str, ...]) -> dict[str, Any]:
    return {name: _cell(name, value, lists) for name, value in row.items()}


def _cell(name: str, value: Any, lists: tuple[str, ...]) -> Any:
    if name in lists:
        return json.loads(value)
    return bool(value) if name == "own" else value
