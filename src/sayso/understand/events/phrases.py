"""Tables of words and phrases, looked up where a token stands: the longest phrase wins."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from sayso.data import DataError
from sayso.understand.events.inflect import shape, verb_forms
from sayso.understand.sentences import Token

_What = TypeVar("_What")


class PhraseTable(Generic[_What]):
    """Words and phrases in small letters, each with what it means."""

    def __init__(self) -> None:
        """Begin with no phrase."""
        #: The phrases by their first word, the longest first; what begins with no key of it need not be looked up.
        self.by_first: dict[str, list[tuple[tuple[str, ...], _What]]] = {}
        self._seen: dict[tuple[str, ...], _What] = {}

    def add(self, phrase: str, what: _What) -> None:
        """Add a phrase; of two meanings the one added first stays."""
        words = tuple(phrase.lower().split())
        if not words or words in self._seen:
            return
        self._seen[words] = what
        entries = self.by_first.setdefault(words[0], [])
        entries.append((words, what))
        entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Sequence[Token], index: int) -> tuple[int, _What] | None:
        """Return where the longest phrase that begins at a token ends (a token number), and what it means."""
        for words, what in self.by_first.get(tokens[index].lower, ()):
            length = len(words)
            if length == 1:
                return index + 1, what
            if index + length <= len(tokens) and all(tokens[index + n].lower == words[n] for n in range(1, length)):
                return index + length, what
        return None

    def begins(self, tokens: Sequence[Token]) -> list[int]:
        """Return the numbers of the tokens that a phrase may begin at."""
        firsts = self.by_first
        return [index for index, token in enumerate(tokens) if token.lower in firsts]

    def __contains__(self, phrase: str) -> bool:
        """Whether a phrase stands in the table, whatever its capitals."""
        return tuple(phrase.lower().split()) in self._seen

    def get(self, phrase: str) -> _What | None:
        """Return what a whole phrase means, or None."""
        return self._seen.get(tuple(phrase.lower().split()))


def words_of(place: str, content: Mapping[str, Any], key: str) -> list[str]:
    """Return the list of words under a key of a data file; raises DataError when it is no list of words."""
    given = content.get(key) or []
    if not isinstance(given, list) or not all(isinstance(word, str) and word.strip() for word in given):
        raise DataError(f"{place}: {key!r} should be a list of words: {key}: [strike, raid]; put numbers in quotes")
    return given


def verbs_of(
    place: str, content: Mapping[str, Any], key: str, options: Iterable[str] = ()
) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
    """Return the verbs under a key of a data file: ``(verb, {form: shape}, what else is said of it)``.

    A verb whose ``forms`` are given has those and its base, any other the regular ones. Raises DataError for a verb
    whose entry means nothing.
    """
    given = content.get(key) or {}
    allowed = {"forms", *options}
    if not isinstance(given, dict):
        raise DataError(f"{place}: {key!r} should hold verbs: {{strike: {{forms: [strikes, struck]}}, shell: }}")
    found = []
    for verb, told in given.items():
        entry = told or {}
        if not isinstance(verb, str) or not isinstance(entry, dict) or not set(entry) <= allowed:
            raise DataError(f"{place}: {verb!r} may hold {', '.join(sorted(allowed))} and nothing else")
        forms = entry.get("forms")
        if forms is not None and not (isinstance(forms, list) and all(isinstance(form, str) for form in forms)):
            raise DataError(f"{place}: {verb!r}: 'forms' should be a list: forms: [strikes, struck, striking]")
        made = {verb: "base", **{form: shape(form) for form in forms}} if forms else verb_forms(verb)
        found.append((verb, made, {option: value for option, value in entry.items() if option != "forms"}))
    return found


def check_keys(place: str, content: Mapping[str, Any], known: Iterable[str]) -> None:
    """Raise DataError for a key that means nothing: it would be ignored in silence."""
    unknown = sorted(str(key) for key in content if key not in set(known))
    if unknown:
        raise DataError(f"{place}: unknown key {', '.join(unknown)}; there are {', '.join(sorted(known))}")
