"""Paths in, pages out: walks folders, globs and archives, and hands every file to its format.

Lazy, streaming and in one fixed order. Nothing here raises for bad content or for a path that is not there: each
becomes a page with ``error`` and ``fix``.

``Page.file`` is the path from the given argument's parent on, with '/' between its parts: ``sayso read /a/b/pages``
gives ``pages/x.html``, so the same pile has the same ids wherever it lies. Where two arguments would give the same
names, both get as many more parents as tell them apart (``a/pages/x.html`` and ``b/pages/x.html``). A file that two
arguments reach is read once.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sayso.model import NO_PAGE, Page, content_id
from sayso.read.archives import Tar, Zip, skipped
from sayso.read.eml import Eml
from sayso.read.feed import Feed
from sayso.read.formats import Format, Refused, Source
from sayso.read.html import Html
from sayso.read.json_lines import JsonDocument, JsonLines
from sayso.read.limits import Limits
from sayso.read.mhtml import Mhtml
from sayso.read.parquet import Parquet
from sayso.read.pdf import Pdf
from sayso.read.rows import check_columns
from sayso.read.table import Table
from sayso.read.text import Text
from sayso.read.warc import Warc

#: Asked in this order; the first that claims a file reads it. To add a format, add it here.
FORMATS: tuple[Format, ...] = (
    Pdf(), Warc(), Zip(), Tar(), Eml(), Mhtml(), Parquet(), JsonLines(), JsonDocument(), Table(), Feed(), Html(),
    Text(),
)  # fmt: skip
#: Text, but never a page: what browsers save beside one.
_NOT_PAGES = {
    ".css": "a style sheet", ".js": "a script", ".mjs": "a script", ".map": "a script's map", ".svg": "a drawing",
    ".py": "a program", ".sh": "a program", ".cdx": "the index of a web archive",
    ".cdxj": "the index of a web archive", ".ico": "a picture", ".woff": "a font", ".woff2": "a font", ".ttf": "a font",
}  # fmt: skip
_HEAD = 64 * 1024
_MAGIC_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class _Argument:
    """A given path that exists (``path``, else None) and the name its files get in front (``name``)."""

    path: Path | None
    name: str


def find_pages(
    paths: Sequence[str | Path],
    *,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    limit: int | None = None,
    on_bytes: Callable[[int], None] | None = None,
) -> Iterator[Page]:
    """Yield the pages of files, folders, globs and archives, in a fixed order.

    ``columns`` says which column of a table holds what (keys: text, title, outlet, author, published, url, id,
    fetched_at). ``limit`` is the most pages to yield. ``on_bytes`` is called with the number of bytes read since its
    last call; over all calls they add up to ``estimate(paths)``.

    Raises ReadError, at once, when ``columns`` names an unknown key. All else that is wrong is a page with ``error``.
    """
    check_columns(columns or {})
    found = _find(paths, columns or {}, limits or Limits(), on_bytes or (lambda count: None))
    return islice(found, limit) if limit is not None else found


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it lies, the name its pages carry as ``Page.file``, and its size in bytes."""

    path: str
    name: str
    size: int


def list_files(paths: Sequence[str | Path], *, limits: Limits | None = None) -> Iterator[Found | Page]:
    """Yield the files that ``find_pages`` would read, in its order and under its names.

    What cannot be read is a failed page. For those who read the files elsewhere, with ``pages_of``.
    """
    for path, name, size in _listed(_arguments(paths)):
        if isinstance(path, Page):
            yield path
        elif size < 0:
            yield _source(name, size, _opener(path), limits or Limits(), {}).failed(*_why_unreadable(path))
        else:
            yield Found(str(path), name, size)


def pages_of(
    name: str,
    size: int,
    open_file: Callable[[], BinaryIO],
    *,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Iterator[Page]:
    """Yield the pages of one file, as ``find_pages`` does. ``open_file`` returns a fresh seekable binary stream."""
    yield from _numbered(read_source(_source(name, size, open_file, limits or Limits(), columns or {})))


def names_of(places: Sequence[Sequence[str]]) -> list[str]:
    """Return the name that each of several given paths, as their parts, puts before the names of its files."""
    given = [_Argument(Path(*parts), parts[-1]) for parts in places]
    return [argument.name for argument in _distinct(given)]


def no_such(name: str) -> Page:
    """Return the failed page of a path at which there is nothing."""
    pattern = bool(_MAGIC_CHARACTERS & set(name))
    missing = "no file fits this pattern" if pattern else "no such file or folder"
    return _failed(name, missing, "look at the spelling of the path")


def without_files(name: str) -> Page:
    """Return the failed page of a folder in which there is nothing to read."""
    return _failed(name, "a folder without files", "name a folder that holds pages")


def estimate(paths: Sequence[str | Path]) -> int:
    """Return the size in bytes, as they lie on disk, of all that ``find_pages`` would read."""
    earlier: set[str] = set()
    return sum(size for argument in _arguments(paths) for _, _, size in _files(argument, earlier) if size > 0)


def _find(
    paths: Sequence[str | Path], columns: Mapping[str, str], limits: Limits, on_bytes: Callable[[int], None]
) -> Iterator[Page]:
    for path, name, size in _listed(_arguments(paths)):
        if isinstance(path, Page):
            yield path
        else:
            yield from _numbered(_read_file(path, _source(name, size, _opener(path), limits, columns), on_bytes))


def _listed(arguments: list[_Argument]) -> Iterator[tuple[Path | Page, str, int]]:
    """Yield ``(path, name, size)`` of every file, with a failed page for its path where an argument leads nowhere."""
    if not arguments:
        yield _failed("(nothing)", "no path given", "name the files or folders to read"), "", -1
    earlier: set[str] = set()
    for argument in arguments:
        if argument.path is None:
            yield no_such(argument.name), argument.name, -1
            continue
        reached = _covered(argument.path, earlier)
        count = 0
        for found in _files(argument, earlier):
            count += 1
            yield found
        if not count and not reached:
            yield without_files(argument.name), argument.name, -1


def _source(
    name: str, size: int, open_file: Callable[[], BinaryIO], limits: Limits, columns: Mapping[str, str]
) -> Source:
    return Source(name, name, None, size, open_file, limits, read_source, columns)


def _opener(path: Path) -> Callable[[], BinaryIO]:
    return lambda: path.open("rb")


def _read_file(path: Path, source: Source, on_bytes: Callable[[int], None]) -> Iterator[Page]:
    """Yield the pages of one file on disk; reports exactly its size in bytes as they are read."""
    size = source.size
    if size < 0:
        yield source.failed(*_why_unreadable(path))
        return
    opened: list[BinaryIO] = []

    def open_file() -> BinaryIO:
        stream = path.open("rb")
        opened[:] = [stream]
        return stream

    source = replace(source, open=open_file)
    reported = 0
    try:
        for page in read_source(source):
            yield page
            at = opened[0].tell() if opened and not opened[0].closed else 0
            if size >= at > reported:
                on_bytes(at - reported)
                reported = at
    finally:
        for stream in opened:
            stream.close()
        if size > reported:
            on_bytes(size - reported)


def read_source(source: Source) -> Iterator[Page]:
    """Yield the pages of one source with the format that claims it; a failed page when it cannot be read."""
    try:
        ending = os.path.splitext(source.name)[1].lower()
        if ending in _NOT_PAGES:
            raise Refused(f"{_NOT_PAGES[ending]}, not a page", "leave it out, or name it .txt if its words matter")
        with source.open() as stream:
            head = stream.read(_HEAD)
        if not head:
            raise Refused("nothing in it", "fetch the page again, or leave the file out")
        chosen = next(known for known in FORMATS if known.matches(source.name, head))
        yield from chosen.pages(source)
    except Refused as refused:
        yield source.failed(refused.what, refused.fix)
    except PermissionError:
        yield source.failed("no permission to read it", "allow it with: chmod u+r FILE")
    except OSError as error:
        yield source.failed(
            f"cannot be read ({error.strerror or type(error).__name__})", "look at the disk, then read again"
        )
    except MemoryError:
        yield source.failed("it takes more memory than there is", "split it, or read it on a larger machine")


def _numbered(pages: Iterator[Page]) -> Iterator[Page]:
    """Give a page whose id another page of the same file has an id of its own, by a running number."""
    seen: dict[int, int] = {}
    for page in pages:
        key = int(page.id, 16)
        times = seen.get(key, 0)
        seen[key] = times + 1
        if times:
            page = replace(page, id=content_id("page", page.file, page.record, page.sha256, times + 1))  # noqa: PLW2901
        yield page


def _arguments(paths: Sequence[str | Path]) -> list[_Argument]:
    found: list[_Argument] = []
    taken: set[str] = set()
    for given in paths:
        matches = _matches(str(given))
        if not matches:
            missing = _Argument(None, _shown(str(given)))
            if missing not in found:
                found.append(missing)
        for match in matches:
            path = Path(os.path.abspath(match))
            real = os.path.realpath(path)
            if real not in taken:
                taken.add(real)
                found.append(_Argument(path, path.name))
    return _distinct(found)


def _matches(given: str) -> list[str]:
    if os.path.lexists(given):
        return [given]
    if _MAGIC_CHARACTERS & set(given):
        return sorted(match for match in glob.glob(given, recursive=True) if not skipped(os.path.basename(match)))
    return []


def _distinct(arguments: list[_Argument]) -> list[_Argument]:
    """Lengthen the names that two arguments share by parents until they differ."""
    parts = {number: argument.path.parts for number, argument in enumerate(arguments) if argument.path is not None}
    lengths = dict.fromkeys(parts, 1)
    while True:
        by_name: dict[tuple[str, ...], list[int]] = {}
        for number, length in lengths.items():
            by_name.setdefault(parts[number][-length:], []).append(number)
        clashing = [number for numbers in by_name.values() if len(numbers) > 1 for number in numbers]
        longer = [number for number in clashing if lengths[number] < len(parts[number])]
        if not longer:
            break
        for number in longer:
            lengths[number] += 1
    return [
        replace(argument, name=_shown("/".join(parts[number][-lengths[number] :]).lstrip("/") or "root"))
        if number in parts
        else argument
        for number, argument in enumerate(arguments)
    ]


def _covered(path: Path, folders: set[str]) -> bool:
    """Say whether ``path`` lies in one of the ``folders`` that have been read already."""
    if not folders:
        return False
    real = Path(os.path.realpath(path))
    return any(str(parent) in folders for parent in (real, *real.parents))


def _files(argument: _Argument, earlier: set[str]) -> Iterator[tuple[Path, str, int]]:
    """Yield ``(path, name, size)`` of every file, sorted within its folder; size -1 for what is no readable file.

    Files in a folder of ``earlier`` are left out; a folder that is read through is added there.
    """
    if argument.path is None or _covered(argument.path, earlier):
        return
    if not argument.path.is_dir():
        yield argument.path, argument.name, _size(argument.path)
        return
    stack = [(argument.path, argument.name)]
    while stack:
        path, name = stack.pop()
        if path.is_dir():
            if path.is_symlink() and path != argument.path:
                continue  # a linked folder may lead back up; give it as a path of its own to read it
            if path != argument.path and _covered(path, earlier):
                continue
            try:
                inside = sorted(os.listdir(path), reverse=True)
            except OSError:
                yield path, name, -1
                continue
            stack.extend((path / entry, f"{name}/{_shown(entry)}") for entry in inside if not skipped(entry))
        else:
            yield path, name, _size(path)
    earlier.add(os.path.realpath(argument.path))


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except OSError:
        return -1
    return found.st_size if stat.S_ISREG(found.st_mode) else -1


def _why_unreadable(path: Path) -> tuple[str, str]:
    if path.is_dir():
        return "a folder that may not be opened", "allow it with: chmod u+rx FOLDER"
    if path.is_symlink() and not path.exists():
        return "a link to a file that is not there", "mend or remove the link"
    return "not a regular file", "leave it out"


def _failed(name: str, error: str, fix: str) -> Page:
    return Page(id=content_id("page", name, None, ""), file=name, sha256="", media_type=NO_PAGE, error=error, fix=fix)


def _shown(name: str) -> str:
    """Return a file name as text that can be stored: bytes that are no UTF-8 are written as \\xNN."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
