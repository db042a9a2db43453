"""Via: the outlets and agencies that words came through on their way to the page.

Five things tell: the words around an attribution (``ways``), the attribution it stands in, what the same speaker said a
sentence before, the floor an article gives to another outlet (``floors``), and links (``links``). The credit line of a
whole article is none of them (``credits``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from sayso.model import Article, Block, Page
from sayso.understand import actors
from sayso.understand.credits import agency_of, credits_of
from sayso.understand.floors import Floors
from sayso.understand.links import Link, links_of
from sayso.understand.nesting import extent_of
from sayso.understand.outlet_names import House, at, is_platform, staff_of
from sayso.understand.reader import Extent, Passage, RawAttribution
from sayso.understand.references import Speaker
from sayso.understand.ways import sentence_end, sentence_start, through
from sayso.understand.words import AUXILIARIES, PREPOSITIONS, word_set

#: A link right behind an attribution begins so near its end, in characters: " (", ", as ".
_LINK_BEHIND = 12
#: A link over this share of what is said tells whence it was taken; over less, it may lead to background.
_LINKED_SHARE = 0.5
#: Whom the author has spoken to: "nobody I met", "my neighbour", "our sources".
_MET = re.compile(r"\b(?:I|we)\s(?:met|spoke\s(?:to|with)|talked\s(?:to|with)|asked|interviewed)\b")
_OURS = re.compile(
    r"(?:our|my)\s(?:[\w-]+\s)?(?:neighbour|neighbor|colleague|contact|source|friend|guide|driver|host|correspondent|"
    r"reporter|interlocutor|interviewee|guest|informant)s?\b",
    re.IGNORECASE,
)
_SAT_DOWN = re.compile(r"\b(?:spoke|spoken|talked|sat\sdown|speaks|talks)\s(?:\w+\s)?(?:to|with)\s")
_PRONOUNS = word_set("he she they it")
_DETERMINER = re.compile(r"\b(?:the|The|a|A|an|An|our|Our|its|Its)\s")
_HEAD = re.compile(r"\s(?:of|at|in|for|from|with|on|to|close)\s")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a page says about whose article it is.

    ``own`` is the article's outlet, which "this newspaper" and "our correspondent" mean, unless ``credited`` names the
    one agency that the article is taken from. ``links`` are its links to other outlets.
    """

    own: str | None = None
    credited: str | None = None
    links: tuple[Link, ...] = ()


def imprint_of(page: Page, article: Article, blocks: Sequence[Block]) -> Imprint:
    """Return the imprint of an article on a page that holds these blocks."""
    return Imprint(article.outlet, agency_of(credits_of(page, article, blocks)), links_of(page, article))


def resolve(
    passage: Passage,
    found: Sequence[RawAttribution],
    parents: Sequence[int | None],
    speakers: Sequence[Speaker],
    imprint: Imprint | None = None,
) -> list[tuple[str, ...]]:
    """Return, for each attribution, the outlets it came through, nearest to the speaker first."""
    imprint = imprint or Imprint()
    way = _Way(passage, found, parents, speakers, House(imprint.own, imprint.credited), imprint.links)
    for number in sorted(range(len(found)), key=lambda n: (extent_of(found[n])[0], parents[n] is not None, n)):
        way.follow(number)
    return way.result


@dataclass(slots=True)
class _Said:
    """The last outermost attribution: whose it is, where it ends, and its way."""

    speaker: str | None
    end: int
    way: tuple[str, ...]


@dataclass(slots=True)
class _Way:
    passage: Passage
    found: Sequence[RawAttribution]
    parents: Sequence[int | None]
    speakers: Sequence[Speaker]
    house: House
    links: Sequence[Link]
    result: list[tuple[str, ...]] = field(init=False)
    _floors: Floors = field(init=False)
    _interviews: list[tuple[frozenset[str], str]] = field(init=False)
    _said: _Said | None = None
    _by_source: dict[Extent, tuple[str, ...]] = field(default_factory=dict)
    _unnamed: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.result = [()] * len(self.found)
        self._floors = Floors(self.passage, self.links, self.house.own)
        self._interviews = _interviews(self.passage.text, self.house)

    def follow(self, number: int) -> None:
        """Work out one attribution; all that begin before it must be done."""
        raw, speaker = self.found[number], self.speakers[number]
        names = self._told(number)
        names += self._inherited(number)
        if not names:
            names += self._carried(number)
        names += self._linked(raw)
        floor = self._floors.at(raw.content[0][0])
        if floor is not None:
            names.append(floor)
        unique = tuple(dict.fromkeys(name for name in names if name != speaker.name))
        self.result[number] = unique
        self._remember(number, unique)

    def _told(self, number: int) -> list[str]:
        """What the words around it say, and a source that belongs to an outlet ("An AFP photographer")."""
        text, raw = self.passage.text, self.found[number]
        names = through(text, raw, self.house, quoted=self.parents[number] is not None)
        if raw.source is None:
            return names
        words = text[slice(*raw.source)]
        unnamed = self.speakers[number].kind == "anonymous"
        if unnamed:
            staff = staff_of(text, *raw.source)
            names += [staff] if staff else []
        if not names and self.parents[number] is None and self.house.ourselves:
            met = _MET.search(words) or (unnamed and _OURS.match(words))
            names += [self.house.ourselves] if met else []
        return names

    def _inherited(self, number: int) -> list[str]:
        """From the attribution in whose content this one stands: an outlet that speaks there, and its own way.

        A place where anybody publishes goes only with who published there.
        """
        parent = self.parents[number]
        if parent is None:
            return []
        above = self.speakers[parent]
        names = [above.name] if above.kind == "outlet" and above.name else []
        same = above.name == self.speakers[number].name
        return names + [name for name in self.result[parent] if same or not is_platform(name)]

    def _carried(self, number: int) -> tuple[str, ...]:
        """From what the same speaker said before, when this goes on from it."""
        raw = self.found[number]
        if raw.carried is not None:
            return self.result[raw.carried]
        if raw.source is not None and raw.source in self._by_source:
            return self._by_source[raw.source]  # told AFP …, adding
        speaker = self.speakers[number]
        if self.parents[number] is None and self._said is not None:
            before = self._said
            if before.way and self._goes_on(number, before):
                return before.way
        if speaker.name is not None and raw.source is not None:
            if speaker.kind == "anonymous" and self.passage.text[raw.source[0] : raw.source[0] + 4].lower() == "the ":
                way = self._unnamed.get(_head(speaker.name), ())
                if way:
                    return way  # told Reuters … The source added
            for words, outlet in self._interviews:
                if self.parents[number] is None and words & _words_for(speaker.name):
                    return (outlet,)
        return ()

    def _goes_on(self, number: int, before: _Said) -> bool:
        """Whether an attribution goes on from the one before: the next sentence is a quotation, or what "she" added.

        A speaker named anew spoke to the same only when that is the article's own outlet: a reporter asks on, but the
        sentence after a quotation from elsewhere may come from anywhere.
        """
        text, raw, speaker = self.passage.text, self.found[number], self.speakers[number]
        start = extent_of(raw)[0]
        if sentence_start(text, start) > _next_sentence(text, before.end):
            return False
        if raw.source is None:
            return raw.cue is None and "\n" not in text[before.end : start].strip()
        if speaker.name is None or speaker.name != before.speaker or any(is_platform(name) for name in before.way):
            return False
        return text[slice(*raw.source)].lower() in _PRONOUNS or before.way == (self.house.ourselves,)

    def _linked(self, raw: RawAttribution) -> list[str]:
        """Links on or between source and cue, right behind the attribution, or over most of what is said."""
        if not self.links:
            return []
        start, end = extent_of(raw)
        marks = [span for span in (raw.source, raw.cue) if span is not None]
        if len(marks) == 2 and not any(marks[0][1] <= c[0] < marks[1][0] for c in raw.content):
            marks.append((min(marks[0][1], marks[1][1]), max(marks[0][0], marks[1][0])))  # what stands between
        said = sum(stop - begin for begin, stop in raw.content)
        names = []
        first = bisect_left(self.links, start, key=lambda link: link.end)
        for link in takewhile(lambda one: one.start <= end + _LINK_BEHIND, self.links[first:]):
            on_mark = any(link.start < stop and begin < link.end for begin, stop in marks)
            bracketed = self.passage.text[start : link.start].rstrip()[-1:] in {"(", "["} and end <= link.end + 1
            behind = bracketed or (
                end <= link.start and not self.passage.text[end : link.start].strip(' \t.,;()[]”"’—–-')
            )
            over = sum(max(0, min(link.end, stop) - max(link.start, begin)) for begin, stop in raw.content)
            if on_mark or behind or over >= _LINKED_SHARE * said:
                names.append(link.outlet)
        return names

    def _remember(self, number: int, way: tuple[str, ...]) -> None:
        raw, speaker = self.found[number], self.speakers[number]
        heard = [*way, speaker.name] if speaker.kind == "outlet" and speaker.name else [*way]
        self.house.heard(name for name in heard if not is_platform(name))
        if raw.source is not None and way:
            self._by_source[raw.source] = way
        if speaker.kind == "anonymous" and speaker.name is not None:
            self._unnamed[_head(speaker.name)] = way
        if self.parents[number] is None:
            floats = raw.source is None and raw.cue is None and self._said is not None and way == self._said.way
            name = self._said.speaker if floats and self._said is not None else speaker.name
            self._said = _Said(name, extent_of(raw)[1], way)


def _head(name: str) -> str:
    """The noun of an unnamed speaker: "unnamed: source at the Harbour Police" is a source."""
    words = _HEAD.split(f"{name.removeprefix('unnamed: ')} ")[0].split()
    return words[-1].lower() if words else name


def _next_sentence(text: str, place: int) -> int:
    """Where the sentence behind ``place`` begins: ``place`` itself when a sentence has just ended."""
    if text[:place].rstrip('”"’ ').endswith((".", "!", "?", "…")):
        rest = text[place : place + 20]
        return place + len(rest) - len(rest.lstrip(' \n\t”"’'))
    end = sentence_end(text, place, 300)
    return end + (1 if text[end : end + 1] == "\n" else 0)


def _interviews(text: str, house: House) -> list[tuple[frozenset[str], str]]:
    """Who "spoke to us for an hour": words for them, and the outlet. What they say in the article came that way."""
    found = []
    for match in _SAT_DOWN.finditer(text):
        outlet = at(text, match.end(), sentence_end(text, match.end()), house)
        if outlet is not None and outlet == house.ourselves:
            found.append((_subject(text[sentence_start(text, match.start()) : match.start()]), outlet))
    return found


def _subject(words: str) -> frozenset[str]:
    """The head of the phrase that words before a verb end with: "chairwoman" in "the chairwoman of the Front"."""
    phrases = [phrase.split() for phrase in _DETERMINER.split(words)]
    while len(phrases) > 1 and phrases[-2] and phrases[-2][-1] in PREPOSITIONS:
        phrases.pop()
    head = [word for word in phrases[-1] if word not in PREPOSITIONS | AUXILIARIES]
    return frozenset(word.strip(".,’'").lower() for word in head[-4:] if len(word) > 3)


def _words_for(name: str) -> frozenset[str]:
    """The words somebody goes by: of the name, and of the roles an actor file gives."""
    known = actors.find(name)
    return frozenset(word.lower() for part in (name, *(known.roles if known else ())) for word in part.split())
