"""Words that tell a nationality: "Osterian", "Osterians" (see sayso/data/nations and sayso/data/nationalities)."""

from __future__ import annotations

from dataclasses import dataclass

from sayso import data


@dataclass(frozen=True, slots=True)
class Nationality:
    """A nationality: its adjective, and the nation, if it has one of its own."""

    name: str
    country: str | None = None


@data.cached
def _nationalities() -> dict[str, Nationality]:
    """Return nationalities by every word for them, of one word; what is a nation's comes first."""
    found: dict[str, Nationality] = {}
    for _, content in data.load("nations"):
        for country, given in content["nations"].items():
            adjectives = [str(word) for word in given.get("adjectives") or ()]
            # "US" is the state rather than an adjective of it: the actor files know it.
            words = [word for word in adjectives if word.isalpha() and not word.isupper() and word != country]
            for word in words:
                # One Osterian, two Osterians; but "Chinese" and "Irish" stay as they are.
                for form in (word, f"{word}s") if word[-1] in "niac" else (word,):
                    found.setdefault(form, Nationality(words[0], str(country)))
    for file, content in data.load("nationalities"):
        words_of = content.get("words")
        if not isinstance(words_of, dict) or not all(isinstance(words, list) for words in words_of.values()):
            raise data.DataError(f"data/nationalities/{file}.yaml: 'words' should hold 'Name: [other words]' lines")
        for name, words in words_of.items():
            made = found.get(str(name)) or Nationality(str(name))
            for word in (str(name), *map(str, words)):
                found.setdefault(word, made)
    return found


def nationality(word: str) -> Nationality | None:
    """Return the nationality that a word tells, or None."""
    return _nationalities().get(word)


@data.cached
def _nations() -> dict[str, str]:
    """Return nations by the one-word names for them and their people, also with the "s" of a lost apostrophe."""
    found = {word: made.country for word, made in _nationalities().items() if made.country is not None}
    for _, content in data.load("nations"):
        for country, given in content["nations"].items():
            for word in (str(country), *map(str, given.get("names") or ()), *map(str, given.get("adjectives") or ())):
                if " " not in word:
                    found.setdefault(word, str(country))
                    found.setdefault(f"{word}s", str(country))
    return found


def nation_of(word: str) -> str | None:
    """Return the nation that one word tells, by its name or its people: "Oster", "Osterian", "Osters"; or None."""
    return _nations().get(word)


def country_of(adjective: str) -> str | None:
    """Return the nation whose people go by this adjective, or None."""
    made = _nationalities().get(adjective)
    return made.country if made else None
