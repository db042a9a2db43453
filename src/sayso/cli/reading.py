"""``sayso read`` and ``sayso demo``: pages in."""

from __future__ import annotations

import re
import shlex
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.errors import STOPPED, ended_like_ctrl_c, fail
from sayso.cli.screen import TerminalProgress, as_json, clean, say, table
from sayso.cli.sharing import PORT, serve_case

if TYPE_CHECKING:
    from sayso.pipeline.summary import Summary

_UNITS = {"": 1, "k": 1024, "m": 1024**2, "g": 1024**3, "t": 1024**4}
_NAMED = 10


def columns_option(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, str] | None:
    """Return ``text=body,title=headline`` as a dict."""
    if value is None:
        return None
    pairs = [part.partition("=") for part in value.split(",") if part.strip()]
    if not pairs or any(not equals or not ours.strip() or not theirs.strip() for ours, equals, theirs in pairs):
        raise click.BadParameter("write it as text=COLUMN,title=COLUMN,…")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def size_option(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Return ``64MB`` as bytes; a megabyte is 1024 × 1024 bytes."""
    if value is None:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", value.strip().lower())
    size = int(float(match[1]) * _UNITS[match[2]]) if match else 0
    if size <= 0:
        raise click.BadParameter("write it as a number with a unit, such as 64MB")
    return size


@click.command()
@click.argument("paths", nargs=-1, metavar="PATHS…")
@click.option("--into", metavar="CASE", help="The case to write, made if it is not there.")
@click.option("--columns", callback=columns_option, metavar="OURS=THEIRS,…", help="Which column of a table holds what.")
@click.option(
    "--reader",
    type=click.Choice(["encoder", "rules"]),
    default="encoder",
    show_default=True,
    help="What finds who says what: encoder (learned) or rules (the baseline, and faster).",
)
@click.option("--workers", type=click.IntRange(1, 256), help="Worker processes [default: the cores there are].")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work runs: on this machine, or on Spark.",
)
@click.option("--master", metavar="MASTER", help="Where Spark runs: local[2], spark://HOST:7077, yarn … [local[*]].")
@click.option(
    "--to-parquet", metavar="DIR", help="With Spark: read on its workers, and keep all tables there as Parquet."
)
@click.option("--from-parquet", metavar="DIR", help="Load into the case what --to-parquet kept there.")
@click.option("--max-file-size", callback=size_option, metavar="SIZE", help="Larger files are listed, not read [64MB].")
@click.option("--quiet", is_flag=True, help="No progress and no summary; errors are still told.")
@click.option("--json", "json_", is_flag=True, help="The summary as JSON on standard output.")
def read(
    *,
    paths: tuple[str, ...],
    into: str | None,
    columns: dict[str, str] | None,
    reader: str,
    workers: int | None,
    engine: str,
    master: str | None,
    to_parquet: str | None,
    from_parquet: str | None,
    max_file_size: int | None,
    quiet: bool,
    json_: bool,
) -> None:
    """Read pages into a case and find who says what.

    PATHS are files, folders, globs, ZIP and TAR archives of text, HTML, feeds, CSV/TSV, JSON lines, Parquet. A run
    that was stopped or killed goes on where it was when the same command is given again.

    \b
      sayso read pages/ --into my.sayso
      sayso read news.csv --columns text=body,outlet=paper --into my.sayso
      sayso read hdfs://host/crawl --engine spark --master yarn --to-parquet hdfs://host/found --into my.sayso
    """
    check_places(paths, into, engine, to_parquet, from_parquet)
    from sayso.pipeline import read_into  # noqa: PLC0415
    from sayso.pipeline.where import engine_named  # noqa: PLC0415
    from sayso.read.limits import Limits  # noqa: PLC0415

    limits = Limits(max_file_bytes=max_file_size) if max_file_size else Limits()
    with (
        TerminalProgress(quiet=quiet) as progress,
        ended_like_ctrl_c(),
        engine_named(engine, workers=workers, master=master) as where,
    ):
        if to_parquet is not None:
            from sayso.pipeline.cluster import read_to_parquet  # noqa: PLC0415

            summary = read_to_parquet(
                paths, to=to_parquet, engine=where, columns=columns, limits=limits, reader=reader, progress=progress
            )
        if into is not None and (to_parquet or from_parquet):
            from sayso.pipeline.from_parquet import load_into  # noqa: PLC0415

            seconds = summary.wall_seconds if to_parquet else 0.0
            summary = load_into(str(to_parquet or from_parquet), into=into, engine=where, progress=progress)
            summary.wall_seconds += seconds
        elif into is not None:
            summary = read_into(
                paths, into=into, columns=columns, limits=limits, reader=reader, progress=progress, engine=where
            )
    tell(summary, into, quiet=quiet, json_=json_)


def check_places(
    paths: tuple[str, ...], into: str | None, engine: str, to_parquet: str | None, from_parquet: str | None
) -> None:
    """Raise UsageError for options that do not go together."""
    if from_parquet is not None:
        if paths or to_parquet is not None:
            raise click.UsageError(
                "--from-parquet loads what was read before; give no PATHS and no --to-parquet with it"
            )
        if into is None:
            raise click.UsageError("--from-parquet needs a case to load into: --into my.sayso")
        return
    if not paths:
        raise click.UsageError("Missing argument 'PATHS…'.")
    if to_parquet is not None and engine != "spark":
        raise click.UsageError("--to-parquet is what Spark's workers write; add --engine spark")
    if into is None and to_parquet is None:
        raise click.UsageError("Missing option '--into'.")


def tell(summary: Summary, into: str | None, *, quiet: bool, json_: bool) -> None:
    """Show what a run did and end with its exit code."""
    case = into or summary.case
    nothing = not summary.new and not summary.known
    if json_:
        as_json(summary.as_dict())
    elif not quiet and not nothing:
        show_summary(summary)
        tell_languages(summary, case)
    tell_failures(summary, into)
    if summary.stopped:
        fail("stopped; run the same command again to go on", STOPPED)
    if nothing:
        fail("nothing could be read", 1)
    if not quiet and not json_:
        look = (
            f"sayso open {shlex.quote(into)}"
            if into
            else f"sayso read --from-parquet {shlex.quote(case)} --into my.sayso"
        )
        say(f"look at it with: {look}")


def show_summary(summary: Summary) -> None:
    """Print what a run did and what the case holds, on standard error."""
    there = summary.in_case
    rows = [
        ("pages", summary.new, there.get("pages", 0) - there.get("failures", 0)),
        ("  exact duplicates", summary.duplicates, there.get("duplicates")),
        ("articles", summary.articles, there.get("articles")),
        ("attributions", summary.attributions, there.get("attributions")),
        ("speakers", None, there.get("speakers")),
        ("events", summary.events, there.get("events")),
        ("ceasefires", summary.ceasefires, there.get("ceasefires")),
        ("copies", None, there.get("copies")),
        ("failures", summary.failed, there.get("failures")),
    ]
    if there.get("not_understood"):
        rows.insert(3, ("  not understood", summary.not_understood.total(), there["not_understood"]))
    if summary.known:
        rows.insert(1, ("  known already", summary.known, None))
    table(summary.case, ("", "this run", "in the case"), rows, err=True)
    wall = max(summary.wall_seconds, 1e-9)
    if not summary.new:
        say(f"nothing new; {wall:.1f} s")
        return
    parts = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in summary.seconds.items() if seconds >= 0.05)
    rate = f"{summary.words:,} words in {wall:.1f} s ({summary.words / wall:,.0f} words/s)"
    if not summary.words:  # Spark's workers do not count them
        rate = f"{wall:.1f} s"
    say(f"{rate}; seconds by stage: {parts}" if parts else rate)


def tell_languages(summary: Summary, into: str) -> None:
    """Name the languages of the articles of a run that are kept but not understood, on standard error."""
    if not summary.not_understood:
        return
    from sayso.data.language_files import language_name  # noqa: PLC0415

    several = sorted(summary.not_understood.items(), key=lambda item: (-item[1], item[0]))
    counted = ", ".join(f"{count:,} in {language_name(code)}" for code, count in several)
    listed = f"sayso search {shlex.quote(into)} --language other"
    say(f"not understood, but kept and searchable: {counted}; list them with: {listed}")


def tell_failures(summary: Summary, into: str | None) -> None:
    """Name the failures of a run, the first few one by one, on standard error."""
    for failure in summary.failures[:_NAMED]:
        place = failure.file + (f" [{failure.record}]" if failure.record else "")
        fix = f"; {failure.fix}" if failure.fix else ""
        say(" ".join(clean(f"{place}: {failure.error}{fix}").split()))
    if summary.failed > _NAMED:
        where = f"list them with: sayso failures {into}" if into else "they stand in the table pages"
        say(f"and {summary.failed - _NAMED:,} more; {where}")


@click.command(short_help="Read the bundled example and show what is found.")
@click.argument("paths", nargs=-1)
@click.option("--into", metavar="CASE", help="Where to keep the case [default: a temporary file].")
@click.option("--no-serve", is_flag=True, help="End after printing the findings.")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
def demo(paths: tuple[str, ...], into: str | None, no_serve: bool, port: int, no_browser: bool) -> None:
    """Read the bundled example (or PATHS), print what is found, and open the reading room.

    In the example, fictional outlets write about a fictional truce. Without a terminal it ends after printing.
    """
    from sayso import data  # noqa: PLC0415
    from sayso.cli.findings import show_findings  # noqa: PLC0415
    from sayso.pipeline import read_into  # noqa: PLC0415

    home = data.HERE / "demo"
    if not paths and not (home / "pages").is_dir():
        fail("the bundled example is missing; install Sayso again, in its folder: pip install --force-reinstall .", 1)
    with tempfile.TemporaryDirectory(prefix="sayso-demo-") as folder, ExitStack() as stack:
        if not paths:  # the example's outlets and people are data as well
            stack.enter_context(data.also(home / "data"))
        case = into or str(Path(folder) / "demo.sayso")
        with TerminalProgress() as progress, ended_like_ctrl_c():
            summary = read_into(paths or [home / "pages"], into=case, progress=progress)
        show_summary(summary)
        tell_languages(summary, case)
        tell_failures(summary, case)
        if summary.stopped:
            fail("stopped", STOPPED)
        show_findings(case)
        if not no_serve and sys.stdout.isatty():
            serve_case(case, port=port, open_browser=not no_browser)
        elif into:
            say(f"look at it with: sayso open {shlex.quote(into)}")
