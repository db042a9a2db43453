"""An article as the reading room lays it out: the whole page in its order, marks in the text, notes in the margin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sayso.case.filters import Filter
from sayso.case.reader import Case, Quote
from sayso.case.telling import Told, of_article
from sayso.web import telling
from sayso.web.render import Mark, Segment, Stretch, paragraphs, segments, stretches
from sayso.web.telling import Entry, anchors_of, entries
from sayso.web.words import first_place

#: A long page is shown in parts of this many characters: what a browser lays out, and we write, at once.
PART = 120_000
#: No more attributions, passages and things told of (of each kind) are marked on a page; one with more is no article.
MOST_QUOTES, MOST_COPIES, MOST_TOLD = 3_000, 500, 1_000
_FLIPPED = {"from": "to", "to": "from"}


@dataclass(slots=True)
class Note:
    """An attribution in the margin. ``parent`` is the number of the note it is nested in, if that stands elsewhere."""

    number: int
    quote: Quote
    parent: int | None = None
    children: list[Note] = field(default_factory=list)

    @property
    def place(self) -> int:
        """The page offset at which the attribution begins."""
        return first_place(self.quote)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of the article shown, and the places where it stands again, each seen from here."""

    start: int
    end: int
    words: int
    places: tuple[dict[str, Any], ...]


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the page; ``refs`` and ``letters`` are to be put behind the segment that ends there.

    ``refs`` are numbers of notes, ``letters`` those of events and acts; ``anchors`` go before the segment that begins.
    """

    start: int
    end: int
    role: str
    segments: list[Segment] = field(default_factory=list)
    refs: dict[int, list[Note]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    anchors: dict[int, list[str]] = field(default_factory=dict)
    letters: dict[int, list[Entry]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """Neighbouring paragraphs of one sort: ``article``, ``boilerplate`` or ``other`` (another article's)."""

    sort: str
    article_id: str | None
    paragraphs: tuple[Paragraph, ...]
    opened: bool

    @property
    def start(self) -> int:
        """Where the section begins on the page."""
        return self.paragraphs[0].start


@dataclass(frozen=True, slots=True)
class Layout:
    """One part of a page, ready for the template; all but ``sections`` is of the whole page.

    ``notes`` are by the id of the attribution, ``entries`` by their key.
    """

    sections: tuple[Section, ...]
    notes: dict[str, Note]
    told: Told
    entries: dict[str, Entry]
    passages: tuple[Passage, ...]
    part: int
    parts: int


def lay_out(
    case: Case, article: Mapping[str, Any], page_text: str, part: int = 1, shown_words: tuple[int, int] | None = None
) -> Layout:
    """Lay out one part (from 1; clipped to those there are) of the page that ``article`` (a row of the case) is on.

    ``shown_words`` are the offsets of words that the visitor was sent to, marked besides and anchored as ``words``.
    """
    quotes = case.quotes(Filter(article_id=article["id"]), limit=MOST_QUOTES)
    passages = passages_of(case.copies(article["id"], limit=MOST_COPIES), article["id"])
    pieces = stretches(page_text, case.blocks(article["page_id"]), article)
    told = of_article(case, article["id"], limit=MOST_TOLD)
    lettered = entries(told)
    parts = max(1, (max((piece.end for piece in pieces), default=1) - 1) // PART + 1)
    part = min(max(part, 1), parts)
    laid = [
        (_sort(piece, article["id"]), piece.article_id, Paragraph(start, end, piece.role))
        for piece in pieces
        if piece.start < part * PART and piece.end > (part - 1) * PART
        for start, end in paragraphs(page_text, piece.start, piece.end)
        if (start // PART) + 1 == part
    ]
    shown = [paragraph for _, _, paragraph in laid]
    first, last = (part - 1) * PART, part * PART
    notes = _numbered(quotes)
    _place_notes(shown, notes, lambda place: first <= place < last)
    _place_passages(shown, [passage for passage in passages if first <= passage.start < last])
    for place, anchor in anchors_of(told, lettered):
        if first <= place < last:
            _anchor(shown, place, anchor)
    for entry in lettered:
        spot = _at(shown, entry.start) if first <= entry.start < last else None
        if spot is not None:
            spot.letters.setdefault(max(spot.start + 1, min(entry.end, spot.end)), []).append(entry)
    marks = [*marks_of(quotes, passages), *telling.marks_of(told, lettered)]
    if shown_words is not None and first <= shown_words[0] < last:
        marks.append(Mark(*shown_words, "proof", "words"))
        _anchor(shown, shown_words[0], "words")
    _mark(shown, page_text, marks)
    sections = []
    for (sort, article_id), group in groupby(laid, key=lambda item: item[:2]):
        members = tuple(paragraph for _, _, paragraph in group)
        opened = any(p.notes or p.passages or any(s.kinds for s in p.segments) for p in members)
        sections.append(Section(sort, article_id, members, opened))
    by_quote = {note.quote.id: note for note in notes}
    by_key = {entry.key: entry for entry in lettered}
    return Layout(tuple(sections), by_quote, told, by_key, tuple(passages), part, parts)


def _sort(piece: Stretch, article_id: str) -> str:
    if piece.article_id == article_id:
        return "article"
    return "boilerplate" if piece.article_id is None else "other"


def marks_of(quotes: Iterable[Quote], passages: Iterable[Passage]) -> list[Mark]:
    """Return what is to be marked in the text: the spans of attributions, and copied passages."""
    marks: list[Mark] = []
    for quote in quotes:
        key = f"a-{quote.id}"
        for kind, span in (("source", quote.source), ("cue", quote.cue)):
            if span:
                marks.append(Mark(span["start"], span["end"], kind, key))
        marks.extend(Mark(span["start"], span["end"], "content", key) for span in quote.content)
    for passage in passages:
        marks.extend(Mark(passage.start, passage.end, "copy", f"c-{place['id']}") for place in passage.places)
    return marks


def passages_of(copies: Iterable[Mapping[str, Any]], article_id: str) -> list[Passage]:
    """Turn rows of ``Case.copies`` to this article's point of view and join those of one and the same span here."""
    spans: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for copy in copies:
        own = copy["article_id"] == article_id
        span = (copy["start"], copy["end"]) if own else (copy["of_start"], copy["of_end"])
        there = "of_" if own else ""
        place = {
            "id": copy["id"],
            "article_id": copy[f"{there}article_id"],
            "start": copy[f"{there}start"],
            "outlet": copy[f"{there}outlet"],
            "title": copy[f"{there}title"],
            "published": copy[f"{there}published"],
            "direction": copy["direction"] if own else _FLIPPED.get(copy["direction"], copy["direction"]),
            "similarity": copy["similarity"],
            "words": copy["words"],
        }
        spans.setdefault(span, []).append(place)
    return [
        Passage(start, end, max(place["words"] for place in places), tuple(places))
        for (start, end), places in sorted(spans.items())
    ]


def _numbered(quotes: Sequence[Quote]) -> list[Note]:
    ordered = sorted(quotes, key=lambda quote: (first_place(quote), quote.parent_id is not None, quote.id))
    return [Note(number, quote) for number, quote in enumerate(ordered, 1)]


def _at(shown: Sequence[Paragraph], place: int) -> Paragraph | None:
    """Return the paragraph that holds an offset, or else the one before it."""
    if not shown:
        return None
    return shown[max(0, bisect_right([paragraph.start for paragraph in shown], place) - 1)]


def _place_notes(shown: Sequence[Paragraph], notes: Sequence[Note], here: Any) -> None:
    """Put each note beside the paragraph where its attribution begins.

    A nested one goes under its parent if both begin in the same paragraph, else it only names the parent's number:
    a note must stand next to its words.
    """
    by_id = {note.quote.id: note for note in notes}
    home = {note.quote.id: _at(shown, first_place(note.quote)) for note in notes if here(first_place(note.quote))}
    for note in notes:
        paragraph = home.get(note.quote.id)
        if paragraph is None:
            continue
        parent = by_id.get(note.quote.parent_id or "")
        if (
            parent is not None
            and parent is not note
            and home.get(parent.quote.id) is paragraph
            and not _loops(note, by_id)
        ):
            parent.children.append(note)
        else:
            note.parent = parent.number if parent is not None and parent is not note else None
            paragraph.notes.append(note)
        behind = note.quote.cue or note.quote.source or note.quote.content[0]
        spot = _at(shown, behind["start"]) or paragraph
        spot.refs.setdefault(max(spot.start + 1, min(behind["end"], spot.end)), []).append(note)


def _loops(note: Note, by_id: Mapping[str, Note]) -> bool:
    """Whether following parents never ends: a case file may come from anywhere, and a ring must not hide a note."""
    seen: set[str] = set()
    here: Note | None = note
    while here is not None:
        if here.quote.id in seen:
            return True
        seen.add(here.quote.id)
        here = by_id.get(here.quote.parent_id or "")
    return False


def _place_passages(shown: Sequence[Paragraph], passages: Sequence[Passage]) -> None:
    for passage in passages:
        paragraph = _at(shown, passage.start)
        if paragraph is not None:
            paragraph.passages.append(passage)
            for place in passage.places:
                _anchor(shown, passage.start, f"c-{place['id']}")


def _anchor(shown: Sequence[Paragraph], place: int, anchor: str) -> None:
    paragraph = _at(shown, place)
    if paragraph is not None:
        spot = max(paragraph.start, min(place, paragraph.end - 1))
        paragraph.anchors.setdefault(spot, []).append(anchor)


def _mark(shown: Sequence[Paragraph], text: str, marks: Sequence[Mark]) -> None:
    """Cut every paragraph into segments, handing each only the marks that touch it."""
    touching: dict[int, list[Mark]] = {}
    starts = [paragraph.start for paragraph in shown]
    for mark in marks:
        index = max(0, bisect_right(starts, mark.start) - 1)
        while index < len(shown) and shown[index].start < mark.end:
            touching.setdefault(index, []).append(mark)
            index += 1
    for index, paragraph in enumerate(shown):
        cuts = [*paragraph.refs, *paragraph.anchors, *paragraph.letters]
        paragraph.segments = segments(text, touching.get(index, ()), paragraph.start, paragraph.end, cuts)
