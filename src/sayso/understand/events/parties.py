"""Who may have done something or suffered it: named actors, nations' forces and unnamed groups, by canonical name."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.model import Article, Attribution, Mention
from sayso.understand import actors, groups, nations
from sayso.understand.events.group_words import group_words
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

_KINDS = frozenset({"person", "organisation", "group", "nationality"})
_WHERE = word_set("in near from at around outside inside across within throughout into over to on")
_TIED = (
    "-held",
    "-controlled",
    "-run",
    "-besieged",
    "-ruled",
    "-dominated",
    "-led",
    "-backed",
    "-allied",
    "-affiliated",
    "-linked",
)


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody in a sentence: tokens ``[begin, end)`` and the canonical name.

    ``speaks`` tells that these words are the source of an attribution, ``where`` that they tell a place ("in Veskara").
    """

    begin: int
    end: int
    name: str
    civilian: bool = False
    speaks: bool = False
    where: bool = False
    named: bool = False


class Parties:
    """The parties of one article."""

    def __init__(self, article: Article, mentions: Sequence[Mention], attributions: Sequence[Attribution]) -> None:
        """Take an article's mentions and attributions (offsets on the page)."""
        offset = article.start
        self.mentions = sorted(
            (mention.start - offset, mention.end - offset, mention)
            for mention in {(m.start, m.end): m for m in mentions if m.kind in _KINDS}.values()
        ) if mentions else []  # fmt: skip
        self.starts = [one[0] for one in self.mentions]
        self.sources = sorted(
            (one.source.start - offset, one.source.end - offset) for one in attributions if one.source is not None
        )
        #: The nation in whose conflict words for groups are read.
        self.country = groups.conflict_of(article.text, mentions)

    def within(self, tokens: Sequence[Token]) -> list[Party]:
        """Return the parties of a sentence in order; they overlap nothing."""
        table = group_words()
        named = self._named(tokens)
        found: list[Party] = []
        behind = 0
        for index in sorted({*named, *table.words.begins(tokens)}):
            if index < behind:
                continue
            party = named.get(index)
            if party is None:
                party = self._unnamed(tokens, index)
            if party is not None:
                found.append(self._placed(tokens, party))
                behind = party.end
        return found

    def persons(self, tokens: Sequence[Token]) -> list[tuple[int, int]]:
        """Return the tokens ``[begin, end)`` of persons' names in a sentence, in order; they overlap nothing."""
        found: list[tuple[int, int]] = []
        first, starts = bisect_left(self.starts, tokens[0].start), [token.start for token in tokens]
        for start, end, mention in self.mentions[first:]:
            if start >= tokens[-1].end:
                break
            named = mention.kind == "person" and not mention.entity.startswith("unnamed:") and end - start <= 60
            begin = bisect_left(starts, start)
            if named and (not found or begin >= found[-1][1]):
                found.append((begin, max(begin + 1, bisect_left(starts, end))))
        return found

    def _named(self, tokens: Sequence[Token]) -> dict[int, Party]:
        """Return by their first token the parties that mentions name, the longest words that end at a name."""
        found: dict[int, Party] = {}
        first = bisect_left(self.starts, tokens[0].start - 60)
        token_starts = {token.start: n for n, token in enumerate(tokens)}
        for start, end, mention in self.mentions[max(0, first) :]:
            if start >= tokens[-1].end:
                break
            if end <= tokens[0].start or end - start > 60:
                continue
            begin = token_starts.get(start)
            if begin is None:
                continue
            last = begin
            while last < len(tokens) and tokens[last].start < end:
                last += 1
            party = self._of_mention(tokens, begin, last, mention)
            if party is not None and (begin not in found or found[begin].end < party.end):
                found[begin] = party
        return found

    def _of_mention(self, tokens: Sequence[Token], begin: int, end: int, mention: Mention) -> Party | None:
        if tokens[end - 1].lower.endswith(_TIED) or [one.lower for one in tokens[end : end + 2]] == ["-", "led"]:
            return None
        table = group_words()
        while end > begin + 1 and tokens[end - 1].lower in {"strikes", "strike", "airstrikes", "raids"}:
            end -= 1  # a name a reader took too far
        nation = nations.leading([tokens[begin].text]) if end - begin == 1 else None
        if nation is not None and (mention.kind == "nationality" or mention.entity == nation[0].name):
            return self._of_nation(tokens, begin, end, nation[0], mention)
        if mention.kind == "nationality":
            return None
        following = table.words.at(tokens, end) if end < len(tokens) else None
        if mention.kind == "person":  # who commands stands for those who fight
            family = groups.of_member(mention.entity)
            behind = following[0] if following is not None else end
            return Party(begin, behind if family else end, family or mention.entity, named=True)
        name = mention.entity
        words = groups.bare(mention.text)
        if words not in table.words:
            words = name.removesuffix(" strikes").removesuffix(" strike")
        if words in table.words:  # a name that is only words for a family: "the terrorists", "US-led coalition strikes"
            name = self.name_of(words)
        if name.startswith("unnamed:"):
            return None
        if following is not None and mention.kind == "group" and not following[1]:
            end = following[0]  # "OLF fighters"
        return Party(begin, end, name, named=True)

    def _of_nation(
        self, tokens: Sequence[Token], begin: int, end: int, nation: nations.Nation, mention: Mention
    ) -> Party | None:
        table = group_words()
        home = self.country == nation.name
        ahead = table.behind_nation.at(tokens, end) if end < len(tokens) else None
        following = table.words.at(tokens, end) if end < len(tokens) else None
        if ahead is not None and (following is None or following[0] <= ahead[0]):
            behind, deed = ahead
            words = _words(tokens, end, behind)
            family = groups.group_of(f"{nation.name} {words}")
            common = groups.common(nation, words)
            made = nations.named(nation, words)
            if made is None and not home and common == groups.common(nation, "government"):
                return Party(begin, end, nation.name, named=True)  # "Veskaran jets" are Veskara's
            known = actors.find(made[0]) if made else None
            if known is None and family in {None, nation.name} and common is not None:
                known = actors.find(common)  # a state whose forces act as one, yet have a name
            name = known.name if known is not None else family or common or nation.name
            return Party(begin, end if deed else behind, name, named=True)
        if following is not None and not following[1]:
            family = groups.group_of(f"{nation.name} {_words(tokens, end, following[0])}")
            if family is not None:
                return Party(begin, following[0], family, named=True)
        if mention.kind == "nationality" and home:
            return None  # "Syrian territory"
        return Party(begin, end, nation.name, named=True)

    def _unnamed(self, tokens: Sequence[Token], begin: int) -> Party | None:
        found = group_words().words.at(tokens, begin)
        if found is None:
            return None
        words = _words(tokens, begin, found[0])
        return Party(begin, found[0], found[1] or self.name_of(words), civilian=found[1] is not None)

    def name_of(self, words: str) -> str:
        """Return the family that words mean in the article's conflict; the words where nobody knows."""
        return groups.meaning(words, self.country) or words

    def _placed(self, tokens: Sequence[Token], party: Party) -> Party:
        start, end = tokens[party.begin].start, tokens[party.end - 1].end
        at = bisect_left(self.sources, (end, 0))
        speaks = any(left < end and right > start for left, right in self.sources[max(0, at - 3) : at])
        before = party.begin - 1
        while before >= 0 and tokens[before].lower in {"the", "northern", "southern", "eastern", "western"}:
            before -= 1
        where = party.named and before >= 0 and tokens[before].lower in _WHERE and party.end - party.begin == 1
        if not speaks and not where:
            return party
        return Party(party.begin, party.end, party.name, party.civilian, speaks, where, party.named)


def _words(tokens: Sequence[Token], begin: int, end: int) -> str:
    """Return the words of tokens as they were written, in small letters: "Free-Oster men" may be cut at its hyphen."""
    made = tokens[begin].lower
    for before, token in pairwise(tokens[begin:end]):
        made += f" {token.lower}" if token.start > before.end else token.lower
    return made
