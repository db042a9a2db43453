"""Files on any path that Hadoop knows (``hdfs://``, ``s3a://``, ``file://``…): listing them, and folders of Parquet.

A folder of Parquet is whole when Spark's ``_SUCCESS`` and our note are in it. The note, a small JSON file, says what it
was made from, so that a run that was killed goes on behind the last whole folder, and never takes one made from
something else. Readers of Parquet overlook names that begin with an underscore.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sayso.engines.base import EngineError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sayso.engines.spark import Spark

NOTE = "_sayso.json"
#: Rows read from Parquet at a time: each may hold a page with all its findings.
ROWS = 64
#: The same for tables whose rows are short.
TABLE_ROWS = 20_000
#: A note is some hundred bytes; what is longer is none of ours.
MAX_NOTE = 1 << 20


class LocalFolder:
    """A folder of Parquet tables on this machine, read without Spark."""

    def __init__(self, root: str) -> None:
        self.root = root.removeprefix("file://")

    def note(self, name: str) -> dict[str, Any] | None:
        """Return the note of a table, or None when it is not there or not whole."""
        folder = Path(self.root) / name
        try:
            if not (folder / "_SUCCESS").exists():
                return None
            return _noted((folder / NOTE).read_bytes()[: MAX_NOTE + 1])
        except OSError:
            return None

    def batches(self, name: str, schema: pa.Schema, rows: int = ROWS) -> Iterator[pa.RecordBatch]:
        """Yield a table, ``rows`` at a time, as ``schema`` has them. Raises EngineError for what is no such table."""
        for path in sorted((Path(self.root) / name).glob("[!_.]*.parquet")):
            yield from _read(path, schema, rows)


class HadoopFolder:
    """A folder of Parquet tables on any path that Spark reaches."""

    def __init__(self, engine: Spark, root: str) -> None:
        self.engine, self.root = engine, root.rstrip("/")

    def write(self, name: str, frame: DataFrame, note: dict[str, Any]) -> None:
        """Write a table, replacing what was there, and its note when it is whole. Raises EngineError."""
        place = f"{self.root}/{name}"
        self.engine.run(f"writing {place}", frame.write.mode("overwrite").parquet, place)
        self.engine.run(f"writing {place}", self._put, f"{place}/{NOTE}", note)

    def put(self, name: str, table: pa.Table | None, note: dict[str, Any]) -> None:
        """Write a table that is here, or a note alone, as one file, replacing what was there. Raises EngineError."""
        place = f"{self.root}/{name}"
        self.engine.run(f"writing {place}", self._put_table, place, table, note)

    def frame(self, name: str) -> DataFrame:
        """Return a table as a frame of Spark."""
        place = f"{self.root}/{name}"
        return self.engine.run(f"reading {place}", self.engine.session.read.parquet, place)

    def note(self, name: str) -> dict[str, Any] | None:
        """Return the note of a table, or None when it is not there or not whole."""
        files, path = self._files(f"{self.root}/{name}")
        there = self.engine.run(f"looking at {self.root}", files.exists, self._path(f"{path}/_SUCCESS"))
        if not there or not files.exists(self._path(f"{path}/{NOTE}")):
            return None
        stream = files.open(self._path(f"{path}/{NOTE}"))
        try:
            return _noted(bytes(stream.readNBytes(MAX_NOTE + 1)))
        finally:
            stream.close()

    def batches(self, name: str, schema: pa.Schema, rows: int = ROWS) -> Iterator[pa.RecordBatch]:
        """Yield a table, ``rows`` at a time, as ``schema`` has them: file after file is fetched and thrown away."""
        files, path = self._files(f"{self.root}/{name}")
        statuses = self.engine.run(f"reading {path}", files.listStatus, self._path(path))
        places = sorted(str(one.getPath().toString()) for one in statuses)
        with tempfile.TemporaryDirectory(prefix="sayso-parquet-") as folder:
            for place in places:
                if not place.endswith(".parquet") or place.rsplit("/", 1)[-1][0] in "_.":
                    continue
                copy = Path(folder) / "part.parquet"
                there = self._path(copy.as_uri())
                self.engine.run(f"reading {place}", files.copyToLocalFile, self._path(place), there)
                yield from _read(copy, schema, rows)
                copy.unlink()

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """Return a whole table, sorted by id."""
        found = pa.Table.from_batches(list(self.batches(name, schema, TABLE_ROWS)), schema)
        return found.sort_by("id")

    def _put_table(self, place: str, table: pa.Table | None, note: dict[str, Any]) -> None:
        files, path = self._files(place)
        files.delete(self._path(path), True)
        files.mkdirs(self._path(path))
        if table is not None:
            with tempfile.TemporaryDirectory(prefix="sayso-parquet-") as folder:
                part = Path(folder) / "part-00000.parquet"
                pq.write_table(table, part)
                files.copyFromLocalFile(self._path(part.as_uri()), self._path(f"{path}/{part.name}"))
        self._put(f"{path}/{NOTE}", note)
        files.create(self._path(f"{path}/_SUCCESS"), True).close()

    def _put(self, place: str, note: dict[str, Any]) -> None:
        files, path = self._files(place)
        stream = files.create(self._path(path), True)
        try:
            stream.write(bytearray(json.dumps(note, sort_keys=True).encode()))
        finally:
            stream.close()

    def _files(self, place: str) -> tuple[Any, str]:
        return file_system(self.engine, place), place

    def _path(self, place: str) -> Any:
        return hadoop_path(self.engine, place)


def hadoop_path(engine: Spark, place: str) -> Any:
    """Return a path as Hadoop's own object."""
    return engine.session.sparkContext._jvm.org.apache.hadoop.fs.Path(place)  # type: ignore[union-attr]


def file_system(engine: Spark, place: str) -> Any:
    """Return Hadoop's file system of a path. Raises EngineError where no such scheme is known."""
    configuration = engine.session.sparkContext._jsc.hadoopConfiguration()
    try:
        return hadoop_path(engine, place).getFileSystem(configuration)
    except Exception as error:
        raise EngineError(
            f"{place}: Spark knows no such file system; put its library on Spark's class path (docs/spark.md)"
        ) from error


def list_files(engine: Spark, given: str) -> list[tuple[tuple[str, ...], list[tuple[str, str, int]]]]:
    """Return, for everything that a path or a pattern (``*.html``) leads to, its parts and the files at or under it.

    The parts begin with the host or bucket. A file is ``(way, path, size in bytes)``, the way being that from there.
    Empty when nothing is there. Raises EngineError when it cannot be looked at.
    """
    files = file_system(engine, given)
    path = hadoop_path(engine, given)
    if engine.run(f"listing {given}", files.exists, path):
        roots = [files.getFileStatus(path)]
    else:  # what a pattern leads to, but for hidden files, as on one machine
        matches = engine.run(f"listing {given}", files.globStatus, path) or ()
        roots = [one for one in matches if not str(one.getPath().getName()).startswith(".")]
    found = []
    for root in roots:
        uri = root.getPath().toUri()
        parts = (str(uri.getAuthority() or ""), *str(uri.getPath()).split("/"))
        inside: list[tuple[str, str, int]] = []
        stack: list[tuple[str, Any]] = [("", root)]
        while stack:
            way, status = stack.pop()
            path = status.getPath()
            if not status.isDirectory():
                inside.append((way, str(path.toString()), int(status.getLen())))
                continue
            for one in engine.run(f"listing {path}", files.listStatus, path):
                stack.append((f"{way}/{one.getPath().getName()}", one))
        found.append((tuple(part for part in parts if part), sorted(inside)))
    return sorted(found)


def _noted(raw: bytes) -> dict[str, Any] | None:
    try:
        note = json.loads(raw) if len(raw) <= MAX_NOTE else None
    except ValueError:
        return None
    return note if isinstance(note, dict) else None


def _read(path: Path, schema: pa.Schema, rows: int) -> Iterator[pa.RecordBatch]:
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=rows, columns=schema.names):
                table = pa.Table.from_batches([batch]).select(schema.names).cast(schema)
                yield from table.combine_chunks().to_batches()
    except (pa.ArrowException, OSError, KeyError) as error:
        said = " ".join(str(error).split())[:200]
        raise EngineError(
            f"{path}: not as Sayso writes it ({said}); make it again with sayso read --to-parquet"
        ) from error
