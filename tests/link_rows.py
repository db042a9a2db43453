"""One made-up row for every table that is found across articles, with all its columns filled."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sayso.schemas import LINKS


def links(**ids: str) -> dict[str, pa.Table]:
    """Return a row for each table. ``ids`` give the references (article_id, of_article_id, attribution_id …)."""
    own = {"quote_id": "quotes", "claim_id": "claims", "incident_id": "incidents", "record_id": "ceasefire_records"}
    known = {**{column: table + "-1" for column, table in own.items()}, **ids}
    made = {}
    for name, schema in LINKS.items():
        row = {field.name: known.get(field.name) or _value(field) for field in schema}
        made[name] = pa.Table.from_pylist([{**row, "id": f"{name}-1"}], schema=schema)
    return made


def _value(field: pa.Field) -> Any:
    kind = field.type
    if pa.types.is_list(kind):
        return [_value(kind.value_field)]
    if pa.types.is_struct(kind):
        return {part.name: _value(part) for part in kind}
    if pa.types.is_boolean(kind):
        return True
    if pa.types.is_integer(kind):
        return 3
    return 0.5 if pa.types.is_floating(kind) else f"some {field.name}"
