"""E-mail messages as mail programs save them, one a file (RFC 5322): the message is a page, and so is what hangs on it.

Newsletters, alerts and press offices reach a desk as mail. The words are those of the part that the program which
wrote it holds for the best (RFC 2046 puts that last), so HTML before plain text. Documents that hang on a message and
messages that were forwarded with it are read as members of an archive would be; pictures, styles and calendars are not.
"""

from __future__ import annotations

import email.utils
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial

from sayso.model import Page
from sayso.read.archives import check_depth
from sayso.read.decode import whole
from sayso.read.formats import Refused, Source, published_layout
from sayso.read.limits import Limits
from sayso.read.mime import BROKEN, PAGES, Part, read_part
from sayso.read.outlets import masthead

#: Parts within parts: mixed, related and alternative make three; mailing lists wrap that once more.
_MOST_DEPTH = 5
_AGAIN = "save the message from the mail program again"
#: What hangs on a message and is no page: pictures and films, what dresses the HTML, signatures and appointments.
_NOT_PAGES = (
    "image/", "audio/", "video/", "font/", "text/css", "text/javascript", "application/javascript", "text/calendar",
    "application/pgp-", "application/pkcs7-", "application/x-pkcs7-", "application/ics", "message/delivery-status",
)  # fmt: skip
#: Endings by which the formats know what hangs on a message without a name.
_ENDINGS = {
    **PAGES,
    "message/rfc822": ".eml",
    "application/pdf": ".pdf",
    "text/csv": ".csv",
    "application/json": ".json",
}


@dataclass(slots=True)
class _Found:
    """The stretches of a message's own words, each in one or several ways, the best last; and what hangs on it."""

    words: list[list[Part]] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)


class Eml:
    """E-mail messages, by the ending of the name."""

    name = "e-mail"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files called so: a text that begins like a letter's head must not become one."""
        return name.lower().endswith(".eml")

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the message, then what hangs on it; the record of that is its name in the message."""
        raw = source.read()
        try:
            top = read_part(raw.removeprefix(b"\xef\xbb\xbf").lstrip(), source.limits, _AGAIN)
            found = _Found()
            _sort(top, found, source.limits, 0)
            about = _about(top)
            own = [page for number, ways in enumerate(found.words, 1) for page in _words(source, ways, about, number)]
        except BROKEN as error:
            raise Refused(f"not readable as an e-mail ({type(error).__name__})", _AGAIN) from error
        yield from own
        for number, part in enumerate(found.attached, 1):
            yield from _attached(source, part, number)
        if not own and not found.attached:
            raise Refused("an e-mail without words in it", "leave it out, or save what hangs on it")


def _sort(part: Part, found: _Found, limits: Limits, depth: int) -> None:
    """Sort the parts within ``part`` into ``found``, in their order."""
    media_type = part.media_type
    if media_type.startswith("multipart/"):
        if depth >= _MOST_DEPTH:
            raise Refused(f"parts within {depth} others", _AGAIN)
        within = _Found()
        for inner in part.parts(limits, _AGAIN):
            _sort(inner, within, limits, depth + 1)
        found.attached += within.attached
        if media_type == "multipart/alternative":
            within.words = [[way for ways in within.words for way in ways]] if within.words else []
        found.words += within.words
    elif media_type in PAGES and part.head.get_content_disposition() != "attachment" and not part.head.get_filename():
        if part.body.strip():
            found.words.append([part])
    elif not media_type.startswith(_NOT_PAGES):
        found.attached.append(part)


@dataclass(frozen=True, slots=True)
class _About:
    """What the header says: the subject, who sent it, when (word for word, and in ISO 8601), and where it is online."""

    title: str | None
    sender: str | None
    date: str | None
    sent: str | None
    url: str | None


def _about(top: Part) -> _About:
    sender = email.utils.parseaddr(top.field("from") or "")[0].strip() or None
    sent = top.moment("date")
    return _About(
        title=top.field("subject"),
        sender=sender,
        date=top.field("date"),
        sent=sent.isoformat().replace("+00:00", "Z") if sent else None,
        url=top.url("archived-at"),
    )


def _words(source: Source, ways: list[Part], about: _About, number: int) -> list[Page]:
    """Return the page of a stretch of the message's own words, in the best way that can be read.

    What the message's header says of it goes over what its HTML says of itself.
    """
    record = source.record if number == 1 else source.row(f"part {number}")
    pages: list[Page] = []
    for way in reversed(ways):
        content = way.decoded()
        member = replace(
            source, name=f"message{PAGES[way.media_type]}", record=record, size=len(content), charset=_charset(way),
            open=partial(io.BytesIO, content), url=about.url or source.url,
        )  # fmt: skip
        read = [_with(page, about) for page in source.inner(member)]
        pages = pages or read
        if not any(page.error for page in read):
            return read
    return pages


def _with(page: Page, about: _About) -> Page:
    if page.error:
        return page
    outlet = masthead(about.sender) if about.sender else None
    layout = tuple(mark for mark in page.layout if mark.tag != "published") if about.sent else page.layout
    return replace(
        page,
        given_title=about.title or page.given_title,
        given_author=(None if outlet else about.sender) or page.given_author,
        given_outlet=outlet or page.given_outlet,
        given_published=about.date if about.sent else page.given_published,
        layout=published_layout(about.sent) + layout,
    )


def _charset(part: Part) -> str | None:
    charset = part.head.get_content_charset()
    return charset if charset and charset.isascii() else None


def _attached(source: Source, part: Part, number: int) -> Iterator[Page]:
    """Yield the pages of one document that hangs on a message."""
    try:
        name = whole(" ".join((part.head.get_filename() or "").split()))[:200]
        content = part.body if part.media_type == "message/rfc822" else part.decoded()
    except BROKEN:
        name, content = "", part.body
    ending = _ENDINGS.get(part.media_type, "")
    name = name or f"attachment {number}{ending}"
    if part.media_type == "message/rfc822" and not name.lower().endswith(".eml"):
        name += ending
    member = replace(
        source, name=name, record=source.row(name), size=len(content), open=lambda: io.BytesIO(content),
        depth=source.depth + 1, charset=None, url=None, fetched_at=None,
    )  # fmt: skip
    try:
        check_depth(source)
    except Refused as refused:
        yield member.failed(refused.what, refused.fix)
        return
    yield from source.inner(member)
