"""Where the work runs, by the name that the command line gives it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sayso.engines import Engine, EngineError, Local

ENGINES = ("local", "spark")


@contextmanager
def engine_named(name: str, *, workers: int | None = None, master: str | None = None) -> Iterator[Engine]:
    """Hand out the engine ``local`` (with ``workers`` processes) or ``spark`` (on ``master``, default ``local[*]``).

    Raises EngineError for options of the other engine.
    """
    if name == "spark":
        if workers is not None:
            raise EngineError("--workers is for one machine; with --engine spark give --master local[N], or a cluster")
        from sayso.engines.spark import Spark  # noqa: PLC0415 (needs an extra)

        with Spark(master or "local[*]") as spark:
            yield spark
        return
    if name != "local":
        raise EngineError(f"no engine {name!r}; there are {', '.join(ENGINES)}")
    if master is not None:
        raise EngineError("--master is Spark's; add --engine spark")
    with Local(workers) as local:
        yield local
