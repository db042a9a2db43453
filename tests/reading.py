"""An invented story as text and as HTML, and what must hold of any page, for the tests of ``sayso.read``."""

from __future__ import annotations

from pathlib import Path

from sayso.model import Page
from sayso.read import find_pages, split

STORY = "Harbour Radio cited Ana Lund as saying the truce was broken on Tuesday."
HTML = (
    "<!doctype html><html lang='en'><head><title>Truce broken | Harbour Radio</title>"
    "<meta property='og:site_name' content='Harbour Radio'><link rel='canonical' href='https://harbour.example/a1'>"
    "<meta name='author' content='Jon Reed'><meta property='article:published_time' content='2031-04-05T06:07:00Z'>"
    "<style>p{}</style><script>var x='no';</script></head><body><nav><a href='/'>Home</a> <a href='/w'>World</a></nav>"
    "<article><h1>Truce broken in Oster</h1><p>By Jon Reed</p><p>The ministry said on Tuesday that the   truce was "
    "&ldquo;broken&rdquo; by<br>men from the hills, and that three people died in the valley of Oster that night.</p>"
    "<blockquote><p>We saw it with our own eyes, and we shall not forget it soon, said the mayor of Oster.</p>"
    "</blockquote><p>Nobody else confirmed the account, and the other side did not answer questions on it.</p>"
    "</article><footer><p>All rights reserved</p></footer></body></html>"
)


def pages_of(path: Path | list[Path], **options: object) -> list[Page]:
    paths = path if isinstance(path, list) else [path]
    return list(find_pages(paths, **options))  # type: ignore[arg-type]


def one(path: Path, **options: object) -> Page:
    (page,) = pages_of(path, **options)
    return page


def check(page: Page) -> None:
    """What must hold of any page whatever it was read from."""
    assert (page.error is None) == (page.fix is None)
    if page.error:
        assert page.text == ""
        assert "\n" not in page.error
    page.text.encode("utf-8")
    assert "\x00" not in page.text
    for mark in page.layout:
        assert 0 <= mark.start <= mark.end <= len(page.text)
    articles, blocks = split(page)
    for article in articles:
        assert page.text[article.start : article.end] == article.text
    covered = set()
    reached = 0
    for block in blocks:
        assert reached <= block.start < block.end <= len(page.text)
        reached = block.end
        covered.update(range(block.start, block.end))
    assert all(at in covered for at, character in enumerate(page.text) if not character.isspace())
