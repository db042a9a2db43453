"""Everything that is said in a case, in columns: the words of each attribution, their weights, who spoke and when.

A word weighs what its absence elsewhere tells (inverse document frequency, Spärck Jones 1972, over the articles), so
that a shared rare name or number counts for much and a shared commonplace for little.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import F64, I64, U64, Flags, distinct
from sayso.compare.direction import day_of
from sayso.compare.engine import Engine
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speakers import voices_of_bodies
from sayso.compare.quote_words import CONTENTS, GRAMMAR, NUMBER, UTTERED, uttered

#: Contents turned into words at a time.
AT_A_TIME = 5_000
#: Whose content is to such a share another's passes that on; what is said beside it ("told reporters that") is little.
RELAYED = 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Speech:
    """The attributions in the order of day (unknown first) and id. ``offsets`` bound the words of each.

    ``stems``, ``weights`` and ``numeric`` are of content words only, bounded by ``bounds``; ``total`` is their sum of
    weights. ``words``, ``starts``, ``ends`` and ``pieces`` are of all words. ``speaker`` is the number of whom the case
    goes by, -1 for nobody or somebody unnamed; ``voice`` is the same with the unnamed told apart by their words; both
    count in ``entities``, ids. ``persons`` speak for ``bodies``. ``first`` and ``last`` are the content's ends on the
    page, ``root`` the outermost attribution that it stands in (itself, if in none). What is marked in ``relays`` does
    little but pass on the words of another that is named (*Harbour Radio cited Ana Lund as saying …*).
    """

    ids: list[str]
    articles: list[str]
    entities: list[str]
    persons: I64
    bodies: I64
    article: I64
    day: I64
    speaker: I64
    voice: I64
    direct: Flags
    denies: Flags
    first: I64
    last: I64
    root: I64
    relays: Flags
    offsets: I64
    words: U64
    starts: I64
    ends: I64
    pieces: I64
    bounds: I64
    stems: U64
    weights: F64
    numeric: Flags
    total: F64

    def __len__(self) -> int:
        return len(self.ids)

    def together(self, one: I64, other: I64) -> Flags:
        """Return which pairs have one known speaker, or one who speaks for the other."""
        a, b = self.speaker[one], self.speaker[other]
        size = max(len(self.entities), 1)
        known = self.persons * size + self.bodies
        found: Flags = (a >= 0) & (b >= 0) & ((a == b) | np.isin(a * size + b, known) | np.isin(b * size + a, known))
        return found

    def within(self, one: I64, other: I64) -> Flags:
        """Return which pairs are speech within speech: of one article, overlapping, the shorter a named other's.

        An inner attribution that names nobody is left to the outer: mostly its words are those of whoever speaks there.
        """
        overlap = (self.first[one] < self.last[other]) & (self.first[other] < self.last[one])
        shorter = self.last[one] - self.first[one] < self.last[other] - self.first[other]
        named = self.speaker[np.where(shorter, one, other)] >= 0
        named &= (self.voice[one] != self.voice[other]) & ~self.together(one, other)
        found: Flags = overlap & (self.article[one] == self.article[other]) & named
        return found


def gather(tables: Mapping[str, pa.Table], engine: Engine, settings: QuoteSettings) -> Speech:
    """Return the speech of a case; attributions of articles that are not there are left out.

    ``tables`` are ``articles``, ``attributions``, ``entities`` and ``mentions``.
    """
    articles, attributions, mentions = tables["articles"], tables["attributions"], tables["mentions"]
    days = pc.index_in(attributions["article_id"], value_set=_distinct(articles["id"]))
    attributions = attributions.filter(pc.is_valid(days))
    where = _numbers(attributions["article_id"], articles["id"])
    published = np.array([day_of(one) for one in articles["published"].to_pylist()], np.int64)
    day = published[where] if len(where) else where
    order = np.lexsort((_ranks(attributions["id"]), day))
    attributions, where, day = attributions.take(pa.array(order)), where[order], day[order]
    parts: list[list[NDArray[np.generic]]] = [[] for _ in UTTERED]
    counts: list[I64] = [np.zeros(1, np.int64)]
    for batch in engine.map_batches(uttered, _contents(attributions), on_lost=_wordless):
        counts.append(np.diff(batch["words"].offsets.to_numpy()).astype(np.int64))
        for part, name in zip(parts, UTTERED.names, strict=True):
            part.append(batch[name].flatten().to_numpy())
    empty = [np.zeros(0, field.type.value_type.to_pandas_dtype()) for field in UTTERED]
    words, stems, starts, ends, pieces, kinds = (
        np.concatenate([none, *part]) for none, part in zip(empty, parts, strict=True)
    )
    offsets = np.cumsum(np.concatenate(counts))
    owner = np.repeat(np.arange(len(order)), np.diff(offsets))
    content = np.flatnonzero(kinds != GRAMMAR)
    begins = np.searchsorted(owner[content], owner[content])
    content = content[np.arange(len(content)) - begins < settings.longest]
    stems, owner = stems[content], owner[content]
    weights = _weights(stems, where[owner] if len(owner) else owner, articles.num_rows, settings)
    bounds = np.searchsorted(owner, np.arange(len(order) + 1))
    first, last = _ends(attributions)
    known, goes_by = _goes_by(tables["entities"])
    voice, parent = _voices(attributions, goes_by), _parents(attributions)
    speaker = np.where(_is(attributions["speaker_kind"], "anonymous"), -1, voice)
    persons, bodies = voices_of_bodies(attributions, voice, mentions, goes_by, engine)
    return Speech(
        ids=attributions["id"].to_pylist(),
        articles=attributions["article_id"].to_pylist(),
        entities=known,
        persons=persons,
        bodies=bodies,
        article=where,
        day=day,
        speaker=speaker,
        voice=voice,
        direct=_is(attributions["style"], "direct"),
        denies=_is(attributions["polarity"], "denies"),
        first=first,
        last=last,
        root=_roots(parent),
        relays=_relays(parent, speaker, first, last),
        offsets=offsets,
        words=words,
        starts=starts,
        ends=ends,
        pieces=pieces.astype(np.int64),
        bounds=bounds,
        stems=stems,
        weights=weights,
        numeric=kinds[content] == NUMBER,
        total=np.bincount(owner, weights, minlength=len(order)).astype(np.float64),
    )


def _contents(attributions: pa.Table) -> Iterator[pa.RecordBatch]:
    table = attributions.select(["content"]).cast(CONTENTS).combine_chunks()
    yield from table.to_batches(max_chunksize=AT_A_TIME)


def _wordless(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for contents whose words could not be read: they have none."""
    log.warning("%d attribution(s) left out of the search for utterances: %s", batch.num_rows, error)
    return pa.RecordBatch.from_pylist([{name: [] for name in UTTERED.names}] * batch.num_rows, schema=UTTERED)


def _weights(stems: U64, article: I64, articles: int, settings: QuoteSettings) -> F64:
    """Return the weight of every word, in nats."""
    if not len(stems):
        return np.zeros(0)
    _, number = np.unique(stems, return_inverse=True)
    once = distinct(number.astype(np.int64) * max(articles, 1) + article)
    found = np.bincount(once // max(articles, 1))
    return np.log((articles + settings.background) / (found + 1.0))[number]


def _goes_by(entities: pa.Table) -> tuple[list[str], pa.Table]:
    """Return the ids that entities go by, and for every entity (id) the number of the one it goes by (number)."""
    entities = entities.select(["id", "canonical_id"]).sort_by("id").combine_chunks()
    goes_by = pc.coalesce(entities["canonical_id"], entities["id"]).combine_chunks()
    known = _distinct(goes_by)
    number = pc.index_in(goes_by, value_set=known).cast(pa.int64())
    return known.to_pylist(), pa.table({"id": entities["id"], "number": number})


def _voices(attributions: pa.Table, goes_by: pa.Table) -> I64:
    """Return for each attribution the number of whom its speaker goes by; -1 where there is none."""
    at = pc.index_in(attributions["speaker_id"], value_set=goes_by["id"].combine_chunks())
    number = pc.fill_null(goes_by["number"].take(at), -1)
    return np.asarray(number.to_numpy(), np.int64)


def _parents(attributions: pa.Table) -> I64:
    """Return the number of the attribution in whose content each stands, -1 for none."""
    ids = attributions["id"].combine_chunks()
    above = pc.fill_null(pc.index_in(attributions["parent_id"].combine_chunks(), value_set=ids), -1)
    return np.asarray(above.to_numpy(zero_copy_only=False), np.int64)


def _roots(parent: I64) -> I64:
    """Return the number of the outermost attribution that each stands in."""
    root = np.where(parent < 0, np.arange(len(parent)), parent)
    # Attributions nest a few deep; a bound keeps a circle in damaged input from running forever.
    for _ in range(32):
        higher = root[root]
        if np.array_equal(higher, root):
            break
        root = higher
    return root


def _relays(parent: I64, speaker: I64, first: I64, last: I64) -> Flags:
    """Return which attributions are mostly another named speaker's words."""
    inner = np.flatnonzero(parent >= 0)
    outer = parent[inner]
    other = (speaker[inner] >= 0) & (speaker[inner] != speaker[outer])
    most = last[inner] - first[inner] >= RELAYED * (last[outer] - first[outer])
    found = np.zeros(len(parent), np.bool_)
    found[outer[other & most]] = True
    return found


def _ends(attributions: pa.Table) -> tuple[I64, I64]:
    """Return where each content begins and ends on its page; contents without a piece have -1."""
    column = attributions["content"].combine_chunks()
    spans, offsets = column.values, column.offsets.to_numpy().astype(np.int64)
    some = np.diff(offsets) > 0
    first, last = np.full(len(some), -1, np.int64), np.full(len(some), -1, np.int64)
    if some.any():
        begins = offsets[:-1][some]
        first[some] = np.minimum.reduceat(spans.field("start").to_numpy(zero_copy_only=False), begins)
        last[some] = np.maximum.reduceat(spans.field("end").to_numpy(zero_copy_only=False), begins)
    return first, last


def _is(column: pa.ChunkedArray, value: str) -> Flags:
    return np.asarray(pc.fill_null(pc.equal(column, value), False).to_numpy(), np.bool_)


def _distinct(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    found = pc.unique(column)
    return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found


def _numbers(column: pa.ChunkedArray, among: pa.ChunkedArray) -> I64:
    """Return the place of every value among others, which hold it."""
    found = pc.index_in(column, value_set=among.combine_chunks())
    return np.asarray(found.to_numpy(), np.int64)


def _ranks(ids: pa.ChunkedArray) -> I64:
    ranks = np.empty(len(ids), np.int64)
    ranks[pc.sort_indices(ids).to_numpy()] = np.arange(len(ids))
    return ranks
