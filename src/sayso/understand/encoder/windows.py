"""Words into windows: what the encoder sees at once.

A window holds whole sentences, and whole paragraphs where they fit: a cue and its source stand in one sentence, and
what is said seldom runs further than a paragraph. Windows lie side by side and cover every word once.
"""

from __future__ import annotations

from itertools import pairwise

from sayso.understand.encoder.words import Words

#: Word pieces in a window, without the two marks at its ends. News paragraphs hold 30 to 60, so two to four fit; in
#: twice as much attention costs more time than the wider view gives (docs/measurements.md).
MAX_PIECES = 158
#: A window this full is closed at the end of a paragraph when the next one does not fit whole.
FULL_ENOUGH = 0.4
_ENDS = frozenset(".!?…")
_CLOSERS = frozenset("”’\"')]»")

Window = tuple[int, int]


def windows_of(text: str, words: Words, most: int = MAX_PIECES) -> list[Window]:
    """Return windows ``(first word, behind the last word)`` of at most ``most`` pieces; a longer word stands alone."""
    found: list[Window] = []
    first = words.first.tolist()
    begin = 0
    for low, high in _paragraphs(words):
        if first[high] - first[begin] <= most:
            continue  # fits beside what is already in the window
        if low > begin and (first[low] - first[begin] >= FULL_ENOUGH * most or first[high] - first[low] <= most):
            found.append((begin, low))
            begin = low
        while first[high] - first[begin] > most:
            cut = _cut(text, words, first, begin, high, most)
            found.append((begin, cut))
            begin = cut
    if begin < len(words):
        found.append((begin, len(words)))
    return found


def _paragraphs(words: Words) -> list[Window]:
    edges = [0]
    paragraph = words.paragraph.tolist()
    edges += [index for index in range(1, len(paragraph)) if paragraph[index] != paragraph[index - 1]]
    edges.append(len(paragraph))
    return [(low, high) for low, high in pairwise(edges) if high > low]


def _cut(  # noqa: PLR0917 (the state of the loop that calls it)
    text: str, words: Words, first: list[int], begin: int, high: int, most: int
) -> int:
    """Where a window that begins at ``begin`` ends: behind the last sentence that fits, else the last word."""
    last = begin + 1
    while last < high and first[last + 1] - first[begin] <= most:
        last += 1
    for cut in range(last, begin + (last - begin) // 4, -1):
        if _sentence_ends(text, words, cut):
            return cut
    return last


def _sentence_ends(text: str, words: Words, cut: int) -> bool:
    """Whether a sentence ends right before the word ``cut``: a full stop, closing marks, a space, no small letter."""
    if cut >= len(words) or words.paragraph[cut] != words.paragraph[cut - 1]:
        return True
    if words.start[cut] == words.end[cut - 1] or text[words.start[cut]].islower():
        return False
    index = cut - 1
    while index > 0 and text[words.start[index]] in _CLOSERS:
        index -= 1
    return text[words.start[index]] in _ENDS
