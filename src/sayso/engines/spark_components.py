"""Connected components of an undirected graph in Spark SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pyarrow as pa

from sayso.engines.base import EngineError
from sayso.engines.components import SCHEMA

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

#: The paper proves rounds in the order of the squared logarithm of the nodes and sees far fewer; a thousand means that
#: something is wrong.
MOST_ROUNDS = 1000
#: Each node hands its smallest neighbour (or itself) to those of its neighbours that are larger than it.
_LARGE_STAR = """
    SELECT DISTINCT v AS a, m AS b FROM (
      SELECT u, v, least(u, min(v) OVER (PARTITION BY u)) AS m
      FROM (SELECT a AS u, b AS v FROM {edges} UNION ALL SELECT b AS u, a AS v FROM {edges})
    ) WHERE v > u
"""
#: Each node hands its smallest neighbour to those that are not larger than it, and to itself.
_SMALL_STAR = """
    SELECT DISTINCT x AS a, m AS b FROM (
      SELECT explode(array(u, v)) AS x, m FROM (
        SELECT u, v, min(v) OVER (PARTITION BY u) AS m
        FROM (SELECT greatest(a, b) AS u, least(a, b) AS v FROM {edges})
      )
    ) WHERE x <> m
"""
#: Nothing is left to do where every node hangs on one other, on which it hangs alone: stars, each under its smallest.
_OPEN = """
    SELECT (SELECT count(*) - count(DISTINCT a) FROM {edges})
      + (SELECT count(*) FROM {edges} AS up LEFT SEMI JOIN {edges} AS down ON up.b = down.a) AS open
"""


def connected_components(
    session: SparkSession, edges: pa.Table, *, kept: Callable[[DataFrame], DataFrame] | None = None
) -> pa.Table:
    """Return ``node, component`` for ``edges`` (columns ``a``, ``b``), sorted by node; nulls are left out.

    Alternating large-star and small-star (Kiveris et al., "Connected Components in MapReduce and Beyond", 2014): no
    step holds more than the edges of one node at a time. ``kept`` stores a round, so that a later one does not make it
    again (default: in the workers).
    """
    kept = kept or (lambda frame: frame.localCheckpoint(eager=True))
    given = edges.select(["a", "b"]).cast(pa.schema([("a", pa.string()), ("b", pa.string())])).drop_null()
    if not given.num_rows:
        return SCHEMA.empty_table()
    every = kept(session.createDataFrame(given))
    pairs = kept(session.sql("SELECT DISTINCT a, b FROM {edges} WHERE a <> b", edges=every))
    for _ in range(MOST_ROUNDS):
        large = session.sql(_LARGE_STAR, edges=pairs)
        after = kept(session.sql(_SMALL_STAR, edges=large))
        pairs.unpersist()
        pairs = after
        left = session.sql(_OPEN, edges=pairs).first()
        if left is None or not left["open"]:
            break
    else:
        raise EngineError(f"connected components are not found after {MOST_ROUNDS} rounds; please report it")
    found = session.sql(
        """
        SELECT node, coalesce(b, node) AS component
        FROM (SELECT a AS node FROM {every} UNION SELECT b FROM {every}) LEFT JOIN {pairs} ON a = node ORDER BY node
        """,
        every=every,
        pairs=pairs,
    )
    table = found.toArrow()
    every.unpersist()
    pairs.unpersist()
    return table.cast(SCHEMA)
