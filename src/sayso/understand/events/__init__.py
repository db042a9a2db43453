"""What is said to have happened: events in the vocabulary of PLOVER, and the people harmed.

``find_events`` reads like the way of the work: sentences, counts and parties (the scene) → triggers (a reader) →
happenings with voices, places and dates → the same happening told twice made one → events and casualties.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Article, Attribution, Casualties, Event, Mention, Place, Time
from sayso.understand.events.happenings import happenings, merged
from sayso.understand.events.nouns import Making
from sayso.understand.events.reader import EventReader, RawEvent
from sayso.understand.events.rules import RuleEventReader
from sayso.understand.events.scene import Scene, read_scene
from sayso.understand.events.whereabouts import Whereabouts
from sayso.understand.holding import innermost
from sayso.understand.reader import Passage

__all__ = ["EventReader", "RawEvent", "RuleEventReader", "Scene", "find_events"]


def find_events(  # noqa: PLR0917 (what is found comes in the order it was found)
    article: Article,
    passage: Passage,
    mentions: Sequence[Mention],
    attributions: Sequence[Attribution],
    times: Sequence[Time],
    places: Sequence[Place],
    reader: EventReader | None = None,
) -> tuple[tuple[Event, ...], tuple[Casualties, ...]]:
    """Return the events and the counts of people harmed that one article tells of, in the order of the text.

    ``passage`` counts offsets from the article's start, as made by ``understand.passage_of``; all else, and what comes
    back, from the page's start. Mentions, attributions, times and places are the article's own. Without a ``reader``
    the rules find the triggers.
    """
    scene = read_scene(article, passage, mentions, attributions)
    raws = (reader or RuleEventReader()).read(scene)
    extents = [(raw.trigger[0] + article.start, raw.trigger[1] + article.start) for raw in raws]
    holders = innermost(extents, attributions)
    told, counts = happenings(scene, raws, holders, Whereabouts(scene, article, places, times, attributions))
    kept, became = merged(told)
    making = Making(article, kept)
    return making.events(), making.casualties(counts, became)
