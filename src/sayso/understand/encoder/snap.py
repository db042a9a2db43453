"""Contents snapped to where quotations begin and end, cut as PolNeAR cuts them: with their marks."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.quotations import Quotation
from sayso.understand.reader import Extent

#: What may stand between the end of a content and the end of its quotation and still belong to it.
_MARKS = " .,!?…'’\"”»“"


def snap(text: str, content: Sequence[Extent], cue: Extent, quoted: Sequence[Quotation]) -> tuple[Extent, ...]:
    """Return the pieces of a content with edges next to quotation marks moved onto them, in order.

    ``quoted`` are the outermost quotations of the text. Pieces that touch or have only white space between them become
    one; nothing grows over the cue.
    """
    moved: list[Extent] = []
    for piece in content:
        start, end = _onto(text, piece, cue, quoted)
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            continue
        if moved and not text[moved[-1][1] : start].strip():
            moved[-1] = (moved[-1][0], max(end, moved[-1][1]))
        else:
            moved.append((start, end))
    return tuple(moved)


def _onto(text: str, piece: Extent, cue: Extent, quoted: Sequence[Quotation]) -> Extent:
    start, end = piece
    for quotation in quoted:
        if quotation.start > end or quotation.end < start:
            continue
        low, high = quotation.start, quotation.end
        if low < start <= quotation.inner_start:
            start = low
        if quotation.closed and start < quotation.inner_end and end < high and not text[end:high].strip(_MARKS):
            end = high
    if start < cue[0] < end:  # grown over the cue: keep the side that is longer
        start, end = (start, cue[0]) if cue[0] - start >= end - cue[1] else (cue[1], end)
    return start, end
