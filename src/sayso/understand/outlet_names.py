"""Which outlet some words of an article mean: a name in any wrapping, "the station", "this newspaper", "us"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sayso import data
from sayso.read import outlets as files
from sayso.understand import actors
from sayso.understand.words import word_set

#: A name holds at most so many words, and so many stand in front of it ("the semi-official Oster news agency").
_LONGEST, _WRAPPING = 6, 7
#: "The agency" is one of so many outlets spoken of last.
_REMEMBERED = 20
_TOKEN = re.compile(r"[^\s,;:()\[\]“”\"]+|[,;:()\[\]“”\"]")
_STOPS = frozenset(',;:()[]“”"')
#: What stands in front of an outlet's name and says what it is.
_WRAPPERS = word_set(
    """
    the a an its state-run state-owned government-run pro-government pro-opposition pro-rebel official semi-official
    independent private local state opposition rebel regional international online satellite daily weekly newspaper
    paper agency news newswire wire channel tv television radio broadcaster network station site website web portal
    magazine outlet media blog reporters correspondents journalists
    """
)
#: Nationalities and possessives, the apostrophe kept or lost: "Oster's", "Osterian", "Turkeys".
_WHOSE = re.compile(
    r"[A-Z][\w-]*(?:ian|ish|ese|ean|can|man|nch|tch|wiss|reek|i|ic|s|[’']s|-based|-language)$|U\.?[SK]\.?$|UAE$"
)
#: Outlets no file describes are known by how they are called.
_SHAPED_LAST = word_set(
    "news times post tv television radio herald tribune journal gazette magazine weekly telegraph chronicle newspaper"
)
_SHAPED_TWO = frozenset({"news agency", "press agency", "news network", "news service", "broadcasting corporation"})
_SHAPED_FIRST = frozenset({"Radio", "TV", "Channel", "Radyo"})
#: What an outlet is called on its next appearance → the kinds of outlet that can be meant (empty: any).
_NOUNS: dict[str, frozenset[str]] = {
    **dict.fromkeys(("agency", "newswire", "wire"), frozenset({"agency"})),
    **dict.fromkeys(
        ("station", "channel", "network", "broadcaster", "radio", "television", "programme", "program"),
        frozenset({"broadcaster", "state"}),
    ),
    **dict.fromkeys(("newspaper", "paper", "daily", "weekly"), frozenset({"newspaper", "state", "partisan", "party"})),
    **dict.fromkeys(("magazine", "outlet", "publication", "site", "website", "portal", "blog"), frozenset()),
}
_POINTED = re.compile(r"(?:the|that)\s(?:(?:news|same|state|private|satellite)\s){0,2}(\w+)\b", re.IGNORECASE)
#: "told Ana Lund of Harbour Radio"
_PERSON_OF = re.compile(r"(?:[A-Z][\w.’'-]*\s){1,4}(?:of|from|at|for)\s(?=[A-Zta])")
_OURSELVES = re.compile(
    r"(?:(?:[Tt]his|[Oo]ur)\s(?:[\w-]+\s){0,2}?(?:newspaper|paper|agency|website|site|station|channel|broadcaster|magazine|"
    r"reporters?|correspondents?|journalists?|writer|programme|program|show|podcast|newsroom|blog|portal|outlet)|"
    r"us|me)\b(?!-)"
)


@dataclass(slots=True)
class House:
    """Whose article it is, and which outlets it has spoken of so far.

    ``own`` is the article's outlet; ``credited`` the one agency its credit line names, which then is the "us" of the
    text. ``recent`` are outlets in the order of the text.
    """

    own: str | None = None
    credited: str | None = None
    recent: list[str] = field(default_factory=list)

    @property
    def ourselves(self) -> str | None:
        """Whom "us" and "this newspaper" mean."""
        return self.credited or self.own

    def heard(self, names: Iterable[str]) -> None:
        """Remember outlets that the article has just spoken of."""
        self.recent = [*self.recent, *names][-_REMEMBERED:]

    def pointed(self, noun: str) -> str | None:
        """Return the outlet that "the agency" or "the station" means: the latest that is one, else whose page it is."""
        kinds = _NOUNS[noun]
        for name in (*reversed(self.recent), self.credited, self.own):
            if name is not None and (not kinds or kind_of(name) in kinds):
                return name
        return None


@data.cached
def _kinds() -> dict[str, str]:
    return {outlet.name: outlet.kind for outlet in files.outlets()}


def kind_of(name: str) -> str | None:
    """Return the kind of an outlet by its canonical name (see docs/data-outlets.md); None for one without a file."""
    return _kinds().get(name)


def is_platform(name: str) -> bool:
    """Whether a name is that of a place where anybody publishes, known as an outlet by the actor files."""
    known = actors.find(name)
    return known is not None and known.kind == "outlet" and name not in _kinds()


def at(text: str, place: int, stop: int, house: House, *, quoted: bool = False) -> str | None:
    """Return the outlet that the words beginning at ``place`` mean, or None. No word from ``stop`` on is looked at.

    In speech (``quoted``), "us" and "this newspaper" are not the article's.
    """
    name = by_name(text, place, stop)
    if name is not None:
        return name
    person = _PERSON_OF.match(text, place, stop)
    if person:
        return by_name(text, person.end(), stop)
    ours = _OURSELVES.match(text, place, stop)
    if ours:
        return None if quoted else house.ourselves
    pointed = _POINTED.match(text, place, stop)
    if pointed and pointed.group(1).lower() in _NOUNS:
        return house.pointed(pointed.group(1).lower())
    return None


def by_name(text: str, place: int, stop: int) -> str | None:
    """Return the outlet that is named at ``place``, at most behind words that say what it is, or None."""
    words = list(_tokens(text, place, stop))
    wrapping = next((n for n, word in enumerate(words) if not _wraps(word)), len(words))
    for index in range(min(wrapping + 1, len(words))):
        name = _named(words[index:])
        if name is not None:
            return name
    first = next((n for n, word in enumerate(words) if word.lower() not in _WRAPPERS), 0)
    while first < len(words) - 2 and _WHOSE.match(words[first]):
        first += 1  # "the Osterian Harbour Radio": of where it is
    return _shaped(words[first:])


def _wraps(word: str) -> bool:
    return word.lower() in _WRAPPERS or _WHOSE.match(word) is not None


def before(text: str, place: int, start: int, house: House) -> str | None:
    """Return the outlet that the words ending at ``place`` mean; a verb of reporting may stand between.

    No word before ``start`` is looked at.
    """
    words = _BETWEEN.sub("", text[max(start, place - 100) : place].rstrip()).split()[-_LONGEST - 1 :]
    while words:
        for first in range(len(words)):
            name = _known(words[first:])
            if name is not None:
                return name
        if words[-1].lower() not in _WRAPPERS - {"the", "a", "an"} and words[-1].lower() not in _STAFF:
            break
        noun = words[-1].lower()
        if noun in _NOUNS and any(word.lower() == "the" for word in words[-3:-1]):
            return house.pointed(noun)
        words = words[:-1]
    return None


_BETWEEN = re.compile(
    r"[,\s]*(?:\b(?:has|had|have|also|later|earlier|who|which|was|is|as|report|reports|reported|said|says|wrote|writes|"
    r"on|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[,\s]*)*$"
)
_STAFF = word_set(
    """
    reporter reporters correspondent correspondents photographer photographers journalist journalists cameraman
    videographer crew team bureau editor witness reporting stringer
    """
)


def staff_of(text: str, start: int, end: int) -> str | None:
    """Return the outlet whose staff some words name ("an AFP photographer", "Harbour Radio correspondent"), or None."""
    if not any(word.strip(".,").lower() in _STAFF for word in text[start:end].split()):
        return None
    return by_name(text, start, end)


def exactly(words: str) -> str | None:
    """Return the outlet some words name and nothing else, or None."""
    return _known(words.split())


def within(text: str, start: int, stop: int) -> Iterator[str]:
    """Yield the outlets named between two places, from left to right."""
    words = list(_tokens(text, start, stop, most=60))
    index = 0
    while index < len(words):
        if words[index][:1].isupper() or words[index].startswith("al-"):
            for length in range(min(_LONGEST, len(words) - index), 0, -1):
                name = _known(words[index : index + length])
                if name is not None:
                    yield name
                    index += length - 1
                    break
        index += 1


def _tokens(text: str, place: int, stop: int, most: int = _LONGEST + _WRAPPING) -> Iterator[str]:
    """Words from ``place`` on; punctuation within a line is a word of its own."""
    for number, match in enumerate(_TOKEN.finditer(text, place, stop)):
        if number >= most or "\n" in text[place : match.start()]:
            return
        yield match.group()


def _named(words: Sequence[str]) -> str | None:
    """The outlet with a file whose name these words begin with, the longest."""
    if not (words[0][:1].isupper() or words[0].startswith("al-")):
        return None
    end = next((n for n, word in enumerate(words) if word in _STOPS), len(words))
    for length in range(min(_LONGEST, end), 0, -1):
        name = _known(words[:length])
        if name is not None:
            return name
    return None


def _known(words: Sequence[str]) -> str | None:
    while words and words[0] in {"the", "The", "a", "an"}:
        words = words[1:]
    if not words or not (words[0][:1].isupper() or words[0].startswith("al-")):
        return None
    name = " ".join(words)
    known = actors.outlets()
    found = known.get(actors.fold(name.rstrip(".,;:!?")))
    if found is None and name.endswith("s"):
        found = known.get(actors.fold(name[:-1]))  # a possessive whose apostrophe was lost
    return found


def _shaped(words: Sequence[str]) -> str | None:
    """An outlet without a file: "Oster Evening Herald", "Radio Oster"; at least two words, all with a capital."""
    run: list[str] = []
    for word in words[:_LONGEST]:
        if not word[:1].isupper() or word in _STOPS or word == "State":
            break
        run.append(re.sub(r"(?:[’']s?)?[.!?]*$", "", word))
        if word.endswith((".", "!", "?")):
            break
    for length in range(min(len(run), 5), 1, -1):
        name, last = " ".join(run[:length]), run[length - 1].lower()
        shaped = last in _SHAPED_LAST or f"{run[length - 2]} {last}".lower() in _SHAPED_TWO
        if (shaped or (run[0] in _SHAPED_FIRST and length == 2)) and actors.find(name) is None:
            return name
    return None
