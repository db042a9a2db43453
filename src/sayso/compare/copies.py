"""Copies: passages found again in other articles, with start and end on both sides.

*Fingerprint* (``words``, ``fingerprints``) → *block* (``chains``, and ``spun`` for what that leaves) → *score*
(``align``), then once more for the rest of articles that a passage ties together (``tied``); passages grow to whole
sentences (``grow``; the order of all this is in ``between``) → *cluster* (equal articles first, then ``stock``,
``background`` and direction, here). Work grows in step with the pile; what bounds it is told in ``CopySettings``.

Articles of the same words are found by a hash before anything else and compared only once: the first of them
by date and id (unknown dates last, then by id) stands for the group. Each other one is reported as a copy of the
first, one row for each unbroken run of its text; passages shared with other articles are reported for the
first alone. So n equal articles give n - 1 rows instead of n squared, and whoever follows the rows reaches all.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso.compare.arrays import I64
from sayso.compare.between import Clock, Ways, added, scored, shared_passages
from sayso.compare.chains import find_chains
from sayso.compare.direction import decide
from sayso.compare.engine import Engine
from sayso.compare.fingerprints import Corpus, build_index
from sayso.compare.pile import Facts, corpus_of, facts_of, first_of_equals, in_order
from sayso.compare.settings import CopySettings
from sayso.compare.spun import spun_hits
from sayso.compare.stock import Passages, few_of_stock, mark_stock
from sayso.model import content_id
from sayso.schemas import PASSAGES

#: Rows of the table made at a time.
ROWS_AT_A_TIME = 100_000


def find_copies(
    articles: pa.Table, blocks: pa.Table, *, engine: Engine, settings: CopySettings | None = None
) -> pa.Table:
    """Return the ``schemas.COPIES`` of a pile of articles: its passages, with who copied as far as articles tell.

    ``articles`` and ``blocks`` are as ``find_passages`` takes them. What attributions and links tell of directions is
    not asked: see ``direction.decide``.
    """
    return decide(find_passages(articles, blocks, engine=engine, settings=settings), articles=articles, engine=engine)


def find_passages(
    articles: pa.Table,
    blocks: pa.Table,
    *,
    engine: Engine,
    settings: CopySettings | None = None,
    steps: dict[str, float] | None = None,
) -> pa.Table:
    """Return the ``schemas.PASSAGES`` that articles of a pile share, sorted by id.

    ``articles`` has id, outlet, published, start (the page offset of the article's text) and text; ``blocks``
    has article_id, role, start and end (page offsets). Only words in an article's own blocks are compared,
    and a passage never runs over words between them; an article without blocks is taken whole. Offsets in
    the result are page offsets, from the start of a passage's first word to the end of its last. The seconds of each
    step are added to ``steps``, where given.

    A passage is stored once, the larger of the two ids first. The order of the rows of the input does not matter.
    """
    return find_all(articles, blocks, engine=engine, settings=settings or CopySettings(), steps=steps).table


@dataclass(frozen=True, slots=True)
class Found:
    """What comparing a whole pile found: the table, and what it was made of (``stock`` and ``told`` by passage).

    ``interim`` are passages that were judged on the way.
    """

    table: pa.Table
    articles: pa.Table
    order: I64
    corpus: Corpus
    passages: Passages
    stock: NDArray[np.bool_]
    told: NDArray[np.bool_]
    interim: Passages


def find_all(
    articles: pa.Table,
    blocks: pa.Table,
    *,
    engine: Engine,
    settings: CopySettings,
    steps: dict[str, float] | None = None,
) -> Found:
    """Return what ``find_passages`` returns, with what it was made of."""
    clock = Clock(steps)
    articles, order = in_order(articles)
    facts = facts_of(articles, order)
    corpus = corpus_of(articles, order, blocks, engine)
    clock("words")
    first = first_of_equals(corpus)
    clock("equals")
    chosen = first == np.arange(corpus.articles)
    index = build_index(corpus, chosen, settings)
    clock("index")
    found = shared_passages(
        corpus,
        facts,
        (find_chains(corpus, index, settings), spun_hits(corpus, chosen, settings)),
        Ways(
            align=functools.partial(scored, engine=engine),
            stock=functools.partial(
                mark_stock,
                index=index,
                settings=settings,
                offsets=corpus.offsets,
                outlets=facts.outlet_numbers,
                days=facts.days,
            ),
        ),
        settings=settings,
        clock=clock,
    )
    del index
    passages, stock = found.passages, found.stock
    told = few_of_stock(passages, stock, settings.stock_links)
    clock("told")
    equal = equal_passages(corpus, first, settings)
    flags = np.concatenate((stock[told], np.zeros(len(equal), np.bool_)))
    table = rows_of(added(passages.take(told), equal), flags, corpus, facts)
    clock("rows")
    return Found(table, articles, order, corpus, passages, stock, told, found.interim)


# Articles of the same words.


def equal_passages(corpus: Corpus, first: I64, settings: CopySettings) -> Passages:
    """Return each article that equals an earlier one as a copy of it, a passage for each run."""
    article = corpus.article_of(corpus.runs)
    mine = first[article] != article
    a_start, article = corpus.runs[mine], article[mine]
    a_end = corpus.run_end[a_start]
    kept = a_end - a_start >= settings.min_words
    a_start, a_end, article = a_start[kept], a_end[kept], article[kept]
    b_start = a_start - corpus.offsets[article] + corpus.offsets[first[article]]
    size = a_end - a_start
    return Passages(a_start, a_end, b_start, b_start + size, size, article, first[article])


# The table.


def rows_of(passages: Passages, stock: NDArray[np.bool_], corpus: Corpus, facts: Facts) -> pa.Table:
    """Return the passages as rows of the table, the larger of the two ids first, sorted by id."""
    parts = [
        _some_rows(passages.take(part), stock[part], corpus, facts)
        for part in np.split(np.arange(len(passages)), range(ROWS_AT_A_TIME, len(passages), ROWS_AT_A_TIME))
    ]
    return pa.concat_tables(parts).sort_by("id").combine_chunks()


def _some_rows(passages: Passages, stock: NDArray[np.bool_], corpus: Corpus, facts: Facts) -> pa.Table:
    a, b = passages.a, passages.b
    sides = {
        "ids": (facts.ids.take(pa.array(a)), facts.ids.take(pa.array(b))),
        "starts": (
            corpus.starts[passages.a_start] + facts.starts[a],
            corpus.starts[passages.b_start] + facts.starts[b],
        ),
        "ends": (corpus.ends[passages.a_end - 1] + facts.starts[a], corpus.ends[passages.b_end - 1] + facts.starts[b]),
        "words": (passages.a_end - passages.a_start, passages.b_end - passages.b_start),
    }
    turned = pc.greater(sides["ids"][1], sides["ids"][0]).to_numpy(zero_copy_only=False)
    flag = pa.array(turned)
    ids = pc.if_else(flag, *sides["ids"][::-1]), pc.if_else(flag, *sides["ids"])
    starts, ends, words = (
        [np.where(turned, two, one), np.where(turned, one, two)] for one, two in list(sides.values())[1:]
    )
    places = (side.tolist() for side in (starts[0], ends[0], starts[1], ends[1]))
    start, end, of_start, of_end = places
    identities = zip(ids[0].to_pylist(), start, end, ids[1].to_pylist(), of_start, of_end, strict=True)
    columns = {
        "id": [content_id("copy", *parts) for parts in identities],
        "article_id": ids[0],
        "start": starts[0],
        "end": ends[0],
        "of_article_id": ids[1],
        "of_start": starts[1],
        "of_end": ends[1],
        "words": words[0],
        "similarity": np.round(np.minimum(passages.aligned / words[0], 1.0), 4),
        "stock": stock,
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in PASSAGES], schema=PASSAGES)
