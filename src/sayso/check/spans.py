"""Arithmetic on sets of segments: half-open ``(start, end)`` pairs in code points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Segment = tuple[int, int]


def normalise(text: str, segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Return sorted, disjoint segments of ``text`` that neither start nor end with white space.

    Segments with only white space between them become one: corpora such as PolNeAR count tokens, where white
    space does not exist, and two tools must not differ by a line break. Raises ValueError for offsets that
    do not lie in the text in order.
    """
    trimmed = []
    for start, end in segments:
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"offsets {start}-{end} do not lie in a text of {len(text)} characters")
        words = text[start:end]
        left = start + len(words) - len(words.lstrip())
        right = left + len(words.strip())
        if left < right:
            trimmed.append((left, right))
    merged: list[Segment] = []
    for start, end in sorted(trimmed):
        if merged and (start <= merged[-1][1] or not text[merged[-1][1] : start].strip()):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def size(segments: Iterable[Segment]) -> int:
    """Return the number of code points in disjoint segments."""
    return sum(end - start for start, end in segments)


def shared(left: Sequence[Segment], right: Sequence[Segment]) -> int:
    """Return the number of code points that two sorted, disjoint lists of segments have in common."""
    total = i = j = 0
    while i < len(left) and j < len(right):
        total += max(0, min(left[i][1], right[j][1]) - max(left[i][0], right[j][0]))
        if left[i][1] <= right[j][1]:
            i += 1
        else:
            j += 1
    return total


def character_f1(gold: Sequence[Segment], found: Sequence[Segment]) -> float:
    """Return the harmonic mean of the shares of each side's characters that the other has; 0 if a side is empty."""
    total = size(gold) + size(found)
    return 2 * shared(gold, found) / total if total else 0.0


def coverage(gold: Sequence[Segment], found: Sequence[Segment]) -> float:
    """Return the share of the gold characters that were found; 0 if there are none."""
    total = size(gold)
    return shared(gold, found) / total if total else 0.0


def intersection_over_union(gold: Sequence[Segment], found: Sequence[Segment]) -> float:
    """Return the characters in both divided by those in either (Jaccard); 0 if both are empty."""
    both = shared(gold, found)
    either = size(gold) + size(found) - both
    return both / either if either else 0.0


def touch(gold: Sequence[Segment], found: Sequence[Segment]) -> bool:
    """Tell whether the two share a character. Two absent ones agree, one absent and one present do not."""
    if not gold or not found:
        return not gold and not found
    return shared(gold, found) > 0
