"""``sayso places``: lists of places of one's own, and what a name would be taken for."""

from __future__ import annotations

import click

from sayso.cli.errors import fail
from sayso.cli.screen import as_json, say, table

#: Places named in a table; --json has all.
_NAMED = 20


@click.group(short_help="Add a list of places, or look a name up.")
def places() -> None:
    """Lists of places, for where things are said to have happened.

    \b
      sayso places add my-villages.csv
      sayso places find "Port Averil" --in Veskara
    """


@places.command(short_help="Add a list of places of your own.")
@click.argument("file")
def add(*, file: str) -> None:
    """Add a list of places: a dump of GeoNames (XX.txt, tab-separated) or CSV with name, latitude and longitude.

    It goes into the folder that SAYSO_DATA names, and its places come before all others. Lines that cannot be read are
    left out and named.
    """
    from sayso.pipeline.places import add_places  # noqa: PLC0415

    added = add_places(file)
    for fault in added.faults:
        say(fault)
    if added.left_out > len(added.faults):
        say(f"{file}: {added.left_out - len(added.faults):,} more lines were left out")
    say(f"{added.path}: {added.places:,} places; the next sayso read looks names up there as well")


@places.command(short_help="Show what a name would be taken for.")
@click.argument("name")
@click.option(
    "--in",
    "countries",
    multiple=True,
    metavar="COUNTRY",
    help="A country that the article is about, by name or code; may be repeated.",
)
@click.option("--json", "json_", is_flag=True, help="One JSON document on standard output.")
def find(*, name: str, countries: tuple[str, ...], json_: bool) -> None:
    """Show the places that NAME may mean, the one that would be chosen first. Exit code 1 when no list has it."""
    from sayso.pipeline.places import find_place, is_ready  # noqa: PLC0415

    if not is_ready():
        say("making the index of all towns; this takes some ten seconds, once")
    rows = find_place(name, countries)
    if json_:
        as_json(rows)
    elif rows:
        columns = ("chosen", "name", "kind", "country", "region", "latitude", "longitude", "radius_km", "population")
        shown = [["→" if row["chosen"] else "", *(row[column] for column in columns[1:])] for row in rows[:_NAMED]]
        table(f"{name}: {rows[0]['how']}", ("", *columns[1:]), shown)
        if len(rows) > _NAMED:
            say(f"{len(rows) - _NAMED} more; --json has all")
    if not rows:
        fail(f"{name}: no list has a place of that name; add one with: sayso places add FILE", 1)
