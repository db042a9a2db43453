"""Runs the pipeline on annotated data and scores it: gold → predictions → counts → report."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sayso import __version__, data
from sayso.check.baseline import quotes_and_names
from sayso.check.errors import Example, examples
from sayso.check.gold import load
from sayso.check.metrics import METRICS, Counts, count, intervals, value
from sayso.check.nouns import GoldAttribution, GoldDocument, GoldSet, as_marked
from sayso.check.predict import demo_data_path, demo_gold_path, predictor
from sayso.check.report import Report, Row, published
from sayso.model import Attribution

Predict = Callable[[GoldDocument], Sequence[Attribution]]
#: Below this a second process costs more to start than it saves.
_WORTH_A_POOL = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: the machine's attributions in the scorer's shape, or an error."""

    found: tuple[GoldAttribution, ...] = ()
    unanchored: int = 0
    seconds: float = 0.0
    error: str | None = None


def check(
    gold_path: Path | str,
    *,
    reader: str = "rules",
    pages: Path | None = None,
    texts: Path | None = None,
    predict: Predict | None = None,
    jobs: int = 1,
    words: bool = False,
) -> Report:
    """Score the pipeline on a gold file and return the report.

    ``gold_path`` is the file, or ``demo`` for the gold of the bundled example. ``reader`` names the attribution
    reader. ``pages`` and ``texts`` tell where hand-made gold finds its pages and its table of articles. ``predict``
    replaces the pipeline (it then runs in this process). ``jobs`` is the number of processes; one does for a few
    hundred articles. With ``words``, the examples hold the words of the contents. A document that the pipeline fails
    on counts with nothing found and is listed. Raises ``GoldError`` for gold that cannot be used, ValueError for an
    unknown reader.
    """
    path = demo_gold_path() if str(gold_path) == "demo" else Path(gold_path)
    gold = load(path, pages=pages, texts=texts)
    with data.also(demo_data_path()) if gold.kind == "demo" else nullcontext():
        outcomes = list(_outcomes(gold.documents, reader, predict, jobs))
    if gold.kind == "polnear":
        # Its guidelines annotate the outermost attribution only: what is nested is neither right nor wrong there.
        outcomes = [replace(o, found=tuple(one for one in o.found if one.parent is None)) for o in outcomes]
    tables = [count(d.attributions, o.found, gold.fields) for d, o in zip(gold.documents, outcomes, strict=True)]
    plain = [count(d.attributions, quotes_and_names(d), gold.fields) for d in gold.documents]
    differences: list[Example] = []
    for document, outcome in zip(gold.documents, outcomes, strict=True):
        differences.extend(examples(document, outcome.found, gold.fields, words=words))
    return Report(
        kind=gold.kind,
        gold=path.name,
        reader=reader,
        version=__version__,
        documents=len(gold.documents),
        words=sum(len(document.text.split()) for document in gold.documents),
        files=gold.files,
        rows=tuple(_rows(gold, tables, plain)),
        failures=tuple((d.id, o.error) for d, o in zip(gold.documents, outcomes, strict=True) if o.error),
        unanchored=sum(outcome.unanchored for outcome in outcomes),
        seconds=round(sum(outcome.seconds for outcome in outcomes), 3),
        notes=gold.notes,
        examples=tuple(differences),
    )


def _rows(gold: GoldSet, tables: list[dict[str, Counts]], plain: list[dict[str, Counts]]) -> Iterator[Row]:
    counts = {name: np.array([table[name] for table in tables], dtype=np.float64) for name in tables[0]}
    baseline = {name: np.array([table[name] for table in plain], dtype=np.float64) for name in plain[0]}
    bounds = intervals(counts)
    quoted = published(gold.kind)
    for metric, (name, form, needs, label) in METRICS.items():
        if name not in counts or needs not in gold.fields:
            continue
        low, high = bounds.get(metric, (None, None))
        sums = counts[name].sum(axis=0)
        yield Row(
            metric=metric,
            label=label,
            value=_number(value(sums, form)),
            low=low,
            high=high,
            n=int(sums[2] if form == "precision" else sums[1]),
            baseline=_number(value(baseline[name].sum(axis=0), form)),
            published=quoted.get(metric, ()),
        )


def _number(score: np.typing.NDArray[np.float64]) -> float | None:
    return None if np.isnan(score) else float(score)


def _outcomes(documents: Sequence[GoldDocument], reader: str, predict: Predict | None, jobs: int) -> Iterator[Outcome]:
    if predict is not None or jobs < 2 or len(documents) < _WORTH_A_POOL:
        chosen = predict or predictor(reader)
        yield from (_outcome(chosen, document) for document in documents)
        return
    predictor(reader)  # an unknown reader or a missing model is told here, once, and not by a broken pool
    # Spawned, not forked: Arrow and NumPy keep threads, which a fork would leave locked.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start, initargs=(reader,)) as pool:
        yield from pool.map(_work, documents, chunksize=4)


def _outcome(predict: Predict, document: GoldDocument) -> Outcome:
    began = time.perf_counter()
    try:
        made = list(predict(document))
    except Exception as error:
        # One document must not stop the rest; it is listed with its error and scored as found nothing.
        return Outcome(error=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - began)
    seconds = time.perf_counter() - began
    found, unanchored = as_marked(document.text, made)
    return Outcome(found, unanchored, seconds)


_worker: dict[str, Predict] = {}


def _start(reader: str) -> None:
    _worker["predict"] = predictor(reader)


def _work(document: GoldDocument) -> Outcome:
    return _outcome(_worker["predict"], document)
