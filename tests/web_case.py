"""A small case made by hand for the tests of the reading room: three outlets, nesting, copies, hostile pages."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from sayso.case.writer import CaseWriter
from sayso.model import Article, Attribution, Block, Copy, Findings, Mention, Page, Span, content_id
from sayso.schemas import COPIES

MADE_BY = "0.1.0 by hand"
SHARED = (
    "Ministry spokeswoman Ana Lund said on Tuesday that the militants “broke the truce” at the granary, and that "
    "three guards were killed before noon."
)
RADIO = f"""Home | News | Listen

Truce broken at the granary

By Tomas Reik, 4 October 2016

{SHARED}

Harbour Radio cited Ana Lund as saying the convoy “will go on”, according to the Coastal Telegraph.

“We never agreed to any of it,” a man at the gate told us.

Support us! Donate today.
"""
BLOG = f"""WHAT THEY DO NOT TELL YOU

{SHARED}

Nobody else prints this.
"""
HOSTILE = """<script>alert(1)</script>

"><img src=x onerror=alert(2)> {{7*7}} {% raw %} said \u202ethe minister\u202c &amp; more \x00 \ue000loose\ue001

“<b>bold</b> words,” said "><svg onload=alert(3)>.
"""


def span(text: str, words: str, after: int = 0) -> Span:
    """Return the first place of ``words`` from ``after`` on."""
    start = text.index(words, after)
    return Span(start, start + len(words), words)


def page_of(name: str, text: str, **given: str | None) -> Page:
    return Page(id=content_id(name), file=f"pages/{name}.txt", sha256=content_id(text) * 4, text=text, **given)


def attribution(
    article: Article,
    name: str | None,
    source: Span | None,
    cue: Span | None,
    content: tuple[Span, ...],
    *,
    kind: str = "person",
    style: str = "indirect",
    polarity: str = "asserts",
    via: tuple[str, ...] = (),
    parent: Attribution | None = None,
    confidence: float = 0.9,
) -> Attribution:
    return Attribution(
        id=content_id("attribution", article.id, content[0].start, cue and cue.start, name),
        article_id=article.id,
        page_id=article.page_id,
        speaker=name,
        speaker_id=name and content_id("entity", name),
        speaker_kind=name and kind,
        source=source,
        cue=cue,
        content=content,
        style=style,
        via=via,
        parent_id=parent.id if parent else None,
        polarity=polarity,
        confidence=confidence,
    )


def article_of(page: Page, start: int, end: int, **given: str | None) -> Article:
    fields = {"title": None, "author": None, "outlet": None, "published": None, "published_from": None, **given}
    return Article(id=content_id("article", page.id, start), page_id=page.id, start=start, end=end,
                   text=page.text[start:end], **fields)  # fmt: skip


def blocks_of(page: Page, article: Article, roles: dict[str, str]) -> tuple[Block, ...]:
    """One block a paragraph; ``roles`` tells by its first words which is no body."""
    found, place = [], 0
    for words in page.text.split("\n\n"):
        role = next((role for begin, role in roles.items() if words == begin or words.startswith(begin + " ")), "body")
        owner = None if role == "boilerplate" else article.id
        block = Block(content_id(page.id, place), page.id, owner, role, place, place + len(words))
        if words.strip():
            found.append(block)
        place += len(words) + 2
    return tuple(found)


def lund(article: Article, text: str) -> Attribution:
    """The shared sentence, as it stands in ``text``."""
    begin = text.index(SHARED)
    content = span(text, "that the militants “broke the truce” at the granary", begin)
    rest = span(text, "and that three guards were killed before noon", begin)
    return attribution(
        article, "Ana Lund", span(text, "Ministry spokeswoman Ana Lund", begin), span(text, "said on Tuesday", begin),
        (content, rest), style="mixed", polarity="accuses", confidence=0.93,
    )  # fmt: skip


def radio() -> tuple[Page, Findings]:
    page = page_of("harbour", RADIO, url="https://harbour.example/truce")
    article = article_of(page, RADIO.index("Truce"), RADIO.index("Support us!"), title="Truce broken at the granary",
                         author="Tomas Reik",
                         outlet="Harbour Radio", published="2016-10-04", published_from="4 October 2016")  # fmt: skip
    outer_content = span(RADIO, "the convoy “will go on”")
    telegraph = attribution(
        article, "Coastal Telegraph", span(RADIO, "the Coastal Telegraph"), span(RADIO, "according to"),
        (span(RADIO, "Harbour Radio cited Ana Lund as saying the convoy “will go on”"),), kind="outlet", confidence=0.8,
    )  # fmt: skip
    cited = attribution(
        article, "Harbour Radio", span(RADIO, "Harbour Radio"), span(RADIO, "cited"),
        (span(RADIO, "Ana Lund as saying the convoy “will go on”"),), kind="outlet", parent=telegraph, confidence=0.75,
    )  # fmt: skip
    inner = attribution(
        article, "Ana Lund", span(RADIO, "Ana Lund", RADIO.index("cited")), span(RADIO, "as saying"), (outer_content,),
        style="mixed", polarity="promises", via=("Harbour Radio",), parent=cited, confidence=0.72,
    )  # fmt: skip
    gate = attribution(
        article, None, span(RADIO, "a man at the gate"), span(RADIO, "told"),
        (span(RADIO, "“We never agreed to any of it,”"),), style="direct", polarity="denies", confidence=0.4,
    )  # fmt: skip
    roles = {"Home": "boilerplate", "Truce broken": "title", "By": "byline", "Support us!": "boilerplate"}
    mention = Mention(content_id("m"), article.id, content_id("entity", "Ana Lund"), "Ana Lund", 0, 13,
                      "spokeswoman Lund", "person")  # fmt: skip
    attributions = (lund(article, RADIO), telegraph, cited, inner, gate)
    return page, Findings(page.id, (article,), blocks_of(page, article, roles), (mention,), attributions)


def blog() -> tuple[Page, Findings]:
    page = page_of("blog", BLOG, url="javascript:alert(4)")
    article = article_of(page, 0, len(BLOG.rstrip()), title="What they do not tell you", outlet="Anvil & Flag",
                         published="2016-10-06")  # fmt: skip
    return page, Findings(page.id, (article,), blocks_of(page, article, {"WHAT": "title"}), (), (lund(article, BLOG),))


def hostile() -> tuple[Page, Findings]:
    page = page_of("<i>hostile</i>", HOSTILE, record='"><script>alert(5)</script>')
    article = article_of(page, 0, len(HOSTILE.rstrip()), title="<script>alert(6)</script>", author="{{7*7}}",
                         outlet='"><script>alert(7)</script>', published="soon\u202e")  # fmt: skip
    one = attribution(
        article, "\u202e<img src=x onerror=alert(8)>", span(HOSTILE, '"><svg onload=alert(3)>'),
        span(HOSTILE, "said", 60), (span(HOSTILE, "“<b>bold</b> words,”"),), style="direct",
        via=("<script>alert(9)</script>",),
    )  # fmt: skip
    return page, Findings(page.id, (article,), (), (), (one,))


def copies() -> pa.Table:
    (_, one), (_, two) = radio(), blog()
    here, there = RADIO.index(SHARED), BLOG.index(SHARED)
    copy = Copy(content_id("copy"), one.articles[0].id, here, here + len(SHARED), two.articles[0].id, there,
                there + len(SHARED), 25, "to", 1.0, False)  # fmt: skip
    row = {name: [getattr(copy, name)] for name in COPIES.names}
    return pa.table(row, COPIES)


def build(path: Path) -> Path:
    """Write the case and return its path."""
    made = [radio(), blog(), hostile()]
    broken = Page(id=content_id("broken"), file="pages/broken.zip", sha256="0" * 64, error="the archive is cut off",
                  fix="fetch it again")  # fmt: skip
    with CaseWriter(path) as writer:
        run = writer.start_run("0.1.0", {"paths": ["pages"]})
        writer.add([page for page, _ in made], [found for _, found in made], MADE_BY)
        writer.add([broken], [], MADE_BY)
        writer.refresh_entities()
        writer.replace_links("copies", {"copies": copies()}, digest="x", made_by=MADE_BY)
        writer.end_run(run, {"pages": 4, "seconds": 0.1})
    return path
