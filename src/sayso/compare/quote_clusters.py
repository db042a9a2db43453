"""Cluster: pairs that are one utterance become groups, each around a centre that all its members fit.

Connected components alone would chain: a long content joins two that have nothing in common, a third one carries on from there.
So each component gets a centre, the member most like its neighbours, and keeps who fits it (a star, after Aslam
et al. 2004); what is left over is looked at again. That takes a score for every member, not for every pair of them.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from sayso.compare.engine import Engine
from sayso.compare.quote_scores import score
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import Bools, Reals, Speech
from sayso.compare.words import I64


def cluster(speech: Speech, a: I64, b: I64, alike: Reals, barred: I64, engine: Engine, settings: QuoteSettings) -> I64:
    """Return for every attribution the number of its group's centre, or -1 for those without a group.

    ``a`` and ``b`` are pairs that are one utterance, ``alike`` says how much; ``barred`` are pairs that are not, whatever
    their words, as the smaller number times the number of attributions plus the larger one.
    """
    centre = np.full(len(speech), -1, np.int64)
    for _ in range(settings.rounds):
        if not len(a):
            break
        nodes, component = _components(a, b, engine)
        likeness = np.bincount(np.concatenate((a, b)), np.concatenate((alike, alike)), minlength=len(speech))
        # The centre of a component; of equals the heavier, then the earlier one.
        order = np.lexsort((nodes, -speech.total[nodes], -np.round(likeness[nodes], 9), component))
        first = order[np.append([True], component[order][1:] != component[order][:-1])]
        middle = np.empty(int(component.max()) + 1, np.int64)
        middle[component[first]] = nodes[first]
        mine = middle[component]
        fits = _fits(speech, nodes, mine, (a, b, barred), engine, settings)
        centre[nodes[fits]] = mine[fits]
        left = (centre[a] < 0) & (centre[b] < 0)
        a, b, alike = a[left], b[left], alike[left]
    return centre


def _components(a: I64, b: I64, engine: Engine) -> tuple[I64, I64]:
    """Return the nodes of some edges, and the number of the component that each is in."""
    edges = pa.table({"a": _names(a), "b": _names(b)})
    found = engine.connected_components(edges)
    nodes = np.array([int(name) for name in found["node"].to_pylist()], np.int64)
    component = found["component"].combine_chunks().dictionary_encode().indices.to_numpy().astype(np.int64)
    return nodes, component


def _names(numbers: I64) -> pa.Array:
    """Return numbers as names that sort like them."""
    return pa.array([f"{number:012d}" for number in numbers.tolist()], pa.string())


def _fits(
    speech: Speech, nodes: I64, centres: I64, pairs: tuple[I64, I64, I64], engine: Engine, settings: QuoteSettings
) -> Bools:
    """Return which nodes are one utterance with the centre of their component."""
    a, b, barred = pairs
    low, high = np.minimum(nodes, centres), np.maximum(nodes, centres)
    pair = low * len(speech) + high
    fits = (nodes == centres) | np.isin(pair, np.minimum(a, b) * len(speech) + np.maximum(a, b))
    new = np.flatnonzero(~fits & ~np.isin(pair, barred))
    beside = score(speech, low[new], high[new], np.zeros(len(new), np.bool_), engine, settings)
    fits[new] = beside.evidence >= 0
    return fits
