"""What the scorer compares: one shape for an annotator's attributions and the machine's.

Segments are half-open ``(start, end)`` pairs in code points of the document's text, sorted, disjoint, without
white space at their ends (``spans.normalise`` makes them so on both sides).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sayso.check.spans import Segment, normalise
from sayso.model import Attribution, Page, Span


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """One attribution as somebody, a person or the machine, marked it.

    ``source`` and ``cue`` are empty when there is none, or when the gold does not anchor them (``GoldSet.fields``
    says which). ``speaker``, ``style``, ``polarity`` are None where the gold is silent. ``parent`` is the ``id`` of
    the attribution in whose content this one stands. ``by_reference`` tells that the source is a pronoun or a role
    (``by_reference``). ``confidence`` is the machine's, None for people.
    """

    id: str
    content: tuple[Segment, ...]
    source: tuple[Segment, ...] = ()
    cue: tuple[Segment, ...] = ()
    speaker: str | None = None
    speaker_kind: str | None = None
    style: str | None = None
    via: tuple[str, ...] = ()
    polarity: str | None = None
    parent: str | None = None
    by_reference: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """One annotated document.

    ``text`` equals ``page.text``, so that offsets mean the same on both sides. ``clean`` tells that the text is
    an article and nothing else (first line its title, every other paragraph its body), so that it needs no split.
    """

    id: str
    text: str
    attributions: tuple[GoldAttribution, ...]
    page: Page
    clean: bool = False


@dataclass(frozen=True, slots=True)
class GoldName:
    """One name: its extent, and its type as the corpus calls it."""

    start: int
    end: int
    type: str


@dataclass(frozen=True, slots=True)
class NamesDocument:
    """One document with its names, in order; ``paragraphs`` are the extents that a reader is given as such."""

    id: str
    text: str
    paragraphs: tuple[Segment, ...]
    names: tuple[GoldName, ...]


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a document: its extent, and the number of the token it hangs on (-1: on none)."""

    start: int
    end: int
    head: int


@dataclass(frozen=True, slots=True)
class ReferencesDocument:
    """One document with its coreference chains, those of one mention included.

    A mention is the sorted numbers of its tokens: not always neighbours.
    """

    id: str
    text: str
    paragraphs: tuple[Segment, ...]
    tokens: tuple[Token, ...]
    chains: tuple[tuple[tuple[int, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class PageBlock:
    """Neighbouring lines of one role. ``article`` is the number of the article they belong to, None for the rest."""

    start: int
    end: int
    role: str
    article: int | None = None


@dataclass(frozen=True, slots=True)
class PageArticle:
    """What a page says of one article on it. ``published`` is ISO 8601; None stands for what the page does not say."""

    title: str | None = None
    author: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class LabelledPage:
    """A page as somebody, a person or the machine, took it apart; ``article`` of a block counts in ``articles``."""

    blocks: tuple[PageBlock, ...]
    articles: tuple[PageArticle, ...]


@dataclass(frozen=True, slots=True)
class PageDocument:
    """One page without markup, with its labels. ``text`` equals ``page.text``."""

    id: str
    text: str
    page: Page
    labels: LabelledPage


Document = TypeVar("Document", GoldDocument, NamesDocument, ReferencesDocument, PageDocument)


@dataclass(frozen=True, slots=True)
class GoldSet(Generic[Document]):
    """All documents of one gold.

    ``files`` are ``(name, SHA-256)`` of every file the documents were made from. ``fields`` names what the gold
    annotates: ``names``, ``references``, ``reading`` (of pages), or of attributions ``content``, ``segments``
    (PolNeAR's cut, scored exactly), ``linked`` (source and cue anchored), ``speaker``, ``by_reference``, ``style``,
    ``via``, ``polarity``, ``nested``. ``notes`` are lines for the reader of a report.
    """

    kind: str
    documents: tuple[Document, ...]
    files: tuple[tuple[str, str], ...]
    fields: frozenset[str]
    notes: tuple[str, ...] = ()


def as_marked(text: str, found: Iterable[Attribution]) -> tuple[tuple[GoldAttribution, ...], int]:
    """Return the machine's attributions in the scorer's shape, and how many were thrown out as not anchored.

    An attribution is anchored when every span of it holds the words that stand at its offsets.
    """
    kept: list[GoldAttribution] = []
    loose = 0
    for one in found:
        spans = [span for span in (one.source, one.cue, *one.content) if span is not None]
        if any(text[span.start : span.end] != span.text for span in spans):
            loose += 1
            continue
        kept.append(
            GoldAttribution(
                id=one.id,
                content=_segments(text, one.content),
                source=_segments(text, (one.source,) if one.source else ()),
                cue=_segments(text, (one.cue,) if one.cue else ()),
                speaker=one.speaker,
                speaker_kind=one.speaker_kind,
                style=one.style,
                via=one.via,
                polarity=one.polarity,
                parent=one.parent_id,
                confidence=one.confidence,
            )
        )
    return tuple(kept), loose


def _segments(text: str, spans: Iterable[Span]) -> tuple[Segment, ...]:
    return normalise(text, [(span.start, span.end) for span in spans])
