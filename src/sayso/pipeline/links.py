"""Comparing across articles: which stage needs which tables, and what is made again when.

Invariant: what a stage writes is a pure function of its input tables, the version of Sayso and the data files. A stage
whose input tables were not written to since the last time is skipped, without reading them. So neither kills nor the
order in which pages came show in a case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyarrow as pa

from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare import ceasefires, claims, copies, direction, incidents, naming, quotes
from sayso.compare.citations import find_citations
from sayso.compare.origins import find_origins
from sayso.compare.page_links import links_by_article
from sayso.engines import Engine
from sayso.pipeline.passages import compare_passages
from sayso.pipeline.version import compared_by
from sayso.schemas import TABLES


@dataclass(frozen=True, slots=True)
class Stage:
    """One comparison: called with its input tables by name and ``engine``, it returns its output tables by name.

    One that has its ``own`` way of writing is called with the writer, all tables, the engine and the note to leave.
    """

    name: str
    work: Callable[..., dict[str, pa.Table]]
    inputs: tuple[str, ...]
    own: Callable[..., None] | None = None


#: Given a stage and its input tables, returns what it finds in them, or None when that is not known.
FoundBefore = Callable[[Stage, dict[str, pa.Table]], dict[str, pa.Table] | None]


def _passages(*, articles: pa.Table, blocks: pa.Table, engine: Engine) -> dict[str, pa.Table]:
    return {"passages": copies.find_passages(articles, blocks, engine=engine)}


def _copies(
    *, passages: pa.Table, articles: pa.Table, attributions: pa.Table, pages: pa.Table, engine: Engine
) -> dict[str, pa.Table]:
    links = links_by_article(pages, articles)
    told = direction.decide(passages, articles=articles, attributions=attributions, links=links, engine=engine)
    return {"copies": told}


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
    Stage("passages", _passages, ("articles", "blocks"), own=compare_passages),
    Stage("copies", _copies, ("passages", "articles", "attributions", "pages")),
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
    version = compared_by()
    tables = _Tables(writer)
    changed = False
    for stage in STAGES:
        digest = " ".join(f"{name}:{writer.changes(name)}" for name in stage.inputs)
        if writer.stage_input(stage.name) == (digest, version):
            continue
        if stage.own and found_before is None:
            stage.own(writer, tables, engine, digest=digest, made_by=version)
            tables.forget([stage.name])
        else:
            inputs = {name: tables[name] for name in stage.inputs}
            found = found_before(stage, inputs) if found_before is not None else None
            if found is None:
                found = stage.work(**inputs, engine=engine)
            writer.replace_links(stage.name, found, digest=digest, made_by=version)
            tables.forget(found)
        changed = True
    if changed:
        writer.count_origins()


def _without_text(case: Case) -> pa.Table:
    """Return the table of pages without their texts: stages ask for addresses and links; texts are most of a case."""
    kept = [name for name in TABLES["pages"].names if name != "text"]
    schema = pa.schema([TABLES["pages"].field(name) for name in kept])
    return pa.Table.from_batches((batch.select(kept) for batch in case.batches("pages")), schema)


class _Tables:
    """The case's tables, each read once until a stage replaces it."""

    def __init__(self, writer: CaseWriter) -> None:
        self._path = writer.path
        self._held: dict[str, pa.Table] = {}

    def __getitem__(self, name: str) -> pa.Table:
        if name not in self._held:
            with Case(self._path) as case, case.snapshot():
                self._held[name] = _without_text(case) if name == "pages" else case.table(name)
        return self._held[name]

    def forget(self, names: Iterable[str]) -> None:
        """Read these anew when they are next asked for."""
        for name in names:
            self._held.pop(name, None)
