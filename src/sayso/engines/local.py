"""The engine for one machine: a pool of processes, and DuckDB in memory."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

from sayso.engines import components, workers
from sayso.engines.base import BatchFunction, EngineError, OnLost, TooSlow, WorkerDied

#: A lone batch below both limits is done here and now: starting a pool costs about half a second.
SMALL_ROWS, SMALL_BYTES = 64, 1 << 20
#: Batches under way for each worker: one in work and one waiting keeps a worker busy and memory flat.
AHEAD = 2


def usable_cores() -> int:
    """Return how many cores this process may use (fewer than the machine has, in a container)."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS
        return os.cpu_count() or 1


class Local:
    """The engine for one machine. A context manager: leaving it ends the workers.

    ``workers`` is the number of processes (default: the usable cores); with 0 or 1 everything runs in this
    process, where neither a time limit nor protection against a crash is possible; ``apart`` sends even a lone
    batch of a lone worker to a process of its own. ``memory`` limits a query, in the words of DuckDB ("2GB"). Workers
    are started with *spawn*, so a script that uses more than one worker needs the usual
    ``if __name__ == "__main__":``. The invariant: at most ``AHEAD * workers`` batches are held at any time, and
    results come out in the order of the batches.
    """

    def __init__(self, workers: int | None = None, *, memory: str = "2GB", apart: bool = False) -> None:
        """Set the engine up; no process is started before there is work for it."""
        if workers is not None and workers < 0:
            raise ValueError(f"workers={workers}: give 0 or more")
        self.workers = usable_cores() if workers is None else workers
        self.memory = memory
        self.apart = apart
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Local:
        """Return the engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the workers; work that has not begun is dropped."""
        self.close()

    def close(self) -> None:
        """End the workers; work that has not begun is dropped. The engine may be used again."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)

    def map_batches(
        self,
        function: BatchFunction,
        batches: Iterable[pa.RecordBatch],
        *,
        on_lost: OnLost | None = None,
        seconds: float | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Yield ``function(batch)`` for every batch, in order; see ``Engine.map_batches``."""
        rest = iter(batches)
        first = list(itertools.islice(rest, 2))
        lone = len(first) < 2 and all(b.num_rows <= SMALL_ROWS and b.nbytes <= SMALL_BYTES for b in first)
        every = itertools.chain(first, rest)
        if not self.apart and (self.workers <= 1 or lone):
            for batch in every:
                yield self._here(function, batch, on_lost)
        else:
            yield from self._there(function, every, on_lost, seconds)

    def query(
        self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> pa.Table:
        """Return the rows of a SQL query over ``tables``; see ``Engine.query``.

        The database is new and in memory for every query, and cannot reach files or the network.
        """
        config: dict[str, Any] = {
            "threads": max(1, self.workers),
            "memory_limit": self.memory,
            "enable_external_access": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "temp_directory": "",
        }
        try:
            with duckdb.connect(":memory:", config=config) as connection:
                for name in sorted(tables):
                    connection.register(name, tables[name])
                # After the tables are in, nothing in the query may loosen the settings above.
                connection.execute("SET python_enable_replacements = false")
                connection.execute("SET lock_configuration = true")
                relation = connection.sql(sql, params=parameters)
                if relation is None:
                    raise EngineError("the query cannot run: it returns no rows; give a SELECT")
                found: pa.Table = relation.to_arrow_table()
                return found
        except duckdb.OutOfMemoryException as error:
            raise EngineError(f"the query needs more than {self.memory}; allow more memory ({error})") from error
        except duckdb.Error as error:
            raise EngineError(f"the query cannot run: {error}") from error

    def connected_components(self, edges: pa.Table) -> pa.Table:
        """Return ``node, component`` for ``edges``; see ``Engine.connected_components``."""
        return components.connected_components(edges)

    # One batch here, or many there.

    def _here(self, function: BatchFunction, batch: pa.RecordBatch, on_lost: OnLost | None) -> pa.RecordBatch:
        """Run one batch in this process."""
        try:
            return function(batch)
        except Exception as error:
            if on_lost is None:
                raise
            if batch.num_rows <= 1:
                return on_lost(batch, error)
            return workers.join([self._here(function, batch.slice(row, 1), on_lost) for row in range(batch.num_rows)])

    def _there(
        self,
        function: BatchFunction,
        batches: Iterator[pa.RecordBatch],
        on_lost: OnLost | None,
        seconds: float | None,
    ) -> Iterator[pa.RecordBatch]:
        """Run batches in the pool and yield the results in order."""
        under_way: deque[tuple[pa.RecordBatch, Future[bytes]]] = deque()
        try:
            for batch in batches:
                under_way.append((batch, self._submit(function, batch, seconds)))
                if len(under_way) >= AHEAD * max(1, self.workers):
                    yield self._next(function, under_way, on_lost, seconds)
            while under_way:
                yield self._next(function, under_way, on_lost, seconds)
        finally:
            for _, future in under_way:
                future.cancel()

    def _next(
        self,
        function: BatchFunction,
        under_way: deque[tuple[pa.RecordBatch, Future[bytes]]],
        on_lost: OnLost | None,
        seconds: float | None,
    ) -> pa.RecordBatch:
        """Return the result of the oldest batch under way, whatever it takes."""
        batch, future = under_way.popleft()
        try:
            return workers.unpack(future.result())
        except BrokenProcessPool:
            # Every batch under way fails together with the one that killed its worker. The oldest is tried by
            # itself, so that the guilt is certain; those behind it are submitted anew after that.
            self.close()
            result = self._alone(function, batch, on_lost, seconds, whole=bool(under_way))
            for place, (waiting, broken) in enumerate(under_way):
                if not broken.done() or broken.cancelled() or broken.exception() is not None:
                    under_way[place] = (waiting, self._submit(function, waiting, seconds))
            return result
        except Exception:
            if on_lost is None:
                raise
            # Other batches are under way, and one of them may kill the pool meanwhile: hence a second try.
            return self._by_rows(function, batch, on_lost, seconds, tries=2)

    def _alone(
        self,
        function: BatchFunction,
        batch: pa.RecordBatch,
        on_lost: OnLost | None,
        seconds: float | None,
        *,
        whole: bool,
    ) -> pa.RecordBatch:
        """Run one batch with nothing beside it: whole if it may be innocent, else row by row."""
        if whole or batch.num_rows <= 1:
            try:
                return self._run(function, batch, seconds)
            except Exception as error:
                if on_lost is None:
                    raise
                if batch.num_rows <= 1:
                    return on_lost(batch, error)
        return self._by_rows(function, batch, on_lost, seconds)

    def _by_rows(
        self,
        function: BatchFunction,
        batch: pa.RecordBatch,
        on_lost: OnLost | None,
        seconds: float | None,
        *,
        tries: int = 1,
    ) -> pa.RecordBatch:
        """Run the rows of a failed batch one by one; rows that fail again go to ``on_lost``."""
        done = []
        for row in range(batch.num_rows):
            one = batch.slice(row, 1)
            try:
                done.append(self._run(function, one, seconds, tries))
            except Exception as error:
                if on_lost is None:
                    raise
                done.append(on_lost(one, error))
        return workers.join(done)

    def _run(
        self, function: BatchFunction, batch: pa.RecordBatch, seconds: float | None, tries: int = 1
    ) -> pa.RecordBatch:
        """Run one batch in the pool and wait. Raises WorkerDied or TooSlow when the worker is gone."""
        future = self._submit(function, batch, seconds)
        began = time.monotonic()
        try:
            return workers.unpack(future.result())
        except BrokenProcessPool as error:
            self.close()
            if tries > 1:
                return self._run(function, batch, seconds, tries - 1)
            rows = f"{batch.num_rows} row{'s' if batch.num_rows != 1 else ''}"
            if seconds is not None and time.monotonic() - began >= seconds:
                late = f"{rows} took longer than {seconds:g} s; allow more time or leave them out"
                raise TooSlow(late, batch.num_rows) from error
            died = f"a worker died while it worked on {rows} (a crash, or out of memory); try fewer workers"
            raise WorkerDied(died, batch.num_rows) from error

    def _submit(self, function: BatchFunction, batch: pa.RecordBatch, seconds: float | None) -> Future[bytes]:
        """Hand one batch to the pool, which is started, or started again, if need be."""
        data = workers.pack(batch)
        for _ in range(2):
            pool = self._started()
            try:
                return pool.submit(workers.work, function, data, seconds)
            except BrokenProcessPool:
                # The pool broke between two batches; whoever broke it learns of it from the future.
                self.close()
        raise EngineError("the worker processes end again and again; try --workers 1")

    def _started(self) -> ProcessPoolExecutor:
        """Return the running pool, or start one and wait for its first worker."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(max(1, self.workers), mp_context=context, initializer=workers.start)
            try:
                pool.submit(workers.ready).result()
            except BrokenProcessPool as error:
                raise EngineError(
                    "worker processes cannot start; a script needs 'if __name__ == \"__main__\":' "
                    "around what it runs, or give workers=1"
                ) from error
            self._pool = pool
        return self._pool


__all__ = ["Local", "usable_cores"]
