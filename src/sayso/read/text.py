"""Plain text: a file is a page, its text unchanged."""

from __future__ import annotations

from collections.abc import Iterator

from sayso.model import Page, sha256_of
from sayso.read.decode import binary, decode
from sayso.read.formats import Refused, Source


class Text:
    """Whatever no other format claims and is text."""

    name = "plain text"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim everything: this format is asked last."""
        return True

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the file as one page."""
        raw = source.read()
        refuse_binary(raw)
        decoded = decode(raw, charset=source.charset)
        if not decoded.text.strip():
            raise Refused("nothing in it", "fetch the page again, or leave the file out")
        yield source.page(sha256_of(raw), decoded.text, media_type="text/plain", encoding=decoded.encoding)


def refuse_binary(raw: bytes) -> None:
    """Raise Refused when ``raw`` is no text."""
    found = binary(raw[: 64 * 1024])
    if found:
        raise Refused(*found)
