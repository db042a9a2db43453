"""Mentions: where an article names the speakers it quotes and the actors we know of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from sayso.model import Article, Attribution, Mention, content_id
from sayso.understand import actors
from sayso.understand.phrases import PRONOUNS
from sayso.understand.reader import Passage

_RUN = re.compile(
    r"(?:[A-Z][\w’'.-]*|[Aa]l-\w+)(?:[ \xa0](?:(?:of|for|al|de|bin|ibn|the|and)[ \xa0])?(?:[A-Z][\w’'-]*|al-\w+))*"
)
#: A run of capitals longer than this is a headline.
MAX_WORDS = 10


def find_mentions(article: Article, passage: Passage, attributions: Sequence[Attribution]) -> list[Mention]:
    """Return the mentions of one article, in order: known actors, and the sources of its attributions.

    The mentions of known actors overlap nothing; a source may stand in another (nested speech).
    """
    found: dict[tuple[int, int], tuple[str, str]] = {}
    for made in attributions:
        if made.source and made.speaker and made.speaker_id and made.source.text.lower() not in PRONOUNS:
            found[(made.source.start, made.source.end)] = (made.speaker, made.speaker_kind or "person")
    taken = _merged(found)
    for start, end, _ in passage.paragraphs:
        for match in _RUN.finditer(passage.text, start, end):
            for left, right, actor in _known_in(match.group(), match.start()):
                extent = (left + article.start, right + article.start)
                if not _overlaps(taken, extent):
                    found[extent] = (actor.name, actor.kind)
    result = []
    for (left, right), (name, kind) in sorted(found.items()):
        result.append(
            Mention(
                id=content_id("mention", article.id, left, right),
                article_id=article.id,
                entity_id=content_id("entity", kind, name),
                entity=name,
                start=left,
                end=right,
                text=article.text[left - article.start : right - article.start],
                kind=kind,
            )
        )
    return result


def _known_in(run: str, offset: int) -> list[tuple[int, int, actors.Actor]]:
    """Known names within a run of capitals, longest first from the left."""
    words = [(match.start(), match.end()) for match in re.finditer(r"\S+", run)][:MAX_WORDS]
    found = []
    index = 0
    while index < len(words):
        if not actors.may_begin(run[slice(*words[index])]):
            index += 1
            continue
        for last in range(len(words), index, -1):
            left, right = words[index][0], words[last - 1][1]
            while right > left and run[right - 1] in ".,'’":
                right -= 1
            actor = actors.find(run[left:right])
            if actor is not None:
                found.append((offset + left, offset + right, actor))
                index = last - 1
                break
        index += 1
    return found


def _merged(extents: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same stretches of text without overlap, in order."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(extents):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _overlaps(taken: Sequence[tuple[int, int]], extent: tuple[int, int]) -> bool:
    """Whether an extent overlaps one of ``taken``, which are in order and without overlap."""
    place = bisect_left(taken, extent[1], key=lambda other: other[0]) - 1
    return place >= 0 and taken[place][1] > extent[0]
