"""Ceasefires: what several articles tell of one ceasefire, joined into one record with all its acts.

The steps are those of incidents: fingerprint (days, area, parties, words around its acts) → block (days and weeks,
passages) → score (``linkage``, by ``data/linkage/ceasefires.yaml``) → cluster (``average_linkage``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import F64, I8, I64, Flags
from sayso.compare.average_linkage import clusters
from sayso.compare.engine import Engine
from sayso.compare.incident_blocks import Pairs, distinct_pairs
from sayso.compare.linkage import Model, model, pick, probability, told_why
from sayso.compare.rare_words import dice, rare_words
from sayso.compare.tellings import UNKNOWN, numbered, ordinal, side
from sayso.model import content_id
from sayso.schemas import LINKS

LEVELS = {
    "began": ("same", "near", "apart", "unknown"),
    "printed": ("together", "near", "months", "later", "unknown"),
    "area": ("same", "holds", "other", "unknown"),
    "duration": ("same", "other", "unknown"),
    "purpose": ("same", "other", "unknown"),
    "parties": ("same", "other", "unknown"),
    "words": ("most", "many", "some", "few", "none", "unknown"),
    "passage": ("copied", "none"),
    "telling": ("other_article", "same_article"),
}
#: Days between beginnings that tellers may mean the same one by: announced one day, in force some days later.
NEAR_DAYS = 7
#: Days between printings: of one round of news; while a truce is news; while it is still remembered.
TOGETHER, NEAR_PRINTED, MONTHS = 3, 21, 150
#: Characters around each act whose words are compared, acts that are looked at, and words kept of them.
AROUND, ACTS, WORDS = 200, 3, 48
#: Ceasefires that one is compared with in a block, in the order in which they were printed.
NEIGHBOURS = 60
#: Days of the bucket by which articles are filed, twice, half a bucket apart.
BUCKET = 60
MOST, MANY, SOME, FEW = 0.6, 0.35, 0.2, 0.1
#: Parties that are compared, for each ceasefire.
PARTIES = 6
_CELLS = ("declared", "effective", "ends", "duration", "side", "purpose", "area")
_LISTS = ("parties", "excluded", "mediators", "accepted_by", "refused_by", "violations", "statements")


def find_ceasefires(
    *,
    articles: pa.Table,
    ceasefires: pa.Table,
    ceasefire_acts: pa.Table,
    places: pa.Table,
    copies: pa.Table,
    engine: Engine,
) -> dict[str, pa.Table]:
    """Return the tables ``ceasefire_records`` and ``ceasefire_accounts``.

    In: the case's tables of these names (``articles`` with texts). Each ceasefire of an article is an account of one
    record. ``origins`` stay empty. Raises DataError where a data file cannot be used.
    """
    told = _told(articles, ceasefires, ceasefire_acts, places, engine)
    weighing = _Weighing(told, model("ceasefires", LEVELS), _copied(told, copies, engine))
    near = _blocked(told, weighing.copied)
    cluster = clusters(len(told.rows), near.a, near.b, weighing(near.a, near.b), weighing, engine=engine)
    members: dict[int, list[int]] = defaultdict(list)
    for number, name in enumerate(cluster.tolist()):
        members[name].append(number)
    records: list[dict[str, Any]] = []
    accounts: list[dict[str, Any]] = []
    for joined in members.values():
        record = _record([told.rows[number] for number in joined])
        records.append(record)
        accounts += _accounts(joined, record["id"], weighing)
    made = {"ceasefire_records": records, "ceasefire_accounts": accounts}
    return {
        name: pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["id"])), schema=LINKS[name])
        for name, rows in made.items()
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """Ceasefires by number, in the order of their ids; days are ordinals, ``UNKNOWN`` where none is told."""

    rows: list[dict[str, Any]]
    article: I64
    began_from: I64
    began_to: I64
    printed: I64
    area: I64
    country: I64
    whole: Flags
    duration: I64
    purpose: I64
    parties: I64
    words: NDArray[np.int32]
    weights: NDArray[np.float32]
    spans: list[tuple[int, int]]


def _told(articles: pa.Table, ceasefires: pa.Table, acts: pa.Table, places: pa.Table, engine: Engine) -> _Told:
    rows = sorted(ceasefires.to_pylist(), key=lambda row: str(row["id"]))
    chosen = pa.array(sorted({row["article_id"] for row in rows}), pa.string())
    known = articles.filter(pc.is_in(articles["id"], value_set=chosen))
    about = {row["id"]: row for row in known.select(["id", "outlet", "published", "start", "text"]).to_pylist()}
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for act in acts.select(["ceasefire_id", "start", "end"]).to_pylist():
        spans[act["ceasefire_id"]].append((act["start"], act["end"]))
    texts, anchors = [], []
    for row in rows:
        article = about.get(row["article_id"]) or {}
        row["outlet"], row["published"] = article.get("outlet"), article.get("published")
        own = sorted(spans[row["id"]] or [(one["start"], one["end"]) for one in row["evidence"]])
        anchors.append(own[0] if own else (UNKNOWN, UNKNOWN))
        texts.append(_around(article, own[:ACTS]))
    words, weights = rare_words(texts, WORDS, engine)
    began = [_interval(row["effective"] or row["declared"]) for row in rows]
    printed = [ordinal(row["published"]) for row in rows]
    country = _countries(places.filter(pc.is_in(places["article_id"], value_set=chosen)))
    return _Told(
        rows=rows,
        article=numbered([row["article_id"] for row in rows])[1],
        began_from=np.array([one[0] for one in began], np.int64),
        began_to=np.array([one[1] for one in began], np.int64),
        printed=np.array([UNKNOWN if day is None else day for day in printed], np.int64),
        area=numbered([row["area"] for row in rows])[1],
        country=numbered([country.get(row["area"] or "", (None, False))[0] for row in rows])[1],
        whole=np.array([country.get(row["area"] or "", (None, False))[1] for row in rows], bool),
        duration=numbered([row["duration"] for row in rows])[1],
        purpose=numbered([row["purpose"] for row in rows])[1],
        parties=_parties(rows),
        words=words,
        weights=weights,
        spans=anchors,
    )


def _around(article: dict[str, Any], spans: list[tuple[int, int]]) -> str:
    text, shift = article.get("text") or "", article.get("start") or 0
    parts = [text[max(0, start - shift - AROUND) : max(0, end - shift + AROUND)] for start, end in spans]
    return " ".join(parts)


def _interval(day: str | None) -> tuple[int, int]:
    """Return the first and last ordinal of an ISO 8601 day or interval ("2016-02-01/2016-02-29")."""
    first, _, last = (day or "").partition("/")
    start, end = ordinal(first), ordinal(last or first)
    return (UNKNOWN, UNKNOWN) if start is None or end is None else (start, max(start, end))


def _countries(places: pa.Table) -> dict[str, tuple[str | None, bool]]:
    """Return, for the names of places, the country they mostly lie in, and whether they are one."""
    counts: dict[str, Counter[tuple[str | None, bool]]] = defaultdict(Counter)
    for row in places.select(["name", "kind", "country"]).to_pylist():
        if row["name"]:
            counts[row["name"]][row["country"], row["kind"] == "country"] += 1
    return {name: min(found.items(), key=lambda one: (-one[1], str(one[0])))[0] for name, found in counts.items()}


def _parties(rows: list[dict[str, Any]]) -> I64:
    names = [list(dict.fromkeys(side(name) for name in [*row["parties"], *row["mediators"]]))[:PARTIES] for row in rows]
    number = {name: i for i, name in enumerate(sorted({name for own in names for name in own}))}
    made = np.full((len(rows), PARTIES), UNKNOWN, np.int64)
    for row, own in enumerate(names):
        made[row, : len(own)] = [number[name] for name in own]
    return made


_IN_COPIES = """
    SELECT DISTINCT a.node AS a, b.node AS b
    FROM passages c
      JOIN told a ON a.article_id = c.article_id AND a.begins >= c.begins AND a.ends <= c.ends
      JOIN told b ON b.article_id = c.of_article_id AND b.begins >= c.of_begins AND b.ends <= c.of_ends
    WHERE a.node <> b.node ORDER BY a, b
    """


def _copied(told: _Told, copies: pa.Table, engine: Engine) -> Pairs:
    """Return pairs of ceasefires whose first words stand in one copied passage."""
    columns = ["article_id", "start", "end", "of_article_id", "of_start", "of_end"]
    passages = copies.filter(pc.invert(copies["stock"])).select(columns)
    passages = passages.rename_columns(["article_id", "begins", "ends", "of_article_id", "of_begins", "of_ends"])
    anchors = [
        pa.array(range(len(told.rows)), pa.int64()),
        pa.array([row["article_id"] for row in told.rows], pa.string()),
        pa.array([start for start, _ in told.spans], pa.int64()),
        pa.array([end for _, end in told.spans], pa.int64()),
    ]
    table = pa.table(anchors, names=["node", "article_id", "begins", "ends"])
    found = engine.query(_IN_COPIES, {"passages": passages, "told": table})
    return distinct_pairs(found["a"].to_numpy(), found["b"].to_numpy(), len(told.rows))


def _blocked(told: _Told, copied: Pairs) -> Pairs:
    """Return pairs that are printed about the same time, began on the same day, or stand in one copied passage."""
    a, b = [copied.a], [copied.b]
    for found, numbers in _keys(told):
        order = np.lexsort((numbers, told.printed[numbers], found))
        key, rows = found[order], numbers[order]
        for step in range(1, NEIGHBOURS + 1):
            same = np.flatnonzero(key[:-step] == key[step:])
            a.append(rows[same])
            b.append(rows[same + step])
    return distinct_pairs(np.concatenate(a), np.concatenate(b), len(told.rows))


def _keys(told: _Told) -> Iterator[tuple[I64, I64]]:
    printed = np.flatnonzero(told.printed != UNKNOWN)
    for half in (0, BUCKET // 2):
        yield (told.printed[printed] + half) // BUCKET, printed
    began = np.flatnonzero((told.began_from != UNKNOWN) & (told.began_to - told.began_from <= BUCKET))
    for half in (0, BUCKET // 2):
        yield (told.began_from[began] + half) // BUCKET, began


@dataclass(frozen=True, slots=True)
class _Weighing:
    """Weighs pairs of ceasefires by the model; called with numbers, it returns log2 odds."""

    told: _Told
    model: Model
    copied: Pairs

    def __call__(self, a: I64, b: I64) -> F64:
        return self.model.weigh(self.levels(a, b))

    def levels(self, a: I64, b: I64) -> dict[str, I8]:
        """Return for every comparison the number of the level that each pair comes out at."""
        told, count = self.told, len(self.told.rows)
        together = np.isin(np.minimum(a, b) * count + np.maximum(a, b), self.copied.a * count + self.copied.b)
        return {
            **_times(told, a, b),
            "area": _area(told, a, b),
            "duration": _equal("duration", told.duration[a], told.duration[b]),
            "purpose": _equal("purpose", told.purpose[a], told.purpose[b]),
            "parties": _shared(told.parties[a], told.parties[b]),
            "words": _words(told, a, b),
            "passage": _pick("passage", [("copied", together)], "none"),
            "telling": _pick("telling", [("same_article", told.article[a] == told.article[b])], "other_article"),
        }


def _pick(comparison: str, conditions: list[tuple[str, Flags]], otherwise: str) -> I8:
    return pick(LEVELS[comparison], conditions, otherwise)


def _times(told: _Told, a: I64, b: I64) -> dict[str, I8]:
    unknown = (told.began_from[a] == UNKNOWN) | (told.began_from[b] == UNKNOWN)
    gap = np.maximum(told.began_from[a], told.began_from[b]) - np.minimum(told.began_to[a], told.began_to[b])
    # Within one article, when it was printed and what words stand around tell nothing.
    undated = (told.printed[a] == UNKNOWN) | (told.printed[b] == UNKNOWN) | (told.article[a] == told.article[b])
    between = np.abs(told.printed[a] - told.printed[b])
    return {
        "began": _pick("began", [("unknown", unknown), ("same", gap <= 0), ("near", gap <= NEAR_DAYS)], "apart"),
        "printed": _pick(
            "printed",
            [
                ("unknown", undated),
                ("together", between <= TOGETHER),
                ("near", between <= NEAR_PRINTED),
                ("months", between <= MONTHS),
            ],
            "later",
        ),
    }


def _area(told: _Told, a: I64, b: I64) -> I8:
    unknown = (told.area[a] == UNKNOWN) | (told.area[b] == UNKNOWN)
    holds = (told.whole[a] | told.whole[b]) & (told.country[a] == told.country[b]) & (told.country[a] != UNKNOWN)
    return _pick("area", [("unknown", unknown), ("same", told.area[a] == told.area[b]), ("holds", holds)], "other")


def _equal(comparison: str, one: I64, two: I64) -> I8:
    return _pick(comparison, [("unknown", (one == UNKNOWN) | (two == UNKNOWN)), ("same", one == two)], "other")


def _shared(one: I64, two: I64) -> I8:
    shared = ((one[:, :, None] == two[:, None, :]) & (one[:, :, None] != UNKNOWN)).any(axis=(1, 2))
    unknown = (one[:, 0] == UNKNOWN) | (two[:, 0] == UNKNOWN)
    return _pick("parties", [("unknown", unknown), ("same", shared)], "other")


def _words(told: _Told, a: I64, b: I64) -> I8:
    shared, known = dice(told.words, told.weights, a, b)
    bounds = [("most", MOST), ("many", MANY), ("some", SOME), ("few", FEW)]
    return _pick(
        "words",
        [
            ("unknown", ~known | (told.article[a] == told.article[b])),
            *((name, shared >= least) for name, least in bounds),
        ],
        "none",
    )


def _record(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first = min(rows, key=lambda row: (row["published"] is None, row["published"] or "", row["id"]))
    cells = {name: _most([row[name] for row in rows if row[name]]) for name in _CELLS}
    lists = {name: sorted({one for row in rows for one in row[name]}) for name in _LISTS}
    return {
        # Named after its first account, so that an account found later leaves the name as it is.
        "id": content_id("ceasefire record", first["id"]),
        **cells,
        **lists,
        "articles": len({row["article_id"] for row in rows}),
        "outlets": len({row["outlet"] for row in rows if row["outlet"]}),
    }


def _most(values: list[str]) -> str | None:
    """Return the commonest value, of equal ones the more exact (a day before a month), then the first in order."""
    counted = Counter(values)
    return min(counted, key=lambda value: (-counted[value], "/" in value, value), default=None)


def _accounts(joined: list[int], record: str, weighing: _Weighing) -> Iterator[dict[str, Any]]:
    members = np.array(joined, np.int64)
    rows = [weighing.told.rows[number] for number in joined]
    for place, row in enumerate(rows):
        similarity, why = None, "the only account"
        if len(rows) > 1:
            others = np.delete(np.arange(len(rows)), place)
            levels = weighing.levels(np.full(len(others), members[place]), members[others])
            weights = weighing.model.weigh(levels)
            similarity = round(float(probability(weights).mean()), 4)
            best = int(np.argmax(weights))
            other = rows[int(others[best])]
            reasons = weighing.model.reasons({name: int(found[best]) for name, found in levels.items()})
            why = told_why(other, reasons)
        yield {
            "id": content_id("ceasefire account", row["id"]),
            "record_id": record,
            "ceasefire_id": row["id"],
            "article_id": row["article_id"],
            "similarity": similarity,
            "why": why,
        }
