"""Which count belongs to which trigger: counts put together, and how far they stand from a word of a deed."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.counts import RawCount
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

#: Words and marks that begin another clause.
CLAUSE = word_set("while but after before when as because although though however meanwhile that which who ; — – -")
#: A border between clauses counts as so many words.
BORDER = 7
#: Words that part two happenings more surely than others, and what they count.
PARTING, PARTED = word_set("after before while but"), 12
#: Farther than any count stands from a word of its sentence.
_FAR = 10_000


def count_groups(counts: Sequence[RawCount]) -> list[list[RawCount]]:
    """Return counts of one sentence put together by happening: a second number of dead begins another."""
    found: list[list[RawCount]] = []
    for one in counts:
        if found and all(one.harm != other.harm and one.cumulative == other.cumulative for other in found[-1]):
            found[-1].append(one)
        else:
            found.append([one])
    return found


def distance(tokens: Sequence[Token], group: Sequence[RawCount], begin: int, end: int) -> int:
    """Return how far a count stands from a trigger, in words; borders of clauses between count as several."""
    best = _FAR
    for one in group:
        left, right = (end, one.at) if end <= one.at else (one.behind, begin)
        if left > right:
            return 0
        # A participle has its subject from the main clause: "a mine went off as guards passed, killing two".
        borders = 0 if one.participle else sum(_border(tokens[n].lower) for n in range(left, right))
        best = min(best, right - left + borders)
    return best


def _border(word: str) -> int:
    if word in PARTING:
        return PARTED
    return BORDER if word in CLAUSE else 0
