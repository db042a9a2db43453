"""The nouns of Sayso, as frozen dataclasses, and the Arrow schema of every table.

Offsets are half-open, count Unicode code points and always refer to ``Page.text``. What cannot be anchored
there is not stored: ``page.text[span.start:span.end] == span.text`` holds for every ``Span`` in a case.

This module imports nothing of Sayso; every other module may import it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import pyarrow as pa

Style = Literal["direct", "indirect", "mixed"]
POLARITIES = (
    "asserts",
    "denies",
    "demands",
    "refuses",
    "promises",
    "threatens",
    "accuses",
    "warns",
    "believes",
    "asks",
)
ROLES = ("title", "byline", "dateline", "heading", "body", "quote", "caption", "boilerplate")
#: The media type of a failure with no page behind it, such as a mistyped path.
NO_PAGE = "inode/x-empty"
#: The languages that the readers read, as codes of ISO 639-1. An article whose language is not known counts as in one.
UNDERSTOOD = ("en",)
SPEAKER_KINDS = ("person", "organisation", "group", "outlet", "anonymous")


def content_id(*parts: object) -> str:
    """Return a 16-digit hexadecimal id that depends only on ``parts``.

    Sixty-four bits: a case of a million findings meets a collision about once in forty million cases.
    """
    joined = "\x1f".join(["" if part is None else str(part) for part in parts])
    return hashlib.blake2b(joined.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def sha256_of(content: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of text in UTF-8, in hexadecimal."""
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return hashlib.sha256(raw).hexdigest()


def is_understood(language: str | None) -> bool:
    """Say whether the readers read a language; one that is not known counts as theirs."""
    return language is None or language in UNDERSTOOD


@dataclass(frozen=True, slots=True)
class Span:
    """Words on a page: ``text`` stands at ``page.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Layout:
    """What the page's own format says about a stretch of its text.

    ``tag`` is an HTML element name in lower case (``h1``, ``p``, ``li``, ``blockquote``, ``a``, ``nav``,
    ``footer``, ``time``…). ``value`` is the attribute that matters (``href`` of ``a``, ``datetime`` of ``time``).
    Plain text has no layout.
    """

    start: int
    end: int
    tag: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as fetched. ``text`` is the decoded text all offsets refer to; empty when ``error`` is set.

    ``given_*`` hold what the page's container says about it (table columns, feed entry, HTML head), word for
    word. ``fix`` tells the user what to do about ``error``.
    """

    id: str
    file: str
    sha256: str
    text: str = ""
    url: str | None = None
    record: str | None = None
    fetched_at: str | None = None
    media_type: str | None = None
    language: str | None = None
    encoding: str | None = None
    given_title: str | None = None
    given_outlet: str | None = None
    given_author: str | None = None
    given_published: str | None = None
    layout: tuple[Layout, ...] = ()
    duplicate_of: str | None = None
    error: str | None = None
    fix: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One story on a page. ``published`` is ISO 8601 as precise as known, ``published_from`` the words
    it was read from.

    ``text`` is ``page.text[start:end]`` and may contain boilerplate, which its blocks label. ``language`` is a code of
    ISO 639-1, None when too little text tells it.
    """

    id: str
    page_id: str
    title: str | None
    author: str | None
    outlet: str | None
    published: str | None
    published_from: str | None
    start: int
    end: int
    text: str
    language: str | None = None

    @property
    def understood(self) -> bool:
        """Whether the readers look for attributions in it."""
        return is_understood(self.language)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines with one role. ``article_id`` is None for boilerplate."""

    id: str
    page_id: str
    article_id: str | None
    role: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mention:
    """Words in an article that name an entity. ``entity`` is the canonical name; its id is ``entity_id``."""

    id: str
    article_id: str
    entity_id: str
    entity: str
    start: int
    end: int
    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """Somebody's words or thoughts as an article tells them (PARC / PolNeAR: source, cue, content).

    ``content`` follows PolNeAR: with "that" and with quotation marks. ``source`` and ``cue`` may be None (floating
    quotes). ``speaker`` is the entity behind the source, None when unclear. ``via`` are the outlets and
    agencies the words came through. ``parent_id`` is the attribution in whose content this one stands.
    ``confidence`` lies in [0, 1].
    """

    id: str
    article_id: str
    page_id: str
    speaker: str | None
    speaker_id: str | None
    speaker_kind: str | None
    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    style: Style
    via: tuple[str, ...]
    parent_id: str | None
    polarity: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage of one article found again in another, with both spans (page offsets).

    ``words`` counts the words of the passage in ``article_id``; ``similarity`` in [0, 1] is the share of
    words that align. ``direction`` is ``from`` (this article copied from the other), ``to`` or ``unknown``.
    ``stock`` marks a stock paragraph or site furniture, which is no evidence of copying.
    """

    id: str
    article_id: str
    start: int
    end: int
    of_article_id: str
    of_start: int
    of_end: int
    words: int
    direction: str
    similarity: float
    stock: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """All that reading and understanding one page yields."""

    page_id: str
    articles: tuple[Article, ...] = ()
    blocks: tuple[Block, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    error: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def as_row(noun: Any) -> dict[str, Any]:
    """Return a noun as a plain dict in the order of its fields."""
    return asdict(noun)


_SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
_TEXT, _INT = pa.string(), pa.int64()

PAGES = pa.schema(
    [
        ("id", _TEXT),
        ("url", _TEXT),
        ("file", _TEXT),
        ("record", _TEXT),
        ("sha256", _TEXT),
        ("fetched_at", _TEXT),
        ("media_type", _TEXT),
        ("language", _TEXT),
        ("error", _TEXT),
        ("fix", _TEXT),
        ("encoding", _TEXT),
        ("duplicate_of", _TEXT),
        ("text", _TEXT),
    ]
)
ARTICLES = pa.schema(
    [
        ("id", _TEXT),
        ("page_id", _TEXT),
        ("title", _TEXT),
        ("author", _TEXT),
        ("outlet", _TEXT),
        ("published", _TEXT),
        ("published_from", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("text", _TEXT),
        ("language", _TEXT),
    ]
)
BLOCKS = pa.schema(
    [("id", _TEXT), ("page_id", _TEXT), ("article_id", _TEXT), ("role", _TEXT), ("start", _INT), ("end", _INT)]
)
_SUCCESSION = pa.struct([("name", _TEXT), ("from", _TEXT)])
_FORMER_NAME = pa.struct([("name", _TEXT), ("from", _TEXT), ("until", _TEXT)])
ENTITIES = pa.schema(
    [
        ("id", _TEXT),
        ("name", _TEXT),
        ("kind", _TEXT),
        ("aliases", pa.list_(_TEXT)),
        ("canonical_id", _TEXT),
        ("country", _TEXT),
        ("titles", pa.list_(_TEXT)),
        ("former_names", pa.list_(_FORMER_NAME)),
        ("succeeds", pa.list_(_SUCCESSION)),
    ]
)
MENTIONS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("entity_id", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("text", _TEXT),
        ("kind", _TEXT),
    ]
)
ATTRIBUTIONS = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("page_id", _TEXT),
        ("speaker", _TEXT),
        ("speaker_id", _TEXT),
        ("speaker_kind", _TEXT),
        ("source", _SPAN),
        ("cue", _SPAN),
        ("content", pa.list_(_SPAN)),
        ("style", _TEXT),
        ("via", pa.list_(_TEXT)),
        ("parent_id", _TEXT),
        ("polarity", _TEXT),
        ("confidence", pa.float64()),
        ("made_by", _TEXT),
    ]
)
COPIES = pa.schema(
    [
        ("id", _TEXT),
        ("article_id", _TEXT),
        ("start", _INT),
        ("end", _INT),
        ("of_article_id", _TEXT),
        ("of_start", _INT),
        ("of_end", _INT),
        ("words", _INT),
        ("direction", _TEXT),
        ("similarity", pa.float64()),
        ("stock", pa.bool_()),
    ]
)
#: Every table of a case that is exported, in the order of the data's way. The columns are a contract.
TABLES: dict[str, pa.Schema] = {
    "pages": PAGES,
    "articles": ARTICLES,
    "blocks": BLOCKS,
    "entities": ENTITIES,
    "mentions": MENTIONS,
    "attributions": ATTRIBUTIONS,
    "copies": COPIES,
}
