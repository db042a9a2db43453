"""The files ``evidence/citing`` and ``evidence/sources``: how far citations are trusted, who speaks at first hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError

_CONFIDENCE = ("credit", "copy", "via", "speaker", "link")
_SAME = (
    "passage",
    "loose",
    "reworked",
    "near",
    "little",
    "told_again",
    "outlet",
    "credit_elsewhere",
    "credit_several",
    "unnamed",
    "unnamed_told",
    "unseen",
    "unseen_cited",
    "speaks_for",
)


@dataclass(frozen=True, slots=True)
class Trust:
    """Chances, 0 to 1: ``confidence`` of each kind of citation, ``same`` of two accounts having one origin."""

    confidence: Mapping[str, float]
    same: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Sources:
    """Words, in small letters, for a person on the spot and for an outlet's staff; polarities that are deeds."""

    witness: frozenset[str]
    staff: frozenset[str]
    deeds: frozenset[str]


@data.cached
def trust() -> Trust:
    """Return how far citations are trusted; raises DataError for a file that is missing or cannot be used."""
    content = _content("citing")
    return Trust(_chances(content, "confidence", _CONFIDENCE), _chances(content, "same", _SAME))


@data.cached
def sources() -> Sources:
    """Return the words for sources; raises DataError for a file that is missing or cannot be used."""
    content = _content("sources")
    found = []
    for key in ("witness", "staff", "deeds"):
        words = content.get(key)
        if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
            raise DataError(f"evidence/sources.yaml: {key} should be a list of words; see docs/data-evidence.md")
        found.append(frozenset(word.casefold() for word in words))
    return Sources(*found)


def _content(name: str) -> dict[str, Any]:
    files = dict(data.load("evidence"))
    if name not in files:
        raise DataError(f"evidence/{name}.yaml: is missing; put the file of that name back")
    return files[name]


def _chances(content: dict[str, Any], key: str, names: tuple[str, ...]) -> dict[str, float]:
    given = content.get(key)
    if not isinstance(given, dict) or set(given) != set(names):
        raise DataError(f"evidence/citing.yaml: needs '{key}' with {', '.join(names)}; see docs/data-evidence.md")
    for name, value in given.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise DataError(f"evidence/citing.yaml: {key}: {name} should be a number from 0 to 1, not {value!r}")
    return {name: float(given[name]) for name in names}
