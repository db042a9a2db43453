"""What ``compare`` asks of an engine; whoever calls hands one in, so nothing here knows where the work runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

import pyarrow as pa


class Engine(Protocol):
    """The three verbs of ``sayso.engines.Engine``."""

    def map_batches(
        self,
        function: Callable[[pa.RecordBatch], pa.RecordBatch],
        batches: Iterable[pa.RecordBatch],
        *,
        on_lost: Callable[[pa.RecordBatch, BaseException], pa.RecordBatch] | None = None,
        seconds: float | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Yield the function's result for every batch, in order."""
        ...

    def query(
        self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> pa.Table:
        """Return the rows of a SQL query over ``tables``, named by their keys; only ORDER BY fixes the order."""
        ...

    def connected_components(self, edges: pa.Table) -> pa.Table:
        """Return ``node, component`` for the undirected ``edges`` (``a``, ``b``), named after the smallest member."""
        ...
