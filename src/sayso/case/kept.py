"""What the search for copies keeps in a case, so that new articles can be compared with old ones.

Kept as ``compare/memory.py`` makes it; here it is Arrow and bytes. All of it can be thrown away: the next comparison
then takes longer. Invariant: it is what the table ``passages`` was made from, because both are written at once.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import pyarrow as pa

NAME = "passages"
#: Slots asked for at a time: SQLite takes a limited number of parameters.
AT_A_TIME = 500


def made_by(db: sqlite3.Connection) -> str | None:
    """Return what made all that is kept."""
    row = db.execute("SELECT made_by FROM kept WHERE name = ?", (NAME,)).fetchone()
    return str(row[0]) if row else None


def articles(db: sqlite3.Connection) -> pa.Table | None:
    """Return what is kept of all articles, in the order of slots, or None where that is nothing."""
    pieces = []
    for (data,) in db.execute("SELECT data FROM kept_articles ORDER BY piece"):
        with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
            pieces.append(reader.read_all())
    return pa.concat_tables(pieces) if pieces else None


def dropped(db: sqlite3.Connection) -> list[int]:
    """Return the slots whose articles are gone."""
    return [row[0] for row in db.execute("SELECT slot FROM kept_dropped ORDER BY slot")]


def passages(db: sqlite3.Connection, slots: list[int]) -> dict[int, bytes]:
    """Return the passages that are kept of some slots."""
    found: dict[int, bytes] = {}
    for first in range(0, len(slots), AT_A_TIME):
        some = slots[first : first + AT_A_TIME]
        marks = ",".join("?" * len(some))
        sql = f"SELECT slot, data FROM kept_passages WHERE slot IN ({marks}) ORDER BY slot"  # noqa: S608
        found.update(db.execute(sql, some))
    return found


def replace(
    db: sqlite3.Connection, kept: Iterable[pa.RecordBatch], passages: Iterable[tuple[int, bytes]], made_by: str
) -> None:
    """Forget what was kept and keep this. Belongs into the transaction that writes the table."""
    for table in ("kept_articles", "kept_passages", "kept_dropped"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608 (the names are our own)
    add(db, kept, passages, ())
    db.execute("INSERT OR REPLACE INTO kept VALUES (?, ?)", (NAME, made_by))


def add(
    db: sqlite3.Connection, kept: Iterable[pa.RecordBatch], passages: Iterable[tuple[int, bytes]], gone: Iterable[int]
) -> None:
    """Keep more articles, and other passages of some slots (none, where the bytes are empty); note slots as dropped."""
    db.executemany("INSERT INTO kept_articles(data) VALUES (?)", ((_packed(batch),) for batch in kept))
    db.executemany("INSERT OR IGNORE INTO kept_dropped VALUES (?)", ((slot,) for slot in gone))
    db.executemany("INSERT OR REPLACE INTO kept_passages VALUES (?, ?)", passages)
    db.execute("DELETE FROM kept_passages WHERE length(data) = 0")
    db.execute("DELETE FROM changed_articles")


def changed(db: sqlite3.Connection) -> list[str]:
    """Return the ids of the articles that were written, changed or dropped since copies were last compared."""
    return [row[0] for row in db.execute("SELECT article_id FROM changed_articles ORDER BY article_id")]


def drop_pairs(db: sqlite3.Connection, pairs: Iterable[tuple[str, str]]) -> None:
    """Drop the passages between the articles of some pairs, either way round."""
    both = [pair for one, two in pairs for pair in ((one, two), (two, one))]
    db.executemany("DELETE FROM passages WHERE article_id = ? AND of_article_id = ?", both)


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    return bytes(sink.getvalue())


__all__ = ["add", "articles", "changed", "drop_pairs", "dropped", "made_by", "passages", "replace"]
