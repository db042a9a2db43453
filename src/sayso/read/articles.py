"""From a page to its articles and blocks: rules over lines, on what the page's format says of them and on phrases.

Every character of the page that is not blank lies in exactly one block; what belongs to no story is a block with
one of ``model.SITE_ROLES``. Where stories begin and end is told by ``stories``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sayso.model import Article, Block, Page, content_id
from sayso.read.authors import choose
from sayso.read.beside import author_beside, front, published_first, shown_earlier
from sayso.read.boilerplate import name_boilerplate
from sayso.read.bylines import is_author
from sayso.read.dates import find_leading_date, read_date
from sayso.read.fronts import settle
from sayso.read.lines import Line, letters, read_lines
from sayso.read.outlets import canonical, outlet_of
from sayso.read.quoted import set_apart
from sayso.read.roles import LEAST_INSIDE
from sayso.read.stories import Story, says_published, stories_of

#: A date or byline counts for a headline when it stands among this many lines below it (subtitle, author, "Published").
_MARKER_WITHIN = 4
#: So many paragraphs after a closing line ("Leave a Reply", "About the author") show that it did not close the story.
_GOES_ON = 3
#: A row's text may begin with date, place and agency before the repeated title: at most so many characters.
_BEFORE_TITLE = 120
#: Two articles begin more lines apart than this, and on pages of the network each has so many words of text.
_BORDER_APART, _STORY_WORDS = 3, 60
_TAGGED = (
    (frozenset(("blockquote",)), "quote"),
    (frozenset(("figcaption",)), "caption"),
    (frozenset(("h1", "h2", "h3", "h4", "h5", "h6")), "heading"),
)
#: A line that is no sentence and has at most this many words is a heading within a story.
_HEADING_WORDS = 12
#: 'Harbour Radio reports' leads in what it reports; it is no heading.
_TITLE_WORD = re.compile(r"[^\W_]+")
_BEHIND_TITLE = re.compile(r"[\s.:|–-]*")
_LEADS_IN = re.compile(r"\b(?:says|said|reports|reported|writes|wrote|adds|added|noted|states|stated)\W*\Z", re.I)
_ROW_MEDIA = ("text/csv", "text/tab-separated-values", "application/json", "application/vnd.apache.parquet")


def split(page: Page) -> tuple[list[Article], list[Block]]:
    """Return the articles of a page and all its blocks, each sorted by position.

    A failed or blank page has neither. A page of nothing but boilerplate has blocks and no article. For every
    article ``page.text[start:end] == text``; blocks do not overlap and cover all text that is not blank.
    """
    if page.error or not page.text.strip():
        return [], []
    if page.media_type in _ROW_MEDIA:
        return _split_row(page)
    lines = read_lines(page)
    stories = stories_of(page, lines)
    for number, story in enumerate(stories):
        _give_roles(lines, story, number)
    for number, story in enumerate(stories):
        low = stories[number - 1].last + 1 if number else 0
        high = stories[number + 1].first if number + 1 < len(stories) else len(lines)
        settle(lines, story, number, low, high)
        set_apart([line for line in lines[story.first : story.last + 1] if line.article == number])
    name_boilerplate(lines)
    # A headline below which nothing turned out to be of a story leaves no article: its lines are boilerplate.
    told = sorted({line.article for line in lines if line.article is not None})
    articles = {number: _article(page, lines, stories[number], alone=len(told) == 1) for number in told}
    return list(articles.values()), _blocks(page, lines, {number: made.id for number, made in articles.items()})


# --- rows of tables ---------------------------------------------------------------------------------------------


def _split_row(page: Page) -> tuple[list[Article], list[Block]]:
    """A row is one article, whole; its title and date, where repeated in front, get blocks of their own."""
    start = len(page.text) - len(page.text.lstrip())
    end = len(page.text.rstrip())
    words = page.text[start:end]
    lines = read_lines(page, judge=False)
    if len(lines) == 1:
        cuts = _row_front(page, start, end)
    else:
        cuts = []
        given = letters(page.given_title or "")
        for number, line in enumerate(lines):
            line.role = "boilerplate" if line.furniture else "body"
            line.article = None if line.furniture else 0
            if number < 3 and given and line.letters == given:
                line.role, line.article = "title", 0
            elif number < 4 and (line.dated or line.author):
                line.role, line.article = ("dateline" if line.dated else "byline"), 0
        if all(line.article is None for line in lines):
            for line in lines:
                line.role, line.article = "body", 0
    identity = content_id("article", page.id, start, end)
    published, published_from = _published(page, lines, words, alone=True)
    outlet = outlet_of(page)
    byline = next((line.author for line in lines[:4] if line.author), None)
    article = Article(
        id=identity,
        page_id=page.id,
        title=page.given_title,
        author=choose([page.given_author, byline], outlet)[0],
        outlet=outlet,
        published=published,
        published_from=published_from,
        start=start,
        end=end,
        text=words,
    )
    if not cuts:
        return [article], _blocks(page, lines, {0: identity})
    return [article], [_block(page, identity, role, (begin, stop)) for role, begin, stop in cuts]


def _row_front(page: Page, start: int, end: int) -> list[tuple[str, int, int]]:
    """Cut a text of one line, such as '9 Jul 2015 Title again. Body …', into dateline, title and body."""
    text = page.text
    whole = [("body", start, end)]
    title = [match.group().casefold() for match in _TITLE_WORD.finditer(page.given_title or "")]
    if len(title) < 3 or len(title) > 60:
        return whole
    stop = min(end, start + _BEFORE_TITLE + 2 * len(page.given_title or ""))
    words = list(_TITLE_WORD.finditer(text, start, stop))
    plain = [match.group().casefold() for match in words]
    at = next((n for n in range(len(plain) - len(title) + 1) if plain[n : n + len(title)] == title), None)
    if at is None or words[at].start() - start > _BEFORE_TITLE:
        return whole
    title_start, title_end = words[at].start(), words[at + len(title) - 1].end()
    before = text[start:title_start].rstrip()
    if before and not find_leading_date(before):
        return whole
    after = _BEHIND_TITLE.match(text, title_end)
    body_start = after.end() if after else title_end
    if body_start >= end or text[body_start].islower() or body_start == title_end:
        return whole  # the sentence goes on: these are its words, not a title
    title_end += len(text[title_end:body_start].rstrip())
    cuts = [("title", title_start, title_end), ("body", body_start, end)]
    return [("dateline", start, start + len(before)), *cuts] if before else cuts


# --- roles, articles, blocks ------------------------------------------------------------------------------------


def _give_roles(lines: list[Line], story: Story, number: int) -> None:
    """Give the lines of one story their roles; lines of no story stay boilerplate."""
    bodies = (at for at in range(story.first, story.last + 1) if lines[at].body)
    first_body = next(bodies, None)
    story.prose = first_body is not None
    if story.title is not None:
        story.headline = lines[story.title].letters
    if story.marker is not None:
        story.opening = story.marker
    else:
        story.opening = first_body if first_body is not None else story.last
    head = story.title if story.title is not None else story.first
    story.text = next((at for at in range(head, story.last + 1) if lines[at].body), story.last)
    for at in range(story.first, story.last + 1):
        line = lines[at]
        line.role = _role(lines, at, story)
        line.article = None if line.role == "boilerplate" else number
        if line.role == "byline" and line.author is None:
            line.author = line.text


def _role(lines: Sequence[Line], at: int, story: Story) -> str:
    line = lines[at]
    in_front = at <= story.opening
    if at == story.title or (in_front and story.headline and line.letters == story.headline):
        return "title"
    told = line.author is not None or line.dated is not None
    # "Author: Ana Lund" below a book's title is text, where the network takes it for text.
    if told and (at <= story.text or (line.inside or 0.0) < LEAST_INSIDE):
        if line.author is not None and (in_front or line.main is not False) and not _date_first(line):
            return "byline"
        return "byline" if line.dated is None else "dateline"
    if line.furniture is not None or line.main is False:
        return "caption" if line.furniture is not None and line.furniture.role == "caption" else "boilerplate"
    if (at < story.opening and _is_author_line(lines, at)) or (at == story.marker and is_author(line.text)):
        return "byline"
    return _plain_role(line, in_front=at < story.opening, prose=story.prose)


def _date_first(line: Line) -> bool:
    """Say whether a line begins with the date and goes on with a name."""
    return (
        line.dated is not None
        and line.author is not None
        and line.text.find(line.dated[1]) < line.text.find(line.author)
    )


def _is_author_line(lines: Sequence[Line], at: int) -> bool:
    """A name right above the word 'Published' or a date."""
    below = lines[at + 1]
    return (says_published(below) or below.dated is not None) and is_author(lines[at].text)


def _plain_role(line: Line, *, in_front: bool, prose: bool) -> str:
    if line.outside:
        return "boilerplate"
    for tags, role in _TAGGED:
        if line.tags & tags:
            return role
    if line.main is not None or not prose or (line.body and not in_front):
        return "body"
    if in_front and (line.inside or 0.0) >= LEAST_INSIDE and line.text.endswith((".", "!", "?")):
        return "body"
    short = line.words <= _HEADING_WORDS and line.title and not _LEADS_IN.search(line.text)
    return "heading" if in_front or short else "body"


def _article(page: Page, lines: Sequence[Line], story: Story, *, alone: bool) -> Article:
    own = [line for line in lines[story.first : story.last + 1] if line.article is not None]
    start, end = own[0].start, own[-1].end
    body = next((line.text for line in own if line.role in {"body", "quote"}), "")
    place = (story.first, story.opening, story.last)
    told = [line for line in own if line.role in {"byline", "dateline"}]
    byline = next((line.author for line in told if line.author), None)
    byline = byline or author_beside(lines, *place, alone=alone)
    shown = front(lines, *place, alone=alone)
    published, published_from = _published(page, told, body, alone=alone, shown=shown)
    outlet = outlet_of(page)
    return Article(
        id=content_id("article", page.id, start, end),
        page_id=page.id,
        title=_title(page, lines, story, alone=alone),
        author=choose([page.given_author if alone else None, byline], outlet)[0],
        outlet=outlet,
        published=published,
        published_from=published_from,
        start=start,
        end=end,
        text=page.text[start:end],
    )


def _title(page: Page, lines: Sequence[Line], story: Story, *, alone: bool) -> str | None:
    on_page = lines[story.title].text if story.title is not None else None
    if not alone or not page.given_title:
        return on_page
    # The head's title often carries the site's name; the headline on the page does not.
    if on_page and (letters(on_page) in letters(page.given_title) or canonical(page.given_title) == outlet_of(page)):
        return " ".join(on_page.split())
    return page.given_title


def _published(
    page: Page, lines: Sequence[Line], body: str, *, alone: bool, shown: Sequence[Line] = ()
) -> tuple[str | None, str | None]:
    """Return the date in ISO 8601 and the words it was read from: given, else on a line, else in front of the text.

    ``lines`` are the story's, ``shown`` those around where it opens.
    """
    given: tuple[str, str] | None = None
    if alone and page.given_published:
        settled = next((mark.value for mark in page.layout if mark.tag == "published" and mark.value), None)
        iso = settled or read_date(page.given_published)
        given = (iso, page.given_published) if iso else None
    if given and shown_earlier(shown, given[0]):
        given, lines = None, shown
    dated = published_first(lines) or published_first(shown)
    on_line = dated[0].dated if dated else find_leading_date(body)
    if given and not (on_line and len(on_line[0]) > len(given[0]) and on_line[0].startswith(given[0])):
        return given
    return on_line or (None, None)


def _blocks(page: Page, lines: Sequence[Line], articles: Mapping[int, str]) -> list[Block]:
    """Join neighbouring lines of one role and story that no blank line parts; ``articles`` has the id of each story."""
    runs: list[list[Line]] = []
    for line in lines:
        before = runs[-1][-1] if runs else None
        if before and not line.gap and before.role == line.role and before.article == line.article:
            runs[-1].append(line)
        else:
            runs.append([line])
    blocks = []
    for run in runs:
        first = run[0]
        article_id = articles[first.article] if first.article is not None else None
        blocks.append(_block(page, article_id, first.role, (first.start, run[-1].end)))
    return blocks


def _block(page: Page, article_id: str | None, role: str, span: tuple[int, int]) -> Block:
    start, end = span
    return Block(content_id("block", page.id, start, end), page.id, article_id, role, start, end)
