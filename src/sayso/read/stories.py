"""Where the stories of a page begin and end: rules over lines.

Several stories on one page are told apart only on strong evidence: a headline after site furniture with a byline or a
date right below it, one that the network takes for an article's first line, or a shape that recurs (``repeats``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.model import Page
from sayso.read.bylines import is_person
from sayso.read.lines import Line, letters
from sayso.read.repeats import opens_with_place, recurring, signs_letter
from sayso.read.roles import LEAST_BEGIN, LEAST_INSIDE

#: A date or byline counts for a headline when it stands among this many lines below it (subtitle, author, "Published").
_MARKER_WITHIN = 4
#: So many paragraphs after a closing line ("Leave a Reply", "About the author") show that it did not close the story.
_GOES_ON = 3
#: Two articles begin more lines apart than this.
_BORDER_APART = 3
#: On pages of the network an article has so many words of text: without and with a byline or a date that marks it.
_STORY_WORDS, _MARKED_WORDS = 60, 20

_DATE_LABELS = frozenset((
    "published", "posted", "updated", "lastupdated", "firstpublished", "datepublished", "publishedon", "postedon",
    "updatedon", "lastupdatedon", "publishedat", "postedat", "updatedat",
))  # fmt: skip


@dataclass(slots=True)
class Story:
    """One story: the numbers of its first and last line, of its title line and of the date or byline that marks it.

    Lines before ``opening`` stand in front of its text, which begins at ``text``. ``headline`` is the title's letters,
    to know it when it is repeated. ``prose`` is false when not one line is a sentence; ``letter`` is true for a letter
    to the editor.
    """

    first: int
    last: int
    title: int | None
    marker: int | None = None
    opening: int = 0
    text: int = 0
    headline: str = ""
    prose: bool = True
    letter: bool = False


def stories_of(page: Page, lines: list[Line]) -> list[Story]:
    """Return the stories of a page in order: what its markup says, else what its lines say; none for furniture."""
    return _by_layout(page, lines) or _by_phrases(page, lines)


def _by_layout(page: Page, lines: list[Line]) -> list[Story]:
    """One story: the lines that the page's markup counts to it, with the headline above them; or none."""
    main = [number for number, line in enumerate(lines) if line.main and not line.furniture]
    if not main:
        for line in lines:
            line.main = None  # what the markup says leads nowhere
        return []
    first, last = main[0], main[-1]
    title = _given_title_line(page, lines, 0, first + 3)
    if title is None:
        tops = [number for number in range(first + 1) if "h1" in lines[number].tags and lines[number].words > 1]
        title = tops[-1] if tops else None
    return [Story(_with_date(lines, min(first, title) if title is not None else first), last, title)]


def _by_phrases(page: Page, lines: list[Line]) -> list[Story]:
    if not any(line.body for line in lines):
        return _short_story(page, lines)
    recur = recurring(lines)
    starts = _starts(lines, set(recur))
    head = starts[0][0] if starts else len(lines)
    if not starts or (not recur and _goes_before(lines, head)):
        weak = _first_title(page, lines, head)
        if weak is not None:
            starts.insert(0, (weak, None))
    if not starts:
        first = next(number for number, line in enumerate(lines) if line.body)
        return [Story(_with_date(lines, first), _end_of(lines, first, len(lines)), None)]
    stories = []
    for position, (title, mark) in enumerate(starts):
        until = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        titled = lines[title].headline or title in recur
        shape = recur.get(title)
        # What is written below a post is no mark of where its text begins.
        marker = None if shape == "post" else mark
        story = Story(_with_date(lines, title), _end_of(lines, title, until), title if titled else None, marker)
        if shape == "letter":
            story.letter = True
            story.last = next(
                (at - 1 for at in range(title + 2, story.last + 1) if signs_letter(lines[at])), story.last
            )
        stories.append(story)
    return stories


def _starts(lines: list[Line], recur: set[int]) -> list[tuple[int, int | None]]:
    """Return the headlines where articles begin, each with the line that marks it, in order.

    Headlines between which no text stands, or hardly any beside one that the network is sure of, are one beginning: of
    them counts one of a recurring shape, else the one that the network is surest of, else one right above a byline,
    else the first.
    """
    known = {*recur, *(number for number, _ in _marked_titles(lines))}
    known |= _begun(lines)
    groups: list[list[int]] = []
    for number in sorted(known):
        if groups and _one_beginning(lines, groups[-1], number):
            groups[-1].append(number)
        else:
            groups.append([number])
    titles = [max(group, key=lambda number: _rank(lines, number, number in recur)) for group in groups]
    kept: list[tuple[int, int | None]] = []
    for position, number in enumerate(titles):
        until = titles[position + 1] if position + 1 < len(titles) else len(lines)
        marker = _marker(lines, number)
        least = _STORY_WORDS if marker is None else _MARKED_WORDS
        judged = lines[number].inside is not None and number not in recur
        if not judged or sum(line.words for line in lines[number:until] if line.body) >= least:
            kept.append((number, marker))
    return kept


def _rank(lines: Sequence[Line], number: int, recurs: bool) -> tuple[bool, float, bool, int]:
    return recurs, _surely(lines[number]), recurs or _is_byline(lines, number + 1), -number


def _is_byline(lines: Sequence[Line], at: int) -> bool:
    return at < len(lines) and lines[at].author is not None


def _one_beginning(lines: Sequence[Line], group: Sequence[int], number: int) -> bool:
    sure = [_surely(lines[one]) for one in (*group, number)]
    between = [line.words for line in lines[group[-1] : number] if line.body]
    # A site's motto or a standfirst above the headline is no story of its own; two sure beginnings are two.
    return not between or (sum(map(bool, sure)) == 1 and sum(between) < _STORY_WORDS)


def _goes_before(lines: Sequence[Line], head: int) -> bool:
    """Say whether a story of its own stands before the first headline found."""
    before = [line.words for line in lines[:head] if line.body]
    return len(before) >= 2 and (not _surely(lines[head]) or sum(before) >= _STORY_WORDS)


def _surely(line: Line) -> float:
    """Return how surely an article begins at a line, where the network is sure of it at all."""
    begins = line.begins or 0.0
    return begins if begins >= LEAST_BEGIN else 0.0


def _begun(lines: Sequence[Line]) -> set[int]:
    """Return the headlines that the network takes for an article's first line."""
    found = set()
    for number, line in enumerate(lines):
        if (line.begins or 0.0) < LEAST_BEGIN or not line.headline:
            continue
        near = range(max(0, number - _BORDER_APART), min(len(lines), number + _BORDER_APART + 1))
        if line.begins == max(lines[other].begins or 0.0 for other in near) and not _in_menu(lines, number):
            found.add(number)
    return found


def _in_menu(lines: Sequence[Line], at: int) -> bool:
    """Say whether a line stands on the page again with the same line below it: a menu for small screens, or above and
    below the page. A headline may be repeated, but with other lines around it."""
    pair = [line.text for line in lines[at : at + 2]]
    return pair[0] != pair[-1] and any(
        lines[other].text == pair[0] and other != at and [line.text for line in lines[other : other + 2]] == pair
        for other in range(len(lines))
    )


def _short_story(page: Page, lines: list[Line]) -> list[Story]:
    """A page without one whole sentence: whatever is no furniture."""
    rest = [number for number, line in enumerate(lines) if not line.furniture and not line.dated]
    if not rest:
        return []
    title = _given_title_line(page, lines, rest[0], rest[-1])
    return [Story(rest[0], rest[-1], title)]


def _marked_titles(lines: list[Line]) -> list[tuple[int, int | None]]:
    """Return the headlines that have a byline or date below them, with the number of that line.

    They follow site furniture, and all but the first a text; only a byline right below a headline tells it anywhere.
    """
    found: list[tuple[int, int | None]] = []
    bodies = 0
    for number, line in enumerate(lines):
        bodies += line.body
        if not line.headline:
            continue
        before = lines[number - 1] if number else None
        opens = before is None or _is_foot(before) or before.dated is not None
        if found and bodies:
            opens = before is not None and _is_foot(before)
        elif found or not opens:
            near = found and number - found[-1][0] <= _MARKER_WITHIN  # a standfirst
            opens = not bodies and not near and _is_byline(lines, number + 1)
        marker = _marker(lines, number) if opens else None
        if marker is not None:
            found.append((number, marker))
            bodies = 0
    return found


def _is_foot(line: Line) -> bool:
    """Furniture, but not the number or the stars above an item of a list."""
    return line.furniture is not None and line.furniture.role != "caption" and any(map(str.isalpha, line.text))


def _marker(lines: Sequence[Line], title: int) -> int | None:
    for number in range(title + 1, min(title + 1 + _MARKER_WITHIN, len(lines))):
        line = lines[number]
        told = (line.dated or line.author) and (line.inside or 0.0) < LEAST_INSIDE
        if told or says_published(line) or _is_author_above_text(lines, number):
            return number if lines[title].title or number == title + 1 else None
        if line.furniture and line.furniture.role == "caption":
            continue
        if line.letters != lines[title].letters and (line.furniture or line.words > 40):
            return None
    return None


def _is_author_above_text(lines: Sequence[Line], at: int) -> bool:
    """A line that is only the name of a person, right above a paragraph."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    if below is None or not below.body or not is_person(lines[at].text):
        return False
    # What the network takes for text is a heading, unless the paragraph opens like an agency's story.
    return (lines[at].inside or 0.0) < LEAST_INSIDE or opens_with_place(below.text)


def says_published(line: Line) -> bool:
    """Say whether a line is only the label of a date."""
    return line.letters in _DATE_LABELS


def _first_title(page: Page, lines: list[Line], until: int) -> int | None:
    """Return the headline above the first paragraph that most likely begins the article (the first one, where the
    network did not look), else that paragraph; None when there is none."""
    first = next((number for number, line in enumerate(lines[:until]) if line.body), None)
    if first is None:
        return None
    given = _given_title_line(page, lines, 0, first)
    if given is not None:
        return given
    titles = [number for number, line in enumerate(lines[:first]) if line.title]
    titles.sort(key=lambda number: (-(lines[number].begins or 0.0), number))
    return next((number for number in titles if not _in_menu(lines, number)), titles[0] if titles else first)


def _given_title_line(page: Page, lines: Sequence[Line], start: int, until: int) -> int | None:
    """Return the line that is the title which the page's head gives, with or without the site's name after it."""
    given = letters(page.given_title or "")
    if not given:
        return None
    best: int | None = None
    for number in range(start, min(until + 1, len(lines))):
        words = lines[number].letters
        if words == given:
            return number
        if best is None and len(words) * 2 >= len(given) and len(words) > 10 and given.startswith(words):
            best = number
    return best


def _with_date(lines: Sequence[Line], first: int) -> int:
    """A date line right above a headline belongs to it."""
    return first - 1 if first and lines[first - 1].dated else first


def _end_of(lines: Sequence[Line], first: int, until: int) -> int:
    """Return the number of the story's last line: its last paragraph that stands before what closes it."""
    last = first
    left = sum(line.body for line in lines[first:until])
    for number in range(first, until):
        line = lines[number]
        left -= line.body
        if line.furniture and line.furniture.closing and last > first:
            if left < _GOES_ON:
                break
        elif line.body or (number == last + 1 and _ends_story(line)):
            last = number
    return last


def _ends_story(line: Line) -> bool:
    """A short sentence right below a paragraph, such as 'It was over.'."""
    return line.furniture is None and line.words >= 3 and line.text.rstrip("\"'”’").endswith((".", "!", "?"))
