"""Words a second of finding events, on one core: ``python bench/events_speed.py TABLE.csv [ARTICLES]``.

Attributions and mentions are found beforehand by the rule reader and are not counted.
"""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path

from sayso.model import Page, content_id
from sayso.read.articles import split
from sayso.understand import make_reader, passage_of, understand
from sayso.understand.events import find_events


def main(table: Path, most: int) -> None:
    """Read articles from a CSV table with the column ``article_content`` and print how fast their events are found."""
    reader = make_reader("rules")
    ready, words = [], 0
    with table.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            text = row["article_content"] or ""
            page = Page(id=content_id(text), file=table.name, sha256="", text=text, given_title=row["article_title"])
            articles, blocks = split(page)
            findings = understand(page, articles, blocks, reader)
            words += len(text.split())
            for article in articles:
                ready.append((article, passage_of(article, blocks), findings))
            if len(ready) >= most:
                break
    times = []
    for _ in range(3):  # the best of three: what else runs on the machine only slows
        start = time.process_time()
        found = sum(
            len(find_events(article, passage, said.mentions, said.attributions, said.times, said.places)[0])
            for article, passage, said in ready
        )
        times.append(time.process_time() - start)
    print(f"{len(ready)} articles, {words} words, {found} events: {words / min(times):,.0f} words/s")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 300)
