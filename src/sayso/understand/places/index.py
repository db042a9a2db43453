"""Long lists of places as SQLite files: a look-up takes microseconds and next to no memory.

Reading the list of towns takes seconds and its names would take hundreds of megabytes in every worker. So the first
that needs it writes an index into the user's cache folder (``XDG_CACHE_HOME``, else ``~/.cache``); all others open it
read-only and share its pages in memory. The same list gives the same file. Its name holds a digest of all it was made
from, so another version of the list is another file. Where no file can be written, each process makes the index in
memory instead.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path

from sayso.understand.places import folding
from sayso.understand.places.entries import Entry

#: Changes when the tables do, so that no program opens a file that it does not know.
FORMAT = 2
CACHE = "XDG_CACHE_HOME"
#: In how many rows they are written at once.
ROWS = 20_000
_TABLES = """
    CREATE TABLE places (
        number INTEGER PRIMARY KEY, id TEXT, name TEXT, kind TEXT, country TEXT, region TEXT, latitude REAL, longitude
        REAL, radius_km REAL, population INTEGER, fame INTEGER
    );
    CREATE TABLE plain (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
    CREATE TABLE folded (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
    CREATE TABLE done (format INTEGER);
"""
_FIND = """
    SELECT id, name, kind, country, region, latitude, longitude, radius_km, population, fame FROM places
    WHERE number IN (SELECT number FROM {table} WHERE key = ?) ORDER BY population DESC, number LIMIT ?
"""
#: Of places that share a name the most populous are looked at; the hundredth of a name is nobody's.
MOST = 48

Places = Iterator[tuple[Entry, tuple[str, ...]]]


class Index:
    """A list of places. Look-ups are safe in any thread; a process that was forked opens it anew."""

    def __init__(self, path: Path | None, connection: sqlite3.Connection, rank: int) -> None:
        self._path, self._connection, self._rank, self._process = path, connection, rank, os.getpid()

    def find(self, name: str, *, fold: bool = False) -> tuple[Entry, ...]:
        """Return the places of a name, the most populous first; with ``fold`` those whose name folds to the same."""
        made = folding.folded(name) if fold else folding.plain(name)
        if not made:
            return ()
        if self._process != os.getpid() and self._path is not None:
            self._connection, self._process = _opened(self._path), os.getpid()
        query = _FIND.format(table="folded" if fold else "plain")
        rows = self._connection.execute(query, (folding.key(made), MOST))
        return tuple(replace(Entry(*row), rank=self._rank) for row in rows)


def cache_folder() -> Path:
    """Return the folder in which indexes are kept; it need not be there."""
    given = os.environ.get(CACHE)
    if given and Path(given).is_absolute():  # the XDG specification says to pass over others
        return Path(given) / "sayso"
    return Path(os.path.expanduser("~")) / ".cache" / "sayso"


def index_path(name: str, digest: str, fold: frozenset[str] | None) -> Path:
    """Return where the index of a list lies, or will: its name tells all it is made from."""
    parts = "\n".join(
        (name, digest, str(FORMAT), str(folding.VERSION), str(fold is None), " ".join(sorted(fold or ())))
    )
    return cache_folder() / f"{name}-{blake2b(parts.encode(), digest_size=8).hexdigest()}.sqlite"


def open_index(
    name: str, digest: str, places: Callable[[], Places], *, rank: int = 0, fold: frozenset[str] | None = None
) -> Index:
    """Return the index of a list, made if it is not there.

    ``digest`` stands for everything in the list, which is only drawn when the index must be made. ``fold`` are the
    countries (codes) whose names are transliterations; None for all.
    """
    path = index_path(name, digest, fold)
    with contextlib.suppress(OSError, sqlite3.Error):
        if path.is_file():
            return Index(path, _opened(path), rank)
    try:
        with _alone(path):
            if not _is_whole(path):
                _write(path, places(), fold)
        return Index(path, _opened(path), rank)
    except (OSError, sqlite3.OperationalError):  # nowhere to write, or no room
        connection = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(connection, places(), fold)
        return Index(None, connection, rank)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process make a file while the others wait for it."""
    import fcntl  # noqa: PLC0415 (not where the index is already there)

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_whole(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        _opened(path).close()
    except sqlite3.Error:
        return False
    return True


def _opened(path: Path) -> sqlite3.Connection:
    """Open an index read-only. Raises sqlite3.Error for a file that is none."""
    # immutable: nothing is locked, so a folder that cannot be written to is good enough.
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, check_same_thread=False)
    try:
        (size,) = connection.execute(
            "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"
        ).fetchone()
        if size != path.stat().st_size or connection.execute("SELECT format FROM done").fetchall() != [(FORMAT,)]:
            raise sqlite3.DatabaseError(f"{path} is not finished")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _write(path: Path, places: Places, fold: frozenset[str] | None) -> None:
    """Make the file beside its place and move it there, so that nobody ever sees half of it."""
    handle, made = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".part")
    os.close(handle)
    try:
        with contextlib.closing(sqlite3.connect(made)) as connection:
            connection.execute("PRAGMA journal_mode = OFF")
            connection.execute("PRAGMA synchronous = OFF")
            _fill(connection, places, fold)
        os.replace(made, path)
    finally:
        Path(made).unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, places: Places, fold: frozenset[str] | None) -> None:
    connection.executescript(_TABLES)
    rows: list[tuple[object, ...]] = []
    plain: list[tuple[int, int]] = []
    folds: list[tuple[int, int]] = []
    for number, (entry, names) in enumerate(places):
        rows.append(
            (
                number,
                entry.id,
                entry.name,
                entry.kind,
                entry.country,
                entry.region,
                entry.latitude,
                entry.longitude,
                entry.radius_km,
                entry.population,
                entry.fame,
            )
        )
        written = {folding.plain(name) for name in names} - {""}
        plain += [(folding.key(name), number) for name in written]
        if fold is None or entry.country in fold:
            folds += [(folding.key(name), number) for name in {folding.folded(name) for name in names} - {""}]
        if len(rows) >= ROWS:
            _insert(connection, "places", rows)
    _insert(connection, "places", rows)
    # Sorted, a table without row numbers is written from front to back; unsorted it takes six times as long.
    _insert(connection, "plain", sorted(plain))
    _insert(connection, "folded", sorted(folds))
    connection.execute("INSERT INTO done VALUES (?)", (FORMAT,))
    connection.commit()


def _insert(connection: sqlite3.Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 (our own table names)
        rows.clear()
