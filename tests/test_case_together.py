"""A case that others use too: readers beside a writer, a full disk, a cut, a medium that is read only."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.case import schema
from sayso.case.reader import Case, Filter
from sayso.case.schema import CaseError
from sayso.case.writer import CaseWriter
from small_case import ARTICLES, MADE_BY, is_sound, made, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "small.sayso")


@pytest.fixture
def case(path: Path) -> Iterator[Case]:
    with Case(path) as opened:
        yield opened


def test_readers_look_while_a_writer_writes(path: Path) -> None:
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    with Case(path) as one, Case(path) as two, CaseWriter(path) as writer:
        before = one.count_quotes()
        with two.snapshot():
            assert two.count_quotes() == before
            with writer.transaction() as db:
                db.execute("UPDATE articles SET title = NULL")
                assert one.search(Filter())[0].title is not None, "what is not committed is not seen"
            assert one.search(Filter())[0].title is None
            writer.add([page], [found], MADE_BY)
            assert one.count_quotes() == before + 1
            assert two.count_quotes() == before, "a snapshot is of one moment"
        assert two.count_quotes() == before + 1


def test_a_reader_cannot_write(case: Case) -> None:
    with pytest.raises(CaseError, match="cannot be opened for this"):
        case.rows("DELETE FROM pages")


def test_two_writers_do_not_write_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "PATIENCE", 0.05)
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    with CaseWriter(path) as one, CaseWriter(path) as two:
        with one.transaction(), pytest.raises(CaseError, match="another process is writing to it; wait"):
            two.add([page], [found], MADE_BY)
        two.add([page], [found], MADE_BY)
    assert is_sound(path)


def test_a_full_disk_is_told_and_the_same_command_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "full.sayso"
    things = [made(n, "Mia Falk said that the mill was shut. " * 200, None, None) for n in range(20)]
    with CaseWriter(path) as writer:
        writer.add([things[0][0]], [things[0][1]], MADE_BY)
        with writer.transaction() as db:
            pages = db.execute("PRAGMA page_count").fetchone()[0]
        writer._db.execute(f"PRAGMA max_page_count = {pages + 3}")
        with pytest.raises(CaseError, match=r"full\.sayso: the disk is full; make room and run the same command again"):
            writer.add([page for page, _ in things[1:]], [found for _, found in things[1:]], MADE_BY)
        assert writer.understood(MADE_BY) == {things[0][0].id}
        writer._db.execute("PRAGMA max_page_count = 1000000")
        writer.add([page for page, _ in things[1:]], [found for _, found in things[1:]], MADE_BY)
        assert len(writer.understood(MADE_BY)) == 20
    assert is_sound(path)


def _cut_off(writer: CaseWriter) -> None:
    with writer.transaction() as db:
        db.execute("DELETE FROM pages")
        raise KeyboardInterrupt


def test_a_writer_killed_in_a_batch_leaves_the_batches_before(path: Path) -> None:
    page, found = made(9, "Mia Falk said that the mill was shut.", None, None)
    writer = CaseWriter(path)
    with pytest.raises(KeyboardInterrupt):
        _cut_off(writer)
    writer.add([page], [found], MADE_BY)
    writer.close()
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES) + 1
    assert is_sound(path)


def test_a_case_on_a_read_only_medium_can_be_looked_into(path: Path, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(medium)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a read-only medium cannot be mounted here")
    try:
        shutil.copy(path, medium / "a.sayso")
        subprocess.run(["mount", "-o", "remount,ro", str(medium)], check=True)
        with Case(medium / "a.sayso") as opened:
            assert opened.counts()["articles"] == len(ARTICLES)
        with pytest.raises(CaseError, match="cannot be opened for this"):
            CaseWriter(medium / "a.sayso")
    finally:
        subprocess.run(["umount", str(medium)], check=True)
