"""Whether the words around a time tell of what was or of what is to come: by the verb nearest to it in its sentence.

Verbs are told by closed lists and by "-ed"; a tagger would cost more than all the rest of this package.
"""

from __future__ import annotations

from typing import Literal

from sayso.understand.times.lexer import Lexed
from sayso.understand.words import word_set

Tense = Literal["past", "told", "future"]

#: These look ahead wherever they stand.
_MODALS = word_set("will would shall ll must")
#: These do but for "could have".
_MAYBE = word_set("could may might")
#: These look ahead to what stands behind them: "scheduled for Tuesday", but not "on Tuesday it was scheduled".
_AHEAD = word_set(
    """
    planned planning schedule scheduled expect expects expected due upcoming set supposed deadline expires expire begins
    starts ends effective
    """
)
#: These look ahead only with an infinitive: "agreed to meet on Tuesday", but not "agreed on Tuesday".
_AHEAD_TO = word_set(
    """
    plan plans intend intends intended hope hopes hoped going want wants promise promised vow vowed agree agreed propose
    proposed threaten threatened prepare preparing ready order ordered urge urged ask asked decide decided about
    """
)
#: Verbs of saying tell when something was said, and little of when that is which is said.
_TOLD = word_set(
    "said says say told announced added reported stated according declared confirmed quoted cited wrote warned noted"
)
_PAST = word_set(
    """
    was were had did been began came took went saw met led left fell broke hit shot held made gave got fought sent won
    lost found brought became rose grew ran drove struck sought spoke shook cut spread fled flew fired burst
    built bought caught chose drew felt kept knew laid lay paid sank sold shut stood swept threw thought tore
    torn withdrew seen done gone didn wasn weren hadn
    """
)
#: "-ed" at the end of a word that is no verb in the past.
_NO_VERBS = word_set(
    "need indeed hundred united red bed aged armed speed exceed proceed succeed feed seed weed shed sped"
)
#: How far to look. Farther than this stands another clause.
_LEFT, _RIGHT = 14, 10
_ENDS = frozenset(".!?;:…")
#: "About" and "by" have classes of their own, and still may look ahead.
_VERBS = frozenset({"word", "until", "approximation"})


def tense_at(lexed: Lexed, first: int, last: int) -> Tense | None:
    """Return the tense around the tokens ``first`` to ``last``: ``told`` where only a verb of saying stands.

    The nearest verb before counts; without one in the sentence, the nearest behind. None where there is no verb.
    """
    before = _first(lexed, range(first - 1, max(first - 1 - _LEFT, -1), -1))
    if before is not None:
        return before
    return _first(lexed, range(last, min(last + _RIGHT, len(lexed.tokens))))


def _first(lexed: Lexed, places: range) -> Tense | None:
    for place in places:
        token = lexed.tokens[place]
        if token.lower in _ENDS:
            return None
        tense = _tense_of(lexed, place, places) if token.kind in _VERBS else None
        if tense is not None:
            return tense
    return None


def _tense_of(lexed: Lexed, place: int, places: range) -> Tense | None:
    """Return the tense of a word if it is a verb that tells; ``places`` run from the time to it and on."""
    word, before_the_time = lexed.tokens[place].lower, places.step < 0
    if word in _TOLD:
        return "told"
    following = {one.lower for one in lexed.tokens[place + 1 : place + 3]}
    if word in _MODALS or (word in _AHEAD and before_the_time) or (word == "won" and "t" in following):
        return "future"
    if word in _MAYBE:
        return None if "have" in following else "future"
    if word in _AHEAD_TO and before_the_time:
        return "future" if any(one.lower == "to" for one in lexed.tokens[place + 1 : places.start + 1]) else "past"
    if word in _PAST or (len(word) > 3 and word.endswith("ed") and word not in _NO_VERBS):
        return "future" if _is_to_be(lexed, place) else "past"
    return None


def _is_to_be(lexed: Lexed, place: int) -> bool:
    """Whether a participle stands behind "will be", "to be", "can be" and the like."""
    words = [token.lower for token in lexed.tokens[max(place - 3, 0) : place]]
    return "be" in words or not _MODALS.isdisjoint(words)
