"""What an editor did to a passage: the words that differ between two wordings, and what kind of change they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from sayso import data
from sayso.compare.outlet_words import mentions_of
from sayso.understand.cues import lexicon

#: Words of a passage that are compared: the work grows with their square, and editors begin at the top.
MOST = 160
_WORD = re.compile(r"\w[\w’'.-]*\w|\w")
_SHORT = re.compile(r"[A-Z]{2,6}s?")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that the first of two wordings shows against the second: the signal, and its words there."""

    signal: str
    start: int
    end: int


def edits_of(one: str, two: str, outlet: str | None) -> tuple[Edit, ...]:
    """Return what was done to ``two`` that makes it ``one``, each signal once, the first in the text.

    ``outlet`` is that of ``two``: where its name stood, ``one`` has other words. Offsets are those of ``one``.
    """
    ours, theirs = list(_WORD.finditer(one))[:MOST], list(_WORD.finditer(two))[:MOST]
    left, right = [match.group() for match in ours], [match.group() for match in theirs]
    found: dict[str, Edit] = {}
    for tag, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal" or a == b:
            continue
        signal = _kind(left[a:b], right[c:d], two[theirs[c].start() : theirs[d - 1].end()] if c < d else "", outlet)
        if signal is not None:
            found.setdefault(signal, Edit(signal, ours[a].start(), ours[b - 1].end()))
    return tuple(found.values())


def _kind(ours: list[str], theirs: list[str], words: str, outlet: str | None) -> str | None:
    if outlet and words and mentions_of(words, outlet):
        return "edits.renamed"
    if len(theirs) == 1 and _SHORT.fullmatch(theirs[0]):
        heads = "".join(word[0] for word in ours if word[0].isupper())
        return "edits.expanded" if len(ours) > 1 and heads == theirs[0].rstrip("s") else None
    speaking = _speaking()
    said = [word.casefold() in speaking for word in ours]
    if any(said) and not any(word.casefold() in speaking for word in theirs) and len(ours) > len(theirs):
        named = any(word[:1].isupper() for word in ours)
        return "edits.attributed" if named and len(ours) <= LONGEST_SOURCE else None
    return None


#: An added attribution is at most so many words; more is a passage of the editor's own.
LONGEST_SOURCE = 12


@data.cached
def _speaking() -> frozenset[str]:
    """Return the forms of the verbs that always introduce what somebody says."""
    every = lexicon().items()
    return frozenset({"according"}) | {
        first for first, cues in every for words, cue in cues if cue.strong and len(words) == 1
    }
