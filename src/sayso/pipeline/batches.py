"""Pages and findings as Arrow record batches: what travels between the reading process and its workers.

Both ways are exact: what comes out equals what went in. The one thing Arrow cannot hold is a lone surrogate, and
``storable`` takes those out of a page before anything looks at its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields, replace
from operator import attrgetter
from typing import Any

import pyarrow as pa

from sayso.case.happenings import NOUNS, made
from sayso.model import (
    Article,
    Attribution,
    Block,
    Ceasefire,
    Event,
    Evidence,
    Findings,
    Layout,
    Mention,
    Page,
    Span,
)
from sayso.schemas import ARTICLES, ATTRIBUTIONS, BLOCKS, TABLES

_TEXT, _INT = pa.string(), pa.int64()
_LAYOUT = pa.struct([("start", _INT), ("end", _INT), ("tag", _TEXT), ("value", _TEXT)])
_MENTION = pa.struct([(field.name, _INT if field.name in ("start", "end") else _TEXT) for field in fields(Mention)])
_ATTRIBUTION = pa.struct([field for field in ATTRIBUTIONS if field.name != "made_by"])

#: A page on its way to be understood. The columns are the fields of ``model.Page``.
PAGE_BATCH = pa.schema([(field.name, pa.list_(_LAYOUT) if field.name == "layout" else _TEXT) for field in fields(Page)])
#: All that was found on a page. The columns are the fields of ``model.Findings``.
FINDINGS_BATCH = pa.schema(
    [
        ("page_id", _TEXT),
        ("articles", pa.list_(pa.struct(list(ARTICLES)))),
        ("blocks", pa.list_(pa.struct(list(BLOCKS)))),
        ("mentions", pa.list_(_MENTION)),
        ("attributions", pa.list_(_ATTRIBUTION)),
        *((name, pa.list_(pa.struct(list(TABLES[name])))) for name in NOUNS),
        ("error", _TEXT),
        ("seconds", pa.list_(pa.struct([("stage", _TEXT), ("seconds", pa.float64())]))),
    ]
)
#: Tuples reach Arrow several times as quickly as dataclasses.asdict; they go by order, so the orders must agree.
_GETTERS = {
    noun: attrgetter(*(field.name for field in fields(noun)))
    for noun in (Article, Block, Mention, Attribution, Span, Evidence, *NOUNS.values())
}
_SOURCE = [field.name for field in fields(Attribution)].index("source")  # followed by cue and content
_SURROGATE = re.compile("[\ud800-\udfff]")


def storable(page: Page) -> Page:
    """Return ``page`` with every lone surrogate replaced by U+FFFD; lengths, and so offsets, stay as they are."""
    changed: dict[str, Any] = {}
    for field in fields(Page):
        value = getattr(page, field.name)
        if isinstance(value, str) and not value.isascii() and _SURROGATE.search(value):
            changed[field.name] = _SURROGATE.sub("\ufffd", value)
    layout = tuple(
        replace(mark, value=_SURROGATE.sub("\ufffd", mark.value)) if mark.value else mark for mark in page.layout
    )
    if layout != page.layout:
        changed["layout"] = layout
    return replace(page, **changed) if changed else page


def pages_to_batch(pages: Sequence[Page]) -> pa.RecordBatch:
    """Return pages as a batch of schema ``PAGE_BATCH``, one row each."""
    columns = []
    for field in PAGE_BATCH:
        values: list[Any] = [getattr(page, field.name) for page in pages]
        if field.name == "layout":
            values = [[asdict(mark) for mark in layout] for layout in values]
        columns.append(pa.array(values, field.type))
    return pa.RecordBatch.from_arrays(columns, schema=PAGE_BATCH)


def batch_to_pages(batch: pa.RecordBatch) -> list[Page]:
    """Return the pages of a batch made by ``pages_to_batch``."""
    pages = []
    for row in batch.to_pylist():
        layout = tuple(Layout(**mark) for mark in row.pop("layout"))
        pages.append(Page(layout=layout, **row))
    return pages


def findings_to_batch(findings: Iterable[Findings]) -> pa.RecordBatch:
    """Return findings as a batch of schema ``FINDINGS_BATCH``, one row a page."""
    rows = [
        (
            found.page_id,
            [_values(article) for article in found.articles],
            [_values(block) for block in found.blocks],
            [_values(mention) for mention in found.mentions],
            [_values(attribution) for attribution in found.attributions],
            *([_values(one) for one in getattr(found, name)] for name in NOUNS),
            found.error,
            list(found.seconds.items()),
        )
        for found in findings
    ]
    columns = zip(*rows, strict=True) if rows else [()] * len(FINDINGS_BATCH)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, FINDINGS_BATCH, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=FINDINGS_BATCH)


def _values(noun: Any) -> tuple[Any, ...]:
    """Return the fields of a noun in order, its spans as tuples too: what Arrow takes for a struct, without a dict."""
    values = _GETTERS[type(noun)](noun)
    if type(noun) is Attribution:
        source, cue, content = noun.source, noun.cue, noun.content
        spans = (source and _values(source), cue and _values(cue), [_values(span) for span in content])
        return (*values[:_SOURCE], *spans, *values[_SOURCE + 3 :])
    if type(noun) in (Event, Ceasefire):
        return tuple(_plain(value) for value in values)
    plain: tuple[Any, ...] = values
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, Span):
        return _values(value)
    if isinstance(value, tuple):
        return [_values(one) if isinstance(one, Evidence) else one for one in value]
    return value


def batch_to_findings(batch: pa.RecordBatch) -> list[Findings]:
    """Return the findings of a batch made by ``findings_to_batch``."""
    return [
        Findings(
            page_id=row["page_id"],
            articles=tuple(Article(**article) for article in row["articles"]),
            blocks=tuple(Block(**block) for block in row["blocks"]),
            mentions=tuple(Mention(**mention) for mention in row["mentions"]),
            attributions=tuple(_attribution(attribution) for attribution in row["attributions"]),
            **{name: tuple(made(noun, one) for one in row[name]) for name, noun in NOUNS.items()},
            error=row["error"],
            seconds={entry["stage"]: entry["seconds"] for entry in row["seconds"]},
        )
        for row in batch.to_pylist()
    ]


def _attribution(row: dict[str, Any]) -> Attribution:
    row["source"] = Span(**row["source"]) if row["source"] else None
    row["cue"] = Span(**row["cue"]) if row["cue"] else None
    row["content"] = tuple(Span(**span) for span in row["content"])
    row["via"] = tuple(row["via"])
    return Attribution(**row)
