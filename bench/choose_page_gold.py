"""Which pages of the Web Content Extraction Benchmark are labelled as gold of page reading: the rule, and its outcome.

    python bench/choose_page_gold.py ../shared/data/extraction/wcxb_dev

Prints the names of the 40 pages, one a line, in the order of the rule. No reader of Sayso takes part: the rule looks at
the address, at the raw HTML and at how much of the page's text the benchmark counts to the article.

1. News or blog by its address (``_NEWS``), 40 to 260 lines and 3,000 to 14,000 characters of plain text
   (``sayso.check.plain_text``): enough to be messy, and little enough to be read line by line.
2. At most nine tenths of it are the article.
3. Ranked by how many kinds of clutter the HTML shows (``_CLUTTER``), one more for a dated address or a host that calls
   itself a blog or a newspaper; then by the share of the article, smallest first; then by name.
4. The best page of each host, until there are 40.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from sayso.check.plain_text import plain_text

_WANTED = 40
_LINES, _CHARACTERS, _MOST_ARTICLE = (40, 260), (3_000, 14_000), 0.9
_NEWS = re.compile(
    r"/(?:19|20)\d\d/\d\d?/|blog|news|/articles?/|/stor(?:y|ies)/|/posts?/|"
    r"times|post|press|journal|daily|gazette|herald|tribune"
)
_DATED = re.compile(r"/(?:19|20)\d\d/\d\d?/")
_PAPER = re.compile(r"\bblogs?\b|news|times|post|press|journal|gazette|herald|tribune")
_CLUTTER = (
    # comments
    re.compile(
        r'id="(?:comments|respond|disqus_thread|commentform)|wp-comments-post|'
        r'class="[^"]*(?:comment-list|commentlist|comment-respond)'
    ),
    # other stories
    re.compile(
        r"related[- ]?(?:posts|stories|articles)|you may also|you might also|read next|recent posts|popular posts|"
        r"most read|trending"
    ),
    # pleas
    re.compile(r"donat|support us|patreon|newsletter|buy me a coffee|contribute"),
    # legal lines
    re.compile(r"all rights reserved|copyright|©|&copy;|terms of (?:use|service)|disclaimer"),
    # side boxes
    re.compile(r'<aside|class="[^"]*(?:widget|sidebar)|id="sidebar'),
)


def rank(path: Path) -> tuple[tuple[int, float, str], str] | None:
    """Return a page's place (smaller is better) and its host; None for a page that the rule leaves out."""
    told = json.loads(path.read_text(encoding="utf-8"))
    raw = gzip.decompress(path.with_suffix(".html.gz").read_bytes())
    address = urlsplit(told.get("url") or "")
    host, way = address.netloc.removeprefix("www."), address.path
    try:
        text = plain_text(raw)
    except ValueError:
        return None
    lines = sum(1 for line in text.split("\n") if line.strip())
    share = len(told.get("main_content") or "") / max(1, len(text))
    fits = _LINES[0] <= lines <= _LINES[1] and _CHARACTERS[0] <= len(text) <= _CHARACTERS[1] and share <= _MOST_ARTICLE
    if not fits or not _NEWS.search(address.netloc + way.lower()):
        return None
    html = raw.decode("utf-8").lower()
    clutter = sum(kind.search(html) is not None for kind in _CLUTTER)
    dated = _DATED.search(way) is not None or _PAPER.search(host) is not None
    return (-clutter - dated, share, path.stem), host


def main() -> int:
    """Print the names of the pages."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    ranked = sorted(found for path in options.folder.glob("*.json") if (found := rank(path)))
    best: dict[str, str] = {}
    for (_, _, name), host in ranked:
        best.setdefault(host, name)
    print("\n".join(list(best.values())[:_WANTED]))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
