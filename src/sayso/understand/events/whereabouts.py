"""Where and when: of the places and times found in an article, those that belong to a happening."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sayso.model import Article, Attribution, Place, Time
from sayso.understand.events.lexicon import lexicon
from sayso.understand.events.scene import Scene, SceneSentence
from sayso.understand.sentences import Token
from sayso.understand.words import word_set

#: The finer the place, the better it tells where something happened.
_FINENESS = {"neighbourhood": 0, "feature": 0, "town": 1, "district": 2, "region": 3, "country": 4, None: 1}
#: A place before the trigger counts as so much further away than one behind it; one level of fineness as so many words.
_BEFORE, _LEVEL = 6, 7
#: Ends of ``Place.how`` that say that nothing happens there: a government is meant, or where a report was written.
_NOWHERE = ("metonymy", "dateline")
#: A country this near before a trigger says whose it is.
_MODIFIES = 2
#: A country further off is what the news is about, and not where this happened.
_COUNTRY_REACH = 10
_PART = word_set("suburb suburbs district neighbourhood neighborhood countryside")
#: So many words at an article's beginning may hold where it was written, if no preposition says otherwise.
_DATELINE_WORDS = 10
_BORDERS = word_set("while but ; whereas")
_BORDER = 12
_SAID = word_set("said says told added reported announced statement confirmed stated claimed")
_IN = word_set("in near on at around outside inside across of into over from town city village")
#: The length of a day in ISO 8601.
_A_DAY = 10
#: A full date among the first words of an article is the day it was published.
_DATELINE = 6
#: "Since" stands so near before its time: "since the force came in March".
_SINCE_REACH = 7
#: A lead's day is told within so many sentences.
_LEAD_REACH = 2
#: A time this many words behind a word of saying tells when it was said.
_SAID_REACH = 3


@dataclass(frozen=True, slots=True)
class Near:
    """The places and times of one sentence: token number and what stands there."""

    places: list[tuple[int, Place]]
    times: list[tuple[int, Time]]


class Whereabouts:
    """The places and times of an article, by sentence."""

    def __init__(
        self,
        scene: Scene,
        article: Article,
        places: Sequence[Place],
        times: Sequence[Time],
        attributions: Sequence[Attribution] = (),
    ) -> None:
        """Take an article's places, times and attributions, whose offsets count from the page's start."""
        sources = [(one.source.start, one.source.end) for one in attributions if one.source is not None]
        offset = article.start
        self.published = article.published[:10] if article.published and len(article.published) >= _A_DAY else None
        self.sentences = scene.sentences
        self.near = [Near([], []) for _ in scene.sentences]
        starts = [sentence.start for sentence in scene.sentences]
        for place in places:
            if place.how.endswith(_NOWHERE) or any(start <= place.start < end for start, end in sources):
                continue  # "the ministry in Averil said"
            sentence = self._sentence(scene, starts, place.start - offset)
            if sentence is not None:
                self.near[sentence.number].places.append((sentence.token_at(place.start - offset), place))
        common = Counter(place.name for near in self.near for _, place in near.places if place.kind != "country")
        most = common.most_common(1)
        self.main = next(
            (place for near in self.near for _, place in near.places if most and place.name == most[0][0]), None
        )
        lands = Counter(place.country for near in self.near for _, place in near.places if place.country)
        land = lands.most_common(1)
        self.country = next(
            (
                place
                for near in self.near
                for _, place in near.places
                if place.kind == "country" and land and place.country == land[0][0]
            ),
            None,
        )
        for time in times:
            sentence = self._sentence(scene, starts, time.start - offset)
            if sentence is None or time.date_from is None:
                continue
            at = sentence.token_at(time.start - offset)
            words = {token.lower for token in sentence.tokens[max(0, at - 2) : at]} | set(time.text.lower().split())
            if time.type in {"DATE", "TIME"} or (time.type == "DURATION" and words & {"past", "last"}):
                self.near[sentence.number].times.append((at, time))

    @staticmethod
    def _sentence(scene: Scene, starts: list[int], at: int) -> SceneSentence | None:
        index = bisect_left(starts, at + 1) - 1
        if index < 0 or at >= scene.sentences[index].end:
            return None
        return scene.sentences[index]

    def place(self, sentence: SceneSentence, begin: int, end: int, doers: Sequence[range] = ()) -> Place | None:
        """Return the place in a sentence that belongs to the trigger at tokens ``[begin, end)``.

        What stands in the words of the ``doers`` (tokens) tells who, not where.
        """
        tokens = sentence.tokens
        best: tuple[int, int] | None = None
        chosen = None
        for at, place in self.near[sentence.number].places:
            told = place.text.lower().split()[:1]  # a place's words may begin with "near" or "town of"
            prepositions = {*told, *(token.lower for token in tokens[max(0, at - 3) : at])} & _IN
            beside = {*told, *(token.lower for token in tokens[max(0, at - 1) : at])} & _IN
            if sentence.number == 0 and at < min(begin, _DATELINE_WORDS) and not beside:
                continue  # where the article was written
            if any(at in doer for doer in doers):
                continue
            if place.kind == "country" and (not prepositions or self._whose(tokens, at, begin, end)):
                continue
            if {token.lower for token in tokens[at + 1 : at + 4]} & _PART and place.kind != "country":
                prepositions = set()  # "the Holm suburb of Averil": the second is where
            cost = at - end if at >= end else begin - at + _BEFORE
            cost += _FINENESS.get(place.kind, 1) * _LEVEL
            cost += 0 if prepositions else _LEVEL
            if "near" in {*told, *(token.lower for token in tokens[max(0, at - 2) : at])}:
                cost += _LEVEL  # "in Holm near Averil": Holm it is
            low, high = min(at, begin), max(at, begin)
            cost += _BORDER * sum(tokens[n].lower in _BORDERS for n in range(low, high))
            if best is None or (cost, at) < best:
                best, chosen = (cost, at), place
        return chosen

    @staticmethod
    def _whose(tokens: Sequence[Token], at: int, begin: int, end: int) -> bool:
        """Whether a country says whose a deed is ("Veskara air strikes"), or is too far off to say where."""
        away = at - end if at >= end else begin - at
        follows = at + 1 < len(tokens) and lexicon().triggers.at(tokens, at + 1) is not None
        return follows or 0 < begin - at <= _MODIFIES or away > _COUNTRY_REACH

    def dates(
        self, sentence: SceneSentence, begin: int, end: int
    ) -> tuple[tuple[str | None, str | None] | None, Time | None]:
        """Return the first and last day of the trigger at tokens ``[begin, end)``, and the time they were read from."""
        time = self._time(sentence, begin, end)
        if time is None:
            return None, None
        at = next(at for at, one in self.near[sentence.number].times if one is time)
        before = {token.lower for token in sentence.tokens[max(0, at - _SINCE_REACH) : at]}
        since = {"since"} & {*before, *time.text.lower().split()[:1]}
        # "In May they came and have since taken it": what was done since then, not what was done then.
        ever = any(
            sentence.tokens[n].lower == "since" and sentence.tokens[n - 1].lower in {"has", "have"}
            for n in range(at + 1, begin)
        )
        if since or ever:
            return (_opening(time), self.published or time.date_to), time  # from then until it was told
        last = time.date_to
        if self.published and last and str(time.date_from) <= self.published < last:
            last = self.published  # "this year" goes as far as it was told
        return (time.date_from, last), time

    def next_dates(self, sentence: SceneSentence) -> tuple[tuple[str | None, str | None] | None, Time | None]:
        """Return the first single day that is told of in the sentences behind one, for a lead that tells none."""
        for number in range(sentence.number + 1, min(len(self.near), sentence.number + 1 + _LEAD_REACH)):
            for at, time in self.near[number].times:
                day = time.date_from == time.date_to and time.how == "published"
                if day and not _tells_when_said(self.sentences[number].tokens, at):
                    return (time.date_from, time.date_to), time
        return None, None

    def _time(self, sentence: SceneSentence, begin: int, end: int) -> Time | None:
        tokens = sentence.tokens
        best: tuple[int, int] | None = None
        chosen = None
        for at, time in self.near[sentence.number].times:
            if _tells_when_said(tokens, at):
                continue
            if at <= _DATELINE and sentence.number == 0 and time.how == "explicit":
                continue  # when it was published
            low, high = min(at, begin), max(at, begin)
            cost = high - low + _BORDER * sum(tokens[n].lower in _BORDERS for n in range(low, high))
            if best is None or (cost, at) < best:
                best, chosen = (cost, at), time
        return chosen


def _opening(time: Time) -> str | None:
    """Return the day from which something goes on "since" a time: "since mid-May" is since the middle of May."""
    words = time.text.lower().replace("-", " ").split()
    if "mid" not in words or time.date_from is None or time.date_to is None:
        return time.date_from
    first, last = date.fromisoformat(time.date_from), date.fromisoformat(time.date_to)
    # Of a month that is the 15th for everybody, whichever day the middle third begins with.
    within = (first.year, first.month) == (last.year, last.month)
    return (first.replace(day=15) if within else first + (last - first) // 2).isoformat()


def _tells_when_said(tokens: Sequence[Token], at: int) -> bool:
    """Whether the time at a token is that of the saying: "said on Tuesday"."""
    return any(tokens[n].lower in _SAID for n in range(max(0, at - _SAID_REACH), at))
