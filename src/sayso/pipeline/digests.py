"""Digests of tables: the same for the same rows, wherever they come from and however they are cut into batches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from sayso.schemas import STORED

#: Columns given by others of the row (an article's text by its page, whose hash is in the id, with start and end).
GIVEN = {"articles": ("text",), "pages": ("text",)}
ROWS = 10_000


def digest_of(name: str, table: pa.Table) -> str:
    """Return a digest of a contract table, sorted by id."""
    kept = [column for column in STORED[name].names if column not in GIVEN.get(name, ())]
    total = hashlib.blake2b(digest_size=16)
    with pa.ipc.new_stream(_Sink(total), STORED[name].empty_table().select(kept).schema) as stream:
        stream.write_table(table.select(kept).combine_chunks(), max_chunksize=ROWS)
    return total.hexdigest()


def digest_of_words(words: Iterable[str]) -> str:
    """Return a digest of several texts in their order."""
    total = hashlib.blake2b(digest_size=16)
    for word in words:
        total.update(f"{len(word)}:{word}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


class _Sink:
    """A file that keeps nothing but the digest of what is written to it."""

    closed = False

    def __init__(self, total: Any) -> None:
        self._total = total

    def write(self, data: Any) -> int:
        """Add bytes to the digest."""
        self._total.update(data)
        return len(memoryview(data))

    def flush(self) -> None:
        """Nothing waits to be written."""

    def close(self) -> None:
        """Nothing is open."""
        self.closed = True
