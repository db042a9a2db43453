"""How many origins an uncertain graph has: the roots left in each possible world, and how likely each number is.

An edge is there with a chance, independently of others, so a graph stands for many plain graphs, its possible worlds
(the semantics of probabilistic graphs: Potamias et al. 2010, "k-nearest neighbors in uncertain graphs"). In each, the
roots are counted: nodes that accounts lead to and that lead on to nothing, and bottom rings. To sum over all worlds is
#P-hard, as network reliability is (Valiant 1979), so up to ``EXACT`` uncertain edges are worked through one by one and
more are sampled (Fishman 1986) from a seed that is the subject's own: the same case gives the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import F64, I64, Flags
from sayso.compare.rings import components

#: One row a subject. Nodes are numbered, accounts first, the earliest first. Edges of the tier ``SAME`` say that two
#: nodes are one. Of the others, one of a tier counts where its node has none of a lower: whom an account quotes goes
#: before whose page it is. Where several nodes are one, the earliest that has an edge in a tier speaks for all of them.
GRAPHS = pa.schema(
    [
        ("subject", pa.int64()),
        ("seed", pa.uint64()),
        ("accounts", pa.int32()),
        ("nodes", pa.int32()),
        ("source", pa.list_(pa.int32())),
        ("target", pa.list_(pa.int32())),
        ("chance", pa.list_(pa.float64())),
        ("tier", pa.list_(pa.int8())),
    ]
)
#: ``roots`` are those of the likeliest world with ``origins`` of them, a ring by its first member, with the chance of
#: each to be a root at all, and the accounts that lead to it. ``rings`` are the circles among likely edges.
COUNTS = pa.schema(
    [
        ("subject", pa.int64()),
        ("origins", pa.int64()),
        ("low", pa.int64()),
        ("high", pa.int64()),
        ("roots", pa.list_(pa.int32())),
        ("chances", pa.list_(pa.float64())),
        ("reached", pa.list_(pa.list_(pa.int32()))),
        ("rings", pa.list_(pa.list_(pa.int32()))),
    ]
)
#: The tier of edges between what is one.
SAME = 0
#: From here on an edge is taken as there, and below its reverse as not: 1 in 50 shows in no range.
SURE = 0.98
#: Uncertain edges whose worlds are all worked through (1,024), and worlds drawn where there are more.
EXACT, DRAWN = 10, 500
#: Numbers in either tail that together are rarer are left out of the range.
TAIL = 0.01
#: Cells (worlds times edges and nodes) held at a time: a subject of a hundred thousand edges gets fewer worlds.
CELLS = 8_000_000


def count_origins(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``COUNTS`` for every row of ``GRAPHS``."""
    names = GRAPHS.names
    rows = [
        _counted(dict(zip(names, row, strict=True)))
        for row in zip(*(batch[name].to_pylist() for name in names), strict=True)
    ]
    return pa.RecordBatch.from_pylist(rows, schema=COUNTS)


def _counted(row: dict[str, Any]) -> dict[str, Any]:
    source, target = np.array(row["source"], np.int64), np.array(row["target"], np.int64)
    chance, tier = np.array(row["chance"], np.float64), np.array(row["tier"], np.int64)
    kept = _open(source, target, chance, tier, row["nodes"])
    source, target, chance, tier = source[kept], target[kept], chance[kept], tier[kept]
    drawn, weight = worlds(chance, row["seed"], row["nodes"])
    graph = Plain(drawn, source, target, tier, row["nodes"])
    roots = graph.roots(row["accounts"])
    counts = roots.sum(axis=1)
    shares = np.bincount(counts, weights=weight)
    likeliest = int(np.argmax(shares.round(9)))
    below = np.cumsum(shares)
    low = int(np.searchsorted(below, TAIL, side="right"))
    high = int(np.searchsorted(below, below[-1] - TAIL, side="left"))
    fitting = np.flatnonzero(counts == likeliest)
    best = int(fitting[np.argmax(np.round(likelihood(chance, drawn, fitting), 9))])
    chosen = np.flatnonzero(roots[best])
    likely = Plain((chance >= 0.5)[None, :], source, target, tier, row["nodes"])
    return {
        "subject": row["subject"],
        "origins": likeliest,
        "low": min(low, likeliest),
        "high": max(high, likeliest),
        "roots": chosen.tolist(),
        "chances": (weight @ roots)[chosen].round(4).tolist(),
        "reached": graph.leading(best, chosen, row["accounts"]),
        "rings": likely.rings(0),
    }


def _open(source: I64, target: I64, chance: F64, tier: I64, nodes: int) -> I64:
    """Return the edges that count in any world: not where a node by itself has a sure one of a lower tier."""
    least = np.full(nodes, np.iinfo(np.int64).max, np.int64)
    possible = chance > 1 - SURE
    same = possible & (tier == SAME)
    sure = (chance >= SURE) & (tier != SAME)
    np.minimum.at(least, source[sure], tier[sure])
    least[source[same]] = least[target[same]] = np.iinfo(np.int64).max
    return np.flatnonzero(possible & (tier <= least[source]))


def worlds(chance: F64, seed: int, nodes: int) -> tuple[Flags, F64]:
    """Return which edges are there in each possible world, a world a row, and the chance of each world."""
    open_edges = np.flatnonzero((chance < SURE) & (chance > 1 - SURE))
    if len(open_edges) <= EXACT:
        bits = (np.arange(2 ** len(open_edges))[:, None] >> np.arange(len(open_edges))) & 1 == 1
        weight = np.prod(np.where(bits, chance[open_edges], 1 - chance[open_edges]), axis=1)
    else:
        count = max(min(DRAWN, CELLS // (len(chance) + nodes)), 16)
        bits = np.random.default_rng(seed).random((count, len(open_edges))) < chance[open_edges]
        weight = np.full(count, 1 / count)
    there = np.tile(chance >= SURE, (len(bits), 1))
    there[:, open_edges] = bits
    return there, weight


def likelihood(chance: F64, there: Flags, rows: I64) -> F64:
    """Return the log of how likely the edges of some worlds are together."""
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    found: F64 = np.where(there[rows], np.log(kept), np.log1p(-kept)).sum(axis=1)
    return found


class Plain:
    """The plain graphs of possible worlds, a world a row: which nodes are one, and which edges between them count."""

    def __init__(self, there: Flags, source: I64, target: I64, tier: I64, nodes: int) -> None:
        """``there`` tells which edges were drawn in each world."""
        self.one = _labels(there, source, target, np.flatnonzero(tier == SAME), nodes)
        kept = np.flatnonzero(tier != SAME)
        self._from, self._to = self.one[:, source[kept]], self.one[:, target[kept]]
        self._rows = np.broadcast_to(np.arange(len(there))[:, None], self._from.shape)
        # What leads to itself leads nowhere.
        self._there, self._leads = self._tiered(there[:, kept] & (self._from != self._to), source[kept], tier[kept])

    def _tiered(self, there: Flags, source: I64, tier: I64) -> tuple[Flags, Flags]:
        """Return the edges that count, and which nodes have one."""
        counted, leads = np.zeros_like(there), np.zeros(self.one.shape, np.bool_)
        for level in np.unique(tier):
            part = np.flatnonzero(tier == level)
            rows, ends = self._rows[:, part], self._from[:, part]
            held = there[:, part] & ~leads[rows, ends]
            first = np.full(self.one.shape, self.one.shape[1], np.int64)
            np.minimum.at(first, (rows[held], ends[held]), np.broadcast_to(source[part], held.shape)[held])
            held &= first[rows, ends] == source[part]
            counted[:, part] = held
            leads[rows[held], ends[held]] = True
        return counted, leads

    def _spread(self, begin: Flags, ends: I64, others: I64) -> Flags:
        """Return all nodes that can be reached from ``begin`` over edges from ``ends`` to ``others``."""
        reached = begin.copy()
        while True:
            new = self._there & reached[self._rows, ends] & ~reached[self._rows, others]
            if not new.any():
                return reached
            reached[self._rows[new], others[new]] = True

    def roots(self, accounts: int) -> Flags:
        """Return the roots that accounts lead to; of a ring that leads nowhere, its first member."""
        begin = np.zeros(self.one.shape, np.bool_)
        every = np.arange(len(begin))[:, None]
        begin[every, self.one[:, :accounts]] = True
        reached = self._spread(begin, self._from, self._to)
        found = reached & ~self._leads
        stuck = reached & ~self._spread(found, self._to, self._from)
        for world in np.flatnonzero(stuck.any(axis=1)).tolist():
            inside = self._there[world] & stuck[world, self._from[world]]
            source, target = self._from[world, inside], self._to[world, inside]
            rings = components(source, target, self.one.shape[1])
            ring_of = np.arange(self.one.shape[1])
            for ring in rings:
                ring_of[ring] = ring[0]
            leads = set(ring_of[source[ring_of[source] != ring_of[target]]].tolist())
            found[world, [ring[0] for ring in rings if len(ring) > 1 and ring[0] not in leads]] = True
        return found

    def rings(self, world: int) -> list[list[int]]:
        """Return the nodes that lead to each other in circles in one world."""
        edges = self._there[world]
        found = components(self._from[world, edges], self._to[world, edges], self.one.shape[1])
        return [ring for ring in found if len(ring) > 1]

    def leading(self, world: int, roots: I64, accounts: int) -> list[list[int]]:
        """Return the accounts that lead to each of ``roots`` in one world."""
        back: dict[int, list[int]] = {}
        edges = self._there[world]
        for one, other in zip(self._from[world, edges].tolist(), self._to[world, edges].tolist(), strict=True):
            back.setdefault(other, []).append(one)
        own = self.one[world, :accounts].tolist()
        found = []
        for root in roots.tolist():
            seen, waiting = {root}, [root]
            while waiting:
                for node in back.get(waiting.pop(), ()):
                    if node not in seen:
                        seen.add(node)
                        waiting.append(node)
            found.append([number for number, node in enumerate(own) if node in seen])
        return found


def _labels(there: Flags, source: I64, target: I64, same: I64, nodes: int) -> I64:
    """Return for each node in each world the first of those that it is one with."""
    found = np.broadcast_to(np.arange(nodes), (len(there), nodes)).copy()
    if not len(same):
        return found
    rows, edges = np.nonzero(there[:, same])
    one, other = source[same][edges], target[same][edges]
    while True:
        least = np.minimum(found[rows, one], found[rows, other])
        before = found.copy()
        np.minimum.at(found, (rows, one), least)
        np.minimum.at(found, (rows, other), least)
        found = np.take_along_axis(found, found, axis=1)
        if np.array_equal(before, found):
            return found
