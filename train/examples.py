"""Documents into what a training step takes: windows of pieces with the labels of each head.

A label is a set of tags that agree with the annotation (see ``crf.py``), so "not annotated" is the set of all tags.
Inside an annotated content no cue is marked *and none is denied*: PolNeAR annotates the outermost attribution only, and
a model that learnt that nobody speaks inside what somebody says would be wrong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sayso.understand.encoder.windows import windows_of
from sayso.understand.encoder.words import FEATURES, Ints, Words, words_of
from sayso.understand.quotations import quotations
from train.corpora import Document, Extent, Marked, scheme

#: The kinds of names in the order of their tags: kind k is B at 2k + 1 and I at 2k + 2.
KINDS: tuple[str, ...] = tuple(scheme()["kinds"])  # type: ignore[arg-type]
NAME_TAGS = 2 * len(KINDS) + 1
B, INSIDE = 1, 2


@dataclass
class Example:
    """One window: ``pieces`` and ``features`` with the marks at its ends, ``first`` piece of each word, labels.

    ``cues`` and ``names`` are words × tags (True: agrees) or None; ``arcs`` are (first word, last word of the cue, tag
    of each word).
    """

    pieces: Ints
    features: Ints
    first: Ints
    cues: np.ndarray | None
    names: np.ndarray | None
    arcs: list[tuple[int, int, Ints]]


@dataclass
class Story:
    """A whole document for coreference: its windows, and its mentions in words of the document."""

    windows: list[Example]
    strings: list[str]
    head: Ints
    low: Ints
    high: Ints
    entity: Ints


def prepare(tokenizer: Any, document: Document, most: int) -> tuple[Words, list[tuple[int, int]]]:
    """Return the words of a document and its windows, the way the reader does it."""
    words = words_of(
        tokenizer, document.text, document.paragraphs, quotations(document.text, list(document.paragraphs))
    )
    return words, windows_of(document.text, words, most)


def examples_of(tokenizer: Any, document: Document, most: int) -> list[Example]:
    """Return the windows of a document with labels."""
    words, windows = prepare(tokenizer, document, most)
    cues = names = None
    arcs: list[tuple[int, int, Ints]] = []
    if document.attributions is not None:
        cues, arcs = _attributions(words, document.attributions)
    if document.names is not None:
        names = _names(words, document)
    return [_window(words, low, high, cues, names, arcs) for low, high in windows if high > low]


def story_of(tokenizer: Any, document: Document, most: int) -> Story:
    """Return a document with its mentions; of two with the same head the shorter counts (of a pair, its first)."""
    words, windows = prepare(tokenizer, document, most)
    by_head: dict[int, tuple[int, int, int]] = {}
    for mention in sorted(document.mentions or (), key=lambda m: m.start - m.end):
        low, high = _covered(words, (mention.start, mention.end))
        head = int(np.searchsorted(words.end, mention.head, side="right"))
        if low <= head < high:
            by_head[head] = (low, high - 1, mention.entity)
    heads = sorted(by_head)
    rows = np.array([by_head[head] for head in heads], dtype=np.int64).reshape(-1, 3)
    return Story(
        [_window(words, low, high, None, None, []) for low, high in windows if high > low],
        [document.text[a:b] for a, b in zip(words.start.tolist(), words.end.tolist(), strict=True)],
        np.array(heads, dtype=np.int64),
        rows[:, 0],
        rows[:, 1],
        rows[:, 2],
    )


def _window(
    words: Words,
    low: int,
    high: int,
    cues: np.ndarray | None,
    names: np.ndarray | None,
    arcs: Sequence[tuple[int, int, Ints]],
) -> Example:
    pieces, features, first = framed(words, low, high)
    here = [(a - low, b - low, tags[low:high]) for a, b, tags in arcs if low <= a and b < high]
    return Example(
        pieces,
        features,
        first,
        None if cues is None else cues[low:high],
        None if names is None else names[low:high],
        here,
    )


def framed(words: Words, low: int, high: int) -> tuple[Ints, Ints, Ints]:
    """Return pieces, features and first pieces of a window, with [CLS] (101) before and [SEP] (102) behind."""
    base, top = int(words.first[low]), int(words.first[high])
    counts = np.diff(words.first[low : high + 1])
    pieces = np.concatenate([[101], words.pieces[base:top], [102]])
    features = np.concatenate([[FEATURES], np.repeat(words.feature[low:high], counts), [FEATURES]])
    return pieces, features, words.first[low:high] - base + 1


def _covered(words: Words, extent: Extent) -> tuple[int, int]:
    """The words an extent touches, as a half-open range."""
    return int(np.searchsorted(words.end, extent[0], side="right")), int(np.searchsorted(words.start, extent[1]))


def _attributions(words: Words, marked: Sequence[Marked]) -> tuple[np.ndarray, list[tuple[int, int, Ints]]]:
    size = len(words)
    tags = np.zeros(size, dtype=np.int64)
    unknown = np.zeros(size, dtype=bool)
    arcs: list[tuple[int, int, Ints]] = []
    for one in marked:
        for extent in () if one.opened else one.content:
            low, high = _covered(words, extent)
            unknown[low:high] = True
    for one in marked:
        cue = [_covered(words, extent) for extent in one.cue]
        cue = [(low, high) for low, high in cue if high > low]
        for low, high in cue:
            tags[low:high] = INSIDE
            tags[low] = B
            unknown[low:high] = not one.content  # an event without content: neither a cue nor none
        if not cue or not one.content:
            continue
        roles = np.zeros(size, dtype=np.int64)
        for number, extents in ((3, one.content), (1, one.source)):
            for extent in extents:
                low, high = _covered(words, extent)
                if high > low:
                    roles[low:high] = number + 1
                    roles[low] = number
        arcs.append((cue[0][0], cue[-1][1] - 1, roles))
    allowed = np.zeros((size, 3), dtype=bool)
    allowed[np.arange(size), tags] = True
    allowed[unknown & (tags == 0)] = True
    for place in np.flatnonzero((tags[:-1] > 0) & (tags[1:] == 0)):
        allowed[place + 1, INSIDE] = False  # a cue ends where the annotators ended it, whatever its content holds
    return allowed, arcs


def _names(words: Words, document: Document) -> np.ndarray:
    size = len(words)
    allowed = np.zeros((size, NAME_TAGS), dtype=bool)
    allowed[:, 0] = True
    for extent in document.unsure:
        low, high = _covered(words, extent)
        allowed[low:high] = True
    for name in document.names or ():
        low, high = _covered(words, (name.start, name.end))
        kinds = [KINDS.index(kind) for kind in name.kinds]
        for place in range(low, high):
            allowed[place] = False
            allowed[place, [2 * kind + (1 if place == low else 2) for kind in kinds]] = True
    return allowed
