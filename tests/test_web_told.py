"""The rooms of what is said to have happened: every list says who says so, every link leads to the words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import told_case
import web_case
from sayso.case import labels, telling
from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.web import ranges, words
from web_client import LUND, Reader, TestClient, client_of

(_, TELEGRAPH), (_, RADIO), (_, HOSTILE) = told_case.telegraph(), told_case.radio(), told_case.hostile()
ARTICLE = f"/article/{TELEGRAPH.articles[0].id}"
ROOMS = ("/events", "/ceasefires", "/names")


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told_case.build(tmp_path_factory.mktemp("told") / "case.sayso")


@pytest.fixture(scope="module")
def client(case_path: Path) -> TestClient:
    return client_of(case_path)


def ids_of(html: str) -> list[str]:
    return [attributes["id"] or "" for _, attributes in Reader(html).elements if attributes.get("id")]


def plain(html: str) -> str:
    """The words of a page without its elements, in single spaces."""
    return " ".join(Reader(re.sub(r"(?=<(?:dt|dd|li|p|summary|t[hd])\b)", " ", html)).words.split())


def shown(client: TestClient, **given: str) -> list[str]:
    """The triggers of the events that a list shows, in its order."""
    html = client.get("/events", params=given).text
    return re.findall(r'<a class="trigger" [^>]*>([^<]*)</a>', html)


# Events ----------------------------------------------------------------------------------------------------------


def test_events_stand_in_the_order_of_their_dates_each_with_who_says_so(client):
    html = client.get("/events").text
    assert shown(client)[:4] == ["shelling", "bombed", "killed", "storm"]
    assert shown(client)[-1] == "took", "what has no date stands last"
    said = plain(html)
    for line in (
        "Sep 2016 Coastal Telegraph in its own voice tells of denied assault, shelling, Brisk",
        "12 Sep 2016 Brisk clinic tells of assault, aerial, Brisk",
        "4 Oct 2016 Ana Lund tells of assault",
        "until 31 Oct 2016 Coastal Telegraph in its own voice tells of threatened assault, Port Ostra",
        "no day told Coastal Telegraph in its own voice tells of coerce, seize",
        "to civilians; a “mill” & more",
        "blamed: High Guard (suspected)",
        "19 or more killed, civilians",
        "40 to 60 injured",
        "3 killed, combatants",
        "up to 3 killed",
    ):
        assert line in said, line


@pytest.mark.parametrize(
    ("given", "triggers"),
    [
        ({"type": "coerce"}, ["took"]),
        ({"mode": "aerial"}, ["bombed"]),
        ({"place": "brisk"}, ["shelling", "bombed"]),
        ({"since": "2016-10", "until": "2016-10-04"}, ["killed"]),
        ({"until": "2016-08"}, []),
        ({"killed": "4"}, ["bombed"]),
        ({"said_by": "ana lund"}, ["killed"]),
        ({"said_by": "Harbour Radio"}, ["killed"]),
        ({"actor": "Hill Band"}, ["killed", "took"]),
        ({"modality": "denied"}, ["shelling"]),
        ({"modality": "threatened", "place": "Port Ostra"}, ["storm"]),
    ],
)
def test_a_filter_of_events_leaves_what_it_says(client, given, triggers):
    assert shown(client, **given) == triggers
    page = plain(client.get("/events", params=given).text)
    assert (f"{len(triggers)} event" if triggers else "No event fits these filters.") in page


def test_a_filter_that_makes_no_sense_is_named_and_left_out(client):
    page = plain(client.get("/events", params={"since": "May", "killed": "many", "modality": "sure"}).text)
    assert "“May” is not a date" in page
    assert "“many” is not a number of persons" in page
    assert "“sure” is no modality; there are asserted, denied" in page
    assert "6 events." in page


@settings(max_examples=40, deadline=None)
@given(
    given=st.dictionaries(st.sampled_from(["type", "place", "since", "killed", "actor", "modality", "page"]), st.text())
)
def test_no_address_of_events_is_an_error(client, given):
    assert client.get("/events", params=given).status_code == 200


def test_denied_and_threatened_are_marked_by_words_in_a_chip_of_their_own(client):
    html = client.get("/events").text
    assert '<strong class="chip denied">denied</strong>' in html
    assert '<strong class="chip threatened">threatened</strong>' in html
    assert "chip asserted" not in html


def test_lists_of_events_are_paged(tmp_path):
    text = "They bombed the mill. " * 120
    page = web_case.page_of("many", text)
    article = web_case.article_of(page, 0, len(text), outlet="Harbour Radio")
    events = tuple(
        told_case.event(article.id, web_case.span(text, "bombed", n * 22), date_from="2016", actors=("Low Guard",))
        for n in range(120)
    )
    with CaseWriter(tmp_path / "many.sayso") as writer:
        writer.add([page], [web_case.Findings(page.id, (article,), events=events)], web_case.MADE_BY)
    room = client_of(tmp_path / "many.sayso")
    first = room.get("/events", params={"actor": "low guard"}).text
    assert "120 events, 1 to 50 shown" in first
    assert "/events?actor=low+guard&amp;page=2" in first
    assert len(shown(room, page="99")) == 20


# Ceasefires and names --------------------------------------------------------------------------------------------


def test_ceasefires_stand_in_the_order_of_time_and_every_act_names_who_did_it_and_who_says_so(client):
    said = plain(client.get("/ceasefires").text)
    for line in (
        "Between Low Guard; High Guard (bilateral) Excluded Hill Band Mediators Ravi Sole Area Brisk",
        "Declared 10 Sep 2016 In effect from 12 Sep 2016, 19 h For 48 hours",
        "called for by Ravi Sole, says Coastal Telegraph in its own voice",
        "accepted by Low Guard, 11 Sep 2016, says Coastal Telegraph in its own voice",
        "refused by Hill Band, says Mira Oster “We will have none of it,”",
        "violated by Hill Band, says Ana Lund",
    ):
        assert line in said, line
    assert said.index("called for by") < said.index("violated by")


def test_names_are_a_matrix_in_which_own_voices_stand_apart(client):
    html = client.get("/names").text
    table = html.partition("<table")[2].partition("</table>")[0]
    heads = re.findall(r"<th scope=\"colgroup\" colspan=\"(\d)\"[^>]*>([^<]*)<", table)
    assert heads == [("1", "Outlets, in their own voice"), ("3", "Quoted voices")]
    voices = [
        " ".join(Reader(th).words.split()) for th in re.findall(r'<th scope="col"(?: class="begins")?>.*?</th>', table)
    ]
    row = re.search(r'<th scope="row"><a href="/names\?group=Hill\+Band".*?</tr>', table, re.DOTALL)
    assert row
    cells = [
        " ".join(Reader(td).words.split())
        for td in re.findall(r"<td(?: class=\"begins\")?>.*?</td>", row[0], re.DOTALL)
    ]
    called = dict(zip(voices, cells, strict=True))
    assert called["Coastal Telegraph"] == "fighters"
    assert called["Ana Lund"] == "the militants"
    assert called["Speaker unclear"] == "bandits", "a quoted voice that is not known is not the outlet's own"


def test_a_group_has_a_page_with_every_place(client):
    html = client.get("/names", params={"group": "hill band"}).text
    said = plain(html)
    assert "3 times in all" in said
    own, _, quoted = said.partition("Quoted voices")
    assert "fighters" in own
    assert "bandits" not in own
    assert "bandits" in quoted
    assert "Nobody calls anybody of this name" in client.get("/names", params={"group": "nobody"}).text


def test_voices_and_groups_go_by_the_names_that_the_case_has_settled_on(tmp_path):
    page, found = told_case.radio()
    path = tmp_path / "a.sayso"
    with CaseWriter(path) as writer:
        writer.add([page], [found], web_case.MADE_BY)
        writer.refresh_entities()
        with writer.transaction() as db:
            lund, radio = (web_case.content_id("entity", name) for name in ("Ana Lund", "Harbour Radio"))
            band, guard = (web_case.content_id("entity", name) for name in ("Hill Band", "Low Guard"))
            for entity, name in ((band, "Hill Band"), (guard, "Low Guard")):
                db.execute("INSERT INTO entities(id, name, kind, aliases) VALUES (?, ?, 'group', '[]')", (entity, name))
            for goes_by, read in ((radio, lund), (guard, band)):
                db.execute("UPDATE entities SET canonical_id = ? WHERE id = ?", (goes_by, read))
    with Case(path) as case:
        assert {row["group"] for row in labels.places(case, "low guard")} == {"Low Guard"}
        assert labels.places(case, "Hill Band") == []
        assert labels.matrix(case).voices == (labels.Voice("Harbour Radio", radio, own=False, times=1),)


# The article -----------------------------------------------------------------------------------------------------


def test_every_mark_has_an_address_and_every_entry_leads_to_one(client):
    html = client.get(ARTICLE).text
    ids = ids_of(html)
    assert len(ids) == len(set(ids))
    for sort, rows in {
        "e-": TELEGRAPH.events,
        "f-": TELEGRAPH.ceasefire_acts,
        "l-": TELEGRAPH.labels,
        "n-": TELEGRAPH.casualties,
        "t-": TELEGRAPH.times,
        "p-": TELEGRAPH.places,
    }.items():
        for row in rows:
            assert f"{sort}{row.id}" in ids
            assert f'href="{ARTICLE}#{sort}{row.id}"' in html
    for row in (*TELEGRAPH.events, *TELEGRAPH.ceasefire_acts):
        sort = "e" if row in TELEGRAPH.events else "f"
        assert f'href="#told-{sort}-{row.id}"' in html
        assert f"told-{sort}-{row.id}" in ids


def test_an_address_lights_the_words_of_the_event_and_its_evidence(client):
    sheet = client.get(f"{ARTICLE}/marks.css").text
    bombed = TELEGRAPH.events[0]
    assert f'[id="e-{bombed.id}"]:target) [data-m~="e-{bombed.id}"]' in sheet
    html = client.get(ARTICLE).text
    lit = re.findall(rf'<span class="([^"]*)" data-m="[^"]*e-{bombed.id}[^"]*">([^<]*)<', html)
    assert [words for kinds, words in lit if "event" in kinds.split()] == ["bombed"]
    assert [words for kinds, words in lit if "evidence" in kinds.split()] == [
        "At least 19 people were killed",
        "some 40 to 60 injured",
    ]


def test_marks_of_what_is_told_stand_inside_those_of_who_says_it(client):
    html = client.get(ARTICLE).text
    place = TELEGRAPH.places[0]
    assert re.search(
        rf'<span class="m content" data-m="a-\w+"><span class="t place" data-m="p-{place.id}">Brisk</span></span>', html
    )
    assert re.search(r'<input type="checkbox" id="show-told" checked>', html)


def test_entries_name_their_attribution_and_what_stands_below(client):
    said = plain(client.get(ARTICLE).text)
    for line in (
        "d Brisk clinic tells of assault, aerial, Brisk, 12 Sep 2016",
        "attribution 4, “bombed”; reading fairly sure",
        "c refused by Hill Band, says Mira Oster attribution 2, “will have none”",
        "2 400 killed, 2011 to 13 Sep 2016, says Coastal Telegraph in its own voice",
        "Hill Band is called bandits by the envoy attribution 3, “bandits”",
        "1 time and 1 place named “Monday” 12 Sep 2016, from the article’s date “Brisk” Brisk, town, XX",
    ):
        assert line in said, line


def test_an_article_that_tells_of_nothing_has_no_such_section(client):
    (_, blog) = web_case.blog()
    html = client.get(f"/article/{blog.articles[0].id}").text
    assert "What it tells of" not in html
    assert "show-told" not in html


def test_links_to_words_lead_to_the_part_of_a_long_page_that_holds_them(tmp_path):
    text = "\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(1000)) + "\n\nThey bombed the mill."
    page = web_case.page_of("long", text)
    article = web_case.article_of(page, 0, len(text))
    late = told_case.event(article.id, web_case.span(text, "bombed"))
    with CaseWriter(tmp_path / "long.sayso") as writer:
        writer.add([page], [web_case.Findings(page.id, (article,), events=(late,))], web_case.MADE_BY)
    room = client_of(tmp_path / "long.sayso")
    address = f"/article/{article.id}?part=3#e-{late.id}"
    assert address in room.get("/events").text
    assert address in room.get(f"/article/{article.id}").text
    assert f"e-{late.id}" in ids_of(room.get(f"/article/{article.id}?part=3").text)
    assert f"e-{late.id}" not in ids_of(room.get(f"/article/{article.id}").text)


# Everywhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [*ROOMS, "/names?group=Hill+Band", "/", LUND, "/outlet?name=Coastal+Telegraph"])
def test_every_link_leads_to_a_room_and_to_an_anchor_in_it(client, room):
    pages: dict[str, list[str]] = {}
    for link in {a["href"] or "" for a in Reader(client.get(room).text).all("a")}:
        path, _, anchor = link.partition("#")
        if path.startswith("/"):
            if path not in pages:
                answer = client.get(path)
                assert answer.status_code == 200, link
                pages[path] = ids_of(answer.text)
            assert not anchor or anchor in pages[path], link


@pytest.mark.parametrize(
    "room",
    [*ROOMS, f"/article/{HOSTILE.articles[0].id}", f"/names?group={told_case.EVIL}", f"/events?actor={told_case.EVIL}"],
)
def test_no_cell_comes_alive(client, room):
    answer = client.get(room)
    assert answer.status_code == 200
    assert "alert(10)" in Reader(answer.text).words
    assert [a.get("src") for a in Reader(answer.text).all("script")] == ["/static/htmx.min.js", "/static/sayso.js"]
    assert "style=" not in answer.text, "the policy forbids styles in elements"


def test_rooms_of_a_case_without_happenings_say_so(tmp_path):
    CaseWriter(tmp_path / "empty.sayso").close()
    room = client_of(tmp_path / "empty.sayso")
    assert "No article of this case tells of an event" in room.get("/events").text
    assert "No article of this case tells of a ceasefire" in room.get("/ceasefires").text
    assert "No label for a group or a person" in room.get("/names").text
    assert "No event fits these filters" in room.get("/events?place=Brisk").text


def test_overview_speaker_and_outlet_lead_to_what_they_tell_of(client):
    said = plain(client.get("/").text)
    assert "Events 6 said to have happened Ceasefires 3 accounts of them Names 4 labels for somebody" in said
    assert 'href="/events?said_by=Ana+Lund">1 event told of</a>' in client.get(LUND).text
    outlet = client.get("/outlet", params={"name": "Coastal Telegraph"}).text
    assert 'href="/events?said_by=Coastal+Telegraph">4 events told of</a>' in outlet


# Words and bars --------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**7), st.integers(0, 10**7), st.booleans(), st.booleans())
def test_a_bar_stays_on_its_scale_and_grows_with_what_it_shows(low, more, no_low, no_high):
    high = None if no_high else low + more
    top = ranges.top_of([{"killed_low": low, "killed_high": high, "injured_low": None, "injured_high": None}])
    drawn = ranges.bar(None if no_low else low, high, top)
    if no_low and no_high:
        assert drawn is None
        return
    assert drawn is not None
    assert 0 <= drawn.start < drawn.end <= ranges.LENGTH
    assert drawn.width >= ranges.LEAST - 0.1
    assert (drawn.open_low, drawn.open_high) == (no_low, no_high)
    if no_high:
        assert drawn.end == ranges.LENGTH
    smaller = ranges.bar(0, 0, top)
    assert smaller is not None
    assert smaller.start <= drawn.start


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("2016-10-03", "2016-10-03", "3 Oct 2016"),
        ("2016-10-03", "2016-10-05", "3 to 5 Oct 2016"),
        ("2016-10-30", "2016-11-02", "30 Oct to 2 Nov 2016"),
        ("2015-12-30", "2016-01-02", "30 Dec 2015 to 2 Jan 2016"),
        ("2016-02-01", "2016-02-29", "Feb 2016"),
        ("2016-01-01", "2016-12-31", "2016"),
        ("2015-01-01", "2016-12-31", "1 Jan 2015 to 31 Dec 2016"),
        ("2011", "2016-09-13", "2011 to 13 Sep 2016"),
        ("2016", "2017", "2016 to 2017"),
        ("2016-10-03", None, "since 3 Oct 2016"),
        (None, "2016-10", "until Oct 2016"),
        (None, None, ""),
        ("soon", "late", "soon to late"),
    ],
)
def test_days_are_written_shortest(first, last, said):
    assert words.period(first, last) == said


@given(st.none() | st.text(max_size=12), st.none() | st.text(alphabet="0123456789-", max_size=12))
def test_no_days_are_an_error(first, last):
    assert isinstance(words.period(first, last), str)


@pytest.mark.parametrize(
    ("iso", "said"),
    [
        ("PT48H", "48 hours"),
        ("P1DT12H", "1 day, 12 hours"),
        ("P7D", "7 days"),
        ("P", "P"),
        ("soon", "soon"),
        (None, ""),
    ],
)
def test_durations_are_written_in_words(iso, said):
    assert words.duration(iso) == said


def test_letters_go_on_after_z():
    assert [words.letter(n) for n in (1, 26, 27, 52, 53, 703)] == ["a", "z", "aa", "az", "ba", "aaa"]


@given(st.text(alphabet="ab \n“", max_size=400), st.integers(0, 400), st.integers(0, 20))
def test_what_surrounds_words_is_of_their_line_and_not_too_long(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))
    before, after = telling.around(text, start, end)
    assert text[:start].endswith(before.removeprefix("… "))
    assert text[end:].startswith(after.removesuffix(" …"))
    assert "\n" not in before + after
    assert max(len(before), len(after)) <= telling.AROUND + 2
