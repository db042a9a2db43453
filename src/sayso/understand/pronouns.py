"""Pronouns: who spoke last and fits, or an honest "unclear"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.memory import UNCLEAR, Known, Memory, Speaker, within_reach
from sayso.understand.phrases import Phrase, is_one_person
from sayso.understand.words import word_set

#: A pronoun reaches back to a speaker over so many characters and no further.
REACH = 1500
ONE = word_set("he she his him her")
MANY = word_set("they their them")
SELF = word_set("we i us me our my")
_OURS = word_set("we us our")
_THINGS = frozenset({"organisation", "outlet", "group"})


def pronoun(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    phrase: Phrase,
    memory: Memory,
    place: int,
    parent: Speaker | None,
    beside: Sequence[Speaker] = (),
    *,
    quoted: bool,
) -> Speaker:
    """Return who a pronoun means.

    ``parent`` speaks the words it stands in, in quotation marks if ``quoted``; ``beside`` are the bodies named in these
    words before it, the last first.
    """
    word = phrase.text
    if word in SELF:
        if parent is None:
            return UNCLEAR
        if word in _OURS and parent.body is not None:
            return Speaker(parent.body, "organisation", confidence=parent.confidence)
        return parent
    if parent is not None and not quoted and agrees(phrase, parent) and not (word in MANY and not parent.plural):
        return parent  # Lund said he is doubtful
    if parent is not None and word in MANY:
        group = next((one for one in beside if one.kind in _THINGS and one.name != parent.name), None)
        if group is not None:
            return group
    spoke = within_reach(memory.spoke, place, REACH)
    if word in ONE:
        near = within_reach(memory.named, place, REACH // 2)
        named = [known for known in near if agrees(phrase, known.speaker)]
        chosen = [known for known in spoke if agrees(phrase, known.speaker)]
        if parent is not None and chosen and chosen[0].speaker.name == parent.name:
            chosen = [known for known in named if known.speaker.name != parent.name] or chosen
        return _first(chosen or named)
    if word in MANY:
        many = [known for known in spoke if agrees(phrase, known.speaker)]
        return _first([known for known in many if known.speaker.plural] or many)
    things = [known for known in spoke if agrees(phrase, known.speaker)]
    return _first([known for known in things if known.speaker.kind == "group" or not known.speaker.plural])


def _first(chosen: list[Known]) -> Speaker:
    """The latest of those who fit; unclear when another one fits from the very same place."""
    if not chosen:
        return UNCLEAR
    if len(chosen) > 1 and chosen[1].place == chosen[0].place and chosen[1].speaker.kind == chosen[0].speaker.kind:
        return UNCLEAR
    return chosen[0].speaker


def agrees(phrase: Phrase, speaker: Speaker) -> bool:
    """Whether a pronoun can mean a speaker by gender, number and kind."""
    word = phrase.text
    if word in ONE:
        return _could_be(speaker, phrase.gender)
    if word in MANY:
        return speaker.plural or speaker.kind in {"group", "organisation"}
    return speaker.kind in _THINGS


def _could_be(speaker: Speaker, gender: str | None) -> bool:
    if speaker.plural or speaker.kind not in {"person", "anonymous"}:
        return False
    if speaker.kind == "anonymous" and not is_one_person(speaker.name or ""):
        return False
    return gender is None or speaker.gender is None or speaker.gender == gender
