"""Which entities of a case are one: Sergei and Sergey Lavrov, the OLF and the Oster Liberation Front.

Fingerprint (folded words) → block (a shared word, skeleton or initials) → score (spelling and company) → cluster. The
result says for every entity which one it goes by. It is a pure function of names and mentions, whatever the order in
which pages came; nothing is overwritten, so it can be thrown away and made again. Where two fit, nothing is joined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pyarrow as pa

from sayso.compare.company import Company, Context, Named, companies
from sayso.compare.spelling import INITIALS, alike_bodies, alike_people, skeleton, words_of, words_of_body
from sayso.understand import actors
from sayso.understand.cast import initials

#: Kinds whose entities may be one under several spellings, and how their names are compared.
COMPARED: Mapping[str, Callable[[Sequence[str], Sequence[str]], float]] = {
    "person": alike_people,
    "organisation": alike_bodies,
    "group": alike_bodies,
    "outlet": alike_bodies,
    "place": alike_bodies,
    "event": alike_bodies,
}
#: Likeness of company that is asked for where the spelling is only nearly the same; and where a name says less than the
#: other (a surname, initials) or is one word.
SOME_COMPANY, MUCH_COMPANY = 0.12, 0.2
#: How much better the best of several must fit than the next.
CLEAR_LEAD = 0.2
#: Blocks larger than this are of words that tell nothing ("brigade"); people's are cut by their first letters instead.
MAX_BLOCK = 60
#: Pairs of very common surnames are not all looked at.
MAX_SURNAME_BLOCK = 400
RESULT = pa.schema([("id", pa.string()), ("canonical_id", pa.string())])


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as it was read. ``known`` is the canonical name of the actor file that its name stands in, if any."""

    id: str
    name: str
    kind: str
    known: str | None
    words: tuple[str, ...]


def canonical_entities(entities: pa.Table, mentions: pa.Table) -> tuple[pa.Table, list[Company]]:
    """Return ``id, canonical_id`` of every entity, sorted by id, and the company of each in the same order.

    ``entities`` needs the columns id, name, kind; ``mentions`` article_id, entity_id, start, end, kind.
    """
    entities = entities.select(["id", "name", "kind"]).sort_by("id")
    read = [_entity(*row) for row in zip(*(column.to_pylist() for column in entities.columns), strict=True)]
    named = _numbered(read, mentions)
    made = companies(named, [entity.name for entity in read])
    roots = cluster(read, Context(made, named))
    ids = [entity.id for entity in read]
    return pa.table([ids, [ids[root] for root in roots]], schema=RESULT), made


def _entity(identity: str, name: str, kind: str) -> Entity:
    actor = actors.find(name) if kind in COMPARED else None
    words = words_of_body(name) if kind in {"organisation", "group"} else words_of(name)
    return Entity(identity, name, kind, actor.name if actor else None, words if kind in COMPARED else ())


def _numbered(read: Sequence[Entity], mentions: pa.Table) -> list[Named]:
    numbers = {entity.id: number for number, entity in enumerate(read)}
    articles = {name: number for number, name in enumerate(sorted(set(mentions["article_id"].to_pylist())))}
    columns = [mentions[name].to_pylist() for name in ("article_id", "start", "end", "entity_id", "kind")]
    return [
        Named(articles[article], start, end, numbers[entity], kind)
        for article, start, end, entity, kind in zip(*columns, strict=True)
        if entity in numbers
    ]


def cluster(read: Sequence[Entity], context: Context) -> list[int]:
    """Return for each entity the number of the one it goes by: its own, or a greater one's.

    Entities are taken from the greatest down: known ones first, then by mentions, then by the length of the name. Each
    joins the one cluster it fits, and stays by itself where it fits several about as well.
    """
    order = sorted(range(len(read)), key=lambda number: _greatness(read[number], context.companies[number]))
    rank = {number: place for place, number in enumerate(order)}
    roots = list(range(len(read)))
    by_known: dict[str, int] = {}
    for number in order:
        known = read[number].known
        if known is not None:  # the actor files say so, whatever kind a reader took it for
            roots[number] = by_known.setdefault(known, number)
    fits = _fits(read, context)
    for number in order:
        if read[number].known is None:
            roots[number] = _root(number, fits.get(number, {}), rank, roots, read)
    return roots


def _greatness(entity: Entity, company: Company) -> tuple[bool, bool, int, bool, int, int, str]:
    """Sort key: the greatest first. A known actor under its own name comes before all others."""
    return (
        entity.known is None,
        entity.known != entity.name,
        -min(len(entity.words), 2),  # a full name before a surname or initials
        any(len(word) == 1 for word in entity.words),
        -company.times,
        -len(entity.name),
        entity.name + entity.id,
    )


def _root(
    number: int, fits: Mapping[int, float], rank: Mapping[int, int], roots: Sequence[int], read: Sequence[Entity]
) -> int:
    """The cluster an entity joins: that of the greater entities it fits, if there is one or one is clearly the best."""
    best: dict[int, float] = {}
    for other, score in fits.items():
        if rank[other] < rank[number]:
            root = roots[other]
            # What an entity fits must be what the cluster goes by; else A would join C by way of B.
            if root == other or root in fits or read[root].known is not None:
                best[root] = max(best.get(root, 0.0), score)
    if not best:
        return number
    first, *others = sorted(best.items(), key=lambda item: (-item[1], rank[item[0]]))
    if others and first[1] - others[0][1] < CLEAR_LEAD:
        return number
    return first[0]


def _fits(read: Sequence[Entity], context: Context) -> dict[int, dict[int, float]]:
    """Return for each entity those it may be one with, and how well: spelling and company together."""
    fits: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for left, right in _pairs(read):
        spelt = _spelt(read[left], read[right])
        if not spelt:
            continue
        if read[left].known is not None and read[right].known is not None:
            continue
        score = _score(left, right, spelt, read, context)
        if score is not None:
            fits[left][right] = fits[right][left] = score
    return fits


def _spelt(left: Entity, right: Entity) -> float:
    alike = COMPARED[left.kind](left.words, right.words)
    if not alike and left.kind not in {"person", "place"} and (_is_short(left, right) or _is_short(right, left)):
        return INITIALS
    return alike


def _is_short(short: Entity, full: Entity) -> bool:
    """Whether a name is another's initials."""
    return short.name.isupper() and short.name.replace(".", "") in initials(full.name)


def _score(left: int, right: int, spelt: float, read: Sequence[Entity], context: Context) -> float | None:
    """How well two fit together, or None when their company does not bear it out."""
    company = context.likeness(left, right)
    if company < 0:
        return None
    many = min(len(read[left].words), len(read[right].words)) > 1
    if spelt == INITIALS and (_introduced(left, right, context) or _introduced(right, left, context)):
        return spelt + 0.5
    if spelt == 1.0 and (many or read[left].kind != "person"):
        return spelt + company  # the same name, heard differently
    asked = SOME_COMPANY if many else MUCH_COMPANY
    return spelt + company if company >= asked else None


def _introduced(short: int, full: int, context: Context) -> bool:
    """Whether initials once stood right behind the full name: Oster Liberation Front (OLF)."""
    return full in context.companies[short].introduced


def _pairs(read: Sequence[Entity]) -> Iterable[tuple[int, int]]:
    """Return the pairs of entities worth comparing: of one kind, with a word, its skeleton or initials in common."""
    blocks: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, entity in enumerate(read):
        for key in _keys(entity):
            blocks[entity.kind, key].append(number)
    pairs: set[tuple[int, int]] = set()
    for (kind, _), members in blocks.items():
        if kind == "person":
            if len(members) <= MAX_SURNAME_BLOCK:
                pairs.update(combinations(members, 2))
                continue
            by_letter: defaultdict[str, list[int]] = defaultdict(list)
            for number in members:
                by_letter[read[number].words[0][0]].append(number)
            for several in by_letter.values():
                if len(several) <= MAX_SURNAME_BLOCK:
                    pairs.update(combinations(several, 2))
        elif len(members) <= MAX_BLOCK:
            pairs.update(combinations(members, 2))
    return sorted(pairs)


def _keys(entity: Entity) -> set[str]:
    """The blocks an entity belongs to."""
    words = entity.words
    if not words or "; " in entity.name:  # several who spoke together are no one
        return set()
    keys = {"all " + " ".join(sorted(words))}
    if entity.kind == "person":
        keys.add("last " + skeleton(words[-1]))
        return keys
    keys.update(skeleton(word) for word in words)
    if entity.name.isupper():
        keys.add("initials " + entity.name.replace(".", ""))
    keys.update("initials " + letters for letters in initials(entity.name))
    return keys
