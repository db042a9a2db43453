"""The seam between finding happenings and everything made of them.

A reader only finds *triggers* with their type and mode, and the words of who did it and whom it befell. Modality,
casualties, dates, places, attribution, blame and names are worked out from these extents by the same code for every
reader, so that a learned reader replaces ``rules.py`` and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sayso.understand.events.scene import Scene
from sayso.understand.reader import Extent


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One happening as extents in the text of an article; ``sentence`` is the number of its sentence in the scene.

    ``generic`` tells that the mode was not in the words themselves: what stands around it may tell it better.
    ``told`` lies in [0, 1]: how much the sentence itself tells of it. A bare mention ("the attack") has little.
    """

    type: str
    mode: str | None
    trigger: Extent
    sentence: int
    actors: tuple[Extent, ...] = ()
    recipients: tuple[Extent, ...] = ()
    generic: bool = False
    told: float = 0.5
    confidence: float = 0.5


class EventReader(Protocol):
    """Finds happenings. ``name`` and ``version`` tell which reader it was."""

    name: str
    version: str

    def read(self, scene: Scene) -> list[RawEvent]:
        """Return the happenings of one article in the order of their triggers; triggers overlap nothing."""
        ...
