"""Citations: whom articles have it from, as they say or as their words show: the edges of the graph of origins.

Five kinds. A ``copy`` is a passage taken from another article, or from an agency that only the other article credits; a
``credit`` is a line about the whole article; ``via`` and ``speaker`` are of one attribution, the outlets that it came
through and who is quoted; a ``link`` leads to another article or outlet. Names are canonical. The kind of an outlet is
that of its file: agencies are told apart, because many print what one of them sent.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.article_facts import BESIDE, Articles, articles_of, extents
from sayso.compare.citing import trust
from sayso.compare.engine import Engine
from sayso.compare.outlet_words import mentions_of
from sayso.compare.proofs import Proofs
from sayso.model import content_id
from sayso.schemas import LINKS
from sayso.understand.outlet_names import kind_of

CITATIONS = LINKS["citations"]
_PROOF = CITATIONS.field("evidence").type.value_type
#: What an edge stands for, in the order of its id.
_KEY = ("kind", "article_id", "attribution_id", "of_kind", "of_name", "of_entity_id", "of_article_id")


def find_citations(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    entities: pa.Table,
    copies: pa.Table,
    links: pa.Table | None = None,
    engine: Engine | None = None,
) -> dict[str, pa.Table]:
    """Return ``citations``, sorted by id: whom articles have it from.

    ``copies`` are with their directions (see ``direction.decide``), ``links`` as ``page_links.links_by_article``
    returns them. Attributions without a speaker and without a way cite nobody. Nothing here depends on the engine.
    """
    ids = articles["id"].combine_chunks()
    ids = pc.unique(ids).take(pc.sort_indices(pc.unique(ids)))
    facts = articles_of(articles, ids)
    outlets = _outlet_entities(entities)
    edges = _Edges()
    _copied(edges, copies, facts, outlets)
    _credited(edges, copies, facts, outlets)
    if links is not None:
        _linked(edges, links, outlets)
    _through(edges, attributions, facts, outlets)
    table = pa.concat_tables([edges.table(), _speakers(attributions, entities)])
    return {"citations": table.sort_by("id")}


def of_outlet(name: str) -> str:
    """Return what an outlet is in the graph: an ``agency`` or an ``outlet``."""
    return "agency" if kind_of(name) == "agency" else "outlet"


class _Edges:
    """Gathers edges row by row; an edge found twice keeps the proofs of both and the higher confidence."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str | None, ...], float] = {}
        self._proofs: dict[tuple[str | None, ...], list[tuple[Any, ...]]] = {}

    def add(self, key: tuple[str | None, ...], confidence: float, *proofs: tuple[Any, ...]) -> None:
        """``key`` as in ``_KEY``; a proof is article_id, start, end, text."""
        self._rows[key] = max(confidence, self._rows.get(key, 0.0))
        kept = self._proofs.setdefault(key, [])
        kept += [proof for proof in proofs if proof not in kept]

    def table(self) -> pa.Table:
        """Return the edges as rows of ``citations``."""
        proofs = Proofs(_PROOF)
        for number, key in enumerate(self._rows):
            for proof in self._proofs[key]:
                proofs.add_one(number, key[0], *proof)
        columns = dict(zip(_KEY, map(list, zip(*self._rows, strict=True)), strict=True)) if self._rows else {}
        return pa.table(
            {
                **{name: pa.array(columns.get(name, []), pa.string()) for name in _KEY},
                "id": pa.array([content_id("citation", *key) for key in self._rows], pa.string()),
                "confidence": pa.array([round(value, 4) for value in self._rows.values()], pa.float64()),
                "evidence": proofs.lists(len(self._rows)).cast(CITATIONS.field("evidence").type),
            }
        ).select(CITATIONS.names)


def _outlet_entities(entities: pa.Table) -> dict[str, str]:
    """Return the canonical ids of the outlets among the entities, by name."""
    rows = entities.filter(pc.equal(entities["kind"], "outlet")).select(["name", "id", "canonical_id"]).to_pylist()
    return {
        row["name"]: row["canonical_id"] or row["id"] for row in sorted(rows, key=lambda row: row["id"], reverse=True)
    }


def _copied(edges: _Edges, copies: pa.Table, facts: Articles, outlets: dict[str, str]) -> None:
    """Add what was taken from another article, one edge a pair of articles."""
    outlet_of = dict(zip(facts.ids.to_pylist(), facts.outlets, strict=True))
    decided = copies.filter(pc.and_(pc.equal(copies["direction"], "from"), pc.invert(copies["stock"])))
    seen: set[tuple[str, str]] = set()
    names = ("article_id", "of_article_id", "confidence", "evidence")
    for article, other, confidence, evidence in zip(*(decided[name].to_pylist() for name in names), strict=True):
        if (article, other) in seen:
            continue
        seen.add((article, other))
        proofs = [
            (p["article_id"], p["start"], p["end"], p["text"])
            for p in evidence
            if p["weight"] > 0 and p["what"] != "shared"
        ]
        name = outlet_of.get(other)
        entity = outlets.get(name or "")
        edges.add(("copy", article, None, "article", name, entity, other), confidence or 0.0, *proofs)


def _credited(edges: _Edges, copies: pa.Table, facts: Articles, outlets: dict[str, str]) -> None:
    """Add credit lines, and the same agency for articles of the same words that do not credit it."""
    ids = facts.ids.to_pylist()
    numbers = {article: number for number, article in enumerate(ids)}
    crediting = {number for number, names in enumerate(facts.credits) if names}
    words = {(n, name): (ids[n], *facts.credit_words(n, name)) for n in sorted(crediting) for name in facts.credits[n]}
    for (number, name), proof in words.items():
        edges.add(
            ("credit", ids[number], None, of_outlet(name), name, outlets.get(name), None),
            trust().confidence["credit"],
            proof,
        )
    open_rows = copies.filter(pc.and_(pc.equal(copies["direction"], "unknown"), pc.invert(copies["stock"])))
    pairs = set(zip(open_rows["article_id"].to_pylist(), open_rows["of_article_id"].to_pylist(), strict=True))
    for one, two in sorted(pairs):
        for own, other in ((one, two), (two, one)):
            mine, theirs = numbers.get(own, -1), numbers.get(other, -1)
            if theirs not in crediting or mine < 0 or facts.credits[mine]:
                continue
            for name in facts.credits[theirs]:
                if name != facts.outlets[mine]:
                    key = ("copy", own, None, of_outlet(name), name, outlets.get(name), None)
                    edges.add(key, trust().confidence["copy"], words[theirs, name])


def _linked(edges: _Edges, links: pa.Table, outlets: dict[str, str]) -> None:
    for row in links.to_pylist():
        name, target = row["of_outlet"], row["of_article_id"]
        kind = "article" if target else of_outlet(name)
        proof = (row["article_id"], row["start"], row["end"], row["text"])
        key = ("link", row["article_id"], None, kind, name, outlets.get(name or ""), target)
        edges.add(key, trust().confidence["link"], proof)


def _through(edges: _Edges, attributions: pa.Table, facts: Articles, outlets: dict[str, str]) -> None:
    """Add the outlets that attributions came through, proved by their names in or beside the attribution."""
    told = attributions.filter(pc.greater(pc.fill_null(pc.list_value_length(attributions["via"]), 0), 0))
    numbers = pc.fill_null(pc.index_in(told["article_id"], value_set=facts.ids), -1).to_pylist()
    rows = zip(told["id"].to_pylist(), numbers, told["via"].to_pylist(), extents(told), strict=True)
    for attribution, number, via, (start, end) in rows:
        if number < 0:
            continue
        article, base, text = facts.ids[number].as_py(), int(facts.starts[number]), facts.text(number)
        for name in dict.fromkeys(via):
            low, high = max(start - base - BESIDE, 0), min(end - base + BESIDE, len(text))
            places = mentions_of(text, name, low, high)
            middle = (start + end) // 2 - base
            near = sorted(places, key=lambda place: (abs(place[0] - middle), place))[:1]
            # An outlet may be told by other words ("us", a link): then the attribution itself is what tells.
            low, high = near[0] if near else (start - base, min(end - base, start - base + BESIDE))
            proof = (article, base + low, base + high, text[low:high])
            key = ("via", article, attribution, of_outlet(name), name, outlets.get(name), None)
            edges.add(key, trust().confidence["via"], proof)


def _speakers(attributions: pa.Table, entities: pa.Table) -> pa.Table:
    """Return the edges from attributions to their speakers, made column by column: there may be a million."""
    known = attributions.filter(pc.is_valid(attributions["speaker_id"])).combine_chunks()
    place = pc.index_in(known["speaker_id"], value_set=entities["id"].combine_chunks())
    entity = pc.coalesce(entities["canonical_id"].combine_chunks().take(place), known["speaker_id"])
    name = entities["name"].combine_chunks().take(pc.index_in(entity, value_set=entities["id"].combine_chunks()))
    name = pc.coalesce(name, known["speaker"])
    kinds = known["speaker_kind"].to_pylist()
    names = name.to_pylist()
    of_kind = [
        "anonymous" if kind == "anonymous" else of_outlet(called or "") if kind == "outlet" else "speaker"
        for kind, called in zip(kinds, names, strict=True)
    ]
    columns = {
        "kind": ["speaker"] * len(names),
        "article_id": known["article_id"].to_pylist(),
        "attribution_id": known["id"].to_pylist(),
        "of_kind": of_kind,
        "of_name": names,
        "of_entity_id": entity.to_pylist(),
        "of_article_id": [None] * len(names),
    }
    ids = [content_id("citation", *row) for row in zip(*(columns[name] for name in _KEY), strict=True)]
    return (
        pa.table(
            {
                "id": pa.array(ids, pa.string()),
                **{name: pa.array(columns[name], pa.string()) for name in _KEY},
                "confidence": pc.coalesce(known["confidence"], pa.scalar(trust().confidence["speaker"])),
                "evidence": _source_words(known),
            }
        )
        .select(CITATIONS.names)
        .cast(CITATIONS)
    )


def _source_words(known: pa.Table) -> pa.ListArray:
    """Return for each attribution the words for its source, or its cue's where it has none of its own."""
    source, cue = (known[name].combine_chunks() for name in ("source", "cue"))
    has = np.asarray(pc.or_(pc.is_valid(source), pc.is_valid(cue)).to_numpy(zero_copy_only=False), np.bool_)
    parts = [
        pc.coalesce(pc.struct_field(source, name), pc.struct_field(cue, name)) for name in ("start", "end", "text")
    ]
    kept = pa.array(has)
    values = [pa.repeat("speaker", int(has.sum())), known["article_id"].combine_chunks().filter(kept)]
    values += [part.filter(kept) for part in parts]
    struct = pa.StructArray.from_arrays(values, fields=list(_PROOF))
    return pa.ListArray.from_arrays(pa.array(np.concatenate(([0], np.cumsum(has))).astype(np.int32)), struct)
