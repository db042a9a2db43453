"""How fast pages are read and cut into articles, and whether a change of the code changed any of them.

    python bench/speed.py ../shared/data/extraction/wcxb_dev ../shared/data/extraction/scrapinghub
    python bench/speed.py FOLDER… --write before.json     # then change the code, and
    python bench/speed.py FOLDER… --same before.json      # names the pages that are read otherwise than before

Each page is read as HTML and, its markup taken away, as a plain text file. Of ``--repeat`` runs of a page its fastest
counts, so that what else runs on the machine weighs little. A digest is of the page, its layout and metadata, its
articles and its blocks.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import time
from dataclasses import replace
from pathlib import Path

from pages import gold, read
from sayso.model import Article, Block, Page
from sayso.read.articles import split
from sayso.read.formats import Source
from sayso.read.limits import Limits
from sayso.read.sources import read_source

_Read = tuple[Page, tuple[list[Article], list[Block]]]


def as_html(name: str, raw: bytes) -> _Read:
    """Return an HTML page and what it is cut into."""
    page = read(name, raw)
    return page, split(page)


def as_text(name: str, raw: bytes) -> _Read:
    """Return a page of plain text and what it is cut into."""
    source = Source(f"{name}.txt", f"{name}.txt", None, len(raw), lambda: io.BytesIO(raw), Limits(), read_source)
    page = next(read_source(source))
    return page, split(page)


def digest(found: _Read) -> str:
    """Return 16 hexadecimal digits of all that was read of a page."""
    page, (articles, blocks) = found
    plain = replace(page, layout=tuple(page.layout))
    return hashlib.sha256(repr((plain, articles, blocks)).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def main() -> int:
    """Print pages per second of one process, and with ``--same`` the pages that differ; 1 when any does."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--every", type=int, default=1, help="take one page in so many")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--write", type=Path, help="write the digests to this file")
    parser.add_argument("--same", type=Path, help="compare with the digests in this file")
    options = parser.parse_args()
    digests: dict[str, str] = {}
    seconds = {"HTML": 0.0, "text": 0.0}
    number = 0
    for folder in options.folders:
        for name, raw, _ in list(gold(folder))[:: options.every]:
            number += 1
            text = read(name, raw).text.encode("utf-8")
            for kind, reader, content in (("HTML", as_html, raw), ("text", as_text, text)):
                fastest = float("inf")
                for _ in range(options.repeat):
                    began = time.process_time()
                    found = reader(name, content)
                    fastest = min(fastest, time.process_time() - began)
                seconds[kind] += fastest
                digests[f"{folder.name}/{name} {kind}"] = digest(found)
    for kind, taken in seconds.items():
        print(f"{kind}  {number / taken:8.1f} pages/s  {taken / number * 1000:7.2f} ms a page")
    if options.write:
        options.write.write_text(json.dumps(digests, indent=0, sort_keys=True), encoding="utf-8")
    if not options.same:
        return 0
    before = json.loads(options.same.read_text(encoding="utf-8"))
    other = sorted(page for page, told in digests.items() if before.get(page) != told)
    print(f"{len(digests) - len(other)} of {len(digests)} as before", *other[:20], sep="\n  ")
    return 1 if other else 0


if __name__ == "__main__":
    raise SystemExit(main())
