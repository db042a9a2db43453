"""What a visitor asks for in an address: filters and a page number, read kindly, and the links onward."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sayso.case.filters import DATE_FORMS, Filter, is_date
from sayso.case.incidents import IncidentFilter
from sayso.case.linked import ORDERS, ClaimFilter
from sayso.case.told import EventFilter
from sayso.model import MODALITIES, POLARITIES
from sayso.web.words import STYLES, link

#: A longer search is cut; nobody types it, and the search language looks at no more than 64 words anyway.
LONGEST = 500
#: Rows on one page of a list.
ROWS = 50
_PARAMETERS = ("q", "outlet", "speaker", "via", "style", "polarity", "since", "until", "language")
_EVENT_PARAMETERS = ("type", "mode", "place", "since", "until", "killed", "said_by", "actor", "modality")
_CLAIM_PARAMETERS = ("q", "said_by", "since", "until", "disputed", "sort")
_INCIDENT_PARAMETERS = ("type", "place", "since", "until", "killed", "grade", "blamed", "sort")
_Where = TypeVar("_Where", Filter, EventFilter, ClaimFilter, IncidentFilter)


@dataclass(frozen=True, slots=True)
class Asked(Generic[_Where]):
    """A filter, the page of the list (from 1), what was typed (for the form), and what could not be understood."""

    where: _Where
    page: int
    given: dict[str, str]
    notices: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(text for name, text in self.given.items() if name != "sort")


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one is in a list. ``previous`` and ``next`` are addresses, None at the ends."""

    total: int
    first: int
    last: int
    page: int
    pages: int
    previous: str | None
    next: str | None
    rows: int = ROWS

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * self.rows


def read(parameters: Mapping[str, str]) -> Asked[Filter]:
    """Read the parameters of an address. Never raises: what makes no sense is left out and named in ``notices``."""
    given = {name: clean(parameters.get(name)) for name in _PARAMETERS}
    usable: dict[str, Any] = {name: text for name, text in given.items() if text}
    notices = _without_bad_dates(usable, given)
    notices += _without_unknown(usable, given, {"style": tuple(STYLES), "polarity": POLARITIES})
    where = Filter(
        query=usable.get("q"),
        speaker=usable.get("speaker"),
        outlet=usable.get("outlet"),
        since=usable.get("since"),
        until=usable.get("until"),
        style=usable.get("style"),
        polarity=usable.get("polarity"),
        via=usable.get("via"),
        language=usable.get("language"),
    )
    return Asked(where, whole(parameters.get("page")), given, tuple(notices))


def read_events(parameters: Mapping[str, str]) -> Asked[EventFilter]:
    """Read the parameters of an address of events. Never raises: what makes no sense is left out and named."""
    given = {name: clean(parameters.get(name)) for name in _EVENT_PARAMETERS}
    usable: dict[str, Any] = {name: text for name, text in given.items() if text}
    notices = _without_bad_dates(usable, given)
    notices += _numbered(usable, given)
    notices += _without_unknown(usable, given, {"modality": MODALITIES})
    return Asked(EventFilter(**usable), whole(parameters.get("page")), given, tuple(notices))


def read_claims(parameters: Mapping[str, str]) -> Asked[ClaimFilter]:
    """Read the parameters of an address of claims. Never raises: what makes no sense is left out and named."""
    given = {name: clean(parameters.get(name)) for name in _CLAIM_PARAMETERS}
    usable: dict[str, Any] = {name: text for name, text in given.items() if text}
    notices = _without_bad_dates(usable, given)
    notices += _without_unknown(usable, given, {"sort": tuple(ORDERS)})
    given["disputed"] = "1" if given["disputed"] == "1" else ""
    where = ClaimFilter(
        query=usable.get("q"),
        said_by=usable.get("said_by"),
        since=usable.get("since"),
        until=usable.get("until"),
        disputed=bool(given["disputed"]),
    )
    return Asked(where, whole(parameters.get("page")), given, tuple(notices))


def read_incidents(parameters: Mapping[str, str]) -> Asked[IncidentFilter]:
    """Read the parameters of an address of incidents. Never raises: what makes no sense is left out and named."""
    given = {name: clean(parameters.get(name)) for name in _INCIDENT_PARAMETERS}
    usable: dict[str, Any] = {name: text for name, text in given.items() if text}
    notices = _without_bad_dates(usable, given)
    notices += _numbered(usable, given)
    notices += _without_unknown(usable, given, {"sort": tuple(ORDERS)})
    usable.pop("sort", None)
    return Asked(IncidentFilter(**usable), whole(parameters.get("page")), given, tuple(notices))


def _numbered(usable: dict[str, Any], given: Mapping[str, str]) -> list[str]:
    """Turn the least number killed into a number; return what to say of one that is none."""
    if "killed" not in usable:
        return []
    if re.fullmatch(r"[0-9]{1,9}", given["killed"]):
        usable["killed"] = int(given["killed"])
        return []
    del usable["killed"]
    return [f"“{given['killed']}” is not a number of persons; write a whole number such as 10."]


def _without_bad_dates(usable: dict[str, Any], given: Mapping[str, str]) -> list[str]:
    """Take dates of another form out of what can be used; return what to say of them."""
    bad = [name for name in ("since", "until") if name in usable and not is_date(given[name])]
    for name in bad:
        del usable[name]
    return [f"“{given[name]}” is not a date; write {DATE_FORMS}." for name in bad]


def _without_unknown(
    usable: dict[str, Any], given: dict[str, str], choices: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Take choices that there are not out of what can be used and of the form; return what to say of them."""
    bad = {name: allowed for name, allowed in choices.items() if name in usable and given[name] not in allowed}
    said = [f"“{given[name]}” is no {name}; there are {', '.join(allowed)}." for name, allowed in bad.items()]
    for name in bad:
        del usable[name]
        given[name] = ""
    return said


def clean(text: str | None) -> str:
    """Return typed text without control characters and outer spaces, at most ``LONGEST`` characters of it."""
    return "".join(c for c in (text or "")[:LONGEST] if c.isprintable() or c.isspace()).strip()


def whole(text: str | None) -> int:
    """Return a whole number from 1 to a million, 1 when it is none."""
    return min(max(int(text), 1), 1_000_000) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1


def offsets(text: str | None, length: int) -> tuple[int, int] | None:
    """Return the offsets of words of a page of ``length`` characters, given as "12-34"; None where they are none."""
    found = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text or "")
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    return (start, end) if start < end <= length else None


def pager(path: str, total: int, page: int, given: Mapping[str, str], rows: int = ROWS) -> Pager:
    """Return where ``page`` of a list of ``total`` rows is, ``rows`` a page; beyond the end means the last page."""
    pages = max(1, -(-total // rows))
    page = min(page, pages)
    first = (page - 1) * rows + 1 if total else 0

    def to(number: int) -> str | None:
        return link(path, **given, page=number if number > 1 else None) if 1 <= number <= pages else None

    return Pager(total, first, min(page * rows, total), page, pages, to(page - 1), to(page + 1), rows)
