"""``sayso fetch``: pages from the network into a web archive."""

from __future__ import annotations

import shlex
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.errors import STOPPED, ended_like_ctrl_c, fail
from sayso.cli.reading import size_option
from sayso.cli.screen import clean, json_lines, say, table

if TYPE_CHECKING:
    from sayso.fetch.run import Outcome, Report


def contact_option(_: click.Context, __: click.Parameter, value: str | None) -> str:
    """Return an address of mail or web as it can stand in a header."""
    if value and (not value.isascii() or not value.isprintable() or " " in value or not {"@", "/"} & set(value)):
        raise click.BadParameter("write an address of mail or web, such as desk@harbour.example")
    return value or ""


@click.command(short_help="Fetch a list of pages from the network into a web archive.")
@click.argument("lists", nargs=-1, required=True, metavar="LIST…")
@click.option("--into", required=True, metavar="FILE", help="The web archive to write or go on with: pages.warc.gz.")
@click.option(
    "--delay",
    type=click.FloatRange(0.0, 3600.0),
    default=2.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two requests to a host, at least.",
)
@click.option("--max-file-size", callback=size_option, metavar="SIZE", help="Larger answers are not kept [64MB].")
@click.option(
    "--timeout",
    type=click.FloatRange(1.0, 3600.0),
    default=120.0,
    show_default=True,
    metavar="SECONDS",
    help="For one page, at most.",
)
@click.option("--contact", callback=contact_option, metavar="ADDRESS", help="Where sites can reach you; they are told.")
@click.option("--allow-private", is_flag=True, help="Fetch from this machine and its own network too.")
@click.option("--quiet", is_flag=True, help="No line for what was fetched; failures are still told.")
@click.option("--json", "json_", is_flag=True, help="A JSON line for each address on standard output.")
def fetch(
    *,
    lists: tuple[str, ...],
    into: str,
    delay: float,
    max_file_size: int | None,
    timeout: float,
    contact: str,
    allow_private: bool,
    quiet: bool,
    json_: bool,
) -> None:
    """Fetch pages into a web archive (WARC), which sayso read takes.

    LIST is a text file with one address a line, or "-" for standard input. This is the only verb that uses the network.
    It keeps to robots.txt, asks a host for one page at a time, and leaves out what the web archive holds already.

    \b
      sayso fetch addresses.txt --into pages.warc.gz
      sayso read pages.warc.gz --into my.sayso
    """
    from sayso.fetch.run import fetch_into  # noqa: PLC0415
    from sayso.fetch.settings import Manners  # noqa: PLC0415

    sizes = {"max_bytes": max_file_size} if max_file_size else {}
    manners = Manners(delay=delay, timeout=timeout, contact=contact, allow_private=allow_private, **sizes)
    lines = [line for name in lists for line in _lines(name)]

    def tell(outcome: Outcome, done: int, total: int) -> None:
        if json_:
            json_lines([asdict(outcome)])
        elif not quiet or outcome.outcome != "fetched":
            say(clean(f"[{done:,}/{total:,}] {_said(outcome)}"))

    with ended_like_ctrl_c():
        report = fetch_into(lines, Path(into), manners, tell=tell)
    _tell(report, into, quiet=quiet or json_)
    if report.stopped:
        fail("stopped; run the same command again to go on", STOPPED)
    if not report.fetched and not report.known:
        fail("nothing could be fetched", 1)
    if not quiet and not json_:
        say(f"read it with: sayso read {shlex.quote(into)} --into CASE")


def _lines(name: str) -> list[str]:
    if name == "-":
        return sys.stdin.read().splitlines()
    return Path(name).read_text(encoding="utf-8", errors="replace").splitlines()


def _said(outcome: Outcome) -> str:
    if outcome.outcome == "fetched":
        led = f", from {outcome.final}" if outcome.final != outcome.url else ""
        return f"fetched {outcome.url} ({outcome.status}, {outcome.size:,} bytes{led})"
    return f"{outcome.outcome}: {outcome.url}"


def _tell(report: Report, into: str, *, quiet: bool) -> None:
    """Print what a run did, and what it did not, on standard error."""
    if report.cut:
        say(f"{into}: {report.cut:,} bytes of an unfinished record at its end were cut off")
    if report.failures:
        rows = [(one.url, one.outcome, one.what, one.fix) for one in report.failures]
        columns = ("address", "how it ended", "what is wrong", "what to do")
        table(f"{len(rows):,} addresses were not fetched", columns, rows, err=True)
    if not quiet:
        known = f", {report.known:,} known already" if report.known else ""
        say(f"{report.fetched:,} fetched, {len(report.failures):,} not{known}")
