"""Known actors and outlets by the names they go by, out of the data files."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from sayso import data
from sayso.understand.actor_files import KINDS, Actor, actor, check_succession
from sayso.understand.actor_files import outlet as outlet_actor
from sayso.understand.words import word_set

__all__ = ["KINDS", "Actor", "find", "fold", "known", "longest_from", "named", "outlet", "outlets", "suffix", "within"]

#: No name is longer, in characters: what is longer is rubbish, and not worth folding.
MAX_NAME = 200


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return a name without what differs from page to page: accents, apostrophes, hyphens, "the", capitals.

    Capitals of short names count ("US" is not "us", "WHO" not "who"), so names of up to four letters keep them.
    """
    plain = name
    if not name.isascii():
        plain = unicodedata.normalize("NFKD", name)
        plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = plain.replace("’", "'").replace("‘", "'").replace("ʼ", "'").strip(" '\".,()[]")
    plain = plain.removesuffix("'s").removesuffix("'")
    for article in ("the ", "The "):
        plain = plain.removeprefix(article)
    folded = " ".join(plain.split())
    return folded if len(folded) <= 4 else folded.replace("-", " ").casefold()


@data.cached
def named() -> dict[str, Actor]:
    """Return the actors of the actor files by their canonical name; raises DataError for an unusable file."""
    by_file = {
        f"data/actors/{file}.yaml": actor(f"data/actors/{file}.yaml", content) for file, content in data.load("actors")
    }
    check_succession(by_file)
    return {one.name: one for one in by_file.values()}


@data.cached
def known() -> dict[str, Actor]:
    """Return actors by every folded name they go by. On a clash the first file in order wins, actors before outlets."""
    found: dict[str, Actor] = {}
    publishers = [outlet_actor(f"data/outlets/{file}.yaml", content) for file, content in data.load("outlets")]
    for one in (*named().values(), *publishers):
        for name in one.names:
            found.setdefault(fold(name), one)
    return found


def find(name: str) -> Actor | None:
    """Return the actor a name is known to mean, or None."""
    return known().get(fold(name)) if len(name) <= MAX_NAME else None


@data.cached
def _longest() -> dict[str, int]:
    """Return, by the first word of known names, how many words the longest of them has."""
    found: dict[str, int] = {}
    for name in known():
        words = name.casefold().split()
        if words:
            found[words[0]] = max(found.get(words[0], 0), len(words))
    return found


def longest_from(word: str) -> int:
    """Return how many words a known name that begins with this word may have: 0 for most words of a text.

    A hyphen counts as the space it may be written as. An article in front and a lost apostrophe are allowed for.
    """
    folded = fold(word).casefold().replace("-", " ").partition(" ")[0]
    longest = _longest()
    if folded == "the":
        return max(longest.values(), default=0) + 1
    return longest.get(folded) or longest.get(folded.removesuffix("s"), 0)


def suffix(name: str) -> Actor | None:
    """Return who is named by the last words of a phrase ("…of the Harbour Watch Ana Lund"), longest first; no place.

    None when a preposition ties those words to what stands before them ("a resident of Oster").
    """
    words = name.split()
    for length in range(min(len(words) - 1, 6), 0, -1):
        one = find(" ".join(words[-length:]))
        if one is not None and one.kind != "place" and words[-length][0].isupper() | words[-length].startswith("al-"):
            before = [word.lower() for word in words[:-length]]
            while before and before[-1] == "the":
                before = before[:-1]
            return None if before and before[-1] in _TIES else one
    return None


def within(name: str) -> Actor | None:
    """Return the actor, no place, that a phrase names together with words that only describe it, or None.

    "The Oster-based Harbour Watch monitor", "a Coast Guard statement".
    """
    words = [word.strip("(),") for word in name.split()]
    for length in range(min(len(words), 8), 0, -1):
        for start in range(len(words) - length + 1):
            one = find(" ".join(words[start : start + length]))
            if one is None or one.kind == "place":  # a place in a phrase tells where, not who
                continue
            rest = [word.lower() for word in (*words[:start], *words[start + length :]) if word]
            if all(word in _DESCRIBING or word.endswith("-based") or fold(word) in known() for word in rest):
                return one
    return None


_TIES = word_set("of in from for to at with by against near and on over into")
_DESCRIBING = word_set(
    """
    the a an so-called state semi-official group monitor monitors monitoring organisation organization statement
    report reports estimates war activist watchdog agency news network website state-run its data figures jihadist
    terrorist militant movement force forces military alliance coalition itself also
    """
)


@data.cached
def outlets() -> dict[str, str]:
    """Return canonical outlet names by every folded name they go by."""
    return {folded: one.name for folded, one in known().items() if one.kind == "outlet"}


def outlet(name: str) -> str | None:
    """Return the canonical name of the outlet a phrase names, also with a service noun behind it, or None.

    "Reuters' Arabic service", "a Reuters report", "Reuters reporter", "A Reuters photographer" name an outlet.
    """
    words = name.replace("’", "'").split()
    while words and words[0].lower() in {"the", "a", "an", "state-run", "semi-official", "official", "independent"}:
        words = words[1:]
    if not words or not (words[0][0].isupper() or words[0].startswith("al-")):
        return None  # "independent humanitarian organisations" are no newspaper
    known_outlets = outlets()
    for length in range(min(len(words), 6), 0, -1):
        canonical = known_outlets.get(fold(" ".join(words[:length])))
        rest = [word.lower().strip(",.") for word in words[length:]]
        if canonical and (not rest or rest[-1] in _SERVICES or rest[0] in _SERVICES):
            return canonical
    return None


_SERVICES = word_set(
    """
    report reports reporter reporters correspondent photographer journalist service agency news television tv
    channel radio website newspaper daily crew team bureau broadcaster story
    """
)
