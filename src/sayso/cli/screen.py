"""What the terminal shows: tables, lines and progress. Page text is never trusted with the terminal."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress as Bar

    from sayso.pipeline.summary import Summary

#: Control characters (an escape sequence could rewrite the screen or the title of the window) and those that turn
#: the direction of writing, which could make words look like others.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_HIT = re.compile("\ue000([^\ue000\ue001]*)\ue001")
#: Without a terminal a line of progress is printed this often, in seconds.
QUIET_SECONDS = 10.0


def clean(text: object) -> str:
    """Return text from a page as it may be printed: control and direction characters become U+FFFD."""
    return _UNSAFE.sub("\ufffd", str(text))


def say(message: str) -> None:
    """Print one line on standard error, with the name of the command in front."""
    click.echo(f"sayso: {message}", err=True)


def as_json(value: Any) -> None:
    """Print one JSON document on standard output; keys as given, UTF-8."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def json_lines(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print one JSON object a line on standard output."""
    for row in rows:
        click.echo(json.dumps(row, ensure_ascii=False))


def console(*, err: bool = False) -> Console:
    """Return a rich console; without a terminal it is wide and plain, so that ``grep`` finds whole cells."""
    from rich.console import Console  # noqa: PLC0415

    made = Console(stderr=err, highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not made.is_terminal:
        made = Console(stderr=err, highlight=False, markup=False, emoji=False, width=160, color_system=None)
    return made


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, err: bool = False) -> None:
    """Print a table. Numbers stand right; hits of a search (U+E000 … U+E001) are bold in a terminal.

    Every cell is a ``Text``, which rich prints as it is: square brackets on a page are no markup.
    """
    from rich import box  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    rows = [list(row) for row in rows]
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[place], int | float) or row[place] is None for row in rows)
        made.add_column(name, justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    screen = console(err=err)
    # Not the table's own title: that would be folded to the table's width.
    screen.print(Text(clean(title), style="italic"), soft_wrap=True)
    screen.print(made)


def _cell(value: Any) -> Any:
    from rich.text import Text  # noqa: PLC0415

    if value is None:
        return Text("")
    if isinstance(value, float):
        return Text(f"{value:.3f}")
    if isinstance(value, int) and not isinstance(value, bool):
        return Text(f"{value:,}")
    made = Text()
    end = 0
    text = " ".join(str(value).split())
    for hit in _HIT.finditer(text):
        made.append(_plain(text[end : hit.start()]))
        made.append(_plain(hit[1]), style="bold")
        end = hit.end()
    return made.append(_plain(text[end:]))


def _plain(text: str) -> str:
    return clean(text).replace("\ue000", "").replace("\ue001", "")


def counted(things: str, shown: int, total: int) -> str:
    """Return the title of a list of ``things`` of which ``shown`` of ``total`` stand below it."""
    return f"{total:,} {things}" if shown == total else f"{shown:,} of {total:,} {things}"


def short(text: str | None, length: int = 220) -> str:
    """Return the beginning of a text, cut at a word, with an ellipsis when it is cut."""
    words = " ".join((text or "").split())
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0] + " …"


def moment(iso: str | None) -> str | None:
    """Return an ISO 8601 time as a table shows it: to the minute, as its page's clock said; JSON keeps it whole."""
    return iso[:16].replace("T", " ") if iso else iso


class TerminalProgress:
    """A progress bar with rate and time left; without a terminal, a plain line now and then. All on standard error."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._console = console(err=True)
        self._bar: Bar | None = None
        self._task: Any = None
        self._total = self._done = 0
        self._began = self._told = time.monotonic()

    def __enter__(self) -> TerminalProgress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def begin(self, total: int) -> None:
        """Show the bar; ``total`` bytes lie ahead."""
        self._total = total
        if self._quiet or not self._console.is_terminal:
            return
        from rich.progress import (  # noqa: PLC0415
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )

        columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TransferSpeedColumn())
        self._bar = Progress(*columns, TimeRemainingColumn(), console=self._console, transient=True)
        self._task = self._bar.add_task("reading", total=max(total, 1))
        self._bar.start()

    def advance(self, size: int) -> None:
        """Move the bar by ``size`` bytes."""
        self._done += size
        if self._bar is not None:
            self._bar.advance(self._task, size)

    def tell(self, summary: Summary) -> None:
        """Show the counts so far."""
        counts = f"{summary.new:,} pages, {summary.attributions:,} attributions"
        if self._bar is not None:
            self._bar.update(self._task, description=counts)
        now = time.monotonic()
        if not self._quiet and self._bar is None and now - self._told >= QUIET_SECONDS:
            self._told = now
            share = min(self._done / self._total, 1.0) if self._total else 1.0
            rate = summary.words / (now - self._began)
            left = (now - self._began) * (1 - share) / share if share else 0.0
            say(f"{share:.0%} read, {counts}, {rate:,.0f} words/s, about {left:,.0f} s left")

    def stage(self, name: str) -> None:
        """Name the stage that begins: the bar has no end any more, only the time that it takes."""
        said = {"settle": "putting in order", "compare": "looking for copies"}.get(name, name)
        if self._bar is None:
            if not self._quiet:
                say(said)
            return
        from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        self._bar.stop()
        columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
        self._bar = Progress(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task(said, total=None)
        self._bar.start()
