"""Mentions: where an article names the speakers it quotes, the actors we know of, and whatever a reader marked.

Four kinds of findings are put together, the first with the last word where two overlap:

1. the sources of attributions, each a mention of its speaker;
2. known actors (``scan.py``), unless a name that a reader marked is longer: Oster University is not Oster;
3. names that a reader marked (``Reading.names``), joined within the article (``cast.py``);
4. nationalities, and titles before people's names (``titles.py``).

A source may hold mentions of others than its speaker, titles and nationalities; else mentions overlap only where speech
is nested.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sayso.model import Article, Attribution, Mention, content_id
from sayso.understand import actors, kinds, titles
from sayso.understand.cast import Cast
from sayso.understand.peoples import nationality
from sayso.understand.phrases import PRONOUNS
from sayso.understand.reader import Extent, Passage, RawName
from sayso.understand.scan import scan

_EDGES = " \xa0\n\t,;:.\"“”'‘’()[]"


@dataclass(frozen=True, slots=True)
class _Named:
    """A mention to be: offsets into the article's text, canonical name and kind."""

    start: int
    end: int
    name: str
    kind: str

    @property
    def extent(self) -> Extent:
        return self.start, self.end


def find_mentions(
    article: Article, passage: Passage, attributions: Sequence[Attribution], names: Sequence[RawName] = ()
) -> list[Mention]:
    """Return the mentions of one article, in order. ``names`` are those a reader marked, in offsets of the article."""
    text = passage.text
    sources = _sources(article, attributions)
    found = [one for start, end, _ in passage.paragraphs for one in scan(text, start, end)]
    known = [_Named(f.start, f.end, f.what.name, f.what.kind) for f in found if isinstance(f.what, actors.Actor)]
    marked: list[_Named] = []
    if names:
        bare = (_marked(text, name) for name in names)
        known, marked = _known_or_marked(text, known, [one for one in bare if one is not None])
        marked = _joined(marked, [*sources, *known])
    people = [_Named(f.start, f.end, f.what.name, "nationality") for f in found if not isinstance(f.what, actors.Actor)]
    taken = _Taken([*known, *marked])
    inner = [*known, *marked, *(one for one in people if not taken.overlaps(one.extent))]
    spoken = _Taken(sources)
    kept = [
        one
        for one in inner
        if not spoken.overlaps(one.extent) or all(_stands_in(text, one, source) for source in spoken.around(one.extent))
    ]
    kept += _titles(passage, sources, kept)
    by_extent = {one.extent: one for one in reversed([*sources, *kept])}
    return [_mention(article, by_extent[extent]) for extent in sorted(by_extent)]


def _mention(article: Article, named: _Named) -> Mention:
    left, right = named.start + article.start, named.end + article.start
    return Mention(
        id=content_id("mention", article.id, left, right),
        article_id=article.id,
        entity_id=_entity_id(named.kind, named.name),
        entity=named.name,
        start=left,
        end=right,
        text=article.text[named.start : named.end],
        kind=named.kind,
    )


@lru_cache(maxsize=65536)
def _entity_id(kind: str, name: str) -> str:
    return content_id("entity", kind, name)


def _sources(article: Article, attributions: Sequence[Attribution]) -> list[_Named]:
    """The sources that say who speaks; a pronoun only points there."""
    return [
        _Named(
            made.source.start - article.start,
            made.source.end - article.start,
            made.speaker,
            made.speaker_kind or "person",
        )
        for made in attributions
        if made.source and made.speaker and made.speaker_id and made.source.text.lower() not in PRONOUNS
    ]


def _marked(text: str, name: RawName) -> _Named | None:
    """A name as a reader marked it, without what is no part of it: marks at its edges, a title, an article, an 's."""
    start, end = name.start, name.end
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    for ending in ("'s", "’s"):
        if text[start:end].endswith(ending):
            end -= len(ending)
    kind = kinds.of_tag(name.kind)
    if kind == "person":
        start += titles.strip(text[start:end])
    words = text[start:end]
    if words[:4].lower() == "the ":
        start, words = start + 4, words[4:]
    if not any(char.isalpha() for char in words) or len(words) > actors.MAX_NAME:
        return None
    plain = " ".join(words.split())
    if kind == "nationality":
        people = nationality(plain)
        plain = people.name if people is not None else plain
    return _Named(start, end, plain, kind)


def _known_or_marked(text: str, known: list[_Named], marked: list[_Named]) -> tuple[list[_Named], list[_Named]]:
    """Settle overlaps: what is known wins, unless it is only a part of a longer name."""
    longer = _Taken([one for one in marked if any(_is_part(text, k, one) for k in known)])
    known = [one for one in known if not longer.overlaps(one.extent)]
    taken = _Taken(known)
    return known, [one for one in marked if not taken.overlaps(one.extent)]


def _is_part(text: str, known: _Named, marked: _Named) -> bool:
    """Whether a known name is a part of a marked one that says more than a title, a nationality or an article."""
    if not (marked.start <= known.start and known.end <= marked.end and known.extent != marked.extent):
        return False
    rest = f"{text[marked.start : known.start]} {text[known.end : marked.end]}".split()
    return any(
        word.strip(_EDGES) and word.lower() != "the" and not titles.opens(word) and nationality(word) is None
        for word in rest
    )


def _joined(marked: list[_Named], before: Sequence[_Named]) -> list[_Named]:
    """Marked names with whom they mean in this article."""
    if not marked:
        return []
    speakers = [(name, one.kind) for one in before for name in one.name.split("; ")]
    cast = Cast([*speakers, *((one.name, one.kind) for one in marked)])
    joined = []
    for one in marked:
        actor = actors.find(one.name)
        if actor is not None:
            joined.append(replace(one, name=actor.name, kind=actor.kind))
            continue
        name, kind = cast.meant(one.name, cast.kind(one.name, one.kind))
        joined.append(replace(one, name=name, kind=kind))
    return joined


def _stands_in(text: str, named: _Named, source: _Named) -> bool:
    """Whether a name may be a mention beside a source: apart from it, or in it without being its speaker's."""
    if named.end <= source.start or source.end <= named.start:
        return True
    inside = source.start <= named.start and named.end <= source.end and named.extent != source.extent
    if not inside or named.name == source.name:
        return False
    own = _own_name(text, source)
    return own is None or named.end <= own[0] or own[1] <= named.start  # else it is a part of the speaker's name


def _own_name(text: str, source: _Named) -> Extent | None:
    """Where a source gives its speaker's name: in full, else a person's last word of it."""
    words = [source.name, source.name.rpartition(" ")[2]] if source.kind == "person" else [source.name]
    for name in words:
        place = text.find(name, source.start, source.end)
        if place >= 0:
            return place, place + len(name)
    return None


def _titles(passage: Passage, sources: Sequence[_Named], others: Sequence[_Named]) -> list[_Named]:
    """The titles that stand right before people's names."""
    taken = _Taken(others)
    starts = [one.start for one in others if one.kind == "person"]
    for source in sources:
        own = _own_name(passage.text, source) if source.kind == "person" else None
        if own is not None:
            starts.append(own[0])
    edges = [start for start, _, _ in passage.paragraphs]
    found = {}
    for start in starts:
        edge = bisect_left(edges, start + 1) - 1
        title = titles.before(passage.text, start, max(edges[edge] if edge >= 0 else 0, taken.end_before(start)))
        if title is not None:
            found[title[:2]] = _Named(*title, "title")
    return list(found.values())


class _Taken:
    """Stretches of text, for asking what lies in them. What overlaps is one stretch."""

    def __init__(self, named: Sequence[_Named]) -> None:
        self._stretches: list[Extent] = []
        self._named: list[list[_Named]] = []
        for one in sorted(named, key=lambda one: one.extent):
            if self._stretches and one.start < self._stretches[-1][1]:
                start, end = self._stretches[-1]
                self._stretches[-1] = (start, max(end, one.end))
                self._named[-1].append(one)
            else:
                self._stretches.append(one.extent)
                self._named.append([one])

    def _before(self, place: int) -> int:
        """The number of the last stretch that begins before a place, -1 for none."""
        return bisect_left(self._stretches, place, key=lambda stretch: stretch[0]) - 1

    def overlaps(self, extent: Extent) -> bool:
        """Whether an extent overlaps one of them."""
        number = self._before(extent[1])
        return number >= 0 and self._stretches[number][1] > extent[0]

    def around(self, extent: Extent) -> Iterator[_Named]:
        """Yield what may overlap an extent."""
        number = self._before(extent[1])
        while number >= 0 and self._stretches[number][1] > extent[0]:
            yield from self._named[number]
            number -= 1

    def end_before(self, place: int) -> int:
        """Where the last of them ends that begins before a place; 0 when none does."""
        number = self._before(place)
        return self._stretches[number][1] if number >= 0 else 0
