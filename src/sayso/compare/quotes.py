"""Quotes: the same utterance in several articles, with its variants, where it was first and where it is fullest.

*Fingerprint* (``quote_words``, ``quote_speech``) → *block* (``quote_blocks``) → *score* (``quote_scores``) → *cluster*
(``quote_clusters``). ``quote_variants`` tells how each member differs from the fullest, ``quote_tables`` writes it.
Contents of the same words and speaker that weigh enough by themselves are one before anything is compared, so that a
story printed a thousand times costs a thousand rows and not a million pairs.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.arrays import I64, Flags
from sayso.compare.engine import Engine
from sayso.compare.quote_blocks import find_pairs
from sayso.compare.quote_clusters import cluster
from sayso.compare.quote_scores import Scores, score
from sayso.compare.quote_settings import QuoteSettings
from sayso.compare.quote_speech import Speech, gather
from sayso.compare.quote_tables import make_tables
from sayso.compare.words import mix
from sayso.schemas import TABLES


def find_quotes(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    entities: pa.Table,
    copies: pa.Table,
    mentions: pa.Table | None = None,
    engine: Engine,
    settings: QuoteSettings | None = None,
) -> dict[str, pa.Table]:
    """Return ``quotes`` and ``quote_members``, each sorted by id.

    In are the contract's tables (of ``articles`` id, outlet and published); without ``mentions`` it is not known who
    speaks for whom. A quote has members in two articles or more. Offsets are page offsets, and every span slices back
    to its text. The order of the rows of the input does not matter.
    """
    settings = settings or QuoteSettings()
    articles, attributions = articles.select(["id", "outlet", "published"]), _once(attributions)
    tables = {
        "articles": articles,
        "attributions": attributions,
        "entities": entities,
        "mentions": TABLES["mentions"].empty_table() if mentions is None else mentions,
    }
    speech = gather(tables, engine, settings)
    stands_for = _stand_ins(speech, settings)
    lone = (stands_for == np.arange(len(speech))) & (speech.total >= settings.lightest)
    a, b, copied = find_pairs(speech, lone, copies, engine, settings)
    scores = score(speech, (a, b), copied, engine, settings)
    one = np.flatnonzero(scores.evidence >= 0)
    a, b, scores = a[one], b[one], Scores(scores.evidence[one], scores.alike[one])
    kept = ~_nested(speech, a, b, scores)
    groups = cluster(speech, (a, b), scores, kept, engine=engine, settings=settings)
    found = _in_two_articles(speech, groups, stands_for)
    return make_tables(speech, found, tables, engine)


def _once(attributions: pa.Table) -> pa.Table:
    """Return the attributions by id; of equal ids only one."""
    attributions = attributions.sort_by("id").combine_chunks()
    ids = attributions["id"].combine_chunks()
    if len(ids) < 2:
        return attributions
    again = pc.equal(ids.slice(1), ids.slice(0, len(ids) - 1)).to_numpy(zero_copy_only=False)
    return attributions.filter(pa.array(np.append([True], ~again)))


def _stand_ins(speech: Speech, settings: QuoteSettings) -> I64:
    """Return for every attribution the first of the same words and speaker, if they are enough to be one utterance."""
    own = np.arange(len(speech))
    sizes = np.diff(speech.offsets)
    some = sizes > 0
    whole = np.zeros(len(speech), np.uint64)
    place = np.arange(len(speech.words)) - np.repeat(speech.offsets[:-1], sizes)
    if len(speech.words):
        mixed = mix(speech.words + mix(place.astype(np.uint64)))
        whole[some] = np.add.reduceat(mixed, speech.offsets[:-1][some])
    enough = speech.total + min(settings.far, 0.0) >= settings.need + np.log(max(len(speech), 1))
    able = np.flatnonzero(some & enough)
    keys = mix(whole[able] + mix(speech.voice[able].astype(np.uint64)))
    _, first, back = np.unique(keys, return_index=True, return_inverse=True)
    own[able] = able[first[back]]
    return own


def _nested(speech: Speech, a: I64, b: I64, scores: Scores) -> Flags:
    """Return which pairs hold an utterance only as speech within speech.

    *X said that Y wants Z* holds *Y wants Z*, and is an utterance of X. Where an article has both, as attributions one
    in the other, another article's is paired with the one that it is more like.
    """
    nested = np.zeros(len(a), np.bool_)
    for one, other in ((a, b), (b, a)):
        # Rivals: pairs of one attribution with several that stand in one outermost one.
        order = np.lexsort((other, speech.root[one]))
        root, fixed = speech.root[one][order], other[order]
        bounds = np.flatnonzero(np.append([True], (root[1:] != root[:-1]) | (fixed[1:] != fixed[:-1]))[: len(a)])
        sizes = np.diff(np.append(bounds, len(a)))
        for begin, size in zip(bounds[sizes > 1].tolist(), sizes[sizes > 1].tolist(), strict=True):
            rivals = order[begin : begin + size]
            for pair in rivals:
                better = rivals[scores.alike[rivals] > scores.alike[pair]]
                nested[pair] |= speech.within(np.full(len(better), one[pair]), one[better]).any()
    return nested


def _in_two_articles(speech: Speech, groups: I64, stands_for: I64) -> list[list[int]]:
    """Return the members of every group with those they stand for, where there are two articles or more."""
    groups = groups[stands_for]
    order = np.lexsort((np.arange(len(groups)), groups))
    found = []
    for members in np.split(order, np.flatnonzero(np.diff(groups[order])) + 1):
        if len(members) > 1 and len(np.unique(speech.article[members])) > 1:
            found.append(members.tolist())
    return found
