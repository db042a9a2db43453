"""Who copied from whom: the evidence of each pair of articles weighed, "unknown" where it does not suffice.

Two questions are asked of two articles that share a passage: which of them would have taken it from the other, and
whether both took it from a third. Signals (``clues``, ``edits``) add their declared weights (``weights``) to the
log-odds of either. With p for the first and s for the second, the confidence of a direction is (1 - s) p, and from
``Weights.decided`` on it is given.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.article_facts import articles_of
from sayso.compare.clues import Tally, gather
from sayso.compare.edits import edits_of
from sayso.compare.engine import Engine
from sayso.compare.pairs import Pairs, pairs_of
from sayso.compare.weights import weights
from sayso.compare.words import split
from sayso.model import content_id
from sayso.schemas import COPIES, PASSAGES

log = logging.getLogger(__name__)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: Wordings are compared for so many open pairs at most, those of the longest passages: a thousand take about a second.
MOST_COMPARED = 50_000
#: Characters of a passage that are compared, and pairs handed to the engine at a time.
COMPARED, AT_A_TIME = 1_500, 500


def decide(
    copies: pa.Table,
    *,
    articles: pa.Table,
    attributions: pa.Table | None = None,
    links: pa.Table | None = None,
    engine: Engine | None = None,
) -> pa.Table:
    """Return ``copies`` with direction, confidence and evidence worked out anew, all copies of two articles alike.

    ``articles`` has id, outlet, published, start, text, and may have published_from and credit; ``attributions`` and
    ``links`` (see ``page_links``) may be missing. Where the other article turns out to be the copier, a row is turned
    round: sides, words, similarity and id change with it. Rows of a pair whose direction is unknown have the larger id
    first. Stock passages are no evidence of copying, and have no direction. What the table said of directions before
    does not matter, and neither does the order of rows. Without ``engine`` the wordings are not compared.
    """
    if not copies.num_rows:
        return COPIES.empty_table()
    every = pa.chunked_array([*copies["article_id"].chunks, *copies["of_article_id"].chunks], pa.string())
    known = pc.unique(every).filter(pc.is_in(pc.unique(every), value_set=articles["id"].combine_chunks()))
    ids = known.take(pc.sort_indices(known))
    facts, pairs = articles_of(articles, ids, attributions), pairs_of(copies, ids)
    tally = Tally(pairs, facts, weights())
    gather(tally, links)
    if engine is not None:
        _compare_wordings(tally, copies, engine)
    one_from_two, two_from_one = _confidences(tally)
    sure = np.maximum(one_from_two, two_from_one)
    decided = sure >= tally.weights.decided
    side = np.where(decided, np.where(one_from_two > two_from_one, 1, -1), 0)
    return _written(copies, pairs, tally, side, np.round(sure, 4).astype(np.float64))


def _confidences(tally: Tally) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how sure it is that ``one`` took it from ``two``, and the reverse."""
    copied, direct = 1 / (1 + np.exp(-tally.copied)), 1 / (1 + np.exp(tally.shared))
    return copied * direct, (1 - copied) * direct


# The wordings.

_WORDINGS = pa.schema(
    [("pair", pa.int64()), ("one", pa.string()), ("two", pa.string()), ("of_one", pa.string()), ("of_two", pa.string())]
)
_EDITS = pa.schema(
    [("pair", pa.int64()), ("sign", pa.int64()), ("signal", pa.string()), ("start", pa.int64()), ("end", pa.int64())]
)


def compare_wordings(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the edits that tell two wordings apart: with sign 1 those only ``one`` shows, with -1 those of ``two``."""
    rows: list[tuple[Any, ...]] = []
    for row in batch.to_pylist():
        ours = {edit.signal: edit for edit in edits_of(row["one"], row["two"], row["of_two"])}
        theirs = {edit.signal: edit for edit in edits_of(row["two"], row["one"], row["of_one"])}
        for sign, mine, others in ((1, ours, theirs), (-1, theirs, ours)):
            rows += [(row["pair"], sign, e.signal, e.start, e.end) for e in mine.values() if e.signal not in others]
    columns: Iterable[Any] = zip(*rows, strict=True) if rows else ([] for _ in _EDITS)
    return pa.record_batch([pa.array(list(c), f.type) for c, f in zip(columns, _EDITS, strict=True)], schema=_EDITS)


def _compare_wordings(tally: Tally, copies: pa.Table, engine: Engine) -> None:
    """Compare the wordings of pairs that are still open, the longest passage of each."""
    pairs, facts = tally.pairs, tally.articles
    open_pairs = np.maximum(*_confidences(tally)) < tally.weights.decided
    similarity = copies["similarity"].to_numpy()
    rows = np.flatnonzero((pairs.of_row >= 0) & (similarity < 1))
    rows = rows[open_pairs[pairs.of_row[rows]]]
    starts, of_starts = (copies[name].to_numpy() for name in ("start", "of_start"))
    ends, of_ends = (copies[name].to_numpy() for name in ("end", "of_end"))
    own = np.where(pairs.turned, of_starts, starts), np.where(pairs.turned, of_ends, ends)
    other = np.where(pairs.turned, starts, of_starts), np.where(pairs.turned, ends, of_ends)
    order = rows[np.lexsort((other[0][rows], own[0][rows], (own[0] - own[1])[rows]))]
    _, firsts = np.unique(pairs.of_row[order], return_index=True)
    chosen = order[np.sort(firsts)][:MOST_COMPARED]

    def passage(number: int, start: int, end: int) -> str:
        base = int(facts.starts[number])
        return facts.text(number)[start - base : min(end, start + COMPARED) - base]

    def batches() -> Iterator[pa.RecordBatch]:
        for low in range(0, len(chosen), AT_A_TIME):
            part, made = chosen[low : low + AT_A_TIME].tolist(), []
            for row in part:
                pair = int(pairs.of_row[row])
                one, two = int(pairs.one[pair]), int(pairs.two[pair])
                texts = passage(one, own[0][row], own[1][row]), passage(two, other[0][row], other[1][row])
                made.append((pair, *texts, facts.outlets[one], facts.outlets[two]))
            columns = zip(*made, strict=True)
            yield pa.record_batch(
                [pa.array(c, f.type) for c, f in zip(columns, _WORDINGS, strict=True)], schema=_WORDINGS
            )

    row_of = {int(pairs.of_row[row]): row for row in chosen.tolist()}
    for found in engine.map_batches(compare_wordings, batches(), on_lost=_uncompared):
        for pair, sign, signal, start, end in zip(*(column.to_pylist() for column in found.columns), strict=True):
            number = int(pairs.one[pair] if sign > 0 else pairs.two[pair])
            begin = int((own if sign > 0 else other)[0][row_of[pair]])
            base = begin - int(facts.starts[number])
            tally.see(signal, pair, sign)
            text = facts.text(number)[base + start : base + end]
            tally.prove(signal, pair, sign, (number, begin + start, begin + end, text))


def _uncompared(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for wordings that could not be compared: no edits are known."""
    log.warning("the wordings of %d pair(s) of articles were not compared: %s", batch.num_rows, error)
    return pa.RecordBatch.from_pylist([], schema=_EDITS)


# The table.


def _written(copies: pa.Table, pairs: Pairs, tally: Tally, side: I64, sure: NDArray[np.float64]) -> pa.Table:
    """Return the rows with what was found, the copier first; ``side`` is 1 where it is ``one``, 0 where unknown."""
    of_pair = np.where(pairs.of_row >= 0, pairs.of_row, 0)
    row_side = np.where(pairs.of_row >= 0, side[of_pair] if len(side) else 0, 0)
    # The copier first; where it is unknown, the larger id, which is ``two``.
    first_is_one = row_side > 0
    turn = first_is_one == pairs.turned
    columns = {name: copies[name].combine_chunks() for name in PASSAGES.names}
    for own, of in (("article_id", "of_article_id"), ("start", "of_start"), ("end", "of_end")):
        given, other, mask = columns[own], columns[of], pa.array(turn)
        columns[own], columns[of] = pc.if_else(mask, other, given), pc.if_else(mask, given, other)
    words, similarity = _lengths(columns, copies, turn, tally)
    decided = row_side != 0
    confidence = np.where(decided, sure[of_pair] if len(sure) else 0.0, np.nan)
    lists = tally.proofs.lists(len(pairs) + 1)  # the last list is empty: for stock
    evidence = lists.take(pa.array(np.where(pairs.of_row >= 0, pairs.of_row, len(pairs))))
    # A proof's weight is as seen from ``one``; in the row it is as seen from the article that stands first.
    evidence = _seen_from(evidence, ~first_is_one)
    sides = [
        columns[name].to_pylist() for name in ("article_id", "start", "end", "of_article_id", "of_start", "of_end")
    ]
    ids = [content_id("copy", *row) for row in zip(*sides, strict=True)]
    table = pa.table(
        {
            **columns,
            "id": pa.array(ids, pa.string()),
            "words": pa.array(words),
            "similarity": pa.array(similarity),
            "direction": pc.if_else(pa.array(decided), "from", "unknown"),
            "confidence": pc.if_else(pa.array(decided), pa.array(confidence), pa.scalar(None, pa.float64())),
            "evidence": evidence,
        }
    )
    return table.select(COPIES.names).cast(COPIES).sort_by("id")


def _lengths(
    columns: dict[str, pa.Array], copies: pa.Table, turn: NDArray[np.bool_], tally: Tally
) -> tuple[I64, NDArray[np.float64]]:
    """Return words and similarity of the rows, counted in the article that stands first now."""
    words = copies["words"].to_numpy().astype(np.int64)
    similarity = copies["similarity"].to_numpy().copy()
    aligned = words * similarity
    rows, facts = np.flatnonzero(turn), tally.articles
    numbers = pc.fill_null(pc.index_in(columns["article_id"].take(pa.array(rows)), value_set=facts.ids), -1).to_pylist()
    starts, ends = (columns[name].take(pa.array(rows)).to_pylist() for name in ("start", "end"))
    words = words.copy()
    for row, number, start, end in zip(rows.tolist(), numbers, starts, ends, strict=True):
        if number >= 0:
            base = int(facts.starts[number])
            words[row] = max(len(split(facts.text(number)[start - base : end - base]).hashes), 1)
    similarity[rows] = np.round(np.minimum(aligned[rows] / np.maximum(words[rows], 1), 1.0), 4)
    return words, similarity


def _seen_from(evidence: pa.ListArray, two_first: NDArray[np.bool_]) -> pa.ListArray:
    """Return the proofs with their weights as seen from the article that stands first in its row."""
    proofs, sizes = evidence.flatten(), np.diff(evidence.offsets.to_numpy())
    weight = proofs.field("weight").to_numpy(zero_copy_only=False).copy()
    tells = pc.not_equal(proofs.field("what"), "shared").to_numpy(zero_copy_only=False)
    weight[np.repeat(two_first, sizes) & tells] *= -1
    columns = [pa.array(weight) if f.name == "weight" else proofs.field(f.name) for f in proofs.type]
    offsets = np.concatenate(([0], np.cumsum(sizes))).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.StructArray.from_arrays(columns, fields=list(proofs.type)))


# What the search for copies itself goes by when it puts two articles in order.


def day_of(published: str | None) -> int:
    """Return the day number of an ISO 8601 date or time, or -1 when it is not known to the day."""
    found = _DAY.match(published or "")
    if not found:
        return -1
    try:
        return date.fromisoformat(found.group()).toordinal()
    except ValueError:
        return -1
