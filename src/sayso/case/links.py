"""What is found across articles, into a case's tables and back: one shape for all of ``schemas.LINKS``.

Lists, and what they hold, are JSON; a truth is 0 or 1; anything else is itself. Links are made again as a whole, so a
table is replaced, never added to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import pyarrow as pa

from sayso.schemas import LINKS

#: Rows written at a time, so that a table of millions never stands in memory as Python objects.
ROWS = 20_000
#: The tables whose columns ``origins``, ``origins_low`` and ``origins_high`` come from ``origin_counts``.
COUNTED = tuple(name for name, schema in LINKS.items() if "origins" in schema.names and name != "origin_counts")


def replace(db: sqlite3.Connection, found: Mapping[str, pa.Table]) -> None:
    """Replace whole tables by what was found. Belongs into one transaction with the note of what it was made from."""
    for name in reversed([name for name in LINKS if name in found]):
        db.execute(f"DELETE FROM {name}")  # noqa: S608 (the names are our own)
    for name, schema in LINKS.items():
        if name not in found:
            continue
        columns = ", ".join(f'"{column}"' for column in schema.names)
        marks = ",".join("?" * len(schema))
        for batch in found[name].select(schema.names).cast(schema).to_batches(max_chunksize=ROWS):
            cells = [_stored(batch[column.name].to_pylist(), column.type) for column in schema]
            rows = zip(*cells, strict=True)
            db.executemany(f"INSERT INTO {name}({columns}) VALUES ({marks})", rows)  # noqa: S608


def count_origins(db: sqlite3.Connection) -> None:
    """Write how many origins stand behind each claim, incident and ceasefire into its own row."""
    for name in COUNTED:
        for column in ("origins", "origins_low", "origins_high"):
            db.execute(
                f"UPDATE {name} SET {column} = (SELECT origin_counts.{column} FROM origin_counts "  # noqa: S608
                f"WHERE subject = ? AND subject_id = {name}.id)",
                (name,),
            )


def exported(schema: pa.Schema, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row of SQLite as the values of the table's Arrow schema."""
    return tuple(_given(value, column.type) for value, column in zip(row, schema, strict=True))


#: How a row of each table is read back.
CONVERT: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    name: partial(exported, schema) for name, schema in LINKS.items()
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
