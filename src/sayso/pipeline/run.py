"""Pages in, everything found: the order of the stages.

A killed run leaves whole batches of pages, nothing half. What could depend on the order in which pages came (which of
two equal pages is the duplicate, which entities are one, copies) is made again from the tables after all pages are
in. So a run that was killed and resumed, at any moment and any number of times, ends with the case of one that was not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import pyarrow as pa

from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.engines import BatchFunction, Engine, EngineError, Local, LostBatch
from sayso.model import Findings
from sayso.pipeline import links
from sayso.pipeline.batches import batch_to_findings, findings_to_batch
from sayso.pipeline.entities import settle_entities
from sayso.pipeline.intake import Intake
from sayso.pipeline.summary import Progress, Silent, Summary
from sayso.pipeline.version import made_by
from sayso.pipeline.work import BATCH_SECONDS, NO_ROOM, understand_batch
from sayso.read.limits import Limits
from sayso.read.sources import estimate, find_pages
from sayso.understand import DEFAULT_READER, places


def read_into(
    paths: Iterable[str | Path],
    *,
    into: str | Path,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    reader: str = DEFAULT_READER,
    workers: int | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Summary:
    """Read pages from ``paths`` (files, folders, globs, archives) into the case ``into``, and find what they hold.

    ``columns`` maps our names to those of a table ({"text": "article_content"}). ``workers`` is the number of
    processes (default: the usable cores). ``limit`` stops after that many new pages. ``engine`` is where the work
    runs (default: this machine); who hands one in ends it. Pages that this version understood before are left as they
    are. A page that cannot be used is listed in the case and costs nothing else.

    Returns what was done. Ctrl-C ends the run in good order, with ``stopped`` set in the summary.
    Raises CaseError when the case cannot be written, ReadError for options that cannot be used, DataError for a
    data file that cannot be used.
    """
    paths = [str(path) for path in paths]
    version = made_by(reader)
    progress = progress or Silent()
    summary = Summary(case=str(into))
    # Nothing is read yet, but options that cannot be used are refused, before there is a case.
    mapping = dict(columns) if columns else None
    found = find_pages(paths, columns=mapping, limits=limits or Limits(), on_bytes=progress.advance)
    began = time.perf_counter()
    with CaseWriter(into) as writer:
        arguments = {"paths": paths, "columns": dict(columns or {}), "reader": reader, "limit": limit}
        run = writer.start_run(version, arguments)
        own = Local(workers) if engine is None else None
        engine = engine or own or Local(1)
        intake: Intake | None = None
        try:
            progress.begin(estimate(paths))
            places.prepare()  # else the first worker makes the list of towns while the others wait
            intake = Intake(found, writer, version, summary, limit=limit)
            # Workers on this machine are of this very installation; elsewhere another may stand.
            asked = None if isinstance(engine, Local) else version
            _pages(intake, engine, partial(understand_batch, reader=reader, version=asked), summary, progress)
            _settle(intake, writer, progress)
            _compare(writer, engine, summary, progress)
        except KeyboardInterrupt:
            summary.stopped = True
            if intake is not None:
                intake.write_failures()
                _settle(intake, writer, progress)  # quick, and what is there so far can be looked at
        finally:
            if own is not None:
                own.close()
        summary.wall_seconds = time.perf_counter() - began
        with Case(into) as case:
            summary.in_case = case.counts()
        writer.end_run(run, summary.as_dict())
    return summary


def _pages(intake: Intake, engine: Engine, function: BatchFunction, summary: Summary, progress: Progress) -> None:
    """Understand and write every new page."""
    while True:
        for batch in engine.map_batches(function, intake.batches(), on_lost=_lost, seconds=BATCH_SECONDS):
            intake.write(batch_to_findings(batch))
            progress.tell(summary)
        intake.write_failures()
        intake.write_duplicates()
        progress.tell(summary)
        if not intake.waiting:
            return


def _lost(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Return, for pages whose worker crashed or never ended, findings that say so.

    A full disk ends the run, and so does a worker that reads with another version or other data files.
    """
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        raise error
    if isinstance(error, EngineError) and not isinstance(error, LostBatch):
        raise error
    return findings_to_batch([Findings(page_id, error=str(error)) for page_id in batch.column("id").to_pylist()])


def _settle(intake: Intake, writer: CaseWriter, progress: Progress) -> None:
    """Make again from the tables what depends on more than one page."""
    progress.stage("settle")
    if intake.ended:  # else failures further on in these files may not have been met yet
        writer.forget_failures(intake.tried_again, keep=intake.failed_ids)
    writer.mark_duplicates()
    settle_entities(writer)


def _compare(writer: CaseWriter, engine: Engine, summary: Summary, progress: Progress) -> None:
    """Find what articles share and tell of together."""
    progress.stage("compare")
    began = time.perf_counter()
    links.compare(writer, engine)
    summary.spend({"compare": time.perf_counter() - began})


__all__ = ["made_by", "read_into"]
