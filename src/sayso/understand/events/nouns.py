"""Happenings as the nouns of the tables, every cell with the words it was read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sayso.model import Article, Casualties, Event, Evidence, Span, content_id
from sayso.understand.events.counts import RawCount
from sayso.understand.events.happenings import Happening
from sayso.understand.events.parties import Party
from sayso.understand.events.scene import SceneSentence

_CIVILIANS = "civilians"


class Making:
    """Makes events and casualties of the happenings of one article."""

    def __init__(self, article: Article, kept: Sequence[Happening]) -> None:
        """Take an article and its happenings, in order."""
        self.article = article
        self.kept = kept
        self.ids = {id(one): self._id(one) for one in kept}

    def events(self) -> tuple[Event, ...]:
        """Return the events in the order of their triggers."""
        return tuple(self._event(one) for one in self.kept)

    def casualties(
        self, counts: Sequence[tuple[SceneSentence, RawCount, Happening | None]], became: Mapping[int, Happening]
    ) -> tuple[Casualties, ...]:
        """Return the counts in the order of the text; a count that runs over years belongs to no event."""
        made: dict[str, Casualties] = {}
        for sentence, count, owner in counts:
            one = self._casualties(sentence, count, became.get(id(owner)) if owner is not None else None)
            made.setdefault(one.id, one)
        return tuple(sorted(made.values(), key=lambda one: (one.start, one.end, one.harm)))

    def _id(self, one: Happening) -> str:
        return content_id("events", self.article.id, *one.raw.trigger, one.raw.type)

    def _span(self, start: int, end: int) -> tuple[int, int, str]:
        return start + self.article.start, end + self.article.start, self.article.text[start:end]

    def _words(self, what: str, sentence: SceneSentence, begin: int, end: int) -> Evidence:
        return Evidence(what, *self._span(sentence.tokens[begin].start, sentence.tokens[end - 1].end))

    def _event(self, one: Happening) -> Event:
        actors = _names(one.actors)
        recipients, victims = _recipients(one), _victims(one)
        killed, injured = one.counted("killed"), one.counted("injured")
        blamed = actors if one.raw.type == "ASSAULT" else ()
        place, dates = one.place, one.dates or (None, None)
        return Event(
            id=self.ids[id(one)],
            article_id=self.article.id,
            attribution_id=one.attribution.id if one.attribution is not None else None,
            type=one.raw.type,
            mode=one.mode,
            trigger=Span(*self._span(*one.raw.trigger)),
            actors=actors,
            recipients=recipients,
            place=(place.name or place.text) if place is not None else None,
            latitude=place.latitude if place is not None else None,
            longitude=place.longitude if place is not None else None,
            date_from=dates[0],
            date_to=dates[1],
            modality=one.modality,
            killed_low=killed[0] if killed else None,
            killed_high=killed[1] if killed else None,
            injured_low=injured[0] if injured else None,
            injured_high=injured[1] if injured else None,
            victims=victims,
            blame="; ".join(blamed) or None,
            blame_confidence=one.blame if blamed else None,
            evidence=self._evidence(one, blamed=bool(blamed)),
            confidence=one.raw.confidence,
        )

    def _evidence(self, one: Happening, *, blamed: bool) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        for what, parties in (("actors", one.actors), ("recipients", one.recipients)):
            for sentence, party in parties:
                found.append(self._words(what, sentence, party.begin, party.end))
        for what, noun in (("place", one.place), ("date", one.time)):
            if noun is not None:
                found.append(Evidence(what, noun.start, noun.end, noun.text))
        for sentence, count in one.counts:
            found.append(self._words(count.harm, sentence, count.begin, count.end))
            if count.recipient is not None:
                found.append(self._words("recipients", sentence, count.begin, count.end))
        if one.modality_at is not None:
            found.append(self._words("modality", one.sentence, one.modality_at, one.modality_at + 1))
        if blamed and one.blame_at is not None:
            found.append(self._words("blame_confidence", one.sentence, one.blame_at, one.blame_at + 1))
        return tuple(sorted(set(found), key=lambda cell: (cell.what, cell.start, cell.end)))

    def _casualties(self, sentence: SceneSentence, count: RawCount, owner: Happening | None) -> Casualties:
        start, end, text = self._span(sentence.tokens[count.begin].start, sentence.tokens[count.end - 1].end)
        own = owner if not count.cumulative else None
        dates = (owner.dates if owner is not None else None) or (None, None)
        attribution = owner.attribution if owner is not None else None
        return Casualties(
            id=content_id(
                "casualties", self.article.id, start - self.article.start, end - self.article.start, count.harm
            ),
            article_id=self.article.id,
            attribution_id=attribution.id if attribution is not None else None,
            event_id=self.ids[id(own)] if own is not None else None,
            harm=count.harm,
            victims=_victims_of(sentence, count),
            low=count.low,
            best=count.best,
            high=count.high,
            cumulative=count.cumulative,
            date_from=dates[0],
            date_to=dates[1],
            start=start,
            end=end,
            text=text,
        )


def _names(parties: Iterable[tuple[SceneSentence, Party]]) -> tuple[str, ...]:
    """Return the names once each; a reader joins several that speak together with semicolons."""
    return tuple(dict.fromkeys(name for _, party in parties for name in party.name.split("; ")))


def _recipients(one: Happening) -> tuple[str, ...]:
    names = [party.name for _, party in one.recipients]
    for sentence, count in one.counts:
        within = [p.name for p in sentence.parties if count.begin <= p.begin < count.end + 1 and not p.civilian]
        if "combatants" in count.kinds:
            names += within
        if count.recipient is not None:
            names.append(count.recipient)
    doers = {party.name for _, party in one.actors}
    return tuple(name for name in dict.fromkeys(names) if name not in doers)


def _victims(one: Happening) -> str | None:
    kinds = {_victims_of(sentence, count) for sentence, count in one.counts} - {None}
    if not kinds:
        return None
    kinds = {_CIVILIANS if kind == "children" and len(kinds) > 1 else kind for kind in kinds}
    return next(iter(kinds)) if len(kinds) == 1 else "both"


def _victims_of(sentence: SceneSentence, count: RawCount) -> str | None:
    """What a count says of the people; members of a group that fights are combatants ("ten OLF members")."""
    if count.victims is None and count.high != 0:
        groups = [p for p in sentence.parties if count.begin <= p.begin < count.end and not p.civilian and not p.where]
        return "combatants" if groups else None
    return count.victims
