"""The parts of the learned reader that need no weights: chains of tags, windows, snapping, calibration."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_weights import tokenizer
from sayso.understand.encoder import chain, pairs
from sayso.understand.encoder.calibrate import confidence
from sayso.understand.encoder.snap import snap
from sayso.understand.encoder.weights import WeightsError, load
from sayso.understand.encoder.windows import windows_of
from sayso.understand.encoder.words import FEATURES, words_of
from sayso.understand.polarity import polarity_of
from sayso.understand.quotations import quotations

TAGS = 5


def every_path(length: int) -> list[tuple[int, ...]]:
    return list(itertools.product(range(TAGS), repeat=length))


def scored(seed: int, lengths: list[int]) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    sequences = [random.normal(size=(length, TAGS)).astype(np.float32) for length in lengths]
    start, moves = chain.allowed(random.normal(size=(TAGS, TAGS)).astype(np.float32))
    return sequences, start, moves


@pytest.mark.parametrize("seed", range(5))
def test_the_best_tags_are_the_best_of_all(seed: int) -> None:
    sequences, start, moves = scored(seed, [1, 3, 4])
    found = chain.best(*chain.padded(sequences), start, moves)
    for scores, path in zip(sequences, found, strict=True):
        values = {p: chain.path_score(scores, np.array(p), start, moves) for p in every_path(len(scores))}
        assert values[tuple(path.tolist())] == pytest.approx(max(values.values()), abs=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_marginals_are_sums_over_all_paths(seed: int) -> None:
    sequences, start, moves = scored(seed, [1, 3, 4])
    odds, log = chain.marginals(*chain.padded(sequences), start, moves)
    for number, scores in enumerate(sequences):
        values = {p: np.exp(chain.path_score(scores, np.array(p), start, moves)) for p in every_path(len(scores))}
        total = sum(values.values())
        assert log[number] == pytest.approx(np.log(total), abs=1e-3)
        assert chain.totals(*chain.padded(sequences), start, moves)[number] == pytest.approx(np.log(total), abs=1e-3)
        for place, tag in itertools.product(range(len(scores)), range(TAGS)):
            share = sum(value for path, value in values.items() if path[place] == tag) / total
            assert odds[place, number, tag] == pytest.approx(share, abs=1e-4)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 30), min_size=1, max_size=4))
@settings(max_examples=50, derandomize=True, deadline=None)
def test_inside_follows_only_its_own_begin(seed: int, lengths: list[int]) -> None:
    sequences, start, moves = scored(seed, lengths)
    for path in chain.best(*chain.padded(sequences), start, moves):
        before = 0
        for tag in path.tolist():
            assert tag == 0 or tag % 2 == 1 or before in {tag, tag - 1}
            before = tag


def test_islands_leave_out_what_is_outside_for_sure() -> None:
    scores = np.zeros((20, 3), dtype=np.float32)
    scores[:, 0] = 20
    scores[[4, 5, 8, 15], 1] = 20
    assert chain.islands(scores, [(0, 10), (10, 20)], 0.99) == [(3, 7), (7, 10), (14, 17)]
    assert chain.islands(scores[:3], [(0, 3)], 0.99) == []


@pytest.mark.parametrize("seed", range(3))
def test_islands_hold_every_span_of_the_whole(seed: int) -> None:
    random = np.random.default_rng(seed)
    scores = random.normal(size=(60, TAGS)).astype(np.float32) * 4
    scores[:, 0] += 6
    start, moves = chain.allowed(random.normal(size=(TAGS, TAGS)).astype(np.float32) * 0.3)
    (whole,) = chain.best(*chain.padded([scores]), start, moves)
    places = chain.islands(scores, [(0, 60)], 0.99999)
    pieces = chain.best(*chain.padded([scores[low:high] for low, high in places]), start, moves)
    spans = [
        (kind, low + a, low + b)
        for (low, _), tags in zip(places, pieces, strict=True)
        for kind, a, b in chain.runs(tags)
    ]
    assert spans == chain.runs(whole)


def test_runs() -> None:
    assert chain.runs(np.array([0, 1, 2, 1, 0, 3, 4, 4, 1])) == [(0, 1, 3), (0, 3, 4), (1, 5, 8), (0, 8, 9)]


TEXT = st.text(st.sampled_from("abz AZ.,“”'\" \n123’é-"), min_size=1, max_size=300)


@given(TEXT)
@settings(max_examples=100, derandomize=True, deadline=None)
def test_words_stand_in_the_text_and_windows_hold_each_once(text: str) -> None:
    lines = [(0, len(text))]
    words = words_of(tokenizer(), text, lines, quotations(text, lines))
    joined = "".join(text[a:b] for a, b in zip(words.start, words.end, strict=True))
    assert joined == "".join(text.split())
    assert ((words.feature >= 0) & (words.feature < FEATURES)).all()
    windows = windows_of(text, words, 20)
    assert [place for low, high in windows for place in range(low, high)] == list(range(len(words)))
    for low, high in windows:
        assert high - low == 1 or words.first[high] - words.first[low] <= 20


def test_a_window_ends_with_a_paragraph_where_it_can() -> None:
    text = "Lund said no. " * 4 + "\n" + "Keld said yes. " * 4
    paragraphs = [(0, 56), (57, len(text))]
    words = words_of(tokenizer(), text, paragraphs)
    pieces = int(words.first[-1])
    windows = windows_of(text, words, int(pieces * 0.75))
    assert text[words.start[windows[1][0]] :].startswith("Keld")


SAID = "Lund said “we will not go.” She left."


@pytest.mark.parametrize(
    ("content", "snapped"),
    [
        ("we will not go.", "“we will not go.”"),  # the marks themselves are part of a content
        ("we will not go", "“we will not go.”"),  # nothing but the full stop was left out
        ("“we will not go.”", "“we will not go.”"),
        ("will not", "will not"),  # half a quotation stays half
    ],
)
def test_contents_snap_onto_quotation_marks(content: str, snapped: str) -> None:
    start = SAID.index(content)
    found = snap(SAID, [(start, start + len(content))], (5, 9), quotations(SAID, [(0, len(SAID))]))
    assert [SAID[a:b] for a, b in found] == [snapped]


def test_pieces_with_only_space_between_are_one() -> None:
    assert snap("they left  and came back", [(0, 9), (11, 24)], (30, 31), []) == ((0, 24),)
    assert snap("   ", [(0, 3)], (5, 6), []) == ()


def test_confidence_grows_with_either_probability() -> None:
    fitted = {"weights": [0.2, 0.8, 0.5]}
    assert confidence(fitted, 0.9, 0.8) > confidence(fitted, 0.6, 0.8) > confidence(fitted, 0.6, 0.2)
    assert 0 <= confidence(fitted, 0.0, 0.0) <= confidence(fitted, 1.0, 1.0) <= 1
    assert confidence({}, 0.5, 0.5) == 0.25


@pytest.mark.parametrize(
    ("cue", "polarity"),
    [
        ("said", "asserts"),
        ("has repeatedly denied", "denies"),
        ("called for", "demands"),
        ("warned", "warns"),
        ("zzz", "asserts"),
        ("said it would", "asserts"),
    ],
)
def test_polarity_of_a_cue(cue: str, polarity: str) -> None:
    assert polarity_of(cue) == polarity


def test_pairs_tell_pronouns_names_and_equal_words() -> None:
    strings = ["Lund", "she", "lund", "minister", "ministers"]
    classes, keys = pairs.classes_of(strings), pairs.keys_of(strings)
    assert keys[0] == keys[2]
    assert keys[3] == keys[4]
    found = pairs.pair_features(
        np.array([0, 5, 9, 14, 20]), classes, keys, np.zeros(5, dtype=bool), np.array([1, 2, 4]), np.array([0, 0, 3])
    )
    assert (found >= 0).all()
    assert (found < np.array(pairs.SIZES)).all()
    assert found[:, 3].tolist() == [0, 2, 2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"not a zip", "not a weights file"),
        (b"PK\x05\x06" + b"\0" * 18, "not a weights file"),
    ],
)
def test_weights_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, words: str
) -> None:
    path = tmp_path / "other.weights"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("SAYSO_WEIGHTS", str(path))
    with pytest.raises(WeightsError, match=words) as caught:
        load()
    assert str(path) in str(caught.value)
    assert "--reader rules" in str(caught.value)
