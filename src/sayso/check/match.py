"""One-to-one matching of gold and found items.

``best_pairs`` is the Hungarian method (Kuhn 1955; Munkres 1957) in the form with potentials and shortest
augmenting paths (Jonker and Volgenant 1987), run on each connected part of the graph by itself: the parts
of a document are small, so that the cubic cost never shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

Pair = tuple[int, int]


def best_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """Return the one-to-one pairs that are most in number and, among those, have the highest sum of scores.

    ``scores`` maps ``(gold index, found index)`` of every allowed pair to its score in (0, 1]. The answer is
    sorted and depends only on ``scores``.
    """
    return _pairs(scores, number_first=True)


def heaviest_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """Return the one-to-one pairs with the highest sum of scores, however many they are (else as ``best_pairs``)."""
    return _pairs(scores, number_first=False)


def _pairs(scores: Mapping[Pair, float], *, number_first: bool) -> list[Pair]:
    pairs: list[Pair] = []
    for part in _parts(scores):
        pairs.extend(_assign({pair: scores[pair] for pair in part}, number_first=number_first))
    return sorted(pairs)


def greedy_pairs(scores: Mapping[Pair, float]) -> list[Pair]:
    """Return one-to-one pairs taken by falling score; ties go to the lower gold index, then the lower found one."""
    pairs: list[Pair] = []
    gold_taken: set[int] = set()
    found_taken: set[int] = set()
    for gold, found in sorted(scores, key=lambda pair: (-scores[pair], pair)):
        if gold not in gold_taken and found not in found_taken:
            gold_taken.add(gold)
            found_taken.add(found)
            pairs.append((gold, found))
    return sorted(pairs)


def _parts(scores: Mapping[Pair, float]) -> list[list[Pair]]:
    """Return the allowed pairs of each connected part of the graph."""
    by_gold, by_found = defaultdict(list), defaultdict(list)
    for pair in sorted(scores):
        by_gold[pair[0]].append(pair)
        by_found[pair[1]].append(pair)
    seen: set[Pair] = set()
    parts = []
    for first in sorted(scores):
        if first in seen:
            continue
        part, waiting = [], [first]
        seen.add(first)
        while waiting:
            pair = waiting.pop()
            part.append(pair)
            for other in by_gold[pair[0]] + by_found[pair[1]]:
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
        parts.append(sorted(part))
    return parts


def _assign(scores: Mapping[Pair, float], *, number_first: bool) -> list[Pair]:
    """Return the best pairs of one part: a minimum-cost assignment on a square matrix.

    A pair that is not allowed costs 0; an allowed one costs ``-(bonus + score)``. Where the number of pairs comes
    first, the bonus exceeds any sum of scores, hence one pair more always beats better pairs; else it is 0.
    """
    golds, founds = sorted({g for g, _ in scores}), sorted({f for _, f in scores})
    n = max(len(golds), len(founds))
    bonus = float(n + 1) if number_first else 0.0
    cost = [[0.0] * n for _ in range(n)]
    for (gold, found), score in scores.items():
        cost[golds.index(gold)][founds.index(found)] = -(bonus + score)
    rows = _hungarian(cost)
    pairs = []
    for column, row in enumerate(rows):
        if row < len(golds) and column < len(founds) and (golds[row], founds[column]) in scores:
            pairs.append((golds[row], founds[column]))
    return pairs


def _hungarian(cost: list[list[float]]) -> list[int]:
    """Return for every column of a square matrix the row assigned to it, at the lowest total cost."""
    n = len(cost)
    infinite = float("inf")
    row_potential, column_potential = [0.0] * (n + 1), [0.0] * (n + 1)
    owner = [0] * (n + 1)  # the row (from 1) that holds each column (from 1); column 0 holds the row being placed
    for row in range(1, n + 1):
        owner[0] = row
        column = 0
        lowest, before, used = [infinite] * (n + 1), [0] * (n + 1), [False] * (n + 1)
        while True:
            used[column] = True
            step, following = infinite, 0
            here = owner[column]
            for j in range(1, n + 1):
                if used[j]:
                    continue
                reduced = cost[here - 1][j - 1] - row_potential[here] - column_potential[j]
                if reduced < lowest[j]:
                    lowest[j], before[j] = reduced, column
                if lowest[j] < step:
                    step, following = lowest[j], j
            for j in range(n + 1):
                if used[j]:
                    row_potential[owner[j]] += step
                    column_potential[j] -= step
                else:
                    lowest[j] -= step
            column = following
            if owner[column] == 0:
                break
        while column:
            owner[column] = owner[before[column]]
            column = before[column]
    return [row - 1 for row in owner[1:]]
