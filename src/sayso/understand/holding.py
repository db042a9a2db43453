"""In whose words something stands: the innermost attribution whose content holds an extent."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.model import Attribution


def innermost(extents: Sequence[tuple[int, int]], attributions: Sequence[Attribution]) -> list[Attribution | None]:
    """Return, for each extent in page offsets, the attribution with the shortest piece of content that holds it.

    None is the outlet's own voice. Of two pieces of one length the one whose attribution stands in another wins, then
    the earlier. One sweep from left to right over the pieces that are still open, as in ``nesting``.
    """
    pieces = sorted(
        (piece.start, piece.end, made.parent_id is None, number)
        for number, made in enumerate(attributions)
        for piece in made.content
    )
    result: list[Attribution | None] = [None] * len(extents)
    around: list[tuple[int, int, bool, int]] = []
    following = 0
    for number in sorted(range(len(extents)), key=lambda n: extents[n]):
        start, end = extents[number]
        while following < len(pieces) and pieces[following][0] <= start:
            around.append(pieces[following])
            following += 1
        around = [piece for piece in around if piece[1] > start]
        holding = [(right - left, outer, at) for left, right, outer, at in around if right >= end]
        result[number] = attributions[min(holding)[2]] if holding else None
    return result
