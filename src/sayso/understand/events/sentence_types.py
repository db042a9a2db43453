"""The PLOVER type of what a sentence mainly tells, deeds and words alike.

Happenings in articles are found by ``find_events``, which looks for deeds; this tells one sentence's type, as records
coded by hand have it. What PLOVER's manual says of tense decides between types: cooperation still to come is AGREE
(3.1), conflict still to come THREATEN (2.3), what somebody "must" do REQUEST, cooperation that fails REJECT.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.hits import Hit, find_hits
from sayso.understand.sentences import Token, tokenise
from sayso.understand.words import word_set

_COOPERATION = frozenset({"CONSULT", "SUPPORT", "COOPERATE", "AID", "RETREAT", "AGREE"})
_CONFLICT = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"})
_FUTURE = word_set("will would shall sworn vowed ready plans plan")
_UNLESS = word_set("unless if")
_MUST = word_set("must should ought")
_NOT = word_set("not never refused failed fails unable declined without no")
#: Words between a helping verb and the verb: "will soon again meet".
_GROUP = 3
#: Clauses in which a sentence tells what else happened: the main clause says what it is about.
_SIDE = word_set("after before who whom whose which because over amid despite as while for where")
#: What a hit counts: a verb of the main clause for most, a noun in a side clause for least.
_VERB, _NOUN, _SIDE_CLAUSE, _PURPOSE, _WEAK = 3.0, 2.0, 0.3, 0.4, 0.6
#: What weighs less stands beside what a sentence is about.
_BESIDE = 1.0
#: Of two equal hits the earlier one; so much less a word further on.
_LATER = 0.02


def type_of_sentence(text: str) -> str | None:
    """Return the PLOVER type of the main happening that a sentence tells, or None where no word of one stands in it."""
    tokens = tokenise(text, 0, len(text))
    hits = find_hits(tokens)
    must = any(token.lower in _MUST for token in tokens)
    if not hits:
        return "REQUEST" if must else None
    best = max(hits, key=lambda hit: (_weight(tokens, hit, hits), -hit.begin))
    if must and _weight(tokens, best, hits) < _BESIDE:
        return "REQUEST"
    protests = [hit for hit in hits if hit.word.type == "PROTEST"]
    if protests and (best.word.type == "REQUEST" or any(_is_purpose(tokens, hit) for hit in protests)):
        return "PROTEST"  # what a protest is about is no event of its own (3.12.2)
    following = next((hit for hit in hits if 0 <= hit.begin - best.end <= _GROUP), None)
    if best.word.type == "AGREE" and following is not None and following.word.type in _CONFLICT:
        return "THREATEN"  # "prepared to impose a curfew"
    return _by_tense(tokens, best)


def _is_purpose(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether something is done "to protest" or "in protest": it is a protest, whatever is done."""
    return hit.word.lemma == "protest" and hit.begin > 0 and tokens[hit.begin - 1].lower in {"to", "in"}


def _weight(tokens: Sequence[Token], hit: Hit, hits: Sequence[Hit]) -> float:
    weight = _VERB if hit.word.kind == "verb" else _NOUN
    if hit.word.weak and hit.word.type != "PROTEST":
        weight *= _WEAK
    before = [token.lower for token in tokens[max(0, hit.begin - 12) : hit.begin]]
    if hit.word.shape == "base" and before[-1:] == ["to"] and not {"agreed", "will"} & set(before):
        weight *= _PURPOSE
    first = hits[0].end  # a side clause is one that follows what a sentence begins to tell
    if any(token.lower in _SIDE for token in tokens[max(first, hit.begin - 12) : hit.begin]):
        weight *= _SIDE_CLAUSE
    return weight - _LATER * hit.begin


def _by_tense(tokens: Sequence[Token], hit: Hit) -> str:
    kind = hit.word.type
    before = {token.lower for token in tokens[max(0, hit.begin - _GROUP) : hit.begin]}
    if hit.word.kind == "noun":
        before = {token.lower for token in tokens[max(0, hit.begin - 4 * _GROUP) : hit.begin]}
    if before & _MUST:
        return "REQUEST"
    if before & _NOT and kind in _COOPERATION:
        return "REJECT"
    if before & _FUTURE:
        if kind in _CONFLICT or (kind == "RETREAT" and _UNLESS & {token.lower for token in tokens}):
            return "THREATEN"
        if kind in _COOPERATION:
            return "AGREE"
    return kind
