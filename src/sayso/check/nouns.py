"""What the scorer compares: one shape for an annotator's attributions and the machine's.

Segments are half-open ``(start, end)`` pairs in code points of the document's text, sorted, disjoint, without
white space at their ends (``spans.normalise`` makes them so on both sides).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sayso.check.spans import Segment, normalise
from sayso.model import Attribution, Page, Span


@dataclass(frozen=True, slots=True)
class GoldAttribution:
    """One attribution as somebody, a person or the machine, marked it.

    ``source`` and ``cue`` are empty when there is none, or when the gold does not anchor them (``GoldSet.fields``
    says which). ``speaker``, ``style``, ``polarity`` are None where the gold is silent. ``parent`` is the ``id`` of
    the attribution in whose content this one stands.
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
class GoldSet:
    """All documents of one gold file.

    ``files`` are ``(name, SHA-256)`` of every file the documents were made from. ``fields`` names what the gold
    annotates: ``segments`` (PolNeAR's cut, scored exactly), ``linked`` (source and cue anchored), ``speaker``,
    ``style``, ``via``, ``polarity``, ``nested``. ``notes`` are lines for the reader of a report.
    """

    kind: str
    documents: tuple[GoldDocument, ...]
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
            )
        )
    return tuple(kept), loose


def _segments(text: str, spans: Iterable[Span]) -> tuple[Segment, ...]:
    return normalise(text, [(span.start, span.end) for span in spans])
