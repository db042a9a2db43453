"""``sayso open`` and ``sayso export``: the case in the browser, and as files."""

from __future__ import annotations

import click

from sayso.cli.errors import fail
from sayso.cli.screen import say

PORT = 8765
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def serve_case(case: str, *, port: int, open_browser: bool, host: str = "127.0.0.1") -> None:
    """Serve the reading room until Ctrl-C, and say where."""
    from sayso.web import serve  # noqa: PLC0415

    def ready(address: str) -> None:
        say(f"the reading room is at {address}; Ctrl-C ends it")

    serve(case, host=host, port=port, open_browser=open_browser, ready=ready)


@click.command("open")
@click.argument("case")
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Only this machine for now.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
def open_(case: str, port: int, host: str, no_browser: bool) -> None:
    """Open the reading room of a case in the browser."""
    if host not in _LOOPBACK:
        fail(f"--host {host}: the reading room has no log-in yet, so it is for this machine only; use 127.0.0.1", 2)
    serve_case(case, port=port, open_browser=not no_browser, host=host)


@click.command()
@click.argument("case")
@click.option("--as", "as_", type=click.Choice(["jsonl", "csv", "parquet"]), required=True, help="The format.")
@click.option("--to", required=True, metavar="DIR", help="An empty or new folder, or one with an earlier export.")
def export(case: str, as_: str, to: str) -> None:
    """Write every table of a case into a folder, one file each."""
    from sayso.export.run import export as export_case  # noqa: PLC0415

    for path in export_case(case, as_, to):
        click.echo(str(path))
