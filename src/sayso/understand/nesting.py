"""Which attribution stands in whose content."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.reader import RawAttribution


def parents_of(found: Sequence[RawAttribution]) -> list[int | None]:
    """Return, for each attribution, the number of the innermost one in whose content it stands, or None.

    An attribution stands in a content when all of its own words do: source, cue and contents, not only the contents
    (two people may be given one and the same content).
    """
    result: list[int | None] = []
    extents = [_extent(raw) for raw in found]
    for number in range(len(found)):
        start, end = extents[number]
        best: tuple[int, int] | None = None
        for other, candidate in enumerate(found):
            if other == number or candidate.cue == found[number].cue is not None:
                continue
            for piece_start, piece_end in candidate.content:
                if (
                    piece_start <= start
                    and end <= piece_end
                    and (piece_end - piece_start, other) < (best or (1 << 60, 0))
                ):
                    if extents[other] == (start, end) and other > number:
                        continue
                    best = (piece_end - piece_start, other)
        result.append(best[1] if best else None)
    return result


def _extent(raw: RawAttribution) -> tuple[int, int]:
    spans = [span for span in (raw.source, raw.cue, *raw.content) if span is not None]
    return min(span[0] for span in spans), max(span[1] for span in spans)
