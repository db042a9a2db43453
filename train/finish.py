"""From a trained model to the weights file: export, the check that quantising costs little, confidence, scores."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sayso.check import check
from sayso.check.calibration import right_ones
from sayso.check.gold import load
from sayso.check.nouns import GoldAttribution
from sayso.check.predict import whole
from sayso.check.spans import normalise
from sayso.understand import passage_of
from sayso.understand.encoder.reading import EncoderReader
from sayso.understand.encoder.weights import VARIABLE
from sayso.understand.reader import RawAttribution
from train import calibration
from train.export import export
from train.model import Model

log = logging.getLogger("train")
#: Quantising may cost this much F1 and no more.
MAX_LOSS = 0.005
_SCORES = ("source_exact_f1", "cue_exact_f1", "content_exact_f1", "linked_f1", "triple_exact_f1")


def finish(model: Model, base: Path, data: Path, out: Path) -> Path:
    """Write ``out/sayso.weights`` and ``out/scores.json``; return the path of the weights.

    Raises ArithmeticError when quantising costs more than half a point of F1 on PolNeAR's development part.
    """
    dev = data / "polnear" / "dev.jsonl"
    plain, small = out / "plain.weights", out / "sayso.weights"
    export(model, base, plain, quantised=False)
    export(model, base, small)
    fitted = {"weights": _calibrated(dev, small)}
    export(model, base, small, calibration=fitted)
    scores = {path.stem: _scores(dev, path) for path in (plain, small)}
    scores["calibration"] = fitted
    (out / "scores.json").write_text(json.dumps(scores, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    log.info("%s", json.dumps(scores, sort_keys=True))
    for name in _SCORES:
        lost = scores["plain"][name] - scores["sayso"][name]
        if lost > MAX_LOSS:
            raise ArithmeticError(f"quantising costs {lost:.4f} of {name}, more than {MAX_LOSS}")
    return small


def _scores(dev: Path, weights: Path) -> dict[str, float]:
    with _use(weights):
        report = check(dev, reader="encoder")
    return {name: round(float(report.score(name)), 4) for name in _SCORES}


def _calibrated(dev: Path, weights: Path) -> list[float]:
    """Fit confidence to what is right on annotated articles; what stands in another's content nobody annotated."""
    gold = load(dev)
    cue, arc, right = [], [], []
    with _use(weights):
        reader = EncoderReader()
        for document in gold.documents:
            articles, blocks = whole(document)
            made = reader.arcs(passage_of(articles[0], blocks))
            made = [(one, raw) for one, raw in made if not _inside(raw, [other for _, other in made])]
            found = [_marked(document.text, number, raw) for number, (_, raw) in enumerate(made)]
            good = right_ones(document.attributions, found, gold.fields)
            for number, (one, _) in enumerate(made):
                cue.append(one.cue_probability)
                arc.append(one.arc_probability)
                right.append(number in good)
    return calibration.fit(cue, arc, right)


def _inside(raw: RawAttribution, others: list[RawAttribution]) -> bool:
    return any(
        start <= raw.cue[0] and raw.cue[1] <= end
        for other in others
        if other is not raw
        for start, end in other.content
    )


def _marked(text: str, number: int, raw: RawAttribution) -> GoldAttribution:
    return GoldAttribution(
        id=str(number),
        content=normalise(text, raw.content),
        source=normalise(text, [raw.source] if raw.source else []),
        cue=normalise(text, [raw.cue] if raw.cue else []),
    )


@contextmanager
def _use(weights: Path) -> Iterator[None]:
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(weights)
    try:
        yield
    finally:
        os.environ.pop(VARIABLE, None)
        if before is not None:
            os.environ[VARIABLE] = before
