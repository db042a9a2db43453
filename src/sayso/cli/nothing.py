"""What is said when a list is empty: which name the case does not know, and names like it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from sayso.cli.screen import clean, say

if TYPE_CHECKING:
    from sayso.case.filters import Filter
    from sayso.case.reader import Case

#: Speakers looked through for a name like the one given, most quoted first.
_SPEAKERS = 5_000


def tell_nothing(opened: Case, thing: str, asked: Filter) -> None:
    """Say on standard error that no ``thing`` fits what was asked, and why, where a name is the reason."""
    from sayso.case.filters import Filter  # noqa: PLC0415

    reasons = []
    if asked.outlet and not opened.count_articles(Filter(outlet=asked.outlet)):
        reasons.append(_unknown("no outlet is called", asked.outlet, [row["name"] for row in opened.outlets()]))
    if asked.speaker and not opened.count_quotes(Filter(speaker=asked.speaker)):
        speakers = opened.speakers(limit=_SPEAKERS)
        reasons.append(_unknown("no speaker is called", asked.speaker, [row["name"] for row in speakers]))
    if asked.via and not opened.count_quotes(Filter(via=asked.via)):
        reasons.append(_unknown("no words came through", asked.via, [row["name"] for row in opened.via()]))
    if not reasons:
        say(f"no {thing} fits what was asked; try fewer words or filters")
        return
    for reason in reasons:
        say(clean(reason))
    say(f"the names there are: sayso sources {opened.path}")


def _unknown(said: str, given: str, names: list[str | None]) -> str:
    """Return the line about a name that the case does not hold, with the names that look most like it."""
    wanted = given.casefold()
    known = [name for name in names if name]
    near = [name for name in known if wanted in name.casefold()][:3]
    by_fold = {name.casefold(): name for name in reversed(known)}
    near += [by_fold[name] for name in get_close_matches(wanted, by_fold) if by_fold[name] not in near]
    return f"{said} {given!r}" + (f"; did you mean {' or '.join(near[:3])}?" if near else "")
