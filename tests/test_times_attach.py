"""Which time a happening is of: that of its clause, else its sentence, else the sentences before."""

from __future__ import annotations

import pytest

from sayso.understand.quotations import quotations
from sayso.understand.sentences import read_sentences
from sayso.understand.times.attach import NOTHING, When, time_at
from telling import PUBLISHED, times
from understanding import LEAD


def when(text: str, trigger: str, published: str | None = PUBLISHED) -> When:
    """Return when the happening was that a word of a text tells of; the text is one paragraph."""
    whole = (0, len(text))
    anchor = text.index(trigger)
    sentence = next(one for one in read_sentences(text, [whole], quotations(text, [whole])) if anchor < one.end)
    return time_at(
        text,
        times(text, published),
        anchor,
        sentence=(sentence.start, sentence.end),
        paragraph=whole,
        published=published,
        offset=len(LEAD),
    )


@pytest.mark.parametrize(
    ("text", "trigger", "first", "last", "how"),
    [
        ("Shells killed nine on Monday in Oster.", "killed", "2016-09-12", "2016-09-12", "clause"),
        (
            "Shells fell on Monday while the council met on Sunday.",
            "met",
            "2016-09-11",
            "2016-09-11",
            "clause",
        ),
        (
            "Shells fell on Monday while the council met on Sunday.",
            "fell",
            "2016-09-12",
            "2016-09-12",
            "clause",
        ),
        ("On Monday Ana Lund said that shells fell.", "fell", "2016-09-12", "2016-09-12", "sentence"),
        ("Shells fell on Monday. Nine died in the fire.", "died", "2016-09-12", "2016-09-12", "paragraph"),
        ("Shells fell from Friday to Monday.", "fell", "2016-09-09", "2016-09-12", "clause"),
        ("Nine died in the past 24 hours.", "died", "2016-09-13", "2016-09-14", "clause"),
        ("Nine have died since the talks broke off in April.", "died", "2016-04-01", "2016-09-14", "since"),
    ],
)
def test_the_time_that_applies(text: str, trigger: str, first: str, last: str, how: str) -> None:
    found = when(text, trigger)
    assert (found.date_from, found.date_to, found.how) == (first, last, how)
    assert found.time is not None


@pytest.mark.parametrize(
    "text",
    [
        "Shells fell.",
        "Shells fell, Ana Lund said on Monday.",
        "Shells fell every Friday.",
        "Shells are falling now.",
        "Shells fell until Monday.",
        "It lasted three days as shells fell.",
    ],
)
def test_times_of_something_else_do_not_apply(text: str) -> None:
    assert when(text, "fell" if "fell" in text else "falling") == NOTHING


def test_what_is_not_dated_does_not_apply() -> None:
    assert when("Shells fell on Monday.", "fell", published=None) == NOTHING
    assert when("Nine have died since April 2016.", "died", published=None).date_to == "2016-04-30"


def test_what_goes_on_goes_on_to_the_last_day_that_the_article_can_be_of() -> None:
    assert when("Nine have died since May 2016.", "died", published="2016-09").date_to == "2016-09-30"
    assert when("Nine have died since May 2016.", "died", published="rubbish").how == "sentence"


def test_a_range_has_both_its_ends() -> None:
    found = when("Shells fell on Saturday and Sunday.", "fell")
    assert (found.time and found.time.text, found.time_to and found.time_to.text) == ("Saturday", "Sunday")


def test_a_sentence_far_before_is_too_far() -> None:
    text = "Shells fell on Monday. " + "The old mill stands by the sea and nobody goes there. " * 8 + "Nine died."
    assert when(text, "died") == NOTHING
