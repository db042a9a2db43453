"""HTML as the plain text that gold of pages is labelled on: frozen, so that the gold does not move.

The reader of a case (``sayso.read.render``) may change what it makes of a page; labels counted in its offsets would
then point elsewhere. This renderer serves the gold alone and must not be changed: a change shows as another digest.
"""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

#: Elements whose content no reader sees as text.
_SKIPPED = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio",
    "video", "map", "select", "datalist", "textarea",
))  # fmt: skip
#: Elements that stand between blank lines; those of ``_LINES`` only begin and end a line.
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "ul",
))  # fmt: skip
_LINES = frozenset(("tr", "br"))
_CELLS = frozenset(("td", "th"))
_BLANK = re.compile(r"[\s\u200b\ufeff]+")
#: Seen by nobody: the soft hyphen and the word joiner only say where a word may be broken.
_INVISIBLE = str.maketrans("", "", "\xad\u2060")
#: Larger files are no pages of this gold; lxml's own limits of depth and of text hold below it.
MOST_BYTES = 20_000_000


def plain_text(raw: bytes) -> str:
    """Return the text of an HTML page in UTF-8 without its markup.

    Blocks stand between blank lines, ``<br>`` and table rows begin a line, cells are parted by a tab, any run of white
    space is one blank. Raises ValueError for what is not UTF-8, too large, or holds no element.
    """
    if len(raw) > MOST_BYTES:
        raise ValueError(f"of more than {MOST_BYTES:,} bytes")
    # Decoded here and not by libxml2, which would take a wrong declaration at its word.
    text = raw.decode("utf-8").replace("\0", "")
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, AssertionError) as error:
        raise ValueError(f"not readable as HTML ({str(error)[:200]})") from error
    return _text(tree)


def _text(tree: etree._Element) -> str:
    """Walk the tree without recursion: nesting costs no stack."""
    pieces: list[str] = []
    owed = ""  # the separator that stands before the next words; none at the ends of the text
    skipping: etree._Element | None = None
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if skipping is None and event == "start" and (tag in _SKIPPED or not tag):
            skipping = element
        if skipping is not None:
            if event != "end" or element is not skipping:
                continue
            skipping, words = None, element.tail
        else:
            owed = _stronger(owed, tag, event)
            words = element.text if event == "start" else element.tail
        folded = _BLANK.sub(" ", (words or "").translate(_INVISIBLE))
        stripped = folded.strip(" ")
        if folded.startswith(" "):
            owed = owed or " "
        if stripped:
            pieces.append((owed if pieces else "") + stripped)
            owed = " " if folded.endswith(" ") else ""
    return "".join(pieces)


def _stronger(owed: str, tag: str, event: str) -> str:
    """Return what is owed before the next words, now that an element begins or ends."""
    if tag in _BLOCKS:
        return "\n\n"
    if tag == "br":
        return owed if event == "end" else ("\n\n" if owed.startswith("\n") else "\n")
    if tag in _LINES:
        return owed if owed.startswith("\n") else "\n"
    if tag in _CELLS and event == "start":
        return owed if owed.startswith("\n") else "\t"
    return owed
