"""What kind of speaker a source phrase names: a person by role and name, an organisation, a group, nobody known.

Phrases are cut tight by one reader and come whole from another (with appositions and relative clauses, as PolNeAR
annotates them), so a phrase is taken apart first: the head stands before everything that only describes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from sayso import data
from sayso.understand import actors, nations
from sayso.understand.people import joint_people, person
from sayso.understand.phrase_parts import Phrase, Source, before_clause, noun_of, taken_apart, without_time
from sayso.understand.phrase_words import (
    ANONYMOUS,
    DOCUMENTS,
    FEMALE,
    GROUPS,
    MALE,
    MEDIA,
    NO_ONE,
    ORGANISATIONS,
    PREPOSITIONS,
    PRONOUNS,
    TIED,
    TITLES,
    VAGUE,
    is_common,
    is_plural,
)
from sayso.understand.words import DETERMINERS, RELATIVES, ROLE_NOUNS, is_verbish

__all__ = ["PRONOUNS", "Phrase", "analyse", "is_common", "is_one_person"]

#: So many phrases are kept at hand, about 20 MB.
MAX_KEPT = 20_000
#: No phrase is read further than this, in characters: what is longer is a sentence.
MAX_PHRASE = 600
_WORD = re.compile(r"[^\s,()\[\]“”\"]+")
_STATE_MEDIA = re.compile(
    r"(?:^|\s)(?P<name>(?:[A-Z]\w+\s)?(?:state|state-run|state-owned|official|pro-\w+|local|opposition)[ -](?:run )?"
    r"(?:media|television|TV|news agency|radio|broadcaster|newspaper))$"
)
_CALLED = re.compile(r"\b(?:named|called|nicknamed|identified (?:only )?as|known (?:only )?as)\s(.+)$")
#: Who a paper comes from stands behind it: "a report by", "information handed over … by".
_ISSUED = re.compile(
    r"^(?:\s(?:released|issued|published|carried|posted|made|handed|provided|compiled|conducted|quoted|put out|sent)\b"
    r".{0,80}?)?\s(?:by|from|of)\s(.+)$"
)


def analyse(text: str, people: Sequence[str] = ()) -> Phrase:
    """Take a source phrase apart. Never raises; a phrase nothing is known of is told by its head noun and capitals.

    ``people`` are the people's names in the phrase, where a reader has marked them.
    """
    kept, key = _kept(), (text, *people)
    phrase = kept.get(key)
    if phrase is None:
        if len(kept) >= MAX_KEPT:
            kept.clear()
        phrase = kept[key] = _analysed(text, people)
    return phrase


@data.cached
def _kept() -> dict[tuple[str, ...], Phrase]:
    """Return the phrases taken apart so far: a few hundred ("he", "the ministry") make up most of any pile of news."""
    return {}


def _analysed(text: str, people: Sequence[str]) -> Phrase:
    text = without_time(" ".join(text[:MAX_PHRASE].split()))
    words = [word.strip("’'") if len(word) > 1 else word for word in _WORD.findall(text)]
    words = [word for word in words if word]
    if not words:
        return Phrase("anonymous", (), frozenset(), False, None, text)
    head, rest = taken_apart(text)
    source = Source(text, head, words, [word.lower() for word in words], tuple(people), rest=rest)
    lower = before_clause(source.lower)
    source.roles = frozenset(word for word in lower if word in ROLE_NOUNS or word in TITLES)
    source.gender = "f" if FEMALE & set(lower) else "m" if MALE & set(lower) else None
    source.definite = lower[0] in {"the", "this", "that", "these", "those", "his", "her", "their", "its"}
    for rule in _RULES:
        phrase = rule(source)
        if phrase is not None:
            return phrase
    return _bynoun_of(source)


# The rules, in order: the first that fits decides ---------------------------------------------------------------------


def _some_of_them(source: Source) -> Phrase | None:
    if len(source.words) == 3 and source.lower[1:] in (["of", "them"], ["of", "us"]):
        return source.made("anonymous", " ".join(source.lower))
    return None


def _pronoun(source: Source) -> Phrase | None:
    if len(source.words) != 1 or source.lower[0] not in PRONOUNS:
        return None
    word = source.lower[0]
    gender = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}.get(word)
    return Phrase("pronoun", (), frozenset(), True, gender, word, word)


def _called(source: Source) -> Phrase | None:
    """ "A witness named Mia"."""
    match = _CALLED.search(source.text)
    if match is None or not match[1][0].isupper():
        return None
    name = []
    for word in match[1].split():
        if not word[0].isupper() and not word.lower().startswith("al-"):
            break
        name.append(word.strip(",.“”\"'‘’"))
        if word.endswith(","):
            break
    before = {word.lower() for word in source.text[: match.start()].split()}
    kind = "person" if before & (ROLE_NOUNS | TITLES | ANONYMOUS) and not before & ORGANISATIONS - TITLES else None
    return source.made(kind, " ".join(name)) if kind and len(name) <= 4 else None


def _paper_of(source: Source) -> Phrase | None:
    """A paper speaks for whoever issued it: "a report by the Harbour Watch", "a General Staff statement"."""
    place = _paper(source)
    if place is None:
        return None
    words = source.text.split()
    noun = words[place].lower()
    issued = _ISSUED.match(" " + " ".join(words[place + 1 :]))
    if issued is not None and (issued[1][0].isupper() or issued[1].split()[0].lower() in DETERMINERS):
        return _with_roles(analyse(issued[1], source.people), noun)
    before = words[1:place] if words[0].lower() in DETERMINERS else words[:place]
    if not before or not (before[0][0].isupper() or ("-" in before[0] and before[-1][0].isupper())):
        return None
    outlet = actors.outlet(source.head)
    if outlet is not None:
        return _with_roles(source.made("outlet", outlet), noun)
    return _with_roles(analyse(" ".join(before)), noun)


def _paper_alone(source: Source) -> Phrase | None:
    """A paper that does not tell who issued it: "the statement", "a report"."""
    place = _paper(source)
    if place is None or not (
        source.definite or place == 0 or source.text.split()[place].lower() in {"report", "statement"}
    ):
        return None
    words = source.text.split()
    plain = " ".join(words[1:] if words[0].lower() in DETERMINERS else words)
    return replace(source.made("document", plain), head=words[place].lower().strip(","))


def _paper(source: Source) -> int | None:
    """Where the word for a paper stands that is the head of a phrase."""
    words = [word.lower().strip(",") for word in source.text.split()]
    place = next((n for n, word in enumerate(words[:8]) if word in DOCUMENTS), None)
    if place is None or any(word in PREPOSITIONS for word in words[:place]):
        return None
    behind = words[place + 1] if place + 1 < len(words) else "of"
    return place if behind in PREPOSITIONS | RELATIVES or is_verbish(behind) else None


def _with_roles(phrase: Phrase, noun: str) -> Phrase:
    return replace(phrase, roles=phrase.roles | {noun})


def _known_whole(source: Source) -> Phrase | None:
    known = actors.find(source.text) or (actors.find(source.head) if source.head != source.text else None)
    if known is None:
        return None
    if known.kind == "place":
        return source.made("short", known.name)  # a place that speaks: a capital, or whoever governs there
    return source.made(known.kind, known.name, roles=known.roles, gender=known.gender)


def _outlet(source: Source) -> Phrase | None:
    outlet = actors.outlet(source.head)
    if outlet is not None and not ({"photographer", "correspondent", "journalist"} & set(source.lower)):
        return source.made("outlet", outlet)
    return None


def _joint(source: Source) -> Phrase | None:
    """Several who speak together: known ones in a row, or two named on both sides of "and"."""
    row = _known_row(source.text)
    if len(row) > 1:
        return replace(source.made("joint"), parts=tuple(row))
    people = joint_people(source.head)
    if people:
        return source.made("person", *people)
    parts = source.head.split(" and ")
    if len(parts) != 2 or not all(parts):
        return None
    if any(actors.find(part) for part in parts):
        return replace(source.made("joint"), parts=tuple(analyse(part) for part in parts))
    left, right = analyse(parts[0]), analyse(parts[1])
    if left.kind == "person" and " " in left.names[0] and right.kind == "anonymous" and right.plural:
        return replace(source.made("joint"), parts=(left, right))
    return None


def _known_row(text: str) -> list[Phrase]:
    """Known actors one behind the other, with nothing between them but commas and "and"."""
    words = [word for word in text.replace(",", " ").split() if word not in {"and", "the", "The"}]
    if not 1 < len(words) <= 24 or not all(word[0].isupper() or word[0] == "a" for word in words):
        return []
    found: list[Phrase] = []
    at = 0
    while at < len(words):
        for length in range(min(6, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            actor = actors.find(name)
            if actor is not None:
                lower = frozenset(name.lower().split())
                found.append(
                    Phrase(
                        actor.kind, (actor.name,), frozenset(actor.roles), False, actor.gender, name, described=lower
                    )
                )
                at += length
                break
        else:
            return []
    return found


def _apposed(source: Source) -> Phrase | None:
    """Somebody named behind a role: "the surgeon, Dr Edda Voss", "rescue workers the Harbour Guard"."""
    if not source.rest:
        return None
    noun = {word.lower().strip("’'") for word in source.head.split()}
    nameless = not any(word[0].isupper() for word in source.head.split()[1:])
    role = bool(noun & (ROLE_NOUNS | TITLES | ANONYMOUS)) or source.head.split(maxsplit=1)[0].lower() in DETERMINERS
    if nameless and source.head.islower() and not role:
        role = True  # words of the clause before, where a comma was lost: "after the strike the Harbour Guard"
    if not role or (actors.find(source.head) is not None):
        return None
    for part in source.rest[:2]:
        if part[:1].isupper() and not part.lower().startswith("the "):
            name = person(part, source.people)
            if name:
                return source.made("person", name, roles=[word for word in noun if word.islower()])
        if nameless or noun & (ANONYMOUS | GROUPS):
            known = actors.find(part)
            if known is not None or (
                part.lower().startswith("the ") and len(part.split()) > 2 and part.split()[1][0].isupper()
            ):
                inner = analyse(part)
                if inner.kind in {"organisation", "group", "outlet", "person"} and inner.names:
                    return replace(inner, roles=inner.roles | source.roles, described=frozenset(source.lower))
    return None


def _described(source: Source) -> Phrase | None:
    if not any(word[0].isupper() for word in source.head.split()[1:]) and not source.head[0].isupper():
        return None
    known = actors.within(source.head)
    if known is not None and known.kind != "person":
        return source.made(known.kind, known.name, roles=known.roles)
    return None


def _national(source: Source) -> Phrase | None:
    """A nation's body: "Veskara's military", "the defence ministry in Port Averil"; without a nation it stays open."""
    parted = nations.split(source.head)
    if parted is None:
        return None
    nation, words = parted
    named = nations.named(nation, words)
    if named is None:
        return None
    name, kind = named
    made = source.made(kind, name, roles=words.lower().split())
    if nation is None:
        made = replace(made, kind="body", names=(words, kind))
    return made


def _national_last(source: Source) -> Phrase | None:
    """A nation's body at the end of words that lost their comma: "after the incident Veskaran state media"."""
    words = source.head.split()
    if noun_of(source.head) != words[-1].lower() or len(words) < 3:
        return None
    for length in range(min(5, len(words) - 1), 1, -1):
        tail = words[-length:]
        if words[-length - 1].lower() in PREPOSITIONS:
            return None
        if nations.leading(tail) is not None or tail[0] in {"state", "official"}:
            parted = nations.split(" ".join(tail))
            if parted is not None:
                return _national(replace(source, head=" ".join(tail)))
    return None


def _state_media(source: Source) -> Phrase | None:
    match = _STATE_MEDIA.search(source.head)
    return source.made("outlet", match["name"]) if match and match.start() <= 4 else None


def _known_last(source: Source) -> Phrase | None:
    last = actors.suffix(source.head)
    if last is not None and (last.kind == "person" or len(source.head.split()) > 4):
        return source.made(last.kind, last.name, roles=last.roles, gender=last.gender)
    return None


def _person(source: Source) -> Phrase | None:
    name = person(source.head, source.people)
    return source.made("person", name) if name else None


_RULES: tuple[Callable[[Source], Phrase | None], ...] = (
    _some_of_them,
    _pronoun,
    _called,
    _known_whole,
    _paper_of,
    _paper_alone,
    _outlet,
    _joint,
    _apposed,
    _described,
    _national,
    _national_last,
    _state_media,
    _known_last,
    _person,
)


def _bynoun_of(source: Source) -> Phrase:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    """The phrase of somebody who is neither known nor a person named: its head noun and capitals tell."""
    words = source.head.split()
    while len(words) > 1 and words[0].lower() in DETERMINERS:
        words = words[1:]
    plain = " ".join(words)
    lower = [word.lower().strip("’'") for word in words]
    # The head noun stands before the first preposition: "a source at Oster Police Command".
    cut = next((n for n, word in enumerate(lower) if n and word in PREPOSITIONS), len(lower))
    while cut > 1 and lower[cut - 1] in TIED:
        cut -= 1
    noun = lower[cut - 1]
    capitals = sum(1 for word in words[:cut] if word[0].isupper() and not word.lower().endswith("-based"))
    nameless = source.made("role" if source.definite else "anonymous", plain)
    if noun in ANONYMOUS and not (capitals == cut and cut > 1):
        return nameless
    if source.definite and noun in (TITLES | ROLE_NOUNS) - ORGANISATIONS - DOCUMENTS:
        return nameless  # "the Observatory director"
    if noun in VAGUE and capitals == 0 and not source.definite:
        return source.made("anonymous", plain)  # "a monitoring group said": which one is left open
    if noun in GROUPS:
        return source.made("group", plain)
    if capitals == cut == len(words) > 1 and MEDIA & set(lower):
        return source.made("outlet", plain)
    if noun in ORGANISATIONS or any(word in ORGANISATIONS for word in lower[:cut]):
        return source.made("role" if source.definite and capitals == 0 else "organisation", plain)
    if noun in ROLE_NOUNS or noun in TITLES or (source.definite and noun in MEDIA):
        return nameless
    if cut == 1 and words[0][0].isupper() and len(words) == 1:
        return source.made("short", plain)
    if capitals and noun[:1].isalpha() and not (words[cut - 1].islower() and is_plural(noun)):
        named = capitals == len(words) and 2 <= len(words) <= 3 and not source.definite
        return source.made("person" if named else "organisation", plain)
    return nameless


def is_one_person(name: str) -> bool:
    """Whether the name of an unnamed speaker speaks of one person ("unnamed: medical source at …")."""
    noun = noun_of(name.removeprefix("unnamed: "))
    return noun in ANONYMOUS and not is_plural(noun) and noun not in DOCUMENTS | NO_ONE
