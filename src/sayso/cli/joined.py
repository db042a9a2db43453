"""``sayso incidents``, and joined ceasefires: what several articles tell of one happening, side by side."""

from __future__ import annotations

from typing import Any

import click

from sayso.cli.happenings import count, span_of_days
from sayso.cli.linked import origins_said
from sayso.cli.looking import date_option
from sayso.cli.screen import counted, json_lines, moment, say, short, table

#: As ``sayso.model.GRADES``, which a test holds it to; loading that would make every command start slowly.
GRADES = ("declared", "fair", "weak", "contested", "discounted")


@click.command(short_help="List incidents as articles tell of them together: low and high, who blames whom.")
@click.argument("case")
@click.option("--type", "type_", help="Of this PLOVER type, such as ASSAULT or COERCE.")
@click.option("--place", help="In this place, by the name the list shows.")
@click.option("--since", metavar="DATE", callback=date_option, help="Happened since 2016, 2016-10 or 2016-10-31.")
@click.option("--until", metavar="DATE", callback=date_option, help="Happened until then, that day or month included.")
@click.option("--killed", type=click.IntRange(0), metavar="N", help="With at least so many killed by the lowest count.")
@click.option("--articles", type=click.IntRange(1), metavar="N", help="Told by at least so many articles.")
@click.option("--blamed", help="Blamed by any account.")
@click.option("--grade", type=click.Choice(GRADES), help="Of this grade, as Airwars has them.")
@click.option("--why", is_flag=True, help="Show what joins each account with the others.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Incidents at most.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def incidents(case: str, why: bool, limit: int, json_: bool, type_: str | None, **where: Any) -> None:
    """List incidents, those that most articles tell of first, with every account: what it tells and who says so."""
    import sayso  # noqa: PLC0415
    from sayso.case import incidents as told  # noqa: PLC0415

    with sayso.open(case) as opened:
        asked = told.IncidentFilter(type=type_, **where)
        found = told.with_accounts(opened, asked, limit=limit)
        total = told.count_incidents(opened, asked)
    if json_:
        json_lines(found)
    elif not found:
        say("no incident fits what was asked; try fewer filters")
    else:
        show_incidents(found, total, why=why)


def show_incidents(found: list[dict[str, Any]], total: int, *, why: bool = False) -> None:
    """Print rows of ``with_accounts`` as a table, under each incident its accounts; ``why`` they are joined."""
    heads = ["incident", "killed", "injured", "words", "blames", "who says so", "outlet", "printed"]
    rows: list[tuple[Any, ...]] = []
    for one in found:
        rows += [_incident(one), *(_account(account) for account in one["accounts"])]
    # Reasons take as much room as all the rest.
    shown = [*heads, "joined"] if why else heads
    table(counted("incidents", len(found), total), shown, [row[: len(shown)] for row in rows])


def show_joined_ceasefires(found: list[dict[str, Any]], total: int) -> None:
    """Print rows of ``case.ceasefires.ceasefires`` as a table, an act a line; ``total`` is how many there are."""
    heads = ("ceasefire", "between", "without", "act", "by", "against", "words", "who says so", "outlet", "printed")
    rows: list[tuple[Any, ...]] = []
    for one in found:
        # A record whose articles tell of no act is shown all the same.
        acts = one["acts"] or [None]
        rows += [_act(one, act, first=number == 0) for number, act in enumerate(acts)]
    table(counted("ceasefires", len(found), total), heads, rows)


def _incident(one: dict[str, Any]) -> tuple[Any, ...]:
    days = span_of_days(one["date_from"], one["date_to"])
    name = " ".join(part for part in (days, one["place"], one["type"]) if part)
    graded = f"{one['grade']}: {one['grade_rule']}" if one["grade"] else None
    return (
        name,
        count(one["killed_low"], one["killed_high"]),
        count(one["injured_low"], one["injured_high"]),
        graded,
        "; ".join(one["blamed"]),
        origins_said(one),
        None,
        None,
        None,
    )


def _account(row: dict[str, Any]) -> tuple[Any, ...]:
    kind = "" if row["modality"] == "asserted" else f" ({row['modality']})"
    where = " ".join(part for part in (span_of_days(row["date_from"], row["date_to"]), row["place"]) if part)
    blame = f"{row['blame']} ({row['blame_confidence']})" if row["blame"] and row["blame_confidence"] else row["blame"]
    return (
        f"  – {where or 'no place or date told'}",
        count(row["killed_low"], row["killed_high"]),
        count(row["injured_low"], row["injured_high"]),
        short(row["trigger_text"], 40) + kind,
        blame,
        row["said_by"] or "unclear",
        row["outlet"],
        moment(row["published"]),
        row["why"],
    )


def _act(one: dict[str, Any], act: dict[str, Any] | None, *, first: bool) -> tuple[Any, ...]:
    since = moment(one["effective"] or one["declared"])
    about = " ".join(part for part in (one["area"], since and f"from {since}", one["duration"]) if part)
    head = f"{about or 'no place or date told'} ({origins_said(one)})"
    cells = (head, "; ".join(one["parties"]), "; ".join(one["excluded"])) if first else ("", "", "")
    if act is None:
        return (*cells, "", "", "", "", "", "", "")
    return (
        *cells,
        act["act"].replace("_", " ") + ("" if act["modality"] == "asserted" else f" ({act['modality']})"),
        "; ".join(act["by"]),
        "; ".join(act["against"]),
        short(act["text"], 60),
        act["said_by"] or "unclear",
        act["outlet"],
        moment(act["published"]),
    )
