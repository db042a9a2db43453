"""The terms of a truce: where, from when, until when, who is left out, who mediated, what for."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sayso.model import Place, Time
from sayso.understand import actors, nations
from sayso.understand.ceasefires import clauses
from sayso.understand.ceasefires.clauses import Scene
from sayso.understand.ceasefires.lexicon import lexicon, match
from sayso.understand.ceasefires.parties import Cast, Party, together
from sayso.understand.ceasefires.truces import Truce
from sayso.understand.words import word_set

Extent = tuple[int, int]
_WHERE = word_set("in across throughout around over covering inside within for on")
_FROM = word_set("starting beginning from start starts begin begins began started effective effect force since")
_UNTIL = word_set("until till through expire expires expired expiring ends end ended lapsed lapses")
#: Words between a preposition and the name of a place.
_PLACE_WORDS = word_set(
    """
    the and all of whole most parts part town city village towns villages province region district countryside
    suburb suburbs outskirts area areas north south east west northern southern eastern western central northwestern
    northeastern southwestern southeastern rural besieged neighbouring nearby old greater upper lower war-torn
    """
)
#: So far behind a truce its place may stand: "a truce in the northern suburbs of Holm".
_NEAR = 7
#: So far behind a truce what it is for is told.
_PURPOSE_REACH = 24


def area_of(scene: Scene, truce: Truce, cast: Cast, places: Sequence[Place], offset: int) -> tuple[str, Extent] | None:
    """Return the place that is named right behind a truce, or in the words before its noun, with where it stands."""
    tokens, known = scene.tokens, lexicon()
    for at in range(truce.first, truce.noun):
        place = _place_at(scene, at, cast, places, offset)
        if place is not None and actors.find(place[0]) is not None and nations.leading(place[0].split()) is None:
            return place  # "the Holm truce"; a state before the noun made it, or is one of a page's tags
    for at in range(truce.behind, min(len(tokens) - 1, truce.behind + _NEAR)):
        word = tokens[at].lower
        if clauses.breaks(tokens[at]) or word in {"between", "with"}:
            return None
        if word in _WHERE:
            for inner in range(at + 1, min(len(tokens), at + 7)):
                place = _place_at(scene, inner, cast, places, offset)
                if place is not None:
                    return place
                if tokens[inner].text.islower() and tokens[inner].lower not in _PLACE_WORDS:
                    break
        elif word in known.violence or (match(known.verbs, tokens, at) and not match(known.behind, tokens, at)):
            return None
    return None


def only_place(scene: Scene, cast: Cast, places: Sequence[Place], offset: int) -> tuple[str, Extent] | None:
    """Return the place that a sentence names, if it names just one. States do not count: they act."""
    found = {}
    for at in range(1, len(scene.tokens)):
        if scene.tokens[at].text[0].isupper() and nations.leading([scene.tokens[at].text]) is None:
            place = _place_at(scene, at, cast, places, offset)
            if place is not None:
                found[place[0]] = place
    return next(iter(found.values())) if len(found) == 1 else None


def _place_at(scene: Scene, at: int, cast: Cast, places: Sequence[Place], offset: int) -> tuple[str, Extent] | None:
    token = scene.tokens[at]
    if not token.text[0].isupper() and not token.text.startswith("al-"):
        return None
    low = bisect_left(places, token.start + offset, key=lambda place: place.start)
    if low < len(places) and places[low].start == token.start + offset:
        place = places[low]
        return place.name or place.text, (place.start - offset, place.end - offset)
    for mention in cast.mentions_in(token.start, token.start + 60):
        if mention.start - offset == token.start and mention.kind == "place":
            return mention.entity, (token.start, mention.end - offset)
    nation = nations.leading([token.text])
    if nation is not None and nation[0].name == token.text:
        return nation[0].name, (token.start, token.end)
    return None


def times_in(scene: Scene, times: Sequence[Time], offset: int) -> list[tuple[int, int, Time]]:
    """Return the time expressions of a sentence, each with its first token and the one behind it."""
    tokens = scene.tokens
    starts = [token.start + offset for token in tokens]
    low = bisect_left(times, scene.sentence.start + offset, key=lambda time: time.start)
    found = []
    for at in range(low, len(times)):
        time = times[at]
        if time.start >= scene.sentence.end + offset:
            break
        found.append((bisect_right(starts, time.start) - 1, bisect_left(starts, time.end), time))
    return found


def dated(found: Sequence[tuple[int, int, Time]], word: int, behind: int) -> Time | None:
    """Return the date that stands nearest to an act's word, or right behind its words; None where none is near."""
    days = [(low, time) for low, _, time in found if time.type in {"DATE", "TIME"} and time.date_from]
    near = [(min(abs(low - word), abs(low - behind) + 1), low, time) for low, time in days]
    near = [one for one in near if one[0] <= clauses.MAX_GAP]
    return min(near, key=lambda one: one[:2])[2] if near else None


def begins(scene: Scene, truce: Truce, found: Sequence[tuple[int, int, Time]]) -> Time | None:
    """Return the date from which a truce is said to hold: "starting on Monday", "a truce on Thursday"."""
    return _marked(scene, found, _FROM) or _right_behind(scene, truce, found)


def ends(scene: Scene, found: Sequence[tuple[int, int, Time]]) -> Time | None:
    """Return the date until which a truce is said to hold."""
    return _marked(scene, found, _UNTIL)


def _marked(scene: Scene, found: Sequence[tuple[int, int, Time]], marks: frozenset[str]) -> Time | None:
    for low, _, time in found:
        before = [token.lower for token in scene.tokens[max(0, low - 3) : low]]
        if time.date_from and time.type in {"DATE", "TIME"} and any(word in marks for word in before):
            return time
    return None


def _right_behind(scene: Scene, truce: Truce, found: Sequence[tuple[int, int, Time]]) -> Time | None:
    for low, _, time in found:
        gap = [token.lower for token in scene.tokens[truce.behind : low]]
        if time.date_from and time.type in {"DATE", "TIME"} and gap in ([], ["on"], ["from"]) and low >= truce.behind:
            return time
    return None


def day(time: Time | None) -> str | None:
    """Return the date of a time expression, as an interval of EDTF ("2031-05-01/2031-05-31") if it is not one day."""
    if time is None or time.date_from is None:
        return None
    return time.date_from if time.date_to in {None, time.date_from} else f"{time.date_from}/{time.date_to}"


def add_duration(start: str, duration: str) -> str | None:
    """Return the day on which a truce ends that begins on a day and lasts an ISO 8601 duration of one unit."""
    number = "".join(char for char in duration if char.isdigit())
    hours = {"H": 1, "D": 24, "W": 24 * 7}.get(duration[-1])
    if not number or hours is None or len(start) != len("2031-05-01"):
        return None
    try:
        return (date.fromisoformat(start) + timedelta(hours=0) + timedelta(days=int(number) * hours // 24)).isoformat()
    except (ValueError, OverflowError):
        return None


def excluded(scene: Scene) -> Iterator[tuple[str, Extent]]:
    """Yield whom a sentence says a truce leaves out, with where they stand."""
    known, tokens = lexicon(), scene.tokens
    at = 0
    while at < len(tokens):
        behind = match(known.excluded_behind, tokens, at)
        before = match(known.excluded_before, tokens, at)
        if behind is not None and before is None:
            doer = clauses.party_at(scene, behind[0])
            yield from ((party.name, _extent(scene, party.first, party.behind)) for party in doer.parties)
            at = behind[0]
        elif before is not None:
            doer = clauses.subject(scene, at)
            parties = [*_likened(scene, doer), *doer.parties]
            yield from ((party.name, _extent(scene, party.first, party.behind)) for party in parties)
            at = before[0]
        else:
            at += 1


def _likened(scene: Scene, doer: clauses.Doer) -> list[Party]:
    """Who is left out like somebody else: "the Front, which like the Covenant was excluded"."""
    first = doer.parties[0].first if doer.parties else 0
    words = [token.lower for token in scene.tokens[max(0, first - 2) : first]]
    before = [party for party in scene.parties if party.behind < first]
    return before[-1:] if "like" in words else []


def mediators(scene: Scene, truce: Truce) -> Iterator[tuple[str, Extent]]:
    """Yield who is said to have brought a truce about between others."""
    known, tokens = lexicon(), scene.tokens
    for at, left in truce.tied:
        for name in left.replace("–", "-").split("-"):
            nation = nations.leading([name])
            actor = actors.find(name)
            if nation is not None or actor is not None:
                made = nation[0].name if nation is not None else actor.name  # type: ignore[union-attr]
                yield made, _extent(scene, at, at + 1)
    for at in range(max(0, truce.first - 8), min(len(tokens), truce.behind + 10)):
        phrase = match(known.mediated_behind, tokens, at)
        if phrase is not None:
            between = tokens[phrase[0] - 1].lower == "between"
            for party in clauses.party_at(scene, phrase[0], reach=6).parties:
                if between and party.kind == "group":
                    continue  # a truce between two groups is theirs; one between two states is for others
                yield party.name, _extent(scene, party.first, party.behind)
        elif tokens[at].lower in known.mediated_before and at < truce.first and not _passive(scene, at):
            for party in clauses.subject(scene, at).parties:
                yield party.name, _extent(scene, party.first, party.behind)
    for number, party in enumerate(scene.parties):
        last = tokens[party.behind].lower if party.behind < len(tokens) else ""
        if last in known.mediators or tokens[party.behind - 1].lower in known.mediators:
            for one in together(scene.parties, number, tokens):
                yield one.name, _extent(scene, one.first, one.behind)


def _passive(scene: Scene, at: int) -> bool:
    return at + 1 < len(scene.tokens) and scene.tokens[at + 1].lower in {"by", "between"}


def purpose_of(scene: Scene, truce: Truce) -> tuple[str, Extent] | None:
    """Return what a truce is said to be for, with the words that say so (values as in ETH/PRIO's variable)."""
    tokens = scene.tokens
    high = min(len(tokens), truce.behind + _PURPOSE_REACH)
    for purpose, phrases in lexicon().purposes:
        for phrase in phrases:
            for at in range(truce.first, high - len(phrase) + 1):
                if tuple(token.lower for token in tokens[at : at + len(phrase)]) == phrase:
                    return purpose, _extent(scene, at, at + len(phrase))
    return None


def _extent(scene: Scene, first: int, behind: int) -> Extent:
    return scene.tokens[first].start, scene.tokens[behind - 1].end
