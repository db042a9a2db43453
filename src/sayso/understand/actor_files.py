"""What the actor files say: one known person, body, group or place a file, checked while it is read.

See docs/data-actors.md for the keys. An error names the file, the key and the fix, because it is read by somebody who
writes such files and not this program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sayso.data import DataError
from sayso.model import SPEAKER_KINDS

#: What an actor file may describe: who can speak, and places, which are only mentioned.
KINDS = (*SPEAKER_KINDS, "place")
KEYS = ("name", "kind", "aliases", "roles", "country", "gender", "former_names", "succeeds")
_DATE = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_HOW = "as precise as known: 2017, 2017-01 or 2017-01-28"


@dataclass(frozen=True, slots=True)
class Dated:
    """A name or a role for a time. ``since`` and ``until`` are ISO 8601, as precise as known; None: open."""

    name: str
    since: str | None = None
    until: str | None = None

    def holds(self, day: str) -> bool:
        """Whether it holds on an ISO 8601 day, month or year; where one of them is vague, whether it may."""
        return not (
            (self.since is not None and day < self.since[: len(day)])
            or (self.until is not None and day[: len(self.until)] > self.until)
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody known: ``name`` is the canonical name; ``roles`` are lower-case words such as "foreign minister".

    ``held`` are the roles with the time they were held, where the file tells it. ``former_names`` were its names for a
    time. ``succeeds`` names what it came out of, ``since`` when.
    """

    name: str
    kind: str
    roles: tuple[str, ...] = ()
    country: str | None = None
    gender: str | None = None
    aliases: tuple[str, ...] = ()
    held: tuple[Dated, ...] = ()
    former_names: tuple[Dated, ...] = ()
    succeeds: tuple[Dated, ...] = ()

    @property
    def speaks_as(self) -> str:
        """What kind of speaker it is: a place speaks by whoever governs it."""
        return "organisation" if self.kind == "place" else self.kind

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by or went by, the canonical one first."""
        return (self.name, *self.aliases, *(former.name for former in self.former_names))


def actor(place: str, content: Mapping[str, Any]) -> Actor:
    """Return the actor that one file describes. ``place`` names the file in the DataError an unusable one raises."""
    name, kind = content.get("name"), content.get("kind", "organisation")
    if not isinstance(name, str) or not name.strip():
        raise DataError(f"{place}: 'name' is missing; give the canonical name")
    if kind not in KINDS:
        raise DataError(f"{place}: kind {kind!r} is none of {', '.join(KINDS)}")
    for key in content:
        if key not in KEYS:
            raise DataError(f"{place}: unknown key {key!r}; there are {', '.join(KEYS)}")
    for key in ("aliases", "roles", "former_names"):
        if not isinstance(content.get(key) or [], list):
            raise DataError(f"{place}: {key!r} should be a list: [{content[key]}]")
    held = tuple(
        _dated(place, "roles", role, "role") if isinstance(role, dict) else Dated(str(role))
        for role in content.get("roles") or ()
    )
    succeeds = content.get("succeeds") or []
    succeeds = succeeds if isinstance(succeeds, list) else [succeeds]
    return Actor(
        name=name,
        kind=str(kind),
        roles=tuple(role.name.lower() for role in held),
        country=content.get("country"),
        gender=content.get("gender"),
        aliases=tuple(str(alias) for alias in content.get("aliases") or ()),
        held=tuple(role for role in held if role.since or role.until),
        former_names=tuple(_dated(place, "former_names", former) for former in content.get("former_names") or ()),
        succeeds=tuple(_dated(place, "succeeds", former, ends=False) for former in succeeds),
    )


def outlet(place: str, content: Mapping[str, Any]) -> Actor:
    """Return the actor that an outlet file describes; what else it holds is read where outlets are."""
    return actor(place, {**{key: content[key] for key in ("name", "aliases", "country") if key in content}, **_OUTLET})


_OUTLET = {"kind": "outlet"}


def check_succession(actors: Mapping[str, Actor]) -> None:
    """Raise DataError unless every ``succeeds`` names an actor with a file, and nobody succeeds itself in the end.

    ``actors`` are by their file.
    """
    by_name = {known.name: known for known in actors.values()}
    for place, known in actors.items():
        for former in known.succeeds:
            if former.name not in by_name:
                raise DataError(
                    f"{place}: 'succeeds': no actor file has the name {former.name!r}; give its 'name' word for word, "
                    "or put the name under 'former_names'"
                )
        if known.name in {former.name for former in predecessors(known, by_name)}:
            raise DataError(f"{place}: 'succeeds': {known.name!r} would succeed itself; mend one of the files")


def predecessors(known: Actor, by_name: Mapping[str, Actor]) -> Iterator[Dated]:
    """Yield all that an actor came out of, nearest first, each once."""
    seen: set[str] = set()
    line = list(known.succeeds)
    while line:
        former = line.pop(0)
        if former.name not in seen:
            seen.add(former.name)
            yield former
            line += by_name[former.name].succeeds if former.name in by_name else ()


def _dated(place: str, key: str, given: Any, what: str = "name", *, ends: bool = True) -> Dated:
    """Read ``{name: …, from: …, until: …}``; without ``ends`` there is no ``until``."""
    allowed = (what, "from", "until") if ends else (what, "from")
    example = "{" + f"{what}: …, from: 2014-06-29" + (", until: 2017-01-28}" if ends else "}")
    if not isinstance(given, dict) or not isinstance(given.get(what), str) or not set(given) <= set(allowed):
        raise DataError(f"{place}: {key!r} should hold {example}, not {given!r}")
    since, until = _date(place, key, given.get("from")), _date(place, key, given.get("until"))
    if since is not None and until is not None and until < since[: len(until)]:
        raise DataError(f"{place}: {key!r}: {given[what]!r} ends ({until}) before it begins ({since})")
    return Dated(given[what], since, until)


def _date(place: str, key: str, given: Any) -> str | None:
    if given is None:
        return None
    words = given.isoformat() if isinstance(given, date) else str(given)
    if not _DATE.fullmatch(words):
        raise DataError(f"{place}: {key!r}: {words!r} is no date; write it {_HOW}")
    return words
