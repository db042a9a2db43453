"""What the scorers of labels and of ceasefires share: gold rows with their pages, findings, and whether sides agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.check.files import GoldError, decode, parse_json, read_bytes
from sayso.check.gold import load
from sayso.check.names import is_unnamed, same_name, speaker_agrees
from sayso.check.nouns import GoldDocument
from sayso.model import Article, Attribution, Mention, Place, Time
from sayso.read.articles import split
from sayso.understand import groups, nations, passage_of, understand
from sayso.understand.reader import AttributionReader, Passage


@dataclass(frozen=True, slots=True)
class Read:
    """One article of a gold page with all that a finder of labels or ceasefires is given."""

    article: Article
    passage: Passage
    mentions: tuple[Mention, ...]
    attributions: tuple[Attribution, ...]
    times: tuple[Time, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of a comparison. ``right`` are one-to-one pairs; ``f1`` is None where neither side has anything."""

    right: int
    gold: int
    found: int

    @property
    def f1(self) -> float | None:
        """Return twice the right ones over all there are on both sides."""
        return 2 * self.right / (self.gold + self.found) if self.gold + self.found else None

    def __str__(self) -> str:
        """Return the score for people."""
        return "–" if self.f1 is None else f"{self.f1:.3f}  ({self.right} right, {self.gold} gold, {self.found} found)"


def rows(path: Path, texts: Path, field: str) -> list[tuple[GoldDocument, dict[str, Any]]]:
    """Return the documents of a gold of rows, each with its line of the gold file.

    Raises GoldError when the file is no such gold or its lines lack ``field``.
    """
    gold = load(path, texts=texts)
    if gold.kind != "rows":
        raise GoldError(f"{path}: is gold of another kind ({gold.kind}); give gold of rows")
    lines = {str(line["id"]): line for line in parse_json(path, decode(path, read_bytes(path)))}
    found = [(document, lines[document.id]) for document in gold.documents]
    if not all(isinstance(line.get(field), list) for _, line in found):
        raise GoldError(f"{path}: has no {field!r} in its lines; give gold of rows that annotates them")
    return found


def read(document: GoldDocument, reader: AttributionReader) -> Iterator[Read]:
    """Yield the articles of a gold document's page as the pipeline understands them."""
    articles, blocks = split(document.page)
    made = understand(document.page, articles, blocks, reader)
    for article in made.articles:
        yield Read(
            article,
            passage_of(article, blocks),
            tuple(one for one in made.mentions if one.article_id == article.id),
            tuple(one for one in made.attributions if one.article_id == article.id),
            tuple(one for one in made.times if one.article_id == article.id),
            tuple(one for one in made.places if one.article_id == article.id),
        )


def same_side(gold: str, found: str) -> bool:
    """Tell whether two names mean the same group, or the same side of a conflict.

    The gold calls a nation's army now by its own name and now by its government's, a faction now by its name and now
    by its side's; so families decide (``data/groups``), and spelling where none is known.
    """
    if same_name(gold, found):
        return True
    left, right = side(gold), side(found)
    return left is not None and left == right


def same_party(gold: str, found: str) -> bool:
    """Tell whether two names mean the same party: as ``same_side``, and a state is one with its government's bodies.

    A party that has no name ("three villages") is the same when one side's words are among the other's.
    """
    bare = gold.split(":", 1)[1].strip() if is_unnamed(gold) else gold
    if same_side(bare, found):
        return True
    if side(bare) is not None and side(found) is not None:
        return False
    left, right = set(_content(bare)), set(_content(found))
    described = bare[:1].islower() or bare[:1].isdigit()
    return bool(left) and bool(right) and (left == right or (described and (left <= right or right <= left)))


def side(name: str) -> str | None:
    """Return the widest family that a name belongs to, None for a name of no family."""
    group = groups.group_of(name)
    return groups.side_of(group) if group is not None else None


def same_voice(gold: str, outlet: str, speaker: str | None, kind: str | None, *, own: bool) -> bool:
    """Tell whether the voice of the gold is the one found; ``own`` says that the outlet's own was found."""
    if gold in {"outlet", outlet}:
        return own or (speaker is not None and same_name(outlet, speaker, outlet=True))
    return not own and speaker_agrees(gold, speaker, kind, outlet=kind == "outlet", all_joint=False)


def _content(name: str) -> list[str]:
    small = {
        "the",
        "of",
        "and",
        "forces",
        "armed",
        "ministry",
        "government",
        "defense",
        "defence",
        "army",
        "new",
        "some",
    }
    words = []
    for word in name.replace("-", " ").split():
        nation = nations.leading([word])  # "Ordanian jets" are Ordania's
        words += nation[0].name.lower().split() if nation is not None else [word.lower()]
    return [word for word in words if word.isalnum() and word not in small and not word.isdigit()]
