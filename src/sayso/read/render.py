"""HTML as plain text: what a reader sees, deterministically, with what the tags said kept as layout.

Block elements stand between blank lines, ``<br>`` starts a line, white space is folded, scripts and styles are left
out. The walk is iterative, so nesting costs no stack.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from lxml import etree
from lxml import html as lxml_html

from sayso.model import Layout
from sayso.read.formats import Refused
from sayso.read.limits import Limits
from sayso.read.roles.markup import Path, cut, names_of

#: Elements whose content no reader sees as text.
SKIPPED = frozenset((
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "audio", "video", "map", "select", "datalist", "textarea", "input", "meta", "link", "title", "base",
    "param", "source", "track",
))  # fmt: skip
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir",
    "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
    "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "ul",
))  # fmt: skip
#: Line breaks that stand before and behind an element.
_BREAKS = {**dict.fromkeys(_BLOCKS, 2), "tr": 1, "option": 1, "optgroup": 1}
#: Elements that become layout.
KEPT = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "nav", "header", "footer", "aside", "form",
    "figcaption", "time", "a", "article", "main", "td", "th", "button", "pre", "address",
))  # fmt: skip
#: Elements that never hold the article's own words; "hidden" stands for any that nobody sees.
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "hidden"))
_VALUE = {"a": "href", "time": "datetime"}
_BLANKS = " \t\n\r\f\v\xa0\u2028\u2029\u200b\ufeff"
#: Blanks that are not one space already: most are, and stay untouched.
_SPACE = re.compile(f"[{_BLANKS}]{{2,}}|[{_BLANKS[1:]}]")
#: Seen by nobody: the soft hyphen only marks where a word may be broken.
_INVISIBLE = str.maketrans("", "", "\xad\u2060")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONGEST_VALUE = 2000
_COUNT = etree.XPath("count(descendant-or-self::*)")
#: Attributes of one element, of which pages have some dozens. Building the tree and reading it take time by the square
#: of them: 40,000 take ten seconds, a million hours.
_MOST_ATTRIBUTES = 1000
_TOO_MANY = etree.XPath(f"boolean(descendant-or-self::*[count(@*) > {_MOST_ATTRIBUTES}])")
#: Smaller pages cannot hold so many that it takes longer than some seconds.
_FEW = 200 * 1024
#: One class for all elements: lxml's choice of a class by name is asked again for each element each time it is met.
_ELEMENTS = etree.ElementDefaultClassLookup(element=lxml_html.HtmlElement)


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a document and its layout, sorted by position.

    ``paths`` holds, for each line, where it starts and the names of the elements around it (``roles.markup``).
    """

    text: str
    layout: tuple[Layout, ...]
    paths: tuple[tuple[int, Path], ...] = ()


def parse(text: str, limits: Limits) -> etree._Element:
    """Return the tree of an HTML document; raises Refused for what is too deep, too large or holds no element."""
    raw = text.encode("utf-8")
    if len(raw) > _FEW:
        _refuse_attributes(raw)
    tree = _tree(raw, huge=False)
    if tree is None:
        tree = _tree(raw, huge=True)
    assert tree is not None
    if _TOO_MANY(tree):
        raise _too_many_attributes()
    if elements_in(tree) > limits.max_html_elements:
        raise Refused(f"HTML of more than {limits.max_html_elements:,} elements", "save the page as text, or split it")
    return tree


def elements_in(tree: etree._Element) -> int:
    """Return how many elements a tree has: told by libxml2, which takes a third of the time that a loop takes."""
    return int(cast(float, _COUNT(tree)))


def _tree(raw: bytes, *, huge: bool) -> etree._Element | None:
    """Return the tree, or None where an attribute, a text or a comment is too large for a parser that is not ``huge``.

    Such a one (of more than 10 MB, a film within the page, say) leaves out all that stands behind it.
    """
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=huge, recover=True, remove_comments=True, remove_pis=True, no_network=True
    )
    parser.set_element_class_lookup(_ELEMENTS)
    why, tree = "", None
    # Carriage returns stay in the text nodes and are folded; NUL has become U+FFFD when the bytes were decoded.
    try:
        tree = lxml_html.document_fromstring(raw, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        why = _first_line(error)
    if any("xcessive depth" in entry.message for entry in parser.error_log):
        raise Refused("HTML nested deeper than any real page", "save the page as text, or leave it out")
    if not huge and any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        return None
    if tree is None:
        raise Refused(f"not readable as HTML ({why})", "save the page again, or save it as .txt")
    return tree


class _Attributes:
    """Watches the start of every element, without a tree."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if len(attributes) > _MOST_ATTRIBUTES:
            raise _too_many_attributes()

    def close(self) -> None:
        pass


def _refuse_attributes(raw: bytes) -> None:
    try:
        etree.fromstring(
            raw, etree.HTMLParser(encoding="utf-8", target=cast(Any, _Attributes()), recover=True, huge_tree=True)
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return  # it is said when the tree is built


def _too_many_attributes() -> Refused:
    return Refused(f"HTML with more than {_MOST_ATTRIBUTES:,} attributes of one element", "save the page as text")


def render(tree: etree._Element, limits: Limits) -> Rendered:
    """Return the text of a parsed document; raises Refused when it passes the limit of characters."""
    writer = _Writer(limits.max_page_chars)
    open_marks: list[tuple[str, str | None, int]] = []
    preformatted = 0
    path = writer.path
    hides: list[bool] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    skipping = False
    for event, element in walk:
        tag = element.tag
        if event == "start":
            if tag in SKIPPED or not isinstance(tag, str):
                walk.skip_subtree()
                skipping = True
                continue
            writer.separate(tag)
            path.append(names_of(tag, element))
            preformatted += tag == "pre"
            if tag in KEPT:
                name = _VALUE.get(tag)
                open_marks.append((tag, element.get(name) if name else None, writer.length))
            hidden = _hidden(element)
            hides.append(hidden)
            if hidden:
                open_marks.append(("hidden", None, writer.length))
            if text := element.text:
                writer.add(text, preformatted > 0)
            continue
        if skipping:  # the end of what was not walked into
            skipping = False
        else:
            path.pop()
            if hides.pop():
                writer.mark(*open_marks.pop())
            if tag in KEPT:
                writer.mark(*open_marks.pop())
            preformatted -= tag == "pre"
            writer.separate(tag, end=True)
        if text := element.tail:
            writer.add(text, preformatted > 0)
    return writer.done()


class _Writer:
    """Collects text; separators wait until more text comes, so that none stands at an end."""

    def __init__(self, most: int) -> None:
        self.length = 0
        self.path: list[tuple[int, ...]] = []
        self._most = most
        self._paths: list[tuple[int, Path]] = []
        self._pieces: list[str] = []
        self._marks: list[tuple[int, int, str, str | None]] = []
        self._breaks = 0  # line breaks owed before the next text
        self._gap = ""  # the blank or tab owed before the next text on this line

    def separate(self, tag: str, *, end: bool = False) -> None:
        breaks = _BREAKS.get(tag)
        if breaks is not None:
            self._breaks = max(self._breaks, breaks)
        elif end:
            return
        elif tag == "br":
            self._breaks = min(self._breaks + 1, 2)
        elif tag in {"td", "th"}:
            self._gap = "\t"

    def add(self, text: str, preformatted: bool) -> None:
        if len(text) > 2 * self._most:  # before it is copied a few times to fold its blanks
            self._refuse()
        if preformatted:
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for number, line in enumerate(lines):
                if number:
                    self._breaks = min(self._breaks + 1, 2)
                self._put(line.rstrip() if self.length else line.strip(), leading=False)
            if self.length and lines[-1][-1:].isspace():
                self._gap = " "  # what follows within the line stands apart
            return
        if not text.isascii() and not (text := text.translate(_INVISIBLE)):
            return
        words = text.strip(_BLANKS)
        if not words:  # as most of a page's texts: the blanks between its elements
            self._gap = self._gap or " "
            return
        self._put(_SPACE.sub(" ", words), leading=text[0] in _BLANKS)
        self._gap = " " if text[-1] in _BLANKS else ""

    def mark(self, tag: str, value: str | None, start: int) -> None:
        if self.length > start:
            self._marks.append((start, self.length, tag, value[:_LONGEST_VALUE] if value is not None else None))

    def done(self) -> Rendered:
        text = "".join(self._pieces)
        found = []
        for number, (start, end, tag, value) in enumerate(self._marks):
            at = start
            while at < end and text[at].isspace():
                at += 1
            if at < end:
                found.append((at, -end, tag, value or "", number, value))
        found.sort()
        layout = [Layout(start, -end, tag, value) for start, end, tag, _, _, value in found]
        return Rendered(text, tuple(layout), tuple(self._paths))

    def _put(self, words: str, *, leading: bool) -> None:
        if not words:
            return
        if self.length:
            before = "\n" * self._breaks or self._gap or (" " if leading else "")
            if before:
                self._pieces.append(before)
                self.length += len(before)
        if self._breaks or not self.length:
            self._paths.append((self.length, cut(self.path)))
        self._pieces.append(words)
        self.length += len(words)
        self._breaks = 0
        self._gap = ""
        if self.length > self._most:
            self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refused(f"a page of more than {self._most:,} characters", "cut it into its articles")


def _hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:200]
