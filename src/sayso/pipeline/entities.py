"""Who goes by one name over the whole case: settled from the tables, after all pages are in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa

from sayso.case.entities import Settled
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare.company import Company
from sayso.compare.entities import canonical_entities
from sayso.pipeline.version import compared_by
from sayso.understand import actors
from sayso.understand.actor_files import Actor, Dated

#: So many titles of an entity are kept, the commonest.
MAX_TITLES = 10


def settle_entities(writer: CaseWriter) -> None:
    """Make again which entities are one and what is known of each, unless findings and files are those of last time."""
    version = compared_by()
    if writer.stage_input("entities") == ("", version):
        return
    writer.refresh_entities()
    with Case(writer.path) as case, case.snapshot():
        entities, mentions = case.table("entities"), case.table("mentions")
    writer.record_entities(settled(entities, mentions), made_by=version)


def settled(entities: pa.Table, mentions: pa.Table) -> list[Settled]:
    """Return what is known of every entity over the case, from the contract tables ``entities`` and ``mentions``."""
    canonical, made = canonical_entities(entities, mentions)
    ids, roots = canonical["id"].to_pylist(), canonical["canonical_id"].to_pylist()
    names = dict(zip(entities["id"].to_pylist(), entities["name"].to_pylist(), strict=True))
    kinds = dict(zip(entities["id"].to_pylist(), entities["kind"].to_pylist(), strict=True))
    members: dict[str, list[Company]] = {}
    for root, company in zip(roots, made, strict=True):
        members.setdefault(root, []).append(company)
    rows = []
    for identity, root, company in zip(ids, roots, made, strict=True):
        actor = None if kinds[identity] in {"title", "nationality", "anonymous"} else actors.find(names[root])
        whole = members[root] if identity == root else [company]
        rows.append(
            Settled(
                id=identity,
                canonical_id=root,
                country=actor.country if actor and actor.country else _country(whole),
                titles=_titles(whole),
                former_names=_dated(actor, "former_names"),
                succeeds=_dated(actor, "succeeds"),
            )
        )
    return rows


def _country(company: Sequence[Company]) -> str | None:
    """The nation somebody is called after, where it is always the same."""
    countries = {country for one in company for country in one.countries}
    return countries.pop() if len(countries) == 1 else None


def _titles(company: Sequence[Company]) -> tuple[str, ...]:
    counts: Counter[str] = Counter()
    for one in company:
        counts.update(one.titles)
    return tuple(sorted(counts, key=lambda title: (-counts[title], title))[:MAX_TITLES])


def _dated(actor: Actor | None, key: str) -> tuple[dict[str, str | None], ...]:
    if actor is None:
        return ()
    given: tuple[Dated, ...] = getattr(actor, key)
    ends = key == "former_names"
    return tuple({"name": one.name, "from": one.since, **({"until": one.until} if ends else {})} for one in given)
