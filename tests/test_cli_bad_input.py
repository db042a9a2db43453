"""Bad input on the command line: one line each, and the rest is read."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import sayso
from command import invoke, story, write_pages


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pages(tmp_path_factory.mktemp("cli") / "pages")


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


def bad_packed_bomb(folder: Path) -> Path:
    (folder / "bomb.gz").write_bytes(gzip.compress(b"0" * 50_000_000))
    return folder / "bomb.gz"


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
    bad_csv, bad_huge, bad_packed_bomb,
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


def test_what_cannot_help_is_not_advised(tmp_path: Path) -> None:
    for make in (bad_bomb, bad_packed_bomb):
        line = invoke("read", make(tmp_path), "--into", tmp_path / "a.sayso", "--quiet").stderr.splitlines()[0]
        assert "it looks like a bomb; if it is not one, unpack it yourself" in line
    line = invoke("read", tmp_path / "no*.txt", "--into", tmp_path / "a.sayso", "--quiet").stderr.splitlines()[0]
    assert line.endswith("no*.txt: no file fits this pattern; look at the spelling of the path")


def test_nothing_read_is_no_table_of_noughts(tmp_path: Path) -> None:
    done = invoke("read", tmp_path / "nowhere", "--into", tmp_path / "a.sayso", "--workers", 1)
    assert "this run" not in done.stderr
    assert done.stderr.splitlines()[-1] == "sayso: nothing could be read"


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


def test_a_folder_is_no_case(pages: Path) -> None:
    assert "is a folder, not a case" in invoke("sources", pages).stderr


@pytest.mark.parametrize("verb", ["quotes", "sources", "copies", "failures"])
def test_a_case_that_is_not_there_names_the_command_that_makes_it(verb: str, tmp_path: Path) -> None:
    done = invoke(verb, tmp_path / "none.sayso")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"sayso: {tmp_path}/none.sayso: no such case; make one with: sayso read")
