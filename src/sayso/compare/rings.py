"""Strongly connected components of a small directed graph, by Tarjan's algorithm (1972) without recursion."""

from __future__ import annotations

from sayso.compare.arrays import I64


def components(source: I64, target: I64, nodes: int) -> list[list[int]]:
    """Return the components of the nodes 0 to ``nodes`` - 1, each sorted, sorted by first member.

    The time taken grows with nodes and edges.
    """
    onward: list[list[int]] = [[] for _ in range(nodes)]
    for one, other in zip(source.tolist(), target.tolist(), strict=True):
        onward[one].append(other)
    order, low = [-1] * nodes, [0] * nodes
    waiting: list[int] = []
    held = [False] * nodes
    found: list[list[int]] = []
    count = 0
    for first in range(nodes):
        if order[first] >= 0:
            continue
        path = [(first, 0)]
        while path:
            node, place = path.pop()
            if place == 0:
                order[node] = low[node] = count
                count += 1
                waiting.append(node)
                held[node] = True
            elif held[onward[node][place - 1]]:
                low[node] = min(low[node], low[onward[node][place - 1]])
            while place < len(onward[node]):
                other = onward[node][place]
                place += 1
                if order[other] < 0:
                    path += [(node, place), (other, 0)]
                    break
                if held[other]:
                    low[node] = min(low[node], order[other])
            else:
                if low[node] == order[node]:
                    ring: list[int] = []
                    while not ring or ring[-1] != node:
                        ring.append(waiting.pop())
                        held[ring[-1]] = False
                    found.append(sorted(ring))
    return sorted(found)
