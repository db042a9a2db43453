"""Times: every time expression of an article, its TIMEX3 type and value, and the days that it means.

``find_times`` reads like the way of the work: words → classes (``lexer``) → expressions (``finding``, by patterns of
the modules ``grammar_…``) → values and days (``reading``, ``resolving``, ``relative``). The words stand in
``data/times``. Types and values are TimeML's (Saurí et al. 2006, "TimeML Annotation Guidelines 1.2.1").
"""

from __future__ import annotations

from sayso.model import Article, Time, content_id
from sayso.understand.reader import Passage
from sayso.understand.times.reading import read_times

__all__ = ["find_times"]


def find_times(article: Article, passage: Passage) -> tuple[Time, ...]:
    """Return the time expressions of an article in the order of its text; none overlap. Offsets are of the page.

    ``passage`` is the article's text with its paragraphs (``understand.passage_of``). Days are counted from
    ``Article.published``, at whatever precision that has; without it from a date in a dateline (``how`` is "text");
    without that they are left open.
    """
    made = []
    for found in read_times(passage.text, passage.paragraphs, article.published):
        meaning = found.meaning
        made.append(
            Time(
                id=content_id("time", article.id, found.start, found.end),
                article_id=article.id,
                start=article.start + found.start,
                end=article.start + found.end,
                text=passage.text[found.start : found.end],
                type=meaning.type,
                value=meaning.value,
                date_from=meaning.first.isoformat() if meaning.first else None,
                date_to=meaning.last.isoformat() if meaning.last else None,
                how=meaning.how,
            )
        )
    return tuple(made)
