"""What the markup around a line says: names of elements, and words of their classes, ids and roles, hashed.

``class="post-content"`` and ``id="related"`` are written by people for people, so they tell what a part of a page is.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np

from sayso.model import Layout
from sayso.read.roles.features import Floats, Ints, Lines

#: Buckets of hashed names; 0 stands for "none".
BUCKETS = 4096
#: Names taken of the two innermost elements of a line, and of the six around them.
NEAR, FAR = 8, 16
SLOTS = NEAR + FAR
_INNER, _DEPTH = 2, 8
#: Of one element at most so many names: some carry a whole style sheet in their class.
_MOST = 6
_NAME = re.compile(r"[a-z]{2,24}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

Path = tuple[tuple[int, ...], ...]


class Attributes(Protocol):
    """What has attributes by name: an element, or a mapping."""

    def get(self, name: str, /) -> str | None:
        """Return the value of an attribute, or None."""


def names_of(tag: str, told: Attributes) -> tuple[int, ...]:
    """Return the buckets of the names of an element with its attributes ``told``."""
    get = told.get
    return _hashed(tag, get("class") or "", get("id") or "", get("itemprop") or get("role") or "")


@lru_cache(maxsize=20_000)
def _hashed(tag: str, *told: str) -> tuple[int, ...]:
    words = [f"<{tag}>"]
    for value in told:
        words += _NAME.findall(_CAMEL.sub(" ", value[:200]).lower())
    return tuple(zlib.crc32(word.encode()) % (BUCKETS - 1) + 1 for word in dict.fromkeys(words[: 1 + _MOST]))


def cut(path: Sequence[tuple[int, ...]]) -> Path:
    """Return the part of the elements around a line that is looked at, outermost first."""
    return tuple(path[-_DEPTH:])


def slots(paths: Sequence[Path]) -> Ints:
    """Return lines × SLOTS: the names near each line, then those around."""
    rows = np.frombuffer(b"".join(map(_row, paths)), dtype=np.uint16)
    return rows.reshape(len(paths), SLOTS).astype(np.int64)


@lru_cache(maxsize=5_000)  # paragraphs that follow each other share it
def _row(path: Path) -> bytes:
    near = [name for element in reversed(path[-_INNER:]) for name in element][:NEAR]
    far = [name for element in reversed(path[:-_INNER]) for name in element][:FAR]
    return np.array(near + [0] * (NEAR - len(near)) + far + [0] * (FAR - len(far)), dtype=np.uint16).tobytes()


def around(lines: Lines, paths: Sequence[tuple[int, Path]], layout: Iterable[Layout]) -> tuple[Ints, Floats]:
    """Return the names around each line (lines × SLOTS) and the share of it within links.

    ``paths`` holds, by its first character, the elements around each line as it was rendered.
    """
    starts = np.array([start for start, _ in paths], dtype=np.int64)
    owner = np.maximum(np.searchsorted(starts, lines.start, side="right") - 1, 0)
    linked = np.zeros(int(lines.end[-1]) + 1, dtype=bool)
    for mark in layout:
        if mark.tag == "a":
            linked[mark.start : mark.end] = True
    sums = np.concatenate([[0], np.cumsum(linked)])
    links: Floats = ((sums[lines.end] - sums[lines.start]) / (lines.end - lines.start)).astype(np.float32)
    return slots([paths[number][1] for number in owner.tolist()]), links
