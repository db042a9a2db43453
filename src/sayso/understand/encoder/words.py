"""Text into the words and word pieces that the encoder reads, with what case and marks say beside each word.

A word is what BERT's pre-tokeniser makes: a run of letters and digits, or one mark. The encoder's vocabulary is in
lower case, so what capitals tell is handed over as a *feature* of each word, together with whether it stands in
quotation marks, begins a paragraph, or follows without a space. Training and reading use this same code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.understand.quotations import Quotation

Ints = NDArray[np.int64]

#: The shapes of a word, by number: see ``_shape``.
SHAPES = 10
#: Every feature is one of shapes × in quotation marks × begins a paragraph × glued to the word before.
FEATURES = SHAPES * 8
_OPENING, _CLOSING = frozenset("“„«‘([{"), frozenset("”»’)]}")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text and their pieces.

    ``start`` and ``end`` are character offsets of each word; ``first`` is the number of its first piece, with one entry
    more at the end; ``pieces`` are vocabulary ids; ``feature`` a number below ``FEATURES``; ``paragraph`` which one
    it stands in.
    """

    start: Ints
    end: Ints
    first: Ints
    pieces: Ints
    feature: Ints
    paragraph: Ints

    def __len__(self) -> int:
        return len(self.start)


def words_of(
    tokenizer: Any, text: str, paragraphs: Sequence[tuple[int, int]], quoted: Sequence[Quotation] = ()
) -> Words:
    """Return the words of the paragraphs of a text.

    ``tokenizer`` is a ``tokenizers.Tokenizer`` of a BERT vocabulary, without padding or truncation; ``quoted`` are the
    outermost quotations of the text, in order.
    """
    start: list[int] = []
    end: list[int] = []
    first: list[int] = []
    pieces: list[int] = []
    paragraph: list[int] = []
    encoded = tokenizer.encode_batch([text[low:high] for low, high in paragraphs], add_special_tokens=False)
    for number, ((offset, _), one) in enumerate(zip(paragraphs, encoded, strict=True)):
        before = -1
        base = len(pieces)
        for index, (word, (left, right)) in enumerate(zip(one.word_ids, one.offsets, strict=True)):
            if word == before:
                end[-1] = offset + right
                continue
            before = word
            start.append(offset + left)
            end.append(offset + right)
            first.append(base + index)
            paragraph.append(number)
        pieces += one.ids
    first.append(len(pieces))
    starts, ends = np.array(start, dtype=np.int64), np.array(end, dtype=np.int64)
    paragraphs_of = np.array(paragraph, dtype=np.int64)
    return Words(
        starts,
        ends,
        np.array(first, dtype=np.int64),
        np.array(pieces, dtype=np.int64),
        _features(text, starts, ends, paragraphs_of, quoted),
        paragraphs_of,
    )


def _features(text: str, start: Ints, end: Ints, paragraph: Ints, quoted: Sequence[Quotation]) -> Ints:
    if not len(start):
        return np.zeros(0, dtype=np.int64)
    shapes = np.fromiter(
        (_shape(text[left:right]) for left, right in zip(start.tolist(), end.tolist(), strict=True)),
        dtype=np.int64,
        count=len(start),
    )
    opens = np.array([quotation.start for quotation in quoted], dtype=np.int64)
    closes = np.array([quotation.end for quotation in quoted], dtype=np.int64)
    at = np.searchsorted(opens, start, side="right") - 1
    inside = (at >= 0) & (start < (closes[np.maximum(at, 0)] if len(closes) else 0))
    begins = np.diff(paragraph, prepend=-1) != 0
    glued = np.append(False, start[1:] == end[:-1])
    feature: Ints = ((shapes * 2 + inside) * 2 + begins) * 2 + glued
    return feature


def _shape(word: str) -> int:
    """0 lower case, 1 Capital, 2 CAPITALS, 3 one capital letter, 4 mIxed, 5 with a digit, 6 to 8 marks, 9 no case."""
    if word.islower():
        return 0
    head = word[0]
    if not head.isalnum():
        return 7 if head in _OPENING else 8 if head in _CLOSING else 6
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if head.isupper() and word[1:].islower():
        return 1
    if any(char.isdigit() for char in word):
        return 5
    return 4 if word.lower() != word else 9
