"""Block: which events are compared at all.

Events share a block when they are of about the same day and place, of about the same day and the same number killed,
told in one article or in articles that begin with the same rare words, or told in one copied passage. A block is put
in order and each event compared with its next neighbours only, so that the work grows with the events, whatever the
size of a block; in a block larger than that, some pairs are first compared when both are joined with a third.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.engine import Engine
from sayso.compare.tellings import UNKNOWN, Tellings
from sayso.compare.words import mix

#: Neighbours that an event is compared with in a block. Sorted by numbers killed and words for the place, those that
#: belong together stand near each other; a day of war in one town has a few dozen accounts in a large case.
NEIGHBOURS = 40
#: Degrees of a cell: about 25 km, so that towns that are taken for each other share one, on one of two grids.
CELL = 0.25
#: Days of one happening at most; what took longer is a campaign, found by its first day.
DAYS = 4
#: Days of a week that events of one place and one number killed are filed under, twice, half a week apart.
WEEK = 8
#: Rare words of an article's beginning that its events are filed under: they find a story whatever place it names.
STORY_WORDS = 5
#: Characters that a trigger may stand off from its place in the original of a copied passage, and the share of the
#: passage's length that edits may shift it by.
SHIFT, SHIFT_SHARE = 60, 0.05


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of events, ``a`` before ``b``, sorted, each once."""

    a: I64
    b: I64


def blocked(events: Tellings) -> Pairs:
    """Return the pairs of events that share a block."""
    codes = [np.zeros(0, np.int64)]
    for key, rows in _keys(events):
        found = distinct_pairs(*_pairs_of(events, key, rows), len(events))
        codes.append(found.a * len(events) + found.b)
    every = np.unique(np.concatenate(codes))
    return Pairs(every // max(len(events), 1), every % max(len(events), 1))


def distinct_pairs(a: I64, b: I64, count: int) -> Pairs:
    """Return pairs of numbers below ``count`` with the smaller first, sorted, each once and none with itself."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    codes = np.unique((low * count + high)[low != high])
    return Pairs(codes // max(count, 1), codes % max(count, 1))


def _keys(events: Tellings) -> Iterator[tuple[I64, I64]]:
    """Yield blocks, a sort at a time, as keys and the events under them: places and numbers by day, and articles."""
    nodes = np.arange(len(events))
    filed = _days(events)
    rows = np.concatenate([nodes[mask] for _, mask in filed])
    days = np.concatenate([events.day_from[mask] + shift for shift, mask in filed])
    source = _located(events)
    placed = source[rows] != UNKNOWN
    for half in (0.0, 0.5):
        y, x = (
            np.floor(np.nan_to_num(side[source[rows]]) / CELL + half) for side in (events.latitude, events.longitude)
        )
        cell = (y * 4096 + x).astype(np.int64)
        yield _key(1 + int(half * 2), days, cell)[placed], rows[placed]
    killed = np.nan_to_num(events.killed_low, nan=-1.0).astype(np.int64)
    for sort, told in enumerate((events.region, events.place, np.where(killed > 0, killed, UNKNOWN)), 3):
        known = told[rows] != UNKNOWN
        yield _key(sort, days, told[rows])[known], rows[known]
    # Of what has no place that is known, the day is all there is to go by.
    yield _key(10, days, np.zeros(len(rows), np.int64)), rows
    # A teller who gets the day wrong by a few still has the town and the number.
    known = nodes[(killed > 0) & (events.place != UNKNOWN) & (events.day_from != UNKNOWN)]
    for half in (0, WEEK // 2):
        week = (events.day_from[known] + half) // WEEK
        yield _key(7 + half, week * 20_000 + killed[known], events.place[known]), known
    for word in _shared_words(events):
        known = nodes[(word != UNKNOWN) & (events.day_from != UNKNOWN)]
        for half in (0, WEEK // 2):
            yield _key(20 + half, (events.day_from[known] + half) // WEEK, word[known]), known
    yield _key(6, np.zeros(len(nodes), np.int64), events.article), nodes


def _located(events: Tellings) -> I64:
    """Return for each event the one whose coordinates it is filed under: itself, or the first of its article."""
    located = np.flatnonzero(np.isfinite(events.latitude) & np.isfinite(events.longitude))
    order = located[np.lexsort((events.start[located], events.article[located]))]
    articles, first = np.unique(events.article[order], return_index=True)
    instead = np.full(int(events.article.max(initial=-1)) + 1, UNKNOWN, np.int64)
    instead[articles] = order[first]
    source = instead[events.article]
    source[located] = located
    return source


def _shared_words(events: Tellings) -> Iterator[I64]:
    """Yield a word that each event's article begins with, the rarest that another article has too, then the next."""
    alone = events.story_weights.max(initial=0.0)
    shared = (events.story != UNKNOWN) & (events.story_weights < alone)
    rank = np.cumsum(shared, axis=1)
    for nth in range(1, STORY_WORDS + 1):
        chosen = shared & (rank == nth)
        yield np.where(chosen.any(axis=1), events.story[np.arange(len(events)), chosen.argmax(axis=1)], UNKNOWN)


def _days(events: Tellings) -> list[tuple[int, NDArray[np.bool_]]]:
    """Return days after the first that each event is filed under: all of its own and one more, for neighbours."""
    dated = events.day_from != UNKNOWN
    length = np.where(events.day_to - events.day_from < DAYS, events.day_to - events.day_from, 0)
    return [(shift, dated & (length + 1 >= shift)) for shift in range(DAYS + 1)]


def _key(sort: int, first: I64, second: I64) -> I64:
    mixed = mix(mix(first.astype(np.uint64) + np.uint64(sort << 40)) ^ second.astype(np.uint64))
    return mixed.view(np.int64)


def _pairs_of(events: Tellings, key: I64, rows: I64) -> tuple[I64, I64]:
    killed = np.nan_to_num(events.killed_low[rows], nan=-1.0)
    order = np.lexsort((rows, events.article[rows], events.mode[rows], events.place[rows], killed, key))
    key, rows = key[order], rows[order]
    a, b = [], []
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(key[:-step] == key[step:])
        if not len(same):
            break
        a.append(rows[same])
        b.append(rows[same + step])
    return np.concatenate(a or [rows[:0]]), np.concatenate(b or [rows[:0]])


_IN_COPIES = """
    SELECT a, b, min(CASE WHEN by_a = 1 AND by_b = 1 THEN off ELSE {far} END) AS off
    FROM (
      SELECT a, b, off,
        row_number() OVER (PARTITION BY passage, a ORDER BY off, b) AS by_a,
        row_number() OVER (PARTITION BY passage, b ORDER BY off, a) AS by_b
      FROM (
        SELECT c.passage AS passage, a.node AS a, b.node AS b,
          abs((a.begins - c.begins) * (c.of_ends - c.of_begins) / greatest(c.ends - c.begins, 1)
            - (b.begins - c.of_begins)) - {share} * (c.of_ends - c.of_begins) AS off
        FROM passages c
          JOIN events a ON a.article_id = c.article_id AND a.begins >= c.begins AND a.ends <= c.ends
          JOIN events b ON b.article_id = c.of_article_id AND b.begins >= c.of_begins AND b.ends <= c.of_ends
      ) AS met
    ) AS ranked
    WHERE a <> b GROUP BY a, b ORDER BY a, b
    """


def copied(events: Tellings, copies: pa.Table, *, engine: Engine) -> tuple[Pairs, Pairs]:
    """Return pairs of events told in one copied passage: at the same place in it, and elsewhere in it."""
    names = {"start": "begins", "end": "ends", "of_start": "of_begins", "of_end": "of_ends"}
    names["id"] = "passage"
    columns = ["id", "article_id", "start", "end", "of_article_id", "of_start", "of_end"]
    passages = copies.filter(pc.invert(copies["stock"])).select(columns)
    passages = passages.rename_columns([names.get(name, name) for name in columns])
    anchors = {
        "node": list(range(len(events))),
        "article_id": [row["article_id"] for row in events.rows],
        "begins": [row["trigger"]["start"] for row in events.rows],
        "ends": [row["trigger"]["end"] for row in events.rows],
    }
    types = [pa.int64(), pa.string(), pa.int64(), pa.int64()]
    table = pa.table(
        [pa.array(anchors[name], kind) for name, kind in zip(anchors, types, strict=True)], names=[*anchors]
    )
    found = engine.query(_IN_COPIES.format(share=SHIFT_SHARE, far=10 * SHIFT), {"passages": passages, "events": table})
    a, b, off = (found[name].to_numpy() for name in ("a", "b", "off"))
    here = off.astype(float) <= SHIFT
    same = distinct_pairs(a[here], b[here], len(events))
    rest = distinct_pairs(a[~here], b[~here], len(events))
    # A passage that is found twice may hold two events both ways: what matches once does not stand elsewhere.
    codes = rest.a * len(events) + rest.b
    other = ~np.isin(codes, same.a * len(events) + same.b)
    return same, Pairs(rest.a[other], rest.b[other])
