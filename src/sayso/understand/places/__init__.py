"""Places in an article: names → candidates of the gazetteers → the one that is meant, with its coordinates.

``find_places`` reads like the way of the work. What is known of places stands in ``sayso/data/places`` (ours), in the
lists a user added (``gazetteer_files``) and in GeoNames (``geonames``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from sayso import data
from sayso.model import Article, Mention, Place, content_id
from sayso.understand.places import folding, gazetteer
from sayso.understand.places.context import Named, is_government
from sayso.understand.places.entries import Entry
from sayso.understand.places.names import find_names
from sayso.understand.places.resolution import LARGE, Choice, choose
from sayso.understand.reader import Passage

__all__ = ["DATELINE", "METONYMY", "find_places", "happens_at", "is_ready", "look_up", "prepare"]

#: Behind the reason in ``Place.how``: a government is meant, and nothing is said to happen there.
METONYMY = "metonymy"
#: Behind the reason in ``Place.how``: where the report was written.
DATELINE = "dateline"
_CAPITALS = re.compile(r"\b[A-Z][a-z]+\b")
#: What a province reaches that no list has, in kilometres: see ``place_words/divisions.yaml``.
_DIVISIONS = ("{} Governorate", "{} Department", "{} province", "{} Province", "{} Oblast")


def find_places(
    article: Article, passage: Passage, mentions: Sequence[Mention], focus: Sequence[str] = ()
) -> tuple[Place, ...]:
    """Return the places that one article names, in order, with offsets of its page; they overlap nothing.

    ``focus`` are countries (codes of ISO 3166) that the case or the outlet is about. A place that a reader marked and
    that cannot be told has no name and no coordinates. ``how`` is the reason for the choice (``docs/data-places.md``),
    with "; metonymy" or "; dateline" behind it where nothing happens at the place. Raises sayso.data.DataError where a
    data file cannot be used.
    """
    names = find_names(article, passage, mentions)
    if not names:
        return ()
    chosen = choose(passage.text, names, _adjectives(passage), focus)
    certain = {folding.plain(one.name) for one in names if one.certain}
    elsewhere = {folding.plain(one.name) for one in names if one.beside is None or not one.beside.named_after}
    starts = [start for start, _, _ in passage.paragraphs]
    made = []
    for one in names:
        plain = folding.plain(one.name)
        choice = chosen[plain]
        if one.beside is not None and one.beside.named_after and not _lies_there(choice, named=plain in elsewhere):
            choice = Choice(None, "unknown")
        if not one.marked and not _is_told(one, choice, certain=plain in certain):
            continue
        start, end, _ = passage.paragraphs[max(0, bisect_right(starts, one.name_start) - 1)]
        made.append(_place(article, one, choice, metonymy=_is_metonymy(passage.text, start, end, one, choice)))
    return tuple(made)


def happens_at(place: Place) -> bool:
    """Whether something can be said to happen at a place: its name stands for no government and for no dateline."""
    return not place.how.endswith((METONYMY, DATELINE))


def look_up(name: str, focus: Sequence[str] = ()) -> list[tuple[Entry, bool, str]]:
    """Return every place that a name may mean, the chosen one first: the place, whether it is chosen, and why.

    Without ``focus`` (country codes) the choice is that of an article that says nothing else.
    """
    named = Named(0, len(name), 0, len(name), name, marked=True, certain=True)
    choice = choose(name, [named], {}, focus)[folding.plain(name)]
    candidates = gazetteer.find(name) or gazetteer.find_folded(name)
    ordered = sorted(candidates, key=lambda entry: choice.entry is None or entry.id != choice.entry.id)
    return [(entry, choice.entry is not None and entry.id == choice.entry.id, choice.how) for entry in ordered]


def is_ready() -> bool:
    """Whether the lists of places can be opened at once, without making an index first."""
    return gazetteer.is_ready()


def prepare() -> None:
    """Make the lists of places ready; the first time on a machine that takes some ten seconds, and later none.

    For whoever starts workers: else the first of them makes the lists while the others wait.
    """
    gazetteer.indexes()


def _is_told(one: Named, choice: Choice, *, certain: bool) -> bool:
    """Whether a name that no reader marked is a place: by the words around it, or because it is well known."""
    entry = choice.entry
    if entry is None:
        return False
    return one.certain or certain or entry.rank > 0 or (entry.population >= LARGE and choice.how != "only")


def _lies_there(choice: Choice, *, named: bool) -> bool:
    """Whether a hospital or a street is in the town it is named after: a large one that the article names by itself."""
    return named and choice.entry is not None and choice.entry.population >= LARGE


def _place(article: Article, one: Named, choice: Choice, *, metonymy: bool) -> Place:
    start, end = one.start + article.start, one.end + article.start
    entry, how = choice.entry, choice.how
    kind, radius = (entry.kind, entry.radius_km) if entry is not None else (None, None)
    if entry is not None and one.beside is not None:
        whole = _division(entry, one) if one.beside.kind == "region" else None
        if whole is not None:
            entry, kind, radius = whole, whole.kind, whole.radius_km
        else:
            kind = one.beside.kind if one.beside.kind and entry.kind not in {"country", "region"} else entry.kind
            radius = max(entry.radius_km, one.beside.radius_km)
    country = gazetteer.country(entry.country) if entry is not None else None
    mark = METONYMY if metonymy else DATELINE if one.dateline else ""
    return Place(
        id=content_id("place", article.id, one.start, one.end),
        article_id=article.id,
        start=start,
        end=end,
        text=article.text[one.start : one.end],
        name=entry.name if entry is not None else None,
        kind=kind,
        country=country.name if country is not None else None,
        region=entry.region if entry is not None else None,
        latitude=entry.latitude if entry is not None else None,
        longitude=entry.longitude if entry is not None else None,
        radius_km=radius,
        gazetteer_id=entry.id if entry is not None else None,
        how=f"{how}; {mark}" if mark else how,
    )


def _division(entry: Entry, one: Named) -> Entry | None:
    """The province that goes by a town's name, in the same country, if a list has it."""
    if entry.kind == "region":
        return entry
    for pattern in _DIVISIONS:
        for name in (one.name, entry.name):
            for other in gazetteer.find(pattern.format(name)):
                if other.kind == "region" and other.country == entry.country:
                    return other
    return None


def _is_metonymy(text: str, start: int, end: int, one: Named, choice: Choice) -> bool:
    return choice.entry is not None and is_government(text, start, end, one, choice.entry)


def _adjectives(passage: Passage) -> Counter[str]:
    """How often an article speaks of a country by its people, by code: "Osterian", "Osterians"."""
    codes = _codes()
    counted = Counter(_CAPITALS.findall(passage.text))
    found: Counter[str] = Counter()
    for word, count in counted.items():
        code = codes.get(word)
        if code is not None:
            found[code] += count
    return found


@data.cached
def _codes() -> dict[str, str]:
    """Codes of countries by the adjectives of their nations, also in the plural."""
    codes: dict[str, str] = {}
    for _, content in data.load("nations"):
        for name, given in content["nations"].items():
            country = next((entry for entry in gazetteer.find(str(name)) if entry.kind == "country"), None)
            for word in given.get("adjectives") or ():
                if country is not None and country.country:
                    codes |= {str(word): country.country, f"{word}s": country.country}
    return codes
