"""Credit lines: the agencies and outlets an article as a whole says it was taken from.

A credit is the article's, not its speakers': what an article credited to an agency tells in its own voice is the
agency's, but the people it quotes spoke to whomever the text says. So credits are no ``via``; they tell who "us" and
"the agency" are in a story that another site runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sayso.model import Article, Block, Page
from sayso.understand.outlet_names import exactly, is_platform, kind_of

Kind = Literal["byline", "dateline", "signoff", "source", "reporting"]
#: Credits stand so near the beginning or the end of a story, in characters.
_HEAD, _TAIL = 400, 300
_LONGEST_LINE = 100
_NAMES = r"(?P<who>[\w][^\n:;()]{1,80}?)"
#: "BEIRUT, 3 May " and the dash behind it.
PLACE = r"(?:[A-ZÀ-Þ][\w.’'-]*[\s,/]{1,2}){1,6}(?:\w+\.?\s\d{1,2},?\s|\d{1,2}\s\w+\s)?(?:\d{4}\s)?"
DASH = r"\s*(?:--?|–|—|:)\s"
_HEAD_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("dateline", re.compile(rf"(?:{PLACE}|\A|(?<=\n))\((?P<who>[A-Z][\w\s/.,&’'-]{{1,40}})\){DASH}")),
    ("dateline", re.compile(rf"(?:\A|(?<=\n)){PLACE}[-–—|/]\s?(?P<who>[A-Z][\w\s]{{1,30}}?)\s?[-–—|:]\s")),
)
#: Rows of tables run credit, date and story together: "AP Monday 4 May 2031 Rebels …", "AFP The ferry …".
_BARE = re.compile(r"(?P<who>[A-Z][A-Za-z]+)\s(?=[A-Z])")
_LINE_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("source", re.compile(rf"[(\[]?\s*(?:source|sources|agency|via)\s*:\s*{_NAMES}\s*[)\].]?", re.IGNORECASE)),
    (
        "reporting",
        re.compile(
            rf"[(\[*]?\s*(?:with|additional|including|compiled)\s(?:\w+\s){{0,2}}?(?:reporting|reports?|inputs?|material|files|"
            rf"agencies|contributions?)?\s?(?:by|from)\s{_NAMES}[)\].]?",
            re.IGNORECASE,
        ),
    ),
    (
        "reporting",
        re.compile(rf"[(\[*]?\s*{_NAMES}\s(?:has\s|have\s)?contributed\sto\sth(?:is|e)\s\w+[)\].]?", re.IGNORECASE),
    ),
    ("byline", re.compile(rf"by\s*[:|]?\s*{_NAMES}", re.IGNORECASE)),
    ("signoff", re.compile(rf"(?:--?|–|—|\[|\()\s*{_NAMES}\s*[)\]]?\.?")),
)
#: A line that is only names, right above the text; below it, such lines are menus.
_BARE_LINE = re.compile(_NAMES)
_TAIL_SHAPES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("source", re.compile(r"[(\[]?\b(?:Sources?|SOURCE)\s*:?\s(?P<who>[A-Z][\w\s,/&’'-]{1,60})[)\].]*\s*\Z")),
    ("signoff", re.compile(r"(?:--|–|—|\s-)\s?(?P<who>[A-Z][\w\s/&’'-]{1,40})\.?\s*\Z")),
    ("signoff", re.compile(r"[(\[](?P<who>[A-Z][\w\s,/&’'-]{1,40})[)\]]\.?\s*\Z")),
    (
        "reporting",
        re.compile(
            r"[(\[*]?(?P<who>[A-Z][\w\s,/&’'-]{1,60})\s(?:has\s|have\s)?contributed\sto\sth(?:is|e)\s\w+[)\].]*\s*\Z"
        ),
    ),
)
_PARTS = re.compile(r"\s*(?:,|/|;|&|\band\b|\bwith\b|\bvia\b|\|)\s*")
_PERSON = re.compile(r"[A-Z][\w’'.-]+(?:\s[A-Z][\w’'.-]+){0,3}")
_PLACE_NAME = re.compile(r"[A-Z][a-z]+")
_NOT_NAMES = re.compile(r"\b(?:agencies|wires?|staff(?:\swriters?)?|other|news\sagencies)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit for an article: the outlet (canonical name) and the words ``(start, end)`` on the page that give it."""

    outlet: str
    kind: Kind
    start: int
    end: int


def credits_of(page: Page, article: Article, blocks: Sequence[Block] = ()) -> tuple[Credit, ...]:
    """Return the credits of an article in the order of the text, each outlet once; ``article.outlet`` is none.

    ``blocks`` are those of the page: bylines and datelines among them are read wherever they stand.
    """
    found: dict[str, Credit] = {}
    for credit in sorted(_all(page, article, blocks), key=lambda one: (one.start, one.end, one.outlet)):
        if credit.outlet != article.outlet:
            found.setdefault(credit.outlet, credit)
    return tuple(found.values())


def credit_of(page: Page, article: Article, blocks: Sequence[Block] = ()) -> str | None:
    """Return the agencies and outlets an article says it was taken from, joined by ", ", in the order of the text; an
    outlet that is given for its author comes first. None when it credits nobody. ``blocks`` as for ``credits_of``."""
    authors = (exactly(name) for name in (article.author or "").split(", "))
    named = [name for name in authors if name and name != article.outlet and not is_platform(name)]
    named += [credit.outlet for credit in credits_of(page, article, blocks)]
    return ", ".join(dict.fromkeys(named)) or None


def agency_of(credits: Sequence[Credit]) -> str | None:
    """Return the one agency that an article is credited to; None when there is none, or several."""
    agencies = [credit.outlet for credit in credits if kind_of(credit.outlet) in {"agency", "state"}]
    return agencies[0] if len(agencies) == 1 else None


def _all(page: Page, article: Article, blocks: Sequence[Block]) -> Iterator[Credit]:
    text, start, end = page.text, article.start, article.end
    own = [block for block in blocks if block.article_id == article.id]
    others = (block.start for block in blocks if block.article_id not in {None, article.id} and block.start >= end)
    for block in own:
        if block.role in {"byline", "dateline"}:
            yield from _in_lines(text, block.start, block.end, above=True)
    first = next((block for block in own if block.role in {"body", "quote"}), None)
    body = first.start if first else start
    if first and first.end - first.start <= _LONGEST_LINE:
        yield from _in_lines(text, first.start, first.end, above=True)  # taken for a paragraph of its own
    head = text[body : min(end, body + _HEAD)]
    for kind, shape in _HEAD_SHAPES:
        match = shape.match(head) or (shape.search(head, 0, 200) if kind == "dateline" else None)
        if match:
            yield from _named(match.group("who"), kind, body + match.start("who"))
    match = _BARE.match(head)
    if match and kind_of(exactly(match.group("who")) or "") == "agency":
        yield from _named(match.group("who"), "byline", body)
    low = max(body, end - _TAIL)
    for kind, shape in _TAIL_SHAPES:
        match = shape.search(text, low, end)
        if match:
            yield from _named(match.group("who"), kind, match.start("who"))
    # A credit may stand on a line of its own, taken for site furniture: right above the text or right behind it.
    yield from _in_lines(text, max(start, body - _HEAD), body, above=True)
    yield from _in_lines(text, low, min(len(text), end + _TAIL, *others))


def _in_lines(text: str, start: int, end: int, *, above: bool = False) -> Iterator[Credit]:
    """Credits that fill whole lines of a stretch of text, which may stand above a story."""
    for line in re.finditer(r"[^\n]+", text[start:end]):
        words = line.group().strip()
        if not 1 < len(words) <= _LONGEST_LINE or (start + line.start() > 0 and text[start + line.start() - 1] != "\n"):
            continue
        place = start + line.start() + line.group().index(words[0])
        for kind, shape in _LINE_SHAPES:
            match = shape.fullmatch(words)
            made = list(_named(match.group("who"), kind, place + match.start("who"))) if match else []
            if made:
                yield from made
                break
        else:
            if above and _BARE_LINE.fullmatch(words):
                yield from _named(words, "byline", place, people=False)


def _named(words: str, kind: Kind, place: int, *, people: bool = True) -> Iterator[Credit]:
    """The outlets a list names; nothing at all when a part of it is neither a known outlet nor a word for agencies."""
    at = 0
    made = []
    for part in [*_PARTS.split(words)]:
        name = part.strip(" .-–—*")
        if not name or _NOT_NAMES.fullmatch(name):
            continue
        where = words.index(name, at)
        outlet = exactly(name)
        if outlet is not None and not is_platform(outlet):
            made.append(Credit(outlet, kind, place + where, place + where + len(name)))
        elif kind == "signoff" or (kind == "byline" and not (_PERSON if people else _PLACE_NAME).fullmatch(name)):
            return  # "Ana Lund / Reuters" without "by" is under a picture
        at = where + len(name)
    yield from made
