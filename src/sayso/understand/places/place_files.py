"""The files in ``data/places`` (our own gazetteer) and ``data/place_words`` (words that stand beside names)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.understand.places import folding
from sayso.understand.places.entries import KINDS, Entry

_CODE = re.compile(r"[A-Z]{2}")
#: What tells two places of one name apart is no part of what they are called: "Kiln (Oster)".
_PARENTHESES = re.compile(r" \([^()]*\)$")
_KEYS = frozenset({"name", "kind", "country", "region", "lat", "lon", "radius_km", "aliases"})
#: The kinds of files of words, and which lists each must have.
_WORDS = {
    "divisions": ("before", "after"),
    "districts": ("before", "after"),
    "neighbourhoods": ("before", "after"),
    "towns": ("before", "after"),
    "features": ("before", "after", "named_after"),
    "directions": ("before",),
    "locatives": ("before",),
    "speaking": ("before", "after", "helping"),
    "no_places": ("words", "bodies"),
    "transliterated": ("countries",),
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What words beside a name make of it: a kind of place (None: only another part of it), and how far that reaches.

    ``named_after`` tells that it may be nowhere near.
    """

    kind: str | None
    radius_km: float
    named_after: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """All words beside names, in small letters.

    ``before`` and ``after`` hold runs of words, the longest of ``longest`` words.
    """

    before: dict[tuple[str, ...], Beside]
    after: dict[tuple[str, ...], Beside]
    longest: int
    locatives: frozenset[str]
    speaking: frozenset[str]
    spoken_of: frozenset[tuple[str, ...]]
    helping: frozenset[str]
    none: frozenset[str]
    bodies: frozenset[str]
    transliterated: frozenset[str]


@dataclass(frozen=True, slots=True)
class Own:
    """Our gazetteer: places by plain name, by folded name and by consonants.

    ``countries`` are by code, ``regions`` are names by country and GeoNames' code.
    """

    plain: dict[str, tuple[Entry, ...]]
    folded: dict[str, tuple[Entry, ...]]
    skeletons: dict[str, tuple[Entry, ...]]
    countries: dict[str, Entry]
    regions: dict[tuple[str, str], str]


@data.cached
def own() -> Own:
    """Return what the place files know; raises DataError for one that cannot be used."""
    plain: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    folded: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    skeletons: defaultdict[str, dict[str, Entry]] = defaultdict(dict)
    countries: dict[str, Entry] = {}
    regions: dict[tuple[str, str], str] = {}
    for file, content in data.load("places"):
        where = f"data/places/{file}.yaml"
        places, country = content.get("places"), content.get("country")
        if not isinstance(places, list):
            raise DataError(f"{where}: needs 'places', a list of places; see docs/data-places.md")
        for code, region in (content.get("regions") or {}).items():
            regions[str(country), str(code)] = str(region)
        for given in places:
            entry, names = _place(where, file, given, country)
            if entry.kind == "country" and entry.country:
                countries[entry.country] = entry
            for name in names:
                plain[folding.plain(name)][entry.id] = entry
                if entry.kind != "country" and folding.folded(name):
                    folded[folding.folded(name)][entry.id] = entry
                    skeletons[folding.skeleton(name)][entry.id] = entry
    plain.pop("", None)
    skeletons.pop("", None)
    return Own(_frozen(plain), _frozen(folded), _frozen(skeletons), countries, regions)


def _frozen(found: dict[str, dict[str, Entry]]) -> dict[str, tuple[Entry, ...]]:
    return {name: tuple(entries.values()) for name, entries in found.items()}


def _place(where: str, file: str, given: Any, country: Any) -> tuple[Entry, list[str]]:
    if not isinstance(given, dict) or not isinstance(given.get("name"), str):
        raise DataError(f"{where}: {given!r} should be '{{name: …, kind: …, lat: …, lon: …, radius_km: …}}'")
    name = given["name"]
    where = f"{where}: {name}"
    unknown = given.keys() - _KEYS
    if unknown:
        raise DataError(
            f"{where}: {sorted(map(str, unknown))[0]!r} means nothing; a place has {', '.join(sorted(_KEYS))}"
        )
    if given.get("kind") not in KINDS:
        raise DataError(f"{where}: kind {given.get('kind')!r} is none of {', '.join(KINDS)}")
    code = given.get("country", country)
    if code is not None and not (isinstance(code, str) and _CODE.fullmatch(code)):
        raise DataError(
            f'{where}: country {code!r} is no code of ISO 3166; write two capitals, as in SY, and "NO" in quotes'
        )
    limits = {"lat": (-90.0, 90.0), "lon": (-180.0, 180.0), "radius_km": (0.1, 20_000.0)}
    for key, (least, most) in limits.items():
        number = given.get(key)
        if not isinstance(number, int | float) or isinstance(number, bool) or not least <= number <= most:
            raise DataError(f"{where}: {key} {number!r} is no number from {least:g} to {most:g}")
    aliases = given.get("aliases") or []
    if not isinstance(aliases, list) or not all(isinstance(alias, str) and alias.strip() for alias in aliases):
        raise DataError(
            f"{where}: 'aliases' should be a list of names, in quotes where they look like numbers or yes and no"
        )
    entry = Entry(
        id=f"sayso:{file}/{folding.plain(name).replace(' ', '-')}",
        name=name,
        kind=given["kind"],
        country=code,
        region=given.get("region"),
        latitude=float(given["lat"]),
        longitude=float(given["lon"]),
        radius_km=float(given["radius_km"]),
        rank=1,
    )
    return entry, [bare(name), *aliases]


def bare(name: str) -> str:
    """Return a canonical name without the parentheses that tell it from another place's."""
    return _PARENTHESES.sub("", name)


@data.cached
def words() -> Words:
    """Return the words beside names; raises DataError for a file that cannot be used. The user's files add to ours."""
    lists: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    beside: dict[str, Beside] = {}
    for file, content in data.load("place_words"):
        where = f"data/place_words/{file}.yaml"
        if file not in _WORDS:
            raise DataError(f"{where}: means nothing; the files are {', '.join(sorted(_WORDS))}")
        for key in _WORDS[file]:
            given = content.get(key)
            if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
                raise DataError(f'{where}: {key!r} should be a list of words; put "on" and "no" in quotes')
            lists[file, key] += [" ".join(word.split()) for word in given]
        kind, radius = content.get("kind"), content.get("radius_km", 0.0)
        if kind not in (None, *KINDS) or not isinstance(radius, int | float):
            raise DataError(f"{where}: kind should be one of {', '.join(KINDS)}, radius_km a number")
        beside[file] = Beside(kind, float(radius))
    missing = [file for file in _WORDS if file not in beside]
    if missing:
        raise DataError(f"data/place_words/{missing[0]}.yaml is not there; install the package again")
    sides = [
        {
            tuple(word.lower().split()): beside[file]
            for file in beside
            for word in lists[file, side]
            if _WORDS[file][0] == "before" and file not in {"locatives", "speaking"}
        }
        for side in ("before", "after")
    ]
    named_after = Beside(beside["features"].kind, beside["features"].radius_km, named_after=True)
    sides[1] |= {tuple(word.lower().split()): named_after for word in lists["features", "named_after"]}
    return Words(
        before=sides[0],
        after=sides[1],
        longest=max(len(run) for side in sides for run in side),
        locatives=_lower(lists["locatives", "before"]),
        speaking=_lower(lists["speaking", "after"]),
        spoken_of=frozenset(tuple(word.lower().split()) for word in lists["speaking", "before"]),
        helping=_lower(lists["speaking", "helping"]),
        none=_lower(lists["no_places", "words"]),
        bodies=_lower(lists["no_places", "bodies"]),
        transliterated=frozenset(lists["transliterated", "countries"]),
    )


def _lower(given: list[str]) -> frozenset[str]:
    return frozenset(word.lower() for word in given)
