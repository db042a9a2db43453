"""Who was named and who spoke so far in an article, as far as anybody remembers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from sayso.understand.phrase_words import CALLED, singular

#: So many people named before are looked at for a role or a short name: more stand on no page that is a story.
MAX_REMEMBERED = 400
UNNAMED = "unnamed: "


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: canonical name (None when unclear) and kind.

    ``body`` is the organisation a spokesperson speaks for, where the article names it.
    """

    name: str | None
    kind: str | None
    gender: str | None = None
    plural: bool = False
    confidence: float = 1.0
    body: str | None = None


UNCLEAR = Speaker(None, None)


@dataclass(slots=True)
class Known:
    """Somebody met in the article: by which roles and describing words, and where last."""

    speaker: Speaker
    roles: frozenset[str]
    place: int
    described: frozenset[str] = frozenset()
    _words: frozenset[str] | None = None  # worked out when they first matter

    @property
    def words(self) -> frozenset[str]:
        """What they may be called: the words of their roles, name and description, singular, in small letters."""
        if self._words is None:
            name = (self.speaker.name or "").lower().replace(UNNAMED, "")
            parts = (*self.roles, *self.described, name)
            self._words = frozenset(singular(word.strip("()")) for part in parts for word in part.split())
        return self._words

    @property
    def called(self) -> frozenset[str]:
        """What anybody of their kind may be called."""
        return CALLED.get(self.speaker.kind or "", frozenset())


@dataclass(slots=True)
class Memory:
    """Who was named and who spoke, by name, in the order of the last time."""

    named: dict[str, Known] = field(default_factory=dict)
    spoke: dict[str, Known] = field(default_factory=dict)

    def remember(
        self,
        speaker: Speaker,
        roles: frozenset[str],
        place: int,
        *,
        spoke: bool,
        described: frozenset[str] = frozenset(),
    ) -> None:
        """Put a speaker at the end of the line, with all roles, words, the body and the gender given so far."""
        name = speaker.name
        if name is None:
            return
        old = self.named.pop(name, None)
        if old is not None:
            roles, described = roles | old.roles, described | old.described
            before = old.speaker
            speaker = replace(speaker, gender=speaker.gender or before.gender, body=speaker.body or before.body)
        self.named[name] = known = Known(speaker, roles, place, described)
        if spoke:
            self.spoke.pop(name, None)
            self.spoke[name] = known


def latest(line: dict[str, Known]) -> Iterator[Known]:
    """Return the latest of a line, the very last first, as many as anybody remembers."""
    return islice(reversed(line.values()), MAX_REMEMBERED)


def within_reach(line: dict[str, Known], place: int, reach: int) -> list[Known]:
    """Return those of a line met at most ``reach`` characters before ``place``, the very last first."""
    near = takewhile(lambda known: place - known.place <= reach, latest(line))
    return [known for known in near if known.place <= place]
