"""The lines of a page and what is plain about each by itself: its layout, whether it is furniture, a date, a byline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from sayso import data
from sayso.model import Layout, Page
from sayso.read.bylines import is_author, is_label, read_byline
from sayso.read.furniture import Furniture, furniture
from sayso.read.outlets import MASTHEAD_WITHIN, masthead
from sayso.read.render import FURNITURE_TAGS
from sayso.read.roles import LEAST_INSIDE, LEAST_SENTENCE
from sayso.read.roles.features import Lines, code_points, features
from sayso.read.roles.network import look

_LINE = re.compile(r"\S(?:[^\r\n]*\S)?")
_SENTENCE_END = re.compile(r"[.!?…。؟]['\"”’»)\]]*\Z")
_WORD = re.compile(r"\w[\w’'-]*")
_LETTERS = re.compile(r"[\W_]+")
#: The same for ASCII, as tables.
_LOWERED = bytes(range(256)).lower()
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalnum())
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
#: From this probability on a sentence is the article's, whatever phrases it holds.
_SURELY_TEXT = 0.95
_NO_TAGS: frozenset[str] = frozenset()


class Line:
    """A line that is not blank. ``start`` and ``end`` are page offsets without surrounding white space.

    ``main`` says whether the page's format counts it to the article (None: it does not say); ``tags`` are the
    elements that hold most of it; ``gap`` is true when a blank line stands before it. ``inside`` and ``begins`` are the
    probabilities that it is an article's text and that an article begins there (None: nobody looked). ``role`` and
    ``article`` (the number of the story it belongs to) are filled in by ``sayso.read.articles``.

    What its words alone tell (``furniture``, ``dated``, ``author``, ``words``) is found when it is first asked for: of
    most lines of a page it never is.
    """

    __slots__ = (
        "_author", "_body", "_dated", "_furniture", "_judged", "_words", "article", "begins", "end", "gap", "inside",
        "main", "role", "start", "tags", "text",
    )  # fmt: skip

    def __init__(self, start: int, text: str, *, gap: bool, tags: frozenset[str], main: bool | None) -> None:
        self.start, self.end = start, start + len(text)
        self.text, self.gap, self.tags, self.main = text, gap, tags, main
        self.inside: float | None = None
        self.begins: float | None = None
        self.role = "boilerplate"
        self.article: int | None = None
        self._judged = False
        self._furniture: Furniture | None = None
        self._dated: tuple[str, str] | None = None
        self._author: str | None = None
        self._words = -1
        self._body: bool | None = None

    def _judge(self) -> None:
        self._judged = True
        kind, self._author, self._dated = _by_itself(self.text)
        if kind is None and self.tags and not self.main and self.tags & FURNITURE_TAGS:
            kind = _LAYOUT
        if kind is not None and (self.inside or 0.0) >= _SURELY_TEXT and self.sentence:
            kind = None  # a sentence of the text that begins like furniture: "Print proofs are sent on Friday."
        self._furniture = kind if self._dated is None else None

    @property
    def furniture(self) -> Furniture | None:
        """What furniture it is, if any."""
        if not self._judged:
            self._judge()
        return self._furniture

    @furniture.setter
    def furniture(self, kind: Furniture | None) -> None:
        if not self._judged:
            self._judge()
        self._furniture, self._body = kind, None

    @property
    def dated(self) -> tuple[str, str] | None:
        """The date it is, in ISO 8601, and the words of that; ``("", words)`` for a place and a day without a year."""
        if not self._judged:
            self._judge()
        return self._dated

    @property
    def author(self) -> str | None:
        """The name in it, when it is a byline."""
        if not self._judged:
            self._judge()
        return self._author

    @author.setter
    def author(self, name: str | None) -> None:
        if not self._judged:
            self._judge()
        self._author, self._body = name, None

    @property
    def words(self) -> int:
        """The number of its words."""
        if self._words < 0:
            # A line this long is a paragraph by any rule: its words need no counting.
            self._words = len(_WORD.findall(self.text)) if len(self.text) < 4000 else LONG_WORDS
        return self._words

    @property
    def body(self) -> bool:
        """Whether it reads like a sentence or a paragraph of a story."""
        if self._body is None:
            self._body = (
                not self.outside
                and (self.words >= LONG_WORDS or self.sentence)
                and not (self.furniture or self.dated or self.author)
            )
        return self._body

    @property
    def sentence(self) -> bool:
        """Whether it is long enough for a sentence and ends like one."""
        return self.words >= BODY_WORDS and _SENTENCE_END.search(self.text) is not None

    @property
    def outside(self) -> bool:
        """Whether the network holds it for no part of an article's text."""
        inside = self.inside
        if inside is None or inside >= LEAST_INSIDE:  # the higher of the two
            return False
        return inside < LEAST_SENTENCE or not self.sentence

    @property
    def title(self) -> bool:
        """Whether it reads like a headline by itself."""
        return self.words >= TITLE_WORDS[0] and self.headline

    @property
    def headline(self) -> bool:
        """Whether it could be a headline where what stands around it says so: shorter ones count too."""
        text = self.text
        if len(text) > 250 or text.endswith((".", ":", ";", ",")) or not 2 <= self.words <= TITLE_WORDS[1]:
            return False
        first = text[0] if text[0].isalnum() else next((character for character in text if character.isalnum()), "a")
        return not first.islower() and not (self.furniture or self.dated or self.author)

    @property
    def letters(self) -> str:
        """Its letters and digits in lower case, to compare it with a title."""
        return letters(self.text)


def letters(words: str) -> str:
    """Return the letters and digits of ``words`` in lower case."""
    if words.isascii():
        return words.encode("ascii").translate(_LOWERED, _NO_LETTERS).decode("ascii")
    return _LETTERS.sub("", words).casefold()


def read_lines(page: Page, *, judge: bool = True) -> list[Line]:
    """Return the lines of a page that are not blank, in order; with ``judge``, the network looks at those of a page
    whose format does not tell what its article is."""
    text = page.text
    marks = _Marks(page.layout)
    told = any(mark.tag == "main-text" for mark in page.layout)
    lines, before = [], 0
    for found in _LINE.finditer(text):
        start, end = found.span()
        tags = marks.over(start, end)
        # One character apart is one break; "\r\n" are two.
        gap = start - before > 1 and (text.count("\n", before, start) > 1 or text.count("\r", before, start) > 2)
        lines.append(Line(start, found.group(), gap=gap, tags=tags, main=("main-text" in tags) if told else None))
        before = end
    if judge and not told and len(lines) >= LEAST_LINES:
        _look(page.text, lines)
    for label, line in pairwise(lines):
        if is_label(label.text) and line.dated is None and line.author is None and is_author(line.text):
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


_ByItself = tuple[Furniture | None, str | None, tuple[str, str] | None]
_LAYOUT = Furniture("layout", closing=False)


def _by_itself(text: str) -> _ByItself:
    """Return what a line is by its words alone: furniture, author, date."""
    return _short_by_itself(text) if len(text) <= _SHORT else (furniture(text), None, None)


@data.remembered(20_000)  # menus and footers recur on every page of a site
def _short_by_itself(text: str) -> _ByItself:
    author, dated = read_byline(text)
    if dated is None and _PLACE_DATE.match(text):
        dated = ("", text)
    return furniture(text), author, dated


class _Marks:
    """The layout entries over one line after another; lines must be asked for in order."""

    def __init__(self, layout: tuple[Layout, ...]) -> None:
        self._layout = [(mark.start, mark.end, mark.tag) for mark in layout if mark.end > mark.start]
        self._next = 0
        self._open: list[tuple[int, int, str]] = []

    def over(self, start: int, end: int) -> frozenset[str]:
        if not self._layout:
            return _NO_TAGS
        while self._next < len(self._layout) and self._layout[self._next][0] < end:
            self._open.append(self._layout[self._next])
            self._next += 1
        self._open = [mark for mark in self._open if mark[1] > start]
        tags = {tag for begin, stop, tag in self._open if begin <= start and stop >= end}
        shares: dict[str, int] = {}
        reached: dict[str, int] = {}
        for begin, stop, tag in self._open:
            if tag in tags:
                continue
            # Within one tag, what lies in two nested elements counts once.
            low, high = max(begin, reached.get(tag, start)), min(stop, end)
            if high > low:
                shares[tag] = shares.get(tag, 0) + high - low
                reached[tag] = high
        tags.update(tag for tag, share in shares.items() if share >= _MOSTLY * (end - start))
        return frozenset(tags)
