"""What the lines that belong to no story are: comments, other stories, menus, pleas, advertisements, legal lines.

Told by phrases (``data/furniture``), by the headings that such lines stand under, and by their shape. What none of
these tells stays ``boilerplate``. No story gains or loses a line here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sayso.read.furniture import Furniture
from sayso.read.lines import Line

#: So many lines at most go on below a heading; comments go on to the end.
_SECTION_LINES = {
    "comment": 1_000_000, "related": 40, "navigation": 40, "boilerplate": 8, "plea": 8, "legal": 25, "advertisement": 4,
}  # fmt: skip
#: Above a story, lines of at most so many words are its site's menus and mottoes.
_LABEL_WORDS = 12
#: Teasers: at least so many lines in a row that read like headlines, or dates with at most so many lines between.
_TEASERS, _APART = 2, 5
#: Menus: at least so many lines in a row, each of at most so many words.
_MENU_LINES, _MENU_WORDS = 3, 4
_MENU_TAGS = frozenset(("nav", "footer", "form", "button"))
#: What scripts and style sheets look like once their element is gone.
_CODE = re.compile(
    r"[{};]\s*\Z|\A\s*(?:(?:var|let|const|function)\s+[\w$]+\s*[=(]|window\.|document\.|//|/\*|@media)|=>|\)\s*\{"
)
_LONGEST = 2_000


def name_boilerplate(lines: Sequence[Line]) -> None:
    """Give a role of ``model.SITE_ROLES`` to every line that is in no story; ``lines`` are a page's, in order."""
    begins = next((number for number, line in enumerate(lines) if line.article is not None), 0)
    section: str | None = None
    since = 0
    by_section: set[int] = set()
    for number, line in enumerate(lines):
        if line.article is not None:
            section = None
            continue
        since += 1
        known = line.furniture
        if known is not None and known.kind != "layout" and (known.role != "boilerplate" or known.heads):
            line.role = _named(line, known, section, above=number < begins)
            if known.heads:
                section, since = line.role, 0
            elif known.role == "legal" and section != "legal":
                section = None  # the foot of the page: no list and no discussion goes on below it
            continue
        if section is not None and since <= _SECTION_LINES.get(section, 0):
            line.role = section
            by_section.add(number)
        elif _CODE.search(line.text[:_LONGEST]):
            line.role = "advertisement"
        elif known is not None and known.kind == "layout" and line.tags & _MENU_TAGS:
            line.role = "navigation"
    _menus(lines, by_section)
    _teasers(lines, begins)
    for line in lines[:begins]:
        if line.role == "boilerplate" and line.words <= _LABEL_WORDS and not line.text.endswith((".", "!", "?")):
            line.role = "navigation"


def _named(line: Line, known: Furniture, section: str | None, *, above: bool) -> str:
    if known.role == "caption":
        return "legal" if "©" in line.text else section or "boilerplate"
    if known.kind == "forms" and section in {"comment", "plea"}:
        return section
    if above and known.kind in {"newsletters", "ads", "forms"} and line.words <= _MENU_WORDS:
        return "navigation"  # "Subscribe" at the top is an entry of the menu
    return known.role


def _menus(lines: Sequence[Line], by_section: set[int]) -> None:
    """Runs of short lines that nothing else explains are menus, also below a list of other stories; labels that are
    known to be of one count along."""
    run: list[Line] = []
    for number, line in enumerate([*lines, None]):
        if line is not None and line.article is None and _like_a_menu(line, by_section=number in by_section):
            run.append(line)
            continue
        if len(run) >= _MENU_LINES:
            for one in run:
                one.role = "navigation"
        run = []


def _like_a_menu(line: Line, *, by_section: bool) -> bool:
    if line.role == "navigation":
        return True
    short = line.words <= _MENU_WORDS and not line.text.endswith((".", "!", "?"))
    open_to = line.role == "boilerplate" or (by_section and line.role == "related")
    return open_to and short and line.dated is None


def _teasers(lines: Sequence[Line], begins: int) -> None:
    """Below the first story, rows of lines like headlines are other stories; so is what stands between dates."""
    run: list[Line] = []
    dates: list[int] = []
    for number in range(begins, len(lines)):
        line = lines[number]
        if line.article is None and line.role == "boilerplate" and line.dated is not None:
            dates.append(number)
        if line.article is None and line.role == "boilerplate" and line.title and line.words > _MENU_WORDS:
            run.append(line)
            continue
        if len(run) >= _TEASERS:
            for one in run:
                one.role = "related"
        run = []
    for before, after in pairwise(dates):
        between = lines[before : after + 1]
        if len(between) <= _APART + 2 and all(line.article is None for line in between):
            for line in between:
                line.role = "related" if line.role == "boilerplate" else line.role
