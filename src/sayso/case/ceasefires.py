"""Joined ceasefires, to look at: what several articles tell of one, with its accounts and acts.

Each function takes an open ``Case`` and returns plain rows. No row is a statement of Sayso's: each act has
``said_by``, the speaker of the attribution it stands in, or the outlet in whose own voice it stands.
"""

from __future__ import annotations

import json
from typing import Any

from sayso.case.reader import Case
from sayso.case.told import SAID_BY, said_in


def ceasefires(case: Case, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return joined ceasefires, those that most articles tell of first, each with its ``accounts`` and its ``acts``.

    The acts stand in the order of their dates, with who says so (``said_by``) and the outlet.
    """
    sql = """
        SELECT * FROM ceasefire_records
        ORDER BY articles DESC, coalesce(effective, declared) IS NULL, coalesce(effective, declared), id
        LIMIT ? OFFSET ?
        """
    found = [dict(row) for row in case.rows(sql, (limit, offset))]
    accounts = """
        SELECT ceasefire_accounts.*, articles.outlet, articles.published, articles.title, articles.page_id, pages.file
        FROM ceasefire_accounts JOIN articles ON articles.id = ceasefire_accounts.article_id
          JOIN pages ON pages.id = articles.page_id
        WHERE record_id = ? ORDER BY articles.published IS NULL, articles.published, ceasefire_accounts.id
        """
    acts = f"""
        SELECT ceasefire_acts.*, {SAID_BY.format("ceasefire_acts")}, articles.outlet, articles.published
        FROM ceasefire_accounts JOIN ceasefire_acts USING (ceasefire_id)
          JOIN articles ON articles.id = ceasefire_acts.article_id {said_in("ceasefire_acts")}
        WHERE record_id = ?
        ORDER BY coalesce(ceasefire_acts.date_from, articles.published) IS NULL,
          coalesce(ceasefire_acts.date_from, articles.published), ceasefire_acts.article_id, ceasefire_acts.start,
          ceasefire_acts.id
        """  # noqa: S608 (our own text)
    for one in found:
        for name in _LISTS:
            one[name] = json.loads(one[name])
        one["accounts"] = [dict(row) for row in case.rows(accounts, (one["id"],))]
        one["acts"] = [_opened(dict(row)) for row in case.rows(acts, (one["id"],))]
    return found


def count_ceasefires(case: Case) -> int:
    """Return how many joined ceasefires there are."""
    return int(case.rows("SELECT count(*) FROM ceasefire_records")[0][0])


_LISTS = ("parties", "excluded", "mediators", "accepted_by", "refused_by", "violations", "statements")


def _opened(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("by", "against"):
        row[name] = json.loads(row[name])
    row["own"] = bool(row["own"])
    return row
