"""What is found across articles, into a case's tables and back: one shape for all of ``schemas.LINKS``
and ``HELD``.

Lists, and what they hold, are JSON; a truth is 0 or 1; anything else is itself. Links are made again as a whole; what
is written is the difference to what the case holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from sayso.schemas import FOUND, LINKS

#: Rows written at a time, so that a table of millions never stands in memory as Python objects.
ROWS = 20_000
_COUNTS = ("origins", "origins_low", "origins_high")
#: The tables whose columns ``origins``, ``origins_low`` and ``origins_high`` come from ``origin_counts``.
COUNTED = tuple(name for name, schema in LINKS.items() if "origins" in schema.names and name != "origin_counts")


def replace(db: sqlite3.Connection, found: Mapping[str, pa.Table]) -> int:
    """Make whole tables what was found, and return how many rows were written or dropped for that.

    Only rows that differ are touched, so writing costs in step with what changed, and reading what is there is all that
    grows with the table. Belongs into one transaction with the note of what it was made from.
    """
    written = 0
    gone: dict[str, list[tuple[str]]] = {}
    for name in FOUND:  # what is pointed at comes before what points at it
        if name in found:
            gone[name], times = _written(db, name, found[name])
            written += times
    for name in reversed(gone):
        db.executemany(f"DELETE FROM {name} WHERE id = ?", gone[name])  # noqa: S608 (the names are our own)
    return written + sum(map(len, gone.values()))


def change(db: sqlite3.Connection, name: str, rows: pa.Table) -> None:
    """Write some rows of a table, new or changed. Belongs into a transaction."""
    for batch in _batches(name, rows):
        db.executemany(_upsert(name), batch)


def _written(db: sqlite3.Connection, name: str, found: pa.Table) -> tuple[list[tuple[str]], int]:
    """Write the rows of one table that are new or changed. Return the ids that are no longer, and how many it wrote."""
    schema = FOUND[name]
    columns = ", ".join(f'"{column}"' for column in schema.names)
    # How many origins there are is counted into the row afterwards, so it is no difference.
    own = [place for place, column in enumerate(schema.names) if name not in COUNTED or column not in _COUNTS]
    select = f"SELECT {columns} FROM {name} WHERE id > ? AND (? IS NULL OR id <= ?) ORDER BY id"  # noqa: S608
    gone: list[tuple[str]] = []
    written, low = 0, ""
    for batch in _batches(name, found):
        high = batch[-1][0]
        known = {row[0]: row for row in db.execute(select, (low, high, high))}
        changed = []
        for row in batch:
            old = known.pop(row[0], None)
            if old is None or any(row[place] != old[place] for place in own):
                changed.append(row)
        gone += [(identity,) for identity in known]
        db.executemany(_upsert(name), changed)
        written, low = written + len(changed), high
    gone += [(row[0],) for row in db.execute(select, (low, None, None))]
    return gone, written


def _batches(name: str, found: pa.Table) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows as SQLite holds them, sorted by id, some at a time."""
    schema = FOUND[name]
    found = found.select(schema.names).cast(schema).sort_by("id")
    for batch in found.to_batches(max_chunksize=ROWS):
        if batch.num_rows:
            cells = [_stored(batch[column.name].to_pylist(), column.type) for column in schema]
            yield list(zip(*cells, strict=True))


def _upsert(name: str) -> str:
    # INSERT OR REPLACE would drop the row first, and with it all that points at it.
    columns = [f'"{column}"' for column in FOUND[name].names]
    sets = ", ".join(f"{column} = excluded.{column}" for column in columns[1:])
    marks = ",".join("?" * len(columns))
    return f"INSERT INTO {name}({', '.join(columns)}) VALUES ({marks}) ON CONFLICT(id) DO UPDATE SET {sets}"  # noqa: S608


def count_origins(db: sqlite3.Connection) -> None:
    """Write how many origins stand behind each claim, incident and ceasefire into its own row, where it changed."""
    for name in COUNTED:
        db.execute(
            f"""
            UPDATE {name} SET origins = counted.origins, origins_low = counted.origins_low,
              origins_high = counted.origins_high
            FROM (
              SELECT {name}.id, c.origins, c.origins_low, c.origins_high FROM {name}
              LEFT JOIN origin_counts AS c ON c.subject = ? AND c.subject_id = {name}.id
            ) AS counted
            WHERE counted.id = {name}.id AND ({name}.origins IS NOT counted.origins
              OR {name}.origins_low IS NOT counted.origins_low OR {name}.origins_high IS NOT counted.origins_high)
            """,  # noqa: S608
            (name,),
        )


def exported(schema: pa.Schema, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row of SQLite as the values of the table's Arrow schema."""
    return tuple(_given(value, column.type) for value, column in zip(row, schema, strict=True))


#: How a row of each table is read back.
CONVERT: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    name: partial(exported, schema) for name, schema in FOUND.items()
}


def _stored(values: Iterable[Any], kind: pa.DataType) -> Iterable[Any]:
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return [json.dumps(value if value is not None else [], ensure_ascii=False) for value in values]
    if pa.types.is_boolean(kind):
        return [int(bool(value)) for value in values]
    return values


def _given(value: Any, kind: pa.DataType) -> Any:
    if pa.types.is_list(kind) or pa.types.is_struct(kind):
        return json.loads(value)
    return bool(value) if pa.types.is_boolean(kind) else value
