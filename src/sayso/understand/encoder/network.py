"""Windows through the encoder, and cues through the arcs.

A batch holds windows of one article only. The quantised encoder scales its numbers by the largest in a batch, so what
stands beside a window changes its last digits; kept among themselves, an article's windows give the same findings
in whatever pile, order or process the article is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sayso.understand.encoder.weights import Floats, Weights
from sayso.understand.encoder.windows import Window
from sayso.understand.encoder.words import FEATURES, Ints, Words

#: Word pieces in a batch, padding included. More gain nothing on one core and cost memory.
BATCH = 4096
#: A batch is closed when the next window is this much shorter than its longest: padding costs as much as words do.
SHORTER = 0.75
#: Cues whose arcs are scored at once.
CUES = 64
_BEGIN, _END = 101, 102  # BERT's [CLS] and [SEP]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the encoder says of each word of an article: words × columns, by name."""

    cues: Floats
    names: Floats
    mention: Floats
    arcs: Floats
    pairs: Floats
    edges: Floats


def look(weights: Weights, words: Words, windows: Sequence[Window]) -> Seen:
    """Return what the encoder sees in the windows of one article, which cover its words side by side."""
    order = sorted(range(len(windows)), key=lambda n: -_pieces(words, windows[n]))
    out = np.zeros((len(words), max(high for _, high in weights.columns.values())), dtype=np.float32)
    batch: list[Window] = []
    for number in order:
        window = windows[number]
        if batch and (
            _pieces(words, batch[0]) * (len(batch) + 1) > BATCH
            or _pieces(words, window) < SHORTER * _pieces(words, batch[0])
        ):
            _run(weights, words, batch, out)
            batch = []
        batch.append(window)
    if batch:
        _run(weights, words, batch, out)
    return Seen(**{name: out[:, low:high] for name, (low, high) in weights.columns.items()})


def _pieces(words: Words, window: Window) -> int:
    return int(words.first[window[1]] - words.first[window[0]])


def _run(weights: Weights, words: Words, batch: Sequence[Window], out: Floats) -> None:
    length = max(_pieces(words, window) for window in batch) + 2
    most = max(high - low for low, high in batch)
    pieces = np.zeros((len(batch), length), dtype=np.int64)
    features = np.full((len(batch), length), FEATURES, dtype=np.int64)
    mask = np.zeros((len(batch), length), dtype=np.float32)
    first = np.zeros((len(batch), most), dtype=np.int64)
    for row, (low, high) in enumerate(batch):
        base, top = int(words.first[low]), int(words.first[high])
        size = top - base
        pieces[row, 0], pieces[row, size + 1] = _BEGIN, _END
        pieces[row, 1 : size + 1] = words.pieces[base:top]
        features[row, 1 : size + 1] = np.repeat(words.feature[low:high], np.diff(words.first[low : high + 1]))
        mask[row, : size + 2] = 1.0
        first[row, : high - low] = words.first[low:high] - base + 1
    given = {"pieces": pieces, "features": features, "mask": mask, "first": first}
    found = weights.encoder.run(None, given)[0]
    for row, (low, high) in enumerate(batch):
        out[low:high] = found[row, : high - low]


def arcs(weights: Weights, seen: Seen, cues: Sequence[tuple[Window, Window]]) -> list[Floats]:
    """Return the arc scores of each cue: words of its window × tags. A cue is (window, first and last word)."""
    found: list[Floats] = [np.zeros((0, 0), dtype=np.float32)] * len(cues)
    order = sorted(range(len(cues)), key=lambda n: cues[n][0][0] - cues[n][0][1])
    for begin in range(0, len(order), CUES):
        batch = order[begin : begin + CUES]
        length = max(cues[n][0][1] - cues[n][0][0] for n in batch)
        words = np.zeros((len(batch), length, seen.arcs.shape[1]), dtype=np.float32)
        cue: Ints = np.zeros((len(batch), 2), dtype=np.int64)
        mask = np.zeros((len(batch), length), dtype=np.float32)
        for row, number in enumerate(batch):
            (low, high), (first, last) = cues[number]
            words[row, : high - low] = seen.arcs[low:high]
            cue[row] = first - low, last - low
            mask[row, : high - low] = 1.0
        scores = weights.arcs.run(None, {"words": words, "cue": cue, "mask": mask})[0]
        for row, number in enumerate(batch):
            low, high = cues[number][0]
            found[number] = scores[row, : high - low]
    return found
