"""Attributions and words per second beside a named peer: textacy's ``direct_quotations`` on spaCy's small model.

    pip install -e '.[bench]'
    python bench/attributions.py GOLD [--model en_core_web_sm] [--texts FILE.csv] [--pages DIR]

GOLD is any file that ``sayso check`` reads. Every system gets the same documents in the same run, in one process, and
is scored by the same scorer. The peer finds direct quotations only (and gives up on a document whose quotation marks
do not come in pairs), so the recall of direct speech stands beside that of all attributions. Without the peer's
packages the rest is printed, with a line that says so.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sayso.check.baseline import quotes_and_names
from sayso.check.gold import load
from sayso.check.nouns import GoldDocument, GoldSet
from sayso.check.predict import predictor
from sayso.check.run import check
from sayso.model import Attribution, Span

METRICS = (
    "source_overlap_f1",
    "cue_overlap_f1",
    "content_overlap_f1",
    "linked_f1",
    "content_recall",
    "content_precision",
)
Predict = Callable[[GoldDocument], Sequence[Attribution]]


def attribution(text: str, number: int, source: Any, cue: Any, content: list[tuple[int, int]]) -> Attribution:
    """Return spans of another system as an attribution."""

    def span(extent: tuple[int, int] | None) -> Span | None:
        return Span(*extent, text[slice(*extent)]) if extent else None

    return Attribution(
        str(number),
        "",
        "",
        None,
        None,
        None,
        span(source),
        span(cue),
        tuple(Span(start, end, text[start:end]) for start, end in content),
        "direct",
        (),
        None,
        "asserts",
        1.0,
    )


def dumb(document: GoldDocument) -> list[Attribution]:
    """The dumb baseline of ``sayso check``, as a system of its own."""
    text = document.text
    return [
        attribution(text, n, one.source[0] if one.source else None, one.cue[0] if one.cue else None, list(one.content))
        for n, one in enumerate(quotes_and_names(document))
    ]


def textacy_reader(model: str) -> Predict:
    """Return textacy's direct quotations as a system. Raises ImportError or OSError where its packages are missing."""
    import spacy
    from textacy.extract.triples import direct_quotations

    language = spacy.load(model)

    def read(document: GoldDocument) -> list[Attribution]:
        try:
            found = list(direct_quotations(language(document.text)))
        except ValueError:
            return []  # quotation marks that do not come in pairs
        return [
            attribution(
                document.text,
                n,
                (one.speaker[0].idx, one.speaker[-1].idx + len(one.speaker[-1])) if one.speaker else None,
                (one.cue[0].idx, one.cue[-1].idx + len(one.cue[-1])) if one.cue else None,
                [(one.content.start_char, one.content.end_char)],
            )
            for n, one in enumerate(found)
        ]

    return read


def direct_recall(gold: GoldSet, found: dict[str, Sequence[Attribution]]) -> float:
    """Return the share of gold contents within quotation marks of which at least half is found."""
    hits = total = 0
    for document in gold.documents:
        for one in document.attributions:
            if not one.content:
                continue
            start, end = one.content[0][0], one.content[-1][1]
            if document.text[start] not in '“"' or document.text[end - 1] not in '”"':
                continue
            total += 1
            hits += any(
                sum(max(0, min(end, piece.end) - max(start, piece.start)) for piece in other.content)
                >= sum(right - left for left, right in one.content) / 2
                for other in found[document.id]
            )
    return hits / total if total else float("nan")


def main() -> None:
    """Print a table: one row a system."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--model", default="en_core_web_sm")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--pages", type=Path)
    options = parser.parse_args()
    systems: dict[str, Predict] = {
        "sayso encoder": predictor("encoder"),
        "sayso rules": predictor("rules"),
        "dumb baseline": dumb,
    }
    try:
        systems["textacy"] = textacy_reader(options.model)
    except (ImportError, OSError) as error:
        print(f"textacy is left out: {error}")
    gold = load(options.gold, pages=options.pages, texts=options.texts)
    words = sum(len(document.text.split()) for document in gold.documents)
    print(f"{len(gold.documents)} documents, {words:,} words, one process")
    print(f"{'system':15}" + "".join(f"{name:>20}" for name in METRICS) + f"{'direct recall':>15}{'words/s':>12}")
    for name, predict in systems.items():
        found: dict[str, Sequence[Attribution]] = {}
        predict(gold.documents[0])  # data files and models are loaded on first use
        began = time.perf_counter()
        for document in gold.documents:
            found[document.id] = predict(document)
        seconds = time.perf_counter() - began
        report = check(
            options.gold,
            pages=options.pages,
            texts=options.texts,
            predict=lambda document, found=found: found[document.id],  # type: ignore[misc]
        )
        scores = {row.metric: row.value for row in report.rows}
        print(
            f"{name:15}"
            + "".join(f"{scores[m]:20.3f}" if scores.get(m) is not None else f"{'–':>20}" for m in METRICS)
            + f"{direct_recall(gold, found):15.3f}{words / seconds:12,.0f}"
        )


if __name__ == "__main__":
    main()
