"""Words of happenings in a sentence that are what they look like: nouns as nouns, verbs as verbs, no headlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand.events.lexicon import Word, lexicon
from sayso.understand.sentences import Token
from sayso.understand.words import DETERMINERS, PREPOSITIONS, SUBJECT_PRONOUNS, word_set

_MODALS = word_set("to will would shall should can could may might must did do does not didn't don't won't and or")
_CUT = word_set("the a an its their his her this that these those some several many no of")
#: Modes that say little of how it was done.
VAGUE = frozenset({None, "mixed", "other", "destroy"})
#: Of the words around a hit in capitals, so many in capitals make it a piece of a headline or of a list of tags.
_CAPITALS = 3
_NEAR_BY = 4
#: A verb's telling object stands so near behind it: "expelled two foreign diplomats".
NEAR_REACH = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of a happening: tokens ``[begin, end)``. ``weapon`` is the mode that a word nearby tells, if any."""

    begin: int
    end: int
    word: Word
    weapon: str | None = None


def find_hits(tokens: Sequence[Token]) -> list[Hit]:
    """Return the words of happenings in a sentence, in order."""
    known = lexicon()
    table = known.triggers
    found: list[Hit] = []
    behind = 0
    for index in table.begins(tokens):
        match = table.at(tokens, index) if index >= behind else None
        if match is None:
            continue
        end, words = match
        word = next((one for one in words if _is_one(tokens, index, end, one)), None)
        if (
            word is not None
            and word.kind == "noun"
            and found
            and found[-1].end == index
            and found[-1].word.kind == "noun"
        ):
            first = found.pop()  # "shelling attack": the first says how
            found.append(Hit(first.begin, end, first.word if first.word.mode not in VAGUE else word))
        elif word is not None:
            found.append(Hit(index, end, word))
        behind = end
    if not found:
        return []
    weapons = _weapons(tokens)
    return [_armed(hit, weapons) for hit in found] if weapons else found


def _weapons(tokens: Sequence[Token]) -> list[tuple[int, str]]:
    table = lexicon().weapons
    found = []
    behind = 0
    for index in table.begins(tokens):
        match = table.at(tokens, index) if index >= behind else None
        if match is not None:
            found.append((index, match[1]))
            behind = match[0]
    return found


#: A weapon this many words away may still be the one that was used.
WEAPON_REACH = 14


def _armed(hit: Hit, weapons: Sequence[tuple[int, str]]) -> Hit:
    """Return a hit with the mode of the nearest weapon around it."""
    near = min(weapons, key=lambda one: (abs(one[0] - hit.begin), one[0]))
    if abs(near[0] - hit.begin) > WEAPON_REACH or hit.begin <= near[0] < hit.end:
        return hit
    return Hit(hit.begin, hit.end, hit.word, near[1])


def _is_one(tokens: Sequence[Token], begin: int, end: int, word: Word) -> bool:
    first = tokens[begin]
    before = tokens[begin - 1] if begin else None
    behind = tokens[end] if end < len(tokens) else None
    if first.text[0].isupper() and begin and _among_capitals(tokens, begin, end):
        return False
    if word.near and not word.near & {token.lower for token in tokens[end : end + NEAR_REACH]}:
        return False
    if word.kind == "noun":
        return not (before is not None and before.lower in {"to", "will", "would"} and word.shape == "singular")
    return _is_verb(word, before, behind)


def _among_capitals(tokens: Sequence[Token], begin: int, end: int) -> bool:
    around = (*tokens[max(0, begin - _NEAR_BY) : begin], *tokens[end : end + _NEAR_BY])
    words = [token for token in around if token.text[0].isalpha()]
    return sum(token.text[0].isupper() for token in words) >= min(_CAPITALS, len(words))


def _is_verb(word: Word, before: Token | None, behind: Token | None) -> bool:  # noqa: PLR0911 (a decision list)
    """Tell a verb from a noun or adjective of the same shape by the words around it."""
    if before is None:
        return word.shape == "ing" or (word.shape == "past" and behind is not None and behind.lower in PREPOSITIONS)
    if word.shape == "base":
        return before.lower in _MODALS or before.lower in SUBJECT_PRONOUNS or (
            before.lower.endswith("s") and not before.lower.endswith("ss") and before.lower not in _CUT
            and behind is not None and behind.lower not in {"of", "in", "by"}
        )  # fmt: skip
    if word.shape == "third":
        if before.lower in DETERMINERS | PREPOSITIONS or before.text[0].isdigit():
            return False
        return before.lower in SUBJECT_PRONOUNS or (behind is not None and _opens_object(behind))
    if before.lower in DETERMINERS - {"that"}:
        return False  # "the besieged town", "those killed"
    if (
        word.shape == "past"
        and behind is not None
        and before.lower in PREPOSITIONS - {"by", "after", "before", "since"}
    ):
        return False
    return not (word.shape == "ing" and before.lower in DETERMINERS | {"of"})


def _opens_object(token: Token) -> bool:
    """Whether a word can begin what a verb is done to."""
    return token.lower in DETERMINERS or token.text[0].isupper() or token.text[0].isdigit() or token.lower.endswith("s")
