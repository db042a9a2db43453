"""An article's text, known without offsets, projected onto the lines of the page it stands on.

The corpora of content extraction give the main text alone. Here the words of the page and of the main text are aligned;
a line belongs to the article when most of its words stand in runs that the main text has in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
#: A matched run counts when it has so many words or is the whole line: "the" and "of" match everywhere.
_RUN = 4
#: So large a part of a line's words must stand in such runs.
_MOST = 0.6


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())


def project(lines: Sequence[str], article: str) -> tuple[list[bool], float]:
    """Return which lines belong to the article, and which share of the article's words was found on the page.

    The longest common subsequence of words keeps the order, so a teaser above that repeats the first sentence does not
    count twice.
    """
    numbers: dict[str, int] = {}
    page: list[int] = []
    owner: list[int] = []
    sizes = []
    for number, line in enumerate(lines):
        found = words_of(line)
        sizes.append(len(found))
        page += [numbers.setdefault(word, len(numbers)) for word in found]
        owner += [number] * len(found)
    wanted = [numbers.setdefault(word, len(numbers)) for word in words_of(article)]
    if not wanted or not page:
        return [False] * len(lines), 0.0
    matched = [0] * len(lines)
    covered = 0
    for operation in LCSseq.opcodes(page, wanted):
        if operation.tag != "equal":
            continue
        low, high = operation.src_start, operation.src_end
        place = low
        while place < high:
            number = owner[place]
            end = place
            while end < high and owner[end] == number:
                end += 1
            whole = end - place == sizes[number]
            if high - low >= _RUN or whole:
                matched[number] += end - place
                covered += end - place
            place = end
    labels = [size > 0 and count >= _MOST * size for count, size in zip(matched, sizes, strict=True)]
    return labels, covered / len(wanted)
