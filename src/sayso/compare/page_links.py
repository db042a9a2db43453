"""Links from articles: which article of the case, or which outlet, an address leads to. Nothing is fetched."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pyarrow.compute as pc

from sayso.understand.links import outlet_behind

_OWN_WAY = re.compile(r"\A(?:www\d?|m|amp)\.")
#: A link of an article: its words, and the article of the case, or the outlet (where it is known), that it leads to.
LED = pa.schema(
    [
        ("article_id", pa.string()),
        ("start", pa.int64()),
        ("end", pa.int64()),
        ("text", pa.string()),
        ("of_article_id", pa.string()),
        ("of_outlet", pa.string()),
    ]
)


def links_by_article(pages: pa.Table, articles: pa.Table) -> pa.Table:
    """Return a row of ``LED`` for each link in an article that leads to another article or to an outlet with a file.

    ``pages`` has id, url and links (start, end, text, address; offsets on the page); ``articles`` id, page_id, outlet,
    start and end. A page of several stories does not tell which of them is meant, so it counts as its outlet only.
    """
    pages = pages.select(["id", "url", "links"])
    keys = {address_key(url): page for page, url in _columns(pages.filter(pc.is_valid(pages["url"])), "id", "url")}
    by_page: dict[str, list[tuple[int, int, str, str | None]]] = {}
    for article, page, outlet, start, end in _columns(articles, "id", "page_id", "outlet", "start", "end"):
        by_page.setdefault(page, []).append((start, end, article, outlet))
    for found in by_page.values():
        found.sort(key=lambda one: one[:3])
    rows: list[tuple[str, int, int, str, str | None, str | None]] = []
    linked = pages.filter(pc.greater(pc.fill_null(pc.list_value_length(pages["links"]), 0), 0))
    for page, links in _columns(linked, "id", "links"):
        mine = by_page.get(page, [])
        for link in links:
            at = bisect_right(mine, link["start"], key=lambda one: one[0]) - 1
            if at < 0 or link["end"] > mine[at][1]:
                continue
            _, _, article, outlet = mine[at]
            target_page = keys.get(address_key(link["address"]) or "")
            targets = by_page.get(target_page, []) if target_page not in {None, page} else []
            target = targets[0][2] if len(targets) == 1 else None
            leads = outlet_behind(link["address"])
            if target or (leads and leads != outlet):
                rows.append((article, link["start"], link["end"], link["text"], target, leads))
    columns = zip(*sorted(set(rows), key=str), strict=True) if rows else ([] for _ in LED)
    return pa.table([pa.array(list(c), f.type) for c, f in zip(columns, LED, strict=True)], schema=LED)


def address_key(address: str | None) -> str | None:
    """Return what addresses of one page have in common: host and path, without scheme, www, query and last slash."""
    try:
        parts = urlsplit((address or "").strip())
        host = _OWN_WAY.sub("", parts.hostname or "")
    except ValueError:
        return None
    path = parts.path.rstrip("/")
    return f"{host}{path}" if host and path else None


def _columns(table: pa.Table, *names: str) -> Iterable[tuple[Any, ...]]:
    return zip(*(table[name].to_pylist() for name in names), strict=True)
