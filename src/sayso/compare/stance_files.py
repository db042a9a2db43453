"""The files in ``data/stances``, a stance each: which words tell that somebody denies, doubts or asks what is said.

``polarities`` are those of attributions and ``modalities`` those of events that are the stance; ``cues`` are words that
introduce what is said, ``content`` words within it. Words are small letters without apostrophes ("didnt"): many
collections have lost theirs. What no file claims is asserted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.model import MODALITIES, POLARITIES

STANCES = ("denies", "doubts", "asks")
_LISTS = {"polarities": POLARITIES, "modalities": MODALITIES, "cues": None, "content": None}


@dataclass(frozen=True, slots=True)
class Stance:
    """What tells one stance."""

    name: str
    polarities: frozenset[str]
    modalities: frozenset[str]
    cues: frozenset[str]
    content: frozenset[str]


@data.cached
def stances() -> tuple[Stance, ...]:
    """Return the stances in the order of ``STANCES``; raises DataError for a file that cannot be used."""
    found = {stance.name: stance for stance in (_stance(stem, given) for stem, given in data.load("stances"))}
    return tuple(found[name] for name in STANCES if name in found)


def _stance(stem: str, given: dict[str, Any]) -> Stance:
    place = f"data/stances/{stem}.yaml"
    name = given.get("stance")
    if name not in STANCES:
        raise DataError(f"{place}: 'stance' should be one of {', '.join(STANCES)}, not {name!r}")
    unknown = set(given) - {"note", "stance", *_LISTS}
    if unknown:
        raise DataError(f"{place}: {sorted(unknown)[0]!r} means nothing here; see docs/data-stances.md")
    lists: dict[str, frozenset[str]] = {}
    for key, allowed in _LISTS.items():
        words = given.get(key, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise DataError(f'{place}: {key!r} should be a list of words; put "no" in quotes')
        wrong = [word for word in words if allowed is not None and word not in allowed]
        if wrong:
            raise DataError(f"{place}: {wrong[0]!r} is none of the {key}: {', '.join(allowed or ())}")
        lists[key] = frozenset(words)
    return Stance(name=name, **lists)
