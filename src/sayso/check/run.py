"""Runs the pipeline on annotated data and scores it: gold → predictions → counts → report."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sayso import __version__, data
from sayso.check.counts import Counts, intervals, items, value
from sayso.check.errors import Example
from sayso.check.gold import load
from sayso.check.predict import demo_data_path, demo_gold_path
from sayso.check.report import Report, Row, published
from sayso.check.span_errors import SpanExample
from sayso.check.tasks import Task, task_of
from sayso.understand import DEFAULT_READER

Predict = Callable[[Any], Any]
MakePredictor = Callable[[str], Predict]
#: Below this a second process costs more to start than it saves.
_WORTH_A_POOL = 16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one document: what the pipeline made of it, or an error."""

    made: Any = None
    seconds: float = 0.0
    error: str | None = None


def check(
    gold_path: Path | str,
    *,
    reader: str = DEFAULT_READER,
    pages: Path | None = None,
    texts: Path | None = None,
    predict: Predict | None = None,
    jobs: int = 1,
    words: bool = False,
) -> Report:
    """Score the pipeline on a gold file and return the report.

    ``gold_path`` is the file, or a folder of CoNLL-U files, or ``demo`` for the gold of the bundled example. ``reader``
    names the reader. ``pages`` and ``texts`` tell where hand-made gold finds its pages and its table of articles.
    ``predict`` replaces the pipeline: a function from a gold document to attributions, for names and references to a
    ``Reading`` (it then runs in this process). ``jobs`` is the number of processes; one does for a few hundred
    articles. With ``words``, the examples hold the words of what differs. A document that the pipeline fails on counts
    with nothing found and is listed. Raises ``GoldError`` for gold that cannot be used, ValueError for an unknown
    reader.
    """
    path = demo_gold_path() if str(gold_path) == "demo" else Path(gold_path)
    gold = load(path, pages=pages, texts=texts)
    task = task_of(gold)
    with data.also(demo_data_path()) if gold.kind == "demo" else nullcontext():
        outcomes = list(_outcomes(gold.documents, task.make_predictor, reader, predict, jobs))
    found, unanchored = [], 0
    for document, outcome in zip(gold.documents, outcomes, strict=True):
        one, loose = task.accept(document, outcome.made) if outcome.error is None else ((), 0)
        found.append(one)
        unanchored += loose
    plain = task.tables([task.baseline(document) for document in gold.documents])
    others = {name: task.tables([look(one) for one in gold.documents]) for name, look in task.others.items()}
    differences: list[Example | SpanExample] = []
    for document, one in zip(gold.documents, found, strict=True):
        differences.extend(task.examples(document, one, words))
    return Report(
        kind=gold.kind,
        gold=path.name,
        reader=reader,
        version=__version__,
        documents=len(gold.documents),
        words=sum(len(document.text.split()) for document in gold.documents),
        files=gold.files,
        rows=tuple(_rows(gold.kind, task, task.tables(found), plain, others)),
        failures=tuple((d.id, o.error) for d, o in zip(gold.documents, outcomes, strict=True) if o.error),
        unanchored=unanchored,
        seconds=round(sum(outcome.seconds for outcome in outcomes), 3),
        notes=gold.notes,
        examples=tuple(differences),
    )


def _rows(
    kind: str,
    task: Task,
    tables: list[dict[str, Counts]],
    plain: list[dict[str, Counts]],
    others: dict[str, list[dict[str, Counts]]],
) -> Iterator[Row]:
    counts = _arrays(tables)
    baseline = _arrays(plain)
    more = {name: _arrays(of) for name, of in others.items()}
    bounds = intervals(counts, task.metrics)
    quoted = published(kind)
    for metric, (name, form, _, label) in task.metrics.items():
        low, high = bounds.get(metric, (None, None))
        sums = counts[name].sum(axis=0)
        beside = {column: _number(value(of[name].sum(axis=0), form)) for column, of in more.items()}
        yield Row(
            metric=metric,
            label=label,
            value=_number(value(sums, form)),
            low=low,
            high=high,
            n=items(sums, form),
            baseline=_number(value(baseline[name].sum(axis=0), form)),
            published=quoted.get(metric, ())
            + tuple((who, score) for who, score in beside.items() if score is not None),
        )


def _arrays(tables: list[dict[str, Counts]]) -> dict[str, np.typing.NDArray[np.float64]]:
    return {name: np.array([table[name] for table in tables], dtype=np.float64) for name in tables[0]}


def _number(score: np.typing.NDArray[np.float64]) -> float | None:
    return None if np.isnan(score) else float(score)


def _outcomes(
    documents: Sequence[Any], make: MakePredictor, reader: str, predict: Predict | None, jobs: int
) -> Iterator[Outcome]:
    if predict is not None or jobs < 2 or len(documents) < _WORTH_A_POOL:
        chosen = predict or make(reader)
        yield from (_outcome(chosen, document) for document in documents)
        return
    make(reader)  # an unknown reader or a missing model is told here, once, and not by a broken pool
    # Spawned, not forked: Arrow and NumPy keep threads, which a fork would leave locked.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_start, initargs=(make, reader)) as pool:
        yield from pool.map(_work, documents, chunksize=4)


def _outcome(predict: Predict, document: Any) -> Outcome:
    began = time.perf_counter()
    try:
        made = predict(document)
    except Exception as error:
        # One document must not stop the rest; it is listed with its error and scored as found nothing.
        return Outcome(error=f"{type(error).__name__}: {error}", seconds=time.perf_counter() - began)
    return Outcome(made, time.perf_counter() - began)


_worker: dict[str, Predict] = {}


def _start(make: MakePredictor, reader: str) -> None:
    _worker["predict"] = make(reader)


def _work(document: Any) -> Outcome:
    return _outcome(_worker["predict"], document)
