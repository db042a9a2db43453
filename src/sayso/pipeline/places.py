"""Gazetteers for the command line: adding a user's list of places, and showing what a name would be taken for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sayso.data import DataError
from sayso.understand.places import gazetteer, gazetteer_files, is_ready, look_up
from sayso.understand.places.gazetteer_files import Added

__all__ = ["Added", "add_places", "find_place", "is_ready"]


def add_places(path: str | Path) -> Added:
    """Put a list of places (a dump of GeoNames, or CSV) into the user's data folder and return what came of it.

    Raises sayso.data.DataError where ``SAYSO_DATA`` names no folder, or the file holds no place.
    """
    return gazetteer_files.add(Path(path))


def find_place(name: str, countries: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the places that a name may mean, as rows, the chosen one first with ``chosen`` true; none for a name
    nobody knows.

    ``countries`` (codes or English names) are what the article or the case is about. Raises sayso.data.DataError for a
    country that no file has.
    """
    rows = []
    for entry, chosen, how in look_up(name, [_code(country) for country in countries]):
        country = gazetteer.country(entry.country)
        rows.append(
            {
                "chosen": chosen,
                "name": entry.name,
                "kind": entry.kind,
                "country": country.name if country is not None else entry.country,
                "region": entry.region,
                "latitude": entry.latitude,
                "longitude": entry.longitude,
                "radius_km": entry.radius_km,
                "population": entry.population or None,
                "gazetteer_id": entry.id,
                "how": how,
            }
        )
    return rows


def _code(given: str) -> str:
    wanted = given.strip()
    if gazetteer.country(wanted.upper()) is not None:
        return wanted.upper()
    for entry in gazetteer.find(wanted):
        if entry.kind == "country" and entry.country is not None:
            return entry.country
    raise DataError(f"no country {given!r} is known; give its English name or its code of ISO 3166, as in Syria or SY")
