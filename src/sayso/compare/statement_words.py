"""Fingerprint: what somebody says as a set of folded content words, with names as the case goes by them.

Words lose case, accents and apostrophes (collections have lost theirs) and their commonest endings (the first step of
Porter 1980, with *strike*, *strikes* and *striking* made one); grammar is left out; number words become figures. Where
a name is mentioned, the words of its canonical name stand in its place, so that *the Monitor* and its full name meet.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
import unicodedata
from typing import Any

import pyarrow as pa

from sayso import data
from sayso.compare.stance_files import stances
from sayso.understand.sentences import sentences, tokenise
from sayso.understand.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    DETERMINERS,
    MONTHS,
    NEGATIONS,
    PREPOSITIONS,
    word_set,
)

#: In: the ``text``, its names as places in it with the canonical ``name``, and where it is only the sentence around a
#: place that counts, ``at``. Out: from where to where the words stand; hashes of the content words, each once and
#: sorted, of those outside names, and of neighbouring ones; the figures that count something; one hash of all words in
#: order; and whether words in it deny or doubt.
TEXTS = pa.schema(
    [
        ("text", pa.string()),
        ("starts", pa.list_(pa.int32())),
        ("ends", pa.list_(pa.int32())),
        ("names", pa.list_(pa.string())),
        ("at", pa.int32()),
        ("longest", pa.int32()),
    ]
)
FOLDED = pa.schema(
    [
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("words", pa.list_(pa.int64())),
        ("plain", pa.list_(pa.int64())),
        ("pairs", pa.list_(pa.int64())),
        ("figures", pa.list_(pa.int64())),
        ("sequence", pa.int64()),
        ("negated", pa.bool_()),
        ("with_not", pa.bool_()),
        ("doubted", pa.bool_()),
    ]
)
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’ʼ`]")
#: A comma or point between groups of three digits belongs to the figure.
_GROUPED = re.compile(r"(?<=\d)[,.](?=\d{3}(?!\d))")
_YEAR = re.compile(r"(?:19|20)\d\d")
#: More digits than that count no people and no things.
LONGEST_FIGURE = 12
#: A "not" behind this part of the words turns something else ("… was hit. There were no injuries"), unless it is the
#: very last ("the reports as untrue").
TURNED = 0.6
#: Figures of a day of a month.
A_DAY = 2
_PRONOUNS = word_set(
    """
    i me my we us our you your he him she her it its they them their who whom which what there here himself herself
    itself themselves ourselves al el also been being just very more most much such than then too so
    """
)
_LEFT_OUT = frozenset(
    word.replace("'", "")
    for word in DETERMINERS | PREPOSITIONS | CONJUNCTIONS | AUXILIARIES | NEGATIONS | _PRONOUNS | {"s", "t", "no"}
)


def fold_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a row of ``FOLDED`` for every row of ``TEXTS``. Any text is fine, of any length."""
    rows = zip(*(batch[name].to_pylist() for name in TEXTS.names), strict=True)
    folded = [
        _folded(text or "", list(zip(starts, ends, names, strict=True)), at, longest)
        for text, starts, ends, names, at, longest in rows
    ]
    return pa.RecordBatch.from_pylist(folded, schema=FOLDED)


def raw_words(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", _GROUPED.sub("", text)).casefold()
    plain = "".join(char for char in plain if not unicodedata.combining(char)) if not plain.isascii() else plain
    return [_APOSTROPHES.sub("", word) for word in _WORD.findall(plain)]


def hash_of(word: str) -> int:
    """Return 63 bits that stand for a word or key, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


_word_hash = functools.lru_cache(maxsize=1 << 18)(hash_of)


def _folded(text: str, named: list[tuple[int, int, str]], at: int | None, longest: int) -> dict[str, Any]:
    first, last = (0, len(text)) if at is None else _sentence(text, at)
    parts, done = [], first
    for start, end, name in named:
        if done <= start and end <= last:
            parts += [(text[done:start], False), (name, True)]
            done = end
    parts.append((text[done:last], False))
    raw = [(word, is_name) for part, is_name in parts for word in raw_words(part)]
    both = [(word, is_name) for one, is_name in raw if (word := _content(one))][:longest]
    words = [word for word, _ in both]
    hashes = [_word_hash(word) for word in words]
    bare = [word for word, is_name in raw if not is_name]
    told = " ".join(["", *bare, ""])
    by_name = {stance.name: stance.content for stance in stances()}
    turns = by_name.get("denies", frozenset())
    return {
        "start": first,
        "end": last,
        "words": sorted(set(hashes)),
        "plain": sorted({_word_hash(word) for word, is_name in both if not is_name and not word.isdecimal()}),
        "pairs": sorted({_word_hash(f"{a} {b}") for a, b in itertools.pairwise(words)}),
        "figures": _figures([word for word, _ in raw[:longest]]),
        "sequence": hash_of(" ".join(words)),
        "negated": any(word in turns for word in [*bare[: round(TURNED * len(bare))], *bare[-1:]]),
        "with_not": not turns.isdisjoint(bare),
        "doubted": any(f" {words} " in told for words in by_name.get("doubts", ())),
    }


def _figures(raw: list[str]) -> list[int]:
    """The numbers among words that count something: no years, and no days beside a month."""
    found = set()
    for place, one in enumerate(raw):
        word = figures().get(one, one)
        if word.isdecimal() and len(word) <= LONGEST_FIGURE and not _YEAR.fullmatch(word):
            beside = {*raw[max(place - 1, 0) : place], *raw[place + 1 : place + 2]}
            if len(word) > A_DAY or MONTHS.isdisjoint(beside):
                found.add(int(word))
    return sorted(found)


def _sentence(text: str, at: int) -> tuple[int, int]:
    """From where to where the sentence stands that holds a place of the text."""
    for sentence in sentences(text, tokenise(text, 0, len(text)), 0):
        if at < sentence.end:
            return sentence.start, sentence.end
    return 0, len(text)


@data.remembered(1 << 18)
def _content(word: str) -> str:
    """The folded word, or nothing for one that is grammar."""
    if word in _LEFT_OUT or (len(word) == 1 and not word.isdecimal()):
        return ""
    return figures().get(word) or stem(word)


@data.cached
def figures() -> dict[str, str]:
    """Return number words with their figures: "twelve" is 12."""
    found: dict[str, str] = {}
    for _, given in data.load("quantities"):
        found.update({str(word): str(worth) for word, worth in (given.get("units") or {}).items()})
    return found


def stem(word: str) -> str:
    """Return a word of small letters without its plural or verb ending."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending, least in (("ing", 6), ("ed", 5)):
        if word.endswith(ending) and len(word) >= least:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def surfaces(text: str) -> dict[str, str]:
    """Return the folded content words of a text with the first form that each stands in, in order."""
    found: dict[str, str] = {}
    for match in _WORD.finditer(text):
        for raw in raw_words(match.group()):
            if word := _content(raw):
                found.setdefault(word, match.group())
    return found
