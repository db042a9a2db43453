"""Claims, to look at: what several articles say, with who says it.

Each function takes an open ``Case`` and returns plain rows. Every row names whose words it is: the speaker of an
attribution, or the outlet in its own voice. What stands behind a claim is in ``sayso.case.roots``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sayso.case import filters, told
from sayso.case.filters import Filter
from sayso.case.reader import Case

#: How lists of claims and incidents can be sorted. A subject whose origins nobody counted comes last.
ORDERS = {
    "origins": "{0}.origins DESC, {0}.articles DESC, {0}.id",
    "repeats": "{0}.articles DESC, {0}.origins, {0}.id",
    "each": "{0}.articles * 1.0 / max({0}.origins, 1) DESC, {0}.articles DESC, {0}.id",
    "date": "{1} IS NULL, {1}, {0}.id",
}
#: In the order of time: the article's date, then its words. What is dated by its year alone stands before its months.
IN_TIME = "articles.published IS NULL, articles.published, articles.id"


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """What a list of claims is narrowed to: words (the search language, in any account), who prints or says it.

    ``said_by`` is a speaker or an outlet. ``since`` and ``until`` are dates of articles, as in ``Filter``; one account
    that fits is enough. ``disputed`` leaves only what somebody denies or tells otherwise.
    """

    query: str | None = None
    said_by: str | None = None
    since: str | None = None
    until: str | None = None
    disputed: bool = False

    def __post_init__(self) -> None:
        Filter(since=self.since, until=self.until)  # refuses what is no date


def claims(
    case: Case, where: ClaimFilter | None = None, *, order: str = "repeats", limit: int = 50, offset: int = 0
) -> list[dict[str, Any]]:
    """Return claims, each row as in the table, sorted by a key of ``ORDERS``."""
    condition, values = _claims_asked(where or ClaimFilter())
    sql = f"""
        SELECT claims.* FROM claims WHERE {condition}
        ORDER BY {ORDERS[order].format("claims", "claims.first_published")} LIMIT :limit OFFSET :offset
        """  # noqa: S608 (our own text; values are parameters)
    rows = case.rows(sql, {**values, "limit": limit, "offset": offset})
    return [{**dict(row), "disputed": bool(row["disputed"])} for row in rows]


def count_claims(case: Case, where: ClaimFilter | None = None) -> int:
    """Return how many claims a filter leaves."""
    condition, values = _claims_asked(where or ClaimFilter())
    return int(case.rows(f"SELECT count(*) FROM claims WHERE {condition}", values)[0][0])  # noqa: S608


def claim(case: Case, claim_id: str) -> dict[str, Any] | None:
    """Return one claim, or None."""
    rows = case.rows("SELECT * FROM claims WHERE id = ?", (claim_id,))
    return {**dict(rows[0]), "disputed": bool(rows[0]["disputed"])} if rows else None


#: The words of a member of a claim: what its attribution says, or what tells of its event.
_MEMBER = f"""
    SELECT claim_members.id, claim_members.claim_id, claim_members.attribution_id, claim_members.event_id,
      claim_members.article_id, claim_members.stance, claim_members.variant, claim_members.similarity,
      claim_members.why, coalesce(attributions.content_text, events.trigger_text) AS words,
      attributions.id IS NULL AS own, attributions.source_text AS source_text, attributions.style AS style,
      attributions.polarity AS polarity, coalesce(attributions.via, '[]') AS via,
      coalesce({told.SPEAKER}, CASE WHEN attributions.id IS NULL THEN articles.outlet END) AS said_by,
      coalesce(canonical.id, attributions.speaker_id) AS said_by_id,
      events.trigger_text AS trigger_text, events.trigger_start AS trigger_start, events."trigger_end" AS trigger_end,
      coalesce(events.trigger_start, attributions.content_start, articles.start) AS start,
      articles.outlet, articles.title, articles.published, pages.file
    FROM claim_members JOIN articles ON articles.id = claim_members.article_id
      JOIN pages ON pages.id = articles.page_id
      LEFT JOIN events ON events.id = claim_members.event_id
      LEFT JOIN attributions ON attributions.id = coalesce(claim_members.attribution_id, events.attribution_id)
      LEFT JOIN entities AS read ON read.id = attributions.speaker_id
      LEFT JOIN entities AS canonical ON canonical.id = read.canonical_id
    """  # noqa: S608


def members(case: Case, claim_id: str, *, limit: int = 100, offset: int = 0) -> list[dict[str, Any]]:
    """Return the accounts of a claim in the order of time, each with its words, who says so, and where it was printed.

    ``own`` is true for what stands in the outlet's own voice; ``start`` is where the words begin on the page.
    """
    sql = f"""
        {_MEMBER} WHERE claim_members.claim_id = :claim
        ORDER BY {IN_TIME}, start, claim_members.id LIMIT :limit OFFSET :offset
        """
    return [_member(row) for row in case.rows(sql, {"claim": claim_id, "limit": limit, "offset": offset})]


def count_members(case: Case, claim_id: str) -> int:
    """Return how many accounts a claim has."""
    return int(case.rows("SELECT count(*) FROM claim_members WHERE claim_id = ?", (claim_id,))[0][0])


def stances(case: Case, claim_id: str) -> list[tuple[str, int]]:
    """Return how many accounts assert, deny, repeat … a claim, the commonest first."""
    sql = """
        SELECT coalesce(stance, '') AS stance, count(*) AS accounts FROM claim_members WHERE claim_id = ?
        GROUP BY 1 ORDER BY accounts DESC, stance
        """
    return [(row["stance"], row["accounts"]) for row in case.rows(sql, (claim_id,))]


def contradictions(case: Case, claim_id: str, *, limit: int = 100) -> list[dict[str, Any]]:
    """Return what contradicts itself within a claim: ``what``, ``evidence``, and both sides.

    ``a`` and ``b`` are the members as ``members`` has them (None for one that is gone), each with its ``value``.
    """
    sql = "SELECT * FROM contradictions WHERE claim_id = ? ORDER BY what, id LIMIT ?"
    rows = case.rows(sql, (claim_id, limit))
    wanted = sorted({row[side] for row in rows for side in ("a_member_id", "b_member_id") if row[side]})
    both = f"{_MEMBER} WHERE claim_members.id IN (SELECT value FROM json_each(?))"  # noqa: S608 (our own text)
    found = {member["id"]: member for member in map(_member, case.rows(both, (json.dumps(wanted),)))}
    return [
        {
            "id": row["id"],
            "what": row["what"],
            "evidence": listed(row["evidence"]),
            **{
                side: found.get(row[f"{side}_member_id"])
                and {**found[row[f"{side}_member_id"]], "value": row[f"{side}_value"]}
                for side in ("a", "b")
            },
        }
        for row in rows
    ]


def claims_of_article(case: Case, article_id: str, *, limit: int = 200) -> list[dict[str, Any]]:
    """Return the claims that an article makes and that others make too, by its words: id, words, articles, origins …"""
    sql = """
        SELECT claims.*, min(claim_members.stance) AS stance FROM claim_members
          JOIN claims ON claims.id = claim_members.claim_id
        WHERE claim_members.article_id = ? AND claims.articles > 1
        GROUP BY claims.id ORDER BY claims.articles DESC, claims.id LIMIT ?
        """
    return [{**dict(row), "disputed": bool(row["disputed"])} for row in case.rows(sql, (article_id, limit))]


_OF_VOICE = f"""
    claims.id IN (SELECT claim_members.claim_id FROM claim_members
      WHERE claim_members.attribution_id IN ({told.OF_SPEAKER}) OR claim_members.article_id IN ({told.OF_OUTLET}))
    """  # noqa: S608 (our own text)


def _claims_asked(asked: ClaimFilter) -> tuple[str, dict[str, Any]]:
    found = ["1"]
    values: dict[str, Any] = {}
    if asked.query and asked.query.strip():
        said = filters.of_quotes(Filter(query=asked.query))
        # What an outlet tells of in its own voice has no attribution to search; the claim's own words are looked at.
        found.append(f"""(claims.id IN (SELECT claim_members.claim_id FROM attributions
              JOIN claim_members ON claim_members.attribution_id = attributions.id WHERE {said.where})
            OR instr(lower(claims.words), lower(:plain)))""")  # noqa: S608
        values |= {**said.values, "plain": asked.query.strip()}
    dated = filters.of_articles(Filter(since=asked.since, until=asked.until))
    if dated.values:
        found.append(f"""claims.id IN (SELECT claim_members.claim_id FROM articles
            JOIN claim_members ON claim_members.article_id = articles.id WHERE {dated.where})""")  # noqa: S608
        values |= dated.values
    if asked.said_by:
        found.append(_OF_VOICE)
        values["said_by"] = asked.said_by
    if asked.disputed:
        found.append("claims.disputed")
    return " AND ".join(found), values


def _member(row: Any) -> dict[str, Any]:
    return {**dict(row), "own": bool(row["own"]), "via": listed(row["via"])}


def listed(text: str | None) -> list[Any]:
    """Return what a JSON list holds; nothing for none."""
    return list(json.loads(text or "[]"))
