"""Pages with what is known of their lines, from the Web Content Extraction Benchmark's development part (``wcxb_dev``).

Each page is rendered as Sayso renders it and once more by inscriptis, whose lines break elsewhere. Pages of which under
nine tenths of the article are found again are left out.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as File
from urllib.parse import urlsplit

import numpy as np
from inscriptis import get_text

from sayso.read.dates import find_line_date
from sayso.read.decode import decode
from sayso.read.formats import Refused
from sayso.read.limits import Limits
from sayso.read.lines import letters
from sayso.read.render import parse, render
from sayso.read.roles.features import Bools, Floats, Ints, code_points, lines_of
from sayso.read.roles.markup import around
from train.pages.project import project

#: Pages of which less is found again are left out: their line labels would be wrong.
LEAST_FOUND = 0.9
#: The title is looked for so many lines above the article's first, author and date around the two.
_ABOVE, _AROUND = 60, 12
_LONGEST_MARK = 160


@dataclass(frozen=True)
class Example:
    """A page's lines: their text, whether a blank line stands before, and what they are.

    ``inside``: of an article's body; ``begin``: an article's first line; ``role``: its number in ``network.ROLES``.
    ``markup`` are the names around each line and ``links`` the share of it in links; None for a page without markup.
    """

    name: str
    host: str
    lines: tuple[str, ...]
    gap: Bools
    inside: Bools
    begin: Bools
    role: Ints
    markup: Ints | None = None
    links: Floats | None = None


@dataclass(frozen=True)
class Told:
    """What the benchmark says of a page."""

    host: str
    title: str
    author: str
    date: str
    article: str


def examples(folder: File) -> Iterator[tuple[Told, list[Example]]]:
    """Yield what is told of each page, with its renderings: Sayso's first."""
    limits = Limits()
    for path in sorted(folder.glob("*.json")):
        told = json.loads(path.read_text(encoding="utf-8"))
        article = told.get("main_content")
        if not article:
            continue
        known = Told(
            urlsplit(told.get("url") or "").hostname or path.stem,
            told.get("title") or "",
            told.get("author") or "",
            told.get("publish_date") or "",
            article,
        )
        markup = decode(gzip.decompress((folder / f"{path.stem}.html.gz").read_bytes()), markup=True).text
        try:
            tree = parse(markup, limits)
        except Refused:
            continue
        made = [_rendered(path.stem, known, tree, limits), _plain(path.stem, known, get_text(markup))]
        yield known, [example for example in made if example is not None]


def _rendered(name: str, told: Told, tree: object, limits: Limits) -> Example | None:
    rendered = render(tree, limits)  # type: ignore[arg-type]
    found = lines_of(code_points(rendered.text))
    if not len(found.start):
        return None
    return _example(
        name,
        told,
        [rendered.text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)],
        found.gap,
        *around(found, rendered.paths, rendered.layout),
    )


def _plain(name: str, told: Told, text: str) -> Example | None:
    found = lines_of(code_points(text))
    return _example(
        name, told, [text[a:b] for a, b in zip(found.start.tolist(), found.end.tolist(), strict=True)], found.gap
    )


def _example(
    name: str,
    told: Told,
    lines: Sequence[str],
    gap: Bools,
    markup: Ints | None = None,
    links: Floats | None = None,
) -> Example | None:
    labels, covered = project(lines, told.article)
    if covered < LEAST_FOUND or not any(labels):
        return None
    inside = np.array(labels)
    role = np.zeros(len(lines), dtype=np.int64)
    first = int(np.flatnonzero(inside)[0])
    title = _title(lines, told.title, first)
    start = first if title is None else title
    if title is not None:
        role[title] = 1
    for number in range(max(0, start - _AROUND), min(len(lines), first + _AROUND)):
        if number == title or (inside[number] and len(lines[number]) > _LONGEST_MARK):
            continue
        role[number] = _mark(lines[number], told)
    inside &= role == 0
    begin = np.zeros(len(lines), dtype=bool)
    begin[start] = True
    return Example(name, told.host, tuple(lines), gap, inside, begin, role, markup, links)


def _title(lines: Sequence[str], title: str, first: int) -> int | None:
    wanted = letters(title)
    best = None
    for number in range(max(0, first - _ABOVE), min(len(lines), first + 3)):
        found = letters(lines[number])
        if len(found) >= 8 and (found == wanted or (wanted.startswith(found) and 2 * len(found) > len(wanted))):
            best = number
    return best


def _mark(line: str, told: Told) -> int:
    if len(line) > _LONGEST_MARK:
        return 0
    names = [letters(name) for name in re.split(r",|\band\b|;", told.author) if len(name) > 4]
    plain = letters(line)
    if names and any(name in plain for name in names) and len(plain) < 80:
        return 2
    dated = find_line_date(line)
    return 3 if dated and told.date and dated[0][:10] == told.date[:10] else 0
