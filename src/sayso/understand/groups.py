"""Families of groups: which side a name or a describing phrase belongs to (see ``data/groups``).

A family is a side of a conflict as analysts count it ("Osterian armed opposition"), whatever it is called. Names and
members belong to it wherever they stand. Describing words ("rebels", "regime forces") belong to it only where the
nation is known, by the phrase itself ("Osterian rebels") or by what the article is about. Loose words ("terrorists")
may mean several families and are settled by whoever looks at a whole article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sayso import data
from sayso.model import Mention
from sayso.understand import actors, nations
from sayso.understand.group_files import IN_FRONT, NATION, Group, bare, groups

__all__ = [
    "Group",
    "bare",
    "civilians_of",
    "common",
    "conflict_of",
    "group_of",
    "groups",
    "kind_of",
    "likeliest",
    "may_mean",
    "meaning",
    "of_member",
    "side_of",
]

#: What is longer is a sentence and no name.
_MAX_PHRASE = 120


def group_of(name_or_phrase: str, country: str | None = None) -> str | None:
    """Return the family that a name or a describing phrase means, or None.

    "Reed Brigades", "Osterian rebels", "Oster's regime" say it by themselves; "rebels" needs ``country``, the nation
    the article is about, as the files in ``data/nations`` spell it. Loose words ("terrorists") give None: see
    ``may_mean``. The narrowest family is returned; ``side_of`` leads on to the widest.
    """
    if len(name_or_phrase) > _MAX_PHRASE:
        return None
    return _remembered(f"{country or ''}\n{name_or_phrase}")


def conflict_of(text: str, mentions: Sequence[Mention]) -> str | None:
    """Return the nation in whose conflict an article's describing words are to be read, or None.

    Places and groups tell where a war is; states that are named, and capitals, which stand for them, may be far from it
    ("Ordania bombed …"). So known places and groups come first, each mention counting once. Without them come nations
    whose sides have files, then what nation the article is about, and at last the people and bodies that it names: a
    spokeswoman alone tells whose "militants" she means.
    """
    lands, states, people = Counter[str](), Counter[str](), Counter[str]()
    for mention in mentions:
        if mention.kind in {"place", "group"}:
            actor = actors.find(mention.text) or actors.find(mention.entity)
            if actor is not None and actor.country:
                state = actor.name == actor.country or nations.of_capital(actor.name) is not None
                (states if state else lands)[actor.country] += 1
        elif mention.kind == "organisation" and mention.entity in groups():
            known = groups()[mention.entity]
            if known.country and not known.state:
                lands[known.country] += 1
        elif mention.kind in {"person", "organisation"}:
            actor = actors.find(mention.entity)
            if actor is not None and actor.country:
                people[actor.country] += 1
    if told := _clearly(lands):
        return told
    everything = lands + states + people
    sides = {group.country for group in groups().values() if not group.state}
    told = _clearly(Counter({country: count for country, count in everything.items() if country in sides}))
    if told or (told := _clearly(states)):
        return told
    nation = nations.of_article(text)
    return nation.name if nation is not None else _clearly(everything)


def _clearly(counts: Counter[str]) -> str | None:
    """The nation that has the most, None where two have or it is no nation."""
    known = Counter({name: count for name, count in counts.items() if nations.leading(name.split())})
    most = known.most_common(2)
    return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else None


def may_mean(phrase: str, country: str | None) -> tuple[str, ...]:
    """Return the families that loose words ("terrorists") may mean in a nation's conflict, sorted; often several."""
    words = bare(phrase)
    known = [one for one in groups().values() if one.country in {None, country} and not one.every_nation]
    found = {group.name for group in known if words in group.loose}
    if country is not None:
        found |= {made.name for made in _of_nation(country) if words in made.loose}
    return tuple(sorted(found))


def common(nation: nations.Nation, words: str) -> str | None:
    """Return the family of this nation among those that every nation has ("Osterian Armed Forces"), by words for it."""
    plain = bare(words)
    fits = [made for made in _every() if plain in made.behind_nation]
    fits += [made for made in _every() if plain in made.words | made.own_deeds]
    return fits[0].name.replace(NATION, nation.adjective) if fits else None


def likeliest(families: Sequence[str], country: str | None) -> str | None:
    """Return whom loose words mean where the article tells nothing: the only one, else who fights the government."""
    if len(families) == 1:
        return families[0]
    rebels = group_of("rebels", country) if country is not None else None
    return rebels if rebels in families else None


def meaning(phrase: str, country: str | None) -> str | None:
    """Return the family that describing words mean, loose ones too ("terrorists": whoever fights the government).

    Where no nation is known it has none: "armed opposition".
    """
    found = group_of(phrase, country)
    if found is None and country is None:
        plain = bare(phrase)
        fits = [made.name for made in _every() if plain in made.words | made.own_deeds | made.loose]
        found = fits[0].removeprefix(NATION).strip() if fits else None
    return found or likeliest(may_mean(phrase, country), country)


def civilians_of(phrase: str) -> str | None:
    """Return the family of people who do not fight that a name or a describing phrase means, or None."""
    return _civilians().get(bare(phrase))


def of_member(name: str) -> str | None:
    """Return the family that somebody of this canonical name is a member of, None for the family itself."""
    family = _by_member().get(name)
    return family if family != name else None


def side_of(group: str) -> str:
    """Return the widest family that a family or a member is part of; a name of no family comes back as it is."""
    seen = {group}
    while True:
        known = groups().get(group)
        upper = known.part_of if known is not None else _upper_of_every(group) or of_member(group)
        if upper is None or upper in seen:
            return group
        seen.add(upper)
        group = upper


@data.remembered(16384)
def _remembered(key: str) -> str | None:
    given, _, phrase = key.partition("\n")
    country = given or None
    known = _by_name().get(actors.fold(phrase)) or _by_name().get(actors.fold(bare(phrase)))
    if known is not None:
        return known
    actor = actors.find(phrase)
    if actor is not None and actor.name in _by_member():
        return _by_member()[actor.name]
    words = phrase.split()
    while words and words[0].lower() in IN_FRONT:
        words = words[1:]
    first = nations.leading(words)
    if first is not None:
        country, words = first[0].name, words[first[1] :]
    if country is None or not words:
        return None
    plain = bare(" ".join(words))
    fits = [made for made in _of_nation(country) if first is not None and plain in made.behind_nation]
    fits += [made for made in _of_nation(country) if plain in made.words | made.own_deeds]
    return fits[0].name if fits else None


def kind_of(group: str) -> str:
    """Return the kind of entity that a family is: an organisation (a government, an army) or a group."""
    known = groups().get(group)
    if known is not None:
        return known.kind
    endings = {made.name.removeprefix(NATION): made.kind for made in _every()}
    return next((kind for ending, kind in endings.items() if group.endswith(ending)), "group")


@data.cached
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups().values():
        if not group.every_nation and not group.civilian:
            for name in (group.name, *group.names):
                found.setdefault(actors.fold(name), group.name)
    return found


@data.cached
def _by_member() -> dict[str, str]:
    """Families by the canonical names of the actors that are their members, or that they are themselves."""
    found: dict[str, str] = {}
    for group in groups().values():
        if not group.every_nation and not group.civilian:
            for name in (group.name, *group.members):
                actor = actors.find(name)
                found.setdefault(actor.name if actor is not None else name, group.name)
    return found


@data.cached
def _civilians() -> dict[str, str]:
    known = [group for group in groups().values() if group.civilian]
    return {word: one.name for one in reversed(known) for word in (*one.words, *map(bare, (one.name, *one.names)))}


@data.remembered(512)
def _of_nation(country: str) -> list[Group]:
    """The families of a nation whose words need its conflict: its own files first, then those every nation has."""
    own = [group for group in groups().values() if group.country == country]
    nation = nations.leading(country.split())
    adjective = nation[0].adjective if nation is not None else country
    taken = {file for group in own for file in group.like}
    every = [
        replace(
            group,
            name=group.name.replace(NATION, adjective),
            part_of=group.part_of.replace(NATION, adjective) if group.part_of else None,
        )
        for group in _every()
        if group.file not in taken
    ]
    return own + every


@data.cached
def _every() -> list[Group]:
    """The families that every nation has."""
    return [group for group in groups().values() if group.every_nation]


def _upper_of_every(group: str) -> str | None:
    """What a nation's family of the common kind is part of ("Osterian Armed Forces")."""
    for made in _every():
        ending = made.name.removeprefix(NATION)
        if made.part_of and group.endswith(ending) and len(group) > len(ending):
            return made.part_of.replace(NATION, group.removesuffix(ending))
    return None
