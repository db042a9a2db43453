"""The words for truces and for what is done about them, out of ``data/ceasefires``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.model import CEASEFIRE_ACTS, MODALITIES
from sayso.understand.sentences import Token

Words = tuple[str, ...]
#: Phrases by their first word, longest first.
Index = dict[str, list[tuple[Words, str]]]
_KEYS = {
    "nouns": {"nouns", "weak", "tails", "other", "everywhere", "somewhere", "unilateral", "doing", "things"},
    "act": {"act", "modality", "verbs", "behind", "declared", "nouns", "deeds", "despite", "violence"},
    "exclusion": {"behind", "before"},
    "mediation": {"behind", "before", "tied", "people"},
    "purposes": {"purposes"},
}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All files together; values of an index are acts, for ``verbs`` with the shape of the form (``act:past``)."""

    nouns: Index
    weak: frozenset[str]
    tails: frozenset[str]
    other: frozenset[str]
    everywhere: frozenset[str]
    somewhere: frozenset[str]
    unilateral: frozenset[str]
    things: frozenset[str]
    doing: Index
    verbs: Index
    behind: Index
    declared: Index
    act_nouns: Index
    deeds: dict[str, str]
    despite: Index
    violence: frozenset[str]
    modality: dict[str, str]
    excluded_behind: Index
    excluded_before: Index
    mediated_behind: Index
    mediated_before: frozenset[str]
    mediated_tied: frozenset[str]
    mediators: frozenset[str]
    purposes: tuple[tuple[str, tuple[Words, ...]], ...]


@data.cached
def lexicon() -> Lexicon:
    """Return what all files hold; raises DataError for one that cannot be used."""
    files: dict[str, list[tuple[str, dict[str, Any]]]] = {kind: [] for kind in _KEYS}
    for file, content in data.load("ceasefires"):
        place = f"data/ceasefires/{file}.yaml"
        kind = content.get("kind")
        if kind not in _KEYS:
            raise data.DataError(f"{place}: 'kind' should be one of {', '.join(sorted(_KEYS))}")
        unknown = sorted(set(map(str, content)) - _KEYS[kind] - {"kind", "note"})
        if unknown:
            raise data.DataError(
                f"{place}: unknown key {unknown[0]!r}; there are {', '.join(sorted(_KEYS[kind] | {'kind', 'note'}))}"
            )
        files[kind].append((place, content))
    acts = [(place, content, _act(place, content)) for place, content in files["act"]]
    return Lexicon(
        nouns=_index((p, "noun") for p in _gather(files["nouns"], "nouns")),
        weak=_set(files["nouns"], "weak"),
        tails=_set(files["nouns"], "tails"),
        other=_set(files["nouns"], "other"),
        everywhere=_set(files["nouns"], "everywhere"),
        somewhere=_set(files["nouns"], "somewhere"),
        unilateral=_set(files["nouns"], "unilateral"),
        things=_set(files["nouns"], "things"),
        doing=_index((p, "doing") for p in _gather(files["nouns"], "doing")),
        verbs=_index(form for place, content, act in acts for form in _verbs(place, content, act)),
        behind=_index((p, act) for place, content, act in acts for p in _list(place, content, "behind")),
        declared=_index((p, act) for place, content, act in acts for p in _list(place, content, "declared")),
        act_nouns=_index((p, act) for place, content, act in acts for p in _list(place, content, "nouns")),
        deeds={word: act for place, content, act in acts for word in _list(place, content, "deeds")},
        despite=_index((p, act) for place, content, act in acts for p in _list(place, content, "despite")),
        violence=_set(files["act"], "violence"),
        modality={act: content["modality"] for _, content, act in acts if "modality" in content},
        excluded_behind=_index((p, "excluded") for p in _gather(files["exclusion"], "behind")),
        excluded_before=_index((p, "excluded") for p in _gather(files["exclusion"], "before")),
        mediated_behind=_index((p, "mediated") for p in _gather(files["mediation"], "behind")),
        mediated_before=_set(files["mediation"], "before"),
        mediated_tied=_set(files["mediation"], "tied"),
        mediators=_set(files["mediation"], "people"),
        purposes=tuple(pair for place, content in files["purposes"] for pair in _purposes(place, content)),
    )


def match(index: Index, tokens: Sequence[Token], at: int) -> tuple[int, str] | None:
    """Return the number of the token behind the longest phrase that begins at a token, and its value; None for none."""
    for words, value in index.get(tokens[at].lower, ()):
        behind = at + len(words)
        if behind <= len(tokens) and all(tokens[at + n].lower == word for n, word in enumerate(words)):
            return behind, value
    return None


def _act(place: str, content: dict[str, Any]) -> str:
    act = content.get("act")
    if act not in CEASEFIRE_ACTS:
        raise data.DataError(f"{place}: 'act' should be one of {', '.join(CEASEFIRE_ACTS)}")
    if content.get("modality", "asserted") not in MODALITIES:
        raise data.DataError(f"{place}: 'modality' should be one of {', '.join(MODALITIES)}")
    return str(act)


def _verbs(place: str, content: dict[str, Any], act: str) -> Iterable[tuple[str, str]]:
    """Yield each form of each verb with ``act:shape``; shapes are base, third, past and ing."""
    given = content.get("verbs") or {}
    if not isinstance(given, dict):
        raise data.DataError(f"{place}: 'verbs' should hold 'verb:' lines, with a list of forms for an irregular one")
    for verb, forms in given.items():
        if forms is not None and (not isinstance(forms, list) or not all(isinstance(form, str) for form in forms)):
            raise data.DataError(f"{place}: {verb}: should have a list of its forms, or nothing if it is regular")
        listed = [str(form) for form in forms or _regular(str(verb))]
        if str(verb) not in listed:
            yield str(verb), f"{act}:base"
        for form in listed:
            yield form, f"{act}:{_shape(form)}"


def _regular(verb: str) -> list[str]:
    first, _, rest = verb.partition(" ")
    if first.endswith("e"):
        forms = [f"{first}s", f"{first}d", f"{first[:-1]}ing"]
    elif first.endswith("y") and first[-2:-1] not in "aeiou":
        forms = [f"{first[:-1]}ies", f"{first[:-1]}ied", f"{first}ing"]
    else:
        third = f"{first}es" if first.endswith(("s", "sh", "ch", "x", "z")) else f"{first}s"
        forms = [third, f"{first}ed", f"{first}ing"]
    return [f"{form} {rest}".rstrip() for form in forms]


def _shape(form: str) -> str:
    first = form.split(maxsplit=1)[0]
    if first.endswith("ing"):
        return "ing"
    return "third" if first.endswith("s") else "past"


def _index(phrases: Iterable[tuple[str, str]]) -> Index:
    found: Index = {}
    for phrase, value in phrases:
        words = tuple(phrase.lower().split())
        found.setdefault(words[0], []).append((words, value))
    for entries in found.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry))
    return found


def _gather(files: Sequence[tuple[str, dict[str, Any]]], key: str) -> list[str]:
    return [phrase for place, content in files for phrase in _list(place, content, key)]


def _set(files: Sequence[tuple[str, dict[str, Any]]], key: str) -> frozenset[str]:
    return frozenset(_gather(files, key))


def _list(place: str, content: dict[str, Any], key: str) -> list[str]:
    given = content.get(key) or []
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise data.DataError(f"{place}: {key!r} should be a list of words: {key}: [{given}]")
    return [" ".join(one.lower().split()) for one in given]


def _purposes(place: str, content: dict[str, Any]) -> Iterable[tuple[str, tuple[Words, ...]]]:
    given = content.get("purposes")
    if not isinstance(given, dict):
        raise data.DataError(f"{place}: 'purposes' should hold 'purpose: [words]' lines")
    for purpose, words in given.items():
        yield str(purpose), tuple(tuple(one.split()) for one in _list(place, {str(purpose): words}, str(purpose)))
