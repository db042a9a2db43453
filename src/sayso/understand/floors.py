"""Where an article gives the floor to another outlet: "Via Harbour Radio:", "COTEL reports:" and an excerpt."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand.credits import DASH, PLACE
from sayso.understand.links import Link
from sayso.understand.outlet_names import exactly, within
from sayso.understand.reader import Passage

#: A line that hands over is no longer than this, in characters.
_LONGEST = 90
#: A sentence that leads in an excerpt set off from the text may be longer.
_LONGEST_INTRODUCTION = 300
_SAYS = r"(?:reports?|reported|writes|wrote|has\sthis|has\sthe\sstory|explains?|notes?|tells\sus)"
_LINE = re.compile(
    rf"(?:via\s(?P<via>[^:]+?)|(?:from|over\sat|as\sreported\sby|according\sto|courtesy\sof)\s(?P<from>[^:]+?)(?=\s?[:…])|"
    rf"(?:as\s)?(?P<says>[^:]+?)\s{_SAYS})\s?(?:[:.…]|\.\.\.)*",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r"(?::|…|\.\.\.)[”\"]?$")
_DATELINE = re.compile(rf"{PLACE}\((?P<who>[A-Z][\w\s/’'-]{{1,40}})\){DASH}")
_OPENS_QUOTE = '“"‘„«'


@dataclass(frozen=True, slots=True)
class Floor:
    """A stretch of an article in which ``outlet`` speaks."""

    start: int
    end: int
    outlet: str


class Floors:
    """The stretches of one article in which other outlets speak; they overlap nothing."""

    def __init__(self, passage: Passage, links: Sequence[Link], own: str | None) -> None:
        self._floors = _find(passage, links, own)
        self._starts = [floor.start for floor in self._floors]

    def at(self, place: int) -> str | None:
        """Return the outlet that has the floor at a place, or None."""
        number = bisect_right(self._starts, place) - 1
        return self._floors[number].outlet if number >= 0 and place < self._floors[number].end else None


def _find(passage: Passage, links: Sequence[Link], own: str | None) -> list[Floor]:
    """A line that is no more than the handing over gives the floor to the next such line or the end; before an excerpt
    set off as a quotation, to its end.
    """
    found: list[Floor] = []
    paragraphs = passage.paragraphs
    for number, (start, end, role) in enumerate(paragraphs):
        words = passage.text[start:end].strip()
        outlet, whole = _handed(passage.text, start, end, words, links)
        here = end
        if outlet is None and number > 1 and role == "body":
            outlet, whole, here = _second_dateline(words), True, start
        if outlet is None or outlet == own:
            if outlet is not None and found and found[-1].end > start:
                found[-1] = Floor(found[-1].start, start, found[-1].outlet)  # the article's own again
            continue
        stop = _excerpt_end(passage, number)
        if stop is None:
            if not whole:
                continue
            stop = len(passage.text)
        if found and found[-1].end > here:
            found[-1] = Floor(found[-1].start, here, found[-1].outlet)
        found.append(Floor(here, stop, outlet))
    return found


def _handed(text: str, start: int, end: int, words: str, links: Sequence[Link]) -> tuple[str | None, bool]:
    """Return to whom a paragraph hands over, and whether that is all it does; else None."""
    if len(words) <= _LONGEST:
        match = _LINE.fullmatch(words)
        outlet = exactly(next((group for group in match.groups() if group), "")) if match else None
        if outlet is not None:
            return outlet, True
    if len(words) <= _LONGEST_INTRODUCTION and _LEADS_IN.search(words):
        linked = [link.outlet for link in links if start <= link.start and link.end <= end]
        named = linked or list(dict.fromkeys(within(text, start, end)))
        if len(set(named)) == 1:
            return named[0], False
    return None, False


def _second_dateline(words: str) -> str | None:
    """A dateline that names an agency, in the middle of an article: from here on it is the agency's."""
    match = _DATELINE.match(words)
    return exactly(match.group("who")) if match else None


def _excerpt_end(passage: Passage, number: int) -> int | None:
    """Return where the excerpt behind a paragraph ends; None when what follows is not set off from the text."""
    end = None
    for start, stop, role in passage.paragraphs[number + 1 :]:
        opens = passage.text[start : start + 1] in _OPENS_QUOTE and end is None
        if role != "quote" and not opens:
            break
        end = stop
        if role != "quote":
            break
    return end
