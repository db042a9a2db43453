"""Scores of page reading: which words are an article's text, where articles begin and end, what each line is.

A line here is one that is not blank; of a text without markup it is what a block is. It has the role of the block that
covers most of its characters. An article's *text* are its lines of the roles heading, body and quote; title, byline and
dateline are told apart from it, as in ``bench/pages.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from sayso.check.counts import Counts, Metric
from sayso.check.extraction import border_counts
from sayso.check.match import greedy_pairs
from sayso.check.nouns import LabelledPage, PageArticle, PageBlock, PageDocument
from sayso.check.page_gold import ARTICLE_ROLES, OTHER_ROLES
from sayso.check.span_errors import SpanExample
from sayso.model import Article, Block
from sayso.read.articles import split
from sayso.read.lines import letters

TEXT_ROLES = ("heading", "body", "quote")
BOILERPLATE = "boilerplate"
#: What a page says of an article.
FIELDS = ("title", "author", "published")
#: A border is right when it is at most so many lines away.
SLACK = 1
#: The rule of C4 (Raffel et al. 2020, section 2.2): lines of five words or more that end like a sentence.
_C4_WORDS, _C4_END = 5, re.compile(r"[.!?\"”]\Z")
_NAMES = re.compile(r"[,;&]|\band\b")
#: class of error → what it means
PAGE_CLASSES = {
    "role": "a run of lines with another role (any role outside of articles counts as boilerplate)",
    "article_missed": "a gold article whose text no found one shares",
    "article_spurious": "a found article that shares no text with a gold one, or is one of several within it",
    "title": "another title, or none",
    "author": "another author, or none",
    "published": "another date, or none",
}


def _metrics() -> dict[str, Metric]:
    """Return the scores in the order of a report; ``f1`` over lines for each role."""
    found: dict[str, Metric] = {
        "text_precision": ("text", "precision", "reading", "text of articles, characters, precision"),
        "text_recall": ("text", "share", "reading", "text of articles, characters, recall"),
        "text_f1": ("text", "f1", "reading", "text of articles, characters, F1"),
        "article_count_right": ("article_count", "share", "reading", "pages with the right number of articles"),
        "begin_f1": ("begin", "f1", "reading", "where articles begin (one line off at most), F1"),
        "end_f1": ("end", "f1", "reading", "where articles end (one line off at most), F1"),
        "border_precision": ("border", "precision", "reading", "both borders, precision"),
        "border_recall": ("border", "share", "reading", "both borders, recall"),
        "border_f1": ("border", "f1", "reading", "both borders, F1"),
        "several_border_f1": ("several", "f1", "reading", "both borders, pages of several articles, F1"),
        "role_right": ("role", "share", "reading", "lines with the right role"),
        "role_right_all": ("role_all", "share", "reading", "lines with the right role, boilerplate told apart"),
    }
    for role in (*ARTICLE_ROLES, BOILERPLATE, *OTHER_ROLES):
        found[f"role_f1:{role}"] = (f"role:{role}", "f1", "reading", f"lines of the role {role}, F1")
    for field in FIELDS:
        name = "date" if field == "published" else field
        found[f"{name}_right"] = (field, "share", "reading", f"articles with the right {name}, of those that have one")
        found[f"{name}_precision"] = (field, "precision", "reading", f"right {name}s, of those found")
    return found


METRICS: Mapping[str, Metric] = _metrics()


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a page: their extents, and the role and the article (-1: none) of each."""

    extents: tuple[tuple[int, int], ...]
    roles: tuple[str, ...]
    articles: tuple[int, ...]


# --- what is compared -------------------------------------------------------------------------------------------


def page_reader(_: str) -> Callable[[PageDocument], tuple[list[Article], list[Block]]]:
    """Return a function from a document to its articles and blocks; the reader of attributions takes no part."""
    return _split


def _split(document: PageDocument) -> tuple[list[Article], list[Block]]:
    return split(document.page)


def as_labelled(document: PageDocument, made: tuple[Sequence[Article], Sequence[Block]]) -> tuple[LabelledPage, int]:
    """Return what the machine made of a page in the scorer's shape, and how much of it was not anchored."""
    articles, blocks = made
    anchored = [one for one in articles if document.text[one.start : one.end] == one.text]
    numbers = {one.id: number for number, one in enumerate(anchored)}
    kept = [
        PageBlock(one.start, one.end, one.role, numbers.get(one.article_id) if one.article_id else None)
        for one in blocks
        if 0 <= one.start < one.end <= len(document.text)
    ]
    labels = LabelledPage(
        tuple(sorted(kept, key=lambda block: (block.start, block.end))),
        tuple(PageArticle(one.title, one.author, one.published) for one in anchored),
    )
    return labels, len(articles) - len(anchored) + len(blocks) - len(kept)


def all_lines(document: PageDocument) -> LabelledPage:
    """The baseline that takes everything for the text of one article."""
    return _one_article(document.text, lambda _: True)


def sentence_lines(document: PageDocument) -> LabelledPage:
    """The baseline that takes every line for the text of one article that the rule of C4 keeps."""
    return _one_article(document.text, lambda line: len(line.split()) >= _C4_WORDS and bool(_C4_END.search(line)))


def _one_article(text: str, keep: Callable[[str], bool]) -> LabelledPage:
    blocks = []
    for start, end in line_extents(text):
        kept = keep(text[start:end])
        blocks.append(PageBlock(start, end, "body" if kept else BOILERPLATE, 0 if kept else None))
    one = any(block.article is not None for block in blocks)
    return LabelledPage(tuple(blocks), (PageArticle(),) if one else ())


def line_extents(text: str) -> list[tuple[int, int]]:
    """Return the extents of the lines that are not blank, without white space at their ends."""
    extents, start = [], 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            first = start + len(line) - len(line.lstrip())
            extents.append((first, first + len(words)))
        start += len(line) + 1
    return extents


def line_roles(text: str, labels: LabelledPage) -> tuple[str, ...]:
    """Return the role of each line that is not blank; ``boilerplate`` where no block lies."""
    return _lines(text, labels).roles


def _lines(text: str, labels: LabelledPage) -> _Lines:
    extents = line_extents(text)
    roles, articles = [], []
    at = 0
    blocks = labels.blocks
    for start, end in extents:
        while at < len(blocks) and blocks[at].end <= start:
            at += 1
        best, most = None, 0
        number = at
        while number < len(blocks) and blocks[number].start < end:
            common = min(blocks[number].end, end) - max(blocks[number].start, start)
            if common > most:
                best, most = blocks[number], common
            number += 1
        roles.append(best.role if best else BOILERPLATE)
        articles.append(best.article if best and best.article is not None else -1)
    return _Lines(tuple(extents), tuple(roles), tuple(articles))


# --- counts -----------------------------------------------------------------------------------------------------


def count_page(document: PageDocument, found: LabelledPage | tuple[()]) -> dict[str, Counts]:
    """Return the counts of one page; ``()`` stands for a page on which the machine failed."""
    other = found or LabelledPage((), ())
    gold_lines, found_lines = _lines(document.text, document.labels), _lines(document.text, other)
    gold_text, found_text = _text_mask(document.text, document.labels), _text_mask(document.text, other)
    gold_borders, found_borders = _borders(gold_lines), _borders(found_lines)
    begin = border_counts(gold_borders[0], found_borders[0], SLACK)
    end = border_counts(gold_borders[1], found_borders[1], SLACK)
    both = (begin[0] + end[0], begin[1] + end[1], begin[2] + end[2])
    number = len(document.labels.articles)
    counts: dict[str, Counts] = {
        "text": (int((gold_text & found_text).sum()), int(gold_text.sum()), int(found_text.sum())),
        "article_count": (int(number == len(other.articles)), 1, 1),
        "begin": begin,
        "end": end,
        "border": both,
        "several": both if number > 1 else (0, 0, 0),
    }
    counts.update(_role_counts(gold_lines, found_lines))
    pairs = _pairs(gold_lines, found_lines)
    for field in FIELDS:
        right = sum(_agrees(field, document.labels.articles[i], other.articles[j]) for i, j in pairs)
        told = [sum(getattr(one, field) is not None for one in of.articles) for of in (document.labels, other)]
        counts[field] = (right, told[0], told[1])
    return counts


def _text_mask(text: str, labels: LabelledPage) -> NDArray[np.bool_]:
    """Say of each character whether it is of an article's text; white space never is."""
    mask = np.zeros(len(text), dtype=bool)
    for block in labels.blocks:
        if block.article is not None and block.role in TEXT_ROLES:
            mask[block.start : block.end] = True
    words = np.fromiter((not character.isspace() for character in text), dtype=np.bool_, count=len(text))
    return np.logical_and(mask, words)


def _borders(lines: _Lines) -> tuple[list[int], list[int]]:
    """Return the numbers of the first and of the last line of each article.

    It ends with its text, title or caption: a byline or date far below, as in a box about the author, is not its end.
    """
    first: dict[int, int] = {}
    last: dict[int, int] = {}
    for number, (role, article) in enumerate(zip(lines.roles, lines.articles, strict=True)):
        if article >= 0:
            first.setdefault(article, number)
            if role not in ("byline", "dateline") or article not in last:
                last[article] = number
    return sorted(first.values()), sorted(last.values())


def _role_counts(gold: _Lines, found: _Lines) -> dict[str, Counts]:
    """Count lines by role: with what belongs to no article as one role, and with its roles told apart."""
    total = len(gold.roles)
    pairs = list(zip(gold.roles, found.roles, strict=True))
    plain = [(_plain(left), _plain(right)) for left, right in pairs]
    # A reader that does not tell boilerplate apart says "other" of all of it.
    fine = [(left, "other" if right == BOILERPLATE else right) for left, right in pairs]
    counts: dict[str, Counts] = {
        "role": (sum(left == right for left, right in plain), total, total),
        "role_all": (sum(left == right for left, right in fine), total, total),
    }
    for role in (*ARTICLE_ROLES, BOILERPLATE):
        counts[f"role:{role}"] = _of_role(role, plain)
    for role in OTHER_ROLES:
        counts[f"role:{role}"] = _of_role(role, fine)
    return counts


def _plain(role: str) -> str:
    return role if role in ARTICLE_ROLES else BOILERPLATE


def _of_role(role: str, pairs: Sequence[tuple[str, str]]) -> Counts:
    right = sum(left == right == role for left, right in pairs)
    return right, sum(left == role for left, _ in pairs), sum(right == role for _, right in pairs)


def _pairs(gold: _Lines, found: _Lines) -> list[tuple[int, int]]:
    """Pair articles one to one by how many characters of their lines they share."""
    shared: dict[tuple[int, int], float] = {}
    for (start, end), left, right in zip(gold.extents, gold.articles, found.articles, strict=True):
        if left >= 0 and right >= 0:
            shared[left, right] = shared.get((left, right), 0.0) + end - start
    return greedy_pairs(shared)


def _agrees(field: str, gold: PageArticle, found: PageArticle) -> bool:
    """Say whether a field is right: a title with the same letters and digits, an author of whom one name is given, a
    date that says the same as far as the gold's does."""
    wanted, told = getattr(gold, field), getattr(found, field)
    if wanted is None or told is None:
        return False
    if field == "published":
        return bool(told[: len(wanted)] == wanted)
    if field == "title":
        return letters(told) == letters(wanted)
    names = [letters(name) for name in _NAMES.split(wanted)]
    return any(name and name in letters(told) for name in names)


# --- differences ------------------------------------------------------------------------------------------------


def page_examples(document: PageDocument, found: LabelledPage | tuple[()], *, words: bool = False) -> list[SpanExample]:
    """Return the differences of one page: runs of lines first, in the order of its text, then articles."""
    other = found or LabelledPage((), ())
    gold_lines, found_lines = _lines(document.text, document.labels), _lines(document.text, other)

    def example(error: str, side: str, extent: tuple[int, int], gold: str | None, made: str | None) -> SpanExample:
        shown = document.text[slice(*extent)] if words else None
        return SpanExample(document.id, error, side, (extent,), None, gold, made, shown)

    result = []
    rows = zip(map(_plain, gold_lines.roles), map(_plain, found_lines.roles), gold_lines.extents, strict=True)
    for (left, right), run in groupby(rows, key=lambda row: row[:2]):
        extents = [row[2] for row in run]
        if left != right:
            result.append(example("role", "gold", (extents[0][0], extents[-1][1]), left, right))
    pairs = _pairs(gold_lines, found_lines)
    extents_of = [_article_extents(lines) for lines in (gold_lines, found_lines)]
    for number in sorted(extents_of[0].keys() - {i for i, _ in pairs}):
        result.append(example("article_missed", "gold", extents_of[0][number], None, None))
    for number in sorted(extents_of[1].keys() - {j for _, j in pairs}):
        result.append(example("article_spurious", "found", extents_of[1][number], None, None))
    for i, j in pairs:
        left_article, right_article = document.labels.articles[i], other.articles[j]
        for field in FIELDS:
            wanted, told = getattr(left_article, field), getattr(right_article, field)
            if (wanted or told) and not _agrees(field, left_article, right_article):
                shown = (wanted, told) if words or field == "published" else (None, None)
                result.append(example(field, "gold", extents_of[0][i], *shown))
    return result


def _article_extents(lines: _Lines) -> dict[int, tuple[int, int]]:
    extents: dict[int, tuple[int, int]] = {}
    for (start, end), article in zip(lines.extents, lines.articles, strict=True):
        if article >= 0:
            extents[article] = (extents.get(article, (start, end))[0], end)
    return extents
