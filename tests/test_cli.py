"""The command line: what is printed where, exit codes, and one clear line for everything that can go wrong."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import sayso
from sayso.cli import main, screen
from sayso.cli.screen import clean, short

STORY = (
    "Truce day {n}\n\n“The truce holds,” Ana Lund said on Tuesday. The militants denied it. According to Harbour "
    'Radio, three people died near the old mill, and Lund told reporters that "aid will come on Friday".\n\n{words}\n'
)


def story(number: int) -> str:
    return STORY.format(n=number, words=" ".join(f"word{number}x{place}" for place in range(30)))


def invoke(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def spawn(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sayso", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "pages"
    folder.mkdir()
    for number in range(3):
        (folder / f"page{number}.txt").write_text(story(number), encoding="utf-8")
    rows = [
        {
            "id": 7,
            "text": story(7),
            "title": "[red]Row[/red] \x1b[31mseven",
            "outlet": "Row\u202ePost",
            "published": "2016-09-12",
        }
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 20)
    return folder


@pytest.fixture(scope="module")
def case(pages: Path) -> Path:
    path = pages.parent / "cli.sayso"
    done = invoke("read", pages, "--into", path, "--workers", 1)
    assert done.exit_code == 0, done.output
    return path


# read ----------------------------------------------------------------------------------------------------------


def test_read_tells_what_it_did_on_standard_error_only(pages: Path, tmp_path: Path) -> None:
    done = invoke("read", pages, "--into", tmp_path / "a.sayso", "--workers", 1)
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "\x1b" not in done.stderr
    for words in ("pages", "articles", "attributions", "speakers", "copies", "failures", "this run", "words/s"):
        assert words in done.stderr
    assert "sayso: pages/broken.txt: " in done.stderr
    again = invoke("read", pages, "--into", tmp_path / "a.sayso", "--workers", 1)
    assert "known already" in again.stderr


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


# Bad input: one line each, and the rest is read ------------------------------------------------------------------


def bad_empty_folder(folder: Path) -> Path:
    (folder / "empty").mkdir()
    return folder / "empty"


def bad_missing(folder: Path) -> Path:
    return folder / "nowhere"


def bad_binary(folder: Path) -> Path:
    (folder / "rubbish.txt").write_bytes(bytes(range(256)) * 40)
    return folder / "rubbish.txt"


def bad_empty_file(folder: Path) -> Path:
    (folder / "empty.txt").write_bytes(b"")
    return folder / "empty.txt"


def bad_fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def bad_zip(folder: Path) -> Path:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("a.txt", story(1) * 50)
    (folder / "cut.zip").write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    return folder / "cut.zip"


def bad_tar(folder: Path) -> Path:
    (folder / "cut.tar.gz").write_bytes(gzip.compress(os.urandom(5000))[:2000])
    return folder / "cut.tar.gz"


def bad_bomb(folder: Path) -> Path:
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.txt", b"0" * 50_000_000)
    return folder / "bomb.zip"


def bad_traversal(folder: Path) -> Path:
    with tarfile.open(folder / "climber.tar", "w") as archive:
        data = story(1).encode()
        entry = tarfile.TarInfo("../../outside.txt")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return folder / "climber.tar"


def bad_csv(folder: Path) -> Path:
    (folder / "figures.csv").write_text("a,b\n1,2\n3,4\n")
    return folder / "figures.csv"


def bad_huge(folder: Path) -> Path:
    with (folder / "huge.txt").open("wb") as file:
        file.truncate(100 << 20)  # sparse: costs no disk
    return folder / "huge.txt"


BAD: list[Callable[[Path], Path]] = [
    bad_empty_folder, bad_missing, bad_binary, bad_empty_file, bad_fifo, bad_zip, bad_tar, bad_bomb, bad_traversal,
    bad_csv, bad_huge,
]  # fmt: skip


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__.removeprefix("bad_"))
def test_bad_input_gets_one_line_and_the_rest_is_read(make: Callable[[Path], Path], tmp_path: Path) -> None:
    path, case = make(tmp_path), tmp_path / "a.sayso"
    alone = invoke("read", path, "--into", case, "--workers", 1, "--quiet")
    assert alone.exit_code == 1
    line, *rest = alone.stderr.splitlines()
    assert line.startswith("sayso: ")
    assert path.name in line
    assert "; " in line  # the error; the fix
    assert rest == ["sayso: nothing could be read"]
    assert invoke("read", path, path, "--into", case, "--workers", 1, "--quiet").exit_code == 1  # named twice, again
    assert not (tmp_path.parent / "outside.txt").exists()
    good = tmp_path / "good.txt"
    good.write_text(story(1), encoding="utf-8")
    both = invoke("read", path, good, "--into", case, "--workers", 1, "--quiet")
    assert both.exit_code == 0, both.output
    listed = [json.loads(row) for row in invoke("failures", case, "--json").stdout.splitlines()]
    assert len(listed) == 1
    assert listed[0]["error"]
    assert listed[0]["fix"]


def test_broken_encoding_is_read_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "mixed.txt").write_bytes(story(1).encode() + b"\xff\xfe caf\xe9 " + story(2).encode())
    assert invoke("read", tmp_path / "mixed.txt", "--into", tmp_path / "a.sayso", "--workers", 1).exit_code == 0
    with sayso.open(tmp_path / "a.sayso") as case:
        assert case.counts()["attributions"] > 0


def make_newer(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.executescript("CREATE TABLE pages(id); PRAGMA application_id = 1396791635; PRAGMA user_version = 99;")


def make_other(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE music(id)")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (make_newer, "made by a newer Sayso (schema 99"),
        (make_other, "an SQLite file, but not a Sayso case; give another file name"),
        (lambda path: path.write_text("my notes\n" * 500), "not a Sayso case; give another file name"),
        (lambda path: path.mkdir(), "is a folder; give a file name"),
    ],
)
def test_a_case_that_is_none_is_left_alone(
    make: Callable[[Path], None], words: str, pages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "x.sayso"
    make(path)
    before = path.read_bytes() if path.is_file() else b""
    done = invoke("read", pages, "--into", path, "--workers", 1)
    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_folder_that_is_not_there_names_the_command_that_makes_it(pages: Path, tmp_path: Path) -> None:
    done = invoke("read", pages, "--into", tmp_path / "no/where.sayso")
    assert done.exit_code == 1
    assert "mkdir -p" in done.stderr


@pytest.mark.parametrize("verb", ["quotes", "sources", "copies", "failures"])
def test_a_case_that_is_not_there_names_the_command_that_makes_it(verb: str, tmp_path: Path) -> None:
    done = invoke(verb, tmp_path / "none.sayso")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"sayso: {tmp_path}/none.sayso: no such case; make one with: sayso read")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def many(folder: Path) -> Path:
    folder.mkdir()
    for number in range(150):
        (folder / f"{number}.txt").write_text(story(number) + story(number + 1000) * 3, encoding="utf-8")
    return folder


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


def test_ctrl_c_stops_in_good_order(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sayso", "read", str(many(tmp_path / "many")), "--into", str(tmp_path / "a.sayso")]
    process = subprocess.Popen([*command, "--workers", "1"], stderr=subprocess.PIPE, text=True)
    for _ in range(600):  # until the run has begun
        if (tmp_path / "a.sayso").exists() or process.poll() is not None:
            break
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    stderr = process.communicate(timeout=60)[1]
    assert process.returncode == 130, stderr
    assert "Traceback" not in stderr
    assert stderr.splitlines()[-1].startswith("sayso: stopped")


# Looking -------------------------------------------------------------------------------------------------------


def test_search_finds_phrases_and_says_so_in_json(case: Path) -> None:
    lines = invoke("search", case, '"truce holds" AND word1x3', "--json").stdout.splitlines()
    [hit] = [json.loads(line) for line in lines]
    assert hit["file"] == "pages/page1.txt"
    assert "\ue000" not in hit["snippet"]
    shown = invoke("search", case, "word7x3")
    assert "1 articles" in shown.stdout
    assert invoke("search", case, "word7x3", "--outlet", "nobody", "--json").stdout == ""
    assert invoke("search", case, '"((').exit_code == 0


def test_quotes_are_narrowed_and_counted(case: Path) -> None:
    rows = [json.loads(line) for line in invoke("quotes", case, "--json", "--limit", 1000).stdout.splitlines()]
    assert rows
    lund = [json.loads(line) for line in invoke("quotes", case, "--speaker", "ana lund", "--json").stdout.splitlines()]
    assert lund
    assert {row["speaker"] for row in lund} == {"Ana Lund"}
    holds = [json.loads(line) for line in invoke("quotes", case, "truce", "--json").stdout.splitlines()]
    assert all("truce" in row["content_text"].lower() for row in holds)
    assert f"2 of {len(rows)} attributions" in invoke("quotes", case, "--limit", 2).stdout


def test_sources_copies_and_failures_show_and_speak_json(case: Path) -> None:
    found = json.loads(invoke("sources", case, "--json").stdout)
    assert set(found) == {"speakers", "outlets", "via", "shared"}
    assert "Ana Lund" in {row["name"] for row in found["speakers"]}
    assert "who speaks" in invoke("sources", case).stdout
    copies = [json.loads(line) for line in invoke("copies", case, "--json", "--stock").stdout.splitlines()]
    assert copies
    assert "passages in two articles" in invoke("copies", case, "--stock").stdout
    assert "broken.txt" in invoke("failures", case).stdout


def test_page_text_has_no_power_over_the_terminal(case: Path) -> None:
    for verb in (("quotes", case), ("search", case, "truce"), ("sources", case), ("copies", case, "--stock")):
        shown = invoke(*verb).output
        assert "\x1b" not in shown
        assert "\u202e" not in shown
    assert "[red]Row[/red] \ufffd[31mseven" in invoke("search", case, "word7x3").stdout


def test_progress_without_a_terminal_is_a_plain_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(screen, "QUIET_SECONDS", 0.0)
    with screen.TerminalProgress() as progress:
        progress.begin(200)
        progress.advance(50)
        progress.tell(sayso.Summary("a.sayso", new=3, attributions=1234, words=100))
        progress.stage("compare")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("sayso: 25% read, 3 pages, 1,234 attributions, ")
    assert lines[1] == "sayso: looking for copies"
    with screen.TerminalProgress(quiet=True) as progress:
        progress.begin(0)
        progress.tell(sayso.Summary("a.sayso"))
    assert capsys.readouterr().err == ""


def test_clean_and_short() -> None:
    assert clean("a\x1b[2Jb\x9b\u2066c\td\n") == "a\ufffd[2Jb\ufffd\ufffdc\td\n"
    assert short("one two  three", 9) == "one two …"
    assert short(None) == ""


def test_export_names_its_files_and_refuses_in_one_line(case: Path, tmp_path: Path) -> None:
    done = invoke("export", case, "--as", "csv", "--to", tmp_path / "out")
    assert [Path(line).name for line in done.stdout.splitlines()] == [f"{name}.csv" for name in sayso.TABLES]
    (tmp_path / "mine.txt").write_text("mine")
    refused = invoke("export", case, "--as", "csv", "--to", tmp_path)
    assert refused.exit_code == 1
    assert "give an empty or a new folder" in refused.stderr


def test_a_reader_that_goes_away_is_no_error(case: Path) -> None:
    command = f"{sys.executable} -m sayso quotes {case} --json | head -n 1"
    done = subprocess.run(["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert len(done.stdout.splitlines()) == 1


# The rest ------------------------------------------------------------------------------------------------------


def test_version_is_told_quickly() -> None:
    began = time.perf_counter()
    done = spawn("--version")
    assert time.perf_counter() - began < 2  # 0.1 s on an idle machine; this one may not be
    assert done.stdout == f"sayso, version {sayso.__version__}\n"


def test_every_verb_says_what_it_is_for() -> None:
    overview = invoke("--help").stdout
    for verb in ("read", "open", "search", "quotes", "sources", "copies", "failures", "export", "check", "demo"):
        assert f"\n  {verb} " in overview
        assert invoke(verb, "--help").exit_code == 0


def test_demo_prints_the_findings_and_ends_without_a_terminal(tmp_path: Path) -> None:
    done = spawn("demo", "--into", tmp_path / "demo.sayso")
    assert done.returncode == 0, done.stderr
    for words in ("attributions", "who speaks", "outlets", "passages in two articles"):
        assert words in done.stdout
    assert "\x1b" not in done.stdout + done.stderr
    with sayso.open(tmp_path / "demo.sayso") as case:
        assert case.counts()["pages"] >= 24
        assert case.counts()["failures"] == 0


def test_check_scores_the_bundled_example() -> None:
    done = spawn("check", "demo", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"]
    assert invoke("check", "/no/such/gold.json").exit_code == 1
