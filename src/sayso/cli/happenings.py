"""``sayso events``, ``ceasefires``, ``names``: what is said to have happened, and what each calls whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sayso.cli.looking import date_option
from sayso.cli.screen import clean, counted, json_lines, moment, say, short, table

if TYPE_CHECKING:
    from sayso.case.labels import Change

#: As ``sayso.model.MODALITIES``, which a test holds it to; loading that here would make every command start slowly.
MODALITIES = ("asserted", "denied", "planned", "threatened", "demanded", "hypothetical")


@click.command(short_help="List what is said to have happened, and who says so.")
@click.argument("case")
@click.option("--type", "type_", help="Of this PLOVER type, such as ASSAULT or AGREE.")
@click.option("--mode", help="Of this PLOVER mode, such as aerial.")
@click.option("--place", help="In this place, by the name the list shows.")
@click.option("--since", metavar="DATE", callback=date_option, help="Happened since 2016, 2016-10 or 2016-10-31.")
@click.option("--until", metavar="DATE", callback=date_option, help="Happened until then, that day or month included.")
@click.option("--killed", type=click.IntRange(0), metavar="N", help="With at least so many killed by the lowest count.")
@click.option("--said-by", help="A speaker, or an outlet.")
@click.option("--actor", help="Who did it or to whom it was done.")
@click.option("--modality", type=click.Choice(MODALITIES), help="Said to have happened, denied, planned …")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Rows at most.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def events(case: str, limit: int, json_: bool, type_: str | None, **where: Any) -> None:
    """List events in the order of their dates: what, where, by whom, the counts, and who says so."""
    import sayso  # noqa: PLC0415
    from sayso.case import told  # noqa: PLC0415

    with sayso.open(case) as opened:
        asked = told.EventFilter(type=type_, **where)
        found = told.events(opened, asked, limit=limit)
        total = told.count_events(opened, asked)
    if json_:
        json_lines(found)
    elif not found:
        say("no event fits what was asked; try fewer filters")
    else:
        show_events(found, total)


@click.command(short_help="List ceasefires: who called, agreed to, refused or broke them.")
@click.argument("case")
@click.option("--joined", "joined_", is_flag=True, help="One row for each ceasefire, joined over all articles.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Ceasefires at most.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def ceasefires(case: str, joined_: bool, limit: int, json_: bool) -> None:
    """List ceasefires as articles tell of them: every act with who did it and who says so."""
    import sayso  # noqa: PLC0415
    from sayso.case import ceasefires as joined  # noqa: PLC0415
    from sayso.case import told  # noqa: PLC0415
    from sayso.cli.joined import show_joined_ceasefires  # noqa: PLC0415 (it imports this module)

    with sayso.open(case) as opened:
        found = (joined if joined_ else told).ceasefires(opened, limit=limit)
        total = (joined if joined_ else told).count_ceasefires(opened)
    if json_:
        json_lines(found)
    elif not found:
        say("no article of the case tells of a ceasefire")
    elif joined_:
        show_joined_ceasefires(found, total)
    else:
        show_ceasefires(found, total)


@click.command(short_help="Show what each voice calls the same people.")
@click.argument("case")
@click.option("--group", help="This group only, by the name the list shows.")
@click.option("--limit", type=click.IntRange(1), default=200, show_default=True, help="Rows at most.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def names(case: str, group: str | None, limit: int, json_: bool) -> None:
    """Show what each voice, speaker or outlet, calls the same group or person, the group named most often first.

    How loaded the words are is told by lists of words (data/labels), not by what is true. With --group, how often each
    label was used in which month follows; where there are very many months, in which year.
    """
    import sayso  # noqa: PLC0415
    from sayso.case import labels  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        found = labels.names(opened, group=group, limit=limit)
        change = labels.change(opened, group) if group and not json_ else None
    if json_:
        json_lines(found)
    elif not found:
        say(clean(f"nobody calls {group!r} anything" if group else "no label was found in this case"))
    else:
        show_names(found)
        if change is not None:
            _show_change(change)


def show_events(found: list[dict[str, Any]], total: int) -> None:
    """Print rows of ``told.events`` as a table; ``total`` is how many there are."""
    heads = ("when", "where", "what", "words", "by", "to", "killed", "injured", "who says so", "outlet")
    table(counted("events", len(found), total), heads, [_event(row) for row in found])


def show_ceasefires(found: list[dict[str, Any]], total: int) -> None:
    """Print rows of ``told.ceasefires`` as a table, an act a line; ``total`` is how many there are."""
    heads = ("ceasefire", "between", "without", "act", "by", "against", "words", "who says so", "outlet")
    rows = [_act(one, act, first=act is one["acts"][0]) for one in found for act in one["acts"]]
    table(counted("accounts of ceasefires", len(found), total), heads, rows)


def show_names(found: list[dict[str, Any]]) -> None:
    """Print rows of ``labels.names`` as a table."""
    heads = ("who is meant", "voice", "", "called", "load", "times", "first", "last")
    rows = [
        (
            row["group"],
            row["voice"] or "unclear",
            "own voice" if row["own"] else "quoted",
            row["label"],
            "" if row["load"] in (None, "neutral") else row["load"],
            row["times"],
            row["first"],
            row["last"],
        )
        for row in found
    ]
    table("what each voice calls whom", heads, rows)


def _show_change(change: Change) -> None:
    rows = [
        (period, *(times[at] or None for _, _, times in change.labels), change.loaded[at], change.all[at])
        for at, period in enumerate(change.periods)
    ]
    table("when", ("", *(label for label, _, _ in change.labels), "loaded", "all labels"), rows)


def _event(row: dict[str, Any]) -> tuple[Any, ...]:
    kind = " ".join(part for part in (row["type"], row["mode"]) if part)
    if row["modality"] != "asserted":
        kind += f" ({row['modality']})"
    return (
        span_of_days(row["date_from"], row["date_to"]),
        row["place"],
        kind,
        short(row["trigger_text"], 40),
        "; ".join(row["actors"]),
        "; ".join(row["recipients"]),
        count(row["killed_low"], row["killed_high"]),
        count(row["injured_low"], row["injured_high"]),
        row["said_by"] or "unclear",
        row["outlet"],
    )


def _act(one: dict[str, Any], act: dict[str, Any], *, first: bool) -> tuple[Any, ...]:
    since = moment(one["effective"] or one["declared"])
    about = " ".join(part for part in (one["area"], since and f"from {since}", one["duration"]) if part)
    return (
        (about or "no place or date told") if first else "",
        "; ".join(one["parties"]) if first else "",
        "; ".join(one["excluded"]) if first else "",
        act["act"].replace("_", " ") + ("" if act["modality"] == "asserted" else f" ({act['modality']})"),
        "; ".join(act["by"]),
        "; ".join(act["against"]),
        short(act["text"], 60),
        act["said_by"] or "unclear",
        one["outlet"],
    )


def count(low: int | None, high: int | None) -> str:
    """Return a range of persons as it is read: "19", "19–21", "19 or more", "up to 21"."""
    if low is None and high is None:
        return ""
    if low is None:
        return f"up to {high:,}"
    if high is None:
        return f"{low:,} or more"
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def span_of_days(date_from: str | None, date_to: str | None) -> str | None:
    """Return days as they are read: a day, "2016-10-03 – 2016-10-05", "until 2016-10-05"; None for none."""
    if date_from and date_to and date_from != date_to:
        return f"{date_from} – {date_to}"
    return date_from or (f"until {date_to}" if date_to else None)
