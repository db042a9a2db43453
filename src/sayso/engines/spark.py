"""The engine for a cluster, or for several processes under Spark on one machine: ``mapInArrow`` and Spark SQL."""

from __future__ import annotations

import itertools
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import pyarrow as pa

from sayso.engines import spark_components, spark_session, spark_tasks
from sayso.engines.base import BatchFunction, EngineError, OnLost
from sayso.engines.spark_sql import to_spark
from sayso.engines.workers import join, pack, unpack

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Result = TypeVar("Result")
#: Batches of one job for each core: enough that a long one does not keep the others waiting, few enough to hold.
WAVE = 4
#: A job is started with fewer batches when they hold this many bytes: they lie in the driver, as do their results.
WAVE_BYTES = 256 << 20
#: What Spark says when a process or a machine ended under a task as often as tasks are tried.
_DEATHS = ("exited unexpectedly", "ExecutorLostFailure", "Lost executor", "OutOfMemoryError", "worker lost")
_QUERY = re.compile(r"[\s(]*(SELECT|WITH|VALUES)\b", re.IGNORECASE)
_WIDER = {pa.uint8(): pa.int16(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20)}


class Spark:
    """The engine on Spark. A context manager: leaving it ends Spark, if Spark was started for it.

    ``master`` is Spark's word for where it runs (``local[*]``, ``spark://host:7077``, ``yarn``, ``k8s://…``). ``work``
    is a folder that all workers reach (any path that Hadoop knows), where intermediate results survive the loss of a
    machine; without it they are made again. ``memory`` is the driver's ("1g"). Nothing is started before there is work.

    The invariant: at most two waves of batches are held, and results come out in the order of the batches.
    """

    def __init__(self, master: str = "local[*]", *, work: str | None = None, memory: str | None = None) -> None:
        """Set the engine up."""
        self.master, self.work, self.memory = master, work, memory
        self._session: SparkSession | None = None
        self._own = False

    def __enter__(self) -> Spark:
        """Return the engine."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End Spark, if it was started for this engine."""
        self.close()

    def close(self) -> None:
        """End Spark, if it was started for this engine. The engine may be used again."""
        session, self._session = self._session, None
        if session is not None and self._own:
            session.stop()

    @property
    def session(self) -> SparkSession:
        """The Spark session of this engine, started when it is first asked for. Raises EngineError with the fix."""
        if self._session is None:
            self._session, self._own = spark_session.start(self.master, memory=self.memory)
            if self.work:
                self._session.sparkContext.setCheckpointDir(f"{self.work.rstrip('/')}/checkpoints")
        return self._session

    def map_batches(
        self,
        function: BatchFunction,
        batches: Iterable[pa.RecordBatch],
        *,
        on_lost: OnLost | None = None,
        seconds: float | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """Yield ``function(batch)`` for every batch, in order; see ``Engine.map_batches``.

        Batches go out in waves, one job each, and the next wave is at work while the results of one are looked at.
        Errors of the function come back by name and message.
        """
        work = _Work(self, function, on_lost, seconds)
        under_way: tuple[list[pa.RecordBatch], Future[list[list[_Part]]]] | None = None
        thread = ThreadPoolExecutor(1, thread_name_prefix="sayso-spark")
        try:
            for wave in _waves(batches, WAVE * self.session.sparkContext.defaultParallelism):
                started = (wave, thread.submit(work.run, wave))
                if under_way is not None:
                    yield from work.results(under_way[0], under_way[1].result())
                under_way = started
            if under_way is not None:
                yield from work.results(under_way[0], under_way[1].result())
            under_way = None
        finally:
            if under_way is not None:
                work.cancel()
            thread.shutdown(wait=True, cancel_futures=True)

    def query(
        self, sql: str, tables: Mapping[str, pa.Table], parameters: Mapping[str, Any] | list[Any] | None = None
    ) -> pa.Table:
        """Return the rows of a SQL query over ``tables``; see ``Engine.query``.

        What of SQL both engines know, and which words are translated, is told in docs/spark.md.
        """
        from pyspark.errors import PySparkException  # noqa: PLC0415 (an extra)

        if not _QUERY.match(to_spark(sql)):
            raise EngineError("the query cannot run: it is none; give a SELECT")
        session = self.session
        args = dict(parameters) if isinstance(parameters, Mapping) else parameters
        try:
            for name, table in tables.items():
                self.frame(table).createOrReplaceTempView(name)
            frame = session.sql(to_spark(sql), args=args or None)
            found: pa.Table = frame.toArrow()
            return found
        except PySparkException as error:
            raise EngineError(f"the query cannot run: {_said(error)}") from error
        except Exception as error:
            raise EngineError(f"the query cannot run on {self.master}: {_said(error)}") from error
        finally:
            for name in tables:
                session.catalog.dropTempView(name)

    def connected_components(self, edges: pa.Table) -> pa.Table:
        """Return ``node, component`` for ``edges``; see ``Engine.connected_components``."""
        kept = (lambda frame: frame.checkpoint(eager=True)) if self.work else None
        return spark_components.connected_components(self.session, edges, kept=kept)

    def map_frame(
        self,
        function: BatchFunction,
        frame: DataFrame,
        schema: pa.Schema,
        *,
        cut: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]],
        on_lost: OnLost,
        seconds: float | None = None,
    ) -> DataFrame:
        """Return a frame of ``schema``: ``function`` of every piece that ``cut`` makes of the batches of a task.

        Nothing runs until the frame is written, and nothing comes to the driver: ``on_lost`` is called in a worker.
        """
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 (an extra)

        environment = spark_tasks.settings()
        work = partial(
            spark_tasks.run_rows,
            function=function,
            cut=cut,
            on_lost=on_lost,
            seconds=seconds,
            environment=environment,
        )
        return frame.mapInArrow(work, from_arrow_schema(schema))

    def frame(self, table: pa.Table) -> DataFrame:
        """Return a table as a frame of Spark."""
        return self.session.createDataFrame(_signed(table))

    def run(self, what: str, action: Callable[..., Result], *arguments: Any) -> Result:
        """Return what ``action(*arguments)`` returns; raises EngineError when Spark fails at ``what``."""
        try:
            return action(*arguments)
        except EngineError:
            raise
        except Exception as error:
            raise self.trouble(what, error) from error

    def trouble(self, what: str, error: Exception) -> EngineError:
        """Return what an error of Spark means to the user."""
        session, said = self._session, str(error)
        if session is None or session.sparkContext._jsc is None or session.sparkContext._jsc.sc().isStopped():
            return EngineError(f"{what}: Spark on {self.master} is gone; run the same command again to go on")
        if "ModuleNotFoundError" in said or "ImportError" in said:
            lacking = f"{what}: Spark's workers lack a module: {_said(error)}"
            return EngineError(f"{lacking}; install the same Sayso on every machine")
        return EngineError(f"{what}: Spark on {self.master} failed: {_said(error)}")


_Part = dict[str, Any]


class _Work:
    """One call of ``map_batches``: jobs, and what becomes of those that fail."""

    def __init__(self, engine: Spark, function: BatchFunction, on_lost: OnLost | None, seconds: float | None) -> None:
        self._engine, self._on_lost = engine, on_lost
        self._group = f"sayso-{uuid.uuid4()}"
        self._run = partial(
            spark_tasks.run_parcels,
            function=function,
            by_rows=on_lost is not None,
            seconds=seconds,
            environment=spark_tasks.settings(),
        )

    def run(self, wave: list[pa.RecordBatch]) -> list[list[_Part]]:
        """Return the parts of every batch of a wave, in order, whatever it takes."""
        try:
            return self._job(wave)
        except Exception as error:
            self._judge(error)
            if len(wave) > 1:  # one of them ends every worker it meets: each by itself, so that the guilt is certain
                return list(itertools.chain.from_iterable(self.run([batch]) for batch in wave))
            batch = wave[0]
            if batch.num_rows > 1 and self._on_lost is not None:
                each = [self.run([batch.slice(row, 1)])[0] for row in range(batch.num_rows)]
                return [list(itertools.chain.from_iterable(each))]
            rows = f"{batch.num_rows} row{'s' if batch.num_rows != 1 else ''}"
            died = (
                f"Spark's workers died while they worked on {rows} (a crash, or out of memory); give each more memory"
            )
            return [[{"data": None, "kind": "WorkerDied", "message": died, "errno": None}]]

    def results(self, wave: list[pa.RecordBatch], parts: list[list[_Part]]) -> Iterator[pa.RecordBatch]:
        """Yield what came of each batch, with ``on_lost``'s rows for those that failed."""
        for batch, mine in zip(wave, parts, strict=True):
            done = []
            for row, part in enumerate(mine):
                if part["data"] is not None:
                    done.append(unpack(part["data"]))
                    continue
                lost = batch.slice(row, 1) if len(mine) > 1 else batch
                error = spark_tasks.error_of(part["kind"], part["message"], part["errno"], lost.num_rows)
                if self._on_lost is None or not lost.num_rows:
                    raise error
                done.append(self._on_lost(lost, error))
            yield join(done)

    def cancel(self) -> None:
        """End the jobs under way: nobody waits for them."""
        session = self._engine._session
        if session is not None:
            session.sparkContext.cancelJobGroup(self._group)

    def _job(self, wave: list[pa.RecordBatch]) -> list[list[_Part]]:
        from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 (an extra)

        session = self._engine.session
        session.sparkContext.setJobGroup(self._group, "sayso", interruptOnCancel=True)
        packed = [pack(batch) for batch in wave]
        parcels = pa.table([range(len(wave)), packed, range(len(wave))], schema=spark_tasks.PARCELS)
        frame = session.createDataFrame(parcels)
        if len(wave) > 1:  # one batch a task, so that a task lost costs one batch
            direct = getattr(frame, "repartitionById", None)  # Spark 4.1 and later
            frame = direct(len(wave), "place") if direct else frame.repartitionByRange(len(wave), "place")
        found = frame.mapInArrow(self._run, from_arrow_schema(spark_tasks.PARTS)).toArrow()
        parts: list[list[_Part]] = [[] for _ in wave]
        for part in found.sort_by([("number", "ascending"), ("part", "ascending")]).to_pylist():
            parts[part["number"]].append(part)
        if not all(parts):
            raise EngineError("Spark lost results without a word; please report it")
        return parts

    def _judge(self, error: Exception) -> None:
        """Return when only the rows at hand can be to blame for a failed job; else raise EngineError."""
        if isinstance(error, EngineError):
            raise error
        trouble = self._engine.trouble("mapping batches", error)
        if "is gone" in str(trouble) or not any(words in str(error) for words in _DEATHS):
            raise trouble from error


def _waves(batches: Iterable[pa.RecordBatch], most: int) -> Iterator[list[pa.RecordBatch]]:
    wave: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        wave.append(batch)
        size += batch.nbytes
        if len(wave) >= most or size >= WAVE_BYTES:
            yield wave
            wave, size = [], 0
    if wave:
        yield wave


def _signed(table: pa.Table) -> pa.Table:
    """Return a table whose numbers all have a sign and whose dictionaries are written out: Spark has neither."""
    for place, field in enumerate(table.schema):
        wider = _WIDER.get(field.type)
        if pa.types.is_dictionary(field.type):
            wider = field.type.value_type
        if wider is not None:
            table = table.set_column(place, field.name, table[field.name].cast(wider))
    return table


def _said(error: BaseException) -> str:
    """Return the line of an error that tells most: Spark's come with the whole way they took."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    telling = [line for line in lines if "Error:" in line and not line.startswith("at ")]
    return (telling[-1] if telling else lines[0] if lines else type(error).__name__)[:300]


__all__ = ["Spark"]
