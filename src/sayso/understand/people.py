"""People's names within source phrases: behind a role, before a description, one beside another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.understand import actors, nations
from sayso.understand.phrase_words import (
    ANONYMOUS,
    GROUPS,
    KIND_BEFORE,
    NOT_BEFORE_NAMES,
    OFFICES,
    ORGANISATIONS,
    PARTICLES,
    TITLES,
    is_plural,
)
from sayso.understand.words import (
    ARTICLES,
    DETERMINERS,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    ROLE_NOUNS,
    is_name_like,
    word_set,
)

#: A name has no more words than this, particles among them.
MAX_NAME_WORDS = 5
_KINDS_BEFORE = frozenset().union(*KIND_BEFORE.values())
_NO_SURNAMES = word_set("executive chief deputy foreign defence defense prime senior")


def person(head: str, people: Sequence[str] = ()) -> str | None:
    """Return the person a phrase names, behind a role ("Defence Ministry spokeswoman Ana Lund") or alone, or None.

    ``people`` are names in the phrase that a reader marked as people's.
    """
    words = [word.strip("“”\"'‘’") for word in head.split()]
    words = [word[:-1] if word[:-1].lower() in TITLES else word for word in words if word]  # Dr. is Dr
    if not words:
        return None
    marked = _marked(words, people)
    if marked is not None:
        return marked
    start = _run_start(words)
    name = words[start:]
    if not name:
        # Ana Lund Executive Director of the Harbour Board …: the name comes first where commas were lost.
        return leading_name(words) or _before_place(words)
    return _behind(words, start, name) or leading_name(words) or _before_place(words)


def _marked(words: list[str], people: Sequence[str]) -> str | None:
    """The person a reader marked, where the phrase ends with the name or goes on with what describes them."""
    head = " ".join(words)
    for name in people:
        plain = " ".join(word[:-1] if word[:-1].lower() in TITLES else word for word in name.split())
        bare = _without_titles(plain.split())
        if not bare:
            continue
        if head == plain or head.endswith(f" {plain}"):
            return " ".join(bare)
        if head.startswith(f"{plain} "):
            behind = head[len(plain) :].split()[0]
            if behind.lower() in DETERMINERS | PREPOSITIONS | {"who", "whose"} or behind.lower() in TITLES:
                return " ".join(bare)
    return None


def _without_titles(name: list[str]) -> list[str]:
    while len(name) > 1 and name[0].lower().rstrip(".") in TITLES:
        name = name[1:]
    return name


def _run_start(words: list[str]) -> int:
    """Where the run of name-like words begins that ends a phrase; titles and words of bodies end it."""
    start = len(words)
    while start > 0:
        word = words[start - 1]
        low = word.lower()
        if not (_named(word) or (low in PARTICLES and start < len(words))):
            break
        if low in TITLES | ROLE_NOUNS | ORGANISATIONS and low not in PARTICLES:
            break
        start -= 1
    while start < len(words) and words[start].lower() in PARTICLES and words[start].islower():
        start += 1  # "of al Harbour": a particle that opens the run belongs to nobody
    return start


def _behind(words: list[str], start: int, name: list[str]) -> str | None:  # noqa: PLR0911 (a decision list)
    """The name that ends a phrase, if what stands before it lets it be a person's."""
    before = words[start - 1].lower() if start else None
    full = " ".join(name)
    if name[-1].lower() in {"de", "of"} or len(name) > MAX_NAME_WORDS:
        return None
    if before is None or before in ARTICLES:
        alone = 2 <= len(name) <= 4 and before is None and not full.isupper()
        return full if alone and not _a_thing(name) else None
    if before in _KINDS_BEFORE and before not in TITLES:
        return None  # the newspaper Harbour Post
    if before in TITLES or (before in ROLE_NOUNS and before not in ORGANISATIONS) or before in ANONYMOUS:
        name = _without_titles(name)
        return None if is_plural(before) and before not in TITLES else " ".join(name)
    opens = words[1:] if words[0].lower() in DETERMINERS else words
    office = bool(opens) and opens[0].lower() in OFFICES
    if before in ORGANISATIONS or before.rstrip("s") in ORGANISATIONS:
        # Member of the Tidal Coalition Hussein Albus; the Harbour Council Ana Lund
        return (
            full if 2 <= len(name) <= 4 and (office or not _a_thing(name)) and words[start - 1][0].isupper() else None
        )
    if before in PREPOSITIONS:
        # The mayor of Oster Ana Lund: the last two words, when more than a place stands there.
        tail = name[-2:] if len(name) == 3 and office else []
        return " ".join(tail) if tail and not _a_thing(tail) else None
    lower_noun = words[start - 1].islower() and before not in NOT_BEFORE_NAMES and before not in ROLE_MODIFIERS
    if lower_noun and 2 <= len(name) <= 4 and not _a_thing(name) and not is_plural(before) and before not in GROUPS:
        return full  # campaign manager Ana Lund
    return None


def _a_thing(name: Sequence[str]) -> bool:
    """Whether a run of capitals is known as something else than a person, or begins with a nation."""
    known = actors.find(" ".join(name))
    if known is not None:
        return known.kind != "person"
    first = actors.find(name[0]) if len(name) == 2 else None  # Harbour Radio; but not a surname alone
    return (first is not None and first.kind != "person") or nations.leading(name) is not None


def leading_name(words: list[str]) -> str | None:
    """Return the name in "Jan Egge the senior envoy", in texts that lost the comma behind it, or None."""
    end = 0
    while end < len(words) and _named(words[end]) and words[end].lower() not in TITLES | ROLE_NOUNS | ORGANISATIONS:
        end += 1
    name = words[:end]
    if name and name[0].lower() in DETERMINERS:
        return None
    if name and name[-1].lower() in _NO_SURNAMES:
        name = name[:-1]
    if not 2 <= len(name) <= 4 or end >= len(words):
        return None
    if words[end] in {"of", "from", "at", "with"} and words[end + 1 : end + 2] in (["the"], ["a"], ["an"]):
        return None if _a_thing(name) else " ".join(name)  # Ana Lund of the Harbour Media Centre
    if end + 1 == len(words) and words[end].islower():
        return None  # "Harbour Watch officials": the capitals tell whose they are
    rest = {word.lower() for word in words[end:]}
    opens = words[end].lower() in TITLES | ROLE_NOUNS | ROLE_MODIFIERS | ARTICLES
    return " ".join(name) if opens and rest & (TITLES | ROLE_NOUNS) else None


def _before_place(words: list[str]) -> str | None:
    """The name behind a title and before a place: "former Gov. Ana Lund of Oster"."""
    cut = next((n for n, word in enumerate(words) if n > 2 and word.lower() in {"of", "from", "in"}), None)
    if cut is None:
        return None
    start = _run_start(words[:cut])
    name = words[start:cut]
    if not 2 <= len(name) <= 4 or start == 0 or not all(_named(word) for word in words[cut + 1 : cut + 2]):
        return None
    return _behind(words[:cut], start, name) if words[start - 1].lower() in TITLES else None


def joint_people(head: str) -> tuple[str, ...]:
    """Return the people in "Ana Lund and Pieter Holm", each with their role if any, or nothing."""
    parts = re.split(r" and ", head)
    if len(parts) != 2:
        return ()
    people = tuple(person(part) or "" for part in parts)
    return people if all(people) else ()


def _named(word: str) -> bool:
    return is_name_like(word) and any(char.isalpha() for char in word)
