"""Which of several places a name means, by the company it keeps in its article; none rather than a wrong one.

Within an article a name means one place (Gale, Church and Yarowsky 1992, "One sense per discourse"). Every place that
could be meant is weighed by what the words say ("Oster, Veskara"), the countries the article speaks of, how near it
lies to the article's other places, and how many people live there: the evidence of Leidner (2007, "Toponym Resolution
in Text"), added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log10
from typing import NamedTuple

from sayso.understand.places import folding, gazetteer
from sayso.understand.places.context import Named
from sayso.understand.places.entries import Entry, distance_km
from sayso.understand.places.place_files import bare

#: Two places nearer than this are neighbours: a day's fighting, a province.
NEAR_KM = 150.0
#: Names that stand this near to each other, in characters, are told of together.
CLOSE = 200
#: How far outside a region's or town's reach something in it may lie, in kilometres: our reaches are rough.
SLACK_KM = 25.0
#: A town as large as this is meant without any support, as nobody would write it without its country else.
LARGE = 100_000
#: What share of an article must be about a country before a village there is meant by its name.
SPOKEN_OF = 0.1
#: What it is worth that the words beside a name say of what kind its place is ("Oster village"), and it is.
OF_KIND = 1.0
#: The best of several must lead by this much, unless they lie together.
LEAD = 0.6
#: What each piece of evidence is worth. A power of ten in people is worth .6, so that a country the article speaks of
#: all the time outweighs a town a hundred thousand times as large, and a stated country or region outweighs everything
#: else.
PEOPLE, FAME, MAIN_NAME, FOLDED, COUNTRY, NEIGHBOURS, TOGETHER, STATED, FOCUS = (
    0.6,
    1.0,
    0.4,
    -1.5,
    3.0,
    2.5,
    1.0,
    6.0,
    1.5,
)
#: What being in our own files or in the user's is worth: someone thought that news would mean this one.
RANK = (0.0, 2.0, 3.0)
#: The places named most often are company enough, and a list of all villages of a country stays readable in time.
MOST_COMPANY = 40
#: A country, or a part of the world, is more than the town of the same name.
IS_COUNTRY = 3.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The place that a name means, None where that is unclear, and why: see ``docs/data-places.md``."""

    entry: Entry | None
    how: str


@dataclass(slots=True)
class _Case:
    """One name of an article: where it stands, what it could mean, and in what it is said to lie."""

    names: list[Named] = field(default_factory=list)
    candidates: tuple[Entry, ...] = ()
    folded: frozenset[str] = frozenset()
    stated: list[Entry] = field(default_factory=list)
    surely: bool = False
    inside: bool = False
    choice: Choice = field(default_factory=lambda: Choice(None, "unknown"))


@dataclass(frozen=True, slots=True)
class _Told:
    """What an article tells besides one name: all names, what is clear of them, how often each country is spoken of."""

    cases: Mapping[str, _Case]
    anchors: Mapping[str, Entry]
    votes: Mapping[str, float]
    company: Sequence[tuple[str, Entry]]


class _Weighed(NamedTuple):
    """A place that a name may mean, and the evidence for it."""

    score: float
    stated: bool
    near: float
    support: float
    entry: Entry


def choose(
    text: str, names: Sequence[Named], adjectives: Mapping[str, int], focus: Sequence[str] = ()
) -> dict[str, Choice]:
    """Return what each plain name (``folding.plain``) means in an article.

    ``adjectives`` counts how often the article speaks of a country (code) by its people, ``focus`` are countries that
    the case is about.
    """
    cases: dict[str, _Case] = defaultdict(_Case)
    for one in names:
        cases[folding.plain(one.name)].names.append(one)
    for case in cases.values():
        _look_up(case)
    anchors = {plain: case.candidates[0] for plain, case in cases.items() if _is_anchor(case)}
    _read_stated(text, names, cases, anchors)
    for _ in range(2):  # what was chosen first is company for the second round
        votes = _votes(cases, anchors, adjectives)
        others = [(plain, entry) for plain, entry in anchors.items() if entry.kind != "country"]
        company = sorted(others, key=lambda one: -len(cases[one[0]].names))[:MOST_COMPANY]
        told = _Told(cases, anchors, votes, company)
        for plain, case in cases.items():
            case.choice = _best(case, plain, told, frozenset(focus))
        anchors |= {plain: case.choice.entry for plain, case in cases.items() if case.choice.entry is not None}
    return {plain: case.choice for plain, case in cases.items()}


def _look_up(case: _Case) -> None:
    """Find what a name may mean; by what spellings share only where none of ours is written so."""
    name = case.names[0].name
    case.candidates = gazetteer.find(name)
    if any(entry.rank for entry in case.candidates) or not any(one.certain for one in case.names):
        return
    known = {entry.id for entry in case.candidates}
    more = tuple(entry for entry in gazetteer.find_folded(name) if entry.id not in known)
    case.candidates, case.folded = (*case.candidates, *more), frozenset(entry.id for entry in more)


def _is_anchor(case: _Case) -> bool:
    """Whether it is clear from the start what a name means: one of our places, and no other of ours."""
    ours = [entry for entry in case.candidates if entry.rank]
    return (
        len(ours) == 1
        and not case.folded
        and (ours[0].kind in {"country", "region"} or ours[0].population >= LARGE or len(case.candidates) == 1)
    )


def _read_stated(text: str, names: Sequence[Named], cases: Mapping[str, _Case], anchors: Mapping[str, Entry]) -> None:
    """Note where the words say in what a place lies: "Oster, Veskara", "Oster in Veskara", "Veskara's Oster"."""
    for one, other in pairwise(names):
        gap = text[one.end : other.start].lower()
        if len(gap) > 12:
            continue
        left, right = folding.plain(one.name), folding.plain(other.name)
        words = gap.replace(",", " ").split()
        if words in ([], ["in"], ["in", "the"]):
            cases[left].stated += _outer(cases[right], anchors.get(right))
            cases[left].surely = cases[left].surely or "," in gap
            cases[left].inside = cases[left].inside or bool(words)
        if gap.strip() in {"'s", "’s", "s"}:
            cases[right].stated += _outer(cases[left], anchors.get(left))


def _outer(case: _Case, anchor: Entry | None) -> list[Entry]:
    """What a name may mean in which another place lies: a town and a state may go by one name."""
    ours = [entry for entry in case.candidates if entry.rank]
    return ours or ([anchor] if anchor is not None else [])


def _votes(
    cases: Mapping[str, _Case], anchors: Mapping[str, Entry], adjectives: Mapping[str, int]
) -> defaultdict[str, float]:
    """How often an article speaks of each country: by its name, by places in it, half as much by its people."""
    votes: defaultdict[str, float] = defaultdict(float)
    for code, count in adjectives.items():
        votes[code] += count / 2
    for plain, entry in anchors.items():
        if entry.country:
            votes[entry.country] += len(cases[plain].names)
    return votes


def _shares(votes: Mapping[str, float], case: _Case, own: Entry | None) -> defaultdict[str, float]:
    """The share of each country in what an article speaks of beside one name."""
    shares = defaultdict(float, votes)
    if own is not None and own.country:
        shares[own.country] -= len(case.names)
    total = sum(shares.values())
    return defaultdict(float, {code: votes / total for code, votes in shares.items() if total > 0})


def _best(case: _Case, plain: str, told: _Told, focus: frozenset[str]) -> Choice:
    weighed = _weigh(case, plain, told, focus)
    if not weighed:
        return Choice(None, "unknown")
    best = weighed[0]
    if not best.stated and not _is_believed(case, best.entry, best.near, best.support):
        return Choice(None, "unknown")
    for other in weighed[1:]:
        if best.score - other.score < LEAD and distance_km(best.entry, other.entry) > NEAR_KM / 3:
            return Choice(None, "ambiguous")
    reasons = (
        ("stated", best.stated),
        ("only", len(case.candidates) == 1),
        ("near", best.near > 0),
        ("country", best.support > 0),
        ("population", True),
    )
    return Choice(best.entry, next(how for how, holds in reasons if holds))


def _weigh(case: _Case, plain: str, told: _Told, focus: frozenset[str]) -> list[_Weighed]:
    """Weigh every place a name may mean, the best first; those that the words rule out are left out."""
    company = [(told.cases[other], entry) for other, entry in told.company if other != plain]
    kinds = {one.beside.kind for one in case.names if one.beside is not None}
    shares = _shares(told.votes, case, told.anchors.get(plain))
    is_country = any(entry.kind == "country" for entry in case.candidates)
    weighed = []
    for entry in case.candidates:
        near, together = _company(case, entry, company)
        stated = _fits(entry, case.stated, inside=case.inside)
        if is_country and entry.rank == 0 and not (stated and (case.surely or case.inside)):
            continue  # a list of countries that lost its commas, and no town in the next of them
        if stated is False and (case.surely or case.inside):  # without a comma it may be the next of a list
            continue
        support = shares[entry.country or ""] + (FOCUS / COUNTRY if entry.country in focus else 0.0)
        score = (
            PEOPLE * log10(entry.population + 100)
            + FAME * log10(entry.fame + 1)
            + RANK[entry.rank]
            + IS_COUNTRY * (entry.kind == "country" or (entry.kind == "region" and entry.country is None))
            + MAIN_NAME * (folding.plain(bare(entry.name)) == plain)
            + COUNTRY * support
            + NEIGHBOURS * near
            + TOGETHER * together
            + STATED * bool(stated)
            + OF_KIND * (entry.kind in kinds)
            + FOLDED * (entry.id in case.folded)
        )
        weighed.append(_Weighed(score, bool(stated), near, support, entry))
    return sorted(weighed, key=lambda one: (-one.score, one.entry.id))


def _is_believed(case: _Case, entry: Entry, near: float, support: float) -> bool:
    """Whether a place may be meant at all: large, or in a country the article speaks of."""
    if entry.rank and (entry.kind in {"country", "region"} or entry.country is None):
        return True
    if not near and any(one.beside is not None and one.beside.kind == "neighbourhood" for one in case.names):
        return False  # a quarter of some town that the article names, and no town far away
    if support >= SPOKEN_OF or (entry.rank and (support or near)):
        return True
    told = " " in case.names[0].name or any(one.certain for one in case.names)
    alone = entry.rank > 0 and len(case.candidates) == 1 and told
    return entry.id not in case.folded and (entry.population >= LARGE or entry.rank == 2 or alone)


def _fits(entry: Entry, stated: Sequence[Entry], *, inside: bool) -> bool | None:
    """Whether a place lies in what it is said to lie in: None where nothing is said, or nothing that decides."""
    said = None
    for outer in stated:
        if outer.id == entry.id or outer.kind not in {"country", "region", "district", "town"}:
            continue
        fits = outer.country == entry.country and (outer.kind == "country" or _reaches(outer, entry))
        if fits:
            return True
        if (
            (outer.kind == "country" or inside)
            and entry.kind != "country"
            and entry.country not in (None, outer.country)
        ):
            said = False
        if outer.kind == "region" and outer.country == "US":
            said = False  # nobody writes the wrong state
    return said


def _reaches(outer: Entry, entry: Entry) -> bool:
    """Whether a region or a town reaches to a place: by the region's name where that is exact, else by distance."""
    if outer.kind == "region" and outer.country == "US":
        return outer.region == entry.region
    return distance_km(entry, outer) <= outer.radius_km + SLACK_KM


def _company(case: _Case, entry: Entry, company: Sequence[tuple[_Case, Entry]]) -> tuple[float, bool]:
    """The share of the article's other places that lies near a place; whether one of them is told of with it."""
    weight, together = 0.0, False
    for other, place in company:
        apart = distance_km(entry, place)
        if apart > NEAR_KM or place.radius_km > NEAR_KM:
            continue
        weight += len(other.names) * (1.0 if apart <= NEAR_KM / 3 else 0.5)
        together = together or _close(case.names, other.names)
    total = sum(len(other.names) for other, place in company if place.radius_km <= NEAR_KM)
    return (weight / total if total else 0.0), together


def _close(names: Sequence[Named], others: Sequence[Named]) -> bool:
    """Whether two names stand near each other anywhere; both are in order."""
    i = j = 0
    while i < len(names) and j < len(others):
        if abs(names[i].start - others[j].start) <= CLOSE:
            return True
        if names[i].start < others[j].start:
            i += 1
        else:
            j += 1
    return False
