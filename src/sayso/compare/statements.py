"""What is compared: everything that somebody says, an attribution's content or an event, one row each.

An event within an attribution's content is that attribution's, as one statement with both ids; an event in the outlet's
own voice stands for its sentence; an attribution that tells of several events makes a statement of each. An
attribution that does little but pass on another's words (*Harbour Radio cited Lund as saying …*) is no statement of
its own: it goes where the words go that it holds (``passed_on``).
"""

from __future__ import annotations

import logging
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.engine import Engine
from sayso.compare.stance_files import stances
from sayso.compare.statement_words import FOLDED, TEXTS, fold_batch, raw_words
from sayso.model import content_id
from sayso.understand.words import NEGATIONS

_TEXT, _INT, _REAL = pa.string(), pa.int64(), pa.float64()
#: ``day`` is when the article was published, ``first`` and ``last`` when it is said to have happened: day numbers, -1
#: for unknown. ``proofs`` are the words of an event's cells that stand in the statement itself. ``start``, ``end`` and
#: ``text`` are the stretch of the page that holds it. ``sort`` is ``fact`` or ``wish`` (a demand, promise, threat or
#: refusal): what is wanted is not said to be so.
STATEMENTS = pa.schema(
    [
        ("id", _TEXT),
        ("attribution_id", _TEXT),
        ("event_id", _TEXT),
        ("article_id", _TEXT),
        ("outlet", _TEXT),
        ("day", _INT),
        ("start", _INT),
        ("end", _INT),
        ("text", _TEXT),
        ("stance", _TEXT),
        ("sort", _TEXT),
        ("type", _TEXT),
        ("place", _TEXT),
        ("latitude", _REAL),
        ("longitude", _REAL),
        ("radius", _REAL),
        ("region", _TEXT),
        ("first", _INT),
        ("last", _INT),
        ("killed_low", _INT),
        ("killed_high", _INT),
        ("injured_low", _INT),
        ("injured_high", _INT),
        ("victims", _TEXT),
        ("blame", _TEXT),
        ("proofs", pa.list_(pa.struct([("what", _TEXT), ("start", _INT), ("end", _INT), ("text", _TEXT)]))),
        *[field for field in FOLDED if field.name not in ("start", "end")],
    ]
)
#: Kinds of entities whose mentions are read as the canonical name. A title or a nationality is a word like any other.
NAMED = ("person", "organisation", "group", "outlet", "place", "event")
WISHES = frozenset({"demands", "refuses", "promises", "threatens"})
WISHED = frozenset({"planned", "threatened", "demanded"})
NOT = frozenset(word.replace("'", "") for word in NEGATIONS) | {"neither", "nor"}
#: An attribution whose content is another's to this share (with its source and cue) passes it on.
PASSED_ON = 0.6
#: A sentence is looked for in so many characters on either side of a trigger, and so many of a content are compared.
AROUND, LONGEST = 700, 6_000
#: Rows folded at a time: a tenth of a second's work.
ROWS = 4_000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Article:
    id: str
    start: int
    text: str
    outlet: str | None
    day: int


def statements(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    entities: pa.Table,
    mentions: pa.Table,
    times: pa.Table,
    places: pa.Table,
    events: pa.Table,
    engine: Engine,
    settings: ClaimSettings,
) -> tuple[pa.Table, dict[str, list[str]]]:
    """Return the ``STATEMENTS`` of a case, by day and id, and who passes on whose words.

    The tables are the contract's. The second is, for an attribution, the ids of those that pass it on, sorted.
    Statements of too few words (``settings.min_words``) are left out.
    """
    by_id = dict(_articles(articles))
    told = [row for row in _rows(attributions, _ATTRIBUTION) if row["article_id"] in by_id and row["content"]]
    happened = [row for row in _rows(events, _EVENT) if row["article_id"] in by_id]
    passed_on = _passed_on(told)
    names = _Inside(mentions, ("article_id", "start", "end", "entity_id", "kind"))
    reaches = _reaches(places)
    for event in happened:
        event["radius"], event["region"] = _reach(event, reaches)
    dated = _Inside(times, ("article_id", "start", "end", "type", "date_from", "date_to"))
    canonical = _canonical(entities)
    made = list(_statements(by_id, told, happened, {one for many in passed_on.values() for one in many}, dated))
    texts = (_texts(made[begin : begin + ROWS], names, canonical, settings) for begin in range(0, len(made), ROWS))
    folded = pa.Table.from_batches(engine.map_batches(fold_batch, texts, on_lost=_unfolded), schema=FOLDED)
    return _table(made, folded, settings), passed_on


_ATTRIBUTION = ("id", "article_id", "source", "cue", "content", "parent_id", "polarity")
_EVENT = (
    *("id", "article_id", "attribution_id", "type", "trigger", "place", "latitude", "longitude"),
    *("date_from", "date_to", "modality", "killed_low", "killed_high", "injured_low", "injured_high", "victims"),
    *("blame", "evidence"),
)


def _rows(table: pa.Table, columns: Iterable[str]) -> Iterator[dict[str, Any]]:
    names = list(columns)
    for batch in table.select(names).to_batches(max_chunksize=20_000):
        yield from batch.to_pylist()


def _articles(articles: pa.Table) -> Iterator[tuple[str, _Article]]:
    for row in _rows(articles, ("id", "start", "text", "outlet", "published")):
        found = _Article(row["id"], row["start"], row["text"] or "", row["outlet"], day_number(row["published"]))
        yield found.id, found


def day_number(given: str | None) -> int:
    """Return the number of an ISO 8601 day, or -1 where it is not known to the day."""
    try:
        return date.fromisoformat((given or "")[:10]).toordinal()
    except ValueError:
        return -1


class _Inside:
    """Rows with a place on a page, looked up by article and stretch."""

    def __init__(self, table: pa.Table, columns: tuple[str, ...]) -> None:
        self._rows: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
        cells = [table[name].to_pylist() for name in columns]
        for article, *row in zip(*cells, strict=True):
            self._rows[article].append(tuple(row))
        for rows in self._rows.values():
            rows.sort(key=lambda row: (row[0], -row[1], *map(str, row[2:])))

    def of(self, article: str, start: int, end: int) -> list[tuple[Any, ...]]:
        """Return the rows (without the article) that stand within ``start`` and ``end``."""
        rows = self._rows.get(article, [])
        found = []
        for row in rows[bisect_left(rows, start, key=lambda row: row[0]) :]:
            if row[0] >= end:
                break
            if row[1] <= end:
                found.append(row)
        return found


_Reaches = dict[tuple[str, int, int], tuple[float, str | None]]


def _reaches(places: pa.Table) -> _Reaches:
    """Return how far each named place may reach, in kilometres, and its region, by where it stands."""
    columns = [places[name].to_pylist() for name in ("article_id", "start", "end", "radius_km", "region")]
    return {
        (article, start, end): (radius or 0.0, region)
        for article, start, end, radius, region in zip(*columns, strict=True)
    }


def _reach(event: Mapping[str, Any], reaches: _Reaches) -> tuple[float | None, str | None]:
    """How far the place of an event may reach, and its region; None for both where it has none that is known."""
    for words in event["evidence"] or ():
        known = reaches.get((event["article_id"], words["start"], words["end"])) if words["what"] == "place" else None
        if known is not None:
            return known
    return None, None


def _canonical(entities: pa.Table) -> dict[str, str]:
    """Return the name that each entity goes by."""
    rows = list(zip(*(entities[name].to_pylist() for name in ("id", "name", "canonical_id")), strict=True))
    names = {one: name or "" for one, name, _ in rows}
    return {one: names.get(root or one, name) for one, name, root in rows}


def _passed_on(told: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return, for each attribution, those whose content is little but that attribution, outermost ones included."""
    by_id = {row["id"]: row for row in told}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in told:
        inner, outer = row, by_id.get(row["parent_id"])
        for _ in range(8):  # no speech is nested deeper; also a bound for rows that lead in a circle
            if outer is None or outer["article_id"] != row["article_id"] or _share(inner, outer) < PASSED_ON:
                break
            found[row["id"]].append(outer["id"])
            inner, outer = outer, by_id.get(outer["parent_id"])
    return {one: sorted(many) for one, many in found.items()}


def _share(inner: Mapping[str, Any], outer: Mapping[str, Any]) -> float:
    """How much of the outer content is the inner attribution, with its source and cue."""
    spans = [span for span in (inner["source"], inner["cue"], *inner["content"]) if span]
    size = sum(span["end"] - span["start"] for span in outer["content"])
    held = sum(
        max(0, min(span["end"], piece["end"]) - max(span["start"], piece["start"]))
        for span in spans
        for piece in outer["content"]
    )
    return held / size if size > 0 else 0.0


def _statements(
    articles: Mapping[str, _Article],
    told: list[dict[str, Any]],
    happened: list[dict[str, Any]],
    passing: set[str],
    dated: _Inside,
) -> Iterator[dict[str, Any]]:
    """Yield all statements without what is folded from their words; ``at`` and ``page`` say which words."""
    within: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    known = {row["id"] for row in told}
    for event in happened:
        if event["attribution_id"] in known:
            within[event["attribution_id"]].append(event)
        else:
            yield _of_event(articles[event["article_id"]], event, None)
    for row in told:
        article, inside = articles[row["article_id"]], within.get(row["id"], [])
        if not inside and row["id"] not in passing:
            start, end, _ = stretch = _content(article, row["content"])
            first, last = _days(dated.of(row["article_id"], start, end))
            told_of = {"first": first, "last": last, "proofs": [], "at": None}
            yield {**_base(article, row, None, stretch), **told_of}
        for event in inside:
            yield _of_event(article, event, row, whole=len(inside) == 1)


def _of_event(
    article: _Article, event: dict[str, Any], row: dict[str, Any] | None, *, whole: bool = False
) -> dict[str, Any]:
    at = event["trigger"]["start"]
    start, end, _ = stretch = _content(article, row["content"]) if row else _around(article, at)
    inside = not whole and start <= at < end
    cells = ("type", "place", "latitude", "longitude", "radius", "region", "victims", "blame")
    counts = ("killed_low", "killed_high", "injured_low", "injured_high")
    return {
        **_base(article, row, event, stretch),
        **{name: event[name] for name in (*cells, *counts)},
        "proofs": [{"what": "trigger", **event["trigger"]}, *(event["evidence"] or [])],
        "first": day_number(event["date_from"]),
        "last": day_number(event["date_to"]),
        "at": at - start if inside else None,
    }


def _base(
    article: _Article,
    row: Mapping[str, Any] | None,
    event: Mapping[str, Any] | None,
    stretch: tuple[int, int, str],
) -> dict[str, Any]:
    start, end, text = stretch
    ids = (row["id"] if row else None, event["id"] if event else None)
    wish = (row is not None and row["polarity"] in WISHES) or (event is not None and event["modality"] in WISHED)
    return {
        **{"id": content_id("statement", *ids), "attribution_id": ids[0], "event_id": ids[1]},
        **{"article_id": article.id, "outlet": article.outlet, "day": article.day},
        **{"start": start, "end": end, "page": text, "text": text},
        "stance": stance_of(row, event),
        # What the event's modality tells comes from the same "not" as the words tell.
        "turned": event is not None and stance_of(row, event) != stance_of(row, None),
        "sort": "wish" if wish else "fact",
    }


def stance_of(row: Mapping[str, Any] | None, event: Mapping[str, Any] | None) -> str:
    """Return what an attribution (or an event in the outlet's voice) does with what it says, by the stance files.

    Who "did not deny" neither denies nor asserts.
    """
    cue = set(raw_words(row["cue"]["text"])) if row and row["cue"] else set()
    turned = not cue.isdisjoint(NOT)
    for stance in stances():
        if (
            (row is not None and row["polarity"] in stance.polarities)
            or (event is not None and event["modality"] in stance.modalities)
            or not stance.cues.isdisjoint(cue)
        ):
            return "doubts" if stance.name == "denies" and turned else stance.name
    return "asserts"


def _content(article: _Article, pieces: list[dict[str, Any]]) -> tuple[int, int, str]:
    """Return the stretch of the page that holds a content; what stands between its pieces is blank."""
    pieces = sorted(pieces, key=lambda piece: piece["start"])
    start = pieces[0]["start"]
    end = min(max(piece["end"] for piece in pieces), start + LONGEST)
    parts, at = [], start
    for piece in pieces:
        low, high = max(piece["start"], at), min(piece["end"], end)
        if high > low:
            parts += [" " * (low - at), article.text[low - article.start : high - article.start]]
            at = high
    return start, end, "".join(parts)


def _around(article: _Article, at: int) -> tuple[int, int, str]:
    """Return the paragraph around a place, or as much of it as one sentence may take."""
    place = at - article.start
    low = max(article.text.rfind("\n", 0, place) + 1, place - AROUND, 0)
    high = article.text.find("\n", place)
    high = min(high if high >= 0 else len(article.text), place + AROUND)
    return low + article.start, high + article.start, article.text[low:high]


def _days(found: list[tuple[Any, ...]]) -> tuple[int, int]:
    """Return the first and last day that a content tells, where it tells one time and no more."""
    days = {(day_number(low), day_number(high)) for _, _, kind, low, high in found if kind in ("DATE", "TIME")}
    days = {(low, high) for low, high in days if low > 0 and high > 0}
    return days.pop() if len(days) == 1 else (-1, -1)


def _texts(
    made: list[dict[str, Any]], names: _Inside, canonical: Mapping[str, str], settings: ClaimSettings
) -> pa.RecordBatch:
    rows = []
    for one in made:
        start = one["start"]
        found = [
            (low - start, high - start, canonical.get(entity, ""))
            for low, high, entity, kind in names.of(one["article_id"], start, one["end"])
            if kind in NAMED
        ]
        columns = [list(column) for column in zip(*found, strict=True)] if found else [[], [], []]
        rows.append(
            {
                "text": one["page"],
                **dict(zip(("starts", "ends", "names"), columns, strict=True)),
                "at": one["at"],
                "longest": settings.longest,
            }
        )
    return pa.RecordBatch.from_pylist(rows, schema=TEXTS)


def _unfolded(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for statements whose words could not be read: they have none, and are left out."""
    log.warning("%d statement(s) left out of the search for claims: %s", batch.num_rows, error)
    empty = {"start": 0, "end": 0, "words": [], "plain": [], "pairs": [], "figures": [], "sequence": 0}
    return pa.RecordBatch.from_pylist(
        [{**empty, "negated": False, "with_not": False, "doubted": False}] * batch.num_rows, schema=FOLDED
    )


def _table(made: list[dict[str, Any]], folded: pa.Table, settings: ClaimSettings) -> pa.Table:
    kept = []
    for one, words in zip(made, folded.to_pylist(), strict=True):
        if len(words["words"]) >= settings.min_words and len(words["plain"]) >= settings.min_plain:
            low, high = words.pop("start"), words.pop("end")
            text, start = one["page"][low:high], one["start"] + low
            stance = "doubts" if words["doubted"] and one["stance"] == "asserts" else one["stance"]
            end = start + high - low
            proofs = [proof for proof in one["proofs"] if start <= proof["start"] and proof["end"] <= end]
            words["negated"] = words["negated"] and not one["turned"]
            placed = {"start": start, "end": end, "text": text, "stance": stance, "proofs": proofs}
            kept.append({**one, **words, **placed})
    kept.sort(key=lambda one: (one["day"], one["id"]))
    return pa.Table.from_pylist(kept, schema=STATEMENTS)
