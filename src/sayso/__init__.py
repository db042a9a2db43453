"""Sayso reads piles of news pages and keeps the ledger of who says so.

    summary = sayso.read(["pages/"], into="truce.sayso")
    with sayso.open("truce.sayso") as case:
        for quote in case.quotes(sayso.Filter(speaker="Ana Lund")):
            print(quote.outlet, quote.content_text)
    sayso.export("truce.sayso", as_="jsonl", to="out/")

This is the whole public interface, and a test keeps watch over it; everything in the modules behind it may change.
What needs Arrow or SQLite is loaded when it is first used, so that the command line starts quickly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from os import PathLike
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

# ``read`` and ``export`` are packages too. Python binds a package's name in its parent when it is first imported:
# importing both now, before the functions of the same names are defined, leaves these names to the functions.
# ``from sayso.read.limits import Limits`` works all the same.
import_module("sayso.read")
import_module("sayso.export")

if TYPE_CHECKING:
    from pathlib import Path

    from sayso.case.filters import Filter
    from sayso.case.reader import Case, Hit, Quote
    from sayso.case.schema import CaseError
    from sayso.data import DataError
    from sayso.export.run import ExportError
    from sayso.model import Article, Attribution, Block, Copy, Findings, Layout, Mention, Page, Span
    from sayso.pipeline.summary import Failure, Progress, Summary
    from sayso.read.limits import Limits, ReadError
    from sayso.schemas import TABLES

_HOMES = {
    "sayso.case.filters": ("Filter",),
    "sayso.case.reader": ("Case", "Hit", "Quote"),
    "sayso.case.schema": ("CaseError",),
    "sayso.data": ("DataError",),
    "sayso.export.run": ("ExportError",),
    "sayso.model": (
        "Article",
        "Attribution",
        "Block",
        "Copy",
        "Findings",
        "Layout",
        "Mention",
        "Page",
        "Span",
    ),
    "sayso.pipeline.summary": ("Failure", "Progress", "Summary"),
    "sayso.read.limits": ("Limits", "ReadError"),
    "sayso.schemas": ("TABLES",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def read(
    paths: str | Path | Iterable[str | Path],
    *,
    into: str | Path,
    columns: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    reader: str = "encoder",
    workers: int | None = None,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Read pages into a case and find what they hold; what is in the case already is left as it is.

    ``paths`` are files, folders, globs and archives. ``columns`` maps our names (text, title, outlet, author,
    published, url, id) to a table's. ``workers`` is the number of processes (default: the usable cores; a script
    that uses more than one needs ``if __name__ == "__main__":``). ``limit`` stops after that many new pages.

    Pages that cannot be used are listed in the case (``Case.failures``) and tried again the next time.
    Raises CaseError, ReadError or DataError, each with the fix in its message.
    """
    from sayso.pipeline import read_into  # noqa: PLC0415 (see the top)

    several = [paths] if isinstance(paths, str | PathLike) else list(paths)
    return read_into(
        several,
        into=into,
        columns=columns,
        limits=limits,
        reader=reader,
        workers=workers,
        limit=limit,
        progress=progress,
    )


def open(path: str | Path) -> Case:
    """Open a case for looking; use it as a context manager. Raises CaseError when it cannot be opened."""
    from sayso.case.reader import Case  # noqa: PLC0415

    return Case(path)


def export(case: str | Path, as_: str, to: str | Path) -> list[Path]:
    """Write every table of a case into the folder ``to`` as ``jsonl``, ``csv`` or ``parquet``; return the files.

    Raises CaseError or ExportError, each with the fix in its message.
    """
    from sayso.export.run import export as export_case  # noqa: PLC0415

    return export_case(case, as_, to)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


__all__ = [
    "TABLES",
    "Article",
    "Attribution",
    "Block",
    "Case",
    "CaseError",
    "Copy",
    "DataError",
    "ExportError",
    "Failure",
    "Filter",
    "Findings",
    "Hit",
    "Layout",
    "Limits",
    "Mention",
    "Page",
    "Progress",
    "Quote",
    "ReadError",
    "Span",
    "Summary",
    "__version__",
    "export",
    "open",
    "read",
]
