"""MHTML: pages saved by browsers with all that belongs to them, as one e-mail-like file (RFC 2557).

The root of the file is the page; pictures, styles and frames beside it are none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC

from sayso.model import Page
from sayso.read.formats import Refused, Source
from sayso.read.limits import Limits
from sayso.read.mime import BROKEN, PAGES, Part, read_part

_ENDINGS = (".mhtml", ".mht")
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)
#: Parts within parts: a root that offers HTML beside plain text is one level more, a forwarded message another.
_MOST_DEPTH = 4
_AGAIN = "save the page from the browser again"


class Mhtml:
    """Saved pages, by the ending of the name or a header that says ``multipart/related``."""

    name = "MHTML"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files called MHTML and whatever begins with the header of one."""
        if name.lower().endswith(_ENDINGS):
            return True
        return _HEADER.match(head) is not None and _RELATED.search(head[:4096]) is not None

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the page that was saved."""
        raw = source.read()
        try:
            top = read_part(raw.removeprefix(b"\xef\xbb\xbf").lstrip(), source.limits, _AGAIN)
            root = _root(top, source.limits, 0)
            if root is None:
                raise Refused("a saved page without HTML or text in it", _AGAIN)
            page = root.decoded()
            charset = root.head.get_content_charset()
            url = root.url("content-location") or top.url("snapshot-content-location") or top.url("content-location")
            saved = top.moment("date")
            fetched = saved.astimezone(UTC).isoformat().replace("+00:00", "Z") if saved and saved.tzinfo else None
        except BROKEN as error:
            raise Refused(f"not readable as MHTML ({type(error).__name__})", _AGAIN) from error
        member = replace(source, name=f"page{PAGES[root.media_type]}", size=len(page), open=lambda: io.BytesIO(page))
        yield from source.inner(
            replace(member, url=url or source.url, fetched_at=fetched or source.fetched_at, charset=charset)
        )


def _root(part: Part, limits: Limits, depth: int) -> Part | None:
    """Return the part that is the page: the one named as start, else the first that is HTML, else the first text."""
    if not part.media_type.startswith("multipart/"):
        return part if part.media_type in PAGES else None
    if depth >= _MOST_DEPTH:
        raise Refused(f"parts within {depth} others", _AGAIN)
    start = _address(part.head.get_param("start"))
    second: Part | None = None
    for inner in part.parts(limits, _AGAIN):
        named = start is not None and _address(inner.field("content-id")) == start
        found = _root(inner, limits, depth + 1)
        if found is None:
            continue
        if named or (start is None and found.media_type != "text/plain"):
            return found
        if second is None or (second.media_type == "text/plain" and found.media_type != "text/plain"):
            second = found
    return second


def _address(value: object) -> str | None:
    """Return a part's id without its brackets."""
    words = str(value[2] if isinstance(value, tuple) else value or "").strip()
    return words.removeprefix("<").removesuffix(">") or None
