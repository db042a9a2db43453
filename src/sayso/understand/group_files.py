"""Loads the group files (``data/groups``): families of groups, every key checked. ``groups`` looks up in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.understand import nations
from sayso.understand.words import ARTICLES

_LISTS = ("names", "members", "words", "before", "heads", "deeds", "behind_nation", "loose")
_KEYS = frozenset({"name", "kind", "country", "every_nation", "part_of", "like", "civilian", *_LISTS})
#: Stands in the name of a family that every nation has, for the nation's adjective.
NATION = "{nation}"
#: What may stand in front of any noun, and tells nothing of whom it means.
IN_FRONT = ARTICLES | {"these", "those", "some", "other"}


@dataclass(frozen=True, slots=True)
class Group:
    """A family of groups. Words, as all that tells whom a phrase means, are folded (``bare``).

    ``names`` hold its members' names as well. ``country`` is the nation in whose conflict its words mean it, None for
    one that fights in several. ``part_of`` names the wider family. ``words`` mean it by themselves, ``behind_nation``
    right behind a nation ("Osterian strikes"), of which ``deeds`` are what it does; ``own_deeds`` say whose they are
    ("regime strikes"). ``loose`` words mean it among others. ``civilian``
    are those who do not fight, and no side. ``like`` are the files of every nation that it stands in for.
    """

    file: str
    name: str
    kind: str
    country: str | None
    part_of: str | None
    names: tuple[str, ...]
    members: tuple[str, ...]
    words: frozenset[str]
    deeds: frozenset[str]
    own_deeds: frozenset[str]
    behind_nation: frozenset[str]
    loose: frozenset[str]
    like: tuple[str, ...] = ()
    every_nation: bool = False
    civilian: bool = False

    @property
    def state(self) -> bool:
        """Whether the family is a nation itself, whose forces and bodies act as one."""
        return self.country is not None and self.name == self.country


@data.cached
def groups() -> dict[str, Group]:
    """Return the families by name, those of every nation with ``{nation}`` in it.

    Raises DataError for a file that cannot be used.
    """
    files = dict(data.load("groups"))
    found: dict[str, Group] = {}
    for file, content in files.items():
        made = _group(file, content, files)
        if made.name in found:
            raise DataError(f"data/groups/{file}.yaml: another file has the name {made.name!r} already")
        found[made.name] = made
    for made in found.values():
        if made.part_of is not None and made.part_of not in found:
            raise DataError(f"data/groups/{made.file}.yaml: 'part_of': no group file has the name {made.part_of!r}")
    return found


def bare(phrase: str) -> str:
    """Return a phrase in small letters without what stands in front of any noun."""
    words = phrase.replace("’", "'").lower().split()
    first = next((at for at, word in enumerate(words) if word not in IN_FRONT), len(words))
    return " ".join(words[first:])


def _group(file: str, content: dict[str, Any], files: dict[str, dict[str, Any]]) -> Group:
    place = f"data/groups/{file}.yaml"
    _check(place, content)
    like = _like(place, content, files)
    sources = [(place, content), *((f"data/groups/{one}.yaml", files[one]) for one in like)]

    def all_of(key: str) -> list[str]:
        return [word for where, given in sources for word in _list(where, given, key)]

    def with_before(key: str) -> list[str]:
        return [
            f"{before} {head}"
            for where, given in sources
            for before in _list(where, given, "before")
            for head in _list(where, given, key)
        ]

    members = _list(place, content, "members")
    deeds = all_of("deeds")
    return Group(
        file=file,
        name=content["name"],
        kind=content.get("kind", "group"),
        country=content.get("country"),
        part_of=content.get("part_of"),
        names=(*_list(place, content, "names"), *members),
        members=tuple(members),
        words=_folded([*all_of("words"), *with_before("heads")]),
        deeds=_folded(deeds),
        own_deeds=_folded(with_before("deeds")),
        behind_nation=_folded([*all_of("behind_nation"), *deeds]),
        loose=_folded(all_of("loose")),
        like=tuple(like),
        every_nation=content.get("every_nation", False),
        civilian=content.get("civilian", False),
    )


def _folded(phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(map(bare, phrases))


def _check(place: str, content: dict[str, Any]) -> None:
    """Raise DataError for a key that means nothing or a value that cannot be used."""
    unknown = sorted(set(map(str, content)) - _KEYS)
    if unknown:
        raise DataError(f"{place}: unknown key {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise DataError(f"{place}: 'name' is missing; give the family's name")
    every = content.get("every_nation", False)
    if not isinstance(every, bool) or every != (NATION in name):
        raise DataError(f"{place}: 'every_nation: true' goes with {NATION} in 'name', and only with it")
    if not isinstance(content.get("civilian", False), bool):
        raise DataError(f"{place}: 'civilian' should be true or false, not {content['civilian']!r}")
    if content.get("kind", "group") not in {"group", "organisation"}:
        raise DataError(f"{place}: 'kind' should be group or organisation, not {content['kind']!r}")
    country = content.get("country")
    if country is not None and nations.leading(str(country).split()) is None:
        raise DataError(f"{place}: 'country': {country!r} is no nation of data/nations")


def _like(place: str, content: dict[str, Any], files: dict[str, dict[str, Any]]) -> list[str]:
    given = content.get("like") or []
    like = [given] if isinstance(given, str) else given
    for one in like if isinstance(like, list) else [like]:
        if not isinstance(one, str) or not files.get(one, {}).get("every_nation"):
            raise DataError(f"{place}: 'like': no file {one!r} with 'every_nation: true' stands in data/groups")
    return list(like)


def _list(place: str, content: dict[str, Any], key: str) -> list[str]:
    given = content.get(key) or []
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise DataError(f"{place}: {key!r} should be a list of words: {key}: [{given}]")
    return list(given)
