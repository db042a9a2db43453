"""A pile as it was and as it is, side by side: what is kept of old articles, and the new ones."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.arrays import I64, U32, Flags, distinct
from sayso.compare.direction import day_of
from sayso.compare.fingerprints import WORDS_AT_A_TIME, Corpus, Hashed, Index, joined_index, keys_of, sampled, shared
from sayso.compare.memory import Memory
from sayso.compare.settings import CopySettings
from sayso.compare.spun import seeds_of

#: The n-grams and seeds of so many words are held, once made; of more they are made again when they are looked through.
MOST_HELD = 100_000_000
#: The upper bits of an n-gram that are looked at first; the table of flags fits the processor's cache.
UPPER = 20


class Outdated(Exception):
    """What is kept does not fit what is there, or so much is new that all has to be compared again."""


class Kind:
    """N-grams, or seeds: those that were looked up so far, sorted, and all their postings, as keys."""

    def __init__(self, hashed: Hashed) -> None:
        self.hashed = hashed
        self.known, self.keys = np.zeros(0, np.uint32), np.zeros(0, np.uint64)
        self.every: list[tuple[I64, U32]] = []


class Pile:
    """All articles there were and are, numbered by publication and id; places run over all of them.

    An article that changed is in it twice. ``before`` and ``after`` tell which articles there were and are,
    ``was`` and ``used`` which of them stand for all that equal them, ``firsts`` by which article each is stood for.
    """

    def __init__(self, memory: Memory, fresh: list[pa.RecordBatch], gone: I64, settings: CopySettings) -> None:
        self.settings, self.memory = settings, memory
        articles = pa.concat_tables([memory.articles, pa.Table.from_batches(fresh, memory.articles.schema)])
        known = memory.articles.num_rows
        usable = np.ones(articles.num_rows, np.bool_)
        usable[:known] = ~memory.dropped
        slots = np.flatnonzero(usable)
        heads = articles.select(["id", "published", "outlet", "digest"]).take(pa.array(slots))
        order = pc.sort_indices(heads, sort_keys=[("published", "ascending"), ("id", "ascending")]).to_numpy()
        self.slots: I64 = slots[order]
        self.heads = heads.take(pa.array(order)).combine_chunks()
        self.number = np.full(articles.num_rows, -1, np.int64)
        self.number[self.slots] = np.arange(len(slots))
        self.corpus = _words(articles, self.slots, self.number)
        self.offsets = self.corpus.offsets
        away = np.zeros(articles.num_rows, np.bool_)
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
        self.grams = Kind(lambda low, high: sampled(self.corpus, settings, low, high))
        self.seeds = Kind(lambda low, high: seeds_of(self.corpus, settings, low, high))

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
        return self.corpus.article_of(places)

    def hashes(self, kind: Kind, numbers: I64) -> tuple[I64, U32]:
        """Return the n-grams or seeds of some articles, each with the place (within ``numbers``) of its article."""
        found = [kind.hashed(int(self.offsets[one]), int(self.offsets[one + 1]))[1] for one in numbers.tolist()]
        owner = np.repeat(np.arange(len(numbers)), [len(one) for one in found])
        return owner, np.concatenate([np.zeros(0, np.uint32), *found])

    def look_up(self, kind: Kind, hashes: U32) -> None:
        """Find all postings of more n-grams or seeds.

        All words are looked through. Looking each up in an index would be no quicker: a hundred articles have fifteen
        thousand n-grams, and so many pages on disk hold about all postings of a hundred thousand articles.
        """
        wanted = distinct(hashes)
        wanted = wanted[~np.isin(wanted, kind.known, assume_unique=True)]
        if not len(wanted):
            return
        flags = np.zeros(1 << UPPER, np.bool_)
        flags[wanted >> np.uint32(32 - UPPER)] = True
        found = [kind.keys]
        for places, hashed in self._every(kind):
            near = np.flatnonzero(flags[hashed >> np.uint32(32 - UPPER)])
            at = np.minimum(np.searchsorted(wanted, hashed[near]), len(wanted) - 1)
            near = near[wanted[at] == hashed[near]]
            found.append(keys_of(hashed[near], places[near]))
        kind.keys, kind.known = np.concatenate(found), np.sort(np.concatenate((kind.known, wanted)))

    def _every(self, kind: Kind) -> Iterator[tuple[I64, U32]]:
        if kind.every:
            yield from kind.every
            return
        for low in range(0, len(self.corpus.words), WORDS_AT_A_TIME):
            made = kind.hashed(low, min(low + WORDS_AT_A_TIME, len(self.corpus.words)))
            if len(self.corpus.words) <= MOST_HELD:
                kind.every.append(made)
            yield made

    def groups(self, kind: Kind, there: Flags) -> tuple[I64, I64]:
        """Return what ``fingerprints.shared`` does of all that was looked up, in the articles that are there."""
        mine = there[self.article_of((kind.keys & np.uint64(0xFFFFFFFF)).astype(np.int64))]
        return shared(np.sort(kind.keys[mine]), self.offsets)

    def index(self, there: Flags) -> Index:
        """Return the index over the n-grams that were looked up, in the articles that are there."""
        return joined_index([self.groups(self.grams, there)], self.corpus)


def _words(articles: pa.Table, slots: I64, number: I64) -> Corpus:
    """Return the corpus of what is kept."""
    lists, runs = articles["words"], articles["runs"]
    sizes = pc.list_value_length(lists).to_numpy().astype(np.int64)
    offsets = np.concatenate(([0], np.cumsum(sizes[slots]))).astype(np.int64)
    if offsets[-1] >= 2**32:
        raise Outdated
    words = np.empty(int(offsets[-1]), np.uint32)
    begins, first = [np.zeros(0, np.int64)], 0
    for values, starts in zip(lists.chunks, runs.chunks, strict=True):
        numbers = number[first : first + len(values)]
        mine = sizes[first : first + len(values)]
        used = numbers >= 0
        to = np.where(used, offsets[numbers], 0)
        kept = np.repeat(used, mine)
        places = np.arange(int(mine.sum())) + np.repeat(to - (np.cumsum(mine) - mine), mine)
        words[places[kept]] = values.flatten().to_numpy()[kept]
        counts = np.diff(starts.offsets.to_numpy())
        begins.append((starts.flatten().to_numpy() + np.repeat(to, counts))[np.repeat(used, counts)])
        first += len(values)
    return Corpus(words, None, np.sort(np.concatenate(begins)), offsets)


def _numbers(values: pa.ChunkedArray) -> I64:
    """Return a number for each name, -1 for none."""
    names = pc.unique(values).drop_null()
    numbers = pc.index_in(values, value_set=names.filter(pc.not_equal(names, "")))
    found: I64 = pc.fill_null(numbers, -1).to_numpy().astype(np.int64)
    return found
