"""The findings of a page that repeats another exactly: taken over where that is the same as finding them afresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.model import Article, Block, Findings, Page
from sayso.understand import rekey


def same_words(page: Page, first: Page) -> bool:
    """Tell whether a page is an exact duplicate of another: the same bytes, decoded to the same text."""
    return (page.sha256, page.text) == (first.sha256, first.text)


def take_over(page: Page, articles: Sequence[Article], blocks: Sequence[Block], found: Findings) -> Findings | None:
    """Return the findings of ``page`` made from those (``found``) of a page with the same text.

    ``articles`` and ``blocks`` are those of ``page`` itself: two pages with the same words may have come in different
    formats, through different outlets and on different days. Where they are cut differently, what is understood may
    differ too, and the result is None.
    """
    if _cut(articles, blocks) != _cut(found.articles, found.blocks):
        return None
    moved = rekey(found, page, articles, blocks)
    return replace(moved, seconds={}) if moved is not None else None


def _cut(articles: Sequence[Article], blocks: Sequence[Block]) -> list[tuple[int, int, str, int]]:
    """Return blocks as ``(start, end, role, number of the article)``, -1 for boilerplate."""
    order = {article.id: place for place, article in enumerate(articles)}
    return [(block.start, block.end, block.role, order.get(block.article_id or "", -1)) for block in blocks]
