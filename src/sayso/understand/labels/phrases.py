"""Label phrases: noun phrases of label words, with the names and describing words before and behind them.

Found without a parser and without commas (one public data set lost them all): a phrase begins at the first describing
word or name of an unbroken run, and ends at its last noun.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sayso.model import Mention
from sayso.understand import nations
from sayso.understand.labels.lexicon import BODY, DESCRIBING, HEAD, Lexicon, Word, lexicon
from sayso.understand.words import MONTHS, WEEKDAYS, word_set

_TOKEN = re.compile(r"[^\W_]+(?:[’'./-][^\W_]+)*|[^\w\s]")
#: No label is longer, in words; what is, is a list or a headline.
MAX_WORDS = 10
#: So many words with capitals may stand before a label's noun; a headline or a list of tags has more.
MAX_CAPITALS = 3
#: No name that a label may hold is longer, in characters; a longer mention is a source with all that describes it.
MAX_NAME = 60
_NO_NAMES = (WEEKDAYS | MONTHS) - {"may"} | word_set(
    """
    the a an this that these those in on at by of for from with to and or but as after before while when since his her
    its their our i he she it we they you there under over despite during against between meanwhile earlier some many
    most more several two three four five no not if according all both another other what who
    """
)
_NO_NAME_HOLDS = frozenset({"in", "on", "at", "near", "from", "who", "which", "that", "outside", "a", "an", "with"})
#: Kinds of mentions that a noun before them may describe.
_DESCRIBED = frozenset({"group", "other"})
#: Kinds of mentions that a label can mean.
_NAMED = frozenset({"group", "organisation", "person", "other", "event", "anonymous", "outlet"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark, with offsets into the article's text."""

    start: int
    end: int
    text: str
    lower: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A label phrase in offsets of the article's text.

    ``head`` is the noun that makes it one, in small letters (empty for a bare name), ``words`` the lexicon's words in
    it, ``named`` the mention inside it that it describes, if any. ``nation`` says that nothing but a nationality or
    another capital stands before a noun that needs a word before it.
    """

    start: int
    end: int
    label: str
    head: str
    words: tuple[Word, ...]
    named: Mention | None
    nation: bool


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks between two offsets."""
    return [Token(m.start(), m.end(), m.group(), m.group().lower()) for m in _TOKEN.finditer(text, start, end)]


class Names:
    """The names in an article's mentions that a label can hold, by where they begin (article offsets)."""

    def __init__(self, mentions: Sequence[Mention], offset: int) -> None:
        """Take the mentions of one article, which begins at ``offset`` on its page."""
        words = lexicon().words
        self._at: dict[int, tuple[int, Mention]] = {}
        self._named: list[tuple[int, int]] = []
        for mention in mentions:
            start, end = mention.start - offset, mention.end - offset
            if mention.kind not in {"place", "title"} and len(mention.text) <= MAX_NAME:
                self._named.append((start, end))
            if mention.kind in _NAMED and len(mention.text) <= MAX_NAME and not _is_nation(mention):
                extent = _name_within(mention.text, words)
                if extent is not None:
                    text = mention.text[slice(*extent)]
                    self._at[start + extent[0]] = (start + extent[1], replace(mention, text=text))
        self._named.sort()
        self._starts = sorted(self._at)

    def cover(self, token: Token) -> bool:
        """Whether a token stands in a name, a nationality or a place-less mention of any kind."""
        at = bisect_left(self._named, (token.start + 1, 0)) - 1
        return at >= 0 and token.start < self._named[at][1]

    def at(self, start: int) -> tuple[int, Mention] | None:
        """Return the end of the name that begins at an offset, and its mention."""
        return self._at.get(start)

    def before(self, place: int, reach: int) -> tuple[int, Mention] | None:
        """Return the last name that ends at most ``reach`` characters before a place."""
        if not self._at:
            return None
        at = bisect_left(self._starts, place) - 1
        if at < 0:
            return None
        end, mention = self._at[self._starts[at]]
        return (end, mention) if place - reach <= end <= place else None

    def items(self) -> Mapping[int, tuple[int, Mention]]:
        """Return all names by where they begin."""
        return self._at


def _is_nation(mention: Mention) -> bool:
    """Whether a mention names a state or its capital: before a noun it only tells whose ("Oster's rebels")."""
    nation = nations.leading(mention.entity.split())
    return (nation is not None and nation[0].name == mention.entity) or nations.of_capital(mention.text) is not None


def _name_within(text: str, words: Mapping[str, Word]) -> tuple[int, int] | None:
    """Return where in a mention's words the name stands, or None when they are no name but describe somebody.

    The name is what stands before a noun of ours ("Reed Guard group") and behind a describing word ("so-called Harbour
    Watch", a source).
    """
    split = text.split()
    begin = 0
    while len(split) > 1 and (split[0] == "The" or (split[0].lower() in words and not split[0][0].isupper())):
        begin = text.index(split[1], begin + len(split[0]))
        split = split[1:]
    tied = any("-" in word and word.rpartition("-")[2] in lexicon().backing for word in split)
    capital = text[begin : begin + 1].isupper() or text.startswith("al-", begin)
    if tied or not capital or _describes(split, words):
        return None
    noun = next((word for word in split if word.lower() in words and word.islower()), None)
    if noun is None:
        return begin, len(text)
    name = text[begin : text.index(noun, begin)].rstrip()
    return (begin, begin + len(name)) if " " in name or name in lexicon().names else None


def _describes(split: Sequence[str], words: Mapping[str, Word]) -> bool:
    """Whether a mention is no name but a phrase: it begins with a noun of ours, or tells where ("Rebels in Holm")."""
    return (
        all(word.lower() in words for word in split)
        or (split[0].lower() in words and words[split[0].lower()].part == HEAD)
        or split[0] in {"A", "An"}
        or any(word in _NO_NAME_HOLDS or word.isdigit() for word in split)
    )


def phrases_in(text: str, start: int, end: int, names: Names) -> list[Phrase]:
    """Return the label phrases of a paragraph in order; they overlap nothing."""
    tokens = tokens_of(text, start, end)
    known = lexicon()
    found: list[Phrase] = []
    index = 0
    while index < len(tokens):
        made = _phrase(text, tokens, index, known, names)
        if made is None:
            index += 1
            continue
        if made[0] is not None:
            found.append(made[0])
        index = made[1]
    return found


@dataclass(slots=True)
class _Run:
    """What was read of a phrase so far."""

    parts: list[tuple[str, Word | None]]
    behind: int
    named: Mention | None = None
    nouns: int = 0
    head: str = ""
    noun_end: int = 0
    capitals: int = 0


def _phrase(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    text: str, tokens: Sequence[Token], index: int, known: Lexicon, names: Names
) -> tuple[Phrase | None, int] | None:
    """Return the phrase that begins with a token and the number of the token behind it.

    None when no phrase can begin here; no phrase but a number when the run of words that begins here is none.
    """
    token = tokens[index]
    if not (
        token.lower in known.words
        or token.lower in known.first
        or token.text[0].isupper()
        or "-" in token.text
        or names.at(token.start)
    ):
        return None
    run = _Run([], index)
    while run.behind < len(tokens) and run.behind - index < MAX_WORDS and _take(tokens, run, known, names):
        pass
    if run.behind == index:
        return None
    if not run.nouns and run.named is None and not _tied_only(run):
        return None if run.behind == index + 1 else (None, run.behind)
    words = tuple(word for _, word in run.parts if word is not None)
    if not run.nouns and run.named is not None and not words and run.named.text not in known.names:
        return (None, run.behind)
    end = run.noun_end
    if run.named is None and run.head:
        end, run.behind = _belonging(tokens, run, known, names, end)
    described = any(word.part in (DESCRIBING, HEAD) for word in words)
    if run.nouns and not described and run.named is None and not run.capitals:
        return (None, run.behind)  # "the forces"
    if run.capitals > MAX_CAPITALS:
        return (None, run.behind)
    phrase = Phrase(
        token.start,
        end,
        _label(text[token.start : end], run.named),
        run.head,
        words,
        run.named,
        bool(run.nouns) and not described and run.named is None,
    )
    return phrase, max(run.behind, index + 1)


def _tied_only(run: _Run) -> bool:
    return bool(run.parts) and run.parts[-1][0] == "holding"


def _take(  # noqa: PLR0911 (a decision list: the first rule that fits decides)
    tokens: Sequence[Token], run: _Run, known: Lexicon, names: Names
) -> bool:
    """Take one more word (or name, or phrase) into a run, if it goes on there."""
    token = tokens[run.behind]
    named = names.at(token.start)
    if named is not None and named[0] < token.end:
        named = None  # "Ordanian-backed", "OLF-held": the name only tells by whom
    if run.named is not None and run.nouns and not _noun(token, known):
        return False
    if named is not None and (not run.nouns or _introduces(run, named[1])):
        run.named = named[1]
        while run.behind < len(tokens) and tokens[run.behind].start < named[0]:
            run.behind += 1
        run.noun_end = named[0]
        run.parts.append(("name", None))
        _parenthesis(tokens, run, names)
        return True
    for phrase, entry in known.first.get(token.lower, ()):
        if tuple(one.lower for one in tokens[run.behind : run.behind + len(phrase)]) == phrase:
            return _add(tokens, run, entry, len(phrase), " ".join(phrase))
    word = known.words.get(token.lower)
    if word is not None and not (token.text[0].isupper() and token.lower in _NO_NAMES):
        return _add(tokens, run, word, 1, token.lower)
    if run.nouns:
        return False
    first, _, ending = token.lower.rpartition("-")
    if first and ending in known.holding and first.split("-")[0] in known.words and not run.nouns:
        run.parts.append(("holding", known.words[first.split("-")[0]]))
        run.head, run.noun_end, run.nouns = first.split("-")[0], token.end, 1
        run.behind += 1
        return False
    if first and ending in known.backing:
        run.parts.append(("backing", Word(DESCRIBING, "neutral", "any")))
        run.behind += 1
        return True
    if token.text[0].isupper() and token.lower not in _NO_NAMES and names.cover(token):
        run.parts.append(("capital", None))
        run.capitals += 1
        run.behind += 1
        return run.named is None
    return False


def _noun(token: Token, known: Lexicon) -> bool:
    word = known.words.get(token.lower)
    return word is not None and word.part != DESCRIBING


def _introduces(run: _Run, named: Mention) -> bool:
    """Whether the nouns so far may stand before the name they describe: "the Takfiri group Reed Guard"."""
    last = run.parts[-1][1]
    plural = run.head.endswith("s")
    return run.named is None and not plural and last is not None and last.part == BODY and named.kind in _DESCRIBED


def _add(tokens: Sequence[Token], run: _Run, word: Word, length: int, words: str) -> bool:
    last = tokens[run.behind + length - 1]
    if run.nouns and word.part == DESCRIBING and run.head.endswith("s"):
        return False
    run.parts.append((word.part, word))
    run.behind += length
    if word.part != DESCRIBING:
        run.nouns += 1
        run.head, run.noun_end = words, last.end
        if word.part == HEAD and words.endswith("s"):
            return False  # behind a plural the phrase is over
    return True


def _parenthesis(tokens: Sequence[Token], run: _Run, names: Names) -> None:
    """Take in another name of the same in parentheses: "Reed Guard (RG) fighters"."""
    at = run.behind
    if at + 2 < len(tokens) and tokens[at].text == "(":
        behind = at + 1
        while behind < min(len(tokens), at + 5) and tokens[behind].text != ")":
            behind += 1
        if behind < len(tokens) and tokens[behind].text == ")" and behind > at + 1 and tokens[at + 1].text[0].isupper():
            run.behind, run.noun_end = behind + 1, tokens[behind].end


def _belonging(tokens: Sequence[Token], run: _Run, known: Lexicon, names: Names, end: int) -> tuple[int, int]:
    """Take in whom a body belongs to: "forces *loyal to Greel*"; returns the phrase's end and the token behind it."""
    for phrase in known.behind:
        at = run.behind + len(phrase)
        if tuple(one.lower for one in tokens[run.behind : at]) != phrase:
            continue
        last = at
        while last < min(len(tokens), at + 5) and (tokens[last].text[0].isupper() or names.at(tokens[last].start)):
            named = names.at(tokens[last].start)
            if named is not None:
                run.named = named[1]
                while last < len(tokens) and tokens[last].start < named[0]:
                    last += 1
                return named[0], last
            last += 1
        if last > at:
            run.capitals += 1
            return tokens[last - 1].end, last
    return end, run.behind


def _label(words: str, named: Mention | None) -> str:
    """Return the words of a label for a table: one space between them, our words in small letters but for names."""
    known = lexicon()
    kept = known.proper.union(named.text.split()) if named is not None else known.proper
    return " ".join(
        word.lower() if word.lower() in known.words and word not in kept else word for word in words.split()
    )


__all__ = ["BODY", "Names", "Phrase", "phrases_in", "tokens_of"]
