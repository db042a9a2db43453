"""Floating quotations: speech in a sentence or paragraph of its own, whose speaker stands somewhere before it.

Three kinds: the speech goes on in the same paragraph or runs over several (one attribution, more pieces, as PolNeAR
cuts them); the paragraph before introduces it ("Lund noted…", "She had this to say:"); or it simply goes on (an
attribution of its own, with neither source nor cue, carried by the one before).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

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


def join(passage: Passage, read: Sequence[Sentence], found: Sequence[RawAttribution]) -> list[RawAttribution]:
    """Return ``found`` with every floating quotation joined to its attribution or added as one of its own."""
    return _Joining(passage, read, found).result()


class _Joining:
    """The floating quotations of one article being joined, in reading order.

    ``made`` holds the attributions, ``more`` the pieces that go on from them; ``last`` is the one who speaks.
    """

    def __init__(self, passage: Passage, read: Sequence[Sentence], found: Sequence[RawAttribution]) -> None:
        self.passage, self.read = passage, read
        self.made = list(found)
        self.more: dict[int, list[Extent]] = {}
        self.last: int | None = None
        self.last_paragraph = -1
        self.previous: Quotation | None = None
        self.spoken_by: dict[Extent, int] = {}
        self.covered = _Cover(piece for raw in found for piece in raw.content)
        self.ends_of_paragraphs = [end for _, end, _ in passage.paragraphs]
        self.begins = {sentence.paragraph: sentence.start for sentence in reversed(read)}
        self.last_sentence = {sentence.paragraph: sentence for sentence in read}
        self.paragraph_of = {id(token.quotation): s.paragraph for s in read for token in s.tokens if token.quotation}

    def result(self) -> list[RawAttribution]:
        outermost = _outermost(self.made)
        cursor = 0
        for sentence in self.read:
            while cursor < len(outermost) and self.made[outermost[cursor]].content[0][0] < sentence.start:
                self._speaks(outermost[cursor])
                cursor += 1
            floating = _floating(self.passage.text, sentence)
            if not floating or any(self.covered.covers(quotation) for quotation in floating):
                self.previous = floating[-1] if floating else _last_quotation(sentence) or self.previous
                continue
            for quotation in floating:
                self._join(quotation, self.paragraph_of.get(id(quotation), sentence.paragraph))
                self.previous = quotation
        return [
            replace(raw, content=(*raw.content, *self.more[number])) if number in self.more else raw
            for number, raw in enumerate(self.made)
        ]

    def _speaks(self, number: int) -> None:
        end = self.made[number].content[-1][1]
        place = bisect_left(self.ends_of_paragraphs, end)
        inside = place < len(self.ends_of_paragraphs) and self.passage.paragraphs[place][0] <= end
        if inside and self.last is not None and self.passage.paragraphs[place][2] == "heading":
            return  # "Did the Front want it?" asks; who answers is who spoke before
        self.last = number
        self.last_paragraph = place if inside else -1

    def _join(self, quotation: Quotation, paragraph: int) -> None:
        piece = (quotation.start, quotation.end)
        introduced = self._introduced(paragraph, quotation)
        if introduced is not None:
            self.made.append(replace(introduced, content=(piece,)))
            self.last = len(self.made) - 1
        elif self.last is not None and self._goes_on(self.last, quotation, paragraph):
            self.more.setdefault(self.last, []).append(piece)
        elif self.last is not None and paragraph - self.last_paragraph <= MAX_BACK:
            carried = self.made[self.last].carried
            carried = carried if carried is not None else self.last
            self.made.append(RawAttribution(None, None, (piece,), "asserts", 0.6, carried=carried))
            self.last = len(self.made) - 1
        else:
            return
        self.last_paragraph = paragraph
        self.spoken_by[piece] = self.last

    def _goes_on(self, number: int, quotation: Quotation, paragraph: int) -> bool:
        """Whether a quotation is one more piece of the attribution ``number``, which came last."""
        raw, before = self.made[number], self.previous
        if quotation.continues and before is not None:
            said_before = self.spoken_by.get((before.start, before.end)) == number
            if said_before or any(start <= before.start and before.end <= end for start, end in raw.content):
                return True
        # Whether the last piece ends as a quotation, so that the next one goes on with it.
        end = self.more[number][-1][1] if number in self.more else raw.content[-1][1]
        return paragraph == self.last_paragraph and self.passage.text[end - 1] in "”\"’'»"

    def _introduced(self, paragraph: int, quotation: Quotation) -> RawAttribution | None:
        """Read the sentence that ends the paragraph before, when it leads up to this quotation."""
        before = self.last_sentence.get(paragraph - 1)
        if before is None or self.begins[paragraph] != quotation.start:
            return None
        return _lead(before.tokens)


class _Cover:
    """Answers whether one of many pieces holds a quotation, by the furthest end among the pieces begun before it."""

    def __init__(self, pieces: Iterable[Extent]) -> None:
        ordered = sorted(pieces)
        self.starts = [start for start, _ in ordered]
        self.furthest = list(accumulate((end for _, end in ordered), max))

    def covers(self, quotation: Quotation) -> bool:
        place = bisect_right(self.starts, quotation.start) - 1
        return place >= 0 and self.furthest[place] >= quotation.end


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


def _outermost(found: Sequence[RawAttribution]) -> list[int]:
    """The attributions whose content stands in no other's, by place: only outermost speakers go on speaking."""
    order = sorted(range(len(found)), key=lambda n: found[n].content[0])
    extents = {n: (found[n].content[0][0], found[n].content[-1][1]) for n in order}
    around: list[int] = []  # those that reach beyond the place the sweep has come to
    result = []
    for start, group in groupby(order, key=lambda n: extents[n][0]):
        members = list(group)
        around = [n for n in around if extents[n][1] > start] + members
        for number in members:
            end, content = extents[number][1], found[number].content
            if not any(extents[other][1] >= end and found[other].content != content for other in around):
                result.append(number)
    return result


def _lead(tokens: Sequence[Token]) -> RawAttribution | None:
    """An attribution without its content, read from a sentence that leads up to it ("Lund noted…")."""
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
        near = cue.begin and cue.word.form != "ing"  # "Lund expressed concern about …, saying:"
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
