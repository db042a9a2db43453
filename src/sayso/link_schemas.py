"""The Arrow schema of every table that is found across articles. The columns are a contract, as in ``schemas.py``."""

from __future__ import annotations

import pyarrow as pa

_TEXT, _INT, _REAL = pa.string(), pa.int64(), pa.float64()
_NAMES = pa.list_(_TEXT)
_PLACED = [("start", _INT), ("end", _INT), ("text", _TEXT)]
#: Words on the page of an article that prove something: ``what`` names what they are evidence of.
_PROOFS = pa.list_(pa.struct([("what", _TEXT), ("article_id", _TEXT), *_PLACED]))
#: The same of copies, with how much each piece weighs for the direction, in log-odds.
_WEIGHED = pa.list_(pa.struct([("what", _TEXT), ("article_id", _TEXT), *_PLACED, ("weight", _REAL)]))

COPIES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("of_article_id", _TEXT),
        ("of_start", _INT),
        ("of_end", _INT),
        ("words", _INT),
        ("direction", _TEXT),
        ("similarity", pa.float64()),
        ("stock", pa.bool_()),
        ("confidence", _REAL),
        ("evidence", _WEIGHED),
    ]
)
#: Passages that two articles share, before it is asked who took them from whom; of two articles the larger id first.
PASSAGES = pa.schema([field for field in COPIES if field.name not in ("direction", "confidence", "evidence")])
#: How many origins stand behind something: the likeliest number, and what it may be at least and at most.
_ORIGINS = [("origins", _INT), ("origins_low", _INT), ("origins_high", _INT)]
QUOTES = pa.schema(
    [
        ("id", _TEXT),
        ("words", _TEXT),
        ("speaker", _TEXT),
        ("speaker_id", _TEXT),
        ("articles", _INT),
        ("outlets", _INT),
        ("first_published", _TEXT),
        ("first_id", _TEXT),
        ("fullest_id", _TEXT),
    ]
)
_CHANGES = pa.list_(pa.struct([("what", _TEXT), *_PLACED, ("of_start", _INT), ("of_end", _INT), ("of_text", _TEXT)]))
QUOTE_MEMBERS = pa.schema(
    [
        ("id", _TEXT),
        ("quote_id", _TEXT),
        ("attribution_id", _TEXT),
        ("article_id", _TEXT),
        ("variant", _TEXT),
        ("similarity", _REAL),
        ("changes", _CHANGES),
    ]
)
CLAIMS = pa.schema(
    [
        ("id", _TEXT),
        ("words", _TEXT),
        ("accounts", _INT),
        ("articles", _INT),
        ("outlets", _INT),
        ("first_published", _TEXT),
        ("disputed", pa.bool_()),
        *_ORIGINS,
    ]
)
CLAIM_MEMBERS = pa.schema(
    [
        ("id", _TEXT),
        ("claim_id", _TEXT),
        ("attribution_id", _TEXT),
        ("event_id", _TEXT),
        ("article_id", _TEXT),
        ("stance", _TEXT),
        ("variant", _TEXT),
        ("similarity", _REAL),
        ("why", _TEXT),
    ]
)
CONTRADICTIONS = pa.schema(
    [
        ("id", _TEXT),
        ("claim_id", _TEXT),
        ("what", _TEXT),
        ("a_member_id", _TEXT),
        ("a_value", _TEXT),
        ("b_member_id", _TEXT),
        ("b_value", _TEXT),
        ("evidence", _PROOFS),
    ]
)
CITATIONS = pa.schema(
    [
        ("id", _TEXT),
        ("kind", _TEXT),
        ("article_id", _TEXT),
        ("attribution_id", _TEXT),
        ("of_kind", _TEXT),
        ("of_name", _TEXT),
        ("of_entity_id", _TEXT),
        ("of_article_id", _TEXT),
        ("confidence", _REAL),
        ("evidence", _PROOFS),
    ]
)
ORIGINS = pa.schema(
    [
        ("id", _TEXT),
        ("subject", _TEXT),
        ("subject_id", _TEXT),
        ("kind", _TEXT),
        ("name", _TEXT),
        ("entity_id", _TEXT),
        ("article_id", _TEXT),
        ("primary", pa.bool_()),
        ("anonymous", pa.bool_()),
        ("certain", pa.bool_()),
        ("accounts", _INT),
        ("articles", pa.list_(_TEXT)),
    ]
)
RINGS = pa.schema(
    [
        ("id", _TEXT),
        ("subject", _TEXT),
        ("subject_id", _TEXT),
        ("members", pa.list_(_TEXT)),
        ("citations", pa.list_(_TEXT)),
    ]
)
ORIGIN_COUNTS = pa.schema([("id", _TEXT), ("subject", _TEXT), ("subject_id", _TEXT), *_ORIGINS])
INCIDENTS = pa.schema(
    [
        ("id", _TEXT),
        ("type", _TEXT),
        ("place", _TEXT),
        ("latitude", _REAL),
        ("longitude", _REAL),
        ("date_from", _TEXT),
        ("date_to", _TEXT),
        ("killed_low", _INT),
        ("killed_high", _INT),
        ("injured_low", _INT),
        ("injured_high", _INT),
        ("blamed", _NAMES),
        ("grade", _TEXT),
        ("grade_rule", _TEXT),
        ("articles", _INT),
        ("outlets", _INT),
        *_ORIGINS,
    ]
)
ACCOUNTS = pa.schema(
    [
        ("id", _TEXT),
        ("incident_id", _TEXT),
        ("event_id", _TEXT),
        ("article_id", _TEXT),
        ("similarity", _REAL),
        ("why", _TEXT),
    ]
)
CEASEFIRE_RECORDS = pa.schema(
    [
        ("id", _TEXT),
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
        ("articles", _INT),
        ("outlets", _INT),
        *_ORIGINS,
    ]
)
CEASEFIRE_ACCOUNTS = pa.schema(
    [
        ("id", _TEXT),
        ("record_id", _TEXT),
        ("ceasefire_id", _TEXT),
        ("article_id", _TEXT),
        ("similarity", _REAL),
        ("why", _TEXT),
    ]
)
NAMING = pa.schema(
    [
        ("id", _TEXT),
        ("group", _TEXT),
        ("group_id", _TEXT),
        ("family", _TEXT),
        ("voice_kind", _TEXT),
        ("voice", _TEXT),
        ("voice_id", _TEXT),
        ("label", _TEXT),
        ("load", _TEXT),
        ("times", _INT),
        ("articles", _INT),
        ("first", _TEXT),
        ("last", _TEXT),
        ("months", pa.list_(pa.struct([("month", _TEXT), ("times", _INT)]))),
        ("label_id", _TEXT),
    ]
)
#: What a case holds between one comparing stage and the next, and does not export.
HELD = {"passages": PASSAGES}
#: What is found across articles, in the order in which it is found. Made again from the other tables as a whole.
LINKS: dict[str, pa.Schema] = {
    "copies": COPIES,
    "quotes": QUOTES,
    "quote_members": QUOTE_MEMBERS,
    "claims": CLAIMS,
    "claim_members": CLAIM_MEMBERS,
    "contradictions": CONTRADICTIONS,
    "incidents": INCIDENTS,
    "accounts": ACCOUNTS,
    "ceasefire_records": CEASEFIRE_RECORDS,
    "ceasefire_accounts": CEASEFIRE_ACCOUNTS,
    "citations": CITATIONS,
    "origins": ORIGINS,
    "origin_counts": ORIGIN_COUNTS,
    "rings": RINGS,
    "naming": NAMING,
}
