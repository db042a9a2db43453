"""What an article tells of, as marks in its text: a key and an anchor for everything, letters for events and acts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sayso.case.telling import Told
from sayso.web.render import Mark
from sayso.web.words import letter

#: What the key of a mark begins with, by the kind of mark: the key is the address of its words on the article's page.
PREFIXES = {"event": "e-", "act": "f-", "toll": "n-", "label": "l-", "time": "t-", "place": "p-"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An event, or an act about a ceasefire (``sort``), with its letter in the text and where its words stand."""

    letter: str
    sort: str
    row: dict[str, Any]
    start: int
    end: int

    @property
    def key(self) -> str:
        """The address of its words."""
        return key_of(self.sort, self.row)


def key_of(sort: str, row: dict[str, Any]) -> str:
    """Return the address of a happening's words on the article's page."""
    return f"{PREFIXES[sort]}{row['id']}"


def entries(told: Told) -> list[Entry]:
    """Return the events and acts of an article in the order of its words, lettered a, b, c and so on."""
    found = [("event", row, row["trigger_start"], row["trigger_end"]) for row in told.events]
    found += [("act", row, row["start"], row["end"]) for one in told.ceasefires for row in one["acts"]]
    found.sort(key=lambda one: (one[2], one[3], one[0], one[1]["id"]))
    return [Entry(letter(place), *one) for place, one in enumerate(found, 1)]


def marks_of(told: Told, lettered: Iterable[Entry]) -> list[Mark]:
    """Return what is marked: events, acts, tolls, labels, times, places; and events' evidence, unseen until lit."""
    marks = [Mark(entry.start, entry.end, entry.sort, entry.key) for entry in lettered]
    marks += [
        Mark(words["start"], words["end"], "evidence", key_of("event", row))
        for row in told.events
        for words in row["evidence"]
    ]
    return marks + [Mark(row["start"], row["end"], sort, key_of(sort, row)) for sort, row in _others(told)]


def anchors_of(told: Told, lettered: Iterable[Entry]) -> list[tuple[int, str]]:
    """Return where the address of each mark stands in the text, and the address."""
    found = [(entry.start, entry.key) for entry in lettered]
    return found + [(row["start"], key_of(sort, row)) for sort, row in _others(told)]


def _others(told: Told) -> list[tuple[str, dict[str, Any]]]:
    by_sort = {"toll": told.tolls, "label": told.labels, "time": told.times, "place": told.places}
    return [(sort, row) for sort, rows in by_sort.items() for row in rows]
