"""What kind of speaker a source phrase names: a person by role and name, an organisation, a group, nobody known."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sayso.understand import actors
from sayso.understand.words import DETERMINERS, RELATIVES, ROLE_MODIFIERS, ROLE_NOUNS, is_name_like, word_set

_WORD = re.compile(r"[^\s,()\[\]“”\"]+")
_PARTICLES = word_set("al el bin ibn abu de von van der di da bint ul abd")
_ORGANISATIONS = word_set(
    """
    ministry department observatory army council committee commission agency organisation organization coalition
    party government union authority administration command center centre institute university association network
    foundation parliament court police office service forces force group front movement corps bureau society company
    directorate kremlin assembly league federation embassy mission fund board bank hospital media center helmets
    crescent cross defence defense presidency cabinet monitor regime opposition military brigade brigades battalion
    house staff heads
    """
)
_GROUPS = word_set(
    """
    rebels militants terrorists jihadists insurgents fighters militiamen militias extremists islamists forces troops
    gunmen separatists protesters kurds russians syrians turks americans iranians allies factions
    """
)
_ANONYMOUS = word_set(
    """
    source sources official officials witness witnesses eyewitness eyewitnesses resident residents activist
    activists medic medics doctor doctors diplomat diplomats analyst analysts expert experts observer observers
    villagers survivors survivor neighbours civilians refugees people locals man woman child worker workers
    volunteer volunteers rescuers soldier soldiers officer officers correspondent photographer reporter reporters
    journalist journalists critics aides aide lawmakers volunteers inhabitants nurse teacher spokesman spokeswoman
    spokesperson student commander relative report reports media mother father brother somebody someone many others
    some one another few press lawyer farmer driver fisherman
    """
)
_FEMALE = word_set("spokeswoman chairwoman congresswoman mrs ms miss queen actress woman mother wife sister girl lady")
_MALE = word_set("spokesman chairman congressman mr sir king prince lord sheikh imam man father husband brother boy")
_TITLES = word_set(
    """
    mr mrs ms dr sir lord lady president minister general gen colonel col major maj captain lieutenant lt sergeant
    brigadier admiral commander secretary chancellor king queen prince sheikh imam ayatollah sayyed governor senator
    sen rep mayor ambassador envoy judge professor prof chairman chairwoman director pope premier prime vice deputy
    spokesman spokeswoman spokesperson chief analyst activist director leader head official resident correspondent
    editor representative
    """
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A source phrase taken apart. ``names`` are the names in it (two for joint speakers), ``roles`` its role words."""

    kind: str  # person | organisation | group | outlet | anonymous | pronoun | role
    names: tuple[str, ...]
    roles: frozenset[str]
    definite: bool
    gender: str | None
    text: str


_OFFICES = word_set(
    "member head director president vice-president spokesman spokeswoman chairman commander leader chief"
)
_VAGUE = word_set("monitor monitors group groups agency agencies organisation organisations organization watchdog team")
PRONOUNS = word_set("he she they it we i you his her their its him them us me our my who")


def analyse(text: str) -> Phrase:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    """Take a source phrase apart. Never raises; a phrase nothing is known of is told by its head noun and capitals."""
    text = " ".join(text.split())
    words = [word.strip("’'") if len(word) > 1 else word for word in _WORD.findall(text)]
    lower = [word.lower() for word in words]
    if len(words) == 3 and lower[1:] in (["of", "them"], ["of", "us"]):
        return Phrase("anonymous", (" ".join(lower),), frozenset(), False, None, text)
    if not words:
        return Phrase("anonymous", (), frozenset(), False, None, text)
    if len(words) == 1 and lower[0] in PRONOUNS:
        gender = {"he": "m", "his": "m", "him": "m", "she": "f", "her": "f"}.get(lower[0])
        return Phrase("pronoun", (), frozenset(), True, gender, lower[0])
    roles = frozenset(word for word in lower if word in ROLE_NOUNS or word in _TITLES)
    gender = "f" if _FEMALE & set(lower) else "m" if _MALE & set(lower) else None
    definite = lower[0] in {"the", "this", "that", "these", "those", "his", "her", "their", "its"}
    head = _head(text)
    known = actors.find(text) or actors.find(head)
    if known is not None:
        return Phrase(known.kind, (known.name,), roles | set(known.roles), definite, gender or known.gender, text)
    outlet = actors.outlet(head)
    if outlet is not None and not ({"photographer", "correspondent"} & set(lower)):
        return Phrase("outlet", (outlet,), roles, definite, None, text)
    apposed = _apposed(text, head)
    if apposed is not None:
        called = frozenset(word.lower().strip("’'") for word in head.split() if word[0].islower())
        return Phrase("person", (apposed,), roles | called, definite, gender, text)
    described = actors.within(head)
    if described is not None and described.kind != "person":
        return Phrase(described.kind, (described.name,), roles | set(described.roles), definite, None, text)
    broadcaster = _state_media(head)
    if broadcaster:
        return Phrase("outlet", (broadcaster,), roles, definite, None, text)
    joint = _joint(head)
    if joint:
        return Phrase("person", joint, roles, definite, None, text)
    last = actors.suffix(head)
    if last is not None and (last.kind == "person" or len(head.split()) > 4):
        return Phrase(last.kind, (last.name,), roles | set(last.roles), definite, gender or last.gender, text)
    person = _person(head)
    if person:
        return Phrase("person", (person,), roles, definite, gender, text)
    kind, name = _other(head, definite=definite)
    return Phrase(kind, (name,) if name else (), roles, definite, gender, text)


def _head(text: str) -> str:
    """The phrase without its apposition, relative clause and brackets."""
    cut = re.split(r",|\(|\[| – | — ", text, maxsplit=1)[0].strip()
    words = cut.split()
    for number, word in enumerate(words):
        behind_name = number and words[number - 1][0].isupper() and word in {"a", "an"}
        if number and (word.lower() in RELATIVES or behind_name):
            return " ".join(words[:number])
    return cut or text


def _apposed(text: str, head: str) -> str | None:
    """The person named behind a role: the surgeon, Dr Edda Voss."""
    rest = text[len(head) :].lstrip()
    if not rest.startswith(","):
        return None
    noun = {word.lower().strip("’'") for word in head.split()}
    if not noun & (ROLE_NOUNS | _TITLES | _ANONYMOUS) and head.split(maxsplit=1)[0].lower() not in DETERMINERS:
        return None
    part = rest[1:].partition(",")[0].strip()
    return _person(part) if part[:1].isupper() else None


def is_common(word: str) -> bool:
    """Whether a lower-case word is a common noun or modifier of unnamed sources, so that its capital meant nothing."""
    return word in _ANONYMOUS or word in _GROUPS or word in ROLE_NOUNS or word in _COMMON


_COMMON = word_set("local several many some other two three one military medical security senior unnamed eye")


def is_one_person(name: str) -> bool:
    """Whether the name of an unnamed speaker speaks of one person ("unnamed: medical source at …")."""
    words = name.removeprefix("unnamed: ").lower().split()
    cut = next(
        (n for n, word in enumerate(words) if n and word in {"of", "at", "in", "for", "from", "with", "to"}), len(words)
    )
    noun = words[cut - 1] if words else ""
    return noun in _ANONYMOUS and not noun.endswith("s") and noun not in _NO_ONE


_NO_ONE = word_set("people media press report many some one others few men women")
_STATE_MEDIA = re.compile(
    r"(?:^|\s)(?P<name>(?:[A-Z]\w+\s)?(?:state|state-run|state-owned|official|pro-\w+|local|opposition)[ -](?:run )?"
    r"(?:media|television|TV|news agency|radio|broadcaster|newspaper))$"
)


def _state_media(head: str) -> str | None:
    """Media named by whose they are: "Veskaran state television"."""
    match = _STATE_MEDIA.search(head)
    return match["name"] if match and match.start() <= 4 else None


def _joint(head: str) -> tuple[str, ...]:
    """Two named people joined by "and": both."""
    parts = re.split(r" and ", head)
    if len(parts) != 2:
        return ()
    people = tuple(_person(part) or "" for part in parts)
    return people if all(people) else ()


def _person(head: str) -> str | None:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    """The name at the end of "Defence Ministry spokeswoman Ana Lund", or a name standing alone."""
    words = [word.strip("“”\"'‘’") for word in head.split()]
    words = [word[:-1] if word[:-1].lower() in _TITLES else word for word in words if word]  # Dr. is Dr
    start = len(words)
    while start > 0 and (_named(words[start - 1]) or (words[start - 1].lower() in _PARTICLES and start < len(words))):
        if (
            words[start - 1].lower() in _TITLES | ROLE_NOUNS | _ORGANISATIONS
            and words[start - 1].lower() not in _PARTICLES
        ):
            break
        start -= 1
    name = words[start:]
    if name and name[-1].lower() in {"de", "of"}:
        return None
    before = words[start - 1].lower() if start else None
    if not name:
        # Ana Lund Executive Director of the Harbour Board …: the name comes first where commas were lost.
        return _leading_name(words)
    if any(word.lower() in _ORGANISATIONS for word in words[start:]):
        return None
    if before is None or before in {"the", "a", "an"}:
        full = " ".join(name)
        return full if 2 <= len(name) <= 4 and before is None and not full.isupper() else None
    if before in _TITLES or (before in ROLE_NOUNS and before not in _ORGANISATIONS) or before in _ANONYMOUS:
        while len(name) > 1 and name[0].lower() in _TITLES:
            name = name[1:]
        return " ".join(name) if len(name) <= 5 else None
    office = words[1:] if words[0].lower() in DETERMINERS else words
    if before in _ORGANISATIONS and office[0].lower() in _OFFICES and 2 <= len(name) <= 4:
        return " ".join(name)  # Member of the Tidal Coalition Hussein Albus
    return _leading_name(words)


def _leading_name(words: list[str]) -> str | None:
    """The name in "Jan Egge the senior envoy", in texts that lost the comma behind it."""
    end = 0
    while end < len(words) and _named(words[end]) and words[end].lower() not in _TITLES | ROLE_NOUNS | _ORGANISATIONS:
        end += 1
    name = words[:end]
    if name and name[0].lower() in DETERMINERS:
        return None
    if name and name[-1].lower() in {"executive", "chief", "deputy", "foreign", "defence", "prime", "senior"}:
        name = name[:-1]
    if not 2 <= len(name) <= 4 or end >= len(words):
        return None
    if end + 1 == len(words) and words[end].islower():
        return None  # "Harbour Watch officials": the capitals tell whose they are
    rest = {word.lower() for word in words[end:]}
    opens = words[end].lower() in _TITLES | ROLE_NOUNS | ROLE_MODIFIERS | {"the", "a", "an"}
    return " ".join(name) if opens and rest & (_TITLES | ROLE_NOUNS) else None


def _named(word: str) -> bool:
    return is_name_like(word) and any(char.isalpha() for char in word)


#: Adjectives between a noun and its preposition: sources *close* to the militia.
_TIED = word_set("close near familiar loyal linked allied opposed affiliated")
#: What a medium that no file knows is called by, if the word is part of a name: Harbour Radio.
_MEDIA = word_set("radio television tv newspaper channel news")


def _other(head: str, *, definite: bool) -> tuple[str, str | None]:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    """Kind and name of a phrase that names no known actor and no person."""
    words = head.split()
    while len(words) > 1 and words[0].lower() in DETERMINERS:
        words = words[1:]
    plain = " ".join(words)
    lower = [word.lower().strip("’'") for word in words]
    # The head noun stands before the first preposition: "a source at Oster Police Command".
    cut = next(
        (n for n, word in enumerate(lower) if n and word in {"of", "at", "in", "for", "from", "with", "to"}), len(lower)
    )
    while cut > 1 and lower[cut - 1] in _TIED:
        cut -= 1
    noun = lower[cut - 1]
    capitals = sum(1 for word in words[:cut] if word[0].isupper() and not word.lower().endswith("-based"))
    if noun in _ANONYMOUS and not (capitals == cut and cut > 1):
        return ("role" if definite else "anonymous"), plain
    if noun in _VAGUE and capitals == 0 and not definite:
        return "anonymous", plain  # "a monitoring group said": which one is left open
    if noun in _GROUPS:
        return "group", plain
    if capitals == cut == len(words) > 1 and _MEDIA & set(lower):
        return "outlet", plain
    if noun in _ORGANISATIONS or any(word in _ORGANISATIONS for word in lower):
        if definite and capitals == 0:
            return "role", plain
        return "organisation", plain
    if noun in ROLE_NOUNS or noun in _TITLES:
        return ("role" if definite else "anonymous"), plain
    if cut == 1 and words[0][0].isupper() and len(words) == 1:
        return "short", plain
    if capitals:
        return ("person" if capitals == len(words) and 2 <= len(words) <= 3 and not definite else "organisation"), plain
    return ("role" if definite else "anonymous"), plain
