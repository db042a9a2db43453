"""What the lines of a page that belong to no story are, on invented pages."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sayso import data
from sayso.data import DataError
from sayso.model import SITE_ROLES, Page
from sayso.read import split
from sayso.read.furniture import furniture

STORY = [
    "Truce Broken in Oster, Mayor Says",
    "by Jon Reed",
    "The ministry of Oster said on Tuesday that the truce had been broken by men from the hills.",
    "“We saw it with our own eyes,” said the mayor, who had spent the night in the cellar of the town hall.",
]


def roles(*below: str, above: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the role of every line of a page with the story in its midst."""
    text = "\n\n".join([*above, *STORY, *below])
    page = Page(id="p", file="f", sha256=hashlib.sha256(text.encode()).hexdigest(), text=text)
    articles, blocks = split(page)
    assert [article.title for article in articles] == [STORY[0]]
    found = {line: block.role for block in blocks for line in text[block.start : block.end].split("\n")}
    assert [found[line] for line in STORY] == ["title", "byline", "body", "body"]
    return found


def test_a_menu_is_navigation_though_nobody_listed_its_labels() -> None:
    menu = ("Harbours", "Ferries", "Tides", "Town council", "Letters")
    found = roles(above=menu)
    assert {found[label] for label in menu} == {"navigation"}


def test_what_stands_below_the_heading_of_comments_is_a_comment() -> None:
    found = roles("3 Comments", "Leave a reply", "Pieter Holm", "I was there, and nobody fired.", "10 hours ago")
    assert {found["Pieter Holm"], found["I was there, and nobody fired."], found["10 hours ago"]} == {"comment"}


def test_what_stands_below_the_heading_of_a_list_is_other_stories() -> None:
    found = roles(
        "You may also like", "Ferry Runs Aground Off Brisk", "Mayor Buys a Boat", "© 2031 Harbour Post", "Oster"
    )
    assert found["Ferry Runs Aground Off Brisk"] == found["Mayor Buys a Boat"] == "related"
    assert found["© 2031 Harbour Post"] == "legal"
    assert found["Oster"] == "boilerplate"


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Please donate to keep us going.", "plea"),
        ("Advertisement", "advertisement"),
        ("(adsbygoogle = window.adsbygoogle || []).push({});", "advertisement"),
        ("let slot = place('top'); if (slot) { fill(slot); }", "advertisement"),
        ("We use cookies to remember you.", "legal"),
        ("© 2031 Harbour Post", "legal"),
        ("Page not found", "error"),
        ("Share on Facebook", "navigation"),
        ("Related: Another Story About the Hills", "related"),
        ("Jon Reed lives in Oster.", "boilerplate"),
    ],
)
def test_single_lines(line: str, role: str) -> None:
    assert roles(line)[line] == role


def test_every_file_of_phrases_says_what_its_lines_are() -> None:
    told = {stem: content.get("role") for stem, content in data.load("furniture")}
    assert set(told.values()) <= {*SITE_ROLES, "caption"}
    assert None not in told.values()


def test_a_role_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "furniture").mkdir()
    (tmp_path / "furniture/tides.yaml").write_text("note: Tides.\nrole: wave\nwhole:\n  - high tide\n")
    wrong = r"furniture/tides\.yaml: role 'wave' is none of boilerplate, related"
    with data.also(tmp_path), pytest.raises(DataError, match=wrong):
        furniture("high tide")
