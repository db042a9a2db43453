"""``sayso read``: what it prints where, its options, and how it ends when it is stopped or the disk is full."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

import sayso
from command import invoke, many, spawn, story, write_pages
from sayso.cli import main


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("cli") / "pages")


def test_read_tells_what_it_did_on_standard_error_only(pages: Path, tmp_path: Path) -> None:
    done = invoke("read", pages, "--into", tmp_path / "a.sayso", "--workers", 1)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    for words in ("pages", "articles", "attributions", "speakers", "copies", "failures", "this run", "words/s"):
        assert words in done.stderr
    assert re.search(r"^ *events .*\n *ceasefires ", done.stderr, re.MULTILINE)
    assert "sayso: pages/broken.txt: " in done.stderr
    again = invoke("read", pages, "--into", tmp_path / "a.sayso", "--workers", 1)
    assert "known already" in again.stderr
    assert "nothing new; " in again.stderr
    assert again.stderr.splitlines()[-1] == f"sayso: look at it with: sayso open {tmp_path}/a.sayso"


def test_read_json_is_one_document_and_quiet_is_quiet(pages: Path, tmp_path: Path) -> None:
    done = invoke("read", pages, "--into", tmp_path / "a.sayso", "--workers", 1, "--json", "--quiet")
    summary = json.loads(done.stdout)
    assert (summary["new"], summary["failed"], summary["in_case"]["pages"]) == (4, 1, 5)
    assert [line for line in done.stderr.splitlines() if "broken.txt" not in line] == []


def test_read_takes_columns_and_a_size(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(
        f'headline,body\nOne,"{story(1).replace(chr(34), chr(34) * 2)}"\n', encoding="utf-8"
    )
    case = tmp_path / "a.sayso"
    done = invoke("read", tmp_path / "t.csv", "--into", case, "--columns", "text=body, title=headline", "--workers", 1)
    assert done.exit_code == 0, done.output
    with sayso.open(case) as opened:
        assert opened.table("articles").column("title").to_pylist() == ["One"]
    (tmp_path / "big.txt").write_text(story(1) * 40, encoding="utf-8")
    done = invoke("read", tmp_path / "big.txt", "--into", case, "--max-file-size", "4KB", "--workers", 1)
    assert done.exit_code == 1
    assert "sayso: big.txt: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["read"], "Missing argument"),
        (["read", "x"], "Missing option '--into'"),
        (["read", "x", "--into", "c", "--columns", "text"], "text=COLUMN"),
        (["read", "x", "--into", "c", "--max-file-size", "many"], "64MB"),
        (["read", "x", "--into", "c", "--workers", "0"], "0 is not in the range"),
        (["read", "x", "--into", "c.sayso", "--columns", "words=body"], "words"),
        (["read", "x", "--into", "c.sayso", "--reader", "oracle"], "oracle"),
        (["open", "c", "--host", "0.0.0.0"], "no log-in yet"),
        (["export", "c", "--to", "d"], "Missing option '--as'"),
        (["sing"], "No such command"),
    ],
)
def test_a_command_put_wrongly_ends_with_2(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, arguments)
    assert list(tmp_path.iterdir()) == []  # nothing was begun
    assert done.exit_code == 2
    assert words in done.stderr
    assert "Traceback" not in done.output


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_gets_one_line_and_the_case_stays_whole(small_disk: Path, tmp_path: Path) -> None:
    done = spawn("read", many(tmp_path / "many"), "--into", small_disk / "a.sayso", "--workers", 1, "--quiet")
    assert done.returncode == 1, done.stderr
    [line] = done.stderr.splitlines()
    assert "the disk is full; make room and run the same command again" in line
    with sayso.open(small_disk / "a.sayso") as case:
        assert case.rows("PRAGMA integrity_check")[0][0] == "ok"


def test_a_quota_gets_one_line(tmp_path: Path) -> None:
    def quota() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = spawn(
        "read", many(tmp_path / "many"), "--into", tmp_path / "a.sayso", "--workers", 1, "--quiet", preexec_fn=quota
    )
    assert done.returncode == 1, done.stderr
    [line] = done.stderr.splitlines()
    assert "disk" in line
    assert "; " in line
    assert spawn("read", tmp_path / "many", "--into", tmp_path / "a.sayso", "--quiet").returncode == 0


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_is_done_in_good_order(sent: signal.Signals, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sayso", "read", str(many(tmp_path / "many")), "--into", str(tmp_path / "a.sayso")]
    process = subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True)
    given_up = time.monotonic() + 60
    while not (tmp_path / "a.sayso").exists() and process.poll() is None and time.monotonic() < given_up:
        time.sleep(0.01)  # until the run has begun
    process.send_signal(sent)
    stderr = process.communicate(timeout=120)[1]
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert stderr.splitlines()[-1].startswith("sayso: stopped")
