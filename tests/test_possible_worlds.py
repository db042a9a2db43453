"""Possible worlds: uncertain graphs are counted right, and rings in them."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sayso.compare.possible_worlds import COUNTS, GRAPHS, SAME, count_origins
from sayso.compare.rings import components

OWN = 4


def graph(accounts: int, nodes: int, edges: list[tuple[int, int, float, int]], seed: int = 5) -> dict[str, Any]:
    columns = [list(column) for column in zip(*edges, strict=True)] if edges else [[], [], [], []]
    row = dict(zip(("source", "target", "chance", "tier"), columns, strict=True))
    (found,) = count_origins(
        pa.RecordBatch.from_pylist(
            [{"subject": 0, "seed": seed, "accounts": accounts, "nodes": nodes, **row}], schema=GRAPHS
        )
    ).to_pylist()
    return dict(found)


def brute(accounts: int, nodes: int, edges: list[tuple[int, int, float, int]]) -> dict[int, float]:
    """Return the chance of each number of roots, by the definition, one world after another."""
    found: dict[int, float] = {}
    for drawn in itertools.product([False, True], repeat=len(edges)):
        weight = float(np.prod([e[2] if there else 1 - e[2] for e, there in zip(edges, drawn, strict=True)]))
        if not weight:
            continue
        there = [edge for edge, kept in zip(edges, drawn, strict=True) if kept]
        one = list(range(nodes))
        for _ in range(nodes):
            for a, b, _, tier in there:
                if tier == SAME:
                    one[a] = one[b] = min(one[a], one[b])
        onward: dict[int, set[int]] = {}
        for node in set(one):
            plain = [(t, a, one[b]) for a, b, _, t in there if t != SAME and one[a] == node and one[b] != node]
            best = min(((t, a) for t, a, _ in plain), default=None)
            onward[node] = {b for t, a, b in plain if (t, a) == best}
        reach = {node: closure(node, onward) for node in onward}
        begun = {node for number in range(accounts) for node in reach[one[number]]}
        bottoms = {frozenset(reach[node]) for node in begun if all(node in reach[other] for other in reach[node])}
        found[len(bottoms)] = found.get(len(bottoms), 0.0) + weight
    return found


def closure(node: int, onward: dict[int, set[int]]) -> set[int]:
    seen, waiting = {node}, [node]
    while waiting:
        for other in onward[waiting.pop()]:
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    return seen


@pytest.mark.parametrize("seed", range(60))
def test_numbers_are_those_of_all_worlds_one_by_one(seed: int) -> None:
    chance = random.Random(seed)
    accounts, nodes = chance.randint(1, 4), chance.randint(4, 7)
    edges = []
    for _ in range(chance.randint(2, 8)):
        a, b = chance.sample(range(nodes), 2)
        tier = chance.choice((SAME, 1, 1, 2, OWN))
        edges.append((a, b, chance.choice((0.3, 0.5, 0.8, 1.0)), tier))
    truth, found = brute(accounts, nodes, edges), graph(accounts, nodes, edges)
    assert truth[found["origins"]] == pytest.approx(max(truth.values()))
    in_range = sum(share for number, share in truth.items() if found["low"] <= number <= found["high"])
    assert in_range >= 0.98 - 1e-9
    assert len(found["roots"]) == found["origins"]


def test_sampled_numbers_are_near_and_the_same_for_the_same_seed() -> None:
    # Twenty accounts lead, by a chance of a half each, to one common source; else to their own outlets.
    edges = [(number, 20, 0.5, 1) for number in range(20)] + [(number, 21 + number, 1.0, OWN) for number in range(20)]
    found = graph(20, 41, edges)
    assert found == graph(20, 41, edges)
    assert 9 <= found["origins"] <= 13
    assert 4 <= found["low"] <= 8
    assert 14 <= found["high"] <= 18
    assert COUNTS.names == list(found)


def test_rings_count_as_one_and_are_reported() -> None:
    found = graph(2, 2, [(0, 1, 1.0, 1), (1, 0, 1.0, 1)])
    assert (found["origins"], found["roots"], found["rings"]) == (1, [0], [[0, 1]])
    # With a way out, the ring is no root.
    found = graph(2, 3, [(0, 1, 1.0, 1), (1, 0, 1.0, 1), (1, 2, 1.0, 1)])
    assert (found["origins"], found["roots"], found["rings"]) == (1, [2], [[0, 1]])


@pytest.mark.parametrize("seed", range(40))
def test_components_are_those_that_reach_each_other(seed: int) -> None:
    chance = random.Random(seed)
    nodes = chance.randint(1, 9)
    edges = [(chance.randrange(nodes), chance.randrange(nodes)) for _ in range(chance.randint(0, 16))]
    onward = {node: {b for a, b in edges if a == node} for node in range(nodes)}
    reach = {node: closure(node, onward) for node in range(nodes)}
    truth = {tuple(sorted(other for other in reach[node] if node in reach[other])) for node in range(nodes)}
    source, target = (np.array([edge[side] for edge in edges], np.int64) for side in (0, 1))
    assert [tuple(ring) for ring in components(source, target, nodes)] == sorted(truth)


def test_a_long_path_needs_no_recursion() -> None:
    source = np.arange(50_000)
    assert len(components(source, source + 1, 50_001)) == 50_001
    assert len(components(np.append(source, 50_000), np.append(source + 1, 0), 50_001)) == 1
