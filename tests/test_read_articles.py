"""From pages to articles and blocks, dates and outlets, on invented pages."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.model import ROLES, SITE_ROLES, Article, Block, Layout, Page
from sayso.read import outlet_of, split
from sayso.read.dates import column_order, find_leading_date, find_line_date, read_date
from sayso.read.furniture import furniture
from sayso.read.outlets import canonical, outlets

FIRST = "The ministry of Oster said on Tuesday that the truce had been broken by men from the hills."
SECOND = "“We saw it with our own eyes,” said the mayor, who had spent the night in the cellar of the town hall."
THIRD = "Nobody else confirmed the account, and the other side did not answer any questions about it."


def page_of(text: str, **more: object) -> Page:
    return Page(id="p", file="f", sha256=hashlib.sha256(text.encode()).hexdigest(), text=text, **more)  # type: ignore[arg-type]


def read(text: str, **more: object) -> tuple[list[Article], list[tuple[str, str]]]:
    page = page_of(text, **more)
    articles, blocks = split(page)
    holds(page, articles, blocks)
    # What a site's own lines are is the matter of test_read_boilerplate.py.
    told = [("boilerplate" if block.role in SITE_ROLES else block.role, block) for block in blocks]
    return articles, [(role, page.text[block.start : block.end]) for role, block in told]


def holds(page: Page, articles: list[Article], blocks: list[Block]) -> None:
    """The promises of ``split``, for any page."""
    ids = {article.id for article in articles}
    assert len(ids) == len(articles)
    assert len({block.id for block in blocks}) == len(blocks)
    reached = 0
    for article in articles:
        assert reached <= article.start < article.end
        assert page.text[article.start : article.end] == article.text
        reached = article.end
    reached = 0
    for block in blocks:
        assert reached <= block.start < block.end <= len(page.text)
        assert not page.text[reached : block.start].strip()
        assert block.role in ROLES
        assert (block.article_id is None) == (block.role in SITE_ROLES)
        assert block.article_id is None or block.article_id in ids
        reached = block.end
    assert not page.text[reached:].strip()


def test_a_stripped_page() -> None:
    lines = [
        "Menu", "Please donate to keep us going.", "Wednesday, October 19, 2031", "Truce Broken in Oster, Mayor Says",
        "by Jon Reed", FIRST, "Related: Another Story About the Hills", SECOND, "What the Hills Say", THIRD,
        "Share this:", "Jon Reed lives in Oster. He can be reached at", "Visit his blog site at", "© 2031 Harbour",
    ]  # fmt: skip
    (article,), blocks = read("\n\n".join(lines))
    assert [role for role, _ in blocks] == [
        "boilerplate", "boilerplate", "dateline", "title", "byline", "body", "boilerplate", "body", "heading", "body",
        "boilerplate", "boilerplate", "boilerplate", "boilerplate",
    ]  # fmt: skip
    assert (article.title, article.author) == (lines[3], "Jon Reed")
    assert (article.published, article.published_from) == ("2031-10-19", "Wednesday, October 19, 2031")
    assert article.text.startswith("Wednesday")
    assert article.text.endswith(THIRD)


def test_several_stories_on_one_page() -> None:
    def story(title: str, author: str) -> list[str]:
        return [
            "Latest",
            title,
            "What the mayor of Oster did not say.",
            author,
            "Published",
            "on",
            FIRST,
            THIRD,
            "Continue Reading",
        ]

    text = "\n\n".join(story("Truce Broken in Oster", "Jon Reed") + story("Ferry Sinks off the Cape", "Ana Lund"))
    articles, _ = read(text)
    assert [(article.title, article.author) for article in articles] == [
        ("Truce Broken in Oster", "Jon Reed"),
        ("Ferry Sinks off the Cape", "Ana Lund"),
    ]


def test_a_name_right_above_the_text_is_an_author() -> None:
    articles, blocks = read(
        "\n\n".join(["Latest", "Bad Sums", "Jon Reed", FIRST, "Share", "A Hand Held Out", "Ana Lund", THIRD])
    )
    assert [(article.title, article.author) for article in articles] == [
        ("Bad Sums", "Jon Reed"),
        ("A Hand Held Out", "Ana Lund"),
    ]
    assert [role for role, _ in blocks] == ["boilerplate", "title", "byline", "body"] * 2


@pytest.mark.parametrize(
    ("line", "author", "role"),
    [("Ana Lund, Oster, 9 May 2031", "Ana Lund", "byline"), ("Port Oster, 9 May 2031", None, "dateline")],
)
def test_names_places_and_dates_on_one_line(line: str, author: str | None, role: str) -> None:
    (article,), blocks = read("\n\n".join(["Truce Broken in Oster", line, FIRST]))
    assert (article.author, article.published, blocks[1][0]) == (author, "2031-05-09", role)


def test_a_masthead_names_the_outlet_and_is_no_title() -> None:
    (article,), blocks = read(f"Daily Sabah | World | Politics\nTruce Broken in Oster\n\n{FIRST}")
    assert (article.outlet, article.title, blocks[0][0]) == ("Daily Sabah", "Truce Broken in Oster", "boilerplate")


def test_headings_within_a_story_do_not_split_it() -> None:
    articles, _ = read(
        "\n\n".join(["Truce Broken in Oster", FIRST, "A Second Night of Fire", SECOND, "Who Gave the Order", THIRD])
    )
    assert len(articles) == 1


def test_comments_end_a_story() -> None:
    (article,), blocks = read(
        "\n\n".join(
            ["Truce Broken in Oster", FIRST, THIRD, "Leave a Reply", "I do not believe a word of all this, sorry."]
        )
    )
    assert article.text.endswith(THIRD)
    assert blocks[-1][0] == "boilerplate"


def test_a_repeated_title_is_a_title_each_time() -> None:
    _, blocks = read("\n\n".join(["Truce Broken in Oster"] * 3 + [FIRST, SECOND]))
    assert [role for role, _ in blocks] == ["title"] * 3 + ["body"] * 2


def test_a_short_last_sentence_belongs_to_the_story() -> None:
    (article,), _ = read("\n\n".join(["Truce Broken in Oster", FIRST, "It was over."]))
    assert article.text.endswith("It was over.")


def test_nothing_but_furniture_is_no_article() -> None:
    articles, blocks = read("Home\n\nMenu\n\n© 2031 Harbour")
    assert not articles
    assert {role for role, _ in blocks} == {"boilerplate"}


def test_a_failed_or_blank_page_has_nothing() -> None:
    assert split(page_of("", error="broken", fix="mend")) == ([], [])
    assert split(page_of(" \n\n ")) == ([], [])


def test_one_short_line_is_an_article() -> None:
    (article,), blocks = read("Lund denies it")
    assert article.text == "Lund denies it"
    assert blocks == [("body", "Lund denies it")]


def test_a_row_is_one_article_with_its_front_told_apart() -> None:
    text = "Wed 05 Apr 2031 Truce broken in Oster. Men from the hills broke it."
    (article,), blocks = read(
        text, media_type="text/csv", given_title="Truce broken in Oster", given_published="2031-04-05"
    )
    assert (article.start, article.end, article.title) == (0, len(text), "Truce broken in Oster")
    assert blocks == [
        ("dateline", "Wed 05 Apr 2031"),
        ("title", "Truce broken in Oster."),
        ("body", "Men from the hills broke it."),
    ]


def test_a_sentence_that_begins_like_the_title_is_body() -> None:
    text = "Truce broken in Oster by men from the hills, the mayor said."
    _, blocks = read(text, media_type="text/csv", given_title="Truce broken in Oster")
    assert blocks == [("body", text)]


def test_a_date_that_the_container_settled_counts() -> None:
    layout = (Layout(0, 0, "published", "2031-05-04"),)
    (article,), _ = read(FIRST, media_type="text/csv", given_published="4/5/2031", layout=layout)
    assert (article.published, article.published_from) == ("2031-05-04", "4/5/2031")


PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\n", "\r\n", "\n\n", " ", "\u2028", "\x85", "Published", "on", "by Jon Reed", "Leave a Reply", "Latest"]
    ),
    st.sampled_from([FIRST, SECOND, THIRD, "Truce Broken in Oster", "5 May 2031", "Share this:", "“", "A\x0bB"]),
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(PIECES, max_size=25).map("\n".join),
    st.sampled_from(["text/plain", "text/html", "text/csv"]),
    st.sampled_from([None, "Truce Broken in Oster", "x"]),
    st.lists(
        st.tuples(
            st.integers(0, 300), st.integers(0, 100), st.sampled_from(["main-text", "nav", "h1", "a", "blockquote"])
        ),
        max_size=8,
    ),
)
def test_any_text(text: str, media_type: str, title: str | None, marks: list[tuple[int, int, str]]) -> None:
    layout = sorted(
        (Layout(min(at, len(text)), min(at + size, len(text)), tag) for at, size, tag in marks),
        key=lambda mark: (mark.start, -mark.end, mark.tag),
    )
    page = page_of(text, media_type=media_type, given_title=title, layout=tuple(layout))
    holds(page, *split(page))
    assert split(page) == split(page)


# --- dates ---


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2031-04-05", "2031-04-05"),
        ("2031-04", "2031-04"),
        ("2031-04-05T06:07:08Z", "2031-04-05T06:07:08+00:00"),
        ("2031-04-05 06:07", "2031-04-05T06:07"),
        ("2031/4/5", "2031-04-05"),
        ("5 April 2031", "2031-04-05"),
        ("Wed, 05 Apr 2031 06:07:08 GMT", "2031-04-05T06:07:08Z"),
        ("Apr. 5th, 2031", "2031-04-05"),
        ("April 2031", "2031-04"),
        ("April 5, 2031 6:07 pm", "2031-04-05T18:07"),
        ("April 5, 2031 12:07 AM EST", "2031-04-05T00:07"),
        ("5 April 2031 06:07 +0300", "2031-04-05T06:07+03:00"),
        ("05.02.2031", "2031-02-05"),
        ("25/12/2031", "2031-12-25"),
        ("12/25/2031", "2031-12-25"),
        ("13-12-2031", "2031-12-13"),
        ("5/5/2031", "2031-05-05"),
        ("4/5/2031", "2031"),
        ("30 February 2031", None),
        ("2031-13-01", None),
        ("yesterday", None),
        ("5 April", None),
        ("5 April 2031 and more", None),
        ("", None),
        ("9" * 500, None),
    ],
)
def test_dates(words: str, iso: str | None) -> None:
    assert read_date(words) == iso


def test_known_order() -> None:
    assert (read_date("4/5/2031", "mdy"), read_date("4/5/2031", "dmy")) == ("2031-04-05", "2031-05-04")
    assert column_order(["4/5/2031", "4/15/2031"]) == "mdy"
    assert column_order(["4/5/2031", "15/4/2031"]) == "dmy"
    assert column_order(["4/15/2031", "15/4/2031"]) is None
    assert column_order(["4/5/2031", "no date"]) is None


def test_dates_on_lines_and_in_front_of_text() -> None:
    assert find_line_date("Published on: April 5, 2031 |") == ("2031-04-05", "April 5, 2031")
    assert find_line_date("Last updated at 5 April 2031 06:07") == ("2031-04-05T06:07", "5 April 2031 06:07")
    assert find_line_date("On April 5, 2031 the truce was broken.") is None
    assert find_leading_date("Date of publication 12 June 2031 Dozens of people") == ("2031-06-12", "12 June 2031")
    assert find_leading_date("Dozens of people on 12 June 2031") is None


@given(st.text(max_size=90))
def test_any_words_are_a_date_or_none(words: str) -> None:
    iso = read_date(words)
    assert iso is None or iso[:4].isdigit()


# --- outlets and furniture ---


def test_outlets_by_name_alias_domain_and_masthead() -> None:
    assert canonical("Syrian Arab News Agency") == canonical("sana") == "SANA"
    assert canonical("  al jazeera  english ") == "Al Jazeera"
    assert canonical("Harbour Radio") == "Harbour Radio"
    assert outlet_of(page_of("x", given_outlet="PressTV")) == "Press TV"
    assert outlet_of(page_of("x", url="https://www.reuters.com/a")) == "Reuters"
    assert outlet_of(page_of("x", url="https://english.ahram.org.eg/a")) == "Al-Ahram"
    assert outlet_of(page_of("x", url="https://www.harbour.example/a")) == "harbour.example"
    assert outlet_of(page_of(f"Daily Sabah\n\nTruce\n\n{FIRST}")) == "Daily Sabah"
    assert outlet_of(page_of(FIRST, url="http://[bad")) is None


def test_every_outlet_file_can_be_used() -> None:
    kinds = {"agency", "state", "newspaper", "broadcaster", "partisan", "party", "blog"}
    names = [outlet.name for outlet in outlets()]
    assert len(names) == len(set(names)) >= 45
    assert {outlet.kind for outlet in outlets()} <= kinds
    domains = [domain for outlet in outlets() for domain in outlet.domains]
    assert len(domains) == len(set(domains))
    for outlet in outlets():
        for alias in outlet.aliases:
            assert canonical(alias) == outlet.name


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Leave a Reply", "comments"),
        ("SHARE THIS:", "sharing"),
        ("(adsbygoogle = window.adsbygoogle || []).push({});", "ads"),
        ("Liked it? Take a second to support us", "donations"),
        ("Jon Reed lives in Oster.", "bios"),
        ("Home | World | Politics | Sport", "navigation"),
        ("Nation  World  Harvest  Sport", "navigation"),
        ("Oster\t9\t3\t12", None),
        (FIRST, None),
        ("The minister asked people to donate blood and said the ferry would leave at noon.", None),
    ],
)
def test_furniture(line: str, kind: str | None) -> None:
    found = furniture(line)
    assert (found.kind if found else None) == kind
