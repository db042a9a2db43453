"""Gold of page reading: for each page the role of every line and its articles, as offsets into a text kept elsewhere.

One page a line of JSON: ``page`` is a path inside the folder of pages, ``sha256`` the digest of its text in UTF-8,
``blocks`` a list of ``[start, end, role, article]`` that covers every word (``article`` counts from 0, null for what
belongs to none), ``articles`` a list of ``{"title": [start, end], "author": [start, end], "date": [start, end],
"published": "2031-05-09"}`` with only what the page says. Words are never in it: the pages are other people's.

A page ending in ``.html`` or ``.html.gz`` is labelled on what ``plain_text`` makes of it, any other on itself as UTF-8.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from sayso.check.files import GoldError, digest, named_digest, read_bytes
from sayso.check.nouns import GoldSet, LabelledPage, PageArticle, PageBlock, PageDocument
from sayso.check.plain_text import MOST_BYTES, plain_text
from sayso.check.spans import Segment
from sayso.model import Page, content_id

#: Lines of an article.
ARTICLE_ROLES = ("title", "byline", "dateline", "heading", "body", "quote", "caption")
#: Lines that belong to no article.
OTHER_ROLES = ("related", "comment", "navigation", "plea", "advertisement", "legal", "error", "other")
_ISO = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?\Z")
#: Where the pages lie when nobody says so and they are not beside the gold.
SHARED = "SAYSO_SHARED"


def load_reading(
    path: Path, raw: bytes, lines: list[Any], *, pages: Path | None = None, **_: Path | None
) -> GoldSet[PageDocument]:
    """Return the pages of a gold of page reading.

    Their texts lie in ``pages``, else beside the gold, else in the folder that the environment variable
    ``SAYSO_SHARED`` names. A page that is not there, cannot be read or has another text than was labelled is left out
    and named in the notes. Raises GoldError when none is left, or when labels do not fit their text.
    """
    documents, notes = [], []
    for one in lines:
        name = str(one["page"])
        try:
            text = _text_of(path, name, pages)
        except (GoldError, ValueError, OSError, EOFError, zlib.error) as error:
            notes.append(f"{name}: left out, {_first_line(error)}")
            continue
        if digest(text.encode("utf-8", "surrogatepass")) != one["sha256"]:
            notes.append(f"{name}: left out, its text is not the one that was labelled")
            continue
        documents.append(PageDocument(name, text, _page(name, text), _labels(path, name, text, one)))
    if not documents:
        told = notes[0] if notes else "no page in it"
        raise GoldError(f"{path}: none of its pages is here ({told}); give the folder of its pages with --pages")
    return GoldSet("reading", tuple(documents), (named_digest(path, raw),), frozenset({"reading"}), tuple(notes))


def _page(name: str, text: str) -> Page:
    sha256 = digest(text.encode("utf-8", "surrogatepass"))
    return Page(id=content_id("check", name, sha256), file=name, sha256=sha256, text=text, media_type="text/plain")


def _text_of(path: Path, name: str, pages: Path | None) -> str:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts:
        raise GoldError(f"{path}: page {name!r} does not lie in the folder of pages; write its path inside it")
    shared = os.environ.get(SHARED)
    folders = [pages] if pages is not None else [path.parent, *([Path(shared)] if shared else [])]
    place = next((folder / inside for folder in folders if (folder / inside).is_file()), None)
    if place is None:
        raise GoldError(f"not in {' or '.join(map(str, folders))}")
    return page_text(place)


def page_text(path: Path) -> str:
    """Return the text of a page that labels count in; raises GoldError, OSError or ValueError for what is none."""
    raw = read_bytes(path)
    if path.suffix == ".gz":
        with gzip.open(path) as packed:
            raw = packed.read(MOST_BYTES + 1)  # plain_text refuses what is larger, before it is parsed
    return plain_text(raw) if path.name.removesuffix(".gz").endswith(".html") else raw.decode("utf-8")


def _labels(path: Path, name: str, text: str, one: dict[str, Any]) -> LabelledPage:
    articles = tuple(_article(path, name, text, told) for told in one["articles"])
    blocks: list[PageBlock] = []
    end = 0
    for start, stop, role, article in one["blocks"]:
        inside = role in ARTICLE_ROLES
        if not inside and role not in OTHER_ROLES:
            known = ", ".join(ARTICLE_ROLES + OTHER_ROLES)
            raise GoldError(f"{path}: {name}: no role is called {role!r}; the roles are {known}")
        if inside != (article is not None) or (inside and not 0 <= article < len(articles)):
            raise GoldError(f"{path}: {name}: the {role} at {start} must name one of the page's articles, or none")
        if not end <= start < stop <= len(text) or text[end:start].strip():
            raise GoldError(f"{path}: {name}: block {start}-{stop} overlaps or leaves out words; cover each word once")
        blocks.append(PageBlock(start, stop, role, article))
        end = stop
    if text[end:].strip():
        raise GoldError(f"{path}: {name}: nothing is said of the words from {end}; cover each word once")
    if missing := set(range(len(articles))) - {block.article for block in blocks}:
        raise GoldError(f"{path}: {name}: article {min(missing)} has no block; give it one or remove it")
    return LabelledPage(tuple(blocks), articles)


def _article(path: Path, name: str, text: str, told: dict[str, Any]) -> PageArticle:
    if told.get("date"):
        _words(path, name, text, told["date"])
    published = told.get("published")
    if published is not None and not (isinstance(published, str) and _ISO.match(published) and told.get("date")):
        raise GoldError(f"{path}: {name}: published {published!r} should be like 2031-05-09, with the date's offsets")
    title, author = (_words(path, name, text, told[key]) if told.get(key) else None for key in ("title", "author"))
    return PageArticle(title, author, published)


def _words(path: Path, name: str, text: str, pair: Segment) -> str:
    start, end = pair
    if not 0 <= start < end <= len(text) or text[start:end] != text[start:end].strip():
        raise GoldError(f"{path}: {name}: {start}-{end} are not the offsets of words of the page")
    return text[start:end]


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
