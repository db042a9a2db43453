"""The rooms: one function each, from an open case and what the visitor asks for to what the template shows."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from starlette.requests import Request

from sayso.case import incidents, linked, views
from sayso.case.filters import Filter
from sayso.case.reader import Case
from sayso.case.telling import of_article
from sayso.case.told import EventFilter, count_events
from sayso.model import MODALITIES, POLARITIES, SPEAKER_KINDS
from sayso.web import forms, layout, ranges, telling, words

#: A room returns the name of its template and what that is filled with.
Room = Callable[[Case, Request], tuple[str, dict[str, Any]]]
#: A speaker with more attributions than this is shown in part; filters reach the rest.
MOST_SAID = 5_000
_KEY = re.compile(r"[0-9A-Za-z_-]{1,64}")


class NotFoundError(LookupError):
    """Nothing of that name is in the case; the message says so in a sentence for the visitor."""


def overview(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show what is in the case."""
    outlets = case.outlets()
    reasons = views.failure_reasons(case)
    return "overview.html", {
        "counts": case.counts() | {"claims": linked.count_claims(case), "incidents": incidents.count_incidents(case)},
        "not_understood": case.not_understood(),
        "speakers": views.speakers(case, limit=10),
        "outlets": outlets[:12],
        "more_outlets": max(0, len(outlets) - 12),
        "passages": views.passages(case, between_outlets=True, limit=6),
        "reasons": reasons[:5],
        "more_reasons": max(0, len(reasons) - 5),
        "runs": [_run(run) for run in case.runs()[:5]],
    }


def articles(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List articles, searched and filtered."""
    asked = forms.read(request.query_params)
    pager = forms.pager("/articles", case.count_articles(asked.where), asked.page, asked.given)
    found = case.search(asked.where, limit=forms.ROWS, offset=pager.offset)
    return "articles.html", {"asked": asked, "pager": pager, "hits": found, **_choices(case)}


def quotes(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List attributions, searched and filtered."""
    asked = forms.read(request.query_params)
    pager = forms.pager("/quotes", case.count_quotes(asked.where), asked.page, asked.given)
    found = case.quotes(asked.where, limit=forms.ROWS, offset=pager.offset)
    return "quotes.html", {"asked": asked, "pager": pager, "quotes": found, **_choices(case)}


def article(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show an article with its attributions and copied passages."""
    row = _article(case, request)
    page = case.page(row["page_id"])
    if page is None:
        raise NotFoundError("The page of this article is no longer in the case.")
    marked = forms.offsets(request.query_params.get("words"), len(page["text"]))
    laid = layout.lay_out(case, row, page["text"], forms.whole(request.query_params.get("part")), marked)
    return "article.html", {
        "article": row,
        "page": page,
        "layout": laid,
        "top": ranges.top_of(laid.told.events),
        "siblings": [other for other in views.on_the_same_page(case, row["page_id"]) if other["id"] != row["id"]],
        "duplicates": views.duplicates_of(case, row["page_id"]),
        "claims": linked.claims_of_article(case, row["id"]),
        "titles": {other["id"]: other["title"] for other in views.on_the_same_page(case, row["page_id"])},
    }


def article_marks(case: Case, request: Request) -> str:
    """Return a style sheet that lights the words of what an address points at: an attribution, a passage, an event …

    CSS cannot compare an address with an attribute, so each has a rule of its own; this works without JavaScript.
    """
    row = _article(case, request)
    where = Filter(article_id=row["id"])
    keys = [f"a-{quote.id}" for quote in case.quotes(where, limit=layout.MOST_QUOTES)]
    keys += [f"c-{copy['id']}" for copy in case.copies(row["id"], limit=layout.MOST_COPIES)]
    told = of_article(case, row["id"], limit=layout.MOST_TOLD)
    keys += [key for _, key in telling.anchors_of(told, telling.entries(told))]
    usable = [key for key in keys if _KEY.fullmatch(key)]  # an id is a part of the sheet: nothing else may get in
    if not usable:
        return "/* nothing to light */\n"
    selectors = ",\n".join(f':root:has([id="{key}"]:target) [data-m~="{key}"]' for key in usable)
    return f"{selectors} {{ background-color: var(--lit); }}\n"


def speakers(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List speakers."""
    name = forms.clean(request.query_params.get("name"))
    kind = request.query_params.get("kind", "")
    kind = kind if kind in SPEAKER_KINDS else ""
    given = {"name": name, "kind": kind}
    page = forms.whole(request.query_params.get("page"))
    pager = forms.pager("/speakers", views.count_speakers(case, name=name, kind=kind), page, given)
    found = views.speakers(case, name=name, kind=kind, limit=forms.ROWS, offset=pager.offset)
    return "speakers.html", {"given": given, "pager": pager, "speakers": found, "kinds": SPEAKER_KINDS}


def speaker(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show everything a speaker said, the same words once."""
    speaker_id = request.path_params["id"]
    row = views.speaker(case, speaker_id)
    if row is None:
        raise NotFoundError("No speaker of this id is in the case.")
    asked = forms.read(request.query_params)
    asked.given["speaker"] = ""
    asked = replace(asked, where=replace(asked.where, speaker_id=speaker_id))
    said = case.quotes(asked.where, limit=MOST_SAID)
    found = views.utterances(said)
    pager = forms.pager(words.speaker_url(speaker_id), len(found), asked.page, asked.given)
    return "speaker.html", {
        "speaker": row,
        "asked": asked,
        "pager": pager,
        "cut": len(said) == MOST_SAID,
        "utterances": list(islice(found, pager.offset, pager.offset + forms.ROWS)),
        "polarities": Counter(quote.polarity for one in found for quote in one.quotes).most_common(),
        "via": views.via_of_speaker(case, speaker_id),
        "told": count_events(case, EventFilter(said_by=row["name"])),
        **_choices(case),
    }


def outlets(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List outlets, and through whom words came."""
    return "outlets.html", {"outlets": case.outlets(), "via": case.via()}


def outlet(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Show an outlet; without a name, the articles whose outlet is not known."""
    name = request.query_params.get("name") or None
    row = views.outlet(case, name)
    if row is None:
        raise NotFoundError("No article of this outlet is in the case.")
    given = {"name": name or ""}
    pager = forms.pager("/outlet", row["articles"], forms.whole(request.query_params.get("page")), given)
    return "outlet.html", {
        "outlet": row,
        "pager": pager,
        "articles": views.articles_of_outlet(case, name, limit=forms.ROWS, offset=pager.offset),
        "quoted": views.quoted_by_outlet(case, name),
        "shared": views.shared_with_outlet(case, name),
        "told": count_events(case, EventFilter(said_by=name)) if name else 0,
    }


def copies(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List copied passages, longest first."""
    outlet_name = forms.clean(request.query_params.get("outlet"))
    asked: dict[str, Any] = {
        "outlet": outlet_name or None,
        "between_outlets": request.query_params.get("between") == "1",
        "stock": request.query_params.get("stock") == "1",
    }
    given = {
        "outlet": outlet_name,
        "between": "1" if asked["between_outlets"] else "",
        "stock": "1" if asked["stock"] else "",
    }
    page = forms.whole(request.query_params.get("page"))
    pager = forms.pager("/copies", views.count_passages(case, **asked), page, given)
    found = views.passages(case, **asked, limit=forms.ROWS, offset=pager.offset)
    names = views.outlet_names(case)
    return "copies.html", {"pager": pager, "passages": found, "given": given, "outlet_names": names}


def failures(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """List pages that could not be read, and what to do."""
    found = case.failures()
    pager = forms.pager("/failures", len(found), forms.whole(request.query_params.get("page")), {})
    return "failures.html", {"pager": pager, "failures": found[pager.offset : pager.offset + forms.ROWS]}


def help_text(case: Case, request: Request) -> tuple[str, dict[str, Any]]:
    """Explain the search language, the words and the marks."""
    return "help.html", {"polarities": POLARITIES, "modalities": MODALITIES[1:]}


def _article(case: Case, request: Request) -> dict[str, Any]:
    row = case.article(request.path_params["id"])
    if row is None:
        raise NotFoundError("No article of this id is in the case.")
    return row


def _choices(case: Case) -> dict[str, Any]:
    """Return what the filter form offers."""
    return {
        "outlet_names": views.outlet_names(case),
        "speaker_names": views.speaker_names(case),
        "polarity_names": POLARITIES,
    }


def _run(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return a run with the plain facts of its arguments and summary, whatever else these hold."""

    def facts(text: str | None) -> list[tuple[str, str]]:
        try:
            read = json.loads(text or "{}")
        except ValueError:
            return []
        plain = read.items() if isinstance(read, dict) else ()
        return [(key.replace("_", " "), _plain(value)) for key, value in plain if _plain(value)]

    return {**run, "arguments": facts(run["arguments"]), "summary": facts(run["summary"])}


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return words.number(value)
    if isinstance(value, float):
        return f"{value:.1f}"
    if isinstance(value, list) and all(isinstance(item, str | int) for item in value):
        return ", ".join(str(item) for item in value[:4]) + (" …" if len(value) > 4 else "")
    return value if isinstance(value, str) else ""
