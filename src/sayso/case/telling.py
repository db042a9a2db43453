"""What one article tells of, what surrounds the words of a happening, and what a list of events can be narrowed to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sayso.case import told
from sayso.case.labels import CALLED
from sayso.case.reader import Case

#: Characters of an article shown on each side of the words that tell of something: about one line of a sentence.
AROUND = 110
#: Events looked at for what a form suggests. Ids are hashes, so the first by id are a fair sample, and the same each
#: time; so many take some 30 ms.
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Told:
    """What one article tells of, each list in the order of its words; rows as ``sayso.case.told`` has them.

    ``tolls`` are counts of persons that belong to no single event. All rows have ``said_by``, ``said_by_id``,
    ``source_text`` and ``own`` but those of ``times``, ``places`` and ``ceasefires`` (whose ``acts`` have them).
    """

    events: tuple[dict[str, Any], ...] = ()
    tolls: tuple[dict[str, Any], ...] = ()
    ceasefires: tuple[dict[str, Any], ...] = ()
    labels: tuple[dict[str, Any], ...] = ()
    times: tuple[dict[str, Any], ...] = ()
    places: tuple[dict[str, Any], ...] = ()


def of_article(case: Case, article_id: str, *, limit: int = 1000) -> Told:
    """Return what an article tells of, at most ``limit`` of each kind."""
    events = told.events(case, told.EventFilter(article_id=article_id), limit=limit)
    tolls = f"""
        SELECT casualties.*, {told.SAID_BY.format("casualties")}, articles.outlet
        FROM casualties JOIN articles ON articles.id = casualties.article_id {told.said_in("casualties")}
        WHERE casualties.article_id = ? AND casualties.event_id IS NULL
        ORDER BY casualties.start, casualties.id LIMIT ?
        """  # noqa: S608 (our own text; values are parameters)
    labels = f"""
        SELECT *, voice AS said_by, voice_id AS said_by_id, attributions.source_text AS source_text
        FROM ({CALLED} WHERE labels.article_id = ?) AS called
          LEFT JOIN (SELECT id AS within, source_text FROM attributions) AS attributions
            ON attributions.within = called.attribution_id
        ORDER BY called.start, called.id LIMIT ?
        """  # noqa: S608
    return Told(
        events=tuple(sorted(events, key=lambda row: (row["trigger_start"], row["id"]))),
        tolls=_rows(case, tolls, article_id, limit),
        ceasefires=tuple(told.ceasefires(case, article_id=article_id, limit=limit)),
        labels=_rows(case, labels, article_id, limit),
        times=_rows(case, "SELECT * FROM times WHERE article_id = ? ORDER BY start, id LIMIT ?", article_id, limit),
        places=_rows(case, "SELECT * FROM places WHERE article_id = ? ORDER BY start, id LIMIT ?", article_id, limit),
    )


def surroundings(case: Case, rows: Sequence[dict[str, Any]], name: str = "trigger_") -> list[tuple[str, str]]:
    """Return for each row what stands before and behind its words in the article, cut between words.

    ``name`` is what the row's columns ``start`` and ``end`` begin with.
    """
    ids = json.dumps(sorted({row["article_id"] for row in rows}))
    sql = "SELECT id, start, text FROM articles WHERE id IN (SELECT value FROM json_each(?))"
    texts = {row["id"]: (row["start"], row["text"]) for row in case.rows(sql, (ids,))}
    found = []
    for row in rows:
        begin, text = texts[row["article_id"]]
        found.append(around(text, row[f"{name}start"] - begin, row[f"{name}end"] - begin))
    return found


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before ``start`` and behind ``end`` in their line, at most ``AROUND`` characters of each."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    line, ended, _ = after.partition("\n")
    if not ended and len(after) == AROUND:
        line = line.rsplit(" ", 1)[0] + " …"
    _, began, own = before.rpartition("\n")
    if not began and len(before) == AROUND and start > AROUND:
        own = "… " + own.split(" ", 1)[-1]
    return own.lstrip(), line.rstrip()


def choices(case: Case, *, limit: int = 300) -> dict[str, list[str]]:
    """Return what events can be narrowed to: types, modes, places and actors, the commonest ones, sorted.

    Of a large case some rare ones are missing: only ``SAMPLE`` events are looked at.
    """
    sampled = f"SELECT type, mode, place, actors, recipients FROM events ORDER BY id LIMIT {SAMPLE}"  # noqa: S608
    sql = f"""
        WITH sampled AS ({sampled})
        SELECT {{0}} FROM sampled WHERE {{0}} IS NOT NULL GROUP BY {{0}} ORDER BY count(*) DESC, {{0}} LIMIT ?
        """  # noqa: S608 (our own text)
    actors = f"""
        WITH sampled AS ({sampled})
        SELECT value FROM (
          SELECT one.value FROM sampled, json_each(sampled.actors) AS one
          UNION ALL SELECT one.value FROM sampled, json_each(sampled.recipients) AS one
        ) GROUP BY value ORDER BY count(*) DESC, value LIMIT ?
        """  # noqa: S608
    asked = {f"{name}s": sql.format(name) for name in ("type", "mode", "place")} | {"actors": actors}
    return {name: sorted(row[0] for row in case.rows(query, (limit,))) for name, query in asked.items()}


def _rows(case: Case, sql: str, article_id: str, limit: int) -> tuple[dict[str, Any], ...]:
    rows = [dict(row) for row in case.rows(sql, (article_id, limit))]
    return tuple({**row, "own": bool(row["own"])} if "own" in row else row for row in rows)
