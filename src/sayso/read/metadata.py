"""What an HTML page's head says about it: JSON-LD (schema.org), OpenGraph and its kin, and the title element.

Only what is declared is taken; for the date alone, htmldate (Barbaresi 2020, JOSS) looks through the page as well.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from htmldate import find_date
from lxml import etree

from sayso.read.dates import read_date
from sayso.read.decode import whole

_TITLE = ("og:title", "twitter:title", "headline", "dc.title", "dcterms.title")
_OUTLET = ("og:site_name", "application-name", "publisher", "dc.publisher", "article:publisher")
_AUTHOR = ("author", "article:author", "dc.creator", "byl", "parsely-author", "sailthru.author", "cxenseparse:author")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish-date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created",
    "cxenseparse:recs:publishtime", "originalpublicationdate", "article.published", "publish_date",
)  # fmt: skip
_ARTICLE_TYPES = (
    "article",
    "newsarticle",
    "reportagenewsarticle",
    "blogposting",
    "report",
    "liveblogposting",
    "webpage",
)
#: One JSON-LD script; longer ones are data for the page's scripts, not about the page.
_MOST_JSON = 500_000
_MOST_VALUE = 1000
#: htmldate is asked only up to this size: its patterns look at all of the markup.
_MOST_MARKUP = 2_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says about itself; ``published_iso`` is ``published`` in ISO 8601 where that is settled."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    published_iso: str | None = None
    url: str | None = None
    language: str | None = None


def read_head(tree: etree._Element, markup_size: int) -> Head:
    """Return the metadata of a parsed page (``markup_size`` in characters)."""
    metas = _metas(tree)
    ld = _json_ld(tree)
    title = _first(metas, _TITLE) or _text(ld.get("headline")) or _element(tree, "title")
    author = _names(ld.get("author")) or _first(metas, _AUTHOR)
    if author and (author.startswith(("http:", "https:")) or "@" in author or not any(map(str.isalpha, author))):
        author = None  # an address or a number of the author's account
    published = _text(ld.get("datePublished")) or _first(metas, _PUBLISHED) or _time_element(tree)
    iso = read_date(published) if published else None
    if iso is None and published is None and markup_size <= _MOST_MARKUP:
        published = iso = _searched(tree)
    url = _canonical(tree, metas)
    language = (tree.get("lang") or tree.get("xml:lang") or "").strip().lower()[:2]
    return Head(
        title=title,
        outlet=_first(metas, _OUTLET) or _names(ld.get("publisher")),
        author=author,
        published=published,
        published_iso=iso,
        url=url,
        language=language if language.isalpha() and len(language) == 2 else None,
    )


def _metas(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = _text(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _json_ld(tree: etree._Element) -> dict[str, object]:
    """Return the first article in the page's JSON-LD."""
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        content = script.text or ""
        if len(content) > _MOST_JSON:
            continue
        with contextlib.suppress(ValueError, RecursionError):
            for thing in _things(json.loads(content, strict=False)):
                kinds = thing.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(str(kind).lower() in _ARTICLE_TYPES for kind in kinds):
                    return thing
    return {}


def _things(document: object) -> Iterator[dict[str, object]]:
    stack, visited = [document], 0
    while stack and visited < 1000:  # an honest graph has a dozen nodes
        visited += 1
        thing = stack.pop()
        if isinstance(thing, list):
            stack.extend(reversed(thing))
        elif isinstance(thing, dict):
            yield thing
            stack.extend(
                value for key, value in reversed(thing.items()) if key in {"@graph", "mainEntity", "itemListElement"}
            )


def _names(value: object) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [_text(person.get("name")) if isinstance(person, dict) else _text(person) for person in people[:20]]
    return ", ".join(dict.fromkeys(name for name in names if name)) or None


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((metas[name] for name in names if name in metas), None)


def _element(tree: etree._Element, tag: str) -> str | None:
    element = next(tree.iter(tag), None)
    return _text(element.text) if element is not None else None


def _time_element(tree: etree._Element) -> str | None:
    for number, element in enumerate(tree.iter("time")):
        stamp = _text(element.get("datetime"))
        if stamp and read_date(stamp):
            return stamp
        if number > 20:
            break
    return None


def _canonical(tree: etree._Element, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            url = _url(link.get("href"))
            if url:
                return url
    return _url(metas.get("og:url"))


def _url(value: str | None) -> str | None:
    url = _text(value)
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _searched(tree: etree._Element) -> str | None:
    try:
        found = find_date(tree, extensive_search=False, original_date=True, outputformat="%Y-%m-%d")
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, RecursionError, etree.LxmlError):
        return None  # a page that breaks the search has no date that we could trust
    return found if isinstance(found, str) else None


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    words = " ".join(whole(value).split())
    return words if words and len(words) <= _MOST_VALUE else None
