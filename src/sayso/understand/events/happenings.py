"""From raw events to happenings: their counts, voices, places and dates, and the same happening told twice made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.model import Attribution, Place, Time
from sayso.understand.events.counts import RawCount
from sayso.understand.events.modality import modality
from sayso.understand.events.parties import Party
from sayso.understand.events.reader import RawEvent
from sayso.understand.events.rules import count_groups, distance
from sayso.understand.events.scene import Scene, SceneSentence
from sayso.understand.events.voices import Voices, blame_confidence
from sayso.understand.events.whereabouts import Whereabouts

#: A count further than this from every trigger of its sentence stands alone.
FARTHEST = 30
#: What is told of a happening carries over to the next sentences, as far as this.
CARRY = 4


@dataclass(slots=True)
class Happening:
    """An event in the making. ``sentence`` and tokens ``[begin, end)`` are its trigger's."""

    raw: RawEvent
    sentence: SceneSentence
    begin: int
    end: int
    actors: list[tuple[SceneSentence, Party]]
    recipients: list[tuple[SceneSentence, Party]]
    counts: list[tuple[SceneSentence, RawCount]] = field(default_factory=list)
    attribution: Attribution | None = None
    modality: str = "asserted"
    modality_at: int | None = None
    place: Place | None = None
    time: Time | None = None
    carried_time: bool = False
    mode: str | None = None
    blame: str | None = None
    blame_at: int | None = None

    def counted(self, harm: str) -> tuple[int | None, int | None] | None:
        """Return the range of persons harmed so, or None when no count was told."""
        found = [one for _, one in self.counts if one.harm == harm]
        return (found[0].low, found[0].high) if found else None


def happenings(
    scene: Scene, raws: Sequence[RawEvent], voices: Voices, whereabouts: Whereabouts
) -> tuple[list[Happening], list[tuple[SceneSentence, RawCount, Happening | None]]]:
    """Return the happenings of an article in order, and every count with the happening it belongs to, if any."""
    made: list[Happening] = []
    counts: list[tuple[SceneSentence, RawCount, Happening | None]] = []
    by_sentence: dict[int, list[RawEvent]] = {}
    for raw in raws:
        by_sentence.setdefault(raw.sentence, []).append(raw)
    for sentence in scene.sentences:
        here = [_begin(sentence, raw, voices) for raw in by_sentence.get(sentence.number, ())]
        for group in count_groups(sentence.counts):
            owner = _owner(sentence, group, here)
            for one in group:
                counts.append((sentence, one, owner))
                if owner is not None:
                    owner.counts.append((sentence, one))
        made += here
    _settle(made, whereabouts)
    return made, counts


def _begin(sentence: SceneSentence, raw: RawEvent, voices: Voices) -> Happening:
    begin = sentence.token_at(raw.trigger[0])
    end = sentence.token_at(raw.trigger[1] - 1) + 1
    one = Happening(raw, sentence, begin, end, _parties(sentence, raw.actors), _parties(sentence, raw.recipients))
    one.mode = raw.mode
    one.attribution = voices.innermost(*raw.trigger)
    one.modality, one.modality_at = modality(sentence.tokens, begin, end, one.attribution)
    if raw.type == "ASSAULT":
        one.blame, one.blame_at = blame_confidence(sentence.tokens, begin, end, one.attribution)
    return one


def _parties(sentence: SceneSentence, extents: Sequence[tuple[int, int]]) -> list[tuple[SceneSentence, Party]]:
    """Return the parties of a sentence that stand at these extents, each with the sentence."""
    found = []
    for start, end in extents:
        for party in sentence.parties:
            if sentence.tokens[party.begin].start < end and sentence.tokens[party.end - 1].end > start:
                found.append((sentence, party))
    return found


def _owner(sentence: SceneSentence, group: Sequence[RawCount], here: Sequence[Happening]) -> Happening | None:
    if group[0].harm not in {"killed", "injured"} and not any(one.raw.type in {"ASSAULT", "COERCE", "RETREAT"} for one in here):
        return None
    best: tuple[int, int] | None = None
    owner = None
    for one in here:
        if one.raw.type != "ASSAULT" and group[0].harm in {"killed", "injured"}:
            continue
        harms = {count.harm for _, count in one.counts}
        if harms & {count.harm for count in group}:
            continue
        cost = distance(sentence.tokens, group, one.begin, one.end)
        if cost <= FARTHEST and (best is None or (cost, one.begin) < best):
            best, owner = (cost, one.begin), one
    return owner


def _settle(made: Sequence[Happening], whereabouts: Whereabouts) -> None:
    """Give each happening its place, time, mode and doers: from its own sentence, else from what was told just before."""
    last: Happening | None = None
    for one in made:
        one.place = whereabouts.place(one.sentence, one.begin, one.end)
        one.time = whereabouts.time(one.sentence, one.begin, one.end)
        near = last is not None and one.sentence.number - last.sentence.number <= CARRY and (
            one.sentence.paragraph == last.sentence.paragraph
        )  # fmt: skip
        if near and last is not None and last.raw.type == one.raw.type:
            if one.place is None:
                one.place = last.place
            if one.time is None and last.time is not None:
                one.time, one.carried_time = last.time, True
            if one.raw.generic and last.mode not in {None, "mixed", "other"} and not one.actors:
                one.mode = last.mode
            if not one.actors and one.mode == last.mode and _definite(one):
                one.actors = last.actors
        if not one.sentence.headline:
            last = one


def _definite(one: Happening) -> bool:
    """Whether a happening is spoken of as known: "the strikes", "similar attacks"; or told by its harm alone."""
    before = {token.lower for token in one.sentence.tokens[max(0, one.begin - 2) : one.begin]}
    return bool(before & {"the", "this", "these", "those", "its", "similar", "such", "other"}) or bool(one.counts)


def merged(made: Sequence[Happening]) -> tuple[list[Happening], dict[int, Happening]]:
    """Return happenings without those that tell an earlier one again, and by ``id()`` which one each became."""
    kept: list[Happening] = []
    became: dict[int, Happening] = {}
    for one in sorted(made, key=lambda one: (one.sentence.headline, one.sentence.number, one.begin)):
        same = next((other for other in reversed(kept) if _same(other, one)), None)
        if same is None:
            if one.sentence.headline and any(other.raw.type == one.raw.type for other in kept):
                became[id(one)] = _first(kept, one)
                continue
            kept.append(one)
            became[id(one)] = one
        else:
            _take_over(same, one)
            became[id(one)] = same
    kept.sort(key=lambda one: (one.sentence.number, one.begin))
    return kept, became


def _first(kept: Sequence[Happening], one: Happening) -> Happening:
    return next(other for other in kept if other.raw.type == one.raw.type)


def _voice(one: Happening) -> str | None:
    return one.attribution.speaker if one.attribution is not None else None


def _same(first: Happening, second: Happening) -> bool:
    """Whether the second tells what the first told: nothing differs, and what it counts is the same or new."""
    if first.raw.type != second.raw.type or first.modality != second.modality:
        return False
    equal = unlike = False
    for harm in ("killed", "injured"):
        mine, other = first.counted(harm), second.counted(harm)
        if mine is not None and other is not None:
            equal, unlike = equal or mine == other, unlike or mine != other
    if unlike:
        return False
    if equal:
        return _compatible(first, second, loose=True)
    if second.counts and first.counts:
        return _definite_noun(second) and _compatible(first, second, loose=False)
    if second.counts and not first.counts:
        return second.sentence.number - first.sentence.number <= 1 and _definite_noun(second) and _compatible(first, second, loose=False)
    return _compatible(first, second, loose=False) and (second.raw.told < TELLING or _definite_noun(second))


#: From so much told on, a sentence with a place of its own tells something new.
TELLING = 0.75


def _definite_noun(one: Happening) -> bool:
    before = {token.lower for token in one.sentence.tokens[max(0, one.begin - 3) : one.begin]}
    return bool(before & {"the", "this", "these", "those"})


def _compatible(first: Happening, second: Happening, *, loose: bool) -> bool:
    if not loose and first.mode != second.mode and not second.raw.generic and not first.raw.generic:
        return False
    if first.place is not None and second.place is not None and first.place.name != second.place.name and not loose:
        broader = {first.place.kind, second.place.kind} & {"country", "region"}
        if not broader:
            return False
    if first.time is not None and second.time is not None and not _overlap(first.time, second.time):
        return False
    mine, other = {party.name for _, party in first.actors}, {party.name for _, party in second.actors}
    return loose or not mine or not other or bool(mine & other)


def _overlap(first: Time, second: Time) -> bool:
    if None in (first.date_from, first.date_to, second.date_from, second.date_to):
        return True
    return str(first.date_from) <= str(second.date_to) and str(second.date_from) <= str(first.date_to)


def _take_over(kept: Happening, again: Happening) -> None:
    """Keep from a second telling what the first did not say."""
    harms = {count.harm for _, count in kept.counts}
    kept.counts += [(sentence, count) for sentence, count in again.counts if count.harm not in harms]
    if kept.time is None or (kept.carried_time and not again.carried_time and again.time is not None):
        kept.time = again.time
    if kept.place is None or (again.place is not None and kept.place.kind in {"country", "region"} and again.place.kind == "town"):
        kept.place = again.place
    if not kept.actors and again.attribution is kept.attribution:
        kept.actors = again.actors
