"""Accounts: where articles tell of a claim, an incident or a ceasefire, as one table whatever the subject."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.article_facts import extents

#: Members of a claim that do not assert it: they are no account whose origin is asked for.
NOT_ASSERTED = ("denies", "doubts", "asks")
#: An account a row: ``attribution_id`` is empty in the outlet's own voice, ``names`` are the actors of an event.
ACCOUNTS = pa.schema(
    [
        ("subject", pa.string()),
        ("subject_id", pa.string()),
        ("article_id", pa.string()),
        ("attribution_id", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("names", pa.list_(pa.string())),
    ]
)


def accounts_of(
    *,
    attributions: pa.Table,
    events: pa.Table,
    ceasefire_acts: pa.Table,
    claim_members: pa.Table,
    accounts: pa.Table,
    ceasefire_accounts: pa.Table,
) -> pa.Table:
    """Return the accounts of all subjects, sorted by subject, article and place; the same place only once.

    Of a claim, those that assert it, or all where nobody does. An account of a ceasefire is every act that it tells of.
    """
    spans = dict(zip(attributions["id"].to_pylist(), extents(attributions), strict=True))
    happened = _events(events)
    rows: list[tuple[Any, ...]] = [*_of_claims(claim_members, spans, happened)]
    for incident, event, article in _columns(accounts, "incident_id", "event_id", "article_id"):
        if event in happened:
            attribution, start, end, names = happened[event]
            rows.append(("incidents", incident, article, attribution, start, end, names))
    rows += _of_ceasefires(ceasefire_accounts, ceasefire_acts)
    unique = {row[:6]: row for row in rows}
    ordered = sorted(unique.values(), key=lambda row: (*row[:3], *row[4:6], row[3] or ""))
    columns = zip(*ordered, strict=True) if ordered else ([] for _ in ACCOUNTS)
    return pa.table([pa.array(list(c), f.type) for c, f in zip(columns, ACCOUNTS, strict=True)], schema=ACCOUNTS)


def _events(events: pa.Table) -> dict[str, tuple[str | None, int, int, list[str]]]:
    """Return attribution, trigger and parties of every event by its id."""
    found = {}
    columns = ("id", "attribution_id", "trigger", "actors", "recipients")
    for event, attribution, trigger, actors, recipients in _columns(events, *columns):
        if trigger:
            found[event] = (attribution, trigger["start"], trigger["end"], [*(actors or ()), *(recipients or ())])
    return found


def _of_claims(
    members: pa.Table, spans: dict[str, tuple[int, int]], happened: dict[str, tuple[str | None, int, int, list[str]]]
) -> list[tuple[Any, ...]]:
    asserted = pc.invert(pc.is_in(pc.fill_null(members["stance"], ""), value_set=pa.array(NOT_ASSERTED)))
    telling = set(members.filter(asserted)["claim_id"].to_pylist())
    rows: list[tuple[Any, ...]] = []
    columns = ("claim_id", "attribution_id", "event_id", "article_id", "stance")
    for claim, attribution, event, article, stance in _columns(members, *columns):
        if stance in NOT_ASSERTED and claim in telling:
            continue
        if event in happened:
            within, start, end, names = happened[event]
            rows.append(("claims", claim, article, attribution or within, start, end, names))
        elif attribution in spans:
            rows.append(("claims", claim, article, attribution, *spans[attribution], []))
    return rows


def _of_ceasefires(accounts: pa.Table, acts: pa.Table) -> list[tuple[Any, ...]]:
    by_ceasefire: dict[str, list[tuple[Any, ...]]] = {}
    columns = ("ceasefire_id", "attribution_id", "start", "end", "by")
    for ceasefire, attribution, start, end, by in _columns(acts, *columns):
        by_ceasefire.setdefault(ceasefire, []).append((attribution, start, end, list(by or ())))
    return [
        ("ceasefire_records", record, article, *act)
        for record, ceasefire, article in _columns(accounts, "record_id", "ceasefire_id", "article_id")
        for act in by_ceasefire.get(ceasefire, ())
    ]


def _columns(table: pa.Table, *names: str) -> Any:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
