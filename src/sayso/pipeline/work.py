"""What a worker does to a batch of pages: split and understand each, and prove every finding against its page."""

from __future__ import annotations

import errno
import time
import traceback
from dataclasses import replace
from functools import cache
from pathlib import Path

import pyarrow as pa

from sayso.engines import EngineError
from sayso.model import Findings, Page
from sayso.pipeline.batches import batch_to_pages, findings_to_batch
from sayso.pipeline.proof import prove
from sayso.pipeline.version import made_by
from sayso.read.articles import split
from sayso.read.language import article_language
from sayso.understand import AttributionReader, make_reader, understand
from sayso.understand.credits import credit_of

#: What telling a language meets when the folder for temporary files is full: py3langid unpacks its model there.
NO_ROOM = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
#: One batch is about a second of work; one that takes this long, in seconds, holds a page that never ends.
BATCH_SECONDS = 300.0


def understand_batch(batch: pa.RecordBatch, *, reader: str, version: str | None = None) -> pa.RecordBatch:
    """Return the findings of every page of a batch, in its order; a page that fails yields its error.

    ``batch`` has the schema ``batches.PAGE_BATCH``, the result ``batches.FINDINGS_BATCH``. Pure but for
    ``seconds``: the same page gives the same findings in any batch, worker or run. Raises EngineError where this
    worker (on another machine, it may be) is not of the ``version`` that was asked for.
    """
    if version is not None:
        same_version(reader, version)
    made = _reader(reader)
    return findings_to_batch([understand_page(page, made) for page in batch_to_pages(batch)])


def understand_page(page: Page, reader: AttributionReader) -> Findings:
    """Split one page and find what it holds. The error of a page that fails is in ``error``; raises OSError only where
    the disk has no more room."""
    began = time.perf_counter()
    try:
        cut, blocks = split(page)
        articles = [replace(article, language=article_language(article, blocks)) for article in cut]
        articles = [replace(article, credit=credit_of(page, article, blocks)) for article in articles]
        halfway = time.perf_counter()
        # What nobody here can read is kept with its words and its language; nothing is said to be in it.
        found = understand(page, [article for article in articles if article.understood], blocks, reader)
        found = replace(found, articles=tuple(articles))
        prove(page, found)
    except Exception as error:
        if isinstance(error, OSError) and error.errno in NO_ROOM:
            raise  # no fault of the page's, and every other would fail of it as well
        return Findings(page.id, error=f"{type(error).__name__}: {error} ({_place(error)})"[:300])
    seconds = {"split": halfway - began, "understand": time.perf_counter() - halfway}
    return replace(found, error=None, seconds=seconds)


def same_version(reader: str, version: str) -> None:
    """Raise EngineError unless this process finds with the same Sayso, reader and data files as who asks it."""
    own = _version(reader)
    if own != version:
        raise EngineError(
            f"a worker reads with another version ({own}) than the one that started it ({version}); install the same "
            "Sayso, and the same folder of data files at the path in SAYSO_DATA, on every machine"
        )


def _place(error: Exception) -> str:
    """Return file and line where an error arose: what a report of it needs."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


@cache
def _version(reader: str) -> str:
    """Return the version of this process, worked out once: it reads all data files."""
    return made_by(reader)


@cache
def _reader(name: str) -> AttributionReader:
    """Return the reader of that name, made once in each worker: making one loads its data."""
    return make_reader(name)
