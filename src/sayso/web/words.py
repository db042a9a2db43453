"""How numbers, dates and grades are put into words on the screen."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from sayso.data.language_files import not_understood
from sayso.model import is_understood

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
STYLES = {
    "direct": "word for word",
    "indirect": "in the outlet’s words",
    "mixed": "partly word for word",
}
KINDS = {
    "person": "person",
    "organisation": "organisation",
    "group": "group",
    "outlet": "outlet",
    "anonymous": "not named",
}
#: A year, … or a second of an ISO 8601 duration; digits are few, so the pattern is bounded.
_DURATION = re.compile(
    r"P(?:(\d{1,6})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,6})D)?"
    r"(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?",
    re.ASCII,
)
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")
#: What an article does with whom it has something from (``citations.kind``).
KINDS_OF_CITATION = {
    "copy": "copies",
    "credit": "credits",
    "via": "has it through",
    "speaker": "quotes",
    "link": "links to",
}
VICTIMS = {"both": "civilians and combatants"}
#: What the days of a time expression were worked out from (``Time.how``).
HOW_DATED = {
    "explicit": "by its own words",
    "published": "from the article’s date",
    "text": "from another date in the article",
    "open": "from nothing known",
}
#: Least confidence for each word, highest first. Below the last it is unsafe.
GRADES = ((0.9, "sure"), (0.7, "fairly sure"), (0.5, "doubtful"))


def confidence(value: float) -> str:
    """Say a confidence in [0, 1] in words."""
    return next((word for least, word in GRADES if value >= least), "unsafe")


def number(value: int | None) -> str:
    """Write a count with thin spaces between thousands, so that it never looks like a decimal."""
    return f"{value or 0:,}".replace(",", "\u2009")


def count(value: int | None, one: str, many: str | None = None) -> str:
    """Write a count with its noun: ``count(2, "article")`` is "2 articles"."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def date(iso: str | None) -> str:
    """Write an ISO 8601 date as precise as it is: "3 Oct 2016", "Oct 2016", "2016"; anything else stays as it is."""
    if not iso:
        return "no date"
    year, _, rest = iso[:10].partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdecimal() and (not month or month.isdecimal()) and (not day or day.isdecimal())):
        return iso
    if not month or not 1 <= int(month) <= 12:
        return year if not month else iso
    words = f"{MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {words}" if day else words


def moment(iso: str | None) -> str:
    """Write a time stamp to the minute: "3 Oct 2016, 14:05"; an hour as "3 Oct 2016, 14 h"; a date as ``date`` does."""
    if iso and len(iso) == 13 and iso[10] == "T":
        return f"{date(iso)}, {iso[11:]} h"
    if not iso or len(iso) < 16 or iso[10] not in "T ":
        return date(iso)
    return f"{date(iso)}, {iso[11:16]}"


def period(first: str | None, last: str | None) -> str:
    """Write the days that something is told to have happened on, shortest: "3 Oct 2016", "Sep 2016", "1 to 5 Oct 2016".

    "" where no day is told; one end that is not told is left open: "since 3 Oct 2016", "until 2016".
    """
    if not first or not last:
        return f"since {date(first)}" if first else f"until {date(last)}" if last else ""
    if first == last:
        return date(first)
    if first[:4] == last[:4] and (first[4:], last[4:]) == ("-01-01", "-12-31"):
        return first[:4]
    if first[:7] == last[:7] and first[7:] == "-01" and last[8:] == _last_day(last):
        return date(first[:7])
    start, end = date(first), date(last)
    year = f" {last[:4]}"
    if first[:7] == last[:7] and start.endswith(end[-9:]):
        start = start.partition(" ")[0]
    elif start.endswith(year) and end.endswith(year):
        start = start.removesuffix(year)
    return f"{start} to {end}"


def _last_day(iso: str) -> str:
    year, month = iso[:4], iso[5:7]
    known = year.isdecimal() and month.isdecimal() and 1 <= int(month) <= 12 and int(year) > 0
    return str(monthrange(int(year), int(month))[1]) if known else ""


def duration(iso: str | None) -> str:
    """Write an ISO 8601 duration in words: "48 hours", "1 day, 12 hours"; anything else stays as it is."""
    found = _DURATION.fullmatch(iso or "")
    if not found or not any(found.groups()):
        return iso or ""
    return ", ".join(
        f"{amount} {unit if amount == '1' else unit + 's'}"
        for amount, unit in zip(found.groups(), _UNITS, strict=True)
        if amount
    )


def kind_of_event(row: Mapping[str, Any]) -> str:
    """Write an event's PLOVER type and mode: "assault, aerial"."""
    return ", ".join(part.replace("_", " ").lower() for part in (row["type"], row["mode"]) if part)


def letter(place: int) -> str:
    """Return the letters that number what an article tells of, from 1: a … z, aa, ab …"""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def percent(share: float) -> str:
    """Write a share in [0, 1]; only what is whole is called 100 %."""
    return f"{int(share * 100)}\u202f%"


def spoken(span: Mapping[str, Any] | None) -> bool:
    """Tell whether a cue is words: the colon of a headline is marked on the page, but nothing to read out."""
    return span is not None and any(character.isalpha() for character in span["text"])


def unread(code: str | None) -> str:
    """Say that an article in this language is not understood, such as "in Arabic: not understood"; "" when it is."""
    return "" if code is None or is_understood(code) else not_understood(code)


def direction(value: str) -> str:
    """Say which way a passage went, as seen from the article that is looked at."""
    return {"from": "copied from there", "to": "copied to there"}.get(value, "which came first is unclear")


def safe_url(url: str | None) -> str | None:
    """Return ``url`` if it may be a link: http or https with a host. Page text never chooses another scheme."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def link(path: str, **given: Any) -> str:
    """Return a path with the parameters that are set; the path's own parts must be quoted already."""
    kept = {name: value for name, value in given.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(kept)}" if kept else path


def article_url(article_id: str, anchor: str = "", place: int = 0, part_size: int = 0, *, marked: str = "") -> str:
    """Return the address of an article, of the part that holds the offset ``place``, and of an anchor there.

    ``marked`` are offsets of words to be marked, such as "12-34".
    """
    part = place // part_size + 1 if part_size else 1
    url = link(f"/article/{quote(article_id, safe='')}", part=part if part > 1 else None, words=marked)
    return f"{url}#{quote(anchor, safe='')}" if anchor else url


def speaker_url(speaker_id: str) -> str:
    """Return the address of a speaker."""
    return f"/speaker/{quote(speaker_id, safe='')}"


def claim_url(claim_id: str) -> str:
    """Return the address of a claim."""
    return f"/claims/{quote(claim_id, safe='')}"


def incident_url(incident_id: str) -> str:
    """Return the address of an incident."""
    return f"/incidents/{quote(incident_id, safe='')}"


def outlet_url(name: str | None) -> str:
    """Return the address of an outlet; None stands for articles whose outlet is not known."""
    return f"/outlet?{urlencode({'name': name or ''})}"


def first_place(quote_row: Any) -> int:
    """Return the page offset at which an attribution (``case.Quote``) begins."""
    spans: list[Mapping[str, Any]] = [s for s in (quote_row.source, quote_row.cue, *quote_row.content) if s]
    return min(int(span["start"]) for span in spans)
