"""Whether what is found across articles hangs together: words stand where they are said to, and ids lead to rows.

Foreign keys of the database hold what one column can point at; here is what they cannot say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from sayso.case.reader import Case
from sayso.schemas import LINKS

#: Called with what of a table is checked, a row's id, and what is wrong with it or None.
Note = Callable[[str, str, str | None], None]

#: Columns that hold ids of other tables (JSON lists among them), where no foreign key says so.
_LEADS = {
    "quotes": (("first_id", "attributions"), ("fullest_id", "attributions")),
    "contradictions": (("a_member_id", "claim_members"), ("b_member_id", "claim_members")),
    "ceasefire_records": (("violations", "ceasefire_acts"), ("statements", "ceasefire_acts")),
    "rings": (("citations", "citations"),),
    "naming": (("label_id", "labels"),),
}
#: What is counted in a row, and the table that has what is counted, by the column that points back.
_COUNTS = {
    "quotes": ("quote_members", "quote_id", "articles"),
    "claims": ("claim_members", "claim_id", "articles"),
    "incidents": ("accounts", "incident_id", "articles"),
    "ceasefire_records": ("ceasefire_accounts", "record_id", "articles"),
}
#: Tables whose rows are about a row of the table that ``subject`` names.
_ABOUT = ("origins", "rings", "origin_counts")
_SUBJECTS = ("claims", "incidents", "ceasefire_records")
#: Pages whose text is held at a time: the two sides of a link are often near each other in the order of ids.
_PAGES_HELD = 64


def check(case: Case, note: Note) -> None:
    """Check the tables of ``schemas.LINKS`` but for the extent of copies, and call ``note`` for every one looked at."""
    words = _Words(case)
    for table, schema in LINKS.items():
        if "evidence" in schema.names:
            for row_id, told in case.rows(f"SELECT id, evidence FROM {table} ORDER BY id"):  # noqa: S608 (our own names)
                note(f"evidence of {table}", row_id, words.wrong(_proofs(told)))
    for row_id, told, article, of_article in case.rows(_CHANGES):
        note("changes of quote_members", row_id, words.wrong(_changes(told, article, of_article)))
    for table, leads in _LEADS.items():
        for column, target in leads:
            _leads(case, note, table, column, target)
    for table, (members, back, column) in _COUNTS.items():
        sql = f"""SELECT id, {column} = (SELECT count(DISTINCT article_id) FROM {members} WHERE {back} = {table}.id)
            FROM {table} ORDER BY id"""  # noqa: S608 (our own names)
        for row_id, right in case.rows(sql):
            note(f"counts of {table}", row_id, None if right else f"counts other {column} than its {members} have")
    for table in _ABOUT:
        known = " OR ".join(f"subject = '{name}' AND subject_id IN (SELECT id FROM {name})" for name in _SUBJECTS)  # noqa: S608
        for row_id, right in case.rows(f"SELECT id, coalesce({known}, 0) FROM {table} ORDER BY id"):  # noqa: S608
            note(f"subjects of {table}", row_id, None if right else "is about a row that is not there")


_CHANGES = """
SELECT quote_members.id, changes, quote_members.article_id, attributions.article_id
FROM quote_members JOIN quotes ON quotes.id = quote_id LEFT JOIN attributions ON attributions.id = fullest_id
ORDER BY quote_members.id
"""


class _Words:
    """The words of articles' pages."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._page = lru_cache(_PAGES_HELD)(self._read)

    def _read(self, article_id: str) -> str | None:
        sql = "SELECT pages.text FROM articles JOIN pages ON pages.id = page_id WHERE articles.id = ?"
        rows = self._case.rows(sql, (article_id,))
        return rows[0][0] if rows else None

    def wrong(self, spans: Iterator[tuple[Any, ...]]) -> str | None:
        """Say what is wrong with the first of ``(article id, start, end, words)`` that does not stand on its page."""
        try:
            for article_id, start, end, text in spans:
                page = self._page(article_id)
                if page is None:
                    return "has words of an article that is not there"
                if not 0 <= start <= end <= len(page) or page[start:end] != text:
                    return f"its words do not stand at {start}–{end}"
        except (ValueError, TypeError, KeyError, AttributeError):
            return "cannot be read back"
        return None


def _proofs(told: str) -> Iterator[tuple[Any, ...]]:
    for proof in json.loads(told):
        if proof["start"] is not None:  # a date that the page's container gives has no place on the page
            yield proof["article_id"], proof["start"], proof["end"], proof["text"]


def _changes(told: str, article: str, of_article: str) -> Iterator[tuple[Any, ...]]:
    for change in json.loads(told):
        if change["start"] is not None:
            yield article, change["start"], change["end"], change["text"]
        if change["of_start"] is not None:
            yield of_article, change["of_start"], change["of_end"], change["of_text"]


def _leads(case: Case, note: Note, table: str, column: str, target: str) -> None:
    listed = "json_each(CASE WHEN json_valid({0}) AND json_type({0}) = 'array' THEN {0} ELSE json_array({0}) END)"
    one = f"{table}.{column}"
    sql = f"""SELECT {table}.id, min(value IN (SELECT id FROM {target}))
        FROM {table}, {listed.format(one)} WHERE value IS NOT NULL GROUP BY {table}.id ORDER BY {table}.id"""  # noqa: S608
    for row_id, right in case.rows(sql):
        note(f"references of {table}", row_id, None if right else f"its {column} lead to {target} that are not there")
