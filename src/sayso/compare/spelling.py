"""How alike two names are written: transliterations, word order, missing words and initials allowed for.

Names from other scripts have no one spelling: Sergei and Sergey, Mohammad and Muhammed, al-Lund and El Lund are the
same letters heard differently. ``words_of`` folds what transliteration leaves open; ``alike_people`` and
``alike_bodies`` compare what is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from sayso.understand import peoples
from sayso.understand.words import word_set

#: Two folded words this alike can be one word misheard: one vowel in five letters, one consonant in seven.
WORD_ALIKE = 0.84
#: What likeness a name has to one that says more or less than it: a middle name, a first name's initial, no first name.
MIDDLE_MISSING, INITIAL_ONLY, SURNAME_ONLY, INITIALS = 0.9, 0.8, 0.6, 0.7
#: A vowel heard differently (i and a) costs half of a consonant; a and u are further apart: Hassan is not Hussein.
_VOWELS = frozenset("aiu")
_NEAR = frozenset({("a", "i"), ("i", "a"), ("i", "u"), ("u", "i")})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ARTICLE = re.compile(r"\b(?:a[ldnrstz]|ash|e[lrsz]|ul)-", re.IGNORECASE)
_ARTICLES = frozenset({"al", "el", "ul"})
_SONS = frozenset({"bin", "ibn", "ben"})
_SERVANT = re.compile(r"abd(?:o?u|e|a)?(?:l|([rnstdz])(?=\1))?")
_SERVANTS = frozenset({"abd", "abdu", "abdul", "abdel", "abdal", "abdoul", "abdur"})
_SMALL = word_set("of the for and in on to a an de von van der di da")
#: In this order: what is heard alike becomes one letter, at last three vowels are left.
_HEARD = (
    (re.compile(r"re$"), "er"),  # centre
    (re.compile(r"tch|ch"), "sh"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"kh|q|ck|c(?![eiy])"), "k"),
    (re.compile(r"c"), "s"),
    (re.compile(r"gh"), "g"),
    (re.compile(r"dh"), "d"),
    (re.compile(r"th"), "t"),
    (re.compile(r"dj"), "j"),
    (re.compile(r"z"), "s"),
    (re.compile(r"w"), "v"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
    (re.compile(r"[ae]+[iy]+|[iy]+e(?=$|[^aou])|ee|[iy]+"), "i"),
    (re.compile(r"o[ou]?|u"), "u"),
    (re.compile(r"[ae]"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(maxsize=262144)
def fold_word(word: str) -> str:
    """Return a word as most transliterations share it: ``sargi`` for Sergei and Sergey, ``muhamad`` for Mohammed."""
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(char for char in plain if char.isalnum() and not unicodedata.combining(char)).casefold()
    if len(plain) == 1:
        return plain
    for pattern, letter in _HEARD:
        plain = pattern.sub(letter, plain)
    return plain


def words_of_body(name: str) -> tuple[str, ...]:
    """Return the words of a body's name as ``words_of`` does, its nation in one form: Oster, Osterian."""
    return words_of(" ".join(peoples.nation_of(re.sub(r"['’]s?$", "", word)) or word for word in name.split()))


@lru_cache(maxsize=131072)
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name, folded, in order, without articles, small words and 's.

    "Abdul Rahman", "Abdel-Rahman" and "Abdurrahman" are one word, because they are written as one or as two.
    """
    plain = re.sub(r"['’]s\b", "", name).replace("’", "'").replace("`", "'")
    raw = _WORD.findall(_ARTICLE.sub(" ", plain).replace("-", " "))
    left_out = _ARTICLES | _SONS | _SMALL
    kept = [word.casefold() for word in raw if word.casefold() not in left_out or word == "A"]  # A. Lund
    kept = kept or [word.casefold() for word in raw]
    joined: list[str] = []
    servant = False
    for word in kept:
        if word in _SERVANTS:
            servant = True
            continue
        cut = 0
        if not servant and len(word) > len("abdul") and word.startswith("abd"):
            cut, servant = _servant(word), True
        joined.append(("abd" if servant else "") + fold_word(word[cut:]))
        servant = False
    return tuple([*joined, "abd"] if servant else joined)


def _servant(word: str) -> int:
    match = _SERVANT.match(word)
    return match.end() if match else 0


@lru_cache(maxsize=262144)
def skeleton(folded: str) -> str:
    """Return the consonants of a folded word, or the word itself when it has fewer than two."""
    bones = "".join(char for char in folded if char not in _VOWELS)
    return bones if len(bones) > 1 else folded


def alike_people(left: Sequence[str], right: Sequence[str]) -> float:
    """Return how alike two people's names (as ``words_of``) are written, from 0 to 1; differing first names give 0."""
    if not left or not right:
        return 0.0
    if sorted(left) == sorted(right):
        return 1.0
    last = alike_words(left[-1], right[-1])
    if len(left) == 1 or len(right) == 1:
        whole = len(left) == len(right)
        return last if whole else SURNAME_ONLY * (last == 1.0)
    first = alike_words(left[0], right[0])
    if not first and _same_or_initial(left[0], right[0]):
        first = INITIAL_ONLY
    short_middle, long_middle = sorted((left[1:-1], right[1:-1]), key=len)
    rest = iter(long_middle)
    if not all(any(_same_or_initial(word, other) for other in rest) for word in short_middle):
        return 0.0
    missing = len(short_middle) != len(long_middle)
    return min(first, last) * (MIDDLE_MISSING if missing else 1.0)


def alike_bodies(left: Sequence[str], right: Sequence[str]) -> float:
    """Return how alike the names of two bodies or places (as ``words_of``) are; one word may differ in spelling."""
    if not left or len(left) != len(right):
        return 0.0
    mine, theirs = sorted(left), sorted(right)
    if mine == theirs:
        return 1.0
    odd, other = [word for word in mine if word not in theirs], [word for word in theirs if word not in mine]
    return alike_words(odd[0], other[0]) if len(odd) == len(other) == 1 else 0.0


def _same_or_initial(left: str, right: str) -> bool:
    return left == right or (min(len(left), len(right)) == 1 and left[0] == right[0])


@lru_cache(maxsize=262144)
def alike_words(left: str, right: str) -> float:
    """Return how alike two folded words are: 1 for the same, 0 below ``WORD_ALIKE``."""
    if left == right:
        return 1.0
    long = max(len(left), len(right))
    # Short words and first letters carry too much: Ali is not Adi, Omar not Amar.
    if min(len(left), len(right)) < 4 or abs(len(left) - len(right)) > 1 or left[0] != right[0]:
        return 0.0
    alike = 1.0 - _distance(left, right) / long
    return alike if alike >= WORD_ALIKE else 0.0


def _distance(left: str, right: str) -> float:
    """Edit distance in which near vowels cost a half."""
    above = [float(n) for n in range(len(right) + 1)]
    for row, mine in enumerate(left, 1):
        line = [float(row)]
        for column, theirs in enumerate(right, 1):
            change = 0.0 if mine == theirs else 0.5 if (mine, theirs) in _NEAR else 1.0
            line.append(min(above[column] + _drop(mine), line[-1] + _drop(theirs), above[column - 1] + change))
        above = line
    return above[-1]


def _drop(letter: str) -> float:
    """What it costs to leave a letter out: vowels are often not written at all."""
    return 0.7 if letter in _VOWELS else 1.0
