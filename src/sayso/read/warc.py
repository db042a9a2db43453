"""WARC and WET: web archives, streamed; every page in one is read as its file would be.

Pages are what servers answered with (``response``), what was saved as it was (``resource``) and the plain text of WET
(``conversion``), where its media type is one of text. Requests, redirects, revisits, metadata, pictures, scripts and
styles are no pages. What a server answered with an error, what the crawler cut, and what is damaged is a failed page.
What is not the bytes that its digest was made of is read, and listed beside it.
"""

from __future__ import annotations

import io
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from sayso.model import Page
from sayso.read.archives import WEB_ARCHIVE, check_depth
from sayso.read.decode import binary
from sayso.read.feed import Feed
from sayso.read.formats import Refused, Source, too_large
from sayso.read.html import Html
from sayso.read.http_payload import BLANK, read_content_type, read_head, unchunked, undone
from sayso.read.limits import Limits
from sayso.read.unpack import Unpacked
from sayso.read.warc_digests import unlike_block, unlike_payload
from sayso.read.warc_records import BEGINS, DamagedError, Record, Records
from sayso.read.warc_segments import JOIN, Segments

_ARC = b"filedesc://"
_PACKED = (b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")
_NAMED = re.compile(r"<?(?:urn:uuid:)?([^<>]*)>?")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?Z?)?)?)?", re.ASCII)
#: Longer ones are no addresses or ids: browsers and servers take some 2,000 and 8,000 characters of an address.
_MOST_URL, _MOST_ID = 8000, 300
#: What a payload's media type makes of it: the ending of a file's name, by which the formats know it.
_PAGES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "application/vnd.wap.xhtml+xml": ".html",
    "text/plain": ".txt", "text/markdown": ".txt", "application/pdf": ".pdf",
    "application/rss+xml": ".rss", "application/atom+xml": ".atom", "text/xml": ".xml", "application/xml": ".xml",
    "application/rdf+xml": ".xml",
}  # fmt: skip
#: Media types that say nothing; what it is has to be told from the payload.
_UNTOLD = frozenset((None, "application/octet-stream", "application/unknown", "unknown/unknown", "text", "*/*"))
#: XML may be anything (a site's map, for one), so the payload tells here, too.
_TO_BE_TOLD = ""
#: The library's own list, not the machine's, so that a file gives the same pages everywhere.
_BY_NAME = mimetypes.MimeTypes(filenames=())
#: Under other schemes (``metadata:``, ``urn:``, ``dns:``) crawlers keep what they note themselves.
_SCHEMES = ("http", "https", "ftp", "file")
_PAGE_AGAIN = "fetch the page again"


class Warc:
    """WARC and WET, plain or packed with gzip or zstandard, by the first bytes or the name."""

    name = "WARC"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim what begins as a web archive, packed or not, and files called so."""
        if WEB_ARCHIVE.search(name) or head.startswith((BEGINS, _ARC)):
            return True
        if not head.startswith(_PACKED):
            return False
        try:
            return Unpacked(io.BytesIO(head), Limits(), BEGINS).look(len(_ARC)).startswith((BEGINS, _ARC))
        except Refused:
            return False

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the pages of every record in turn."""
        check_depth(source)
        most = source.limits.max_table_bytes
        if source.size > most:
            raise Refused(*too_large(source.size, most))
        with source.open() as stream:
            data = Unpacked(stream, source.limits, BEGINS)
            if data.look(len(_ARC)).startswith(_ARC):
                raise Refused("an ARC file, WARC's forerunner", "turn it into WARC: warcio recompress FILE OUT.warc.gz")
            records = Records(data, source.size, source.limits)
            none = True
            for page in _all_pages(source, records):
                none = False
                yield page
        if none:
            raise Refused(f"a web archive without pages ({records.number:,} other records)", "leave it out")


def _all_pages(source: Source, records: Records) -> Iterator[Page]:
    damaged = 0
    segments: Segments[_Begun] = Segments(source.limits)
    try:
        while True:
            where = f"byte {records.offset}"
            try:
                record = records.next()
                if record is None:
                    break
                yield from _pages(_about(source, record.fields, str(records.number)), record, records, segments)
            except DamagedError as error:
                about = _about(source, error.fields, where)
                yield about.failed(error.what, error.fix)
                damaged += 1
                if damaged >= source.limits.max_damages:
                    raise Refused("damaged all over; from here on none is read", "fetch the archive again") from error
    except Refused as refused:  # a limit of the whole file
        yield source.failed(refused.what, refused.fix, record=source.row("end"))
    for begun, wrong in segments.unfinished():
        yield begun.about.failed(wrong, JOIN)


def _about(source: Source, fields: Mapping[str, str], unnamed: str) -> Source:
    """Return the source with what the record's header says of it; without an id its record is ``unnamed``."""
    url = fields.get("warc-target-uri", "").strip("<>")
    date = fields.get("warc-date", "")
    return replace(
        source,
        record=source.row(_id(fields.get("warc-record-id", "")) or unnamed),
        url=url if 0 < len(url) <= _MOST_URL and not re.search(r"\s", url) else None,
        fetched_at=date if _DATE.fullmatch(date) else None,
    )


def _pages(about: Source, record: Record, records: Records, segments: Segments[_Begun]) -> Iterator[Page]:
    if record.fields.get("warc-type", "").lower() == "continuation":
        yield from _continued(about, record, records, segments)
        return
    split = "warc-segment-number" in record.fields
    origin = _id(record.fields.get("warc-record-id", ""))
    try:
        payload = _payload(about, record, records)
    except DamagedError:
        raise
    except Refused as refused:
        records.block(keep=False)
        if split:
            segments.leave(origin)
        yield about.failed(refused.what, refused.fix)
        return
    block = records.block(keep=payload is not None)
    if payload is None:
        if split:
            segments.leave(origin)
        return
    wrong = unlike_block(record.fields, block)
    if not split:
        yield from _page(about, record.fields, payload, block, wrong)
        return
    if wrong:
        yield _unlike(about, wrong)
    try:
        segments.begin(origin, _Begun(about, record.fields, payload), block)
    except Refused as refused:
        segments.leave(origin)
        yield about.failed(refused.what, refused.fix)


def _continued(about: Source, record: Record, records: Records, segments: Segments[_Begun]) -> Iterator[Page]:
    """Yield the page that this segment makes whole, or why it cannot be."""
    origin = _id(record.fields.get("warc-segment-origin-id", ""))
    begun = segments.begun(origin)
    if begun is None:
        records.block(keep=False)
        if not segments.left(origin) and not _no_page(about.url or ""):
            yield about.failed("goes on from a record that does not stand before it in this file", JOIN)
        return
    block = records.block(keep=record.length <= about.limits.max_file_bytes)
    if wrong := unlike_block(record.fields, block) if len(block) == record.length else None:
        yield _unlike(about, wrong)
    try:
        whole = segments.add(origin, record.fields, record.length, block)
    except Refused as refused:
        segments.leave(origin)
        yield begun.about.failed(refused.what, refused.fix)
        return
    if whole is not None:
        yield from _page(begun.about, begun.fields, begun.payload, whole)


def _page(
    about: Source, fields: Mapping[str, str], payload: _Payload, block: bytes, wrong: str | None = None
) -> Iterator[Page]:
    """Yield the pages of a whole block, and beside them that it is not what was archived; ``wrong`` says so of it."""
    body = block[payload.start :]
    try:
        raw = undone(body, payload.fields, about.limits)
    except Refused as refused:
        if wrong:
            yield _unlike(about, wrong)
        yield about.failed(refused.what, refused.fix)
        return
    wrongs = [wrong, unlike_payload(fields, _meant(body, raw, payload.fields))]
    if any(wrongs):
        yield _unlike(about, "; ".join(filter(None, wrongs)))
    ending = payload.ending or _told(raw)
    if ending:
        member = replace(about, name=f"payload{ending}", size=len(raw), open=lambda: io.BytesIO(raw))
        yield from about.inner(replace(member, charset=payload.charset, depth=about.depth + 1))
    elif _may_be_text(raw, about.url or ""):
        yield about.failed(
            "the server did not say what it is, and it is neither HTML nor a feed",
            "save it as .txt if its words matter",
        )


def _meant(body: bytes, raw: bytes, fields: Mapping[str, str]) -> Iterator[bytes]:
    """Yield the bytes that the digest of a payload may be of, the likeliest first."""
    yield body
    if raw is not body:
        yield raw
        yield unchunked(body, fields)


def _unlike(about: Source, wrong: str) -> Page:
    return about.failed(
        f"{wrong}; it is read all the same",
        "compare it with another copy of the archive, or fetch the page again",
        record=about.row("digest"),
    )


@dataclass(frozen=True, slots=True)
class _Payload:
    """Where in the block a page is, what it is (an ending, or '' if that has to be told), and the HTTP header."""

    start: int
    ending: str
    charset: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Begun:
    """The first segment of a record that was split: its source, its header, and what of it is a page."""

    about: Source
    fields: Mapping[str, str]
    payload: _Payload


def _payload(about: Source, record: Record, records: Records) -> _Payload | None:
    """Return what of the record is a page, None if it holds none; raises Refused if it should, but cannot be read."""
    kind = record.fields.get("warc-type", "").lower()
    if kind not in {"response", "resource", "conversion"}:
        return None
    url = about.url or ""
    media_type, charset = read_content_type(record.fields.get("content-type"))
    start, status = 0, 200
    fields: Mapping[str, str] = {}
    if kind == "response" and (media_type == "application/http" or records.beginning(5) == b"HTTP/"):
        start, status, media_type, charset, fields = _response(records, about.limits)
    elif url and _scheme(url) not in _SCHEMES:
        return None
    ending = _ending(media_type, record.fields.get("warc-identified-payload-type"), url)
    if ending is None or not (200 <= status < 300 or status >= 400) or status in {204, 205}:
        return None
    if (status >= 400 or ending == ".txt") and _no_page(url):
        return None  # the error that stands where a picture should, or a script that is served as text
    _check(record, status, about.limits)
    return _Payload(start, ending, charset, fields)


def _response(records: Records, limits: Limits) -> tuple[int, int, str | None, str | None, Mapping[str, str]]:
    head = records.beginning(limits.max_header_bytes)
    blank = BLANK.search(head)
    if blank is None:
        raise Refused("an HTTP header that is cut or longer than the limit", _PAGE_AGAIN)
    http = read_head(head[: blank.start()])
    return blank.end(), http.status, http.media_type, http.charset, http.fields


def _ending(media_type: str | None, identified: str | None, url: str) -> str | None:
    """Return the ending that fits the media type, '' if the payload has to tell, None if it is none of a page."""
    if media_type in _UNTOLD:
        media_type = read_content_type(identified)[0]
        if media_type in _UNTOLD:
            return _TO_BE_TOLD
    ending = _PAGES.get(media_type or "")
    if ending == ".txt" and _path(url).lower() == "/robots.txt":
        return None
    return _TO_BE_TOLD if ending == ".xml" else ending


def _check(record: Record, status: int, limits: Limits) -> None:
    """Raise Refused where a page should be, but is not, or not all of it."""
    if status >= 400:
        raise Refused(f"the server answered with error {status}", "fetch the page again, or leave it out")
    cut = record.fields.get("warc-truncated")
    if cut or status == 206:
        raise Refused(f"only a part of it was fetched ({cut[:40] if cut else 'status 206'})", _PAGE_AGAIN)
    if record.fields.get("warc-segment-number", "1") != "1":
        raise Refused("split over several records, and numbered wrong", _PAGE_AGAIN)
    if record.length > limits.max_file_bytes:
        raise Refused(*too_large(record.length, limits.max_file_bytes))


def _told(raw: bytes) -> str | None:
    """Return the ending that fits what a payload begins with, or None."""
    head = raw[: 64 * 1024]
    if Feed().matches("", head):
        return ".xml"
    return ".html" if Html().matches("", head) else None


def _may_be_text(raw: bytes, url: str) -> bool:
    """Whether what has no type and no known beginning may hold words: no mark-up, no script or picture by its name."""
    if _no_page(url):
        return False
    head = raw[: 64 * 1024]
    return bool(head.strip()) and not head.lstrip().startswith(b"<") and b"\0" not in head and binary(head) is None


def _no_page(url: str) -> bool:
    """Whether an address names a picture, a script or the like."""
    by_name = _BY_NAME.guess_type(_path(url))[0]
    return by_name is not None and by_name not in _PAGES


def _id(named: str) -> str:
    """Return a record's id without what stands around it, or nothing."""
    found = _NAMED.fullmatch(named)
    return found.group(1)[:_MOST_ID] if found else ""


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _scheme(url: str) -> str:
    return url.partition(":")[0].lower()
