"""Through whom words came: what stands around them, who spoke before, floors, links, and credit lines.

All people are made up, and so are the outlets of the bundled example, whose data files are read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sayso import data
from sayso.model import Layout, Page
from sayso.read.articles import split
from sayso.read.limits import Limits
from sayso.read.render import parse, render
from sayso.understand import rekey, understand
from sayso.understand.credits import agency_of, credits_of
from sayso.understand.links import links_of, outlet_behind
from sayso.understand.outlet_names import kind_of
from sayso.understand.reader import Passage, RawAttribution, Reading
from understanding import RULES, page_of

COTEL, HARBOUR, WORLDCAST = "Coastal Telegraph Agency", "Harbour Radio", "Ordania Worldcast"


@pytest.fixture(autouse=True, scope="module")
def _the_examples_outlets() -> Iterator[None]:
    with data.also(data.HERE / "demo" / "data"):
        yield


class Spans:
    """A reader that finds what it is told, as a learned one would: spans alone, and no addressee."""

    name, version = "spans", "0"

    def __init__(self, *marked: tuple[str | None, str | None, str]) -> None:
        self.marked = marked

    def read(self, passages: list[Passage]) -> list[Reading]:
        (passage,) = passages
        found = []
        for source, cue, words in self.marked:
            content = _nearest(passage.text, words, 0)
            spans = [_nearest(passage.text, span, content[0]) if span is not None else None for span in (source, cue)]
            found.append(RawAttribution(*spans, (content,)))
        return [Reading(found)]


def _nearest(text: str, words: str, place: int) -> tuple[int, int]:
    """Where words stand nearest to a place."""
    start = min((match.start() for match in re.finditer(re.escape(words), text)), key=lambda at: abs(at - place))
    return start, start + len(words)


def via(
    text: str, *marked: tuple[str | None, str | None, str], own: str | None = None, **given: object
) -> list[object]:
    """Return the ways of the marked attributions; with none marked, of those the rules find."""
    page, (article,), blocks = page_of(text, **given)  # type: ignore[arg-type]
    reader = Spans(*marked) if marked else RULES
    return [made.via for made in understand(page, [replace(article, outlet=own)], blocks, reader).attributions]


# Around the attribution, whatever the reader's spans ------------------------------------------------------------------

RAIN = "it would rain"


@pytest.mark.parametrize(
    ("text", "source", "cue", "way"),
    [
        ("Ana Lund told COTEL it would rain.", "Ana Lund", "told", COTEL),
        ("Ana Lund told COTEL it would rain.", "Ana Lund", "told COTEL", COTEL),
        ("Ana Lund told the COTEL news agency it would rain.", "Ana Lund", "told", COTEL),
        ("Ana Lund told Veskara's Harbour Radio it would rain.", "Ana Lund", "told", HARBOUR),
        ("Ana Lund told a Harbour Radio correspondent it would rain.", "Ana Lund", "told", HARBOUR),
        ("Ana Lund told Ove Berg of Harbour Radio it would rain.", "Ana Lund", "told", HARBOUR),
        ("Ana Lund later told the station Harbour Radio it would rain.", "Ana Lund", "later told", HARBOUR),
        ("Ana Lund told Worldcasts reporter it would rain.", "Ana Lund", "told", WORLDCAST),  # as scraped
        ("Ana Lund told the Oster Evening Herald it would rain.", "Ana Lund", "told", "Oster Evening Herald"),
        ("“Well, it would rain,” Ana Lund told COTEL by telephone.", "Ana Lund", "told", COTEL),
        ("“Well, it would rain,” Ana Lund said in an interview with Harbour Radio.", "Ana Lund", "said", HARBOUR),
        ("“Well, it would rain,” she said in a short e-mail to COTEL.", "she", "said", COTEL),
        ("“Well, it would rain,” she added in a voice message sent to COTEL.", "she", "added", COTEL),
        ("“Well, it would rain,” Ana Lund said on Monday, speaking to COTEL.", "Ana Lund", "said", COTEL),
        ("Ana Lund was quoted as saying by COTEL it would rain.", "Ana Lund", "was quoted as saying", COTEL),
        ("“Well, it would rain,” Ana Lund was quoted by Harbour Radio as saying.", "Ana Lund", "was quoted", HARBOUR),
        ("Ana Lund, quoted by Harbour Radio, claims it would rain.", "Ana Lund", "claims", HARBOUR),
        (
            "Ana Lund, quoted by Harbour Radio, claims it would rain.",
            "Ana Lund, quoted by Harbour Radio,",
            "claims",
            HARBOUR,
        ),
        (
            "A man who told Harbour Radio his story said it would rain.",
            "A man who told Harbour Radio his story",
            "said",
            HARBOUR,
        ),
        ("Speaking to COTEL on Monday, Ana Lund said it would rain.", "Ana Lund", "said", COTEL),
        ("In a phone call with COTEL local sources said it would rain.", "local sources", "said", COTEL),
        ("In a phone call with COTEL local sources said it would rain.", "COTEL local sources", "said", COTEL),
        ("Contacted by COTEL, Ana Lund said it would rain.", "Ana Lund", "said", COTEL),
        ("Harbour Radio was told by Ana Lund it would rain.", "Ana Lund", "was told by", HARBOUR),
        ("COTEL quoted Ana Lund as saying it would rain.", "Ana Lund", "saying", COTEL),
        ("COTEL also quoted the official Ana Lund as saying it would rain.", "Ana Lund", "as saying", None),
        ("COTEL reported an official as saying it would rain.", "an official", "saying", COTEL),
        ("The COTEL agency reported on Monday, citing Ana Lund, it would rain.", "Ana Lund", "citing", COTEL),
        ("Citing Ana Lund, COTEL reported it would rain.", "Ana Lund", "Citing", COTEL),
        ("Ana Lund said it would rain, Harbour Radio reported.", "Ana Lund", "said", HARBOUR),
        ("Ana Lund said it would rain Harbour Radio reports.", "Ana Lund", "said", HARBOUR),  # as scraped
        ("Ana Lund said it would rain, according to COTEL.", "Ana Lund", "said", COTEL),
        ("Ana Lund said it would rain in remarks carried by COTEL.", "Ana Lund", "said", COTEL),
        ("Ana Lund said it would rain. COTEL reported a flood.", "Ana Lund", "said", None),
        ("Ana Lund said it would rain on Monday.", "Ana Lund", "said", None),
        ("Ana Lund told the Peace Council of Oster it would rain.", "Ana Lund", "told", None),
        ("Ana Lund told Mila Torvane it would rain.", "Ana Lund", "told", None),
        ("COTEL said it would rain.", "COTEL", "said", None),
        ("A COTEL photographer said it would rain.", "A COTEL photographer", "said", COTEL),
        ("A source said it would rain.", "A source", "said", None),
    ],
)
def test_the_words_around_it(text: str, source: str, cue: str, way: str | None) -> None:
    assert via(text, (source, cue, RAIN)) == [(way,) if way else ()]


@pytest.mark.parametrize(
    ("text", "source", "way"),
    [
        ("Ana Lund told us it would rain.", "Ana Lund", HARBOUR),
        ("Ana Lund told our correspondent it would rain.", "Ana Lund", HARBOUR),
        ("Ana Lund told this station it would rain.", "Ana Lund", HARBOUR),
        ("Ana Lund told our lunchtime programme it would rain.", "Ana Lund", HARBOUR),
        ("Residents who spoke to this station said it would rain.", "Residents who spoke to this station", HARBOUR),
        ("Nobody I met said it would rain.", "Nobody I met", HARBOUR),
        ("Our neighbour said it would rain.", "Our neighbour", HARBOUR),
        ("Our figures said it would rain.", "Our figures", None),
        ("History tells us it would rain.", "History", None),
        ("The US told reporters it would rain.", "The US", None),
    ],
)
def test_ourselves_are_the_articles_outlet(text: str, source: str, way: str | None) -> None:
    cue = next(word for word in ("told", "tells", "said") if word in text)
    assert via(text, (source, cue, RAIN), own=HARBOUR) == [(way,) if way else ()]
    if way:
        assert via(text, (source, cue, RAIN)) == [()], "nobody's page"


def test_ourselves_in_somebodys_words_are_not_the_articles() -> None:
    text = "Ana Lund said that Ove Berg told us it would rain."
    marks = (("Ana Lund", "said", "that Ove Berg told us it would rain"), ("Ove Berg", "told", RAIN))
    assert via(text, *marks, own=HARBOUR) == [(), ()]


def test_the_agency_and_the_station_are_those_spoken_of_before() -> None:
    text = (
        "Harbour Radio cited Ana Lund as saying it was cold. Mila Torvane told the station it would snow. "
        "Ove Berg told the agency ice would come."
    )
    marks = (
        ("Harbour Radio", "cited", "Ana Lund as saying it was cold"),
        ("Ana Lund", "saying", "it was cold"),
        ("Mila Torvane", "told", "it would snow"),
        ("Ove Berg", "told", "ice would come"),
    )
    assert via(text, *marks) == [(), (HARBOUR,), (HARBOUR,), ()]
    assert via(text, *marks, own=COTEL) == [(), (HARBOUR,), (HARBOUR,), (COTEL,)]


# From one attribution to the next -------------------------------------------------------------------------------------


def test_what_goes_on_came_the_same_way() -> None:
    text = "“It rains,” Ana Lund told COTEL. “It pours.” She said dykes broke. Lund said roads were shut."
    marks = (
        ("Ana Lund", "told", "“It rains,”"),
        (None, None, "“It pours.”"),
        ("She", "said", "dykes broke"),
        ("Lund", "said", "roads were shut"),
    )
    assert via(text, *marks) == [(COTEL,), (COTEL,), (COTEL,), ()]
    assert via(text.replace("COTEL", "us"), *marks, own=HARBOUR) == [(HARBOUR,)] * 4, "a reporter asks on"


def test_what_is_said_on_a_platform_ends_there() -> None:
    text = "Ana Lund said on Twitter it was cold. She said dykes broke."
    assert via(text, ("Ana Lund", "said", "it was cold"), ("She", "said", "dykes broke")) == [("Twitter",), ()]


def test_another_speaker_or_sentence_between_ends_it() -> None:
    marks = (("Ana Lund", "told", "it was cold"), ("She", "said", "dykes broke"))
    assert via("Ana Lund told COTEL it was cold. The Narr rose. She said dykes broke.", *marks) == [(COTEL,), ()]
    between = ("Ove Berg", "said", "so it was")
    text = "Ana Lund told COTEL it was cold. Ove Berg said so it was. She said dykes broke."
    assert via(text, marks[0], between, marks[1]) == [(COTEL,), (), ()]


def test_one_source_of_two_cues_spoke_once() -> None:
    text = "Ana Lund told COTEL it was cold, adding that dykes broke."
    assert via(text, ("Ana Lund", "told", "it was cold"), ("Ana Lund", "adding", "that dykes broke")) == [(COTEL,)] * 2


def test_the_source_is_the_one_before() -> None:
    text = "A source at the Harbour Police told COTEL it was cold. The source added that dykes broke."
    marks = (("A source at the Harbour Police", "told", "it was cold"), ("The source", "added", "that dykes broke"))
    assert via(text, *marks) == [(COTEL,), (COTEL,)]


def test_what_is_nested_comes_through_what_it_stands_in() -> None:
    text = "According to Harbour Radio Ana Lund said the mayor had promised to stay."
    outer = ("Harbour Radio", "According to", "Ana Lund said the mayor had promised to stay")
    inner = ("Ana Lund", "said", "the mayor had promised to stay")
    assert via(text, outer, inner, ("the mayor", "had promised", "to stay")) == [(), (HARBOUR,), (HARBOUR,)]


def test_a_place_to_publish_goes_with_who_published_there() -> None:
    text = "“They pledged to stay and I think it odd,” Ana Lund wrote on Facebook."
    outer = ("Ana Lund", "wrote", "“They pledged to stay and I think it odd,”")
    ways = via(text, outer, ("They", "pledged", "to stay"), ("I", "think", "it odd"))
    assert ways == [("Facebook",), (), ("Facebook",)]


def test_who_sat_down_with_us_spoke_to_us_throughout() -> None:
    text = "Mila Torvane spoke to us for an hour.\nIt snowed.\n“It is a small door,” Torvane said.\nThe valley said no."
    marks = (("Torvane", "said", "“It is a small door,”"), ("The valley", "said", "no"))
    assert via(text, *marks, own=HARBOUR) == [(HARBOUR,), ()]


def test_a_shown_post_is_twitters() -> None:
    text = "pic.twitter.com/abc It would rain — Ana Lund (@analund) May 14, 2031 Then it rained."
    assert via(text, ("Ana Lund", None, "It would rain")) == [("Twitter",)]


# Floors ---------------------------------------------------------------------------------------------------------------

SAID = ("Ana Lund", "said", "it was cold")


@pytest.mark.parametrize(
    "line",
    [
        "Via Harbour Radio…",
        "via Harbour Radio:",
        "Harbour Radio reports:",
        "As Harbour Radio wrote:",
        "From Harbour Radio:",
    ],
)
def test_a_line_gives_the_floor(line: str) -> None:
    assert via(f"It snowed.\n{line}\nAna Lund said it was cold.", SAID) == [(HARBOUR,)]
    assert via(f"Ana Lund said it was cold.\n{line}\nIt snowed.", SAID) == [()], "not to what stands before"
    assert via(f"It snowed.\n{line}\nAna Lund said it was cold.", SAID, own=HARBOUR) == [()], "its own page"


def test_another_line_takes_it_over() -> None:
    text = "Via Harbour Radio:\nIt snowed.\nCOTEL reports:\nAna Lund said it was cold."
    assert via(text, SAID) == [(COTEL,)]
    assert via(text, SAID, own=COTEL) == [()], "the page's own voice again"


def test_before_an_excerpt_set_off_it_ends_with_the_excerpt() -> None:
    text = "On Monday Harbour Radio had this to tell:\nAna Lund said it was cold.\nOve Berg said dykes broke."
    marks = (SAID, ("Ove Berg", "said", "dykes broke"))
    assert via(text, *marks, roles={1: "quote"}) == [(HARBOUR,), ()]
    assert via(text, *marks) == [(), ()], "a sentence with a colon gives nothing set off"
    quoted = text.replace("Ana Lund said it was cold.", "“Ana Lund said it was cold.”")
    assert via(quoted, *marks) == [(HARBOUR,), ()]


def test_a_second_dateline_is_another_dispatch() -> None:
    text = "It snowed.\nIt thawed.\nTARROW, 14 May (COTEL) – Ana Lund said it was cold."
    assert via(text, SAID) == [(COTEL,)]


# Links ----------------------------------------------------------------------------------------------------------------


def html(markup: str, *, outlet: str | None = None, url: str | None = None) -> list[tuple[str | None, tuple[str, ...]]]:
    """Return speakers and ways of a page given as HTML."""
    rendered = render(parse(f"<html><body>{markup}</body></html>", Limits()), Limits())
    layout = (
        *rendered.layout,
        *(replace(mark, tag="main-text") for mark in rendered.layout if mark.tag in {"p", "blockquote"}),
    )
    page = Page(
        "p",
        "p.html",
        "0" * 64,
        rendered.text,
        url=url,
        layout=tuple(sorted(layout, key=lambda m: (m.start, -m.end, m.tag))),
    )
    articles, blocks = split(page)
    made = understand(page, [replace(a, outlet=outlet) for a in articles], blocks, RULES).attributions
    return [(one.speaker, one.via) for one in made]


HREF = "https://www.coastal-telegraph.example/wire/7"


@pytest.mark.parametrize(
    "sentence",
    [
        f'Ana Lund <a href="{HREF}">said</a> that the ferry would not sail on Monday.',
        f'<a href="{HREF}">Ana Lund said</a> that the ferry would not sail on Monday.',
        f'Ana Lund said that <a href="{HREF}">the ferry would not sail on Monday</a>.',
        f'Ana Lund said that the ferry would not sail on Monday (<a href="{HREF}">link</a>).',
    ],
)
def test_a_link_at_an_attribution(sentence: str) -> None:
    assert html(f"<p>{sentence}</p>") == [("Ana Lund", (COTEL,))]
    assert html(f"<p>{sentence}</p>", outlet=COTEL) == [("Ana Lund", ())], "a site's links to itself"
    assert html(f"<p>{sentence}</p>", url="https://coastal-telegraph.example/") == [("Ana Lund", ())]


def test_a_link_to_background_or_to_nobody_known_is_none() -> None:
    background = f'Ana Lund said that the ferry, <a href="{HREF}">which sank</a>, would not sail on Monday or Tuesday.'
    assert html(f"<p>{background}</p>") == [("Ana Lund", ())]
    unknown = 'Ana Lund <a href="https://nobody.example/1">said</a> that the ferry would not sail on Monday.'
    assert html(f"<p>{unknown}</p>") == [("Ana Lund", ())]


def test_links_come_behind_what_the_words_say() -> None:
    sentence = f'Ana Lund <a href="{HREF}">told</a> Harbour Radio that the ferry would not sail on Monday.'
    assert html(f"<p>{sentence}</p>") == [("Ana Lund", (HARBOUR, COTEL))]


def test_a_link_in_what_leads_an_excerpt_in() -> None:
    lead = f'<p>This is from <a href="{HREF}">the wire</a> of this morning, and it has been a cold one:</p>'
    excerpt = "<blockquote>Ana Lund said that the ferry would not sail on Monday.</blockquote>"
    rest = "<p>Ove Berg said that the bus would not run on Monday.</p>"
    assert html(lead + excerpt + rest) == [("Ana Lund", (COTEL,)), ("Ove Berg", ())]


@pytest.mark.parametrize(
    ("address", "outlet"),
    [
        (HREF, COTEL),
        ("//m.coastal-telegraph.example/x", COTEL),
        ("HTTP://COASTAL-TELEGRAPH.EXAMPLE", COTEL),
        ("https://user:pass@coastal-telegraph.example:8080/", COTEL),
        ("https://coastal-telegraph.example.evil.example/", None),
        ("https://notcoastal-telegraph.example/", None),
        ("/wire/7", None),
        ("coastal-telegraph.example", None),
        ("javascript:alert('coastal-telegraph.example')", None),
        ("https://[::1", None),
        ("https://", None),
        ("", None),
    ],
)
def test_whose_site_an_address_is(address: str, outlet: str | None) -> None:
    assert outlet_behind(address) == outlet


def test_only_links_of_the_article_count() -> None:
    page, (article,), _ = page_of("Ana Lund said it was cold.")
    inside = Layout(article.start, article.start + 8, "a", HREF)
    outside = Layout(0, 4, "a", HREF)
    links = links_of(replace(page, layout=(outside, inside)), article)
    assert [(link.start, link.end, link.outlet) for link in links] == [(0, 8, COTEL)]


# Credits --------------------------------------------------------------------------------------------------------------

STORY = "It snowed in Tarrow all night and the market stayed shut."


@pytest.mark.parametrize(
    ("text", "roles", "found"),
    [
        (f"TARROW, 14 May (COTEL) – {STORY}", {}, [(COTEL, "dateline")]),
        (f"TARROW (COTEL/Harbour Radio) -- {STORY}", {}, [(COTEL, "dateline"), (HARBOUR, "dateline")]),
        (f"TARROW - COTEL - {STORY}", {}, [(COTEL, "dateline")]),
        (f"(COTEL) -- {STORY}", {}, [(COTEL, "dateline")]),
        (f"Snow\nCOTEL\n{STORY}", {0: "title", 1: "byline"}, [(COTEL, "byline")]),
        (f"Snow\nBy Nessa Kestrin, COTEL\n{STORY}", {0: "title", 1: "byline"}, [(COTEL, "byline")]),
        (f"Snow\nCOTEL and Harbour Radio\n{STORY}", {0: "title"}, [(COTEL, "byline"), (HARBOUR, "byline")]),
        (f"COTEL Monday 14 May 2031 {STORY}", {}, [(COTEL, "byline")]),
        (f"{STORY} — COTEL", {}, [(COTEL, "signoff")]),
        (f"{STORY} --COTEL", {}, [(COTEL, "signoff")]),
        (f"{STORY} (COTEL)", {}, [(COTEL, "signoff")]),
        (f"{STORY}\n— COTEL", {}, [(COTEL, "signoff")]),
        (f"{STORY}\nSource: COTEL", {}, [(COTEL, "source")]),
        (f"{STORY} Source COTEL and agencies", {}, [(COTEL, "source")]),
        (f"{STORY}\nWith reporting by Harbour Radio and COTEL", {}, [(HARBOUR, "reporting"), (COTEL, "reporting")]),
        (f"{STORY}\n(With inputs from COTEL)", {}, [(COTEL, "reporting")]),
        (f"{STORY}\nCOTEL contributed to this report.", {}, [(COTEL, "reporting")]),
        (f"{STORY}\nNessa Kestrin / COTEL", {}, []),  # under a picture
        (f"{STORY}\nFacebook\nTwitter\nHarbour Radio", {}, []),  # a menu
        (f"{STORY} COTEL is read everywhere (it says).", {}, []),
        (f"{STORY} (snow)", {}, []),
        (STORY, {}, []),
    ],
)
def test_credit_lines(text: str, roles: dict[int, str], found: list[tuple[str, str]]) -> None:
    page, (article,), blocks = page_of(text, roles=roles)
    credits = credits_of(page, article, blocks)
    assert [(credit.outlet, credit.kind) for credit in credits] == found
    for credit in credits:
        assert page.text[credit.start : credit.end] in {"COTEL", HARBOUR}
    if credits:
        own = credits_of(page, replace(article, outlet=COTEL), blocks)
        assert COTEL not in {credit.outlet for credit in own}


def test_a_credit_is_no_way_but_tells_who_we_are() -> None:
    text = "TARROW, 14 May (COTEL) – It snowed.\nAna Lund said it was cold.\nOve Berg told us dykes broke."
    ways = via(text, SAID, ("Ove Berg", "told", "dykes broke"), own=HARBOUR)
    assert ways == [(), (COTEL,)]


def test_two_agencies_leave_open_who_we_are() -> None:
    page, (article,), blocks = page_of(f"(COTEL/AFP) -- {STORY}")
    assert agency_of(credits_of(page, article, blocks)) is None
    assert kind_of("AFP") == kind_of(COTEL) == "agency"


def test_findings_of_a_copy_on_another_outlets_page_are_made_afresh() -> None:
    page, (article,), blocks = page_of("Ana Lund told us it was cold.")
    first = replace(article, outlet=HARBOUR)
    made = understand(page, [first], blocks, RULES)
    assert [one.via for one in made.attributions] == [(HARBOUR,)]
    assert rekey(made, page, [replace(article, outlet=COTEL)], blocks) is None
    assert rekey(made, page, [first], blocks) == made


def test_long_lines_of_capitals_cost_no_time() -> None:
    text = "A" * 20000 + " told " + "Bb " * 20000 + "said it was cold.\n" + "Via " + "C" * 20000
    assert all(isinstance(one, tuple) for one in via(text))
