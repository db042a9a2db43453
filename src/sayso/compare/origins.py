"""Origins: the roots behind a claim, an incident or a ceasefire when copies and citations are followed back.

*Fingerprint* (``accounts``: where each article tells of it) → *block* (one subject at a time) → *score*
(``origin_graph``: whom each account leads to, and how surely) → *cluster* (``possible_worlds``: the roots left).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.accounts import accounts_of
from sayso.compare.article_facts import Articles, articles_of
from sayso.compare.citations import of_outlet
from sayso.compare.engine import Engine
from sayso.compare.first_hand import FirstHand
from sayso.compare.origin_graph import Case, Citations, Graph, Node
from sayso.compare.origin_guesses import graph_of
from sayso.compare.passages import Passages
from sayso.compare.possible_worlds import COUNTS, GRAPHS, count_origins
from sayso.model import content_id
from sayso.schemas import LINKS

#: A root is certain when it is one in so many of the possible worlds.
CERTAIN = 0.95
#: Accounts handed to the engine at a time: a second's work.
AT_A_TIME = 2_000


def find_origins(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    events: pa.Table,
    ceasefire_acts: pa.Table,
    entities: pa.Table,
    mentions: pa.Table,
    copies: pa.Table,
    claim_members: pa.Table,
    accounts: pa.Table,
    ceasefire_accounts: pa.Table,
    citations: pa.Table,
    engine: Engine,
) -> dict[str, pa.Table]:
    """Return ``origins``, ``origin_counts`` and ``rings`` of every subject, each table sorted by id.

    A subject is a row of ``claims`` (by ``claim_members``), ``incidents`` (by ``accounts``) or ``ceasefire_records``
    (by ``ceasefire_accounts``). The number of origins is the likeliest over the possible worlds of the uncertain edges;
    ``origins_low`` to ``origins_high`` leaves out one in a hundred at either end.
    """
    told = accounts_of(
        attributions=attributions,
        events=events,
        ceasefire_acts=ceasefire_acts,
        claim_members=claim_members,
        accounts=accounts,
        ceasefire_accounts=ceasefire_accounts,
    )
    ids = pc.unique(articles["id"].combine_chunks())
    facts = articles_of(articles, ids.take(pc.sort_indices(ids)))
    first_hand = FirstHand(attributions, entities, mentions)
    case = Case(facts, Passages(copies, facts), Citations(citations, facts), first_hand.bodies)
    rows = {name: told[name].to_pylist() for name in told.column_names}
    rows["article"] = pc.fill_null(pc.index_in(told["article_id"], value_set=facts.ids), -1).to_pylist()
    graphs: list[Graph] = []
    written = _Rows(rows, facts, first_hand)
    for batch in engine.map_batches(count_origins, _batches(case, rows, graphs), on_lost=_uncounted):
        for row in batch.to_pylist():
            written.add(graphs[row["subject"]], row)
    return written.tables()


def _subjects(rows: dict[str, list[Any]]) -> Iterator[list[int]]:
    """Yield the numbers of each subject's accounts, which stand together."""
    keys = list(zip(rows["subject"], rows["subject_id"], strict=True))
    begin = 0
    for place in range(1, len(keys) + 1):
        if place == len(keys) or keys[place] != keys[begin]:
            yield list(range(begin, place))
            begin = place


def _batches(case: Case, rows: dict[str, list[Any]], graphs: list[Graph]) -> Iterator[pa.RecordBatch]:
    """Yield the subjects' graphs, and keep them in ``graphs``."""
    made: list[dict[str, Any]] = []
    held = 0
    for accounts in _subjects(rows):
        graph = graph_of(case, accounts, rows)
        if not graph.accounts:
            continue
        first = accounts[0]
        made.append(
            {
                "subject": len(graphs),
                "seed": int(content_id("origins", rows["subject"][first], rows["subject_id"][first]), 16),
                "accounts": len(graph.accounts),
                "nodes": len(graph.accounts) + len(graph.nodes),
                "source": [edge[0] for edge in graph.edges],
                "target": [edge[1] for edge in graph.edges],
                "chance": [edge[2] for edge in graph.edges],
                "tier": [edge[3] for edge in graph.edges],
            }
        )
        graphs.append(graph)
        held += len(accounts)
        if held >= AT_A_TIME:
            yield pa.RecordBatch.from_pylist(made, schema=GRAPHS)
            made, held = [], 0
    if made:
        yield pa.RecordBatch.from_pylist(made, schema=GRAPHS)


def _uncounted(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for subjects that could not be counted: anything from one to all of their accounts, nothing named."""
    rows = [
        {
            "subject": subject,
            "origins": None,
            "low": 1,
            "high": accounts,
            "roots": [],
            "chances": [],
            "reached": [],
            "rings": [],
        }
        for subject, accounts in zip(batch["subject"].to_pylist(), batch["accounts"].to_pylist(), strict=True)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=COUNTS)


class _Rows:
    """Gathers the rows of the three tables."""

    def __init__(self, rows: dict[str, list[Any]], facts: Articles, first_hand: FirstHand) -> None:
        self._rows, self._facts, self._first_hand = rows, facts, first_hand
        self._ids: list[str] = facts.ids.to_pylist()
        self._found: dict[str, list[dict[str, Any]]] = {"origins": [], "origin_counts": [], "rings": []}

    def add(self, graph: Graph, row: dict[str, Any]) -> None:
        """Add what was counted of one subject."""
        subject = self._rows["subject"][graph.accounts[0]], self._rows["subject_id"][graph.accounts[0]]
        counts = {"origins": row["origins"], "origins_low": row["low"], "origins_high": row["high"]}
        self._found["origin_counts"].append(self._row("origin_count", subject, counts))
        for root, chance, reached in zip(row["roots"], row["chances"], row["reached"], strict=True):
            self._found["origins"].append(self._row("origin", subject, self._root(graph, root, chance, reached)))
        for ring in row["rings"]:
            inside = set(ring)
            cited = {edge[4] for edge in graph.edges if edge[0] in inside and edge[1] in inside and edge[4]}
            names = {self._name(graph, number) for number in ring}
            members = {"members": sorted(name for name in names if name), "citations": sorted(cited)}
            self._found["rings"].append(self._row("ring", subject, members))

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables."""
        return {
            name: pa.Table.from_pylist(rows, schema=LINKS[name]).sort_by("id") for name, rows in self._found.items()
        }

    def _row(self, what: str, subject: tuple[str, str], columns: dict[str, Any]) -> dict[str, Any]:
        identity = {
            "origin": [columns.get(name) for name in ("kind", "name", "entity_id", "article_id")],
            "ring": [*columns.get("members", ()), *columns.get("citations", ())],
        }.get(what, [])
        return {"id": content_id(what, *subject, *identity), "subject": subject[0], "subject_id": subject[1], **columns}

    def _name(self, graph: Graph, number: int) -> str | None:
        """Return the name of a node; an account goes by its outlet, or by its article."""
        if number >= len(graph.accounts):
            return graph.nodes[number - len(graph.accounts)].name
        article = self._rows["article"][graph.accounts[number]]
        return self._facts.outlets[article] or str(self._ids[article])

    def _root(self, graph: Graph, number: int, chance: float, reached: list[int]) -> dict[str, Any]:
        accounts = [graph.accounts[place] for place in reached]
        articles = sorted({self._rows["article_id"][account] for account in accounts})
        node = self._node(graph, number)
        told = [account for account in accounts if self._rows["attribution_id"][account]]
        spoken = {self._rows["attribution_id"][account]: self._rows["names"][account] for account in told}
        kind = of_outlet(node.name or "") if node.kind in {"outlet", "cited"} else node.kind
        article = self._article(graph, node)
        if kind in {"outlet", "agency"} and article is None:
            article = self._own_article(node, accounts)
        return {
            "kind": kind,
            "name": node.name,
            "entity_id": node.entity or self._first_hand.outlets.get(node.name or ""),
            "article_id": article,
            "primary": self._first_hand.primary(node, spoken),
            "anonymous": node.kind == "anonymous",
            "certain": chance >= CERTAIN,
            "accounts": len(accounts),
            "articles": articles,
        }

    def _article(self, graph: Graph, node: Node) -> str | None:
        """Return the article that a root is, or in which a source without a name is quoted first."""
        if node.of is None:
            return None
        number = node.of if node.kind != "anonymous" else self._rows["article"][graph.accounts[node.of]]
        return str(self._ids[number])

    def _node(self, graph: Graph, number: int) -> Node:
        """Return what a root is; a ring that an account stands for is that account's outlet, or its article."""
        if number >= len(graph.accounts):
            return graph.nodes[number - len(graph.accounts)]
        article = self._rows["article"][graph.accounts[number]]
        name = self._facts.outlets[article] if article >= 0 else None
        return Node("outlet", name, None, article) if name else Node("article", None, None, article)

    def _own_article(self, node: Node, accounts: list[int]) -> str | None:
        """Return the one article of an outlet among those that lead to it, the earliest; None where there is none."""
        numbers = {self._rows["article"][account] for account in accounts}
        own = [number for number in numbers if number >= 0 and self._facts.outlets[number] == node.name]
        days = self._facts.days
        earliest = min(own, key=lambda n: (int(days[n]) if days[n] >= 0 else np.inf, n), default=None)
        return None if earliest is None else str(self._ids[earliest])
