"""What Spark's workers do when a pile is read on a cluster: files into pages, pages into pages with their findings."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import BinaryIO

import pyarrow as pa

from sayso.model import Findings, Page, content_id
from sayso.pipeline.batches import (
    FINDINGS_BATCH,
    PAGE_BATCH,
    batch_to_pages,
    findings_to_batch,
    pages_to_batch,
    storable,
)
from sayso.pipeline.intake import BATCH_CHARS, BATCH_PAGES, not_understood
from sayso.pipeline.work import NO_ROOM, same_version, understand_page
from sayso.read.limits import Limits
from sayso.read.sources import pages_of
from sayso.understand import make_reader

#: A file on its way to be read: by its path where every worker sees it there, else with its bytes. Or what failed
#: before it could be read.
FILES = pa.schema(
    [
        ("name", pa.string()),
        ("path", pa.string()),
        ("size", pa.int64()),
        ("content", pa.binary()),
        ("failed", pa.struct(list(PAGE_BATCH))),
    ]
)
#: A page with all that was found on it.
UNDERSTOOD = pa.schema([("page", pa.struct(list(PAGE_BATCH))), *FINDINGS_BATCH])


def read_files(
    batches: Iterable[pa.RecordBatch], *, columns: Mapping[str, str], limits: Limits
) -> Iterator[pa.RecordBatch]:
    """Yield the pages (``PAGE_BATCH``) of files (``FILES``), some at a time, however many a file holds."""
    files = (row for batch in batches for row in batch.to_pylist())
    pages = chain.from_iterable(map(partial(_pages, columns=columns, limits=limits), files))
    waiting: list[Page] = []
    chars = 0
    for page in pages:
        waiting.append(storable(page))
        chars += len(page.text)
        if len(waiting) >= BATCH_PAGES or chars >= BATCH_CHARS:
            yield pages_to_batch(waiting)
            waiting, chars = [], 0
    if waiting:
        yield pages_to_batch(waiting)


def pieces(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield pages in batches that are a second of work each, whatever the batches they come in."""
    waiting: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in batches:
        for row in range(batch.num_rows):
            waiting.append(batch.slice(row, 1))
            rows += 1
            size += len(batch["text"][row].as_py() or "")
            if rows >= BATCH_PAGES or size >= BATCH_CHARS:
                yield _joined(waiting)
                waiting, rows, size = [], 0, 0
    if waiting:
        yield _joined(waiting)


def understand_rows(batch: pa.RecordBatch, *, reader: str, version: str) -> pa.RecordBatch:
    """Return pages with their findings (``UNDERSTOOD``) for pages (``PAGE_BATCH``); one that fails carries its error.

    Raises EngineError where this worker is not of the ``version`` that was asked for.
    """
    same_version(reader, version)
    made = make_reader(reader)
    pages, findings = [], []
    for page in batch_to_pages(batch):
        found = understand_page(page, made) if page.error is None else Findings(page.id)
        failed = found.error is not None
        pages.append(not_understood(page, found.error or "") if failed else page)
        # How long it took is left out: the same pages give the same tables.
        findings.append(Findings(page.id) if failed else replace(found, seconds={}))
    return understood(pages, findings)


def lost_rows(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Return, for pages whose worker crashed or never ended, pages that say so. What is no page's fault is raised."""
    if not isinstance(error, RuntimeError) or type(error).__name__ not in ("WorkerDied", "TooSlow"):
        raise error
    pages = [not_understood(page, str(error)) for page in batch_to_pages(batch)]
    return understood(pages, [Findings(page.id) for page in pages])


def understood(pages: list[Page], findings: list[Findings]) -> pa.RecordBatch:
    """Return pages and their findings, in the same order, as one batch of ``UNDERSTOOD``."""
    rows = pages_to_batch(pages)
    page = pa.StructArray.from_arrays(rows.columns, fields=list(PAGE_BATCH))
    found = findings_to_batch(findings)
    return pa.RecordBatch.from_arrays([page, *found.columns], schema=UNDERSTOOD)


def _pages(file: dict[str, object], *, columns: Mapping[str, str], limits: Limits) -> Iterator[Page]:
    """Yield the pages of one row of ``FILES``; whatever is wrong with it costs this file alone."""
    if file["failed"] is not None:
        yield batch_to_pages(pa.RecordBatch.from_pylist([file["failed"]], schema=PAGE_BATCH))[0]
        return
    name, path, content = str(file["name"]), str(file["path"]), file["content"]

    def open_file() -> BinaryIO:
        return io.BytesIO(content) if isinstance(content, bytes) else open(path, "rb")

    try:
        yield from pages_of(name, int(str(file["size"])), open_file, columns=columns, limits=limits)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise
        said = f"could not be read: {type(error).__name__}: {error}"[:300]
        fix = "please report it with this file"
        yield Page(content_id("page", name, None, ""), name, "", error=" ".join(said.split()), fix=fix)


def _joined(rows: list[pa.RecordBatch]) -> pa.RecordBatch:
    return pa.Table.from_batches(rows).combine_chunks().to_batches()[0]
