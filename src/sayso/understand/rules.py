"""The rule-based reader: cues → contents → sources → join. The named baseline of every table (``--reader rules``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sayso.understand import actors, chunks, contents, floating, headlines
from sayso.understand.cues import Cue, find_cues, lexicon
from sayso.understand.quotations import Quotation, quotations
from sayso.understand.reader import Extent, Passage, RawAttribution, Reading, in_order
from sayso.understand.sentences import Sentence, Token, read_sentences, sentences, tokenise
from sayso.understand.words import AUXILIARIES, NEGATIONS, RELATIVES, SUBJECT_PRONOUNS, is_verbish, word_set

Range = tuple[int, int]
#: Speech inside speech inside speech is the deepest that rules follow.
MAX_DEPTH = 2
#: So many words at most stand between "quoted" and "as saying" ("quoted by the state news agency of Oster").
MAX_QUOTED_BY = 12
#: A quotation of fewer words holds no attribution of its own.
MIN_NESTED_WORDS = 6
_CONFIDENCE = {"quote": 0.95, "clause": 0.85, "whether": 0.8, "according": 0.9, "to": 0.7, "np": 0.55, "naming": 0.7}
#: "Reports indicating that": here the noun before a participle is the source, elsewhere the sentence's subject is.
_TELLING_NOUNS = word_set(
    "reports report sources letter video documents document evidence data reporters posters signs"
)
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_PASSIVE = frozenset({"say", "believe", "think", "report", "fear", "allege", "expect", "claim", "estimate"})


class RuleReader:
    """Finds attributions by quotation marks, the cue lexicon and the order of words."""

    name = "rules"
    version = "1"

    def __init__(self) -> None:
        # A data file that cannot be used is told once, before any page is read, and not on every page.
        lexicon()
        actors.known()

    def read(self, passages: Sequence[Passage]) -> list[Reading]:
        """Return the attributions of each passage, in the order of their contents."""
        return [Reading(attribute(passage)) for passage in passages]


def attribute(passage: Passage) -> list[RawAttribution]:
    """Return the attributions of one passage, in the order of their contents."""
    extents = [(start, end) for start, end, _ in passage.paragraphs]
    quoted = quotations(passage.text, extents)
    read = read_sentences(passage.text, extents, quoted)
    found = [raw for sentence in read for raw in attribute_sentence(sentence)]
    found += headlines.attribute(passage, read)
    found = floating.join(passage, read, found)
    for quotation in quoted:
        found += _inside(passage.text, quotation, depth=1)
    return in_order(found)


def _inside(text: str, quotation: Quotation, depth: int) -> list[RawAttribution]:
    """Attributions in what somebody is quoted as saying ("As I have said before, …")."""
    start, end = quotation.inner_start, quotation.inner_end
    if text.count(" ", start, end) < MIN_NESTED_WORDS or depth > MAX_DEPTH:
        return []
    inner = [q for q in quotations(text, [(start, end)]) if q.end - q.start < end - start]
    found = [
        raw
        for sentence in sentences(text, tokenise(text, start, end, inner), 0)
        for raw in attribute_sentence(sentence)
        if raw.source is not None
    ]
    for within in inner:
        found += _inside(text, within, depth + 1)
    return found


def attribute_sentence(sentence: Sentence) -> list[RawAttribution]:
    """Return the attributions whose cue stands in this sentence, outside quotation marks."""
    tokens = sentence.tokens
    high = contents.high_of(tokens)
    cues = find_cues(tokens[:high])
    found: list[RawAttribution] = []
    subject: Range | None = None
    low = 0
    for cue in cues:
        read = _Reading(tokens, high, cues, cue, low, subject)
        raw = read.attribution()
        if raw is None:
            continue
        found.append(raw)
        subject = read.source if read.source is not None else subject
        low = cue.behind
    return found


@dataclass(slots=True)
class _Reading:
    """One cue being read in its sentence, whose words end before ``high``.

    ``low`` is where the cue before ended, ``subject`` its source. ``source`` is set when one was found for this cue.
    """

    tokens: Sequence[Token]
    high: int
    cues: Sequence[Cue]
    cue: Cue
    low: int
    subject: Range | None
    source: Range | None = None

    def attribution(self) -> RawAttribution | None:
        if "according" in self.cue.word.frames:
            return self._according()
        if self.cue.word.lemma in {"cite", "quote"}:
            return self._cited()
        if _is_as_saying(self.tokens, self.cue):
            return self._quoted() or self._forward()
        return self._passive() or self._after_quotation() or self._forward() or self._backward()

    # The ways a cue is placed ------------------------------------------------------------------------------------

    def _according(self) -> RawAttribution | None:
        """According to X, … / …, according to X."""
        tokens, cue = self.tokens, self.cue
        opening = cue.head <= 1 or tokens[cue.head - 1].text in {";", "—", "–"}
        free = opening and not any(token.text == "," for token in tokens[cue.behind : cue.behind + 12])
        source = chunks.behind(tokens, cue.behind, self.high, free=free)
        if source is None:
            return None
        if opening:
            first = source[1]
            if first < self.high and tokens[first].text == ",":
                first += 1
            content = [(first, contents.clause_end(tokens, first, self.high, self.cues))]
        else:
            source = chunks.with_apposition(tokens, source, self.high)
            content = [(self._clause_start(cue.head), self._before_comma(cue.head))]
        return self._made("according", source, (cue.head, cue.behind), content)

    def _after_quotation(self) -> RawAttribution | None:
        """Speech before its cue: "…," Lund said. / "…," said Lund. / "…," Lund said, "…"."""
        if "quote" not in self.cue.word.frames:
            return None
        tokens, cue = self.tokens, self.cue
        edge = cue.begin - 1
        while edge >= self.low and tokens[edge].text in {",", "-", "–", "—"}:
            edge -= 1
        if edge >= self.low and self._speech(edge) and cue.behind < self.high:
            source = chunks.behind(tokens, cue.behind, self.high)
            if source is not None:
                source = chunks.with_apposition(tokens, source, self.high)
            quotation = edge
        else:
            source = chunks.before(tokens, cue.begin, self.low, tight=False)
            if source is None or source[0] == 0:
                return None
            quotation = source[0] - 1
            while quotation >= self.low and tokens[quotation].text in {",", "-", "–", "—"}:
                quotation -= 1
            if quotation < self.low or not self._speech(quotation):
                return None
        if source is None:
            return None
        content = self._quotation_and_before(quotation)
        after = max(source[1], cue.behind)
        rest = next((i for i in range(after, self.high) if tokens[i].quotation is not None and self._speech(i)), None)
        if rest is not None and not any(cue.begin < other.begin < rest for other in self.cues):
            content.append((rest, contents.clause_end(tokens, rest, self.high, self.cues)))
        look = contents.look_forward(tokens, cue, self.high) if cue.behind >= source[1] else None
        span = (cue.begin, look.cue_end if look else cue.behind)
        return self._made("quote", source, span, content, look.addressee if look else None)

    def _forward(self) -> RawAttribution | None:
        """Lund said (that) … / Lund told reporters: "…" / Lund vowed to … / Lund rejected the offer."""
        tokens, cue = self.tokens, self.cue
        look = contents.look_forward(tokens, cue, self.high)
        frame = contents.allowed(tokens, cue, look, self.high)
        if frame is None:
            return None
        end = contents.clause_end(tokens, look.first, self.high, self.cues, phrase=frame in {"np", "to"})
        if frame == "clause" and tokens[look.first].lower != "that" and end - look.first < 3:
            return None
        source = self._subject(sure=frame != "np")
        if source is None:
            return None
        return self._made(frame, source, (cue.begin, look.cue_end), [(look.first, end)], look.addressee)

    def _backward(self) -> RawAttribution | None:
        """…, Lund said on Tuesday. / … the ministry said. / …, said the ministry."""
        tokens, cue = self.tokens, self.cue
        finite = cue.word.form in {"past", "third"} or (cue.word.strong and cue.word.form == "base")
        if not finite or not cue.word.frames & {"clause", "quote"}:
            return None
        look = contents.look_forward(tokens, cue, self.high)
        comma = cue.begin > 0 and tokens[cue.begin - 1].text == ","
        closes = contents.ends_sentence(tokens, look.first, self.high)
        pause = look.first < self.high and tokens[look.first].text == ","
        inverted = self._inverted_source() if cue.word.strong and comma and not closes else None
        if inverted is not None:
            content = [(self._clause_start(cue.begin), cue.begin - 1)]
            return self._made("clause", inverted, (cue.head, cue.behind), content)
        if not (closes or pause):
            return None
        source = chunks.before(tokens, cue.begin, self.low, tight=False)
        if source is None or source[0] <= self.low or tokens[source[0] - 1].text not in {",", "-", "–", "—", "\ue002"}:
            if pause:
                return None
            source = chunks.before(tokens, cue.begin, self.low, tight=True)
        if source is None:
            return None
        content = [(self._clause_start(source[0]), self._before_comma(source[0]))]
        if pause and look.first + 1 < self.high:
            content.append((look.first + 1, contents.clause_end(tokens, look.first + 1, self.high, self.cues)))
        too_short = content[0][1] - content[0][0] < (3 if len(content) == 1 else 1)
        return None if too_short else self._made("clause", source, (cue.begin, look.cue_end), content, look.addressee)

    def _inverted_source(self) -> Range | None:
        """The ministry in "…, said the ministry", when nothing but an apposition or a new clause follows."""
        source = chunks.behind(self.tokens, self.cue.behind, self.high)
        if source is None or (source[1] < self.high and self.tokens[source[1]].text not in {",", ";"}):
            return None
        return chunks.with_apposition(self.tokens, source, self.high)

    def _passive(self) -> RawAttribution | None:
        """The jets were believed to be Russian: two pieces, and nobody named as the source."""
        tokens, cue = self.tokens, self.cue
        if cue.word.lemma not in _PASSIVE or cue.word.form != "past" or cue.behind >= self.high:
            return None
        helpers = {token.lower for token in tokens[cue.begin : cue.head]}
        if not helpers & _BE or tokens[cue.behind].lower not in {"to", "that"}:
            return None
        end = contents.clause_end(tokens, cue.behind, self.high, self.cues)
        content = [(cue.behind, end)]
        if tokens[cue.behind].lower == "to":
            subject = chunks.before(tokens, cue.begin, self.low, tight=False)
            if subject is None:
                return None
            content.insert(0, subject)
        return self._raw("clause", None, (cue.begin, cue.behind), content)

    def _cited(self) -> RawAttribution | None:
        """Harbour Radio cited Lund as saying …: the outlet's attribution; Lund's own is read at "saying"."""
        tokens, cue = self.tokens, self.cue
        person = chunks.behind(tokens, cue.behind, self.high)
        if person is None:
            return None
        edge = cue.begin - 1
        outlet = chunks.before(tokens, cue.begin, self.low, tight=False) or self.subject
        if outlet is not None and outlet[0] > 0:
            edge = outlet[0] - 1
            while edge > self.low and tokens[edge].text == ",":
                edge -= 1
        if outlet is not None and edge >= 0 and self._speech(edge):  # "…," the Beacon quoted Lund
            return self._made("quote", person, (cue.begin, cue.behind), self._quotation_and_before(edge), outlet)
        end = contents.clause_end(tokens, cue.behind, self.high, [])
        if end - person[1] == 2 and tokens[end - 1].lower == "saying":
            # … the agency quoted the mayor as saying. What is quoted stands before, with or without a comma.
            if outlet is None or outlet[0] == 0 or tokens[outlet[0] - 1].text != ",":
                outlet = chunks.before(tokens, cue.begin, self.low, tight=True) or outlet
            if outlet is not None and outlet[0] > self.low + 3:
                content = [(self._clause_start(outlet[0]), self._before_comma(outlet[0]))]
                return self._made("clause", person, (cue.begin, cue.behind), content, outlet)
        if outlet is None:
            return None
        return self._made("np", outlet, (cue.begin, cue.behind), [(cue.behind, end)])

    def _quoted(self) -> RawAttribution | None:
        """Lund was quoted by Harbour Radio as saying … / …, Lund was quoted as saying by Harbour Radio."""
        tokens, cue = self.tokens, self.cue
        near = range(cue.begin - 2, max(self.low, cue.begin - MAX_QUOTED_BY), -1)
        verb = next((i for i in near if tokens[i].lower in {"quoted", "cited"} and tokens[i - 1].lower in _BE), None)
        if verb is None:
            return None
        start = verb - 1
        while start > self.low and tokens[start - 1].lower in AUXILIARIES:
            start -= 1
        source = chunks.before(tokens, start, self.low, tight=False)
        if source is None:
            return None
        first = cue.behind
        carrier = chunks.behind(tokens, verb + 2, cue.begin - 1) if tokens[verb + 1].lower == "by" else None
        if carrier is None and first + 1 < self.high and tokens[first].lower == "by":
            carrier = chunks.behind(tokens, first + 1, self.high)
            first = carrier[1] if carrier else first
        while first < self.high and tokens[first].text in {",", ":"}:
            first += 1
        content = (first, contents.clause_end(tokens, first, self.high, self.cues))
        if first >= self.high:
            content = (self._clause_start(source[0]), self._before_comma(source[0]))
        return self._made("clause", source, (start, cue.behind), [content], carrier)

    # Pieces ------------------------------------------------------------------------------------------------------

    def _subject(self, *, sure: bool) -> Range | None:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
        """The source before a cue, or the one it shares with the cue before."""
        tokens, cue = self.tokens, self.cue
        before = tokens[cue.begin - 1] if cue.begin > 0 else None
        earlier = next((other for other in reversed(self.cues) if other.behind <= cue.begin), None)
        citing = earlier is not None and earlier.word.lemma in {"cite", "quote"} and earlier.word.form == "ing"
        if citing and cue.word.form != "ing":
            return self.subject  # The agency citing officials said …
        cited = self._cited_person()
        if cited is not None:
            return cited
        finite = any(token.lower in _BE for token in tokens[cue.begin : cue.head])  # "were insisting"
        if cue.word.form == "ing" and not finite and not (before is not None and before.lower in _TELLING_NOUNS):
            shared = self.subject or self._first_subject()
            if shared is not None or before is None or before.text == ",":
                return shared
        if before is not None and (before.lower in {"and", "but"} or before.text == ","):
            shared = None if before.text == "," else self.subject or self._first_subject()
            if shared is not None:
                return shared
        if cue.begin <= self.low and self.subject is not None:
            return self.subject
        source = chunks.before(tokens, cue.begin, self.low, tight=False)
        if source is None or (source[1] - source[0] > 14 and not sure):
            return None
        if tokens[source[0]].lower in RELATIVES:
            return self._antecedent(source)
        return source

    def _antecedent(self, relative: Range) -> Range | None:
        """Who said: the phrase before "who" is what PolNeAR and readers mean; the pronoun alone names nobody."""
        end = relative[0]
        while end > 0 and self.tokens[end - 1].text in {",", "-", "–", "—"}:
            end -= 1
        return chunks.before(self.tokens, end, self.low, tight=True) if end > self.low else None

    def _cited_person(self) -> Range | None:
        """In "cited Lund as saying", Lund; in "quoting Lund, said" nothing."""
        if self.cue.word.lemma not in {"say", "tell", "add", "state", "note"} or self.cue.word.form != "ing":
            return None
        begin = self.cue.begin
        if begin > self.low + 1 and self.tokens[begin - 1].lower == "as":  # reported residents as saying
            return chunks.before(self.tokens, begin - 1, self.low, tight=False)
        for other in reversed([cue for cue in self.cues if cue.behind <= begin]):
            if other.word.lemma in {"cite", "quote"}:
                return chunks.behind(self.tokens, other.behind, begin)
        return None

    def _first_subject(self) -> Range | None:
        """The subject of the sentence, for participles that have none of their own ("…, vowing to fight on")."""
        tokens = self.tokens
        first = chunks.skip_time(tokens, 0, self.high)
        if first < self.high and tokens[first].text == ",":
            first += 1
        verbs = {cue.begin for cue in self.cues}
        for index in range(first, min(self.cue.begin, first + 14)):
            if index in verbs or is_verbish(tokens[index].lower) or tokens[index].text in {",", ";", ":"}:
                return chunks.before(tokens, index, first, tight=False) if index > first else None
            if tokens[index].lower in SUBJECT_PRONOUNS:
                return (index, index + 1)
        return None

    def _speech(self, index: int) -> bool:
        """Whether the token is a quotation long enough, or so placed, to be what somebody said."""
        quotation = self.tokens[index].quotation
        if quotation is None:
            return False
        last = self.tokens[index]
        return not quotation.single or last.end - last.start > 24

    def _quotation_and_before(self, index: int) -> list[Range]:
        """A quotation at the end of what is said, with the quotations or the words that run into it."""
        tokens = self.tokens
        first = index
        while first > self.low and tokens[first - 1].quotation is not None:
            first -= 1
        start = self._clause_start(first)
        words = sum(1 for token in tokens[start:first] if token.text[0].isalnum())
        return [(start if words >= 2 else first, index + 1)]

    def _clause_start(self, end: int) -> int:
        start = self.low if self.low < end else 0
        for index in range(end - 1, start - 1, -1):
            if self.tokens[index].text in {";", ":"}:
                return index + 1
        while start < end and self.tokens[start].text in {",", "-", "–", "—", "."}:
            start += 1
        return start

    def _before_comma(self, end: int) -> int:
        while end > 0 and self.tokens[end - 1].text in {",", "-", "–", "—"}:
            end -= 1
        return end

    def _made(
        self, frame: str, source: Range, cue: Range, content: list[Range], told: Range | None = None
    ) -> RawAttribution | None:
        raw = self._raw(frame, source, cue, content, told)
        if raw is not None:
            self.source = source
        return raw

    def _raw(
        self, frame: str, source: Range | None, cue: Range, content: list[Range], told: Range | None = None
    ) -> RawAttribution | None:
        pieces = tuple(self._extent(piece) for piece in content if piece[1] > piece[0])
        if not any(_says_something(token) for piece in content for token in self.tokens[slice(*piece)]):
            return None
        spoken_by = self._extent(source) if source else None
        if spoken_by is not None and any(spoken_by[0] < end and start < spoken_by[1] for start, end in pieces):
            return None
        confidence = _CONFIDENCE[frame] * (1.0 if self.cue.word.strong or frame == "according" else 0.9)
        return RawAttribution(
            source=spoken_by,
            cue=self._extent(cue),
            content=pieces,
            polarity=self._polarity(),
            confidence=round(confidence, 3),
            addressee=self._extent(told) if told else None,
        )

    def _polarity(self) -> str:
        """The lexicon's, but for "would not say", which is a refusal."""
        helpers = {token.lower for token in self.tokens[self.cue.begin : self.cue.head]}
        if self.cue.word.lemma in {"say", "tell"} and helpers & {"would", "wouldn't", "won't"} and helpers & NEGATIONS:
            return "refuses"
        return self.cue.word.polarity

    def _extent(self, piece: Range) -> Extent:
        return self.tokens[piece[0]].start, self.tokens[piece[1] - 1].end


def _is_as_saying(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a cue is "as saying", which hands on what somebody was cited or quoted with before it."""
    say = cue.word.lemma == "say" and cue.word.form == "ing"
    return say and cue.begin > 2 and tokens[cue.begin - 1].lower == "as"


def _says_something(token: Token) -> bool:
    return token.quotation is not None or any(char.isalnum() for char in token.text)
