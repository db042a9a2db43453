"""What JSON-LD (schema.org) says of a page: headline, authors, date and publisher of its article.

The article's own node is asked first, then the page's. Nodes refer to each other by ``@id``, also over several scripts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sayso.read.decode import whole
from sayso.read.metadata_files import metadata_words

#: One JSON-LD script; longer ones are data for the page's scripts, not about the page.
_MOST_JSON = 500_000
#: Nodes looked at in a script: an honest graph has some dozens.
_MOST_NODES = 1000
_MOST_AUTHORS = 20
#: An author's name within a name within a list: deeper shapes are nobody's.
_DEEPEST = 4
#: A list or an object; "[CDATA[" is neither.
_BEGINS = re.compile(r"(?<!CDATA)[\[{](?=\s*[\[{\"])")
_NAMES = ("name", "legalName", "alternateName")
_PARTS = ("givenName", "additionalName", "familyName")
_INSIDE = frozenset(("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"))

Node = dict[str, object]


@dataclass(frozen=True, slots=True)
class Declared:
    """What JSON-LD declares of the page's article, as it stands there; ``published`` may hold several values."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    publisher: str | None = None


def read_json_ld(tree: etree._Element) -> Declared:
    """Return what the JSON-LD of a parsed page declares; unreadable scripts are passed over."""
    nodes = [node for document in _documents(tree) for node in _nodes(document)]
    if not nodes:
        return Declared()
    known = {id_: node for node in nodes if isinstance(id_ := node.get("@id"), str) and len(node) > 1}
    articles, pages = metadata_words("json-ld", "articles"), metadata_words("json-ld", "pages")
    asked = [found for kinds in (articles, pages) if (found := next((n for n in nodes if _is(n, kinds)), None))]
    authors = next(
        (names for node in asked for key in ("author", "creator") if (names := _people(node.get(key), known))), []
    )
    published = [text for key in ("datePublished", "dateCreated") for node in asked if (text := _text(node.get(key)))]
    return Declared(
        headline=next((text for node in asked if (text := _text(node.get("headline")))), None),
        authors=tuple(authors),
        published=tuple(published),
        publisher=next((names[0] for node in asked if (names := _people(node.get("publisher"), known))), None),
    )


def _documents(tree: etree._Element) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    for script in tree.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        content = script.text or ""
        begins = _BEGINS.search(content) if len(content) <= _MOST_JSON else None
        if begins is None:
            continue
        try:
            # What stands before and behind is comment marks that older browsers wanted, or a stray semicolon.
            yield decoder.raw_decode(content, begins.start())[0]
        except (ValueError, RecursionError):
            continue


def _nodes(document: object) -> Iterator[Node]:
    """Yield the nodes of a document that may be its article, in order."""
    stack, visited = [document], 0
    while stack and visited < _MOST_NODES:
        visited += 1
        thing = stack.pop()
        if isinstance(thing, list):
            stack.extend(reversed(thing))
        elif isinstance(thing, dict):
            yield thing
            stack.extend(value for key, value in reversed(thing.items()) if key in _INSIDE)


def _is(node: Node, kinds: tuple[str, ...]) -> bool:
    given = node.get("@type")
    return any(
        str(kind).rpartition("/")[2].lower() in kinds for kind in (given if isinstance(given, list) else [given])
    )


def _people(value: object, known: dict[str, Node], depth: int = 0) -> list[str]:
    """Return the names in what stands for an author: words, a node, a reference to one, or a list of these."""
    if isinstance(value, list):
        value = value[:_MOST_AUTHORS]
        names = [name for one in value for name in _people(one, known, depth + 1)] if depth < _DEEPEST else []
        return list(dict.fromkeys(names))[:_MOST_AUTHORS]
    if isinstance(value, dict):
        return _named(value, known, depth) if depth < _DEEPEST else []
    text = _text(value)
    if text is None:
        return []
    return _people(known[text], known, depth + 1) if text in known and depth < _DEEPEST else [text]


def _named(node: Node, known: dict[str, Node], depth: int) -> list[str]:
    for key in _NAMES:
        if names := _people(node.get(key), known, depth + 1):
            return names
    if parts := [text for key in _PARTS if (text := _text(node.get(key)))]:
        return [" ".join(parts)]
    reference = node.get("@id")
    elsewhere = known.get(reference) if isinstance(reference, str) else None
    return _people(elsewhere, known, depth + 1) if elsewhere is not None and elsewhere is not node else []


def _text(value: object) -> str | None:
    """Return words with single blanks; a list's first."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return None
    words = " ".join(whole(value[:4000]).split())
    return words if words and len(words) <= 1000 else None
