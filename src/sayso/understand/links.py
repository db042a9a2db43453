"""Links from an article to outlets: where a page itself shows whose words it repeats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sayso.model import Article, Page
from sayso.read.outlets import canonical

#: More links than this on one page are navigation; the article's come first.
MAX_LINKS = 2000
_SCHEME = re.compile(r"(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """Words ``(start, end)`` in an article's text that lead to the site of ``outlet`` (canonical name)."""

    start: int
    end: int
    outlet: str


def links_of(page: Page, article: Article) -> tuple[Link, ...]:
    """Return the links in an article that lead to sites of known outlets other than its own, in order.

    What lies behind a link is not fetched; only its address counts. Plain text has none.
    """
    own = {article.outlet, outlet_behind(page.url or "")}
    found = []
    for mark in page.layout:
        if mark.tag == "a" and mark.value and article.start <= mark.start and mark.end <= article.end:
            outlet = outlet_behind(mark.value)
            if outlet is not None and outlet not in own:
                found.append(Link(mark.start - article.start, mark.end - article.start, outlet))
                if len(found) == MAX_LINKS:
                    break
    return tuple(found)


def outlet_behind(address: str) -> str | None:
    """Return the outlet whose site an absolute address leads to, or None for whatever is no address of a known one."""
    if not _SCHEME.match(address):
        return None
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    name = canonical(host)
    return name if name != host else None
