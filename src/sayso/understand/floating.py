"""Floating quotations: speech in a sentence or paragraph of its own, whose speaker stands somewhere before it.

Three kinds: the speech goes on in the same paragraph or runs over several (one attribution, more pieces, as PolNeAR
cuts them); the paragraph before introduces it ("Lavrov noted…", "She had this to say:"); or it simply goes on (an
attribution of its own, with neither source nor cue, carried by the one before).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sayso.understand import chunks, contents
from sayso.understand.cues import Cue, find_cues
from sayso.understand.quotations import Quotation
from sayso.understand.reader import Extent, Passage, RawAttribution
from sayso.understand.sentences import Sentence, Token
from sayso.understand.words import is_verbish

#: A quotation of fewer words alone in a sentence is a title or a scare quote as often as speech.
MIN_WORDS = 3
#: How many paragraphs back the speaker of a floating quotation may stand.
MAX_BACK = 2


def join(
    passage: Passage, read: Sequence[Sentence], quoted: Sequence[Quotation], found: Sequence[RawAttribution]
) -> list[RawAttribution]:
    """Return ``found`` with every floating quotation joined to its attribution or added as one of its own."""
    result = list(found)
    covered = [piece for raw in found for piece in raw.content]
    paragraph_of = {id(token.quotation): s.paragraph for s in read for token in s.tokens if token.quotation}
    last: int | None = None  # the attribution that speaks, in reading order
    last_paragraph = -1
    by_place = sorted(range(len(found)), key=lambda n: found[n].content[0])
    ends = [(found[n].content[-1][1], n) for n in by_place]
    cursor = 0
    previous: Quotation | None = None
    for sentence in read:
        while cursor < len(ends) and found[ends[cursor][1]].content[0][0] < sentence.start:
            if _top(found, ends[cursor][1]):
                last, last_paragraph = ends[cursor][1], _paragraph_at(passage, ends[cursor][0])
            cursor += 1
        floating = _floating(passage.text, sentence)
        if not floating or any(_covers(covered, quotation) for quotation in floating):
            previous = floating[-1] if floating else _last_quotation(sentence) or previous
            continue
        for quotation in floating:
            paragraph = paragraph_of.get(id(quotation), sentence.paragraph)
            piece = (quotation.start, quotation.end)
            introduced = _introduced(passage, read, paragraph, quotation)
            if introduced is not None:
                result.append(_with_content(introduced, piece))
                last, last_paragraph = len(result) - 1, paragraph
            elif last is not None and (
                (quotation.continues and previous is not None and _holds(result[last], previous))
                or (paragraph == last_paragraph and _direct(passage.text, result[last]))
            ):
                result[last] = replace(result[last], content=(*result[last].content, piece))
                last_paragraph = paragraph
            elif last is not None and paragraph - last_paragraph <= MAX_BACK:
                carried = result[last].carried if result[last].carried is not None else last
                result.append(RawAttribution(None, None, (piece,), "asserts", 0.6, carried=carried))
                last, last_paragraph = len(result) - 1, paragraph
            previous = quotation
    return result


def _floating(text: str, sentence: Sentence) -> list[Quotation]:
    """The quotations of a sentence that holds nothing else."""
    quoted = [token.quotation for token in sentence.tokens if token.quotation is not None]
    others = [token for token in sentence.tokens if token.quotation is None and token.text[0].isalnum()]
    if not quoted or others:
        return []
    words = sum(len(text[q.inner_start : q.inner_end].split()) for q in quoted)
    return [q for q in quoted if q is not None] if words >= MIN_WORDS else []


def _last_quotation(sentence: Sentence) -> Quotation | None:
    return next((token.quotation for token in reversed(sentence.tokens) if token.quotation is not None), None)


def _covers(covered: Sequence[Extent], quotation: Quotation) -> bool:
    return any(start <= quotation.start and quotation.end <= end for start, end in covered)


def _holds(raw: RawAttribution, quotation: Quotation) -> bool:
    return _covers(raw.content, quotation)


def _direct(text: str, raw: RawAttribution) -> bool:
    """Whether an attribution's last piece ends as a quotation, so that a next one goes on with it."""
    return text[raw.content[-1][1] - 1] in "”\"’'»"


def _top(found: Sequence[RawAttribution], number: int) -> bool:
    """Whether no other attribution's content holds this one's: only outermost speakers go on speaking."""
    start, end = found[number].content[0][0], found[number].content[-1][1]
    return not any(
        other.content[0][0] <= start and end <= other.content[-1][1] and other.content != found[number].content
        for other in found
    )


def _paragraph_at(passage: Passage, offset: int) -> int:
    for number, (start, end, _) in enumerate(passage.paragraphs):
        if start <= offset <= end:
            return number
    return -1


def _introduced(
    passage: Passage, read: Sequence[Sentence], paragraph: int, quotation: Quotation
) -> RawAttribution | None:
    """Read the sentence that ends the paragraph before, when it leads up to this quotation."""
    start = passage.paragraphs[paragraph][0]
    if passage.text[start : quotation.start].strip():
        return None
    before = next((s for s in reversed(read) if s.paragraph == paragraph - 1), None)
    if before is None:
        return None
    tokens = before.tokens
    mark = tokens[-1].text
    if mark not in {":", "…", "...", ","}:
        return None
    high = contents.high_of(tokens)
    while high > 0 and tokens[high - 1].text in {":", ",", "…", "..."}:
        high -= 1
    cue = next(
        (c for c in reversed(find_cues(tokens[:high])) if "quote" in c.word.frames and _near(tokens, c, high)), None
    )
    if cue is not None:
        near = cue.begin and cue.word.form != "ing"  # "Lavrov expressed concern about …, saying:"
        source = chunks.before(tokens, cue.begin, 0, tight=False) if near else None
        source = source or _subject(tokens, cue.begin)
        return RawAttribution(
            _extent(tokens, source) if source else None,
            _extent(tokens, (cue.begin, cue.behind)),
            ((0, 0),),
            cue.word.polarity,
            0.85,
        )
    if mark != ":":
        return None
    source = _subject(tokens, high)
    return RawAttribution(_extent(tokens, source), None, ((0, 0),), "asserts", 0.5) if source else None


def _near(tokens: Sequence[Token], cue: Cue, high: int) -> bool:
    """Whether nothing but time, manner or an addressee stands between a cue and the end of its sentence."""
    look = contents.look_forward(tokens[:high], cue, high)
    return look.first >= high


def _subject(tokens: Sequence[Token], high: int) -> tuple[int, int] | None:
    """The first phrase of a sentence, up to its first mark or verb."""
    for index in range(1, min(high, 12)):
        word = tokens[index].lower
        if (
            tokens[index].text in {",", ":"}
            or is_verbish(word)
            or (word.endswith("s") and tokens[index - 1].text[0].isupper())
        ):
            return chunks.before(tokens, index, 0, tight=False)
    return None


def _extent(tokens: Sequence[Token], piece: tuple[int, int]) -> Extent:
    return tokens[piece[0]].start, tokens[piece[1] - 1].end


def _with_content(raw: RawAttribution, piece: Extent) -> RawAttribution:
    return replace(raw, content=(piece,))
