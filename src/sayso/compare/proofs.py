"""Proofs: the words that tell something, gathered as columns and handed out as a list a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import I64


class Proofs:
    """Gathers proofs, each of one group (a pair of articles, an edge). The order of adding does not matter."""

    def __init__(self, kind: pa.DataType) -> None:
        """``kind`` is the type of a proof: a struct of what, article_id, start, end, text, and perhaps weight."""
        self._kind = kind
        self._names = [field.name for field in kind]
        self._groups: list[I64] = []
        self._columns: dict[str, list[pa.Array]] = {name: [] for name in self._names}
        self._rows: list[tuple[Any, ...]] = []

    def add(self, groups: I64 | Sequence[int], **columns: Any) -> None:
        """Add proofs by column; a column may be one value for all. Columns that are not given are empty."""
        groups = np.asarray(groups, np.int64)
        if not len(groups):
            return
        self._groups.append(groups)
        for field in self._kind:
            given = columns.get(field.name)
            if given is None or isinstance(given, str | int | float):
                values = pa.repeat(pa.scalar(given, field.type), len(groups))
            else:
                values = pa.array(given, field.type, from_pandas=False)
            self._columns[field.name].append(values)

    def add_one(self, group: int, *values: Any) -> None:
        """Add one proof by its values, in the order of its kind."""
        self._rows.append((group, *values))

    def lists(self, count: int) -> pa.ListArray:
        """Return the proofs of the groups 0 to ``count`` - 1, each group's sorted by column from left to right."""
        if self._rows:
            rows, self._rows = self._rows, []
            numbers, *columns = zip(*rows, strict=True)
            self.add(numbers, **dict(zip(self._names, map(list, columns), strict=True)))
        if not self._groups:
            return pa.ListArray.from_arrays(pa.array(np.zeros(count + 1, np.int32)), pa.array([], self._kind))
        groups = np.concatenate(self._groups)
        table = pa.table(
            [pa.array(groups)] + [pa.chunked_array(self._columns[name]).combine_chunks() for name in self._names],
            names=["group", *self._names],
        )
        table = table.sort_by([(name, "ascending") for name in ("group", *self._names)])
        offsets = np.searchsorted(table["group"].to_numpy(), np.arange(count + 1)).astype(np.int32)
        struct = pa.StructArray.from_arrays(
            [table[name].combine_chunks() for name in self._names], fields=list(self._kind)
        )
        return pa.ListArray.from_arrays(pa.array(offsets), struct)
