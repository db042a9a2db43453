"""MUC, B-cubed and CEAF: the examples of their papers, and what must hold of any chains."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.check.chains import TwoSided, b_cubed, ceaf, muc
from sayso.check.counts import value

ALL = (muc, b_cubed, ceaf)
GOLD = [{*"12345"}, {*"67"}, {*"89ABC"}]
#: Bagga and Baldwin's two answers: each joins two chains, small with large and large with large.
ONE_JOINED, TWO_JOINED = [{*"12345"}, {*"6789ABC"}], [{*"1234589ABC"}, {*"67"}]


def shares(counts: TwoSided) -> tuple[float, float]:
    """Return recall and precision."""
    return counts[0] / counts[1], counts[2] / counts[3]


def f1(counts: TwoSided) -> float:
    return float(value(np.array(counts, dtype=np.float64), "two_sided"))


def test_muc_counts_links() -> None:
    assert shares(muc([{*"ABCD"}], [{*"AB"}, {*"CD"}])) == (pytest.approx(2 / 3), 1.0)
    assert shares(muc([{*"AB"}, {*"CD"}], [{*"ABCD"}])) == (1.0, pytest.approx(2 / 3))
    assert muc([{*"ABCD"}], [{*"BC"}, {*"DE"}]) == (1, 3, 1, 2)  # A and D are parts of their own, and so is E
    assert shares(muc(GOLD, ONE_JOINED)) == shares(muc(GOLD, TWO_JOINED)) == (1.0, pytest.approx(9 / 10))


def test_b_cubed_tells_what_muc_does_not() -> None:
    assert shares(b_cubed(GOLD, ONE_JOINED)) == (1.0, pytest.approx((5 + 2 * 2 / 7 + 5 * 5 / 7) / 12))
    assert shares(b_cubed(GOLD, TWO_JOINED)) == (1.0, pytest.approx((10 * 5 / 10 + 2) / 12))
    assert b_cubed([{*"ABC"}], [{*"AB"}, {*"XY"}]) == (pytest.approx(4 / 3), 3, 2.0, 4)


def test_ceaf_pairs_chains() -> None:
    assert shares(ceaf(GOLD, ONE_JOINED)) == (pytest.approx((1 + 10 / 12) / 3), pytest.approx((1 + 10 / 12) / 2))
    assert f1(ceaf(GOLD, ONE_JOINED)) == pytest.approx(0.733, abs=5e-4)  # as Luo's table has it
    # The heaviest pairing, not that of most pairs: one of 8/10 beats two of 2/8 each.
    gold, found = [{*"ABCDE"}, {*"FGH"}], [{*"ABCDF"}, {*"EIJ"}]
    assert ceaf(gold, found)[0] == pytest.approx(8 / 10)


def test_nothing_on_one_side() -> None:
    for metric in ALL:
        assert f1(metric(GOLD, [])) == f1(metric([], GOLD)) == 0.0
        assert np.isnan(f1(metric([], [])))


CHAINS = st.lists(st.integers(0, 4), min_size=2, max_size=14)


def chains(homes: list[int]) -> list[set[int]]:
    """Return mentions 0, 1, … as chains: each stands in the one of its number; in none where it is 4."""
    return [chain for home in range(4) if len(chain := {m for m, h in enumerate(homes) if h == home}) > 1]


@settings(max_examples=150, deadline=None)
@given(CHAINS, CHAINS, st.randoms(use_true_random=False))
def test_what_holds_of_any_chains(left: list[int], right: list[int], chance: random.Random) -> None:
    gold, found = chains(left), chains(right)
    for metric in ALL:
        counts = metric(gold, found)
        assert 0 <= counts[0] <= counts[1] + 1e-9
        assert 0 <= counts[2] <= counts[3] + 1e-9
        other = metric(found, gold)
        assert (*other[2:], *other[:2]) == pytest.approx(counts)  # exchanged sides exchange recall and precision
        shuffled = chance.sample(found, len(found))
        assert metric(chance.sample(gold, len(gold)), shuffled) == pytest.approx(counts)
        if gold:
            assert shares(metric(gold, gold)) == (pytest.approx(1.0), pytest.approx(1.0))


@settings(max_examples=60, deadline=None)
@given(CHAINS, CHAINS)
def test_b_cubed_equals_going_mention_by_mention(left: list[int], right: list[int]) -> None:
    gold, found = chains(left), chains(right)
    total = 0.0
    for chain in gold:
        for mention in chain:
            home = next((other for other in found if mention in other), set())
            total += len(chain & home) / len(chain)
    assert b_cubed(gold, found)[0] == pytest.approx(total)
