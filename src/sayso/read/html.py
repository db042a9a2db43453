"""HTML pages: rendered to text, with layout, metadata and the choice of what is the article."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from sayso.model import Layout, Page, sha256_of
from sayso.read.decode import decode
from sayso.read.formats import Refused, Source, published_layout, too_many_lines
from sayso.read.limits import Limits
from sayso.read.maintext import all_but_links, main_text
from sayso.read.metadata import read_head
from sayso.read.render import Rendered, parse, render
from sayso.read.text import refuse_binary

_ENDINGS = (".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx", ".php", ".jsp", ".xml")
_BEGINNING = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


class Html:
    """HTML and its like, by the ending of the name or the first element."""

    name = "HTML"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files called HTML and whatever begins as HTML does."""
        return name.lower().endswith(_ENDINGS) or _BEGINNING.match(head[:8192]) is not None

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield the file as one page."""
        raw = source.read()
        refuse_binary(raw)
        decoded = decode(raw, markup=True, charset=source.charset)
        if not decoded.text.strip():
            raise Refused("nothing in it", "fetch the page again, or leave the file out")
        tree = parse(decoded.text, source.limits)
        rendered = render(tree, source.limits)
        if not rendered.text.strip():
            raise Refused(
                "no text in this HTML", "it may be filled in by scripts: save the page from a browser, then read that"
            )
        if over := too_many_lines(rendered.text, source.limits):  # before what takes time by lines
            raise Refused(*over)
        head = read_head(tree, len(decoded.text))
        yield source.page(
            sha256_of(raw),
            rendered.text,
            url=head.url,
            media_type="text/html",
            language=head.language,
            encoding=decoded.encoding,
            given_title=head.title,
            given_outlet=head.outlet,
            given_author=head.author,
            given_published=head.published,
            layout=_sorted(rendered.layout + main_text(tree, rendered) + published_layout(head.published_iso)),
        )


def render_fragment(markup: str, limits: Limits) -> Rendered:
    """Return a piece of HTML, such as the content of a feed's entry, as text; raises Refused when it cannot be read."""
    tree: etree._Element = parse(f"<html><body>{markup}</body></html>", limits)
    rendered = render(tree, limits)
    return Rendered(rendered.text, _sorted(rendered.layout + all_but_links(rendered)))


def _sorted(layout: tuple[Layout, ...]) -> tuple[Layout, ...]:
    return tuple(sorted(layout, key=lambda mark: (mark.start, -mark.end, mark.tag, mark.value or "")))
