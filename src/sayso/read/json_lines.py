"""JSON: one object a line, an array of objects, or one object that holds such an array. Every object is a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from sayso.model import Page
from sayso.read.decode import decode, survey
from sayso.read.formats import Refused, Source, too_large
from sayso.read.rows import Columns, choose, row_page, with_order
from sayso.read.text import refuse_binary

_LINES = (".jsonl", ".ndjson", ".jl", ".jsonlines")
_MEDIA = "application/json"
#: Objects whose keys are looked at to find the columns: optional keys are left out in some.
_KEYS_FROM = 200
_MEND = "mend that line: it must be one JSON object"


class JsonLines:
    """JSON lines, by the ending of the name."""

    name = "JSON lines"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files called JSON lines."""
        return name.lower().endswith(_LINES)

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield a page for each line that is not blank."""
        most = source.limits.max_table_bytes
        if source.size > most:
            raise Refused(*too_large(source.size, most))
        with source.open() as stream:
            refuse_binary(stream.read(64 * 1024))
            stream.seek(0)
            encoding = survey(stream).label
        with source.open() as stream:
            columns = _columns(source, (row for _, row in _objects(stream, source.limits.max_file_bytes)))
        if columns is None:
            raise Refused("not one JSON object in it", "one object a line is expected; name it .json if it is an array")
        if "published" in columns.where:
            with source.open() as stream:
                objects = _objects(stream, source.limits.max_file_bytes)
                dates = (row.get(columns.where["published"]) for _, row in objects if isinstance(row, dict))
                columns = with_order(columns, islice(dates, source.limits.date_rows))
        with source.open() as stream:
            for number, row in _objects(stream, source.limits.max_file_bytes):
                if isinstance(row, str):
                    yield source.failed(f"line {number}: {row}", _MEND, record=source.row(str(number)))
                else:
                    yield row_page(source, row, number, columns, media_type=_MEDIA, encoding=encoding)


class JsonDocument:
    """One JSON document, by the ending of the name; lines of objects under that name are read as such."""

    name = "JSON"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files called JSON."""
        return name.lower().endswith(".json")

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield a page for each object."""
        raw = source.read()
        refuse_binary(raw)
        decoded = decode(raw)
        if not decoded.text.strip():
            raise Refused("nothing in it", "export it again, or leave it out")
        try:
            document = json.loads(decoded.text)
        except (ValueError, RecursionError) as error:
            first = decoded.text.lstrip().split("\n", 1)[0]
            if isinstance(_object(first), dict):
                yield from JsonLines().pages(source)
                return
            raise Refused(f"not JSON ({_why(error)})", "export it again, or name it .txt if it is text") from error
        rows = _array(document)
        columns = _columns(source, iter(rows))
        if columns is None:
            raise Refused("no object in it", "an array of objects is expected, one for each page")
        if "published" in columns.where:
            columns = with_order(
                columns, (row.get(columns.where["published"]) for row in rows if isinstance(row, dict))
            )
        for number, row in enumerate(rows, 1):
            if isinstance(row, dict):
                yield row_page(source, row, number, columns, media_type=_MEDIA, encoding=decoded.encoding)
            else:
                yield source.failed(f"item {number} is no object", _MEND, record=source.row(str(number)))


def _objects(stream: BinaryIO, longest: int) -> Iterator[tuple[int, dict[str, object] | str]]:
    """Yield ``(number, object)`` for each line that is not blank; instead of an object, what is wrong with the line."""
    number = 0
    while raw := stream.readline(longest + 1):
        number += 1
        if len(raw) > longest:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(longest + 1)
            yield number, "longer than the limit for a file"
        elif raw.strip():
            found = _object(decode(raw).text)
            yield number, found


def _object(line: str) -> dict[str, object] | str:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        return f"not JSON ({_why(error)})"
    return found if isinstance(found, dict) else "JSON, but no object"


def _array(document: object) -> list[object]:
    if isinstance(document, list):
        return document
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list) and value and _all_objects(value)]
        return lists[0] if len(lists) == 1 and not _has_text(document) else [document]
    return []


def _all_objects(values: list[object]) -> bool:
    return all(isinstance(value, dict) for value in values[:_KEYS_FROM])


def _has_text(document: dict[str, object]) -> bool:
    try:
        choose(list(document), {})
    except Refused:
        return False
    return True


def _columns(source: Source, rows: Iterator[object]) -> Columns | None:
    names: dict[str, None] = {}
    seen = False
    for row in islice(rows, _KEYS_FROM):
        if isinstance(row, dict):
            seen = True
            names.update(dict.fromkeys(row))
    return choose(list(names), source.columns) if seen else None


def _why(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
