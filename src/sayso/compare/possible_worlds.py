"""How many origins an uncertain graph has: the roots left in each possible world, and how likely each number is.

An edge is there with a chance, independently of others, so a graph stands for a set of plain graphs, its possible worlds
(the semantics of probabilistic graphs: Potamias et al. 2010, "k-nearest neighbors in uncertain graphs"). In each, the
roots are counted: nodes that accounts lead to and that lead on to nothing, and bottom rings. To sum over all worlds is
#P-hard, as network reliability is (Valiant 1979), so up to ``EXACT`` uncertain edges are worked through one by one and
more are sampled (Fishman 1986) from a seed that is the subject's own: the same case gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.rings import components
from sayso.compare.words import I64

B = NDArray[np.bool_]
F64 = NDArray[np.float64]
#: One row a subject. Nodes are numbered, accounts first. An edge of a tier counts where its source has none of a lower one:
#: what an account copied goes before whom it quotes, and that before whose page it is.
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
#: ``roots`` are those of the likeliest world with ``origins`` of them, a ring by its first member, with the chance of each
#: to be a root at all, and the accounts that lead to it. ``rings`` are the circles among likely edges.
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
#: From here on an edge is taken as there, and below its reverse as not: 1 in 50 shows in no range.
SURE = 0.98
#: Uncertain edges whose worlds are all worked through (1,024), and worlds drawn where there are more.
EXACT, DRAWN = 10, 500
#: Numbers in either tail that together are rarer are left out of the range.
TAIL = 0.01
#: Cells (worlds times edges) held at a time: a subject of a hundred thousand edges gets fewer worlds.
CELLS = 8_000_000
#: Worlds looked at where edges may form circles: each is walked by itself.
WALKED = 200


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
    order = np.lexsort((target, source, tier))
    source, target, chance, tier = source[order], target[order], chance[order], tier[order]
    kept = _open(source, chance, tier, row["nodes"])
    source, target, chance, tier = source[kept], target[kept], chance[kept], tier[kept]
    circles = [ring for ring in components(source, target, row["nodes"]) if len(ring) > 1]
    drawn, weight = worlds(chance, row["seed"], WALKED if circles else DRAWN)
    there, leads = _tiered(drawn, source, tier, row["nodes"])
    if circles:
        roots = np.stack([_bottoms(source[w], target[w], row["nodes"], row["accounts"]) for w in there])
    else:
        roots = _reached(there, source, target, row["nodes"], row["accounts"]) & ~leads
    counts = roots.sum(axis=1)
    shares = np.bincount(counts, weights=weight)
    likeliest = int(np.argmax(shares.round(9)))
    below = np.cumsum(shares)
    low = int(np.searchsorted(below, TAIL, side="right"))
    high = int(np.searchsorted(below, below[-1] - TAIL, side="left"))
    fitting = np.flatnonzero(counts == likeliest)
    best = int(fitting[np.argmax(np.round(likelihood(chance, drawn, fitting), 9))])
    chosen = np.flatnonzero(roots[best])
    likely = chance >= 0.5
    return {
        "subject": row["subject"],
        "origins": likeliest,
        "low": min(low, likeliest),
        "high": max(high, likeliest),
        "roots": chosen.tolist(),
        "chances": (weight @ roots)[chosen].round(4).tolist(),
        "reached": _leading(source[there[best]], target[there[best]], chosen, row["accounts"]),
        "rings": [r for r in components(source[likely], target[likely], row["nodes"]) if len(r) > 1] if circles else [],
    }


def _open(source: I64, chance: F64, tier: I64, nodes: int) -> I64:
    """Return the edges that count in any world: those whose source has no sure one of a lower tier."""
    least = np.full(nodes, np.iinfo(np.int64).max, np.int64)
    sure = chance >= SURE
    np.minimum.at(least, source[sure], tier[sure])
    return np.flatnonzero((tier <= least[source]) & (chance > 1 - SURE))


def worlds(chance: F64, seed: int, drawn: int = DRAWN) -> tuple[B, F64]:
    """Return which edges are there in each possible world, a world a row, and the chance of each world."""
    open_edges = np.flatnonzero((chance < SURE) & (chance > 1 - SURE))
    if len(open_edges) <= EXACT:
        bits = (np.arange(2 ** len(open_edges))[:, None] >> np.arange(len(open_edges))) & 1 == 1
        weight = np.prod(np.where(bits, chance[open_edges], 1 - chance[open_edges]), axis=1)
    else:
        count = max(min(drawn, CELLS // len(chance)), 16)
        bits = np.random.default_rng(seed).random((count, len(open_edges))) < chance[open_edges]
        weight = np.full(count, 1 / count)
    there = np.tile(chance >= SURE, (len(bits), 1))
    there[:, open_edges] = bits
    return there, weight


def likelihood(chance: F64, there: B, rows: I64) -> F64:
    """Return the log of how likely the edges of some worlds are together."""
    kept = np.clip(chance, 1e-9, 1 - 1e-9)
    found: F64 = np.where(there[rows], np.log(kept), np.log1p(-kept)).sum(axis=1)
    return found


def _tiered(there: B, source: I64, tier: I64, nodes: int) -> tuple[B, B]:
    """Return the edges that count, and which nodes have one; edges are sorted by tier and source."""
    there = there.copy()
    leads = np.zeros((len(there), nodes), np.bool_)
    for level in np.unique(tier):
        part = np.flatnonzero(tier == level)
        there[:, part] &= ~leads[:, source[part]]
        begins = np.flatnonzero(np.append([True], source[part][1:] != source[part][:-1]))
        leads[:, source[part][begins]] |= np.logical_or.reduceat(there[:, part], begins, axis=1)
    return there, leads


def _reached(there: B, source: I64, target: I64, nodes: int, accounts: int) -> B:
    """Return which nodes the accounts lead to, in graphs without circles."""
    reached = np.zeros((len(there), nodes), np.bool_)
    reached[:, :accounts] = True
    if not len(source):
        return reached
    order = np.argsort(target, kind="stable")
    source, target, there = source[order], target[order], there[:, order]
    begins = np.flatnonzero(np.append([True], target[1:] != target[:-1]))
    heads = target[begins]
    while True:
        new = np.logical_or.reduceat(there & reached[:, source], begins, axis=1)
        if not (new & ~reached[:, heads]).any():
            return reached
        reached[:, heads] |= new


def _bottoms(source: I64, target: I64, nodes: int, accounts: int) -> B:
    """Return the roots of one graph that may have circles, each bottom ring by its first member."""
    reached = _reached(np.ones((1, len(source)), np.bool_), source, target, nodes, accounts)[0]
    found = np.zeros(nodes, np.bool_)
    ring_of = np.arange(nodes)
    for ring in components(source, target, nodes):
        ring_of[ring] = ring[0]
    leads = np.zeros(nodes, np.bool_)
    leads[ring_of[source[ring_of[source] != ring_of[target]]]] = True
    found[ring_of[reached]] = True
    return found & ~leads


def _leading(source: I64, target: I64, roots: I64, accounts: int) -> list[list[int]]:
    """Return the accounts that lead to each root in one graph."""
    back: dict[int, list[int]] = {}
    for one, other in zip(source.tolist(), target.tolist(), strict=True):
        back.setdefault(other, []).append(one)
    return [_behind(root, back, accounts) for root in roots.tolist()]


def _behind(root: int, back: dict[int, Sequence[int]] | dict[int, list[int]], accounts: int) -> list[int]:
    seen, waiting = {root}, [root]
    while waiting:
        for node in back.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return sorted(node for node in seen if node < accounts)
