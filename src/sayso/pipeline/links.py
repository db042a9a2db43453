"""Comparing across articles: which stage needs which tables, and what is made again when.

Invariant: what a stage writes is a pure function of its input tables, the version of Sayso and the data files. A stage
whose input tables were not written to since the last time is skipped, without reading them. So neither kills nor the
order in which pages came show in a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from sayso import __version__, data
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare import find_copies
from sayso.engines import Engine
from sayso.pipeline.copies import compare_copies


@dataclass(frozen=True, slots=True)
class Stage:
    """One comparison: called with its input tables by name and ``engine``, it returns its output tables by name.

    One that has its ``own`` way of writing is called with the writer, all tables, the engine and the note to leave.
    """

    name: str
    work: Callable[..., dict[str, pa.Table]]
    inputs: tuple[str, ...]
    own: Callable[..., None] | None = None


def _copies(*, articles: pa.Table, blocks: pa.Table, engine: Engine) -> dict[str, pa.Table]:
    return {"copies": find_copies(articles, blocks, engine=engine)}


#: In this order, because later ones read what earlier ones found.
STAGES = (Stage("copies", _copies, ("articles", "blocks"), own=compare_copies),)


def compare(writer: CaseWriter, engine: Engine) -> None:
    """Run every stage whose input changed, and write what it found.

    Raises CaseError when the case cannot be read or written.
    """
    version = f"sayso {__version__} data {data.digest()}"
    tables = _Tables(writer)
    changed = False
    for stage in STAGES:
        digest = " ".join(f"{name}:{writer.changes(name)}" for name in stage.inputs)
        if writer.stage_input(stage.name) == (digest, version):
            continue
        if stage.own:
            stage.own(writer, tables, engine, digest=digest, made_by=version)
            tables.forget([stage.name])
        else:
            found = stage.work(**{name: tables[name] for name in stage.inputs}, engine=engine)
            writer.replace_links(stage.name, found, digest=digest, made_by=version)
            tables.forget(found)
        changed = True
    if changed:
        writer.count_origins()


class _Tables:
    """The case's tables, each read once until a stage replaces it."""

    def __init__(self, writer: CaseWriter) -> None:
        self._path = writer.path
        self._held: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._held:
            with Case(self._path) as case, case.snapshot():
                self._held[name] = case.table(name)
        return self._held[name]

    def forget(self, names: Iterable[str]) -> None:
        """Read these anew when they are next asked for."""
        for name in names:
            self._held.pop(name, None)
