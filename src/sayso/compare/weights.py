"""The files in ``data/evidence``: what tells who copied from whom, and how much each thing weighs.

A signal has two weights, in natural log-odds. ``copied`` is for the one that shows it having taken the passage from the
other, against the reverse; ``shared`` is for both having it from a third, against one having it from the other. Weights
of independent signals add up (naive Bayes; Good 1950, "weight of evidence").
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError

#: Beyond this a weight is certainty, which no single thing gives.
HEAVIEST = 8.0
#: What the comparing code looks for, by file.
SIGNALS: Mapping[str, tuple[str, ...]] = {
    "prior": ("none",),
    "dates": ("day_later", "time_later", "same_day"),
    "credit": ("names_other",),
    "agency": ("other_is",),
    "reports": ("beside", "elsewhere"),
    "link": ("address", "site"),
    "complete": ("breaks_off", "stitched"),
    "edits": ("attributed", "renamed", "expanded"),
    "shared": ("both_credit", "one_credits", "both_name", "third_article", "closer", "one_outlet"),
}


@dataclass(frozen=True, slots=True)
class Weight:
    """How much a signal weighs, in log-odds; ``what`` is the kind of evidence it is."""

    what: str
    copied: float
    shared: float


@dataclass(frozen=True, slots=True)
class Weights:
    """All signals by ``what.signal``, and the confidence from which a direction is given."""

    signals: Mapping[str, Weight]
    decided: float

    def __getitem__(self, name: str) -> Weight:
        """Return the weight of ``what.signal``."""
        return self.signals[name]


@data.cached
def weights() -> Weights:
    """Return the weights of the data files; raises DataError for a file that cannot be used, or that is missing."""
    files = dict(data.load("evidence"))
    signals: dict[str, Weight] = {}
    for what, names in SIGNALS.items():
        if what not in files:
            raise DataError(f"evidence/{what}.yaml: is missing; put the file of that name back")
        signals |= _file(what, names, files[what])
    decided = _number("prior", files["prior"], "decided")
    if not 0.5 <= decided < 1:
        raise DataError(f"evidence/prior.yaml: decided is {decided:g}; write a number from 0.5 to below 1")
    return Weights(signals, decided)


def _file(what: str, names: tuple[str, ...], content: dict[str, Any]) -> dict[str, Weight]:
    place, given = f"evidence/{what}.yaml", content.get("signals")
    if not isinstance(given, dict) or set(given) != set(names):
        raise DataError(f"{place}: needs 'signals' with {', '.join(names)}; see docs/data-evidence.md")
    if content.get("what") != what:
        raise DataError(f"{place}: 'what' should be {what!r}, as the file is called")
    found = {}
    for name in names:
        one = given[name]
        if not isinstance(one, dict):
            raise DataError(f"{place}: {name} should hold {{copied: NUMBER, shared: NUMBER}}")
        found[f"{what}.{name}"] = Weight(what, *(_number(f"{what}", one, key) for key in ("copied", "shared")))
    return found


def _number(stem: str, content: dict[str, Any], key: str) -> float:
    value = content.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise DataError(f"evidence/{stem}.yaml: {key} should be a number, not {value!r}")
    if abs(value) > HEAVIEST:
        raise DataError(f"evidence/{stem}.yaml: {key} is {value:g}; no weight is beyond {HEAVIEST:g}")
    return float(value)
