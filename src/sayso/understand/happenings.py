"""What one article tells of: times and places, then events with their casualties, ceasefires, and who is called what.

Each step sees what the steps before it found, and nothing of any other article.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from sayso.model import (
    Article,
    Attribution,
    Casualties,
    Ceasefire,
    CeasefireAct,
    Event,
    Label,
    Mention,
    Place,
    Time,
)
from sayso.understand.ceasefires import find_ceasefires
from sayso.understand.events import find_events
from sayso.understand.labels import find_labels
from sayso.understand.places import find_places
from sayso.understand.reader import Passage
from sayso.understand.times import find_times


class Happenings(TypedDict):
    """The fields of ``model.Findings`` that hold what is said to have happened."""

    times: tuple[Time, ...]
    places: tuple[Place, ...]
    events: tuple[Event, ...]
    casualties: tuple[Casualties, ...]
    ceasefires: tuple[Ceasefire, ...]
    ceasefire_acts: tuple[CeasefireAct, ...]
    labels: tuple[Label, ...]


def find_happenings(
    article: Article, passage: Passage, mentions: Sequence[Mention], attributions: Sequence[Attribution]
) -> Happenings:
    """Return all that an article tells of, each thing anchored on its page; ``mentions`` and ``attributions`` are its
    own."""
    times = find_times(article, passage)
    places = find_places(article, passage, mentions)
    events, casualties = find_events(article, passage, mentions, attributions, times, places)
    ceasefires, acts = find_ceasefires(article, passage, mentions, attributions, times, places)
    return Happenings(
        times=times,
        places=places,
        events=events,
        casualties=casualties,
        ceasefires=ceasefires,
        ceasefire_acts=acts,
        labels=find_labels(article, passage, mentions, attributions),
    )


def joined(told: Sequence[Happenings]) -> Happenings:
    """Return what several articles tell of, together, in their order."""
    return Happenings(
        times=tuple(one for each in told for one in each["times"]),
        places=tuple(one for each in told for one in each["places"]),
        events=tuple(one for each in told for one in each["events"]),
        casualties=tuple(one for each in told for one in each["casualties"]),
        ceasefires=tuple(one for each in told for one in each["ceasefires"]),
        ceasefire_acts=tuple(one for each in told for one in each["ceasefire_acts"]),
        labels=tuple(one for each in told for one in each["labels"]),
    )
