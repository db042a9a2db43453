"""What a line looks like, for all lines of a page at once: numbers, and hashed words.

Everything is computed on the page's code points with NumPy, so a page costs about a millisecond. A word's hash is a
polynomial over its code points in lower case, modulo 2^64, taken from running sums (Karp and Rabin 1987): no string is
made of any word.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sayso.read.roles.ties import TIES, ties

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Buckets of word hashes; 0 stands for "no word".
BUCKETS = 32768
#: So many words from the front and from the end of a line are looked at, and so many pairs of words from the front.
FRONT, BACK, PAIRS = 8, 4, 4
SLOTS = FRONT + BACK + PAIRS
#: Numbers told of each line: those of ``_numbers``, then those of ``ties``.
NUMBERS = 28 + TIES
#: Those of them that tell of blank lines around, and of the line's place on the page.
GAPS, PLACES = (20, 21), (22, 23, 24, 27)
_BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_INVERSE = np.uint64(pow(int(_BASE), -1, 2**64))
#: Characters for which the powers of the base are kept: nineteen pages in twenty have fewer.
_USUAL = 65_536
_PAIR = np.uint64(0xC2B2AE3D27D4EB4F)
#: Code points that tables tell of; their last entry is for all beyond.
_TABLE = 0x3000
_DIGIT, _UPPER, _LOWER, _SPACE, _OTHER = range(5)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page: half-open offsets without the white space around, and whether a blank line stands before."""

    start: Ints
    end: Ints
    gap: Bools


@dataclass(frozen=True, slots=True)
class Features:
    """``numbers`` are lines × NUMBERS, ``words`` lines × SLOTS (buckets, 0 where there is none)."""

    numbers: Floats
    words: Ints


def _tables() -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    classes = np.full(_TABLE + 1, _OTHER, dtype=np.uint8)
    classes[_TABLE] = _LOWER  # beyond the table stand the scripts of Asia, and pictures
    lower = np.arange(_TABLE + 1, dtype=np.uint64)
    for code in range(_TABLE):
        char = chr(code)
        if char.isdigit():
            classes[code] = _DIGIT
        elif char.isspace():
            classes[code] = _SPACE
        elif char.isupper():
            classes[code] = _UPPER
            small = char.lower()
            lower[code] = ord(small) if len(small) == 1 else code
        elif char.isalpha():
            classes[code] = _LOWER
    return classes, lower


_CLASSES, _LOWERED = _tables()
_STOP, _CLOSING, _QUOTE, _BAR = 1, 2, 4, 8
_MARKS = np.zeros(_TABLE + 1, dtype=np.uint8)
for _bit, _chars in ((_STOP, ".!?؟"), (_CLOSING, "\"'”’»)"), (_QUOTE, '"“”„«»'), (_BAR, "|»›•·→>{}=")):
    _MARKS[[ord(_char) for _char in _chars]] |= _bit


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, one number each."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def lines_of(codes: NDArray[np.uint32]) -> Lines:
    """Return the lines that are not blank."""
    kinds = classes_of(codes)
    breaks = np.flatnonzero((codes == 10) | (codes == 13))
    edges = np.concatenate([[-1], breaks, [len(codes)]])
    ink = np.flatnonzero(kinds != _SPACE)
    first = np.searchsorted(ink, edges[:-1] + 1)
    behind = np.searchsorted(ink, edges[1:])
    some = behind > first
    start, end = ink[first[some]], ink[behind[some] - 1] + 1
    number = np.flatnonzero(some)
    gap = np.diff(number, prepend=-1) > 1
    # "\r\n" is one break: an empty stretch between its two characters is no blank line.
    if len(breaks) and (codes[breaks] == 13).any():
        newlines = np.cumsum(codes == 10)
        returns = np.cumsum(codes == 13)
        seen = np.where(newlines[-1] >= returns[-1], newlines, returns)
        before = np.concatenate([[0], seen[end[:-1] - 1]]) if len(end) else seen[:0]
        gap = seen[start] - before > 1
    return Lines(start.astype(np.int64), end.astype(np.int64), gap)


def classes_of(codes: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """Return digit, upper case, lower case (and letters without case), space or other for each code point."""
    found: NDArray[np.uint8] = _CLASSES.take(_entries(codes))
    return found


def _entries(codes: NDArray[np.uint32]) -> NDArray[np.intp]:
    return np.minimum(codes, np.uint32(_TABLE)).astype(np.intp)


def features(codes: NDArray[np.uint32], lines: Lines) -> Features:
    """Return what each line looks like."""
    if not len(lines.start):
        return Features(np.zeros((0, NUMBERS), np.float32), np.zeros((0, SLOTS), np.int64))
    entries = _entries(codes)
    kinds = _CLASSES.take(entries)
    word = (kinds == _DIGIT) | (kinds == _UPPER) | (kinds == _LOWER)
    edge = np.flatnonzero(np.diff(np.concatenate([[False], word, [False]])))
    starts, ends = edge[::2], edge[1::2]
    low, high = np.searchsorted(starts, lines.start), np.searchsorted(starts, lines.end)
    hashes = _hashes(codes, np.concatenate([starts, lines.start]), np.concatenate([ends, lines.end]))
    word_hashes, line_hashes = hashes[: len(starts)], hashes[len(starts) :]
    numbers = [
        _numbers(codes, (kinds, _MARKS.take(entries)), lines, (starts, ends, low, high), line_hashes),
        ties(word_hashes, ends - starts, kinds[starts] == _UPPER, low, high),
    ]
    return Features(np.concatenate(numbers, axis=1), _slots(word_hashes, low, high))


def _hashes(codes: NDArray[np.uint32], start: Ints, end: Ints) -> NDArray[np.uint64]:
    lowered = _LOWERED.take(_entries(codes))
    far = np.flatnonzero(codes >= _TABLE)
    lowered[far] = codes[far]
    power, back = _powers(len(codes)) if len(codes) > _USUAL else _usual_powers()
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    with np.errstate(over="ignore"):
        lowered += np.uint64(7)
        lowered *= power[: len(codes)]
        np.cumsum(lowered, out=sums[1:])
        found = (sums[end] - sums[start]) * back[start]
        mixed: NDArray[np.uint64] = (found ^ (found >> np.uint64(31))) * _PAIR
    return mixed


@cache
def _usual_powers() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    return _powers(_USUAL)


def _powers(count: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return the first powers, from 1 on, of the base and of its inverse, modulo 2^64."""
    with np.errstate(over="ignore"):
        power = np.cumprod(np.full(count, _BASE), dtype=np.uint64)
        back = np.cumprod(np.full(count + 1, _INVERSE), dtype=np.uint64)
    return power, back


def buckets_of(words: list[str]) -> Ints:
    """Return the bucket of each word, as ``features`` gives it."""
    ends = np.cumsum([len(word) for word in words], dtype=np.int64)
    starts = ends - np.array([len(word) for word in words], dtype=np.int64)
    return _bucket(_hashes(code_points("".join(words)), starts, ends))


def _bucket(hashes: NDArray[np.uint64]) -> Ints:
    return (hashes >> np.uint64(40)).astype(np.int64) % (BUCKETS - 1) + 1


def _slots(hashes: NDArray[np.uint64], low: Ints, high: Ints) -> Ints:
    if not len(hashes):
        return np.zeros((len(low), SLOTS), dtype=np.int64)
    buckets = _bucket(hashes)
    with np.errstate(over="ignore"):
        pairs = _bucket((hashes[:-1] * _PAIR) ^ hashes[1:]) if len(hashes) > 1 else buckets[:0]
    ahead = low[:, None] + np.arange(FRONT)
    behind = high[:, None] - np.arange(BACK) - 1
    couple = low[:, None] + np.arange(PAIRS)
    parts = [
        (buckets, ahead, ahead < high[:, None]),
        (buckets, behind, behind >= np.maximum(low[:, None], low[:, None] + FRONT)),
        (pairs, couple, couple + 1 < high[:, None]),
    ]
    return np.concatenate(
        [
            np.where(fits, table[np.clip(places, 0, len(table) - 1)], 0) if len(table) else np.zeros_like(places)
            for table, places, fits in parts
        ],
        axis=1,
    )


def _numbers(
    codes: NDArray[np.uint32],
    kinds_and_marks: tuple[NDArray[np.uint8], NDArray[np.uint8]],
    lines: Lines,
    words: tuple[Ints, Ints, Ints, Ints],
    line_hashes: NDArray[np.uint64],
) -> Floats:
    kinds, marks = kinds_and_marks
    starts, _, low, high = words
    start, end, count = lines.start, lines.end, len(lines.start)

    sums = np.zeros(len(codes) + 1, dtype=np.int32)

    def within(mask: Bools) -> Floats:
        np.cumsum(mask, out=sums[1:])
        found: Floats = (sums[end] - sums[start]).astype(np.float32)
        return found

    chars = (end - start).astype(np.float32)
    amount = (high - low).astype(np.float32)
    some = np.maximum(amount, 1)
    capital = np.concatenate([[0], np.cumsum(kinds[starts] == _UPPER)])
    number = np.concatenate([[0], np.cumsum(kinds[starts] == _DIGIT)])
    stop = (marks & _STOP) > 0
    following = np.concatenate([kinds[1:] == _SPACE, [True]])
    last = codes[end - 1]
    quoted_end = ((marks[end - 1] & _CLOSING) > 0) & stop[np.maximum(end - 2, start)]
    place = np.arange(count, dtype=np.float32)
    _, inverse, repeats = np.unique(line_hashes, return_inverse=True, return_counts=True)
    total = np.cumsum(chars)
    columns = [
        np.log1p(chars) / 5,
        np.log1p(amount) / 4,
        within(kinds == _LOWER) / some / 5,
        (capital[high] - capital[low]) / some,
        within(kinds == _UPPER) / np.maximum(chars, 1),
        (number[high] - number[low]) / some,
        within(kinds == _OTHER) / np.maximum(chars, 1),
        np.log1p(within(stop & following)),
        stop[end - 1] | quoted_end,
        last == ord(":"),
        last == ord("…"),
        kinds[start] == _LOWER,
        kinds[start] == _DIGIT,
        kinds[start] == _OTHER,
        within(codes == ord(",")) / some * 5,
        np.log1p(within((marks & _QUOTE) > 0)),
        within((marks & _BAR) > 0) > 0,
        within(codes == ord("@")) > 0,
        within(codes == ord("©")) > 0,
        (marks[start] & _QUOTE) > 0,
        lines.gap,
        np.concatenate([lines.gap[1:], [True]]),
        np.log1p(place) / 5,
        np.log1p(count - 1 - place) / 5,
        total / total[-1],
        np.log(repeats[inverse]),
        np.log1p(chars) / 5 - np.log1p(chars).mean() / 5,
        np.full(count, np.log1p(count) / 6),
    ]
    told: Floats = np.stack([np.asarray(column, dtype=np.float32) for column in columns], axis=1)
    return told
