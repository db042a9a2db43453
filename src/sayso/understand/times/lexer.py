"""From text to tokens with a class each, and to a string that has one letter a token.

The grammar is regular expressions over that string, so a rule looks at words' classes and never at letters: it stays
short, and a text of a thousand words is a string of a thousand letters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sayso.understand.times.lexicon import VALUES, WORD, Entries, Entry, lexicon

#: Classes that are told by shape and stand in no file.
SHAPES = ("digits", "year", "short_year", "numeric", "clock", "comma", "hyphen", "stop", "genitive", "word", "adverb")
#: One letter for every class of tokens. Any letters do, if they differ and mean nothing in a regular expression.
LETTER = {
    kind: chr(code)
    for kind, code in zip(
        (*VALUES, *SHAPES), (code for code in range(0x41, 0x100) if chr(code).isalpha()), strict=False
    )
}
_TOKEN = re.compile(
    r"(?P<numeric>(?<![\w/.-])(?:\d{4}-\d\d?-\d\d?(?:T\d\d:?\d\d(?::?\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?)?"
    r"|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)|\d{1,2}-\d{1,2}-\d{4}|\d{4}/\d\d?/\d\d?)"
    r"(?![\w/-])(?!\.\d))"
    r"|(?P<clock>(?<![\w.:])(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?(?!\d)(?!:\d)"
    r"|(?<![\w.:])(?:[01]?\d|2[0-4])\.[0-5]\d(?=\s?[ap]\.?m\b))"
    r"|(?P<tens>(?:\b[12]\d|['’‘`])\d0['’]?s\b)"
    r"|(?P<short_year>(?<!\w)['’‘`]\d\d(?!\w))"
    r"|(?P<ordinal>\b[0-3]?\d(?:st|nd|rd|th)\b)"
    r"|(?P<digits>(?<![\w.,])(?:\d{1,3}(?:,\d{3})+|\d{1,9}(?:\.\d{1,3}|[\s-]\d/\d|\s?[¼½¾]|½)?|½|¼|¾)(?![\d/]))"
    r"|(?P<genitive>['’]s\b)"
    rf"|(?P<word>{WORD})",
    re.IGNORECASE,
)
#: Marks that are a class of their own, with what stands for them.
_MARKS = {
    ",": (",", "comma"),
    **dict.fromkeys("-–—‐‑", ("-", "hyphen")),
    **{mark: (mark, "stop") for mark in '.!?;:…()[]{}“”"«»|•'},
}
#: Years that are written with four digits and no comma. Earlier ones are rarely meant in news, later ones are amounts.
YEARS = range(1400, 2100)


class Token(NamedTuple):
    """A word or several: offsets into the text, its letters in lower case, its class and what the class's file says."""

    start: int
    end: int
    lower: str
    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class Lexed:
    """Tokens of a stretch of text; ``letters`` has the letter of each token's class."""

    text: str
    tokens: tuple[Token, ...]
    letters: str


def lex(text: str, start: int = 0, end: int | None = None) -> Lexed:
    """Return the tokens of ``text[start:end]``, offsets into ``text``."""
    raw = [_shape(match) for match in _TOKEN.finditer(text, start, len(text) if end is None else end)]
    words = lexicon()
    tokens: list[Token] = []
    index = 0
    while index < len(raw):
        token = raw[index]
        entries = words.get(token.lower)
        entry = _entry(text, raw, index, entries) if entries is not None else None
        if entry is None:
            tokens.append(token)
            index += 1
            continue
        last = raw[index + len(entry.words) - 1]
        index += len(entry.words)
        end_at = last.end
        if entry.kind in _DOTTED and text[end_at : end_at + 1] == "." and index < len(raw):
            end_at, index = raw[index].end, index + 1  # "Sept." is one token
        tokens.append(Token(token.start, end_at, token.lower, entry.kind, entry.value))
    return Lexed(text, tuple(tokens), "".join([LETTER[token.kind] for token in tokens]))


_DOTTED = frozenset({"short_month", "short_weekday"})


def _entry(text: str, raw: list[Token], index: int, entries: Entries) -> Entry | None:
    """Return the entry whose words stand at a token, the longest of several."""
    if index + 1 < len(raw):
        for entry in entries.by_second.get(raw[index + 1].lower, ()):
            if _stands(text, raw, index, entry):
                return entry
    alone = entries.alone
    return alone if alone is not None and (not alone.capital or text[raw[index].start].isupper()) else None


def _stands(text: str, raw: list[Token], index: int, entry: Entry) -> bool:
    """Whether all the words of an entry stand at a token, with their capital and on one line or two."""
    if entry.capital and not text[raw[index].start].isupper():
        return False
    behind = index + len(entry.words)
    if behind > len(raw) or any(raw[index + n].lower != word for n, word in enumerate(entry.words)):
        return False
    return text.count("\n", raw[index].start, raw[behind - 1].start) < 2


def _shape(match: re.Match[str]) -> Token:
    words, kind = match.group(), str(match.lastgroup)
    lower = words.lower().replace("’", "'")
    start, end = match.span()
    if kind == "word":
        mark = _MARKS.get(words)
        return Token(start, end, "".join(lower.split()), "word") if mark is None else Token(start, end, *mark)
    if kind in _VALUES:
        return Token(start, end, lower, *_VALUES[kind](words))
    return Token(start, end, lower, kind)


def _of_tens(words: str) -> tuple[str, Any]:
    digits = "".join(letter for letter in words if letter.isdigit())
    return "decade", int(digits[:-1] if len(digits) == 4 else "19" + digits[0])


def _of_short_year(words: str) -> tuple[str, Any]:
    # '30 to '99 are of the last century: news seldom looks further ahead than a few years.
    two = int(words[1:])
    return "short_year", two + (1900 if two >= 30 else 2000)


def _of_ordinal(words: str) -> tuple[str, Any]:
    number = int(words[:-2])
    return "ordinal" if 1 <= number <= 31 else "word", number


def _of_digits(words: str) -> tuple[str, Any]:
    if len(words) == 4 and words.isdigit() and int(words) in YEARS:
        return "year", int(words)
    return "digits", _number(words)


#: Class and value of what its shape tells.
_VALUES: dict[str, Callable[[str], tuple[str, Any]]] = {
    "tens": _of_tens,
    "short_year": _of_short_year,
    "ordinal": _of_ordinal,
    "digits": _of_digits,
    "numeric": lambda words: ("numeric", words),
    "clock": lambda words: ("clock", words),
}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}


def _number(words: str) -> int | float:
    """Return what digits mean: "1,200", "2.5", "2 1/2", "2½"."""
    if words[-1] in _FRACTIONS:
        return (int(words[:-1].strip() or 0)) + _FRACTIONS[words[-1]]
    if "/" in words:
        whole, above, below = re.split(r"[\s/-]", words)
        return int(whole) + (int(above) / int(below) if int(below) else 0)
    plain = words.replace(",", "")
    return float(plain) if "." in plain else int(plain)
