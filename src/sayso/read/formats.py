"""What a reader of one format is given and what it gives back.

A format is a small object with a ``name``, ``matches(name, head)`` and ``pages(source)``; see docs/formats.md. It
never raises for bad content: it yields a page with ``error`` and ``fix`` instead, so that nothing is lost.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from sayso.model import Layout, Page, content_id
from sayso.read.decode import whole
from sayso.read.limits import Limits, megabytes

#: What ``--columns`` may name, and what each becomes on the page.
COLUMN_KEYS = ("text", "title", "outlet", "author", "published", "url", "id", "fetched_at")
#: The option of ``sayso read`` that raises ``Limits.max_file_bytes``; named in messages.
SIZE_OPTION = "--max-file-size"


class Refused(Exception):
    """Content that cannot be read: ``what`` is wrong, and the ``fix``. Raised and caught inside ``sayso.read`` only."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.what = what
        self.fix = fix


@dataclass(frozen=True)
class Source:
    """Something to read pages from: a file or a member of an archive.

    ``name`` tells the format by its ending. ``file`` and ``record`` are what its pages will carry. ``open`` returns
    a fresh seekable binary stream. ``inner`` reads a source found within this one (set for archives). ``depth``
    counts the archives around it. ``size`` is in bytes. ``url``, ``fetched_at`` and ``charset`` are what a web archive
    tells of what it holds: where and when it was fetched, and the charset the server named.
    """

    name: str
    file: str
    record: str | None
    size: int
    open: Callable[[], BinaryIO]
    limits: Limits
    inner: Callable[[Source], Iterator[Page]]
    columns: Mapping[str, str] = field(default_factory=dict)
    depth: int = 0
    url: str | None = None
    fetched_at: str | None = None
    charset: str | None = None

    def read(self) -> bytes:
        """Return all its bytes; raises Refused when there are more than the limits allow or none."""
        most = self.limits.max_file_bytes
        if self.size > most:
            raise Refused(*too_large(self.size, most))
        with self.open() as stream:
            raw = stream.read(most + 1)
        if len(raw) > most:
            raise Refused(*too_large(len(raw), most))
        return raw

    def row(self, number: str) -> str:
        """Return the ``record`` of a row or entry within this source."""
        return f"{self.record}!{number}" if self.record is not None else number

    def page(self, sha256: str, text: str, **more: object) -> Page:
        """Return a page of this source (keyword ``record`` overrides its own); fails it when its text is too long.

        Too long is a text of more characters or more lines than the limits allow.

        Where a web archive tells from where the whole source was fetched, that outranks what the page says of itself.
        """
        record = more.pop("record", self.record)
        most = self.limits.max_page_chars
        if len(text) > most:
            return self.failed(
                f"a page of {len(text):,} characters, more than the limit of {most:,}",
                "cut it into its articles, or raise max_page_chars",
                sha256=sha256,
                record=record,
            )
        if over := too_many_lines(text, self.limits):
            return self.failed(*over, sha256=sha256, record=record)
        if self.url and (record == self.record or not more.get("url")):
            more["url"] = self.url
        more["fetched_at"] = more.get("fetched_at") or self.fetched_at
        identity = content_id("page", self.file, record, sha256)
        return Page(id=identity, file=self.file, record=record, sha256=sha256, text=text, **more)  # type: ignore[arg-type]

    def failed(self, error: str, fix: str, *, sha256: str = "", **more: object) -> Page:
        """Return the page that says why this source, or a ``record`` in it, could not be read."""
        record = more.pop("record", self.record)
        more = {"url": self.url, "fetched_at": self.fetched_at, **more}
        identity = content_id("page", self.file, record, sha256)
        return Page(id=identity, file=self.file, record=record, sha256=sha256, error=whole(error), fix=fix, **more)  # type: ignore[arg-type]


class Format(Protocol):
    """A reader of one format. ``head`` is the first 64 KiB of the content, or all of it when that is less."""

    @property
    def name(self) -> str:
        """What the format is called in messages."""

    def matches(self, name: str, head: bytes) -> bool:
        """Say whether a file of this name and beginning is of this format."""

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the pages of ``source`` in their order in it."""


def too_many_lines(text: str, limits: Limits) -> tuple[str, str] | None:
    """Return the error and the fix for a text of more lines that are not blank than are allowed, else None."""
    most = limits.max_page_lines
    if text.count("\n") + text.count("\r") < most:  # the quick look
        return None
    lines = sum(1 for line in io.StringIO(text, newline=None) if line.strip())
    if lines <= most:
        return None
    return (
        f"a page of {lines:,} lines, more than the limit of {most:,}",
        "cut it into its articles; if it is a table, name it .csv",
    )


def too_large(size: int, most: int) -> tuple[str, str]:
    """Return the error and the fix for something of ``size`` bytes where ``most`` are allowed."""
    needed = size // (1024 * 1024) + 1
    return (
        f"too large: {megabytes(size)}, the limit is {megabytes(most)}",
        f"split it, or raise the limit: {SIZE_OPTION} {needed}MB",
    )


def published_layout(iso: str | None) -> tuple[Layout, ...]:
    """Return the layout entry that hands a date on which the container settles, such as '2017-04-05'.

    It stands at 0 with no width, because the words it was read from are not in the page's text.
    """
    return (Layout(0, 0, "published", iso),) if iso else ()
