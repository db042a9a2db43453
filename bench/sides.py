"""Speed of finding labels and ceasefires, on one core: words per second of each and of both together.

    python bench/sides.py articles.csv [--articles 200]

Articles are read from a table as in ``bench/understand.py``. What the finders are given (mentions, attributions) is
made by the rule reader before the clock starts, so that only the two finders are timed.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from sayso.understand import make_reader, passage_of, understand
from sayso.understand.ceasefires import find_ceasefires
from sayso.understand.labels import find_labels
from understand import articles_of


def main() -> None:
    """Print a line for each finder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--articles", type=int, default=200)
    given = parser.parse_args()
    reader = make_reader("rules")
    work = []
    for page, articles, blocks in articles_of(given.table, given.articles):
        made = understand(page, articles, blocks, reader)
        work.append((articles[0], passage_of(articles[0], blocks), made))
    words = sum(len(article.text.split()) for article, _, _ in work)
    finders = {
        "labels": lambda a, p, m: len(find_labels(a, p, m.mentions, m.attributions)),
        "ceasefires": lambda a, p, m: len(find_ceasefires(a, p, m.mentions, m.attributions, m.times, m.places)[1]),
    }
    total = 0.0
    for name, find in finders.items():
        find(*work[0])  # the data files are read once
        began = time.process_time()
        found = sum(find(*one) for one in work)
        took = time.process_time() - began
        total += took
        print(f"{name:12}{words / took:10,.0f} words/s  ({found} found in {words:,} words, {took:.2f} s)")
    print(f"{'both':12}{words / total:10,.0f} words/s")


if __name__ == "__main__":
    main()
