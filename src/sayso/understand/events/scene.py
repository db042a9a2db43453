"""An article as the event readers see it: its sentences with their words, counts of people harmed, and parties."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.model import Article, Attribution, Mention
from sayso.understand.events.counts import RawCount, find_counts
from sayso.understand.events.named_victims import named_victims
from sayso.understand.events.parties import Parties, Party
from sayso.understand.reader import Passage
from sayso.understand.sentences import Sentence, Token, sentences, tokenise

_WORD = re.compile(r"\w+")
#: A sentence that repeats so much of the title, and is hardly longer, is the title standing in the text.
_SHARE, _LONGER = 0.85, 8


@dataclass(slots=True)
class SceneSentence:
    """One sentence: its words, the number of its paragraph, whether it is a headline, and what is found in it.

    Up to ``title_end`` it repeats the article's title, as pages do that lost the marks between title and text.
    """

    number: int
    tokens: tuple[Token, ...]
    paragraph: int
    headline: bool
    title_end: int = 0
    counts: list[RawCount] = field(default_factory=list)
    told_of: Parties | None = None
    _parties: list[Party] | None = None

    @property
    def parties(self) -> list[Party]:
        """The parties of the sentence; most sentences tell of no happening, and nobody asks."""
        if self._parties is None:
            self._parties = self.told_of.within(self.tokens) if self.told_of is not None else []
        return self._parties

    @property
    def start(self) -> int:
        """Offset of its first character in the article."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character in the article."""
        return self.tokens[-1].end

    def token_at(self, offset: int) -> int:
        """Return the number of the token that stands at an offset, or the next one."""
        low, high = 0, len(self.tokens) - 1
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low


@dataclass(frozen=True, slots=True)
class Scene:
    """An article's text and sentences. Offsets count from the article's start."""

    text: str
    sentences: tuple[SceneSentence, ...]


def read_scene(
    article: Article, passage: Passage, mentions: Sequence[Mention], attributions: Sequence[Attribution]
) -> Scene:
    """Return the sentences of an article with their counts and parties."""
    parties = Parties(article, mentions, attributions)
    title = _words(article.title or "")
    found: list[SceneSentence] = []
    for number, (start, end, role) in enumerate(passage.paragraphs):
        for sentence in sentences(passage.text, tokenise(passage.text, start, end), number):
            tokens = sentence.tokens
            headline = role == "title" or _is_title(title, tokens)
            made = SceneSentence(
                len(found), tokens, number, headline, _title_end(passage.text, article.title, sentence)
            )
            made.counts = find_counts(tokens)
            named = named_victims(tokens, parties.persons(tokens), made.counts)
            made.counts = sorted([*made.counts, *named], key=lambda one: one.at) if named else made.counts
            made.told_of = parties
            found.append(made)
    return Scene(passage.text, tuple(found))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)[:60]]


def _title_end(text: str, title: str | None, sentence: Sentence) -> int:
    at = text.find(title, sentence.start, sentence.end) if title else -1
    return at + len(title) if title and at >= 0 else 0


def _is_title(title: list[str], tokens: Sequence[Token]) -> bool:
    if not title or len(tokens) > len(title) + _LONGER:
        return False
    said = {token.lower for token in tokens}
    return sum(word in said for word in title) >= _SHARE * len(title)
