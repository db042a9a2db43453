"""Which attribution stands in whose content."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sayso.understand.reader import Extent, RawAttribution


def parents_of(found: Sequence[RawAttribution]) -> list[int | None]:
    """Return, for each attribution, the number of the innermost one in whose content it stands, or None.

    An attribution stands in a content when its cue and its contents do, not only the contents (two people may be given
    one and the same content); without a cue, its source has to. Where there is a cue, the source may stand elsewhere:
    "the minister promised to tell mediators that …" has one for both. Of two that cover the same words the one
    with less content, or else the later one, stands in the other, so no chain of parents comes back to its beginning.

    One sweep from left to right over the pieces that are still open: speech lies side by side far more than it nests,
    so the sweep takes time in proportion to the attributions.
    """
    result: list[int | None] = [None] * len(found)
    extents = [_said(raw) for raw in found]
    pieces = sorted((*piece, number) for number, raw in enumerate(found) for piece in raw.content)
    around: list[tuple[int, int, int]] = []
    following = 0
    for number in sorted(range(len(found)), key=lambda n: extents[n]):
        start, end = extents[number]
        while following < len(pieces) and pieces[following][0] <= start:
            around.append(pieces[following])
            following += 1
        around = [piece for piece in around if piece[1] > start]
        holding = [
            (piece[1] - piece[0], piece[2])
            for piece in around
            if (piece[1] >= end or _over_pieces(found[piece[2]], found[number]))
            and _may_hold(found, extents, piece[2], number)
        ]
        result[number] = min(holding)[1] if holding else None
    return result


def _said(raw: RawAttribution) -> Extent:
    """From where to where an attribution's cue and contents stand, its source where it has no cue."""
    spans = [raw.cue if raw.cue is not None else raw.source or raw.content[0], *raw.content]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _over_pieces(outer: RawAttribution, inner: RawAttribution) -> bool:
    """Whether every span of an attribution stands in some piece of another's content."""
    if len(outer.content) < 2:
        return False
    first = inner.cue if inner.cue is not None else inner.source
    return all(_holds(outer.content, span) for span in (first, *inner.content) if span is not None)


def _holds(pieces: Sequence[Extent], span: Extent) -> bool:
    """Whether a span stands in one of the pieces, which are in order."""
    at = bisect_right(pieces, span[0], key=lambda piece: piece[0]) - 1
    return at >= 0 and span[1] <= pieces[at][1]


def _may_hold(found: Sequence[RawAttribution], extents: Sequence[Extent], outer: int, inner: int) -> bool:
    if outer == inner or found[outer].cue == found[inner].cue is not None:
        return False
    return extents[outer] != extents[inner] or (-_length(found[outer]), outer) < (-_length(found[inner]), inner)


def _length(raw: RawAttribution) -> int:
    return sum(end - start for start, end in raw.content)


def depths_of(parents: Sequence[int | None]) -> list[int]:
    """Return how many attributions each one stands in."""
    result = [-1] * len(parents)
    for number in range(len(parents)):
        chain = []
        above: int | None = number
        while above is not None and result[above] < 0:
            chain.append(above)
            above = parents[above]
        depth = result[above] if above is not None else -1
        for member in reversed(chain):
            depth += 1
            result[member] = depth
    return result


def extent_of(raw: RawAttribution) -> Extent:
    """Return from where to where all words of an attribution stand."""
    spans = [span for span in (raw.source, raw.cue, *raw.content) if span is not None]
    return min(span[0] for span in spans), max(span[1] for span in spans)
