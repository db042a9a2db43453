"""What holds of times in any text: anchored, in order, the same again, sound dates, and quick."""

from __future__ import annotations

import time as clock
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.understand import passage_of
from sayso.understand.times import find_times
from sayso.understand.times.calendar import interval, moved, part_of, value_at
from sayso.understand.times.lexicon import lexicon
from sayso.understand.times.reading import read_spans
from telling import PUBLISHED, times
from understanding import page_of


def entries() -> list[str]:
    """Return all words of the data files as a text would have them."""
    found = set()
    for group in lexicon().values():
        every = [group.alone] if group.alone is not None else []
        every += [one for several in group.by_second.values() for one in several]
        found |= {" ".join(one.words).title() if one.capital else " ".join(one.words) for one in every}
    return sorted(found)


PARTS = st.sampled_from(
    [
        *entries(),
        *"0123456789,-–.()'’\n\t٣😀",
        *(
            "12",
            "2016",
            "1998",
            "31/12/2015",
            "05/06/2015",
            "12.09.2016",
            "2016-02-30",
            "12:30",
            "'98",
            "1990s",
            "2 1/2",
        ),
        *("½", "21st", "1,200", "'s", "’s", " fell", " will meet", " said", "999999999", "0000", "24:59", "9999-12-31"),
    ]
)
TEXTS = st.lists(
    st.tuples(st.one_of(PARTS, PARTS, PARTS, st.text(max_size=5)), st.sampled_from([" ", " ", ""])), max_size=40
).map(lambda parts: "".join(word + gap for word, gap in parts))
DATES = st.one_of(
    st.none(),
    st.dates().map(str),
    st.sampled_from(["2016", "2016-09", "2016-09-14T10:00:00Z", "0001-01-01", "9999-12-31", "9999", "rubbish", "0000"]),
)
QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(text=TEXTS, published=DATES)
def test_times_are_anchored_in_order_and_the_same_again(text: str, published: str | None) -> None:
    page, [article], blocks = page_of(text)
    article = replace(article, published=published)
    found = find_times(article, passage_of(article, blocks))
    for one in found:
        assert page.text[one.start : one.end] == one.text != ""
        assert article.start <= one.start < one.end <= article.end
        assert one.article_id == article.id
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert len({one.id for one in found}) == len(found)
    assert find_times(article, passage_of(article, blocks)) == found


@QUICK
@given(text=TEXTS, published=DATES)
def test_what_is_told_of_a_time_is_sound(text: str, published: str | None) -> None:
    for one in times(text, published):
        assert one.type in {"DATE", "TIME", "DURATION", "SET"}
        assert one.how in {"explicit", "published", "text", "open"}
        assert one.value
        if one.date_from is not None and one.date_to is not None:
            assert date.fromisoformat(one.date_from) <= date.fromisoformat(one.date_to)
        if one.how == "open":
            assert one.date_from is None
            assert one.date_to is None
        if one.type == "SET":
            assert one.date_from is None
        span = interval(one.value) if one.type in {"DATE", "TIME"} and one.date_from and one.date_to else None
        if span is not None and one.how != "open":
            # A value and its days never contradict each other: they have a day in common.
            assert one.date_from <= span[1].isoformat()
            assert span[0].isoformat() <= one.date_to


@QUICK
@given(text=TEXTS, ends=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), max_size=5))
def test_given_extents_are_answered_one_by_one(text: str, ends: list[tuple[int, int]]) -> None:
    spans = sorted((min(one, len(text)), min(other, len(text))) for one, other in ends)
    assert len(read_spans(text, spans, PUBLISHED)) == len(spans)


@QUICK
@given(day=st.dates(), unit=st.sampled_from(["D", "W", "WE", "M", "Q", "6M", "Y", "DE", "CE"]))
def test_a_day_lies_in_its_units(day: date, unit: str) -> None:
    span = interval(value_at(day, unit))
    if span is None:  # the first or the last week or century of the calendar is not whole
        assert unit in {"W", "WE", "CE", "DE"}
        assert day.year < 100 or day.year == 9999
        return
    assert span[0] <= day <= span[1] or unit == "WE"
    for mod in ("START", "MID", "END", None):
        part = part_of(span, mod)
        assert span[0] <= part[0] <= part[1] <= span[1]


@QUICK
@given(day=st.dates(), unit=st.sampled_from(["D", "W", "M", "Q", "Y"]), amount=st.integers(-1000, 1000))
def test_moving_on_and_back_ends_nearby(day: date, unit: str, amount: int) -> None:
    there = moved(day, unit, amount)
    if there is not None:
        back = moved(there, unit, -amount)
        assert back is None or abs((back - day).days) <= 3, "a month lacks three days at most"


@pytest.mark.parametrize(
    "unit",
    [
        "two hundred and ",
        "a ",
        "late late ",
        "12/",
        "1-2-",
        "Monday ",
        "the last ",
        "May 5 ",
        "about about ",
        "2016-",
        "twenty-",
        "early in the ",
        "(",
        "a.m. ",
        "9,999,",
    ],
)
def test_time_grows_with_the_length_and_no_faster(unit: str) -> None:
    def seconds(length: int) -> float:
        text = unit * (length // len(unit))
        began = clock.process_time()
        times(text)
        return clock.process_time() - began

    seconds(1000)
    short = min(seconds(20_000) for _ in range(2))
    assert seconds(160_000) < 40 * max(short, 0.02), "eight times the text, a margin of five"
