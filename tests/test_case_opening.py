"""Opening a case file: what is one, what is none, and what is said of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from sayso.case import schema
from sayso.case.reader import Case, Filter
from sayso.case.schema import APPLICATION_ID, CaseError, migrations
from sayso.case.writer import CaseWriter
from small_case import ARTICLES, is_sound, plain, write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "small.sayso")


def test_a_fresh_case_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new.sayso"
    CaseWriter(path).close()
    db = plain(path)
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (len(migrations()),)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert [file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))] == ["new.sayso"]
    with Case(path) as opened:
        assert set(opened.counts().values()) == {0}
        assert opened.quotes() == opened.search(Filter(query="pact")) == opened.failures() == []
    assert is_sound(path)


def test_opening_again_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    CaseWriter(path).close()
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES)
    assert path.read_bytes() == before


def test_a_case_of_a_newer_version_is_refused(path: Path) -> None:
    plain(path).execute("PRAGMA user_version = 99")
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match=r"small\.sayso: made by a newer Sayso \(schema 99.*open it with"):
            opening(path)


def test_a_reader_asks_for_an_older_case_to_be_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "migrations", lambda: [*migrations(), "CREATE TABLE extra(x);"])
    with pytest.raises(CaseError, match=r"made by an older Sayso.*sayso read"):
        Case(path)
    CaseWriter(path).close()
    with Case(path) as opened:
        assert opened.rows("SELECT * FROM extra") == []
        assert opened.counts()["articles"] == len(ARTICLES)


def test_a_migration_that_fails_leaves_the_version_before_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = "CREATE TABLE extra(x); CREATE TABLE pages(x);"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "migrations", lambda: [*migrations(), broken])
        with pytest.raises(CaseError, match="already exists"):
            CaseWriter(path)
    with Case(path) as opened:
        assert opened.rows("SELECT name FROM sqlite_master WHERE name = 'extra'") == []
        assert opened.counts()["articles"] == len(ARTICLES)


def test_another_sqlite_file_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with plain(path) as db:
        db.execute("CREATE TABLE mine(x)")
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match="an SQLite file, but not a Sayso case"):
            opening(path)
    assert plain(path).execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]


def test_any_other_file_is_no_case(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>“It is dead,” said Ana Lund.</p>" * 100)
    before = path.read_bytes()
    for opening in (Case, CaseWriter):
        with pytest.raises(CaseError, match=r"page\.html: damaged, or not a Sayso case"):
            opening(path)
    assert path.read_bytes() == before


def test_folders_and_missing_files_are_told_with_the_fix(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"is a folder; give a file name such as .*case\.sayso"):
        CaseWriter(tmp_path)
    with pytest.raises(CaseError, match="its folder does not exist; make it with: mkdir -p"):
        CaseWriter(tmp_path / "no" / "case.sayso")
    with pytest.raises(CaseError, match="no such case; make one with: sayso read"):
        Case(tmp_path / "no.sayso")
    with pytest.raises(CaseError, match="is a folder, not a case; give the file"):
        Case(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = write(tmp_path / "a ?mode=ro#%41 é.sayso")
    with Case(path) as opened:
        assert opened.counts()["articles"] == len(ARTICLES)
