"""Words as numbers: an article's text becomes an array of 32-bit word hashes with their offsets.

Folding makes words equal that differ only in type: case, accents, ligatures' look, curly or straight
apostrophes (which are left out: "don't", "don’t" and "dont" are one word). Scripts written without spaces
have one word a character. Everything is array work, because tokenising is what a large pile mostly waits for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sayso.compare.arrays import I64, U32, U64

SEPARATOR, LETTER, MARK, JOINER, OWN_WORD = range(5)
#: Left out of words: apostrophes and their look-alikes, soft hyphen, zero-width joiners, Arabic tatweel.
_JOINERS = "'`´‘’ʼ′＇\u00ad\u200c\u200d\u2060\ufeff\u0640"
#: Scripts without spaces between words: Thai to Myanmar, Khmer, kana, Han and its extensions.
_OWN_WORD = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0x1780, 0x17FF),
    (0x3040, 0x30FF),
    (0x3400, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)
#: Beyond this code point lie only Han extensions, tags and private use: no table is needed.
_TABLE_END = 0x20000
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)

#: One row an article: ``words`` are hashes, ``starts`` and ``ends`` offsets into its text, ``runs`` tells for
#: each word the number of the unbroken run of article text it stands in.
WORDS = pa.schema(
    [
        ("words", pa.list_(pa.uint32())),
        ("starts", pa.list_(pa.int32())),
        ("ends", pa.list_(pa.int32())),
        ("runs", pa.list_(pa.int32())),
    ]
)


def mix(values: U64) -> U64:
    """Return 64-bit values well stirred (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


@cache
def _tables() -> tuple[NDArray[np.uint8], U64]:
    """Return the class and the folded value of every code point below the table's end."""
    kinds = np.zeros(_TABLE_END + 1, np.uint8)
    folded = np.arange(_TABLE_END + 1, dtype=np.uint64)
    for first, last in _OWN_WORD:
        kinds[first : min(last, _TABLE_END) + 1] = OWN_WORD
    for code in range(_TABLE_END):
        char = chr(code)
        if kinds[code] != OWN_WORD:
            if unicodedata.category(char)[0] == "M":
                kinds[code] = MARK
            elif char.isalnum():
                kinds[code] = LETTER
                plain = [c for c in unicodedata.normalize("NFKD", char).casefold() if not unicodedata.combining(c)]
                folded[code] = ord(plain[0]) if plain else code
        elif not char.isalnum():
            kinds[code] = MARK if unicodedata.category(char)[0] == "M" else SEPARATOR
    for char in _JOINERS:
        kinds[ord(char)] = JOINER
    kinds[_TABLE_END] = OWN_WORD
    return kinds, mix(folded + np.uint64(1))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one string: hashes, and start and end offsets in code points.

    Thirty-two bits are enough: what counts is whole passages, and a pile of ten million different words holds some
    ten thousand pairs that are taken for each other, none likely to meet. It halves the memory of a large pile.
    """

    hashes: U32
    starts: I64
    ends: I64


def split(text: str) -> Words:
    """Return the words of ``text``. Text is never trusted: lone surrogates and any length are fine."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds, values = _tables()
    near = np.minimum(codes, _TABLE_END)
    kind = kinds[near]
    letters = np.flatnonzero((kind == LETTER) | (kind == OWN_WORD))
    if not letters.size:
        empty = np.zeros(0, np.int64)
        return Words(np.zeros(0, np.uint32), empty, empty)
    separators = np.cumsum(kind == SEPARATOR, dtype=np.int64)[letters]
    own = kind[letters] == OWN_WORD
    begins = np.ones(letters.size, np.bool_)
    begins[1:] = (separators[1:] != separators[:-1]) | own[1:] | own[:-1]
    first = np.flatnonzero(begins)
    sizes = np.diff(np.append(first, letters.size))
    place = np.arange(letters.size) - np.repeat(first, sizes)
    powers = np.cumprod(np.full(int(sizes.max()), _BASE))
    value = values[near[letters]]
    far = codes[letters] >= _TABLE_END
    if far.any():
        value[far] = mix(codes[letters][far].astype(np.uint64))
    hashes = (mix(np.add.reduceat(value * powers[place], first)) >> np.uint64(32)).astype(np.uint32)
    hashes = np.maximum(hashes, 2)  # 0 and 1 are the padding in ``align``
    ends = letters[first + sizes - 1] + 1
    return Words(hashes, letters[first], _past_marks(ends, kind))


def _past_marks(ends: I64, kind: NDArray[np.uint8]) -> I64:
    """Move the ends of words behind combining marks, which belong to the letter before them."""
    marked = np.append(kind == MARK, False)
    while True:
        short = marked[ends]
        if not short.any():
            return ends
        ends = ends + short


def words_of(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``WORDS`` for every row of ``batch``.

    In: ``text``, and ``block_starts`` and ``block_ends`` (lists of offsets into ``text``), the stretches that
    belong to the article; an article without any is taken whole. A run ends where words were left out.
    """
    texts = [text or "" for text in batch["text"].to_pylist()]
    found = split("\n".join(texts))
    sizes = np.array([len(text) for text in texts], np.int64)
    base = np.concatenate(([0], np.cumsum(sizes + 1)))[: len(texts)]
    article = np.searchsorted(base, found.starts, side="right") - 1
    kept = _kept(batch, base, sizes, found)
    index = np.flatnonzero(kept)
    article = article[index]
    counts = np.bincount(article, minlength=len(texts))
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    starts, ends = found.starts[index], found.ends[index]
    broken = np.zeros(index.size, np.int64)
    broken[1:] = (index[1:] != index[:-1] + 1) & (article[1:] == article[:-1])
    runs = np.cumsum(broken)
    runs -= np.repeat(runs[np.minimum(offsets[:-1], max(index.size - 1, 0))] if index.size else offsets[:-1], counts)
    shift = base[article]
    columns = [
        found.hashes[index],
        (starts - shift).astype(np.int32),
        (ends - shift).astype(np.int32),
        runs.astype(np.int32),
    ]
    lists = [pa.ListArray.from_arrays(pa.array(offsets), pa.array(values)) for values in columns]
    return pa.record_batch(lists, schema=WORDS)


def _kept(batch: pa.RecordBatch, base: I64, sizes: I64, found: Words) -> NDArray[np.bool_]:
    """Return which words lie in the stretches that belong to their article."""
    begins, ends = batch["block_starts"], batch["block_ends"]
    counts = np.diff(begins.offsets.to_numpy())
    owner = np.repeat(np.arange(len(sizes)), counts)
    low = np.clip(begins.flatten().to_numpy(zero_copy_only=False), 0, sizes[owner]) + base[owner]
    high = np.clip(ends.flatten().to_numpy(zero_copy_only=False), 0, sizes[owner]) + base[owner]
    whole = counts == 0
    low = np.concatenate((low, base[whole])).astype(np.int64)
    high = np.concatenate((high, (base + sizes)[whole])).astype(np.int64)
    sound = high > low
    depth = np.zeros(int(base[-1] + sizes[-1]) + 2 if len(sizes) else 1, np.int32)
    np.add.at(depth, low[sound], 1)
    np.add.at(depth, high[sound], -1)
    inside = np.cumsum(depth) > 0
    return inside[found.starts] & inside[found.ends - 1]
