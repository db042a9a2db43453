"""``sayso verify``: whether a case is still what was read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sayso.cli.errors import fail
from sayso.cli.reading import columns_option, size_option
from sayso.cli.screen import TerminalProgress, as_json, say, table

if TYPE_CHECKING:
    from sayso.pipeline.verify import Verification

#: Differences and faults named in a table; --json has all.
_NAMED = 50


@click.command(short_help="Check a case against itself, the files and a manifest.")
@click.argument("case")
@click.argument("paths", nargs=-1, metavar="[PATHS…]")
@click.option("--manifest", "into", metavar="FILE", help="Write the manifest of the case, to be signed or timestamped.")
@click.option("--against", metavar="FILE", help="Check the case against a manifest written earlier.")
@click.option("--columns", callback=columns_option, metavar="OURS=THEIRS,…", help="As for sayso read [the last run's].")
@click.option("--max-file-size", callback=size_option, metavar="SIZE", help="As for sayso read [64MB].")
@click.option("--json", "json_", is_flag=True, help="One JSON document on standard output.")
def verify(
    *,
    case: str,
    paths: tuple[str, ...],
    into: str | None,
    against: str | None,
    columns: dict[str, str] | None,
    max_file_size: int | None,
    json_: bool,
) -> None:
    """Check that a case is still what was read.

    Always: that all it holds hangs together, and that every word is at its place on its page. With PATHS (the same
    as were given to sayso read): that the files have the bytes that were read. Exit code 1 when anything does not
    match.

    \b
      sayso verify my.sayso pages/
      sayso verify my.sayso --manifest my-manifest.jsonl
      sayso verify my.sayso --against my-manifest.jsonl
    """
    from sayso.pipeline.verify import verify as verify_case  # noqa: PLC0415
    from sayso.read.limits import Limits  # noqa: PLC0415

    limits = Limits(max_file_bytes=max_file_size) if max_file_size else Limits()
    with TerminalProgress() as progress:
        found = verify_case(case, paths, against=against, into=into, columns=columns, limits=limits, progress=progress)
    if json_:
        as_json(found.as_dict())
    else:
        _show(found)
    if into is not None and found.manifest is not None:
        say(f"{into}: the manifest of the case; its SHA-256 is {found.manifest}")
    if not found.sound:
        fail(f"{case}: not everything matches" + ("; no manifest was written" if into is not None else ""), 1)
    if not json_:
        say("everything matches")


def _show(found: Verification) -> None:
    """Print what was checked, how much matches, and what does not."""
    inside = found.inside
    rows = [(name, count, count - inside.wrong[name], inside.wrong[name]) for name, count in inside.checked.items()]
    table(f"{found.case}: within itself", ("", "checked", "match", "do not"), rows)
    if inside.faults:
        faults = [(fault.table, fault.id, fault.file, fault.record, fault.why) for fault in inside.faults[:_NAMED]]
        title = _some(inside.wrong.total(), len(faults), "within itself")
        table(title, ("table", "id", "file", "record", "what is wrong"), faults)
    for one in found.comparisons:
        counts = (one.matching, one.count("changed"), one.count("missing"), one.count("new"))
        table(f"{found.case}: against {one.other}", ("match", "changed", "missing", "new"), [counts])
        if one.differences:
            named = [(other.kind, other.file, other.record, other.why) for other in one.differences[:_NAMED]]
            title = _some(len(one.differences), len(named), f"against {one.other}")
            table(title, ("", "file", "record", "how"), named)
    for note in found.notes:
        say(note)


def _some(total: int, shown: int, where: str) -> str:
    return f"{shown:,} of {total:,} that do not match {where}" if shown < total else f"what does not match {where}"
