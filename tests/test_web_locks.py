"""What may come into the reading room: hostile pages, odd addresses, and the locks on the door."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import web_case
from sayso.case import views
from sayso.case.writer import CaseWriter
from sayso.web import forms, security, server
from web_client import ARTICLE, BLOG, HOSTILE, LUND, Reader, TestClient, client_of


@pytest.fixture(scope="module")
def case_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return web_case.build(tmp_path_factory.mktemp("room") / "case.sayso")


@pytest.fixture(scope="module")
def client(case_path: Path) -> TestClient:
    return client_of(case_path, "http://127.0.0.1:8765")


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
    room = client_of(case_path, raise_server_exceptions=False)
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
    room = client_of(path)
    with CaseWriter(path) as writer, writer.transaction() as db:
        db.execute("DELETE FROM articles")
        assert "3 articles." in room.get("/articles").text
    assert "No article" in room.get("/articles").text
