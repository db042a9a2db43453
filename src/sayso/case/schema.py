"""Opening a case file: connection settings, migrations and the errors a user may meet.

A case says what it is (``application_id``) and how new it is (``user_version`` = number of migrations applied).
Migrations are the numbered SQL files in ``migrations/``; each runs in one transaction, so a killed migration leaves
the version before it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

APPLICATION_ID = 0x53415953  # "SAYS"
#: How long a writer or reader waits for another before giving up, in seconds. A bulk write takes well under one.
PATIENCE = 30.0


class CaseError(RuntimeError):
    """A case that cannot be opened, read or written; the message names the file and the fix."""


def migrations() -> list[str]:
    """Return the SQL of every migration, in order."""
    folder = resources.files("sayso.case") / "migrations"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in names]


def connect(path: str | Path, *, write: bool) -> sqlite3.Connection:
    """Open the case at ``path`` and bring its schema up to date (writers only).

    A reader opens the file read-only; any number may look while one process writes (write-ahead log).
    Raises CaseError when the file is missing, is not a case, is newer than this Sayso, or cannot be opened.
    """
    path = Path(path)
    if write:
        if path.is_dir():
            raise CaseError(f"{path}: is a folder; give a file name such as {path / 'case.sayso'}")
        if not path.parent.exists():
            raise CaseError(f"{path}: its folder does not exist; make it with: mkdir -p {path.parent}")
    elif path.is_dir():
        raise CaseError(f"{path}: is a folder, not a case; give the file that sayso read --into made")
    elif not path.is_file():
        raise CaseError(f"{path}: no such case; make one with: sayso read PATHS… --into {path}")
    with translated(path):
        try:
            return _open(path, "mode=rwc" if write else "mode=ro", write=write)
        except sqlite3.OperationalError:
            # On a read-only medium SQLite cannot make the shared-memory file that its log needs. Without a log beside
            # it, nobody is writing, and the file can be read as it is.
            if write or path.with_name(path.name + "-wal").exists() or not _read_only(path.parent):
                raise
            return _open(path, "mode=ro&immutable=1", write=False)


def _open(path: Path, options: str, *, write: bool) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{options}"
    connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _prepare(connection, path, write=write)
    except BaseException:
        connection.close()
        raise
    return connection


def _read_only(folder: Path) -> bool:
    """Whether no file can be made in a folder, by its rights or by its medium."""
    return not os.access(folder, os.W_OK) or bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _prepare(connection: sqlite3.Connection, path: Path, *, write: bool) -> None:
    scripts = migrations()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and tables:
        raise CaseError(f"{path}: an SQLite file, but not a Sayso case; give another file name")
    if version > len(scripts):
        raise CaseError(
            f"{path}: made by a newer Sayso (schema {version}, this one knows {len(scripts)}); "
            "open it with that version, or install it in place of this one"
        )
    connection.execute("PRAGMA foreign_keys = ON")
    if not write:
        if version < len(scripts):
            raise CaseError(
                f"{path}: made by an older Sayso, or its first run was cut off; "
                f"bring it up to date with: sayso read PATHS… --into {path}"
            )
        return
    # WAL lets readers look while we write; NORMAL survives a killed process and loses at most the last batch
    # on a power cut, which the next run reads again.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    if application != APPLICATION_ID:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for number, script in enumerate(scripts[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")


@contextmanager
def translated(path: str | Path) -> Iterator[None]:
    """Turn SQLite's errors into a CaseError with a fix."""
    try:
        yield
    except sqlite3.Error as error:
        raise CaseError(f"{path}: {error_and_fix(error)}") from error


def error_and_fix(error: sqlite3.Error) -> str:
    """Say in one line what an SQLite error means to the user and what to do."""
    said = str(error)
    if "disk is full" in said:
        return "the disk is full; make room and run the same command again, it goes on where it stopped"
    if "disk I/O error" in said:
        return "the disk refuses (full, over a quota, or failing); look at it, then run the same command again"
    if "locked" in said:
        return "another process is writing to it; wait until that run has ended"
    if "not a database" in said or "malformed" in said:
        return "damaged, or not a Sayso case; give another file name or restore it from a copy"
    if "readonly" in said or "unable to open" in said:
        return "cannot be opened for this; look at the rights of the file and its folder"
    return said
