"""The kinds of entities, and which of them each kind of name that a reader tells apart is (see sayso/data/kinds)."""

from __future__ import annotations

from dataclasses import dataclass

from sayso import data
from sayso.model import SPEAKER_KINDS

#: What a name is whose kind no file claims.
OTHER = "other"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of entity. ``tagged`` are the reader's kinds of names (``RawName.kind``) that are of this kind."""

    name: str
    speaks: bool
    tagged: tuple[str, ...]


@data.cached
def kinds() -> dict[str, Kind]:
    """Return the kinds by name; raises DataError for a file that cannot be used.

    The kinds that speak are those of ``model.SPEAKER_KINDS``: later stages rely on that.
    """
    found: dict[str, Kind] = {}
    for file, content in data.load("kinds"):
        tagged, speaks = content.get("tagged"), content.get("speaks")
        if not isinstance(tagged, list) or not isinstance(speaks, bool):
            raise data.DataError(f"data/kinds/{file}.yaml: needs 'speaks: true' or 'false', and 'tagged' as a list")
        if speaks != (file in SPEAKER_KINDS):
            raise data.DataError(f"data/kinds/{file}.yaml: those that speak are {', '.join(SPEAKER_KINDS)}")
        found[file] = Kind(file, speaks, tuple(str(tag) for tag in tagged))
    return found


@data.cached
def _by_tag() -> dict[str, str]:
    by_tag: dict[str, str] = {}
    for kind in kinds().values():
        for tag in kind.tagged:
            if by_tag.setdefault(tag, kind.name) != kind.name:
                raise data.DataError(f"data/kinds/{kind.name}.yaml: {tag!r} is {by_tag[tag]} already")
    return by_tag


def of_tag(tag: str) -> str:
    """Return the kind of entity that a reader's kind of name is."""
    return _by_tag().get(tag, OTHER)
