"""Families of groups and the words for them without a name: ``data/sides``, one family a file."""

from __future__ import annotations

from dataclasses import dataclass

from sayso import data
from sayso.data import DataError
from sayso.understand.events.phrases import PhraseTable, check_keys, words_of

_KEYS = ("name", "words", "follows_nationality", "family", "whole_name", "civilian")


@dataclass(frozen=True, slots=True)
class Group:
    """A family: ``name`` is whole, or stands behind a nation's adjective ("Veskaran armed opposition").

    ``called`` are the words for it, ``family`` the names of its members. ``civilian`` marks those who do not fight.
    """

    name: str
    whole_name: bool
    civilian: bool
    called: tuple[str, ...]
    family: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """All families: by the words for them, and by words right behind a nationality or a nation's name."""

    words: PhraseTable[Group]
    follows: PhraseTable[Group]
    by_member: dict[str, Group]


@data.cached
def groups() -> Groups:
    """Return the families; raises DataError for a file that cannot be used."""
    words, follows = PhraseTable[Group](), PhraseTable[Group]()
    by_member: dict[str, Group] = {}
    for file, content in data.load("sides"):
        place = f"data/sides/{file}.yaml"
        check_keys(place, content, _KEYS)
        name = content.get("name")
        if not isinstance(name, str) or not name.strip():
            raise DataError(f"{place}: 'name' is missing; give the family's name")
        members = tuple(words_of(place, content, "family"))
        group = Group(
            name,
            bool(content.get("whole_name")),
            bool(content.get("civilian")),
            tuple(words_of(place, content, "words")),
            members,
        )
        for phrase in words_of(place, content, "words"):
            words.add(phrase, group)
        for phrase in words_of(place, content, "follows_nationality"):
            follows.add(phrase, group)
        for member in members:
            by_member.setdefault(member, group)
    return Groups(words, follows, by_member)


def family_of(name: str) -> str:
    """Return the family's name that an actor's canonical name belongs to, without its nation; else the name itself."""
    group = groups().by_member.get(name)
    if group is not None:
        return group.name
    for known in {one.name for one in groups().by_member.values()}:
        if name.endswith(f" {known}"):
            return known
    return name
