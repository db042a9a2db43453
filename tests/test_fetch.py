"""``sayso fetch`` against a server on this machine: what is kept, what is refused, how it goes on. No other network."""

from __future__ import annotations

import ast
import gzip
import hashlib
import io
import json
import signal
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from command import invoke
from fetch_site import HTML, Site
from sayso.fetch import warc_out
from sayso.fetch.client import Client
from sayso.fetch.run import Report, fetch_into
from sayso.fetch.settings import FetchError, Manners

QUICK = Manners(delay=0.0, allow_private=True)


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def fetch(folder: Path, *urls: str, manners: Manners = QUICK, **more: object) -> Report:
    return fetch_into(urls, folder / "pages.warc.gz", manners, **more)  # type: ignore[arg-type]


def records(folder: Path) -> list[tuple[str, dict[str, str], bytes]]:
    """Return type, header and block of every record, each of which must be sound by its digests."""
    found = []
    with (folder / "pages.warc.gz").open("rb") as stream:
        for record in ArchiveIterator(stream, parse_http=False):
            assert record.verify_block_digest()
            header = dict(record.headers.items())
            block = record.reader.read()
            if header["WARC-Type"] == "response":
                payload = block.split(b"\r\n\r\n", 1)[1]
                assert header["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(payload).hexdigest()}"
            found.append((header["WARC-Type"], header, block))
    return found


def outcome(block: bytes) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in block.decode().splitlines())


# --- what is kept ---


def test_request_and_response_are_kept_byte_for_byte(site: Site, tmp_path: Path) -> None:
    report = fetch(tmp_path, site.url("/a?b=c"), manners=Manners(delay=0, allow_private=True, contact="desk@a.example"))
    assert [(one.outcome, one.status) for one in report.outcomes] == [("fetched", 200)]
    info, response, request, about = records(tmp_path)
    assert [kind for kind, _, _ in (info, response, request, about)] == ["warcinfo", "response", "request", "metadata"]
    assert b"robots: obey" in info[2]
    assert response[2].startswith(b"HTTP/1.1 200 OK\r\n")
    assert response[2].endswith(b"\r\n\r\n" + HTML + b"/a?b=c")
    head = request[2].decode().split("\r\n")
    assert head[0] == "GET /a?b=c HTTP/1.1"
    assert any(line.startswith("User-Agent: Sayso/") and line.endswith(" (+desk@a.example)") for line in head)
    assert f"Host: 127.0.0.1:{site.port}" in head
    header = response[1]
    assert header["WARC-Target-URI"] == site.url("/a?b=c")
    assert header["WARC-IP-Address"] == "127.0.0.1"
    assert request[1]["WARC-Concurrent-To"] == about[1]["WARC-Concurrent-To"] == header["WARC-Record-ID"]
    assert header["WARC-Date"].endswith("Z")
    assert outcome(about[2])["outcome"] == "fetched"
    members = (tmp_path / "pages.warc.gz").read_bytes().count(b"\x1f\x8b\x08\x00\x00\x00\x00\x00")
    assert members == 4


def test_encodings_are_kept_as_they_came(site: Site, tmp_path: Path) -> None:
    fetch(tmp_path, site.url("/packed"), site.url("/chunked"))
    blocks = {header["WARC-Target-URI"]: block for kind, header, block in records(tmp_path) if kind == "response"}
    assert blocks[site.url("/packed")].endswith(b"\r\n\r\n" + gzip.compress(HTML, mtime=0))
    assert blocks[site.url("/chunked")].endswith(b"\r\n\r\n5\r\nTruce\r\n6\r\n holds\r\n0\r\n\r\n")
    with (tmp_path / "pages.warc.gz").open("rb") as stream:
        decoded = [
            record.reader.read()
            for record in ArchiveIterator(stream, record_types=WarcRecordType.response, auto_decode="all")
        ]
    assert decoded == [HTML, b"Truce holds"]


def test_every_hop_of_a_redirect_is_kept(site: Site, tmp_path: Path) -> None:
    (one,) = fetch(tmp_path, site.url("/moved/moved/b")).outcomes
    assert (one.outcome, one.final) == ("fetched", site.url("/b"))
    targets = [header["WARC-Target-URI"] for kind, header, _ in records(tmp_path) if kind == "response"]
    assert targets == [site.url(path) for path in ("/moved/moved/b", "/moved/b", "/b")]


def test_no_cookies_and_one_connection_each(site: Site, tmp_path: Path) -> None:
    fetch(tmp_path, site.url("/a"), site.url("/b"))
    for _, _, headers in site.asked:
        assert "Cookie" not in headers
        assert headers["Connection"] == "close"


# --- what is not fetched ---


@pytest.mark.parametrize(
    ("path", "said", "what"),
    [
        ("/status/404", "status 404", "answers 404"),
        ("/status/503", "status 503", "answers 503"),
        ("/large", "too large", "more than the limit of 20,000 bytes"),
        ("/silent", "timed out", "stopped answering"),
        ("/drip", "timed out", "took too long"),
        ("/cut", "broken answer", "broken or cut"),
        ("/nonsense", "broken answer", "broken or cut"),
        ("/round/", "too many redirects", "more than 5"),
        ("/moved//user:word@a.example/", "no address", "user name"),
    ],
)
def test_what_fails_ends_in_one_outcome_and_is_recorded(
    site: Site, tmp_path: Path, path: str, said: str, what: str
) -> None:
    slow = path in ("/silent", "/drip")
    manners = Manners(
        delay=0, allow_private=True, max_bytes=20_000, read_timeout=1.5 if slow else 20, timeout=4 if slow else 60
    )
    failed, good = fetch(tmp_path, site.url(path), site.url("/good"), manners=manners).outcomes
    assert failed.outcome == said
    assert what in (failed.what or "")
    assert failed.fix
    assert good.outcome == "fetched"
    about = [
        outcome(block)
        for kind, header, block in records(tmp_path)
        if kind == "metadata" and header["WARC-Target-URI"] == site.url(path)
    ]
    assert [(one["outcome"], one["error"]) for one in about] == [(said, failed.what)]


def test_six_redirects_are_one_too_many(site: Site, tmp_path: Path) -> None:
    fetch(tmp_path, site.url("/round/"))
    assert len(site.paths()) == 6


@pytest.mark.parametrize(
    ("robots", "path", "said"),
    [
        (404, "/a", "fetched"),
        (403, "/a", "fetched"),
        (503, "/a", "robots.txt unknown"),
        (429, "/a", "robots.txt unknown"),
        (b"User-agent: *\nDisallow: /private/\n", "/private/a", "refused by robots.txt"),
        (b"User-agent: *\nDisallow: /private/\n", "/public/a", "fetched"),
        (b"User-agent: *\nDisallow: /\nAllow: /public/\n", "/public/a", "fetched"),
        (b"User-agent: *\nDisallow: /*?print\n", "/a?print=1", "refused by robots.txt"),
        (b"User-agent: sayso\nDisallow: /\n\nUser-agent: *\nAllow: /\n", "/a", "refused by robots.txt"),
        (b"User-agent: *\nDisallow: /b\n", "/moved/b", "refused by robots.txt"),
    ],
)
def test_robots_txt_is_kept_to(site: Site, tmp_path: Path, robots: bytes | int, path: str, said: str) -> None:
    site.robots = robots
    (one,) = fetch(tmp_path, site.url(path)).outcomes
    assert one.outcome == said
    assert [path for _, path, _ in site.asked].count("/robots.txt") == 1
    asked = said == "fetched" or path.startswith("/moved")
    assert site.paths() == ([path] if asked else [])


def test_a_silent_host_is_given_up(tmp_path: Path) -> None:
    urls = [f"http://127.0.0.1:9/{number}" for number in range(4)]
    outcomes = fetch(tmp_path, *urls).outcomes
    assert [one.outcome for one in outcomes] == ["robots.txt unknown"] * 4
    assert "does not answer" in (outcomes[0].what or "")


# --- manners ---


def test_a_host_is_asked_no_more_often_than_it_should_be(site: Site, tmp_path: Path) -> None:
    manners = Manners(delay=0.3, allow_private=True)
    began = time.monotonic()
    fetch(tmp_path, site.url("/a"), site.url("/b"), manners=manners)
    times = [moment for moment, _, _ in site.asked]
    assert len(times) == 3
    assert all(later - earlier >= 0.29 for earlier, later in pairwise(times))
    assert time.monotonic() - began < 60


def test_crawl_delay_is_kept_up_to_a_limit(site: Site, tmp_path: Path) -> None:
    site.robots = b"User-agent: *\nCrawl-delay: 3600\n"
    fetch(tmp_path, site.url("/a"), site.url("/b"), manners=Manners(delay=0, allow_private=True, longest_delay=0.4))
    times = [moment for moment, path, _ in site.asked if path != "/robots.txt"]
    assert times[1] - times[0] >= 0.39


# --- which machine is asked ---


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://2130706433:{port}/a"]
)
def test_this_machine_is_not_asked_unless_allowed(site: Site, tmp_path: Path, url: str) -> None:
    (one,) = fetch(tmp_path, url.format(port=site.port), manners=Manners(delay=0)).outcomes
    assert one.outcome == "robots.txt unknown"
    assert "not on the public internet" in (one.what or "")
    assert site.asked == []


def test_the_address_that_was_judged_is_the_one_connected_to(site: Site, tmp_path: Path) -> None:
    """A name that is looked up again would be somewhere else; the request still says the name."""
    looked_up = []

    def rebinding(host: str, port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    client = Client(QUICK, resolver=rebinding)
    (one,) = fetch(tmp_path, site.url("/a", "harbour.example"), client=client).outcomes
    assert one.outcome == "fetched"
    assert looked_up == ["harbour.example"] * 2  # once for robots.txt, once for the page
    assert {headers["Host"] for _, _, headers in site.asked} == {f"harbour.example:{site.port}"}


def test_a_redirect_inwards_is_refused(site: Site, tmp_path: Path) -> None:
    """Only the first hop is at a public address, as far as the client can tell."""

    def resolver(host: str, port: int) -> list[str]:
        return ["127.0.0.1"] if host == "harbour.example" else [host]

    class Guarded(Client):
        def get(self, address, **more):  # type: ignore[no-untyped-def]
            self._manners = QUICK if address.host == "harbour.example" else Manners()
            return super().get(address, **more)

    (one,) = fetch(tmp_path, site.url("/inwards", "harbour.example"), client=Guarded(QUICK, resolver=resolver)).outcomes
    assert one.outcome == "robots.txt unknown"
    assert "10.0.0.1, which is not on the public internet" in (one.what or "")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "site.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "9",
    ]
    names = ["-subj", "/CN=harbour.example", "-addext", "subjectAltName=DNS:harbour.example"]
    try:
        subprocess.run([*command, *names, "-keyout", path, "-out", tmp_path / "c"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    path.write_bytes(path.read_bytes() + (tmp_path / "c").read_bytes())
    return path


def test_the_certificate_is_asked_for_and_checked_by_the_name(site: Site, tmp_path: Path, certificate: Path) -> None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    names: list[str | None] = []
    server.sni_callback = lambda _, name, __: names.append(name)
    site.socket = server.wrap_socket(site.socket, server_side=True)
    trusting = ssl.create_default_context(cafile=str(certificate))
    for host, said in (("harbour.example", "fetched"), ("other.example", "robots.txt unknown")):
        client = Client(QUICK, resolver=lambda *_: ["127.0.0.1"], tls=trusting)
        (one,) = fetch(tmp_path, f"https://{host}:{site.port}/a", client=client).outcomes
        assert one.outcome == said
        assert names[-1] == host
    assert "does not prove who it is" in (one.what or "")


# --- going on ---


def test_a_second_run_goes_on_with_what_is_not_there_yet(site: Site, tmp_path: Path) -> None:
    first = fetch(tmp_path, site.url("/a"), site.url("/status/500"))
    assert (first.fetched, first.known) == (1, 0)
    second = fetch(tmp_path, site.url("/a#b"), site.url("/status/500"), site.url("/c"))
    assert (second.fetched, second.known, len(second.failures)) == (1, 1, 1)
    assert site.paths() == ["/a", "/status/500", "/status/500", "/c"]
    assert len([kind for kind, _, _ in records(tmp_path) if kind == "warcinfo"]) == 2


def test_an_unfinished_record_is_cut_off(site: Site, tmp_path: Path) -> None:
    fetch(tmp_path, site.url("/a"))
    path = tmp_path / "pages.warc.gz"
    whole = path.read_bytes()
    for torn in (whole[:40], b"\x1f\x8b\x08"):
        path.write_bytes(whole + torn)
        report = fetch(tmp_path, site.url("/a"))
        assert (report.cut, report.known) == (len(torn), 1)
        assert path.read_bytes().startswith(whole)
        records(tmp_path)


def damaged(at: int) -> bytes:
    """A WARC file with a record that is no longer as it was, and a sound one after it."""
    record = gzip.compress(
        b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 0\r\n\r\n\r\n\r\n" + bytes(range(99)), mtime=0
    )
    return record[:at] + bytes([record[at] ^ 255]) + record[at + 1 :] + record


@pytest.mark.parametrize(
    "content",
    [
        b"truce,mill\n",
        b"WARC/1.1\r\n\r\n",
        gzip.compress(b"Truce")[:-9],
        gzip.compress(b"Truce"),
        b"\x1f",
        *map(damaged, range(40, 130, 7)),
    ],
)
def test_files_that_are_something_else_are_left_alone(site: Site, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(content)
    with pytest.raises(FetchError, match="write to another file"):
        fetch(tmp_path, site.url("/a"))
    assert (tmp_path / "pages.warc.gz").read_bytes() == content


def test_two_runs_do_not_write_to_one_file(tmp_path: Path) -> None:
    with (
        warc_out.WarcFile(tmp_path / "a.warc.gz", "Sayso/0"),
        pytest.raises(FetchError, match="another run"),
        warc_out.WarcFile(tmp_path / "a.warc.gz", "Sayso/0"),
    ):
        pass


def test_a_disk_that_fills_up_leaves_whole_records(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.FileIO):
        def write(self, content: object) -> int:
            super().write(memoryview(content)[:10])  # type: ignore[arg-type]
            raise OSError(28, "no space left on device")

    path = tmp_path / "pages.warc.gz"
    with warc_out.WarcFile(path, "Sayso/0") as warc:
        before = path.read_bytes()
        warc._stream = Full(path, "a+b")  # type: ignore[assignment]
        with pytest.raises(OSError, match="no space"):
            warc.add("http://a.example/", [], [("outcome", "fetched")])
    assert path.read_bytes() == before


# --- the verb ---


def test_the_verb_tells_each_outcome_and_the_failures(site: Site, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{site.url('/a')}\n{site.url('/status/404')}\nnonsense\n")
    into = tmp_path / "pages.warc.gz"
    command = ["fetch", tmp_path / "list.txt", "--into", into, "--delay", 0, "--allow-private"]
    done = invoke(*command)
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert f"fetched {site.url('/a')} (200, " in done.stderr
    assert "3 addresses were not fetched" not in done.stderr
    assert "2 addresses were not fetched" in done.stderr
    assert "1 fetched, 2 not" in done.stderr
    assert done.stderr.splitlines()[-1] == f"sayso: read it with: sayso read {into} --into CASE"
    again = invoke(*command, "--json")
    assert [json.loads(line)["outcome"] for line in again.stdout.splitlines()] == ["no address", "status 404"]
    alone = invoke("fetch", "-", "--into", tmp_path / "b.warc.gz")
    assert (alone.exit_code, "no address in the list" in alone.stderr) == (1, True)
    missing = invoke("fetch", tmp_path / "none.txt", "--into", into)
    assert (missing.exit_code, "no such file" in missing.stderr) == (1, True)


def test_ctrl_c_leaves_a_whole_file_that_is_gone_on_with(site: Site, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("".join(site.url(f"/{number}\n") for number in range(500)))
    command = [sys.executable, "-m", "sayso", "fetch", "list.txt", "--into", "pages.warc.gz", "--allow-private"]
    running = subprocess.Popen([*command, "--delay", "0.05"], cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if "[5/500]" in line:
            running.send_signal(signal.SIGINT)
            break
    rest = running.stderr.read()
    assert running.wait(60) == 130
    assert rest.splitlines()[-1] == "sayso: stopped; run the same command again to go on"
    kinds = [kind for kind, _, _ in records(tmp_path)]
    assert kinds.count("metadata") == kinds.count("response") >= 5
    (again,) = fetch(tmp_path, site.url("/0"), site.url("/499")).outcomes
    assert again.url == site.url("/499")


# --- what it leans on ---


def test_fetching_knows_nothing_of_reading_but_its_limits() -> None:
    home = Path(warc_out.__file__).parent
    imported = {
        node.module
        for path in home.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sayso")
    }
    assert {name for name in imported if not name.startswith("sayso.fetch.")} == {"sayso", "sayso.read.limits"}


def test_nothing_of_the_network_is_loaded_until_it_is_used() -> None:
    script = "import sayso.cli, sayso.read.sources, sys; print(sorted({'protego', 'fastwarc'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
