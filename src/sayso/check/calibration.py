"""Whether confidence means what it says: of attributions with confidence .7, seven in ten should be right.

The expected calibration error (Naeini, Cooper and Hauskrecht 2015): found attributions are put into ten bins of equal
mass by confidence; the error is the mean distance between a bin's mean confidence and its share of right ones.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from sayso.check.counts import Counts
from sayso.check.match import best_pairs
from sayso.check.metrics import LINKED_F1, content_scores, linked_pairs
from sayso.check.nouns import GoldAttribution
from sayso.check.spans import character_f1

BINS = 10

Marked = Sequence[GoldAttribution]


def right_ones(gold: Marked, found: Marked, fields: Collection[str]) -> set[int]:
    """Return the numbers of the found attributions that are right: linked with a gold one.

    Where the gold does not anchor sources and cues, a content with character F1 of .8 or more is enough.
    """
    if "linked" in fields:
        return {j for _, j in linked_pairs(gold, found)}
    return {j for _, j in best_pairs(content_scores(gold, found, character_f1, LINKED_F1))}


def calibration_counts(documents: Sequence[tuple[Marked, Marked]], fields: Collection[str]) -> list[Counts]:
    """Return for each document ``(gold, found)`` the counts of every bin: items, sum of confidence, right ones.

    The bins are made once over all documents, of equal mass as far as ties allow: attributions of the same confidence
    share a bin, that of the middle one of them.
    """
    known = [
        [(j, one.confidence) for j, one in enumerate(found) if one.confidence is not None] for _, found in documents
    ]
    everything = np.array([confidence for one in known for _, confidence in one], dtype=np.float64)
    levels, first, times = np.unique(np.sort(everything), return_index=True, return_counts=True)
    middle = first + (times - 1) / 2
    bins = dict(zip(levels.tolist(), (middle * BINS / max(len(everything), 1)).astype(int).tolist(), strict=True))
    rows = []
    for (gold, found), items in zip(documents, known, strict=True):
        right = right_ones(gold, found, fields)
        sums = np.zeros((BINS, 3))
        for j, confidence in items:
            sums[bins[float(confidence)]] += (1.0, confidence, float(j in right))
        rows.append(tuple(sums.ravel().tolist()))
    return rows
