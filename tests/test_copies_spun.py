"""Copies: spun text, the rest of tied articles, passages that grow to sentences; each part by itself."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.compare import CopySettings
from sayso.compare.chains import Chains, pair_of
from sayso.compare.fingerprints import Corpus
from sayso.compare.grow import grown, joined
from sayso.compare.intervals import Intervals, articles_of, covered
from sayso.compare.offsets import Bytes, WordEdges, packed
from sayso.compare.sentences import Sentences, mark_phrases, sentences_of, whole
from sayso.compare.spun import AROUND, EQUAL, RULER, spun_chains, spun_hits
from sayso.compare.stock import Passages, alike, few_of_stock, telling
from sayso.compare.words import split
from test_copies import Writer, article, find, sides


def corpus_of(*texts: str) -> Corpus:
    """Return a corpus of texts, each one run."""
    words = [split(text) for text in texts]
    offsets = np.cumsum([0, *(len(one.starts) for one in words)]).astype(np.int64)
    starts, ends = (
        np.concatenate([getattr(one, side) for one in words]).astype(np.int32) for side in ("starts", "ends")
    )
    columns = []
    for values in packed(starts, ends, offsets):
        columns.append(Bytes(len(starts)))
        columns[-1].fill(slice(0, len(starts)), values)
    hashes = np.concatenate([one.hashes for one in words])
    return Corpus(hashes, WordEdges(*columns, offsets), np.unique(offsets[:-1][np.diff(offsets) > 0]), offsets)


def passages_of(*rows: tuple[int, int, int, int, int], a: int = 0, b: int = 1) -> Passages:
    """Return passages given as a_start, a_end, b_start, b_end, aligned."""
    columns = np.array(rows, np.int64).reshape(-1, 5).T
    count = columns.shape[1]
    return Passages(*columns, np.full(count, a), np.full(count, b))


def sentences(*texts: str) -> tuple[Corpus, Sentences]:
    corpus = corpus_of(*texts)
    return corpus, sentences_of(corpus, lambda one: texts[one], np.arange(len(texts)))


# Spun text.


def find_spun(corpus: Corpus, chosen: np.ndarray, known: Passages, settings: CopySettings) -> Iterator[Chains]:
    return spun_chains(corpus, spun_hits(corpus, chosen, settings), known, settings)


def test_no_two_words_of_a_seed_are_as_far_apart_as_two_others() -> None:
    far = [b - a for place, a in enumerate(RULER) for b in RULER[place + 1 :]]
    assert len(set(far)) == len(far)


def test_one_seed_is_enough_if_the_words_around_are_alike() -> None:
    one = "a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12 a13 a14 a15 a16 a17 a18 a19"
    words = one.split()
    kept = {6, 7, 10, 12, *range(13, 13 + EQUAL)}  # a seed at 6, and as many words more as are asked for
    two = " ".join(word if place in kept else f"b{place}" for place, word in enumerate(words))
    fewer = two.replace("a13", "b13")
    none = passages_of()
    for text, count in ((two, 1), (fewer, 0)):
        corpus = corpus_of(one, text)
        chains = list(find_spun(corpus, np.ones(2, np.bool_), none, CopySettings()))
        assert sum(map(len, chains)) == count
    assert max(AROUND) < 20


def test_what_is_known_or_not_chosen_is_not_found_again() -> None:
    text = Writer(1).text(40)
    corpus = corpus_of(text, text)

    def chains(known: Passages, chosen: list[bool]) -> list[Chains]:
        return list(find_spun(corpus, np.array(chosen), known, CopySettings()))

    assert chains(passages_of(), [True, True])
    assert not chains(passages_of(), [True, False])
    assert not chains(passages_of((40, 80, 0, 40, 40), a=1, b=0), [True, True])


def test_parts_of_the_space_of_hashes_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer(3)
    shared = writer.text(60)
    texts = [f"{writer.text(50)} {writer.spun(shared, 0.3)} {writer.text(50)}" for _ in range(8)]
    corpus = corpus_of(*texts)

    def found() -> list[tuple[int, ...]]:
        every = find_spun(corpus, np.ones(8, np.bool_), passages_of(), CopySettings())
        return [
            tuple(row) for one in every for row in np.stack([getattr(one, n) for n in Chains.__slots__], 1).tolist()
        ]

    before = found()
    monkeypatch.setattr("sayso.compare.spun.SEEDS_AT_A_TIME", 100)
    monkeypatch.setattr("sayso.compare.fingerprints.WORDS_AT_A_TIME", 70)
    assert before
    assert found() == before


def test_a_seed_of_many_articles_links_nothing() -> None:
    text = Writer(2).text(30)
    corpus = corpus_of(*[text] * 6)
    some = CopySettings(spun_articles=6)
    assert list(find_spun(corpus, np.ones(6, np.bool_), passages_of(), some))
    assert not list(find_spun(corpus, np.ones(6, np.bool_), passages_of(), CopySettings(spun_articles=5)))


def test_heavily_spun_text_is_one_passage_with_whole_sentences() -> None:
    writer = Writer(21)
    donor, host = writer.text(140), writer.text(70)
    taken = donor.split(" ")[28:98]
    replaced = writer.spun(" ".join(taken), 0.4).replace(".", "").split(" ")
    spun = " ".join(word + "." * old.endswith(".") for word, old in zip(replaced, taken, strict=True))
    rows = find([article("donor", donor), article("host", f"{host} {spun} {writer.text(42)}")])
    spans = sorted(sides(rows, "host", "donor"))
    assert len(spans) == 1
    low, high = (place - len(host) - 1 for place in spans[0])
    assert low == 0 or spun[:low].endswith(". ")
    assert high - low >= 0.8 * len(spun)


def test_unrelated_texts_share_nothing() -> None:
    writer = Writer(22)
    assert find([article(f"t{n:02}", writer.text(300)) for n in range(60)]) == []


# The rest of tied articles.


def test_a_short_sentence_counts_beside_a_passage_and_not_alone() -> None:
    writer = Writer(31)
    passage, short = writer.text(42), "Seven lamps burned along the quay."
    one = article("a", f"{writer.text(28)} {passage} {short} {writer.text(28)}")
    two = article("b", f"{writer.text(14)} {short} {passage} {writer.text(28)}")
    alone = article("c", f"{writer.text(28)} {short} {writer.text(28)}")
    rows = find([one, two, alone])
    found = {two["text"][low:high] for low, high in sides(rows, "b", "a")}
    assert short.rstrip(".") in found
    assert len(found) == 2
    assert not any("c" in (row["article_id"], row["of_article_id"]) for row in rows)


def test_a_short_sentence_far_from_the_passage_does_not_count() -> None:
    writer = Writer(32)
    passage, short = writer.text(42), "Seven lamps burned along the quay."
    one = article("a", f"{passage} {writer.text(140)} {short} {writer.text(14)}")
    two = article("b", f"{passage} {writer.text(140)} {short} {writer.text(14)}")
    rows = find([one, two])
    assert [one["text"][low:high] for low, high in sides(rows, "a", "b")] == [passage.rstrip(".")]


def test_shuffled_short_sentences_are_all_found() -> None:
    writer = Writer(33)
    pieces = [" ".join(writer.text(14).rstrip(".").split(" ")[: 5 + place]) + "." for place in range(9)]
    long = writer.text(28)
    donor = " ".join([long, *pieces])
    host = " ".join([pieces[place] for place in (4, 0, 8, 2, 6, 1, 7, 3, 5)] + [long])
    rows = find([article("donor", donor), article("host", host)])
    covered = np.zeros(len(host), np.bool_)
    for low, high in sides(rows, "host", "donor"):
        covered[low:high] = True
    letters = np.array([char.isalnum() for char in host])
    assert covered[letters].mean() >= 0.97


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_passages_of_a_pair_do_not_overlap_much_on_either_side(seed: int) -> None:
    writer = Writer(seed % 7)
    writer.chance.seed(seed)
    pieces = [writer.text(14) for _ in range(10)]
    host = [writer.spun(piece, writer.chance.choice([0, 0.2, 0.4])) for piece in pieces]
    writer.chance.shuffle(host)
    rows = find([article("a", " ".join(pieces)), article("b", " ".join(host))])
    for one, two in (("a", "b"), ("b", "a")):
        spans = sorted(sides(rows, one, two))
        for (_, end), (start, after) in itertools.pairwise(spans):
            assert end - start <= (after - start) / 2


# Intervals.


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 30), st.integers(1, 9)), max_size=12),
    st.lists(st.tuples(st.integers(0, 4), st.integers(-3, 45)), max_size=30),
)
def test_intervals_hold_what_lies_in_them(given_: list[tuple[int, int, int]], asked: list[tuple[int, int]]) -> None:
    owner, starts, sizes = (np.array([row[i] for row in given_], np.int64) for i in range(3))
    who, places = (np.array([row[i] for row in asked], np.int64) for i in range(2))
    got = Intervals(owner * 2**40, starts, starts + sizes).hold(who * 2**40, places)
    want = [any(o == w and s <= p < s + n for o, s, n in given_) for w, p in asked]
    assert got.tolist() == want


def test_pairs_have_numbers_and_are_found_again() -> None:
    a, b = np.array([5, 2_000_000]), np.array([7, 1_999_999])
    assert [side.tolist() for side in articles_of(pair_of(a, b))] == [a.tolist(), b.tolist()]
    known = passages_of((10, 20, 110, 120, 10))
    places = np.array([10, 20, 9, 9]), np.array([0, 0, 119, 120])
    assert covered(known, np.full(4, pair_of(np.array([0]), np.array([1]))), *places).tolist() == [
        True,
        False,
        True,
        False,
    ]


# Sentences, and growing to them.


def test_where_sentences_begin() -> None:
    text = 'He left at 3.5 knots. "Why?" she asked (twice.) Then\nnothing… 日本。中 end'
    corpus, found = sentences(text)
    starts = found.starts[:-1]
    assert [text[corpus.starts[place] :][:5] for place in starts.tolist()] == [
        "He le",
        'Why?"',
        "she a",
        "Then\n",
        "nothi",
        "日本。中 ",
        "中 end",
    ]
    assert found.starts[-1] == len(corpus.words)
    assert found.start(np.array([2])).tolist() == [0]
    assert found.end(np.array([0])).tolist() == [int(starts[1])]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=5))
def test_sentences_of_any_text_cover_its_words(texts: list[str]) -> None:
    corpus, found = sentences(*texts)
    places = np.arange(len(corpus.words))
    if len(places):
        assert (found.start(places) <= places).all()
        assert (found.end(places) > places).all()
        assert (corpus.article_of(found.start(places)) == corpus.article_of(places)).all()


def test_whole_sentences_a_word_more_or_less() -> None:
    _, found = sentences("One two three four five six. Seven eight nine ten eleven twelve. Thirteen fourteen.")
    starts, ends = np.array([6, 5, 7, 4, 6]), np.array([12, 12, 13, 12, 9])
    assert whole(starts, ends, found).tolist() == [True, True, True, False, False]


def test_ends_within_a_sentence_move_to_its_end_on_both_sides() -> None:
    one = "Before it all. The old ferry left the long pier at dawn today. After that came others here."
    two = "Nothing of it. The new ferry quit the long pier at noon there. Something else was told then."
    corpus, found = sentences(one, two)
    base = int(corpus.offsets[1])
    start = 7  # "the long pier at"
    grew = grown(corpus, passages_of((start, start + 4, base + start, base + start + 4, 4)), found, CopySettings())
    assert (grew.a_start[0], grew.a_end[0], grew.b_start[0], grew.b_end[0]) == (3, 13, base + 3, base + 13)
    assert grew.aligned[0] == 6


def test_a_sentence_of_other_length_or_words_is_no_part_of_it() -> None:
    same = "The old ferry left the long pier at dawn."
    corpus, found = sentences(f"{same} Nobody knew why it had gone so soon.", f"{same} The master of it slept all day.")
    base = int(corpus.offsets[1])
    one = passages_of((0, 9, base, base + 9, 9))
    assert grown(corpus, one, found, CopySettings()).a_end.tolist() == [9]


def test_a_word_of_the_next_sentence_is_cut_off() -> None:
    same = "the old ferry left the long pier at dawn and came back at night"
    corpus, found = sentences(f"{same}. The cook sang to it.", f"{same}. The master of it slept all day.")
    base = int(corpus.offsets[1])
    one = grown(corpus, passages_of((0, 15, base, base + 15, 15)), found, CopySettings())
    assert (one.a_end[0], one.b_end[0], one.aligned[0]) == (14, base + 14, 14)


def test_pieces_of_one_passage_are_joined_if_alike_as_a_whole() -> None:
    text = Writer(5).text(120)
    corpus = corpus_of(text, text)
    pieces = passages_of(
        (0, 20, 120, 140, 20), (26, 46, 146, 166, 20), (46, 60, 170, 184, 14), (100, 112, 230, 242, 12)
    )
    assert joined(corpus, pieces, CopySettings()).a_end.tolist() == [46, 60, 112]
    unlike = passages_of((0, 20, 120, 140, 10), (38, 58, 158, 178, 10))
    assert len(joined(corpus, unlike, CopySettings())) == 2
    assert len(joined(corpus, passages_of(), CopySettings())) == 0


# What is stock.


def test_what_is_so_unlike_must_be_long() -> None:
    aligned, longer = np.array([11, 10, 18, 27, 39]), np.array([12, 12, 30, 45, 65])
    assert alike(aligned, longer, CopySettings()).tolist() == [True, False, False, False, True]
    assert telling(aligned, longer, CopySettings()).tolist() == [True, False, True, True, True]


def test_a_phrase_alone_is_stock_and_beside_a_passage_is_not() -> None:
    text = "Said a man of the northern harbour police command in town on a day that nobody here remembers well. " * 3
    _, found = sentences(text, text)
    rows = passages_of((1, 13, 58, 70, 12), (20, 38, 77, 95, 18))
    none = np.zeros(2, np.bool_)
    assert mark_phrases(rows, none, found, CopySettings()).tolist() == [False, False]
    assert mark_phrases(rows.take(np.array([0])), none[:1], found, CopySettings()).tolist() == [True]
    assert mark_phrases(rows, np.array([False, True]), found, CopySettings()).tolist() == [True, False]


def test_stock_beside_a_copy_is_kept_and_else_what_shares_most() -> None:
    rows = Passages(
        *(np.array(column, np.int64) for column in ([0] * 5, [20, 20, 12, 20, 20], [100, 200, 300, 400, 450])),
        *(
            np.array(column, np.int64)
            for column in ([120, 220, 312, 420, 490], [20, 20, 12, 20, 40], [9] * 5, [1, 2, 3, 4, 4])
        ),
    )
    kept = few_of_stock(rows, np.array([True, True, True, True, False]), 1)
    assert kept.tolist() == [True, False, False, True, True]


def test_a_form_filled_in_anew_is_stock() -> None:
    writer = Writer(41)
    form = writer.text(40).split(" ")
    blanks = range(3, 40, 8)

    def filled() -> str:
        return " ".join(
            writer.chance.choice(writer.words) if place in blanks else word for place, word in enumerate(form)
        )

    rows: list[dict[str, Any]] = find(
        [
            article(f"f{day}", f"{writer.text(6)} {filled()}", f"Paper {day}", f"2020-03-{day + 1:02}")
            for day in range(9)
        ],
        min_surplus=30,
    )
    assert rows
    assert all(row["stock"] for row in rows)
