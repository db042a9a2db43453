"""Who: the parties that stand in a sentence, by their names and by describing words, and how they stand together."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sayso.model import Article, Mention
from sayso.understand import actors, groups, nations
from sayso.understand.labels.meant import Meant, meant
from sayso.understand.labels.phrases import Names, Phrase, phrases_in
from sayso.understand.peoples import nationality
from sayso.understand.reader import Passage
from sayso.understand.sentences import Sentence, Token
from sayso.understand.words import ARTICLES, CONJUNCTIONS, MONTHS, PREPOSITIONS, WEEKDAYS, is_verbish, word_set

#: Nouns for bodies and people that can keep or break a truce, where nothing names them better.
_BODIES = word_set(
    """
    army military government authorities council militia militias rebels opposition regime sides parties groups
    factions fighters forces militants villages towns elders notables commanders residents figures envoy minister
    president terrorists insurgents gunmen militiamen
    """
)
_BEFORE = word_set(
    """
    the both two warring all armed local new more opposing rival three several some many other military tribal
    information foreign defence defense prime un either each rebel opposition town city prominent
    """
)
#: What ties a party to the noun before it: "a spokesman for the Front", "fighters of the Front", "figures in the town".
TIES = word_set("of for from in")
#: An outlet tells of truces; it makes and breaks none.
_NO_PARTIES = frozenset({"place", "title", "outlet"})
#: Nouns that name nobody while it is not known whose they are.
_NOBODIES = frozenset({"allies", "supporters", "members", "side", "leadership", "network"})
_WHERE = frozenset({"in", "on", "at", "near", "from", "who", "that", "of"})
_CALENDAR = WEEKDAYS | MONTHS | {"gmt"}
#: So many describing words may stand before a member of a list: "and the former rebel backer Ordania".
MAX_DESCRIBING = 3
#: A name that nobody knows has at most so many words, and is no longer than this in capitals alone, as datelines are.
MAX_RUN, MAX_INITIALS = 5, 4
#: A longer mention is a source with all that describes it.
MAX_MENTION = 80
#: Takes a rank (the lower the better), offsets, name and kind of a party to be.
Add = Callable[[int, int, int, str, str | None], None]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a sentence: tokens ``[first, behind)`` and the name that tables show."""

    first: int
    behind: int
    name: str
    kind: str | None


class Cast:
    """The parties of an article, sentence by sentence."""

    def __init__(self, article: Article, passage: Passage, mentions: Sequence[Mention]) -> None:
        """Take what is known of an article; ``mentions`` are in page offsets."""
        self._offset = article.start
        self._mentions = sorted(mentions, key=lambda one: (one.start, -one.end))
        self._starts = [one.start for one in self._mentions]
        self.country = groups.conflict_of(passage.text, mentions)
        names = Names(mentions, article.start)
        self._phrases: list[Phrase] = [
            phrase for start, end, _ in passage.paragraphs for phrase in phrases_in(passage.text, start, end, names)
        ]
        self._meant: list[Meant] = meant(passage.text, self._phrases, names, self.country)
        self._phrase_starts = [phrase.start for phrase in self._phrases]

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Return the mentions between two offsets of the article."""
        low = bisect_left(self._starts, start + self._offset)
        high = bisect_right(self._starts, end + self._offset)
        return [one for one in self._mentions[low:high] if one.end <= end + self._offset]

    def of(self, sentence: Sentence) -> list[Party]:
        """Return the parties of a sentence in order; where two overlap, the longer one, names first."""
        tokens = sentence.tokens
        starts = [token.start for token in tokens]
        found: list[tuple[int, int, int, Party]] = []

        def add(rank: int, start: int, end: int, name: str, kind: str | None) -> None:
            first = bisect_right(starts, start) - 1
            behind = bisect_left(starts, end)
            if first >= 0 and behind > first:
                found.append((rank, first - behind, first, Party(first, behind, name, kind)))

        low = bisect_left(self._phrase_starts, sentence.start)
        for at in range(low, bisect_left(self._phrase_starts, sentence.end)):
            phrase, whom = self._phrases[at], self._meant[at]
            if not phrase.head or phrase.end > sentence.end or text_is_holding(phrase):
                continue
            if whom.kind is not None or phrase.head not in _NOBODIES:
                add(self._rank(phrase), phrase.start, phrase.end, whom.name, whom.kind or "group")
        for mention in self.mentions_in(sentence.start, sentence.end):
            if mention.kind == "nationality":
                self._of_nationality(tokens, starts, mention.start - self._offset, add)
            elif mention.kind not in _NO_PARTIES and len(mention.text) <= MAX_MENTION:
                self._named(tokens, starts, mention, add)
        self._bodies(tokens, add)
        return _apart(found)

    def _rank(self, phrase: Phrase) -> int:
        """A label phrase comes first, but not where it is a part of a known name: "regime ally Ordania" is Ordania."""
        for mention in self.mentions_in(phrase.start - MAX_MENTION, phrase.end + MAX_MENTION):
            start, end = mention.start - self._offset, mention.end - self._offset
            longer = start <= phrase.start and phrase.end <= end and end - start > phrase.end - phrase.start
            if longer and actors.find(mention.entity) is not None and mention.kind not in _NO_PARTIES:
                return 2
        return 0

    def _named(self, tokens: Sequence[Token], starts: Sequence[int], mention: Mention, add: Add) -> None:
        """A mention's party, or parties: a source may be several ("Oster; Ordania"), each a word or two of it."""
        start, end = mention.start - self._offset, mention.end - self._offset
        names = [self.name_of(name) for name in mention.entity.split("; ")]
        if len(names) == 1:
            add(1 if actors.find(mention.entity) is not None else 2, start, end, names[0], mention.kind)
            return
        first, behind = bisect_right(starts, start) - 1, bisect_left(starts, end)
        width = max(1, (behind - first) // len(names))
        for number, name in enumerate(names[: behind - first]):
            left = first + number * width
            right = behind if number + 1 == len(names) else left + width
            add(6, tokens[left].start, tokens[right - 1].end, name, mention.kind)

    def name_of(self, name: str) -> str:
        """Return the name that tables show for somebody called this: a known actor's, a side's, else as it stands."""
        actor = actors.find(name)
        if actor is not None and actor.kind != "place":
            return actor.name
        capital = nations.of_capital(name)
        if capital is not None:
            made = nations.named(capital, "government")
            return made[0] if made is not None else name
        last = actors.suffix(name)
        if last is not None and last.kind != "outlet":
            return last.name
        words = name.split()
        for length in range(len(words), 0, -1):
            group = groups.group_of(" ".join(words[:length]), self.country)
            if group is not None and (length == len(words) or words[length].lower() in _WHERE):
                return group
        return name

    def _of_nationality(self, tokens: Sequence[Token], starts: Sequence[int], start: int, add: Add) -> None:
        """A nationality before a noun that nothing names better: "Osterian jets" are Oster's."""
        at = bisect_right(starts, start) - 1
        people = nations.leading([tokens[at].text.partition("-")[0]])
        if people is None or "-" in tokens[at].text.removeprefix("al-"):
            return
        behind = at + 1
        while behind < len(tokens) and behind - at <= 3:
            name = nations.named(people[0], " ".join(token.lower for token in tokens[at + 1 : behind + 1]))
            if name is not None:
                add(2, tokens[at].start, tokens[behind].end, name[0], name[1])
                return
            behind += 1
        add(4, tokens[at].start, tokens[at].end, people[0].name, "organisation")

    def _bodies(self, tokens: Sequence[Token], add: Add) -> None:
        nation = nations.leading(self.country.split()) if self.country else None
        for at, token in enumerate(tokens):
            if token.lower in _BODIES and token.text.islower():
                first = at
                while first > 0 and (tokens[first - 1].lower in _BEFORE or tokens[first - 1].text.isdigit()):
                    first -= 1
                bare = " ".join(one.text for one in tokens[first : at + 1] if one.lower not in ARTICLES)
                name = groups.group_of(token.lower, self.country) if token.lower != "sides" else None
                body = nations.named(nation[0], token.lower) if nation is not None else None
                made = body[0] if body is not None else name or bare
                add(3, tokens[first].start, token.end, made, "group")
            elif token.text[0].isupper() and nationality(token.text) is None and _starts_name(tokens, at):
                behind = at + 1
                while behind < min(len(tokens), at + MAX_RUN) and _capital(tokens[behind]):
                    behind += 1
                add(5, token.start, tokens[behind - 1].end, " ".join(t.text for t in tokens[at:behind]), None)


def text_is_holding(phrase: Phrase) -> bool:
    """Whether a label only tells who holds a place ("rebel-held"): nobody who acts."""
    return "-" in phrase.label.rpartition(" ")[2] and phrase.head in phrase.label.rpartition(" ")[2].split("-")[0]


def _capital(token: Token) -> bool:
    return token.text[0].isupper() and token.lower not in PREPOSITIONS


def _starts_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name of two capitals or more begins at a token, behind the first word of the sentence."""
    return (
        not any(token.lower in _CALENDAR for token in tokens[at : at + 3])
        and (at == 0 or not tokens[at - 1].text[0].isupper())
        and at + 1 < len(tokens)
        and _capital(tokens[at + 1])
        and tokens[at].text.isalpha()
        and not (tokens[at].text.isupper() and len(tokens[at].text) > MAX_INITIALS)
        and at > 0
    )


def _apart(found: list[tuple[int, int, int, Party]]) -> list[Party]:
    """Return parties that overlap nothing, by rank and then length."""
    taken: set[int] = set()
    kept = []
    for _, _, _, party in sorted(found, key=lambda one: one[:3]):
        span = range(party.first, party.behind)
        if not taken.intersection(span):
            taken.update(span)
            kept.append(party)
    return sorted(kept, key=lambda one: one.first)


def together(parties: Sequence[Party], at: int, tokens: Sequence[Token]) -> list[Party]:
    """Return the parties that are coordinated with the one at a place: "Oster, Ordania and the Front".

    A list ends with its "and". Its commas may be lost, so names that touch are a list too, if an "and" ends it.
    """
    last = at
    while last + 1 < len(parties) and _link(parties[last], parties[last + 1], tokens) == "comma":
        last += 1
    ended = last + 1 < len(parties) and _link(parties[last], parties[last + 1], tokens) == "and"
    if ended:
        last += 1
    elif last > at:
        last = at
    first = at
    if not ended:
        if first == 0 or _link(parties[first - 1], parties[first], tokens) != "and":
            return [parties[at]]
        first -= 1
    while first > 0 and _link(parties[first - 1], parties[first], tokens) == "comma":
        first -= 1
    return list(parties[first : last + 1])


def _link(left: Party, right: Party, tokens: Sequence[Token]) -> str | None:
    gap = tokens[left.behind : right.first]
    if len(gap) > MAX_DESCRIBING + 2:
        return None
    between = [token.lower for token in gap]
    while between and between[-1] not in PREPOSITIONS | {"and", "as"} and gap[len(between) - 1].text[0].islower():
        if is_verbish(between[-1]) or between[-1] in CONJUNCTIONS:
            return None
        between = between[:-1]
    if between in (["and"], [",", "and"], ["as", "well", "as"]):
        return "and"
    return "comma" if between in ([], [","]) else None
