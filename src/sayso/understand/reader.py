"""The seam between finding attributions and everything made of them.

A reader only finds *spans*: sources, cues, contents. Style, speaker, via and nesting are worked out from the spans by
the same code for every reader, so that a learned reader replaces the rules and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


class AttributionReader(Protocol):
    """Finds attributions. ``name`` and ``version`` are kept with every finding."""

    name: str
    version: str

    def read(self, passages: Sequence[Passage]) -> list[list[RawAttribution]]:
        """Return the attributions of each passage, in the order of their contents.

        Many passages at once, so that a learned reader can batch them; no passage may influence another.
        """
        ...
