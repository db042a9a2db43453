"""The network over a page's lines, and the scores it is measured with."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.check.extraction import border_counts, f1, shingles
from sayso.model import Page
from sayso.read.articles import split
from sayso.read.lines import read_lines
from sayso.read.roles.features import BUCKETS, NUMBERS, SLOTS, buckets_of, code_points, features, lines_of
from sayso.read.roles.markup import names_of, slots
from sayso.read.roles.network import load, look

TOP = ["Home", "World", "Opinion", "Sign in", "Subscribe for €1", "Search", "Menu", "Follow us", "News", "Contact"]
STORY = [
    "Harbour talks go on for a third night",
    "By Ana Lund",
    "9 May 2031",
    "The mayor of Oster said on Tuesday that the talks about the harbour had gone on for a third night.",
    "“Nobody has left the room,” she told Harbour Radio, and added that a truce was within reach.",
    "Fishermen have kept the quay closed since April, when the ministry cut the subsidy for small boats.",
    "A spokesman for the ministry said that the subsidy would not come back before the budget was passed.",
    "The talks are to go on tonight in the old customs house, both sides confirmed in a short statement.",
]
BOTTOM = [
    "Share on Facebook",
    "Related stories",
    "Ferry sinks off the cape",
    "Ten boats for a better life",
    "Leave a comment",
    "Your email address will not be published",
    "Terms of use",
    "Privacy policy",
    "Advertise with us",
    "Cookies",
    "About us",
    "© 2031 Oster Post. All rights reserved.",
]


def page_of(lines: list[str]) -> Page:
    return Page(id="p", file="p.txt", sha256="0", text="\n\n".join(lines), media_type="text/plain")


def test_article_lines_are_told_from_what_stands_around() -> None:
    lines = read_lines(page_of(TOP + STORY + BOTTOM))
    assert {line.text for line in lines if not line.outside and not line.dated} == set(STORY[3:])


def test_stripped_page_becomes_one_article_with_its_own_words_only() -> None:
    page = page_of(TOP + STORY + BOTTOM)
    articles, blocks = split(page)
    assert [(article.title, article.author, article.published) for article in articles] == [
        (STORY[0], "Ana Lund", "2031-05-09")
    ]
    told = {page.text[block.start : block.end] for block in blocks if block.article_id and block.role == "body"}
    assert told == set(STORY[3:])
    assert {line for line in TOP + BOTTOM if line not in page.text[articles[0].start : articles[0].end]} == set(
        TOP + BOTTOM
    )


def test_short_pages_are_left_to_the_rules() -> None:
    assert all(line.inside is None for line in read_lines(page_of(STORY)))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_lines_are_those_that_are_not_blank(text: str) -> None:
    codes = code_points(text)
    lines = lines_of(codes)
    found = [text[start:end] for start, end in zip(lines.start.tolist(), lines.end.tolist(), strict=True)]
    assert found == [part.strip() for part in text.replace("\r", "\n").split("\n") if part.strip()]
    seen = features(codes, lines)
    assert seen.numbers.shape == (len(found), NUMBERS)
    assert seen.words.shape == (len(found), SLOTS)
    assert np.isfinite(seen.numbers).all()
    assert not found or 0 <= seen.words.min() <= seen.words.max() < BUCKETS
    odds = look(seen)
    assert ((odds.inside >= 0) & (odds.inside <= 1)).all()
    assert np.allclose(odds.role.sum(-1), 1, atol=1e-3)


def test_words_hash_alike_wherever_they_stand_and_whatever_their_case() -> None:
    text = "Truce in Oster\n\nthe TRUCE holds"
    codes = code_points(text)
    words = features(codes, lines_of(codes)).words
    truce, oster, holds = buckets_of(["truce", "oster", "holds"]).tolist()
    assert words[0, 0] == words[1, 1] == truce
    assert words[0, 2] == oster
    assert words[1, 2] == holds


def test_names_of_markup_come_from_classes_and_ids() -> None:
    comments = names_of("div", {"class": "post-comments", "id": "commentList"})
    assert set(names_of("div", {"class": "comments"})) < set(comments)
    assert names_of("div", {}) == names_of("div", {})
    assert slots([(comments,), ()])[0, : len(comments)].tolist() == list(comments)
    assert not slots([()]).any()


def test_same_page_same_answer() -> None:
    page = page_of(TOP + STORY + BOTTOM)
    assert [line.inside for line in read_lines(page)] == [line.inside for line in read_lines(page)]
    assert all(value.dtype == np.float32 for weights in load() for value in weights.values())


def test_f1_gives_each_page_the_same_weight() -> None:
    long, short = shingles("one two three four five six seven eight"), shingles("nine ten eleven twelve")
    assert f1([(long, long), (short, short)]) == (1.0, 1.0, 1.0)
    assert f1([(long, long), (short, shingles(""))])[1] == pytest.approx(0.5)
    assert f1([]) == (0.0, 0.0, 0.0)


def test_borders_match_within_one_line_and_once() -> None:
    assert border_counts([3, 10], [4, 5, 30]) == (1, 2, 3)
    assert border_counts([3, 4], [3]) == (1, 2, 1)
