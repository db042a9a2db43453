"""What every engine can do, and how it fails.

An engine knows three verbs and nothing of the work itself: the work is a function over Arrow record batches
or a SQL query. That is why the same comparison runs on a laptop and on a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

#: One batch in, one batch out. It must be importable by name (defined at the top of a module, or a
#: ``functools.partial`` of such a function), because other processes run it.
BatchFunction = Callable[[pa.RecordBatch], pa.RecordBatch]

#: Called with the rows that could not be worked on and the reason; returns the rows that stand for them.
OnLost = Callable[[pa.RecordBatch, BaseException], pa.RecordBatch]


class EngineError(RuntimeError):
    """The engine cannot do what was asked; the message tells the fix."""


class LostBatch(EngineError):
    """Rows whose work could not be finished. ``rows`` is how many."""

    def __init__(self, message: str, rows: int) -> None:
        """Keep the number of rows beside the message."""
        super().__init__(message)
        self.rows = rows


class WorkerDied(LostBatch):
    """A worker process was killed while it worked on these rows (a crash, or out of memory)."""


class TooSlow(LostBatch):
    """A worker was stopped because these rows took longer than allowed."""


@runtime_checkable
class Engine(Protocol):
    """Where the work runs."""

    def map_batches(
        self,
        function: BatchFunction,
        batches: Iterable[pa.RecordBatch],
        *,
        on_lost: OnLost | None = None,
        seconds: float | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Yield ``function(batch)`` for every batch, in the order of the batches.

        Only a few batches are read ahead, so memory stays flat. A batch that fails is tried again row by row;
        rows that fail once more go to ``on_lost`` together with the error, one row at a time. Without
        ``on_lost`` that error is raised. ``seconds`` limits the time for one batch.
        """
        ...

    def query(
        self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> pa.Table:
        """Return the rows of a SQL query over ``tables``, which the query names by their keys.

        Only an ORDER BY fixes the order of the rows. Raises EngineError when the query cannot run.
        """
        ...

    def connected_components(self, edges: pa.Table) -> pa.Table:
        """Return ``node, component`` for the undirected ``edges`` (columns ``a`` and ``b``, strings).

        A component is named after its smallest member in code-point order. Rows are sorted by node.
        """
        ...
