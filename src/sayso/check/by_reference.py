"""Which speakers are given by reference: by a pronoun or a role ("she", "the envoy") and not by a name.

A name is told by its capital. The first word of a sentence has one too, so words are counted over all texts of the
table first: one that stands in small letters more often than not is no name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from sayso.check.spans import Segment

_WORD = re.compile(r"[^\W\d_][\w’']*")  # a hyphen parts words: pro-Lund and al-Lund hold a name


def common_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand in small letters at least as often as with a capital, in small letters."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    for text in texts:
        for word in _WORD.findall(text):
            (capital if word[0].isupper() else small)[word.lower()] += 1
    return frozenset(word for word, times in small.items() if times >= capital[word]) | {"i"}


def given_by_reference(text: str, source: Sequence[Segment], common: frozenset[str]) -> bool:
    """Tell whether a source is a pronoun or a role: it has words, and none of them is a name.

    Only the first word may have a capital, and then must be one of ``common`` (as of ``common_words``).
    """
    words = [word for start, end in source for word in _WORD.findall(text[start:end])]
    named = [word for word in words if word[0].isupper()]
    return bool(words) and (not named or (named == words[:1] and words[0].lower() in common))
