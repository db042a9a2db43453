"""The entities of a case: made again from what points at them, and which of them go by one name.

Invariant: mentions and attributions keep the entity they were read as. ``entities.canonical_id`` alone says which
entity each goes by over the whole case, so joining and parting spellings never touches a finding.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known of one entity over the whole case. ``former_names`` and ``succeeds`` are as they are exported."""

    id: str
    canonical_id: str
    country: str | None = None
    titles: tuple[str, ...] = ()
    former_names: tuple[dict[str, Any], ...] = ()
    succeeds: tuple[dict[str, Any], ...] = ()


def refresh(db: sqlite3.Connection) -> None:
    """Make every entity's kind and aliases again from what points at it; drop entities nothing points at.

    The kind is the one most often given (the first by alphabet when two are level), whoever wrote it first. Each goes
    by itself again until ``record`` says otherwise. Belongs into a transaction.
    """
    db.execute("DELETE FROM stages WHERE name = 'entities'")
    db.execute(
        """
        DELETE FROM entities WHERE id NOT IN (SELECT entity_id FROM mentions)
          AND id NOT IN (SELECT speaker_id FROM attributions WHERE speaker_id IS NOT NULL)
        """
    )
    db.execute(
        """
        UPDATE entities SET kind = given.kind FROM (
          SELECT id, kind, row_number() OVER (PARTITION BY id ORDER BY sum(times) DESC, kind) AS place FROM (
            SELECT entity_id AS id, kind, count(*) AS times FROM mentions GROUP BY entity_id, kind
            UNION ALL
            SELECT speaker_id, coalesce(speaker_kind, 'person'), count(*) FROM attributions
            WHERE speaker_id IS NOT NULL GROUP BY speaker_id, speaker_kind
          ) GROUP BY id, kind
        ) AS given WHERE given.id = entities.id AND place = 1 AND given.kind <> entities.kind
        """
    )
    db.execute(
        """
        UPDATE entities SET canonical_id = id, country = NULL, titles = '[]', former_names = '[]', succeeds = '[]',
          aliases = coalesce((
            SELECT json_group_array(text) FROM (
              SELECT DISTINCT text FROM mentions
              WHERE entity_id = entities.id AND text <> entities.name ORDER BY text)), '[]')
        """
    )


def record(db: sqlite3.Connection, settled: Iterable[Settled], made_by: str) -> None:
    """Write what is known of entities over the whole case; who goes by another gives it its names as aliases.

    Comes after ``refresh``, in the same transaction. Entities that are not named in ``settled`` go by themselves.
    """
    db.executemany(
        "UPDATE entities SET canonical_id = ?, country = ?, titles = ?, former_names = ?, succeeds = ? WHERE id = ?",
        [
            (one.canonical_id, one.country, _json(one.titles), _json(one.former_names), _json(one.succeeds), one.id)
            for one in settled
        ],
    )
    joined: dict[str, set[str]] = {}
    rows = db.execute("SELECT canonical_id, name, aliases FROM entities WHERE canonical_id <> id")
    for canonical_id, name, aliases in rows:
        joined.setdefault(canonical_id, set()).update({name, *json.loads(aliases)})
    for canonical_id, names in sorted(joined.items()):
        name, aliases = db.execute("SELECT name, aliases FROM entities WHERE id = ?", (canonical_id,)).fetchone()
        every = sorted((names | set(json.loads(aliases))) - {name})
        db.execute("UPDATE entities SET aliases = ? WHERE id = ?", (_json(every), canonical_id))
    db.execute("INSERT OR REPLACE INTO stages VALUES ('entities', '', ?)", (made_by,))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
