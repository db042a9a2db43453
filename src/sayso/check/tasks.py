"""What can be checked: attributions, names, references, pages. Each knows its scores; ``run`` knows of none of them.

A task is made from a gold set. What the pipeline makes of a document is first taken in (``accept``): findings that are
not anchored in the text are thrown out and the rest brought into the shape of the gold. ``()`` is what a document
counts with on which the pipeline failed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sayso.check.baseline import capitalised_runs, quotes_and_names, same_words
from sayso.check.calibration import calibration_counts
from sayso.check.counts import Counts, Metric
from sayso.check.errors import Example, examples
from sayso.check.metrics import METRICS, count
from sayso.check.name_scores import count_names, found_names, name_metrics
from sayso.check.nouns import (
    GoldAttribution,
    GoldDocument,
    GoldName,
    GoldSet,
    NamesDocument,
    PageDocument,
    ReferencesDocument,
    as_marked,
)
from sayso.check.pages import METRICS as PAGE_METRICS
from sayso.check.pages import all_lines, as_labelled, count_page, page_examples, page_reader, sentence_lines
from sayso.check.predict import passage_reader, predictor
from sayso.check.reference_scores import METRICS as REFERENCE_METRICS
from sayso.check.reference_scores import Chains, count_references, found_chains
from sayso.check.span_errors import SpanExample, name_examples, reference_examples
from sayso.check.tagged import schemes
from sayso.model import Attribution
from sayso.understand.reader import Reading


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of scoring.

    ``make_predictor`` takes the name of a reader and gives a function from a document to what the pipeline makes of it
    (a function of a module, so that another process can be sent it). ``accept(document, made)`` returns that in the
    gold's shape, *found*, and how much of it was not anchored; ``baseline(document)`` what the dumb baseline finds.
    ``tables(all found)`` returns the counts of each document; ``examples(document, found, words)`` its differences,
    with the words of the text if ``words`` is true. ``others`` are further baselines by the name of their column.
    """

    metrics: Mapping[str, Metric]
    make_predictor: Callable[[str], Callable[[Any], Any]]
    accept: Callable[[Any, Any], tuple[Any, int]]
    baseline: Callable[[Any], Any]
    tables: Callable[[Sequence[Any]], list[dict[str, Counts]]]
    examples: Callable[[Any, Any, bool], Sequence[Example | SpanExample]]
    others: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)


def task_of(gold: GoldSet[Any]) -> Task:
    """Return the task that a gold set is for."""
    if "names" in gold.fields:
        return _names(gold)
    if "reading" in gold.fields:
        return _reading(gold)
    return _references(gold) if "references" in gold.fields else _attributions(gold)


def _attributions(gold: GoldSet[GoldDocument]) -> Task:
    """The way from the page to the findings, all of it."""

    def accept(document: GoldDocument, made: Sequence[Attribution]) -> tuple[tuple[GoldAttribution, ...], int]:
        found, loose = as_marked(document.text, made)
        if gold.kind == "polnear":
            # Its guidelines annotate the outermost attribution only: what is nested is neither right nor wrong there.
            found = tuple(one for one in found if one.parent is None)
        return found, loose

    def tables(found: Sequence[tuple[GoldAttribution, ...]]) -> list[dict[str, Counts]]:
        pairs = [(d.attributions, one) for d, one in zip(gold.documents, found, strict=True)]
        calibration = calibration_counts(pairs, gold.fields)
        return [
            count(*pair, gold.fields) | {"calibration": sums} for pair, sums in zip(pairs, calibration, strict=True)
        ]

    return Task(
        metrics={name: metric for name, metric in METRICS.items() if metric[2] in gold.fields},
        make_predictor=predictor,
        accept=accept,
        baseline=quotes_and_names,
        tables=tables,
        examples=lambda document, found, words: examples(document, found, gold.fields, words=words),
    )


def _names(gold: GoldSet[NamesDocument]) -> Task:
    """The reader alone. The baseline is told one thing: the most frequent type."""
    corpus = gold.kind
    times = dict.fromkeys(schemes()[corpus], 0)
    for name in (name for document in gold.documents for name in document.names):
        times[name.type] += 1
    most = max(times, key=lambda type_: (times[type_], type_))

    def accept(document: NamesDocument, made: Reading) -> tuple[tuple[GoldName, ...], int]:
        return found_names(document.text, corpus, made.names)

    def tables(found: Sequence[tuple[GoldName, ...]]) -> list[dict[str, Counts]]:
        return [count_names(d.names, one, corpus) for d, one in zip(gold.documents, found, strict=True)]

    return Task(
        metrics=name_metrics(corpus),
        make_predictor=passage_reader,
        accept=accept,
        baseline=lambda document: capitalised_runs(document.text, most),
        tables=tables,
        examples=lambda document, found, words: name_examples(document, found, words=words),
    )


def _references(gold: GoldSet[ReferencesDocument]) -> Task:
    """The reader alone."""

    def accept(document: ReferencesDocument, made: Reading) -> tuple[Chains, int]:
        return found_chains(document, made.chains)

    def tables(found: Sequence[Chains]) -> list[dict[str, Counts]]:
        return [count_references(d, one) for d, one in zip(gold.documents, found, strict=True)]

    return Task(
        metrics=REFERENCE_METRICS,
        make_predictor=passage_reader,
        accept=accept,
        baseline=lambda document: found_chains(document, same_words(document.text))[0],
        tables=tables,
        examples=lambda document, found, words: reference_examples(document, found, words=words),
    )


def _reading(gold: GoldSet[PageDocument]) -> Task:
    """From a page's text to its articles and the roles of its lines; no reader of attributions takes part."""
    return Task(
        metrics=PAGE_METRICS,
        make_predictor=page_reader,
        accept=as_labelled,
        baseline=sentence_lines,
        tables=lambda found: [count_page(document, one) for document, one in zip(gold.documents, found, strict=True)],
        examples=lambda document, found, words: page_examples(document, found, words=words),
        others={"all lines": all_lines},
    )
