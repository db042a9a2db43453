"""Whom a number counts: the noun phrase behind it, and what kind of people its words mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand.events.harm_words import harm_words, person_words
from sayso.understand.events.quantities import Quantity
from sayso.understand.sentences import Token
from sayso.understand.words import AUXILIARIES, DETERMINERS, PREPOSITIONS, word_set

#: So many words may stand between a number and the noun it counts ("six of the oldest and best-known harbour pilots").
MOST_BETWEEN = 8
_ENDINGS = ("ers", "ists", "ants", "men", "women", "ians", "ees", "ors")
_NO_PEOPLE = word_set(
    """
    quarters headquarters others-at borders numbers months years days hours weeks minutes centers centres papers
    letters orders offers powers towers rivers shelters dollars metres meters kilometres kilometers miles strikes raids
    attacks shells rockets buildings houses homes villages towns trucks vehicles tanks cars sorties missiles bombs
    times percent per cent sectors doors floors corridors motors reactors parameters tours restaurants plants
    warplanes jets planes aircraft helicopters convoys checkpoints districts provinces areas cases reports violations
    breaches members-of occasions stages points am pm gmt km kg usd pounds january february march april may june july
    august september october november december governors-of headquarters-in helicopters containers computers
    """
)
_STOPS = (
    PREPOSITIONS
    | AUXILIARIES
    | word_set(
        """
    and or but while when after before as who which that including said says reported according since also then
    """
    )
)
_PART_OF = word_set("them whom those these which the")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a number counts. ``what``: ``people``, ``bare`` (the number stands alone), ``part`` (of others), ``things``.

    ``end`` is the token behind the phrase. ``kinds`` are what the words say of the people (see ``data/victims``).
    """

    what: str
    end: int
    kinds: frozenset[str] = frozenset()
    recipient: str | None = None


def counted(tokens: Sequence[Token], number: Quantity) -> Counted:  # noqa: PLR0911 (a decision list)
    """Tell what a number counts."""
    people, harms = person_words(), harm_words()
    index, limit = number.end, min(len(tokens), number.end + MOST_BETWEEN)
    if index >= len(tokens):
        return Counted("bare", index)
    if tokens[index].lower == "of" and index + 1 < len(tokens):
        if tokens[index + 1].lower in _PART_OF - {"the"} or _of_the_dead(tokens, index):
            return Counted("part", index + 2)
        index += 1
    found: Counted | None = None
    last = index
    while index < limit:
        person = people.at(tokens, index)
        harm = harms.at(tokens, index) if person is None else None
        if person is not None:
            kind = person[1].victims
            found = Counted("people", person[0], frozenset({kind}), person[1].recipient)
            index = last = person[0]
            continue
        if harm is not None and harm[1] is not None and found is None and index == number.end:
            return Counted("bare", number.end)
        if tokens[index].lower in _STOPS or not tokens[index].text[0].isalnum() or harm is not None:
            break
        index += 1
        last = index
        head = tokens[index - 1].lower
        if found is None and head.endswith(_ENDINGS) and head not in _NO_PEOPLE and tokens[index - 1].text.islower():
            found = Counted("people", index, frozenset({"unknown"}))
            continue
        if found is not None and not tokens[index - 1].text[0].isupper():
            break  # "people near", "workers late on Tuesday"
    if found is not None:
        return found
    if last <= number.end:
        return Counted("bare", number.end)
    head = tokens[last - 1].lower
    if head.endswith(_ENDINGS) and head not in _NO_PEOPLE:
        return Counted("people", last, frozenset({"unknown"}))
    return Counted("things", last)


def one_person(tokens: Sequence[Token], index: int) -> Counted | None:
    """Return whom a phrase for one person at a token means ("a female teacher", "their mother"), or None."""
    if index >= len(tokens) or tokens[index].lower not in DETERMINERS | {"her", "his", "their", "another"}:
        return None
    people = person_words()
    at = index + 1
    found: Counted | None = None
    while at < min(len(tokens), index + 5):
        person = people.at(tokens, at)
        if person is not None:
            if not person[1].one:
                return None
            found = Counted("people", person[0], frozenset({person[1].victims}), person[1].recipient)
            at = person[0]
            continue
        if found is not None or tokens[at].lower in _STOPS or not tokens[at].text[0].isalpha():
            break
        at += 1
    return found


def _of_the_dead(tokens: Sequence[Token], index: int) -> bool:
    """Whether "of the dead", "of those killed" begins at a token: a part of a number told elsewhere."""
    if tokens[index + 1].lower != "the" or index + 2 >= len(tokens):
        return False
    harm = harm_words().at(tokens, index + 2)
    return harm is not None and harm[1] is not None
