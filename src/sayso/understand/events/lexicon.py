"""The words that happenings are told in: PLOVER's types and modes, one type a file in ``data/events``.

See docs/data-events.md for the keys. PLOVER is the Political Language Ontology for Verifiable Event Records (Open Event
Data Alliance).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.data import DataError
from sayso.understand.events.inflect import plural
from sayso.understand.events.phrases import PhraseTable, check_keys, verbs_of, words_of

_KEYS = ("type", "deed", "modes")
_MODE_KEYS = ("nouns", "verbs", "weak_nouns", "weak_verbs", "weapons", "unless")


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase that may tell a happening.

    ``kind`` is ``noun`` or ``verb``, ``shape`` singular, plural, base, third, past or ing. A ``weak`` word counts only
    where something else in its sentence speaks for it, one with ``near`` words only where one of them stands close
    behind.
    ``deed`` is False for what is done by words.
    """

    type: str
    mode: str | None
    kind: str
    shape: str
    lemma: str
    weak: bool
    deed: bool
    near: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All event files.

    In ``triggers`` a phrase may be noun and verb; one that looks like a trigger and is none has no word."""

    triggers: PhraseTable[tuple[Word, ...]]
    weapons: PhraseTable[str]
    types: tuple[str, ...]


@data.cached
def lexicon() -> Lexicon:
    """Return the words of all event files; raises DataError for one that cannot be used."""
    triggers: PhraseTable[tuple[Word, ...]] = PhraseTable()
    meanings: dict[str, list[Word]] = {}
    weapons: PhraseTable[str] = PhraseTable()
    loaded = [(f"data/events/{file}.yaml", content) for file, content in data.load("events")]
    for place, content in loaded:
        _check(place, content)
    # Deeds first: "fired" is a shot before it is anything else.
    for place, content in sorted(loaded, key=lambda one: not one[1]["deed"]):
        for name, mode in content["modes"].items():
            known = None if name == "none" else str(name)
            for word, phrase in _words(place, content, known, mode or {}):
                known_words = meanings.setdefault(phrase.lower(), [])
                if all((other.kind, other.near) != (word.kind, word.near) for other in known_words):
                    known_words.append(word)
            for weapon in words_of(place, mode or {}, "weapons"):
                weapons.add(weapon, str(name))
                weapons.add(plural(weapon), str(name))
    for phrase, words in meanings.items():
        triggers.add(phrase, tuple(sorted(words, key=lambda word: not word.near)))
    for place, content in loaded:  # last: a phrase that tells something else ("hunger strike") keeps that meaning
        for mode in content["modes"].values():
            for phrase in words_of(place, mode or {}, "unless"):
                _add_unless(triggers, phrase)
    return Lexicon(triggers, weapons, tuple(sorted({content["type"] for _, content in loaded})))


def _check(place: str, content: Mapping[str, Any]) -> None:
    check_keys(place, content, _KEYS)
    modes = content.get("modes")
    if not isinstance(content.get("type"), str) or not isinstance(content.get("deed"), bool):
        raise DataError(f"{place}: needs 'type' (a PLOVER type) and 'deed: true' or 'false'; see docs/data-events.md")
    if not isinstance(modes, dict) or not modes:
        raise DataError(f"{place}: 'modes' should hold modes with their words; 'none' for words of no mode")
    for name, mode in modes.items():
        if not isinstance(mode or {}, dict):
            raise DataError(f"{place}: mode {name!r} should hold lists of words; see docs/data-events.md")
        check_keys(f"{place}: mode {name!r}", mode or {}, _MODE_KEYS)


def _add_unless(triggers: PhraseTable[tuple[Word, ...]], phrase: str) -> None:
    """Add a phrase that is no trigger, with the forms of its first word and with its plural."""
    triggers.add(phrase, ())
    triggers.add(plural(phrase), ())
    for _, forms, _ in verbs_of("", {"verbs": {phrase: None}}, "verbs"):
        for form in forms:
            triggers.add(form, ())


def _words(
    place: str, content: Mapping[str, Any], mode: str | None, given: Mapping[str, Any]
) -> list[tuple[Word, str]]:
    type_, deed = str(content["type"]), bool(content["deed"])
    found = []
    for key, weak in (("nouns", False), ("weak_nouns", True)):
        for noun in words_of(place, given, key):
            found.append((Word(type_, mode, "noun", "singular", noun, weak, deed), noun))
            found.append((Word(type_, mode, "noun", "plural", noun, weak, deed), plural(noun)))
    for key, weak in (("verbs", False), ("weak_verbs", True)):
        for verb, forms, options in verbs_of(place, given, key, ("near",)):
            near = frozenset(str(word) for word in options.get("near", ()))
            for form, shape in forms.items():
                found.append((Word(type_, mode, "verb", shape, verb, weak, deed, near), form))
    return found
