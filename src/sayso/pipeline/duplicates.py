"""The findings of a page that repeats another exactly: taken over where that is the same as finding them afresh."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.model import Article, Block, Findings, Page
from sayso.understand import rekey

#: What an article is besides its ids. All of it may bear on what is understood ("we" is the outlet, "Tuesday" hangs
#: on the date), so all of it has to be equal before findings are taken over.
_SAME_ARTICLE = ("start", "end", "title", "author", "outlet", "published", "published_from")
_SAME_PAGE = ("sha256", "text", "language", "layout")


def same_words(page: Page, first: Page) -> bool:
    """Tell whether a page is an exact duplicate of another: the same bytes, decoded to the same text."""
    return (page.sha256, page.text) == (first.sha256, first.text)


def take_over(
    page: Page, articles: Sequence[Article], blocks: Sequence[Block], first: Page, found: Findings
) -> Findings | None:
    """Return the findings of ``page`` made from those of its duplicate ``first``; None when they might differ.

    ``articles`` and ``blocks`` are those of ``page`` itself, because two pages with the same words may have come
    through different outlets or on different days.
    """
    if any(getattr(page, name) != getattr(first, name) for name in _SAME_PAGE):
        return None
    order = {article.id: place for place, article in enumerate(articles)}
    first_order = {article.id: place for place, article in enumerate(found.articles)}
    if [_article(a) for a in articles] != [_article(a) for a in found.articles]:
        return None
    if sorted(_block(b, order) for b in blocks) != sorted(_block(b, first_order) for b in found.blocks):
        return None
    moved = rekey(found, page)
    if {article.id for article in moved.articles} != {article.id for article in articles}:
        return None
    return replace(moved, articles=tuple(articles), blocks=tuple(blocks), seconds={})


def _article(article: Article) -> tuple[object, ...]:
    return tuple(getattr(article, name) for name in _SAME_ARTICLE)


def _block(block: Block, order: dict[str, int]) -> tuple[int, int, str, int]:
    place = -1 if block.article_id is None else order[block.article_id]
    return (block.start, block.end, block.role, place)
