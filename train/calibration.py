"""Confidence fitted on annotated articles: a logistic regression over what the model itself believes (Platt 1999)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

_SURE = 1e-6


def fit(cue: Sequence[float], arc: Sequence[float], right: Sequence[bool]) -> list[float]:
    """Return bias and weights for the log-odds of the cue and the log of the arcs' probability.

    ``right`` tells which of the attributions the annotators would have made. Newton's method with a little ridge, so
    the result is the same on every machine.
    """
    x = np.array(
        [[1.0, _odds(c), math.log(max(a, _SURE))] for c, a in zip(cue, arc, strict=True)],
        dtype=np.float64,
    )
    y = np.array(right, dtype=np.float64)
    weights = np.zeros(3)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (p - y) + 1e-3 * weights
        hessian = x.T @ (x * (p * (1 - p))[:, None]) + 1e-3 * np.eye(3)
        weights -= np.linalg.solve(hessian, gradient)
    return [round(float(value), 4) for value in weights]


def _odds(p: float) -> float:
    p = min(max(p, _SURE), 1 - _SURE)
    return math.log(p / (1 - p))
