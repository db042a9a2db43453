"""Whether every finding of a case stands where it says, and whether no page was lost.

    python bench/anchors.py case.sayso [--expect-pages 809]

Every span of every exported table is cut out of its page's text and compared with its words. Exit code 1 when one
differs, or when the case does not hold as many pages (failures counted) as expected.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import sayso


def spans(case: sayso.Case) -> Iterator[tuple[str, str, int, int, str]]:
    """Yield (table, page id, start, end, words) of everything that is anchored."""
    page_of: dict[str, str] = {}
    for row in case.table("articles").to_pylist():
        page_of[row["id"]] = row["page_id"]
        yield "articles", row["page_id"], row["start"], row["end"], row["text"]
    for row in case.table("mentions").to_pylist():
        yield "mentions", page_of[row["article_id"]], row["start"], row["end"], row["text"]
    for row in case.table("attributions").to_pylist():
        for span in (row["source"], row["cue"], *row["content"]):
            if span is not None:
                yield "attributions", row["page_id"], span["start"], span["end"], span["text"]


def main() -> int:
    """Print a line a table and a verdict."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("--expect-pages", type=int)
    options = parser.parse_args()
    with sayso.open(options.case) as case:
        texts: dict[str, Any] = {row["id"]: row["text"] for row in case.table("pages").to_pylist()}
        checked: dict[str, int] = {}
        loose: dict[str, int] = {}
        for table, page, start, end, words in spans(case):
            checked[table] = checked.get(table, 0) + 1
            loose[table] = loose.get(table, 0) + (texts[page][start:end] != words)
        outside = sum(
            not 0 <= row["start"] < row["end"] <= len(texts[row["page_id"]]) for row in case.table("blocks").to_pylist()
        )
        counts = case.counts()
    print(f"pages {counts['pages']:,} (failures {counts['failures']:,})")
    for table, count in checked.items():
        print(f"{table}: {count:,} spans, {loose[table]:,} not at their place")
    print(f"blocks outside their page: {outside:,}")
    lost = options.expect_pages is not None and options.expect_pages != counts["pages"]
    if lost:
        print(f"expected {options.expect_pages:,} pages")
    return 1 if lost or outside or any(loose.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
