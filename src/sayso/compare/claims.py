"""Claims: contents and events of several articles that say the same, who says so, and where they contradict each other.

*Fingerprint* (``statements``, ``statement_words``) → *block* (``claim_blocks``) → *score* (``claim_scores``) →
*cluster* (``claim_clusters``); ``contradictions`` then compares what the members of a claim say. What bounds the work,
and what a bound leaves out, is told in ``ClaimSettings``.
"""

from __future__ import annotations

import itertools
import logging
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.arrays import F64, I64
from sayso.compare.claim_blocks import candidates, first_of_equals
from sayso.compare.claim_clusters import stars
from sayso.compare.claim_scores import features, probability, weighed
from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.claim_vectors import cosines, wanted
from sayso.compare.contradictions import Sure, contradict
from sayso.compare.engine import Engine
from sayso.compare.statement_words import surfaces
from sayso.compare.statements import stance_of, statements
from sayso.model import content_id
from sayso.schemas import LINKS

#: Pairs scored at a time: some hundred bytes each, so a batch takes well under a second and little memory.
PAIRS = 50_000
#: Claims whose rows are made at a time.
CLAIMS = 2_000
#: Words that are named as a reason.
NAMED_WORDS = 6
#: From this share of words on, weighed by rarity, two statements are the same words; below that one they only tell of
#: the same happening.
SAME, OTHER = 0.9, 0.4

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a claim: a row of ``STATEMENTS``, how it fits, and what it does with the claim."""

    id: str
    row: Mapping[str, Any]
    stance: str
    variant: str
    similarity: float
    why: str


def find_claims(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    entities: pa.Table,
    mentions: pa.Table,
    times: pa.Table,
    places: pa.Table,
    events: pa.Table,
    copies: pa.Table,
    engine: Engine,
    settings: ClaimSettings | None = None,
) -> dict[str, pa.Table]:
    """Return the tables ``claims``, ``claim_members`` and ``contradictions`` of a case, each sorted by id.

    The inputs are the contract's tables. A claim has members of two articles or more; its origins are left empty for
    the stage that counts them. The order of the rows of the input does not matter.
    """
    settings = settings or ClaimSettings()
    found, passed_on = statements(
        articles=articles,
        attributions=attributions,
        entities=entities,
        mentions=mentions,
        times=times,
        places=places,
        events=events,
        engine=engine,
        settings=settings,
    )
    found = weighed(found)
    first = first_of_equals(found)
    chosen = np.flatnonzero(first == np.arange(len(first)))
    a, b = candidates(found, chosen, engine=engine, settings=settings)
    sure = _scored(found, a, b, engine)
    if settings.vectors:
        sure = _with_vectors(found, (a, b), sure, engine=engine, settings=settings)
    linked = sure >= settings.same
    centre, fits = stars(a[linked], b[linked], sure[linked], found.num_rows)
    centre, fits = centre[first], fits[first]
    passing = _Passing(attributions, passed_on)
    groups = _groups(found, centre, fits)
    made = _Rows(articles, copies, passing)
    for best, members in groups:
        made.add(best, members)
    return made.tables(attributions, partial(_sure_of, found), settings.same)


def _scored(found: pa.Table, a: I64, b: I64, engine: Engine) -> F64:
    """Return how surely each pair is one claim, scored by the engine."""
    sides = found.select([name for name in found.column_names if name not in _NOT_SCORED])

    def batches() -> Iterator[pa.RecordBatch]:
        for begin in range(0, len(a), PAIRS):
            left, right = (sides.take(pa.array(one[begin : begin + PAIRS])) for one in (a, b))
            pairs = [left[name].combine_chunks() for name in sides.column_names]
            pairs += [right[name].combine_chunks() for name in sides.column_names]
            names = [f"{side}{name}" for side in ("a_", "b_") for name in sides.column_names]
            yield pa.record_batch(pairs, names=names)

    scored = [np.zeros(0)]
    scored += [one["sure"].to_numpy() for one in engine.map_batches(_score_batch, batches(), on_lost=_unscored)]
    return np.concatenate(scored)


def _sure_of(found: pa.Table, a: I64, b: I64) -> F64:
    """Return how surely statements, side by side, are one claim."""
    parts = [np.zeros(0)]
    for at in range(0, len(a), PAIRS):
        parts.append(probability(features(*(found.take(pa.array(side[at : at + PAIRS])) for side in (a, b)))))
    return np.concatenate(parts)


def _with_vectors(
    found: pa.Table, pairs: tuple[I64, I64], sure: F64, *, engine: Engine, settings: ClaimSettings
) -> F64:
    """Return the probabilities with those raised that words leave undecided and vectors do not."""
    which = wanted(sure, settings.undecided, settings.same, settings.vector_pairs)
    sides = [found["text"].take(pa.array(side[which])).to_pylist() for side in pairs]
    alike = cosines(*sides, engine=engine) if len(which) else np.zeros(0)
    raised = sure.copy()
    raised[which[alike >= settings.vector_same]] = settings.same
    return raised


#: Columns of a statement that only comparing needs.
_HEAVY = ("words", "plain", "pairs", "words_told", "plain_told", "pairs_told")
#: What no feature looks at.
_NOT_SCORED = (
    *("id", "attribution_id", "event_id", "article_id", "outlet", "start", "end", "text", "stance", "proofs"),
    *("victims", "region"),
)


def _score_batch(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return how surely the two sides of each row are one claim."""
    table = pa.Table.from_batches([batch])
    sides = []
    for side in ("a_", "b_"):
        names = [name for name in table.column_names if name.startswith(side)]
        sides.append(table.select(names).rename_columns([name[2:] for name in names]))
    return pa.record_batch([pa.array(probability(features(*sides)))], names=["sure"])


def _unscored(batch: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    """Stand in for pairs that could not be compared: they are not linked."""
    log.warning("%d pair(s) of statements left out: %s", batch.num_rows, error)
    return pa.record_batch([pa.array(np.zeros(batch.num_rows))], names=["sure"])


def _groups(
    found: pa.Table, centre: I64, fits: F64
) -> Iterator[tuple[dict[str, Any], list[tuple[dict[str, Any], float]]]]:
    """Yield each claim of two articles or more: the row that says it best, and all rows with how they fit.

    Rows come without their words, which weigh most, but with their ``number`` in the table.
    """
    light = found.select([name for name in found.column_names if name not in _HEAVY])
    light = light.append_column("number", pa.array(np.arange(found.num_rows)))
    articles = found["article_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    order = np.argsort(centre, kind="stable")
    begins = np.append(True, centre[order][1:] != centre[order][:-1])[: len(order)]
    group = np.cumsum(begins) - 1
    # One article after the other within a group: more than one where the first and last differ.
    low = np.full(int(begins.sum()), found.num_rows)
    high = np.full(int(begins.sum()), -1)
    np.minimum.at(low, group, articles[order])
    np.maximum.at(high, group, articles[order])
    order = order[(low < high)[group]]
    bounds = np.append(
        np.flatnonzero(np.append(True, centre[order][1:] != centre[order][:-1])[: len(order)]), len(order)
    )
    for begin in range(0, len(bounds) - 1, CLAIMS):
        ends = bounds[begin : begin + CLAIMS + 1].tolist()
        rows = light.take(pa.array(order[ends[0] : ends[-1]])).to_pylist()
        for first, last in itertools.pairwise(ends):
            numbers = order[first:last]
            mine = rows[first - ends[0] : last - ends[0]]
            best = mine[int(np.flatnonzero(numbers == centre[numbers[0]])[0])]
            yield best, list(zip(mine, fits[numbers].tolist(), strict=True))


class _Passing:
    """Attributions that pass on another's words."""

    def __init__(self, attributions: pa.Table, passed_on: Mapping[str, list[str]]) -> None:
        wanted = pa.array(sorted({one for many in passed_on.values() for one in many}), pa.string())
        chosen = attributions.filter(pa.compute.is_in(attributions["id"], value_set=wanted))
        self.rows = {row["id"]: row for row in chosen.select(["id", "article_id", "cue", "polarity"]).to_pylist()}
        self._by = passed_on

    def of(self, attribution: str | None) -> list[dict[str, Any]]:
        """Return those that pass on an attribution, sorted by id."""
        return [self.rows[one] for one in self._by.get(attribution or "", []) if one in self.rows]


class _Rows:
    """The rows of the three tables, claim by claim."""

    def __init__(self, articles: pa.Table, copies: pa.Table, passing: _Passing) -> None:
        columns = [articles[name].to_pylist() for name in ("id", "outlet", "published")]
        self._articles = {one: (outlet, published) for one, outlet, published in zip(*columns, strict=True)}
        self._copies = _Copies(copies)
        self._passing = passing
        self._claims: list[dict[str, Any]] = []
        self._members: list[dict[str, Any]] = []
        self._kept: list[tuple[str, Mapping[str, Any], list[Member]]] = []

    def add(self, best: Mapping[str, Any], rows: list[tuple[dict[str, Any], float]]) -> None:
        """Add a claim: the statement that says it best, and all its statements."""
        claim = content_id("claim", *sorted(row["id"] for row, _ in rows))
        members = [self._member(claim, best, row, fit) for row, fit in rows]
        own = {member.row["attribution_id"] for member in members}
        for member in list(members):
            for outer in self._passing.of(member.row["attribution_id"]):
                if outer["id"] not in own:
                    own.add(outer["id"])
                    members.append(_passed(claim, member, outer))
        self._kept.append((claim, best, members))
        self._members += [
            {
                "id": member.id,
                "claim_id": claim,
                **{name: member.row[name] for name in ("attribution_id", "event_id", "article_id")},
                **{name: getattr(member, name) for name in ("stance", "variant", "similarity", "why")},
            }
            for member in members
        ]

    def _member(self, claim: str, best: Mapping[str, Any], row: Mapping[str, Any], fit: float) -> Member:
        identity = content_id("claim_member", claim, row["attribution_id"], row["event_id"])
        if row["id"] == best["id"]:
            return Member(identity, row, row["stance"], "same", 1.0, "says it best")
        shared, share = _in_common(best, row)
        variant = "same" if share >= SAME else "paraphrase"
        if share < OTHER and row["type"] is not None and row["type"] == best["type"]:
            variant = "event"
        if self._copies.hold(best, row):
            variant = "copied"
        return Member(identity, row, row["stance"], variant, round(fit, 4), _why(best, row, shared))

    def tables(self, attributions: pa.Table, sure: Sure, least: float) -> dict[str, pa.Table]:
        """Return the three tables, sorted by id."""
        against = contradict(self._kept, attributions=attributions, sure=sure, least=least)
        disputed = {row["claim_id"] for row in against}
        for claim, best, members in self._kept:
            where = {member.row["article_id"] for member in members}
            known = sorted(day for one in where if (day := self._articles[one][1]))
            self._claims.append(
                {
                    **dict.fromkeys(LINKS["claims"].names),
                    "id": claim,
                    "words": " ".join(best["text"].split()),
                    "accounts": len(members),
                    "articles": len(where),
                    "outlets": len({outlet for one in where if (outlet := self._articles[one][0])}),
                    "first_published": known[0] if known else None,
                    "disputed": claim in disputed or any(member.stance == "denies" for member in members),
                }
            )
        found = {"claims": self._claims, "claim_members": self._members, "contradictions": against}
        return {
            name: pa.Table.from_pylist(sorted(rows, key=lambda row: row["id"]), schema=LINKS[name])
            for name, rows in found.items()
        }


def _passed(claim: str, member: Member, outer: Mapping[str, Any]) -> Member:
    """Return who passes on a member's words as a member."""
    stance = stance_of(outer, None)
    row = {**member.row, "attribution_id": outer["id"], "event_id": None, "article_id": outer["article_id"]}
    return Member(
        content_id("claim_member", claim, outer["id"], None),
        row,
        "repeats" if stance == "asserts" else stance,
        member.variant,
        member.similarity,
        "passes on what somebody else says",
    )


def _in_common(best: Mapping[str, Any], row: Mapping[str, Any]) -> tuple[list[str], float]:
    """Return the words in common as the row has them, in its order, and their share of the shorter of the two."""
    mine, other = surfaces(row["text"]), surfaces(best["text"])
    shared = [surface for word, surface in mine.items() if word in other]
    return shared, len(shared) / max(min(len(mine), len(other)), 1)


def _why(best: Mapping[str, Any], row: Mapping[str, Any], shared: list[str]) -> str:
    """Say what links a member with the statement that says it best."""
    told = []
    if row["sequence"] == best["sequence"]:
        told.append("the same words")
    elif shared:
        # Of many the longest, because long words tell more than short ones.
        longest = set(sorted(shared, key=lambda word: (-len(word), word))[:NAMED_WORDS])
        told.append("words in common: " + ", ".join(word for word in shared if word in longest))
    if row["type"] and row["type"] == best["type"]:
        told.append(f"both tell of {row['type']}")
    if row["place"] and row["place"] == best["place"]:
        told.append(f"at {row['place']}")
    if row["first"] >= 0 and best["first"] >= 0 and row["first"] <= best["last"] and best["first"] <= row["last"]:
        told.append(f"on {date.fromordinal(max(row['first'], best['first'])).isoformat()}")
    for harm in ("killed", "injured"):
        if row[f"{harm}_low"] is not None and row[f"{harm}_low"] == best[f"{harm}_low"]:
            told.append(f"{row[f'{harm}_low']} {harm}")
    return "; ".join(told) or "what is told of the happening"


class _Copies:
    """Which stretches of two articles are one passage."""

    def __init__(self, copies: pa.Table) -> None:
        self._rows: defaultdict[tuple[str, str], list[tuple[int, int, int, int]]] = defaultdict(list)
        names = ("article_id", "of_article_id", "start", "end", "of_start", "of_end", "stock")
        for one, other, *spans, stock in zip(*(copies[name].to_pylist() for name in names), strict=True):
            if not stock:
                self._rows[one, other].append((spans[0], spans[1], spans[2], spans[3]))
                self._rows[other, one].append((spans[2], spans[3], spans[0], spans[1]))

    def hold(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        """Tell whether two statements stand in a copied passage."""
        return any(
            start <= one["start"] and one["end"] <= end and of_start <= other["start"] and other["end"] <= of_end
            for start, end, of_start, of_end in self._rows.get((one["article_id"], other["article_id"]), ())
        )
