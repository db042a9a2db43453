"""Families of groups: which side a name or a describing phrase belongs to (see ``data/groups``).

A family is a side of a conflict as analysts count it ("Osterian armed opposition"), whatever it is called. Names and
members belong to it wherever they stand. Describing words ("rebels", "regime forces") belong to it only where the
nation is known, by the phrase itself ("Osterian rebels") or by what the article is about. Loose words ("terrorists")
may mean several families and are settled by whoever looks at a whole article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sayso import data
from sayso.model import Mention
from sayso.understand import actors, nations

_KEYS = frozenset(
    {
        "name",
        "kind",
        "country",
        "every_nation",
        "part_of",
        "like",
        "names",
        "members",
        "words",
        "before",
        "heads",
        "loose",
    }
)
_LISTS = ("names", "members", "words", "before", "heads", "loose")
#: Stands in the name of a family that every nation has, for the nation's adjective.
NATION = "{nation}"
_IN_FRONT = ("the ", "a ", "an ", "these ", "those ", "some ", "other ")
#: What is longer is a sentence and no name.
_MAX_PHRASE = 120


@dataclass(frozen=True, slots=True)
class Group:
    """A family of groups. ``part_of`` is the name of the family it belongs to; ``words`` and ``loose`` are folded.

    ``names`` hold its members' names as well. ``country`` is the nation in whose conflict its words mean it, None for
    one that fights in several.
    """

    name: str
    kind: str
    country: str | None
    part_of: str | None
    names: tuple[str, ...]
    members: tuple[str, ...]
    words: frozenset[str]
    loose: frozenset[str]
    every_nation: bool = False


@data.cached
def groups() -> dict[str, Group]:
    """Return the families by name, those of every nation with ``{nation}`` in it.

    Raises DataError for a file that cannot be used.
    """
    files = dict(data.load("groups"))
    found: dict[str, Group] = {}
    for file, content in files.items():
        made = _group(f"data/groups/{file}.yaml", content, files)
        if made.name in found:
            raise data.DataError(f"data/groups/{file}.yaml: another file has the name {made.name!r} already")
        found[made.name] = made
    for file, content in files.items():
        upper = content.get("part_of")
        if upper is not None and upper not in found:
            raise data.DataError(f"data/groups/{file}.yaml: 'part_of': no group file has the name {upper!r}")
    return found


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

    Places and groups tell where a war is; states that are named may be far from it ("Ordania bombed …"). So known
    places and groups come first, each mention counting once, and only without them what nation the article is about.
    """
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.kind in {"place", "group"}:
            actor = actors.find(mention.text) or actors.find(mention.entity)
            country = actor.country if actor is not None else None
        elif mention.kind == "organisation" and mention.entity in groups():
            country = groups()[mention.entity].country
        else:
            continue
        if country and nations.leading(country.split()):
            counts[country] += 1
    most = counts.most_common(2)
    if most and (len(most) == 1 or most[0][1] > most[1][1]):
        return most[0][0]
    nation = nations.of_article(text)
    return nation.name if nation is not None else None


def may_mean(phrase: str, country: str | None) -> tuple[str, ...]:
    """Return the families that loose words ("terrorists") may mean in a nation's conflict, sorted; often several."""
    words = _bare(phrase)
    known = [group for group in groups().values() if group.country in {None, country} and not group.every_nation]
    found = {group.name for group in known if words in group.loose}
    if country is not None:
        found |= {made.name for made in _of_nation(country) if words in made.loose}
    return tuple(sorted(found))


def side_of(group: str) -> str:
    """Return the widest family that a family is part of, itself if none; a name of no family comes back as it is."""
    seen = {group}
    while True:
        known = groups().get(group)
        upper = known.part_of if known is not None else _upper_of_every(group)
        if upper is None or upper in seen:
            return group
        seen.add(upper)
        group = upper


@data.remembered(16384)
def _remembered(key: str) -> str | None:
    given, _, phrase = key.partition("\n")
    country = given or None
    known = _by_name().get(actors.fold(phrase)) or _by_name().get(actors.fold(_bare(phrase)))
    if known is not None:
        return known
    actor = actors.find(phrase)
    if actor is not None and actor.name in _by_member():
        return _by_member()[actor.name]
    words = phrase.split()
    while words and words[0].lower() in {"the", "a", "an", "these", "those", "some"}:
        words = words[1:]
    first = nations.leading(words)
    if first is not None:
        country, words = first[0].name, words[first[1] :]
    if country is None or not words:
        return None
    plain = _bare(" ".join(words))
    fits = [made for made in _of_nation(country) if plain in made.words]
    return fits[0].name if fits else None


def kind_of(group: str) -> str:
    """Return the kind of entity that a family is: an organisation (a government, an army) or a group."""
    known = groups().get(group)
    if known is not None:
        return known.kind
    endings = {made.name.removeprefix(NATION): made.kind for made in _every().values()}
    return next((kind for ending, kind in endings.items() if group.endswith(ending)), "group")


def _bare(phrase: str) -> str:
    """Return a phrase in small letters without what stands in front of any noun."""
    words = phrase.replace("’", "'").lower()
    for article in _IN_FRONT:
        words = words.removeprefix(article)
    return " ".join(words.split())


@data.cached
def _by_name() -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups().values():
        if not group.every_nation:
            for name in (group.name, *group.names):
                found.setdefault(actors.fold(name), group.name)
    return found


@data.cached
def _by_member() -> dict[str, str]:
    """Families by the canonical names of the actors that are their members, or that they are themselves."""
    found: dict[str, str] = {}
    for group in groups().values():
        if not group.every_nation:
            for name in (group.name, *group.members):
                actor = actors.find(name)
                found.setdefault(actor.name if actor is not None else name, group.name)
    return found


@data.remembered(512)
def _of_nation(country: str) -> list[Group]:
    """The families of a nation whose words need its conflict: its own files first, then those every nation has."""
    own = [group for group in groups().values() if group.country == country]
    nation = nations.leading(country.split())
    adjective = nation[0].adjective if nation is not None else country
    taken = {content.get("like") for _, content in data.load("groups") if content.get("country") == country}
    every = [
        replace(
            group,
            name=group.name.replace(NATION, adjective),
            part_of=group.part_of.replace(NATION, adjective) if group.part_of else None,
        )
        for file, group in _every().items()
        if file not in taken
    ]
    return own + every


@data.cached
def _every() -> dict[str, Group]:
    """The families that every nation has, by file."""
    known = groups()
    return {file: known[content["name"]] for file, content in data.load("groups") if content.get("every_nation")}


def _upper_of_every(group: str) -> str | None:
    """What a nation's family of the common kind is part of ("Osterian Armed Forces")."""
    for made in _every().values():
        ending = made.name.removeprefix(NATION)
        if made.part_of and group.endswith(ending) and len(group) > len(ending):
            return made.part_of.replace(NATION, group.removesuffix(ending))
    return None


def _group(place: str, content: dict[str, Any], files: dict[str, dict[str, Any]]) -> Group:
    unknown = sorted(set(map(str, content)) - _KEYS)
    if unknown:
        raise data.DataError(f"{place}: unknown key {unknown[0]!r}; there are {', '.join(sorted(_KEYS))}")
    name = content.get("name")
    if not isinstance(name, str) or not name.strip():
        raise data.DataError(f"{place}: 'name' is missing; give the family's name")
    every = content.get("every_nation", False)
    if not isinstance(every, bool) or every != (NATION in name):
        raise data.DataError(f"{place}: 'every_nation: true' goes with {NATION} in 'name', and only with it")
    if content.get("kind", "group") not in {"group", "organisation"}:
        raise data.DataError(f"{place}: 'kind' should be group or organisation, not {content['kind']!r}")
    country = content.get("country")
    if country is not None and nations.leading(str(country).split()) is None:
        raise data.DataError(f"{place}: 'country': {country!r} is no nation of data/nations")
    like = content.get("like")
    if like is not None and not files.get(str(like), {}).get("every_nation"):
        raise data.DataError(f"{place}: 'like': no file {like!r} with 'every_nation: true' stands in data/groups")
    words = _words(place, content)
    loose = _list(place, content, "loose")
    if like is not None:
        words |= _words(f"data/groups/{like}.yaml", files[str(like)])
        loose += _list(f"data/groups/{like}.yaml", files[str(like)], "loose")
    members = _list(place, content, "members")
    return Group(
        name=name,
        kind=content.get("kind", "group"),
        country=str(country) if country is not None else None,
        part_of=content.get("part_of"),
        names=(*_list(place, content, "names"), *members),
        members=tuple(members),
        words=words,
        loose=frozenset(map(_bare, loose)),
        every_nation=every,
    )


def _words(place: str, content: dict[str, Any]) -> frozenset[str]:
    """The describing words of a file: those given, and each of ``before`` in front of each of ``heads``."""
    pairs: Iterable[str] = (
        f"{before} {head}" for before in _list(place, content, "before") for head in _list(place, content, "heads")
    )
    return frozenset(map(_bare, (*_list(place, content, "words"), *pairs)))


def _list(place: str, content: dict[str, Any], key: str) -> list[str]:
    given = content.get(key) or []
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise data.DataError(f"{place}: {key!r} should be a list of words: {key}: [{given}]")
    return list(given)
