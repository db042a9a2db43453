"""JSON lines: one object a row, keys in the order of the table's columns, UTF-8. Offsets and words are exact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

SUFFIX = "jsonl"
#: Valid inside JSON, but some readers take them for the end of a line.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
    """Write one line a row to ``path``."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for batch in batches:
            for row in batch.to_pylist():
                line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
                file.write(line.translate(_LINE_ENDS) + "\n")
