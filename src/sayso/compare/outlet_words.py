"""Where an outlet is named in a text, under any name that its file gives it."""

from __future__ import annotations

import re

from sayso import data
from sayso.read.outlets import outlets

#: Mentions of one outlet in one article that are looked at: more say nothing more.
MOST = 20
_WORD = re.compile(r"\w")


@data.cached
def _aliases() -> dict[str, tuple[str, ...]]:
    return {one.name: tuple(sorted({one.name, *one.aliases})) for one in outlets()}


def aliases_of(outlet: str) -> tuple[str, ...]:
    """Return all names an outlet goes by; of one without a file, the name as it is. Single letters are none."""
    return tuple(name for name in _aliases().get(outlet, (outlet,)) if len(name) > 1)


def mentions_of(text: str, outlet: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the places ``(start, end)`` where ``text`` names ``outlet`` in whole words as they are written, in order.

    At most ``MOST``; of names that overlap, the longest.
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    for name in aliases_of(outlet):
        at = text.find(name, start, end)
        while at >= 0 and len(found) < 4 * MOST:
            stop = at + len(name)
            if not _WORD.match(text[at - 1 : at]) and not _WORD.match(text[stop : stop + 1]):
                found.append((at, stop))
            at = text.find(name, stop, end)
    found.sort(key=lambda span: (span[0], -span[1]))
    kept: list[tuple[int, int]] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept[:MOST]
