"""Title, author and date of HTML pages: Sayso beside trafilatura with htmldate, in one run.

    python bench/metadata.py ../shared/data/extraction/wcxb_dev

Right is a title with the same letters and digits (without the site's name behind it), an author of whom one name is
given, a date of the same day. Pages of which the benchmark does not tell it are left out of a column.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections.abc import Callable
from pathlib import Path

import trafilatura

from pages import read
from sayso.read.articles import split
from sayso.read.lines import letters

Fields = dict[str, str]


def ours(name: str, raw: bytes) -> Fields:
    """Return what Sayso tells of the page's first article."""
    articles, _ = split(read(name, raw))
    first = max(articles, key=lambda article: len(article.text), default=None)
    if first is None:
        return {}
    return {"title": first.title or "", "author": first.author or "", "date": first.published or ""}


def theirs(_: str, raw: bytes) -> Fields:
    """Return what trafilatura tells, which asks htmldate for the date."""
    found = trafilatura.extract_metadata(trafilatura.load_html(raw))
    return {"title": found.title or "", "author": found.author or "", "date": found.date or ""} if found else {}


def right(field: str, wanted: str, found: str) -> bool:
    """Say whether what was found is what was wanted."""
    if field == "date":
        return found[:10] == wanted[:10]
    if field == "title":
        return letters(found) == letters(wanted)
    names = [letters(name) for name in re.split(r"[,;]|\band\b", wanted)]
    return any(name and name in letters(found) for name in names)


def main() -> int:
    """Print a line a reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    readers: dict[str, Callable[[str, bytes], Fields]] = {"Sayso": ours, "trafilatura + htmldate": theirs}
    counts = {name: dict.fromkeys(("title", "author", "date"), 0) for name in readers}
    asked = dict.fromkeys(("title", "author", "date"), 0)
    for path in sorted(options.folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        gold = {"title": told.get("title"), "author": told.get("author"), "date": told.get("publish_date")}
        raw = gzip.decompress((options.folder / f"{path.stem}.html.gz").read_bytes())
        found = {name: reader(path.stem, raw) for name, reader in readers.items()}
        for field, wanted in gold.items():
            if wanted:
                asked[field] += 1
                for name in readers:
                    counts[name][field] += right(field, wanted, found[name].get(field, ""))
    for name, of in counts.items():
        shares = "   ".join(f"{field} {of[field] / asked[field]:.3f} ({of[field]} of {asked[field]})" for field in of)
        print(f"{name:24} {shares}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
