"""A pile read on a cluster: pages in, every table of the contract out, as Parquet on any path that Hadoop knows.

Steps, each a folder of Parquet in ``to``: ``understood`` (pages with all that was found on each), ``tables/NAME`` (the
contract), ``links/NAME`` (what the comparing stages found, as they found it). A step whose folder is whole and was made
from the same is not made again, so a run that was killed goes on where it was. ``from_parquet.load_into`` makes a case
of it that equals one read on one machine.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sayso.case.links import COUNTED
from sayso.engines import Engine, EngineError
from sayso.engines.spark_files import HadoopFolder
from sayso.pipeline import cluster_files, cluster_tables, cluster_work, links
from sayso.pipeline.batches import PAGE_BATCH
from sayso.pipeline.digests import digest_of, digest_of_words
from sayso.pipeline.summary import NAMED_FAILURES, Failure, Progress, Silent, Summary
from sayso.pipeline.version import compared_by, made_by
from sayso.pipeline.work import BATCH_SECONDS
from sayso.read.limits import Limits
from sayso.read.rows import check_columns
from sayso.schemas import FOUND, LINKS, STORED, TABLES
from sayso.understand import DEFAULT_READER, places

if TYPE_CHECKING:
    from sayso.engines.spark import Spark

#: Bytes of files for a task of understanding: about half a minute of work for text, less for HTML.
TASK_BYTES = 4 << 20
#: More tasks than this are more than Spark's driver keeps well.
MOST_TASKS = 20_000


_COUNTS = """
    SELECT (SELECT count(*) FROM {pages}) AS pages,
      (SELECT count(*) FROM {pages} WHERE error IS NOT NULL) AS failures,
      (SELECT count(*) FROM {pages} WHERE duplicate_of IS NOT NULL) AS duplicates,
      (SELECT count(*) FROM {articles}) AS articles,
      (SELECT count(*) FROM {attributions}) AS attributions,
      (SELECT count(DISTINCT canonical_id) FROM {attributions} JOIN {entities} AS e ON speaker_id = e.id) AS speakers,
      (SELECT count(*) FROM {events}) AS events,
      (SELECT count(*) FROM {ceasefires}) AS ceasefires,
      (SELECT count(*) FROM {copies} WHERE NOT stock) AS copies
"""


def read_to_parquet(
    paths: Iterable[str],
    *,
    to: str,
    engine: Engine,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    reader: str = DEFAULT_READER,
    progress: Progress | None = None,
) -> Summary:
    """Read pages from ``paths`` on a cluster, find what they hold and what they share, and write it into ``to``.

    Paths without a scheme lie where every worker sees them; ``hdfs://``, ``s3a://``, ``file://`` and others are read by
    Spark. Returns what was found. Raises EngineError when Spark fails, ReadError for options that cannot be used.
    """
    from sayso.engines.spark import Spark  # noqa: PLC0415 (an extra)

    if not isinstance(engine, Spark):
        raise EngineError("a pile is read into Parquet by Spark's workers; add --engine spark")
    check_columns(columns or {})
    progress, limits, version = progress or Silent(), limits or Limits(), made_by(reader)
    began = time.perf_counter()
    summary = Summary(case=to)
    folder = HadoopFolder(engine, to)
    places.prepare()
    pile = cluster_files.find_files(engine, list(paths), limits)
    progress.begin(pile.size)
    how = _How(dict(columns or {}), limits, reader, version)
    key = digest_of_words([*pile.digest_parts(), str(how)])
    _understood(folder, pile, how, key)
    progress.advance(pile.size)
    summary.spend({"understand": time.perf_counter() - began})
    progress.stage("settle")
    _tables(folder, version, key)
    progress.stage("compare")
    halfway = time.perf_counter()
    _links(folder, engine)
    summary.spend({"compare": time.perf_counter() - halfway})
    _count(folder, summary)
    summary.wall_seconds = time.perf_counter() - began
    progress.tell(summary)
    return summary


def _whole(folder: HadoopFolder, name: str, key: str) -> bool:
    note = folder.note(name)
    return note is not None and note.get("key") == key


@dataclass(frozen=True, slots=True)
class _How:
    """What pages and findings depend on beside the files."""

    columns: dict[str, str]
    limits: Limits
    reader: str
    version: str


def _understood(folder: HadoopFolder, pile: cluster_files.Pile, how: _How, key: str) -> None:
    """Make the pages with their findings. Between reading and understanding pages are dealt out anew, because one
    archive may hold a million."""
    if _whole(folder, "understood", key):
        return
    from pyspark.sql.pandas.types import from_arrow_schema  # noqa: PLC0415 (an extra)

    engine = folder.engine
    cores = engine.session.sparkContext.defaultParallelism
    read = partial(cluster_work.read_files, columns=how.columns, limits=how.limits)
    pages = None
    for files in cluster_files.frames(engine, pile):
        found = files.mapInArrow(read, from_arrow_schema(PAGE_BATCH))
        pages = found if pages is None else pages.unionByName(found)
    if pages is None:
        return
    tasks = min(max(pile.size // TASK_BYTES, cores), MOST_TASKS)
    understood = engine.map_frame(
        partial(cluster_work.understand_rows, reader=how.reader, version=how.version),
        pages.repartition(tasks, "id"),
        cluster_work.UNDERSTOOD,
        cut=cluster_work.pieces,
        on_lost=cluster_work.lost_rows,
        seconds=BATCH_SECONDS,
    )
    folder.write("understood", understood, {"key": key, "made_by": how.version})


def _tables(folder: HadoopFolder, version: str, key: str) -> None:
    """Make the tables of what is found on pages, and settle which entities are one."""
    engine, session = folder.engine, folder.engine.session
    key = digest_of_words([key, compared_by()])
    understood = folder.frame("understood")
    for name in cluster_tables.own_tables():
        if not _whole(folder, f"tables/{name}", key):
            frame = cluster_tables.frame_of(session, name, understood, version)
            folder.write(f"tables/{name}", frame, {"key": key})
    if not _whole(folder, "tables/entities", key):
        entities = engine.run("entities", lambda: cluster_tables.read_entities(session, understood))
        mentions = folder.table("tables/mentions", TABLES["mentions"])
        folder.put("tables/entities", cluster_tables.settled_entities(entities, mentions), {"key": key})


def _links(folder: HadoopFolder, engine: Spark) -> None:
    """Run the comparing stages whose input is another than last time, and write what they found."""
    tables = _Tables(folder)
    for stage in links.STAGES:
        note = {"digest": tables.digest(stage.inputs), "made_by": compared_by()}
        key = digest_of_words([note["digest"], note["made_by"]])
        known = folder.note(f"links/{stage.name}.stage")
        if known is not None and known.get("key") == key:
            continue
        found = stage.work(**{name: tables[name] for name in stage.inputs}, engine=engine)
        for name, table in found.items():
            folder.put(f"links/{name}", table.select(FOUND[name].names).cast(FOUND[name]).sort_by("id"), note)
        # Written last: a stage counts as done when all its tables are whole.
        folder.put(f"links/{stage.name}.stage", None, {**note, "key": key, "tables": list(found)})
        tables.forget(found)
    made = {name for stage in links.STAGES for name in _stage_tables(folder, stage.name)}
    counts = tables["origin_counts"] if "origin_counts" in made else LINKS["origin_counts"].empty_table()
    for name, schema in LINKS.items():
        table = tables[name] if name in made else schema.empty_table()
        table = cluster_tables.counted(name, table, counts) if name in COUNTED else table
        key = digest_of(name, table)
        if not _whole(folder, f"tables/{name}", key):
            folder.put(f"tables/{name}", table, {"key": key})


def _stage_tables(folder: HadoopFolder, stage: str) -> list[str]:
    note = folder.note(f"links/{stage}.stage")
    return list(note["tables"]) if note else []


class _Tables:
    """The tables of a folder, each fetched once until a stage replaces it."""

    def __init__(self, folder: HadoopFolder) -> None:
        self._folder = folder
        self._held: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._held:
            place = f"links/{name}" if name in FOUND else f"tables/{name}"
            there = name not in FOUND or self._folder.note(place) is not None
            self._held[name] = self._folder.table(place, STORED[name]) if there else STORED[name].empty_table()
        return self._held[name]

    def digest(self, names: Iterable[str]) -> str:
        """Return one digest of several tables."""
        return digest_of_words(digest_of(name, self[name]) for name in names)

    def forget(self, names: Iterable[str]) -> None:
        """Fetch these anew when they are next asked for."""
        for name in names:
            self._held.pop(name, None)


def _count(folder: HadoopFolder, summary: Summary) -> None:
    """Fill in what there is now, and name the first failures."""
    session = folder.engine.session
    names = ("pages", "articles", "attributions", "copies", "events", "ceasefires", "entities")
    frames: dict[str, Any] = {name: folder.frame(f"tables/{name}") for name in names}
    row = folder.engine.run("counting", lambda: session.sql(_COUNTS, **frames).collect()[0])
    summary.in_case = row.asDict()
    summary.new = row["pages"] - row["failures"]
    summary.seen, summary.duplicates = row["pages"], row["duplicates"]
    summary.articles, summary.attributions = row["articles"], row["attributions"]
    summary.events, summary.ceasefires = row["events"], row["ceasefires"]
    failed = frames["pages"].where("error IS NOT NULL").orderBy("file", "record", "id")
    for one in failed.select("file", "record", "error", "fix").limit(NAMED_FAILURES).collect():
        summary.fail(Failure(one["file"], one["record"], one["error"], one["fix"]))
    summary.failed = row["failures"]


__all__ = ["read_to_parquet"]
