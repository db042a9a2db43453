"""People told by name who were killed, hurt or taken: "Judge Ana Lund and Per Falk were shot dead" counts two.

News of one death rarely has a number: it has a name. Where a word of harm has no count, the persons that stand where
its victims stand are counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.counts import RawCount
from sayso.understand.events.harm_words import HarmWord, harm_words
from sayso.understand.sentences import Token
from sayso.understand.words import AUXILIARIES, PREPOSITIONS, word_set

#: So many words, such as titles, may stand between a verb and the name it takes: "murdered Holm police chief Col Lund".
OBJECT_REACH = 7
#: "Ana Lund, second secretary at the embassy in Oster, was shot dead": a remark between commas may be this long.
REMARK = 16
_SKIPPED = word_set("also already reportedly later then himself herself allegedly brutally both all")
_STOPS = (
    PREPOSITIONS
    | AUXILIARIES
    | word_set(
        """
    and or but while when after before as who which that said including ; : , . ( ) hundreds dozens people persons
    """
    )
)
_JOINS = word_set("and , &")
Extent = tuple[int, int]


def named_victims(tokens: Sequence[Token], persons: Sequence[Extent], counts: Sequence[RawCount]) -> list[RawCount]:
    """Return the counts of a sentence's named victims, in order.

    ``persons`` are the tokens ``[begin, end)`` of persons' names in order, ``counts`` what numbers tell already: a word
    of harm that has one gets no other.
    """
    if not persons:
        return []
    table = harm_words()
    taken = {count.at for count in counts}
    found: list[RawCount] = []
    last = 0
    for index in table.begins(tokens):
        match = table.at(tokens, index) if index >= last else None
        if match is None:
            continue
        last = match[0]
        word = match[1]
        if word is None or index in taken or word.lives or word.combatants:
            continue
        names = _victims(tokens, persons, index, match[0], word)
        if names:
            found.append(_made(word, names, index, match[0]))
    return found


def _victims(
    tokens: Sequence[Token], persons: Sequence[Extent], at: int, behind: int, word: HarmWord
) -> Sequence[Extent]:
    of = behind < len(tokens) and tokens[behind].lower == "of"
    if word.kind == "noun" or of:  # "the murder of": the verb looks the same
        return _behind(tokens, persons, behind + 1) if of else ()
    if word.kind == "verb":
        passive = _is_passive(tokens, at)
        if not passive and word.shape in {"past", "ing", "third", "base"}:
            return _behind(tokens, persons, behind)
        return _before(tokens, persons, at) if passive and word.shape == "past" else ()
    return _before(tokens, persons, at) if word.kind == "happens" else ()


def _is_passive(tokens: Sequence[Token], at: int) -> bool:
    index = at - 1
    while index >= 0 and (tokens[index].lower in _SKIPPED or tokens[index].lower.endswith("ly")):
        index -= 1
    return index >= 0 and tokens[index].lower in AUXILIARIES - {"has", "have", "had"}


def _behind(tokens: Sequence[Token], persons: Sequence[Extent], start: int) -> Sequence[Extent]:
    """The name behind a verb or "of", with titles between, and those joined to it."""
    for number, (begin, _) in enumerate(persons):
        if begin < start:
            continue
        if begin - start > OBJECT_REACH or any(tokens[n].lower in _STOPS for n in range(start, begin)):
            return ()
        last = number
        while last + 1 < len(persons) and _joined(tokens, persons[last][1], persons[last + 1][0]):
            last += 1
        return persons[number : last + 1]
    return ()


def _before(tokens: Sequence[Token], persons: Sequence[Extent], at: int) -> Sequence[Extent]:
    """The name before a verb's auxiliaries, with a remark between commas, and those joined to it."""
    start = at
    while start > 0 and (tokens[start - 1].lower in AUXILIARIES | _SKIPPED or tokens[start - 1].lower.endswith("ly")):
        start -= 1
    for number in range(len(persons) - 1, -1, -1):
        end = persons[number][1]
        if end > start:
            continue
        gap = [token.lower for token in tokens[end:start]]
        if gap[-1:] == ["who"]:
            gap = [word for word in gap[:-1] if word != ","]  # "Ana Lund, who was killed"
        remark = 2 < len(gap) <= REMARK and gap[0] == "," and gap[-1] == "," and not {";", "said", "that"} & set(gap)
        if gap and not remark:
            return ()
        first = number
        while first > 0 and _joined(tokens, persons[first - 1][1], persons[first][0]):
            first -= 1
        return persons[first : number + 1]
    return ()


def _joined(tokens: Sequence[Token], end: int, begin: int) -> bool:
    between = [token.lower for token in tokens[end:begin]]
    return 0 < len(between) <= 2 and all(word in _JOINS for word in between)


def _made(word: HarmWord, names: Sequence[Extent], at: int, behind: int) -> RawCount:
    number = len(names)
    begin, end = names[0][0], names[-1][1]
    return RawCount(
        harm=word.harm,
        low=number,
        best=number,
        high=number,
        begin=begin,
        end=end,
        at=at,
        behind=behind,
        kinds=frozenset({"unknown"}),
        recipient=None,
        cumulative=False,
        before=end <= at,
        participle=word.shape == "ing",
        noun=word.kind == "noun",
    )
