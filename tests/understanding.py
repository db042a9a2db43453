"""Text of our own invention made into pages and understood, for the tests of ``sayso.understand``."""

from __future__ import annotations

from sayso.model import Article, Attribution, Block, Findings, Page, content_id
from sayso.understand import make_reader, understand

#: Stands before every article, so that offsets into the article and into the page are never the same.
LEAD = "Menu | Oster News | “Subscribe”\n"
RULES = make_reader("rules")


def page_of(
    text: str, *, roles: dict[int, str] | None = None, lead: str = LEAD, file: str = "page.txt"
) -> tuple[Page, list[Article], list[Block]]:
    """Return a page that holds one article: a block for every line that is not empty; ``roles`` by line, else body."""
    page = Page(id=content_id("page", file, text), file=file, sha256=content_id(text) * 4, text=lead + text)
    article_id = content_id("article", page.id)
    article = Article(article_id, page.id, None, None, None, None, None, len(lead), len(lead) + len(text), text)
    blocks, start = [], len(lead)
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            role = (roles or {}).get(number, "body")
            blocks.append(
                Block(content_id("block", page.id, start), page.id, article_id, role, start, start + len(line))
            )
        start += len(line) + 1
    return page, [article], blocks


def findings(text: str, **given: object) -> Findings:
    """Return everything found in an article of these words."""
    return understand(*page_of(text, **given), RULES)  # type: ignore[arg-type]


def read(text: str, **given: object) -> list[Attribution]:
    """Return the attributions of an article of these words, in the order of their contents."""
    return list(findings(text, **given).attributions)


def only(text: str, **given: object) -> Attribution:
    """Return the one attribution that an article of these words holds."""
    found = read(text, **given)
    assert len(found) == 1, [plain(made) for made in found]
    return found[0]


def plain(made: Attribution) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Return source, cue and contents as words."""
    source = made.source.text if made.source else None
    return source, made.cue.text if made.cue else None, tuple(piece.text for piece in made.content)


def speakers(text: str, **given: object) -> list[str | None]:
    """Return the speakers of an article in the order of what they say."""
    return [made.speaker for made in read(text, **given)]
