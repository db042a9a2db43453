"""The reading room: cutting texts for the screen, the rooms, hostile pages, odd addresses, the locks on the door."""

from __future__ import annotations

import hashlib
import re
import warnings
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import web_case
from sayso.case import views
from sayso.case.reader import MARK_CLOSE, MARK_OPEN, Case
from sayso.case.writer import CaseWriter
from sayso.web import forms, layout, render, security, server, words
from sayso.web.app import make_app
from sayso.web.render import Mark

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

STATIC = Path(server.__file__).parent / "static"
(RADIO_PAGE, RADIO), (_, BLOG), (_, HOSTILE) = web_case.radio(), web_case.blog(), web_case.hostile()
ARTICLE = f"/article/{RADIO.articles[0].id}"
LUND = f"/speaker/{RADIO.attributions[0].speaker_id}"


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web_case.build(tmp_path_factory.mktemp("room") / "case.sayso")


@pytest.fixture(scope="module")
def client(case_path: Path) -> TestClient:
    return TestClient(make_app(case_path), base_url="http://127.0.0.1:8765")


class Reader(HTMLParser):
    """Collects what a browser would: elements with their attributes, and the words of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


# Cutting ---------------------------------------------------------------------------------------------------------

TEXT = st.text(alphabet="ab “”\n\u202e\U0001f600", max_size=60)
MARKS = st.lists(
    st.builds(Mark, st.integers(-5, 70), st.integers(-5, 70), st.sampled_from(["source", "cue", "content", "copy"]),
              st.sampled_from(["a-1", "a-2", "a-3", ""])),
    max_size=12,
)  # fmt: skip


@given(TEXT, MARKS, st.integers(-3, 70), st.integers(-3, 70), st.lists(st.integers(0, 60), max_size=4))
def test_segments_joined_are_the_text_again(text, marks, start, end, cuts):
    found = render.segments(text, marks, start, end, cuts)
    high = min(max(end, 0), len(text))
    low = min(max(0, start), high)
    assert "".join(segment.text for segment in found) == text[low:high]
    for segment in found:
        assert segment.text == text[segment.start : segment.end] != ""


@given(TEXT, MARKS)
def test_every_character_has_exactly_the_kinds_and_keys_of_the_marks_over_it(text, marks):
    for segment in render.segments(text, marks):
        for place in range(segment.start, segment.end):
            over = [mark for mark in marks if mark.start <= place < mark.end]
            assert set(segment.kinds) == {mark.kind for mark in over}
            assert set(segment.keys) == {mark.key for mark in over if mark.key}
            assert segment.depth == sum(mark.kind == "content" for mark in over)


def test_nested_marks_are_cut_and_the_innermost_stands_last():
    found = render.segments(
        "abcdef", [Mark(2, 4, "content", "in"), Mark(0, 6, "content", "out"), Mark(3, 6, "cue", "in")]
    )
    assert [(s.text, s.kinds, s.keys, s.depth) for s in found] == [
        ("ab", ("content",), ("out",), 1),
        ("c", ("content",), ("out", "in"), 2),
        ("d", ("content", "cue"), ("out", "in"), 2),
        ("ef", ("content", "cue"), ("out", "in"), 1),
    ]


@given(TEXT, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["one", None])), max_size=6))
def test_no_word_of_a_page_goes_unseen(text, places):
    blocks = [{"start": a, "end": b, "role": "body", "article_id": i} for a, b, i in places]
    pieces = render.stretches(text, blocks, {"id": "one", "start": 3, "end": 20})
    shown = [span for piece in pieces for span in render.paragraphs(text, piece.start, piece.end)]
    assert shown == sorted(shown)
    assert "".join("".join(text[a:b].split()) for a, b in shown) == "".join(text.split())


def test_paragraphs_part_at_line_breaks_unless_wrapped_by_hand():
    wrapped = "A line that somebody wrapped by hand at some seventy or so\ncharacters, and its end.\n\nNext."
    assert [wrapped[a:b] for a, b in render.paragraphs(wrapped, 0, len(wrapped))] == [wrapped[:-7], "Next."]
    lines = "One line.\nAnother one.\n"
    assert [lines[a:b] for a, b in render.paragraphs(lines, 0, len(lines))] == ["One line.", "Another one."]
    endless = "word " * 10_000
    assert max(b - a for a, b in render.paragraphs(endless, 0, len(endless))) <= render.LONGEST_PARAGRAPH


@given(st.text(alphabet=["a", " ", MARK_OPEN, MARK_CLOSE], max_size=30))
def test_a_snippet_keeps_its_words_whatever_its_marks(marked):
    plain = marked.replace(MARK_OPEN, "").replace(MARK_CLOSE, "")
    assert "".join(segment.text for segment in render.snippet(marked)) == plain


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("truce", ["truce", "Truce"]),
        ('"the truce"', ["the truce"]),
        ("tru*", ["truce", "Truce", "true"]),
        ("tru", []),
        ("broke NOT truce", ["broke"]),
        ("((", []),
        (None, []),
    ],
)
def test_hits_are_marked_as_the_search_reads_them(query, found):
    text = "They broke the truce. Truce? It is true."
    assert [segment.text for segment in render.hits(text, query) if segment.kinds] == found


@given(st.text(max_size=40), st.text(max_size=40))
def test_marking_hits_changes_nothing(text, query):
    assert "".join(segment.text for segment in render.hits(text, query)) == text


def test_words_for_people():
    assert [words.date(d) for d in ("2016-10-03T14:05", "2016-10", "2016", None, "soon", "2016-13")] == [
        "3 Oct 2016", "Oct 2016", "2016", "no date", "soon", "2016-13"]  # fmt: skip
    assert words.moment("2016-10-03T14:05:00Z") == "3 Oct 2016, 14:05"
    assert words.percent(0.999) == "99\u202f%"
    assert [words.confidence(c) for c in (1, 0.7, 0.5, 0.1)] == ["sure", "fairly sure", "doubtful", "unsafe"]
    assert [bool(words.safe_url(u)) for u in ("https://a/b", "javascript:alert(1)", "http://", "http://[", None)] == [
        True, False, False, False, False]  # fmt: skip


# Rooms -----------------------------------------------------------------------------------------------------------


def test_overview_counts_and_names_what_failed_with_the_fix(client):
    page = client.get("/").text
    for said in ("Ana Lund", "Harbour Radio", "25 words", "the archive is cut off", "fetch it again", "0.1.0"):
        assert said in page


def test_an_empty_case_says_how_to_fill_it(tmp_path):
    CaseWriter(tmp_path / "empty.sayso").close()
    room = TestClient(make_app(tmp_path / "empty.sayso"), base_url="http://localhost")
    assert "sayso read PAGES… --into" in room.get("/").text
    for path in ("/articles", "/quotes", "/speakers", "/outlets", "/copies", "/failures", "/help"):
        assert room.get(path).status_code == 200
    assert room.get("/outlet").status_code == 404


def test_a_missing_case_is_told_in_the_browser_and_in_the_terminal(tmp_path):
    answer = TestClient(make_app(tmp_path / "no.sayso"), base_url="http://localhost").get("/")
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
    assert len(links) == 6
    for link in links:
        assert client.get(link).status_code == 200


def test_lists_are_paged(tmp_path):
    path = tmp_path / "many.sayso"
    page = web_case.page_of("many", "word " * 120)
    articles = tuple(web_case.article_of(page, n * 5, n * 5 + 4, title=f"No {n:03}") for n in range(120))
    with CaseWriter(path) as writer:
        writer.add([page], [web_case.Findings(page.id, articles)], web_case.MADE_BY)
    room = TestClient(make_app(path), base_url="http://localhost")
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
    room = TestClient(make_app(tmp_path / "long.sayso"), base_url="http://localhost")
    parts = [room.get(f"/article/{article.id}?part={n}").text for n in (1, 2, 3)]
    seen = [int(n) for part in parts for n in re.findall(r"Paragraph (\d+) word", part)]
    assert seen == list(range(1000))
    address = f"/article/{article.id}?part=3#a-{late.id}"
    assert address in room.get("/quotes").text
    assert f'id="a-{late.id}"' in parts[2]


# What may come in ------------------------------------------------------------------------------------------------


def rooms_of(found: web_case.Findings) -> list[str]:
    return [f"/article/{found.articles[0].id}", f"/speaker/{found.attributions[0].speaker_id}"]


ALL = ["/", "/articles", "/articles?q=script", "/quotes", "/quotes?q=bold", "/speakers", "/outlets", "/copies",
       "/failures", "/outlet?name=%22%3E%3Cscript%3Ealert(7)%3C%2Fscript%3E", "/help", ARTICLE, LUND,
       *rooms_of(HOSTILE), *rooms_of(BLOG)]  # fmt: skip


@pytest.mark.parametrize("path", ALL)
def test_page_text_is_only_ever_text(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    page = Reader(answer.text)
    assert {a.get("src") for a in page.all("script")} == {"/static/htmx.min.js", "/static/sayso.js"}
    assert not page.all("img")
    assert not page.all("svg")
    assert not page.all("b")
    for tag, attributes in page.elements:
        assert tag != "style"
        assert not {name for name in attributes if name.startswith("on") or name == "style"}
        assert not (attributes.get("href") or "").lower().startswith(("javascript:", "data:"))
        for name in ("href", "src", "action"):
            target = attributes.get(name) or "/"
            assert target.startswith(("/", "#")) or attributes.get("rel", "").startswith("noreferrer")


def test_a_hostile_page_is_shown_as_it_stands(client):
    html = client.get(rooms_of(HOSTILE)[0]).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{7*7}}" in html
    assert "{% raw %}" in html
    assert 'dir="auto"' in html
    assert "<bdi>&lt;script&gt;alert(6)&lt;/script&gt;</bdi>" in html


ODD = st.one_of(
    st.text(max_size=40),
    st.lists(st.sampled_from(["AND", "OR", "NOT", '"', "(", ")", "*", "-", "a", "NEAR(", "^", "{", "\x00", "text:"]),
             max_size=90).map(" ".join),
    st.just("(" * 500),
    st.just("\ud800"),
    st.just("9" * 300),
)  # fmt: skip
NAMES = st.sampled_from(["q", "outlet", "speaker", "via", "style", "polarity", "since", "until", "page", "name", "kind",
                         "between", "stock", "part", "other"])  # fmt: skip
ROOMS = st.sampled_from(["/articles", "/quotes", "/speakers", "/outlet", "/copies", "/failures", ARTICLE, LUND])


@settings(max_examples=300, deadline=None)
@given(ROOMS, st.dictionaries(NAMES, ODD, max_size=5))
def test_no_address_breaks_a_room(client, room, parameters):
    usable = {name: text.encode("utf-8", "replace").decode() for name, text in parameters.items()}
    assert client.get(room, params=usable).status_code in (200, 404)


@pytest.mark.parametrize(
    "raw", ["/articles?q=%ff%fe", "/articles?%zz=%", "/speaker/%00", "/article/%ed%a0%80", "/quotes?q=%22"]
)
def test_broken_escapes_break_nothing(client, raw):
    assert client.get(raw).status_code in (200, 404)


@given(st.dictionaries(NAMES, st.text(max_size=700), max_size=6))
def test_reading_an_address_never_fails_and_bounds_what_it_takes(parameters):
    asked = forms.read(parameters)
    assert 1 <= asked.page <= 1_000_000
    assert all(len(text) <= forms.LONGEST for text in asked.given.values())


# The locks -------------------------------------------------------------------------------------------------------


def test_headers_forbid_all_that_is_not_ours(client):
    for path in ("/", "/nope", "/static/sayso.css", f"{ARTICLE}/marks.css"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "permissions-policy" in headers
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200), ("localhost", 200), ("LOCALHOST:1", 200), ("[::1]:8765", 200),
        ("evil.example", 400), ("127.0.0.1.evil.example", 400), ("localhost.evil.example:8765", 400),
        ("192.168.1.5:8765", 400), ("", 400), ("[::1", 200), ("evil.example@127.0.0.1", 400),
    ],
)  # fmt: skip
def test_only_loopback_names_are_answered(client, host, status):
    assert client.get("/help", headers={"host": host}).status_code == status


def test_a_room_opened_to_the_network_takes_addresses_but_no_foreign_names():
    hosts = server.allowed_hosts("0.0.0.0")
    assert security.is_allowed("192.168.1.5:8765", hosts)
    assert not security.is_allowed("evil.example", hosts)
    assert server.allowed_hosts("127.0.0.1") == security.LOOPBACK
    assert security.is_allowed("desk.example:80", server.allowed_hosts("desk.example"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_reading_is_all_one_can_do(client, method):
    for path in ("/", ARTICLE, "/nope"):
        assert client.request(method, path).status_code == 405


def test_static_files_do_not_lead_out_of_their_folder(client):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2f..%2f__init__.py"):
        assert client.get(path).status_code == 404


def test_a_fault_shows_no_insides_and_keeps_the_locks(case_path, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise ValueError("a secret of the house")

    monkeypatch.setattr(views, "speakers", fail)
    room = TestClient(make_app(case_path), base_url="http://localhost", raise_server_exceptions=False)
    answer = room.get("/speakers")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "content-security-policy" in answer.headers


def test_a_taken_port_is_told_with_the_fix(case_path):
    with server._listen("127.0.0.1", 0) as taken, pytest.raises(server.WebError, match="--port 0"):
        server.serve(case_path, port=taken.getsockname()[1], open_browser=False)
    with pytest.raises(server.WebError, match="--port"):
        server.serve(case_path, port=99_999_999, open_browser=False)


def test_a_writer_may_write_while_one_reads(case_path, tmp_path):
    path = tmp_path / "busy.sayso"
    path.write_bytes(case_path.read_bytes())
    room = TestClient(make_app(path), base_url="http://localhost")
    with CaseWriter(path) as writer, writer.transaction() as db:
        db.execute("DELETE FROM articles")
        assert "3 articles." in room.get("/articles").text
    assert "No article" in room.get("/articles").text


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
PAIRS += [(text, ground) for text in ("soft", "link", "copy") for ground in ("paper", "raised")]
PAIRS += [("link", "lit")]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_every_text_colour_reaches_aa(scheme, text, ground):
    colours = _schemes()[scheme]
    high, low = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= 4.5
