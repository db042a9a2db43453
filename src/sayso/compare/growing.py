"""Copies of a pile that grew: only what new, changed or dropped articles can have changed is compared again.

The result is that of comparing everything at once. What can change, and how it is found:

1. *Pairs with a new or dropped article.* All their hits are at n-grams of such articles.
2. *Pairs of old articles.* In crowded n-grams each article is linked with the earliest and those just before it, so a
   new article can push others out; an n-gram can become crowded, or too common. So the hits of all n-grams of new
   and dropped articles are made as they were and as they are; pairs whose hits differ are compared from all their hits.
3. *Equal articles.* The first of them stands for all. Where another became the first, both count as changed.
4. *Stock.* It depends on other articles only by what ``stock.comebacks`` tells of postings; where that differs, the
   passages around are judged again, and with them which of an article's stock passages are told.

Work grows with what is new, except for three quick looks at what is kept (see ``memory.find_grams``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.chains import Chains, chained, hits_of, pair_of, partners_of
from sayso.compare.copies import equal_passages, joined, rows_of, scored, settled
from sayso.compare.direction import day_of
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus, Index, joined_index, shared
from sayso.compare.memory import STOCK, TOLD, Memory, decoded, encoded, find_grams, grams_of, kept_articles, keys_of
from sayso.compare.pile import corpus_of, facts_of, in_order
from sayso.compare.settings import CopySettings
from sayso.compare.stock import Passages, comebacks, few_of_stock, mark_stock
from sayso.compare.words import I64, U32, U64
from sayso.schemas import COPIES

Flags = NDArray[np.bool_]
#: Returns the articles of some ids, as ``find_copies`` takes them, and their blocks.
Fetch = Callable[[list[str]], tuple[pa.Table, pa.Table]]
#: More hits than this to make for the n-grams of new articles, and comparing everything is about as quick.
MOST_HITS = 20_000_000
#: Pairs of old articles whose n-grams are laid side by side at a time.
PAIRS_AT_A_TIME = 10_000


class Outdated(Exception):
    """What is kept does not fit what is there, or so much is new that all has to be compared again."""


@dataclass(frozen=True, slots=True)
class Growth:
    """What changed: rows of copies to write, pairs of articles whose other rows go, and what is to be kept from now on.

    ``articles`` are kept for the next free slots; ``passages`` by slot, empty where nothing is to be kept.
    """

    copies: pa.Table
    pairs: list[tuple[str, str]]
    articles: list[pa.RecordBatch]
    passages: dict[int, bytes]
    dropped: I64


def grow_copies(
    memory: Memory,
    articles: pa.Table,
    blocks: pa.Table,
    gone: I64,
    *,
    fetch: Fetch,
    engine: Engine,
    settings: CopySettings,
) -> Growth:
    """Return what changes when ``articles`` come, and those in the slots ``gone`` go (those that changed do both).

    Raises Outdated when everything has to be compared again.
    """
    articles, order = in_order(articles)
    fresh = list(kept_articles(articles, order, corpus_of(articles, order, blocks, engine), settings))
    pile = Pile(memory, fresh, gone, settings)
    fresh_passages, pairs = _compared(pile, fetch, engine)
    before, now = _judged(pile, fresh_passages, pairs)
    rows, changed = _rows(pile, before, now, fetch, engine)
    slots = pile.slots[np.unique(np.concatenate((before[0].a, now[0].a)))]
    kept = dict.fromkeys([*slots.tolist(), *gone.tolist()], b"")
    kept.update(encoded(now[0], now[1], pile.slots, pile.offsets))
    return Growth(rows, changed, fresh, kept, gone)


class Pile:
    """All articles there were and are, numbered by publication and id; places run over all of them.

    An article that changed is in it twice. ``before`` and ``after`` tell which articles there were and are,
    ``was`` and ``used`` which of them stand for all that equal them, ``firsts`` by which article each is stood for.
    """

    def __init__(self, memory: Memory, fresh: list[pa.RecordBatch], gone: I64, settings: CopySettings) -> None:
        self.settings, self.memory = settings, memory
        #: The n-grams looked up so far, sorted, with all their postings; and the indexes of those that changed.
        self.known, self.keys = np.zeros(0, np.uint32), np.zeros(0, np.uint64)
        self.indexes: tuple[Index, ...] = ()
        self.articles = pa.concat_tables([memory.articles, pa.Table.from_batches(fresh, memory.articles.schema)])
        known = memory.articles.num_rows
        usable = np.ones(self.articles.num_rows, np.bool_)
        usable[:known] = ~memory.dropped
        slots = np.flatnonzero(usable)
        heads = self.articles.select(["id", "published", "outlet", "words", "digest"]).take(pa.array(slots))
        order = pc.sort_indices(heads, sort_keys=[("published", "ascending"), ("id", "ascending")]).to_numpy()
        self.slots: I64 = slots[order]
        self.heads = heads.take(pa.array(order)).combine_chunks()
        self.number = np.full(self.articles.num_rows, -1, np.int64)
        self.number[self.slots] = np.arange(len(slots))
        self.offsets = np.concatenate(([0], np.cumsum(self.heads["words"].to_numpy()))).astype(np.int64)
        if self.offsets[-1] >= 2**32:
            raise Outdated
        away = np.zeros(self.articles.num_rows, np.bool_)
        away[gone] = True
        self.before, self.after = self.slots < known, ~away[self.slots]
        self.firsts_before, self.firsts = self._first(self.before), self._first(self.after)
        every = np.arange(len(slots))
        self.was, self.used = self.before & (self.firsts_before == every), self.after & (self.firsts == every)
        self.changed = self.was != self.used
        self.outlets = _numbers(self.heads["outlet"])
        published = self.heads["published"].combine_chunks().dictionary_encode()
        days = np.array([*(day_of(value) for value in published.dictionary.to_pylist()), -1], np.int64)
        self.days = days[pc.fill_null(published.indices, -1).to_numpy(zero_copy_only=False)]

    def _first(self, there: Flags) -> I64:
        """Return the first article of the same words, among those that are there."""
        codes = self.heads["digest"].combine_chunks().dictionary_encode().indices
        same = pc.fill_null(codes, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        found = np.arange(len(same))
        mine = np.flatnonzero(there & (same >= 0))
        _, first, back = np.unique(same[mine], return_index=True, return_inverse=True)
        found[mine] = mine[first][back]
        return found

    def article_of(self, places: I64) -> I64:
        """Return the number of the article that each place is in."""
        found: I64 = np.searchsorted(self.offsets, places, side="right").astype(np.int64) - 1
        return found

    def outline(self) -> Corpus:
        """Return where runs begin and end."""
        lists = self.articles["runs"].take(pa.array(self.slots)).combine_chunks()
        starts = np.repeat(self.offsets[:-1], np.diff(lists.offsets.to_numpy()))
        return Corpus.outline(starts + lists.flatten().to_numpy(), self.offsets)

    def postings(self, wanted: U32) -> U64:
        """Return all postings of some n-grams, as keys."""
        found = [np.zeros(0, np.uint64)]
        for grams, slots, words in find_grams(self.articles, wanted):
            numbers = self.number[slots]
            here = numbers >= 0
            found.append(keys_of(grams[here], self.offsets[numbers[here]] + words[here]))
        return np.concatenate(found)

    def grams(self, numbers: I64) -> U32:
        """Return the n-grams of some articles, each once, sorted."""
        return np.unique(grams_of(self.articles, self.slots[numbers])[1])

    def index(self, keys: U64, there: Flags) -> Index:
        """Return the index over postings of the articles that are there."""
        mine = there[self.article_of((keys & np.uint64(0xFFFFFFFF)).astype(np.int64))]
        return joined_index([shared(np.sort(keys[mine]), self.offsets)], self.offsets)


def _numbers(values: pa.ChunkedArray) -> I64:
    """Return a number for each name, -1 for none."""
    names = pc.unique(values).drop_null()
    numbers = pc.index_in(values, value_set=names.filter(pc.not_equal(names, "")))
    found: I64 = pc.fill_null(numbers, -1).to_numpy().astype(np.int64)
    return found


# Pairs.


def _compared(pile: Pile, fetch: Fetch, engine: Engine) -> tuple[Passages, I64]:
    """Return the pairs whose hits are not what they were, and the passages that they have now."""
    settings = pile.settings
    grams = pile.grams(np.flatnonzero(pile.changed))
    _also(pile, grams)
    was, now = pile.index(pile.keys, pile.was), pile.index(pile.keys, pile.used)
    pile.indexes = was, now
    differ = np.setxor1d(_hit_keys(was, settings), _hit_keys(now, settings), assume_unique=True)
    a, b = ((differ >> np.uint64(32)).astype(np.int64), (differ & np.uint64(0xFFFFFFFF)).astype(np.int64))
    pairs = np.unique(pair_of(pile.article_of(a), pile.article_of(b)))
    of_old = ~(pile.changed[pairs >> 31] | pile.changed[pairs & (2**31 - 1)])
    wanted, more = _shared_grams(pile, pairs[of_old])
    _also(pile, more)
    full = pile.index(pile.keys, pile.used)
    a, b, pair = _hits(full, settings)
    # A pair of old articles with less than two n-grams in common has no passage, whatever happened to its hits.
    mine = np.isin(pair, np.concatenate((pairs[~of_old], wanted)))
    chains = chained(pile.outline(), a[mine], b[mine], pair[mine], settings)
    return _aligned(pile, chains, fetch, engine), pairs


def _hits(index: Index, settings: CopySettings) -> tuple[I64, I64, I64]:
    rank, partners = partners_of(index, settings)
    if int(partners.sum(dtype=np.int64)) > MOST_HITS:
        raise Outdated
    return hits_of(index, np.flatnonzero(partners), rank, partners, settings, every=True)


def _hit_keys(index: Index, settings: CopySettings) -> U64:
    a, b, _ = _hits(index, settings)
    keys: U64 = a.astype(np.uint64) << np.uint64(32) | b.astype(np.uint64)
    return keys


def _shared_grams(pile: Pile, pairs: I64) -> tuple[I64, U32]:
    """Return the pairs with enough n-grams in common to have a passage, and all these n-grams."""
    enough, more = [np.zeros(0, np.int64)], [np.zeros(0, np.uint32)]
    for low in range(0, len(pairs), PAIRS_AT_A_TIME):
        part = pairs[low : low + PAIRS_AT_A_TIME]
        sides = []
        for numbers in (part >> 31, part & (2**31 - 1)):
            owner, grams = grams_of(pile.articles, pile.slots[numbers])
            sides.append(np.unique(owner.astype(np.uint64) << np.uint64(32) | grams))
        both = np.intersect1d(sides[0], sides[1], assume_unique=True)
        owner = (both >> np.uint64(32)).astype(np.int64)
        several = np.bincount(owner, minlength=len(part)) >= pile.settings.min_hits
        enough.append(part[several])
        more.append((both[several[owner]] & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    return np.concatenate(enough), np.unique(np.concatenate(more))


def _also(pile: Pile, grams: U32) -> None:
    """Look up the postings of more n-grams."""
    more = np.setdiff1d(grams, pile.known, assume_unique=True)
    if len(more):
        pile.keys = np.concatenate((pile.keys, pile.postings(more)))
        pile.known = np.union1d(pile.known, more)


class _Part:
    """The words of some articles, made from their texts, in a corpus of their own."""

    def __init__(self, pile: Pile, numbers: I64, fetch: Fetch, engine: Engine) -> None:
        self.numbers, self._pile = np.unique(numbers), pile
        articles, blocks = fetch(pile.heads["id"].take(pa.array(self.numbers)).to_pylist())
        self.articles, order = in_order(articles)
        self.corpus = corpus_of(self.articles, order, blocks, engine)
        self.facts = facts_of(self.articles, order)
        expected = np.diff(pile.offsets)[self.numbers]
        if not np.array_equal(np.diff(self.corpus.offsets), expected):
            raise Outdated
        self._shift = self.corpus.offsets[:-1] - pile.offsets[self.numbers]

    def local(self, numbers: I64) -> I64:
        """Return the numbers in this corpus of some articles of the pile."""
        return np.searchsorted(self.numbers, numbers)

    def shift(self, numbers: I64) -> I64:
        """Return how far the places of some articles lie from those in the pile."""
        return self._shift[self.local(numbers)]

    def moved(self, passages: Passages, *, back: bool = False) -> Passages:
        """Return passages of the pile as those of this corpus, or back."""
        a, b = (self.numbers[passages.a], self.numbers[passages.b]) if back else (passages.a, passages.b)
        by_a, by_b = (-self.shift(a), -self.shift(b)) if back else (self.shift(a), self.shift(b))
        return Passages(
            passages.a_start + by_a,
            passages.a_end + by_a,
            passages.b_start + by_b,
            passages.b_end + by_b,
            passages.aligned,
            a if back else self.local(a),
            b if back else self.local(b),
        )


def _aligned(pile: Pile, chains: Chains, fetch: Fetch, engine: Engine) -> Passages:
    """Return the passages of some chains."""
    if not len(chains):
        return Passages(*(np.zeros(0, np.int64) for _ in Passages.__slots__))
    a, b = pile.article_of(chains.a_first), pile.article_of(chains.b_first)
    part = _Part(pile, np.concatenate((a, b)), fetch, engine)
    by_a, by_b = part.shift(a), part.shift(b)
    local = Chains(
        chains.a_first + by_a,
        chains.a_last + by_a,
        chains.b_first + by_b,
        chains.b_last + by_b,
        chains.low + by_a - by_b,
        chains.high + by_a - by_b,
    )
    return part.moved(settled(scored(part.corpus, [local], engine, pile.settings), pile.settings), back=True)


# Stock, and which passages are told.

Judged = tuple[Passages, I64]


def _judged(pile: Pile, fresh: Passages, pairs: I64) -> tuple[Judged, Judged]:
    """Return all passages, with their flags, of the later articles that anything changed for: as they were and are."""
    settings = pile.settings
    differ = _comebacks_that_differ(pile)
    later = np.unique(np.concatenate((pairs >> 31, pile.article_of(differ))))
    later = later[pile.after[later]]
    slots, rows = decoded(pile.memory.passages(pile.slots[later].tolist()))
    a, b = pile.number[slots], pile.number[rows[:, 0]]
    if len(b) and b.min() < 0:
        raise Outdated
    old = Passages(
        rows[:, 1] + pile.offsets[a],
        rows[:, 2] + pile.offsets[a],
        rows[:, 3] + pile.offsets[b],
        rows[:, 4] + pile.offsets[b],
        rows[:, 5],
        a,
        b,
    )
    still = ~np.isin(pair_of(a, b), pairs)
    every = joined(old.take(still), fresh)
    flags = np.concatenate((rows[still, 6] & STOCK, np.full(len(fresh), -1)))
    order = np.lexsort((every.b_start, every.a_start))
    every, flags = every.take(order), flags[order]
    first = np.searchsorted(differ, every.a_start)
    again = (flags < 0) | (np.searchsorted(differ, every.a_end - settings.gram, side="right") > first)
    flags[again] = _stock(pile, every.take(again)) * STOCK
    told = few_of_stock(every, flags == STOCK, settings.stock_links)
    return (old, rows[:, 6]), (every, flags | told * TOLD)


def _comebacks_that_differ(pile: Pile) -> I64:
    """Return the places, sorted, of postings of which ``comebacks`` tells something else than before."""
    keys: list[I64] = []
    for index in pile.indexes:
        postings = np.arange(len(index.places))
        told = comebacks(index, postings, outlets=pile.outlets, days=pile.days, settings=pile.settings)
        keys.append(index.places.astype(np.int64) << 8 | told)
    places = np.unique(np.setxor1d(keys[0], keys[1], assume_unique=True) >> 8)
    found: I64 = places[~pile.changed[pile.article_of(places)]]
    return found


def _stock(pile: Pile, passages: Passages) -> Flags:
    """Return which passages are stock, now."""
    if not len(passages):
        return np.zeros(0, np.bool_)
    _also(pile, pile.grams(np.unique(passages.a)))
    index = pile.index(pile.keys, pile.used)
    return mark_stock(passages, index, pile.settings, offsets=pile.offsets, outlets=pile.outlets, days=pile.days)


# The table.


def _rows(
    pile: Pile, before: Judged, now: Judged, fetch: Fetch, engine: Engine
) -> tuple[pa.Table, list[tuple[str, str]]]:
    """Return the rows of all pairs that are told otherwise than before, and these pairs by their articles' ids."""
    (was, was_flags), (passages, flags) = before, now
    old, new = was.take((was_flags & TOLD) > 0), passages.take((flags & TOLD) > 0)
    stock = (flags[(flags & TOLD) > 0] & STOCK) > 0
    changed = _pairs_that_differ(old, (was_flags[(was_flags & TOLD) > 0] & STOCK) > 0, new, stock)
    mine = np.isin(pair_of(new.a, new.b), changed)
    new, stock = new.take(mine), stock[mine]
    equal = _equal_now(pile)
    dropped = np.concatenate((changed, pair_of(equal, pile.firsts_before[equal]), pair_of(equal, pile.firsts[equal])))
    ids = pile.heads["id"].combine_chunks()
    sides = np.unique(dropped)
    pairs = list(
        zip(*(ids.take(pa.array(side)).to_pylist() for side in (sides >> 31, sides & (2**31 - 1))), strict=True)
    )
    numbers = np.concatenate((new.a, new.b, equal, pile.firsts[equal]))
    if not len(numbers):
        return COPIES.empty_table(), pairs
    part = _Part(pile, numbers, fetch, engine)
    first = np.arange(part.corpus.articles)
    first[part.local(equal)] = part.local(pile.firsts[equal])
    whole = equal_passages(part.corpus, first, pile.settings)
    both = joined(part.moved(new), whole)
    return rows_of(both, np.concatenate((stock, np.zeros(len(whole), np.bool_))), part.corpus, part.facts), pairs


def _pairs_that_differ(old: Passages, old_stock: Flags, new: Passages, stock: Flags) -> I64:
    """Return the pairs whose passages, or whether these are stock, are not what they were."""
    names = [name for name in Passages.__slots__ if name not in ("a", "b")]
    tables = [
        np.stack([pair_of(passages.a, passages.b), *(getattr(passages, name) for name in names), flags], axis=1)
        for passages, flags in ((old, old_stock), (new, stock))
    ]
    rows, counts = np.unique(np.concatenate(tables), axis=0, return_counts=True)
    return np.unique(rows[counts == 1, 0])


def _equal_now(pile: Pile) -> I64:
    """Return the articles that equal an earlier one, where they did not before, or another one."""
    every = np.arange(len(pile.firsts))
    equal = pile.after & (pile.firsts != every)
    return np.flatnonzero(equal & (~pile.before | (pile.firsts != pile.firsts_before)))
