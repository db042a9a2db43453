"""Scores of labels and of ceasefires must not fall; as ``test_gates``, for the scorers that stand beside ``check``.

To pin anew after a change that is meant: ``python -m tests.test_gates_sides``, with ``SAYSO_SHARED`` set.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sayso.check import ceasefires, labels
from sayso.check.files import digest

if __name__ == "__main__":
    from tests.gates import HERE, missing, shared
else:
    from gates import HERE, missing, shared

PIN = HERE / "sides" / "fakes_dev_rules.json"
SCORERS: dict[str, Callable[..., Any]] = {"labels": labels.score, "ceasefires": ceasefires.score}
#: Which scores are pinned; the rest hang on few items or on dates, which other parts tell.
PINNED = {
    "labels": ("all", "group", "voice", "words"),
    "ceasefires": ("act_by", "act", "ceasefires", "mediators", "area"),
}
#: One gold item of the ceasefires (42 act-and-name pairs), two of the labels.
NOISE = 0.03


def pinned() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(PIN.read_text(encoding="utf-8"))
    return held


def now(held: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    gold, texts = shared() / held["at"], shared() / held["texts"]
    return {
        name: {key: one.f1 for key, one in score(gold, texts, held["reader"]).items() if key in PINNED[name]}
        for name, score in SCORERS.items()
    }


def files(held: dict[str, Any]) -> dict[str, str]:
    return {name: digest((shared() / held[name]).read_bytes()) for name in ("at", "texts")}


def fallen(before: dict[str, Any], after: dict[str, dict[str, float | None]]) -> list[str]:
    return [
        f"{name} {key}: was {score:.4f}, is {after[name].get(key)}"
        for name, scores in before.items()
        for key, score in scores.items()
        if (after[name].get(key) or 0.0) < score - NOISE
    ]


@pytest.mark.gate
def test_scores_on_shared_data_hold() -> None:
    held = pinned()
    if lacking := missing(held):
        pytest.skip(f"{lacking} is not here; set SAYSO_SHARED to the folder that holds it")
    assert files(held) == held["files"], "data changed, re-pin"
    assert fallen(held["scores"], now(held)) == []


def test_a_fall_would_be_seen() -> None:
    scores = pinned()["scores"]
    assert fallen(scores, scores) == []
    worse = {name: {key: score - 2 * NOISE for key, score in one.items()} for name, one in scores.items()}
    assert len(fallen(scores, worse)) == sum(map(len, PINNED.values()))
    assert len(fallen(scores, {name: {} for name in scores})) == sum(map(len, PINNED.values()))


def main(path: Path = PIN) -> None:
    held = {"at": "gold/fakes/dev.jsonl", "texts": "data/fakes/FA-KES-Dataset.csv", "reader": "rules"}
    scores = {name: {key: round(value or 0.0, 4) for key, value in one.items()} for name, one in now(held).items()}
    path.write_text(json.dumps({**held, "files": files(held), "scores": scores}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
