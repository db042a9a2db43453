"""How quick reading of times is: words a second of processor time, on one core.

    python bench/times_speed.py ../shared/data/fakes/FA-KES-Dataset.csv

Articles are those of the table, split as a case splits them; only ``find_times`` is timed.
"""

from __future__ import annotations

import argparse
import time

from sayso.read import find_pages, split
from sayso.understand import passage_of
from sayso.understand.times import find_times


def main() -> None:
    """Print the number of articles, words and times, and words a second."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    work = [
        (article, passage_of(article, blocks))
        for page in find_pages(parser.parse_args().paths)
        for articles, blocks in [split(page)]
        for article in articles
    ]
    words = sum(len(article.text.split()) for article, _ in work)
    find_times(*work[0])  # the data files are read once, before
    began = time.process_time()
    found = sum(len(find_times(article, passage)) for article, passage in work)
    spent = time.process_time() - began
    print(f"{len(work):,} articles, {words:,} words, {found:,} times: {words / spent:,.0f} words/s")


if __name__ == "__main__":
    main()
