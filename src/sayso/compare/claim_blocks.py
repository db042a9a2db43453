"""Block: which statements are worth comparing, by the rare words and the happening that they have in common.

Statements of the same words about the same happening in the same week are compared once, by the first of them. The rest
is SQL over (statement, key): the statements of a key stand in the order of time, and each meets the next few, so that
work grows in step with the pile however often something is told. This is the sorted neighbourhood method (Hernández and
Stolfo 1995) with keys for blocks.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import F64, I64
from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.engine import Engine
from sayso.compare.statement_words import hash_of

#: Keys of neighbouring words are rarer than the words and mostly say the same again, so they weigh half.
PAIR_WEIGHT = 0.5
#: Places of one name may lie anywhere, so a happening's place is a cell of a tenth of a degree (about ten kilometres)
#: where the article tells where it lies.
CELL = 10
#: Weights are summed as millionths, because sums of whole numbers are the same in any order.
WHOLE = 1_000_000
_SQL = """
WITH sized AS (
  SELECT key AS sized_key, COUNT(*) AS size FROM postings GROUP BY key HAVING COUNT(*) BETWEEN 2 AND {too_common}
), ranked AS (
  SELECT statement, key, weight, ROW_NUMBER() OVER (PARTITION BY key ORDER BY statement) AS place
  FROM postings JOIN sized ON key = sized_key
), reaching AS (
  SELECT statement AS a, key AS a_key, place + step AS reached FROM ranked CROSS JOIN steps
)
SELECT a, statement AS b, CAST(SUM(weight) AS BIGINT) AS shared
FROM reaching JOIN ranked ON key = a_key AND place = reached
GROUP BY a, statement ORDER BY a, b
"""


def rarity(words: pa.ChunkedArray) -> tuple[I64, F64]:
    """Return the distinct hashes in lists of them, sorted, and how much each tells: 0 for what all have, below 1.

    This is the inverse document frequency (Spärck Jones 1972), as a share of the greatest there can be.
    """
    flat = words.combine_chunks().flatten().to_numpy(zero_copy_only=False).astype(np.int64)
    keys, counts = np.unique(flat, return_counts=True)
    total = max(len(words), 2)
    return keys, np.log(1 + total / counts) / np.log(1 + total)


def first_of_equals(table: pa.Table) -> I64:
    """Return for each statement the first of the same words, happening and week (itself, for most)."""
    cells = [table[name].to_pylist() for name in ("sequence", "type", "place", "first", "last", "stance")]
    seen: dict[tuple[object, ...], int] = {}
    weeks = [day // 7 for day in table["day"].to_pylist()]
    found = [seen.setdefault(cell, number) for number, cell in enumerate(zip(*cells, weeks, strict=True))]
    return np.array(found, np.int64)


def candidates(table: pa.Table, chosen: I64, *, engine: Engine, settings: ClaimSettings) -> tuple[I64, I64]:
    """Return pairs of the ``chosen`` statements (numbers of rows of ``STATEMENTS``) that are worth comparing, sorted.

    Nothing is compared with nothing but what it shares a key with; see ``ClaimSettings`` for what a bound leaves out.
    """
    postings, mass = _postings(table, chosen, settings)
    steps = pa.table({"step": pa.array(range(1, settings.window + 1), pa.int64())})
    sql = _SQL.format(too_common=int(settings.too_common))
    found = engine.query(sql, {"postings": postings, "steps": steps})
    a, b = (found[name].to_numpy().astype(np.int64) for name in ("a", "b"))
    shared = found["shared"].to_numpy() / WHOLE / np.maximum(np.minimum(mass[a], mass[b]), 1e-9)
    kept = shared >= settings.min_shared
    a, b, shared = a[kept], b[kept], shared[kept]
    kept = _best(a, b, shared, settings.partners) | _best(b, a, shared, settings.partners)
    return a[kept], b[kept]


def _best(a: I64, b: I64, shared: F64, most: int) -> NDArray[np.bool_]:
    """Return which pairs are among the ``most`` best of their first side."""
    order = np.lexsort((b, -shared, a))
    begins = np.flatnonzero(np.append([True], a[order][1:] != a[order][:-1])[: len(order)])
    sizes = np.diff(np.append(begins, len(order)))
    rank = np.arange(len(order)) - np.repeat(begins, sizes)
    kept = np.zeros(len(order), np.bool_)
    kept[order[rank < most]] = True
    return kept


def _postings(table: pa.Table, chosen: I64, settings: ClaimSettings) -> tuple[pa.Table, F64]:
    """Return the keys of the chosen statements with their weights, and how much all keys of each statement weigh."""
    rows = table.take(pa.array(chosen))
    words = _rarest(rows["words"], settings.rarest)
    pairs = _rarest(rows["pairs"], settings.rarest)
    events = _event_keys(rows)
    statement = np.concatenate((words[0], pairs[0], events[0]))
    key = np.concatenate((words[1], pairs[1], events[1]))
    weight = np.concatenate((words[2], PAIR_WEIGHT * pairs[2], events[2]))
    mass = np.zeros(table.num_rows)
    np.add.at(mass, chosen[words[0]], words[2])
    parts = np.rint(weight * WHOLE).astype(np.int64)
    return pa.table({"statement": chosen[statement], "key": key, "weight": parts}), mass


def _rarest(lists: pa.ChunkedArray, most: int) -> tuple[I64, I64, F64]:
    """Return (row, key, rarity) of the ``most`` rarest keys of each row."""
    keys, told = rarity(lists)
    whole = lists.combine_chunks()
    row = np.repeat(np.arange(len(whole)), np.diff(whole.offsets.to_numpy()))
    key = whole.flatten().to_numpy(zero_copy_only=False).astype(np.int64)
    weight = told[np.searchsorted(keys, key)] if len(keys) else np.zeros(0)
    order = np.lexsort((key, -weight, row))
    row, key, weight = row[order], key[order], weight[order]
    begins = np.searchsorted(row, np.arange(len(whole)))
    kept = np.arange(len(row)) - begins[row] < most
    return row[kept], key[kept], weight[kept]


def _event_keys(rows: pa.Table) -> tuple[I64, I64, F64]:
    """Return (row, key, weight) of what each event is: where and when, what and where and when, how many and when."""
    names = ("type", "place", "latitude", "longitude", "first", "last", "killed_low")
    found: list[tuple[int, int]] = []
    for row, (kind, place, lat, lon, first, last, killed) in enumerate(
        zip(*(rows[name].to_pylist() for name in names), strict=True)
    ):
        if kind is None or first < 0 or last - first > 1:
            continue
        where = f"{round(lat * CELL)} {round(lon * CELL)}" if lat is not None and lon is not None else place
        for day in range(first, last + 1):
            if where is not None:
                found.append((row, hash_of(f"{kind}\x1f{where}\x1f{day}")))
            if killed is not None:
                found.append((row, hash_of(f"{kind}\x1f{killed}\x1f{day}")))
    row_array = np.array([row for row, _ in found], np.int64)
    # As much as one of the rarest words.
    return row_array, np.array([key for _, key in found], np.int64), np.ones(len(found))
