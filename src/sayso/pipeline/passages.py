"""Passages that articles of a case share: the first time all are compared, and after that only what is new, with the
same result.

Invariant: what is kept in the case is what the table ``passages`` was made from. Where it is missing, was made by
another version or does not fit, everything is compared again, which costs nothing but time.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare.copies import find_all
from sayso.compare.growing import Growth, grow_copies
from sayso.compare.memory import Memory, kept_articles, kept_passages
from sayso.compare.settings import CopySettings
from sayso.compare.then_and_now import Outdated
from sayso.engines import Engine
from sayso.schemas import PASSAGES

#: With more than this share of new articles, comparing everything takes about as long.
MOST_NEW = 0.2


def compare_passages(
    writer: CaseWriter, tables: Mapping[str, pa.Table], engine: Engine, *, digest: str, made_by: str
) -> None:
    """Make the table of passages what the articles of the case give, and keep what the next time needs.

    ``tables`` gives whole tables by name and is asked for them only where everything has to be compared.
    """
    settings = CopySettings()
    version = f"{made_by} {settings}"
    growth = _growth(writer, engine, settings, version)
    if growth is not None:
        writer.grow_passages(
            growth.rows,
            growth.pairs,
            growth.articles,
            growth.passages.items(),
            growth.dropped.tolist(),
            digest=digest,
            made_by=made_by,
        )
        return
    found = find_all(tables["articles"], tables["blocks"], engine=engine, settings=settings)
    writer.keep_passages(
        found.table,
        kept_articles(found.articles, found.order, found.corpus),
        kept_passages(found),
        digest=digest,
        made_by=made_by,
        kept_by=version,
    )


def _growth(writer: CaseWriter, engine: Engine, settings: CopySettings, version: str) -> Growth | None:
    """Return what changed since the last comparison, or None where that is not known."""
    if writer.kept_by() != version:
        return None
    changed = writer.changed_articles()
    if not changed:
        return Growth(PASSAGES.empty_table(), [], [], {}, np.zeros(0, np.int64))
    with Case(writer.path) as case, case.snapshot():
        kept = case.kept_articles()
        if kept is None or len(changed) > MOST_NEW * kept.num_rows:
            return None
        dropped = np.zeros(kept.num_rows, np.bool_)
        dropped[case.kept_dropped()] = True
        away = (
            np.isin(kept["id"].to_numpy(), np.array(changed, object)) if changed else np.zeros(len(dropped), np.bool_)
        )
        articles, blocks = case.some("articles", "id", changed), case.some("blocks", "article_id", changed)
        try:
            return grow_copies(
                Memory(kept, dropped, case.kept_passages),
                articles,
                blocks,
                np.flatnonzero(away & ~dropped),
                fetch=lambda ids: (case.some("articles", "id", ids), case.some("blocks", "article_id", ids)),
                engine=engine,
                settings=settings,
            )
        except Outdated:
            return None


__all__ = ["compare_passages"]
