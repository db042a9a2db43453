"""RSS and Atom feeds: every entry is a page. The feed is parsed from its bytes; nothing is fetched."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from typing import Any

import feedparser

from sayso.model import Page, sha256_of
from sayso.read.dates import read_date
from sayso.read.decode import whole
from sayso.read.formats import Refused, Source, published_layout
from sayso.read.html import render_fragment
from sayso.read.text import refuse_binary

_BEGINNING = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.I)
#: A reference to a character by a number so large that it may be none: feedparser gives up the whole feed for one.
_REFERENCE = re.compile(rb"&#(?:[0-9]{7,}|[xX][0-9A-Fa-f]{6,})")


class Feed:
    """RSS, RDF and Atom, by the first elements."""

    name = "feed"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim XML whose root is a feed."""
        start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:2048]
        if not start.startswith(b"<"):
            return False
        named = name.lower().endswith((".rss", ".atom", ".rdf"))
        return named or (not start[:15].lower().startswith(b"<!doctype html") and _BEGINNING.search(start) is not None)

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield a page for each entry; its record is the entry's id, else its link, else its number."""
        raw = source.read()
        refuse_binary(raw)
        known = _REFERENCE.sub(_known, raw)
        # A stream, never the bytes themselves: feedparser takes a short string for an address or a file's name.
        headers = {"content-type": f"application/xml; charset={source.charset}"} if source.charset else {}
        try:
            parsed = feedparser.parse(
                io.BytesIO(known), resolve_relative_uris=False, sanitize_html=True, response_headers=headers
            )
        except (ValueError, TypeError, AttributeError, KeyError, IndexError, LookupError, RecursionError) as error:
            raise Refused(f"not readable as a feed ({type(error).__name__})", "fetch the feed again") from error
        if not parsed.entries:
            raise Refused("a feed without entries", "fetch the feed again, or leave it out")
        outlet = _words(parsed.feed.get("title")) if parsed.feed else None
        for number, entry in enumerate(parsed.entries, 1):
            yield _entry_page(source, entry, number, outlet, str(parsed.get("encoding") or "") or None)


def _entry_page(source: Source, entry: Any, number: int, outlet: str | None, encoding: str | None) -> Page:
    url = _words(entry.get("link"))
    record = source.row(_words(entry.get("id")) or url or str(number))
    markup = _markup(entry)
    try:
        rendered = render_fragment(whole(markup), source.limits) if markup.strip() else None
    except Refused as refused:
        return source.failed(f"entry {number}: {refused.what}", refused.fix, record=record)
    if rendered is None or not rendered.text.strip():
        return source.failed(
            f"entry {number}: no text in it", "fetch the page that the entry links to, and read that", record=record
        )
    published = _words(entry.get("published")) or _words(entry.get("updated"))
    iso = _iso(entry) or (read_date(published) if published else None)
    return source.page(
        sha256_of(rendered.text),
        rendered.text,
        record=record,
        url=url if url and url.startswith(("http://", "https://")) else None,
        media_type="application/feed+xml",
        encoding=encoding,
        given_title=_words(entry.get("title")),
        given_outlet=_words((entry.get("source") or {}).get("title")) or outlet,
        given_author=_words(entry.get("author")),
        given_published=published,
        layout=published_layout(iso) + rendered.layout,
    )


def _known(found: re.Match[bytes]) -> bytes:
    """Return a reference to a character as it stands, or one to U+FFFD where there is no such character."""
    digits = found.group()[2:].lower()
    hexadecimal = digits.startswith(b"x")
    digits = digits.removeprefix(b"x").lstrip(b"0") or b"0"
    number = int(digits, 16 if hexadecimal else 10) if len(digits) < 10 else sys.maxunicode + 1
    return found.group() if number <= sys.maxunicode else b"&#xFFFD"


def _markup(entry: Any) -> str:
    """Return the longest of the entry's full contents, else its summary; plain text is escaped."""
    found = ""
    for content in [*(entry.get("content") or []), entry.get("summary_detail") or {}]:
        value = content.get("value") or ""
        if not isinstance(value, str):
            continue
        if content.get("type") == "text/plain":
            value = value.replace("&", "&amp;").replace("<", "&lt;")
        if len(value) > len(found):
            found = value
    return found


def _iso(entry: Any) -> str | None:
    moment = entry.get("published_parsed") or entry.get("updated_parsed")
    if not moment or not 1900 <= moment[0] <= 2100:
        return None
    year, month, day, hour, minute, second = moment[:6]
    stamp = f"{year:04d}-{month:02d}-{day:02d}"
    return stamp if not (hour or minute or second) else f"{stamp}T{hour:02d}:{minute:02d}:{second:02d}Z"


def _words(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    words = " ".join(whole(value).split())
    return words[:1000] or None
