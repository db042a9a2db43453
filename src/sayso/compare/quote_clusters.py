"""Cluster: pairs that are one utterance become groups, each around a centre that its members fit.

Connected components alone would chain: a long content joins two that have nothing in common, a third carries on from
there. So groups grow from the surest pair down, as in Kruskal (1956), many at a time: in each round those that are
nearest to each other become one around the more central of their two centres, if those two fit, and others whose
nearest that is join them. It takes a score for every merger, not for every pair of members.
"""

from __future__ import annotations

import numpy as np

from sayso.compare.arrays import F64, I64, Flags, distinct
from sayso.compare.engine import Engine
from sayso.compare.quote_scores import Pairs, Scores, score
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import Speech


def cluster(
    speech: Speech, pairs: Pairs, scores: Scores, kept: Flags, *, engine: Engine, settings: QuoteSettings
) -> I64:
    """Return for every attribution the number of its group's centre; itself for those that are in none.

    The ``pairs`` marked in ``kept`` are one utterance; the others are not, whatever their words.
    """
    count = len(speech)
    centre = np.arange(count)
    # The most central is what is most like all it is paired with; of equals the heavier, then the earlier.
    a, b, evidence, alike = pairs[0][kept], pairs[1][kept], np.round(scores.evidence[kept], 6), scores.alike[kept]
    likeness = np.bincount(np.concatenate((a, b)), np.concatenate((alike, alike)), count)
    rank = np.empty(count, np.int64)
    rank[np.lexsort((np.arange(count), -np.round(speech.total, 6), -np.round(likeness, 6)))] = np.arange(count)
    apart = distinct(_keys(pairs[0][~kept], pairs[1][~kept], count))
    sure = distinct(_keys(a, b, count))
    for _ in range(settings.rounds):
        one, other = centre[a], centre[b]
        left = (one != other) & ~np.isin(_keys(one, other, count), apart)
        a, b, evidence, one, other = a[left], b[left], evidence[left], one[left], other[left]
        if not len(a):
            break
        source, target = _mergers(one, other, evidence, rank)
        fits = np.isin(_keys(source, target, count), sure)
        fits[~fits] = _fit(speech, source[~fits], target[~fits], engine, settings)
        apart = distinct(np.concatenate((apart, _keys(source[~fits], target[~fits], count))))
        moved = np.arange(count)
        moved[source[fits]] = target[fits]
        centre = moved[centre]
    return centre


def _keys(one: I64, other: I64, count: int) -> I64:
    return np.minimum(one, other) * count + np.maximum(one, other)


def _mergers(one: I64, other: I64, evidence: F64, rank: I64) -> tuple[I64, I64]:
    """Return which groups to merge into which, given by centre; no group is on both sides."""
    source, target = np.concatenate((one, other)), np.concatenate((other, one))
    order = np.lexsort((rank[target], -np.concatenate((evidence, evidence)), source))
    source, target = source[order], target[order]
    first = np.append([True], source[1:] != source[:-1])
    source, target = source[first], target[first]
    nearest = np.full(len(rank), -1, np.int64)
    nearest[source] = target
    # Of two that are each other's nearest the more central stays; whoever is nearest to one that stays joins it.
    stays = (nearest[target] == source) & (rank[source] < rank[target])
    staying = np.zeros(len(rank), np.bool_)
    staying[source[stays]] = True
    joins = staying[target] & ~staying[source]
    return source[joins], target[joins]


def _fit(speech: Speech, source: I64, target: I64, engine: Engine, settings: QuoteSettings) -> Flags:
    """Return which centres are one utterance, or near enough to it for groups that a sure pair ties."""
    low, high = np.minimum(source, target), np.maximum(source, target)
    found = score(speech, (low, high), np.zeros(len(low)), engine, settings)
    fits: Flags = found.evidence >= -settings.slack
    return fits
