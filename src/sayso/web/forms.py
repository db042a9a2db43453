"""What a visitor asks for in an address: filters and a page number, read kindly, and the links onward."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sayso.case.filters import DATE_FORMS, Filter, is_date
from sayso.model import POLARITIES
from sayso.web.words import STYLES, link

#: A longer search is cut; nobody types it, and the search language looks at no more than 64 words anyway.
LONGEST = 500
#: Rows on one page of a list.
ROWS = 50
_PARAMETERS = ("q", "outlet", "speaker", "via", "style", "polarity", "since", "until", "language")


@dataclass(frozen=True, slots=True)
class Asked:
    """A filter, the page of the list (from 1), what was typed (for the form), and what could not be understood."""

    where: Filter
    page: int
    given: dict[str, str]
    notices: tuple[str, ...]

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return any(self.given.values())


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

    @property
    def offset(self) -> int:
        """How many rows stand before this page."""
        return (self.page - 1) * ROWS


def read(parameters: Mapping[str, str]) -> Asked:
    """Read the parameters of an address. Never raises: what makes no sense is left out and named in ``notices``."""
    given = {name: clean(parameters.get(name)) for name in _PARAMETERS}
    notices: list[str] = []
    usable = {name: text for name, text in given.items() if text}
    for name in ("since", "until"):
        if name in usable and not is_date(given[name]):
            notices.append(f"“{given[name]}” is not a date; write {DATE_FORMS}.")
            del usable[name]
    for name, allowed in (("style", tuple(STYLES)), ("polarity", POLARITIES)):
        if name in usable and given[name] not in allowed:
            notices.append(f"“{given[name]}” is no {name}; there are {', '.join(allowed)}.")
            del usable[name]
            given[name] = ""
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


def clean(text: str | None) -> str:
    """Return typed text without control characters and outer spaces, at most ``LONGEST`` characters of it."""
    return "".join(c for c in (text or "")[:LONGEST] if c.isprintable() or c.isspace()).strip()


def whole(text: str | None) -> int:
    """Return a whole number from 1 to a million, 1 when it is none."""
    return min(max(int(text), 1), 1_000_000) if text and re.fullmatch(r"[0-9]{1,9}", text) else 1


def pager(path: str, total: int, page: int, given: Mapping[str, str]) -> Pager:
    """Return where ``page`` of a list of ``total`` rows is; beyond the end means the last page."""
    pages = max(1, -(-total // ROWS))
    page = min(page, pages)
    first = (page - 1) * ROWS + 1 if total else 0

    def to(number: int) -> str | None:
        return link(path, **given, page=number if number > 1 else None) if 1 <= number <= pages else None

    return Pager(total, first, min(page * ROWS, total), page, pages, to(page - 1), to(page + 1))
