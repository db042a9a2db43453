"""MHTML: pages saved by browsers with all that belongs to them, as one e-mail-like file (RFC 2557).

The root of the file is the page; pictures, styles and frames beside it are none. Headers and encodings are undone by
the standard library's e-mail parser, given one part's header and the root's body only, so that a file of a million
parts or header lines costs no more than looking through it.
"""

from __future__ import annotations

import email.header
import email.message
import email.parser
import email.utils
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC

from sayso.model import Page
from sayso.read.decode import whole
from sayso.read.formats import Refused, Source
from sayso.read.http_payload import BLANK
from sayso.read.limits import Limits, megabytes

_ENDINGS = (".mhtml", ".mht")
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s*[A-Za-z][A-Za-z-]{1,60}:[ \t]")
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related\b", re.I | re.M)
_URL = re.compile(r"(?:https?|ftp|file)://", re.I)
_PAGES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
#: Parts within parts: a root that offers HTML beside plain text is one level more, a forwarded message another.
_MOST_DEPTH = 4
#: The longest boundary the standard (RFC 2046) allows, with room for those that do not keep to it.
_MOST_BOUNDARY = 200
#: Characters of a field that are read: the e-mail parser takes time by the square of them. Addresses may be longer.
_MOST_FIELD, _MOST_URL = 1000, 8000
_AGAIN = "save the page from the browser again"
#: What the standard library's e-mail parser is known to let out for headers that are none.
_BROKEN = (ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class _Part:
    """The header of one part, read, and its body as it stands in the file."""

    head: email.message.Message
    body: bytes

    @property
    def media_type(self) -> str:
        return self.head.get_content_type()

    def field(self, name: str) -> str | None:
        """Return a field of the header as one line, or None."""
        value = str(self.head.get(name) or "")
        return whole(" ".join(value.split())) or None if len(value) <= _MOST_FIELD else None

    def url(self, name: str) -> str | None:
        """Return the web address in a field, which may be folded and encoded, or None."""
        value = str(self.head.get(name) or "")
        if len(value) > _MOST_URL:
            return None
        words = whole("".join(str(email.header.make_header(email.header.decode_header(value))).split()))
        return words if _URL.match(words) else None


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
            top = _part(raw.removeprefix(b"\xef\xbb\xbf").lstrip(), source.limits)
            root = _root(top, source.limits, 0)
            if root is None:
                raise Refused("a saved page without HTML or text in it", _AGAIN)
            page = _decoded(root)
            charset = root.head.get_content_charset()
            url = root.url("content-location") or top.url("snapshot-content-location") or top.url("content-location")
            fetched = _moment(top.field("date"))
        except _BROKEN as error:
            raise Refused(f"not readable as MHTML ({type(error).__name__})", _AGAIN) from error
        member = replace(source, name=f"page{_PAGES[root.media_type]}", size=len(page), open=lambda: io.BytesIO(page))
        yield from source.inner(
            replace(member, url=url or source.url, fetched_at=fetched or source.fetched_at, charset=charset)
        )


def _part(raw: bytes, limits: Limits) -> _Part:
    blank = BLANK.search(raw, 0, limits.max_header_bytes)
    if blank is None:
        if len(raw) >= limits.max_header_bytes:
            raise Refused(f"a header of more than {megabytes(limits.max_header_bytes)}", _AGAIN)
        raise Refused("cut within a header", _AGAIN)
    head = email.parser.BytesHeaderParser().parsebytes(raw[: blank.end()])
    if len(str(head.get("content-type", ""))) > _MOST_FIELD:
        raise Refused("a Content-Type that is no type", _AGAIN)
    return _Part(head, raw[blank.end() :])


def _root(part: _Part, limits: Limits, depth: int) -> _Part | None:
    """Return the part that is the page: the one named as start, else the first that is HTML, else the first text."""
    if not part.media_type.startswith("multipart/"):
        return part if part.media_type in _PAGES else None
    if depth >= _MOST_DEPTH:
        raise Refused(f"parts within {depth} others", _AGAIN)
    boundary = part.head.get_boundary()
    if not boundary or len(boundary) > _MOST_BOUNDARY:
        raise Refused("a saved page that does not say where its parts begin", _AGAIN)
    start = _address(part.head.get_param("start"))
    second: _Part | None = None
    for raw in _split(part.body, boundary.encode("ascii", "surrogateescape"), limits):
        try:
            inner = _part(raw, limits)
        except Refused:  # of a picture beside the page, it would not matter
            continue
        named = start is not None and _address(inner.field("content-id")) == start
        found = _root(inner, limits, depth + 1)
        if found is None:
            continue
        if named or (start is None and found.media_type != "text/plain"):
            return found
        if second is None or (second.media_type == "text/plain" and found.media_type != "text/plain"):
            second = found
    return second


def _split(body: bytes, boundary: bytes, limits: Limits) -> Iterator[bytes]:
    """Yield the parts between the lines that are the boundary; the last one may be cut."""
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", re.M)
    begins: int | None = None
    for number, found in enumerate(line.finditer(body)):
        if number > limits.max_parts:
            raise Refused(f"a saved page of more than {limits.max_parts:,} parts", _AGAIN)
        if begins is not None:
            yield body[begins : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        if found.group(1):
            return
        begins = found.end()
    if begins is None:
        raise Refused("a saved page whose parts are missing", _AGAIN)
    yield body[begins:]


def _decoded(part: _Part) -> bytes:
    part.head.set_payload(part.body.decode("ascii", "surrogateescape"))
    found = part.head.get_payload(decode=True)
    return found if isinstance(found, bytes) else part.body


def _address(value: object) -> str | None:
    """Return a part's id without its brackets."""
    words = str(value[2] if isinstance(value, tuple) else value or "").strip()
    return words.removeprefix("<").removesuffix(">") or None


def _moment(value: str | None) -> str | None:
    """Return the Date of the header as ISO 8601 in UTC, or None when it is no date."""
    try:
        moment = email.utils.parsedate_to_datetime(value) if value else None
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment and moment.tzinfo else None
    except _BROKEN:
        return None
