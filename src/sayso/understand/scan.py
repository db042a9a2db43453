"""Names found without a learned reader: known actors and nationalities among an article's runs of capitals."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from sayso import data
from sayso.understand import actors, titles
from sayso.understand.peoples import Nationality, nationality

#: The article of Arabic names, as it is bent before some consonants: al-, el-, ez-, ash-.
_ARTICLE = r"(?:[Aa][ldnrstz]|[Aa]sh|[Ee][lrsz])-"
#: Begins with a set of letters, which the engine looks for at full speed; what an article adds in front is added later.
_RUN = re.compile(
    r"[A-Z][\w’'.-]*"
    rf"(?:[ \xa0](?:(?:of|for|al|de|bin|ibn|the|and)[ \xa0])?(?:[A-Z][\w’'-]*|{_ARTICLE}\w+))*"
)
_ARTICLE_BEFORE = re.compile(rf"(?<!\w){_ARTICLE}$")
_WORD = re.compile(r"\S+")
#: What is tied to a name by a hyphen and says how something else stands to it: OLF-held.
_TIED = re.compile(r"-(?:linked|led|backed|held|based|run|controlled|affiliated|allied|dominated|inspired|supported)$")
#: No run of capitals is longer than this in words; what is, is a headline or a table, and its rest is not looked at.
MAX_RUN = 60
#: A possessive that lost its apostrophe ("Osters") is believed from so many letters on.
MIN_POSSESSIVE = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A name in an article: offsets into its text, and the actor or the nationality it is."""

    start: int
    end: int
    what: actors.Actor | Nationality


def scan(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the known names between two offsets in order, the longest from the left; they overlap nothing."""
    look = _look_up()
    for match in _RUN.finditer(text, start, end):
        begin = match.start()
        if begin > start and text[begin - 1] == "-":
            article = _ARTICLE_BEFORE.search(text, max(start, begin - 4), begin)
            begin = article.start() if article is not None else begin
        for left, right, what in look(text[begin : match.end()]):
            yield Found(begin + left, begin + right, what)


@data.cached
def _look_up() -> Callable[[str], tuple[tuple[int, int, actors.Actor | Nationality], ...]]:
    """Return ``_in_run`` with a memory: news repeats its names, and most runs were met before."""
    return lru_cache(maxsize=65536)(_in_run)


def _in_run(run: str) -> tuple[tuple[int, int, actors.Actor | Nationality], ...]:
    """The known names of one run of capitals: where in the run, and what."""
    words = [match.span() for match in _WORD.finditer(run)][:MAX_RUN]
    found = []
    index = 0
    while index < len(words):
        actor = _actor_at(run, words, index)
        if actor is not None:
            found.append(actor[0])
            index = actor[1]
            continue
        people = _nationality_at(run, words, index)
        if people is not None:
            found.append(people)
        index += 1
    return tuple((one.start, one.end, one.what) for one in found)


def _actor_at(text: str, words: list[tuple[int, int]], index: int) -> tuple[Found, int] | None:
    """The longest known name that begins with a word, and the number of the word behind it."""
    left = words[index][0]
    longest = actors.longest_from(text[slice(*words[index])])
    for last in range(min(len(words), index + longest), index, -1):
        right = words[last - 1][1]
        while right > left and text[right - 1] in ".,'’":
            right -= 1
        name = text[left:right]
        actor = actors.find(name) or _possessive(name)
        if actor is None:
            tied = _TIED.search(name)
            actor, right = (actors.find(name[: tied.start()]), left + tied.start()) if tied else (None, right)
        if actor is not None:
            words_left = text.find(" ", left, right) + 1 if name[:4] == "The " else left
            return Found(words_left, right, actor), last
    return None


def _possessive(name: str) -> actors.Actor | None:
    """Whom a name means whose apostrophe was lost: one public data set lost them all."""
    bare = name[:-1]
    if not name.endswith("s") or not (len(name) >= MIN_POSSESSIVE or bare.isupper()):
        return None
    return actors.find(bare)


def _nationality_at(text: str, words: list[tuple[int, int]], index: int) -> Found | None:
    """A nationality that stands by itself, and not as part of some longer name ("Osterian Youth League")."""
    left, right = words[index]
    while right > left and text[right - 1] in ".,'’":
        right -= 1
    tied = _TIED.search(text, left, right)
    if tied is not None:
        right = tied.start()  # Osterian-backed
    what = nationality(text[left:right].removesuffix("’s").removesuffix("'s"))
    if what is not None and tied is not None:
        return Found(left, right, what)
    if what is None:
        return None
    if index + 1 < len(words):
        behind = text[slice(*words[index + 1])].strip(".,'’")
        apart = (
            words[index][1] != right  # a full stop parts them
            or not behind[:1].isupper()
            or titles.opens(behind)
            or nationality(behind) is not None
            or _actor_at(text, words, index + 1) is not None
        )
        if not apart:
            return None
    return Found(left, right, what)
