"""What spellings of one place name have in common, in two strengths.

``plain`` takes away what only typing differs in (capitals, accents, apostrophes, hyphens); ``folded`` also what
transliterations of Arabic, Kurdish, Persian, Hebrew and Cyrillic names differ in, so that "Deir el-Oster" and "Dayr al
Ustir" are one. Folding loses much, so what is found by it counts less than what is found as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

#: No place name is longer, in characters: what is longer is rubbish, and not worth folding.
MAX_NAME = 80
#: A shorter folded name ("al-Bab" → "bab") is too many names at once.
MIN_FOLDED = 4
#: Changes when the same name would give another key: a list made with other keys must be made again.
VERSION = 3

#: Words that names begin with, by what their many spellings have in common ("Kfar", "Jeb").
_WORDS = {
    "kfar": "kafr",
    "kafar": "kafr",
    "kfr": "kafr",
    "jeb": "jub",
    "jib": "jub",
    "jubb": "jub",
    "om": "um",
    "oum": "um",
}
_NO_LETTER = re.compile(r"[^\w]+|_")
_APOSTROPHES = re.compile("['’‘ʼʻ`´ʿʾ]")
#: The Arabic article as it is bent before some consonants, and the Kurdish and Persian ones that glue words.
_ARTICLES = frozenset(
    [
        "al",
        "el",
        "ad",
        "ar",
        "as",
        "at",
        "az",
        "an",
        "ash",
        "ed",
        "er",
        "es",
        "et",
        "ez",
        "en",
        "esh",
        "ul",
        "ur",
        "us",
        "uz",
    ]
)
_LETTERS = (
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ch", "sh"), ("zh", "z"), ("dj", "j"), ("ph", "f"),
    ("q", "k"), ("iyy", "i"), ("iy", "i"),
)  # fmt: skip
_FINAL_H = re.compile(r"(?<=[aeiouy])h\b")
#: The long "ay" of one spelling is "ei" or "e" in another; "y" before a vowel is a consonant in all of them.
_SHORT_Y = re.compile(r"y(?![aeiou])|(?<![aeiouy])y")
_ROUND = re.compile(r"[aei]*[ouw][aeiouw]*")
_FLAT = re.compile(r"[aei]+")
_DOUBLE = re.compile(r"(.)\1+")


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """Return a name in small letters without accents, apostrophes, hyphens and "the"; empty where nothing is left."""
    name = name[:MAX_NAME].casefold()
    if not name.isascii():
        decomposed = unicodedata.normalize("NFKD", name.replace("ı", "i").replace("ł", "l").replace("ø", "o"))
        name = "".join(char for char in decomposed if not unicodedata.combining(char))
    bare = _NO_LETTER.sub(" ", _APOSTROPHES.sub("", name)).strip()
    return bare.removeprefix("the ")


def folded(name: str) -> str:
    """Return what all transliterations of a name share; empty where that is too little to tell it by."""
    words = [_WORDS.get(word, word) for word in plain(name).split() if word not in _ARTICLES]
    joined = " ".join(words)
    for letters, one in _LETTERS:
        joined = joined.replace(letters, one)
    joined = _SHORT_Y.sub("i", _FINAL_H.sub("", joined))
    joined = _DOUBLE.sub(r"\1", joined)
    joined = _FLAT.sub("a", _ROUND.sub("u", joined)).replace(" ", "")
    short = _DOUBLE.sub(r"\1", joined)
    return short if len(short) >= MIN_FOLDED else ""


def skeleton(name: str) -> str:
    """Return the consonants of a folded name, for names that were misspelt; empty with fewer than four."""
    bare = re.sub("[au]", "", folded(name))
    bare = _DOUBLE.sub(r"\1", bare)
    return bare if len(bare) >= MIN_FOLDED else ""


def unglued(name: str) -> str:
    """Return a name without an Arabic article that was written as a part of it ("Aloster"); else the name as it is."""
    return name[2:] if name[:2].lower() == "al" and name[2:3].isalpha() and len(name) > MIN_FOLDED + 2 else name


def key(name: str) -> int:
    """Return a 64-bit number for a plain or folded name: a million names meet no collision in 20,000 such lists."""
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)
