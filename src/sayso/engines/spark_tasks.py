"""The side of the Spark engine that runs in Spark's Python workers.

Every Spark worker keeps one more process, that of a ``Local`` engine, and the work is done there: so rows that crash a
process or never end are found and named exactly as on a laptop, and cost nothing else. What ends the Spark worker
itself (its container is out of memory, its machine is gone) Spark notices and runs the task again elsewhere.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Callable, Iterator, Mapping

import pyarrow as pa

from sayso.engines.base import BatchFunction, EngineError, LostBatch, TooSlow, WorkerDied
from sayso.engines.local import Local
from sayso.engines.workers import pack, unpack

#: A batch on its way to a worker: packed, because Spark has no unsigned numbers and names the fields of lists anew.
PARCELS = pa.schema([("number", pa.int64()), ("data", pa.binary()), ("place", pa.int32())])
#: What came of a batch, in one or several parts: packed rows, or the error of one row (of all, when ``rows`` is 0).
PARTS = pa.schema(
    [
        ("number", pa.int64()),
        ("part", pa.int64()),
        ("data", pa.binary()),
        ("kind", pa.string()),
        ("message", pa.string()),
        ("errno", pa.int64()),
    ]
)
#: The settings of the driver that its workers share.
ENVIRONMENT = "SAYSO_"
_OWN = {"EngineError": EngineError}
_guard: Local | None = None


def settings() -> dict[str, str]:
    """Return the environment variables of this process that a worker needs."""
    return {name: value for name, value in os.environ.items() if name.startswith(ENVIRONMENT)}


def run_parcels(
    parcels: Iterator[pa.RecordBatch],
    *,
    function: BatchFunction,
    by_rows: bool,
    seconds: float | None,
    environment: Mapping[str, str],
) -> Iterator[pa.RecordBatch]:
    """Yield the ``PARTS`` of every batch in ``PARCELS``; a batch that fails is tried by its rows if ``by_rows``."""
    guard = guarded(environment)
    for several in parcels:
        for number, data in zip(several["number"].to_pylist(), several["data"], strict=True):
            parts = _parts(guard, function, unpack(data.as_buffer()), by_rows, seconds)
            rows = [(number, part, *one) for part, one in enumerate(parts)]
            columns = zip(*rows, strict=True)
            arrays = [pa.array(list(c), field.type) for c, field in zip(columns, PARTS, strict=True)]
            yield pa.RecordBatch.from_arrays(arrays, schema=PARTS)


def run_rows(
    batches: Iterator[pa.RecordBatch],
    *,
    function: BatchFunction,
    cut: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]],
    on_lost: Callable[[pa.RecordBatch, BaseException], pa.RecordBatch],
    seconds: float | None,
    environment: Mapping[str, str],
) -> Iterator[pa.RecordBatch]:
    """Yield ``function(piece)`` for every piece that ``cut`` makes of the batches; lost rows become ``on_lost``'s."""
    yield from guarded(environment).map_batches(function, cut(batches), on_lost=on_lost, seconds=seconds)


def guarded(environment: Mapping[str, str]) -> Local:
    """Return this worker's guard, which is started anew when the driver's settings have changed."""
    global _guard  # noqa: PLW0603 (Spark keeps a worker for many tasks, and so do we the process beside it)
    if _guard is None or settings() != environment:
        if _guard is not None:
            _guard.close()
        for name in settings().keys() - environment.keys():
            del os.environ[name]
        os.environ.update(environment)
        # A new process would first import again what this one was started as, which is all of pyspark, for nothing.
        main = sys.modules["__main__"]
        main.__spec__ = None
        vars(main).pop("__file__", None)
        _guard = Local(1, apart=True)
    return _guard


_Part = tuple[bytes | None, str | None, str | None, int | None]


def _parts(
    guard: Local, function: BatchFunction, batch: pa.RecordBatch, by_rows: bool, seconds: float | None
) -> Iterator[_Part]:
    try:
        yield _done(guard, function, batch, seconds)
    except Exception as error:
        if not by_rows or batch.num_rows <= 1:
            yield _failed(error)
            return
        for row in range(batch.num_rows):
            try:
                yield _done(guard, function, batch.slice(row, 1), seconds)
            except Exception as again:
                yield _failed(again)


def _done(guard: Local, function: BatchFunction, batch: pa.RecordBatch, seconds: float | None) -> _Part:
    (result,) = guard.map_batches(function, [batch], seconds=seconds)
    return pack(result), None, None, None


def _failed(error: Exception) -> _Part:
    number = error.errno if isinstance(error, OSError) else None
    message = (error.strerror or str(error)) if isinstance(error, OSError) else str(error)
    return None, type(error).__name__, message, number


def error_of(kind: str, message: str, number: int | None, rows: int) -> Exception:
    """Return the error that a worker met, made again from its name and message: nothing is unpickled."""
    if kind in ("WorkerDied", "TooSlow", "LostBatch"):
        lost = {"WorkerDied": WorkerDied, "TooSlow": TooSlow, "LostBatch": LostBatch}[kind]
        return lost(message, rows)
    if kind in _OWN:
        return _OWN[kind](message)
    made = getattr(builtins, kind, None)
    if isinstance(made, type) and issubclass(made, OSError) and number is not None:
        return made(number, message)
    if isinstance(made, type) and issubclass(made, Exception) and not issubclass(made, (UnicodeError, OSError)):
        return made(message)
    return EngineError(f"{kind}: {message}")
