"""``sayso check``: scores on annotated data."""

from __future__ import annotations

from pathlib import Path

import click

from sayso.cli.screen import say, table


@click.command(short_help="Score the findings on annotated data.")
@click.argument("gold")
@click.option(
    "--reader",
    type=click.Choice(["encoder", "rules"]),
    default="encoder",
    show_default=True,
    help="What finds who says what: encoder (learned) or rules (the baseline, and faster).",
)
@click.option("--pages", type=click.Path(path_type=Path), help="The folder of pages that the gold speaks of.")
@click.option("--texts", type=click.Path(path_type=Path), help="The table of articles that the gold speaks of.")
@click.option("--json", "json_", is_flag=True, help="The report as JSON on standard output.")
@click.option("--errors", type=click.Path(path_type=Path), help="Write every difference to this file, one a line.")
@click.option("--words", is_flag=True, help="With --errors: with the words of the texts.")
def check(
    *, gold: str, reader: str, pages: Path | None, texts: Path | None, json_: bool, errors: Path | None, words: bool
) -> None:
    """Score the findings on annotated data; GOLD is a file, or "demo" for the bundled example."""
    from sayso.check.run import check as run_check  # noqa: PLC0415

    report = run_check(gold, reader=reader, pages=pages, texts=texts, words=words)
    if errors is not None:
        say(f"{errors}: {report.write_errors(errors):,} differences")
    if json_:
        click.echo(report.to_json())
        return
    rows = report.table()
    names = [name for name in rows[0] if name not in ("label", "metric")] if rows else []
    title = f"{report.gold}: {report.documents:,} documents, {report.words:,} words, reader {report.reader}"
    table(title, ("", *names), [(row["label"], *(row[name] for name in names)) for row in rows])
    for name, error in report.failures:
        say(f"{name}: {error}")
    if report.unanchored:
        say(f"{report.unanchored:,} findings were thrown out: their words do not stand at their offsets")
    for note in report.notes:
        say(note)
