"""Writing to a case, in bulk: one transaction a batch of pages.

Invariant: a page with ``made_by`` set has all its articles, blocks and findings in the case, and one without
has none, because both are written in the same transaction. So a killed run resumes by reading what
is missing, and ends with the same case as one that was never disturbed.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from sayso.case import entities, happenings, kept, links, recall
from sayso.case.schema import CaseError, connect, translated
from sayso.model import NO_PAGE, Article, Attribution, Findings, Page, Span

#: Pieces of a content this near to each other have nothing but white space between them: words take more room.
MAX_SIDE_BY_SIDE = 2


class CaseWriter:
    """The one process that writes to a case. Use as a context manager."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._db = connect(path, write=True)

    def __enter__(self) -> CaseWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        try:
            # NORMAL synchronous already made it safe; this only leaves one file behind instead of three.
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error:
            pass  # a reader is looking, or the disk is full: the log stays beside the case and is folded in later
        finally:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing. Raises CaseError with a fix when SQLite refuses."""
        with translated(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    # What is there already -------------------------------------------------------------------------------------

    def understood(self, made_by: str) -> set[str]:
        """Return the ids of pages whose findings were made by this very version."""
        with translated(self.path):
            return {row[0] for row in self._db.execute("SELECT id FROM pages WHERE made_by = ?", (made_by,))}

    def first_of_each_text(self, made_by: str) -> dict[str, str]:
        """Return page id by identity of the text, for pages understood by this version that are no duplicates."""
        sql = "SELECT sha256, id FROM pages WHERE made_by = ? AND duplicate_of IS NULL AND error IS NULL"
        with translated(self.path):
            return dict(self._db.execute(sql, (made_by,)))

    def stage_input(self, name: str) -> tuple[str, str] | None:
        """Return ``(input digest, made_by)`` of a comparing stage's last run, or None."""
        with translated(self.path):
            row = self._db.execute("SELECT input, made_by FROM stages WHERE name = ?", (name,)).fetchone()
        return (row[0], row[1]) if row else None

    def changes(self, table: str) -> int:
        """Return how many rows of a table were ever written, changed or dropped (see ``0007_changes.sql``)."""
        with translated(self.path):
            row = self._db.execute("SELECT number FROM changes WHERE name = ?", (table,)).fetchone()
        return int(row[0])

    def recall(self, page_id: str) -> tuple[Page, Findings] | None:
        """Return a page and all that was found on it, or None when the case does not hold it."""
        with translated(self.path):
            page = recall.page(self._db, page_id)
            return (page, recall.findings(self._db, page_id)) if page else None

    def failed_files(self) -> set[str]:
        """Return the files that a listed failure belongs to."""
        with translated(self.path):
            return {row[0] for row in self._db.execute("SELECT DISTINCT file FROM pages WHERE error IS NOT NULL")}

    # Pages and their findings ----------------------------------------------------------------------------------

    def add(self, pages: Sequence[Page], findings: Sequence[Findings], made_by: str) -> None:
        """Write a batch of pages with all that was found on them; what the case held of these pages is replaced."""
        good = {found.page_id for found in findings}
        with self.transaction() as db:
            # Replaced in place, so that rows which point at the page (duplicate_of) stay valid.
            gone = db.executemany("DELETE FROM articles WHERE page_id = ?", [(page.id,) for page in pages]).rowcount
            if findings or gone > 0:
                # The copies of the articles went with them, so what was compared is no longer what is there, even
                # if the very same articles come back: every comparing stage has to run again.
                db.execute("DELETE FROM stages")
            db.executemany("DELETE FROM blocks WHERE page_id = ?", [(page.id,) for page in pages])
            db.executemany(_INSERT_PAGE, [_page_row(page, made_by if page.id in good else None) for page in pages])
            db.executemany(_INSERT_ARTICLE, [_article_row(a) for f in findings for a in f.articles])
            db.executemany(
                "INSERT OR REPLACE INTO blocks VALUES (?,?,?,?,?,?)",
                [(b.id, b.page_id, b.article_id, b.role, b.start, b.end) for f in findings for b in f.blocks],
            )
            db.executemany("INSERT OR IGNORE INTO entities(id, name, kind) VALUES (?,?,?)", _entities(findings))
            db.executemany(
                "INSERT OR REPLACE INTO mentions VALUES (?,?,?,?,?,?,?)",
                [
                    (m.id, m.article_id, m.entity_id, m.start, m.end, m.text, m.kind)
                    for f in findings
                    for m in f.mentions
                ],
            )
            db.executemany(
                _INSERT_ATTRIBUTION, [_attribution_row(a, made_by) for f in findings for a in f.attributions]
            )
            happenings.insert(db, findings)

    def forget_failures(self, files: Iterable[str], keep: set[str]) -> None:
        """Drop the listed failures of files that were tried again, but for the failures in ``keep``.

        Failures without any page behind them (a mistyped path) belong to the run they came from and go too.
        """
        with self.transaction() as db:
            empty = db.execute(
                "SELECT file FROM pages WHERE error IS NOT NULL AND sha256 = '' AND media_type = ?", (NO_PAGE,)
            )
            files = [*files, *(row[0] for row in empty.fetchall())]
            for file in sorted(set(files)):
                rows = db.execute("SELECT id FROM pages WHERE file = ? AND error IS NOT NULL", (file,)).fetchall()
                gone = [(row[0],) for row in rows if row[0] not in keep]
                db.executemany("DELETE FROM pages WHERE id = ?", gone)

    def mark_duplicates(self) -> int:
        """Make ``duplicate_of`` again for the whole case; return how many pages have one.

        A page with the bytes and the text of another is a duplicate of the first of them, first by file, record
        and id. So it is a pure function of the pages, whatever the order or the runs they came in.
        """
        sql = """
            SELECT sha256, text, id FROM pages WHERE error IS NULL AND sha256 IN
              (SELECT sha256 FROM pages WHERE error IS NULL GROUP BY sha256 HAVING count(*) > 1)
            ORDER BY sha256, file, length(record), record, id
            """
        with self.transaction() as db:
            wanted: dict[str, str] = {}
            firsts: dict[bytes, str] = {}
            group = ""
            for sha256, text, page_id in db.execute(sql):
                if sha256 != group:
                    group, firsts = sha256, {}
                first = firsts.setdefault(hashlib.blake2b(text.encode()).digest(), page_id)
                if first != page_id:
                    wanted[page_id] = first
            now = dict(db.execute("SELECT id, duplicate_of FROM pages WHERE duplicate_of IS NOT NULL").fetchall())
            changed = [
                (wanted.get(page_id), page_id) for page_id in now | wanted if now.get(page_id) != wanted.get(page_id)
            ]
            db.executemany("UPDATE pages SET duplicate_of = ? WHERE id = ?", changed)
        return len(wanted)

    def refresh_entities(self) -> None:
        """Make every entity again from what points at it, each going by itself (see ``case/entities.py``)."""
        with self.transaction() as db:
            entities.refresh(db)

    def record_entities(self, settled: Sequence[entities.Settled], *, made_by: str) -> None:
        """Write which entities go by one name, and what is known of each, in one transaction."""
        with self.transaction() as db:
            entities.record(db, settled, made_by)

    # Comparing stages ------------------------------------------------------------------------------------------

    def replace_links(self, stage: str, found: Mapping[str, pa.Table], *, digest: str, made_by: str) -> int:
        """Make the tables of a comparing stage what was found, and remember what it was made from, in one transaction.

        Rows that are there already are left alone. Returns how many were written or dropped.
        """
        with self.transaction() as db:
            written = links.replace(db, found)
            db.execute("INSERT OR REPLACE INTO stages VALUES (?, ?, ?)", (stage, digest, made_by))
        return written

    def kept_by(self) -> str | None:
        """Return what made all that is kept for the next comparison of copies."""
        with translated(self.path):
            return kept.made_by(self._db)

    def changed_articles(self) -> list[str]:
        """Return the ids of the articles that were written, changed or dropped since copies were last compared."""
        with translated(self.path):
            return kept.changed(self._db)

    def keep_passages(
        self,
        found: pa.Table,
        articles: Iterable[pa.RecordBatch],
        passages: Iterable[tuple[int, bytes]],
        *,
        digest: str,
        made_by: str,
        kept_by: str,
    ) -> None:
        """Replace the table of passages, with what is kept for the next comparison (see ``compare/memory.py``)."""
        with self.transaction() as db:
            links.replace(db, {"passages": found})
            kept.replace(db, articles, passages, kept_by)
            db.execute("INSERT OR REPLACE INTO stages VALUES ('passages', ?, ?)", (digest, made_by))

    def grow_passages(
        self,
        found: pa.Table,
        pairs: Iterable[tuple[str, str]],
        articles: Iterable[pa.RecordBatch],
        passages: Iterable[tuple[int, bytes]],
        dropped: Iterable[int],
        *,
        digest: str,
        made_by: str,
    ) -> None:
        """Write the passages of some pairs of articles in place of theirs, and what changed of what is kept."""
        with self.transaction() as db:
            kept.drop_pairs(db, pairs)
            links.change(db, "passages", found)
            kept.add(db, articles, passages, dropped)
            db.execute("INSERT OR REPLACE INTO stages VALUES ('passages', ?, ?)", (digest, made_by))

    def count_origins(self) -> None:
        """Write how many origins stand behind each claim, incident and ceasefire into its own row."""
        with self.transaction() as db:
            links.count_origins(db)

    # Runs ------------------------------------------------------------------------------------------------------

    def start_run(self, version: str, arguments: dict[str, Any]) -> int:
        """Note that a run began; return its number."""
        with self.transaction() as db:
            cursor = db.execute(
                "INSERT INTO runs(started, version, arguments) VALUES (?,?,?)",
                (_now(), version, json.dumps(arguments, ensure_ascii=False, sort_keys=True)),
            )
            number = cursor.lastrowid
        if number is None:
            raise CaseError(f"{self.path}: the run could not be noted")
        return number

    def end_run(self, run: int, summary: dict[str, Any]) -> None:
        """Note that a run ended, and its summary."""
        with self.transaction() as db:
            db.execute(
                "UPDATE runs SET finished = ?, summary = ? WHERE id = ?",
                (_now(), json.dumps(summary, ensure_ascii=False, sort_keys=True), run),
            )


_INSERT_PAGE = """
INSERT INTO pages(id, url, file, record, sha256, fetched_at, media_type, language, error, fix, encoding,
  duplicate_of, text, given_title, given_outlet, given_author, given_published, layout, made_by)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
ON CONFLICT(id) DO UPDATE SET made_by = excluded.made_by, error = excluded.error, fix = excluded.fix,
  duplicate_of = excluded.duplicate_of, layout = excluded.layout, given_title = excluded.given_title,
  given_outlet = excluded.given_outlet, given_author = excluded.given_author,
  given_published = excluded.given_published, text = excluded.text, encoding = excluded.encoding,
  media_type = excluded.media_type, language = excluded.language, url = excluded.url,
  fetched_at = excluded.fetched_at
"""
_INSERT_ARTICLE = """
INSERT INTO articles(id, page_id, title, author, outlet, published, published_from, start, "end", text, language,
  credit)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?)
"""
_INSERT_ATTRIBUTION = """
INSERT INTO attributions(id, article_id, page_id, speaker, speaker_id, speaker_kind, source_start, source_end,
  source_text, cue_start, cue_end, cue_text, content, content_text, content_start, style, via, parent_id, polarity,
  confidence, made_by)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
"""


def _page_row(page: Page, made_by: str | None) -> tuple[Any, ...]:
    layout = json.dumps([[mark.start, mark.end, mark.tag, mark.value] for mark in page.layout], ensure_ascii=False)
    return (
        page.id,
        page.url,
        page.file,
        page.record,
        page.sha256,
        page.fetched_at,
        page.media_type,
        page.language,
        page.error,
        page.fix,
        page.encoding,
        page.duplicate_of,
        page.text,
        page.given_title,
        page.given_outlet,
        page.given_author,
        page.given_published,
        layout,
        made_by,
    )


def _article_row(article: Article) -> tuple[Any, ...]:
    return (
        article.id,
        article.page_id,
        article.title,
        article.author,
        article.outlet,
        article.published,
        article.published_from,
        article.start,
        article.end,
        article.text,
        article.language,
        article.credit,
    )


def _entities(findings: Sequence[Findings]) -> list[tuple[str, str, str]]:
    found = {(m.entity_id, m.entity, m.kind) for f in findings for m in f.mentions}
    for f in findings:
        for a in f.attributions:
            if a.speaker_id is not None and a.speaker is not None:
                found.add((a.speaker_id, a.speaker, a.speaker_kind or "person"))
    return sorted(found)


def _span_row(span: Span | None) -> tuple[int | None, int | None, str | None]:
    return (span.start, span.end, span.text) if span else (None, None, None)


def content_text(content: Sequence[Span]) -> str:
    """Join the pieces of a content for reading: by a space where they stand side by side on the page, else by " … "."""
    words = content[0].text
    for before, piece in itertools.pairwise(content):
        words += (" " if 0 <= piece.start - before.end <= MAX_SIDE_BY_SIDE else " … ") + piece.text
    return words


def _attribution_row(found: Attribution, made_by: str) -> tuple[Any, ...]:
    content = [{"start": span.start, "end": span.end, "text": span.text} for span in found.content]
    return (
        found.id,
        found.article_id,
        found.page_id,
        found.speaker,
        found.speaker_id,
        found.speaker_kind,
        *_span_row(found.source),
        *_span_row(found.cue),
        json.dumps(content, ensure_ascii=False),
        content_text(found.content),
        found.content[0].start,
        found.style,
        json.dumps(list(found.via), ensure_ascii=False),
        found.parent_id,
        found.polarity,
        found.confidence,
        made_by,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
