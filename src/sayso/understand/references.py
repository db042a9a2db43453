"""From source to speaker, within one article: names, short names, roles and pronouns, or an honest "unclear".

The state is a pure function of what was read before in the article: the people named so far with the roles they were
given, and who spoke last.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, takewhile

from sayso.understand import actors
from sayso.understand.nesting import depths_of, extent_of
from sayso.understand.phrases import Phrase, analyse, is_common, is_one_person
from sayso.understand.reader import Passage, RawAttribution
from sayso.understand.words import MONTHS, PREPOSITIONS, ROLE_NOUNS, WEEKDAYS, word_set

#: A pronoun reaches back to a speaker over so many characters and no further.
PRONOUN_REACH = 1500
#: So many people named before are looked at for a role or a short name: more stand on no page that is a story.
MAX_REMEMBERED = 400
_NAME = re.compile(
    r"\b(?:(?:[A-Z][\w’'-]{0,60}|al-[A-Z]\w{1,60}|[Aa]l-\w{1,60})(?:\s(?:al|el|bin|ibn|de|van|von|abu)(?=\s))?\s){1,3}"
    r"(?:[A-Z][\w’'-]+|al-[A-Z]\w+)"
)
#: Words with a capital that stand before a name and are no part of it.
_BEFORE_NAMES = (ROLE_NOUNS | WEEKDAYS | MONTHS | word_set("the mr mrs dr on in russian")) - word_set(
    "jan april may june"
)
_UNNAMED = "unnamed: "
#: What any organisation, group or outlet may be called on its next appearance.
_CALLED = {
    "organisation": word_set("group organisation organization monitor watchdog body agency"),
    "group": word_set("group organisation organization movement faction"),
    "outlet": word_set("agency broadcaster newspaper channel tv network paper outlet daily report"),
}
#: "The statement said": whoever issued it.
_DOCUMENTS = word_set("statement report letter communique declaration")
#: Words before a role that point back to somebody.
_POINTING = word_set("the this that his her their its")
#: Roles that speak for a body of people, so that an unknown bearer is an organisation and not somebody unnamed.
_BODIES = word_set("ministry army government military council regime opposition police union coalition")
_ISSUERS = frozenset({"organisation", "group", "outlet", "person"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: canonical name (None when unclear) and kind."""

    name: str | None
    kind: str | None
    gender: str | None = None
    plural: bool = False
    confidence: float = 1.0


@dataclass(slots=True)
class _Known:
    speaker: Speaker
    roles: frozenset[str]
    place: int
    words: frozenset[str] | None = None  # by which a role can mean them; worked out when it first matters


@dataclass(slots=True)
class _Memory:
    """Who was named and who spoke, by name, in the order of the last time."""

    named: dict[str, _Known] = field(default_factory=dict)
    spoke: dict[str, _Known] = field(default_factory=dict)

    def remember(self, speaker: Speaker, roles: frozenset[str], place: int, *, spoke: bool) -> None:
        """Put a speaker at the end of the line, with all roles and the gender given so far."""
        name = speaker.name
        if name is None:
            return
        for line in (self.named, self.spoke) if spoke else (self.named,):
            old = line.pop(name, None)
            if old is not None:
                roles = roles | old.roles
                if not speaker.gender:
                    speaker = Speaker(speaker.name, speaker.kind, old.speaker.gender, speaker.plural)
            line[name] = _Known(speaker, roles, place)


def _latest(line: dict[str, _Known]) -> Iterator[_Known]:
    """The latest of a line, the very last first, as many as anybody remembers."""
    return islice(reversed(line.values()), MAX_REMEMBERED)


def _within_reach(line: dict[str, _Known], place: int, reach: int) -> list[_Known]:
    """Those of a line met at most ``reach`` characters before ``place``, the very last first."""
    return list(takewhile(lambda known: place - known.place <= reach, _latest(line)))


def resolve(passage: Passage, found: Sequence[RawAttribution], parents: Sequence[int | None]) -> list[Speaker]:
    """Return the speaker of each attribution.

    ``parents`` are the numbers of the attributions in whose contents they stand (None: outermost).
    """
    memory = _Memory()
    mentions = [(match.start(), match.group()) for match in _NAME.finditer(passage.text)]
    full_names = _full_names(name for _, name in mentions)
    result: list[Speaker] = [Speaker(None, None)] * len(found)
    depths = depths_of(parents)  # who speaks about others' words is known before they are
    order = sorted(range(len(found)), key=lambda n: (_place(found[n]), depths[n]))
    seen = 0
    for number in order:
        raw = found[number]
        place = _place(raw)
        while seen < len(mentions) and mentions[seen][0] < place:
            _note(memory, passage.text, *mentions[seen])
            seen += 1
        if raw.carried is not None:
            result[number] = result[raw.carried]
            continue
        if raw.source is None:
            continue
        phrase = analyse(passage.text[slice(*raw.source)])
        parent = parents[number]
        above = result[parent] if parent is not None else None
        quoted = parent is not None and _in_quotes(passage.text, found[parent], place)
        speaker = _speaker(phrase, memory, full_names, place, above, quoted=quoted)
        result[number] = speaker
        if speaker.name is not None:
            memory.remember(speaker, phrase.roles, place, spoke=parent is None)
    return result


def _in_quotes(text: str, raw: RawAttribution, place: int) -> bool:
    """Whether a place lies in a piece of content that stands in quotation marks as a whole."""
    return any(start <= place < end and text[start] in "“\"'‘„«" for start, end in raw.content)


def _place(raw: RawAttribution) -> int:
    return extent_of(raw)[0]


def _full_names(names: Iterable[str]) -> dict[str, str]:
    """Full names of an article by their last word; the first one counts, a second bearer makes the word unclear."""
    found: dict[str, str] = {}
    for name in names:
        words = [word.strip("’'") for word in name.split()]
        while words and words[0].lower() in _BEFORE_NAMES:
            words = words[1:]
        while len(words) > 2 and any(_known_thing(" ".join(words[:length])) for length in (1, 2)):
            words = words[1:]
        if len(words) >= 2 and not any(word.lower() in PREPOSITIONS for word in words):  # "Policy Gift To Lund"
            last = words[-1].removesuffix("’s").removesuffix("'s")
            found.setdefault(last, " ".join(words))
            found.setdefault(last.removeprefix("al-").removeprefix("Al-"), " ".join(words))
    return found


def _known_thing(name: str) -> bool:
    actor = actors.find(name)
    return actor is not None and actor.kind != "person"


def _note(memory: _Memory, text: str, place: int, name: str) -> None:
    """Remember a person named in passing, with the role words before the name ("Foreign Minister Daro Keld")."""
    words = name.split()
    known = actors.find(name) or actors.suffix(name)
    before = text[max(0, place - 60) : place].rsplit(".", maxsplit=1)[-1].lower().split()[-4:]
    roles = frozenset(word for word in [*before, *(w.lower() for w in words)] if word in ROLE_NOUNS)
    if known is not None and known.kind == "person":
        gender = known.gender
        memory.remember(Speaker(known.name, "person", gender), roles | set(known.roles), place, spoke=False)
    elif roles and len(words) >= 2:
        phrase = analyse(" ".join([*before[-1:], name]) if before and before[-1] in ROLE_NOUNS else name)
        if phrase.kind == "person" and phrase.names:
            memory.remember(Speaker(phrase.names[0], "person", phrase.gender), roles, place, spoke=False)


def _speaker(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    phrase: Phrase, memory: _Memory, full_names: dict[str, str], place: int, parent: Speaker | None, *, quoted: bool
) -> Speaker:
    if phrase.kind == "pronoun":
        return _pronoun(phrase, memory, place, parent, quoted=quoted)
    if phrase.kind == "person":
        names = [_canonical_person(name, full_names) for name in phrase.names]
        return Speaker("; ".join(names), "person", phrase.gender, plural=len(names) > 1)
    if phrase.kind == "short":
        return _short(phrase.names[0], memory, full_names)
    parts = phrase.text.split(" and ")
    if len(parts) == 2 and any(actors.find(part) for part in parts) and actors.find(phrase.text) is None:
        # Two bodies speak together, and one at least is known by name: each goes by its own.
        both = [_speaker(analyse(part), memory, full_names, place, parent, quoted=quoted) for part in parts]
        if all(one.name for one in both):
            return Speaker("; ".join(str(one.name) for one in both), both[0].kind, plural=True)
    if phrase.kind == "role":
        return _role(phrase, memory)
    if phrase.kind == "anonymous":
        name = _plain(phrase.names[0] if phrase.names else phrase.text)
        if name.split()[-1:] == ["reports"]:
            return Speaker(name, "anonymous", plural=True)  # reports are nobody, named or not
        return Speaker(_UNNAMED + name, "anonymous", phrase.gender, plural=_is_plural(name))
    name = phrase.names[0] if phrase.names else phrase.text
    return Speaker(name, phrase.kind, phrase.gender, plural=phrase.kind == "group")


def _canonical_person(name: str, full_names: dict[str, str]) -> str:
    known = actors.find(name)
    if known is not None:
        return known.name
    if " " not in name:
        full = full_names.get(name)
        if full is not None:
            known = actors.find(full)
            return known.name if known else full
    return name


def _short(name: str, memory: _Memory, full_names: dict[str, str]) -> Speaker:
    """One capitalised word: the last word of a full name on the page, else a name of its own."""
    bare = name.removesuffix("’s").removesuffix("'s").strip("’'")
    full = full_names.get(bare)
    if full is not None:
        phrase = analyse(full)
        if phrase.kind == "person":
            return Speaker(_canonical_person(phrase.names[0], full_names), "person", phrase.gender)
    for known in _latest(memory.named):
        if known.speaker.name and bare in known.speaker.name.split():
            return known.speaker
    return Speaker(bare, "person" if full is None else "organisation", confidence=0.7)


def _role(phrase: Phrase, memory: _Memory) -> Speaker:
    """The minister, the source, the group: whoever fits the most words of the role, of several the latest."""
    words = {word.strip("’'()") for word in phrase.text.lower().split()} - _POINTING
    heads = {_singular(word) for word in words}
    if heads & _DOCUMENTS and not heads & _CALLED["organisation"]:
        issuer = next((known for known in _latest(memory.spoke) if known.speaker.kind in _ISSUERS), None)
        if issuer is not None:
            return issuer.speaker
    for line in (memory.spoke, memory.named):
        best, most = None, 0
        for known in _latest(line):
            if known.words is None:
                known.words = _words_of(known)
            score = len(heads & known.words)
            if score > most:
                best, most = known.speaker, score
        if best is not None:
            return best
    name = " ".join(
        word for word in phrase.text.split() if word.lower() not in {"the", "this", "that", "these", "those"}
    )
    if heads & _BODIES:
        return Speaker(_plain(name), "organisation", confidence=0.7)
    return Speaker(_UNNAMED + _plain(name), "anonymous", phrase.gender, plural=_is_plural(name), confidence=0.7)


def _words_of(known: _Known) -> frozenset[str]:
    """What somebody may be called: the words of their roles, their name, and of what kind they are."""
    name = (known.speaker.name or "").lower().replace(_UNNAMED, "")
    words = frozenset(_singular(word) for part in (*known.roles, name) for word in part.split())
    return words | _CALLED.get(known.speaker.kind or "", frozenset())


def _agrees(speaker: Speaker, word: str, gender: str | None) -> bool:
    if word in {"he", "she", "his", "him", "her"}:
        return _could_be(speaker, gender)
    if word in {"they", "their", "them"}:
        return speaker.plural or speaker.kind in {"group", "organisation"}
    return speaker.kind in {"organisation", "outlet"}


def _pronoun(phrase: Phrase, memory: _Memory, place: int, parent: Speaker | None, *, quoted: bool) -> Speaker:
    word = phrase.text
    if word in {"we", "i", "us", "me", "our", "my"}:
        return parent if parent is not None else Speaker(None, None)
    if parent is not None and not quoted and _agrees(parent, word, phrase.gender):
        return parent  # Lund said he is doubtful
    fits = [known.speaker for known in _within_reach(memory.spoke, place, PRONOUN_REACH)]
    if word in {"he", "she", "his", "him", "her"}:
        near = _within_reach(memory.named, place, PRONOUN_REACH // 2)
        named = [known.speaker for known in near if _could_be(known.speaker, phrase.gender)]
        chosen = [speaker for speaker in fits if _could_be(speaker, phrase.gender)]
        if parent is not None and chosen and chosen[0].name == parent.name:
            chosen = [speaker for speaker in named if speaker.name != parent.name] or chosen
        chosen = chosen or named
    elif word in {"they", "their", "them"}:
        many = [speaker for speaker in fits if speaker.plural or speaker.kind in {"group", "organisation"}]
        chosen = [speaker for speaker in many if speaker.plural] or many
    else:
        things = [speaker for speaker in fits if speaker.kind in {"organisation", "outlet", "group"}]
        chosen = [speaker for speaker in things if speaker.kind == "group" or not speaker.plural]
    return chosen[0] if chosen else Speaker(None, None)


def _could_be(speaker: Speaker, gender: str | None) -> bool:
    if speaker.plural or speaker.kind not in {"person", "anonymous"}:
        return False
    if speaker.kind == "anonymous" and not is_one_person(speaker.name or ""):
        return False
    return gender is None or speaker.gender is None or speaker.gender == gender


def _plain(name: str) -> str:
    """An unnamed speaker's words, without a capital that only began the sentence."""
    words = name.split()
    if words and words[0][1:].islower() and is_common(words[0].lower()):
        words[0] = words[0].lower()
    return " ".join(words)


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 4 and not word.endswith("ss") else word


def _is_plural(name: str) -> bool:
    head = re.split(r"\s(?:of|at|in|for|from|with)\s", name)[0].split()
    return bool(head) and head[-1].lower().endswith("s") and not head[-1].lower().endswith("ss")
