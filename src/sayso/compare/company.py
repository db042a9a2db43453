"""The company entities keep: the articles, titles, nations and other entities they are named with.

Two spellings of one name are more likely to be one somebody when the same titles stand before them, the same nation
beside them and the same others around them. Everything here is counted from the mentions of a case.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from sayso.understand import peoples

#: Whoever is named in more than this share of the articles tells nothing about who is meant.
EVERYWHERE = 0.5
#: So many articles of an entity are looked at for its company: enough to know it by.
MAX_ARTICLES = 200
#: What in-between may stand between a title and a name, in characters: one space.
GAP = 1


@dataclass(frozen=True, slots=True)
class Named:
    """One mention, as far as company goes. ``article`` and ``entity`` are numbers."""

    article: int
    start: int
    end: int
    entity: int
    kind: str


@dataclass(slots=True)
class Company:
    """What one entity is named with. ``times`` counts its mentions."""

    times: int = 0
    articles: set[int] = field(default_factory=set)
    titles: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    #: Entities whose mention stands right before this one's, in brackets or not: how initials are introduced.
    introduced: set[int] = field(default_factory=set)


def companies(mentions: Sequence[Named], names: Sequence[str]) -> list[Company]:
    """Return the company of every entity, by its number; ``names`` are their canonical names."""
    made = [Company() for _ in names]
    for _, group in groupby(sorted(mentions, key=lambda m: (m.article, m.start, -m.end)), key=lambda m: m.article):
        line = list(group)
        for number, mention in enumerate(line):
            company = made[mention.entity]
            company.times += 1
            company.articles.add(mention.article)
            if mention.kind in {"title", "nationality"}:
                for bearer in _bearers(line, number):
                    if mention.kind == "title":
                        made[bearer].titles[names[mention.entity]] += 1
                    else:
                        country = peoples.country_of(names[mention.entity])
                        if country is not None:
                            made[bearer].countries[country] += 1
            elif number and 0 < mention.start - line[number - 1].end <= len(" ("):
                company.introduced.add(line[number - 1].entity)
    return made


def _bearers(line: Sequence[Named], number: int) -> Iterator[int]:
    """Whose title or nationality it is: the person it stands in the source of, else whom it stands before."""
    mark = line[number]
    end = mark.end
    for back in range(number - 1, max(-1, number - 4), -1):
        around = line[back]
        if around.kind == "person" and around.start <= mark.start and mark.end <= around.end:
            yield around.entity
            return
    for ahead in line[number + 1 : number + 4]:
        if ahead.start - end > GAP or ahead.start < mark.end:
            return
        if ahead.kind == "person":
            yield ahead.entity
            return
        if ahead.kind != "title":
            return
        end = ahead.end  # Osterian Foreign Minister Ana Lund


class Context:
    """How much the company of two entities speaks for their being one."""

    def __init__(self, made: Sequence[Company], mentions: Sequence[Named]) -> None:
        """Take the companies, and the mentions they were counted from."""
        self.companies = made
        self._named: defaultdict[int, set[int]] = defaultdict(set)  # entities by article
        for mention in mentions:
            if mention.kind not in {"title", "nationality"}:
                self._named[mention.article].add(mention.entity)
        articles = max(1, len(self._named))
        self._weight = [
            math.log(articles / len(company.articles)) if 0 < len(company.articles) <= EVERYWHERE * articles else 0.0
            for company in made
        ]
        self._vectors: dict[int, Mapping[int, float]] = {}

    def likeness(self, left: int, right: int) -> float:
        """Return how alike the company of two entities is, from 0 to 1; -1 when it speaks against them.

        Half is for the others they are named with, a quarter each for titles and nations.
        """
        mine, theirs = self.companies[left], self.companies[right]
        if self.against(left, right):
            return -1.0
        titles = bool(mine.titles.keys() & theirs.titles.keys())
        nations = bool(mine.countries.keys() & theirs.countries.keys())
        return 0.25 * titles + 0.25 * nations + 0.5 * self._others(left, right)

    def against(self, left: int, right: int) -> bool:
        """Whether both are called after nations, and never after the same."""
        mine, theirs = self.companies[left].countries, self.companies[right].countries
        return bool(mine) and bool(theirs) and not mine.keys() & theirs.keys()

    def _others(self, left: int, right: int) -> float:
        mine, theirs = self._vector(left), self._vector(right)
        if len(mine) > len(theirs):
            mine, theirs = theirs, mine
        # Each other: no evidence; whoever else is named beside both: some.
        together = sum(weight * theirs[key] for key, weight in sorted(mine.items()) if key in theirs)
        size = math.sqrt(_square(mine) * _square(theirs))
        return together / size if size else 0.0

    def _vector(self, entity: int) -> Mapping[int, float]:
        if entity not in self._vectors:
            counts: Counter[int] = Counter()
            for article in sorted(self.companies[entity].articles)[:MAX_ARTICLES]:
                counts.update(self._named[article])
            del counts[entity]
            self._vectors[entity] = {
                key: self._weight[key] * (1.0 + math.log(times)) for key, times in counts.items() if self._weight[key]
            }
        return self._vectors[entity]


def _square(vector: Mapping[int, float]) -> float:
    return math.fsum(weight * weight for weight in vector.values())
