"""The Arrow schema of every table of a case. The columns are a contract: they keep their names and meaning."""

from __future__ import annotations

import pyarrow as pa

from sayso.link_schemas import COPIES, HELD, LINKS, ORIGIN_COUNTS, PASSAGES

_TEXT, _INT, _REAL = pa.string(), pa.int64(), pa.float64()
#: Where words stand on their page, and the words.
_PLACED = [("start", _INT), ("end", _INT), ("text", _TEXT)]
_SPAN = pa.struct(_PLACED)

PAGES = pa.schema(
    [
        ("id", _TEXT),
        ("url", _TEXT),
        ("file", _TEXT),
        ("record", _TEXT),
        ("sha256", _TEXT),
        ("fetched_at", _TEXT),
        ("media_type", _TEXT),
        ("language", _TEXT),
        ("error", _TEXT),
        ("fix", _TEXT),
        ("encoding", _TEXT),
        ("duplicate_of", _TEXT),
        ("text", _TEXT),
        ("links", pa.list_(pa.struct([*_PLACED, ("address", _TEXT)]))),
    ]
)
ARTICLES = pa.schema(
    [
        ("id", _TEXT),
        ("page_id", _TEXT),
        ("title", _TEXT),
        ("author", _TEXT),
        ("outlet", _TEXT),
        ("published", _TEXT),
        ("published_from", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("text", _TEXT),
        ("language", _TEXT),
        ("credit", _TEXT),
    ]
)
BLOCKS = pa.schema(
    [("id", _TEXT), ("page_id", _TEXT), ("article_id", _TEXT), ("role", _TEXT), ("start", _INT), ("end", _INT)]
)
_SUCCESSION = pa.struct([("name", _TEXT), ("from", _TEXT)])
_FORMER_NAME = pa.struct([("name", _TEXT), ("from", _TEXT), ("until", _TEXT)])
ENTITIES = pa.schema(
    [
        ("id", _TEXT),
        ("name", _TEXT),
        ("kind", _TEXT),
        ("aliases", pa.list_(_TEXT)),
        ("canonical_id", _TEXT),
        ("country", _TEXT),
        ("titles", pa.list_(_TEXT)),
        ("former_names", pa.list_(_FORMER_NAME)),
        ("succeeds", pa.list_(_SUCCESSION)),
    ]
)
MENTIONS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("entity_id", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("text", _TEXT),
        ("kind", _TEXT),
    ]
)
ATTRIBUTIONS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("page_id", _TEXT),
        ("speaker", _TEXT),
        ("speaker_id", _TEXT),
        ("speaker_kind", _TEXT),
        ("source", _SPAN),
        ("cue", _SPAN),
        ("content", pa.list_(_SPAN)),
        ("style", _TEXT),
        ("via", pa.list_(_TEXT)),
        ("parent_id", _TEXT),
        ("polarity", _TEXT),
        ("confidence", pa.float64()),
        ("made_by", _TEXT),
    ]
)
_EVIDENCE = pa.list_(pa.struct([("what", _TEXT), *_PLACED]))
_NAMES = pa.list_(_TEXT)
TIMES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        *_PLACED,
        ("type", _TEXT),
        ("value", _TEXT),
        ("date_from", _TEXT),
        ("date_to", _TEXT),
        ("how", _TEXT),
    ]
)
PLACES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        *_PLACED,
        ("name", _TEXT),
        ("kind", _TEXT),
        ("country", _TEXT),
        ("region", _TEXT),
        ("latitude", _REAL),
        ("longitude", _REAL),
        ("radius_km", _REAL),
        ("gazetteer_id", _TEXT),
        ("how", _TEXT),
    ]
)
EVENTS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("attribution_id", _TEXT),
        ("type", _TEXT),
        ("mode", _TEXT),
        ("trigger", _SPAN),
        ("actors", _NAMES),
        ("recipients", _NAMES),
        ("place", _TEXT),
        ("latitude", _REAL),
        ("longitude", _REAL),
        ("date_from", _TEXT),
        ("date_to", _TEXT),
        ("modality", _TEXT),
        ("killed_low", _INT),
        ("killed_high", _INT),
        ("injured_low", _INT),
        ("injured_high", _INT),
        ("victims", _TEXT),
        ("blame", _TEXT),
        ("blame_confidence", _TEXT),
        ("evidence", _EVIDENCE),
        ("confidence", _REAL),
    ]
)
CASUALTIES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("attribution_id", _TEXT),
        ("event_id", _TEXT),
        ("harm", _TEXT),
        ("victims", _TEXT),
        ("low", _INT),
        ("best", _INT),
        ("high", _INT),
        ("cumulative", pa.bool_()),
        ("date_from", _TEXT),
        ("date_to", _TEXT),
        *_PLACED,
    ]
)
CEASEFIRES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("declared", _TEXT),
        ("effective", _TEXT),
        ("ends", _TEXT),
        ("duration", _TEXT),
        ("side", _TEXT),
        ("purpose", _TEXT),
        ("area", _TEXT),
        ("parties", _NAMES),
        ("excluded", _NAMES),
        ("mediators", _NAMES),
        ("accepted_by", _NAMES),
        ("refused_by", _NAMES),
        ("violations", _NAMES),
        ("statements", _NAMES),
        ("evidence", _EVIDENCE),
    ]
)
CEASEFIRE_ACTS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("ceasefire_id", _TEXT),
        ("attribution_id", _TEXT),
        ("act", _TEXT),
        ("by", _NAMES),
        ("against", _NAMES),
        ("modality", _TEXT),
        ("date_from", _TEXT),
        ("date_to", _TEXT),
        *_PLACED,
    ]
)
LABELS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("attribution_id", _TEXT),
        ("group", _TEXT),
        ("group_id", _TEXT),
        ("label", _TEXT),
        ("speaker", _TEXT),
        ("speaker_id", _TEXT),
        *_PLACED,
    ]
)
#: Every table of a case that is exported, in the order of the data's way. The columns are a contract.
TABLES: dict[str, pa.Schema] = {
    "pages": PAGES,
    "articles": ARTICLES,
    "blocks": BLOCKS,
    "entities": ENTITIES,
    "mentions": MENTIONS,
    "attributions": ATTRIBUTIONS,
    "times": TIMES,
    "places": PLACES,
    "events": EVENTS,
    "casualties": CASUALTIES,
    "ceasefires": CEASEFIRES,
    "ceasefire_acts": CEASEFIRE_ACTS,
    "labels": LABELS,
    **LINKS,
}
#: Every table that a comparing stage finds, and every table that a case holds and can be asked for.
FOUND = {**HELD, **LINKS}
STORED = {**TABLES, **HELD}


__all__ = [
    "ARTICLES",
    "ATTRIBUTIONS",
    "BLOCKS",
    "COPIES",
    "FOUND",
    "HELD",
    "LINKS",
    "ORIGIN_COUNTS",
    "PASSAGES",
    "STORED",
    "TABLES",
]
