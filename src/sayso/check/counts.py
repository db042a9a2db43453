"""From counts to scores: what every metric is made of, and how sure it is.

A metric is a function of counts that are added up over documents (micro average). Counts are kept per document, so that
a confidence interval can be drawn by resampling documents (``intervals``).

The forms, with the columns of counts that each is made of:

- ``f1``, ``share``, ``precision``: ``(right, gold, found)``; ``2 right / (gold + found)``, ``right / gold``,
  ``right / found``.
- ``two_sided``: ``(right by gold, gold, right by found, found)``, for metrics whose two sides count differently; the
  harmonic mean of both shares.
- ``mean_of_three``: three times ``two_sided``; the mean of the three.
- ``calibration``: for each bin ``(items, sum of confidence, right)``; how far confidence is from being right, weighted
  by items. The only one that is better when lower.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Counts = tuple[float, ...]
Form = Literal["f1", "share", "precision", "two_sided", "mean_of_three", "calibration"]
#: The counts a metric is made of, how, what the gold must annotate for it, its name for people.
Metric = tuple[str, Form, str, str]

RESAMPLES = 1000
SEED = 20180507  # any fixed number: the interval must be the same again
#: Fewer documents than this give no interval: resampling three documents shows nothing but those three.
FEWEST_DOCUMENTS = 5
#: Metrics in which a rise is a step back.
LOWER_IS_BETTER = frozenset({"calibration_error", "median_km"})


def value(counts: NDArray[np.float64], form: Form) -> NDArray[np.float64]:
    """Return the score of each row of counts (the last axis); not a number where nothing could be scored."""
    with np.errstate(invalid="ignore", divide="ignore"):
        if form == "calibration":
            bins = counts.reshape(*counts.shape[:-1], -1, 3)
            above, below = np.abs(bins[..., 1] - bins[..., 2]).sum(axis=-1), bins[..., 0].sum(axis=-1)
        elif form == "mean_of_three":
            return np.asarray(_two_sided(counts.reshape(*counts.shape[:-1], 3, 4)).mean(axis=-1), dtype=np.float64)
        elif form == "two_sided":
            return _two_sided(counts)
        else:
            right, gold, found = counts[..., 0], counts[..., 1], counts[..., 2]
            above, below = {"f1": (2 * right, gold + found), "share": (right, gold), "precision": (right, found)}[form]
        return np.asarray(np.where(below > 0, above / below, np.nan), dtype=np.float64)


def _two_sided(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    gold_right, gold, found_right, found = (counts[..., column] for column in range(4))
    recall = np.where(gold > 0, gold_right / gold, 0.0)
    precision = np.where(found > 0, found_right / found, 0.0)
    both = recall + precision
    score = np.where(both > 0, 2 * recall * precision / both, 0.0)
    return np.asarray(np.where(gold + found > 0, score, np.nan), dtype=np.float64)


def items(sums: NDArray[np.float64], form: Form) -> int:
    """Return how many items a score is a share of: gold ones; found ones for a precision and for calibration."""
    if form == "calibration":
        return int(sums[0::3].sum())
    # In the mean of MUC, B-cubed and CEAF, only the one in the middle counts mentions; the others links and chains.
    return int(sums[{"precision": 2, "mean_of_three": 5}.get(form, 1)])


def intervals(
    counts: Mapping[str, NDArray[np.float64]],
    metrics: Mapping[str, Metric],
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> dict[str, tuple[float, float]]:
    """Return 95 % confidence intervals by percentile bootstrap over documents (Efron and Tibshirani 1993, ch. 13).

    ``counts`` maps a name to documents × columns, all with the same documents. Each resample draws as many documents
    with replacement, the same ones for every metric. Keys of the answer are those of ``metrics`` whose counts are
    there; resamples without a denominator are left out.
    """
    documents = len(next(iter(counts.values()), ()))
    if documents < FEWEST_DOCUMENTS:
        return {}
    random = np.random.default_rng(seed)
    # How often each document is drawn in each resample: one matrix product then gives every resample's sums.
    weights = random.multinomial(documents, np.full(documents, 1 / documents), size=resamples).astype(np.float64)
    found = {}
    sums = {name: weights @ table for name, table in counts.items()}
    for metric, (name, form, _, _) in metrics.items():
        if name in sums:
            scores = value(sums[name], form)
            scores = scores[~np.isnan(scores)]
            if scores.size:
                low, high = np.percentile(scores, [2.5, 97.5])
                found[metric] = (float(low), float(high))
    return found
