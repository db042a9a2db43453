"""The rooms of the reading room, and the files that are shipped with it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import web_case
from sayso.case import views
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.web import layout, server, words
from web_client import ARTICLE, BLOG, LUND, RADIO, Reader, TestClient, client_of

STATIC = Path(server.__file__).parent / "static"


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web_case.build(tmp_path_factory.mktemp("room") / "case.sayso")


@pytest.fixture(scope="module")
def client(case_path: Path) -> TestClient:
    return client_of(case_path, "http://127.0.0.1:8765")


# Rooms -----------------------------------------------------------------------------------------------------------


def test_overview_counts_and_names_what_failed_with_the_fix(client):
    page = client.get("/").text
    for said in ("Ana Lund", "Harbour Radio", "25 words", "the archive is cut off", "fetch it again", "0.1.0"):
        assert said in page


def test_an_empty_case_says_how_to_fill_it(tmp_path):
    CaseWriter(tmp_path / "empty.sayso").close()
    room = client_of(tmp_path / "empty.sayso")
    assert "sayso read PAGES… --into" in room.get("/").text
    for path in ("/articles", "/quotes", "/speakers", "/outlets", "/copies", "/failures", "/help"):
        assert room.get(path).status_code == 200
    assert room.get("/outlet").status_code == 404


def test_a_missing_case_is_told_in_the_browser_and_in_the_terminal(tmp_path):
    answer = client_of(tmp_path / "no.sayso").get("/")
    assert answer.status_code == 503
    assert "no such case" in answer.text
    assert "sayso read PATHS" in answer.text
    with pytest.raises(RuntimeError, match="no such case"):
        server.serve(tmp_path / "no.sayso", open_browser=False)


def test_articles_can_be_searched_and_hits_are_marked(client):
    page = client.get("/articles", params={"q": '"will go on"'}).text
    assert "1 article." in page
    assert '<mark class="hit">will go on</mark>' in page
    assert "No article fits" in client.get("/articles", params={"q": "zeppelin"}).text
    assert "2 articles." in client.get("/articles", params={"speaker": "ana lund"}).text
    notice = client.get("/articles", params={"since": "October"}).text
    assert "is not a date" in notice
    assert "3 articles." in notice


def test_an_article_shows_the_whole_page_with_its_marks_and_notes(client):
    html = client.get(ARTICLE).text
    page = Reader(html)
    said = page.words
    for paragraph in (
        "Home | News | Listen",
        "By Tomas Reik, 4 October 2016",
        "Support us! Donate today.",
        "read from",
    ):
        assert paragraph in said
    ids = [attributes.get("id") for _, attributes in page.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for found in RADIO.attributions:
        assert f"a-{found.id}" in ids
        assert f"m-{found.id}" in ids
    marked = [a for a in page.all("span") if "m" in (a.get("class") or "").split() and a.get("data-m")]
    assert any("source" in (a["class"] or "") for a in marked)
    assert any("content" in (a["class"] or "") and "deep" in (a["class"] or "") for a in marked)
    assert any("copy" in (a["class"] or "") and "content" in (a["class"] or "") for a in marked)
    assert "reading fairly sure" in re.sub(r"<[^>]+>|\s+", " ", html).replace("  ", " ")
    assert "via <bdi>Harbour Radio</bdi>" in html


def test_the_marked_words_are_the_words_of_the_spans(client):
    class Collect(HTMLParser):
        stack: list[str]
        found: dict[tuple[str, str], str]

        def __init__(self) -> None:
            super().__init__()
            self.stack, self.found = [], {}

        def handle_starttag(self, tag, attrs):
            if tag in ("span", "a", "bdi"):
                self.stack.append(dict(attrs).get("data-m", ""))
                self.kinds = (dict(attrs).get("class") or "").split()

        def handle_endtag(self, tag):
            if tag in ("span", "a", "bdi") and self.stack:
                self.stack.pop()

        def handle_data(self, data):
            if self.stack and self.stack[-1]:
                for key in self.stack[-1].split():
                    self.found[key, "all"] = self.found.get((key, "all"), "") + data

    reader = Collect()
    reader.feed(client.get(ARTICLE).text)
    for found in RADIO.attributions:
        spans = sorted({(s.start, s.end) for s in (found.source, found.cue, *found.content) if s})
        covered = sorted({place for a, b in spans for place in range(a, b)})
        assert reader.found[f"a-{found.id}", "all"] == "".join(web_case.RADIO[place] for place in covered)


def test_a_copied_passage_leads_to_its_place_in_the_other_article_and_back(client):
    copy = f"c-{web_case.content_id('copy')}"
    other = f"/article/{BLOG.articles[0].id}"
    assert f'href="{other}#{copy}"' in client.get(ARTICLE).text
    there = client.get(other).text
    assert f'id="{copy}"' in there
    assert f'href="{ARTICLE}#{copy}"' in there
    assert "copied from there" in there
    assert "copied to there" in client.get(ARTICLE).text


def test_an_address_lights_its_words_by_style_sheet_alone(client):
    sheet = client.get(f"{ARTICLE}/marks.css")
    assert sheet.headers["content-type"].startswith("text/css")
    for found in RADIO.attributions:
        assert f'[id="a-{found.id}"]:target) [data-m~="a-{found.id}"]' in sheet.text


def test_a_ring_of_parents_hides_no_note(case_path):
    with Case(case_path) as case:
        quotes = case.quotes(layout.Filter(article_id=RADIO.articles[0].id))
    one, two = (replace(q, parent_id=o.id) for q, o in ((quotes[0], quotes[1]), (quotes[1], quotes[0])))
    paragraph = layout.Paragraph(0, 1000, "body")
    layout._place_notes([paragraph], layout._numbered([one, two]), lambda place: True)
    assert {note.quote.id for note in paragraph.notes} == {one.id, two.id}


def test_a_speaker_says_the_same_words_once(client):
    page = client.get(LUND).text
    assert "2 utterances." in page
    assert "The same words in 2 articles of 2 outlets" in page
    assert "spokeswoman Lund" in page
    assert "1 utterance." in client.get(LUND, params={"q": "convoy"}).text
    assert "1 utterance." in client.get(LUND, params={"outlet": "Anvil & Flag"}).text


@given(st.text(alphabet="aA á“”.,\n", max_size=20))
def test_folding_ignores_how_words_are_printed(text):
    assert views.fold(text) == views.fold(text.upper()) == views.fold(f"“ {text}…”")


def test_outlets_copies_and_failures(client):
    page = client.get("/outlet", params={"name": "Harbour Radio"}).text
    assert "Anvil &amp; Flag" in page
    assert "Ana Lund" in page
    assert "1 passage." in client.get("/copies", params={"between": "1"}).text
    assert "No passage" in client.get("/copies", params={"outlet": "Nowhere"}).text
    assert "fetch it again" in client.get("/failures").text


def test_unknown_things_are_a_friendly_404(client):
    for path in (
        "/article/nope",
        "/article/nope/marks.css",
        "/speaker/nope",
        "/outlet?name=nope",
        "/nope",
        "/static/x",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "Not found" in answer.text
        assert 'href="/articles"' in answer.text


def test_the_search_terms_of_the_help_lead_somewhere(client):
    links = [a["href"] for a in Reader(client.get("/help").text).all("a") if (a["href"] or "").startswith("/articles?")]
    assert len(links) == 7
    for link in links:
        assert client.get(link).status_code == 200


def test_what_is_left_over_can_be_asked_for(client):
    def titles(query):
        reader = Reader(client.get("/articles", params={"q": query}).text)
        return {a["href"] for a in reader.all("a") if (a["href"] or "").startswith("/article/")}

    with_it, without_it = titles("truce"), titles("NOT truce")
    assert with_it
    assert without_it
    assert not with_it & without_it
    assert with_it | without_it == titles("")


@pytest.mark.parametrize(
    ("cue", "said"), [({"text": "told us"}, True), ({"text": ":"}, False), ({"text": "–"}, False), (None, False)]
)
def test_a_colon_is_nothing_to_read_out(cue, said):
    assert words.spoken(cue) is said


def test_lists_are_paged(tmp_path):
    path = tmp_path / "many.sayso"
    page = web_case.page_of("many", "word " * 120)
    articles = tuple(web_case.article_of(page, n * 5, n * 5 + 4, title=f"No {n:03}") for n in range(120))
    with CaseWriter(path) as writer:
        writer.add([page], [web_case.Findings(page.id, articles)], web_case.MADE_BY)
    room = client_of(path)
    first, last = room.get("/articles?q=word").text, room.get("/articles?q=word&page=99").text
    assert "120 articles, 1 to 50 shown" in first
    assert 'href="/articles?q=word&amp;page=2"' in first
    assert "101 to 120 shown" in last
    assert len(re.findall(r"No \d{3}", last)) == 20


def test_a_very_long_page_is_shown_in_parts_that_hold_all_of_it(tmp_path):
    text = "\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(1000)) + "\n\nThe end, said Ana Lund."
    page = web_case.page_of("long", text)
    article = web_case.article_of(page, 0, len(text))
    late = web_case.attribution(
        article,
        "Ana Lund",
        web_case.span(text, "Ana Lund"),
        web_case.span(text, "said"),
        (web_case.span(text, "The end"),),
    )
    with CaseWriter(tmp_path / "long.sayso") as writer:
        writer.add([page], [web_case.Findings(page.id, (article,), (), (), (late,))], web_case.MADE_BY)
    room = client_of(tmp_path / "long.sayso")
    parts = [room.get(f"/article/{article.id}?part={n}").text for n in (1, 2, 3)]
    seen = [int(n) for part in parts for n in re.findall(r"Paragraph (\d+) word", part)]
    assert seen == list(range(1000))
    address = f"/article/{article.id}?part=3#a-{late.id}"
    assert address in room.get("/quotes").text
    assert f'id="a-{late.id}"' in parts[2]


# What is shipped -------------------------------------------------------------------------------------------------


def test_the_vendored_file_is_the_one_that_is_named():
    note = (STATIC / "VENDORED.md").read_text(encoding="utf-8")
    assert hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest() in note
    version = re.search(rb'version:"([\d.]+)"', (STATIC / "htmx.min.js").read_bytes())
    assert version
    assert version[1].decode() in note
    assert (STATIC / "htmx.LICENSE.txt").is_file()


def test_templates_and_styles_name_no_other_host():
    for file in [*STATIC.glob("sayso.*"), *(STATIC.parent / "templates").glob("*.html")]:
        assert not re.search(r"(?:https?:)?//[a-z]", re.sub(r"^\s*// .*$", "", file.read_text("utf-8"), flags=re.M)), (
            file
        )


def _schemes() -> list[dict[str, str]]:
    css = (STATIC / "sayso.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.split("@media")[0]))
    dark = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css.split("@media")[1]))
    return [light, {**light, **dark}]


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


GROUNDS = ("paper", "raised", "lit", "source-ground", "cue-ground", "content-ground", "deep-ground", "hit")
PAIRS = [("ink", ground) for ground in GROUNDS]
PAIRS += [(text, ground) for text in ("soft", "link", "copy", "told") for ground in ("paper", "raised")]
PAIRS += [("link", "lit"), ("told", "lit"), ("paper", "ink")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_colour_reaches_aa(scheme, text, ground):
    colours = _schemes()[scheme]
    high, low = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5
