"""Changes to bytes that break readers: flips, cuts, lies about lengths, repeats, nesting, wrong encodings, traps.

Every function takes the random numbers it draws from, so that the same numbers give the same bytes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

#: Inputs stay below this many bytes: small ones are read fast, and what is large has a list of its own (fuzz_large).
MOST = 24 * 1024
_DIGITS = re.compile(rb"\d{1,12}")
#: What lengths, counts and numbers are replaced by: around the edges of the usual integers, and no numbers at all.
_NUMBERS = (
    b"0", b"-1", b"1", b"7", b"255", b"65535", b"65536", b"2147483647", b"2147483648", b"4294967295", b"99999999999",
    b"18446744073709551616", b"9" * 40, b"1e999", b"0x7f", b"NaN", b"", b"+5", b"\xd9\xa3",
)  # fmt: skip
#: Characters that turn text or decoders around: marks of direction, blanks of no width, controls, what is no character.
TRAPS = (
    "\u200f", "\u202e", "\u2066\u2067", "\u2029", "\u2028", "\ufeff", "\ufffe", "\uffff", "\x00", "\x00" * 40, "\x1b$B",
    "\x85", "\x0b\x0c", "\x1c\x1d\x1e", "\r", "\r\r\n", "\n" * 60, "\t" * 30, "\xa0", "\u200b" * 20, "\xad",
    "a\u0301" * 30, "\u0130\u0131", "ß", "ﬁ", "𝕿", "👩‍👩‍👧", "٣", "²", "Ⅷ", "&#0;", "&#xD800;", "&#1114112;",
    "&#99999999999999999999;", "&amp" * 20, "&nosuch;", "&lt;script&gt;", "%00", "\\u0000", "\\ud800", "\\", "''\"",
)  # fmt: skip
#: Bytes that no UTF-8 has: overlong forms, surrogates, what lies beyond Unicode, halves, and marks of other encodings.
_RAW_TRAPS = (
    b"\xed\xa0\x80", b"\xed\xb0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xfe\xff", b"\xff\xfe",
    b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xef\xbb\xbf", b"\xe2\x80", b"\x81\x8d\x8f", b"+/v8-", b"~{!!~}",
    b"\x1b$)C\x0e", b"\x80" * 30,
)  # fmt: skip
_ENCODINGS = (
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "utf-8-sig", "cp1251", "cp1256", "koi8-r", "shift_jis",
    "gb18030", "iso2022_jp", "cp037", "big5", "euc_kr",
)  # fmt: skip


def changed(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Return ``raw`` with one to eight changes; ``tokens`` are what its format is made of, ``others`` to splice in."""
    for _ in range(1 + int(draw.random() ** 2 * 8)):
        raw = draw.choice(_CHANGES)(raw, draw, tokens, others)[:MOST]
    return raw


def trap(draw: random.Random) -> bytes:
    """Return characters or bytes that readers stumble over."""
    if draw.random() < 0.3:
        return draw.choice(_RAW_TRAPS)
    return draw.choice(TRAPS).encode()


def number(draw: random.Random) -> bytes:
    """Return a number that a length or a count should not be, or none at all."""
    return draw.choice(_NUMBERS)


def _place(raw: bytes, draw: random.Random) -> tuple[int, int]:
    """Return where a stretch of ``raw`` begins and ends; most are short."""
    at = draw.randrange(len(raw) + 1)
    return at, min(len(raw), at + draw.choice((1, 2, 4, 16, 64, 600)))


def _flip(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    out = bytearray(raw)
    for _ in range(draw.choice((1, 1, 3, 20))):
        if out:
            out[draw.randrange(len(out))] ^= 1 << draw.randrange(8)
    return bytes(out)


def _cut(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    return raw[:at] if draw.random() < 0.2 else raw[:at] + raw[end:]


def _token(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    return raw[:at] + draw.choice(tokens) + raw[draw.choice((at, end)) :]


def _trap(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at = draw.randrange(len(raw) + 1)
    return raw[:at] + trap(draw) + raw[at:]


def _repeat(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    return raw[:at] + raw[at:end] * draw.choice((2, 3, 20, 400)) + raw[end:]


def _nest(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    times = draw.choice((2, 10, 100, 300, 2000))
    return raw[:at] + draw.choice(tokens) * times + raw[at:end] + draw.choice(tokens) * draw.choice((0, 1, times))


def _lie(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Replace a number: one written in digits, or two, four or eight bytes in the order of a packed format."""
    if draw.random() < 0.5 and (found := list(_DIGITS.finditer(raw[:MOST]))):
        chosen = draw.choice(found)
        return raw[: chosen.start()] + number(draw) + raw[chosen.end() :]
    size = draw.choice((2, 4, 8))
    at = draw.randrange(len(raw) + 1)
    values = (0, 1, 2 ** (8 * size) - 1, 2 ** (8 * size - 1) - 1, 2 ** (8 * size - 1), len(raw), 65535)
    value = draw.choice(values) % 2 ** (8 * size)
    return raw[:at] + value.to_bytes(size, draw.choice(("little", "big"))) + raw[at + size :]


def _splice(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    other = draw.choice(others) if others else raw
    at, end = _place(raw, draw)
    from_, to = _place(other, draw)
    return raw[:at] + other[from_ : draw.choice((to, len(other)))] + raw[draw.choice((at, end)) :]


def _random(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    return raw[:at] + draw.randbytes(end - at) + raw[end:]


def _swap(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    at, end = _place(raw, draw)
    to, _ = _place(raw, draw)
    without = raw[:at] + raw[end:]
    return without[:to] + raw[at:end] + without[to:]


def _recode(raw: bytes, draw: random.Random, tokens: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Encode all of it, or its end, otherwise than it says."""
    if draw.random() < 0.6:  # it changes everything at once, so it comes rarely
        return _flip(raw, draw, tokens, others)
    at = draw.choice((0, 0, draw.randrange(len(raw) + 1)))
    return raw[:at] + raw[at:].decode("utf-8", "replace").encode(draw.choice(_ENCODINGS), "replace")


_CHANGES = (_flip, _cut, _token, _token, _trap, _repeat, _nest, _lie, _splice, _random, _swap, _recode)
