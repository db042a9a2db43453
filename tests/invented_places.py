"""An invented country and its places, instead of GeoNames' towns, for the tests of ``sayso.understand.places``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso import data
from sayso.understand.places import geonames
from sayso.understand.places.entries import Entry, town_radius

OURS = """
country: XV
regions: {"01": Averil, "02": Tarn}
places:
  - {name: Veskara, kind: country, lat: 51.0, lon: 3.0, radius_km: 200}
  - {name: Averil Province, kind: region, region: Averil, lat: 51.2, lon: 3.1, radius_km: 40}
  - {name: Port Averil, kind: town, region: Averil, lat: 51.2, lon: 3.1, radius_km: 6, aliases: [Averil]}
  - {name: Kiln (Port Averil), kind: neighbourhood, region: Averil, lat: 51.21, lon: 3.11, radius_km: 2}
  - {name: Kiln (Tarnow), kind: neighbourhood, region: Tarn, lat: 50.0, lon: 5.0, radius_km: 2}
  - {name: Tarnow, kind: town, region: Tarn, lat: 50.01, lon: 5.01, radius_km: 4}
  - {name: Deir el-Oster, kind: town, region: Averil, lat: 51.3, lon: 3.2, radius_km: 4}
  - {name: Northern Averil, kind: district, region: Averil, lat: 51.25, lon: 3.1, radius_km: 8}
  - {name: Borland, kind: country, country: XB, lat: 10.0, lon: 100.0, radius_km: 300}
"""
NATIONS = """
nations:
  Veskara: {adjectives: [Veskaran], capital: Port Averil}
  Borland: {adjectives: [Borlandic], capital: Suvva}
"""
#: Name, country, latitude, longitude, people: what GeoNames would have.
TOWNS = (
    ("Melk Harbour", "XV", 51.4, 3.3, 900),
    ("Melk Harbour", "XB", 10.5, 100.5, 4000),
    ("Ravno", "XB", 11.0, 101.0, 2000),
    ("Suvva", "XB", 10.1, 100.1, 3_000_000),
    ("Falk", "XB", 10.2, 100.9, 5000),
    ("Veskara", "XB", 10.3, 100.8, 6000),
    ("Port Averil", "XV", 51.2, 3.1, 200_000),
    ("Khan al-Tesh", "XV", 51.1, 3.4, 700),
)


def towns() -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Yield the invented towns as ``geonames.towns`` yields real ones."""
    for number, (name, country, latitude, longitude, people) in enumerate(TOWNS, 1):
        entry = Entry(
            f"geonames:{number}", name, "town", country, "01", latitude, longitude, town_radius(people), people, 3
        )
        yield entry, (name,)


def invent(folder: Path, monkeypatch: pytest.MonkeyPatch, *, cache: Path | None = None) -> Path:
    """Make the invented data the user's, the invented towns GeoNames'; return the user's data folder."""
    own = folder / "data"
    for kind, content in (("places", OURS), ("nations", NATIONS)):
        (own / kind).mkdir(parents=True, exist_ok=True)
        (own / kind / "veskara.yaml").write_text(content, encoding="utf-8")
    words = (data.HERE / "place_words" / "transliterated.yaml").read_text(encoding="utf-8")
    (own / "place_words").mkdir(exist_ok=True)
    (own / "place_words" / "transliterated.yaml").write_text(words.replace("[AE,", "[XV, AE,"), encoding="utf-8")
    monkeypatch.setenv(data.FOLDER, str(own))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache or folder / "cache"))
    monkeypatch.setattr(geonames, "towns", towns)
    monkeypatch.setattr(geonames, "installed", lambda: "invented")
    data.forget()
    return own
