"""How words tie the lines of a page together."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.read.roles.features import NUMBERS, code_points, features, lines_of
from sayso.read.roles.ties import TIES, ties

ABOVE = ["Ferry Aground Off Brisk", "The ferry ran aground.", "Divers reached the ferry.", "Brisk harbour was closed."]
BELOW = ["Mayor Buys Vineyard", "The vineyard lies uphill.", "The mayor paid cash.", "A vineyard pays, the mayor says."]


def of(lines: list[str]) -> np.ndarray:
    codes = code_points("\n".join(lines))
    return features(codes, lines_of(codes)).numbers[:, NUMBERS - TIES :]


def test_a_headline_is_tied_to_what_follows_and_not_to_what_stands_above() -> None:
    told = of([*ABOVE, *BELOW])
    ahead, behind = told[:, 0], told[:, 1]
    assert ahead[4] > 0 == behind[4]
    assert behind[3] > 0 == ahead[3]


def test_nothing_crosses_from_one_story_to_the_next() -> None:
    crossing = of([*ABOVE, *BELOW])[:, 4]
    assert crossing[4] == 0
    assert min(crossing[2], crossing[6]) > 0


def test_where_one_story_ends_the_ties_dip_deepest() -> None:
    dip = of([*ABOVE, *BELOW])[:, 5]
    assert int(dip.argmax()) == 4


def test_short_words_tie_nothing() -> None:
    assert not of(["The cat sat", "On the mat", "By the cat"]).any()


def test_a_page_without_words_has_no_ties() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert ties(nothing.astype(np.uint64), nothing, nothing.astype(bool), nothing, nothing).shape == (0, TIES)
    assert not of(["…", "—"]).any()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdeZÄ \u2028.", min_size=1, max_size=30), min_size=1, max_size=40))
def test_any_lines_have_finite_ties(lines: list[str]) -> None:
    codes = code_points("\n".join(lines))
    found = lines_of(codes)
    told = features(codes, found).numbers
    assert told.shape == (len(found.start), NUMBERS)
    assert np.isfinite(told).all()
