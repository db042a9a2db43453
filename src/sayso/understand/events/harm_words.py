"""The words of harm done to people, and the words for people: ``data/harms`` and ``data/victims``."""

from __future__ import annotations

from dataclasses import dataclass

from sayso import data
from sayso.data import DataError
from sayso.understand.events.inflect import plural
from sayso.understand.events.phrases import PhraseTable, check_keys, verbs_of, words_of

HARMS = ("killed", "injured", "missing", "captured", "displaced")
VICTIMS = ("civilians", "children", "combatants", "unknown")
_HARM_KEYS = ("harm", "verbs", "happens", "states", "nouns", "tolls", "unless")
_VICTIM_KEYS = ("victims", "recipient", "words", "plurals")


@dataclass(frozen=True, slots=True)
class HarmWord:
    """A word of harm.

    ``kind``: ``verb`` (somebody does it: *killed*), ``happens`` (it befalls: *died*), ``state`` (*dead*), ``noun``
    (*deaths*) or ``toll``. ``lives``: only with "lives" behind its number; ``combatants``: only of those who fight.
    """

    harm: str
    kind: str
    shape: str
    lives: bool = False
    combatants: bool = False


@data.cached
def harm_words() -> PhraseTable[HarmWord | None]:
    """Return the words of harm, None for phrases that are none; raises DataError for a file that cannot be used."""
    table: PhraseTable[HarmWord | None] = PhraseTable()
    for file, content in data.load("harms"):
        place = f"data/harms/{file}.yaml"
        check_keys(place, content, _HARM_KEYS)
        harm = content.get("harm")
        if harm not in HARMS:
            raise DataError(f"{place}: 'harm' should be one of {', '.join(HARMS)}")
        for phrase in words_of(place, content, "unless"):
            table.add(phrase, None)
        for _, forms, options in verbs_of(place, content, "verbs", ("lives", "combatants")):
            for form, shape in forms.items():
                table.add(
                    form, HarmWord(harm, "verb", shape, bool(options.get("lives")), bool(options.get("combatants")))
                )
        for _, forms, _ in verbs_of(place, content, "happens"):
            for form, shape in forms.items():
                table.add(form, HarmWord(harm, "happens", shape))
        for state in words_of(place, content, "states"):
            table.add(state, HarmWord(harm, "state", "base"))
        for kind, key in (("toll", "tolls"), ("noun", "nouns")):
            for noun in words_of(place, content, key):
                table.add(noun, HarmWord(harm, kind, "singular"))
                table.add(plural(noun), HarmWord(harm, kind, "plural"))
    return table


@dataclass(frozen=True, slots=True)
class Person:
    """A word for people: ``victims`` says what kind, ``one`` whether the word means one of them."""

    victims: str
    one: bool
    recipient: str | None


@data.cached
def person_words() -> PhraseTable[Person]:
    """Return the words for people; raises DataError for a file that cannot be used."""
    table: PhraseTable[Person] = PhraseTable()
    for file, content in data.load("victims"):
        place = f"data/victims/{file}.yaml"
        check_keys(place, content, _VICTIM_KEYS)
        kind, plurals = content.get("victims"), content.get("plurals") or {}
        if kind not in VICTIMS:
            raise DataError(f"{place}: 'victims' should be one of {', '.join(VICTIMS)}")
        if not isinstance(plurals, dict):
            raise DataError(f"{place}: 'plurals' should hold words with their plural: {{child: children}}")
        recipient = content.get("recipient")
        for word in words_of(place, content, "words"):
            table.add(word, Person(kind, one=word not in _MANY, recipient=recipient))
            table.add(str(plurals.get(word, plural(word))), Person(kind, one=False, recipient=recipient))
    return table


#: Words that mean several people in their singular.
_MANY = frozenset(
    {"people", "others", "elderly", "staff", "crew", "personnel", "troops", "medical staff", "townspeople"}
    | {"security personnel", "everyone", "family"}
)
