"""Which time a happening told of at some place in an article is of: the nearest in its clause, sentence, paragraph.

A heuristic baseline: times stand in the clause of their verb more often than not, and what a sentence leaves undated
goes on from the one before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.model import Time
from sayso.understand.reader import Extent
from sayso.understand.times.reading import published_days

#: Words at which another clause begins. FA-KES has lost its commas, so a comma counts only where there is one.
_CLAUSE = re.compile(
    r"[,;:–—]|\b(?:that|which|who|whom|whose|where|when|while|after|before|but|because|since|until|although|though|as"
    r"|said|says|told|reported|added|according)\b",
    re.IGNORECASE,
)
#: Words before a time that make it another happening's: what it ended with or came before, or when it was told of.
_OTHERS = re.compile(
    r"\b(?:(?:until|till|before|ahead of|prior to)\s+(?:the\s+|last\s+)?"
    r"|(?:said|says|told|reported|announced|published|claimed|added|stated|confirmed|declared)\s+(?:\w+\s+)?"
    r"(?:(?:late|early|earlier|in a \w+)\s+)?(?:on\s+)?)$",
    re.IGNORECASE,
)
#: "Since April", "since peace talks broke off in April": from then to the day of writing.
_SINCE = re.compile(r"\bsince\s+(?:\w+\s+){0,5}$", re.IGNORECASE)
_LINK = re.compile(r"\s*(?:to|until|till|through|and|or|[-–—])\s*(?:on\s+)?", re.IGNORECASE)
#: How far before a time the words stand that link it to another happening, in characters.
_LEAD = 60
#: How far back the time of a sentence before reaches, in characters: about two sentences of news.
_REACH = 300
#: What one clause more between a happening and a time weighs, in characters of distance.
_CLAUSE_WEIGHS = 60


@dataclass(frozen=True, slots=True)
class When:
    """When a happening was, as far as an article's times tell.

    ``time`` is the time expression, and ``time_to`` the other end of a range ("from Monday to Wednesday"), else None.
    ``date_from`` and ``date_to`` are ISO 8601. ``how`` is ``clause``, ``sentence``, ``since``, ``paragraph`` (its
    sentences before), or ``none`` where no time applies; then all else is None, and whoever asks may take the article's
    date.
    """

    time: Time | None
    time_to: Time | None
    date_from: str | None
    date_to: str | None
    how: str


NOTHING = When(None, None, None, None, "none")


def time_at(
    text: str,
    times: Sequence[Time],
    anchor: int,
    *,
    sentence: Extent,
    paragraph: Extent | None = None,
    published: str | None = None,
    offset: int = 0,
) -> When:
    """Return when the happening that is told of at ``anchor`` was.

    ``text`` is what ``anchor``, ``sentence`` and ``paragraph`` are offsets into; ``offset`` is what must be added to
    them to get the times' own (``Article.start`` for a passage's offsets, 0 for a page's). ``times`` are those of the
    article, in order. ``published`` is the article's date, which ends what is told to go on "since" another. Only
    dates, times of day and lengths that end or begin on a known day ("the past 24 hours") apply; "now", "recently" and
    what recurs do not, nor a time behind "until" or of the telling ("said on Tuesday").
    """
    usable = [time for time in times if _applies(time)]
    within = [time for time in usable if sentence[0] <= time.start - offset and time.end - offset <= sentence[1]]
    own = [time for time in within if not _of_another(text, time, offset)]
    if own:
        best = min(own, key=lambda time: (_distance(text, time, anchor, offset), time.start))
        clauses = _clauses(text, best, anchor, offset)
        start = best.start - offset
        written = published_days(published)
        if written is not None and _SINCE.search(text[max(start - _LEAD, sentence[0]) : start]):
            until = max(written.days[1].isoformat(), best.date_to or "")
            return When(best, None, best.date_from, until, "since")
        return _when(text, usable, best, "sentence" if clauses else "clause", offset)
    if paragraph is not None:
        before = [
            time
            for time in usable
            if max(paragraph[0], sentence[0] - _REACH) <= time.start - offset < sentence[0]
            and not _of_another(text, time, offset)
        ]
        if before:
            return _when(text, usable, before[-1], "paragraph", offset)
    return NOTHING


def _applies(time: Time) -> bool:
    if time.type == "SET" or (time.value or "").endswith("_REF"):
        return False
    return time.date_from is not None and time.date_to is not None


def _of_another(text: str, time: Time, offset: int) -> bool:
    start = time.start - offset
    return _OTHERS.search(text[max(start - _LEAD, 0) : start]) is not None


def _between(time: Time, anchor: int, offset: int) -> Extent:
    start, end = time.start - offset, time.end - offset
    return (end, anchor) if end <= anchor else (anchor, max(start, anchor))


def _clauses(text: str, time: Time, anchor: int, offset: int) -> int:
    start, end = _between(time, anchor, offset)
    return sum(1 for _ in _CLAUSE.finditer(text, start, end))


def _distance(text: str, time: Time, anchor: int, offset: int) -> int:
    start, end = _between(time, anchor, offset)
    return end - start + _CLAUSE_WEIGHS * _clauses(text, time, anchor, offset)


def _when(text: str, times: Sequence[Time], best: Time, how: str, offset: int) -> When:
    """Return the time, or with the one linked to it the range of both."""
    place = times.index(best)
    for left, right in ((place, place + 1), (place - 1, place)):
        if left < 0 or right >= len(times):
            continue
        one, other = times[left], times[right]
        joined = _LINK.fullmatch(text, one.end - offset, other.start - offset) is not None
        if joined and (one.date_from or "") <= (other.date_to or ""):
            return When(one, other, one.date_from, other.date_to, how)
    return When(best, None, best.date_from, best.date_to, how)
