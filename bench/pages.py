"""Which words of a page are its article: Sayso beside trafilatura and two plain rules, in one run, and how fast.

    python bench/pages.py ../shared/data/extraction/wcxb_dev
    python bench/pages.py ../shared/data/extraction/scrapinghub

F1 of runs of four words, each page with the same weight (the metric of the article extraction benchmark, Scrapinghub
2019). *text* is the page's text without its markup, as Sayso renders it, read as a plain text file.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import trafilatura

from sayso.check.extraction import f1, shingles
from sayso.model import Page
from sayso.read.articles import split
from sayso.read.formats import Source
from sayso.read.limits import Limits
from sayso.read.sources import read_source

_BODY = {"body", "heading", "quote"}
#: The rule of C4 (Raffel et al. 2020): lines of five words or more that end like a sentence.
_C4 = re.compile(r"[.!?\"”]\s*\Z")


def gold(folder: Path) -> Iterator[tuple[str, bytes, str]]:
    """Yield (name, raw HTML, the article's text) of either benchmark."""
    truth = folder / "ground-truth.json"
    if truth.exists():
        for name, told in sorted(json.loads(truth.read_text(encoding="utf-8")).items()):
            yield name, gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes()), told["articleBody"]
        return
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.get("main_content"):
            yield path.stem, gzip.decompress((folder / f"{path.stem}.html.gz").read_bytes()), told["main_content"]


def read(name: str, raw: bytes) -> Page:
    """Return an HTML page as Sayso reads it."""
    source = Source(f"{name}.html", f"{name}.html", None, len(raw), lambda: io.BytesIO(raw), Limits(), read_source)
    return next(read_source(source))


def body(page: Page) -> str:
    """Return the text of a page's articles, without titles, bylines and dates."""
    articles, blocks = split(page)
    own = {article.id for article in articles}
    return "\n".join(page.text[b.start : b.end] for b in blocks if b.article_id in own and b.role in _BODY)


def main() -> int:
    """Print a line a reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take one page in so many")
    options = parser.parse_args()
    pages = list(gold(options.folder))[:: options.every]
    wanted = [shingles(article) for _, _, article in pages]
    read_pages = [read(name, raw) for name, raw, _ in pages]
    texts = [replace(page, layout=(), media_type="text/plain", given_title=None) for page in read_pages]
    print(f"{options.folder.name}: {len(pages)} pages, {sum(page.error is not None for page in read_pages)} refused")

    def show(name: str, extract: Callable[[int], str]) -> None:
        extract(0)
        started = time.perf_counter()
        found = [extract(number) for number in range(len(pages))]
        seconds = time.perf_counter() - started
        scores = f1(zip(wanted, map(shingles, found), strict=True))
        print(
            f"{name:34} P {scores[0]:.3f}  R {scores[1]:.3f}  F1 {scores[2]:.4f}  {len(pages) / seconds:8.1f} pages/s"
        )

    show("Sayso, HTML", lambda n: body(read(pages[n][0], pages[n][1])))
    show("trafilatura, HTML", lambda n: trafilatura.extract(pages[n][1], include_comments=False) or "")
    show("Sayso, text", lambda n: body(texts[n]))
    show("text, C4's rule for lines", lambda n: "\n".join(filter(_sentence, texts[n].text.splitlines())))
    show("text, all lines", lambda n: texts[n].text)
    return 0


def _sentence(line: str) -> bool:
    return len(line.split()) >= 5 and _C4.search(line) is not None


if __name__ == "__main__":
    raise SystemExit(main())
