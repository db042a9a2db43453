"""Parquet tables, streamed in batches: every row is a page."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq

from sayso.model import Page
from sayso.read.formats import Refused, Source, too_large
from sayso.read.limits import megabytes
from sayso.read.rows import Columns, choose, row_page, with_order

#: Rows held at once: a thousand long articles are some 10 MiB.
_BATCH = 1000
_MEDIA = "application/vnd.apache.parquet"


class Parquet:
    """Parquet, by its first bytes or its name."""

    name = "Parquet"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files that begin as Parquet does."""
        return head.startswith(b"PAR1") or name.lower().endswith((".parquet", ".pq"))

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield a page for each row."""
        most = source.limits.max_table_bytes
        if source.size > most:
            raise Refused(*too_large(source.size, most))
        with source.open() as stream:
            try:
                yield from self._rows(source, pq.ParquetFile(pa.PythonFile(stream, mode="r")))
            except (pa.ArrowException, OSError, ValueError, KeyError, NotImplementedError) as error:
                why = str(error).split("\n", 1)[0][:200]
                raise Refused(f"not a whole Parquet file ({why})", "fetch or export it again") from error

    def _rows(self, source: Source, table: pq.ParquetFile) -> Iterator[Page]:
        columns = choose([str(name) for name in table.schema_arrow.names], source.columns)
        if not table.metadata.num_rows:
            raise Refused("a table without rows", "export it again, or leave it out")
        self._refuse_bomb(source, table)
        if "published" in columns.where:
            dates = self._values(table, columns, ["published"])
            name = columns.where["published"]
            columns = with_order(columns, islice((row.get(name) for row in dates), source.limits.date_rows))
        number = 0
        for number, row in enumerate(self._values(table, columns, list(columns.where)), 1):
            yield row_page(source, row, number, columns, media_type=_MEDIA)
        if number < table.metadata.num_rows:
            missing = f"of {table.metadata.num_rows:,} rows that it says it has, {number:,} are there"
            raise Refused(f"not a whole Parquet file ({missing})", "fetch or export it again")

    def _values(self, table: pq.ParquetFile, columns: Columns, keys: list[str]) -> Iterator[dict[str, object]]:
        names = sorted({columns.where[key] for key in keys})
        for batch in table.iter_batches(batch_size=_BATCH, columns=names, use_threads=False):
            yield from batch.to_pylist()

    def _refuse_bomb(self, source: Source, table: pq.ParquetFile) -> None:
        unpacked = sum(table.metadata.row_group(i).total_byte_size for i in range(table.metadata.num_row_groups))
        limits = source.limits
        if unpacked > limits.max_unpacked_bytes or unpacked > max(
            limits.ratio_free_bytes, source.size * limits.max_ratio
        ):
            raise Refused(f"unpacks to {megabytes(unpacked)}, far more than its size allows", "split the table")
