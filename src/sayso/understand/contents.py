"""Contents: what stands behind or before a cue, as token ranges of its sentence.

Contents are cut as PolNeAR cuts them: with "that" and with quotation marks, without the full stop of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand import chunks
from sayso.understand.cues import Cue
from sayso.understand.sentences import Token
from sayso.understand.words import (
    AUXILIARIES,
    CUE_ADVERBS,
    DETERMINERS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    is_name_like,
    is_verbish,
    word_set,
)

Range = tuple[int, int]
_FINAL = frozenset({".", "!", "?", ";"})
_QUESTION_WORDS = word_set("whether if why how what when who where which")
_TURNS = word_set("while but although though whereas as when after before because")
#: Participles with which the same speaker goes on: "…, the minister said *adding* that".
_GOING_ON = word_set("adding noting stressing saying citing referring describing calling warning explaining according")
#: Words that no noun phrase begins with.
_NO_PHRASE = word_set("and or but as to is was were are when while if because himself herself")
#: A clause without "that" behind a cue that is often something else must show a verb within so many words.
_VERB_WITHIN = 24


@dataclass(frozen=True, slots=True)
class Forward:
    """What stands behind a cue: where the cue ends, who is told, and where the content may begin."""

    cue_end: int
    addressee: Range | None
    first: int
    colon: bool


def high_of(tokens: Sequence[Token]) -> int:
    """Return the index behind the last token of a sentence that is not its final mark."""
    high = len(tokens)
    while high > 0 and tokens[high - 1].text in {".", "!", "?", "…", "...", "..", ";", ":"}:
        high -= 1
    return high


def look_forward(tokens: Sequence[Token], cue: Cue, high: int) -> Forward:
    """Step over manner, time and addressee behind a cue to where its content may begin."""
    index = chunks.manner(tokens, cue.behind, high)
    cue_end = index
    index = chunks.skip_time(tokens, index, high)
    told: Range | None = None
    if cue.word.addressee or (cue.word.addressee_np and _addressee_then_clause(tokens, index, high)):
        told = chunks.addressee(tokens, index, high)
        if told is not None:
            index = told[1]
    elif index + 1 < high and tokens[index].lower == "to" and is_name_like(tokens[index + 1].text):
        told = chunks.addressee(tokens, index + 1, high)  # "said to Reuters that"
        index = told[1] if told else index
    index = chunks.skip_time(tokens, index, high)
    moved = chunks.manner(tokens, index, high)
    index = chunks.skip_time(tokens, moved, high)
    colon = False
    while index < high and tokens[index].text in {",", ":", "…", "...", "-", "–", "—"}:
        colon = colon or tokens[index].text == ":"
        if tokens[index].text == "," and index + 1 < high and not _content_behind_comma(tokens, index + 1):
            break
        index += 1
    return Forward(cue_end, told, index, colon)


def _addressee_then_clause(tokens: Sequence[Token], index: int, high: int) -> bool:
    told = chunks.addressee(tokens, index, high)
    return told is not None and told[1] < high and tokens[told[1]].lower in {"that", "to"} | _QUESTION_WORDS


def _content_behind_comma(tokens: Sequence[Token], index: int) -> bool:
    return tokens[index].quotation is not None or tokens[index].lower in {"that", "however"}


def clause_end(tokens: Sequence[Token], first: int, high: int, cues: Sequence[Cue], *, phrase: bool = False) -> int:
    """Return where a content that begins at ``first`` ends.

    ``phrase``: a noun phrase or infinitive, which ends at the first comma or clause word.
    """
    later = {cue.begin: cue for cue in cues if cue.begin > first}
    for index in range(first + 1, high):
        token = tokens[index]
        if token.text == ";" or (token.text == "," and (phrase or _turns(tokens, index, high, later))):
            return index
        goes_on = token.lower == "and" and _goes_on_saying(tokens, index, high, later)
        if goes_on or (token.lower == "according" and index in later):
            return index - 1 if tokens[index - 1].text == "," else index
        if phrase and token.lower in _TURNS and token.lower not in {"before", "after"}:
            return index
        cue = later.get(index)
        if cue is not None and cue.word.form == "ing" and tokens[index - 1].text != "," and _strong(cue):
            return index
    return high


def _strong(cue: Cue) -> bool:
    return cue.word.strong or cue.word.lemma in {"add", "note", "cite", "stress"}


def _turns(tokens: Sequence[Token], comma: int, high: int, later: dict[int, Cue]) -> bool:
    """Whether somebody else's words, or the same speaker's next ones, begin behind this comma."""
    index = comma + 1
    if index >= high:
        return True
    if index in later and (later[index].word.form == "ing" or "according" in later[index].word.frames):
        return True
    turn = tokens[index].lower in _TURNS or tokens[index].lower in {"and", "who", "which"}
    nearest = next((cue for begin, cue in sorted(later.items()) if begin > comma), None)
    if nearest is None or nearest.begin - comma > 16 or not nearest.word.strong:
        return False
    between = [token.text for token in tokens[index : nearest.begin]]
    return turn or "," not in between  # ", he said" and ", while the army said"


def _goes_on_saying(tokens: Sequence[Token], index: int, high: int, later: dict[int, Cue]) -> bool:
    """Whether "and" begins "…and added that": the same source's next cue, not a part of this content."""
    following = index + 1
    while following < high and tokens[following].lower in CUE_ADVERBS and following not in later:
        following += 1
    cue = later.get(following)
    return cue is not None and cue.word.form in {"past", "third"}


def allowed(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    tokens: Sequence[Token], cue: Cue, found: Forward, high: int
) -> str | None:
    """Return the frame in which the words behind a cue can be its content, or None."""
    first = found.first
    if first >= high:
        return None
    word, frames = tokens[first].lower, cue.word.frames
    if tokens[first].quotation is not None and "quote" in frames and (found.colon or first + 1 >= high):
        return "quote"
    if word == "that" and frames & {"clause", "that"}:
        return "clause"
    if word in _QUESTION_WORDS and frames & {"whether", "clause"} and word != "which":
        return "whether" if "whether" in frames else "clause"
    if word == "to" and "to" in frames:
        return "to"
    if "naming" in frames:
        return "naming" if _names(tokens, first, high) else None
    if "clause" in frames and _clause_like(tokens, first, high, sure=cue.word.strong):
        return "clause"
    if "quote" in frames and tokens[first].quotation is not None:
        return "quote"
    if "np" in frames and found.addressee is None and _phrase_like(tokens[first]):
        return "np"
    return None


def _clause_like(tokens: Sequence[Token], first: int, high: int, *, sure: bool) -> bool:
    token = tokens[first]
    if high - first < 3 or token.text in {",", ")", ";"} or token.lower in _GOING_ON:
        return False
    if token.lower in PREPOSITIONS and token.lower in {"by", "of", "with", "from", "against", "about"}:
        return False
    if sure:
        return token.lower not in {"and", "but", "or"}
    if not (
        token.lower in DETERMINERS | SUBJECT_PRONOUNS | {"there", "in", "at", "more", "all", "both", "only", "its"}
        or is_name_like(token.text)
        or token.text[0].isdigit()
        or token.quotation is not None
        or token.lower.endswith("s")
    ):
        return False
    return any(
        other.lower in AUXILIARIES or (is_verbish(other.lower) and other.lower.endswith("ed"))
        for other in tokens[first + 1 : min(high, first + _VERB_WITHIN)]
    )


def _phrase_like(token: Token) -> bool:
    word = token.lower
    if token.quotation is not None or is_name_like(token.text) or token.text[0].isdigit():
        return True
    return word[0].isalpha() and word not in PREPOSITIONS and word not in _NO_PHRASE


def _names(tokens: Sequence[Token], first: int, high: int) -> bool:
    """Whether "called" is followed by the named and its name, not by "for", "on" or a telephone."""
    if tokens[first].lower in PREPOSITIONS or not _phrase_like(tokens[first]):
        return False
    return any(token.quotation is not None for token in tokens[first : min(high, first + 16)]) or (
        tokens[first].lower in {"it", "them", "him", "her", "this", "that"}
        and first + 1 < high
        and tokens[first + 1].lower in {"a", "an", "the"}
    )


def ends_sentence(tokens: Sequence[Token], index: int, high: int) -> bool:
    """Whether nothing but time, manner, an addressee or a comma stands from ``index`` to the sentence's end."""
    index = chunks.manner(tokens, index, high)
    index = chunks.skip_time(tokens, index, high)
    index = chunks.manner(tokens, index, high)
    index = chunks.skip_time(tokens, index, high)
    if index >= high or tokens[index].text in _FINAL:
        return True
    return tokens[index].lower in _GOING_ON
