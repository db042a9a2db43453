"""Paragraphs of an article that are set apart because they are somebody else's words: a statement below "The ministry
said:", a letter printed whole. A paragraph that merely quotes somebody is text like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sayso import data
from sayso.read.lines import Line
from sayso.read.metadata_files import metadata_words

#: Marks that open and those that close a quotation; a straight one does both.
_OPEN, _CLOSE = '“"«„', '”"»“'
#: A quotation that opens and does not close goes on for so many paragraphs at most: typists forget closing marks.
_GOES_ON = 8
#: A letter within an article has at most so many paragraphs.
_LETTER = 20
#: What introduces words stands within so many characters of the end of the line above.
_INTRODUCED = 80
_ITEM = re.compile(r"[-–•*·▪]|\d{1,3}[.)]\s")
_SALUTED = re.compile(r"Dear [A-ZÀ-Þ][^,:.!?]{1,50}[,:]")


def set_apart(lines: Sequence[Line]) -> None:
    """Give the role ``quote`` to paragraphs set apart as somebody's words; ``lines`` are one story's, in order."""
    texts = [line for line in lines if line.role in {"body", "heading", "quote"}]
    at = 1
    while at < len(texts):
        at += _letter(texts, at) or _quotation(texts, at) or 1


def _quotation(texts: Sequence[Line], at: int) -> int:
    """Mark the quotation that begins at ``at``; return how many paragraphs it has."""
    above, line = texts[at - 1], texts[at]
    if line.role != "body" or above.role == "quote":
        return _mark(texts[at : at + 1]) if above.role == "quote" and line.role == "body" and _whole(line.text) else 0
    introduced = above.text.endswith((":", "…", "..."))
    if not introduced:
        return 0
    if line.text[0] in _OPEN:
        closed = _closed(texts, at)
        return _mark(texts[at : at + closed]) if closed else 0
    said = _said().search(above.text[-_INTRODUCED:]) is not None
    paragraph = line.body and not _ITEM.match(line.text) and not any(mark in line.text for mark in _OPEN)
    return _mark([line]) if said and paragraph else 0


def _closed(texts: Sequence[Line], at: int) -> int:
    """Return how many paragraphs a quotation fills that opens the one at ``at``; 0 when other words stand in them."""
    for number, line in enumerate(texts[at : at + _GOES_ON], 1):
        if line.role != "body":
            return 0
        if _whole(line.text):
            return number
        if any(mark in line.text[1:] for mark in _CLOSE if mark != "“"):
            return 0  # it closes within the paragraph: "…," he said
    return 0


def _whole(text: str) -> bool:
    """Say whether a paragraph is one quotation and nothing else."""
    words = text.rstrip()
    if len(words) < 3 or words[0] not in _OPEN or words[-1] not in _CLOSE:
        return False
    return not any(mark in words[1:-1] for mark in '”"»“«„')


def _letter(texts: Sequence[Line], at: int) -> int:
    """Mark the letter that begins at ``at`` with "Dear …" and ends with a closing ("Yours"); return its length."""
    if texts[at].role != "body" or not _SALUTED.match(texts[at].text):
        return 0
    for number, line in enumerate(texts[at : at + _LETTER], 1):
        if line.role == "body" and _closing().search(line.text[-_INTRODUCED:]):
            return _mark(texts[at : at + number])
    return 0


def _mark(lines: Sequence[Line]) -> int:
    for line in lines:
        line.role = "quote"
    return len(lines)


@data.cached
def _said() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(metadata_words('letters', 'introduced'))})\b", re.I)


@data.cached
def _closing() -> re.Pattern[str]:
    return re.compile(rf"(?:\A|[.!?]\s)(?:{_any(metadata_words('letters', 'closings'))})\b,?", re.I)


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
