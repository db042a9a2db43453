"""Who wrote a page, when, and for whom: each source of evidence on invented pages, and which of them wins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso
from reading import check, one
from sayso.case.reader import Case
from sayso.model import Article, Page
from sayso.read import searched_dates, split
from sayso.read.authors import choose, clean
from sayso.read.bylines import is_label, read_byline
from sayso.read.dates import dates_in, find_line_date, read_date, search_date

FIRST = "The ministry of Oster said on Tuesday that the truce had been broken by men from the hills."
SECOND = "Nobody else confirmed the account, and the other side did not answer any questions about it."
ARTICLE = {"@type": "NewsArticle", "headline": "Truce broken in Oster"}


def page_of(tmp_path: Path, *, head: str = "", above: str = "", below: str = "", around: str = "") -> Page:
    body = f"{around}<article><h1>Truce broken in Oster</h1>{above}<p>{FIRST}</p><p>{SECOND}</p>{below}</article>"
    path = tmp_path / "a.html"
    path.write_text(
        f"<!doctype html><html><head><title>Truce broken in Oster</title>{head}</head><body>{body}</body></html>",
        encoding="utf-8",
    )
    page = one(path)
    check(page)
    return page


def article_of(tmp_path: Path, **parts: str) -> Article:
    (article,), _ = split(page_of(tmp_path, **parts))
    return article


def ld(content: object) -> str:
    return f"<script type='application/ld+json'>{content if isinstance(content, str) else json.dumps(content)}</script>"


# --- authors that are declared ---


@pytest.mark.parametrize(
    ("author", "found"),
    [
        ("Ana Lund", "Ana Lund"),
        ({"@type": "Person", "name": "Ana Lund"}, "Ana Lund"),
        ({"@type": "Person", "name": ["Ana Lund", "Jon Reed"]}, "Ana Lund, Jon Reed"),
        ([{"name": "Ana Lund"}, "Jon Reed"], "Ana Lund, Jon Reed"),
        ([[{"name": "Ana Lund"}]], "Ana Lund"),
        ({"name": {"name": "Ana Lund"}}, "Ana Lund"),
        ({"@type": "Person", "givenName": "Ana", "familyName": "Lund"}, "Ana Lund"),
        ({"@type": "Person", "name": "By Ana Lund", "url": "https://harbour.example/ana"}, "Ana Lund"),
        ([{"name": "Ana Lund"}, {"name": "Ana Lund"}], "Ana Lund"),
        ({"name": "https://harbour.example/ana"}, None),
        ({"name": 7}, None),
        (None, None),
    ],
)
def test_authors_in_json_ld_in_every_shape(tmp_path: Path, author: object, found: str | None) -> None:
    assert article_of(tmp_path, head=ld({**ARTICLE, "author": author})).author == found


def test_json_ld_that_refers_to_a_person_elsewhere(tmp_path: Path) -> None:
    person = {"@type": "Person", "@id": "#ana", "name": "Ana Lund"}
    page = {"@type": "WebPage", "author": {"@id": "#site"}, "datePublished": "2031-05-04"}
    graph = {"@graph": [page, {**ARTICLE, "author": {"@id": "#ana"}}, person]}
    article = article_of(tmp_path, head=ld(graph))
    assert (article.author, article.published) == ("Ana Lund", "2031-05-04")
    apart = ld({**ARTICLE, "author": {"@id": "#ana"}}) + ld(person)
    assert article_of(tmp_path, head=apart).author == "Ana Lund"
    assert article_of(tmp_path, head=ld({**ARTICLE, "author": "#ana"}) + ld(person)).author == "Ana Lund"


def test_json_ld_that_refers_in_circles_or_is_broken_gives_nothing(tmp_path: Path) -> None:
    round_ = [
        {"@type": "Person", "@id": "#a", "name": {"@id": "#b"}},
        {"@type": "Person", "@id": "#b", "name": {"@id": "#a"}},
    ]
    assert article_of(tmp_path, head=ld({"@graph": [{**ARTICLE, "author": {"@id": "#a"}}, *round_]})).author is None
    deep = "[" * 50_000
    assert article_of(tmp_path, head=ld("{not json") + ld(deep) + ld("[1, null, 2]")).author is None


def test_json_ld_among_marks_of_comments(tmp_path: Path) -> None:
    words = json.dumps({**ARTICLE, "author": "Ana Lund"})
    assert article_of(tmp_path, head=ld(f"//<![CDATA[\n{words};\n//]]>")).author == "Ana Lund"


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='author' content='Ana Lund'>",
        "<meta property='article:author' content='Ana Lund'>",
        "<meta property='article:author' content='http://x.example'><meta name='parsely-author' content='Ana Lund'>",
        "<meta name='DC.Creator' content='Ana Lund'>",
        "<meta name='sailthru.author' content=' Ana Lund '>",
        "<meta name='byl' content='By Ana Lund'>",
        "<meta name='citation_author' content='Ana Lund'>",
        "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Ana Lund'>",
        "<meta name='author' content='admin'><meta name='byl' content='Ana Lund'>",
        "<meta name='author' content='alund7'><meta name='byl' content='Ana Lund'>",
        "<meta name='author' content='{{ page.author }}'><meta name='byl' content='Ana Lund'>",
    ],
)
def test_authors_in_meta_elements(tmp_path: Path, head: str) -> None:
    assert article_of(tmp_path, head=head).author == "Ana Lund"


def test_the_outlets_own_name_gives_way_to_any_other(tmp_path: Path) -> None:
    own = "<meta property='og:site_name' content='Harbour Radio'><meta name='author' content='Harbour Radio'>"
    assert article_of(tmp_path, head=own).author == "Harbour Radio"
    assert article_of(tmp_path, head=own, above="<p>By Ana Lund</p>").author == "Ana Lund"
    both = own.replace("content='Harbour Radio'>", "content='Ana Lund, Harbour Radio'>").replace(
        "og:site_name' content='Ana Lund, Harbour Radio'", "og:site_name' content='Harbour Radio'"
    )
    assert article_of(tmp_path, head=both).author == "Ana Lund"


# --- authors that the markup tells ---


@pytest.mark.parametrize(
    "above",
    [
        "<a rel='author' href='/people/7'>Ana Lund</a>",
        "<span itemprop='author'>Ana Lund</span>",
        "<div itemprop='author' itemscope><meta itemprop='url' content='/x'><b itemprop='name'>Ana Lund</b></div>",
        "<div class='Byline'><span>By</span> <b>Ana Lund</b><time>3 May 2031</time></div>",
        "<div class='entry-meta'><span class='AuthorName'>Ana Lund</span></div>",
        "<div id='author'>Ana Lund</div>",
        "<p>Words <a href='/authors/ana-lund'>Ana Lund</a></p>",
        "<aside><a rel='author'>Ana Lund</a></aside>",
        "<div class='card author-card'><p class='author-name'>Ana Lund</p><p>5 min read</p></div>",
    ],
)
def test_authors_in_marked_elements(tmp_path: Path, above: str) -> None:
    assert (page_of(tmp_path, above=above).given_author or "").split(", ")[0] == "Ana Lund"
    assert (article_of(tmp_path, above=above).author or "").split(", ")[0] == "Ana Lund"


def test_several_authors_of_one_byline_are_kept(tmp_path: Path) -> None:
    above = "<p><a rel='author'>Ana Lund</a> and <a rel='author'>Jon Reed</a></p>"
    below = "<div><a rel='author'>Pieter Holm</a></div>"
    assert article_of(tmp_path, above=above, below=below).author == "Ana Lund, Jon Reed"


@pytest.mark.parametrize(
    "below",
    [
        "<div class='comments'><p class='author'>Pieter Holm</p><p>I do not believe it.</p></div>",
        "<div class='related-story'><span class='author'>Pieter Holm</span></div>",
        "<nav><a class='author' href='/authors/pieter'>Pieter Holm</a></nav>",
        "<span class='author'>5 min read</span>",
        "<span class='author-date'>Tuesday 4 May 2031</span>",
        f"<div class='about-author'>{'Pieter Holm knows the hills. ' * 12}</div>",
        "<img class='author' alt='Pieter Holm'>",
    ],
)
def test_what_is_marked_but_names_no_author_of_the_page(tmp_path: Path, below: str) -> None:
    assert article_of(tmp_path, below=below).author is None


# --- bylines in text ---


@pytest.mark.parametrize(
    ("line", "author", "iso", "words"),
    [
        ("By Ana Lund", "Ana Lund", None, None),
        ("BY: Ana Lund", "Ana Lund", None, None),
        ("ByAna Lund", "Ana Lund", None, None),
        ("Posted by Ana Lund", "Ana Lund", None, None),
        ("Words by Ana Lund and Jon Reed", "Ana Lund and Jon Reed", None, None),
        ("Author: Ana Lund", "Ana Lund", None, None),
        ("By Ana Lund | Harbour Radio", "Ana Lund", None, None),
        ("By Ana Lund, ana@harbour.example", "Ana Lund", None, None),
        ("Ana Lund | 3 May 2031", "Ana Lund", "2031-05-03", "3 May 2031"),
        ("Ana Lund | Senior Writer | May 3, 2031", "Ana Lund", "2031-05-03", "May 3, 2031"),
        ("May 3, 2031 • Ana Lund in Politics", "Ana Lund", "2031-05-03", "May 3, 2031"),
        ("By Ana Lund on 3 May 2031", "Ana Lund", "2031-05-03", "3 May 2031"),
        ("By Ana Lund 3 May 2031 06:07", "Ana Lund", "2031-05-03T06:07", "3 May 2031 06:07"),
        ("Published May 3, 2031 by Ana Lund", "Ana Lund", "2031-05-03", "May 3, 2031"),
        ("By Ana Lund ⋅ Review Editor ⋅ Updated May 3, 2031", "Ana Lund", "2031-05-03", "May 3, 2031"),
        ("Ana Lund, Oster, 9 May 2031", "Ana Lund", "2031-05-09", "9 May 2031"),
        ("Port Oster, 9 May 2031", None, "2031-05-09", "9 May 2031"),
        ("Middle East | 3 May 2031", None, "2031-05-03", "3 May 2031"),
        ("South Africa | 3 May 2031", None, "2031-05-03", "3 May 2031"),
        ("By the time it was over, three had died.", None, None, None),
        ("By 3 May 2031 the truce had been broken in all of Oster.", None, None, None),
        ("Author of three books on the hills", None, None, None),
        ("Men from the hills broke it on 3 May 2031, she said.", None, None, None),
        ("By", None, None, None),
    ],
)
def test_byline_lines(line: str, author: str | None, iso: str | None, words: str | None) -> None:
    found, dated = read_byline(line)
    assert (found, dated) == (author, (iso, words) if iso else None)


def test_a_label_on_a_line_of_its_own(tmp_path: Path) -> None:
    assert is_label("Written by:")
    assert not is_label("Written by Ana Lund")
    text = f"Truce Broken in Oster\n\nWritten by\n\nAna Lund\n\n{FIRST}\n\n{SECOND}"
    (tmp_path / "a.txt").write_text(text)
    (article,), blocks = split(one(tmp_path / "a.txt"))
    assert article.author == "Ana Lund"
    assert "byline" in {block.role for block in blocks}


def test_a_byline_behind_the_story_counts_where_nobody_else_is_named(tmp_path: Path) -> None:
    behind = "<footer><p>Written by Ana Lund</p></footer>"
    assert article_of(tmp_path, below=behind).author == "Ana Lund"
    assert article_of(tmp_path, above="<p>By Jon Reed</p>", below=behind).author == "Jon Reed"


def test_stories_on_one_page_keep_their_own_bylines_and_dates(tmp_path: Path) -> None:
    def story(title: str, byline: str) -> list[str]:
        return ["Latest", title, byline, FIRST, SECOND, "Continue Reading"]

    lines = story("Truce Broken in Oster", "Ana Lund | 3 May 2031") + story(
        "Ferry Sinks off the Cape", "By Jon Reed | 4 May 2031"
    )
    (tmp_path / "a.txt").write_text("\n\n".join(lines))
    page = one(tmp_path / "a.txt")
    check(page)
    assert [(one.author, one.published) for one in split(page)[0]] == [
        ("Ana Lund", "2031-05-03"),
        ("Jon Reed", "2031-05-04"),
    ]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("  Ana \n Lund ", "Ana Lund"),
        ("Ana Lund; Jon Reed", "Ana Lund, Jon Reed"),
        ("Ana Lund | Harbour Radio", "Ana Lund, Harbour Radio"),
        ("ana@harbour.example (Ana Lund)", "Ana Lund"),
        ("Ana Lund <ana@harbour.example>", "Ana Lund"),
        ("Ana Lund https://harbour.example/ana", "Ana Lund"),
        ("Ana Lund @analund", "Ana Lund"),
        ("Ana &amp; Jon", "Ana & Jon"),
        ("“Ana Lund”", "Ana Lund"),
        ("Written by: By Ana Lund", "Ana Lund"),
        ("Ana Lund, MD", "Ana Lund, MD"),
        ("Ana Lund Jr.", "Ana Lund Jr."),
        ("Ana Lund Last updated 3 May 2031", "Ana Lund"),
        ("Jean-Luc O'Brien", "Jean-Luc O'Brien"),
        ("Bylund Andersson", "Bylund Andersson"),
        ("Authors Union of Oster", "Authors Union of Oster"),
        ("Author: Ana Lund", "Ana Lund"),
        ("admin", None),
        ("page.head.author", None),
        ("3 May 2031", None),
        ("12345", None),
        ("", None),
        ("x" * 5000, None),
    ],
)
def test_cleaning(words: str, names: str | None) -> None:
    assert clean(words) == names


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["By ", "Ana Lund", " | ", ", ", " on ", "a@b.example", "updated", "(", "“", "3 May 2031", "\n"]
        )
        | st.text(max_size=12),
        max_size=8,
    ).map("".join)
)
def test_what_is_clean_stays_as_it_is(words: str) -> None:
    once = clean(words)
    assert once is None or clean(once) == once


def test_the_first_real_name_wins() -> None:
    assert choose([None, "alund7", "Harbour Radio", "Ana Lund", "Jon Reed"], "Harbour Radio") == ("Ana Lund", 2)
    assert choose(["alund7", "Harbour Radio"], "Harbour Radio") == ("alund7", 1)
    assert choose(["harbour"], "harbour.example") == ("harbour", 1)
    assert choose([None, "", "admin"], None) == (None, 0)


# --- dates ---


@pytest.mark.parametrize(
    ("head", "iso", "words"),
    [
        (ld({**ARTICLE, "datePublished": "2031-05-04T06:07:00+02:00"}), "2031-05-04T06:07:00+02:00", None),
        (
            "<meta property='article:published_time' content='\"2031-05-04T06:07:00Z\"'>",
            "2031-05-04T06:07:00+00:00",
            "2031-05-04T06:07:00Z",
        ),
        ("<meta name='published' content='May 4, 2031'>", "2031-05-04", "May 4, 2031"),
        ("<meta name='citation_publication_date' content='2031 May 4'>", "2031-05-04", "2031 May 4"),
        ("<meta name='date' content='soon'><meta name='pubdate' content='2031-05-04'>", "2031-05-04", "2031-05-04"),
        # As precise as any that gives the same day; the surest day wins.
        (
            ld({**ARTICLE, "datePublished": "2031-05-04"}) + "<meta name='date' content='2031-05-04T06:07'>",
            "2031-05-04T06:07:00",
            "2031-05-04T06:07",
        ),
        (
            ld({**ARTICLE, "datePublished": "2031-05-04"}) + "<meta name='date' content='2031-05-05T06:07'>",
            "2031-05-04",
            "2031-05-04",
        ),
        (
            ld({**ARTICLE, "datePublished": "2031-05"}) + "<meta name='date' content='2031-05-05'>",
            "2031-05-05",
            "2031-05-05",
        ),
    ],
)
def test_dates_that_the_head_declares(tmp_path: Path, head: str, iso: str, words: str | None) -> None:
    article = article_of(tmp_path, head=head)
    assert (article.published, article.published_from) == (iso, words or iso)


@pytest.mark.parametrize(
    ("above", "iso", "words"),
    [
        ("<time datetime='2031-05-04T06:07:00Z'>Tuesday</time>", "2031-05-04T06:07:00+00:00", "2031-05-04T06:07:00Z"),
        ("<p><time>May 4, 2031</time></p>", "2031-05-04", "May 4, 2031"),
        ("<p><span itemprop='datePublished' content='2031-05-04'>Tuesday</span></p>", "2031-05-04", "2031-05-04"),
        (
            "<time class='updated' datetime='2031-05-09'>x</time><time datetime='2031-05-04'>y</time>",
            "2031-05-04",
            "2031-05-04",
        ),
        ("<time class='entry-date updated' datetime='2031-05-09'>x</time>", "2031-05-09", "2031-05-09"),
        ("<p>Published 4 May 2031 Updated 9 May 2031</p>", "2031-05-04", "4 May 2031"),
        ("<p>Updated 9 May 2031</p><p>4 May 2031</p>", "2031-05-04", "4 May 2031"),
        ("<p>Updated 9 May 2031</p>", "2031-05-09", "9 May 2031"),
    ],
)
def test_dates_that_the_page_shows(tmp_path: Path, above: str, iso: str, words: str) -> None:
    article = article_of(tmp_path, above=above)
    assert (article.published, article.published_from) == (iso, words)


@pytest.mark.parametrize(
    ("declared", "above", "iso"),
    [
        ("2031-05-09", "<p>4 May 2031</p>", "2031-05-04"),  # made again
        ("2031-05-05T01:00:00Z", "<p>4 May 2031</p>", "2031-05-05T01:00:00+00:00"),  # the same night
        ("2031-05-04", "<p>9 May 2031</p>", "2031-05-04"),  # changed later
        ("2031-05-09", "<p>Updated 4 May 2031</p>", "2031-05-09"),
        ("2031-05-04", "<p>Published 4 May 2031, 06:07</p>", "2031-05-04T06:07"),
    ],
)
def test_the_date_shown_beside_the_date_declared(tmp_path: Path, declared: str, above: str, iso: str) -> None:
    head = f"<meta name='date' content='{declared}'>"
    assert article_of(tmp_path, head=head, above=above).published == iso


@pytest.mark.parametrize(
    ("around", "iso", "words"),
    [
        ("<div class='date'>4 May 2021, 06:07</div>", "2021-05-04T06:07", "4 May 2021, 06:07"),
        ("<div class='date'>4 May 2031</div>", "2031-05-04", "4 May 2031"),  # later than today
        (
            "<link rel='canonical' href='https://harbour.example/2021/05/04/truce'>",
            "2021-05-04",
            "https://harbour.example/2021/05/04/truce",
        ),
    ],
)
def test_searched_dates_have_the_words_they_were_read_from(tmp_path: Path, around: str, iso: str, words: str) -> None:
    page = page_of(tmp_path, around=around)
    assert page.given_published == words
    assert [one.published for one in split(page)[0]] == [iso]


def test_a_fault_of_the_search_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(error: Exception) -> None:
        def find_date(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(searched_dates, "find_date", find_date)

    fail(OverflowError("year 99999 is out of range"))
    assert article_of(tmp_path).published is None
    fail(TypeError("find_date() got an unexpected keyword argument"))
    with pytest.raises(TypeError, match="unexpected keyword"):
        page_of(tmp_path)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["4 May 2031", "Updated ", "on ", "2031", "-", "/", "05", " ", "| ", "by Ana Lund"]),
        max_size=12,
    ).map("".join)
)
def test_dates_are_the_words_they_were_read_from(line: str) -> None:
    for words, iso in dates_in(line):
        assert words in line
        assert iso[:4] in words
    if dated := find_line_date(line):
        assert dated[1] in line
        assert read_date(dated[1]) == dated[0]
    if found := search_date(line):
        assert read_date(line[found[1] : found[2]]) == found[0]
    _, beside = read_byline(line[:160])
    assert beside is None or beside[1] in line


# --- credits ---


def test_whom_an_article_credits_is_kept_in_the_case(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    story = f"Truce broken in Oster\n\nOSTER (Reuters) - {FIRST}\n\n{SECOND}"
    (pages / "a.txt").write_text(story)
    (pages / "b.txt").write_text(f"Ferry sinks\n\n{SECOND} {FIRST}\n\nAP contributed to this report.")
    (pages / "c.txt").write_text(
        f"Ferry late\n\nBy Reuters\n\n{SECOND}\n\n{FIRST} It was over by noon on the same day."
    )
    (pages / "d.txt").write_text(f"Ferry found\n\n{SECOND} It lay off the cape, the mayor said later.")
    (pages / "again.txt").write_text(story)
    case = tmp_path / "case.sayso"
    sayso.read(pages, into=case, reader="rules", workers=1)
    with Case(case) as opened:
        files = {row["id"]: row["file"] for row in opened.table("pages").to_pylist()}
        credit = {Path(files[row["page_id"]]).stem: row["credit"] for row in opened.table("articles").to_pylist()}
    own = {name: credit.get(name) for name in ("b", "c", "d")}
    assert own == {"b": "Associated Press", "c": "Reuters", "d": None}
    assert {credit[name] for name in ("a", "again") if name in credit} == {"Reuters"}
