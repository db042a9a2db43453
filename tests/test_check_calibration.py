"""Whether confidence means what it says, and which speakers are given by reference."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from made_gold import attribution, mark, oracle, write_polnear, write_rows
from sayso.check import check, drops
from sayso.check.by_reference import common_words, given_by_reference
from sayso.check.calibration import BINS, calibration_counts
from sayso.check.counts import items, value
from sayso.check.gold import load

LINKED = frozenset({"linked", "content"})


def error_of(rows: list[tuple[float, ...]]) -> float:
    return float(value(np.array(rows).sum(axis=0), "calibration"))


def test_calibration_by_hand() -> None:
    gold = [mark((10 * n, 10 * n + 5)) for n in range(20)]
    sure = [replace(one, confidence=0.9) for one in gold[:10]]
    unsure = [mark((10 * n + 5, 10 * n + 9), confidence=0.4) for n in range(8)]
    rows = calibration_counts(
        [(gold, sure), (gold, [*unsure, *(replace(one, confidence=0.4) for one in gold[:2])])], LINKED
    )
    # Ten at .9 of which all are right, ten at .4 of which two are: (10 · .1 + 10 · .2) / 20.
    assert error_of(rows) == pytest.approx(0.15)
    assert items(np.array(rows).sum(axis=0), "calibration") == 20
    assert [len(row) for row in rows] == [3 * BINS, 3 * BINS]


def test_bins_have_equal_mass() -> None:
    found = [mark((10 * n, 10 * n + 5), confidence=n / 100) for n in range(50)]
    (row,) = calibration_counts([([], found)], LINKED)
    assert list(row[0::3]) == [5.0] * BINS
    assert error_of([row]) == pytest.approx(sum(range(50)) / 100 / 50)
    same = [replace(one, confidence=0.5) for one in found]
    (row,) = calibration_counts([([], same)], LINKED)
    assert sorted(row[0::3]) == [0.0] * 9 + [50.0]


def test_no_confidence_is_no_calibration() -> None:
    assert calibration_counts([([], [])], LINKED) == [(0.0,) * 3 * BINS]
    assert np.isnan(error_of(calibration_counts([([], [mark((0, 5))])], LINKED)))


def test_gold_without_anchored_sources_asks_for_the_content_alone() -> None:
    gold, found = [mark((0, 10))], [mark((0, 9), (20, 25), (26, 30), confidence=1.0)]
    assert error_of(calibration_counts([(gold, found)], LINKED)) == 1.0
    assert error_of(calibration_counts([(gold, found)], frozenset({"content"}))) == 0.0


def test_a_gate_falls_when_the_error_rises(tmp_path: Path) -> None:
    path = write_polnear(tmp_path / "p.jsonl", 6)
    report = check(path, predict=lambda gold: [replace(one, confidence=0.75) for one in oracle(gold)])
    assert report.score("calibration_error") == pytest.approx(0.25)
    assert drops(report, {"scores": {"calibration_error": 0.3}}) == []
    assert drops(report, {"scores": {"calibration_error": 0.2}}) == [
        "calibration_error: was 0.2000, is 0.2500, more than the noise of 0.0050 higher"
    ]


@pytest.mark.parametrize(
    ("source", "by_reference"),
    [
        ("She", True),
        ("the envoy", True),
        ("The envoy", True),
        ("Residents", True),
        ("I", True),
        ("Lund", False),
        ("the Oskian envoy", False),
        ("al-Lund", False),
        ("pro-Oskian media", False),
        ("“", False),
    ],
)
def test_sources_by_reference(source: str, by_reference: bool) -> None:
    common = common_words(["The residents and the envoy left; she stayed.", "Lund went. Lund and i talked", "An envoy"])
    assert given_by_reference(f"x {source} said", [(2, 2 + len(source))], common) is by_reference
    assert not given_by_reference("x said", [], common)


def test_row_gold_knows_speakers_by_reference(tmp_path: Path) -> None:
    path, table = write_rows(tmp_path)
    line = path.read_text().replace('"source": null', '"source": {"start": 13, "end": 21}')
    path.write_text(line)
    (document,) = load(path, texts=table).documents
    assert document.text[13:21] == "Minister"  # with a capital here, and nowhere without: taken for a name
    assert not document.attributions[0].by_reference
    table.write_bytes(table.read_bytes() + b'9,Truce,"The minister left. A minister came.",gazette,2016\n')
    (document,) = load(path, texts=table).documents
    assert document.attributions[0].by_reference
    report = check(
        path, texts=table, predict=lambda gold: [attribution(gold.text, gold.attributions[0], speaker="Berg")]
    )
    assert report.score("speaker_by_reference_right") == report.score("speaker_by_reference_named_right") == 0.0
    assert check(path, texts=table, predict=oracle).score("speaker_by_reference_right") == 1.0
