"""Times in invented sentences, for the tests of ``sayso.understand.times``."""

from __future__ import annotations

from dataclasses import replace

from sayso.model import Time
from sayso.understand import passage_of
from sayso.understand.times import find_times
from understanding import page_of

#: A Wednesday.
PUBLISHED = "2016-09-14"


def times(text: str, published: str | None = PUBLISHED, **given: object) -> list[Time]:
    """Return the times of an article of these words, published on that day."""
    _, [article], blocks = page_of(text, **given)  # type: ignore[arg-type]
    article = replace(article, published=published)
    return list(find_times(article, passage_of(article, blocks)))


def days(text: str, published: str | None = PUBLISHED, **given: object) -> list[tuple[str, str | None, str | None]]:
    """Return the words, the first and the last day of each time."""
    return [(time.text, time.date_from, time.date_to) for time in times(text, published, **given)]


def values(text: str, published: str | None = PUBLISHED, **given: object) -> list[tuple[str, str, str | None]]:
    """Return the words, the type and the value of each time."""
    return [(time.text, time.type, time.value) for time in times(text, published, **given)]
