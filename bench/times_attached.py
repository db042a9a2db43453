"""How often the nearest time is an event's: the heuristic of ``sayso.understand.times.attach`` on hand-made gold.

    python bench/times_attached.py ../shared/gold/fakes/dev.jsonl --texts ../shared/data/fakes/FA-KES-Dataset.csv

For each annotated event, ``time_at`` is asked at its trigger; right is the same first and last day, or none where the
gold has none. The baseline gives every event the article's date.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from sayso.check.gold import load
from sayso.model import Article
from sayso.understand.quotations import quotations
from sayso.understand.reader import Passage
from sayso.understand.sentences import read_sentences
from sayso.understand.times import find_times
from sayso.understand.times.attach import time_at


def main() -> None:
    """Print shares of right days, by what they were taken from."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    options = parser.parse_args()
    texts = {document.id: document.text for document in load(options.gold, texts=options.texts).documents}
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for line in options.gold.read_text(encoding="utf-8").splitlines():
        document = json.loads(line)
        text, published = texts[document["id"]], document["published"]
        extents = [match.span() for match in re.finditer(r"\S[^\n]*", text)]
        article = Article(document["id"], "", None, None, None, published, None, 0, len(text), text)
        times = find_times(article, Passage(text, tuple((*extent, "body") for extent in extents)))
        sentences = read_sentences(text, extents, quotations(text, extents))
        for event in document["events"]:
            anchor = event["trigger"]["start"]
            around = next(one for one in sentences if anchor < one.end)
            found = time_at(
                text,
                times,
                anchor,
                sentence=(around.start, around.end),
                paragraph=extents[around.paragraph],
                published=published,
            )
            gold = (event["date_from"], event["date_to"])
            same = (found.date_from, found.date_to) == gold
            for kind in ("all", "dated" if gold[0] or gold[1] else "undated", found.how):
                asked[kind] += 1
                right[kind] += same
            right["baseline"] += gold == (published, published)
            asked["baseline"] += 1
    for kind, number in asked.items():
        print(f"{kind:10} {right[kind] / number:.3f} ({right[kind]} of {number})")


if __name__ == "__main__":
    main()
