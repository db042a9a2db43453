"""Cues: the words that introduce what somebody says. The lexicon is data (``data/cues``); here it is put to use.

Frames, the ways a cue takes its content:

``quote``      a quotation: *said* "…", "…" *said*
``clause``     a clause with or without "that", before or behind the source: *said* (that) it would rain
``that``       only a clause with "that"
``whether``    a clause with "whether", "if", "why", "how"…
``np``         a noun phrase: *announced* a pause
``to``         an infinitive: *vowed* to fight on
``naming``     two things, the named and its name: *called* the pause an "open hand"
``according``  a preposition: *according to* …
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sayso import data
from sayso.model import POLARITIES
from sayso.understand.sentences import Token
from sayso.understand.words import (
    AUXILIARIES,
    CUE_ADVERBS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_name_like,
)

FRAMES = frozenset({"quote", "clause", "that", "whether", "np", "to", "naming", "according"})
_KINDS = ("verbs", "phrases")
_ENTRY_KEYS = frozenset({"frames", "forms", "addressee", "addressee_np", "strong"})


@dataclass(frozen=True, slots=True)
class CueWord:
    """One form of a cue as the lexicon gives it."""

    lemma: str
    form: str  # base | third | past | ing
    frames: frozenset[str]
    polarity: str
    addressee: bool = False  # takes a person before its content: told reporters …
    addressee_np: bool = False  # may do so: warned reporters …
    strong: bool = False  # hardly ever anything but a cue


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue in a sentence: tokens ``[head, behind)``; ``begin`` counts in auxiliaries and adverbs before it."""

    word: CueWord
    begin: int
    head: int
    behind: int


class LexiconError(data.DataError):
    """A cue file that cannot be used."""


@data.cached
def lexicon() -> dict[str, list[tuple[tuple[str, ...], CueWord]]]:
    """Return the cue forms by their first word: ``[(all words, cue word), …]``, longest first.

    Raises LexiconError for a file with a key, frame or polarity that means nothing: it would be ignored in silence.
    """
    found: dict[str, list[tuple[tuple[str, ...], CueWord]]] = {}
    for file, content in data.load("cues"):
        _check(f"data/cues/{file}.yaml", content, ("polarity", *_KINDS), "key")
        polarity = content.get("polarity", "asserts")
        _check(f"data/cues/{file}.yaml: polarity", [polarity], POLARITIES, "value")
        for kind in _KINDS:
            words_of_kind = content.get(kind) or {}
            if not isinstance(words_of_kind, dict):
                raise LexiconError(f"data/cues/{file}.yaml: {kind}: should hold 'word: {{frames: […]}}' lines")
            for lemma, entry in words_of_kind.items():
                place = f"data/cues/{file}.yaml: {lemma}"
                for form, words in _forms(place, kind, str(lemma), _entry(place, entry)):
                    found.setdefault(words[0], []).append((words, _cue_word(str(lemma), form, polarity, entry or {})))
    for entries in found.values():
        entries.sort(key=lambda entry: (-len(entry[0]), entry[1].lemma))
    return found


def _check(place: str, given: Iterable[object], known: Iterable[str], what: str) -> None:
    unknown = sorted({str(value) for value in given} - set(known))
    if unknown:
        raise LexiconError(f"{place}: unknown {what} {', '.join(unknown)}; there are {', '.join(sorted(known))}")


def _entry(place: str, entry: object) -> dict[str, Any]:
    """Check what a cue file says of one word."""
    if entry is None:
        return {}
    if not isinstance(entry, dict):
        raise LexiconError(f"{place}: should hold {{frames: [quote, clause]}} or the like; see docs/data-cues.md")
    _check(place, entry, _ENTRY_KEYS, "key")
    for key in ("frames", "forms"):
        if not isinstance(entry.get(key, []), list):
            raise LexiconError(f"{place}: {key} should be a list: {key}: [{entry[key]}]")
    _check(place, entry.get("frames", []), FRAMES, "frame")
    return entry


def _cue_word(lemma: str, form: str, polarity: str, entry: dict[str, Any]) -> CueWord:
    return CueWord(
        lemma,
        form,
        frozenset(entry.get("frames", ())),
        polarity,
        addressee=bool(entry.get("addressee")),
        addressee_np=bool(entry.get("addressee_np")),
        strong=bool(entry.get("strong")),
    )


def _forms(place: str, kind: str, lemma: str, entry: dict[str, Any]) -> list[tuple[str, tuple[str, ...]]]:
    """Return ``(form, words)`` of a lemma: the lemma itself, and the forms given or, for a verb, the regular ones."""
    given = [str(form) for form in entry.get("forms", ())]
    if kind == "verbs" and not given:
        given = _regular(lemma)
    split = [tuple(words.lower().split()) for words in (lemma, *given)]
    if not all(split) or (kind == "verbs" and any(len(words) > 1 for words in split)):
        raise LexiconError(f"{place}: a form is empty, or of several words, which belong under 'phrases'")
    return [("base", split[0]), *((_shape(words[0]), words) for words in split[1:])]


def _shape(form: str) -> str:
    if form.endswith("ing"):
        return "ing"
    return "third" if form.endswith("s") else "past"


def _regular(lemma: str) -> list[str]:
    if lemma.endswith("e"):
        return [lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2:-1] not in {"a", "e", "i", "o", "u"}:
        return [lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [third, lemma + "ed", lemma + "ing"]


def find_cues(tokens: Sequence[Token]) -> list[Cue]:
    """Return the cues of a sentence in order; a longer phrase wins over a word in it."""
    words = lexicon()
    found: list[Cue] = []
    title_case: bool | None = None  # worked out when it first matters
    index = 0
    while index < len(tokens):
        match = _match(words.get(tokens[index].lower, ()), tokens, index)
        if match is None:
            index += 1
            continue
        behind, word = match
        if title_case is None and tokens[index].text[0].isupper():
            title_case = _title_case(tokens)
        if "according" in word.frames or _can_be_verb(tokens, index, word, title_case=bool(title_case)):
            found.append(Cue(word, _with_helpers(tokens, index, word), index, behind))
            index = behind
        else:
            index += 1
    return found


def _match(
    entries: Sequence[tuple[tuple[str, ...], CueWord]], tokens: Sequence[Token], index: int
) -> tuple[int, CueWord] | None:
    for words, cue in entries:
        behind = index + len(words)
        if behind <= len(tokens) and all(
            token.lower == word for token, word in zip(tokens[index:behind], words, strict=True)
        ):
            return behind, cue
    return None


def _with_helpers(tokens: Sequence[Token], index: int, word: CueWord) -> int:
    """Return where the cue begins with its auxiliaries and adverbs ("has repeatedly said")."""
    begin = index
    while begin > 0 and "according" not in word.frames:
        before = tokens[begin - 1].lower
        if before in CUE_ADVERBS or before in AUXILIARIES or before == "to" or _manner_adverb(tokens[begin - 1].text):
            begin -= 1
        else:
            break
    # "later said" belongs together, a lone "to" or "now" at the clause's edge does not.
    while begin < index and tokens[begin].lower in {"to", "then", "earlier", "later"} and begin == 0:
        begin += 1
    return begin


def _manner_adverb(text: str) -> bool:
    return (
        len(text) > 4 and text.islower() and text.endswith("ly") and text not in {"family", "ally", "assembly", "only"}
    )


def _can_be_verb(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    tokens: Sequence[Token], index: int, word: CueWord, *, title_case: bool
) -> bool:
    """Tell a verb from the noun or adjective of the same shape by the words around it."""
    token = tokens[index]
    before = tokens[index - 1] if index else None
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.text[0].isupper() and index and not title_case:
        return False  # a name: State Department, Human Rights Watch
    if word.strong and word.form != "base":
        return True
    if before is None:
        return word.form == "ing" and behind is not None
    if before.lower in DETERMINERS and before.lower not in {"that", "some", "many", "one", "several", "no"}:
        return False
    if before.lower in PREPOSITIONS and before.lower not in {"to", "by", "after", "before", "without"}:
        return False
    if word.form in ("third", "base", "ing") and before.text in {"’s", "'s"}:
        return False
    if word.form == "base":
        return before.lower in SUBJECT_PRONOUNS or before.lower in AUXILIARIES | CUE_ADVERBS or _plural(before)
    if word.form == "past" and before.text.isdigit() and behind is not None and behind.text.islower():
        return behind.lower in DETERMINERS | {"that"}  # "31 alleged violations"
    if word.form == "past":
        if before.lower in {"is", "are", "was", "were", "be", "been", "being"}:
            return word.strong or "clause" in word.frames
        return not (behind is not None and behind.lower == "by")
    if word.form == "third":
        return token.text[0].islower() and (before.lower in SUBJECT_PRONOUNS or not _adjective_like(before, behind))
    return True


def _title_case(tokens: Sequence[Token]) -> bool:
    words = [token.text for token in tokens if token.text[0].isalpha() and len(token.text) > 3]
    return len(words) > 2 and sum(word[0].isupper() for word in words) >= 0.7 * len(words)


def _plural(token: Token) -> bool:
    return token.lower.endswith("s") or token.lower in {"people", "police", "media", "and"} or token.text == ")"


def _adjective_like(before: Token, behind: Token | None) -> bool:
    """For a third-person form: "recent claims", "such reports of": a noun, not a verb."""
    if is_name_like(before.text) or before.text in {",", ")", "”", '"', "\ue002"} or before.lower in CUE_ADVERBS:
        return behind is not None and behind.lower in {"of", "by"}
    return before.lower.endswith(
        ("ent", "al", "ive", "ous", "ful", "ble", "ed", "ing", "ic", "s", "ese", "ian", "such")
    ) or (behind is not None and behind.lower in {"of", "by", "from"})
