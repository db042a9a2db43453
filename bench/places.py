"""Scores places on gold beside the dumb baseline, the most populous town of exactly that name.

    python bench/places.py GOLD --texts FILE.csv [--reader NAME]
    python bench/places.py --speed --texts FILE.csv [--articles N]

GOLD holds hand-checked mentions (``tests/gold/places.jsonl``) or events with places. ``--speed`` measures words a
second on one core, of finding places alone, with the rule reader's mentions, and memory before and after the lists were
opened.
"""

from __future__ import annotations

import argparse
import resource
import time
from pathlib import Path

from sayso.check.gold import table
from sayso.check.places import check_places
from sayso.model import Page, content_id
from sayso.read.articles import split
from sayso.understand import make_reader, passage_of, understand
from sayso.understand.places import find_places, prepare


def score(gold: Path, texts: Path, reader: str) -> None:
    """Print the scores of one gold file, one a line."""
    report = check_places(gold, texts, reader=reader)
    print(f"{report.gold}: {report.documents} articles, {report.words:,} words, reader {report.reader}")
    for row in report.rows:
        value = "–" if row.value is None else f"{row.value:.3f}"
        baseline = "" if row.baseline is None else f"  most populous: {row.baseline:.3f}"
        published = "".join(f"  {whose}: {figure:.2f}" for whose, figure in row.published)
        print(f"  {row.label:45} {value}  of {row.n}{baseline}{published}")


def speed(texts: Path, articles: int) -> None:
    """Print how many words a second are looked at on one core, the first time and again, and what memory that takes."""
    reader = make_reader("rules")
    prepared = []
    for name, row in list(table(texts)[0].items())[:articles]:
        page = Page(content_id("bench", name), texts.name, content_id(name), row["article_content"] or "")
        found, blocks = split(page)
        mentions = understand(page, found, blocks, reader).mentions
        prepared += [(a, passage_of(a, blocks), [m for m in mentions if m.article_id == a.id]) for a in found]
    words = sum(len(article.text.split()) for article, _, _ in prepared)
    before, began = peak(), time.perf_counter()
    prepare()
    print(f"lists opened in {time.perf_counter() - began:.2f} s")
    for what in ("first time", "again"):
        began = time.process_time()
        places = sum(len(find_places(*one)) for one in prepared)
        seconds = time.process_time() - began
        print(f"{what}: {len(prepared)} articles, {words:,} words, {places:,} places, {words / seconds:,.0f} words/s")
    print(f"memory: {peak() - before:.0f} MB more at the peak")


def peak() -> float:
    """Return the most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Score a gold file, or measure speed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="?")
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--reader", default="encoder")
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--articles", type=int, default=300)
    options = parser.parse_args()
    if options.speed:
        speed(options.texts, options.articles)
    elif options.gold is not None:
        score(options.gold, options.texts, options.reader)
    else:
        parser.error("give a gold file, or --speed")


if __name__ == "__main__":
    main()
