"""Whether a case is still what was read: within itself, against the files, and against a manifest of an earlier day."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sayso import __version__
from sayso.case import manifest
from sayso.case.manifest import COMPARED, Difference, Entry
from sayso.case.reader import Case
from sayso.case.soundness import Soundness, check
from sayso.model import Page, sha256_of
from sayso.pipeline.batches import storable
from sayso.pipeline.summary import Progress, Silent
from sayso.read.limits import Limits
from sayso.read.sources import estimate, find_pages


@dataclass(slots=True)
class Comparison:
    """Pages of a case beside those of ``other`` ("the files", or a manifest): how many match, and what does not."""

    other: str
    matching: int
    differences: list[Difference]

    def count(self, kind: str) -> int:
        """Return how many pages are ``changed``, ``missing`` or ``new``."""
        return sum(difference.kind == kind for difference in self.differences)


@dataclass(slots=True)
class Verification:
    """What ``verify`` found. ``notes`` say what was not compared, and why."""

    case: str
    inside: Soundness
    comparisons: list[Comparison] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    manifest: str | None = None

    @property
    def sound(self) -> bool:
        """Whether everything matches."""
        return not self.inside.wrong and not any(one.differences for one in self.comparisons)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values for JSON."""
        return {
            "case": self.case,
            "sound": self.sound,
            "inside": {
                "checked": dict(self.inside.checked),
                "wrong": dict(self.inside.wrong),
                "faults": [asdict(fault) for fault in self.inside.faults],
            },
            "comparisons": [
                {
                    "with": one.other,
                    "match": one.matching,
                    **{kind: one.count(kind) for kind in ("changed", "missing", "new")},
                    "differences": [asdict(difference) for difference in one.differences],
                }
                for one in self.comparisons
            ],
            "notes": self.notes,
            "manifest_sha256": self.manifest,
        }


def verify(
    case: str | Path,
    paths: Sequence[str | Path] = (),
    *,
    against: str | Path | None = None,
    into: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Check a case within itself; against the files in ``paths``, found and named as ``read_into`` does; and
    ``against`` a manifest. Write the case's own manifest to ``into``, if everything matches.

    ``columns`` are those of the tables among the files (default: those of the case's last run that named any). Nothing
    in the case is changed. Raises CaseError for a case or manifest that cannot be used, ReadError for options.
    """
    progress = progress or Silent()
    with Case(case) as opened, opened.snapshot():
        found = Verification(str(case), check(opened))
        own = manifest.entries(opened)
        runs = opened.runs()
        readers = {row[0] for row in opened.rows("SELECT DISTINCT made_by FROM pages WHERE made_by IS NOT NULL")}
    if against is not None:
        found.comparisons.append(Comparison(str(against), *manifest.compare(manifest.read(against), own)))
    if paths:
        on: Sequence[str] = COMPARED
        if not all(reader.startswith(f"sayso {__version__} ") for reader in readers):
            on = ("sha256",)
            found.notes.append("read by another version of Sayso: of the files, only the bytes were compared")
        failed: dict[tuple[str, str | None], str] = {}
        mapping = dict(columns) if columns is not None else _columns(runs)
        progress.begin(estimate(paths))
        pages = find_pages(paths, columns=mapping, limits=limits or Limits(), on_bytes=progress.advance)
        there = list(_entries(pages, failed))
        matching, differences = manifest.compare(own, there, on=on)
        explained = [_explained(difference, failed) for difference in differences]
        found.comparisons.append(Comparison("the files", matching, explained))
    if into is not None and found.sound:
        found.manifest = manifest.write(own, into)
    return found


def _columns(runs: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the columns of the newest run that named any."""
    for run in runs:
        given = json.loads(run["arguments"]).get("columns")
        if given:
            return dict(given)
    return {}


def _entries(pages: Iterator[Page], failed: dict[tuple[str, str | None], str]) -> Iterator[Entry]:
    """Yield the pages that the files hold now; why others cannot be read goes into ``failed`` by file and record."""
    for page in map(storable, pages):
        if page.error is not None:
            failed[page.file, page.record] = page.error
            continue
        digest = sha256_of(page.text)
        yield Entry(page.file, page.record, page.sha256, page.url, page.fetched_at, page.id, digest)


def _explained(difference: Difference, failed: Mapping[tuple[str, str | None], str]) -> Difference:
    """Return a page that is missing among the files with the reason: its file may be there, but unreadable."""
    if difference.kind != "missing":
        return difference
    error = failed.get((difference.file, difference.record)) or failed.get((difference.file, None))
    why = f"can no longer be read: {error}" if error else "not among the files given"
    return Difference(difference.kind, difference.file, difference.record, why)
