"""From what the encoder saw to spans: names, cues, and for each cue its source and contents."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sayso.understand.encoder import chain
from sayso.understand.encoder.network import Seen, arcs
from sayso.understand.encoder.weights import Floats, Weights
from sayso.understand.encoder.windows import Window
from sayso.understand.encoder.words import Words
from sayso.understand.reader import Extent, RawName

#: A cue counts from this probability of its first word on. Under one half, because a cue that is missed loses a whole
#: attribution, while one too many often brings a likely one; chosen on PolNeAR's development part.
LEAST_CUE = 0.5
#: Words that are "outside" with this probability are not decoded.
SURE = 0.9995
#: Source and contents are looked for so many words before and behind a cue: 998 of 1,000 annotated ones lie within.
REACH = 105
#: Inside what another cue brings, this much is enough: annotators left inner speech out, so the encoder saw little.
LEAST_INSIDE = 0.25
_SOURCE, _CONTENT = 0, 1


@dataclass(frozen=True, slots=True)
class Arc:
    """A cue with what hangs on it, in characters. ``cue_probability`` and ``arc_probability`` are the model's own."""

    cue: Extent
    source: tuple[Extent, ...]
    content: tuple[Extent, ...]
    cue_probability: float
    arc_probability: float


def names_of(weights: Weights, words: Words, windows: Sequence[Window], seen: Seen) -> tuple[RawName, ...]:
    """Return the names of an article in order."""
    places = chain.islands(seen.names, windows, SURE)
    if not places:
        return ()
    start, moves = chain.allowed(weights.tables["transitions.names"])
    scores, lengths = chain.padded([seen.names[low:high] for low, high in places])
    found = []
    for (low, high), tags in zip(places, chain.best(scores, lengths, start, moves), strict=True):
        spans = chain.runs(tags)
        if not spans:
            continue
        odds = seen.names[low:high]
        odds = np.exp(odds - odds.max(-1, keepdims=True))
        odds /= odds.sum(-1, keepdims=True)
        for kind, first, behind in spans:
            sure = float(odds[np.arange(first, behind), tags[first:behind]].min())
            extent = (int(words.start[low + first]), int(words.end[low + behind - 1]))
            found.append(RawName(*extent, weights.kinds[kind], round(sure, 3)))
    return tuple(sorted(found, key=lambda name: name.start))


def arcs_of(weights: Weights, words: Words, windows: Sequence[Window], seen: Seen) -> list[Arc]:
    """Return the cues of an article in order, each with its source and contents."""
    cues = _cues(weights, windows, seen)
    if not cues:
        return []
    start, moves = chain.allowed(weights.tables["transitions.arcs"])
    scored = arcs(weights, seen, [(window, place) for window, place, _ in cues])
    padded, lengths = chain.padded(scored)
    paths = chain.best(padded, lengths, start, moves)
    total = chain.totals(padded, lengths, start, moves)
    found = []
    for number, ((low, _), place, sure) in enumerate(cues):
        spans = chain.runs(paths[number])
        score = chain.path_score(scored[number], paths[number], start, moves)
        found.append(
            Arc(
                (int(words.start[place[0]]), int(words.end[place[1]])),
                _extents(words, low, spans, _SOURCE),
                _extents(words, low, spans, _CONTENT),
                sure,
                float(np.exp(min(0.0, score - float(total[number])))),
            )
        )
    return _nested(found)


def _nested(arcs: Sequence[Arc]) -> list[Arc]:
    """Return the likely arcs, and the less likely ones that stand in what a likely one brings, cut to fit in there."""
    likely = [arc for arc in arcs if arc.cue_probability >= LEAST_CUE]
    found = []
    for arc in arcs:
        around = [
            piece
            for other in likely
            if other is not arc
            for piece in other.content
            if piece[0] <= arc.cue[0] and arc.cue[1] <= piece[1]
        ]
        if not around:
            if arc.cue_probability >= LEAST_CUE:
                found.append(arc)
            continue
        low, high = min(around, key=lambda piece: (piece[1] - piece[0], piece))
        inner = tuple((max(a, low), min(b, high)) for a, b in arc.content if a < high and b > low)
        found.append(replace(arc, content=inner or arc.content))
    return found


def _cues(weights: Weights, windows: Sequence[Window], seen: Seen) -> list[tuple[Window, Window, float]]:
    """Return (window, first and last word, probability) of each cue, words counted in the article."""
    places = chain.islands(seen.cues, windows, SURE)
    if not places:
        return []
    start, moves = chain.allowed(weights.tables["transitions.cues"])
    scores, lengths = chain.padded([seen.cues[low:high] for low, high in places])
    odds, _ = chain.marginals(scores, lengths, start, moves)
    begins = [low for low, _ in windows]
    found = []
    for number, (low, _) in enumerate(places):
        window = windows[bisect_right(begins, low) - 1]
        here = odds[: lengths[number], number]
        for first, behind in _likely(here):
            cue = low + first, low + behind - 1
            found.append((_around(window, cue), cue, float(here[first, 1])))
    return found


def _around(window: Window, cue: Window) -> Window:
    """The part of a window that may hang on a cue."""
    return max(window[0], cue[0] - REACH), min(window[1], cue[1] + REACH + 1)


def _likely(odds: Floats) -> list[tuple[int, int]]:
    """Spans that begin where "begin" is likely enough and run on while "inside" is likelier than not."""
    found: list[tuple[int, int]] = []
    for first in np.flatnonzero(odds[:, 1] >= LEAST_INSIDE).tolist():
        behind = first + 1
        while behind < len(odds) and odds[behind, 2] >= max(0.4 * float(odds[first, 1]), float(odds[behind, 1])):
            behind += 1
        found.append((first, behind))
    return found


def _extents(words: Words, low: int, spans: Sequence[tuple[int, int, int]], kind: int) -> tuple[Extent, ...]:
    return tuple(
        (int(words.start[low + first]), int(words.end[low + behind - 1]))
        for found, first, behind in spans
        if found == kind
    )
