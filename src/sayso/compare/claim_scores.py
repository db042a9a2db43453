"""Score: how surely two statements make the same claim, from their words and from what they say happened.

A pair's features lie between -1 and 1 and are added up with declared weights into a probability (logistic regression;
the model of Fellegi and Sunter 1969 with dependent comparisons). A denial is the same claim with the other stance,
so stance is no feature.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.claim_blocks import F64, I64

#: The weights were fitted on the judged half of the gold that is not held out (``bench/claims.py --fit``).
WEIGHTS: Mapping[str, float] = {
    "one": -6.0,
    "held": 4.0,
    "alike": 4.0,
    "run": 1.0,
    "told": 1.0,
    "type": 0.5,
    "type_differs": -0.7,
    "place": 0.8,
    "place_differs": -1.5,
    "date": 0.8,
    "date_differs": -1.5,
    "killed": 1.0,
    "killed_differs": -0.7,
    "figures": 0.7,
    "figures_differ": -0.7,
    "apart": -1.0,
    "sort_differs": -0.7,
}
#: Places nearer than this are one as far as news tells; farther than that they are two.
NEAR_KM, FAR_KM = 12.0, 40.0
#: A publication this many days apart is as far as it gets.
LONG = 365.0
EARTH_KM = 6371.0


def overlap(a: pa.ChunkedArray, b: pa.ChunkedArray, keys: I64, told: F64) -> tuple[F64, F64, F64]:
    """Return, for lists of hashes side by side, how much the shared ones weigh and how much each side does.

    ``keys`` are the distinct hashes in order and ``told`` their weights.
    """
    left, left_sum = _weighed(a, keys, told)
    right, right_sum = _weighed(b, keys, told)
    rows = np.concatenate((left[0], right[0]))
    words = np.concatenate((left[1], right[1]))
    order = np.lexsort((words, rows))
    rows, words = rows[order], words[order]
    twice = (rows[1:] == rows[:-1]) & (words[1:] == words[:-1])
    shared = np.zeros(len(a))
    np.add.at(shared, rows[1:][twice], told[words[1:][twice]])
    return shared, left_sum, right_sum


def _weighed(lists: pa.ChunkedArray, keys: I64, told: F64) -> tuple[tuple[I64, I64], F64]:
    """Return (row, number of the key) of every hash, and what each row weighs."""
    whole = lists.combine_chunks()
    row = np.repeat(np.arange(len(whole)), np.diff(whole.offsets.to_numpy()))
    number = np.searchsorted(keys, whole.flatten().to_numpy(zero_copy_only=False).astype(np.int64))
    total = np.zeros(len(whole))
    np.add.at(total, row, told[number])
    return (row, number), total


def features(
    a: pa.Table, b: pa.Table, words: tuple[I64, F64], pairs: tuple[I64, F64], figures: tuple[I64, F64]
) -> dict[str, F64]:
    """Return the features of pairs of ``STATEMENTS``, side by side, in the order of ``WEIGHTS``.

    The others are the weights of all words, neighbouring words and figures, as ``claim_blocks.rarity`` returns them.
    """
    found = {"one": np.ones(a.num_rows)}
    shared, left, right = overlap(a["words"], b["words"], *words)
    least = np.minimum(left, right)
    found["held"] = shared / np.maximum(least, 1e-9)
    found["alike"] = 2 * shared / np.maximum(left + right, 1e-9)
    run, left, right = overlap(a["pairs"], b["pairs"], *pairs)
    found["run"] = run / np.maximum(np.minimum(left, right), 1e-9)
    # Eight rare words in common say as much as can be said.
    found["told"] = np.minimum(np.log1p(shared) / np.log(9), 1.0)
    found |= _happening(a, b)
    same, left, right = overlap(a["figures"], b["figures"], *figures)
    found["figures"] = (same > 0) * 1.0
    found["figures_differ"] = ((left > 0) & (right > 0) & (same == 0)) * 1.0
    days = _numbers(a, "day"), _numbers(b, "day")
    known = (days[0] >= 0) & (days[1] >= 0)
    gap = np.where(known, np.abs(days[0] - days[1]), 0)
    found["apart"] = np.log1p(np.minimum(gap, LONG)) / np.log1p(LONG)
    found["sort_differs"] = _differ(a, b, "sort") * 1.0
    return {name: found[name] for name in WEIGHTS}


def probability(found: Mapping[str, F64], weights: Mapping[str, float] = WEIGHTS) -> F64:
    """Return how surely each pair is one claim, 0 to 1."""
    total = sum((weight * found[name] for name, weight in weights.items()), np.zeros(len(found["one"])))
    probable: F64 = 1 / (1 + np.exp(-np.clip(total, -30, 30)))
    return probable


def _happening(a: pa.Table, b: pa.Table) -> dict[str, F64]:
    types = _known(a, "type") & _known(b, "type")
    differ = _differ(a, b, "type")
    km = apart_km(a, b)
    named = _known(a, "place") & _known(b, "place")
    same_name = named & ~_differ(a, b, "place")
    here = same_name | (km <= NEAR_KM)
    there = ~here & ((km > FAR_KM) | (named & np.isnan(km)))
    gap = days_apart(a, b)
    killed = ranges_apart(a, b, "killed")
    return {
        "type": (types & ~differ) * 1.0,
        "type_differs": (types & differ) * 1.0,
        "place": here * 1.0,
        "place_differs": there * 1.0,
        "date": (gap == 0) * 1.0,
        "date_differs": np.where(gap > 0, np.minimum(np.log1p(np.maximum(gap, 0)) / np.log1p(LONG) + 0.3, 1.0), 0.0),
        "killed": (killed == 0) * 1.0,
        "killed_differs": (killed == 1) * 1.0,
    }


def apart_km(a: pa.Table, b: pa.Table) -> F64:
    """Return how far apart the happenings lie, by the haversine formula; NaN where either is not known."""
    with np.errstate(invalid="ignore"):
        lat, other_lat = np.radians(_reals(a, "latitude")), np.radians(_reals(b, "latitude"))
        step = np.radians(_reals(b, "longitude") - _reals(a, "longitude"))
        half = np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin(step / 2) ** 2
        km: F64 = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
    return km


def days_apart(a: pa.Table, b: pa.Table) -> I64:
    """Return the days between what happened: 0 where the days meet, -1 where either is not known."""
    low, high = (_numbers(a, "first"), _numbers(b, "first")), (_numbers(a, "last"), _numbers(b, "last"))
    known = (low[0] >= 0) & (low[1] >= 0) & (high[0] >= 0) & (high[1] >= 0)
    gap = np.maximum(np.maximum(low[0] - high[1], low[1] - high[0]), 0)
    return np.where(known, gap, -1)


def ranges_apart(a: pa.Table, b: pa.Table, harm: str) -> I64:
    """Return 1 where the counts of a harm exclude each other, 0 where they meet, -1 where either is not told."""
    low = _reals(a, f"{harm}_low"), _reals(b, f"{harm}_low")
    high = _reals(a, f"{harm}_high"), _reals(b, f"{harm}_high")
    known = ~np.isnan(low[0]) & ~np.isnan(low[1])
    top = [np.where(np.isnan(value), np.inf, value) for value in high]
    with np.errstate(invalid="ignore"):
        apart = (low[0] > top[1]) | (low[1] > top[0])
    return np.where(known, apart.astype(np.int64), -1)


def _known(table: pa.Table, name: str) -> NDArray[np.bool_]:
    return np.asarray(table[name].is_valid().to_numpy(zero_copy_only=False), np.bool_)


def _differ(a: pa.Table, b: pa.Table, name: str) -> NDArray[np.bool_]:
    one, two = (np.array(table[name].to_pylist(), object) for table in (a, b))
    return np.asarray(one != two, np.bool_)


def _numbers(table: pa.Table, name: str) -> I64:
    return table[name].to_numpy().astype(np.int64)


def _reals(table: pa.Table, name: str) -> F64:
    return np.array(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
