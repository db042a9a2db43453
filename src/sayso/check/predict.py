"""The pipeline as the scorer sees it: a document in; attributions, or names and chains, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from sayso.check.nouns import GoldDocument, NamesDocument, ReferencesDocument
from sayso.model import Article, Attribution, Block, content_id
from sayso.read.articles import split
from sayso.understand import make_reader, understand
from sayso.understand.reader import Passage, Reading

_PARAGRAPH = re.compile(r"\S[^\n]*")


def predictor(reader: str) -> Callable[[GoldDocument], Sequence[Attribution]]:
    """Return a function from a document to the attributions that the pipeline finds with the named reader.

    A clean document goes straight to the attribution reader; any other is split into articles first, as a page
    of a case is. The reader is made once.
    """
    made = make_reader(reader)

    def predict(document: GoldDocument) -> Sequence[Attribution]:
        articles, blocks = whole(document) if document.clean else split(document.page)
        findings = understand(document.page, articles, blocks, made)
        if findings.error:
            raise RuntimeError(findings.error)
        return findings.attributions

    return predict


def passage_reader(reader: str) -> Callable[[NamesDocument | ReferencesDocument], Reading]:
    """Return a function from a document to what the named reader itself finds in it, names and chains among it.

    The document is one passage, all its paragraphs are body. The reader is made once.
    """
    made = make_reader(reader)

    def predict(document: NamesDocument | ReferencesDocument) -> Reading:
        paragraphs = tuple((start, end, "body") for start, end in document.paragraphs)
        return made.read([Passage(document.text, paragraphs)])[0]

    return predict


def whole(document: GoldDocument) -> tuple[list[Article], list[Block]]:
    """Return a clean document as one article: its first line the title, every further line a body block."""
    page, text = document.page, document.text
    article = Article(
        id=content_id(page.id, 0, len(text)),
        page_id=page.id,
        title=page.given_title,
        author=page.given_author,
        outlet=page.given_outlet,
        published=page.given_published,
        published_from=page.given_published,
        start=0,
        end=len(text),
        text=text,
    )
    blocks = [
        Block(
            id=content_id(page.id, match.start(), match.end()),
            page_id=page.id,
            article_id=article.id,
            role="body" if number else "title",
            start=match.start(),
            end=match.end(),
        )
        for number, match in enumerate(_PARAGRAPH.finditer(text))
    ]
    return [article], blocks


def demo_gold_path() -> Path:
    """Return the path of the bundled example's gold."""
    return Path(__file__).parent.parent / "data" / "demo" / "gold.json"


def demo_data_path() -> Path:
    """Return the folder of the outlets and actors that the bundled example's pages speak of."""
    return Path(__file__).parent.parent / "data" / "demo" / "data"
