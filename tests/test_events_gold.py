"""Events do not get worse on annotated data, where it is there (see tests/gates): half a point is noise."""

from __future__ import annotations

import hashlib
import json

import pytest

from gates import shared
from sayso.check.events import predictor, score_events
from sayso.understand.events.sentence_types import type_of_sentence

GOLD, TEXTS = shared() / "gold/fakes/dev.jsonl", shared() / "data/fakes/FA-KES-Dataset.csv"
RECORDS = shared() / "data/plover/PLOVER_GSR_CAMEO.txt"
DIGEST = "71082a7b183ba1e36675199584dc84072af321299ec10669a6001bb241ca750b"
#: With attributions by rules, and times and places as the scorer itself finds them.
REACHED = {
    "events: type and trigger, F1": 0.70,
    "actors by family, F1 of matched": 0.77,
    "casualty range, right of matched": 0.92,
    "modality, right of matched": 0.98,
}
NOISE = 0.01
_OLDER = {"FIGHT": "ASSAULT", "DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE"}


@pytest.mark.skipif(not (GOLD.exists() and TEXTS.exists()), reason=f"{GOLD} is not here")
def test_events_hold_what_was_reached() -> None:
    if hashlib.sha256(GOLD.read_bytes()).hexdigest() != DIGEST:
        pytest.skip("the gold has changed: measure anew with bench/events.py")
    figures = {what: value for what, value, _ in score_events(GOLD, TEXTS, predictor("rules")).figures()}
    assert {what: value for what, value in REACHED.items() if figures[what] < value - NOISE} == {}


@pytest.mark.skipif(not RECORDS.exists(), reason=f"{RECORDS} is not here")
def test_types_of_sentences_hold_what_was_reached() -> None:
    records = json.loads(RECORDS.read_text(encoding="utf-8", errors="replace"))
    told = [(one["text"], _OLDER.get(one["event"], one["event"])) for one in records if one["event"] != "DOCUMENT"]
    right = sum(type_of_sentence(text) == kind for text, kind in told)
    assert right / len(told) >= 0.80
