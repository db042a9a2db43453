"""What a gazetteer knows of a place, and how far apart two places are."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

KINDS = ("country", "region", "district", "town", "neighbourhood", "feature")
#: The mean radius of the Earth in kilometres.
EARTH_KM = 6371.0
#: How far a town reaches from its middle, in kilometres, by the least number of people. A town has about three thousand
#: people a square kilometre, so a million live within ten; half as much again is for middles that are off.
TOWN_RADII = ((1_000_000, 15.0), (100_000, 8.0), (10_000, 4.0), (0, 2.0))


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of a gazetteer. Coordinates are WGS 84 in degrees, ``country`` a code of ISO 3166 (two letters).

    ``region`` is the name of the first-level division it lies in, ``population`` 0 where nobody says. ``fame``
    counts the names it has in all languages: the better known, the more. ``rank`` tells whose it is: 2 the user's, 1
    ours, 0 GeoNames'.
    """

    id: str
    name: str
    kind: str
    country: str | None
    region: str | None
    latitude: float
    longitude: float
    radius_km: float
    population: int = 0
    fame: int = 0
    rank: int = 0


def town_radius(population: int) -> float:
    """Return how far a town of so many people reaches from its middle, in kilometres."""
    return next(radius for least, radius in TOWN_RADII if population >= least)


def distance_km(one: Entry, other: Entry) -> float:
    """Return the great-circle distance of two places in kilometres, by the haversine formula."""
    return great_circle_km(one.latitude, one.longitude, other.latitude, other.longitude)


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the great-circle distance of two points, given in degrees, in kilometres."""
    lat, lon, other_lat, other_lon = map(radians, (lat, lon, other_lat, other_lon))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
