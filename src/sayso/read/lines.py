"""The lines of a page and what is plain about each by itself: its layout, whether it is furniture, a date, a byline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from sayso import data
from sayso.model import Layout, Page
from sayso.read.bylines import is_label, is_name, read_byline
from sayso.read.furniture import Furniture, furniture
from sayso.read.outlets import MASTHEAD_WITHIN, masthead
from sayso.read.render import FURNITURE_TAGS
from sayso.read.roles import LEAST_INSIDE, LEAST_SENTENCE
from sayso.read.roles.features import Lines, code_points, features
from sayso.read.roles.network import look

_LINE = re.compile(r"[^\r\n]+")
_SENTENCE_END = re.compile(r"[.!?…。؟]['\"”’»)\]]*\Z")
_WORD = re.compile(r"\w[\w’'-]*")
_LETTERS = re.compile(r"[\W_]+")
_PLACE_DATE = re.compile(
    r"\A[A-ZÀ-Þ][A-ZÀ-Þ .,’'-]{2,60}(?:\([A-Za-z /]{2,30}\)|,\s*[A-Z][a-z]{2,8}\.?\s+\d{1,2})[^.]{0,40}\Z"
)
#: A sentence of a story has at least this many words (C4 asks for five; bylines and menu labels reach seven).
BODY_WORDS = 8
#: So many words are a paragraph even without a full stop, as on pages whose punctuation was stripped.
LONG_WORDS = 20
#: The longest headlines in use; the shortest that tells a story.
TITLE_WORDS = (3, 30)
#: Pages of fewer lines are left to the rules: the network was trained on articles with what surrounds them.
LEAST_LINES = 25
#: A byline or a date is no longer than this.
_SHORT = 160
#: What share of a line's characters must lie in an element for the line to be of it.
_MOSTLY = 0.5


@dataclass(slots=True)
class Line:
    """A line that is not blank. ``start`` and ``end`` are page offsets without surrounding white space.

    ``main`` says whether the page's format counts it to the article (None: it does not say); ``tags`` are the
    elements that hold most of it; ``gap`` is true when a blank line stands before it. ``inside`` and ``begins`` are the
    probabilities that it is an article's text and that an article begins there (None: nobody looked). ``role`` and
    ``article`` (the number of the story it belongs to) are filled in by ``sayso.read.articles``.
    """

    start: int
    end: int
    text: str
    gap: bool
    words: int
    tags: frozenset[str]
    main: bool | None
    furniture: Furniture | None
    dated: tuple[str, str] | None
    author: str | None
    inside: float | None = None
    begins: float | None = None
    role: str = "boilerplate"
    article: int | None = field(default=None)

    @property
    def body(self) -> bool:
        """Whether it reads like a sentence or a paragraph of a story."""
        if self.furniture or self.dated or self.author or self.outside:
            return False
        return self.words >= LONG_WORDS or self.sentence

    @property
    def sentence(self) -> bool:
        """Whether it is long enough for a sentence and ends like one."""
        return self.words >= BODY_WORDS and _SENTENCE_END.search(self.text) is not None

    @property
    def outside(self) -> bool:
        """Whether the network holds it for no part of an article's text."""
        return self.inside is not None and self.inside < (LEAST_SENTENCE if self.sentence else LEAST_INSIDE)

    @property
    def title(self) -> bool:
        """Whether it reads like a headline by itself."""
        return self.words >= TITLE_WORDS[0] and self.headline

    @property
    def headline(self) -> bool:
        """Whether it could be a headline where what stands around it says so: shorter ones count too."""
        fewest, most = 2, TITLE_WORDS[1]
        if self.furniture or self.dated or self.author or not fewest <= self.words <= most or len(self.text) > 250:
            return False
        first = next((character for character in self.text if character.isalnum()), "a")
        return not first.islower() and not self.text.endswith((".", ":", ";", ","))

    @property
    def letters(self) -> str:
        """Its letters and digits in lower case, to compare it with a title."""
        return letters(self.text)


def letters(words: str) -> str:
    """Return the letters and digits of ``words`` in lower case."""
    return _LETTERS.sub("", words).casefold()


def read_lines(page: Page, *, judge: bool = True) -> list[Line]:
    """Return the lines of a page that are not blank, in order; with ``judge``, the network looks at those of a page
    whose format does not tell what its article is."""
    spans = []
    for found in _LINE.finditer(page.text):
        stripped = found.group().strip()
        if stripped:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            spans.append((start, start + len(stripped), stripped))
    marks = _Marks(page.layout)
    told = any(mark.tag == "main-text" for mark in page.layout)
    lines, before = [], 0
    for start, end, text in spans:
        tags = marks.over(start, end)
        gap = page.text.count("\n", before, start) > 1 or page.text.count("\r", before, start) > 2
        lines.append(_line(start, text, gap=gap, tags=tags, main=("main-text" in tags) if told else None))
        before = end
    if judge and not told and len(lines) >= LEAST_LINES:
        _look(page.text, lines)
    for label, line in pairwise(lines):
        if is_label(label.text) and line.dated is None and line.author is None and is_name(line.text):
            line.author, line.furniture = line.text, None
    for line in lines[:MASTHEAD_WITHIN]:
        if not line.main and masthead(line.text):
            line.furniture = Furniture("masthead", closing=False)
    return lines


def _look(text: str, lines: Sequence[Line]) -> None:
    """Have the network say what each line of a page without markup is."""
    places = Lines(
        np.array([line.start for line in lines], dtype=np.int64),
        np.array([line.end for line in lines], dtype=np.int64),
        np.array([line.gap for line in lines], dtype=bool),
    )
    seen = look(features(code_points(text), places))
    for line, inside, begins in zip(lines, seen.inside.tolist(), seen.begin.tolist(), strict=True):
        line.inside, line.begins = inside, begins


def _line(start: int, text: str, *, gap: bool, tags: frozenset[str], main: bool | None) -> Line:
    kind, author, dated, words = _short_by_itself(text) if len(text) <= _SHORT else _by_itself(text)
    if kind is None and tags & FURNITURE_TAGS and not main:
        kind = Furniture("layout", closing=False)
    return Line(
        start=start,
        end=start + len(text),
        text=text,
        gap=gap,
        words=words,
        tags=tags,
        main=main,
        furniture=kind if dated is None else None,
        dated=dated,
        author=author,
    )


_ByItself = tuple[Furniture | None, str | None, tuple[str, str] | None, int]


@data.remembered(20_000)
def _short_by_itself(text: str) -> _ByItself:
    """``_by_itself`` for short lines, which the pages of a site share."""
    return _by_itself(text)


def _by_itself(text: str) -> _ByItself:
    """Return what a line is by its words alone: furniture, author, date, number of words."""
    short = len(text) <= _SHORT
    author, dated = read_byline(text) if short else (None, None)
    if dated is None and short and _PLACE_DATE.match(text):
        dated = ("", text)
    words = len(_WORD.findall(text)) if len(text) < 4000 else LONG_WORDS
    return furniture(text), author, dated, words


class _Marks:
    """The layout entries over one line after another; lines must be asked for in order."""

    def __init__(self, layout: tuple[Layout, ...]) -> None:
        self._layout = [mark for mark in layout if mark.end > mark.start]
        self._next = 0
        self._open: list[Layout] = []

    def over(self, start: int, end: int) -> frozenset[str]:
        while self._next < len(self._layout) and self._layout[self._next].start < end:
            self._open.append(self._layout[self._next])
            self._next += 1
        self._open = [mark for mark in self._open if mark.end > start]
        shares: dict[str, int] = {}
        reached: dict[str, int] = {}
        for mark in self._open:
            # Within one tag, what lies in two nested elements counts once.
            begin = max(mark.start, reached.get(mark.tag, start))
            stop = min(mark.end, end)
            if stop > begin:
                shares[mark.tag] = shares.get(mark.tag, 0) + stop - begin
                reached[mark.tag] = stop
        return frozenset(tag for tag, share in shares.items() if share >= _MOSTLY * (end - start))
