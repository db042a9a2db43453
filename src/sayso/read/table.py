"""CSV and TSV tables, streamed: every row is a page.

The first line names the columns. Fields may hold line breaks within quotation marks. A quotation mark that never
closes costs one row, not the rest of the table: reading goes on at the line after it.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import BinaryIO

from sayso.model import Page
from sayso.read.decode import Survey, survey
from sayso.read.formats import Refused, Source, too_large
from sayso.read.rows import choose, row_page, with_order
from sayso.read.text import refuse_binary

_ENDINGS = (".csv", ".tsv", ".tab", ".psv")
_DELIMITERS = ",\t;|"


class Table:
    """CSV, TSV and their like, by the ending of the name."""

    name = "table"

    def matches(self, name: str, head: bytes) -> bool:
        """Claim files that are called a table: a plain text with commas must not become one."""
        return name.lower().endswith(_ENDINGS)

    def pages(self, source: Source) -> Iterator[Page]:
        """Yield a page for each row."""
        most = source.limits.max_table_bytes
        if source.size > most:
            raise Refused(*too_large(source.size, most))
        # The module's own limit is global and too small for long articles.
        csv.field_size_limit(max(csv.field_size_limit(), source.limits.max_page_chars))
        with source.open() as stream:
            refuse_binary(stream.read(64 * 1024))
            stream.seek(0)
            how = survey(stream)
        with source.open() as stream:
            lines = _Lines(stream, how, source.limits.max_page_chars)
            header = _header(lines)
            delimiter = _delimiter(header, source.name)
            lines.push_back([header])
            names = next(csv.reader(lines, delimiter=delimiter), [])
            columns = choose(names, source.columns)
        if "published" in columns.where:
            with source.open() as stream:
                rows = _Rows(_Lines(stream, how, source.limits.max_page_chars), delimiter)
                dates = (row.get(columns.where["published"]) for row in rows if isinstance(row, dict))
                columns = with_order(columns, islice(dates, source.limits.date_rows))
        media_type = "text/tab-separated-values" if delimiter == "\t" else "text/csv"
        with source.open() as stream:
            rows = _Rows(_Lines(stream, how, source.limits.max_page_chars), delimiter)
            number = 0
            for row in rows:
                number += 1
                if isinstance(row, str):
                    yield source.failed(f"row {number}: {row}", _MEND, record=source.row(str(number)))
                else:
                    yield row_page(source, row, number, columns, media_type=media_type, encoding=how.label)
            if not number:
                raise Refused("a table without rows", "export it again, or leave it out")


_MEND = "mend the quotation marks of that row (a mark within a field is written twice)"


class _Lines:
    """The lines of a table, none longer than a page may be, with a way to put lines back."""

    def __init__(self, stream: BinaryIO, how: Survey, longest: int) -> None:
        self._text = io.TextIOWrapper(stream, encoding=how.encoding, errors=how.errors, newline="")
        self.longest = longest
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []
        self.too_long = self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else self._text.readline(self.longest)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) >= self.longest and not line.endswith(("\n", "\r")):
            self._skip_line()
            self.too_long = True
            line = "\n"
        self.number += 1
        self.taken.append(line)
        return line.replace("\x00", "\ufffd")

    def push_back(self, lines: list[str]) -> None:
        """Give these lines again, before all others."""
        self._back.extendleft(reversed(lines))
        self.ended = False
        self.number -= len(lines)

    def _skip_line(self) -> None:
        while rest := self._text.readline(self.longest):
            if rest.endswith(("\n", "\r")):
                return


class _Rows:
    """The rows after the header as dicts; a row that cannot be told is a string that says why."""

    def __init__(self, lines: _Lines, delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._reader = csv.reader(lines, delimiter=delimiter)
        self._names = next(self._reader, [])

    def __iter__(self) -> Iterator[Mapping[str, object] | str]:
        lines = self._lines
        while True:
            lines.taken.clear()
            first = lines.number + 1
            try:
                row = next(self._reader, None)
            except csv.Error as error:
                row = []
                broken = f"line {first}: {error}"
            else:
                broken = ""
            if row is None:
                return
            if lines.too_long:
                lines.too_long = False
                broken = f"line {first}: longer than the limit of {lines.longest:,} characters"
            elif not broken and len(lines.taken) > 1 and lines.ended and _odd_quotes(lines.taken):
                broken = f"line {first}: a quotation mark opens and never closes"
            if broken:
                lines.push_back(lines.taken[1:])
                self._reader = csv.reader(lines, delimiter=self._delimiter)
                yield broken
            elif any(cell.strip() for cell in row):
                row += [""] * (len(self._names) - len(row))
                # Reversed, so that of two columns with one name the first counts.
                yield dict(zip(reversed(self._names), reversed(row[: len(self._names)]), strict=True))


def _odd_quotes(record: list[str]) -> bool:
    """A whole record has an even number of quotation marks; the end of the file within quotes leaves an odd one."""
    return sum(line.count('"') for line in record) % 2 == 1


def _header(lines: _Lines) -> str:
    for line in lines:
        if line.strip():
            return line
    raise Refused("nothing in it", "export the table again, or leave it out")


def _delimiter(header: str, name: str) -> str:
    if name.lower().endswith((".tsv", ".tab")):
        return "\t"
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=lambda mark: (outside.count(mark), -_DELIMITERS.index(mark)))
