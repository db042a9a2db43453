"""Training text as the wild makes it: punctuation lost, and speech within speech."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from train.corpora import Document, Extent, Marked, lines_of

_LOST = {"commas": re.compile(r"[,'’‘]"), "marks": re.compile(r"[,'’‘“”\"]")}


def strip_marks(document: Document, random: Random) -> Document:
    """Return the document without commas and apostrophes, half the time without quotation marks too.

    Some public collections of scraped news lost them all; what people marked moves along.
    """
    lost = _LOST[random.choice(sorted(_LOST))]
    kept: list[str] = []
    moved = [0] * (len(document.text) + 1)
    size = 0
    for place, char in enumerate(document.text):
        moved[place] = size
        if not lost.match(char):
            kept.append(char)
            size += 1
    moved[-1] = size
    text = "".join(kept)

    def parts(extents: tuple[Extent, ...]) -> tuple[Extent, ...]:
        return tuple((moved[a], moved[b]) for a, b in extents if moved[b] > moved[a])

    marked = tuple(
        Marked(parts(m.source), parts(m.cue), parts(m.content), m.opened) for m in document.attributions or ()
    )
    return replace(document, text=text, paragraphs=lines_of(text), attributions=marked)


def graft(document: Document, donor: Document, random: Random) -> tuple[Document, int]:
    """Return the document with whole lines of ``donor`` put into the place of some contents, and how many.

    "Lund said that the truce holds." and "Keld told reporters he had doubts." make "Lund said that Keld told
    reporters he had doubts.": an outer attribution, and an inner one whose words and shape somebody marked. Only
    contents that run to the end of their line are replaced, so that what comes before stays grammatical.
    """
    lines = [line for line in donor.paragraphs if 40 < line[1] - line[0] < 500 and _within(donor, line)]
    grafts = 0
    for _ in range(3):
        places = [m for m in document.attributions or () if _ends_line(document, m)]
        if not lines or not places:
            break
        document = _put(document, random.choice(places), donor, random.choice(lines))
        grafts += 1
    return document, grafts


def _within(donor: Document, line: Extent) -> list[Marked]:
    """The donor's attributions in a line; none when one of them crosses its end."""
    found = []
    for one in donor.attributions or ():
        extents = (*one.source, *one.cue, *one.content)
        inside = [line[0] <= a and b <= line[1] for a, b in extents]
        if any(inside) and not all(inside):
            return []
        if extents and all(inside) and one.cue and one.content:
            found.append(one)
    return found


def _ends_line(document: Document, one: Marked) -> bool:
    if len(one.content) != 1 or not one.cue or not one.source or one.cue[0][0] > one.content[0][0]:
        return False
    start, end = one.content[0]
    rest = document.text[end : end + 3].lstrip('.”"’ ')
    return (rest == "" or rest[0] == "\n") and "\n" not in document.text[start:end]


def _put(document: Document, outer: Marked, donor: Document, line: Extent) -> Document:
    """The content of ``outer`` gives place to a line of the donor's."""
    start, end = outer.content[0]
    old = document.text[start:end]
    lead = "that " if old.startswith("that ") else ""
    quoted = old[:1] if old[:1] in '“"' else ""
    words = donor.text[line[0] : line[1]].rstrip(". ")
    if not quoted and len(words) > 1 and words[1:2].islower() and words.split()[0].lower() in _LOWERED:
        words = words[0].lower() + words[1:]
    new = lead + quoted + words + {"“": "”", '"': '"'}.get(quoted, "")
    shift = start + len(lead) + len(quoted) - line[0]
    grown = len(new) - (end - start)

    def moved(extents: tuple[Extent, ...]) -> tuple[Extent, ...]:
        return tuple((a + grown if a >= end else a, b + grown if b >= end else b) for a, b in extents)

    def taken(extents: tuple[Extent, ...]) -> tuple[Extent, ...]:
        return tuple((a + shift, min(b, line[0] + len(words)) + shift) for a, b in extents)

    kept = []
    for one in document.attributions or ():
        if one is outer:
            kept.append(Marked(one.source, one.cue, ((start, start + len(new)),), opened=True))
        elif all(b <= start or a >= end or (a <= start and b >= end) for a, b in (*one.source, *one.cue, *one.content)):
            kept.append(Marked(moved(one.source), moved(one.cue), moved(one.content), one.opened))
    inner = [Marked(taken(m.source), taken(m.cue), taken(m.content)) for m in _within(donor, line)]
    text = document.text[:start] + new + document.text[end:]
    return replace(document, text=text, paragraphs=lines_of(text), attributions=(*kept, *inner))


_LOWERED = frozenset(
    [
        "the",
        "a",
        "an",
        "he",
        "she",
        "it",
        "they",
        "we",
        "this",
        "that",
        "these",
        "those",
        "his",
        "her",
        "their",
        "but",
        "and",
        "in",
        "on",
        "at",
        "for",
    ]
)
