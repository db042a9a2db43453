"""Acts: what a sentence says is done about a truce that it speaks of, by whom, and how surely.

For each truce phrase the words around it are looked at: the verb or noun before it ("rejected a truce", "the collapse
of a truce"), the verb behind it ("a truce offered by …", "the truce took effect"), a deed behind it ("truce
violations"), and "despite" before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sayso.understand.ceasefires import clauses
from sayso.understand.ceasefires.clauses import NOBODY, Doer, Scene
from sayso.understand.ceasefires.lexicon import Lexicon, lexicon, match
from sayso.understand.ceasefires.truces import Truce
from sayso.understand.sentences import Token
from sayso.understand.words import DETERMINERS, PREPOSITIONS, is_verbish

#: So far before a truce its verb may stand ("announced on Tuesday morning in Holm a 48-hour ceasefire").
MAX_BEFORE = 12
#: So far behind it; without an auxiliary ("a truce agreed last week") half as far.
MAX_BEHIND = 22
#: A participle without its "by" follows the truce or its place at once: "a truce in Holm agreed last week".
MAX_APART = 3
#: A noun for an act stands closer to its truce: "the collapse of a short-lived ceasefire".
MAX_NOUN_GAP = 4
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
#: Acts whose verbs have the truce for their object, with nothing but "of" between.
_DIRECT = frozenset({"violated", "accepted", "extended"})
#: What somebody who asks others to do is asking for, whatever the verb behind "to".
_ASKS = "called_for"


@dataclass(slots=True)
class RawAct:
    """An act in a sentence. ``word`` is the token of its act word, ``[first, behind)`` the tokens that tell of it.

    ``told_at`` is the token of the cue that tells of it, where that is not its word: dates beside it are the act's.
    """

    act: str
    truce: Truce
    doer: Doer
    modality: str
    word: int
    first: int
    behind: int
    against: Doer = NOBODY
    told_at: int | None = None


def acts_in(scene: Scene, truces: Sequence[Truce]) -> list[RawAct]:
    """Return the acts about the truces of one sentence, in order; the same act of one truce once."""
    known = lexicon()
    found: list[RawAct] = []
    for truce in truces:
        if truce.kind == "doing":
            found += _doing(scene, truce)
            continue
        if (deed := _deed_behind(known, scene, truce)) is not None:
            found.append(deed)
            continue
        found += [act for act in (_before(known, scene, truce), _despite(known, scene, truce)) if act is not None]
        found += _behind(known, scene, truce)
    if truces:
        found += _deeds(known, scene, truces, found)
    return _once(found)


def lone_deeds(scene: Scene, truce: Truce) -> list[RawAct]:
    """Return the breaches that a sentence without a truce phrase tells of; ``truce`` was spoken of just before."""
    return _once(_deeds(lexicon(), scene, [truce], []))


def _once(found: Iterable[RawAct]) -> list[RawAct]:
    seen: set[tuple[str, int, tuple[str, ...]]] = set()
    kept = []
    for one in sorted(found, key=lambda act: (act.word, act.behind, act.act)):
        key = (one.act, one.word, tuple(party.name for party in one.doer.parties))
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _doing(scene: Scene, truce: Truce) -> list[RawAct]:
    """Read "the army halted fire": a truce begins, or is announced where it is only said to come."""
    doer = clauses.subject(scene, truce.first)
    low = doer.first if doer.first is not None else truce.first
    how = clauses.modality(scene, low, truce.first)
    planned = how in {"planned", "hypothetical"}
    act = "announced" if planned else "took_effect"
    if not doer.parties and doer.pronoun is None:
        return []
    return [RawAct(act, truce, doer, "asserted" if planned else how, truce.first, low, truce.behind)]


# --- before the truce -----------------------------------------------------------------------------------------------


def _before(known: Lexicon, scene: Scene, truce: Truce) -> RawAct | None:
    """The act whose verb or noun stands before a truce."""
    tokens = scene.tokens
    for at in range(truce.first - 1, max(-1, truce.first - 1 - MAX_BEFORE), -1):
        noun = match(known.act_nouns, tokens, at)
        if noun is not None and truce.first - noun[0] <= MAX_NOUN_GAP and noun[0] <= truce.first:
            return _noun(scene, truce, at, noun)
        verb = match(known.verbs, tokens, at)
        close = verb is None or verb[1].partition(":")[0] not in _DIRECT or clauses.takes(tokens, verb[0], truce.first)
        if verb is not None and verb[0] <= truce.first and close and _is_verb(tokens, at, verb[1]):
            return _verb(known, scene, truce, at, verb[1])
        if clauses.breaks(tokens[at]) or (tokens[at].lower == "that" and not _of_deal(known, tokens, at)):
            return None
    return None


def _of_deal(known: Lexicon, tokens: Sequence[Token], that: int) -> bool:
    """Whether a "that" belongs to a deal: "announced a deal on Saturday that would bring a truce"."""
    return any(token.lower in known.weak for token in tokens[max(0, that - 3) : that])


def _is_verb(tokens: Sequence[Token], at: int, value: str) -> bool:
    shape = value.partition(":")[2]
    if shape == "past" and at and tokens[at - 1].lower in _BE:
        return False  # "was agreed after the truce": the subject is what was agreed
    if shape == "past":
        return not (at and tokens[at - 1].lower in DETERMINERS)  # "the announced truce"
    return not (shape in {"base", "third"} and clauses.is_noun_use(tokens, at))


def _verb(known: Lexicon, scene: Scene, truce: Truce, at: int, value: str) -> RawAct | None:
    tokens = scene.tokens
    act, _, shape = value.partition(":")
    word = at
    if at and tokens[at - 1].lower == "to":
        governing = _governing(known, tokens, at - 1)
        if governing is not None and governing[1] in {_ASKS, "refused"}:
            word, act = governing
    elif act != _ASKS and shape in {"base", "ing"}:
        governing = _governing(known, tokens, at)
        if governing is not None and governing[1] == _ASKS:
            word, act = governing
    if act == "announced" and truce.behind < len(tokens):  # "declared the truce over"
        declared = match(known.declared, tokens, truce.behind)
        act = declared[1] if declared is not None else act
    if act == "took_effect" and not _begins(tokens, truce, at):
        return None
    doer = clauses.subject(scene, word)
    if not doer.parties and doer.pronoun is None and shape == "ing":
        doer = _of_main_clause(scene, word)
    low = doer.first if doer.first is not None and doer.first < word else word
    how = clauses.modality(scene, low, word, known.modality.get(act, "asserted"))
    if how == "denied" and act in {"accepted", "agreed"}:
        act, how = "refused", "asserted"
    elif how in {"planned", "hypothetical"} and act in {_ASKS, "refused"}:
        how = known.modality.get(act, "asserted")
    no = truce.first < len(tokens) and tokens[truce.first].lower == "no"
    if no and act not in {"refused"}:
        how = "denied"
    return RawAct(
        act, truce, doer, how, word, min(low, truce.first), max(truce.behind, word + 1), _against(scene, truce)
    )


def _begins(tokens: Sequence[Token], truce: Truce, at: int) -> bool:
    """Whether a verb of beginning begins the truce itself, or something stops "for" it."""
    return clauses.governs(tokens, at + 1, truce.first) or tokens[truce.first - 1].lower == "for"


def _governing(known: Lexicon, tokens: Sequence[Token], before: int) -> tuple[int, str] | None:
    """The act verb that an infinitive or a participle depends on: "*urged* both sides to observe"."""
    for at in range(before - 1, max(-1, before - 7), -1):
        if clauses.breaks(tokens[at]) or tokens[at].lower == "that":
            return None
        verb = match(known.verbs, tokens, at)
        if verb is not None and not clauses.is_noun_use(tokens, at):
            return at, verb[1].partition(":")[0]
    return None


def _noun(scene: Scene, truce: Truce, at: int, noun: tuple[int, str]) -> RawAct:
    """The act that a noun before a truce tells: "the collapse of", "in violation of", "calls for"."""
    known, tokens = lexicon(), scene.tokens
    behind, act = noun
    doer = clauses.by_agent(scene, truce.behind, reach=4) if act not in {"collapsed", "took_effect"} else NOBODY
    how = known.modality.get(act, "asserted")
    word, first = at, at
    if act == "violated":
        if not doer.parties:
            doer = _breaker(scene, at)
        if any(token.lower in known.deeds for token in tokens[at:behind]) and not doer.parties:
            doer = clauses.by_agent(scene, truce.behind, reach=14)
    else:
        verb = next(
            ((v, m) for v in range(at - 1, max(-1, at - 5), -1) if (m := match(known.verbs, tokens, v)) is not None),
            None,
        )
        if verb is not None and clauses.governs(tokens, verb[1][0], at):
            governing = verb[1][1].partition(":")[0]
            doer = doer if doer.parties else clauses.subject(scene, verb[0])
            if (governing in {"refused", "accepted"} and act == _ASKS) or governing == "monitored":
                act, how = governing, "asserted"
            elif governing == _ASKS:
                act, how = _ASKS, "demanded"
            word = verb[0]
        elif act in {_ASKS, "announced", "accepted", "refused"} and not doer.parties:
            doer = clauses.subject(scene, at)
    if doer.first is not None and doer.first < word:
        first = doer.first
        if act not in {_ASKS, "violated"}:
            how = clauses.modality(scene, first, word, how)
    ends = max((party.behind for party in doer.parties), default=0)
    return RawAct(act, truce, doer, how, word, min(first, word), max(truce.behind, ends))


def _breaker(scene: Scene, at: int) -> Doer:
    """Who breaks a truce by what the rest of the sentence tells: "Ordanian jets, in violation of the truce, hit …"."""
    tokens = scene.tokens
    start = at
    while start > 0 and tokens[start - 1].lower in {"in", "a", "an", "new", "clear", "the", "flagrant", "of", ","}:
        start -= 1
    near = [number for number, party in enumerate(scene.parties) if party.behind == start]
    if near and start < at:
        return Doer([scene.parties[near[-1]]])
    return _of_main_clause(scene, at)


def _of_main_clause(scene: Scene, at: int) -> Doer:
    violent = clauses.attacker(scene)
    if violent.parties:
        return violent
    before = [number for number, party in enumerate(scene.parties) if party.behind <= at]
    return Doer([scene.parties[before[0]]]) if before else NOBODY


def _despite(known: Lexicon, scene: Scene, truce: Truce) -> RawAct | None:
    """Violence "despite a ceasefire": a breach by whoever is violent."""
    tokens = scene.tokens
    for at in range(max(0, truce.first - 4), truce.first):
        despite = match(known.despite, tokens, at)
        gap = tokens[despite[0] : truce.first] if despite is not None else ()
        if despite is not None and len(gap) <= 2 and not any(_governs_more(known, t) for t in gap):
            if any(token.lower in known.violence for token in tokens):
                return RawAct(despite[1], truce, clauses.attacker(scene), "asserted", at, at, truce.behind)
            return None
    return None


def _governs_more(known: Lexicon, token: Token) -> bool:
    """Whether a word between "despite" and a truce makes it despite something else: "despite calls for a truce"."""
    return token.lower in PREPOSITIONS or token.lower in known.verbs or is_verbish(token.lower)


# --- behind the truce -----------------------------------------------------------------------------------------------


def _behind(known: Lexicon, scene: Scene, truce: Truce) -> Iterator[RawAct]:
    """The acts whose verb stands behind a truce: its own ("took effect"), or in the passive ("announced by …")."""
    tokens = scene.tokens
    at = truce.behind
    is_object = truce.first > 0 and (tokens[truce.first - 1].lower in _GOVERNING or _gerund(tokens[truce.first - 1]))
    while at < min(len(tokens), truce.behind + MAX_BEHIND):
        if clauses.breaks(tokens[at]) and tokens[at].lower not in {"which", "who"}:
            return
        own = match(known.behind, tokens, at)
        noun = own is not None and own[0] == at + 1 and clauses.is_noun_use(tokens, at)
        own_verb = own is not None and not noun and not _other_subject(scene, truce, at)
        far = at - truce.behind > MAX_BEHIND // 2
        helped = any(token.lower in _BE for token in tokens[at - 3 : at])
        if far and (own[0] < at + 2 if own is not None else not helped):
            at += 1  # so far off only what can hardly be another's: "took effect", "has been violated by"
            continue
        if own is not None and own_verb and (not is_object or _relative(tokens, truce, at) or own[1] == "agreed"):
            doer = clauses.by_agent(scene, own[0] - 1, mediated=True) if own[1] in {"agreed", "violated"} else NOBODY
            ends = max((party.behind for party in doer.parties), default=own[0])
            how = "denied" if _none(tokens, truce) else clauses.modality(scene, truce.behind, at)
            yield RawAct(own[1], truce, doer, how, at, truce.first, max(own[0], ends))
            at = own[0]
            continue
        verb = match(known.verbs, tokens, at)
        if verb is not None and verb[1].endswith((":past", ":base")):
            made = _passive(scene, truce, at, verb)
            if made is not None:
                yield made
            elif not verb[1].endswith(":base"):
                return
            at = verb[0]
            continue
        at += 1


def _passive(scene: Scene, truce: Truce, at: int, verb: tuple[int, str]) -> RawAct | None:
    tokens = scene.tokens
    act = verb[1].partition(":")[0]
    doer = clauses.by_agent(scene, verb[0], reach=6, mediated=True)
    if act == "agreed" and not doer.parties and verb[0] < len(tokens) and tokens[verb[0]].lower == "with":
        doer = clauses.party_at(scene, verb[0] + 1, reach=3)
    helped = any(token.lower in _BE for token in tokens[max(truce.behind, at - 3) : at])
    if verb[1].endswith(":base") and not helped:
        return None
    if not doer.parties and not helped:
        near = [party for party in scene.parties if truce.behind <= party.first and party.behind == at]
        if near and near[0].first == truce.behind:
            doer = Doer(near)  # "the truce Oster announced"
        else:
            apart = at - truce.behind > MAX_APART or any(truce.behind <= p.first < at for p in scene.parties)
            if apart or (at != truce.behind and tokens[truce.behind].lower not in {"in", "on", "at"}):
                return None
    how = clauses.modality(scene, truce.behind, at) if helped else "asserted"
    how = "denied" if _none(tokens, truce) else how
    ends = max((party.behind for party in doer.parties), default=verb[0])
    if act in {"took_effect", _ASKS} and not doer.parties and not helped:
        return None
    return RawAct(act, truce, doer, how, at, truce.first, max(ends, verb[0]))


def _other_subject(scene: Scene, truce: Truce, at: int) -> bool:
    """Whether somebody else than the truce stands before a verb behind it: "a truce as the bank collapsed"."""
    tokens = scene.tokens
    between = tokens[truce.behind : at]
    if between and between[0].lower in {"that", "which"}:
        between = between[1:]
    if any(token.lower in {"as", "that", "because"} or token.text == ";" for token in between):
        return True
    return any(
        truce.behind <= party.first < at and party.behind >= at - 1 and tokens[party.first - 1].lower not in _TIED
        for party in scene.parties
    )


_GOVERNING = frozenset({"of", "at", "for", "on", "to", "with", "from", "about", "in"})


def _none(tokens: Sequence[Token], truce: Truce) -> bool:
    """Whether there is no truce: "no ceasefire was agreed"."""
    return tokens[truce.first].lower in {"no", "neither"}


def _gerund(token: Token) -> bool:
    return token.text.islower() and token.lower.endswith("ing")


def _relative(tokens: Sequence[Token], truce: Truce, at: int) -> bool:
    """Whether a verb behind a truce stands in a clause of the truce's own: "a truce which collapsed"."""
    return any(token.lower in {"which", "that"} for token in tokens[truce.behind : at])


_TIED = frozenset({"between", "with", "by", "and", "of", "in", "across", "for", "the", "from", ","})


def _deed_behind(known: Lexicon, scene: Scene, truce: Truce) -> RawAct | None:
    """Read "ceasefire violations", with who commits them behind "by" or before them."""
    tokens = scene.tokens
    at = truce.behind
    if truce.kind == "pronoun" or at >= len(tokens) or tokens[at].lower not in known.deeds:
        return None
    doer = clauses.by_agent(scene, at + 1)
    if not doer.parties:
        blamed = [n for n, t in enumerate(tokens) if t.lower in {"blaming", "blamed", "accusing", "accused"} and n > at]
        doer = clauses.party_at(scene, blamed[0] + 1, reach=3) if blamed else NOBODY
    if not doer.parties:
        accused = [
            n for n, t in enumerate(tokens[: truce.first]) if t.lower in {"accused", "accuses", "blamed", "accusing"}
        ]
        doer = clauses.party_at(scene, accused[-1] + 1, reach=3) if accused else NOBODY
    ends = max((party.behind for party in doer.parties), default=at + 1)
    return RawAct(known.deeds[tokens[at].lower], truce, doer, "asserted", at, truce.first, max(ends, at + 1))


def _deeds(known: Lexicon, scene: Scene, truces: Sequence[Truce], found: Sequence[RawAct]) -> Iterator[RawAct]:
    """Breaches that do not stand beside the truce: "five breaches by armed groups"."""
    tokens = scene.tokens
    told = {at for act in found for at in range(act.first, act.behind)}
    for at, token in enumerate(tokens):
        if token.lower in known.deeds and at not in told:
            doer = clauses.by_agent(scene, at + 1, reach=3)
            if doer.parties:
                ends = max(party.behind for party in doer.parties)
                yield RawAct(known.deeds[token.lower], truces[-1], doer, "asserted", at, max(0, at - 1), ends)


def _against(scene: Scene, truce: Truce) -> Doer:
    """Read "a truce *with the Front*"."""
    tokens = scene.tokens
    if truce.behind < len(tokens) and tokens[truce.behind].lower in {"with", "against"}:
        return clauses.party_at(scene, truce.behind + 1, reach=2)
    return NOBODY
