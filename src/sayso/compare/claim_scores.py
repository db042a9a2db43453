"""Score: how surely two statements make the same claim, from their words and from what they say happened.

A pair's features lie between -1 and 1 and are added up with declared weights into a probability (logistic regression;
the model of Fellegi and Sunter 1969 with dependent comparisons). A denial is the same claim with the other stance,
so stance is no feature.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import F64, I64, kilometres
from sayso.compare.claim_blocks import rarity

#: The weights were fitted on the judged half of the gold that is not held out (``bench/claims.py --fit``).
WEIGHTS: Mapping[str, float] = {
    "one": -3.5,
    "held": 1.0,
    "alike": 3.3,
    "plain": 0.1,
    "run": 0.9,
    "told": 1.9,
    "type": 0.1,
    "type_differs": 0.0,
    "place": 0.8,
    "place_differs": -1.4,
    "date": 1.0,
    "date_differs": -1.5,
    "happening": 1.3,
    "killed": 1.3,
    "killed_meets": -0.1,
    "killed_differs": -1.6,
    "figures": 0.9,
    "figures_differ": -0.8,
    "apart": -1.9,
    "alike_apart": -1.5,
    "sort_differs": -0.2,
}
#: Places nearer than this are one as far as news tells; farther than that they are two.
NEAR_KM, FAR_KM = 12.0, 40.0
#: Within a region or country of this reach or more, two places have little in common.
WIDE_KM = 60.0
#: A publication this many days apart is as far as it gets.
LONG = 365.0


#: The lists of ``STATEMENTS`` that are compared by how rare their members are.
WEIGHED = ("words", "plain", "pairs")


def weighed(table: pa.Table) -> pa.Table:
    """Return ``STATEMENTS`` with a list of weights beside each list that is compared (``words_told`` …).

    What all other steps need to know of the whole pile stands in these columns.
    """
    for name in WEIGHED:
        lists = table[name].combine_chunks()
        keys, told = rarity(table[name])
        flat = lists.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
        weights = told[np.searchsorted(keys, flat)] if len(keys) else np.zeros(0)
        offsets = lists.offsets.to_numpy()
        made = pa.ListArray.from_arrays(pa.array(offsets - offsets[:1]), pa.array(weights))
        table = table.append_column(f"{name}_told", made)
    return table


def overlap(a: pa.Table, b: pa.Table, name: str) -> tuple[F64, F64, F64]:
    """Return, for lists side by side, how much the members that both have weigh, and how much each side does."""
    left, right = _listed(a, name), _listed(b, name)
    rows, keys = (np.concatenate((left[side], right[side])) for side in (0, 1))
    told = np.concatenate((left[2], right[2]))
    order = np.lexsort((keys, rows))
    rows, keys, told = rows[order], keys[order], told[order]
    twice = (rows[1:] == rows[:-1]) & (keys[1:] == keys[:-1])
    count = a.num_rows
    return (
        _summed(rows[1:][twice], told[1:][twice], count),
        _summed(left[0], left[2], count),
        _summed(right[0], right[2], count),
    )


def _summed(rows: I64, weights: F64, count: int) -> F64:
    return np.asarray(np.bincount(rows, weights=weights, minlength=count), np.float64)


def _listed(table: pa.Table, name: str) -> tuple[I64, I64, F64]:
    """Return (row, key, weight) of every member of a list column; what has no weights weighs 1."""
    whole = table[name].combine_chunks()
    row = np.repeat(np.arange(len(whole)), np.diff(whole.offsets.to_numpy()))
    key = whole.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
    if f"{name}_told" not in table.column_names:
        return row, key, np.ones(len(key))
    return row, key, table[f"{name}_told"].combine_chunks().flatten().to_numpy(zero_copy_only=False)


def features(a: pa.Table, b: pa.Table) -> dict[str, F64]:
    """Return the features of pairs of ``weighed`` statements, side by side, in the order of ``WEIGHTS``."""
    found = {"one": np.ones(a.num_rows)}
    shared, left, right = overlap(a, b, "words")
    least = np.minimum(left, right)
    found["held"] = shared / np.maximum(least, 1e-9)
    found["alike"] = 2 * shared / np.maximum(left + right, 1e-9)
    bare, left, right = overlap(a, b, "plain")
    found["plain"] = bare / np.maximum(np.minimum(left, right), 1e-9)
    run, left, right = overlap(a, b, "pairs")
    found["run"] = run / np.maximum(np.minimum(left, right), 1e-9)
    # Eight rare words in common say as much as can be said.
    found["told"] = np.minimum(np.log1p(shared) / np.log(9), 1.0)
    found |= _happening(a, b)
    same, left, right = overlap(a, b, "figures")
    found["figures"] = (same > 0) * 1.0
    found["figures_differ"] = ((left > 0) & (right > 0) & (same == 0)) * 1.0
    days = _numbers(a, "day"), _numbers(b, "day")
    known = (days[0] >= 0) & (days[1] >= 0)
    gap = np.where(known, np.abs(days[0] - days[1]), 0)
    found["apart"] = np.log1p(np.minimum(gap, LONG)) / np.log1p(LONG)
    # Much the same words long after are a standing phrase, or the same thing told again; the weights decide.
    found["alike_apart"] = found["alike"] * found["apart"]
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
    reach = np.fmax(np.nan_to_num(_reals(a, "radius")), np.nan_to_num(_reals(b, "radius")))
    here = same_name | (km <= np.maximum(NEAR_KM, np.minimum(reach, WIDE_KM)))
    there = ~here & ((km > np.maximum(FAR_KM, reach)) | (named & np.isnan(km)))
    gap = days_apart(a, b)
    killed = ranges_apart(a, b, "killed")
    equal = (killed == 0) & (_reals(a, "killed_low") == _reals(b, "killed_low"))
    return {
        "type": (types & ~differ) * 1.0,
        "type_differs": (types & differ) * 1.0,
        "place": here * 1.0,
        "place_differs": there * 1.0,
        "date": (gap == 0) * 1.0,
        # A day off may be a slip of the clock or of the reader; two are another day.
        "date_differs": np.select([gap == 1, gap > 1], [0.4, 1.0], 0.0),
        "happening": (types & ~differ & here & (gap == 0)) * 1.0,
        "killed": equal * 1.0,
        "killed_meets": ((killed == 0) & ~equal) * 1.0,
        "killed_differs": (killed == 1) * 1.0,
    }


def apart_km(a: pa.Table, b: pa.Table) -> F64:
    """Return how far apart the happenings lie, in kilometres; NaN where either is not known."""
    return kilometres(*(_reals(table, name) for table in (a, b) for name in ("latitude", "longitude")))


def days_apart(a: pa.Table, b: pa.Table) -> I64:
    """Return the days between what happened: 0 where the days meet, -1 where either is not known."""
    low = [_numbers(table, "first") for table in (a, b)]
    high = [_numbers(table, "last") for table in (a, b)]
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
    differs = pc.not_equal(a[name], b[name])
    return np.asarray(pc.fill_null(differs, True).to_numpy(zero_copy_only=False), np.bool_)


def _numbers(table: pa.Table, name: str) -> I64:
    return np.asarray(table[name].to_numpy(), np.int64)


def _reals(table: pa.Table, name: str) -> F64:
    return np.array(table[name].cast(pa.float64()).to_numpy(zero_copy_only=False), np.float64)
