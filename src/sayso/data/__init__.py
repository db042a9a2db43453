"""Knowledge that changes, as readable files: one outlet, one actor, one cue list a file.

A file named ``NAME.yaml`` in the folder ``KIND`` is one thing of that kind. The folder in the environment variable
``SAYSO_DATA`` (laid out the same way) is read after the package's own; a file of the same name there replaces ours.
Every finding carries a digest of these files, because changing them changes what is found.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

HERE = Path(__file__).parent
FOLDER = "SAYSO_DATA"
#: libyaml's safe loader is ten times as quick as the one in Python; both build plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Made = TypeVar("_Made")
_forgetters: list[Callable[[], None]] = []
KINDS = (
    "actors", "background", "bodies", "ceasefires", "cues", "documents", "events", "furniture", "groups", "harms",
    "kinds", "labels", "languages", "metadata", "nationalities", "nations", "outlets", "place_words", "places",
    "quantities", "times", "titles", "victims",
)  # fmt: skip


class DataError(ValueError):
    """A data file that cannot be used; the message names the file and the fix."""


def cached(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Keep what ``make`` makes of the data files until other files are read (see ``also``). For use as a decorator."""
    kept = cache(make)
    _forgetters.append(kept.cache_clear)
    return kept


def remembered(size: int) -> Callable[[Callable[[str], _Made]], Callable[[str], _Made]]:
    """Keep what was made of the last ``size`` texts until other files are read. For use as a decorator."""

    def wrap(make: Callable[[str], _Made]) -> Callable[[str], _Made]:
        kept = lru_cache(maxsize=size)(make)
        _forgetters.append(kept.cache_clear)
        return kept

    return wrap


@contextmanager
def also(folder: str | Path) -> Iterator[None]:
    """Read the data files in ``folder`` after the package's own, in this process and those it starts meanwhile."""
    before = os.environ.get(FOLDER)
    os.environ[FOLDER] = str(folder)
    forget()
    try:
        yield
    finally:
        if before is None:
            del os.environ[FOLDER]
        else:
            os.environ[FOLDER] = before
        forget()


def forget() -> None:
    """Read the data files anew when they are next needed: they were changed."""
    load.cache_clear()
    digest.cache_clear()
    for clear in _forgetters:
        clear()


def roots() -> list[Path]:
    """Return the folders that hold data, the package's own first."""
    own = os.environ.get(FOLDER)
    return [HERE, Path(own)] if own else [HERE]


def files(kind: str, ending: str = ".yaml") -> list[Path]:
    """Return the files of one kind, sorted by name, the user's replacing ours."""
    found: dict[str, Path] = {}
    for root in roots():
        for path in sorted((root / kind).glob(f"*{ending}")):
            found[path.name] = path
    return [found[name] for name in sorted(found)]


@cache
def load(kind: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return ``(name, content)`` of every file of one kind.

    Raises DataError when a file is not YAML or does not hold a mapping.
    """
    loaded = []
    for path in files(kind):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 (a safe one, see above)
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            raise DataError(f"{path}: not readable as YAML ({error}); mend it or take it away") from error
        if not isinstance(content, dict):
            raise DataError(f"{path}: should hold 'key: value' lines; see docs/data-*.md")
        loaded.append((path.stem, content))
    return tuple(loaded)


@cache
def digest() -> str:
    """Return eight hexadecimal digits that change when any data file changes."""
    total = hashlib.blake2b(digest_size=4)
    given = [(kind, path) for kind in KINDS for path in files(kind)]
    for kind, path in [*given, *(("gazetteers", path) for path in files("gazetteers", ".csv"))]:
        total.update(f"{kind}/{path.name}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()
