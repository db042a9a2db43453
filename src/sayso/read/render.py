"""HTML as plain text: what a reader sees, deterministically, with what the tags said kept as layout.

Block elements stand between blank lines, ``<br>`` starts a line, white space is folded, scripts and styles are left
out. The walk is iterative, so nesting costs no stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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
_ROWS = frozenset(("tr", "option", "optgroup"))
#: Elements that become layout.
KEPT = frozenset((
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "nav", "header", "footer", "aside", "form",
    "figcaption", "time", "a", "article", "main", "td", "th", "button", "pre", "address",
))  # fmt: skip
#: Elements that never hold the article's own words; "hidden" stands for any that nobody sees.
FURNITURE_TAGS = frozenset(("nav", "footer", "aside", "form", "button", "hidden"))
_VALUE = {"a": "href", "time": "datetime"}
_SPACE = re.compile(r"[ \t\n\r\f\v\xa0\u2028\u2029\u200b\ufeff]+")
#: Seen by nobody: the soft hyphen only marks where a word may be broken.
_INVISIBLE = str.maketrans("", "", "\xad\u2060")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LONGEST_VALUE = 2000
#: Attributes of one element, of which pages have some dozens. Building the tree and reading it take time by the square
#: of them: 40,000 take ten seconds, a million hours.
_MOST_ATTRIBUTES = 1000
#: Smaller pages cannot hold so many that it takes longer than some seconds.
_FEW = 200 * 1024
_NOTHING: dict[str, str] = {}


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
    if sum(1 for _ in tree.iter()) > limits.max_html_elements:
        raise Refused(f"HTML of more than {limits.max_html_elements:,} elements", "save the page as text, or split it")
    return tree


def _tree(raw: bytes, *, huge: bool) -> etree._Element | None:
    """Return the tree, or None where an attribute, a text or a comment is too large for a parser that is not ``huge``.

    Such a one (of more than 10 MB, a film within the page, say) leaves out all that stands behind it.
    """
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=huge, recover=True, remove_comments=True, remove_pis=True, no_network=True
    )
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


def _attributes(element: etree._Element) -> Mapping[str, str]:
    attributes = element.attrib
    if not attributes:
        return _NOTHING
    if len(attributes) > _MOST_ATTRIBUTES:
        raise _too_many_attributes()
    return dict(cast(Iterable[tuple[str, str]], element.items()))


def _too_many_attributes() -> Refused:
    return Refused(f"HTML with more than {_MOST_ATTRIBUTES:,} attributes of one element", "save the page as text")


def render(tree: etree._Element, limits: Limits) -> Rendered:
    """Return the text of a parsed document; raises Refused when it passes the limit of characters."""
    writer = _Writer(limits.max_page_chars)
    open_marks: list[tuple[str, str | None, int]] = []
    skipping: etree._Element | None = None
    preformatted = 0
    path = writer.path
    hides: list[bool] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if skipping is None and (tag in SKIPPED or not tag) and event == "start":
            skipping = element
        if skipping is not None:
            if event == "end" and element is skipping:
                skipping = None
                writer.add(element.tail, preformatted > 0)
            continue
        if event == "start":
            writer.separate(tag)
            told = _attributes(element)
            path.append(names_of(tag, told))
            preformatted += tag == "pre"
            if tag in KEPT:
                name = _VALUE.get(tag)
                open_marks.append((tag, told.get(name) if name else None, writer.length))
            hidden = bool(told) and _hidden(told)
            hides.append(hidden)
            if hidden:
                open_marks.append(("hidden", None, writer.length))
            writer.add(element.text, preformatted > 0)
            continue
        path.pop()
        if hides.pop():
            writer.mark(*open_marks.pop())
        if tag in KEPT:
            writer.mark(*open_marks.pop())
        preformatted -= tag == "pre"
        writer.separate(tag, end=True)
        writer.add(element.tail, preformatted > 0)
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
        if tag in _BLOCKS:
            self._breaks = max(self._breaks, 2)
        elif tag in _ROWS:
            self._breaks = max(self._breaks, 1)
        elif tag == "br" and not end:
            self._breaks = min(self._breaks + 1, 2)
        elif tag in {"td", "th"} and not end:
            self._gap = "\t"

    def add(self, text: str | None, preformatted: bool) -> None:
        if not text:
            return
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
        folded = _SPACE.sub(" ", text.translate(_INVISIBLE))
        words = folded.strip(" ")
        if not words:
            self._gap = self._gap or folded
            return
        self._put(words, leading=folded[0] == " ")
        self._gap = " " if folded[-1] == " " else ""

    def mark(self, tag: str, value: str | None, start: int) -> None:
        if self.length > start:
            self._marks.append((start, self.length, tag, value[:_LONGEST_VALUE] if value is not None else None))

    def done(self) -> Rendered:
        text = "".join(self._pieces)
        layout = []
        for start, end, tag, value in self._marks:
            at = start
            while at < end and text[at].isspace():
                at += 1
            if at < end:
                layout.append(Layout(at, end, tag, value))
        layout.sort(key=lambda mark: (mark.start, -mark.end, mark.tag, mark.value or ""))
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


def _hidden(told: Mapping[str, str]) -> bool:
    if "hidden" in told:
        return True
    style = told.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [""])[0][:200]
