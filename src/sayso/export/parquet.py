"""Parquet: the tables with their types and nesting, compressed with Zstandard. Same pyarrow, same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

SUFFIX = "parquet"


def write(batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
    """Write the rows to ``path``, one row group a batch."""
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_batch(batch)
