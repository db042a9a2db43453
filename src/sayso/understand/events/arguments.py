"""Who did it and whom it befell, from the words around a trigger: before it, "by …", behind it, "against …"."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.lexicon import Word
from sayso.understand.events.parties import Party
from sayso.understand.events.scene import SceneSentence
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

_BE = word_set("is are was were be been being got get")
#: So many words may stand between a doer and the verb, a trigger and "by", "by" and the doer.
SUBJECT_REACH, BY_REACH, OBJECT_REACH, NOUN_REACH = 14, 12, 9, 5
#: "Attack by the Front": a doer this near behind a noun goes before one that stands before it.
NEXT = 4
_BY = word_set("by from")
#: Verbs that only say that what their object names was done.
LIGHT = word_set(
    """
    launch launched launching launches carry carried carrying conduct conducted conducting wage waged waging step
    stepped begin began started start mount mounted stage staged unleash unleashed renew renewed continue continued
    impose imposed held hold holding reach reached sign signed broker brokered announce announced stop stopped
    halt halted
    resume resumed intensify intensified perform performed
    """
)
_AGAINST = word_set("on against at targeting hitting targeted in with between")
_BREAKS = word_set("while but although though because ; said says which who where when after before")
#: What people who do not fight may do as well.
_BY_CIVILIANS = frozenset({"RETREAT", "PROTEST", "CONSULT", "AGREE", "AID"})
_JOINS = word_set("and or , &")
#: What may stand between two that are joined: "residents and several hundred Oster fighters".
_JOINED_WORDS = word_set("the its allied other a an some several many few dozens scores hundred hundreds thousand of")
JOIN_REACH = 5
_BLAMED = (
    "blamed on",
    "carried out by",
    "conducted by",
    "launched by",
    "claimed by",
    "believed to be",
    "attributed to",
)


def doers(sentence: SceneSentence, begin: int, end: int, word: Word) -> list[Party]:
    """Return who did it, in the order of the words; empty where nobody is named beside the trigger."""
    tokens, parties = sentence.tokens, sentence.parties
    if not parties:
        return []
    civil = word.type in _BY_CIVILIANS
    passive = word.kind == "verb" and word.shape == "past" and (_passive(tokens, begin) or _befell(sentence, begin))
    found = _behind_by(tokens, parties, end, passive or word.kind == "noun" or word.shape == "past")
    if word.kind == "noun" and not (found and found[0].begin - end <= NEXT):
        found = _before_noun(tokens, parties, begin) or found
    if found or passive:
        return found
    if word.kind == "noun":
        light = next((n for n in range(begin - 1, max(-1, begin - 7), -1) if tokens[n].lower in LIGHT), None)
        return _subject(tokens, parties, light, civil) if light is not None else []
    return _subject(tokens, parties, begin, civil)


def sufferers(sentence: SceneSentence, begin: int, end: int, word: Word) -> list[Party]:
    """Return whom it befell, as far as parties stand where a target stands."""
    tokens, parties = sentence.tokens, sentence.parties
    if not parties:
        return []
    if word.kind == "verb" and word.shape == "past" and _passive(tokens, begin):
        return [one for one in _subject(tokens, parties, begin, civil=True) if not one.speaks]
    reach = end + (OBJECT_REACH if word.kind == "verb" else NOUN_REACH + 4)
    found: list[Party] = []
    for party in parties:
        if party.begin < end or party.speaks or _says_so(tokens, party):
            continue
        if party.begin > reach or _broken(tokens, end, party.begin):
            break
        if any(tokens[n].lower in _BY for n in range(max(end, party.begin - 3), party.begin)):
            break
        if word.kind == "noun" and not any(tokens[n].lower in _AGAINST for n in range(end, party.begin)):
            continue
        if not party.where or tokens[party.begin - 1].lower in {"against", "on", "at"}:
            found.append(party)
            reach = party.end + 2
    return found


def passive(tokens: Sequence[Token], begin: int) -> bool:
    """Whether a verb at a token is in the passive: "were killed", "has been shelled"."""
    return _passive(tokens, begin)


def _passive(tokens: Sequence[Token], begin: int) -> bool:
    for index in range(begin - 1, max(-1, begin - 4), -1):
        lower = tokens[index].lower
        if lower in _BE:
            return True
        if not (lower.endswith("ly") or lower in {"also", "not", "later", "still", "all", "then"}):
            return False
    return False


def lowers(tokens: Sequence[Token], begin: int, end: int) -> list[str]:
    """Return the words of tokens ``[begin, end)`` in small letters."""
    return [token.lower for token in tokens[begin:end]]


def _befell(sentence: SceneSentence, begin: int) -> bool:
    """Whether a verb's subject are the people it befell: "three soldiers killed, the ministry says"."""
    return any(
        one.at == begin and one.before and not one.participle and one.end == begin and one.kinds
        for one in sentence.counts
    )


def _broken(tokens: Sequence[Token], begin: int, end: int) -> bool:
    return any(tokens[n].lower in _BREAKS for n in range(begin, end))


def _behind_by(tokens: Sequence[Token], parties: Sequence[Party], end: int, allowed: bool) -> list[Party]:
    if not allowed:
        return []
    for index in range(end, min(len(tokens), end + BY_REACH)):
        lower = tokens[index].lower
        if lower in _BREAKS:
            return []
        phrase = f"{lower} {tokens[index + 1].lower}" if index + 1 < len(tokens) else lower
        if lower == "by" or phrase in _BLAMED:
            first = next(
                (n for n, one in enumerate(parties) if index < one.begin <= index + 6 and not one.civilian), None
            )
            if first is not None and parties[first].speaks and "," in lowers(tokens, index, parties[first].begin):
                return []  # "blown up by their own stores, Lund said": who says so
            if first is None:
                return []
            return _together(tokens, parties, first)
    return []


def _before_noun(tokens: Sequence[Token], parties: Sequence[Party], begin: int) -> list[Party]:
    """The doers right before a noun: "Veskaran and coalition air strikes", "regime shelling"."""
    for number in range(len(parties) - 1, -1, -1):
        one = parties[number]
        if one.end > begin or one.civilian or one.where:
            continue
        if begin - one.end > NOUN_REACH or any(not _modifier(tokens[n]) for n in range(one.end, begin)):
            return []
        return _with_joined(tokens, parties, number)
    return []


def _modifier(token: Token) -> bool:
    return token.text[0].isalnum() and token.lower not in _NO_MODIFIERS and token.lower not in _BREAKS


_NO_MODIFIERS = word_set(
    """
    in on at by of to from for with and the a an is are was were have has had been said that its their near into against
    under during hit struck killed wounded hits strikes where as
    """
)


def _subject(tokens: Sequence[Token], parties: Sequence[Party], begin: int, civil: bool) -> list[Party]:
    """The nearest party before a verb that can be its subject, with those joined to it."""
    for number in range(len(parties) - 1, -1, -1):
        one = parties[number]
        if one.end > begin or one.where or (one.civilian and not civil):
            continue
        if begin - one.end > SUBJECT_REACH:
            break
        between = [token.lower for token in tokens[one.end : begin]]
        if one.speaks and _said(between) and not {"it", "they", "we"} & set(between[-3:]):
            continue
        if any(word in {"while", "but", ";", "after", "when"} for word in between) or _has_own_verb(between):
            break
        if one.begin and tokens[one.begin - 1].lower in {"of", "for", "with", "against", "by"} and not one.civilian:
            earlier = [other for other in parties[:number] if one.begin - other.end <= 4]
            if earlier:
                continue
        return _with_joined(tokens, parties, number)
    return []


def _says_so(tokens: Sequence[Token], party: Party) -> bool:
    """Whether a party stands between a comma and a word of saying: "…, Lund claims"."""
    return party.begin > 0 and tokens[party.begin - 1].text == "," and _said(lowers(tokens, party.end, party.end + 1))


def _has_own_verb(between: Sequence[str]) -> bool:
    """Whether a party is the subject of another verb: "the Front, which is excluded from the deal agreed at Holm"."""
    clause = between[:1] == [","] and between[1:2] in (["which"], ["who"]) and not {",", "and"} & set(between[1:])
    return clause and any(word in _BE for word in between[2:-1])


def _said(between: Sequence[str]) -> bool:
    return any(
        word in {"said", "says", "told", "reported", "added", "claims", "claimed", "announced", "that", "stated"}
        for word in between
    )


def _joined(tokens: Sequence[Token], first: Party, second: Party) -> bool:
    between = [token.lower for token in tokens[first.end : second.begin]]
    return (
        0 < len(between) <= JOIN_REACH
        and any(word in _JOINS for word in between)
        and all(word in _JOINS or word in _JOINED_WORDS or word.isdigit() for word in between)
    )


def _together(tokens: Sequence[Token], parties: Sequence[Party], first: int) -> list[Party]:
    found = [parties[first]]
    for other in parties[first + 1 :]:
        lost = (
            found[-1].named and other.named and other.begin == found[-1].end
        )  # "Veskara Oster and Holm": commas are lost
        if not (lost or _joined(tokens, found[-1], other)) or other.civilian:
            break
        found.append(other)
    return found


def _with_joined(tokens: Sequence[Token], parties: Sequence[Party], last: int) -> list[Party]:
    """Return a party with those that an "and" joins to it in front."""
    first = last
    while first > 0 and _joined(tokens, parties[first - 1], parties[first]):
        first -= 1
    return list(parties[first : last + 1])
