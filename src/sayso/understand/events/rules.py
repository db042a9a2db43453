"""Happenings found by rules: words of the lexicon, told apart and put together sentence by sentence.

One happening in a sentence is one event: "air strikes killed twelve" has the strikes for its trigger, and the dead are
counted with it. Only where no word tells what was done is the word of harm itself the trigger.
"""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.events.arguments import LIGHT, doers, passive, sufferers
from sayso.understand.events.counts import RawCount
from sayso.understand.events.hits import VAGUE, Hit, find_hits
from sayso.understand.events.lexicon import Word
from sayso.understand.events.linking import CLAUSE, count_groups, distance
from sayso.understand.events.reader import RawEvent
from sayso.understand.events.scene import Scene, SceneSentence
from sayso.understand.sentences import Token
from sayso.understand.words import AUXILIARIES, word_set

#: A happening's word further than this, in words and with clause borders added, tells of something else than a count.
FARTHEST = 26
_VERB, _WEAK_VERB, _TERRITORY, _FIGHT = 3, 8, 14, 14
#: A toll is the trigger itself unless the deed stands right behind it: "the death toll from the raid".
TOLL_REACH = 6
#: Two verbs of one sentence this far apart, each with its own doer or target, tell two happenings.
APART = 9
#: The word of harm and the word of the deed are one trigger when so few words stand between: "killed in an air raid".
_JOINED = 6
_TERRITORIES = word_set("seize capture recapture retake wrest expel oust") | {
    "take over", "take control of", "gain control of", "seize control of", "establish control over", "drive out",
    "push back", "break into", "seizure",
}  # fmt: skip
#: A noun that tells what was done comes before the verb it is the subject of: "an offensive that destroyed homes".
_NAMED = 0.15
#: A verb this near behind a noun has it for its subject.
SUBJECT_OF = 7
_STRIKES = word_set("hit strike target pound slam rock destroy")
_FIGHTS = word_set("offensive clash fighting battle hostility operation advance incursion onslaught fight") | {
    "fierce fighting", "heavy fighting", "ground offensive", "military operation",
}  # fmt: skip
_HARM = Word("ASSAULT", None, "verb", "past", "kill", weak=True, deed=True)


class RuleEventReader:
    """Finds happenings with the words of ``data/events``."""

    name = "rules"
    version = "1"

    def read(self, scene: Scene) -> list[RawEvent]:
        """Return the happenings of one article in the order of their triggers."""
        found: list[RawEvent] = []
        for sentence in scene.sentences:
            found += _of_sentence(sentence)
        return found


def _of_sentence(sentence: SceneSentence) -> list[RawEvent]:
    hits = [hit for hit in find_hits(sentence.tokens) if hit.word.deed and not _leaves_dead(sentence.tokens, hit)]
    hits = [hit for hit in hits if not _only_begins(hit, hits) and not _done_by_noun(sentence.tokens, hit, hits)]
    groups = count_groups(sentence.counts)
    if not hits and not groups:
        return []
    assaults = [hit for hit in hits if hit.word.type == "ASSAULT" and not _harm_only(hit)]
    made: list[tuple[Hit, tuple[int, int], float]] = []
    taken: set[int] = set()
    owners = _owners(sentence.tokens, groups, assaults)
    for number, group in enumerate(groups):
        hit = owners.get(number)
        if hit is None:
            at = group[0]
            deed = not at.noun or any(hit.begin == at.at for hit in hits)  # "the murder of", but not "nine bodies"
            if at.harm not in {"killed", "injured"} or at.high == 0 or at.cumulative or at.attributive or not deed:
                continue
            made.append((Hit(at.at, at.behind, _HARM, _weapon(hits, at.at)), (at.at, at.behind), 1.0))
            continue
        taken.add(hit.begin)
        made.append((hit, _joined(sentence.tokens, group, hit), 1.0))
    rest = [(_told(sentence, hit), hit) for hit in hits if hit.begin not in taken]
    for told, hit in sorted(
        rest, key=lambda one: (-one[0] - _NAMED * (one[1].word.kind == "noun" and not one[1].word.weak), one[1].begin)
    ):
        if told > 0 and not _too_near(hit, made):
            made.append((hit, (hit.begin, hit.end), told))
    made.sort(key=lambda one: one[1])
    return [_event(sentence, *one) for one in _apart(made)]


def _owners(tokens: Sequence[Token], groups: Sequence[Sequence[RawCount]], hits: Sequence[Hit]) -> dict[int, Hit]:
    """Return, by the number of each group of counts, the word of the deed it belongs to; the nearest pairs first."""
    pairs = sorted(
        (_cost(tokens, group, hit), hit.begin, number, place)
        for number, group in enumerate(groups)
        for place, hit in enumerate(hits)
    )
    owners: dict[int, Hit] = {}
    taken: set[int] = set()
    for cost, _, number, place in pairs:
        if cost <= FARTHEST and number not in owners and place not in taken:
            owners[number] = hits[place]
            taken.add(place)
    return owners


def _cost(tokens: Sequence[Token], group: Sequence[RawCount], hit: Hit) -> int:
    """Say how far a count stands from the word of a deed, in words; unlikely pairs are further apart."""
    if group[0].toll and not 0 <= hit.begin - group[0].behind <= TOLL_REACH:
        return FARTHEST + 1
    cost = distance(tokens, group, hit.begin, hit.end)
    participle = group[0].participle and hit.end <= group[0].at  # its subject is the verb's, however far
    if hit.word.kind == "verb" and not participle:
        cost += _WEAK_VERB if hit.word.weak else _VERB
    if hit.word.lemma in _TERRITORIES:
        cost += _TERRITORY
    elif hit.word.lemma in _FIGHTS:
        cost += _FIGHT
    return cost


def _joined(tokens: Sequence[Token], group: Sequence[RawCount], hit: Hit) -> tuple[int, int]:
    """The trigger's tokens: with the word of harm before it where both are one phrase, "killed in an air raid"."""
    for one in group:
        if 0 < hit.begin - one.behind <= _JOINED and tokens[one.behind].lower in {"in", "by", "during", "from"}:
            return one.at, hit.end
    return hit.begin, hit.end


def _weapon(hits: Sequence[Hit], at: int) -> str | None:
    """The mode that a word of harm has from the words around it: of a weapon, or of a deed told in its sentence."""
    for hit in sorted(hits, key=lambda one: (abs(one.begin - at), one.begin)):
        mode = hit.weapon or (hit.word.mode if hit.word.type == "ASSAULT" else None)
        if mode not in VAGUE:
            return mode
    return None


def _leaves_dead(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether "left" tells the harm done and nobody's leaving: "left nine others injured"."""
    ahead = {token.lower for token in tokens[hit.end : hit.end + _JOINED]}
    return hit.word.lemma == "leave" and bool(ahead & {"dead", "injured", "wounded", "homeless", "hurt"})


def _only_begins(hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a verb only says that what a noun behind it tells began: "launched a crackdown"."""
    return hit.word.lemma == "launch" and any(
        other.word.kind == "noun" and 0 <= other.begin - hit.end <= _JOINED for other in hits
    )


def _done_by_noun(tokens: Sequence[Token], hit: Hit, hits: Sequence[Hit]) -> bool:
    """Whether a verb's subject is a noun that tells the deed better: "the raids of the Front hit a market"."""
    return hit.word.lemma in _STRIKES and any(
        other.word.kind == "noun"
        and other.word.type == "ASSAULT"
        and 0 <= hit.begin - other.end <= SUBJECT_OF
        and not any(token.lower in CLAUSE for token in tokens[other.end : hit.begin])
        for other in hits
    )


def _harm_only(hit: Hit) -> bool:
    return hit.word.lemma in {"kill", "killing", "murder"}


def _too_near(hit: Hit, made: Sequence[tuple[Hit, tuple[int, int], float]]) -> bool:
    """Whether a hit tells the same happening as one that was made already."""
    for other, (begin, end), _ in made:
        if begin <= hit.begin < end:
            return True
        gap = max(begin - hit.end, hit.begin - end)
        if other.word.type == hit.word.type and (gap < APART or hit.word.kind == "noun" or hit.word.weak):
            return True
    return False


def _apart(made: Sequence[tuple[Hit, tuple[int, int], float]]) -> list[tuple[Hit, tuple[int, int], float]]:
    """Keep of triggers that overlap the first."""
    kept: list[tuple[Hit, tuple[int, int], float]] = []
    for one in made:
        if not kept or kept[-1][1][1] <= one[1][0]:
            kept.append(one)
    return kept


def _told(sentence: SceneSentence, hit: Hit) -> float:
    """Say how much a sentence without a count tells of a happening: 0 for a bare mention, which is none."""
    acts, suffers = doers(sentence, hit.begin, hit.end, hit.word), sufferers(sentence, hit.begin, hit.end, hit.word)
    tokens, score = sentence.tokens, 0.0
    if hit.word.kind == "noun":
        before = [token.lower for token in tokens[max(0, hit.begin - 6) : hit.begin]]
        score += 0.25 * bool(LIGHT & set(before))
        score += 0.3 * ("by" in before[-3:] and bool(_HIT & set(before)))
        score += 0.3 * any(word.isdigit() for word in before[-2:])
        score += 0.2 * _is_subject(sentence.tokens, hit)
        score += 0.2 * (hit.end < len(tokens) and tokens[hit.end].lower in _OCCURS)
    if hit.word.kind == "verb":
        score += 0.3
    if hit.word.shape == "base" and hit.begin and tokens[hit.begin - 1].lower == "to":
        score -= 0.3  # what for, not what: "began an attack to take the bridge"
    if acts:
        score += 0.3
    if suffers:
        score += 0.15
    elif hit.word.kind == "verb" and hit.word.lemma in _AIMED and passive(tokens, hit.begin):
        score += THING_SUFFERS
    if hit.weapon is not None:
        score += 0.2
    if not hit.word.weak:
        score += 0.2
    least = LEAST_TOLD.get(hit.word.type, LEAST_TOLD_OTHERS)
    if hit.word.kind == "verb" and hit.word.mode in _TELLING and not hit.word.weak:
        least = LEAST_TOLD_SURELY
    if hit.word.kind == "verb" and hit.word.lemma in _FIGHTS:
        least = LEAST_TOLD_FIGHT  # who fights whom is the state of a war, and no happening
    return score if score >= least - 1e-9 else 0.0


def _is_subject(tokens: Sequence[Token], hit: Hit) -> bool:
    """Whether a noun stands before a verb: "a further six raids shook …"."""
    behind = tokens[hit.end].lower if hit.end < len(tokens) else ""
    return behind in AUXILIARIES or (behind.endswith("ed") and len(behind) > 4) or behind in {"hit", "struck"}


#: A verb needs a doer or a target beside it, a noun a doer and one thing more. What is done every day, such as
#: meetings, arrests and aid, needs more: news mentions it in passing far oftener than it tells of it.
LEAST_TOLD = {"ASSAULT": 0.55, "RETREAT": 0.6, "AGREE": 0.6}
LEAST_TOLD_OTHERS, LEAST_TOLD_FIGHT = 0.75, 0.9
#: The subject of a passive is a target, even where it is nobody: "the water works have been attacked".
THING_SUFFERS = 0.25
_AIMED = word_set("attack assault ambush sabotage bomb burn torch murder rob storm") | {"set on fire", "machine-gun"}
#: Verbs of these modes say by themselves that something was done: "was kidnapped", "blew up the bridge".
LEAST_TOLD_SURELY = 0.5
_TELLING = frozenset({"abduct", "explosives"})
_OCCURS = word_set("occurred happened exploded destroyed damaged rocked shook")
_HIT = word_set("hit struck targeted attacked damaged killed destroyed shaken rocked")


def _event(sentence: SceneSentence, hit: Hit, span: tuple[int, int], told: float) -> RawEvent:
    tokens, word = sentence.tokens, hit.word
    generic = word.mode in VAGUE and word.lemma not in _TERRITORIES | _FIGHTS and word.type == "ASSAULT"
    mode = hit.weapon if generic and hit.weapon is not None else word.mode
    return RawEvent(
        type=word.type,
        mode=mode if mode is not None or word.type != "ASSAULT" else "other",
        trigger=(tokens[span[0]].start, tokens[span[1] - 1].end),
        sentence=sentence.number,
        actors=tuple((tokens[p.begin].start, tokens[p.end - 1].end) for p in doers(sentence, hit.begin, hit.end, word)),
        recipients=tuple(
            (tokens[p.begin].start, tokens[p.end - 1].end) for p in sufferers(sentence, hit.begin, hit.end, word)
        ),
        generic=generic and hit.weapon is None,
        told=told,
        confidence=round(min(0.9, 0.4 + 0.4 * told), 2),
    )
