"""All that is known of places by name: the user's lists, our files, and the towns of GeoNames, in this order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from sayso import data
from sayso.understand.places import folding, gazetteer_files, geonames, place_files
from sayso.understand.places.entries import Entry, distance_km
from sayso.understand.places.index import Index, index_path, open_index

#: A town of GeoNames that lies this near to one of ours of the same name is that town, in kilometres.
SAME_KM = 12.0

#: More of ours with the same consonants than this, and the consonants tell nothing.
MOST_MISSPELT = 3


class _List(NamedTuple):
    """A list that is too long to keep in memory, as ``index.open_index`` is told of it."""

    name: str
    digest: str
    places: Callable[[], Iterator[tuple[Entry, tuple[str, ...]]]]
    rank: int
    fold: frozenset[str] | None


def _lists() -> list[_List]:
    """The user's lists, then GeoNames' towns."""
    own = [
        _List(path.stem, gazetteer_files.digest(path), partial(gazetteer_files.read, path), 2, None)
        for path in gazetteer_files.installed()
    ]
    return [*own, _List("geonames", geonames.installed(), geonames.towns, 0, place_files.words().transliterated)]


@data.cached
def indexes() -> tuple[Index, ...]:
    """Return the indexes of the user's lists and, last, of GeoNames' towns. Made where they lack.

    Raises DataError for a list that cannot be used.
    """
    return tuple(open_index(one.name, one.digest, one.places, rank=one.rank, fold=one.fold) for one in _lists())


def is_ready() -> bool:
    """Whether all indexes are there."""
    return all(index_path(one.name, one.digest, one.fold).is_file() for one in _lists())


@data.remembered(65536)
def find(name: str) -> tuple[Entry, ...]:
    """Return the places that go by a name as it is written, the user's and ours first; accents and hyphens aside."""
    return _merged(place_files.own().plain.get(folding.plain(name), ()), lambda index: index.find(name))


@data.remembered(65536)
def find_folded(name: str) -> tuple[Entry, ...]:
    """Return the places one of whose names a transliteration could have written so.

    Without one, our own whose article is written as a part of it, or a few of ours with the same consonants.
    """
    own = place_files.own()
    found = _merged(own.folded.get(folding.folded(name), ()), lambda index: index.find(name, fold=True))
    if found:
        return found
    bare = folding.unglued(name)
    if bare != name and own.folded.get(folding.folded(bare)):
        return own.folded[folding.folded(bare)]
    misspelt = own.skeletons.get(folding.skeleton(name), ())
    return misspelt if len(misspelt) <= MOST_MISSPELT else ()


def country(code: str | None) -> Entry | None:
    """Return a country by its code, or None."""
    return place_files.own().countries.get(code or "")


def _merged(own: tuple[Entry, ...], look: Callable[[Index], tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """Put together what the lists have; what lies beside a better-known entry of the same kind is that entry."""
    lists = [[_with_region(entry) for entry in look(index)] for index in indexes()]
    found: list[Entry] = []
    for entries in (*lists[:-1], [_peopled(entry, lists[-1]) for entry in own], lists[-1]):
        found += _new(found, iter(entries))
    return tuple(found)


def _peopled(entry: Entry, towns: list[Entry]) -> Entry:
    """Give a town of ours the people that GeoNames counts there: how well known it is."""
    if entry.kind != "town":
        return entry
    known = max((town for town in towns if _same(town, entry)), key=lambda town: town.population, default=entry)
    return replace(entry, population=known.population, fame=known.fame)


def _new(found: list[Entry], more: Iterator[Entry]) -> list[Entry]:
    return [entry for entry in more if not any(_same(entry, before) for before in found)]


def _same(entry: Entry, other: Entry) -> bool:
    return (
        entry.country == other.country
        and (entry.kind == other.kind or {entry.kind, other.kind} <= {"town", "neighbourhood"})
        and distance_km(entry, other) <= max(SAME_KM, entry.radius_km, other.radius_km)
    )


def _with_region(entry: Entry) -> Entry:
    """Give a town of GeoNames the name of its region in the place of its code, or none."""
    if not entry.id.startswith("geonames:") or entry.region is None:
        return entry
    return replace(entry, region=place_files.own().regions.get((entry.country or "", entry.region)))
