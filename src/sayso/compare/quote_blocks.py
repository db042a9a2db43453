"""Block: which attributions are worth comparing, by rare words they share, and by copied passages that hold both.

The keys of a content are its neighbouring content words two by two, also across one between them (what survives where
every third word is another), each of its words together with the speaker (what survives a translation), and all of
its words as one (what a short one is found by). Who shares keys of enough weight is a pair.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.arrays import F64, I64, U64, Flags, distinct
from sayso.compare.engine import Engine
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import Speech
from sayso.compare.words import mix

#: How far off its place in a copied passage a content may be, in characters: a spun copy drifts.
DRIFT = 80
_STEP, _SALT_SPEAKER, _SALT_WHOLE = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xA5A5), np.uint64(0x5A5A)

#: The rows of one part of the attributions meet all later ones that have the same key, in their bucket or the next.
_PAIRS = """
SELECT kept.node AS a, met.node AS b, sum(kept.weight) AS weight
FROM kept JOIN met ON kept."key" = met."key" AND kept.bucket = met.bucket
WHERE met.node > kept.node
GROUP BY kept.node, met.node HAVING sum(kept.weight) >= {block}
"""
#: Rows that one query joins with all: each meets some twenty, which is what the memory of a query is needed for.
ROWS_AT_A_TIME = 250_000
_COPIED = """
SELECT least(one.node, other.node) AS a, greatest(one.node, other.node) AS b, min(CAST(stock AS INTEGER)) AS stock
FROM copies
JOIN spans AS one ON one.article_id = copies.article_id
JOIN spans AS other ON other.article_id = copies.of_article_id
WHERE one.first >= copies.start - {drift} AND one.last <= copies."end" + {drift}
  AND other.first >= copies.of_start - {drift} AND other.last <= copies.of_end + {drift}
  AND abs((one.first - copies.start) - (other.first - copies.of_start)) <= {drift}
GROUP BY least(one.node, other.node), greatest(one.node, other.node) ORDER BY a, b
"""


def find_pairs(
    speech: Speech, lone: Flags, copies: pa.Table, engine: Engine, settings: QuoteSettings
) -> tuple[I64, I64, F64]:
    """Return the pairs (first and second number, the smaller first) and how surely each is a copy: 0 to 1.

    A copied passage that holds both in one place makes it 1, a stock paragraph ``settings.stock``. Only attributions
    marked in ``lone`` are paired. Speech within speech is no pair.
    """
    keys = _keys(speech, lone, settings)
    found = _joined(keys, engine, settings)
    nodes = np.flatnonzero(lone & (speech.first >= 0))
    spans = pa.table(
        {
            "node": pa.array(nodes),
            "article_id": pa.array([speech.articles[node] for node in nodes.tolist()], pa.string()),
            "first": pa.array(speech.first[nodes]),
            "last": pa.array(speech.last[nodes]),
        }
    )
    passages = copies.select(["article_id", "start", "end", "of_article_id", "of_start", "of_end", "stock"])
    held = engine.query(_COPIED.format(drift=DRIFT), {"copies": passages, "spans": spans})
    count = max(len(speech), 1)
    by_words, by_copy = (
        distinct(table["a"].to_numpy().astype(np.int64) * count + table["b"].to_numpy().astype(np.int64))
        for table in (found, held)
    )
    every = distinct(np.concatenate((by_words, by_copy)))
    a, b = every // count, every % count
    kept = (a != b) & ~speech.within(a, b)
    copied = np.zeros(len(every))
    copied[np.searchsorted(every, by_copy)] = np.where(held["stock"].to_numpy() > 0, settings.stock, 1.0)
    return a[kept], b[kept], copied[kept]


def _keys(speech: Speech, lone: Flags, settings: QuoteSettings) -> pa.Table:
    """Return the keys of every attribution in ``lone``, each once: key, node, weight."""
    owner = np.repeat(np.arange(len(speech)), np.diff(speech.bounds))
    rare = (speech.weights >= settings.rare) & lone[owner]
    owner, stems, weights = owner[rare], speech.stems[rare], speech.weights[rare]
    made = [_spoken(speech, owner, stems, weights), _whole(owner, stems, weights)]
    made += [_neighbours(owner, stems, weights, step) for step in (1, 2)]
    key, node, weight = (np.concatenate(parts) for parts in zip(*made, strict=True))
    order = np.lexsort((node, key))
    key, node, weight = key[order], node[order], weight[order]
    again = np.zeros(len(key), np.bool_)
    again[1:] = (key[1:] == key[:-1]) & (node[1:] == node[:-1])
    # A key that only one attribution has pairs nothing; most keys are such, and the join need not see them.
    key, node, weight = key[~again], node[~again], weight[~again]
    alone = np.ones(len(key), np.bool_)
    same = key[1:] == key[:-1]
    alone[1:] &= ~same
    alone[:-1] &= ~same
    key, node, weight = key[~alone], node[~alone], weight[~alone]
    return pa.table(
        {
            "key": pa.array(key.view(np.int64)),
            "node": pa.array(node),
            # Whole thousandths: their sum is the same in whatever order an engine adds.
            "weight": pa.array(np.round(weight * 1000).astype(np.int64)),
            "bucket": pa.array(_buckets(key, settings)),
        }
    )


def _buckets(key: U64, settings: QuoteSettings) -> I64:
    """Return the bucket of every row of sorted keys: one for a small key, one for ``width`` rows of a crowded one.

    A bucket meets itself and the next, so no row of a join meets more than twice ``width`` others, whatever the key.
    """
    first = np.searchsorted(key, key)
    size = np.searchsorted(key, key, side="right") - first
    place = np.arange(len(key)) - first
    return np.where(size <= settings.all_pairs, 0, place // settings.width)


def _joined(keys: pa.Table, engine: Engine, settings: QuoteSettings) -> pa.Table:
    """Return the pairs whose shared keys weigh enough: a, b."""
    later = keys.filter(pc.greater(keys["bucket"], 0))
    earlier = later.set_column(3, "bucket", pc.subtract(later["bucket"], 1))
    met = pa.concat_tables([keys, earlier]).select(["key", "node", "bucket"])
    parts = [pa.table({"a": pa.array([], pa.int64()), "b": pa.array([], pa.int64())})]
    ordered = keys.sort_by([("node", "ascending"), ("key", "ascending")])
    node = ordered["node"].to_numpy()
    sql = _PAIRS.format(block=round(settings.block * 1000))
    begin = 0
    while begin < len(node):
        # A part ends between two attributions, so that it has all keys of each.
        last = node[min(begin + ROWS_AT_A_TIME, len(node)) - 1]
        end = int(np.searchsorted(node, last, side="right"))
        found = engine.query(sql, {"kept": ordered.slice(begin, end - begin), "met": met})
        parts.append(found.select(["a", "b"]))
        begin = end
    return pa.concat_tables(parts)


def _neighbours(owner: I64, stems: U64, weights: F64, step: int) -> tuple[U64, I64, F64]:
    """Return a key for every two rare words ``step`` apart, in their order; a word is in up to four keys."""
    if len(owner) <= step:
        return np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0)
    one = owner[step:] == owner[:-step]
    keys = mix(mix(stems[:-step]) * _STEP + stems[step:])
    return keys[one], owner[step:][one], ((weights[step:] + weights[:-step]) / 2)[one]


def _spoken(speech: Speech, owner: I64, stems: U64, weights: F64) -> tuple[U64, I64, F64]:
    """Return a key for every rare word of a known speaker, and one for each body that the speaker speaks for."""
    speaker = speech.speaker[owner]
    begin = np.searchsorted(speech.persons, speaker)
    times = np.searchsorted(speech.persons, speaker, side="right") - begin
    again = np.repeat(np.arange(len(owner)), times)
    nth = np.arange(len(again)) - np.repeat(np.cumsum(times) - times, times)
    known = np.flatnonzero(speaker >= 0)
    word = np.concatenate((known, again))
    voice = np.concatenate((speaker[known], speech.bodies[begin[again] + nth]))
    keys = mix(mix(stems[word]) + mix(voice.astype(np.uint64) * _STEP + _SALT_SPEAKER))
    return keys, owner[word], weights[word]


def _whole(owner: I64, stems: U64, weights: F64) -> tuple[U64, I64, F64]:
    """Return one key for all rare words of an attribution; it weighs as much as they do."""
    if not len(owner):
        return np.zeros(0, np.uint64), np.zeros(0, np.int64), np.zeros(0)
    first = np.flatnonzero(np.append([True], owner[1:] != owner[:-1]))
    place = np.arange(len(owner)) - np.repeat(first, np.diff(np.append(first, len(owner))))
    mixed = mix(stems + mix(place.astype(np.uint64) + _SALT_WHOLE))
    return mix(np.add.reduceat(mixed, first)), owner[first], np.add.reduceat(weights, first)
