"""Style comes from quotation marks: direct (all quoted), mixed (some), indirect (none)."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Style
from sayso.understand.quotations import Quotation
from sayso.understand.reader import Extent

#: So much of a content within quotation marks is direct speech: marks, a stray word and a lost mark are allowed for.
DIRECT_SHARE = 0.9


def style_of(text: str, content: Sequence[Extent], quoted: Sequence[Quotation]) -> Style:
    """Return the style of a content by how much of it stands in quotation marks."""
    inside = total = 0
    for start, end in content:
        total += _letters(text, start, end)
        for quotation in quoted:
            left, right = max(start, quotation.start), min(end, quotation.end)
            if left < right:
                # Speech within a long quotation (nested) is quoted only where it has marks of its own.
                if quotation.start < start and end < quotation.end:
                    continue
                inside += _letters(text, left, right)
    if not inside:
        return "indirect"
    return "direct" if inside >= DIRECT_SHARE * total else "mixed"


def _letters(text: str, start: int, end: int) -> int:
    return sum(1 for char in text[start:end] if char.isalnum())
