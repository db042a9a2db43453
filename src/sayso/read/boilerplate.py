"""What the lines that belong to no story are: comments, other stories, menus, pleas, advertisements, legal lines.

Told by phrases (``data/furniture``), by the headings that such lines stand under, and by their shape. What none of
these tells stays ``boilerplate``. No story gains or loses a line here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.read.lines import Line

#: A list of other stories goes on for so many lines at most; comments go on to the end.
_RELATED_LINES = 40
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
    section, since = None, 0
    for line in lines:
        if line.article is not None:
            section = None
            continue
        known = line.furniture
        if known is not None and known.role == "caption":
            line.role = "legal" if "©" in line.text else section or "boilerplate"
            continue
        if known is not None and known.kind != "layout" and known.role != "boilerplate":
            line.role = known.role
            if known.heads:
                section, since = known.role, 0
            elif known.role == "legal":
                section = None  # the foot of the page: no list and no discussion goes on below it
            continue
        since += 1
        if section == "comment" or (section == "related" and since <= _RELATED_LINES):
            line.role = section
        elif _CODE.search(line.text[:_LONGEST]):
            line.role = "advertisement"
        elif known is not None and known.kind == "layout" and line.tags & _MENU_TAGS:
            line.role = "navigation"
    _menus(lines)


def _menus(lines: Sequence[Line]) -> None:
    """Runs of short lines that nothing else explains are menus; labels that are known to be of one count along."""
    run: list[Line] = []
    for line in [*lines, None]:
        if line is not None and line.article is None and _like_a_menu(line):
            run.append(line)
            continue
        if len(run) >= _MENU_LINES:
            for one in run:
                one.role = "navigation"
        run = []


def _like_a_menu(line: Line) -> bool:
    if line.role == "navigation":
        return True
    short = line.words <= _MENU_WORDS and not line.text.endswith((".", "!", "?"))
    return line.role == "boilerplate" and short and line.dated is None
