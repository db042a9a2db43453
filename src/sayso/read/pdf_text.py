"""From the lines of a PDF's sheets to the text of a page: paragraphs, and running heads and feet apart from them.

A PDF file knows where words stand and not what belongs together. Lines that typesetting wrapped become one line; a
blank line stands between paragraphs. A paragraph that goes on on the next sheet is kept in one piece, with the foot and
the head that stood in it behind it. Every letter of the sheets is kept, and what repeats on most of them is marked.
"""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sayso.model import Layout

#: Running heads and feet stand within this share of a sheet's height, at its upper and lower end.
_MARGIN = 0.12
#: Left and right sheets may have heads of their own, and the first sheet none: each is on a little less than half.
_MOST_SHEETS = 0.4
#: Of the space between lines: more than this much of what is usual on the sheet begins a paragraph.
_GAP = 1.35
#: Sizes that differ more are those of different kinds of text.
_OTHER_SIZE = 1.12
#: In sizes of the type: what is set in by more begins a paragraph; what is set out by more belongs to another column.
_INDENT, _OUTDENT = 0.6, 4.0
#: In sizes of the type: room that a justified or ragged line may leave even though the next word had fitted.
_SLACK = 0.8
#: The right edge of a column is where this share of its lines end at the latest: some line may stand out.
_RIGHT_EDGE = 0.8
#: How far apart, in sizes of the type, the left ends of lines of one column are: first lines are set in.
_COLUMN = 3.5
_ENDS = re.compile(r"[.!?:;…。？！؟।][\"'”’»)\]]*\Z")
_BULLET = re.compile(r"\A(?:[•·▪◦‣*–—-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\s", re.I)
_ROMAN = re.compile(r"\A[ivxlc]{1,8}\Z")
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_FIRST_WORD = re.compile(r"\A[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(slots=True)
class Line:
    """A line as it stands on its sheet: ``left``, ``right``, ``base`` and ``size`` in points from the lower left.

    ``broken`` says that PDFium took its last hyphen for a break within a word.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    broken: bool = False


@dataclass(slots=True)
class Sheet:
    """One sheet: its height in points, its lines in the order of the file, and whether it is a picture without text."""

    height: float
    lines: list[Line]
    picture: bool = False


@dataclass(slots=True)
class _Paragraph:
    tag: str | None
    lines: list[Line] = field(default_factory=list)


def compose(sheets: Sequence[Sheet]) -> tuple[str, tuple[Layout, ...]]:
    """Return the text of ``sheets`` and the layout entries of running heads (``aside``) and feet (``footer``)."""
    running = _running(sheets)
    paragraphs: list[_Paragraph] = []
    last: _Paragraph | None = None
    for number, sheet in enumerate(sheets):
        body = [line for at, line in enumerate(sheet.lines) if (number, at) not in running]
        for tag in ("aside", None, "footer"):
            if tag is None:
                last = _add_body(paragraphs, body, last)
                continue
            own = [line for at, line in enumerate(sheet.lines) if running.get((number, at)) == tag]
            paragraphs += [_Paragraph(tag, [line]) for line in own]
    words = _words(sheets)
    pieces: list[str] = []
    layout = []
    at = 0
    for paragraph in paragraphs:
        text = _joined(paragraph.lines, words)
        if paragraph.tag:
            layout.append(Layout(at, at + len(text), paragraph.tag))
        pieces.append(text)
        at += len(text) + 2
    return "\n\n".join(pieces), tuple(layout)


# --- running heads and feet ---------------------------------------------------------------------------------------


def _running(sheets: Sequence[Sheet]) -> dict[tuple[int, int], str]:
    """Return the tag of each line, by the numbers of its sheet and itself, that is a running head or foot."""
    found: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for number, sheet in enumerate(sheets):
        for at, line in enumerate(sheet.lines):
            share = line.base / sheet.height if sheet.height > 0 else 0.5
            tag = "aside" if share >= 1 - _MARGIN else "footer" if share <= _MARGIN else None
            if tag:
                found.setdefault((tag, _folded(line.text)), []).append((number, at))
    with_text = sum(1 for sheet in sheets if sheet.lines)
    needed = max(2, with_text * _MOST_SHEETS)
    return {
        place: tag
        for (tag, _), places in found.items()
        if len({number for number, _ in places}) >= needed
        for place in places
    }


def _folded(text: str) -> str:
    """Return a line without what changes from sheet to sheet: its number."""
    plain = " ".join(text.casefold().split())
    return "#" if _ROMAN.match(plain) else re.sub(r"\d+", "#", plain)


# --- paragraphs ---------------------------------------------------------------------------------------------------


def _add_body(paragraphs: list[_Paragraph], lines: Sequence[Line], last: _Paragraph | None) -> _Paragraph | None:
    """Add the lines of one sheet; the first may go on with the ``last`` paragraph of the sheets before."""
    leading = _leading(lines)
    before: Line | None = None
    for line in lines:
        if before is None:
            goes_on = last is not None and _goes_on(last.lines[-1], line)
        else:
            goes_on = _same_paragraph(before, line, lines, leading)
        if last is None or not goes_on:
            last = _Paragraph(None)
            paragraphs.append(last)
        last.lines.append(line)
        before = line
    return last


def _leading(lines: Sequence[Line]) -> float:
    """Return the usual distance between the bases of two lines, in sizes of their type."""
    drops = [
        (above.base - below.base) / above.size
        for above, below in pairwise(lines)
        if 0.5 * above.size < above.base - below.base < 3 * above.size and _same_size(above, below)
    ]
    return statistics.median(drops) if drops else 1.2


def _same_size(one: Line, other: Line) -> bool:
    small, large = sorted((one.size, other.size))
    return large <= small * _OTHER_SIZE + 0.1


def _same_paragraph(above: Line, below: Line, lines: Sequence[Line], leading: float) -> bool:
    drop = above.base - below.base
    if above.broken and _same_size(above, below):
        return True
    if drop < 0.3 * above.size:  # the top of the next column, or a cell of a table
        return drop < -2 * above.size and _goes_on(above, below)
    if drop > _GAP * leading * above.size or not _same_size(above, below) or _BULLET.match(below.text):
        return False
    start, stop = _edges(above, lines)
    if _is_rtl(below.text):
        shift, room = above.right - below.right, above.left - start
    else:
        shift, room = below.left - above.left, stop - above.right
    if shift < -_OUTDENT * above.size or (shift > _INDENT * above.size and not _BULLET.match(above.text)):
        return False
    first = below.text.split(" ", 1)[0]
    width = len(first) * (below.right - below.left) / max(len(below.text), 1)
    # Mails are wrapped by the number of characters, so that room is left although the sentence goes on.
    return room <= width + _SLACK * above.size or _goes_on(above, below)


def _edges(line: Line, lines: Sequence[Line]) -> tuple[float, float]:
    """Return the left and right edge of the column that ``line`` stands in."""
    near = _COLUMN * line.size
    rtl = _is_rtl(line.text)
    column = [
        other
        for other in lines
        if _same_size(line, other) and abs(other.right - line.right if rtl else other.left - line.left) <= near
    ]
    lefts = sorted((other.left for other in column), reverse=True)
    rights = sorted(other.right for other in column)
    at = len(column) - 1 if len(column) < 5 else int(_RIGHT_EDGE * (len(column) - 1))
    return lefts[at], rights[at]


def _is_rtl(text: str) -> bool:
    strong = (unicodedata.bidirectional(character) for character in text[:40])
    return next((kind != "L" for kind in strong if kind in ("L", "R", "AL")), False)


def _goes_on(above: Line, below: Line) -> bool:
    """Say whether a line at the end of a column or sheet leaves a sentence open that the next one goes on with."""
    if above.broken:
        return True
    first = below.text[:1]
    return _ENDS.search(above.text) is None and first.islower() and _same_size(above, below)


# --- joining lines ------------------------------------------------------------------------------------------------


def _words(sheets: Iterable[Sheet]) -> frozenset[str]:
    """Return the words that stand whole somewhere on the sheets, in lower case."""
    found: Counter[str] = Counter()
    for sheet in sheets:
        after_break = False
        for line in sheet.lines:
            words = _WORD.findall(line.text.casefold())
            parts = words[1 if after_break else 0 :]
            after_break = line.text.endswith(("-", "\xad", "\u2010"))
            found.update(parts[:-1] if after_break else parts)
    return frozenset(found)


def _joined(lines: Sequence[Line], words: frozenset[str]) -> str:
    text = lines[0].text
    for line in lines[1:]:
        text = _join(text, line.text, words)
    return text.replace("\xad", "")


def _join(text: str, more: str, words: frozenset[str]) -> str:
    """Return two lines as one. A hyphen between them goes only when the word stands without it elsewhere in the file:
    one too many misspells a word, one too few makes two words one that nobody wrote.
    """
    if text.endswith("\xad"):
        return text[:-1] + more
    if text.endswith(("-", "\u2010")):
        before, after = _LAST_WORD.search(text[:-1]), _FIRST_WORD.match(more)
        if before and after:
            whole = (before.group() + after.group()).casefold()
            return (text[:-1] if whole in words else text) + more
    wide = unicodedata.east_asian_width(text[-1]) in "WF" and unicodedata.east_asian_width(more[0]) in "WF"
    return text + more if wide else f"{text} {more}"
