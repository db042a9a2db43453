"""What was read on a cluster into a case, which exports byte for byte what the same pages give read on one machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.engines import Engine, EngineError, Local
from sayso.engines.spark_files import HadoopFolder, LocalFolder
from sayso.model import Findings, Page
from sayso.pipeline import links
from sayso.pipeline.batches import FINDINGS_BATCH, batch_to_findings, batch_to_pages
from sayso.pipeline.cluster_files import SCHEME
from sayso.pipeline.cluster_work import UNDERSTOOD
from sayso.pipeline.digests import digest_of, digest_of_words
from sayso.pipeline.entities import settle_entities
from sayso.pipeline.intake import WRITE_PAGES, not_understood
from sayso.pipeline.proof import prove
from sayso.pipeline.summary import Failure, Progress, Silent, Summary
from sayso.pipeline.version import compared_by
from sayso.schemas import FOUND

if TYPE_CHECKING:
    from sayso.engines.spark import Spark


def load_into(
    folder: str,
    *,
    into: str | Path,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Load what ``read_to_parquet`` wrote into ``folder`` into the case ``into``, and return what was done.

    Pages that the case holds in this version are left as they are. What the cluster found across articles is taken
    over where the case holds the very pages that it was found in, else it is found anew. A folder on another machine
    (``hdfs://``…) needs a Spark ``engine``. Raises EngineError when there is no such folder or it is not whole,
    CaseError when the case cannot be written.
    """
    progress = progress or Silent()
    began = time.perf_counter()
    given = _opened(folder, engine)
    note = given.note("understood")
    if note is None or not isinstance(note.get("made_by"), str):
        raise EngineError(
            f"{folder}: not a whole folder of Sayso's; make it with: sayso read PATHS… --to-parquet FOLDER"
        )
    version = note["made_by"]
    summary = Summary(case=str(into))
    with CaseWriter(into) as writer:
        run = writer.start_run(version, {"from_parquet": folder})
        own = Local() if engine is None else None
        try:
            progress.begin(0)
            loading = _Loading(writer, version, summary)
            for batch in given.batches("understood", UNDERSTOOD):
                loading.take(batch)
                progress.tell(summary)
            loading.flush()
            progress.stage("settle")
            writer.forget_failures(loading.tried_again, keep=loading.failed_ids)
            writer.mark_duplicates()
            settle_entities(writer)
            progress.stage("compare")
            compared = time.perf_counter()
            links.compare(writer, engine or own or Local(1), found_before=_Found(given, writer.path).of)
            summary.spend({"compare": time.perf_counter() - compared})
        finally:
            if own is not None:
                own.close()
        with Case(into) as case:
            summary.in_case = case.counts()
        summary.duplicates = summary.in_case["duplicates"] if summary.new else 0
        summary.wall_seconds = time.perf_counter() - began
        writer.end_run(run, summary.as_dict())
    return summary


def _opened(folder: str, engine: Engine | None) -> LocalFolder | HadoopFolder:
    if SCHEME not in folder or folder.startswith("file://"):
        return LocalFolder(folder)
    if engine is None or isinstance(engine, Local):
        raise EngineError(
            f"{folder}: only Spark reads from there; add --engine spark, or copy the folder to this machine"
        )
    spark: Spark = engine  # type: ignore[assignment]
    return HadoopFolder(spark, folder)


class _Loading:
    """Pages on their way into the case, some in each transaction."""

    def __init__(self, writer: CaseWriter, version: str, summary: Summary) -> None:
        self._writer, self._version, self._summary = writer, version, summary
        self._known = writer.understood(version)
        self._failed_before = writer.failed_files()
        self._good: list[tuple[Page, Findings]] = []
        self._failed: list[Page] = []
        self.tried_again: set[str] = set()
        self.failed_ids: set[str] = set()

    def take(self, batch: pa.RecordBatch) -> None:
        """Take pages with their findings; what is not proved by its page is not let in."""
        rows = pa.RecordBatch.from_struct_array(batch["page"])
        findings = batch_to_findings(batch.select(FINDINGS_BATCH.names))
        for page, found in zip(batch_to_pages(rows), findings, strict=True):
            self._summary.seen += 1
            if page.file in self._failed_before:
                self.tried_again.add(page.file)
            if page.id in self._known:
                self._summary.known += 1
                continue
            self._known.add(page.id)
            self._one(page, found)
        if len(self._good) + len(self._failed) >= WRITE_PAGES:
            self.flush()

    def _one(self, page: Page, found: Findings) -> None:
        if page.error is None:
            try:
                prove(page, found)
            except ValueError as error:
                page = not_understood(page, f"what the Parquet holds of it is not on the page ({error})")
        if page.error is not None:
            self._failed.append(page)
            self.failed_ids.add(page.id)
            self._summary.fail(Failure(page.file, page.record, page.error, page.fix))
        else:
            self._good.append((page, found))

    def flush(self) -> None:
        """Write what was taken."""
        began = time.perf_counter()
        good, self._good = self._good, []
        failed, self._failed = self._failed, []
        if failed:
            self._writer.add(failed, [], self._version)
        if good:
            findings = [found for _, found in good]
            self._writer.add([page for page, _ in good], findings, self._version)
            self._summary.add(findings)
        self._summary.spend({"write": time.perf_counter() - began})


class _Found:
    """What the cluster found across articles, for cases that hold the very pages it was found in."""

    def __init__(self, folder: LocalFolder | HadoopFolder, case: Path) -> None:
        self._folder, self._case = folder, case
        self._version = compared_by()

    def of(self, stage: links.Stage, tables: dict[str, pa.Table]) -> dict[str, pa.Table] | None:
        """Return what a stage found, or None when it looked at other tables, or with other eyes."""
        note = self._folder.note(f"links/{stage.name}.stage")
        if note is None or note.get("made_by") != self._version or not isinstance(note.get("tables"), list):
            return None
        if note.get("digest") != digest_of_words(digest_of(name, tables[name]) for name in stage.inputs):
            return None
        return {name: self._table(name) for name in note["tables"] if name in FOUND}

    def _table(self, name: str) -> pa.Table:
        batches: Iterator[Any] = self._folder.batches(f"links/{name}", FOUND[name])
        return pa.Table.from_batches(list(batches), FOUND[name])
