"""What an HTML page's head says about it: JSON-LD (schema.org), OpenGraph and its kin, and the title element.

What is declared is taken. Where it names no author or no date, the page's own markup and text are looked at as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from lxml import etree

from sayso.read.author_marks import marked_authors
from sayso.read.authors import SURE, choose
from sayso.read.dates import read_date
from sayso.read.decode import whole
from sayso.read.json_ld import Declared, read_json_ld
from sayso.read.metadata_files import metadata_words
from sayso.read.searched_dates import searched_date

_MOST_VALUE = 1000
#: Elements with dates that are looked at: a page's own stands among the first.
_MOST_DATED = 20
_DATED = etree.XPath("descendant::time | descendant::*/@itemprop[. = 'datePublished']/..")
_DAY = len("2031-05-09")
#: htmldate is asked only up to this size: its patterns look at all of the markup.
_MOST_MARKUP = 2_000_000


@dataclass(frozen=True, slots=True)
class Head:
    """What the page says about itself; ``published_iso`` is ``published`` in ISO 8601 where that is settled."""

    title: str | None = None
    outlet: str | None = None
    author: str | None = None
    published: str | None = None
    published_iso: str | None = None
    url: str | None = None
    language: str | None = None


def read_head(tree: etree._Element, markup_size: int) -> Head:
    """Return the metadata of a parsed page (``markup_size`` in characters)."""
    metas = _metas(tree)
    ld = read_json_ld(tree)
    outlet = _first(metas, "outlet") or ld.publisher
    published, iso = _published(tree, metas, ld)
    if iso is None and markup_size <= _MOST_MARKUP:
        published, iso = searched_date(tree) or (published, None)
    language = (tree.get("lang") or tree.get("xml:lang") or "").strip().lower()[:2]
    return Head(
        title=_first(metas, "title") or ld.headline or _element(tree, "title"),
        outlet=outlet,
        author=_author(tree, metas, ld, outlet),
        published=published,
        published_iso=iso,
        url=_canonical(tree, metas),
        language=language if language.isalpha() and len(language) == 2 else None,
    )


def _author(tree: etree._Element, metas: dict[str, str], ld: Declared, outlet: str | None) -> str | None:
    """Return the author that is declared; where that is nobody's name, whom the markup around names tells."""
    declared = [", ".join(ld.authors), *(metas[name] for name in metadata_words("author", "meta") if name in metas)]
    labels = metadata_words("author", "meta_labels")
    for name, words in metas.items():
        if name.startswith("twitter:label") and words.lower() in labels:
            declared.append(metas.get(name.replace("label", "data"), ""))
    author, weight = choose(declared, outlet)
    return author if weight >= SURE else choose([author, *marked_authors(tree)], outlet)[0]


def _published(tree: etree._Element, metas: dict[str, str], ld: Declared) -> tuple[str | None, str | None]:
    """Return the words that give the date and the date: the surest, as precise as any that gives the same day.

    Words that give no date are returned with None.
    """
    given = [*ld.published, *(metas[name] for name in metadata_words("published", "meta") if name in metas)]
    given = [words.strip("\"' ") for words in given]  # some templates quote twice
    dates = [(words, iso) for words in given if (iso := read_date(words))]
    settled = next((found for found in dates if len(found[1]) >= _DAY), None)
    if settled is None or len(settled[1]) == _DAY:
        more = _elements_of_date(tree)
        given += more
        dates += [(words, iso) for words in more if (iso := read_date(words))]
        settled = next((found for found in dates if len(found[1]) >= _DAY), None)
    if settled is None:
        return dates[0] if dates else (given[0] if given else None, None)
    same = [found for found in dates if found[1].startswith(settled[1])]
    return max(same, key=lambda found: len(found[1]))


def _metas(tree: etree._Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        content = _text(meta.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: dict[str, str], file: str) -> str | None:
    return next((metas[name] for name in metadata_words(file, "meta") if name in metas), None)


def _element(tree: etree._Element, tag: str) -> str | None:
    element = next(tree.iter(tag), None)
    return _text(element.text) if element is not None else None


def _elements_of_date(tree: etree._Element) -> list[str]:
    """Return what elements give for dates: what is marked as the date of publication first, then ``time`` elements."""
    marked, times = [], []
    for element in cast(list[etree._Element], _DATED(tree))[:_MOST_DATED]:
        told = f"{element.get('class') or ''} {element.get('itemprop') or ''}".lower()
        stamp = element.get("datetime") or element.get("content") or element.text
        words = _text(stamp)
        if not words:
            continue
        if "datepublished" in told:
            marked.append(words)
        elif element.tag == "time":
            changed = any(word in told for word in metadata_words("published", "changed"))
            if not changed or any(word in told for word in metadata_words("published", "first")):
                times.append(words)
    return marked + times


def _canonical(tree: etree._Element, metas: dict[str, str]) -> str | None:
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            url = _url(link.get("href"))
            if url:
                return url
    return _url(metas.get("og:url"))


def _url(value: str | None) -> str | None:
    url = _text(value)
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.netloc else None


def _text(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    words = " ".join(whole(value).split())
    return words if words and len(words) <= _MOST_VALUE else None
