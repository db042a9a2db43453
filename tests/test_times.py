"""Times: which words are one, what they mean, and from where that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso import data
from telling import days, times, values


def only_value(text: str, published: str | None = "2016-09-14") -> tuple[str, str, str | None]:
    found = values(text, published)
    assert len(found) == 1, found
    return found[0]


def only_days(text: str, published: str | None = "2016-09-14") -> tuple[str | None, str | None]:
    found = days(text, published)
    assert len(found) == 1, found
    return found[0][1:]


@pytest.mark.parametrize(
    ("text", "words", "kind", "value"),
    [
        ("It rose in the year ended there.", "the year", "DURATION", "P1Y"),
        ("They met on 12 May 2015 in Oster.", "12 May 2015", "DATE", "2015-05-12"),
        ("They met on the 12th of May 2015.", "the 12th of May 2015", "DATE", "2015-05-12"),
        ("They met on Tuesday May 12 2015 in Oster.", "Tuesday May 12 2015", "DATE", "2015-05-12"),
        ("They met on Sept. 12, 2016.", "Sept. 12, 2016", "DATE", "2016-09-12"),
        ("They met in March 2015.", "March 2015", "DATE", "2015-03"),
        ("They met in early March 2015.", "early March 2015", "DATE", "2015-03"),
        ("They met in 1998.", "1998", "DATE", "1998"),
        ("They met in '98 there.", "'98", "DATE", "1998"),
        ("They met in nineteen ninety-six.", "nineteen ninety-six", "DATE", "1996"),
        ("They met in mid-2016.", "mid-2016", "DATE", "2016"),
        ("It was so in the late 1970s.", "the late 1970s", "DATE", "197"),
        ("It was so in the nineties.", "the nineties", "DATE", "199"),
        ("It was so in the 11th century.", "the 11th century", "DATE", "10"),
        ("They met in the spring of 2015.", "the spring of 2015", "DATE", "2015-SP"),
        ("It rose in the third quarter of 2015.", "the third quarter of 2015", "DATE", "2015-Q3"),
        ("It rose in the first half of 2015.", "The first half of 2015".replace("The", "the"), "DATE", "2015-H1"),
        ("They met on 2016-09-12.", "2016-09-12", "DATE", "2016-09-12"),
        ("It was logged at 2016-09-12T10:30:00Z.", "2016-09-12T10:30:00Z", "TIME", "2016-09-12T10:30"),
        ("They met on Monday at 3 p.m. local time.", "Monday at 3 p.m. local time", "TIME", "2016-09-12T15:00"),
        ("They met at 1500 GMT on Monday.", "1500 GMT on Monday", "TIME", "2016-09-12T15:00"),
        ("They met at 800pm there.", "800pm", "TIME", "2016-09-14T20:00"),
        ("They met at 4 in the morning.", "4 in the morning", "TIME", "2016-09-14T04:00"),
        ("Shells fell on Monday night.", "Monday night", "TIME", "2016-09-12TNI"),
        ("Shells fell at dawn on Monday.", "dawn on Monday", "TIME", "2016-09-12TMO"),
        ("Shells fell overnight.", "overnight", "TIME", "2016-09-14TNI"),
        ("A 48-hour pause was agreed.", "48-hour", "DURATION", "PT48H"),
        ("The 48-hour pause held.", "48-hour", "DURATION", "PT48H"),
        ("It lasted more than two years.", "more than two years", "DURATION", "P2Y"),
        ("It lasted two and a half years.", "two and a half years", "DURATION", "P2Y6M"),
        ("It lasted 2 1/2 hours.", "2 1/2 hours", "DURATION", "PT2H30M"),
        ("It lasted half an hour.", "half an hour", "DURATION", "PT30M"),
        ("It lasted two hundred days.", "two hundred days", "DURATION", "P200D"),
        ("It lasted twenty-five days.", "twenty-five days", "DURATION", "P25D"),
        ("It lasted two more weeks.", "two more weeks", "DURATION", "P2W"),
        ("It lasted two or three weeks.", "two or three weeks", "DURATION", "P2W"),
        ("It lasted several weeks.", "several weeks", "DURATION", "PXW"),
        ("A month-long pause held.", "A month-long", "DURATION", "P1M"),
        ("They meet every Friday.", "every Friday", "SET", "XXXX-WXX-5"),
        ("They meet on Fridays there.", "Fridays", "SET", "XXXX-WXX-5"),
        ("They meet every two weeks.", "every two weeks", "SET", "P2W"),
        ("They meet each July.", "each July", "SET", "XXXX-07"),
        ("They meet twice a week.", "a week", "SET", "P1W"),
        ("They meet daily.", "daily", "SET", "P1D"),
        ("It holds now.", "now", "DATE", "PRESENT_REF"),
        ("It was recently mended.", "recently", "DATE", "PAST_REF"),
        ("They met over Christmas 2015.", "Christmas 2015", "DATE", "2015-12-25"),
        ("They met on Good Friday 2016.", "Good Friday 2016", "DATE", "2016-03-25"),
        ("They met on Thanksgiving 2015.", "Thanksgiving 2015", "DATE", "2015-11-26"),
    ],
)
def test_types_and_values(text: str, words: str, kind: str, value: str) -> None:
    assert only_value(text) == (words, kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "The march went on and they may fall in the spring of the clock.",
        "Theresa May spoke and so did Jan Holm.",
        "2000 people fled and 1990 fighters stayed.",
        "The boy is 6 years old and his 9-year-old sister is here.",
        "Flight OS-1990 was late.",
        "He paid $1998 for it.",
        "On 31 June 2015 nothing can have been.",
        "The Daily Gull and the Weekly Oar were there.",
        "Three-quarters of it is gone.",
        "",
        "\n",
    ],
)
def test_what_is_no_time(text: str) -> None:
    assert values(text) == []


# Seen from the day of writing, a Wednesday ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Shells fell on Tuesday.", "2016-09-13", "2016-09-13"),
        ("Shells fell on Wednesday.", "2016-09-14", "2016-09-14"),
        ("Shells fell on Thursday.", "2016-09-08", "2016-09-08"),
        ("The council will meet on Tuesday.", "2016-09-20", "2016-09-20"),
        ("The talks are to be held on Tuesday.", "2016-09-20", "2016-09-20"),
        ("They agreed to meet on Tuesday.", "2016-09-20", "2016-09-20"),
        ("They won't meet on Tuesday.", "2016-09-20", "2016-09-20"),
        ("They won it on Tuesday.", "2016-09-13", "2016-09-13"),
        ("It could end on Tuesday.", "2016-09-20", "2016-09-20"),
        ("It could have ended on Tuesday.", "2016-09-13", "2016-09-13"),
        ("Set for Tuesday, the talks are near.", "2016-09-20", "2016-09-20"),
        ("In the August 21 attacks nine fell.", "2016-08-21", "2016-08-21"),
        ("They agreed on Tuesday to meet.", "2016-09-13", "2016-09-13"),
        ("Ana Lund said on Tuesday that the ferry will sail.", "2016-09-13", "2016-09-13"),
        ("Shells fell last Wednesday.", "2016-09-07", "2016-09-07"),
        ("They meet next Wednesday.", "2016-09-21", "2016-09-21"),
        ("Shells fell on Tuesday last week.", "2016-09-06", "2016-09-06"),
        ("Mondays attack was the worst.", "2016-09-12", "2016-09-12"),
        ("Shells fell yesterday.", "2016-09-13", "2016-09-13"),
        ("Shells fell the day before yesterday.", "2016-09-12", "2016-09-12"),
        ("Shells fell last night.", "2016-09-13", "2016-09-13"),
        ("Shells fell overnight.", "2016-09-13", "2016-09-14"),
        ("Shells fell last week.", "2016-09-05", "2016-09-11"),
        ("In last weeks raid a mill fell.", "2016-09-05", "2016-09-11"),
        ("Shells fell over the weekend.", "2016-09-10", "2016-09-11"),
        ("Shells fell earlier this month.", "2016-09-01", "2016-09-14"),
        ("They meet later this month.", "2016-09-14", "2016-09-30"),
        ("It must end by the end of the month.", "2016-09-21", "2016-09-30"),
        ("It must end by year-end.", "2016-09-01", "2016-12-31"),
        ("It was the coldest of the year.", "2016-01-01", "2016-12-31"),
        ("Shells fell late last year.", "2015-09-01", "2015-12-31"),
        ("Shells fell in February.", "2016-02-01", "2016-02-29"),
        ("Shells fell in October.", "2015-10-01", "2015-10-31"),
        ("The ferry will sail in February.", "2017-02-01", "2017-02-28"),
        ("Shells fell last September.", "2015-09-01", "2015-09-30"),
        ("Shells fell on Sept 12.", "2016-09-12", "2016-09-12"),
        ("It must end by Sept 20.", "2016-09-20", "2016-09-20"),
        ("Shells fell in July last year.", "2015-07-01", "2015-07-31"),
        ("It rose in the third quarter.", "2016-07-01", "2016-09-30"),
        ("It rained last winter.", "2015-12-01", "2016-02-29"),
        ("Shells fell two weeks ago.", "2016-08-29", "2016-09-04"),
        ("Shells fell three days ago.", "2016-09-11", "2016-09-11"),
        ("Shells fell ten hours ago.", "2016-09-13", "2016-09-14"),
        ("Shells fell a few days ago.", "2016-09-05", "2016-09-12"),
        ("In the past 24 hours shells fell.", "2016-09-13", "2016-09-14"),
        ("In the past two weeks shells fell.", "2016-08-31", "2016-09-14"),
        ("In the next three days they meet.", "2016-09-14", "2016-09-17"),
        ("It is quiet now.", "2016-09-14", "2016-09-14"),
        ("It was recently mended.", None, "2016-09-14"),
        ("In the future it may be mended.", "2016-09-14", None),
        ("Shells fell in Ramadan.", "2016-06-06", "2016-07-07"),
        ("In fiscal 2015 it rose.", "2014-02-01", "2016-03-31"),
        ("In the winter of 2015 it rained.", "2014-12-01", "2016-02-29"),
        ("In the 1990s it rained.", "1990-01-01", "1999-12-31"),
    ],
)
def test_days(text: str, first: str | None, last: str | None) -> None:
    assert only_days(text) == (first, last)


def test_both_ends_of_a_range_are_in_order() -> None:
    assert days("They talked from Thursday to Monday.") == [
        ("Thursday", "2016-09-08", "2016-09-08"),
        ("Monday", "2016-09-12", "2016-09-12"),
    ]
    assert days("They talked from Monday to Saturday.", "2016-09-14") == [
        ("Monday", "2016-09-05", "2016-09-05"),
        ("Saturday", "2016-09-10", "2016-09-10"),
    ]
    assert days("They will talk from Saturday to Monday.", "2016-09-12") == [
        ("Saturday", "2016-09-17", "2016-09-17"),
        ("Monday", "2016-09-19", "2016-09-19"),
    ]


@pytest.mark.parametrize(
    "text", ["They met between March 3 and 5.", "They met from 3 to 5 March.", "They met on March 3-5."]
)
def test_days_that_share_a_month(text: str) -> None:
    assert [time[1] for time in days(text)] == ["2016-03-03", "2016-03-05"]


def test_a_clock_time_has_the_day_that_follows_it() -> None:
    found = values("The pause began at 7pm (1600 GMT) on September 12 2016 there.")
    assert found[0] == ("7pm", "TIME", "2016-09-12T19:00")
    assert found[-1][2] in {"2016-09-12", "2016-09-12T16:00"}


# Seen from the text --------------------------------------------------------------------------------------------------


def test_the_next_day_is_seen_from_the_day_told_of() -> None:
    found = times("The mill burned on 5 May 2014. The next day it fell. Two weeks later it was gone.")
    assert [(one.date_from, one.how) for one in found] == [
        ("2014-05-05", "explicit"),
        ("2014-05-06", "text"),
        ("2014-05-19", "text"),
    ]


def test_the_next_day_alone_is_left_open() -> None:
    [found] = times("The next day it fell.")
    assert (found.value, found.date_from, found.date_to, found.how) == ("XXXX-XX-XX", None, None, "open")


def test_the_quarter_told_of_is_compared_with_that_a_year_earlier() -> None:
    text = "Third-quarter profit rose to nine crowns from five a year earlier. In the quarter sales fell."
    assert [one[2] for one in values(text, "1989-11-02")] == ["1989-Q3", "1988-Q3", "1989-Q3"]


# Without a day of writing --------------------------------------------------------------------------------------------


def test_without_a_date_there_is_an_honest_gap() -> None:
    found = times("Shells fell on Tuesday. It rained last month. It is quiet now. It held for two days.", None)
    assert [(one.text, one.value, one.date_from, one.date_to, one.how) for one in found] == [
        ("Tuesday", "XXXX-WXX-2", None, None, "open"),
        ("last month", "XXXX-XX", None, None, "open"),
        ("now", "PRESENT_REF", None, None, "open"),
        ("two days", "P2D", None, None, "explicit"),
    ]


def test_a_month_lies_in_the_year_told_of_before() -> None:
    found = times("In March 2015 it was calm. In April it was not.", None)
    assert [(one.value, one.date_from, one.how) for one in found] == [
        ("2015-03", "2015-03-01", "explicit"),
        ("2015-04", "2015-04-01", "text"),
    ]


def test_a_dateline_stands_for_the_day_of_writing() -> None:
    text = "OSTER, 5 May 2015 - Shells fell on Monday."
    assert [(one.value, one.how) for one in times(text, None)] == [("2015-05-05", "explicit"), ("2015-05-04", "text")]
    text = "5 May 2015\nShells fell on Monday."
    assert times(text, None, roles={0: "dateline"})[1].value == "2015-05-04"
    assert times("Shells fell on 5 May 2015. They fell again on Monday.", None)[1].how == "open"


def test_the_texts_own_dateline_outranks_the_date_that_is_given() -> None:
    found = times("30 October 2016 Three fell in Oster on Friday.", "2016-10-05")
    assert [(one.value, one.how) for one in found] == [("2016-10-30", "explicit"), ("2016-10-28", "text")]
    found = times("Date of publication 5 October 2016 Three fell on Tuesday.", "2016-10-05T10:00:00")
    assert [(one.value, one.how) for one in found] == [("2016-10-05", "explicit"), ("2016-10-04", "published")]
    found = times("Since 30 October 2015 it was calm. Three fell on Friday.", "2016-10-05")
    assert found[1].value == "2016-09-30"
    found = times("The mill fell. " * 40 + "\n5 May 2011: it was built. Three fell on Friday.", "2016-10-05")
    assert found[1].value == "2016-09-30", "an entry of a list far down is no dateline"


def test_a_date_known_to_the_month_leaves_what_it_leaves_open() -> None:
    assert days("It rained last month. Shells fell on Tuesday.", "2016-09") == [
        ("last month", "2016-08-01", "2016-08-31"),
        ("Tuesday", "2016-08-30", "2016-09-27"),
    ]
    assert values("Shells fell on Tuesday.", "2016-09")[0][2] == "2016"
    assert values("It rained last year.", "2016")[0][2] == "2015"


@pytest.mark.parametrize("published", ["nonsense", "", "2016-13-40", "99999", "0000-00-00"])
def test_a_date_that_is_none_counts_as_unknown(published: str) -> None:
    assert times("Shells fell on Tuesday.", published)[0].how == "open"


def test_the_time_of_publication_does_no_harm() -> None:
    assert times("Shells fell on Tuesday.", "2016-09-14T23:59:00+03:00")[0].date_from == "2016-09-13"


# Words of one's own ---------------------------------------------------------------------------------------------------


def test_words_of_ones_own_are_found(tmp_path: Path) -> None:
    (tmp_path / "times").mkdir()
    (tmp_path / "times" / "gulls.yaml").write_text("note: Feasts.\nclass: holiday\nwords: {Gull Day: {date: 08-09}}\n")
    assert values("They met on Gull Day.") == []
    with data.also(tmp_path):
        assert values("They met on Gull Day.") == [("Gull Day", "DATE", "2016-08-09")]
        assert values("They met on gull day.") == []
    assert values("They met on Gull Day.") == []


# Dates in digits -----------------------------------------------------------------------------------------------------


def test_the_order_of_day_and_month_is_honest() -> None:
    [found] = times("They met on 05/06/2015.")
    assert (found.value, found.date_from, found.date_to) == ("2015-XX-XX", "2015-05-06", "2015-06-05")


def test_the_order_is_told_by_another_date_or_by_the_day_of_writing() -> None:
    assert [one[2] for one in values("They met on 05/06/2015 and 31/12/2015.")] == ["2015-06-05", "2015-12-31"]
    assert [one[2] for one in values("They met on 05/06/2015 and 12/31/2015.")] == ["2015-05-06", "2015-12-31"]
    [found] = times("They met on 12/09/2016.")
    assert (found.value, found.how) == ("2016-09-12", "published")
    assert values("They met on 05.06.2015.")[0][2] == "2015-06-05"


def test_a_date_that_is_in_no_calendar_is_none() -> None:
    assert values("They met on 31/02/2015 and 2015-02-31.") == []
