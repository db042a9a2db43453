"""Who speaks for whom: a ministry and its spokesman say one thing, and pages name either.

Nobody keeps a list of that, but sources tell: *Harbour Ministry spokeswoman Ana Lund* is a source whose speaker is a
person and in which a body is named. Whoever was once called so counts as a voice of that body, all over the case.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.arrays import I64
from sayso.compare.engine import Engine

#: Bodies that a person speaks for; an outlet in a source is whom the person spoke to.
BODIES = ("organisation", "group")
#: So many bodies a person at most, those named most often: one who is named with many speaks for none of them.
MOST = 3
_VOICES = """
SELECT person, body, count(*) AS times
FROM sources JOIN named ON sources.article_id = named.article_id
WHERE named."start" >= sources."start" AND named."end" <= sources."end" AND body <> person
GROUP BY person, body ORDER BY person, times DESC, body
"""


def voices_of_bodies(
    attributions: pa.Table, voice: I64, mentions: pa.Table, goes_by: pa.Table, engine: Engine
) -> tuple[I64, I64]:
    """Return persons and the bodies they speak for, as numbers, sorted.

    ``voice`` are the numbers of the attributions' speakers, -1 for none; ``goes_by`` has the number of every entity:
    ``id``, ``number``.
    """
    source = attributions["source"].combine_chunks()
    told = pa.table(
        {
            "article_id": attributions["article_id"],
            "start": pc.struct_field(source, "start"),
            "end": pc.struct_field(source, "end"),
            "person": pa.array(voice),
        }
    )
    person = pc.and_(pc.equal(attributions["speaker_kind"], "person"), pc.is_valid(told["start"]))
    sources = told.filter(pc.and_(person, pc.greater_equal(told["person"], 0)))
    bodies = mentions.filter(pc.is_in(mentions["kind"], value_set=pa.array(BODIES)))
    number = goes_by["number"].take(pc.index_in(bodies["entity_id"], value_set=goes_by["id"].combine_chunks()))
    named = bodies.select(["article_id", "start", "end"]).append_column("body", number).drop_null()
    found = engine.query(_VOICES, {"sources": sources, "named": named})
    persons, whom = (found[name].to_numpy().astype(np.int64) for name in ("person", "body"))
    first = np.searchsorted(persons, persons)
    kept = np.arange(len(persons)) - first < MOST
    order = np.lexsort((whom[kept], persons[kept]))
    return persons[kept][order], whom[kept][order]
