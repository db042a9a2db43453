"""Cluster: average linkage within connected components, so that one wrong link does not chain a war together.

Records whose pair speaks for being one (weight above 0) are connected; components say what can be one at all. Within
a component every pair is weighed, and the two clusters whose pairs speak for each other most, on average, are joined
until no two clusters do any more (UPGMA, Sokal and Michener 1958; with the threshold at even odds it is the greedy
answer to correlation clustering, Bansal et al. 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import F64, I64
from sayso.compare.engine import Engine

#: Records in a component at most: all its pairs are weighed, half a million for a thousand.
LARGEST = 1000
#: Bits by which the weight that connects is raised until a component is small enough. A component of thousands is
#: a long battle of many likely pairs; its surest pairs keep together.
STEP = 3.0
#: The weight above which two clusters are one: even odds.
EVEN = 0.0

#: Pairs that are weighed at a time, so that millions need no more memory than these.
PORTION = 500_000

#: Weighs pairs of record numbers.
Weigh = Callable[[I64, I64], F64]


def clusters(count: int, a: I64, b: I64, weights: F64, weigh: Weigh, *, engine: Engine) -> I64:
    """Return for each of ``count`` records the number of its cluster: that of its smallest member.

    ``a``, ``b`` and ``weights`` are the pairs that blocks brought together; ``weigh`` weighs any others. Records are
    numbered in an order that depends on nothing but themselves, which makes ties come out the same.
    """
    found = np.arange(count, dtype=np.int64)
    for groups in _portions(_components(a, b, weights, EVEN, engine)):
        i, j, bounds = pairs_within(groups)
        weighed = weigh(i, j)
        for members, begin, end in zip(groups, bounds[:-1], bounds[1:], strict=True):
            matrix = np.zeros((len(members), len(members)))
            matrix[np.triu_indices(len(members), 1)] = weighed[begin:end]
            found[members] = members[average_linkage(matrix + matrix.T)]
    return found


def pairs_within(groups: Sequence[I64]) -> tuple[I64, I64, I64]:
    """Return all pairs within each group, one group after another, and where each group's pairs begin and end."""
    pairs = [np.triu_indices(len(members), 1) for members in groups]
    nothing = np.zeros(0, np.int64)
    i = np.concatenate([nothing, *(members[one] for members, (one, _) in zip(groups, pairs, strict=True))])
    j = np.concatenate([nothing, *(members[other] for members, (_, other) in zip(groups, pairs, strict=True))])
    return i, j, np.cumsum([0, *(len(one) for one, _ in pairs)])


def _portions(components: Iterator[I64]) -> Iterator[list[I64]]:
    """Yield components in portions whose pairs are weighed together: thousands of small ones cost as one call."""
    portion: list[I64] = []
    pairs = 0
    for members in components:
        portion.append(members)
        pairs += len(members) ** 2 // 2
        if pairs >= PORTION:
            yield portion
            portion, pairs = [], 0
    if portion:
        yield portion


def _components(a: I64, b: I64, weights: F64, least: float, engine: Engine) -> Iterator[I64]:
    """Yield the members of every connected component of two records and more, sorted; none is too large."""
    kept = weights > least
    a, b, weights = a[kept], b[kept], weights[kept]
    if not len(a):
        return
    # Names of equal length, so that their order as text is that of the numbers.
    names = [pa.array([f"{number:012d}" for number in side.tolist()]) for side in (a, b)]
    rows = engine.connected_components(pa.table(names, names=["a", "b"]))
    node = np.array([int(name) for name in rows["node"].to_pylist()], np.int64)
    root = np.array([int(name) for name in rows["component"].to_pylist()], np.int64)
    order = np.lexsort((node, root))
    node, root = node[order], root[order]
    for members in np.split(node, np.flatnonzero(root[1:] != root[:-1]) + 1):
        if len(members) <= LARGEST:
            yield members
            continue
        inside = np.isin(a, members, assume_unique=False)
        if least > weights[inside].max() - STEP:
            # All pairs are about as sure: cut by the order of the records rather than let it grow without bound.
            yield from np.array_split(members, -(-len(members) // LARGEST))
        else:
            yield from _components(a[inside], b[inside], weights[inside], least + STEP, engine)


def average_linkage(matrix: F64, least: float = EVEN) -> I64:
    """Return, for each row of a symmetric matrix of weights, the smallest member of its cluster.

    In: log2 odds of every pair. The best pair of clusters by mean weight is joined while that mean is above
    ``least``; of equal ones the pair with the smallest members.
    """
    size = len(matrix)
    total = matrix.astype(float).copy()
    np.fill_diagonal(total, -np.inf)
    counts = np.ones(size)
    label = np.arange(size)
    best = np.argmax(total, axis=1)
    mean = total[np.arange(size), best]
    while size > 1:
        i = int(np.argmax(mean))
        if mean[i] <= least:
            break
        j = int(best[i])
        i, j = min(i, j), max(i, j)
        joined = (total[i] * counts[i] + total[j] * counts[j]) / (counts[i] + counts[j])
        joined[[i, j]] = -np.inf
        total[i], total[:, i] = joined, joined
        total[j], total[:, j] = -np.inf, -np.inf
        counts[i] += counts[j]
        label[label == j] = i
        mean[j] = -np.inf
        # Rows whose best was one of the two look again; for the others only the joined column can be better.
        stale = np.flatnonzero((best == i) | (best == j) | (np.arange(size) == i))
        stale = stale[(mean[stale] > -np.inf) | (stale == i)]
        best[stale] = np.argmax(total[stale], axis=1)
        mean[stale] = total[stale, best[stale]]
        better = (joined > mean) | ((joined == mean) & (best > i))
        better[[i, j]] = False
        better &= joined > -np.inf
        best[better], mean[better] = i, joined[better]
    return label
