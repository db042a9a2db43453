"""GUM's CoNLL-U files: text, paragraphs, and the mentions in ``Entity=`` with the head of each by the syntax tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_PART = re.compile(r"\([^()]+\)?|[^()]+\)")


@dataclass
class _Token:
    start: int
    end: int
    head: int  # the number of the token it hangs on, in the document; -1 for a root


def read_conllu(path: Path) -> tuple[str, list[tuple[int, int]], list[tuple[int, int, int, int]]]:
    """Return the text, its paragraphs and its mentions ``(start, end, start of the head word, entity number)``."""
    text = ""
    paragraphs: list[tuple[int, int]] = []
    tokens: list[_Token] = []
    spans: list[tuple[int, int, str]] = []
    opened: dict[str, list[int]] = {}
    begin = 0
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        first = len(tokens)
        covered = 0
        if any(line.startswith("# newpar") and not line.startswith("# newpar_block") for line in block.splitlines()):
            if text.strip():
                paragraphs.append((begin, len(text.rstrip())))
                text = text.rstrip() + "\n"
            begin = len(text)
        for line in block.splitlines():
            columns = line.split("\t")
            if line.startswith("#") or len(columns) < 10 or "." in columns[0]:
                continue
            space = "" if "SpaceAfter=No" in columns[9] else " "
            if "-" in columns[0]:
                low, _, high = columns[0].partition("-")
                covered = int(high)
                base, left = len(text), int(high) - int(low) + 1
                text += columns[1] + space
                cut = base
                continue
            number = int(columns[0])
            if number <= covered:
                left -= 1
                start = cut
                end = base + len(text[base:].rstrip()) if left == 0 else min(cut + len(columns[1]), len(text.rstrip()))
                cut = end
            else:
                start, end = len(text), len(text) + len(columns[1])
                text += columns[1] + space
            head = int(columns[6])
            tokens.append(_Token(start, max(end, start), first + head - 1 if head else -1))
            _entities(columns[9], len(tokens) - 1, opened, spans)
    if text[begin:].strip():
        paragraphs.append((begin, len(text.rstrip())))
    numbers: dict[str, int] = {}
    mentions = []
    for low, high, name in sorted(spans):
        head = _head(tokens, low, high)
        start, end = tokens[low].start, tokens[high].end
        mentions.append((start, end, tokens[head].start, numbers.setdefault(name, len(numbers))))
    return text, paragraphs, mentions


def _entities(misc: str, index: int, opened: dict[str, list[int]], spans: list[tuple[int, int, str]]) -> None:
    """Take in one word's ``Entity=`` brackets; pieces of discontinuous mentions (``id[1/2]``) count each for itself."""
    value = next((item[7:] for item in misc.split("|") if item.startswith("Entity=")), "")
    for part in _PART.findall(value):
        name = part.strip("()").split("-")[0].split("[")[0]
        if part.startswith("("):
            opened.setdefault(name, []).append(index)
            if part.endswith(")"):
                spans.append((opened[name].pop(), index, name))
        elif opened.get(name):
            spans.append((opened[name].pop(), index, name))


def _head(tokens: list[_Token], low: int, high: int) -> int:
    """The word of a mention that hangs on a word outside it, the first if several do."""
    for index in range(low, high + 1):
        if not low <= tokens[index].head <= high:
            return index
    return low
