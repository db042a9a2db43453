"""From source to speaker, within one article: names, short names, roles and pronouns, or an honest "unclear".

The state is a pure function of what was read before in the article: the people and bodies named so far with the roles
they were given, and who spoke last. Only who is left open at first ("a monitoring group said") is looked for ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.understand import actors, nations
from sayso.understand.chains import Chains
from sayso.understand.memory import UNCLEAR, Memory, Speaker, latest
from sayso.understand.naming import Names
from sayso.understand.nesting import depths_of, extent_of
from sayso.understand.phrase_words import BODY_HEADS, VAGUE, VOICES, singular
from sayso.understand.phrases import Phrase, analyse
from sayso.understand.pronouns import REACH, agrees, pronoun
from sayso.understand.reader import Extent, Passage, RawAttribution, RawName
from sayso.understand.roles import Ahead, document, fitting, named_later, plain, role, unnamed
from sayso.understand.words import CONJUNCTIONS, DETERMINERS, PREPOSITIONS, TIMES, word_set

__all__ = ["Speaker", "resolve"]

_THINGS = frozenset({"organisation", "group", "outlet"})
#: Words said in so many characters behind a cue or before a source: "said in a statement".
_NEAR = 60
#: What stands before a noun and makes it the name of a body.
_WHOLE = r"(?:\b(?:[A-Z][\w.’'-]+|\w+-(?:led|backed))\s){1,4}(?i:\w+\s)?"
#: "They" in somebody's words means a body they named so many characters before, at most.
_SAME_BREATH = 300
#: Capitals that begin a sentence and name nobody.
_NOBODY = (
    TIMES
    | CONJUNCTIONS
    | DETERMINERS
    | PREPOSITIONS
    | word_set("saturdays sundays tuesdays wednesdays thursdays two three four five six seven eight nine ten")
)
#: Two contents are the same words when they begin with the same letters, this many.
_SAME_WORDS = 40


def resolve(
    passage: Passage,
    found: Sequence[RawAttribution],
    parents: Sequence[int | None],
    names: Sequence[RawName] = (),
    chains: Sequence[Sequence[Extent]] = (),
) -> list[Speaker]:
    """Return the speaker of each attribution.

    ``parents`` are the numbers of the attributions in whose contents they stand (None: outermost). ``names`` and
    ``chains`` are what a reader found beside them (``reader.Reading``); without them capitals and roles must do.
    """
    return _Resolver(passage.text, found, parents, Names(passage.text, names), Chains(chains)).run()


class _Resolver:
    """One article on its way from sources to speakers."""

    def __init__(
        self,
        text: str,
        found: Sequence[RawAttribution],
        parents: Sequence[int | None],
        names: Names,
        chains: Chains,
    ) -> None:
        self.text, self.found, self.parents, self.names, self.chains = text, found, parents, names, chains
        self.memory = Memory()
        self.phrases = [self._phrase(raw) for raw in found]
        self.places = [extent_of(raw)[0] for raw in found]
        depths = depths_of(parents)  # who speaks about others' words is known before they are
        self.order = sorted(range(len(found)), key=lambda n: (self.places[n], depths[n]))
        self.result = [UNCLEAR] * len(found)

    def run(self) -> list[Speaker]:
        """Return the speakers, in the order of the attributions."""
        for turn, number in enumerate(self.order):
            raw, phrase = self.found[number], self.phrases[number]
            if phrase is None or raw.source is None:
                if raw.carried is not None:
                    self.result[number] = self.result[raw.carried]
                continue
            place = self.places[number]
            self.names.note(self.memory, raw.source[0])
            speaker = self._speaker(phrase, number, turn)
            self.result[number] = speaker
            self._remember(speaker, phrase, place, spoke=self.parents[number] is None)
        self._repeated()
        return self.result

    def _phrase(self, raw: RawAttribution) -> Phrase | None:
        if raw.source is None:
            return None
        return analyse(self.text[slice(*raw.source)], self.names.people_in(raw.source))

    def _remember(self, speaker: Speaker, phrase: Phrase, place: int, *, spoke: bool) -> None:
        if speaker.body is not None:  # "the ministry", after its spokesman
            words = frozenset(speaker.body.lower().split())
            self.memory.remember(Speaker(speaker.body, "organisation"), words & BODY_HEADS, place, spoke=False)
        if phrase.kind == "joint" and speaker.name:
            for part, name in zip(phrase.parts, speaker.name.split("; "), strict=False):
                if part.kind in _THINGS or part.kind == "person":
                    one = Speaker(name, part.kind, part.gender)
                    self.memory.remember(one, part.roles, place, spoke=False, described=part.described)
        elif phrase.kind == "person" and len(phrase.names) > 1 and speaker.name:
            for name in speaker.name.split("; "):
                self.memory.remember(Speaker(name, "person"), frozenset(), place, spoke=False)
        roles = phrase.roles
        if speaker.kind in _THINGS and self._in_statement(phrase, place):
            roles = roles | {"statement"}
        described = (
            phrase.described if phrase.kind in {"person", "organisation", "group", "outlet", "body"} else frozenset()
        )
        self.memory.remember(speaker, roles, place, spoke=spoke, described=described)

    def _in_statement(self, phrase: Phrase, place: int) -> bool:
        around = self.text[max(0, place - _NEAR) : place + len(phrase.text) + 2 * _NEAR]
        return "a statement" in around

    def _repeated(self) -> None:
        """Words that stand twice, once without a source (a quotation pulled out of the text), have one speaker."""
        silent = [n for n, raw in enumerate(self.found) if raw.source is None]
        if not silent:
            return
        said: dict[str, int] = {}
        for number in self.order:
            key = self._begins(number)
            if self.found[number].source is not None and len(key) == _SAME_WORDS:
                said.setdefault(key, number)
        for number in silent:
            twin = said.get(self._begins(number))
            if twin is not None and self.result[twin].name is not None:
                self.result[number] = self.result[twin]

    def _begins(self, number: int) -> str:
        start, end = self.found[number].content[0]
        letters = [char.lower() for char in self.text[start : min(end, start + 3 * _SAME_WORDS)] if char.isalpha()]
        return "".join(letters[:_SAME_WORDS])

    def _ahead(self, turn: int) -> Iterator[Ahead]:
        """The attributions behind this one, in order."""
        for later in range(turn + 1, len(self.order)):
            number = self.order[later]
            phrase = self.phrases[number]
            if phrase is not None:
                yield Ahead(self.places[number], phrase, lambda phrase=phrase: self._named(phrase))  # type: ignore[misc]

    # One source after the other ---------------------------------------------------------------------------------------

    def _speaker(self, phrase: Phrase, number: int, turn: int) -> Speaker:  # noqa: PLR0911 (by kind of phrase)
        place, parent = self.places[number], self.parents[number]
        above = self.result[parent] if parent is not None else None
        source = self.found[number].source or (place, place)
        if phrase.kind == "pronoun":
            quoted = parent is not None and _in_quotes(self.text, self.found[parent], place)
            chosen = pronoun(phrase, self.memory, place, above, self._named_in(parent, source), quoted=quoted)
            return self._pronoun_by_chain(phrase, source, chosen, above)
        if phrase.kind == "role":
            by_chain = self._by_chain(phrase, source)
            if by_chain is not None:
                _, score = fitting(phrase, self.memory)
                if score == 0:
                    return by_chain
            return self._role(phrase, source, turn)
        if phrase.kind == "document":
            return document(phrase, self.memory, place, self._ahead(turn), turn)
        if phrase.kind == "anonymous":
            return self._anonymous(phrase, place, turn)
        if turn == 0:
            body = self._body_of_nation(phrase, turn)
            if body is not None:
                return body
        return self._named(phrase)

    def _named_in(self, parent: int | None, source: Extent) -> list[Speaker]:
        """Bodies that a speaker named in the same breath, the last first."""
        if parent is None:
            return []
        pieces = self.found[parent].content
        start = next((piece[0] for piece in pieces if piece[0] <= source[0] < piece[1]), source[0])
        start = max(start, source[0] - _SAME_BREATH)
        named = self.names.known_within(start, source[0])
        return [Speaker(one.name, one.kind, plural=one.kind == "group") for one in reversed(named)]

    def _role(self, phrase: Phrase, source: Extent, turn: int) -> Speaker:
        speaker = role(phrase, self.memory, source[0], self._ahead(turn))
        if speaker.confidence < 1 and phrase.head in BODY_HEADS and not phrase.plural:
            whole = self._in_passing(phrase.head, source[0])
            return whole if whole is not None else speaker
        return speaker

    def _in_passing(self, head: str, place: int) -> Speaker | None:
        """A body that the text names in full before it speaks as "the coalition": "a Westmark-led coalition"."""
        for match in re.finditer(rf"{_WHOLE}{re.escape(head)}\b", self.text[max(0, place - REACH) : place]):
            phrase = analyse(match.group())
            if phrase.kind in {"organisation", "group"} and phrase.names:
                return self._named(phrase)
        return None

    def _anonymous(self, phrase: Phrase, place: int, turn: int) -> Speaker:
        name = phrase.names[0] if phrase.names else phrase.text
        one = phrase.head in VAGUE or (phrase.roles and not phrase.plural)
        later = named_later(phrase, place, self._ahead(turn)) if one and phrase.head not in {"source"} else None
        return later if later is not None else unnamed(phrase, name)

    def _named(self, phrase: Phrase) -> Speaker:  # noqa: PLR0911 (by kind of phrase)
        """Who a phrase names that needs no one met before; short names are looked up."""
        if phrase.kind == "joint":
            both = [self._part(part) for part in phrase.parts]
            if all(one.name for one in both):
                return Speaker("; ".join(str(one.name) for one in both), both[0].kind, plural=True)
            return Speaker(phrase.text, "organisation", plural=True)
        if phrase.kind == "person":
            names = [self._full_name(name) for name in phrase.names]
            body = self._voice_of(phrase) if phrase.roles & VOICES else None
            return Speaker("; ".join(names), "person", phrase.gender, plural=len(names) > 1, body=body)
        if phrase.kind == "short":
            return self._short(phrase.names[0])
        if phrase.kind == "body":
            return self._body(phrase)
        name = phrase.names[0] if phrase.names else phrase.text
        if phrase.kind == "organisation":
            return self._organisation(phrase, name)
        return Speaker(name, phrase.kind, phrase.gender, plural=phrase.kind == "group")

    def _part(self, phrase: Phrase) -> Speaker:
        """One of several who speak together."""
        if phrase.kind == "role":
            return role(phrase, self.memory, 0, iter(()))
        if phrase.kind in {"anonymous", "document"}:
            return unnamed(phrase, phrase.names[0] if phrase.names else phrase.text)
        return self._named(phrase) if phrase.kind != "pronoun" else UNCLEAR

    def _full_name(self, name: str) -> str:
        known = actors.find(name)
        if known is not None and known.kind == "person":
            return known.name
        if " " not in name:
            full = self.names.full.get(name)
            if full is not None:
                known = actors.find(full)
                return known.name if known else full
        return name

    def _short(self, name: str) -> Speaker:
        """One capitalised word: the last word of a full name on the page, a capital, else a name of its own."""
        bare = name.removesuffix("’s").removesuffix("'s").strip("’'")
        full = self.names.full.get(bare)
        if full is not None:
            phrase = analyse(full)
            if phrase.kind == "person":
                return Speaker(self._full_name(phrase.names[0]), "person", phrase.gender)
        for known in latest(self.memory.named):
            if known.speaker.name and bare in known.speaker.name.split():
                return known.speaker
        nation = nations.of_capital(bare)
        if nation is not None and nations.mentions(self.text, nation):
            actor = actors.find(nation.name)
            return Speaker(actor.name if actor else nation.name, "organisation")
        if bare.lower() in _NOBODY or nations.leading([bare]) is not None:
            return UNCLEAR  # a stray word, or a nation's possessive whose noun was lost
        place = actors.find(bare)
        thing = full is not None or (place is not None and place.kind == "place")
        return Speaker(bare, "organisation" if thing else "person", confidence=0.7)

    def _organisation(self, phrase: Phrase, name: str) -> Speaker:
        """A body by part of its name: "the Council", once the Oster Peace Council was named."""
        words = name.split()
        if actors.find(name) is None and len(words) <= 2:
            lower = [word.lower() for word in words]
            for known in latest(self.memory.named):
                whole = (known.speaker.name or "").lower().split()
                if known.speaker.kind not in _THINGS or known.speaker.name == name:
                    continue
                if (len(whole) > len(words) and _holds(whole, lower)) or known.words.issuperset(map(singular, lower)):
                    return known.speaker
            nation = self.names.nation
            actor = actors.find(f"{nation.adjective} {name}") if nation is not None else None
            if actor is not None:
                return Speaker(actor.name, actor.kind)
        return Speaker(name, "organisation", phrase.gender)

    def _body(self, phrase: Phrase) -> Speaker:
        """A nation's body without its nation: one met before by these words, else that of the article's nation."""
        words = phrase.names[0]
        lower = frozenset(words.lower().split())
        for known in latest(self.memory.spoke):
            if known.speaker.kind in _THINGS and lower <= known.words | known.described:
                return known.speaker
        if words.lower() == "opposition":
            fighters = next(
                (k.speaker for k in latest(self.memory.named) if (k.speaker.name or "").endswith("armed opposition")),
                None,
            )
            if fighters is not None:
                return fighters
        made = nations.named(self.names.nation, words)
        name, kind = made if made is not None else (words, "organisation")
        if self.names.nation is None:
            name = plain(words) if kind == "organisation" else words
        return Speaker(name, kind, plural=kind == "group", confidence=0.9)

    def _body_of_nation(self, phrase: Phrase, turn: int) -> Speaker | None:
        """A nation in a headline, whose body speaks next: "Veskara says …" over "Veskara's health ministry said …"."""
        own = nations.leading(phrase.names[0].split()) if phrase.kind == "organisation" and phrase.names else None
        if own is None or own[0].name != phrase.names[0]:
            return None
        later = next(self._ahead(turn), None)
        if later is None or later.phrase.kind != "organisation":
            return None
        words = [word for word in later.phrase.text.split() if word.lower() != "the"]
        nation = nations.leading(words)
        same = nation is not None and nation[0] == own[0] and len(words) > nation[1]
        return later.speaker() if same else None

    def _voice_of(self, phrase: Phrase) -> str | None:
        """The body a spokesperson speaks for: "Harbour Ministry spokeswoman", "a spokesman for the Peace Council"."""
        words = phrase.text.split()
        at = next((n for n, word in enumerate(words) if word.lower().strip(",") in VOICES), None)
        if at is None:
            return None
        before = words[:at]
        behind = words[at + 2 :] if words[at + 1 : at + 2] in (["for"], ["of"]) else []
        if before and before[-1].lower() not in {"a", "an", "the", "its", "their"}:
            part = " ".join(before)
        elif behind:
            part = " ".join(behind)
        else:
            return None
        body = analyse(part)
        if body.kind == "body":
            return self._body(body).name
        return body.names[0] if body.kind in {"organisation", "group"} and body.names else None

    # Chains -----------------------------------------------------------------------------------------------------------

    def _by_chain(self, phrase: Phrase, source: Extent) -> Speaker | None:
        """Whom a reader holds for the same one by name, if kind, number and gender agree."""
        for extent in self.chains.others(source):
            if not self.names.any_in(extent):
                continue
            named = analyse(self.text[slice(*extent)], self.names.people_in(extent))
            if named.kind not in _THINGS | {"person", "short"} or not named.names:
                continue
            speaker = self._named(named)
            if speaker.name is not None and _agree(phrase, speaker):
                known = self.memory.named.get(speaker.name)
                return known.speaker if known is not None else speaker
        return None

    def _pronoun_by_chain(self, phrase: Phrase, source: Extent, chosen: Speaker, parent: Speaker | None) -> Speaker:
        """Ask a chain where nobody who spoke fits.

        Where somebody does, who spoke last was right more often than the chains were (FA-KES gold: .86 against .83).
        """
        if parent is not None and chosen.name is not None and chosen.name in {parent.name, parent.body}:
            return chosen
        by_chain = self._by_chain(phrase, source)
        if by_chain is None or by_chain.name == chosen.name:
            return chosen
        if chosen.name is None:
            return by_chain
        return chosen


def _agree(phrase: Phrase, speaker: Speaker) -> bool:
    """Whether a pronoun or role can mean a speaker by kind, number and gender."""
    if phrase.kind == "pronoun":
        self_said = phrase.text in {"i", "me", "my"}
        ours = phrase.text in {"we", "us", "our"}
        return ours or (speaker.kind == "person" if self_said else agrees(phrase, speaker))
    if phrase.head in BODY_HEADS or phrase.head in VAGUE:
        return speaker.kind in _THINGS
    if phrase.plural:
        return speaker.plural or speaker.kind in {"group", "organisation"}
    return (
        speaker.kind == "person"
        and not speaker.plural
        and (phrase.gender is None or speaker.gender is None or phrase.gender == speaker.gender)
    )


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether the words of a part stand in a row in the whole."""
    return any(list(whole[n : n + len(part)]) == list(part) for n in range(len(whole) - len(part) + 1))


def _in_quotes(text: str, raw: RawAttribution, place: int) -> bool:
    """Whether a place lies in a piece of content that stands in quotation marks as a whole."""
    return any(start <= place < end and text[start] in "“\"'‘„«" for start, end in raw.content)
