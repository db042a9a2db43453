"""Where stories begin and end on text without markup, who wrote them and when, on invented pages."""

from __future__ import annotations

import hashlib

import pytest

from sayso.model import Article, Page
from sayso.read import split
from sayso.read.bylines import is_desk, names_alone, read_byline
from sayso.read.furniture import furniture

FIRST = "The ministry of Oster said on Tuesday that the truce had been broken by men from the hills."
SECOND = "“We saw it with our own eyes,” said the mayor, who had spent the night in the cellar of the town hall."
THIRD = "Nobody else confirmed the account, and the other side did not answer any questions about it."


def read(*lines: str) -> tuple[list[Article], dict[str, str]]:
    """Return the articles of a page, and the role of each line."""
    text = "\n".join(lines)
    page = Page(id="p", file="f", sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)
    articles, blocks = split(page)
    assert all(page.text[article.start : article.end] == article.text for article in articles)
    roles = {line: block.role for block in blocks for line in text[block.start : block.end].split("\n")}
    return articles, roles


def told(articles: list[Article]) -> list[tuple[str | None, str | None, str | None]]:
    return [(article.title, article.author, article.published) for article in articles]


def test_posts_of_a_blog_are_parted_where_date_and_title_recur() -> None:
    articles, roles = read(
        "Oster Notes", "What I see from the quay", "Tuesday, May 9, 2031",
        "The boat that never came", FIRST, SECOND, "Posted by Ana Lund at 9:12 PM", "3 comments:",
        "Sunday, May 7, 2031", "A short note on nets", THIRD, FIRST, "Posted by Ana Lund at 7:40 AM", "No comments:",
    )  # fmt: skip
    assert told(articles) == [
        ("The boat that never came", "Ana Lund", "2031-05-09"),
        ("A short note on nets", "Ana Lund", "2031-05-07"),
    ]
    assert roles["Posted by Ana Lund at 9:12 PM"] == "byline"
    assert roles["3 comments:"] == "comment"


def test_a_chronicle_with_dated_headings_stays_one_article() -> None:
    articles, _ = read(
        "How the Truce Broke", "by Ana Lund", FIRST, "9 May 2031", "The first night", SECOND, "10 May 2031",
        "The second night", THIRD, "11 May 2031", "The last night", FIRST,
    )  # fmt: skip
    assert [article.title for article in articles] == ["How the Truce Broke"]


def test_letters_are_parted_and_signed() -> None:
    articles, roles = read(
        "Letters to the editor", "Boats", "Sir – " + FIRST, SECOND, "Jon Reed, Oster", "Nets", "Sir – " + THIRD,
        "Name and address supplied",
    )  # fmt: skip
    assert told(articles) == [("Boats", "Jon Reed, Oster", None), ("Nets", None, None)]
    assert roles["Name and address supplied"] == "byline"


@pytest.mark.parametrize(("briefs", "number"), [(3, 3), (2, 1)])
def test_news_in_brief_are_parted_from_three_on(briefs: int, number: int) -> None:
    places = ["OSTER", "TERN POINT", "BRISK"][:briefs]
    lines = [line for place in places for line in (f"{place.title()} has a new mayor", f"{place} — {FIRST}", SECOND)]
    articles, _ = read(*lines)
    assert len(articles) == number


def test_the_names_and_dates_of_a_story_are_told_with_their_labels() -> None:
    articles, roles = read(
        "Menu",
        "Truce Broken in Oster, Mayor Says",
        "By",
        "Ana Lund",
        "Published",
        "2 days ago",
        "on",
        "9 May 2031",
        FIRST,
        SECOND,
    )
    assert told(articles) == [("Truce Broken in Oster, Mayor Says", "Ana Lund", "2031-05-09")]
    assert [roles[line] for line in ("By", "Ana Lund")] == ["byline"] * 2
    assert [roles[line] for line in ("Published", "2 days ago", "on", "9 May 2031")] == ["dateline"] * 4


@pytest.mark.parametrize("below", [("— Ana Lund",), ("Ana Lund", "Ana writes about Oster.")])
def test_a_name_below_the_text_is_its_author(below: tuple[str, ...]) -> None:
    articles, roles = read("Menu", "Truce Broken in Oster, Mayor Says", "9 May 2031", FIRST, SECOND, *below)
    assert [article.author for article in articles] == ["Ana Lund"]
    assert roles[below[0]] == "byline"


def test_a_name_below_the_text_of_which_nothing_is_said_is_no_author() -> None:
    articles, _ = read("Menu", "Truce Broken in Oster, Mayor Says", "9 May 2031", FIRST, SECOND, "Tern Point")
    assert [article.author for article in articles] == [None]


@pytest.mark.parametrize(
    ("line", "author", "day"),
    [
        ("By Harbour Team• 4 mins read", "Harbour Team", None),
        ("by Ana Lund on May 9, 2031", "Ana Lund", "2031-05-09"),
        ("Posted by Ana Lund | 9 May 2031 | 4 comments", "Ana Lund", "2031-05-09"),
        ("Posted by Ana Lund at 9:41 PM", "Ana Lund", None),
        ("by Ana LundMay 9, 2031", "Ana Lund", "2031-05-09"),
        ("May 9, 2031May 10, 2031Ana Lund", "Ana Lund", "2031-05-09"),
        ("By Ana LundMay 9, 203120 Mins Read", "Ana Lund", "2031-05-09"),
        ("May 9, 20316:01 PM", None, "2031-05-09"),
        ("Posted on May 9, 2031 by Ana-Lena Lund (Tern) - 5 Comments on Boats", "Ana-Lena Lund (Tern)", "2031-05-09"),
        ("Ana Lund Published: May 9, 2031", "Ana Lund", "2031-05-09"),
        ("Written byAna Lund, head of the office at Oster", "Ana Lund", None),
        ("May 9, 2031 - Average reading time: 12 min", None, "2031-05-09"),
        ("Published 9 May 2031 in the Harbour Post and elsewhere in town", None, None),
        ("In 2031 the council met for 5 minutes", None, None),
    ],
)
def test_a_byline_gives_author_and_day(line: str, author: str | None, day: str | None) -> None:
    found, dated = read_byline(line)
    assert (found, dated and dated[0]) == (author, day)


def test_names_without_a_label() -> None:
    assert names_alone("Ana Lund and Jon Reed | Guest columnists") == "Ana Lund, Jon Reed"
    assert names_alone("Ana Lund in Politics") == "Ana Lund"
    assert [names_alone(line) for line in ("Press Release", "Key Takeaways", "Marketing Director", "9 May 2031")] == [
        None
    ] * 4
    assert is_desk("Harbour Post staff")
    assert not is_desk("The mayor thanked her staff")


@pytest.mark.parametrize(
    "line",
    [
        "Gulls over the quay of Oster. Photo: Ana Lund",
        "Gulls over the quay of Oster (AP Photo/Ana Lund)",
        "Gulls over the quay of Oster [File: Ana Lund/Reuters]",
        "The quay | © 2031 Ana Lund",
        "ana/Getty Images",
        "Courtesy of the harbour",
    ],
)
def test_a_caption_is_told_by_its_credit_and_stays_with_the_story(line: str) -> None:
    _, roles = read("Menu", "Truce Broken in Oster, Mayor Says", "by Ana Lund", FIRST, line, SECOND)
    assert roles[line] == "caption"


def test_a_paragraph_that_speaks_of_a_picture_is_no_caption() -> None:
    assert furniture("The mayor said that the photo had been taken by somebody else on another day.") is None
    assert furniture("Courtesy of the army, the village has a new well.") is None


def test_words_set_apart_are_a_quotation() -> None:
    statement = "We do not strike wells. One munition was used against a vehicle that had opened fire on a patrol."
    letter = [
        "Dear Miss Lund, the vessel has been delayed by a fault in her gearbox.",
        "It sails in May. Yours, A. Quill.",
    ]
    _, roles = read(
        "Menu", "Truce Broken in Oster, Mayor Says", "by Ana Lund", FIRST + " Its spokesman said:", statement, SECOND,
        "He answered. Here is what he wrote, word for word and without a change.", *letter, THIRD,
    )  # fmt: skip
    assert [roles[line] for line in (statement, *letter)] == ["quote"] * 3
    assert [roles[line] for line in (SECOND, THIRD)] == ["body"] * 2


def test_a_list_below_a_colon_is_no_quotation() -> None:
    items = [
        "- The contract was signed in January with a yard at Tern Point.",
        "- Nobody will say what it has cost so far.",
    ]
    _, roles = read(
        "Menu", "Truce Broken in Oster, Mayor Says", "by Ana Lund", FIRST + " She said this:", *items, SECOND
    )
    assert [roles[line] for line in items] == ["body"] * 2
