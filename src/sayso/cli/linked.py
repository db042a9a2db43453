"""``sayso claims`` and ``origins``: what several articles say, and how many of them have it from somebody else."""

from __future__ import annotations

from typing import Any

import click

from sayso.cli.errors import fail
from sayso.cli.looking import date_option
from sayso.cli.screen import as_json, clean, counted, json_lines, moment, say, short, table

#: As ``sayso.case.linked.ORDERS``, which a test holds it to; loading that here would make every command start slowly.
ORDERS = ("origins", "repeats", "each", "date")
#: Accounts, and edges, that one claim is shown with; --json has all.
MOST = 200
_KINDS = {
    "copy": "copies",
    "credit": "credits",
    "via": "has it through",
    "speaker": "quotes",
    "link": "links to",
}


@click.command(short_help="List what several articles say, with independent origins beside repeats.")
@click.argument("case")
@click.argument("query", required=False)
@click.option("--claim", "claim_id", metavar="ID", help="One claim: its accounts, contradictions and origins.")
@click.option("--said-by", help="Said or printed by this speaker or outlet.")
@click.option("--disputed", is_flag=True, help="Only what somebody denies or tells otherwise.")
@click.option("--since", metavar="DATE", callback=date_option, help="In an article since 2016, 2016-10 or 2016-10-31.")
@click.option("--until", metavar="DATE", callback=date_option, help="In an article until then, that day included.")
@click.option(
    "--order",
    type=click.Choice(ORDERS),
    default="repeats",
    show_default=True,
    help="By independent origins, by articles, by articles for each origin, or by the first date.",
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Claims at most.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output; with --claim, one document.")
def claims(
    *, case: str, query: str | None, claim_id: str | None, order: str, limit: int, json_: bool, **where: Any
) -> None:
    """List claims: what several articles say, and from how many independent origins they have it.

    QUERY looks among the words of all accounts (the language of sayso search). With --claim and an id, or with an id in
    place of QUERY, the accounts of that claim stand in the order of time, each with who says it, whether it asserts or
    denies, and why it was put there; then what contradicts what, and the origins.

    \b
      sayso claims my.sayso granary --order origins
      sayso claims my.sayso --claim 1f0c3a5e7d9b2468
    """
    import sayso  # noqa: PLC0415
    from sayso.case import linked  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        if claim_id is None and query and linked.claim(opened, query.strip()):
            claim_id = query.strip()
        if claim_id is not None:
            _one_claim(opened, claim_id, json_=json_)
            return
        asked = linked.ClaimFilter(query=query, **where)
        found = linked.claims(opened, asked, order=order, limit=limit)
        total = linked.count_claims(opened, asked)
    if json_:
        json_lines(found)
    elif not found:
        say("no claim fits what was asked; a claim is what at least two accounts say, and sayso read finds it")
    else:
        show_claims(found, total)


@click.command(short_help="Show the independent origins of a claim or incident, with the proof.")
@click.argument("case")
@click.argument("id_", metavar="[ID]", required=False)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Rows at most, of each table.")
@click.option("--json", "json_", is_flag=True, help="JSON on standard output: lines of a list, one document for an ID.")
def origins(case: str, id_: str | None, limit: int, json_: bool) -> None:
    """Show where a claim, an incident or a joined ceasefire comes from, when every citation is followed back.

    ID is that of a claim, an incident or a joined ceasefire. Shown are its roots, each citation that leads to them with
    the words that prove it, and circles of outlets that cite each other. Without ID: what is repeated most for each
    independent origin.
    """
    import sayso  # noqa: PLC0415
    from sayso.case import roots  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        if id_ is None:
            found = roots.most_repeated(opened, limit=limit)
            if json_:
                json_lines(found)
            elif not found:
                say("nothing that several articles tell has been followed back; sayso read does that")
            else:
                _show_repeated(found)
            return
        subject = roots.subject_of(opened, id_)
        if subject is None:
            fail(f"{id_}: no claim, incident or joined ceasefire has this id; list them with: sayso origins {case}", 1)
        behind = _behind(opened, subject, id_, limit)
    if json_:
        as_json(behind)
    else:
        say(clean(f"{subject.replace('_', ' ')} {id_}: {origins_said(behind)}"))
        _show_behind(behind)


def show_claims(found: list[dict[str, Any]], total: int) -> None:
    """Print rows of ``linked.claims`` as a table; ``total`` is how many there are."""
    heads = ("id", "claim", "accounts", "articles", "outlets", "independent origins", "", "first")
    rows = [
        (
            row["id"],
            short(row["words"], 160),
            row["accounts"],
            row["articles"],
            row["outlets"],
            _origins(row),
            "disputed" if row["disputed"] else "",
            moment(row["first_published"]),
        )
        for row in found
    ]
    table(counted("claim" if total == 1 else "claims", len(found), total), heads, rows)


def origins_said(row: dict[str, Any]) -> str:
    """Return how often and from how many origins: "6 articles, 2 independent origins (1–3)"."""
    articles = f"{row['articles'] or 0:,} article{'' if row['articles'] == 1 else 's'}"
    if row["origins"] is None:
        return f"{articles}, origins not counted"
    return f"{articles}, {_origins(row)} independent origin{'' if row['origins'] == 1 else 's'}"


def _origins(row: dict[str, Any]) -> str:
    if row["origins"] is None:
        return "not counted"
    low, high = row["origins_low"], row["origins_high"]
    sure = low == high == row["origins"] or low is None or high is None
    return f"{row['origins']:,}" if sure else f"{row['origins']:,} ({low:,}–{high:,})"


def _one_claim(opened: Any, claim_id: str, *, json_: bool) -> None:
    from sayso.case import linked  # noqa: PLC0415

    claim = linked.claim(opened, claim_id)
    if claim is None:
        fail(f"{claim_id}: no claim has this id; list them with: sayso claims {opened.path}", 1)
    members = linked.members(opened, claim_id, limit=-1 if json_ else MOST)
    against = linked.contradictions(opened, claim_id, limit=-1 if json_ else MOST)
    behind = _behind(opened, "claims", claim_id, -1 if json_ else MOST)
    if json_:
        as_json({**claim, "members": members, "contradictions": against, **behind})
        return
    say(clean(f"{_quoted(claim['words'], 220)}: {origins_said(claim)}{', disputed' if claim['disputed'] else ''}"))
    _show_members(members, claim["accounts"] or len(members))
    if against:
        sides = [(row["what"], _side(row["a"]), _side(row["b"])) for row in against]
        table("what contradicts itself; which is right is not said here", ("", "one", "the other"), sides)
    _show_behind(behind)


def _show_members(members: list[dict[str, Any]], total: int) -> None:
    """Print rows of ``linked.members`` as a table."""
    heads = ("published", "outlet", "who", "", "words", "how it is linked")
    rows = [
        (moment(one["published"]), one["outlet"], voice(one), one["stance"], short(one["words"], 160), _why(one))
        for one in members
    ]
    table(counted("accounts", len(members), total), heads, rows)


def voice(row: dict[str, Any]) -> str:
    """Return who says a row's words: the speaker, the words that name one who is not known, or the outlet itself."""
    if row["own"]:
        return f"{row['outlet'] or 'outlet not known'} (own voice)"
    via = " via " + ", ".join(row["via"]) if row.get("via") else ""
    return (row["said_by"] or (f"({row['source_text']})" if row["source_text"] else "unclear")) + via


def _why(member: dict[str, Any]) -> str:
    alike = "" if member["similarity"] is None else f"{int(member['similarity'] * 100)} %"
    return "; ".join(part for part in (member["variant"], alike, member["why"]) if part)


def _side(member: dict[str, Any] | None) -> str:
    if member is None:
        return "(no longer in the case)"
    where = ", ".join(part for part in (member["outlet"], moment(member["published"])) if part)
    said = f"{voice(member)}: {_quoted(member['words'], 120)}" + (f" ({where})" if where else "")
    return f"{member['value']} – {said}" if member["value"] else said


def _quoted(words: str | None, length: int) -> str:
    """Return words of a page in quotation marks, which they may have brought with them."""
    text = short(words, length)
    return text if text[:1] in {"“", '"', "‘", "«", "„"} else f"“{text}”"


def _proof(one: dict[str, Any]) -> str:
    """Return what proves something: words in quotation marks, or what is known of the article without a place on it."""
    return _quoted(one["text"], 100) if one["start"] is not None else moment(one["text"]) or ""


def _behind(opened: Any, subject: str, subject_id: str, limit: int) -> dict[str, Any]:
    from sayso.case import roots  # noqa: PLC0415

    return {
        "subject": subject,
        "subject_id": subject_id,
        **roots.counts(opened, subject, subject_id),
        "roots": roots.roots(opened, subject, subject_id),
        "edges": roots.edges(opened, subject, subject_id, limit=limit),
        "rings": roots.rings(opened, subject, subject_id),
    }


def _show_behind(behind: dict[str, Any]) -> None:
    """Print roots, citations with their proof, and rings."""
    rows = [
        (
            row["name"] or _article(row),
            row["kind"],
            _marks(row),
            row["accounts"],
            "; ".join(sorted({one["outlet"] or one["title"] or one["file"] for one in row["articles"]})),
        )
        for row in behind["roots"]
    ]
    if rows:
        table("where it comes from", ("origin", "kind", "", "accounts", "carried by"), rows)
    else:
        say("no origin of it was worked out")
    rows = [
        (
            _article(row),
            _KINDS.get(row["kind"], row["kind"]),
            row["of_name"] or _article(row, "of_"),
            row["confidence"],
            " … ".join(map(_proof, row["evidence"][:3])),
        )
        for row in behind["edges"]
    ]
    if rows:
        table("who has it from whom", ("article", "", "from", "confidence", "the words that prove it"), rows)
    for ring in behind["rings"]:
        members = [one if isinstance(one, str) else _article(one) for one in ring["members"]]
        say(clean("a circle, in which each cites the next: " + " → ".join([*members, *members[:1]])))


def _article(row: dict[str, Any], of: str = "") -> str:
    parts = (row[f"{of}outlet"], short(row[f"{of}title"], 60) or row[f"{of}file"], moment(row[f"{of}published"]))
    return ", ".join(part for part in parts if part) or "not known"


def _marks(row: dict[str, Any]) -> str:
    marks = ("primary" if row["primary"] else "", "anonymous" if row["anonymous"] else "")
    return ", ".join(part for part in (*marks, "" if row["certain"] else "may be another, or none") if part)


def _show_repeated(found: list[dict[str, Any]]) -> None:
    heads = ("id", "what", "words", "articles", "outlets", "independent origins", "articles for each")
    rows = [
        (
            row["id"],
            row["subject"].removesuffix("s").replace("_", " "),
            short(row["words"], 120),
            row["articles"],
            row["outlets"],
            _origins(row),
            row["each"],
        )
        for row in found
    ]
    table("what is repeated most for each independent origin", heads, rows)
