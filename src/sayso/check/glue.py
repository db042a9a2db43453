"""Tokens back into a sentence: as it stood, where the corpus tells it, else as people would write it."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.check.spans import Segment

_TIGHT_BEFORE = {*".,;:!?)]}”’%…/", "n't", "'re", "'ve", "'ll", "'d", "'m", "'s", "’s", "’t", "''"}
_TIGHT_BEHIND = {*"([{“‘$£€#/", "``"}
_STRAIGHT = ('"', "'")


def placed(words: Sequence[str], sentence: str) -> list[Segment] | None:
    """Return where each word stands in the sentence, or None when the words are not the sentence's, in order."""
    places: list[Segment] = []
    at = 0
    for word in words:
        while at < len(sentence) and sentence[at].isspace():
            at += 1
        if not sentence.startswith(word, at):
            return None
        places.append((at, at + len(word)))
        at += len(word)
    return places if not sentence[at:].strip() else None


def glued(words: Sequence[str]) -> tuple[str, list[Segment]]:
    """Return a sentence of these words, with spaces where one would write them, and where each word stands in it.

    A straight mark opens and closes by turns, but an apostrophe behind an ``s`` or before an ``s`` of its own opens
    nothing. A hyphen that is a word keeps its spaces: it is a dash.
    """
    text = ""
    places: list[Segment] = []
    opened: set[str] = set()
    glue = True
    for index, word in enumerate(words):
        tight, glue = glue or word in _TIGHT_BEFORE, word in _TIGHT_BEHIND
        if word in _STRAIGHT:
            if word in opened:
                opened.discard(word)
                tight = True
            elif word == "'" and words[index + 1 : index + 2] == ["s"]:
                tight = glue = True
            elif word == "'" and text.endswith("s"):
                tight = True
            else:
                opened.add(word)
                glue = True
        text += word if tight else f" {word}"
        places.append((len(text) - len(word), len(text)))
    return text, places
