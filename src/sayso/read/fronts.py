"""The lines around a story that say who wrote it and when, which often stand outside its text: names right below the
headline, dates above it, signatures below the last paragraph, and the labels beside them ("By", "Published", "on").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.read.bylines import is_desk, is_label, names_alone
from sayso.read.lines import Line
from sayso.read.repeats import no_name, signs_letter
from sayso.read.roles import LEAST_BEGIN, LEAST_INSIDE
from sayso.read.stories import Story, says_published

#: A name without a label stands at most so many lines below the headline, a date at most so many above it.
_NAME_WITHIN, _ABOVE = 6, 3
#: A signature or "Posted by" stands at most so many lines below the last paragraph.
_BELOW = 4
#: A line of a signature, and a label, are no longer than this.
_SHORT = 60
_TEXT = frozenset(("body", "quote"))
#: Parts of a date that the page breaks over several lines.
_PIECE = re.compile(
    r"(?:(?:an?|\d{1,2}) (?:minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?) ago|on|at|[|•·/–—-]"
    r"|\d{1,2}[:.]\d\d(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)",
    re.I,
)
_AGENCY = re.compile(r"(?:[Vv]ia|[Ff]rom) [A-Z][\w ]{0,30}[….:]*")
_DASH = re.compile(r"[–—-]{1,2}\s?(?=[^\W\d_])")


def settle(lines: Sequence[Line], story: Story, number: int, low: int, high: int) -> None:
    """Give the bylines and datelines around the story ``number`` their roles, and the story the lines.

    ``low`` and ``high`` bound where it may look: the line behind the story before, and the first of the one after.
    """
    top = story.title if story.title is not None else story.first
    text = next((at for at in range(top + 1, story.last + 1) if lines[at].role in _TEXT), story.last + 1)
    if lines[top].main is None:  # where markup says what the article is, its names and dates are marked up too
        if low == 0:
            _above(lines, story, number, max(low, top - _ABOVE))
        if not _has(lines, story, "byline") and not any(
            line.author and line.article == number for line in lines[:text]
        ):
            _name_below_title(lines, number, top, text)
        _below(lines, story, number, high)
    front = range(story.first, min(text, len(lines)))
    for at in (*reversed(front), *front):
        _label(lines, at, number)
    for at in range(max(text, story.first), story.last):
        if lines[at].author is None and is_label(lines[at].text) and lines[at + 1].role == "byline":
            _give(lines[at], "byline", number)


def _has(lines: Sequence[Line], story: Story, role: str) -> bool:
    return any(line.role == role for line in lines[story.first : story.last + 1])


def _give(line: Line, role: str, number: int) -> None:
    line.role, line.article = role, number


def _above(lines: Sequence[Line], story: Story, number: int, low: int) -> None:
    """Dates and bylines in a row above the headline, on a page of one story or above its first."""
    at, dated = story.first - 1, False
    if at > low and lines[at].furniture and len(lines[at].text) <= _SHORT and lines[at - 1].dated:
        at -= 1  # "Share"
    while at >= low:
        line = lines[at]
        who = names_alone(line.text) if dated and not line.author and len(line.text) <= _SHORT else None
        if who is not None and not line.furniture:
            line.author = who
        elif not (line.dated or line.author or _PIECE.fullmatch(line.text)):
            return
        dated = dated or line.dated is not None
        if line.dated or line.author:
            for one in lines[at : story.first]:
                if one.furniture and not _PIECE.fullmatch(one.text):
                    continue
                _give(one, "byline" if one.author and not one.dated else "dateline", number)
            story.first = at
        at -= 1


def _name_below_title(lines: Sequence[Line], number: int, top: int, text: int) -> None:
    """A name alone, where the network is sure of the headline, or a date stands right beside the name."""
    sure = (lines[top].begins or 0.0) >= LEAST_BEGIN
    # A standfirst is often taken for the text: the name may stand right below it.
    for at in range(top + 1, min(text + 2, top + _NAME_WITHIN + 1, len(lines))):
        line = lines[at]
        if line.dated or line.role == "title" or (line.inside or 0.0) >= LEAST_INSIDE:
            continue
        if not sure and not any(_dates(lines[by]) for by in (at - 1, at + 1) if by < len(lines)):
            continue
        who = names_alone(line.text) if len(line.text) <= _SHORT else None
        who = line.text if who is None and sure and is_desk(line.text) else who
        if who is not None and line.furniture is None:
            line.author = who
            _give(line, "byline", number)
            return


def _dates(line: Line) -> bool:
    return line.dated is not None or says_published(line)


def _below(lines: Sequence[Line], story: Story, number: int, high: int) -> None:
    """Bylines and dates below the text, where the story has none above it; they become its last lines."""
    lacks = {role for role in ("byline", "dateline") if not _has(lines, story, role)}
    last = story.last
    for at in range(last + 1, min(last + 1 + _BELOW, high)):
        line = lines[at]
        if line.furniture is not None and line.furniture.heads:
            return
        if story.letter and at <= last + 2 and signs_letter(line):
            line.author = line.author or (line.text if at == last + 1 and not no_name(line) else None)
            role = "byline"
        elif line.author is not None:
            role = "byline"
        elif line.dated is not None and line.dated[0]:
            role = "dateline"
        elif at == last + 1 and (who := _signature(lines, at)) is not None:
            line.author, role = who, "byline"
        else:
            continue
        if role in lacks:
            for between in range(story.last + 1, at):
                if is_label(lines[between].text):
                    _give(lines[between], "byline", number)
            _give(line, role, number)
            story.last = at
            if not story.letter:
                lacks.discard(role)


def _signature(lines: Sequence[Line], at: int) -> str | None:
    """Return the name of "— Ana Lund", or of a name above a text about its bearer."""
    text = lines[at].text
    dash = _DASH.match(text)
    if len(text) > _SHORT or lines[at].furniture:
        return None
    who = names_alone(text[dash.end() :] if dash else text)
    if who is None or dash:
        return who
    return who if any(word in below.text for below in lines[at + 1 : at + 3] for word in who.split()) else None


def _label(lines: Sequence[Line], at: int, number: int) -> None:
    """Labels and pieces of a date in front of the text take the role of what they belong to, the line below first."""
    line = lines[at]
    if line.role not in {"boilerplate", "heading"} or len(line.text) > _SHORT:
        return
    beside = [lines[by].role for by in (at + 1, at - 1) if 0 <= by < len(lines) and lines[by].article == number]
    if is_label(line.text) or _AGENCY.fullmatch(line.text):
        role = next((role for role in beside if role == "byline"), "byline" if "dateline" in beside else None)
    elif says_published(line):
        role = "dateline" if beside else None
    elif _PIECE.fullmatch(line.text):
        role = next((role for role in beside if role == "dateline"), None)
    else:
        return
    if role is not None:
        _give(line, role, number)
