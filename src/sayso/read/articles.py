"""From a page to its articles and blocks: rules over lines, on what the page's format says of them and on phrases.

Every character of the page that is not blank lies in exactly one block; what belongs to no story is a block with
the role ``boilerplate``. Several stories on one page are told apart only on strong evidence: a headline after site
furniture with a byline or a date right below it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sayso.model import Article, Block, Page, content_id
from sayso.read.authors import choose
from sayso.read.beside import author_beside, front, published_first, shown_earlier
from sayso.read.boilerplate import name_boilerplate
from sayso.read.bylines import is_name
from sayso.read.dates import find_leading_date, read_date
from sayso.read.lines import Line, letters, read_lines
from sayso.read.outlets import canonical, outlet_of
from sayso.read.roles import LEAST_BEGIN

#: A date or byline counts for a headline when it stands among this many lines below it (subtitle, author, "Published").
_MARKER_WITHIN = 4
#: So many paragraphs after a closing line ("Leave a Reply", "About the author") show that it did not close the story.
_GOES_ON = 3
#: A row's text may begin with date, place and agency before the repeated title: at most so many characters.
_BEFORE_TITLE = 120
#: Two articles begin more lines apart than this, and on pages of the network each has so many words of text.
_BORDER_APART, _STORY_WORDS = 3, 60
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
#: A line that is no sentence and has at most this many words is a heading within a story.
_HEADING_WORDS = 12
#: 'Harbour Radio reports' leads in what it reports; it is no heading.
_TITLE_WORD = re.compile(r"[^\W_]+")
_BEHIND_TITLE = re.compile(r"[\s.:|–-]*")
_LEADS_IN = re.compile(r"\b(?:says|said|reports|reported|writes|wrote|adds|added|noted|states|stated)\W*\Z", re.I)
_ROW_MEDIA = ("text/csv", "text/tab-separated-values", "application/json", "application/vnd.apache.parquet")


@dataclass(slots=True)
class _Story:
    """One story: the numbers of its first and last line, of its title line and of the date or byline that marks it.

    Lines before ``opening`` stand in front of its text. ``headline`` is the title's letters, to know it when it is
    repeated. ``prose`` is false when not one line is a sentence.
    """

    first: int
    last: int
    title: int | None
    marker: int | None = None
    opening: int = 0
    headline: str = ""
    prose: bool = True


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
    stories = _stories_by_layout(page, lines) or _stories_by_phrases(page, lines)
    for number, story in enumerate(stories):
        _give_roles(lines, story, number)
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


# --- where stories begin and end --------------------------------------------------------------------------------


def _stories_by_layout(page: Page, lines: list[Line]) -> list[_Story]:
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
    return [_Story(_with_date(lines, min(first, title) if title is not None else first), last, title)]


def _stories_by_phrases(page: Page, lines: list[Line]) -> list[_Story]:
    if not any(line.body for line in lines):
        return _short_story(page, lines)
    starts = _with_begun(lines, _marked_titles(lines))
    head = starts[0][0] if starts else len(lines)
    if not starts or sum(line.body for line in lines[:head]) >= 2:
        weak = _first_title(page, lines, head)
        if weak is not None:
            starts.insert(0, (weak, None))
    if not starts:
        first = next(number for number, line in enumerate(lines) if line.body)
        return [_Story(_with_date(lines, first), _end_of(lines, first, len(lines)), None)]
    stories = []
    for position, (title, marker) in enumerate(starts):
        until = starts[position + 1][0] if position + 1 < len(starts) else len(lines)
        last = _end_of(lines, title, until)
        stories.append(_Story(_with_date(lines, title), last, title if lines[title].headline else None, marker))
    return stories


def _with_begun(lines: Sequence[Line], starts: list[tuple[int, int | None]]) -> list[tuple[int, int | None]]:
    """Add the headlines that the network takes for an article's first line and below which a text begins."""
    known = {number for number, _ in starts}
    for number, line in enumerate(lines):
        if (line.begins or 0.0) < LEAST_BEGIN or not line.headline:
            continue
        near = range(max(0, number - _BORDER_APART), min(len(lines), number + _BORDER_APART + 1))
        if known.isdisjoint(near) and line.begins == max(lines[other].begins or 0.0 for other in near):
            known.add(number)
    found = dict(starts)
    kept: list[tuple[int, int | None]] = []
    places = sorted(known)
    for position, number in enumerate(places):
        until = places[position + 1] if position + 1 < len(places) else len(lines)
        judged = lines[number].inside is not None
        if not judged or sum(line.words for line in lines[number:until] if line.body) >= _STORY_WORDS:
            kept.append((number, found.get(number)))
    return kept


def _short_story(page: Page, lines: list[Line]) -> list[_Story]:
    """A page without one whole sentence: whatever is no furniture."""
    rest = [number for number, line in enumerate(lines) if not line.furniture and not line.dated]
    if not rest:
        return []
    title = _given_title_line(page, lines, rest[0], rest[-1])
    return [_Story(rest[0], rest[-1], title)]


def _marked_titles(lines: list[Line]) -> list[tuple[int, int | None]]:
    """Return the headlines that have a byline or date below them, with the number of that line."""
    found: list[tuple[int, int | None]] = []
    bodies = 0
    for number, line in enumerate(lines):
        bodies += line.body
        if not line.headline:
            continue
        before = lines[number - 1] if number else None
        opens = before is None or before.furniture is not None or before.dated is not None
        if not opens or (found and (not bodies or before is None or not before.furniture)):
            continue
        marker = _marker(lines, number)
        if marker is not None:
            found.append((number, marker))
            bodies = 0
    return found


def _marker(lines: Sequence[Line], title: int) -> int | None:
    for number in range(title + 1, min(title + 1 + _MARKER_WITHIN, len(lines))):
        line = lines[number]
        if line.dated or line.author or _says_published(line) or _is_author_above_text(lines, number):
            return number if lines[title].title or number == title + 1 else None
        if line.letters != lines[title].letters and (line.furniture or line.words > 40):
            return None
    return None


def _is_author_above_text(lines: Sequence[Line], at: int) -> bool:
    """A line that is only the name of a person, right above a paragraph."""
    below = lines[at + 1] if at + 1 < len(lines) else None
    return below is not None and below.body and 2 <= lines[at].words <= 4 and is_name(lines[at].text)


def _says_published(line: Line) -> bool:
    return line.letters in {"published", "posted", "publishedon", "postedon", "updated", "lastupdated"}


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
    return max(titles, key=lambda number: (lines[number].begins or 0.0, -number), default=first)


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


# --- roles, articles, blocks ------------------------------------------------------------------------------------


def _give_roles(lines: list[Line], story: _Story, number: int) -> None:
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
    for at in range(story.first, story.last + 1):
        line = lines[at]
        line.role = _role(lines, at, story)
        line.article = None if line.role == "boilerplate" else number
        if line.role == "byline" and line.author is None:
            line.author = line.text


def _role(lines: Sequence[Line], at: int, story: _Story) -> str:
    line = lines[at]
    in_front = at <= story.opening
    if at == story.title or (in_front and story.headline and line.letters == story.headline):
        return "title"
    if line.author is not None and (in_front or line.main is not False):
        return "byline"
    if line.dated is not None:
        return "byline" if line.author is not None else "dateline"
    if line.furniture is not None or line.main is False:
        return "boilerplate"
    if (at < story.opening and _is_author_line(lines, at)) or (at == story.marker and is_name(line.text)):
        return "byline"
    return _plain_role(line, in_front=at < story.opening, prose=story.prose)


def _is_author_line(lines: Sequence[Line], at: int) -> bool:
    """A name right above the word 'Published' or a date."""
    below = lines[at + 1]
    return (_says_published(below) or below.dated is not None) and is_name(lines[at].text)


def _plain_role(line: Line, *, in_front: bool, prose: bool) -> str:
    if line.outside:
        return "boilerplate"
    if "blockquote" in line.tags:
        return "quote"
    if "figcaption" in line.tags:
        return "caption"
    if line.tags & _HEADINGS:
        return "heading"
    if line.main is not None or not prose or (line.body and not in_front):
        return "body"
    short = line.words <= _HEADING_WORDS and line.title and not _LEADS_IN.search(line.text)
    return "heading" if in_front or short else "body"


def _article(page: Page, lines: Sequence[Line], story: _Story, *, alone: bool) -> Article:
    own = [line for line in lines[story.first : story.last + 1] if line.article is not None]
    start, end = own[0].start, own[-1].end
    body = next((line.text for line in own if line.role in {"body", "quote"}), "")
    place = (story.first, story.opening, story.last)
    byline = next((line.author for line in own if line.role == "byline"), None)
    byline = byline or author_beside(lines, *place, alone=alone)
    shown = front(lines, *place, alone=alone)
    published, published_from = _published(page, own, body, alone=alone, shown=shown)
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


def _title(page: Page, lines: Sequence[Line], story: _Story, *, alone: bool) -> str | None:
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
