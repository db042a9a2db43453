"""A user's own lists of places: GeoNames' tab-separated dumps, or CSV with a first row of column names.

They lie as ``gazetteers/NAME.csv`` in the folder that ``SAYSO_DATA`` names. What is added there is written as CSV of
one form, whatever it was; a CSV file put there by hand is read the same way.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from sayso import data
from sayso.data import DataError
from sayso.understand.places.entries import KINDS, Entry, town_radius

FOLDER = "gazetteers"
NEEDED = ("name", "latitude", "longitude")
COLUMNS = (*NEEDED, "aliases", "kind", "country", "region", "population", "radius_km", "id")
#: GeoNames' "geoname" table, as its readme.txt has it.
DUMP_COLUMNS = 19
#: In characters; the longest line of a GeoNames dump has 17,000.
LONGEST_LINE = 1 << 17
#: GeoNames as a whole has 13 million places; an index of a million is made in a minute.
MOST_PLACES = 2_000_000
#: How many unreadable lines are named one by one.
NAMED_FAULTS = 20
#: How far a place reaches that gives no radius, in kilometres: half the width of a middling one of its kind.
RADII = {"country": 300.0, "region": 60.0, "district": 20.0, "neighbourhood": 2.0, "feature": 3.0}
_ALIASES = re.compile(r"[;|]")
_CODE = re.compile(r"[A-Za-z]{2}")

Fault = Callable[[int, str], None]
Named = tuple[Entry, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding a list: where it lies, how many places it has, the faults of lines that were left out."""

    path: Path
    places: int
    faults: tuple[str, ...]
    left_out: int


def installed() -> tuple[Path, ...]:
    """Return the user's lists, sorted by name."""
    return tuple(data.files(FOLDER, ".csv"))


def digest(path: Path) -> str:
    """Return 16 hexadecimal digits that change when a list does. Raises DataError for one that cannot be read."""
    total = blake2b(digest_size=8)
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                total.update(piece)
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); look at its rights or take it away") from error
    return total.hexdigest()


def add(path: Path) -> Added:
    """Put a list of places into the user's data folder and return what came of it.

    Lines that cannot be read are left out. Raises DataError where there is no such folder, or no place in the file.
    """
    own = os.environ.get(data.FOLDER)
    if not own:
        raise DataError(f"no folder for data of your own; name one, it is made: export {data.FOLDER}=my-data")
    faults: list[str] = []
    left_out = 0

    def fault(line: int, what: str) -> None:
        nonlocal left_out
        left_out += 1
        if len(faults) < NAMED_FAULTS:
            faults.append(f"{path}: line {line}: {what}")

    target = Path(own) / FOLDER / f"{_file_name(path)}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, made = tempfile.mkstemp(dir=target.parent, suffix=".part")
    places = 0
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for entry, names in read(path, fault):
                writer.writerow(_row(entry, names))
                places += 1
        if not places:
            first = faults[0] if faults else f"{path}: holds no line"
            raise DataError(f"{first}; no place was added")
        os.replace(made, target)
    finally:
        Path(made).unlink(missing_ok=True)
    data.forget()
    return Added(target, places, tuple(faults), left_out)


def read(path: Path, fault: Fault | None = None) -> Iterator[Named]:
    """Yield every place of a list with its names, its own first.

    ``fault`` is told of each line that cannot be read, which is left out. Raises DataError for a file that is no list
    of places at all, or too long a one.
    """
    tell = fault or (lambda line, what: None)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline(LONGEST_LINE)
            file.seek(0)
            dump = first.count("\t") == DUMP_COLUMNS - 1
            places = _read_dump(file, path, tell) if dump else _read_table(file, path, first, tell)
            for number, place in enumerate(places):
                if number >= MOST_PLACES:
                    raise DataError(
                        f"{path}: more than {MOST_PLACES:,} places; cut it down to the countries of the case"
                    )
                yield place
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}); give the path of a list of places") from error
    except csv.Error as error:
        raise DataError(f"{path}: not readable as CSV ({error}); save it as CSV in UTF-8") from error


def _read_table(file: Iterator[str], path: Path, first: str, tell: Fault) -> Iterator[Named]:
    separator = max(",;\t", key=first.count)
    reader = csv.reader(file, delimiter=separator)
    header = [name.strip().casefold() for name in next(reader, [])]
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        raise DataError(
            f"{path}: line 1: no column {', '.join(lacking)}; the first line should name the columns "
            f"{', '.join(NEEDED)} (and, if known, {', '.join(COLUMNS[3:])}), or the file be a dump of GeoNames"
        )
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            try:
                yield _from_row(row, path.stem, reader.line_num)
            except ValueError as error:
                tell(reader.line_num, str(error))


def _from_row(row: dict[str, str], stem: str, line: int) -> Named:
    kind = (row.get("kind") or "town").casefold()
    if kind not in KINDS:
        raise ValueError(f"kind {kind!r} is none of {', '.join(KINDS)}")
    country = row.get("country") or None
    if country is not None and not _CODE.fullmatch(country):
        raise ValueError(f"country {country!r} is no code of ISO 3166; write two letters, as in SY")
    population = int(_number("population", row.get("population") or "0", 0, 1e10))
    radius = row.get("radius_km")
    name = row.get("name", "")
    if not name:
        raise ValueError("no name; give one or take the line away")
    entry = Entry(
        id=row.get("id") or f"{stem}:{line}",
        name=name,
        kind=kind,
        country=country.upper() if country else None,
        region=row.get("region") or None,
        latitude=_number("latitude", row.get("latitude", ""), -90, 90),
        longitude=_number("longitude", row.get("longitude", ""), -180, 180),
        radius_km=_number("radius_km", radius, 0, 20_000) if radius else RADII.get(kind, town_radius(population)),
        population=population,
    )
    return entry, (name, *(alias.strip() for alias in _ALIASES.split(row.get("aliases", "")) if alias.strip()))


def _number(column: str, given: str, least: float, most: float) -> float:
    value = None
    with suppress(ValueError):
        value = float(given)
    if value is None or not least <= value <= most:
        raise ValueError(f"{column} {given[:40]!r} is no number from {least:g} to {most:g}; write it as in 35.5")
    return value


def _read_dump(file: Iterator[str], path: Path, tell: Fault) -> Iterator[Named]:
    for number, line in enumerate(file, 1):
        cells = line.rstrip("\r\n").split("\t")
        if len(cells) != DUMP_COLUMNS or len(line) > LONGEST_LINE:
            if line.strip():
                tell(number, f"{len(cells)} columns; a dump of GeoNames has {DUMP_COLUMNS}, parted by tabs")
            continue
        kind, radius = _of_feature(cells[6], cells[7])
        row = {
            "id": f"geonames:{cells[0]}",
            "name": cells[1],
            "latitude": cells[4],
            "longitude": cells[5],
            "aliases": ";".join((cells[2], *cells[3].split(","))).strip(";"),
            "kind": kind,
            "country": cells[8],
            "population": cells[14],
            "radius_km": str(radius or ""),
        }
        try:
            yield _from_row(row, path.stem, number)
        except ValueError as error:
            tell(number, str(error))


def _of_feature(feature: str, code: str) -> tuple[str, float | None]:
    """The kind of GeoNames' feature class and code, and a radius where its kind's would be wrong."""
    if feature == "A":
        if code.startswith("PCL"):
            return "country", None
        return ("region", None) if code.startswith("ADM1") else ("district", None)
    if feature == "P":
        return ("neighbourhood" if code == "PPLX" else "town"), None
    if code.startswith("RGN"):
        return "region", None
    return "feature", 20.0 if feature in {"H", "L", "T", "V"} else None  # waters, parks, mountains, woods are wide


def _row(entry: Entry, names: tuple[str, ...]) -> tuple[object, ...]:
    aliases = ";".join(dict.fromkeys(name for name in names[1:] if name != entry.name))
    return (
        entry.name, entry.latitude, entry.longitude, aliases, entry.kind, entry.country or "", entry.region or "",
        entry.population, entry.radius_km, entry.id,
    )  # fmt: skip


def _file_name(path: Path) -> str:
    return re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-") or "places"
