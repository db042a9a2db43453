"""Times and places found in the simplest way, for the scorer where no better finder has run.

Not part of the pipeline: weekdays, days and months relative to the article's date, and names that actor files hold or
that stand behind "in", "near" or "at".
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date, timedelta

from sayso.model import Article, Mention, Place, Time, content_id

_MONTHS = {name: number for number, name in enumerate(calendar.month_name) if name}
_MONTH = "|".join(_MONTHS)
_DAYS = {name: number for number, name in enumerate(calendar.day_name)}
_TIME = re.compile(
    rf"\b(?P<day>\d{{1,2}})?\s?(?P<month>{_MONTH})\s?(?P<behind>\d{{1,2}}(?!\d))?(?:\s(?P<year>(?:19|20)\d\d))?\b"
    rf"|\b(?P<weekday>{'|'.join(_DAYS)})s?\b|\b(?P<lone>(?:19|20)\d\d)\b|\b(?P<word>yesterday|today)\b"
)
_BEHIND = re.compile(
    r"\b(?:in|near|of|on|at|town of|village of|city of)\s((?:al-|Al-)?[A-Z][\w-]+(?:\s(?:al-)?[A-Z][\w-]+){0,2})"
)


def find_times_simply(article: Article) -> tuple[Time, ...]:
    """Return the times of an article."""
    try:
        anchor = date.fromisoformat((article.published or "")[:10])
    except ValueError:
        return ()
    found = []
    for match in _TIME.finditer(article.text):
        first, last = _days(match, anchor)
        if first is None or last is None:
            continue
        start = match.start() + article.start
        found.append(
            Time(
                content_id("times", article.id, *match.span()), article.id, start, start + len(match.group()),
                match.group(), "DATE", first.isoformat(), first.isoformat(), last.isoformat(), "published",
            )
        )  # fmt: skip
    return tuple(found)


def _days(match: re.Match[str], anchor: date) -> tuple[date | None, date | None]:
    if match["weekday"]:
        back = (anchor.weekday() - _DAYS[match["weekday"]]) % 7
        day = anchor - timedelta(days=back)
        return day, day
    if match["word"]:
        day = anchor - timedelta(days=match["word"] == "yesterday")
        return day, day
    if match["lone"]:
        return date(int(match["lone"]), 1, 1), date(int(match["lone"]), 12, 31)
    month = _MONTHS[match["month"]]
    year = int(match["year"]) if match["year"] else anchor.year - (month > anchor.month)
    last = calendar.monthrange(year, month)[1]
    number = int(match["day"] or match["behind"] or 0)
    if number > last:
        return None, None
    return (date(year, month, number or 1), date(year, month, number or last))


def find_places_simply(article: Article, mentions: Sequence[Mention]) -> tuple[Place, ...]:
    """Return the places of an article: what its mentions call so, countries, and names behind a preposition."""
    found: dict[int, tuple[int, str, str | None]] = {}
    for one in mentions:
        country = one.kind == "organisation" and one.entity in _COUNTRIES
        if one.kind == "place" or country:
            found[one.start - article.start] = (one.end - article.start, one.entity, "country" if country else None)
    taken = [(start, end) for start, (end, _, _) in found.items()]
    for match in _BEHIND.finditer(article.text):
        start, end = match.span(1)
        words = match[1].split()
        if words[0] in _MONTHS or words[0].rstrip("s") in _DAYS or any(s < end and e > start for s, e in taken):
            continue
        found[start] = (end, match[1], None)
    return tuple(
        Place(
            content_id("places", article.id, start, end), article.id, start + article.start, end + article.start,
            article.text[start:end], name, kind, None, None, None, None, None, None, "named",
        )
        for start, (end, name, kind) in sorted(found.items())
    )  # fmt: skip


_COUNTRIES = frozenset({"Syria", "Turkey", "Russia", "Iraq", "Jordan", "Lebanon", "Iran", "Israel"})
