"""From the model's own probabilities to a confidence that means what it says (Platt 1999)."""

from __future__ import annotations

import math
from typing import Any

_SURE = 1e-6


def confidence(calibration: dict[str, Any], cue: float, arc: float) -> float:
    """Return the chance that an attribution is right as a whole, in [0, 1].

    ``cue`` and ``arc`` are the probabilities of the cue and of the spans given it. ``calibration`` holds the weights of
    a logistic regression over their log-odds and log (fitted on the development part: ``train/calibration.py``);
    without it the product counts.
    """
    if "weights" not in calibration:
        return round(cue * arc, 3)
    bias, for_cue, for_arc = calibration["weights"]
    cue = min(max(cue, _SURE), 1 - _SURE)
    score = bias + for_cue * math.log(cue / (1 - cue)) + for_arc * math.log(max(arc, _SURE))
    return round(1 / (1 + math.exp(-score)), 3)
