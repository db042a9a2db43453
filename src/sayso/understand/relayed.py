"""Relayed speech: "Harbour Radio quoted Ana Lund as saying the truce was over".

Two attributions in one clause, as PARC nests them: the outlet's (cue "quoted", content "Ana Lund as saying …") and
hers in it (cue "as saying"). The form is closed, so what a reader makes of it is put in order by rule: one of
each, the inner one by whom is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.understand.cues import lexicon
from sayso.understand.polarity import polarity_of
from sayso.understand.reader import Extent, RawAttribution

#: Who is quoted stands within so many characters: longer ones run over what is no name.
_LONGEST = 160
#: A full stop belongs to who is quoted where no sentence begins behind it ("the U.S. envoy").
_RELAYED = re.compile(
    r"\b(?P<verb>(?:quot|cit)(?:ed|es?|ing))\s+"
    rf"(?P<who>(?:[^.!?;:\n\"“”«»]|\.(?=\w|\s[a-z])){{2,{_LONGEST}}}?)\s+(?P<how>as\s+(?:\w+ly\s+|also\s+)?(?P<saying>\w+ing))\b"
)


@dataclass(frozen=True, slots=True)
class _Form:
    """Where the words of one relayed saying stand."""

    verb: Extent
    who: Extent
    how: Extent


def untangle(
    text: str, paragraphs: Sequence[tuple[int, int, str]], found: Sequence[RawAttribution]
) -> list[RawAttribution]:
    """Return attributions with each relayed saying as two, the relaying one and the relayed one, in no new order.

    Where no attribution has the verb for its cue nothing is made: who relays is for the reader to find. ``carried``
    still counts in the list, whose members keep their places; what is one too many is left out by ``in_order``, because
    it becomes equal to another.
    """
    result = list(found)
    for start, end, _ in paragraphs:
        for match in _RELAYED.finditer(text, start, end):
            if not any(word.form == "ing" for _, word in lexicon().get(match["saying"].lower(), ())):
                continue
            form = _Form(match.span("verb"), match.span("who"), match.span("how"))
            _put_in_order(text, form, result)
    return result


def _put_in_order(text: str, form: _Form, found: list[RawAttribution]) -> None:
    outer = [n for n, raw in enumerate(found) if raw.cue and _touch(raw.cue, form.verb)]
    inner = [n for n, raw in enumerate(found) if raw.cue and n not in outer and _touch(raw.cue, form.how)]
    if not outer:
        return
    relaying = max(outer, key=lambda n: (found[n].confidence, -n))
    said = _said(form, [found[n] for n in inner] + [found[relaying]])
    if not said:
        return
    before = tuple(piece for piece in said if piece[1] <= form.verb[0])
    behind = max((piece[1] for piece in said if piece[0] >= form.how[1]), default=form.how[1])
    whole = replace(found[relaying], cue=form.verb, content=(*before, (form.who[0], behind)))
    if whole.source is not None and _touch(whole.source, form.who):
        whole = replace(whole, source=None)
    for number in outer:
        found[number] = whole
    best = max((found[n] for n in inner), key=lambda raw: raw.confidence, default=whole)
    polarity = polarity_of(text[slice(*form.how)])
    relayed = RawAttribution(form.who, form.how, said, polarity, best.confidence)
    for number in inner:
        found[number] = relayed
    if not inner:
        found.append(relayed)


def _said(form: _Form, found: Sequence[RawAttribution]) -> tuple[Extent, ...]:
    """Return what is relayed: behind "as saying" as far as any attribution takes it, or the words that stand before."""
    pieces = [piece for raw in found for piece in raw.content]
    next_word = form.how[1] + 1
    ends = [end for start, end in pieces if end > next_word and start <= next_word + 1]
    if ends:
        begin = min((start for start, end in pieces if start >= form.how[1] and end in ends), default=next_word)
        return ((begin, max(ends)),)
    fronted = sorted({piece for piece in pieces if piece[1] <= form.verb[0]})
    return tuple(piece for n, piece in enumerate(fronted) if not n or piece[0] >= fronted[n - 1][1])


def _touch(one: Extent, other: Extent) -> bool:
    return one[0] < other[1] and other[0] < one[1]
