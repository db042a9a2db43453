"""Making gold of page reading: show a page's lines, turn labels of lines into gold, tell how far two golds agree.

    python bench/page_gold.py show PAGE
    python bench/page_gold.py make LABELS --pages FOLDER > gold.jsonl
    python bench/page_gold.py agree FIRST.jsonl SECOND.jsonl --pages FOLDER
    python bench/page_gold.py against GOLD.jsonl --pages FOLDER

Labels are a text file that names lines by the numbers that *show* prints:

    page own/mill.txt
    1-3 navigation
    article                     what follows belongs to the page's next article
    4 title
    5-9 body
    title 4                     whole line
    author 5 Ana Lund           these words of the line
    date 5 9 May 2031 = 2031-05-09

*agree* compares the pages that both golds hold: the share of characters with the same role, and Cohen's kappa (Cohen
1960) of the roles of lines and of whether a line is an article's text. *against* does that with the article's text as
the Web Content Extraction Benchmark gives it, for lines long enough to be told from chance; titles, bylines and dates,
on which the benchmark differs from page to page, are left out.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sayso.check.gold import load
from sayso.check.nouns import PageDocument
from sayso.check.page_gold import ARTICLE_ROLES, OTHER_ROLES, page_text
from sayso.check.pages import TEXT_ROLES, line_extents, line_roles
from sayso.model import sha256_of
from sayso.read.lines import letters

#: Letters and digits from which on a line is hardly found in an article by chance.
_LONG = 25
_LINES = re.compile(r"(\d+)(?:-(\d+))? ([a-z]+)\Z")
_FIELD = re.compile(r"(title|author|date) (\d+)(?: (.+?))??(?: = (\d{4}-\d\d-\d\d))?\Z")


def show(page: Path) -> None:
    """Print the lines of a page that are not blank, numbered from 1."""
    text = page_text(page)
    for number, (start, end) in enumerate(line_extents(text), 1):
        print(number, text[start:end])


def make(labels: Path, folder: Path) -> list[dict[str, Any]]:
    """Return the gold that labels of lines stand for; raises ValueError naming the line that is wrong."""
    made: list[dict[str, Any]] = []
    text, extents = "", []
    for number, line in enumerate(labels.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if line.startswith("page "):
                name = line.removeprefix("page ").strip()
                text = page_text(folder / name)
                extents = line_extents(text)
                made.append({"page": name, "sha256": sha256_of(text), "articles": [], "blocks": []})
            elif line.strip() == "article":
                made[-1]["articles"].append({})
            elif line.strip():
                _label(made[-1], text, extents, line)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{labels}: line {number}: {line!r} cannot be used ({error})") from None
    return sorted(made, key=lambda page: str(page["page"]))


def _label(page: dict[str, Any], text: str, extents: Sequence[tuple[int, int]], line: str) -> None:
    articles, blocks = page["articles"], page["blocks"]
    if field := _FIELD.match(line):
        key, at, words, iso = field.groups()
        start, end = extents[int(at) - 1]
        if words:
            start = text.index(words, start, end)
            end = start + len(words)
        articles[-1][key] = [start, end]
        if iso:
            articles[-1]["published"] = iso
        return
    found = _LINES.match(line)
    if not found or found[3] not in ARTICLE_ROLES + OTHER_ROLES:
        raise ValueError("not like '4-9 body', 'article' or 'author 5 Ana Lund'")
    article = len(articles) - 1 if found[3] in ARTICLE_ROLES else None
    for start, end in extents[int(found[1]) - 1 : int(found[2] or found[1])]:
        if blocks and blocks[-1][2:] == [found[3], article]:
            blocks[-1][1] = end
        else:
            blocks.append([start, end, found[3], article])


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of pairs of labels: agreement beyond what chance would give."""
    total = len(pairs)
    same = sum(left == right for left, right in pairs) / total
    first, second = Counter(left for left, _ in pairs), Counter(right for _, right in pairs)
    chance = sum(first[label] * second[label] for label in first) / total**2
    return (same - chance) / (1 - chance) if chance < 1 else 1.0


def agree(first: Sequence[PageDocument], second: Sequence[PageDocument]) -> None:
    """Print how far two golds agree on the pages that both hold."""
    others = {page.id: page for page in second}
    characters = same = text_same = 0
    lines: list[tuple[str, str]] = []
    texts: list[tuple[str, str]] = []
    both = [page for page in first if page.id in others]
    counted = sum(len(page.labels.articles) == len(others[page.id].labels.articles) for page in both)
    fields: Counter[str] = Counter()
    for page in both:
        other = others[page.id]
        roles = list(zip(line_roles(page.text, page.labels), line_roles(other.text, other.labels), strict=True))
        lines += roles
        texts += [(str(left in TEXT_ROLES), str(right in TEXT_ROLES)) for left, right in roles]
        for (start, end), (left, right) in zip(line_extents(page.text), roles, strict=True):
            size = sum(not character.isspace() for character in page.text[start:end])
            characters, same = characters + size, same + size * (left == right)
            text_same += size * ((left in TEXT_ROLES) == (right in TEXT_ROLES))
        for left_article, right_article in zip(page.labels.articles, other.labels.articles, strict=False):
            for name in ("title", "author", "published"):
                fields[name] += getattr(left_article, name) == getattr(right_article, name)
    articles = sum(len(page.labels.articles) for page in both)
    print(f"{len(both)} pages, {len(lines)} lines, {characters} characters; right number of articles on {counted}")
    print(f"same role: {same / characters:.4f} of the characters, {_share(lines):.4f} of the lines")
    print(f"same, text or not: {text_same / characters:.4f} of the characters, {_share(texts):.4f} of the lines")
    print(f"kappa of lines: {kappa(lines):.4f} of roles, {kappa(texts):.4f} of text or not")
    print("same " + ", ".join(f"{name} {fields[name]} of {articles}" for name in ("title", "author", "published")))
    for (left, right), count in Counter(pair for pair in lines if pair[0] != pair[1]).most_common(12):
        print(f"  {count:4} lines: {left} / {right}")


def against(gold: Sequence[PageDocument], folder: Path) -> None:
    """Print how far a gold and the benchmark agree on which lines are an article's text."""
    both = mine = theirs = pages = 0
    for page in gold:
        told = folder / page.id.replace(".html.gz", ".json")
        if told.suffix != ".json" or not told.is_file():
            continue
        article = letters(json.loads(told.read_text(encoding="utf-8"))["main_content"])
        pages += 1
        for (start, end), role in zip(line_extents(page.text), line_roles(page.text, page.labels), strict=True):
            line = letters(page.text[start:end])
            if len(line) >= _LONG and role not in ("title", "byline", "dateline"):
                ours, other = role in (*TEXT_ROLES, "caption"), line in article
                both, mine, theirs = (
                    both + len(line) * (ours and other),
                    mine + len(line) * ours,
                    theirs + len(line) * other,
                )
    print(
        f"{pages} pages; of the gold's text {both / mine:.4f} is the benchmark's, of its {both / theirs:.4f} the gold's"
    )
    print(f"F1 {2 * both / (mine + theirs):.4f} (letters and digits of lines of {_LONG} or more)")


def _share(pairs: Sequence[tuple[str, str]]) -> float:
    return sum(left == right for left, right in pairs) / len(pairs)


def main() -> int:
    """Do what the first argument says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["show", "make", "agree", "against"])
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("--pages", type=Path, help="the folder in which the pages lie by the names in the gold")
    options = parser.parse_args()
    if options.what == "show":
        show(options.paths[0])
    elif options.what == "make":
        try:
            made = make(options.paths[0], options.pages or options.paths[0].parent)
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            return 1
        for page in made:
            print(json.dumps(page, separators=(",", ":")))
    elif options.what == "against":
        against(load(options.paths[0], pages=options.pages).documents, options.pages)
    else:
        first, second = (load(path, pages=options.pages).documents for path in options.paths)
        agree(first, second)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
