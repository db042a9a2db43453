"""Writing every table of a case into a folder, in one format."""

from __future__ import annotations

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import pyarrow as pa

from sayso.case.reader import Case
from sayso.schemas import TABLES

#: Names that ``--as`` takes, and the module that writes each.
FORMATS = {name: f"sayso.export.{name}" for name in ("csv", "jsonl", "parquet")}


class ExportError(ValueError):
    """A folder or format that cannot be used; the message tells the fix."""


class Format(Protocol):
    """What a module of a format offers."""

    #: How the names of its files end, without the dot.
    SUFFIX: str

    def write(self, batches: Iterator[pa.RecordBatch], schema: pa.Schema, path: Path) -> None:
        """Write the rows of one table, sorted by id, to ``path``. Equal rows give equal bytes."""


def export(case_path: str | Path, as_: str, to: str | Path) -> list[Path]:
    """Write every table of a case into the folder ``to`` and return the files, in the order of ``sayso.TABLES``.

    ``as_`` is ``jsonl``, ``csv`` or ``parquet``. An earlier export in the folder is replaced; a folder that holds
    anything else is refused. All files are of one moment, though a run may be writing to the case.

    Raises CaseError when the case cannot be read, ExportError for the folder or the format.
    """
    if as_ not in FORMATS:
        raise ExportError(f"no format {as_!r}; there are {', '.join(FORMATS)}")
    writer = cast(Format, import_module(FORMATS[as_]))
    folder = Path(to)
    with Case(case_path) as case:
        _prepare(folder)
        written = []
        try:
            with case.snapshot():
                for name, schema in TABLES.items():
                    path = folder / f"{name}.{writer.SUFFIX}"
                    part = folder / f".{path.name}.part"
                    try:
                        writer.write(case.batches(name), schema, part)
                        os.replace(part, path)
                    finally:
                        part.unlink(missing_ok=True)
                    written.append(path)
        except OSError as error:
            raise ExportError(
                f"{folder}: cannot be written ({_reason(error)}); make room or give another folder"
            ) from error
    return written


def _prepare(folder: Path) -> None:
    """Make the folder; refuse one with files that an export did not make, lest they be taken for part of it."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder}: is a file; give a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        entries = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise ExportError(f"{folder}: cannot be used ({_reason(error)}); give another folder") from error
    suffixes = {cast(Format, import_module(module)).SUFFIX for module in FORMATS.values()}
    ours = {f"{name}.{suffix}" for name in TABLES for suffix in suffixes}
    foreign = [name for name in entries if name not in ours]
    if foreign:
        raise ExportError(f"{folder}: holds other files ({foreign[0]}); give an empty or a new folder")


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()
