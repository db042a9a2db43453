"""Grades of incidents that harm people, after the grades that Airwars publishes, by rules that are data.

Each file in ``data/grades`` is a grade with the facts it asks for; the first whose facts hold, in their ``order``,
gives the grade, and its rule with the numbers filled in is kept beside it. A grade says how well told an incident is
and by whom, never whether it happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from sayso import data
from sayso.compare.tellings import side
from sayso.data import DataError
from sayso.model import GRADES

_BOUNDS = ("at_least", "at_most")


@dataclass(frozen=True, slots=True)
class Account:
    """What one account tells, as far as grades ask. ``speaker`` is who says it: an outlet in its own voice, or a
    speaker, None where unclear. ``harmed`` is true where people are said to be killed or injured.
    """

    blamed: tuple[str, ...]
    speaker: str | None
    own_voice: bool
    denied: bool
    victims: str | None
    harmed: bool
    article: str
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may ask for, as numbers: accounts that tell of harm, of civilians, of combatants; distinct sources;
    sides that are blamed against each other; blamed sides that say it was them; accounts that blame or deny.
    """

    harmed: int
    civilians: int
    combatants: int
    sources: int
    sides: int
    accepted: int
    blaming: int
    denied: int


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade and the rule that gave it, in words."""

    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A file of ``data/grades``: bounds of facts, all of which must hold."""

    grade: str
    order: int
    when: dict[str, dict[str, int]]
    rule: str

    def holds(self, facts: Mapping[str, int]) -> bool:
        """Say whether every fact lies within its bounds."""
        return all(
            bounds.get("at_least", facts[name]) <= facts[name] <= bounds.get("at_most", facts[name])
            for name, bounds in self.when.items()
        )


def grade(accounts: Sequence[Account]) -> Grade | None:
    """Return the grade of an incident from its accounts; None where no account tells of harm to people."""
    counted = facts_of(accounts)
    facts = {name: getattr(counted, name) for name in Facts.__dataclass_fields__}
    if not facts["harmed"]:
        return None
    for rule in rules():
        if rule.holds(facts):
            return Grade(rule.grade, rule.rule.format(**facts))
    return None


def facts_of(accounts: Sequence[Account]) -> Facts:
    """Count what the accounts tell."""
    told = [one for one in accounts if not one.denied]
    sides = [frozenset(side(name) for name in one.blamed) for one in told if one.blamed]
    speakers = {side(one.speaker) for one in told if one.speaker and not one.own_voice}
    accepted = speakers & {name for one in sides for name in one}
    return Facts(
        harmed=sum(one.harmed for one in told),
        civilians=sum(one.harmed and one.victims in {"civilians", "children", "both"} for one in told),
        combatants=sum(one.harmed and one.victims == "combatants" for one in told),
        sources=_sources(told),
        sides=_against_each_other(sides),
        accepted=len(accepted),
        blaming=len(sides),
        denied=sum(one.denied for one in accounts),
    )


def blamed_by(event: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names that an event blames; the cell holds several with semicolons between."""
    return tuple(name for part in (event["blame"] or "").split(";") if (name := part.strip()))


def _sources(accounts: Sequence[Account]) -> int:
    """Count distinct sources: speakers, and outlets that tell it in their own voice and of nobody else.

    An outlet whose article also quotes somebody on it has it from there.
    """
    speakers = {one.speaker for one in accounts if one.speaker and not one.own_voice}
    quoting = {one.article for one in accounts if not one.own_voice}
    outlets = {one.outlet or one.article for one in accounts if one.own_voice and one.article not in quoting}
    unclear = {one.article for one in accounts if not one.own_voice and not one.speaker}
    return max(len(speakers | outlets), 1 if unclear or outlets else 0)


def _against_each_other(sides: Sequence[frozenset[str]]) -> int:
    """Count the sides blamed by accounts that have no blamed side in common; 1 where all agree, 0 where none blames.

    "One of two" beside one of the two is no contest, nor is a part beside its whole (see ``tellings.side``).
    """
    chosen: list[frozenset[str]] = []
    for one in sorted(set(sides), key=lambda names: (len(names), sorted(names))):
        if all(one.isdisjoint(other) for other in chosen):
            chosen.append(one)
    return len(chosen)


@data.cached
def rules() -> tuple[Rule, ...]:
    """Return the rules in their order; raises DataError for a file that cannot be used."""
    made = [_rule(f"data/grades/{file}.yaml", content) for file, content in data.load("grades")]
    return tuple(sorted(made, key=lambda rule: (rule.order, rule.grade)))


def _rule(place: str, content: dict[str, Any]) -> Rule:
    name, order, when, words = (content.get(key) for key in ("grade", "order", "when", "rule"))
    if name not in GRADES or not isinstance(order, int) or not isinstance(words, str):
        raise DataError(f"{place}: needs 'grade' (one of {', '.join(GRADES)}), 'order' (a number) and 'rule' (words)")
    facts = Facts.__dataclass_fields__
    if not isinstance(when, dict) or not set(when) <= set(facts):
        raise DataError(f"{place}: 'when' should hold bounds of some of {', '.join(facts)}")
    for fact, bounds in when.items():
        if (
            not isinstance(bounds, dict)
            or not set(bounds) <= set(_BOUNDS)
            or not all(isinstance(bound, int) for bound in bounds.values())
        ):
            raise DataError(f"{place}: {fact!r} should be as in {{at_least: 2, at_most: 5}}")
    try:
        filled = [part for _, part, form, turned in Formatter().parse(words) if part is not None or form or turned]
    except ValueError as error:
        raise DataError(f"{place}: 'rule' has a brace without its other; write as in '{{sources}} sources'") from error
    if not set(filled) <= set(facts):
        raise DataError(f"{place}: 'rule' can be filled in with {', '.join(facts)} only")
    return Rule(name, order, when, words)
