"""Attributions by a mark instead of a verb: headlines ("Lund: the truce is dead"), signatures ("…" — Ana Lund)."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.understand.reader import Passage, RawAttribution
from sayso.understand.sentences import Sentence
from sayso.understand.words import is_name_like, word_set

#: A longer line is a paragraph, where a colon introduces a list or an explanation as often as speech.
MAX_TOKENS = 32
MAX_NAME_TOKENS = 6
_DASHES = frozenset("-–—―")
#: What newspapers set before a colon without anybody speaking.
_NOT_VOICES = word_set(
    """
    related update updated watch read photo photos video source sources tags tag category note editor breaking
    exclusive analysis opinion live more via date time location posted published author share listen also see topics
    keywords explainer factbox timeline review contact email copyright image images credit file reuters ap afp
    """
)


def attribute(passage: Passage, read: Sequence[Sentence]) -> list[RawAttribution]:
    """Return the attributions of "Name: words" among headings and single lines, and of signed quotations."""
    alone: dict[int, int] = {}
    for sentence in read:
        alone[sentence.paragraph] = alone.get(sentence.paragraph, 0) + 1
    found = []
    for sentence in read:
        role = passage.paragraphs[sentence.paragraph][2]
        heading = role in {"title", "heading"}
        if heading or (alone[sentence.paragraph] == 1 and sentence.tokens[-1].text not in {".", ":"}):
            raw = _colon(sentence)
            if raw is not None:
                found.append(raw)
        signed = _signed(sentence)
        if signed is not None:
            found.append(signed)
    return found


def _signed(sentence: Sentence) -> RawAttribution | None:
    """A quotation with its speaker's name behind a dash."""
    tokens = sentence.tokens
    dash = next((n for n, token in enumerate(tokens) if token.text in _DASHES), None)
    if not dash or any(token.quotation is None for token in tokens[:dash]):
        return None
    name = tokens[dash + 1 :]
    while name and name[-1].text in {".", ","}:
        name = name[:-1]
    if not 1 <= len(name) <= MAX_NAME_TOKENS or not all(is_name_like(token.text) for token in name):
        return None
    return RawAttribution(
        source=(name[0].start, name[-1].end),
        cue=(tokens[dash].start, tokens[dash].end),
        content=((tokens[0].start, tokens[dash - 1].end),),
        confidence=0.8,
    )


def _colon(sentence: Sentence) -> RawAttribution | None:
    tokens = sentence.tokens
    if len(tokens) > MAX_TOKENS:
        return None
    colon = next((n for n, token in enumerate(tokens[: MAX_NAME_TOKENS + 1]) if token.text == ":"), None)
    if not colon or colon + 1 == len(tokens):
        return None
    said = tokens[colon + 1 :]
    if not any(token.quotation is not None for token in said) and sum(token.text[0].isalpha() for token in said) < 3:
        return None  # "Episode 147" is no saying
    name = tokens[:colon]
    if not all(is_name_like(token.text) for token in name) or any(token.lower in _NOT_VOICES for token in name):
        return None
    if any(token.text.isdigit() for token in name) or tokens[colon + 1].start == tokens[colon].end:
        return None  # a time (10:30) or an address
    return RawAttribution(
        source=(name[0].start, name[-1].end),
        cue=(tokens[colon].start, tokens[colon].end),
        content=((tokens[colon + 1].start, tokens[-1].end),),
        confidence=0.6,
    )
