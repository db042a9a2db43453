"""The dumb baselines that stand in every report: what anybody would get in an afternoon.

Attributions: every quoted stretch is a content; the nearest run of capitalised words around it is its source; the
nearest word like "said" is its cue; always sure. It sees no indirect speech and resolves nothing. Names: every run of
capitalised words, all of one type. References: names and pronouns of the same words are the same one. A reader that
does not beat them is broken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.check.nouns import GoldAttribution, GoldDocument, GoldName
from sayso.check.spans import Segment
from sayso.understand.phrases import PRONOUNS

#: Inside one paragraph and bounded, so that an unclosed mark costs little.
_QUOTE = re.compile(r"“[^“”\n]{3,3000}”|\"[^\"\n]{3,3000}\"")
_NAME = re.compile(r"\b[A-Z][\w’'-]{1,30}(?: (?:al-|of )?[A-Z][\w’'-]{1,30}){0,5}")
_CUE = re.compile(
    r"\b(?:said|says|say|saying|told|tells|added|adds|wrote|writes|according to|announced|announces|claimed|claims|"
    r"reported|reports|stated|states|warned|warns|noted|insisted|explained|asked|replied|declared|called|argued)\b"
)
_RUN = re.compile(r"\b[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")
_LETTERS = re.compile(r"\b[^\W\d_]+\b")
_PARAGRAPH = re.compile(r"[^\n]+")
_REACH = 200  # characters around a quote: a sentence or two
_FEWEST_WORDS = 3  # a shorter quoted stretch is more often a title or a scare quote than speech


def quotes_and_names(document: GoldDocument) -> tuple[GoldAttribution, ...]:
    """Return the baseline's attributions of a document."""
    found: list[GoldAttribution] = []
    for paragraph in _PARAGRAPH.finditer(document.text):
        text, offset = paragraph.group(), paragraph.start()
        quotes = [match.span() for match in _QUOTE.finditer(text)]
        for start, end in quotes:
            words = len(text[start:end].split())
            if words < _FEWEST_WORDS:
                continue
            cue = _nearest(_CUE, text, (start, end), quotes)
            source = _nearest(_NAME, text, (start, end), quotes)
            speaker = text[source[0] : source[1]] if source else None
            found.append(
                GoldAttribution(
                    id=f"baseline#{len(found) + 1}",
                    content=((offset + start, offset + end),),
                    source=_moved(source, offset),
                    cue=_moved(cue, offset),
                    speaker=speaker,
                    style="direct",
                    polarity="asserts",
                    confidence=1.0,
                )
            )
    return tuple(found)


def capitalised_runs(text: str, type_: str) -> tuple[GoldName, ...]:
    """Return every run of capitalised words as a name of this type, those that only begin a sentence included."""
    return tuple(GoldName(match.start(), match.end(), type_) for match in _RUN.finditer(text))


def same_words(text: str) -> list[list[Segment]]:
    """Return the chains of the baseline: runs of capitalised words, and pronouns, of the same words each."""
    runs = [match.span() for match in _RUN.finditer(text) if match.group().lower() not in PRONOUNS]
    pronouns = [match.span() for match in _LETTERS.finditer(text) if match.group().lower() in PRONOUNS]
    chains: dict[str, list[Segment]] = {}
    for start, end in sorted([*runs, *pronouns]):
        chains.setdefault(text[start:end].lower(), []).append((start, end))
    return list(chains.values())


def _moved(span: Segment | None, offset: int) -> tuple[Segment, ...]:
    return ((span[0] + offset, span[1] + offset),) if span else ()


def _nearest(pattern: re.Pattern[str], text: str, quote: Segment, quotes: Sequence[Segment]) -> Segment | None:
    """Return the match outside every quote that lies nearest to ``quote``; what precedes wins a tie."""
    left, right = max(0, quote[0] - _REACH), min(len(text), quote[1] + _REACH)
    best: tuple[int, Segment] | None = None
    for match in pattern.finditer(text, left, right):
        start, end = match.span()
        if any(start < q[1] and q[0] < end for q in quotes):
            continue
        distance = quote[0] - end if end <= quote[0] else start - quote[1]
        if best is None or distance < best[0]:
            best = (distance, (start, end))
    return best[1] if best else None
