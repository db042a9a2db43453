"""Several stories on one page told by a shape that recurs: posts of a blog, letters to an editor, news in brief.

Pages of one site are made by one template, so what stands twice in the same way is a strong sign of two stories, where
one heading tells nothing. Each shape is a short line right above a text, and something that headings within an article
lack: above it a day's date behind the foot of another post, below it a salutation, or a place in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso import data
from sayso.read.bylines import is_name
from sayso.read.lines import BODY_WORDS, Line
from sayso.read.metadata_files import metadata_words
from sayso.read.roles import LEAST_INSIDE

#: So often a shape stands on a page before it counts. One article may have headings over reports from two places.
_LEAST = {"post": 2, "letter": 2, "brief": 3}
#: "2031-05-09": a month alone stands above lists of an archive.
_DAY = 10
_DIGITS = re.compile(r"\d\d")
#: A title has at most so many words and characters.
_TITLE_WORDS, _TITLE_LENGTH = 20, 160
#: A line of a signature is no longer than this.
_SIGNATURE = 60
#: "PORT MERROW — The council", "KESTEN, Aug 30 (Lissa Wire) - The army"
_PLACE = re.compile(
    r"[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+(?:[ ,]+[A-ZÀ-Þ][A-ZÀ-Þ.’'-]+){0,3}(?:, ?[A-Z][\w .]{1,20})?"
    r"(?: \([\w /-]{2,30}\))? ?[–—-] ?(?=\S)"
)


def recurring(lines: Sequence[Line]) -> dict[int, str]:
    """Return the title lines of the stories that a recurring shape tells: number of the line → "post", "letter" or
    "brief"; nothing where no shape recurs. ``lines`` are a page's, in order."""
    found: dict[str, list[int]] = {"post": [], "letter": [], "brief": []}
    for number in range(len(lines) - 1):
        shape = _shape(lines, number)
        if shape is not None:
            found[shape].append(number)
    # Teasers have the shape of posts too: enough of them must have a text that the network is sure of.
    return {
        number: shape
        for shape, numbers in found.items()
        if sum(_is_text(lines[number + 1]) for number in numbers) >= _LEAST[shape]
        for number in numbers
    }


def opens_with_place(text: str) -> bool:
    """Say whether a paragraph opens with the place in capitals that it is written from."""
    return _PLACE.match(text) is not None


def signs_letter(line: Line) -> bool:
    """Say whether a line may be the name, or the place, below a letter."""
    short = len(line.text) <= _SIGNATURE and line.furniture is None and not line.text.endswith((".", "!", "?", ":"))
    return short and (is_name(line.text.replace("(", "").replace(")", "")) or no_name(line))


def no_name(line: Line) -> bool:
    """Say whether a line stands in place of a name: "Name and address supplied"."""
    return line.text.casefold().strip(" .()") in _signed()


@data.cached
def _signed() -> frozenset[str]:
    return frozenset(metadata_words("letters", "signed"))


def _shape(lines: Sequence[Line], at: int) -> str | None:
    # The cheap questions come first: most lines of a page fail them, and of most nothing else is ever asked.
    text, below = lines[at].text, lines[at + 1].text
    if len(text) > _TITLE_LENGTH or text.endswith((".", ":", ";", ",")):
        return None
    above = lines[at - 1] if at else None
    if (
        above is not None
        and len(above.text) <= _TITLE_LENGTH
        and _DIGITS.search(above.text)
        and above.dated is not None
    ):
        return "post" if _is_post(lines, at) else None
    if _salutation().match(below):
        return "letter" if _is_title(lines[at]) else None
    brief = below[1:2].isupper() and opens_with_place(below)
    return "brief" if brief and _is_title(lines[at]) and lines[at + 1].body else None


def _is_post(lines: Sequence[Line], at: int) -> bool:
    """A title between a day's date and a text; above the date ends another post. A dated heading of a chronicle has its
    text above it."""
    dated = lines[at - 1]
    if dated.dated is None or len(dated.dated[0]) < _DAY or dated.author is not None or not _is_title(lines[at]):
        return False
    if (dated.inside or 0.0) >= LEAST_INSIDE or not (_is_text(lines[at + 1]) or lines[at + 1].body):
        return False
    return at < 2 or not (_is_text(lines[at - 2]) or lines[at - 2].body)


def _is_title(line: Line) -> bool:
    first = next((character for character in line.text if character.isalnum()), "a")
    known = line.furniture or line.dated or line.author
    return 1 <= line.words <= _TITLE_WORDS and not first.islower() and not known


def _is_text(line: Line) -> bool:
    if line.furniture or line.dated or line.author:
        return False
    return line.words >= BODY_WORDS if line.inside is None else line.inside >= LEAST_INSIDE


@data.cached
def _salutation() -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in metadata_words("letters", "salutations"))
    return re.compile(rf"(?:{words})\s*[,:–—-]", re.I)
