"""The scorer of places on invented gold, and pinned scores on shared data, skipped where that is not there."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gates import shared
from invented_places import invent
from sayso import data
from sayso.check.files import GoldError
from sayso.check.pins import changed_data, drops, read_pin
from sayso.check.places import check_places

GOLD = Path(__file__).parent / "gold"
TEXT = "In Veskara rain fell in Port Averil. Boats left Melk Harbour. It was dry in rural Tarnow."
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.fixture
def veskara(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    invent(tmp_path, monkeypatch)
    table = tmp_path / "texts.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("unit_id", "article_title", "article_content"), ("7", "Rain", TEXT)])
    yield table
    monkeypatch.undo()
    data.forget()


def gold(folder: Path, *lines: dict[str, object]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def mention(words: str, latitude: float, longitude: float) -> dict[str, object]:
    start = TEXT.index(words)
    at = {"latitude": latitude, "longitude": longitude}
    return {"article": "7", "sha256": DIGEST, "start": start, "end": start + len(words), **at}


def test_mentions_are_right_within_ten_kilometres(veskara: Path) -> None:
    lines = (mention("Port Averil", 51.25, 3.1), mention("Melk Harbour", 10.5, 100.5), mention("Tarnow", 50.01, 5.01))
    report = check_places(gold(veskara.parent, *lines), veskara, reader="rules")
    assert report.documents == 1
    assert report.score("within_10_km") == pytest.approx(2 / 3)  # 5.6 km off; in another country; there
    assert report.score("placed") == 1
    assert report.score("median_km") == pytest.approx(5.56, abs=0.01)
    baseline = next(row.baseline for row in report.rows if row.metric == "within_10_km")
    assert baseline == pytest.approx(2 / 3)  # the most populous Melk Harbour is meant here; no list of towns has Tarnow


def test_places_of_events_are_right_by_their_names(veskara: Path) -> None:
    events = [{"place": "Tarnow countryside; Averil and Suvva"}, {"place": None}, {"place": "near Port Averil"}]
    path = gold(veskara.parent, {"id": "7", "sha256": DIGEST, "events": events})
    report = check_places(path, veskara, reader="rules")
    assert [(row.value, row.n) for row in report.rows] == [(pytest.approx(2 / 4), 4)]


def test_gold_that_fits_nothing_is_told(veskara: Path) -> None:
    other = {**mention("Tarnow", 1, 2), "sha256": "0" * 64}
    with pytest.raises(GoldError, match="7 is not in"):
        check_places(gold(veskara.parent, other), veskara, reader="rules")
    with pytest.raises(GoldError, match="neither gold of mentions nor of events"):
        check_places(gold(veskara.parent, {"id": "7"}), veskara, reader="rules")


@pytest.mark.gate
@pytest.mark.parametrize("name", ["places", "places_dev"])
def test_scores_on_shared_data_hold(name: str) -> None:
    pinned = read_pin(GOLD / f"{name}_pin.json")
    texts = shared() / pinned["texts"]
    if not texts.exists():
        pytest.skip(f"{pinned['texts']} is not here; set SAYSO_SHARED to the folder that holds it")
    report = check_places(GOLD / f"{name}.jsonl", texts, reader=pinned["reader"])
    assert changed_data(report, pinned) == []
    assert drops(report, pinned) == []
