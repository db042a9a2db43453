"""Who does it and how surely: subjects, agents behind "by", attackers and modality, found without a parser."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand.ceasefires.lexicon import lexicon, match
from sayso.understand.ceasefires.parties import TIES, Party, together
from sayso.understand.sentences import Sentence, Token
from sayso.understand.words import (
    ARTICLES,
    AUXILIARIES,
    CONJUNCTIONS,
    CUE_ADVERBS,
    NEGATIONS,
    PLANNED,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_time,
    is_verbish,
    word_set,
)

#: So many words may stand between a subject and its verb: adverbs, a time, a place.
MAX_GAP = 9
#: A clause between a subject and its verb is no longer than this: "the Front, which …, refuses".
MAX_CLAUSE = 18
#: So far behind an act word its "by" may stand.
MAX_BY = 7
_STOPS = frozenset({".", ";", ":", "!", "?", "•", "|"})
_POSSIBLE = word_set("would could might may can unless whether if possible potential close near verge brink")
_PLANNED = PLANNED | word_set("ready yet about upcoming")
_DENYING = word_set("denied denies denying without never")
#: So close before an act word stands the "not" that is about it.
MAX_NEGATION = 4
_DEMANDED = word_set("must should ought")
_THREATENED = word_set("threatened threatens threaten threatening")
#: Prepositions that also open a clause: "after the army declared a truce".
_OPENING = word_set("after before since until as")
_FAILED = word_set("failed fail fails failing unable")
#: Past forms of violence that have a subject before them.
_HITS = word_set("hit killed bombed shelled attacked targeted fired struck pounded bombarded wounded stormed")


@dataclass(slots=True)
class Scene:
    """A sentence with its parties. ``speaker`` tells who speaks at a token: a name, or None for the outlet."""

    number: int
    sentence: Sentence
    parties: list[Party]

    @property
    def tokens(self) -> Sequence[Token]:
        """The tokens of the sentence."""
        return self.sentence.tokens


@dataclass(frozen=True, slots=True)
class Doer:
    """Who does something: parties, or a pronoun that points to who was named before or speaks (``pronoun``)."""

    parties: Sequence[Party]
    pronoun: int | None = None

    @property
    def first(self) -> int | None:
        """The first token of the words that tell who."""
        return self.parties[0].first if self.parties else self.pronoun


NOBODY = Doer(())


def subject(scene: Scene, verb: int) -> Doer:
    """Return who stands before a verb as its subject."""
    tokens = scene.tokens
    at = verb - 1
    while at >= 0 and (_helps(tokens[at]) or tokens[at].text == ","):
        at -= 1
    if at < 0:
        return NOBODY
    if tokens[at].lower in SUBJECT_PRONOUNS or tokens[at].lower in {"both", "neither"}:
        return Doer([], at)
    clause = _relative_clause(tokens, at + 1) if tokens[at + 1].text == "," else None
    if clause is not None:
        ended = [n for n, party in enumerate(scene.parties) if party.behind == clause]
        if ended:
            return Doer(together(scene.parties, ended[-1], tokens))
    return _party_before(scene, at + 1, infinitive=verb > 0 and tokens[verb - 1].lower == "to")


def _relative_clause(tokens: Sequence[Token], comma: int) -> int | None:
    """Where the clause that ends at a comma begins: "the Front, which signed nothing, refuses"; None for none."""
    for at in range(comma - 1, max(0, comma - MAX_CLAUSE), -1):
        if tokens[at].text in _STOPS:
            return None
        if tokens[at].text == "," and tokens[at + 1].lower in {"which", "who", "whose"}:
            return at
    return None


def _party_before(scene: Scene, end: int, *, infinitive: bool) -> Doer:
    tokens = scene.tokens
    for number in range(len(scene.parties) - 1, -1, -1):
        party = scene.parties[number]
        if party.behind > end:
            continue
        if end - party.behind > MAX_GAP or any(one.text in _STOPS for one in tokens[party.behind : end]):
            return NOBODY
        between = tokens[party.behind : end]
        if any(one.lower in SUBJECT_PRONOUNS for one in between):
            pronoun = max(at for at in range(party.behind, end) if tokens[at].lower in SUBJECT_PRONOUNS)
            return Doer([], pronoun)
        if _in_phrase(scene, number) and not (infinitive and _is_agent(scene, number)):
            continue
        return Doer(together(scene.parties, number, tokens))
    return NOBODY


def _is_agent(scene: Scene, number: int) -> bool:
    """Whether a party stands behind "by", itself or the list it ends: "set up by Oster and Ordania to monitor …"."""
    first = together(scene.parties, number, scene.tokens)[0].first
    return any(token.lower == "by" for token in scene.tokens[max(0, first - 2) : first])


def _in_phrase(scene: Scene, number: int) -> bool:
    """Whether a party only belongs to a phrase with a preposition ("a truce with the Front"), and is no subject.

    "A spokesman for the Front" and "fighters of the Front" speak and act for it.
    """
    party, tokens = scene.parties[number], scene.tokens
    before = party.first - 1
    while before >= 0 and tokens[before].lower in ARTICLES | {"its", "and"}:
        before -= 1
    if before < 0 or tokens[before].lower not in PREPOSITIONS or tokens[before].lower in _OPENING:
        return False
    if tokens[before].lower in TIES and before and tokens[before].lower != "in":
        noun = tokens[before - 1].lower
        return not (noun.isalpha() and noun.endswith(("man", "men", "woman", "person", "s", "ment", "er", "or")))
    return True


def _helps(token: Token) -> bool:
    word = token.lower
    return (
        word in AUXILIARIES
        or word in CUE_ADVERBS
        or word in NEGATIONS
        or word in _PLANNED
        or word in _DEMANDED
        or word == "to"
        or is_time(word)
        or (len(word) > 4 and word.endswith("ly") and token.text.islower())
    )


def by_agent(scene: Scene, start: int, *, reach: int = MAX_BY, mediated: bool = False) -> Doer:
    """Return who stands behind a "by" (or "between") close behind a place; who only mediated counts if ``mediated``."""
    tokens = scene.tokens
    for at in range(start, min(len(tokens), start + reach)):
        word = tokens[at].lower
        if tokens[at].text in _STOPS or word in {"that", "which", "who", "when", "while", "after", "but"}:
            return NOBODY
        if word in {"by", "between"}:
            if not mediated and at and tokens[at - 1].lower in lexicon().mediated_before:
                return NOBODY
            return party_at(scene, at + 1)
    return NOBODY


def party_at(scene: Scene, start: int, *, reach: int = 4) -> Doer:
    """Return the parties that begin at a place, or up to a few words behind it."""
    for number, party in enumerate(scene.parties):
        if start <= party.first < start + reach:
            between = scene.tokens[start : party.first]
            if any(one.text in _STOPS or is_verbish(one.lower) for one in between):
                return NOBODY
            return Doer([one for one in together(scene.parties, number, scene.tokens) if one.first >= start])
        if party.first <= start < party.behind:
            return Doer(together(scene.parties, number, scene.tokens))
    return NOBODY


def attacker(scene: Scene) -> Doer:
    """Return whose violence a sentence tells of: "regime shelling", "strikes by Oster", "the Front hit …"."""
    tokens, violence = scene.tokens, lexicon().violence
    marks = [at for at, token in enumerate(tokens) if token.lower in violence]
    for at in marks:
        near = [number for number, party in enumerate(scene.parties) if 0 <= at - party.behind <= 1]
        if near and tokens[at].lower not in _HITS:  # "killed in regime shelling": behind a preposition too
            return Doer(together(scene.parties, near[-1], tokens))
    for at in marks:
        agent = by_agent(scene, at + 1, reach=2)
        if agent.parties:
            return agent
    for at in marks:
        if tokens[at].lower in _HITS and (at == 0 or tokens[at - 1].lower not in {"were", "was", "been", "be", "are"}):
            doer = subject(scene, at)
            if doer.parties:
                return doer
    return NOBODY


def modality(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    scene: Scene, low: int, verb: int, default: str = "asserted"
) -> str:
    """Return the modality of an act from the words between ``low`` (its subject) and its word."""
    words = [token.lower for token in scene.tokens[max(0, low, verb - MAX_GAP) : verb]]
    near = words[-MAX_NEGATION:]
    if any(word in NEGATIONS or word.endswith("n't") or word in _DENYING for word in near):
        return "denied"
    if any(word in _THREATENED for word in words):
        return "threatened"
    start = max(0, low - 2)
    if any(token.lower in {"if", "unless"} for token in scene.tokens[start : max(low, 0) + 1]):
        return "hypothetical"
    if any(word in _POSSIBLE for word in words):
        return "hypothetical"
    if any(word in _FAILED for word in words):
        return "denied"
    if any(word in _DEMANDED for word in words):
        return "demanded"
    if any(word in _PLANNED for word in words):
        return "planned"
    return default


def is_noun_use(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that may be a verb's base form stands as a noun: behind a determiner, an adjective or a number."""
    if at == 0:
        return False
    before = tokens[at - 1]
    return (
        before.lower in {"the", "a", "an", "its", "their", "his", "her", "this", "that", "any", "no", "new", "of", "in"}
        or before.text.isdigit()
        or before.lower in PREPOSITIONS - {"to"}
    )


def breaks(token: Token) -> bool:
    """Whether no phrase goes on behind a token: an end of sentence, or a word that opens another clause."""
    return token.text in _STOPS or token.lower in (CONJUNCTIONS - {"and", "or", "that", "as"}) | {
        "who",
        "which",
        "after",
    }


def takes(tokens: Sequence[Token], verb_behind: int, noun: int) -> bool:
    """Whether a noun can be a verb's object: only "of" and "to" tie it ("respect the terms of the truce")."""
    between = tokens[verb_behind:noun]
    return len(between) <= MAX_NEGATION + 2 and not any(
        one.lower in PREPOSITIONS - {"of", "to"} or one.lower == "up" or one.text in _STOPS for one in between
    )


def governs(tokens: Sequence[Token], verb_behind: int, noun: int) -> bool:
    """Whether nothing but determiners and describing words stands between a verb and a noun."""
    return noun - verb_behind <= 3 and not any(
        breaks(one) or one.lower in PREPOSITIONS or match(lexicon().verbs, tokens, at)
        for at, one in enumerate(tokens[verb_behind:noun], verb_behind)
    )
