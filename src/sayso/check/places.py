"""Places against gold: is the right one found, and does it lie where it should?

Two kinds of gold, told apart by their fields:

- mentions: JSON lines with ``article`` (``unit_id`` of a table of articles), ``sha256`` of its text, ``start``,
``end``, ``latitude``
  and ``longitude``. A mention is right when a place that overlaps it lies within ten kilometres of there: the measure
  of toponym resolution (Leidner 2007; Gritta, Pilehvar and Collier 2020, "A pragmatic guide to geoparsing evaluation",
  who take 161 km).
- events: JSON lines with ``id``, ``sha256`` and ``events``, each with a ``place`` in words, several parted by marks or
"and". A
  place is right when one that the article is found to name goes by it, and has coordinates.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from sayso import __version__
from sayso.check.files import GoldError, decode, digest, named_digest, parse_json, read_bytes
from sayso.check.gold import table
from sayso.check.report import Report, Row
from sayso.model import Page, Place, content_id
from sayso.read.articles import split
from sayso.understand import make_reader, passage_of, understand
from sayso.understand.places import find_places, folding, gazetteer
from sayso.understand.places.entries import great_circle_km
from sayso.understand.places.place_files import words

#: A place is where it should be within so many kilometres: a town and its surroundings.
RIGHT_KM = 10.0
#: What others report of their own data: shares of exact places, on three sets of news (Halterman 2023, "Mordecai 3").
PUBLISHED = (("mordecai3, exact, other data", 0.79), ("mordecai3, exact, other data", 0.90))
_PARTS = re.compile(r";|,|\band\b|\([^)]*\)")

Finder = Callable[[Page], tuple[Place, ...]]


@dataclass(frozen=True, slots=True)
class _Document:
    """An article with what its gold says."""

    id: str
    page: Page
    gold: tuple[dict[str, Any], ...]


def check_places(gold: Path, texts: Path, *, reader: str = "encoder") -> Report:
    """Return the scores of places on a gold file of either kind; ``texts`` is the table of articles it refers to.

    Raises GoldError for files that cannot be read or do not fit each other.
    """
    raw = read_bytes(gold)
    lines = parse_json(gold, decode(gold, raw))
    rows, texts_raw = table(texts)
    mentions = all(isinstance(line, dict) and "latitude" in line for line in lines)
    documents = list(_documents(gold, lines, rows, texts, mentions=mentions))
    find = finder(reader)
    found = {document.id: find(document.page) for document in documents}
    score = _score_mentions if mentions else _score_events
    return Report(
        kind="place mentions" if mentions else "places of events",
        gold=gold.name,
        reader=reader,
        version=__version__,
        documents=len(documents),
        words=sum(len(document.page.text.split()) for document in documents),
        files=(named_digest(gold, raw), named_digest(texts, texts_raw)),
        rows=tuple(score(documents, found)),
    )


def finder(reader: str) -> Finder:
    """Return a function from a page to the places in its articles, with the mentions of the named reader."""
    made = make_reader(reader)

    def find(page: Page) -> tuple[Place, ...]:
        articles, blocks = split(page)
        mentions = understand(page, articles, blocks, made).mentions
        places: list[Place] = []
        for article in articles:
            own = [one for one in mentions if one.article_id == article.id]
            places += find_places(article, passage_of(article, blocks), own)
        return tuple(places)

    return find


def _documents(
    gold: Path, lines: Sequence[Any], rows: dict[str, dict[str, str]], texts: Path, *, mentions: bool
) -> Iterator[_Document]:
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    digests: dict[str, str] = {}
    try:
        for line in lines:
            name = str(line["article" if mentions else "id"])
            digests[name] = line["sha256"]
            by_article[name] += [line] if mentions else [event for event in line["events"] if event["place"]]
    except (KeyError, TypeError) as error:
        raise GoldError(
            f"{gold}: neither gold of mentions nor of events: {error!r} is missing; see docs/data-places.md"
        ) from error
    for name, items in by_article.items():
        text = (rows.get(name) or {}).get("article_content")
        if text is None or digest(text.encode("utf-8", "surrogatepass")) != digests[name]:
            raise GoldError(f"{gold}: {name} is not in {texts} with the text it was made on; give the right table")
        page = Page(
            content_id("check", name),
            texts.name,
            digests[name],
            text,
            record=name,
            given_title=rows[name].get("article_title"),
        )
        yield _Document(name, page, tuple(items))


def _score_mentions(documents: Sequence[_Document], found: dict[str, tuple[Place, ...]]) -> Iterator[Row]:
    errors: list[float | None] = []
    baseline: list[bool] = []
    by_name: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for document in documents:
        for item in document.gold:
            there = float(item["latitude"]), float(item["longitude"])
            error = min(
                (great_circle_km(*there, place.latitude, place.longitude) for place in found[document.id]
                 if place.start < item["end"] and item["start"] < place.end and place.latitude is not None and
                 place.longitude is not None),
                default=None,
            )  # fmt: skip
            errors.append(error)
            name = document.page.text[item["start"] : item["end"]]
            by_name[document.id, folding.plain(name)].append(_is_right(error))
            guess = most_populous(name)
            baseline.append(guess is not None and great_circle_km(*there, *guess) <= RIGHT_KM)
    placed = [error for error in errors if error is not None]
    right = sum(map(_is_right, errors))
    yield _row("within_10_km", "within 10 km, of all", right, len(errors), _share(sum(baseline), len(baseline)))
    yield _row("within_10_km_of_placed", "within 10 km, of those placed", right, len(placed))
    yield _row(
        "within_10_km_by_name",
        "within 10 km, each name of an article once",
        sum(all(one) for one in by_name.values()),
        len(by_name),
    )
    yield _row("placed", "placed at all", len(placed), len(errors))
    yield Row(
        "median_km",
        "median error in km, of those placed",
        median(placed) if placed else None,
        None,
        None,
        len(placed),
        None,
    )


def _score_events(documents: Sequence[_Document], found: dict[str, tuple[Place, ...]]) -> Iterator[Row]:
    right = total = simple = 0
    for document in documents:
        known = {name for place in found[document.id] if place.latitude is not None for name in _forms(place)}
        for event in document.gold:
            for part in filter(None, (" ".join(part.split()) for part in _PARTS.split(event["place"]))):
                total += 1
                right += bool(
                    known & {folding.plain(part), folding.plain(_bare(part)), folding.folded(_bare(part))} - {""}
                )
                simple += part in document.page.text and most_populous(part) is not None
    yield _row("event_places", "places of events found with coordinates", right, total, _share(simple, total))


def _forms(place: Place) -> set[str]:
    names = (place.text, _bare(place.text), place.name or "")
    return {form for name in names for form in (folding.plain(name), folding.folded(name))} - {""}


def _bare(name: str) -> str:
    """A place in words without those that say which part of it, or what it is: "rural Oster province" is Oster."""
    known = words()
    tokens = name.split()
    changed = True
    while changed and len(tokens) > 1:
        changed = False
        for length in range(min(known.longest, len(tokens) - 1), 0, -1):
            if tuple(word.lower() for word in tokens[:length]) in known.before:
                tokens, changed = tokens[length:], True
                break
            if tuple(word.lower() for word in tokens[-length:]) in known.after:
                tokens, changed = tokens[:-length], True
                break
    return " ".join(tokens)


def most_populous(name: str) -> tuple[float, float] | None:
    """Return where GeoNames' most populous town of exactly this name lies, None without one: the dumb baseline."""
    towns = gazetteer.indexes()[-1].find(name)
    return (towns[0].latitude, towns[0].longitude) if towns else None


def _is_right(error: float | None) -> bool:
    return error is not None and error <= RIGHT_KM


def _share(right: int, total: int) -> float | None:
    return right / total if total else None


def _row(metric: str, label: str, right: int, total: int, baseline: float | None = None) -> Row:
    return Row(
        metric, label, _share(right, total), None, None, total, baseline, PUBLISHED if metric == "within_10_km" else ()
    )
