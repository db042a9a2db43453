"""The nouns of Sayso, as frozen dataclasses. The Arrow schemas of the tables stand in ``schemas.py``.

Offsets are half-open, count Unicode code points and always refer to ``Page.text``. What cannot be anchored
there is not stored: ``page.text[span.start:span.end] == span.text`` holds for every ``Span`` in a case.

This module imports nothing of Sayso; every other module may import it.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

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
#: What belongs to a site and to no story; ``boilerplate`` is what nothing more is known of.
SITE_ROLES = ("boilerplate", "related", "comment", "navigation", "plea", "advertisement", "legal", "error")
ROLES = ("title", "byline", "dateline", "heading", "body", "quote", "caption", *SITE_ROLES)
#: The media type of a failure with no page behind it, such as a mistyped path.
NO_PAGE = "inode/x-empty"
#: The languages that the readers read, as codes of ISO 639-1. An article whose language is not known counts as in one.
UNDERSTOOD = ("en",)
MODALITIES = ("asserted", "denied", "planned", "threatened", "demanded", "hypothetical")
#: Of incidents, as Airwars has them.
GRADES = ("declared", "fair", "weak", "contested", "discounted")
BLAME_CONFIDENCES = ("fact", "claimed", "accused", "suspected", "possible")
CEASEFIRE_ACTS = (
    "called_for",
    "announced",
    "agreed",
    "accepted",
    "refused",
    "took_effect",
    "extended",
    "violated",
    "collapsed",
    "ended",
    "monitored",
)
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
    ISO 639-1, None when too little text tells it. ``credit`` names the agencies and outlets that it says it was taken
    from.
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
    credit: str | None = None

    @property
    def understood(self) -> bool:
        """Whether the readers look for attributions in it."""
        return is_understood(self.language)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of lines with one role. ``article_id`` is None for the roles in ``SITE_ROLES``."""

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
class Time:
    """A time expression, as TimeML has it: ``type`` is DATE, TIME, DURATION or SET, ``value`` a TIMEX3 value.

    ``date_from`` and ``date_to`` are the first and the last day it can mean, ISO 8601; None where only another date
    could tell and none is known. ``how`` says what they were worked out from: ``explicit`` (the words alone),
    ``published`` (the article's date), ``text`` (another date in the article), ``open`` (nothing known).
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    type: str
    value: str | None
    date_from: str | None
    date_to: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Place:
    """A named place with what is known of where it lies; ``name`` and coordinates are None where that is unclear.

    Coordinates are WGS 84 in degrees. ``kind`` is country, region, district, town, neighbourhood or feature, and
    ``radius_km`` how far from the point the place may reach. ``how`` says why this one of several was chosen.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    name: str | None
    kind: str | None
    country: str | None
    region: str | None
    latitude: float | None
    longitude: float | None
    radius_km: float | None
    gazetteer_id: str | None
    how: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that a cell of a finding was read from: ``what`` is the name of the cell."""

    what: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody says has happened, in the vocabulary of PLOVER; Sayso itself says nothing of the kind.

    ``attribution_id`` is the attribution it stands in, None in the outlet's own voice. Numbers are persons, low and
    high; a high of None is open ("at least"). ``modality`` is asserted, denied, planned, threatened, demanded or
    hypothetical; ``blame_confidence`` MUC-4's: fact, claimed, accused, suspected or possible. ``evidence`` are the
    words of the other cells.
    """

    id: str
    article_id: str
    attribution_id: str | None
    type: str
    mode: str | None
    trigger: Span
    actors: tuple[str, ...]
    recipients: tuple[str, ...]
    place: str | None
    latitude: float | None
    longitude: float | None
    date_from: str | None
    date_to: str | None
    modality: str
    killed_low: int | None
    killed_high: int | None
    injured_low: int | None
    injured_high: int | None
    victims: str | None
    blame: str | None
    blame_confidence: str | None
    evidence: tuple[Evidence, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Casualties:
    """One count of persons harmed, as told. ``harm`` is killed, injured, missing, captured or displaced.

    ``low``, ``best`` and ``high`` as UCDP's; a high of None is open. ``victims`` is civilians, children, combatants,
    both, or None where the words do not say. ``cumulative`` counts ("since 2011") are no single event's and have no
    ``event_id``.
    """

    id: str
    article_id: str
    attribution_id: str | None
    event_id: str | None
    harm: str
    victims: str | None
    low: int | None
    best: int | None
    high: int | None
    cumulative: bool
    date_from: str | None
    date_to: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Ceasefire:
    """What one article tells of one ceasefire, after the variables of the ETH/PRIO Civil Conflict Ceasefire Dataset.

    ``statements`` are the ids of its acts, ``violations`` those among them that allege a breach.
    """

    id: str
    article_id: str
    declared: str | None
    effective: str | None
    ends: str | None
    duration: str | None
    side: str | None
    purpose: str | None
    area: str | None
    parties: tuple[str, ...]
    excluded: tuple[str, ...]
    mediators: tuple[str, ...]
    accepted_by: tuple[str, ...]
    refused_by: tuple[str, ...]
    violations: tuple[str, ...]
    statements: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CeasefireAct:
    """What somebody is said to have done about a ceasefire; ``act`` is one of ``CEASEFIRE_ACTS``."""

    id: str
    article_id: str
    ceasefire_id: str
    attribution_id: str | None
    act: str
    by: tuple[str, ...]
    against: tuple[str, ...]
    modality: str
    date_from: str | None
    date_to: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """The words that a voice uses for a group or person. ``speaker_id`` None is the outlet's own voice."""

    id: str
    article_id: str
    attribution_id: str | None
    group: str
    group_id: str | None
    label: str
    speaker: str | None
    speaker_id: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Copy:
    """A passage of one article found again in another, with both spans (page offsets).

    ``words`` counts the words of the passage in ``article_id``; ``similarity`` in [0, 1] is the share of
    words that align. ``direction`` is ``from`` (this article copied from the other), ``to`` or ``unknown``.
    ``stock`` marks a stock paragraph or site furniture, which is no evidence of copying. ``confidence`` in [0, 1] and
    ``evidence`` (rows of what, article_id, start, end, text) are those of the direction.
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
    confidence: float | None = None
    evidence: tuple[dict[str, Any], ...] = ()


#: The fields of ``Findings`` that hold what is said to have happened, and the tables. What is pointed at comes first.
HAPPENINGS = ("times", "places", "events", "casualties", "ceasefires", "ceasefire_acts", "labels")


@dataclass(frozen=True, slots=True)
class Findings:
    """All that reading and understanding one page yields."""

    page_id: str
    articles: tuple[Article, ...] = ()
    blocks: tuple[Block, ...] = ()
    mentions: tuple[Mention, ...] = ()
    attributions: tuple[Attribution, ...] = ()
    times: tuple[Time, ...] = ()
    places: tuple[Place, ...] = ()
    events: tuple[Event, ...] = ()
    casualties: tuple[Casualties, ...] = ()
    ceasefires: tuple[Ceasefire, ...] = ()
    ceasefire_acts: tuple[CeasefireAct, ...] = ()
    labels: tuple[Label, ...] = ()
    error: str | None = None
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def happenings(self) -> tuple[tuple[Any, ...], ...]:
        """What is said to have happened, kind by kind, in the order of ``HAPPENINGS``."""
        return tuple(getattr(self, name) for name in HAPPENINGS)


def spans_of(told: Any) -> list[Span]:
    """Return all words that a happening was read from: its own, its trigger, the evidence of its cells."""
    spans = [Span(told.start, told.end, told.text)] if hasattr(told, "start") else []
    spans += [told.trigger] if hasattr(told, "trigger") else []
    return spans + [Span(words.start, words.end, words.text) for words in getattr(told, "evidence", ())]


def as_row(noun: Any) -> dict[str, Any]:
    """Return a noun as a plain dict in the order of its fields."""
    return asdict(noun)
