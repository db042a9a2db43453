"""A small case of six invented stories, for the tests of ``sayso.case``."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

from sayso.case.writer import CaseWriter
from sayso.model import Findings, Page
from sayso.understand import understand
from understanding import RULES, page_of

MADE_BY = "0.0.0 rules 1"
#: Text, outlet and date of a small case.
ARTICLES = [
    (
        "“The pact is dead,” Ana Lund told Reuters. Pieter Holm denied that the pact was dead.",
        "Harbour Radio",
        "2016-10-03",
    ),
    ("Ana Lund said that the ferry would sail.\n“It will be full of grain.”", "Harbour Radio", "2016-10-31T23:59"),
    ("Harbour Post cited Ana Lund as saying the pact was dead.", "Coastal Telegraph", "2016-10"),
    ("Pieter Holm said the militia had “broken the pact” on Tuesday.", "Coastal Telegraph", "2016"),
    ("Officials warned of a long winter in Brisk.", "harbour radio", "2017-01-01"),
    ("Moscow said that the café in Brisk was closed.", None, None),
]


def made(number: int, text: str, outlet: str | None, published: str | None) -> tuple[Page, Findings]:
    page, (article,), blocks = page_of(text, file=f"{number}.txt")
    article = replace(article, outlet=outlet, published=published, title=f"Story {number}")
    article = replace(article, credit="Reuters" if number else None)
    return page, understand(page, [article], blocks, RULES)


SMALL = [made(number, *given) for number, given in enumerate(ARTICLES)]


def write(path: Path, things: list[tuple[Page, Findings]] = SMALL) -> Path:
    with CaseWriter(path) as writer:
        writer.add([page for page, _ in things], [found for _, found in things], MADE_BY)
        writer.refresh_entities()
    return path


def plain(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path)


def is_sound(path: Path) -> bool:
    """Whether SQLite, foreign keys and both full-text indexes agree with the tables."""
    db = plain(path)
    try:
        for name in ("articles_fts", "attributions_fts"):
            db.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")
        return (
            db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            and not db.execute("PRAGMA foreign_key_check").fetchall()
        )
    finally:
        db.close()


def failed(number: int, file: str) -> Page:
    return Page(id=f"failed{number}", file=file, sha256="", record=str(number), error="no text", fix="look at it")
