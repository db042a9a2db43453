"""Words and sentences with their offsets.

A sentence is cut over a *skeleton* in which every quotation is one token, so that full stops inside quotation marks
do not cut the sentence that tells who said it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sayso.understand.quotations import Quotation
from sayso.understand.words import word_set

#: A stretch of text without any sentence end is cut here: the rules look at whole sentences, and rubbish pages
#: (tables, code) have "sentences" of a megabyte.
MAX_SENTENCE_TOKENS = 400

_TOKEN = re.compile(
    r"(?:[A-Za-z]\.){2,}"  # U.S., U.N., a.m.
    r"|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gen|Gov|Lt|Col|Sgt|Maj|Capt|Brig|Adm|St|Prof|Rev|Hon|Sec|Pres)\."  # titles
    r"|\b[A-Z]\.(?=\s[A-Z])"  # initials
    r"|\b[A-Z]-[A-Z][a-z]{1,5}\."  # R-Ky.: a party and a state
    r"|\(\w{1,2}\)\w+|\[\w{1,2}\]\w+"  # (w)e are, [t]he: an editor's capital
    r"|\w+(?:[’'\-/.@]\w+)*"  # words, 48-hour, al-Hadi, don’t, and/or, www.example.org
    r"|\.{2,}|…"
    r"|[^\w\s]"
)
_NAMES_IN_CAPITALS = frozenset({"IS", "US", "WHO", "IT"})
_ABBREVIATIONS = word_set(
    """
    mr mrs ms dr prof gen lt col maj capt sgt brig adm sen rep gov rev hon st jr sr vs no nos inc ltd co corp jan
    feb mar apr jun jul aug sep sept oct nov dec mt ft al etc approx dept univ assn bros fr pres sec supt
    """
)
_ENDS = frozenset({".", "!", "?", "…", "...", ".."})
_CLOSERS = frozenset({")", "]", "}", "”", '"', "’", "'", "»"})


class Token(NamedTuple):
    """A word, a mark, or (``quotation`` set) a whole quotation with its marks."""

    start: int
    end: int
    text: str
    lower: str
    quotation: Quotation | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """The tokens of one sentence and the number of the paragraph it stands in."""

    tokens: tuple[Token, ...]
    paragraph: int

    @property
    def start(self) -> int:
        """Offset of its first character."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """Offset behind its last character."""
        return self.tokens[-1].end


def read_sentences(text: str, extents: Sequence[tuple[int, int]], quoted: Sequence[Quotation]) -> list[Sentence]:
    """Return the sentences of all paragraphs; ``quoted`` are the outermost quotations of the text, in order."""
    found: list[Sentence] = []
    first = 0
    for number, (start, end) in enumerate(extents):
        while first < len(quoted) and quoted[first].start < start:
            first += 1
        last = first
        while last < len(quoted) and quoted[last].start < end:
            last += 1
        found += sentences(text, tokenise(text, start, end, quoted[first:last]), number)
    return found


def tokenise(text: str, start: int, end: int, quotations: Sequence[Quotation] = ()) -> list[Token]:
    """Return the tokens of ``text[start:end]``; each quotation inside becomes one token."""
    tokens: list[Token] = []
    position = start
    for quotation in quotations:
        if quotation.start < position or quotation.end > end:
            continue
        tokens += _words(text, position, quotation.start)
        tokens.append(Token(quotation.start, quotation.end, "\ue002", "\ue002", quotation))
        position = quotation.end
    return tokens + _words(text, position, end)


def _words(text: str, start: int, end: int) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(text, start, end):
        word = match.group()
        # IS, US and WHO are names; in lower case they would pass for "is", "us" and "who".
        lower = word if word in _NAMES_IN_CAPITALS else word.lower().replace("’", "'")
        found.append(Token(match.start(), match.end(), word, lower))
    return found


def sentences(text: str, tokens: Sequence[Token], paragraph: int) -> list[Sentence]:
    """Cut the tokens of one paragraph into sentences."""
    found: list[Sentence] = []
    begin = 0
    for index in range(len(tokens)):
        last = index + 1 == len(tokens)
        if last or index + 1 - begin >= MAX_SENTENCE_TOKENS or _ends_here(text, tokens, index):
            found.append(Sentence(tuple(tokens[begin : index + 1]), paragraph))
            begin = index + 1
    return found


def _ends_here(text: str, tokens: Sequence[Token], index: int) -> bool:  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    token, following = tokens[index], tokens[index + 1]
    if token.quotation is not None:
        return _quotation_ends(text, token.quotation, tokens, index)
    if token.text in _CLOSERS and index and tokens[index - 1].text in _ENDS:
        return _opens(following)
    if token.text not in _ENDS:
        return token.text.endswith(".") and len(token.text) > 2 and _opens(following) and _stands_alone(following)
    if following.text in _CLOSERS or following.text in _ENDS:
        return False
    if token.text == "." and index:
        before = tokens[index - 1]
        if before.lower in _ABBREVIATIONS and before.text[0].isupper() | (before.lower in {"no", "vs", "etc"}):
            return before.lower == "etc" and _opens(following)
        if len(before.text) == 1 and before.text.isupper() and not (index > 1 and tokens[index - 2].lower == "and"):
            return False  # an initial
    return _opens(following) or text[token.end : following.start].count("\n") > 0


def _stands_alone(token: Token) -> bool:
    # "U.S. Secretary" goes on, "in the U.S. The minister" does not: only a determiner or a pronoun starts anew.
    return token.lower in {"the", "a", "an", "he", "she", "it", "they", "we", "i", "this", "that", "but", "in", "on"}


def _quotation_ends(text: str, quotation: Quotation, tokens: Sequence[Token], index: int) -> bool:
    """Whether a sentence ends with a quotation (which holds its own full stop)."""
    inner = text[quotation.inner_start : quotation.inner_end].rstrip()
    following = tokens[index + 1]
    if not inner or inner[-1] not in ".!?…":
        return quotation.continued and _opens(following)
    if following.quotation is not None:
        return True
    if following.text in _CLOSERS or following.text in ",;:-–—―" or not _opens(following):
        return False
    # “Why?” Lund asked. — a question or an exclamation may belong to the words behind it.
    return inner[-1] == "." or not _cue_soon(tokens[index + 1 : index + 8])


def _cue_soon(tokens: Sequence[Token]) -> bool:
    return any(
        token.lower in {"said", "asked", "says", "asks", "cried", "shouted", "wrote", "added"} for token in tokens
    )


def _opens(token: Token) -> bool:
    first = token.text[0]
    return token.quotation is not None or first.isupper() or first.isdigit() or first in "“\"‘'«„([•–—-"
