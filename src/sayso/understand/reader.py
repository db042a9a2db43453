"""The seam between finding attributions and everything made of them.

A reader only finds *spans*: sources, cues, contents. Style, speaker, via and nesting are worked out from the spans by
the same code for every reader, so that a learned reader replaces the rules and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

Extent = tuple[int, int]


@dataclass(frozen=True, slots=True)
class RawAttribution:
    """One attribution as spans ``(start, end)`` in the text of an article; ``content`` is never empty.

    ``carried`` is the number (in the reader's own list) of the attribution a floating quotation goes on from: it has no
    source of its own and takes that one's speaker. ``addressee`` is who was told ("told *Reuters*").
    """

    source: Extent | None
    cue: Extent | None
    content: tuple[Extent, ...]
    polarity: str = "asserts"
    confidence: float = 0.5
    addressee: Extent | None = None
    carried: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """What a reader is given: an article's text and its paragraphs ``(start, end, role)``, boilerplate left out."""

    text: str
    paragraphs: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class RawName:
    """A name as it stands in an article: somebody or something called by a proper name, and what kind it is."""

    start: int
    end: int
    kind: str
    confidence: float = 0.5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader finds in one passage.

    ``names`` overlap nothing and come in order. ``chains`` are the coreference chains: extents that mean the same one,
    in the order of the text; who is mentioned once has no chain. A reader that does not look for them leaves them
    empty.
    """

    attributions: list[RawAttribution]
    names: tuple[RawName, ...] = ()
    chains: tuple[tuple[Extent, ...], ...] = ()


class AttributionReader(Protocol):
    """Finds attributions. ``name`` and ``version`` are kept with every finding."""

    name: str
    version: str

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Return what is found in each passage, attributions in the order of their contents.

        Many passages at once, so that a learned reader can batch them; no passage may influence another.
        """
        ...


def in_order(found: Sequence[RawAttribution]) -> list[RawAttribution]:
    """Return attributions in the order of their contents, the same spans once; ``carried`` numbers move along."""
    order = sorted(range(len(found)), key=lambda n: (found[n].content, found[n].cue or (-1, -1), -found[n].confidence))
    moved: dict[int, int] = {}
    kept: list[RawAttribution] = []
    seen: dict[tuple[object, ...], int] = {}
    for number in order:
        raw = found[number]
        key = (raw.source, raw.cue, raw.content)
        if key not in seen:
            seen[key] = len(kept)
            kept.append(raw)
        moved[number] = seen[key]
    return [raw if raw.carried is None else replace(raw, carried=moved[raw.carried]) for raw in kept]
