"""Comparing across articles: which stage needs which tables, and what is made again when.

Invariant: what a stage writes is a pure function of its input tables, the version of Sayso and the data files. A stage
whose input is that of the last time is skipped. So neither kills nor the order in which pages came show in a case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sayso import __version__, data
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare import ceasefires, claims, copies, direction, incidents, naming, quotes
from sayso.compare.citations import find_citations
from sayso.compare.origins import find_origins
from sayso.compare.page_links import links_by_article
from sayso.engines import Engine
from sayso.schemas import TABLES

#: Columns given by others of the row (an article's text by its page, whose hash is in the id, with start and end), or
#: filled in later.
GIVEN = {"articles": ("text",), "pages": ("text",)}


@dataclass(frozen=True, slots=True)
class Stage:
    """One comparison: called with its input tables by name and ``engine``, it returns its output tables by name."""

    name: str
    work: Callable[..., dict[str, pa.Table]]
    inputs: tuple[str, ...]


#: Given a stage and its input tables, returns what it finds in them, or None when that is not known.
FoundBefore = Callable[[Stage, dict[str, pa.Table]], dict[str, pa.Table] | None]


def _copies(
    *, articles: pa.Table, blocks: pa.Table, attributions: pa.Table, pages: pa.Table, engine: Engine
) -> dict[str, pa.Table]:
    found = copies.find_copies(articles, blocks, engine=engine)
    links = links_by_article(pages, articles)
    return {"copies": direction.decide(found, articles=articles, attributions=attributions, links=links, engine=engine)}


def _citations(
    *,
    articles: pa.Table,
    pages: pa.Table,
    attributions: pa.Table,
    entities: pa.Table,
    copies: pa.Table,
    engine: Engine,
) -> dict[str, pa.Table]:
    links = links_by_article(pages, articles)
    return find_citations(
        articles=articles, attributions=attributions, entities=entities, copies=copies, links=links, engine=engine
    )


#: What origins are followed through.
_TRACED = (
    "articles", "attributions", "events", "ceasefire_acts", "entities", "mentions", "copies", "claim_members",
    "accounts", "ceasefire_accounts", "citations",
)  # fmt: skip
#: In this order, because later ones read what earlier ones found.
STAGES = (
    Stage("copies", _copies, ("articles", "blocks", "attributions", "pages")),
    Stage("quotes", quotes.find_quotes, ("articles", "attributions", "entities", "mentions", "copies")),
    Stage(
        "claims",
        claims.find_claims,
        ("articles", "attributions", "entities", "mentions", "times", "places", "events", "copies"),
    ),
    Stage(
        "incidents", incidents.find_incidents, ("articles", "attributions", "events", "casualties", "places", "copies")
    ),
    Stage(
        "ceasefires",
        ceasefires.find_ceasefires,
        ("articles", "ceasefires", "ceasefire_acts", "places", "copies"),
    ),
    Stage("citations", _citations, ("articles", "pages", "attributions", "entities", "copies")),
    Stage("origins", find_origins, _TRACED),
    Stage("naming", naming.count_naming, ("labels", "articles", "entities")),
)


def compare(writer: CaseWriter, engine: Engine, *, found_before: FoundBefore | None = None) -> None:
    """Run every stage whose input changed, and write what it found.

    ``found_before`` is asked first, with the stage and its input tables: it may know what a stage finds in just these.
    Raises CaseError when the case cannot be read or written.
    """
    version = f"sayso {__version__} data {data.digest()}"
    tables = _Tables(writer)
    changed = False
    for stage in STAGES:
        digest = hashlib.blake2b("\n".join(map(tables.digest, stage.inputs)).encode(), digest_size=16).hexdigest()
        if writer.stage_input(stage.name) == (digest, version):
            continue
        inputs = {name: tables[name] for name in stage.inputs}
        found = found_before(stage, inputs) if found_before is not None else None
        if found is None:
            found = stage.work(**inputs, engine=engine)
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
        self._digests: dict[str, str] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._held:
            with Case(self._path) as case, case.snapshot():
                self._held[name] = case.table(name)
        return self._held[name]

    def digest(self, name: str) -> str:
        """Return a digest of a table (sorted by id): equal for equal rows, however they are cut into batches."""
        if name not in self._digests:
            kept = [column for column in TABLES[name].names if column not in GIVEN.get(name, ())]
            total = hashlib.blake2b(digest_size=16)
            with pa.ipc.new_stream(_Sink(total), TABLES[name].empty_table().select(kept).schema) as stream:
                stream.write_table(self[name].select(kept).combine_chunks(), max_chunksize=10_000)
            self._digests[name] = total.hexdigest()
        return self._digests[name]

    def forget(self, names: dict[str, pa.Table]) -> None:
        """Read these anew when they are next asked for."""
        for name in names:
            self._held.pop(name, None)
            self._digests.pop(name, None)


class _Sink:
    """A file that keeps nothing but the digest of what is written to it."""

    closed = False

    def __init__(self, total: Any) -> None:
        self._total = total

    def write(self, data: Any) -> int:
        """Add bytes to the digest."""
        self._total.update(data)
        return len(memoryview(data))

    def flush(self) -> None:
        """Nothing waits to be written."""

    def close(self) -> None:
        """Nothing is open."""
        self.closed = True
