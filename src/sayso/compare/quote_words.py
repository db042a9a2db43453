"""The words of what somebody said, as numbers: folded for telling what differs, stemmed for telling what is alike.

Folding is that of copies (``words.split``): case, accents and apostrophes do not count. Words of grammar are told
apart, for they say nothing about who said what, and *that* before a content is no word of it.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa

from sayso import data
from sayso.compare.arrays import I64, U32, U64
from sayso.compare.statement_words import figures
from sayso.compare.words import split
from sayso.understand.words import AUXILIARIES, CONJUNCTIONS, DETERMINERS, NEGATIONS, PREPOSITIONS, RELATIVES, word_set

_SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64()), ("text", pa.string())])
#: A row is an attribution's content, piece by piece, with page offsets.
CONTENTS = pa.schema([("content", pa.list_(_SPAN))])
#: A row is a content's words in their order: the hash of each as folded, of its stem, where it stands on the page, the
#: number of its piece, and what it is: a word of grammar, an ordinary one, or a number.
UTTERED = pa.schema(
    [
        ("words", pa.list_(pa.uint64())),
        ("stems", pa.list_(pa.uint64())),
        ("starts", pa.list_(pa.int64())),
        ("ends", pa.list_(pa.int64())),
        ("pieces", pa.list_(pa.int32())),
        ("kinds", pa.list_(pa.uint8())),
    ]
)
GRAMMAR, ORDINARY, NUMBER = range(3)
_PRONOUNS = word_set(
    """
    i me my mine we us our ours you your yours he him his she her hers it its they them their theirs there here also
    himself herself itself themselves ourselves who whom what which s t
    """
)
_GRAMMAR = frozenset(
    word.replace("'", "")
    for word in DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | NEGATIONS | RELATIVES | _PRONOUNS
)
#: A stem keeps so many letters at least: "king" is no form of "k".
_LEAST = 3


def uttered(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``UTTERED`` for every row of ``CONTENTS``. Any text is fine, of any length."""
    contents = batch["content"].to_pylist()
    pieces = [(row, piece, span) for row, spans in enumerate(contents) for piece, span in enumerate(spans or ())]
    texts = [span["text"] or "" for _, _, span in pieces]
    joined = "\n".join(texts)
    found = split(joined)
    sizes = np.array([len(text) for text in texts], np.int64)
    base = np.concatenate(([0], np.cumsum(sizes + 1)))[: len(texts)].astype(np.int64)
    piece = np.searchsorted(base, found.starts, side="right") - 1
    stems, kinds, that = _read(found.hashes, found.starts, found.ends, joined)
    kept = ~(that & np.append([True], piece[1:] != piece[:-1])[: len(piece)])
    piece, shift = piece[kept], np.array([span["start"] for _, _, span in pieces], np.int64) - base
    rows = np.array([row for row, _, _ in pieces], np.int64)
    numbers = np.array([number for _, number, _ in pieces], np.int32)
    counts = np.bincount(rows[piece], minlength=len(contents)) if len(piece) else np.zeros(len(contents), np.int64)
    offsets = pa.array(np.concatenate(([0], np.cumsum(counts))).astype(np.int32))
    moved = shift[piece] if len(piece) else np.zeros(0, np.int64)
    columns = (
        found.hashes[kept],
        stems[kept],
        found.starts[kept] + moved,
        found.ends[kept] + moved,
        numbers[piece] if len(piece) else np.zeros(0, np.int32),
        kinds[kept],
    )
    lists = [
        pa.ListArray.from_arrays(offsets, pa.array(values, field.type.value_type))
        for values, field in zip(columns, UTTERED, strict=True)
    ]
    return pa.record_batch(lists, schema=UTTERED)


def _read(hashes: U32, starts: I64, ends: I64, text: str) -> tuple[U64, np.ndarray, np.ndarray]:
    """Return the stem, the kind and whether it is "that" of every word; each different word is looked at once."""
    _, first, back = np.unique(hashes, return_index=True, return_inverse=True)
    told = [_stemmed(text[starts[place] : ends[place]]) for place in first]
    stems = np.array([stem for stem, _, _ in told], np.uint64)
    kinds = np.array([kind for _, kind, _ in told], np.uint8)
    that = np.array([is_that for _, _, is_that in told], np.bool_)
    return stems[back], kinds[back], that[back]


@data.remembered(1 << 16)
def _stemmed(word: str) -> tuple[int, int, bool]:
    """Return the hash of a word's stem, its kind, and whether it is "that"."""
    plain = word.casefold().replace("'", "").replace("’", "")
    if plain.isdecimal():
        return _hash(str(int(plain)) if len(plain) < 19 else plain), NUMBER, False
    if plain in _GRAMMAR:
        return _hash(plain), GRAMMAR, plain == "that"
    if plain in figures():  # who translates writes "twelve" or "12"
        return _hash(figures()[plain]), NUMBER, False
    return _hash(stem(plain)), ORDINARY, False


def stem(word: str) -> str:
    """Return an English word of small letters without its plural or verb ending (after Porter 1980, step 1)."""
    if not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > _LEAST + 2:
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _LEAST:
        word = word[:-1]
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "aeiouls":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST else word


def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest())
