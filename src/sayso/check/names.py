"""Whether two names mean the same speaker, as far as spelling can tell.

The comparison forgives spelling and order, not knowledge: ``Sergei``/``Sergey``, ``Defense Ministry``/``Ministry of
Defence``, ``SOHR``/``Syrian Observatory for Human Rights`` agree; ``Kremlin``/``Russian government`` do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

import yaml

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_LISTS = yaml.safe_load((Path(__file__).parent / "names.yaml").read_text(encoding="utf-8"))
_SMALL, _NO_PERSON, _OUTLET = (frozenset(_LISTS[key].split()) for key in ("small", "not_a_person", "outlet"))
_FIRST_NAME_EQUAL = 2  # skeletons shorter than two consonants ("Ali", "Leo") say too little: compare the letters
_LIKE = 0.7  # Muhammad and Mohammed share three letters in four; child and killed, whose bones agree too, one in three


def fold(name: str) -> str:
    """Return a name without case, accents, typographic quotes and a possessive ending."""
    flat = unicodedata.normalize("NFKD", name.replace("’", "'").replace("‘", "'"))
    flat = "".join(letter for letter in flat if not unicodedata.combining(letter)).casefold()
    return re.sub(r"'s?(?=\s|$)", "", " ".join(flat.split()))


@lru_cache(maxsize=4096)
def words(name: str) -> tuple[str, ...]:
    """Return the words of a name that carry identity, folded, in order."""
    return tuple(word for word in _WORD.findall(fold(name).replace("-", " ")) if word not in _SMALL)


@lru_cache(maxsize=4096)
def skeleton(word: str) -> str:
    """Return the consonants of a word as most romanisations share them: Sergei, Sergey → ``srg``; Qaddafi → ``kdf``.

    After Soundex's idea (Russell 1918) with the letters kept: like-sounding consonants become one, vowels and doubled
    letters go.
    """
    sound = word
    for written, spoken in (("ph", "f"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("ck", "k"), ("q", "k"), ("x", "ks")):
        sound = sound.replace(written, spoken)
    sound = re.sub(r"c(?=[eiy])", "s", sound).replace("c", "k").replace("z", "s")
    sound = re.sub(r"[aeiouyw'h]", "", sound)
    return re.sub(r"(.)\1+", r"\1", sound)


def same_word(left: str, right: str) -> bool:
    """Tell whether two folded words are spellings of one, or a country and its adjective (Syria, Syrian)."""
    if left == right:
        return True
    short, long = sorted((left, right), key=lambda word: (len(word), word))
    if len(short) >= 4 and long.startswith(short) and long[len(short) :] in {"n", "an", "ian", "s"}:
        return True
    bones = skeleton(short)
    return (
        len(bones) >= _FIRST_NAME_EQUAL
        and bones == skeleton(long)
        and SequenceMatcher(None, short, long, autojunk=False).ratio() >= _LIKE
        and (short[0] == long[0] or (bones[0] in "kgfs" and short[0] not in "aeiou"))
    )


def same_name(gold: str, found: str, *, outlet: bool = False) -> bool:
    """Tell whether two names, each of one speaker, agree.

    They do when one of these holds: equal after folding; the same words in any order, small words and spelling
    aside; one is the initials of the other; both can be persons', the surnames agree and so do the first
    names, or one side gives none. ``A (B)`` stands for either name. With ``outlet`` true, words such as "news" and
    "agency" may be missing.
    """
    return any(_agree(g, f, outlet) for g in _either(gold) for f in _either(found))


def _either(name: str) -> list[str]:
    bracket = re.fullmatch(r"\s*([^()]+?)\s*\(([^()]+)\)\s*", name)
    return [bracket[1], bracket[2]] if bracket else [name]


def _agree(gold: str, found: str, outlet: bool) -> bool:
    if fold(gold) == fold(found):
        return bool(fold(gold))
    left, right = words(gold), words(found)
    if outlet:
        left = tuple(w for w in left if w not in _OUTLET) or left
        right = tuple(w for w in right if w not in _OUTLET) or right
    if not left or not right:
        return False
    return _same_bag(left, right) or _initials(left, right) or _initials(right, left) or _same_person(left, right)


def _same_bag(left: Sequence[str], right: Sequence[str]) -> bool:
    if len(left) != len(right):
        return False
    rest = list(right)
    for word in left:
        twin = next((other for other in rest if same_word(word, other)), None)
        if twin is None:
            return False
        rest.remove(twin)
    return True


def _initials(short: Sequence[str], long: Sequence[str]) -> bool:
    """Tell whether ``short`` is one word made of the first letters of ``long``: two letters at least."""
    return len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long)


def _same_person(left: Sequence[str], right: Sequence[str]) -> bool:
    if _NO_PERSON.intersection(left) or _NO_PERSON.intersection(right) or not same_word(left[-1], right[-1]):
        return False
    first_left, first_right = left[:-1], right[:-1]
    if not first_left or not first_right:
        return True
    return any(same_word(a, b) or _initial_of(a, b) for a in first_left for b in first_right)


def _initial_of(left: str, right: str) -> bool:
    return left[0] == right[0] and (len(left) == 1 or len(right) == 1)


def split_joint(name: str) -> list[str]:
    """Return the speakers in ``A; B`` (joint speakers), one name a speaker."""
    return [part.strip() for part in name.split(";") if part.strip()]


def is_unnamed(name: str) -> bool:
    """Tell whether a gold speaker is only described: ``unnamed: …``."""
    return _unnamed(name) is not None


def _unnamed(name: str) -> str | None:
    match = re.match(r"\s*unnamed\s*:\s*(.*)", name, re.IGNORECASE | re.DOTALL)
    return match[1] if match else None


def _one_speaker(gold: str, found: str, found_kind: str | None, outlet: bool) -> bool:
    described, found = _unnamed(gold), _unnamed(found) or found
    if described is None:
        return same_name(gold, found, outlet=outlet)
    if found_kind == "anonymous":
        return True
    mine, theirs = words(described), words(found)
    return bool(theirs) and all(any(same_word(word, other) for other in mine) for word in theirs)


def speaker_agrees(
    gold: str, found: str | None, found_kind: str | None = None, *, outlet: bool = False, all_joint: bool = True
) -> bool:
    """Tell whether the found speaker is the gold one.

    ``A; B`` lists joint speakers: with ``all_joint`` every gold speaker must be found and nobody else, without it one
    is enough. A gold speaker ``unnamed: …`` is right when the found one is marked anonymous (``found_kind``) or
    described by words of the gold description. ``outlet`` tells that one of the two is an outlet (``same_name``).
    """
    if not found:
        return bool(_unnamed(gold)) and found_kind == "anonymous"
    if _one_speaker(gold, found, found_kind, outlet):
        return True
    golds, founds = split_joint(gold), split_joint(found)
    # One side may write "A and B" where the other writes "A; B". Names with "and" inside were compared whole above.
    if len(founds) == 1:
        founds = _split_list(found)
    if len(golds) == 1 and len(founds) > 1:
        golds = _split_list(gold)
    hits = {(g, f) for g in golds for f in founds if _one_speaker(g, f, found_kind, outlet)}
    if not all_joint:
        return bool(hits)
    return {g for g, _ in hits} == set(golds) and {f for _, f in hits} == set(founds)


def _split_list(name: str) -> list[str]:
    return [part.strip() for part in re.split(r",|\band\b", name) if part.strip()]
