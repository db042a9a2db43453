"""What an article itself tells of names: full names behind short ones, people and bodies named in passing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property

from sayso import data
from sayso.understand import actors, nations
from sayso.understand.memory import Memory, Speaker
from sayso.understand.phrase_words import ORGANISATIONS, TITLES
from sayso.understand.phrases import MAX_KEPT, analyse
from sayso.understand.reader import Extent, RawName
from sayso.understand.words import MONTHS, PREPOSITIONS, ROLE_NOUNS, WEEKDAYS, word_set

_NAME = re.compile(
    r"\b(?:(?:[A-Z][\w’'-]{0,60}|al-[A-Z]\w{1,60}|[Aa]l-\w{1,60})(?:\s(?:al|el|bin|ibn|de|van|von|abu)(?=\s))?\s){1,5}"
    r"(?:[A-Z][\w’'-]+|al-[A-Z]\w+)"
)
#: Words with a capital that stand before a name and are no part of it.
_BEFORE_NAMES = (ROLE_NOUNS | TITLES | WEEKDAYS | MONTHS | word_set("the mr mrs dr on in russian")) - word_set(
    "jan april may june"
)
#: Words within a run of capitals behind which a name begins.
_ENDING = (ORGANISATIONS | TITLES) - word_set("al el")
_PEOPLE = frozenset({"person", "politician"})
_KINDS = {"organisation": "organisation", "party": "organisation", "group": "group"}
#: The last word of a name is worth so much when a role stands before it, and loses so much behind a preposition.
_ROLE_BEFORE, _BEHIND_PREPOSITION = 2, -3


#: Bodies that a reader marked with less confidence are no candidates for "the group": a wrong one takes the right one's
#: place.
SURE = 0.9


class Names:
    """The names of one article: as a reader marked them, else by their capitals."""

    def __init__(self, text: str, marked: Sequence[RawName] = ()) -> None:
        """Take an article's text and the names a reader marked in it."""
        self.text = text
        self.marked = sorted(marked, key=lambda name: name.start)
        self._starts = [name.start for name in self.marked]
        self._runs = [] if self.marked else [(match.start(), match.group()) for match in _NAME.finditer(text)]
        self._noted = 0

    def people_in(self, extent: Extent) -> tuple[str, ...]:
        """Return the people's names marked within an extent."""
        return tuple(self.text[name.start : name.end] for name in self._within(extent) if name.kind in _PEOPLE)

    def any_in(self, extent: Extent) -> bool:
        """Whether a name that can speak is marked within an extent; True where a reader marks none at all."""
        kinds = _PEOPLE | _KINDS.keys() | {"country"}
        return not self.marked or any(name.kind in kinds for name in self._within(extent))

    def _within(self, extent: Extent) -> list[RawName]:
        found = []
        for name in self.marked[bisect_left(self._starts, extent[0]) :]:
            if name.end > extent[1]:
                break
            found.append(name)
        return found

    def known_within(self, start: int, end: int) -> list[actors.Actor]:
        """Return the actors that are named between two places by up to three words, in order; no places."""
        words = [word.strip("“”\"'‘’(),.;:") for word in self.text[start:end].split()]
        found = []
        for at, word in enumerate(words):
            if word and (word[0].isupper() or word.startswith("al-")):
                candidates = (actors.find(" ".join(words[at : at + length])) for length in (3, 2, 1))
                actor = next((one for one in candidates if one is not None and one.kind != "place"), None)
                if actor is not None:
                    found.append(actor)
        return found

    @cached_property
    def nation(self) -> nations.Nation | None:
        """The nation the article is about, or None."""
        return nations.of_article(self.text)

    def _named(self) -> Iterable[tuple[int, str]]:
        if self.marked:
            return [(n.start, self.text[n.start : n.end]) for n in self.marked if n.kind in _PEOPLE]
        return self._runs

    @cached_property
    def full(self) -> dict[str, str]:
        """Full names of people by their last word; of several bearers the one named with a role, then the first."""
        best: dict[str, tuple[int, str]] = {}
        for place, run in self._named():
            _, words, cut = _run(run)
            if len(words) < 2 or any(word.lower() in PREPOSITIONS for word in words):  # "Policy Gift To Lund"
                continue
            if ORGANISATIONS & {word.lower() for word in words}:
                continue
            before = (self.text[max(0, place - 30) : place].lower().split()[-1:] or [""])[0]
            score = 0
            if cut or before in ROLE_NOUNS or before in TITLES:
                score += _ROLE_BEFORE
            elif before in PREPOSITIONS:
                score += _BEHIND_PREPOSITION
            last = words[-1].removesuffix("’s").removesuffix("'s")
            for short in {last, last.removeprefix("al-").removeprefix("Al-")}:
                if short not in best or score > best[short][0]:
                    best[short] = (score, " ".join([*words[:-1], last]))
        return {short: name for short, (_, name) in best.items()}

    def note(self, memory: Memory, place: int) -> None:
        """Remember who is named in passing before ``place`` and was not noted before."""
        if self.marked:
            while self._noted < len(self.marked) and self.marked[self._noted].start < place:
                self._note_marked(memory, self.marked[self._noted])
                self._noted += 1
            return
        while self._noted < len(self._runs) and self._runs[self._noted][0] < place:
            self._note_run(memory, *self._runs[self._noted])
            self._noted += 1

    def _note_marked(self, memory: Memory, name: RawName) -> None:
        words = self.text[name.start : name.end]
        known = actors.find(words)
        roles = _roles_before(self.text, name.start, words)
        if known is not None and known.kind != "place":
            _remember(memory, known, roles, name.start)
        elif name.kind in _PEOPLE:
            full = words if " " in words else self.full.get(words, words)
            memory.remember(Speaker(full, "person"), roles, name.start, spoke=False)
        elif name.kind in _KINDS and name.confidence >= SURE:
            memory.remember(Speaker(words, _KINDS[name.kind]), frozenset(), name.start, spoke=False)

    def _note_run(self, memory: Memory, place: int, name: str) -> None:
        """Remember whom a run of capitals names, with the role words before it ("Foreign Minister Daro Keld")."""
        known, words, role = _run(name)
        if known is not None:
            if known.kind != "place":
                _remember(memory, known, _roles_before(self.text, place, name), place)
            return
        if len(words) < 2:
            return
        before = (self.text[max(0, place - 30) : place].lower().split()[-1:] or [""])[0]
        titled = before in ROLE_NOUNS
        if not (role or titled or before in TITLES):
            return
        phrase = analyse(f"{before} {name}" if titled else name)
        if phrase.kind == "person" and phrase.names:
            roles = _roles_before(self.text, place, name)
            memory.remember(Speaker(phrase.names[0], "person", phrase.gender), roles, place, spoke=False)


def _run(name: str) -> tuple[actors.Actor | None, list[str], bool]:
    """What a run of capitals names: a known actor, or a bare name and whether a role stands within."""
    kept = _kept()
    made = kept.get(name)
    if made is None:
        if len(kept) >= MAX_KEPT:
            kept.clear()
        made = kept[name] = (actors.find(name) or actors.suffix(name), *_bare(name))
    return made


@data.cached
def _kept() -> dict[str, tuple[actors.Actor | None, list[str], bool]]:
    """Return the runs looked up so far: the same few hundred names fill any pile of news."""
    return {}


def _remember(memory: Memory, known: actors.Actor, roles: frozenset[str], place: int) -> None:
    if known.kind == "person":
        speaker = Speaker(known.name, "person", known.gender)
        memory.remember(speaker, roles | set(known.roles), place, spoke=False)
    else:
        speaker = Speaker(known.name, known.kind, plural=known.kind == "group")
        memory.remember(speaker, frozenset(known.roles), place, spoke=False)


def _roles_before(text: str, place: int, name: str) -> frozenset[str]:
    """The role words within a name and right before it in its sentence."""
    before = text[max(0, place - 60) : place].rsplit(".", maxsplit=1)[-1].lower().split()[-4:]
    return frozenset(word for word in [*before, *name.lower().split()] if word in ROLE_NOUNS or word in TITLES)


def _bare(run: str) -> tuple[list[str], bool]:
    """The words of a run without roles, times and bodies before the name, and whether a role was among them."""
    words = [word.strip("’'") for word in run.split()]
    role = False
    while words and words[0].lower() in _BEFORE_NAMES:
        role = role or words[0].lower() in ROLE_NOUNS or words[0].lower() in TITLES
        words = words[1:]
    ends = [n for n, word in enumerate(words) if word.lower() in _ENDING]
    if ends and len(words) - ends[-1] > 2:  # Tidal Coalition | Hussein Albus
        role = role or words[ends[-1]].lower() in TITLES
        words = words[ends[-1] + 1 :]
    while len(words) > 2 and any(_known_thing(" ".join(words[:length])) for length in (1, 2)):
        words = words[1:]
    return words, role


def _known_thing(name: str) -> bool:
    actor = actors.find(name)
    return actor is not None and actor.kind != "person"
