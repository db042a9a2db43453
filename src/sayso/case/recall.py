"""Pages and findings back from the case as the nouns they were written from."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from typing import Any

from sayso.case import happenings
from sayso.model import Article, Attribution, Block, Findings, Layout, Mention, Page, Span


def page(db: sqlite3.Connection, page_id: str) -> Page | None:
    """Return a page as it was read, or None when the case does not hold it."""
    names = [field.name for field in fields(Page)]
    sql = f"SELECT {', '.join(names)} FROM pages WHERE id = ?"  # noqa: S608 (the names are our own)
    row = db.execute(sql, (page_id,)).fetchone()
    if row is None:
        return None
    values = dict(zip(names, row, strict=True))
    values["layout"] = tuple(Layout(*mark) for mark in json.loads(values["layout"]))
    return Page(**values)


def findings(db: sqlite3.Connection, page_id: str) -> Findings:
    """Return all that was found on a page, in the order of the words; empty when nothing was."""
    articles = db.execute(
        'SELECT id, page_id, title, author, outlet, published, published_from, start, "end", text, language, credit '
        "FROM articles WHERE page_id = ? ORDER BY start, id",
        (page_id,),
    )
    blocks = db.execute(
        'SELECT id, page_id, article_id, role, start, "end" FROM blocks WHERE page_id = ? ORDER BY start, id',
        (page_id,),
    )
    mentions = db.execute(
        'SELECT m.id, article_id, entity_id, entities.name, m.start, m."end", m.text, m.kind '
        "FROM mentions AS m JOIN articles ON articles.id = article_id JOIN entities ON entities.id = entity_id "
        "WHERE page_id = ? ORDER BY m.start, m.id",
        (page_id,),
    )
    attributions = db.execute(
        "SELECT id, article_id, page_id, speaker, speaker_id, speaker_kind, source_start, source_end, source_text, "
        "cue_start, cue_end, cue_text, content, style, via, parent_id, polarity, confidence "
        "FROM attributions WHERE page_id = ? ORDER BY content_start, id",
        (page_id,),
    )
    return Findings(
        page_id=page_id,
        articles=tuple(Article(*row) for row in articles),
        blocks=tuple(Block(*row) for row in blocks),
        mentions=tuple(Mention(*row) for row in mentions),
        attributions=tuple(_attribution(row) for row in attributions),
        **happenings.recall(db, page_id),
    )


def _attribution(row: tuple[Any, ...]) -> Attribution:
    content = tuple(Span(span["start"], span["end"], span["text"]) for span in json.loads(row[12]))
    via = tuple(json.loads(row[14]))
    values = (*row[:6], _span(row[6:9]), _span(row[9:12]), content, row[13], via, *row[15:])
    return Attribution(**dict(zip((field.name for field in fields(Attribution)), values, strict=True)))


def _span(columns: tuple[Any, ...]) -> Span | None:
    return None if columns[0] is None else Span(*columns)
