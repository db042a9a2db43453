"""Quotation marks into quotations: curly, straight, single and angled; unclosed; running over paragraphs.

Typists and scrapers leave marks out, so a mark's *shape* (space before and a letter behind: opening; the other way
round: closing) decides what it is, not a count of odd and even. What is left open runs to the end of its paragraph, and
on into the following ones when they begin with an opening mark, as newspapers set long quotations.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

#: A single-quoted stretch longer than this is an apostrophe that found no partner.
MAX_SINGLE = 600
#: How many paragraphs back a closing mark without an opening one may reach for "…:" that introduced it.
MAX_LOOK_BACK = 6
_OPENING, _CLOSING, _STRAIGHT = "“„«", "”»", '"'
#: Every mark a quotation may begin with, and every mark that may end one or begin the next inside it.
_MARK = re.compile(r"''|``|[“„«\"‘'`]")
_INSIDE = re.compile(r"[\"“”„«»]")
_SINGLE_OR_NEW = re.compile(r"[‘“\"\n’']")
_PARTNER = {"“": "”", "„": "“”", "«": "»"}
#: What single quotation marks enclose is counted only when it could be speech or a label, never a year or a clipping.
_CLIPPINGS = ("s ", "re ", "em ", "til ", "twas ", "t ", "ll ", "ve ", "d ", "n ")


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation with its marks at ``[start, end)`` and without them at ``[inner_start, inner_end)``.

    ``closed`` tells whether its closing mark stands; ``continued`` that the next quotation goes on with the same
    speech (the mark was left open on purpose); ``continues`` that it goes on from the one before.
    """

    start: int
    end: int
    inner_start: int
    inner_end: int
    closed: bool = True
    continued: bool = False
    continues: bool = False
    single: bool = False


def quotations(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quotation]:
    """Return the outermost quotations of an article in order.

    ``paragraphs`` are ``(start, end)`` offsets into ``text``, in order, without overlap.
    """
    found: list[Quotation] = []
    open_before = False  # the paragraph before ended inside a quotation
    for number, (start, end) in enumerate(paragraphs):
        here = _in_paragraph(text, start, end)
        orphan = _orphan_close(text, start, end, here)
        if orphan is not None:
            here = _reach_back(text, paragraphs, number, orphan, here, found=found)
        if here and open_before and here[0].start == _first(text, start, end):
            here[0] = replace(here[0], continues=True)
            found[-1] = replace(found[-1], continued=True)
        found += here
        open_before = bool(here) and not here[-1].closed and here[-1].end >= end - 1
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found: list[Quotation] = []
    singles = _SingleMarks(text, start, end)
    position = start
    while (match := _MARK.search(text, position, end)) is not None:
        position, mark = match.start(), match.group()
        quotation: Quotation | None = None
        if len(mark) == 2:
            quotation = _doubled(text, position, end)
        elif mark in _OPENING or (mark == _STRAIGHT and _opens_at(text, position, start, end)):
            quotation = _double(text, position, start, end)
        elif mark in "‘'`" and _single_opens(text, position, start, end):
            quotation = singles.quotation(position)
        if quotation is None:
            position += 1
            continue
        if found and not found[-1].closed:
            quotation = replace(quotation, continues=True)
        found.append(quotation)
        position = max(quotation.end, position + 1)
    return found


def _double(text: str, position: int, start: int, end: int) -> Quotation:
    mark = text[position]
    closers = _PARTNER.get(mark, '"”') + ('"' if mark == "“" else "")
    for match in _INSIDE.finditer(text, position + 1, end):
        cursor, char = match.start(), match.group()
        if char in closers and not (char == _STRAIGHT and _opens_at(text, cursor, start, end)):
            # A straight or curly closing mark with a letter on both sides is a typing slip for an apostrophe.
            return Quotation(position, cursor + 1, position + 1, cursor)
        if (char == mark and mark in "“«") or (char == _STRAIGHT and mark == _STRAIGHT) or char == "“":
            # A new opening mark inside an open quotation: the speech goes on in what was a paragraph of its own.
            cut = _rstrip(text, position + 1, cursor)
            return Quotation(position, cut, position + 1, cut, closed=False, continued=True)
    cut = _rstrip(text, position + 1, end)
    return Quotation(position, cut, position + 1, cut, closed=False)


def _doubled(text: str, position: int, end: int) -> Quotation:
    """A quotation between two single marks typed for a double one, as typewriters and old wires do."""
    close = text.find("''", position + 2, end)
    if close < 0:
        cut = _rstrip(text, position + 2, end)
        return Quotation(position, max(cut, position + 2), position + 2, max(cut, position + 2), closed=False)
    return Quotation(position, close + 2, position + 2, close)


def _opens_at(text: str, position: int, start: int, end: int) -> bool:
    before = text[position - 1] if position > start else " "
    behind = text[position + 1] if position + 1 < end else " "
    return (before.isspace() or before in "([—–-/:‘'“") and not behind.isspace() and behind not in ",.;:!?)”"


def _single_opens(text: str, position: int, start: int, end: int) -> bool:
    before = text[position - 1] if position > start else " "
    behind = text[position + 1] if position + 1 < end else " "
    if not (before.isspace() or before in '([—–“"') or not behind.isalpha():
        return False
    rest = text[position + 1 : position + 6].lower()
    return text[position] == "‘" or not rest.startswith(_CLIPPINGS)


class _SingleMarks:
    """The single marks of one paragraph that can close a quotation, found when the first is asked for.

    Whether a mark can close does not depend on where the quotation began, so all are judged once; otherwise a
    page of apostrophes would be read once for each of them.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.closing: dict[str, list[int]] = {}

    def quotation(self, position: int) -> Quotation | None:
        """Return the quotation that the opening mark at ``position`` begins, or None when it is an apostrophe."""
        closers = "’" if self.text[position] == "‘" else "'’"
        if closers not in self.closing:
            marks = re.finditer(f"[{closers}]", self.text[self.start : self.end])
            places = [self.start + match.start() for match in marks]
            self.closing[closers] = [place for place in places if self._closes(place, closers)]
        places = self.closing[closers]
        nearest = bisect_left(places, position + 2)
        if nearest == len(places) or places[nearest] >= position + MAX_SINGLE:
            return None
        close = places[nearest]
        return Quotation(position, close + 1, position + 1, close, single=True)

    def _closes(self, place: int, closers: str) -> bool:
        behind = self.text[place + 1] if place + 1 < self.end else " "
        if behind.isalnum():
            return False  # an apostrophe
        plural = place > self.start and self.text[place - 1] == "s" and behind == " "
        # A plural's apostrophe when the real end is still to come.
        return not (plural and _closes_later(self.text, place + 1, self.end, closers))


def _closes_later(text: str, cursor: int, end: int, closers: str) -> bool:
    for match in _SINGLE_OR_NEW.finditer(text, cursor, min(end, cursor + 120)):
        mark = match.group()
        if mark in '‘“"\n':
            return False
        if mark in closers and text[match.start() - 1] in ",.!?":
            return True
    return False


def _orphan_close(text: str, start: int, end: int, here: Sequence[Quotation]) -> int | None:
    """Return the place of a closing curly mark that no quotation of this paragraph has used, if it comes first."""
    limit = here[0].start if here else end
    place = text.find("”", start, limit)
    return place if place >= 0 and place - start > 20 else None


def _reach_back(
    text: str,
    paragraphs: Sequence[tuple[int, int]],
    number: int,
    close: int,
    here: list[Quotation],
    *,
    found: Sequence[Quotation],
) -> list[Quotation]:
    """Return ``here`` with the quotation that lost its opening mark and closes at ``close``.

    It began behind the "…:" that introduces it, or with its paragraph.
    """
    first = number
    for back in range(number - 1, max(-1, number - 1 - MAX_LOOK_BACK), -1):
        start, end = paragraphs[back]
        if text[start:end].rstrip().endswith(":"):
            first = back + 1
            break
        if found and found[-1].end > start:
            break  # quotations come in order, so the last one tells whether any stands here
    pieces = []
    for index in range(first, number):
        start, end = paragraphs[index]
        cut = _rstrip(text, start, end)
        pieces.append(Quotation(start, cut, start, cut, closed=False, continued=True, continues=index > first))
    start = paragraphs[number][0]
    return [*pieces, Quotation(start, close + 1, start, close, continues=first < number), *here]


def _first(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start


def _rstrip(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1].isspace():
        end -= 1
    return end
