"""Which files a pile on a cluster holds, under the names that they would have on one machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sayso.engines import spark_files
from sayso.model import Page
from sayso.pipeline.batches import PAGE_BATCH, pages_to_batch
from sayso.pipeline.cluster_work import FILES
from sayso.read.archives import skipped
from sayso.read.limits import Limits
from sayso.read.sources import Found, list_files, names_of, no_such, without_files

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from sayso.engines.spark import Spark

#: A path with a scheme is Hadoop's, and its files come to the workers as bytes. One without lies where every worker
#: sees it, such as this machine's disk, or a folder that all share.
SCHEME = "://"
#: Spark hands a file over as one cell, which ends at 2 GiB; a worker holds it three times at once.
MOST_BYTES = 1 << 30
#: Files of one task are read one after another; so many tasks for each core leave none waiting for a long one.
TASKS_A_CORE = 16


@dataclass(slots=True)
class Pile:
    """The files of a pile: those that workers open themselves, those that Hadoop hands over, and what failed."""

    seen: list[Found] = field(default_factory=list)
    handed: list[Found] = field(default_factory=list)
    failed: list[Page] = field(default_factory=list)

    @property
    def size(self) -> int:
        """All files together, in bytes."""
        return sum(file.size for file in (*self.seen, *self.handed))

    def digest_parts(self) -> list[str]:
        """Return what tells this pile from another: names, sizes and failures."""
        found = [f"{file.name}\t{file.path}\t{file.size}" for file in (*self.seen, *self.handed)]
        return sorted([*found, *(f"{page.id}\t{page.error}" for page in self.failed)])


def find_files(engine: Spark, paths: Sequence[str], limits: Limits) -> Pile:
    """Return the files at several paths, which may be on any file system that Hadoop knows."""
    pile = Pile()
    here = [path for path in paths if SCHEME not in path]
    there = [path for path in paths if SCHEME in path]
    if here or not there:
        for found in list_files(here, limits=limits):
            if isinstance(found, Page):
                pile.failed.append(found)
            else:
                pile.seen.append(found)
    for one in _there(engine, there):
        if isinstance(one, Page):
            pile.failed.append(one)
        else:
            pile.handed.append(one)
    return pile


def _there(engine: Spark, paths: Sequence[str]) -> Iterator[Found | Page]:
    roots = []
    for path in paths:
        listed = spark_files.list_files(engine, path)
        if not listed:
            yield no_such(path)
        roots += [one for one in listed if one not in roots]
    met: set[str] = set()
    for name, (_, inside) in zip(names_of([parts for parts, _ in roots]), roots, strict=True):
        count = 0
        for way, path, size in inside:
            if skipped(way):
                continue
            count += 1
            if path in met:
                continue
            met.add(path)
            found = Found(path, f"{name}{way}", size)
            if path.rsplit("/", 1)[-1].startswith("_"):
                yield _failed(found, "Spark overlooks names that begin with _", "give the file another name")
            elif size > MOST_BYTES:
                yield _failed(found, f"too large: {size:,} bytes, a worker takes {MOST_BYTES:,}", "split it")
            else:
                yield found
        if not count:
            yield without_files(name)


def _failed(file: Found, error: str, fix: str) -> Page:
    page = without_files(file.name)
    return Page(page.id, file.name, "", error=error, fix=fix)


def frames(engine: Spark, pile: Pile) -> list[DataFrame]:
    """Return the pile as frames of ``FILES``: one task reads a few files, one after another."""
    session = engine.session
    cores = session.sparkContext.defaultParallelism
    made = []
    # Spark overlooks empty files; they are listed as such where they are read.
    empty = [file for file in pile.handed if not file.size]
    handed = [file for file in pile.handed if file.size]
    rows: list[dict[str, Any]] = [{"name": f.name, "path": f.path, "size": 0, "content": b""} for f in empty]
    rows += [{"name": f.name, "path": f.path, "size": f.size} for f in pile.seen]
    if pile.failed:
        pages = pages_to_batch(pile.failed).to_pylist()
        rows += [{"name": page["file"], "failed": page} for page in pages]
    if rows:
        # The largest first and dealt out in turn: no task gets all the large ones.
        rows.sort(key=lambda row: (-row.get("size", 0), row["name"]))
        table = pa.Table.from_pylist(rows, schema=FILES)
        made.append(engine.frame(table).repartition(min(len(rows), cores * TASKS_A_CORE)))
    if handed:
        names = pa.table({"path": [f.path for f in handed], "name": [f.name for f in handed]})
        content = session.read.format("binaryFile").option("recursiveFileLookup", "true")
        loaded = content.load([_escaped(file.path) for file in handed])
        from pyspark.sql import functions as F  # noqa: PLC0415 (an extra)
        from pyspark.sql.pandas.types import from_arrow_type  # noqa: PLC0415

        failed = F.lit(None).cast(from_arrow_type(pa.struct(list(PAGE_BATCH)))).alias("failed")
        joined = loaded.join(F.broadcast(engine.frame(names)), "path")
        made.append(joined.select("name", "path", F.col("length").alias("size"), "content", failed))
    return made


def _escaped(path: str) -> str:
    """Return a path in which Hadoop sees no pattern."""
    return "".join(f"\\{character}" if character in "\\{}[]*?" else character for character in path)
