"""Who may have done something or suffered it: named actors, nations' forces and unnamed groups, by canonical name."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.model import Article, Attribution, Mention
from sayso.understand import actors, nations
from sayso.understand.events.group_files import Group, groups
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
        self.home = _home(mentions) or nations.of_article(article.text)

    def within(self, tokens: Sequence[Token]) -> list[Party]:
        """Return the parties of a sentence in order; they overlap nothing."""
        table = groups()
        named = self._named(tokens)
        found: list[Party] = []
        behind = 0
        for index in sorted({*named, *table.words.begins(tokens)}):
            if index < behind:
                continue
            party = named.get(index)
            if party is None:
                group = table.words.at(tokens, index)
                if group is not None:
                    party = self._unnamed(tokens, index, group[0], group[1])
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
        table = groups()
        while end > begin + 1 and tokens[end - 1].lower in {"strikes", "strike", "airstrikes", "raids"}:
            end -= 1  # a name a reader took too far
        ahead = table.follows.at(tokens, end) if end < len(tokens) else None
        nation = nations.leading([tokens[begin].text]) if end - begin == 1 else None
        if nation is not None and (mention.kind == "nationality" or mention.entity == nation[0].name):
            return self._of_nation(tokens, begin, end, nation[0], ahead, mention)
        if mention.kind == "nationality":
            return None
        if mention.kind == "person" and mention.entity in table.by_member:  # who commands stands for those who fight
            behind = table.words.at(tokens, end) if end < len(tokens) else None
            return Party(begin, behind[0] if behind else end, self.name_of(table.by_member[mention.entity]), named=True)
        name = mention.entity
        group = table.words.get(name.removesuffix(" strikes").removesuffix(" strike"))
        if group is not None:  # a name that is only words for a family: "the terrorists", "US-led coalition strikes"
            name = self.name_of(group)
        if name.startswith("unnamed:"):
            return None
        following = table.words.at(tokens, end) if end < len(tokens) else None
        if following is not None and mention.kind == "group" and not following[1].civilian:
            end = following[0]  # "OLF fighters"
        return Party(begin, end, name, named=True)

    def _of_nation(  # noqa: PLR0917 (parts of one mention)
        self, tokens: Sequence[Token], begin: int, end: int, nation: nations.Nation, ahead: tuple[int, Group] | None,
        mention: Mention,
    ) -> Party | None:  # fmt: skip
        home = self.home is not None and nation.name == self.home.name
        if ahead is not None:
            behind, group = ahead
            words = " ".join(token.lower for token in tokens[end:behind])
            if group.name == "government" and not home and words not in {"government", "regime"}:
                return Party(begin, end, nation.name, named=True)  # "Veskaran jets" are Veskara's
            made = nations.named(nation, words)
            name = made[0] if made and actors.find(made[0]) else self.name_of(group, nation)
            keeps = words not in _DEEDS
            return Party(begin, behind if keeps else end, name, named=True)
        following = groups().words.at(tokens, end) if end < len(tokens) else None
        if following is not None and not following[1].whole_name:
            return Party(begin, following[0], self.name_of(following[1], nation), named=True)
        if mention.kind == "nationality" and home:
            return None  # "Syrian territory"
        return Party(begin, end, nation.name, named=True)

    def _unnamed(self, tokens: Sequence[Token], begin: int, end: int, group: Group) -> Party:
        return Party(begin, end, self.name_of(group), civilian=group.civilian)

    def name_of(self, group: Group, nation: nations.Nation | None = None) -> str:
        """Return a family's canonical name: of a nation, else of the nation the article is about."""
        nation = nation or self.home
        if group.whole_name or nation is None:
            return group.name
        for words in (group.name, *group.called[:1]):
            known = actors.find(f"{nation.adjective} {words}")
            if known is not None:
                return known.name
        return f"{nation.adjective} {group.name}"

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


def _home(mentions: Sequence[Mention]) -> nations.Nation | None:
    """Return the nation most of an article's places lie in, as the actor files tell, if clearly most."""
    named = actors.named()
    counts = Counter(named[one.entity].country for one in mentions if one.kind == "place" and one.entity in named)
    most = counts.most_common(1)
    if not most or most[0][0] is None or 2 * most[0][1] <= sum(counts.values()):
        return None
    found = nations.leading(str(most[0][0]).split())
    return found[0] if found else None


#: Words behind a nationality that are the deed itself, and no part of the doer's name.
_DEEDS = word_set("airstrikes airstrike strikes raids bombing shelling artillery") | {
    "air strikes",
    "air strike",
    "air raid",
}
