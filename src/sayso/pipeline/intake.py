"""What is to be done with every page that is found: nothing, list it, take it over from its duplicate, or work.

Invariant: every page met is written exactly once in a run, and what is held in memory is bounded by ``BATCH_*``,
``HELD_CHARS`` and the number of batches the engine has under way, however large the pile is.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa

from sayso.case.writer import CaseWriter
from sayso.model import Findings, Page
from sayso.pipeline.batches import pages_to_batch, storable
from sayso.pipeline.duplicates import same_words, take_over
from sayso.pipeline.summary import Failure, Summary
from sayso.read.articles import split

#: A batch should keep a worker busy for about a second, so that handing it over costs next to nothing, and yet lose
#: little when the run is killed: some thirty thousand words.
BATCH_PAGES, BATCH_CHARS = 64, 200_000
#: Duplicates kept waiting for the page they repeat, in characters, before the engine is asked for results.
HELD_CHARS = 2_000_000
#: Pages that need no work are written this many at a time.
WRITE_PAGES = 256


class Intake:
    """Sorts the pages of one run and writes those that need no work. ``batches`` yields those that do."""

    def __init__(
        self, pages: Iterator[Page], writer: CaseWriter, made_by: str, summary: Summary, *, limit: int | None = None
    ) -> None:
        self.made_by = made_by
        self.failed_ids: set[str] = set()
        self.tried_again: set[str] = set()
        self._pages, self._writer, self._summary, self._limit = pages, writer, summary, limit
        self._case_files = {f"{writer.path.name}{tail}" for tail in ("", "-wal", "-shm", "-journal")}
        self._done = writer.understood(made_by)
        self._firsts = writer.first_of_each_text(made_by)
        self._failed_before = writer.failed_files()
        self._failed: list[Page] = []
        self._under_way: dict[str, Page] = {}
        self._held: dict[str, list[Page]] = {}  # by the page under way that they repeat
        self._ready: list[Page] = []  # they repeat a page that is in the case
        self._again: deque[Page] = deque()  # duplicates that have to be understood after all
        self._held_chars = self._accepted = 0
        self.ended = False

    # Towards the workers ---------------------------------------------------------------------------------------

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield batches of pages to be understood until the pages end; call again while ``waiting`` is true."""
        batch: list[Page] = []
        chars = 0
        for page in self._to_understand():
            if page is not None:
                batch.append(page)
                chars += len(page.text)
            if page is None or len(batch) >= BATCH_PAGES or chars >= BATCH_CHARS:
                yield pages_to_batch(batch)
                batch, chars = [], 0
        if batch:
            yield pages_to_batch(batch)

    @property
    def waiting(self) -> bool:
        """Whether duplicates are left that have to be understood after all."""
        return bool(self._again)

    def _to_understand(self) -> Iterator[Page | None]:
        """Yield pages that need work; None asks for results, when too many duplicates wait for them."""
        while True:
            while self._again:
                again = self._again.popleft()
                self._under_way[again.id] = again
                yield again
            page = self._next()
            if page is None:
                return
            if page.error is not None:
                self.fail(page)
                continue
            self._accepted += 1
            first = self._firsts.setdefault(page.sha256, page.id)
            if first == page.id:
                self._under_way[page.id] = page
                yield page
                continue
            waits = first in self._under_way
            (self._held.setdefault(first, []) if waits else self._ready).append(page)
            self._held_chars += len(page.text)
            if self._held_chars > HELD_CHARS:
                self._held_chars = 0
                self.write_duplicates()
                yield None

    def _next(self) -> Page | None:
        """Return the next page that is new, or None at the end; time spent is the reading's."""
        while not self.ended:
            if self._limit is not None and self._accepted >= self._limit:
                break
            began = time.perf_counter()
            page = next(self._pages, None)
            self._summary.spend({"read": time.perf_counter() - began})
            if page is None:
                self.ended = True
                break
            if self._is_case(page):
                continue
            self._summary.seen += 1
            if page.file in self._failed_before:
                self.tried_again.add(page.file)
            if page.id in self._done:
                self._summary.known += page.error is None
                continue
            self._done.add(page.id)
            return storable(page)
        return None

    def _is_case(self, page: Page) -> bool:
        """Tell whether this is the case itself, met in the folder that is read: that is no failure."""
        return page.error is not None and page.record is None and page.file.rsplit("/", 1)[-1] in self._case_files

    # Back from the workers -------------------------------------------------------------------------------------

    def write(self, findings: list[Findings]) -> None:
        """Write what came back of a batch, and the duplicates that waited for it, in as few transactions."""
        good: list[Findings] = []
        pages: list[Page] = []
        for found in findings:
            page = self._under_way.pop(found.page_id)
            self._summary.spend(found.seconds)
            if found.error is None:
                pages.append(page)
                good.append(found)
            else:
                self.fail(not_understood(page, found.error))
            waiting = self._held.pop(page.id, [])
            if found.error is None:
                self._ready += waiting
            else:
                self._again += waiting
        self._add(pages, good)
        self.write_duplicates()

    def fail(self, page: Page) -> None:
        """List a page that cannot be used."""
        self._summary.fail(Failure(page.file, page.record, page.error or "", page.fix))
        self.failed_ids.add(page.id)
        self._failed.append(page)
        if len(self._failed) >= WRITE_PAGES:
            self.write_failures()

    def write_failures(self) -> None:
        """Write the failed pages met since the last time."""
        failed, self._failed = self._failed, []
        if failed:
            began = time.perf_counter()
            self._writer.add(failed, [], self.made_by)
            self._summary.spend({"write": time.perf_counter() - began})

    def write_duplicates(self) -> None:
        """Write the duplicates whose first page is in the case; those that differ are to be understood."""
        ready, self._ready = self._ready, []
        for start in range(0, len(ready), WRITE_PAGES):
            pages, findings = [], []
            began = time.perf_counter()
            for page in ready[start : start + WRITE_PAGES]:
                found, first = self._from_first(page)
                if found is None:
                    self._again.append(page)
                    continue
                pages.append(replace(page, duplicate_of=first))
                findings.append(found)
            self._summary.spend({"split": time.perf_counter() - began})
            self._add(pages, findings)

    def _from_first(self, page: Page) -> tuple[Findings | None, str]:
        """Return the findings of a duplicate and the id of the page it repeats; None when it needs work."""
        first_id = self._firsts[page.sha256]
        known = self._writer.recall(first_id)
        if known is None or not same_words(page, known[0]):
            return None, first_id
        self._summary.duplicates += 1
        try:
            articles, blocks = split(page)
        except Exception:  # it goes to a worker, which lists what is wrong
            return None, first_id
        return take_over(page, articles, blocks, known[1]), first_id

    def _add(self, pages: list[Page], findings: list[Findings]) -> None:
        if not pages:
            return
        began = time.perf_counter()
        self._writer.add(pages, findings, self.made_by)
        self._summary.spend({"write": time.perf_counter() - began})
        self._summary.add(findings)


def not_understood(page: Page, error: str) -> Page:
    """Return ``page`` as a failed one: what a fault of the reader, or a crash of a worker, costs."""
    return replace(
        page,
        text="",
        layout=(),
        error=f"could not be understood: {error}",
        fix="it is tried again on the next run; if it fails again, please report it with this page",
    )
