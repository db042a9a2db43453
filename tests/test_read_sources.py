"""Walking paths: names, order, ids, progress, and what is wrong with a path."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sayso.read import estimate, find_pages


def lay(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"Words of {name} said so.")


def test_folders_in_order_without_hidden_files(tmp_path: Path) -> None:
    lay(
        tmp_path / "pile",
        "b.txt",
        "a/z.txt",
        "a/y.html",
        "c.txt",
        ".hidden",
        ".git/x.txt",
        "__MACOSX/b.txt",
        "Thumbs.db",
    )
    assert [page.file for page in find_pages([tmp_path / "pile"])] == [
        "pile/a/y.html",
        "pile/a/z.txt",
        "pile/b.txt",
        "pile/c.txt",
    ]


def test_same_pile_elsewhere_has_the_same_ids(tmp_path: Path) -> None:
    lay(tmp_path / "one" / "pile", "a.txt", "sub/b.txt")
    shutil.copytree(tmp_path / "one" / "pile", tmp_path / "two" / "pile")
    ids = [[page.id for page in find_pages([tmp_path / where / "pile"])] for where in ("one", "two")]
    assert ids[0] == ids[1]
    os.utime(tmp_path / "one" / "pile" / "a.txt", (1, 1))
    assert [page.id for page in find_pages([tmp_path / "one" / "pile"])] == ids[1]


def test_arguments_of_one_name_are_told_apart(tmp_path: Path) -> None:
    lay(tmp_path, "x/pile/a.txt", "y/pile/a.txt", "other/b.txt")
    paths = [tmp_path / "x" / "pile", tmp_path / "y" / "pile", tmp_path / "other"]
    assert [page.file for page in find_pages(paths)] == ["x/pile/a.txt", "y/pile/a.txt", "other/b.txt"]


def test_a_file_reached_twice_is_read_once(tmp_path: Path) -> None:
    lay(tmp_path / "pile", "a.txt", "sub/b.txt")
    paths = [tmp_path / "pile", tmp_path / "pile" / "a.txt", tmp_path / "pile" / "sub", tmp_path / "pile"]
    assert [page.file for page in find_pages(paths)] == ["pile/a.txt", "pile/sub/b.txt"]
    assert estimate(paths) == estimate([tmp_path / "pile"])


def test_globs(tmp_path: Path) -> None:
    lay(tmp_path, "in/a.txt", "in/b.txt", "in/c.html", "in/deep/d.txt")
    assert [page.file for page in find_pages([f"{tmp_path}/in/*.txt"])] == ["a.txt", "b.txt"]
    assert [page.file for page in find_pages([f"{tmp_path}/in/**/*.txt"])] == ["a.txt", "b.txt", "d.txt"]
    (page,) = find_pages([f"{tmp_path}/none/*.txt"])
    assert page.error == "no file fits this pattern"


@pytest.mark.parametrize("bad", ["missing", "missing.txt", "empty"])
def test_wrong_paths_are_failed_pages_and_the_rest_is_read(tmp_path: Path, bad: str) -> None:
    (tmp_path / "empty").mkdir()
    lay(tmp_path, "good.txt")
    first, second = find_pages([tmp_path / bad, tmp_path / "good.txt"])
    assert first.error in {"no such file or folder", "a folder without files"}
    assert first.fix
    assert first.file.endswith(bad)
    assert second.error is None


def test_no_path_at_all() -> None:
    (page,) = find_pages([])
    assert page.error == "no path given"


def test_links_and_special_files(tmp_path: Path) -> None:
    lay(tmp_path / "pile", "a.txt")
    (tmp_path / "pile" / "gone.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "pile" / "loop").symlink_to(tmp_path / "pile")
    os.mkfifo(tmp_path / "pile" / "pipe")
    pages = list(find_pages([tmp_path / "pile"]))
    assert [(page.file, page.error) for page in pages] == [
        ("pile/a.txt", None),
        ("pile/gone.txt", "a link to a file that is not there"),
        ("pile/pipe", "not a regular file"),
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt")
    (tmp_path / "a.txt").chmod(0)
    (page,) = find_pages([tmp_path / "a.txt"])
    assert page.error == "no permission to read it"


def test_names_that_are_no_utf8(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Words said so.")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    (page,) = find_pages([tmp_path])
    page.file.encode("utf-8")
    assert page.file.endswith("caf\\udce9.txt") or page.file.endswith("caf\\xe9.txt")


def test_progress_adds_up_and_limit_stops(tmp_path: Path) -> None:
    lay(tmp_path / "pile", *(f"{number}.txt" for number in range(5)))
    (tmp_path / "pile" / "t.csv").write_text("text\n" + "some words\n" * 5000)
    seen: list[int] = []
    pages = list(find_pages([tmp_path / "pile"], on_bytes=seen.append))
    assert len(pages) == 5005
    assert sum(seen) == estimate([tmp_path / "pile"])
    assert all(count > 0 for count in seen)
    assert len(list(find_pages([tmp_path / "pile"], limit=3))) == 3


def test_it_is_lazy(tmp_path: Path) -> None:
    lay(tmp_path / "pile", "a.txt", "b.txt")
    pages = find_pages([tmp_path / "pile"])
    assert next(pages).file == "pile/a.txt"
    (tmp_path / "pile" / "b.txt").write_text("Changed after the start.")
    assert next(pages).text == "Changed after the start."
