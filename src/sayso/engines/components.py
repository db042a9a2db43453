"""Connected components of an undirected graph, in NumPy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SCHEMA = pa.schema([("node", pa.string()), ("component", pa.string())])


def component_roots(a: NDArray[np.int64], b: NDArray[np.int64], nodes: int) -> NDArray[np.int64]:
    """Return, for each of ``nodes`` numbered nodes, the smallest number it is connected with.

    Union by smallest root with full path halving over whole arrays: every round hangs each edge's larger
    root under its smaller one, so the rounds grow with the logarithm of the longest path.
    """
    root = np.arange(nodes, dtype=np.int64)
    while a.size:
        left, right = root[a], root[b]
        open_edges = left != right
        if not open_edges.any():
            break
        a, b, left, right = a[open_edges], b[open_edges], left[open_edges], right[open_edges]
        np.minimum.at(root, np.maximum(left, right), np.minimum(left, right))
        while True:
            above = root[root]
            if np.array_equal(above, root):
                break
            root = above
    return root


def connected_components(edges: pa.Table) -> pa.Table:
    """Return ``node, component`` for ``edges`` (columns ``a``, ``b``), sorted by node; nulls are left out."""
    edges = edges.select(["a", "b"]).drop_null()
    both = pa.chunked_array([*edges["a"].chunks, *edges["b"].chunks], type=pa.string())
    distinct = pc.unique(both)
    names = distinct.take(pc.sort_indices(distinct))
    if not len(names):
        return SCHEMA.empty_table()
    a = pc.index_in(edges["a"], value_set=names).to_numpy().astype(np.int64)
    b = pc.index_in(edges["b"], value_set=names).to_numpy().astype(np.int64)
    roots = component_roots(a, b, len(names))
    return pa.table([names, names.take(pa.array(roots))], schema=SCHEMA)
