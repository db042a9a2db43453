"""From raw events to happenings: their counts, voices, places and dates, and the same happening told twice made one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sayso.model import Attribution, Place, Time
from sayso.understand.events.counts import RawCount
from sayso.understand.events.hits import VAGUE
from sayso.understand.events.linking import count_groups, distance
from sayso.understand.events.modality import blame_confidence, modality
from sayso.understand.events.parties import Party
from sayso.understand.events.reader import RawEvent
from sayso.understand.events.scene import Scene, SceneSentence
from sayso.understand.events.whereabouts import Whereabouts

#: A count further than this from every trigger of its sentence stands alone.
FARTHEST = 30
#: What is told of a happening carries over to the next sentences, as far as this.
CARRY, CARRY_DATE = 4, 8
#: A time of so many days carries over.
DAYS = 5


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
    dates: tuple[str | None, str | None] | None = None
    own_place: bool = False
    carried_time: bool = False
    mode: str | None = None
    blame: str | None = None
    blame_at: int | None = None

    @property
    def deed(self) -> bool:
        """Whether the trigger tells what was done, and not the harm alone."""
        return not any(count.at == self.begin for sentence, count in self.counts if sentence is self.sentence)

    @property
    def headline(self) -> bool:
        """Whether a title tells it."""
        return self.sentence.headline or self.raw.trigger[0] < self.sentence.title_end

    def counted(self, harm: str) -> tuple[int | None, int | None] | None:
        """Return the range of persons harmed so, or None when no count was told."""
        found = [one for _, one in self.counts if one.harm == harm]
        return (found[0].low, found[0].high) if found else None


def happenings(
    scene: Scene, raws: Sequence[RawEvent], holders: Sequence[Attribution | None], whereabouts: Whereabouts
) -> tuple[list[Happening], list[tuple[SceneSentence, RawCount, Happening | None]]]:
    """Return the happenings of an article in order, and every count with the happening it belongs to, if any.

    ``holders`` are the innermost attributions around the triggers, one for each of ``raws``.
    """
    made: list[Happening] = []
    counts: list[tuple[SceneSentence, RawCount, Happening | None]] = []
    by_sentence: dict[int, list[tuple[RawEvent, Attribution | None]]] = {}
    for raw, holder in zip(raws, holders, strict=True):
        by_sentence.setdefault(raw.sentence, []).append((raw, holder))
    for sentence in scene.sentences:
        here = [_begin(sentence, raw, holder) for raw, holder in by_sentence.get(sentence.number, ())]
        if not here and made and sentence.counts and sentence.counts[0].high == 0:
            here = [made[-1]] if sentence.number - made[-1].sentence.number <= 1 else []  # "Nobody was hurt."
            counts += _nobody(sentence, here)
            continue
        for group in count_groups(sentence.counts):
            owner = _owner(sentence, group, here)
            for one in group:
                counts.append((sentence, one, owner))
                if owner is not None:
                    owner.counts.append((sentence, one))
        made += here
    _settle(made, whereabouts)
    return made, counts


def _nobody(
    sentence: SceneSentence, before: Sequence[Happening]
) -> list[tuple[SceneSentence, RawCount, Happening | None]]:
    """Give counts of nobody to the happening told in the sentence before, as far as it has none of that harm."""
    found: list[tuple[SceneSentence, RawCount, Happening | None]] = []
    for count in sentence.counts:
        owner = next((one for one in before if one.counted(count.harm) is None), None)
        if owner is not None:
            owner.counts.append((sentence, count))
        found.append((sentence, count, owner))
    return found


def _begin(sentence: SceneSentence, raw: RawEvent, holder: Attribution | None) -> Happening:
    begin = sentence.token_at(raw.trigger[0])
    end = sentence.token_at(raw.trigger[1] - 1) + 1
    one = Happening(raw, sentence, begin, end, _parties(sentence, raw.actors), _parties(sentence, raw.recipients))
    one.mode = raw.mode
    one.attribution = holder
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
    if group[0].harm not in {"killed", "injured"} and not any(
        one.raw.type in {"ASSAULT", "COERCE", "RETREAT"} for one in here
    ):
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
    """Give each happening its place, time, mode and doers: from its own sentence, else from what was told before."""
    before: list[Happening] = []
    for one in made:
        doers = [range(party.begin, party.end) for _, party in one.actors]
        one.place = whereabouts.place(one.sentence, one.begin, one.end, doers)
        one.own_place = one.place is not None
        if one.place is None and _everywhere(one):
            one.place = whereabouts.country
        one.dates, one.time = whereabouts.dates(one.sentence, one.begin, one.end)
        last = before[-1] if before else None
        if last is not None and _near(last, one, CARRY):
            if one.place is None:
                one.place = last.place
            if one.raw.generic and last.mode not in VAGUE and not one.actors:
                one.mode = last.mode
        if last is not None and one.dates is None and _is_day(last.dates) and _near(last, one, CARRY_DATE):
            one.dates, one.time, one.carried_time = last.dates, last.time, True
        if not one.actors and one.raw.type == "ASSAULT" and one.mode in _CARRIED_MODES and not one.blame_at:
            doer = next(
                (
                    other
                    for other in reversed(before)
                    if other.actors and other.mode == one.mode and other.blame in _SURE
                ),
                None,
            )
            if doer is not None:
                one.actors = doer.actors
        if not one.headline:
            before.append(one)
    for one in made:
        if one.place is None and one.raw.type == "ASSAULT":
            one.place = whereabouts.main
        if one.dates is None and one.sentence.number <= LEAD:  # a lead that tells its day a sentence later
            one.dates, one.time = whereabouts.next_dates(one.sentence)
            one.carried_time = one.time is not None


def _everywhere(one: Happening) -> bool:
    """Whether something is told of a whole country: over years, or "in the north of the country"."""
    over_years = any(count.cumulative for _, count in one.counts)
    words = [token.lower for token in one.sentence.tokens]
    at = words.index("country") if "country" in words else 0
    return over_years or (at > 0 and bool({"across", "throughout", "of"} & set(words[max(0, at - 2) : at])))


#: The first sentences of an article are its lead.
LEAD = 2
#: Modes of weapons that one side of a war has: who used them is told once and meant again.
_SURE = frozenset({"fact", "claimed"})
_CARRIED_MODES = frozenset({"aerial", "heavy-weapons", "drone"})


def _near(last: Happening, one: Happening, reach: int) -> bool:
    return (
        one.sentence.number - last.sentence.number <= reach
        and one.sentence.paragraph == last.sentence.paragraph
        and last.raw.type == one.raw.type
    )


def _is_day(dates: tuple[str | None, str | None] | None) -> bool:
    """Whether a time is a day or a few: what happened over months is not when the next thing happened."""
    if dates is None or dates[0] is None or dates[1] is None:
        return False
    try:
        return (date.fromisoformat(dates[1]) - date.fromisoformat(dates[0])).days <= DAYS
    except ValueError:
        return False


def _definite(one: Happening) -> bool:
    """Whether a happening is spoken of as known: "the strikes", "similar attacks"; or told by its harm alone."""
    before = {token.lower for token in one.sentence.tokens[max(0, one.begin - 2) : one.begin]}
    return bool(before & {"the", "this", "these", "those", "its", "similar", "such", "other"}) or bool(one.counts)


def merged(made: Sequence[Happening]) -> tuple[list[Happening], dict[int, Happening]]:
    """Return happenings without those that tell an earlier one again, and by ``id()`` which one each became."""
    kept: list[Happening] = []
    became: dict[int, Happening] = {}
    for one in sorted(made, key=lambda one: (one.headline, one.sentence.number, one.begin)):
        same = next((other for other in reversed(kept) if _same(other, one)), None)
        if same is None:
            if one.headline and any(other.raw.type == one.raw.type for other in kept):
                became[id(one)] = _first(kept, one)
                continue
            kept.append(one)
            became[id(one)] = one
        elif _richer(one, same):
            _take_over(one, same)
            kept[kept.index(same)] = one
            became.update({key: one for key, value in became.items() if value is same})
            became[id(one)] = one
        else:
            _take_over(same, one)
            became[id(one)] = same
    fought = {one.sentence.paragraph for one in kept if one.raw.type == "ASSAULT"}
    # PLOVER's manual, 3.14.1: moves of troops that are told with an assault are a part of it.
    kept = [one for one in kept if one.raw.type != "MOBILIZE" or one.sentence.paragraph not in fought]
    kept.sort(key=lambda one: (one.sentence.number, one.begin))
    return kept, became


#: A later telling has to say so many cells more: the first is where a reader looks.
MORE = 2
#: From so much told on, a sentence tells of a happening and does not only mention it.
TELLING = 0.75


def _richer(second: Happening, first: Happening) -> bool:
    """Whether a second telling, close behind, says more: page furniture and headlines in the text tell it briefly."""
    if second.sentence is first.sentence:
        return True  # scraped pages lose the mark between a headline and its text: the text comes last
    return second.sentence.number - first.sentence.number <= FOLLOWS and _said(second) - _said(first) >= MORE


def _said(one: Happening) -> int:
    cells = (one.counted("killed"), one.counted("injured"), one.attribution, one.own_place or None, one.actors or None)
    return sum(cell is not None for cell in cells) + (one.dates is not None and not one.carried_time)


def _first(kept: Sequence[Happening], one: Happening) -> Happening:
    return next(other for other in kept if other.raw.type == one.raw.type)


def _voice(one: Happening) -> str | None:
    return one.attribution.speaker if one.attribution is not None else None


def _same(first: Happening, second: Happening) -> bool:
    """Whether the second tells what the first told: nothing differs, and what it counts is the same or new."""
    if first.raw.type != second.raw.type or first.modality != second.modality:
        return False
    equal = False
    for harm in ("killed", "injured"):
        mine, other = first.counted(harm), second.counted(harm)
        if mine is not None and other is not None:
            if mine != other and not (mine[0] == other[0] and _one_voice(first, second)):
                return False
            equal = True
    apart = second.sentence.number - first.sentence.number
    if equal:
        return _compatible(first, second, loose=True)
    if second.counts and apart <= FOLLOWS and not second.deed and not second.own_place:
        return _compatible(first, second, loose=False)  # "another nine were wounded", in the next sentence
    if second.counts:
        return (
            apart <= KNOWN
            and _definite_noun(second)
            and (not second.own_place or apart <= FOLLOWS)
            and _compatible(first, second, loose=apart <= FOLLOWS)
        )
    return _compatible(first, second, loose=False)


#: So many sentences later, people hurt of whom nothing else is told still belong to what was told before; and so many
#: sentences later "the attack" still means it.
FOLLOWS, KNOWN = 2, 6


def _one_voice(first: Happening, second: Happening) -> bool:
    """Whether two close tellings may be one voice's, so that "four" and "at least four" are one count."""
    voices = {_voice(first), _voice(second)} - {None}
    return len(voices) <= 1 and second.sentence.number - first.sentence.number <= FOLLOWS


def _definite_noun(one: Happening) -> bool:
    before = {token.lower for token in one.sentence.tokens[max(0, one.begin - 3) : one.begin]}
    return bool(before & {"the", "this", "these", "those"})


def _compatible(first: Happening, second: Happening, *, loose: bool) -> bool:
    if not loose and first.mode != second.mode and not second.raw.generic and not first.raw.generic:
        return False
    if (
        first.place is not None
        and second.place is not None
        and second.own_place
        and first.place.name != second.place.name
        and not loose
    ):
        broader = {first.place.kind, second.place.kind} & {"country", "region"}
        if not broader:
            return False
    if first.dates is not None and second.dates is not None and not _overlap(first.dates, second.dates):
        return False
    mine, other = {party.name for _, party in first.actors}, {party.name for _, party in second.actors}
    if not loose and other and not mine and second.raw.told >= TELLING and not _definite_noun(second):
        return False  # a doer where none was named before: something else, or told anew in full
    return loose or not mine or not other or bool(mine & other)


def _overlap(first: tuple[str | None, str | None], second: tuple[str | None, str | None]) -> bool:
    if None in (*first, *second):
        return True
    return str(first[0]) <= str(second[1]) and str(second[0]) <= str(first[1])


def _take_over(kept: Happening, again: Happening) -> None:
    """Keep from a second telling what the first did not say."""
    harms = {count.harm for _, count in kept.counts}
    kept.counts += [(sentence, count) for sentence, count in again.counts if count.harm not in harms]
    if kept.dates is None or (kept.carried_time and not again.carried_time and again.dates is not None):
        kept.dates, kept.time = again.dates, again.time
    coarse = kept.place is None or kept.place.kind in {"country", "region"}
    if coarse and again.own_place and again.place is not None and again.place.kind != "country":
        kept.place = again.place
    if not kept.actors and again.attribution is kept.attribution:
        kept.actors = again.actors
