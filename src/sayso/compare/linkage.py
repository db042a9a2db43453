"""Score: record linkage after Fellegi and Sunter (1969), with levels and probabilities that are data.

Two records are compared in several ways; each comparison comes out at one level, and each level has two probabilities:
how often it is seen between records of one thing (``m``) and between records of two things that share a block (``u``).
The weights log2(m / u) add up, with the prior odds, to the log2 of the odds that the two records are one thing. The
files in ``data/linkage`` hold the numbers, so a person can read, judge and change why anything was joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import Any, TypeGuard

import numpy as np

from sayso import data
from sayso.compare.arrays import F64, I8, Flags
from sayso.data import DataError

#: What a level tells in words only counts as a reason from this weight on: twice as likely as not.
TELLING = 1.0
#: So many reasons are told, the weightiest first: more is not read.
REASONS = 4


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: its weight in bits and, where it can be a reason, the words for it."""

    name: str
    weight: float
    why: str | None


@dataclass(frozen=True, slots=True)
class Model:
    """A file of ``data/linkage``. ``prior`` is the log2 of the odds before anything is compared."""

    prior: float
    comparisons: dict[str, tuple[Level, ...]]

    def weigh(self, levels: Mapping[str, I8]) -> F64:
        """Return the log2 odds of pairs, given the number of the level of every comparison for each pair."""
        total = np.full(len(next(iter(levels.values()))), self.prior)
        for name, found in levels.items():
            total += np.array([level.weight for level in self.comparisons[name]])[found]
        return total

    def reasons(self, levels: Mapping[str, int]) -> str:
        """Return what speaks for a link in words, the weightiest first; empty where nothing weighs enough."""
        told = [self.comparisons[name][number] for name, number in levels.items()]
        told = sorted((one for one in told if one.why and one.weight >= TELLING), key=lambda one: -one.weight)
        return ", ".join(str(one.why) for one in told[:REASONS])


def probability(weights: F64) -> F64:
    """Return the probabilities that log2 odds stand for; capped, so that no power overflows."""
    return 1.0 / (1.0 + np.exp2(-np.clip(weights, -60.0, 60.0)))


def pick(levels: Sequence[str], conditions: Sequence[tuple[str, Flags]], otherwise: str) -> I8:
    """Return for each pair the number, in ``levels``, of the level of the first condition that holds."""
    masks = [mask for _, mask in conditions]
    numbers = [levels.index(name) for name, _ in conditions]
    return np.select(masks, numbers, levels.index(otherwise)).astype(np.int8)


def told_why(other: Mapping[str, Any], reasons: str, *, whom: str | None = None) -> str:
    """Return why something is joined with ``other``, which goes by ``whom``, or by its outlet and its day."""
    if whom is None:
        whom = ", ".join(part for part in (other["outlet"], (other["published"] or "")[:10]) if part)
    return f"with {whom or 'an article'}: {reasons or 'much that weighs little by itself'}"


def model(kind: str, wanted: Mapping[str, Sequence[str]]) -> Model:
    """Return the linkage model of a kind of records, with the levels in the order of ``wanted``.

    ``wanted`` names the levels that the code can tell apart, by comparison. Raises DataError where the file lacks or
    has others, or holds no probabilities.
    """
    for file, content in data.load("linkage"):
        if content.get("of") == kind:
            return _model(f"data/linkage/{file}.yaml", content, wanted)
    raise DataError(f"data/linkage: no file has 'of: {kind}'; put the package's own back")


def _model(place: str, content: dict[str, Any], wanted: Mapping[str, Sequence[str]]) -> Model:
    given, prior = content.get("comparisons"), content.get("prior")
    if not _probable(prior) or not isinstance(given, dict) or set(given) != set(wanted):
        raise DataError(
            f"{place}: needs a 'prior' between 0 and 1, and as 'comparisons' exactly {', '.join(sorted(wanted))}"
        )
    made = {}
    for name, levels in wanted.items():
        found = given[name]
        if not isinstance(found, dict) or set(found) != set(levels):
            raise DataError(f"{place}: the levels of {name!r} should be exactly {', '.join(levels)}")
        made[name] = tuple(_level(place, f"{name}: {level}", level, found[level]) for level in levels)
    return Model(log2(float(prior) / (1 - float(prior))), made)


def _level(place: str, told: str, name: str, given: Any) -> Level:
    given = given if isinstance(given, dict) else {}
    m, u, why = given.get("m"), given.get("u"), given.get("why")
    words = why is None or isinstance(why, str)
    if not _probable(m) or not _probable(u) or not words or not set(given) <= {"m", "u", "why"}:
        raise DataError(f"{place}: {told!r} should be as in {{m: 0.5, u: 0.1, why: 'the same day'}}")
    return Level(name, log2(float(m) / float(u)), why)


def _probable(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1
