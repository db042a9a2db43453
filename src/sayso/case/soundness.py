"""Whether what a case holds hangs together: by SQLite's own checks, by its ids, and word for word against its pages.

Nothing is believed that can be worked out again: words are cut out of their pages anew, ids are hashed anew (by the
formulas of ``read`` and ``understand``, which this package knows nothing of, so a test holds them together), and every
reference has to lead somewhere. That is no proof that nobody altered the case: whoever can write to it can make it hang
together again. Against that stand the files, and a manifest that was signed or left with somebody else.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from sayso.case import link_soundness
from sayso.case.reader import Case
from sayso.case.writer import content_text
from sayso.model import HAPPENINGS, Article, Attribution, Findings, Page, Span, content_id, spans_of

#: What reading back raises where somebody put other things into a column than belong there.
_UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError)
#: Faults that are told one by one; the counts have all of them.
TOLD = 1_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong inside a case: in which table, at which id, on which page (file and record, where there is one)."""

    table: str
    id: str
    file: str | None
    record: str | None
    why: str


class Soundness:
    """What was checked inside a case: rows by table (``checked``, ``wrong``) and the first faults."""

    def __init__(self) -> None:
        self.checked: Counter[str] = Counter()
        self.wrong: Counter[str] = Counter()
        self.faults: list[Fault] = []

    def note(self, table: str, row_id: str, why: str | None, page: Page | None = None) -> None:
        """Count a row as checked, and, where ``why`` says what is wrong with it, as wrong."""
        self.checked[table] += 1
        if why is not None:
            self.wrong[table] += 1
            if len(self.faults) < TOLD:
                file, record = (page.file, page.record) if page is not None else (None, None)
                self.faults.append(Fault(table, row_id, file, record, why))


def check(case: Case) -> Soundness:
    """Check a case, which is best done in a snapshot. Raises CaseError where SQLite cannot even read it."""
    found = Soundness()
    for (said,) in case.rows("PRAGMA integrity_check"):
        found.note("database", "", None if said == "ok" else f"SQLite: {said}")
    references = case.rows("PRAGMA foreign_key_check")
    for table, row, parent, _ in references[:TOLD]:
        found.note("references", f"{table} {row or ''}".strip(), f"leads to a row of {parent} that is not there")
    if not references:
        found.note("references", "", None)
    times = {row[0]: row[1] for row in case.rows(_ALIKE)}
    for (page_id,) in case.rows("SELECT id FROM pages ORDER BY file, record, id"):
        try:
            known = case.recall(page_id)
        except _UNREADABLE as error:
            found.note("pages", page_id, f"cannot be read back ({type(error).__name__})")
            continue
        if known is not None:
            _page(found, *known, times)
    _stored_words(found, case)
    _copies(found, case)
    link_soundness.check(case, found.note)
    return found


#: How many pages of a file, at most, have one record and one hash: they are told apart by a running number.
_ALIKE = """
SELECT file, count(*) FROM pages WHERE file IN
  (SELECT file FROM pages GROUP BY file, record, sha256 HAVING count(*) > 1) GROUP BY file
"""


def _page(found: Soundness, page: Page, findings: Findings, times: dict[str, int]) -> None:
    found.note("pages", page.id, None if page.error or _has_its_id(page, times) else _ID, page)
    articles = {article.id: article for article in findings.articles}
    for article in findings.articles:
        why = _at(page, Span(article.start, article.end, article.text))
        right = content_id("article", page.id, article.start, article.end) == article.id
        found.note("articles", article.id, why or (None if right else _ID), page)
    for block in findings.blocks:
        inside = 0 <= block.start <= block.end <= len(page.text)
        right = content_id("block", page.id, block.start, block.end) == block.id
        why = None if inside else "is not on its page"
        if block.article_id is not None and block.article_id not in articles:
            why = "is of an article of another page"
        found.note("blocks", block.id, why or (None if right else _ID), page)
    for mention in findings.mentions:
        why = _at(page, Span(mention.start, mention.end, mention.text))
        right = content_id("mention", mention.article_id, mention.start, mention.end) == mention.id
        found.note("mentions", mention.id, why or (None if right else _ID), page)
    for made in findings.attributions:
        spans = [span for span in (made.source, made.cue, *made.content) if span is not None]
        why = next((why for span in spans if (why := _at(page, span))), None)
        own = articles.get(made.article_id)
        if own is None:
            why = "is of an article of another page"
        elif why is None and attribution_id(own, made) != made.id:
            why = _ID
        found.note("attributions", made.id, why, page)
    for table, things in zip(HAPPENINGS, findings.happenings, strict=True):
        for thing in things:
            why = next((why for span in spans_of(thing) if (why := _at(page, span))), None)
            found.note(table, thing.id, why, page)


_ID = "its id is not the hash of what it stands for"


def _has_its_id(page: Page, times: dict[str, int]) -> bool:
    """Tell whether a page's id is that of its file, record and bytes; rows that are alike are numbered from 2 on."""
    place = ("page", page.file, page.record, page.sha256)
    if content_id(*place) == page.id:
        return True
    return any(content_id(*place, number) == page.id for number in range(2, times.get(page.file, 1) + 1))


def _at(page: Page, span: Span) -> str | None:
    if not 0 <= span.start <= span.end <= len(page.text):
        return f"{span.start}–{span.end} is not on its page"
    return (
        None if page.text[span.start : span.end] == span.text else f"its words do not stand at {span.start}–{span.end}"
    )


def attribution_id(article: Article, made: Attribution) -> str:
    """Return the id that an attribution has by its spans, counted from the beginning of its article."""

    def extent(span: Span | None) -> tuple[int, int] | None:
        return None if span is None else (span.start - article.start, span.end - article.start)

    content = tuple(extent(span) for span in made.content)
    return content_id("attribution", article.id, extent(made.source), extent(made.cue), content)


def _stored_words(found: Soundness, case: Case) -> None:
    """The words of an attribution that lists and searches show are those of its spans."""
    for row_id, content, text, start in case.rows("SELECT id, content, content_text, content_start FROM attributions"):
        try:
            spans = [Span(span["start"], span["end"], span["text"]) for span in json.loads(content)]
            right = bool(spans) and content_text(spans) == text and spans[0].start == start
        except _UNREADABLE:
            right = False
        found.note("words shown", row_id, None if right else "lists show other words than its spans hold")


def _copies(found: Soundness, case: Case) -> None:
    """A copied passage lies within both its articles."""
    sql = """
        SELECT copies.id, copies.start >= a.start AND copies."end" <= a."end" AND copies.start < copies."end"
          AND of_start >= b.start AND of_end <= b."end" AND of_start < of_end
        FROM copies JOIN articles AS a ON a.id = article_id JOIN articles AS b ON b.id = of_article_id
        ORDER BY copies.id
        """
    for row_id, right in case.rows(sql):
        found.note("copies", row_id, None if right else "lies outside its articles")
