"""Where a place on one page was taken from: copies laid out by article, to look places up in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.arrays import I64
from sayso.compare.article_facts import Articles
from sayso.compare.pairs import Pairs, pairs_of
from sayso.understand.outlet_names import kind_of

#: A place lies in a passage when so much of it does.
COVERED = 0.5
#: Copies of one article that are looked at for a place: those of most words.
MOST = 64
#: Rounds of working out how far articles stand from the first: longer chains of copying are cut there.
ROUNDS = 32
#: Two articles share much when so much of the shorter stands in both.
MUCH = 0.25
#: A passage is loose when it is short and so few of its words are the same.
SHORT, FEW = 30, 0.65


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage ``start`` to ``end`` of an article, and the same in the article it is from."""

    start: int
    end: int
    of_article: int
    of_start: int
    of_end: int
    loose: bool

    def place_of(self, start: int, end: int) -> int:
        """Return about where in the other article the middle of a place of this one stands."""
        share = ((start + end) / 2 - self.start) / max(self.end - self.start, 1)
        return round(self.of_start + min(max(share, 0.0), 1.0) * (self.of_end - self.of_start))


class Passages:
    """What each article shares with others, each pair of articles looked at from the later one.

    Later is who copied, where that is known. Else it matters little for counting which way is gone, since both have one
    origin; the one that is no agency's is then taken for the later, or else that of the
    later date, or larger id. So no
    circles come from what is not known.
    """

    def __init__(self, copies: pa.Table, facts: Articles) -> None:
        """Lay out ``copies`` for the articles ``facts``."""
        pairs = pairs_of(copies, facts.ids)
        self._rank = rank = _ranks(copies, pairs, facts)
        own, other = (
            np.asarray(pc.fill_null(pc.index_in(copies[name], value_set=facts.ids), -1).to_numpy(), np.int64)
            for name in ("article_id", "of_article_id")
        )
        decided = pc.equal(copies["direction"], "from").to_numpy(zero_copy_only=False)
        kept = pairs.of_row >= 0
        turn = kept & ~decided & (rank[own] < rank[other])
        spans = [copies[name].to_numpy().astype(np.int64) for name in ("start", "end", "of_start", "of_end")]
        spans = [np.where(turn, spans[2], spans[0]), np.where(turn, spans[3], spans[1]),
                 np.where(turn, spans[0], spans[2]), np.where(turn, spans[1], spans[3])]  # fmt: skip
        own, other = np.where(turn, other, own), np.where(turn, own, other)
        words, similarity = copies["words"].to_numpy(), copies["similarity"].to_numpy()
        loose = (words < SHORT) & (similarity < FEW)
        order = np.flatnonzero(kept)
        order = order[np.lexsort((other[order], spans[0][order], -words[order], own[order]))]
        self._columns = [other[order], *(span[order] for span in spans), loose[order]]
        self._begins = np.searchsorted(own[order], np.arange(len(facts.ids) + 1))
        # The articles that each shares anything with, and whether it is much.
        lengths = np.maximum(facts.lengths, 1)
        share = np.maximum(pairs.one_chars / lengths[pairs.one], pairs.two_chars / lengths[pairs.two])
        ends, others = np.concatenate((pairs.one, pairs.two)), np.concatenate((pairs.two, pairs.one))
        by_end = np.lexsort((others, ends))
        self._sharing = others[by_end], np.tile(share >= MUCH, 2)[by_end]
        self._ends = np.searchsorted(ends[by_end], np.arange(len(facts.ids) + 1))

    def of(self, article: int) -> list[Passage]:
        """Return the passages of an article that stand in earlier ones, those of most words first."""
        part = slice(self._begins[article], min(self._begins[article + 1], self._begins[article] + MOST))
        columns = [column[part].tolist() for column in self._columns]
        return [Passage(s, e, o, of_s, of_e, loose) for o, s, e, of_s, of_e, loose in zip(*columns, strict=True)]

    def covering(self, article: int, start: int, end: int) -> list[Passage]:
        """Return those of an article's passages that hold a place."""
        least = COVERED * max(end - start, 1)
        return [p for p in self.of(article) if min(end, p.end) - max(start, p.start) >= least]

    def rank(self, article: int) -> int:
        """Return a number for an article, larger for what is later."""
        return int(self._rank[article])

    def sharing(self, article: int) -> list[tuple[int, bool]]:
        """Return the articles, earlier or later, that an article shares a passage with, and whether it shares much."""
        part = slice(self._ends[article], self._ends[article + 1])
        others, much = (column[part].tolist() for column in self._sharing)
        return list(zip(others, much, strict=True))


def _ranks(copies: pa.Table, pairs: Pairs, facts: Articles) -> I64:
    """Return a number for each article, larger for what is later (see ``Passages``)."""
    decided = copies.filter(pc.and_(pc.equal(copies["direction"], "from"), pc.invert(copies["stock"])))
    later, earlier = (
        np.asarray(pc.fill_null(pc.index_in(decided[name], value_set=facts.ids), -1).to_numpy(), np.int64)
        for name in ("article_id", "of_article_id")
    )
    depth = np.zeros(len(facts.ids), np.int64)
    for _ in range(ROUNDS):
        before = depth.copy()
        np.maximum.at(depth, later, depth[earlier] + 1)
        if np.array_equal(before, depth):
            break
    days = np.where(facts.days < 0, np.iinfo(np.int64).max, facts.days)
    rank = np.empty(len(depth), np.int64)
    printed = np.array([kind_of(name or "") != "agency" for name in facts.outlets], np.bool_)
    rank[np.lexsort((np.arange(len(depth)), days, printed, depth))] = np.arange(len(depth))
    return rank


def nearest(places: list[tuple[int, int]], middle: int, within: int | None = None) -> int | None:
    """Return the number in ``places`` (middle, number; sorted) of the one whose middle is nearest, if near enough."""
    at = bisect_left(places, (middle, -1))
    best = min(places[max(at - 1, 0) : at + 1], key=lambda place: (abs(place[0] - middle), place), default=None)
    return None if best is None or (within is not None and abs(best[0] - middle) > within) else best[1]
