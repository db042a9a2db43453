"""Scores must not fall: each file in ``gates/`` pins what was reached on one gold set.

The demo's gold and that of invented pages are part of the project and always checked. The rest lies in a folder of
shared data (``SAYSO_SHARED``, else ``../shared`` beside the repository) and is skipped where that is not there.
``python -m tests.gates`` pins anew.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gates import HERE, arguments, missing
from sayso.check import GoldError, Report, Row, changed_data, check, drops, pin, read_pin

GATES = sorted(HERE.glob("*.json"))


def hold(pinned: dict[str, Any], report: Report) -> None:
    """Fail when the data is another, a document failed, or a score fell by more than its noise."""
    if not pinned.get("scores"):
        pytest.fail("never pinned: run python -m tests.gates")
    if changed := changed_data(report, pinned):
        pytest.fail("\n".join(changed))
    if report.failures:
        pytest.fail("\n".join(f"{name}: {error}" for name, error in report.failures))
    if report.unanchored:
        pytest.fail(f"{report.unanchored} findings whose words do not stand at their offsets")
    if fallen := drops(report, pinned):
        pytest.fail("\n".join(fallen))


#: Those whose data is here.
ALWAYS = ("demo", "demo_rules", "reading_own")


@pytest.mark.gate
@pytest.mark.parametrize("path", [path for path in GATES if path.stem not in ALWAYS], ids=lambda path: path.stem)
def test_scores_on_shared_data_hold(path: Path) -> None:
    pinned = read_pin(path)
    if lacking := missing(pinned):
        pytest.skip(f"{lacking} is not here; set SAYSO_SHARED to the folder that holds it")
    hold(pinned, check(**arguments(pinned)))


@pytest.mark.parametrize("name", ALWAYS)
def test_scores_on_what_is_here_hold(name: str) -> None:
    pinned = read_pin(HERE / f"{name}.json")
    hold(pinned, check(**arguments(pinned)))


# --- the logic of the gates, on made-up reports ------------------------------------------------------------------


def report(**scores: float | None) -> Report:
    rows = tuple(Row(name, name, score, None, None, 1000, None) for name, score in scores.items())
    files = (("dev.jsonl", "a" * 64),)
    return Report("polnear", "dev.jsonl", "rules", "0", 10, 100, files, rows)


def test_a_pin_holds_its_own_report(tmp_path: Path) -> None:
    path = tmp_path / "pin.json"
    pinned = pin(report(linked_f1=0.61234, source_exact_f1=None), path, at="data/dev.jsonl")
    assert read_pin(path) == pinned
    assert pinned["scores"] == {"linked_f1": 0.6123}
    assert pinned["noise"] == {"linked_f1": 0.005}
    hold(pinned, report(linked_f1=0.61234))
    hold(pinned, report(linked_f1=0.6075))
    hold(pinned, report(linked_f1=0.9))


def test_a_drop_beyond_the_noise_fails(tmp_path: Path) -> None:
    pinned = pin(report(linked_f1=0.6), tmp_path / "pin.json")
    with pytest.raises(pytest.fail.Exception, match=r"linked_f1: was 0\.6000, is 0\.5940"):
        hold(pinned, report(linked_f1=0.594))
    with pytest.raises(pytest.fail.Exception, match="not scored any more"):
        hold(pinned, report(source_exact_f1=0.9))
    with pytest.raises(pytest.fail.Exception, match="boom"):
        hold(pinned, replace(report(linked_f1=0.6), failures=(("d1", "boom"),)))
    with pytest.raises(pytest.fail.Exception, match="1 findings"):
        hold(pinned, replace(report(linked_f1=0.6), unanchored=1))


def test_changed_data_is_no_drop(tmp_path: Path) -> None:
    pinned = pin(report(linked_f1=0.6), tmp_path / "pin.json")
    other = replace(report(linked_f1=0.1), files=(("dev.jsonl", "b" * 64), ("p.txt", "c" * 64)))
    with pytest.raises(pytest.fail.Exception, match="data changed, re-pin") as told:
        hold(pinned, other)
    assert "p.txt" in str(told.value)
    assert "linked_f1" not in str(told.value)


def test_a_gate_without_scores_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="never pinned"):
        hold({"at": "demo", "reader": "rules"}, report(linked_f1=1.0))


def test_small_gold_has_the_noise_of_one_item(tmp_path: Path) -> None:
    few = replace(report(), rows=(Row("content_recall", "", 0.7, None, None, 20, None),))
    assert pin(few, tmp_path / "pin.json")["noise"] == {"content_recall": 0.05}


def test_pinning_again_keeps_what_people_set(tmp_path: Path) -> None:
    path = tmp_path / "pin.json"
    path.write_text(json.dumps({"at": "gold/x.jsonl", "reader": "rules", "noise": {"linked_f1": 0.02}}))
    pinned = pin(report(linked_f1=0.6), path)
    assert (pinned["at"], pinned["noise"]) == ("gold/x.jsonl", {"linked_f1": 0.02})
    hold(pinned, report(linked_f1=0.581))


def test_a_broken_pin_is_told(tmp_path: Path) -> None:
    for content in ("{", "[]"):
        (tmp_path / "pin.json").write_text(content)
        with pytest.raises(GoldError, match="make it again"):
            read_pin(tmp_path / "pin.json")


def test_shared_folder_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pinned = {"at": "data/x.jsonl", "texts": "t.csv", "reader": "rules"}
    monkeypatch.setenv("SAYSO_SHARED", str(tmp_path))
    assert missing(pinned) == "data/x.jsonl"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "x.jsonl").touch()
    assert missing(pinned) == "t.csv"
    (tmp_path / "t.csv").touch()
    assert missing(pinned) is None
    assert arguments(pinned) == {
        "gold_path": tmp_path / "data" / "x.jsonl",
        "reader": "rules",
        "texts": tmp_path / "t.csv",
    }
    assert missing({"at": "demo"}) is None


@pytest.mark.parametrize("path", GATES, ids=lambda path: path.stem)
def test_gates_name_their_gold(path: Path) -> None:
    pinned = read_pin(path)
    assert {"at", "reader"} <= set(pinned)
    for name in ("at", "pages", "texts"):
        assert not Path(pinned.get(name, "")).is_absolute()
