"""CSV for spreadsheets: UTF-8 with a byte-order mark, a header, nested columns as JSON, empty cells for null.

A cell of text that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a
carriage return) gets an apostrophe in front, because page text is never trusted. So words that begin so are not
the exact words here; JSON lines and Parquet keep them exact. The byte-order mark makes Excel read UTF-8.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

SUFFIX = "csv"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
    """Write a header and one record a row to ``path``."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(schema.names)
        for batch in batches:
            for row in batch.to_pylist():
                writer.writerow([_cell(row[name]) for name in schema.names])


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
