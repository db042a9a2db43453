"""What is said to have happened, into a case's tables and back: times, places, events, casualties, ceasefires, labels.

One shape serves them all, read off the nouns: a span is three columns, a tuple is a JSON list, anything else is itself.
The columns of each table stand in the order of the noun's fields.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from typing import Any

from sayso.model import (
    HAPPENINGS,
    Casualties,
    Ceasefire,
    CeasefireAct,
    Event,
    Evidence,
    Findings,
    Label,
    Place,
    Span,
    Time,
)

#: The noun of each table.
NOUNS: dict[str, type] = dict(
    zip(HAPPENINGS, (Time, Place, Event, Casualties, Ceasefire, CeasefireAct, Label), strict=True)
)
_LIST = "tuple["


def insert(db: sqlite3.Connection, findings: Iterable[Findings]) -> None:
    """Write what is said to have happened on several pages. Belongs into the transaction that writes their articles."""
    known = list(findings)
    for table, noun in NOUNS.items():
        rows = [_row(one) for found in known for one in getattr(found, table)]
        if rows:
            marks = ",".join("?" * len(columns(noun)))
            db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (the names are our own)


def recall(db: sqlite3.Connection, page_id: str) -> dict[str, Any]:
    """Return what a page tells, by table, in the order of the words; ids order what stands at one place."""
    found = {}
    for table, noun in NOUNS.items():
        names = columns(noun)
        place = next((name for name in ("start", "trigger_start") if name in names), "id")
        listed = ", ".join(f'happening."{name}"' for name in names)
        sql = (
            f"SELECT {listed} FROM {table} AS happening JOIN articles ON articles.id = article_id "  # noqa: S608
            f'WHERE page_id = ? ORDER BY happening."{place}", happening.id'
        )
        found[table] = tuple(made(noun, dict(_values(noun, row))) for row in db.execute(sql, (page_id,)))
    return found


def columns(noun: type) -> list[str]:
    """Return the names of a noun's columns in SQLite, in their order."""
    names = []
    for field in fields(noun):
        names += [f"{field.name}_{part}" for part in ("start", "end", "text")] if field.type == "Span" else [field.name]
    return names


def exported(noun: type, row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row of SQLite as the values of the table's Arrow schema."""
    return tuple(asdict(value) if isinstance(value, Span) else value for _, value in _values(noun, row))


def _values(noun: type, row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    cells = iter(row)
    for field in fields(noun):
        if field.type == "Span":
            yield field.name, Span(next(cells), next(cells), next(cells))
        elif str(field.type).startswith(_LIST):
            yield field.name, json.loads(next(cells))
        elif field.type == "bool":
            yield field.name, bool(next(cells))
        else:
            yield field.name, next(cells)


def made(noun: type, values: dict[str, Any]) -> Any:
    """Return a noun of plain values: a list becomes a tuple, a dict in it evidence, and a dict by itself a span."""
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(Evidence(**one) if isinstance(one, dict) else one for one in value)
        elif isinstance(value, dict):
            values[name] = Span(**value)
    return noun(**values)


def _row(one: Any) -> tuple[Any, ...]:
    cells: list[Any] = []
    for field in fields(one):
        value = getattr(one, field.name)
        if isinstance(value, Span):
            cells += [value.start, value.end, value.text]
        elif isinstance(value, tuple):
            plain = [asdict(part) if isinstance(part, Evidence) else part for part in value]
            cells.append(json.dumps(plain, ensure_ascii=False))
        else:
            cells.append(value)
    return tuple(cells)
