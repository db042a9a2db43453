"""Who wrote a story and when, by lines that stand beside it and are no part of it.

A line with a byline or a date is often taken for site furniture, because it looks like that of every other story.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sayso.read.dates import says_changed
from sayso.read.lines import Line

#: A byline or a date that is no line of the story stands at most so many lines before its first one, behind that
#: with which its text opens (a standfirst is often taken for the text), and behind its last.
_BEFORE_STORY, _AFTER_OPENING, _BEHIND_END = 3, 4, 6

#: "2031-05-09"
_DAY = 10


def front(lines: Sequence[Line], first: int, opening: int, last: int, *, alone: bool) -> list[Line]:
    """Return the lines around where a story opens, but those of other stories; ``first``, ``opening`` and ``last`` are
    numbers of its lines. What stands before it may be the end of another story, unless it is ``alone``."""
    begin = max(0, first - _BEFORE_STORY) if alone else first
    near = lines[begin : min(opening + _AFTER_OPENING, last) + 1]
    return [line for line in near if line.article is None or line.article == lines[last].article]


def author_beside(lines: Sequence[Line], first: int, opening: int, last: int, *, alone: bool) -> str | None:
    """Return the author whom a line of no story gives: where the story opens; where it is ``alone`` on its page, also
    right behind its end, or the only one whom the page names."""
    near = front(lines, first, opening, last, alone=alone)
    if alone:
        near += lines[last + 1 : last + 1 + _BEHIND_END]
    found = next((line.author for line in near if line.author), None)
    named = {line.author for line in lines if line.author} if alone and found is None else set()
    return found or (named.pop() if len(named) == 1 else None)


def published_first(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that hold a date, in their order: days before months and years, which may name an issue or an
    archive, and those of changes ("Updated on") behind the others."""
    dated = [(line, line.dated) for line in lines if line.dated and line.dated[0]]
    dated.sort(key=lambda one: (len(one[1][0]) < _DAY, says_changed(one[0].text.partition(one[1][1])[0])))
    return [line for line, _ in dated]


def shown_earlier(shown: Sequence[Line], declared: str) -> bool:
    """Say whether the lines where a story opens on an HTML page show an earlier date than ``declared`` in its head (ISO
    8601), which then is when the page was made again. One day tells nothing: heads give the time of Greenwich."""
    first = next(iter(published_first(shown)), None)
    if first is None or first.dated is None or first.main is None or says_changed(first.text):
        return False
    try:
        return (date.fromisoformat(declared[:10]) - date.fromisoformat(first.dated[0][:10])).days > 1
    except ValueError:
        return False  # one of them is no day
