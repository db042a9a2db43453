"""Copies of a pile that grew: only what new, changed or dropped articles can have changed is compared again.

The result is that of comparing everything at once. What can change, and how it is found:

1. *Pairs with a new or dropped article.* All their hits are at n-grams and seeds of such articles.
2. *Pairs of old articles.* In crowded n-grams each article is linked with the earliest and those just before it, so a
   new article can push others out; an n-gram can become crowded, or too common; and so it is with seeds. So the hits of
   all n-grams and seeds of new and dropped articles are made as they were and as they are; pairs whose hits differ are
   compared anew, from all their hits.
3. *Equal articles.* The first of them stands for all. Where another became the first, both count as changed.
4. *Stock.* It depends on other articles only by what ``stock.comebacks`` tells of postings. Where that differs within a
   passage, its pair is compared anew. Which of an article's stock passages are told is decided anew where one changed.

All else happens between the two articles of a pair (``between.py``). Work grows with what is new, except for the looks
through the words that are kept for the n-grams and seeds in question.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import I64, U32, U64, Flags, distinct
from sayso.compare.between import Ways, added, scored, shared_passages
from sayso.compare.chains import Chains, chained, hits_of, pair_of, partners_of
from sayso.compare.copies import equal_passages, rows_of
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Index
from sayso.compare.memory import INTERIM, STOCK, TOLD, Memory, decoded, encoded, kept_articles, with_interim
from sayso.compare.pile import corpus_of, facts_of, in_order
from sayso.compare.settings import CopySettings
from sayso.compare.spun import Around, Hits, together
from sayso.compare.stock import Passages, comebacks, few_of_stock, mark_stock
from sayso.compare.then_and_now import Outdated, Pile
from sayso.schemas import PASSAGES

#: Returns the articles of some ids, as ``find_copies`` takes them, and their blocks.
Fetch = Callable[[list[str]], tuple[pa.Table, pa.Table]]
#: More hits than this to make for the n-grams of new articles, and comparing everything is about as quick.
MOST_HITS = 20_000_000
#: The part of a pair's number that is the earlier article.
MASK = (1 << 31) - 1
#: Pairs of old articles whose n-grams are laid side by side at a time.
PAIRS_AT_A_TIME = 10_000


@dataclass(frozen=True, slots=True)
class Growth:
    """What changed: passages to write, pairs of articles whose other rows go, and what is to be kept from now on.

    ``articles`` are kept for the next free slots; ``passages`` by slot, empty where nothing is to be kept.
    """

    rows: pa.Table
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
    fresh = list(kept_articles(articles, order, corpus_of(articles, order, blocks, engine)))
    pile = Pile(memory, fresh, gone, settings)
    pairs = _dirty(pile)
    passages, stock, interim = _compared(pile, pairs, fetch, engine)
    before, now, known_interim = _judged(pile, pairs, passages, stock)
    rows, changed = _rows(pile, before, now, fetch, engine)
    kept = dict.fromkeys([*pile.slots[np.unique(pairs >> 31)].tolist(), *gone.tolist()], b"")
    kept.update(encoded(*with_interim(*now, added(known_interim, interim)), pile.slots, pile.offsets))
    return Growth(rows, changed, fresh, kept, gone)


# Pairs.


def _dirty(pile: Pile) -> I64:
    """Return the pairs that may share something else than before, sorted, and look up what they share now."""
    changed = np.flatnonzero(pile.changed)
    for kind in (pile.grams, pile.seeds):
        pile.look_up(kind, pile.hashes(kind, changed)[1])
    was, now = pile.index(pile.was), pile.index(pile.used)
    found = [_differing(pile, _hits(was, pile.settings)[:2], _hits(now, pile.settings)[:2])]
    proven = Around(pile.corpus)
    spun = (proven.hits(*pile.groups(pile.seeds, there), pile.settings) for there in (pile.was, pile.used))
    found.append(_differing(pile, *spun))
    found.append(_judged_otherwise(pile, was, now))
    return np.unique(np.concatenate(found))


def _differing(pile: Pile, *hits: tuple[I64, I64]) -> I64:
    """Return the pairs of hits that there were or are, but not both."""
    was, now = (a.astype(np.uint64) << np.uint64(32) | b.astype(np.uint64) for a, b in hits)
    differ = np.setxor1d(was, now, assume_unique=True)
    a, b = (differ >> np.uint64(32)).astype(np.int64), (differ & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return pair_of(pile.article_of(a), pile.article_of(b))


def _hits(index: Index, settings: CopySettings) -> tuple[I64, I64, I64]:
    rank, partners = partners_of(index, settings)
    if int(partners.sum(dtype=np.int64)) > MOST_HITS:
        raise Outdated
    return hits_of(index, np.flatnonzero(partners), rank, partners, settings, every=True)


def _judged_otherwise(pile: Pile, was: Index, now: Index) -> I64:
    """Return the pairs with a passage within which ``comebacks`` tells something else than before."""
    keys: list[I64] = []
    for index in (was, now):
        postings = np.arange(len(index.places))
        told = comebacks(index, postings, outlets=pile.outlets, days=pile.days, settings=pile.settings)
        keys.append(index.places.astype(np.int64) << 8 | told)
    places = np.unique(np.setxor1d(keys[0], keys[1], assume_unique=True) >> 8)
    articles = np.unique(pile.article_of(places))
    passages, _ = _known(pile, articles[pile.after[articles] & pile.before[articles]])
    first = np.searchsorted(places, passages.a_start)
    touched = np.searchsorted(places, passages.a_end - pile.settings.gram, side="right") > first
    return pair_of(passages.a, passages.b)[touched]


def _known(pile: Pile, articles: I64) -> tuple[Passages, I64]:
    """Return what is kept of the passages of some later articles, and their flags."""
    slots, rows = decoded(pile.memory.passages(pile.slots[articles].tolist()))
    a, b = pile.number[slots], pile.number[rows[:, 0]]
    if len(b) and b.min() < 0:
        raise Outdated
    passages = Passages(
        rows[:, 1] + pile.offsets[a],
        rows[:, 2] + pile.offsets[a],
        rows[:, 3] + pile.offsets[b],
        rows[:, 4] + pile.offsets[b],
        rows[:, 5],
        a,
        b,
    )
    return passages, rows[:, 6]


def _compared(pile: Pile, pairs: I64, fetch: Fetch, engine: Engine) -> tuple[Passages, Flags, Passages]:
    """Return the passages of some pairs, whether they are stock, and those that were judged on the way."""
    settings = pile.settings
    there = pile.used[pairs >> 31] & pile.used[pairs & MASK]
    of_old = there & ~(pile.changed[pairs >> 31] | pile.changed[pairs & MASK])
    old, grams, seeds = _shared_hashes(pile, pairs[of_old])
    pile.look_up(pile.grams, grams)
    pile.look_up(pile.seeds, seeds)
    wanted = np.concatenate((pairs[there & ~of_old], old))
    a, b, pair = _hits(pile.index(pile.used), settings)
    mine = np.isin(pair, wanted)
    chains = chained(pile.corpus, a[mine], b[mine], pair[mine], settings)
    spun = together(pile.corpus, [Around(pile.corpus).hits(*pile.groups(pile.seeds, pile.used), settings)])
    mine = np.isin(spun[2], wanted)
    spun = (spun[0][mine], spun[1][mine], spun[2][mine])
    if not len(chains) and not len(spun[0]):
        nothing = Passages(*(np.zeros(0, np.int64) for _ in Passages.__slots__))
        return nothing, np.zeros(0, np.bool_), nothing
    part = _Part(pile, pile.article_of(np.concatenate((chains.a_first, chains.b_first, *spun[:2]))), fetch, engine)
    found = shared_passages(
        part.corpus,
        part.facts,
        ([part.chains(chains)], part.hits(spun)),
        Ways(
            align=functools.partial(scored, engine=engine),
            stock=lambda passages: _stock(pile, part.moved(passages, back=True)),
        ),
        settings=settings,
    )
    return part.moved(found.passages, back=True), found.stock, part.moved(found.interim, back=True)


def _by_pair(hashes: U32, bounds: I64, articles: I64) -> U64:
    """Return the hashes of one article for each pair, each once, with the pair's number above, sorted."""
    sizes = np.diff(bounds)[articles]
    nth = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    pairs = np.repeat(np.arange(len(articles), dtype=np.uint64), sizes)
    return distinct(pairs << np.uint64(32) | hashes[np.repeat(bounds[:-1][articles], sizes) + nth])


def _shared_hashes(pile: Pile, pairs: I64) -> tuple[I64, U32, U32]:
    """Return the pairs with enough in common to have a passage, and the n-grams and seeds that these have in common."""
    enough, more = [np.zeros(0, np.int64)], ([np.zeros(0, np.uint32)], [np.zeros(0, np.uint32)])
    for low in range(0, len(pairs), PAIRS_AT_A_TIME):
        part = pairs[low : low + PAIRS_AT_A_TIME]
        common, several = [], np.zeros(len(part), np.bool_)
        for kind, least in ((pile.grams, pile.settings.min_hits), (pile.seeds, 1)):
            articles, back = np.unique(np.concatenate((part >> 31, part & MASK)), return_inverse=True)
            owner, hashes = pile.hashes(kind, articles)
            bounds = np.searchsorted(owner, np.arange(len(articles) + 1))
            sides = [_by_pair(hashes, bounds, side) for side in np.split(back, 2)]
            both = np.intersect1d(sides[0], sides[1], assume_unique=True)
            common.append(((both >> np.uint64(32)).astype(np.int64), (both & np.uint64(0xFFFFFFFF)).astype(np.uint32)))
            several |= np.bincount(common[-1][0], minlength=len(part)) >= least
        enough.append(part[several])
        for found, (owner, hashes) in zip(more, common, strict=True):
            found.append(hashes[several[owner]])
    grams, seeds = (distinct(np.concatenate(found)) for found in more)
    return np.concatenate(enough), grams, seeds


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

    def chains(self, chains: Chains) -> Chains:
        """Return chains of the pile as those of this corpus."""
        by_a, by_b = (self.shift(self._pile.article_of(side)) for side in (chains.a_first, chains.b_first))
        return Chains(
            chains.a_first + by_a,
            chains.a_last + by_a,
            chains.b_first + by_b,
            chains.b_last + by_b,
            chains.low + by_a - by_b,
            chains.high + by_a - by_b,
        )

    def hits(self, hits: Hits) -> Hits:
        """Return hits of the pile as those of this corpus."""
        a, b, pair = hits
        one, two = pair >> 31, pair & MASK
        return a + self.shift(one), b + self.shift(two), pair_of(self.local(one), self.local(two))


# Stock, and which passages are told.


Judged = tuple[Passages, I64]


def _judged(pile: Pile, pairs: I64, fresh: Passages, stock: Flags) -> tuple[Judged, Judged, Passages]:
    """Return all passages, with their flags, of the later articles of some pairs: as they were and are.

    And what was judged on the way to the passages of all other pairs.
    """
    later = np.unique(pairs >> 31)
    known, flags = _known(pile, later[pile.after[later] & pile.before[later]])
    still = ~np.isin(pair_of(known.a, known.b), pairs)
    interim = (flags & INTERIM) > 0
    every = added(known.take(still & ~interim), fresh)
    now = np.concatenate((flags[still & ~interim] & STOCK, stock * STOCK))
    order = np.lexsort((every.b_start, every.a_start))
    every, now = every.take(order), now[order]
    told = few_of_stock(every, now == STOCK, pile.settings.stock_links)
    was = known.take(~interim), flags[~interim]
    return was, (every, now | told * TOLD), known.take(still & interim)


def _stock(pile: Pile, passages: Passages) -> Flags:
    """Return which passages are stock, now."""
    if not len(passages):
        return np.zeros(0, np.bool_)
    pile.look_up(pile.grams, pile.hashes(pile.grams, np.unique(passages.a))[1])
    index = pile.index(pile.used)
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
    pairs = list(zip(*(ids.take(pa.array(side)).to_pylist() for side in (sides >> 31, sides & MASK)), strict=True))
    numbers = np.concatenate((new.a, new.b, equal, pile.firsts[equal]))
    if not len(numbers):
        return PASSAGES.empty_table(), pairs
    part = _Part(pile, numbers, fetch, engine)
    first = np.arange(part.corpus.articles)
    first[part.local(equal)] = part.local(pile.firsts[equal])
    whole = equal_passages(part.corpus, first, pile.settings)
    both = added(part.moved(new), whole)
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
