"""The contract tables of a case as Arrow tables, sorted by id: what exports and the Python API hand out."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pyarrow as pa

from sayso.case import happenings, links
from sayso.schemas import STORED, TABLES

#: Links of one page that are given: more are navigation.
MOST_LINKS = 2000


def batches(
    db: sqlite3.Connection, name: str, rows: int = 5000, *, column: str = "id", only: Sequence[str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Yield one contract table in batches of ``rows``, sorted by id; ``only`` the rows with these values in ``column``.

    Raises KeyError for a name of no table.
    """
    schema = STORED[name]
    select = _SELECTS.get(name) or ", ".join(f'"{column}"' for column in schema.names)
    # Every identifier here is ours (schemas.TABLES), none the user's.
    where, values = "", tuple[str, ...]()
    if only is not None:
        where, values = f'WHERE "{column}" IN (SELECT value FROM json_each(?))', (json.dumps(list(only)),)  # noqa: S608
    cursor = db.execute(f"SELECT {select} FROM {name} {where} ORDER BY id", values)  # noqa: S608
    convert = _CONVERT.get(name)
    while found := cursor.fetchmany(rows):
        if convert:
            found = [convert(row) for row in found]
        columns = [pa.array(column, field.type) for column, field in zip(zip(*found, strict=True), schema, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, schema=schema)


def table(db: sqlite3.Connection, name: str, *, column: str = "id", only: Sequence[str] | None = None) -> pa.Table:
    """Return one contract table, or some rows of it. Raises KeyError for a name that is none of ``STORED``."""
    return pa.Table.from_batches(batches(db, name, column=column, only=only), STORED[name])


def span(start: int | None, end: int | None, text: str | None) -> dict[str, Any] | None:
    """Return a span as its exported struct, or None."""
    return None if start is None else {"start": start, "end": end, "text": text}


def _page(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a page with its links, taken from its layout, in place of that."""
    text = row[-2] or ""
    links = [
        {"start": start, "end": end, "text": text[start:end], "address": address}
        for start, end, tag, address in json.loads(row[-1] or "[]")
        if tag == "a" and address and 0 <= start < end <= len(text)
    ]
    return (*row[:-1], links[:MOST_LINKS])


def _entity(row: tuple[Any, ...]) -> tuple[Any, ...]:
    head, aliases, canonical_id, country, *lists = row[:3], *row[3:]
    return (*head, json.loads(aliases), canonical_id or row[0], country, *map(json.loads, lists))


def _attribution(row: tuple[Any, ...]) -> tuple[Any, ...]:
    head, source, cue, rest = row[:6], row[6:9], row[9:12], row[12:]
    content, style, via, *tail = rest
    return (*head, span(*source), span(*cue), json.loads(content), style, json.loads(via), *tail)


_SELECTS = {
    name: ", ".join(f'"{column}"' for column in happenings.columns(noun)) for name, noun in happenings.NOUNS.items()
} | {
    "pages": ", ".join("layout" if column == "links" else f'"{column}"' for column in TABLES["pages"].names),
    "attributions": "id, article_id, page_id, speaker, speaker_id, speaker_kind, source_start, source_end, "
    "source_text, cue_start, cue_end, cue_text, content, style, via, parent_id, polarity, confidence, made_by",
}
_CONVERT: dict[str, Callable[[tuple[Any, ...]], tuple[Any, ...]]] = {
    name: partial(happenings.exported, noun) for name, noun in happenings.NOUNS.items()
} | {"pages": _page, "entities": _entity, "attributions": _attribution, **links.CONVERT}
