"""Data files of a test's own: invented actors, groups and nations beside those of the package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sayso import data


@contextmanager
def own_data(folder: Path, files: Mapping[str, str]) -> Iterator[None]:
    """Write ``files`` (place below ``folder`` → words), and have them read beside the package's own."""
    for place, words in files.items():
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    with data.also(folder):
        yield
