"""From source to speaker, within one article: names, short names, roles and pronouns, or an honest "unclear".

The state is a pure function of what was read before in the article: the people named so far with the roles they were
given, and who spoke last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.understand import actors
from sayso.understand.phrases import Phrase, analyse, is_one_person
from sayso.understand.phrases import is_common
from sayso.understand.reader import Passage, RawAttribution
from sayso.understand.words import ROLE_NOUNS, word_set

#: A pronoun reaches back to a speaker over so many characters and no further.
PRONOUN_REACH = 1500
_NAME = re.compile(
    r"(?:(?:[A-Z][\w’'-]*|al-[A-Z]\w+|[Aa]l-\w+)(?:\s(?:al|el|bin|ibn|de|van|von|abu)(?=\s))?\s){1,3}"
    r"(?:[A-Z][\w’'-]+|al-[A-Z]\w+)"
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


@dataclass(slots=True)
class _Memory:
    named: list[_Known] = field(default_factory=list)  # in the order of their last mention
    spoke: list[_Known] = field(default_factory=list)

    def remember(self, speaker: Speaker, roles: frozenset[str], place: int, *, spoke: bool) -> None:
        for line in (self.named, self.spoke) if spoke else (self.named,):
            old = next((known for known in line if known.speaker.name == speaker.name), None)
            if old is not None:
                line.remove(old)
                roles = roles | old.roles
                speaker = (
                    speaker
                    if speaker.gender
                    else Speaker(speaker.name, speaker.kind, old.speaker.gender, speaker.plural)
                )
            line.append(_Known(speaker, roles, place))


def resolve(passage: Passage, found: Sequence[RawAttribution], parents: Sequence[int | None]) -> list[Speaker]:
    """Return the speaker of each attribution.

    ``parents`` are the numbers of the attributions in whose contents they stand (None: outermost).
    """
    memory = _Memory()
    full_names = _full_names(passage.text)
    result: list[Speaker] = [Speaker(None, None)] * len(found)
    order = sorted(range(len(found)), key=lambda n: (_place(found[n]), parents[n] is not None))
    seen = 0
    mentions = [(match.start(), match.group()) for match in _NAME.finditer(passage.text)]
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
    spans = [raw.source, raw.cue, *raw.content]
    return min(span[0] for span in spans if span is not None)


def _full_names(text: str) -> dict[str, str]:
    """Full names of the article by their last word; the first one counts, a second bearer makes the word unclear."""
    found: dict[str, str] = {}
    for match in _NAME.finditer(text):
        words = [word.strip("’'") for word in match.group().split()]
        while words and (
            words[0].lower() in ROLE_NOUNS or words[0].lower() in {"the", "mr", "mrs", "dr", "on", "in", "russian"}
        ):
            words = words[1:]
        while len(words) > 2 and any(_known_thing(" ".join(words[:length])) for length in (1, 2)):
            words = words[1:]
        if len(words) >= 2:
            last = words[-1].removesuffix("’s").removesuffix("'s")
            found.setdefault(last, " ".join(words))
            found.setdefault(last.removeprefix("al-").removeprefix("Al-"), " ".join(words))
    return found


def _known_thing(name: str) -> bool:
    actor = actors.find(name)
    return actor is not None and actor.kind != "person"


def _note(memory: _Memory, text: str, place: int, name: str) -> None:
    """Remember a person named in passing, with the role words before the name ("Foreign Minister Sergey Lavrov")."""
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


def _speaker(
    phrase: Phrase, memory: _Memory, full_names: dict[str, str], place: int, parent: Speaker | None, *, quoted: bool
) -> Speaker:
    if phrase.kind == "pronoun":
        return _pronoun(phrase, memory, place, parent, quoted=quoted)
    if phrase.kind == "person":
        names = [_canonical_person(name, full_names) for name in phrase.names]
        return Speaker("; ".join(names), "person", phrase.gender, plural=len(names) > 1)
    if phrase.kind == "short":
        return _short(phrase.names[0], memory, full_names)
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
    for known in reversed(memory.named):
        if known.speaker.name and bare in known.speaker.name.split():
            return known.speaker
    return Speaker(bare, "person" if full is None else "organisation", confidence=0.7)


def _role(phrase: Phrase, memory: _Memory) -> Speaker:
    """The minister, the source, the group: whoever was given that role last; two that fit equally well are unclear."""
    words = {word.strip("’'()") for word in phrase.text.lower().split()} - {
        "the",
        "this",
        "that",
        "his",
        "her",
        "their",
        "its",
    }
    heads = {_singular(word) for word in words}
    if heads & _DOCUMENTS and not heads & _CALLED["organisation"]:
        issuer = next((known for known in reversed(memory.spoke) if known.speaker.kind in _ISSUERS), None)
        if issuer is not None:
            return issuer.speaker
    best: tuple[int, int, _Known] | None = None
    for line in (memory.spoke, memory.named):
        for number, known in enumerate(line):
            has = {_singular(word) for role in known.roles for word in role.split()}
            has |= _CALLED.get(known.speaker.kind or "", frozenset())
            if known.speaker.name:
                has |= {_singular(word) for word in known.speaker.name.lower().replace(_UNNAMED, "").split()}
            score = len(heads & has)
            if score and (best is None or (score, number) > best[:2]):
                best = (score, number, known)
        if best is not None:
            return best[2].speaker
    name = " ".join(
        word for word in phrase.text.split() if word.lower() not in {"the", "this", "that", "these", "those"}
    )
    if heads & {
        "ministry",
        "army",
        "government",
        "military",
        "council",
        "regime",
        "opposition",
        "police",
        "union",
        "coalition",
    }:
        return Speaker(_plain(name), "organisation", confidence=0.7)
    return Speaker(_UNNAMED + _plain(name), "anonymous", phrase.gender, plural=_is_plural(name), confidence=0.7)


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
        return parent  # Hassan said he is doubtful
    fits = [known for known in memory.spoke if place - known.place <= PRONOUN_REACH]
    if word in {"he", "she", "his", "him", "her"}:
        people = [k for k in fits if _could_be(k.speaker, phrase.gender)]
        named = [
            k for k in memory.named if place - k.place <= PRONOUN_REACH // 2 and _could_be(k.speaker, phrase.gender)
        ]
        if parent is not None and people and people[-1].speaker.name == parent.name and named:
            others = [k for k in named if k.speaker.name != parent.name]
            people = others or people
        chosen = people or named
        return chosen[-1].speaker if chosen else Speaker(None, None)
    if word in {"they", "their", "them"}:
        many = [k for k in fits if k.speaker.plural or k.speaker.kind in {"group", "organisation"}]
        plural = [k for k in many if k.speaker.plural]
        chosen = plural or many
        return chosen[-1].speaker if chosen else Speaker(None, None)
    things = [
        k
        for k in fits
        if k.speaker.kind in {"organisation", "outlet", "group"}
        and not (k.speaker.plural and k.speaker.kind != "group")
    ]
    return things[-1].speaker if things else Speaker(None, None)


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
