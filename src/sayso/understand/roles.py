"""Roles: "the minister", "the monitoring group", "the statement", "a monitor" whose name follows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sayso.understand import nations
from sayso.understand.memory import UNCLEAR, UNNAMED, Known, Memory, Speaker, latest
from sayso.understand.phrase_words import (
    BODY_HEADS,
    CALLED,
    DOCUMENTS,
    GENERIC,
    OFFICIALS,
    POINTING,
    PREPOSITIONS,
    VAGUE,
    is_common,
    is_plural,
    singular,
)
from sayso.understand.phrases import Phrase
from sayso.understand.words import DETERMINERS, word_set

#: A name that follows an unnamed mention of its bearer follows within so many characters.
AHEAD = 3000
#: A paper whose issuer follows is among the first of an article: its lead.
LEAD = 2
_THINGS = frozenset({"organisation", "group", "outlet"})
#: Roles that speak for a body of people, so that an unknown bearer is an organisation and not somebody unnamed.
_BODIES = word_set("ministry army government military council regime opposition police union coalition")
#: Offices that one person holds at a time.
_SOLE = word_set(
    "president minister secretary secretary-general general governor mayor king queen pope premier chancellor"
)
_MONITORS = word_set("monitor monitoring watchdog observatory watch network rights war")
#: What bodies that watch and count are called by.
_WATCHING = word_set("observatory watch monitor network watchdog")
#: How much the words of a role are worth: the head noun as given before, by the kind alone, by office, each modifier.
#: Whoever spoke last has a little more right to it.
_HEAD, _KIND, _OFFICE, _MODIFIER, _LAST = 4, 2, 2, 1, 1


@dataclass(frozen=True, slots=True)
class Ahead:
    """A later attribution, for who is named only after they spoke: its place, its phrase and who it is."""

    place: int
    phrase: Phrase
    speaker: Callable[[], Speaker]


def role(phrase: Phrase, memory: Memory, place: int, ahead: Iterator[Ahead]) -> Speaker:
    """Return who a definite role means: whoever fits its words best, of several the latest; else who is named next."""
    chosen, _ = fitting(phrase, memory)
    if chosen is None:
        chosen = named_later(phrase, place, ahead)
    if chosen is not None:
        return chosen
    name = " ".join(
        word for word in phrase.text.split() if word.lower() not in {"the", "this", "that", "these", "those"}
    )
    if phrase.head in _BODIES:
        return Speaker(plain(name), "organisation", confidence=0.7)
    if phrase.head in _SOLE and any(word[0].isupper() for word in name.split()[:-1]):
        return Speaker(name, "person", phrase.gender, confidence=0.7)  # the Oster Harbour Minister: there is one
    return unnamed(phrase, name, confidence=0.7)


def fitting(phrase: Phrase, memory: Memory) -> tuple[Speaker | None, int]:
    """Return who of those met before fits a role best, and how well; unclear when two fit alike at one place."""
    for line in (memory.spoke, memory.named):
        best: Known | None = None
        most = tie = 0
        for turn, known in enumerate(latest(line)):
            score = _score(phrase, known)
            if score and not turn and line is memory.spoke:
                score += _LAST
            if score > most:
                best, most, tie = known, score, 0
            elif best is not None and score == most and known.place == best.place:
                tie += known.speaker != best.speaker and not best.speaker.plural
        if best is not None:
            return (UNCLEAR if tie else best.speaker), most
    return None, 0


def _score(phrase: Phrase, known: Known) -> int:
    """How well somebody fits a role: 0 when head, kind, number or nation speak against it."""
    head, speaker = singular(phrase.head), known.speaker
    thing = speaker.kind in _THINGS
    if _is_body(head) != thing and not (thing and head in known.roles | known.described):
        return 0  # but "the reporter" may be Harbour Radio's, which was quoted by one
    if phrase.plural != speaker.plural and not (thing and not is_plural(phrase.head)):
        return 0
    score = 0
    if head in GENERIC and thing:
        score = _KIND if head in known.called or head in known.words else 0
    elif head in known.words:
        score = _HEAD
    elif head in known.called or (head in _WATCHING and _WATCHING & known.words):
        score = _KIND
    elif head == "official" and speaker.kind == "person" and OFFICIALS & known.words:
        score = _OFFICE
    if not score:
        return 0
    modifiers = (
        {singular(word.lower().strip("’'()")) for word in phrase.text.split()} - POINTING - {head} - PREPOSITIONS
    )
    matched = modifiers & known.words
    nation = nations.leading([word for word in phrase.text.split() if word.lower() not in POINTING])
    if nation is not None and not matched and speaker.kind == "anonymous":
        return 0
    if score == _KIND and speaker.kind == "organisation" and _of_nation(speaker.name or ""):
        score -= 1  # "the group" is rarely a government or a nation
    return score + _MODIFIER * len(matched)


def _is_body(head: str) -> bool:
    return head in BODY_HEADS or any(head in words for words in CALLED.values())


def _of_nation(name: str) -> bool:
    first = nations.leading(name.split())
    return first is not None and (
        len(name.split()) == first[1] or nations.body(" ".join(name.split()[first[1] :])) is not None
    )


def named_later(phrase: Phrase, place: int, ahead: Iterable[Ahead]) -> Speaker | None:
    """Return who is named only later for a role left open ("a monitoring group said"), or None.

    Whoever speaks next and fits; else the only one that fits. Of two that fit later neither is taken.
    """
    head = singular(phrase.head)
    found: dict[str, Speaker] = {}
    first = True
    for later in ahead:
        if later.place - place > AHEAD:
            break
        if not later.phrase.names or later.phrase.kind not in _THINGS | {"person"}:
            continue
        if _fits_later(phrase, head, later.phrase):
            speaker = later.speaker()
            if speaker.name:
                if first:
                    return speaker
                found.setdefault(speaker.name, speaker)
        first = False
    return next(iter(found.values())) if len(found) == 1 else None


def _fits_later(phrase: Phrase, head: str, later: Phrase) -> bool:
    words = {singular(word) for part in (*later.roles, *later.described, *later.names) for word in part.lower().split()}
    if head in VAGUE or _is_body(head):
        if later.kind not in _THINGS or phrase.plural:
            return False
        given = {singular(word) for word in phrase.text.lower().split()} - POINTING - {head}
        if (given | {head}) & _MONITORS:
            return bool(words & _WATCHING)
        return head in words and given <= words
    if phrase.plural or later.kind != "person" or head not in words:
        return False
    modifiers = {word.lower() for word in phrase.text.split() if word[0].isupper()} - DETERMINERS - {head}
    return modifiers <= words | {phrase.text.split()[0].lower()}


def document(phrase: Phrase, memory: Memory, place: int, ahead: Iterator[Ahead], spoken: int) -> Speaker:
    """Return who issued a paper: whoever was said to issue one, then the latest who could; else who is named next.

    ``spoken`` is how many attributions came before.
    """
    if phrase.definite:
        noun = singular(phrase.head)
        issuers = [known for known in latest(memory.spoke) if known.speaker.kind in _THINGS | {"person"}]
        issuing = [known for known in issuers if noun == "statement" and noun in known.words]
        kinds = {"organisation", "group"} if noun == "statement" else _THINGS
        things = [known for known in issuers if known.speaker.kind in kinds]
        chosen = next(iter([*issuing, *things, *issuers]), None)
        if chosen is not None:
            return chosen.speaker
    if spoken < LEAD and not phrase.plural:
        for later in ahead:
            if later.phrase.kind == "organisation" and later.place - place <= AHEAD:
                return later.speaker()
            if later.phrase.kind != "document":
                break
    if phrase.head == "reports":
        return Speaker(plain(phrase.names[0]), "anonymous", plural=True)  # reports are nobody, named or not
    return unnamed(phrase, phrase.names[0])


def unnamed(phrase: Phrase, name: str, confidence: float = 1.0) -> Speaker:
    """Return somebody who is only described."""
    return Speaker(UNNAMED + plain(name), "anonymous", phrase.gender, plural=phrase.plural, confidence=confidence)


def plain(name: str) -> str:
    """Return an unnamed speaker's words without a capital that only began the sentence."""
    words = name.split()
    if words and words[0][1:].islower() and (is_common(words[0].lower()) or words[0].lower() in DOCUMENTS):
        words[0] = words[0].lower()
    return " ".join(words)
