"""The rooms of claims and incidents: repeats beside origins, every account with its words, every proof on its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import linked_case
import web_case
from linked_case import CLAIM, EVIL_CLAIM, EVIL_INCIDENT, IDS, INCIDENT
from sayso.case.writer import CaseWriter
from sayso.web import forms, ranges
from told_case import EVIL
from web_client import Reader, TestClient, client_of

ROOMS = ("/claims", f"/claims/{CLAIM}", "/incidents", f"/incidents/{INCIDENT}")
EVIL_ROOMS = (
    "/claims",
    f"/claims/{EVIL_CLAIM}",
    "/incidents",
    f"/incidents/{EVIL_INCIDENT}",
    f"/article/{IDS['evil']}",
)


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return linked_case.build(tmp_path_factory.mktemp("linked") / "case.sayso")


@pytest.fixture(scope="module")
def client(case_path: Path) -> TestClient:
    return client_of(case_path)


def plain(html: str) -> str:
    """The words of a page without its elements, in single spaces."""
    return " ".join(Reader(re.sub(r"(?=<(?:dt|dd|li|p|summary|t[hd]|span|strong)\b)", " ", html)).words.split())


def ids_of(html: str) -> list[str]:
    return [attributes["id"] or "" for _, attributes in Reader(html).elements if attributes.get("id")]


def listed(client: TestClient, room: str, **given: str) -> list[str]:
    """The ids of the claims or incidents that a list shows, in its order."""
    return re.findall(rf'href="{room}/(\w+)"', client.get(room, params=given).text)


# Claims ----------------------------------------------------------------------------------------------------------


def test_a_list_of_claims_shows_origins_beside_repeats(client):
    said = plain(client.get("/claims").text)
    assert "3 articles, 2 independent origins (1 to 3) disputed 5 accounts in 3 outlets, first 13 Sep 2016" in said
    assert listed(client, "/claims") == [CLAIM, EVIL_CLAIM]
    assert listed(client, "/claims", sort="each") == [EVIL_CLAIM, CLAIM]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "granary"}, [CLAIM]),
        ({"q": "zeppelin"}, []),
        ({"disputed": "1"}, [CLAIM]),
        ({"said_by": "ana lund"}, [CLAIM]),
        ({"said_by": "Coastal Telegraph"}, [CLAIM]),
        ({"until": "2016-08"}, []),
        ({"since": "2016-10-05", "until": "2016-10-07"}, [CLAIM]),
    ],
)
def test_claims_are_narrowed(client, asked, found):
    assert listed(client, "/claims", **asked) == found
    if not found:
        assert "No claim fits these filters" in client.get("/claims", params=asked).text


def test_what_cannot_be_understood_is_said(client):
    page = client.get("/claims", params={"since": "soon", "sort": "sideways"}).text
    assert "“soon” is not a date" in page
    assert "sideways" in page
    assert listed(client, "/claims", since="soon", sort="sideways") == [CLAIM, EVIL_CLAIM]
    assert "is not a number of persons" in client.get("/incidents", params={"killed": "many"}).text


def test_a_claim_has_every_account_in_the_order_of_time(client):
    html = client.get(f"/claims/{CLAIM}").text
    assert re.findall(r'<li id="member-(\w+)">', html) == ["m4", "m1", "m5", "m3", "m2"]
    said = plain(html)
    for line in (
        "5 accounts in 3 outlets, first 13 Sep 2016: 2 asserted, 2 denied, 1 passed on.",
        "13 Sep 2016 Coastal Telegraph in its own voice denies shelling the same happening told, 90 % alike",
        "a man at the gate denies “We never agreed to any of it,” in other words, 90 % alike",
        "Ana Lund passes on that the militants “broke the truce”",
    ):
        assert line in said, line


def test_a_claim_shows_its_roots_and_the_proof_of_each_edge(client):
    html = client.get(f"/claims/{CLAIM}").text
    said = plain(html)
    for line in (
        "3 articles, 2 independent origins (1 to 3): what is left when every copy, credit and citation",
        "Ana Lund primary speaker; 3 accounts go back to it, in Harbour Radio 4 Oct 2016, Anvil & Flag 6 Oct 2016",
        "a man at the gate primary anonymous may be another, or none anonymous; 1 account goes back to it",
        "Harbour Radio, 4 Oct 2016: Truce broken at the granary has it through Coastal Telegraph (outlet)",
        "– doubtful “according to the Coastal Telegraph”",
        "A circle, in which each cites the next, so that it leads nowhere: Harbour Radio → Anvil & Flag → back",
    ):
        assert line in said, line
    assert "Not of this claim" not in said
    assert 'href="#edge-e1"' in html


def test_contradictions_stand_side_by_side_with_both_words(client):
    said = plain(
        client.get(f"/claims/{CLAIM}").text.partition("What contradicts itself")[2].partition("Every account")[0]
    )
    assert said.index("Ana Lund asserts") < said.index("a man at the gate denies")
    assert "“broke the truce”" in said
    assert "“We never agreed to any of it,”" in said
    assert "The words: “never agreed” denial" in said
    assert "This account is no longer in the case." in client.get(f"/claims/{EVIL_CLAIM}").text


def test_a_proof_leads_to_its_words_on_the_article_s_page(client):
    html = client.get(f"/claims/{CLAIM}").text
    links = re.findall(r'class="proof" href="([^"]*)">“<bdi>([^<]*)</bdi>', html)
    assert len(links) == 4
    assert f'<a href="/article/{IDS["blog"]}#h-record"><bdi>6 Oct 2016</bdi></a>' in html, (
        "a date has no place in the text"
    )
    for link, words in links:
        path, _, anchor = link.replace("&amp;", "&").partition("#")
        page = client.get(path).text
        assert anchor in ids_of(page)
        marked = re.findall(r'<span class="t(?: [a-z]+)* proof"[^>]*>([^<]*)<', page)
        assert "".join(marked) == words
    for bad in ("9-3", "0-99999999", "x", "-", "1-2-3"):
        answer = client.get(f"/article/{IDS['radio']}", params={"words": bad})
        assert answer.status_code == 200
        assert " proof" not in answer.text


def test_words_of_a_proof_lie_in_their_part_of_a_long_page(tmp_path):
    text = "\n\n".join(f"Paragraph {n} " + "word " * 60 for n in range(1000)) + "\n\nThey copied it."
    page = web_case.page_of("long", text)
    article = web_case.article_of(page, 0, len(text))
    with CaseWriter(tmp_path / "long.sayso") as writer:
        writer.add([page], [web_case.Findings(page.id, (article,))], web_case.MADE_BY)
    room = client_of(tmp_path / "long.sayso")
    start = text.index("copied")
    address = f"/article/{article.id}?part=3&words={start}-{start + 6}"
    assert "words" in ids_of(room.get(address).text)
    assert "words" not in ids_of(room.get(address.replace("part=3", "part=1")).text)


def test_an_article_names_the_claims_that_others_make_too(client):
    page = client.get(f"/article/{IDS['radio']}").text
    assert f'href="/claims/{CLAIM}"' in page
    assert "3 articles, 2 independent origins (1 to 3), disputed" in plain(page)


# Incidents -------------------------------------------------------------------------------------------------------


def test_incidents_stand_in_the_order_of_time_with_ranges_blame_and_grade(client):
    html = client.get("/incidents").text
    assert listed(client, "/incidents") == [INCIDENT, EVIL_INCIDENT]
    said = plain(html)
    assert (
        "12 Sep 2016 assault, Brisk contested 3 or more killed 40 to 60 injured blamed by somebody: High Guard" in said
    )
    assert "2 articles, 2 independent origins in 2 outlets" in said


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"type": "assault"}, [INCIDENT]),
        ({"place": "brisk"}, [INCIDENT]),
        ({"grade": "Contested"}, [INCIDENT]),
        ({"blamed": "high guard"}, [INCIDENT]),
        ({"killed": "3"}, [INCIDENT]),
        ({"killed": "4"}, []),
        ({"since": "2016-09", "until": "2016-09"}, [INCIDENT]),
        ({"place": "Nowhere"}, []),
    ],
)
def test_incidents_are_narrowed(client, asked, found):
    assert listed(client, "/incidents", **asked) == found


def test_accounts_of_an_incident_stand_side_by_side(client):
    html = client.get(f"/incidents/{INCIDENT}").text
    table = html.partition('<table class="beside">')[2].partition("</table>")[0]
    rows = [plain(row) for row in re.findall(r'<tr id="account-.*?</tr>', table, re.DOTALL)]
    assert len(rows) == 3
    assert rows[0].startswith("Brisk clinic Coastal Telegraph, 13 Sep 2016: Calls for quiet at the granary")
    assert "assault, aerial" in rows[0]
    assert "19 or more" in rows[0]
    assert "40 to 60" in rows[0]
    assert "blamed: High Guard (suspected)" in rows[0]
    assert "denied" in rows[1]
    assert "joined because: one place, one day" in rows[1]
    assert rows[1].count("not told") == 2
    foot = plain(table.partition("<tfoot>")[2])
    assert "All accounts together" in foot
    assert "3 or more" in foot
    assert table.count('<svg class="range"') == 5, "a bar for each range that is told, two of them for all together"


def test_an_incident_says_who_blames_whom_and_by_which_rule_it_was_graded(client):
    said = plain(client.get(f"/incidents/{INCIDENT}").text)
    assert "Grade contested by the rule: two sources that blame different sides" in said
    assert "High Guard Brisk clinic suspected 1" in said
    assert "2 articles, 2 independent origins in 2 outlets" in said


# Everywhere ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("room", [*ROOMS, "/", "/names?group=Hill+Band", f"/article/{IDS['radio']}"])
def test_every_link_leads_to_a_room_and_to_an_anchor_in_it(client, room):
    for link in {a["href"] or "" for a in Reader(client.get(room).text).all("a")}:
        path, _, anchor = link.partition("#")
        if path.startswith("/") or (anchor and not path):
            answer = client.get(path or room)
            assert answer.status_code == 200, link
            assert not anchor or anchor in ids_of(answer.text), link


@pytest.mark.parametrize("room", [*EVIL_ROOMS, f"/claims?q={EVIL}", f"/incidents?place={EVIL}&sort={EVIL}"])
def test_no_cell_comes_alive(client, room):
    answer = client.get(room)
    assert answer.status_code == 200
    assert "alert(10)" in Reader(answer.text).words
    assert [a.get("src") for a in Reader(answer.text).all("script")] == ["/static/htmx.min.js", "/static/sayso.js"]
    assert "style=" not in answer.text, "the policy forbids styles in elements"
    assert len(ids_of(answer.text)) == len(set(ids_of(answer.text)))


def test_rooms_of_a_case_without_links_say_so(tmp_path):
    CaseWriter(tmp_path / "empty.sayso").close()
    room = client_of(tmp_path / "empty.sayso")
    assert "No two accounts of this case were found to say the same" in room.get("/claims").text
    assert "No accounts of this case were joined into an incident" in room.get("/incidents").text
    for gone in ("/claims/nothing", "/incidents/nothing", f"/claims/{EVIL}"):
        assert room.get(gone).status_code == 404


def test_names_show_load_and_change_over_time(client):
    html = client.get("/names?group=hill+band").text
    table = plain(html.partition('<table class="change">')[2].partition("</table>")[0])
    assert "When bandits (negative) fighters the militants All labels Of these, loaded" in table
    assert "Sep 2016 1 1 · none 2 1" in table
    assert "Oct 2016 · none · none 1 1 0" in table
    assert '<span class="load negative"' in client.get("/names").text


# Bars ------------------------------------------------------------------------------------------------------------


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_bars_of_origins_stay_on_their_scale_in_their_order(articles, one, two, three):
    low, origins, high = sorted(min(value, articles) for value in (one, two, three))
    row = {"articles": articles, "origins": origins, "origins_low": low, "origins_high": high}
    top = ranges.top_of_articles([row])
    drawn = ranges.repeats(row, top)
    assert drawn is not None
    assert 0 <= drawn.low <= drawn.origins <= drawn.high <= drawn.articles <= ranges.LENGTH
    assert str(origins) in ranges.independent(row).replace("\u2009", "")
    assert ranges.repeats({**row, "origins": None}, top) is None
    assert ranges.independent({**row, "origins": None}) == "origins not counted"


@given(st.text(max_size=20) | st.from_regex(r"[0-9]{1,4}-[0-9]{1,4}", fullmatch=True), st.integers(0, 5000))
def test_offsets_of_an_address_lie_on_the_page_or_are_none(text, length):
    found = forms.offsets(text, length)
    assert found is None or 0 <= found[0] < found[1] <= length
