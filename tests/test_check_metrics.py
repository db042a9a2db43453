"""The metrics of the scorer: each against an example counted by hand."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_gold import (
    mark,
)
from sayso.check.counts import intervals, items, value
from sayso.check.match import best_pairs, greedy_pairs, heaviest_pairs
from sayso.check.metrics import (
    METRICS,
    count,
    found_pairs,
    linked_pairs,
    segments_exact,
    segments_overlap,
    triples_exact,
)
from sayso.check.spans import character_f1, coverage, intersection_over_union, normalise, shared, touch

ALL = frozenset({"segments", "linked", "content", "speaker", "by_reference", "style", "via", "polarity", "nested"})


# --- segments ---------------------------------------------------------------------------------------------------


def test_normalise_trims_joins_and_refuses() -> None:
    text = "One two.\n\nThree four."
    assert normalise(text, [(0, 9), (9, 21)]) == ((0, 21),)  # only white space between: one segment
    assert normalise(text, [(4, 7), (0, 3)]) == ((0, 7),)
    assert normalise(text, [(10, 15), (0, 3)]) == ((0, 3), (10, 15))
    assert normalise(text, [(8, 10)]) == ()
    with pytest.raises(ValueError, match="do not lie"):
        normalise(text, [(5, 99)])
    with pytest.raises(ValueError, match="do not lie"):
        normalise(text, [(5, 4)])


def test_segment_scores_by_hand() -> None:
    gold, found = ((0, 10), (20, 30)), ((5, 25),)
    assert shared(gold, found) == 10
    assert character_f1(gold, found) == 0.5  # 2·10 / (20 + 20)
    assert coverage(gold, found) == 0.5
    assert intersection_over_union(gold, found) == pytest.approx(1 / 3)
    assert character_f1((), ()) == 0.0
    assert touch((), ())
    assert not touch(gold, ())
    assert not touch(((0, 5),), ((5, 9),))


# --- matching ---------------------------------------------------------------------------------------------------


def test_best_pairs_prefers_number_to_score() -> None:
    scores = {(0, 0): 1.0, (0, 1): 0.5, (1, 0): 0.5}
    assert best_pairs(scores) == [(0, 1), (1, 0)]
    assert greedy_pairs(scores) == [(0, 0)]
    assert best_pairs({(0, 0): 0.6, (0, 1): 0.9}) == [(0, 1)]
    assert best_pairs({}) == []
    assert heaviest_pairs({(0, 0): 1.0, (0, 1): 0.3, (1, 0): 0.3}) == [(0, 0)]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 4), st.integers(0, 4), st.randoms(use_true_random=False))
def test_best_pairs_equals_trying_everything(golds: int, founds: int, chance: random.Random) -> None:
    scores = {(i, j): chance.randint(1, 8) / 8 for i in range(golds) for j in range(founds) if chance.random() < 0.6}
    best, heaviest = (0, 0.0), 0.0
    for some in range(min(golds, founds) + 1):
        for rows in itertools.combinations(range(golds), some):
            for columns in itertools.permutations(range(founds), some):
                pairs = list(zip(rows, columns, strict=True))
                if all(pair in scores for pair in pairs):
                    best = max(best, (some, sum(scores[pair] for pair in pairs)))
                    heaviest = max(heaviest, best[1], sum(scores[pair] for pair in pairs))
    pairs = best_pairs(scores)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert (len(pairs), pytest.approx(sum(scores[pair] for pair in pairs))) == best
    assert sum(scores[pair] for pair in heaviest_pairs(scores)) == pytest.approx(heaviest)


# --- PolNeAR metrics --------------------------------------------------------------------------------------------


def test_shared_source_counts_once() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40), (0, 5), (22, 25))]
    found = [mark((10, 20), (0, 5), (6, 9)), mark((30, 38), (0, 5), (22, 26))]
    assert segments_exact(gold, found, "source") == (1, 1, 1)
    assert segments_exact(gold, found, "cue") == (1, 2, 2)
    assert segments_exact(gold, found, "content") == (1, 2, 2)
    assert segments_overlap(gold, found, "content") == (2, 2, 2)


def test_overlap_is_one_to_one() -> None:
    gold = [mark(((0, 10), (20, 30), (40, 44)))]
    assert segments_overlap(gold, [mark((0, 44))], "content") == (1, 3, 1)
    assert segments_overlap(gold, [mark((8, 23)), mark((9, 12))], "content") == (2, 3, 2)
    assert segments_overlap(gold, [mark((10, 20))], "content") == (0, 3, 1)
    # A long found segment that starts first must not hide later ones it contains.
    assert segments_overlap(gold, [mark((0, 50)), mark((21, 23)), mark((41, 43))], "content") == (3, 3, 3)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=7),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=7),
)
def test_overlap_equals_the_plain_way(left: list[tuple[int, int]], right: list[tuple[int, int]]) -> None:
    gold = [mark((start, start + size)) for start, size in left]
    found = [mark((start, start + size)) for start, size in right]
    a, b = sorted({g.content[0] for g in gold}), sorted({f.content[0] for f in found})
    sizes = {(i, j): float(shared((x,), (y,))) for i, x in enumerate(a) for j, y in enumerate(b) if shared((x,), (y,))}
    assert segments_overlap(gold, found, "content") == (len(greedy_pairs(sizes)), len(a), len(b))


def test_linked_needs_all_three() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9))]
    assert linked_pairs(gold, [mark((10, 19), (4, 5), (8, 12))]) == [(0, 0)]
    assert linked_pairs(gold, [mark((10, 16), (0, 5), (6, 9))]) == []  # F1 = 12/16 = .75
    assert linked_pairs(gold, [mark((10, 20), (), (6, 9))]) == []
    assert linked_pairs(gold, [mark((10, 20), (0, 5), (9, 12))]) == []
    floating = [mark((10, 20))]
    assert linked_pairs(floating, [mark((10, 20))]) == [(0, 0)]
    assert linked_pairs(floating, gold) == []


def test_triples_are_compared_whole() -> None:
    gold = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40))]
    found = [mark((10, 20), (0, 5), (6, 9)), mark((30, 40), (0, 5))]
    assert triples_exact(gold, found) == (1, 2, 2)
    assert triples_exact(gold, [gold[0], gold[0]]) == (1, 2, 2)  # the same answer twice is right once


# --- hand-made gold ---------------------------------------------------------------------------------------------


def test_found_by_half_of_the_content() -> None:
    gold = [mark((0, 10)), mark((20, 30))]
    found = [mark((0, 30))]  # covers both, F1 with either 20/40 = .5
    assert found_pairs(gold, found) == [(0, 0)]
    counts = count(gold, [mark((0, 31))], {"content"})
    assert counts["content_f"] == (0, 2, 1)  # 20/41 < .5
    assert counts["content_c"] == (1, 2, 1)  # all characters covered, but one found attribution is one
    assert counts["content_i"] == (0, 2, 1)
    assert count(gold, [mark((0, 15))], {"content"})["content_i"] == (1, 2, 1)  # 10/15


def test_what_is_counted_of_those_found() -> None:
    outer = mark((0, 50), speaker="Ana Lund", style="indirect", polarity="asserts", id="a1")
    inner = mark((20, 50), speaker="Ove Berg", style="mixed", via=("Harbour Radio", "GNA"), parent="a1", id="a2")
    unclear = mark((60, 80), speaker=None, style="direct", id="a3")
    lost = mark((90, 99), speaker="Ana Lund", parent="a1", id="a4")
    found = [
        mark((0, 50), speaker="Lund", style="indirect", polarity="denies"),
        mark((21, 50), speaker="Ana Lund", style="direct", via=("Harbour Radio News", "Tass"), parent="p"),
        mark((60, 80), speaker="Ove Berg", style="direct"),
    ]
    counts = count([outer, inner, unclear, lost], found, ALL)
    assert counts["content_f"] == (3, 4, 3)
    assert counts["speaker"][:2] == (1, 2)
    assert counts["speaker_reference"][:2] == counts["speaker_reference_named"][:2] == (0, 0)
    assert counts["speaker_open"][:2] == (0, 1)
    assert counts["style"][:2] == (2, 3)
    assert counts["polarity"][:2] == (0, 1)
    assert counts["via"] == (1, 2, 2)
    assert counts["nested"][:2] == (1, 2)
    assert counts["nested_parent"][:2] == (1, 2)


def test_speakers_given_by_reference() -> None:
    gold = [
        mark((0, 9), speaker="Ana Lund", by_reference=True),
        mark((10, 19), speaker="unnamed: residents", by_reference=True),
        mark((20, 29), speaker="Ove Berg"),
    ]
    found = [
        mark((0, 9), speaker="Ove Berg"),
        mark((10, 19), speaker="residents", speaker_kind="anonymous"),
        mark((20, 29), speaker="Ove Berg"),
    ]
    counts = count(gold, found, ALL)
    assert counts["speaker_reference"][:2] == (1, 2)
    assert counts["speaker_reference_named"][:2] == (0, 1)


# --- intervals --------------------------------------------------------------------------------------------------


def test_scores_of_counts() -> None:
    counts = np.array([[3.0, 4.0, 6.0], [0.0, 0.0, 0.0]])
    assert value(counts, "f1")[0] == pytest.approx(0.6)
    assert value(counts, "share")[0] == 0.75
    assert value(counts, "precision")[0] == 0.5
    assert np.isnan(value(counts, "f1")[1])
    assert [items(counts[0], form) for form in ("f1", "share", "precision")] == [4, 4, 6]


def test_scores_of_two_sides() -> None:
    counts = np.array([[1.0, 2.0, 1.0, 4.0], [0.0, 2.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]])
    scores = value(counts, "two_sided")
    assert scores[0] == pytest.approx(2 * 0.5 * 0.25 / 0.75)
    assert scores[1] == 0.0  # nothing found is a score of 0
    assert np.isnan(scores[2])  # nothing to find and nothing found is no score
    three = np.concatenate([counts[0], counts[0], counts[1]])
    assert value(three, "mean_of_three") == pytest.approx(scores[0] * 2 / 3)
    assert items(np.arange(12.0), "mean_of_three") == 5


def test_intervals_are_seeded_and_hold_the_score() -> None:
    table = np.array([[right, 10, 10] for right in (2, 4, 5, 6, 7, 9, 3, 8)], dtype=np.float64)
    low, high = intervals({"linked": table}, METRICS)["linked_f1"]
    assert low < table[:, 0].sum() / 80 < high
    assert intervals({"linked": table}, METRICS)["linked_f1"] == (low, high)
    same = np.tile([5.0, 10, 10], (8, 1))
    assert intervals({"linked": same}, METRICS)["linked_f1"] == (0.5, 0.5)
    assert intervals({"linked": table[:4]}, METRICS) == {}


def test_interval_equals_resampling_one_by_one() -> None:
    table = np.array([[right, 10, 10] for right in (2, 4, 5, 6, 7, 9)], dtype=np.float64)
    draws = np.random.default_rng(3).multinomial(6, [1 / 6] * 6, size=50)
    scores = [sum(n * row[0] for n, row in zip(draw, table, strict=True)) / 60 for draw in draws]
    assert intervals({"linked": table}, METRICS, 50, 3)["linked_f1"] == pytest.approx(
        tuple(np.percentile(scores, [2.5, 97.5]))
    )
