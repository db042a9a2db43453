"""Dates as news pages write them, into ISO 8601 at the precision given, or nothing.

Strict on purpose: a wrong date is worse than none. English month names. '4/5/2017' is read only when the order of
day and month is known; else only its year is. Clock times are kept as written; a zone only when it is an offset,
UTC or GMT, because other abbreviations are ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Literal

from dateutil import parser as dateutil_parser

Order = Literal["mdy", "dmy"]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{m}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+"
_YEAR = r"(?:19|20)\d\d"
_TIME = (
    r"(?:,?\s*(?:T|at|-|–|\||\()?\s*(?P<h>[01]?\d|2[0-3])[:.](?P<min>[0-5]\d)(?::(?P<s>[0-5]\d))?(?:\.\d+)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z]{3,4}|[ECMP]T)?(?![\w:])\)?)?"
)
_DATE = re.compile(
    rf"(?<![\w/.-])(?:{_DAY})?(?:"
    rf"(?P<y1>{_YEAR})-(?P<mo1>\d\d)(?:-(?P<d1>\d\d))?(?![\d/-])"
    rf"|(?P<y1b>{_YEAR})/(?P<mo1b>\d\d?)/(?P<d1b>\d\d?)(?![\d/-])"
    rf"|(?P<d2>\d\d?)(?:st|nd|rd|th)?[\s-]+(?:of\s+)?{_MONTH.format(m='m2')}(?:,|,?[\s-]+)(?P<y2>{_YEAR})(?![\d/-])"
    rf"|(?P<y6>{_YEAR}),?[\s-]+{_MONTH.format(m='m5')}[\s-]+(?P<d5>\d\d?)(?![\d/:-])"
    rf"|{_MONTH.format(m='m3')}\s+(?P<d3>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<y3>{_YEAR})(?![\d/-])"
    rf"|{_MONTH.format(m='m4')},?\s+(?P<y4>{_YEAR})(?![\d/-])"
    rf"|(?P<n1>\d\d?)(?P<sep>[/.-])(?P<n2>\d\d?)(?P=sep)(?P<y5>{_YEAR})(?![\d/-])"
    rf"){_TIME}",
    re.I,
)
_LEAD = re.compile(
    r"(?:first |last |latest |date of )?(?:publish(?:ed)?|publication|posted|updated?|modified|created|date|written"
    r"|issued)(?: date| time)?(?: on| at)?(?: the(?=\s))?\s*[:|-]?\s*|on\s+|[|•·–—-]\s*",
    re.I,
)
_CHANGED = re.compile(r"\b(?:updated?|modified|revised)\b", re.I)
#: What may stand between two dates of one line.
_BETWEEN = frozenset(" \t\xa0,.;:|/•·()–—-")
_TAIL = re.compile(r"[\s,.;:|•·()–—-]*(?:local time)?[\s.]*\Z", re.I)
#: Bylines with a date are shorter.
_LONGEST_LINE = 160
_NUMERIC = re.compile(r"\s*(\d\d?)[/-](\d\d?)[/-](?:19|20)\d\d\b")
_ISO_TIME = re.compile(rf"\s*{_YEAR}-\d\d-\d\dT\d\d:?\d\d")


def read_date(words: str, order: Order | None = None) -> str | None:
    """Return the ISO 8601 form of ``words`` when they are one date (with or without a time) and nothing else."""
    words = words.strip()
    if not words or len(words) > 80:
        return None
    if _ISO_TIME.match(words):
        return _iso_moment(words)
    found = _DATE.match(words)
    if not found or not _TAIL.match(words, found.end()):
        return None
    return _iso(found, order)


def find_line_date(line: str, order: Order | None = None) -> tuple[str, str] | None:
    """Return ``(ISO date, its words)`` when a line holds dates and, at most, words such as 'Published on'.

    Of several ('Published 4 May 2031, updated 9 May 2031') the first that is not the date of a change counts.
    """
    if len(line) > 120:
        return None
    at = 0
    published: tuple[str, str] | None = None
    changed: tuple[str, str] | None = None
    while at < len(line):
        label = at
        while lead := _LEAD.match(line, at):
            at = lead.end()
        found = _DATE.match(line, at)
        iso = _iso(found, order) if found else None
        if not found or not iso:
            return None
        dated = (iso, found.group().strip())
        if says_changed(line[label:at]):
            changed = changed or dated
        else:
            published = published or dated
        if _TAIL.match(line, found.end()):
            return published or changed
        at = found.end()
        while at < len(line) and line[at] in _BETWEEN:
            at += 1
    return None


def says_changed(words: str) -> bool:
    """Say whether the words before a date make it the date of a change ("Updated on")."""
    return _CHANGED.search(words) is not None


def find_leading_date(text: str) -> tuple[str, str] | None:
    """Return ``(ISO date, its words)`` when running text begins with a date, as in 'Wed 05 Apr 2017 Victims of …'."""
    head = text[:120]
    at = len(head) - len(head.lstrip())
    while lead := _LEAD.match(head, at):
        at = lead.end()
    found = _DATE.match(head, at)
    if not found:
        return None
    iso = _iso(found, None)
    return (iso, found.group().strip(" ,.-")) if iso else None


def search_date(line: str) -> tuple[str, int, int] | None:
    """Return ``(ISO date, start, end)`` of the first date anywhere in a line of at most 160 characters."""
    if len(line) > _LONGEST_LINE:
        return None
    for found in _DATE.finditer(line):
        iso = _iso(found, None)
        if iso:
            return iso, found.start(), found.start() + len(found.group().rstrip(" ,.-"))
    return None


def dates_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield ``(words, ISO date)`` of all dates in ``text``; where the order of day and month is open, both readings."""
    for found in _DATE.finditer(text):
        words = found.group().strip(" ,.-(|")
        yield from ((words, iso) for iso in dict.fromkeys((_iso(found, "dmy"), _iso(found, "mdy"))) if iso)


def column_order(values: Iterable[str]) -> Order | None:
    """Return the order of day and month in a column of dates such as '4/15/2017', when one value settles it.

    None when no value does, or when values contradict each other.
    """
    first_day = second_day = False
    for value in values:
        found = _NUMERIC.match(value)
        if found:
            first_day = first_day or int(found.group(1)) > 12
            second_day = second_day or int(found.group(2)) > 12
    if first_day == second_day:
        return None
    return "dmy" if first_day else "mdy"


def _iso_moment(words: str) -> str | None:
    try:
        moment = dateutil_parser.isoparse(words)
    except (ValueError, OverflowError):
        return None
    return moment.replace(microsecond=0).isoformat()


def _iso(found: re.Match[str], order: Order | None) -> str | None:
    part = found.groupdict()
    year = int(next(part[name] for name in ("y1", "y1b", "y2", "y3", "y4", "y5", "y6") if part[name]))
    month, day = _month_and_day(part, order)
    if month is None:
        return f"{year:04d}" if day is None else None
    if day is None:
        return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
    try:
        stamp = date(year, month, day).isoformat()
    except ValueError:
        return None
    return stamp + _clock(part)


def _month_and_day(part: dict[str, str | None], order: Order | None) -> tuple[int | None, int | None]:
    for name, days in (("m2", "d2"), ("m3", "d3"), ("m4", None), ("m5", "d5")):
        if named := part[name]:
            day = part[days] if days else None
            return _MONTHS.index(named[:3].lower()) + 1, int(day) if day else None
    for name, days in (("mo1", "d1"), ("mo1b", "d1b")):
        if number := part[name]:
            day = part[days]
            return int(number), int(day) if day else None
    first, second = int(part["n1"] or 0), int(part["n2"] or 0)
    if part["sep"] == "." or first > 12 or first == second:
        return second, first  # with dots the day always comes first
    if second > 12:
        return first, second
    if order is None:
        return None, None
    return (first, second) if order == "mdy" else (second, first)


def _clock(part: dict[str, str | None]) -> str:
    hours, minutes = part["h"], part["min"]
    if hours is None or minutes is None:
        return ""
    hour = int(hours)
    half = (part["half"] or "").lower().replace(".", "")
    if half:
        if not 1 <= hour <= 12:
            return ""
        hour = hour % 12 + (12 if half == "pm" else 0)
    clock = f"T{hour:02d}:{minutes}" + (f":{part['s']}" if part["s"] else "")
    zone = (part["zone"] or "").upper()
    if zone in {"Z", "UTC", "GMT"}:
        return clock + "Z"
    if zone[:1] in {"+", "-"} and zone:
        return f"{clock}{zone[:3]}:{zone[-2:]}"
    return clock
