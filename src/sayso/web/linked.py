"""The rooms of what was found across articles: claims with all their accounts, incidents, and where both come from.

Repeats and independent origins stand side by side; none of it says which account is right.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from sayso.case import incidents as told
from sayso.case import linked, roots, telling, views
from sayso.case.reader import Case
from sayso.web import forms, ranges, words
from sayso.web import telling as keys
from sayso.web.rooms import NotFoundError

#: Accounts on one page of a claim or an incident.
ACCOUNTS = 100
#: How the lists can be sorted, in words.
SORTS = {
    "repeats": "most articles",
    "origins": "most independent origins",
    "each": "most repeats for each origin",
    "date": "in the order of time",
}
#: What a member does to its claim, and how near its words are to the one that says it best.
STANCES = {"repeats": "passes on", "asks": "asks whether"}
STANCED = {
    "asserts": "asserted",
    "denies": "denied",
    "repeats": "passed on",
    "doubts": "doubted",
    "asks": "asked about",
}
VARIANTS = {
    "same": "the same words",
    "copied": "copied words",
    "paraphrase": "in other words",
    "event": "the same happening told",
}


def claims(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List claims, searched, filtered and sorted."""
    asked = forms.read_claims(request.query_params)
    pager = forms.pager("/claims", linked.count_claims(case, asked.where), asked.page, asked.given)
    order = asked.given["sort"] or "repeats"
    found = linked.claims(case, asked.where, order=order, limit=forms.ROWS, offset=pager.offset)
    voices = sorted({*views.outlet_names(case), *views.speaker_names(case)})
    return "claims.html", {
        "asked": asked,
        "pager": pager,
        "claims": found,
        "top": ranges.top_of_articles(found),
        "order": order,
        "sorts": SORTS,
        "voices": voices,
    }


def claim(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show a claim: where it comes from, what contradicts itself, and every account in the order of time."""
    row = linked.claim(case, request.path_params["id"])
    if row is None:
        raise NotFoundError("No claim of this id is in the case. Claims are made again when pages are read.")
    pager = _pager(request, linked.count_members(case, row["id"]), words.claim_url(row["id"]))
    return "claim.html", {
        "claim": row,
        "pager": pager,
        "members": linked.members(case, row["id"], limit=ACCOUNTS, offset=pager.offset),
        "stances": linked.stances(case, row["id"]),
        "contradictions": linked.contradictions(case, row["id"]),
        "top": ranges.top_of_articles([row]),
        "STANCES": STANCES,
        "STANCED": STANCED,
        "VARIANTS": VARIANTS,
        **_behind(case, "claims", row["id"]),
    }


def incidents(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List incidents, filtered and sorted."""
    asked = forms.read_incidents(request.query_params)
    pager = forms.pager("/incidents", told.count_incidents(case, asked.where), asked.page, asked.given)
    order = asked.given["sort"] or "date"
    found = told.incidents(case, asked.where, order=order, limit=forms.ROWS, offset=pager.offset)
    return "incidents.html", {
        "asked": asked,
        "pager": pager,
        "incidents": found,
        "top": ranges.top_of(found),
        "top_articles": ranges.top_of_articles(found),
        "order": order,
        "sorts": SORTS,
        "choices": told.incident_choices(case),
    }


def incident(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show an incident: its accounts side by side, who blames whom, the grade with its rule, and the origins."""
    row = told.incident(case, request.path_params["id"])
    if row is None:
        raise NotFoundError("No incident of this id is in the case. Incidents are made again when pages are read.")
    pager = _pager(request, told.count_accounts(case, row["id"]), words.incident_url(row["id"]))
    found = told.accounts(case, row["id"], limit=ACCOUNTS, offset=pager.offset)
    return "incident.html", {
        "incident": row,
        "pager": pager,
        "accounts": list(zip(found, telling.surroundings(case, found), strict=True)),
        "blamed": told.blamed_by(case, row["id"]),
        "top": ranges.top_of([row, *found]),
        "top_articles": ranges.top_of_articles([row]),
        **_behind(case, "incidents", row["id"]),
    }


def member_url(member: dict[str, Any], part_size: int) -> str:
    """Return the address of a member's words on the article's page: its event's, or its attribution's."""
    if member["event_id"] and member["trigger_start"] is not None:
        key = f"{keys.PREFIXES['event']}{member['event_id']}"
        return words.article_url(member["article_id"], key, member["trigger_start"], part_size)
    key = f"a-{member['attribution_id']}" if member["attribution_id"] else ""
    return words.article_url(member["article_id"], key, member["start"], part_size)


def _pager(request: Request, total: int, path: str) -> forms.Pager:
    return forms.pager(path, total, forms.whole(request.query_params.get("page")), {}, ACCOUNTS)


def _behind(case: Case, subject: str, subject_id: str) -> dict[str, Any]:
    """Return where a subject comes from: roots, edges and rings, an edge's proof by its id for the rings."""
    found = roots.edges(case, subject, subject_id)
    return {
        "roots": roots.roots(case, subject, subject_id),
        "edges": found,
        "edge_ids": {edge["id"] for edge in found},
        "rings": roots.rings(case, subject, subject_id),
    }
