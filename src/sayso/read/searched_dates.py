"""Dates of HTML pages that declare none: htmldate (Barbaresi 2020, JOSS) searches, its answer is looked up on the page.

htmldate gives a day and keeps to itself where it read it. Every date needs the words it was read from, and these
often say the time of day as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from htmldate import find_date
from lxml import etree

from sayso.read.dates import dates_in

#: The latest date that is one. Fixed, because htmldate's own limit is today, and a page's date must not depend on it.
_LATEST = datetime(2099, 12, 31)
#: Texts are looked through for dates as people write them up to here; what is longer is a script's data.
_MOST = 5_000
#: The time of day behind a date, in characters.
_CLOCK = 30
#: Texts and attributes with the right year that are looked through; pages have up to some hundreds.
_MOST_PIECES = 5_000
_LONGEST_WORDS = 80
_UNREAD = frozenset(("script", "style", "noscript", "template"))


def searched_date(tree: etree._Element) -> tuple[str, str] | None:
    """Return ``(words, ISO date)`` for a parsed page on which a search finds a date and the words that give it."""
    try:
        day = find_date(tree, extensive_search=False, original_date=True, outputformat="%Y-%m-%d", max_date=_LATEST)
    except (ValueError, OverflowError):
        return None  # numbers that are no dates: the page has none that we could trust
    if not isinstance(day, str):
        return None
    return next((found for piece in _pieces(tree, day[:4]) if (found := _evidence(piece, day))), None)


def _pieces(tree: etree._Element, year: str) -> Iterator[str]:
    """Yield what may hold the date: the texts that readers see, then attributes, then scripts."""
    late: list[str] = []
    left = _MOST_PIECES
    for element in tree.iter():
        for text, read in ((element.text, element.tag not in _UNREAD), (element.tail, True)):
            if text is None or year not in text or not left:
                continue
            left -= 1
            if read:
                yield text
            else:
                late.append(text)
    yield from cast(list[str], etree.XPath(f"descendant::*/@*[contains(., '{year}')]")(tree))[:left]
    yield from late


def _evidence(piece: str, day: str) -> tuple[str, str] | None:
    """Return the words in ``piece`` that give the day, and what they give: with the time of day, where they do."""
    for words, iso in dates_in(piece[:_MOST]):
        if iso[:10] == day:
            return words, iso
    year, month, number = day.split("-")
    plain = re.search(rf"(?<!\d){year}(?P<sep>[-/_.]?){month}(?P=sep){number}(?!\d)", piece)
    if plain is None:
        return None
    for words, iso in dates_in(piece[plain.start() : plain.end() + _CLOCK]):
        if iso[:10] == day:
            return words, iso
    words = " ".join(piece[: 2 * _LONGEST_WORDS].split())  # an address, the name of a file
    return (words if len(piece) <= _LONGEST_WORDS else plain.group()), day
