"""MUC-4's scorer: which template of a response is which of the key, and recall and precision of every slot.

Templates of one message are mapped by their contents, the best pairs first; a pair needs at least half a match of the
incident's type (Chinchor 1992, "MUC-4 evaluation metrics", and scoring guidelines version 7, 3.2.1). A key's template
or filler that is optional is not missed. Every slot has two scores:

- *all templates*: fillers of response templates that are mapped to none are spurious, as the official scores of
  MUC-4 have it;
- *matched/missing*: such templates are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sayso.check import muc_keys
from sayso.check.muc_keys import Filler, Template
from sayso.check.muc_slots import RIGHT, WRONG, worth

#: The slots that are scored, by the names that the goals of the project give them.
SCORED = {
    "incident type": muc_keys.TYPE,
    "incident date": muc_keys.DATE,
    "incident location": muc_keys.LOCATION,
    "victim number": muc_keys.VICTIM_NUMBER,
    "perpetrator confidence": muc_keys.CONFIDENCE,
}
#: Slots that tell which template is which, beside those scored: who did it and to whom.
_TELLING = (muc_keys.INDIVIDUAL, muc_keys.ORGANIZATION, muc_keys.VICTIM_NAME, muc_keys.VICTIM_DESCRIPTION)


@dataclass(slots=True)
class Tally:
    """Fillers of one slot, counted as MUC-4 does. Shares are None where there is nothing to share."""

    correct: int = 0
    partial: int = 0
    incorrect: int = 0
    missing: int = 0
    spurious: int = 0

    def add(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.correct += other.correct
        self.partial += other.partial
        self.incorrect += other.incorrect
        self.missing += other.missing
        self.spurious += other.spurious

    @property
    def possible(self) -> int:
        """Fillers of the key."""
        return self.correct + self.partial + self.incorrect + self.missing

    @property
    def actual(self) -> int:
        """Fillers of the response."""
        return self.correct + self.partial + self.incorrect + self.spurious

    @property
    def recall(self) -> float | None:
        """What was found of what is there; half right is half found."""
        return (self.correct + 0.5 * self.partial) / self.possible if self.possible else None

    @property
    def precision(self) -> float | None:
        """What is right of what was found."""
        return (self.correct + 0.5 * self.partial) / self.actual if self.actual else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of recall and precision, MUC-4's F with equal weights."""
        recall, precision = self.recall, self.precision
        if recall is None or precision is None:
            return None
        return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


@dataclass(slots=True)
class MucScores:
    """Tallies by slot name (``SCORED``), with all templates and with matched and missing ones; and of templates."""

    all_templates: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in SCORED})
    matched_missing: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in SCORED})
    templates: Tally = field(default_factory=Tally)
    errors: list[str] = field(default_factory=list)


def score(keys: Mapping[str, Sequence[Template]], responses: Mapping[str, Sequence[Template]]) -> MucScores:
    """Return the scores of the responses to the messages of ``keys``; a message without a response has none.

    ``errors`` has a line for each filler that is not right, in the order of the messages.
    """
    scores = MucScores()
    for message in sorted(keys):
        ours, theirs = responses.get(message, ()), keys[message]
        pairs = mapping(theirs, ours)
        for one, key in pairs:
            _score_template(scores, one, key, spurious=False)
        taken = {id(one) for one, _ in pairs}
        found = {id(key) for _, key in pairs}
        for key in theirs:
            if id(key) not in found and not key.optional:
                _score_template(scores, Template(message, "none"), key, spurious=False)
                scores.templates.missing += 1
        for one in ours:
            if id(one) not in taken:
                _score_template(scores, one, Template(message, "none"), spurious=True)
                scores.templates.spurious += 1
        scores.templates.correct += len(pairs)
    return scores


def mapping(keys: Sequence[Template], responses: Sequence[Template]) -> list[tuple[Template, Template]]:
    """Return pairs of a response's and a key's template, each template at most once, the best pairs first.

    A pair is the better the more its fillers are worth together; among equals the first wins, and what is not optional.
    """
    weighed = []
    for number, one in enumerate(responses):
        for place, key in enumerate(keys):
            kind = _points(muc_keys.TYPE, one, key)
            if kind > WRONG:
                points = sum(_points(slot, one, key) for slot in {*SCORED.values(), *_TELLING})
                weighed.append((-points, key.optional, place, number))
    pairs: list[tuple[int, int]] = []
    for _, _, place, number in sorted(weighed):
        if all(number != one and place != other for one, other in pairs):
            pairs.append((number, place))
    return [(responses[number], keys[place]) for number, place in sorted(pairs)]


def _points(slot: int, one: Template, key: Template) -> float:
    return sum(points for _, _, points in _aligned(slot, one.slots.get(slot, ()), key.slots.get(slot, ())))


def _aligned(
    slot: int, ours: Sequence[Filler], theirs: Sequence[Filler]
) -> list[tuple[Filler | None, Filler | None, float]]:
    """Pair the fillers of a slot, the best pairs first, then those left over with each other, then each with none."""
    weighed = sorted(
        (-points, place, number)
        for number, one in enumerate(ours)
        for place, key in enumerate(theirs)
        if (points := worth(slot, one, key)) > WRONG
    )
    free, open_keys = dict(enumerate(ours)), dict(enumerate(theirs))
    found: list[tuple[Filler | None, Filler | None, float]] = []
    for points, place, number in weighed:
        if number in free and place in open_keys:
            found.append((free.pop(number), open_keys.pop(place), -points))
    needed = [key for key in open_keys.values() if not key.optional]
    rest = list(free.values())
    for one, key in zip(rest, needed, strict=False):
        found.append((one, key, WRONG))
    found += [(one, None, WRONG) for one in rest[len(needed) :]]
    found += [(None, key, WRONG) for key in needed[len(rest) :]]
    return found


def _score_template(scores: MucScores, one: Template, key: Template, *, spurious: bool) -> None:
    for name, slot in SCORED.items():
        tally = Tally()
        for ours, theirs, points in _aligned(slot, one.slots.get(slot, ()), key.slots.get(slot, ())):
            if ours is None:
                tally.missing += 1
            elif theirs is None:
                tally.spurious += 1
            elif points == RIGHT:
                tally.correct += 1
            elif points > WRONG:
                tally.partial += 1
            else:
                tally.incorrect += 1
            if points < RIGHT:
                scores.errors.append(
                    f"{key.message} {name}: key {key.number} {_shown(theirs)}, response {one.number} {_shown(ours)}"
                )
        scores.all_templates[name].add(tally)
        if not spurious:
            scores.matched_missing[name].add(tally)


def _shown(filler: Filler | None) -> str:
    if filler is None:
        return "–"
    return " / ".join(filler.values) + (f": {' / '.join(filler.tags)}" if filler.tags else "")
