"""Who says so, who is said to be responsible, and how sure: the attribution of a happening, and blame.

The degrees of blame are those of MUC-4's eleventh slot (perpetrator confidence): *fact*, in the outlet's own voice
and flatly; *claimed*, somebody else says so, be it the doer; *accused*, somebody accuses or blames; *suspected*;
*possible*.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from sayso.model import Attribution
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

_SUSPECTED = word_set(
    "suspected believed presumably apparently presumed alleged allegedly purported purportedly thought suspects"
)
_POSSIBLE = word_set("may might possibly possible perhaps could hallmarks likely")
_ACCUSED = word_set("accused accuses accusing blamed blames blaming")
#: Words about how sure a voice is stand so near to the trigger or the doer.
REACH = 9


class Voices:
    """The attributions of one article by where their contents stand."""

    def __init__(self, attributions: Sequence[Attribution], offset: int) -> None:
        """Take an article's attributions; ``offset`` is where the article begins on its page."""
        pieces = sorted(
            (piece.start - offset, piece.end - offset, number)
            for number, one in enumerate(attributions)
            for piece in one.content
        )
        self._all = attributions
        self._pieces = pieces
        self._starts = [piece[0] for piece in pieces]
        self._longest = max((end - start for start, end, _ in pieces), default=0)

    def innermost(self, start: int, end: int) -> Attribution | None:
        """Return the attribution with the shortest content that holds an extent, or None in the outlet's own voice."""
        best: tuple[int, int] | None = None
        for index in range(bisect_right(self._starts, start) - 1, -1, -1):
            left, right, number = self._pieces[index]
            if left < start - self._longest:
                break
            if right >= end and (best is None or (right - left, number) < best):
                best = (right - left, number)
        return self._all[best[1]] if best is not None else None


def blame_confidence(
    tokens: Sequence[Token], begin: int, end: int, attribution: Attribution | None
) -> tuple[str, int | None]:
    """Return how surely the doers are blamed for what tokens ``[begin, end)`` tell, and the token that tells it."""
    around = range(max(0, begin - REACH), min(len(tokens), end + REACH))
    for words, degree in ((_SUSPECTED, "suspected"), (_ACCUSED, "accused"), (_POSSIBLE, "possible")):
        near = next((n for n in around if tokens[n].lower in words), None)
        if near is not None:
            return degree, near
    if attribution is None:
        return "fact", None
    if attribution.polarity == "accuses":
        return "accused", None
    return ("possible" if attribution.polarity == "believes" else "claimed"), None
