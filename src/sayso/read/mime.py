"""Parts of MIME messages (RFC 2045, 2046), as browsers save pages and mail programs save mail: headers, bodies, limits.

Headers and encodings are undone by the standard library's e-mail parser, given one part's header and one part's body
only, so that a file of a million parts or header lines costs no more than looking through it.
"""

from __future__ import annotations

import contextlib
import email.errors
import email.header
import email.message
import email.parser
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sayso.read.decode import whole
from sayso.read.formats import Refused
from sayso.read.http_payload import BLANK
from sayso.read.limits import Limits, megabytes

#: What a part's media type makes of it, where it is a page's own words: the ending of a file's name.
PAGES = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
#: What the standard library's e-mail parser is known to let out for headers that are none.
BROKEN = (
    email.errors.MessageError, ValueError, TypeError, LookupError, AttributeError, RecursionError, OverflowError,
)  # fmt: skip
_URL = re.compile(r"(?:https?|ftp|file)://", re.I)
#: The longest boundary the standard (RFC 2046) allows, with room for those that do not keep to it.
_MOST_BOUNDARY = 200
#: Characters of a field that are read: the e-mail parser takes time by the square of them. Addresses may be longer.
_MOST_FIELD, _MOST_URL = 1000, 8000


@dataclass(frozen=True, slots=True)
class Part:
    """The header of one part, read, and its body as it stands in the file."""

    head: email.message.Message
    body: bytes

    @property
    def media_type(self) -> str:
        """Its media type in small letters; ``text/plain`` where it gives none."""
        return self.head.get_content_type()

    def field(self, name: str) -> str | None:
        """Return a field of the header as one line, its encoded words undone (RFC 2047), or None."""
        return " ".join(self._field(name, _MOST_FIELD).split()) or None

    def url(self, name: str) -> str | None:
        """Return the web address in a field, which may be folded, encoded and in angle brackets, or None."""
        words = "".join(self._field(name, _MOST_URL).split()).strip("<>")
        return words if _URL.match(words) else None

    def moment(self, name: str) -> datetime | None:
        """Return a date of the header, without a zone where it gives none, or None when it is no date."""
        value = self.field(name)
        try:
            return email.utils.parsedate_to_datetime(value) if value else None
        except BROKEN:
            return None

    def _field(self, name: str, most: int) -> str:
        # As it stands: the parser's own ``get`` makes every character that is not ASCII a U+FFFD, though programs
        # write headers in bare UTF-8 (RFC 6532).
        value = next((str(value) for key, value in self.head.raw_items() if key.lower() == name), "")
        if len(value) > most:
            return ""
        value = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        with contextlib.suppress(*BROKEN):  # encoded words that are none stay as they stand
            value = str(email.header.make_header(email.header.decode_header(value)))
        return whole(value)

    def decoded(self) -> bytes:
        """Return its body with the transfer encoding undone, or as it stands where that cannot be undone."""
        self.head.set_payload(self.body.decode("ascii", "surrogateescape"))
        found = self.head.get_payload(decode=True)
        return found if isinstance(found, bytes) else self.body

    def parts(self, limits: Limits, again: str) -> Iterator[Part]:
        """Yield the parts within, without those whose header cannot be read; the last one may be cut.

        Raises Refused, with ``again`` as the fix, where it does not say how they are parted, and for too many.
        """
        boundary = self.head.get_boundary()
        if not boundary or len(boundary) > _MOST_BOUNDARY:
            raise Refused("it does not say where its parts begin", again)
        for raw in _split(self.body, boundary.encode("ascii", "surrogateescape"), limits, again):
            try:
                yield read_part(raw, limits, again)
            except Refused:  # of a picture beside the page, it would not matter
                continue


def read_part(raw: bytes, limits: Limits, again: str) -> Part:
    """Return a message or a part; raises Refused, with ``again`` as the fix, when its header cannot be read."""
    if raw.startswith((b"\r\n", b"\n")):  # no header at all: plain text (RFC 2046, 5.1)
        raw = b"\r\n" + raw
    blank = BLANK.search(raw, 0, limits.max_header_bytes)
    if blank is None:
        if len(raw) >= limits.max_header_bytes:
            raise Refused(f"a header of more than {megabytes(limits.max_header_bytes)}", again)
        raise Refused("cut within a header", again)
    head = email.parser.BytesHeaderParser().parsebytes(raw[: blank.end()])
    if any(len(str(head.get(name, ""))) > _MOST_FIELD for name in ("content-type", "content-disposition")):
        raise Refused("a Content-Type that is no type", again)
    return Part(head, raw[blank.end() :])


def _split(body: bytes, boundary: bytes, limits: Limits, again: str) -> Iterator[bytes]:
    """Yield the stretches between the lines that are the boundary."""
    line = re.compile(rb"^--" + re.escape(boundary) + rb"(--)?[ \t]*\r?$\n?", re.M)
    begins: int | None = None
    for number, found in enumerate(line.finditer(body)):
        if number > limits.max_parts:
            raise Refused(f"more than {limits.max_parts:,} parts", again)
        if begins is not None:
            yield body[begins : found.start()].removesuffix(b"\n").removesuffix(b"\r")
        if found.group(1):
            return
        begins = found.end()
    if begins is None:
        raise Refused("its parts are missing", again)
    yield body[begins:]
