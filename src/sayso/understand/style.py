"""Style comes from quotation marks: direct (all quoted), mixed (some), indirect (none)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from sayso.model import Style
from sayso.understand.quotations import Quotation
from sayso.understand.reader import Extent

#: So much of a content within quotation marks is direct speech: marks, a stray word and a lost mark are allowed for.
DIRECT_SHARE = 0.9
_NO_LETTERS = re.compile(r"[\W_]+")


def style_of(text: str, content: Sequence[Extent], quoted: Sequence[Quotation]) -> Style:
    """Return the style of a content by how much of it stands in quotation marks.

    ``quoted`` are the outermost quotations of the text, in order.
    """
    inside = 0
    for start, end in content:
        for number in range(bisect_right(quoted, start, key=_end), len(quoted)):
            quotation = quoted[number]
            if quotation.start >= end:
                break
            # Speech within a long quotation (nested) is quoted only where it has marks of its own.
            if not (quotation.start < start and end < quotation.end):
                inside += _letters(text, max(start, quotation.start), min(end, quotation.end))
    if not inside:
        return "indirect"
    total = sum(_letters(text, _behind_that(text, start), end) for start, end in content)
    return "direct" if inside >= DIRECT_SHARE * total else "mixed"


def _behind_that(text: str, start: int) -> int:
    """Where the words begin: "that" belongs to a content as PolNeAR cuts it, and to nobody's speech."""
    return start + 5 if text.startswith("that ", start) else start


def _end(quotation: Quotation) -> int:
    return quotation.end


def _letters(text: str, start: int, end: int) -> int:
    return len(_NO_LETTERS.sub("", text[start:end]))
