"""``sayso search``, ``quotes``, ``sources``, ``copies``, ``failures``: what a case holds, as tables or JSON lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sayso.cli.nothing import tell_nothing
from sayso.cli.screen import as_json, counted, json_lines, moment, say, short, table

if TYPE_CHECKING:
    from sayso.case.filters import Filter
    from sayso.case.reader import Case, Hit, Quote

_F = TypeVar("_F", bound=Callable[..., Any])


#: As ``sayso.model.POLARITIES``, which a test holds it to; loading that here would make every command start slowly.
POLARITIES = (
    "asserts", "denies", "demands", "refuses", "promises", "threatens", "accuses", "warns", "believes", "asks",
)  # fmt: skip


#: Which way a passage went, between the names of two outlets.
_WAYS = {"from": "copied from", "to": "copied by", "unknown": "shares with"}


def date_option(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return a date as it was typed; refuse what could only be compared wrongly."""
    from sayso.case.filters import DATE_FORMS, is_date  # noqa: PLC0415

    if value and not is_date(value):
        raise click.BadParameter(f"{value!r} is not a date; write it as {DATE_FORMS}")
    return value


def language_option(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Return a language, given by code or name, as its code; ``other`` stays as it is."""
    from sayso.case.filters import OTHER  # noqa: PLC0415
    from sayso.data.language_files import language_code, languages  # noqa: PLC0415

    if value is None or value.strip().casefold() == OTHER:
        return value and OTHER
    code = language_code(value)
    if code is None:
        there = ", ".join(languages())
        raise click.BadParameter(f"{value!r} is no language that is told apart; there are {there}, and {OTHER}")
    return code


def narrowing(function: _F) -> _F:
    """Add the options that narrow a list."""
    for option in (
        click.option("--json", "json_", is_flag=True, help="JSON lines on standard output."),
        click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Rows at most."),
        click.option("--via", help="Words that came through this outlet or agency."),
        click.option("--polarity", type=click.Choice(POLARITIES), help="What the speaker does."),
        click.option("--style", type=click.Choice(["direct", "indirect", "mixed"]), help="How words are reported."),
        click.option(
            "--until", metavar="DATE", callback=date_option, help="Published until then, that day or month included."
        ),
        click.option("--since", metavar="DATE", callback=date_option, help="Since 2016, 2016-10 or 2016-10-31."),
        click.option("--speaker", help="Who is quoted."),
        click.option("--outlet", help="Who published."),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("case")
@click.argument("query", required=False)
@click.option(
    "--language",
    metavar="CODE",
    callback=language_option,
    help="In this language, such as ar or Arabic; other: in any that is not understood.",
)
@narrowing
def search(case: str, query: str | None, limit: int, json_: bool, **where: str | None) -> None:
    """Find articles by their words; without QUERY, list them, the newest first.

    Phrases in quotation marks, AND, OR, NOT, brackets, prefixes. Put the query in single quotation marks, so that
    the shell leaves it alone:

    \b
      sayso search my.sayso '"broke the truce" AND (bridge* OR market) NOT football'
      sayso search my.sayso truce --outlet "Harbour Radio" --since 2031-05
      sayso search my.sayso --language Arabic
    """
    import sayso  # noqa: PLC0415

    with sayso.open(case) as opened:
        narrowed = sayso.Filter(query=query, **where)
        hits = opened.search(narrowed, limit=limit)
        total = opened.count_articles(narrowed)
        if json_:
            json_lines(
                {**asdict(hit), "snippet": hit.snippet.replace("\ue000", "").replace("\ue001", "")} for hit in hits
            )
            return
        if not hits:
            tell_nothing(opened, "article", narrowed)
            return
    rows = [
        (moment(hit.published), hit.outlet, short(hit.title, 80) or hit.file, hit.snippet, _understood(hit))
        for hit in hits
    ]
    table(_title("article", len(hits), total), ("published", "outlet", "title", "found", "attributions"), rows)
    _tell_rest(len(hits), total)


@click.command()
@click.argument("case")
@click.argument("query", required=False)
@click.option("--once", is_flag=True, help="What stands in several articles, each utterance once with its variants.")
@narrowing
def quotes(case: str, query: str | None, once: bool, limit: int, json_: bool, **where: str | None) -> None:
    """List who says what; QUERY looks among the words said.

    With --once, list only what stands in several articles, in whatever variants: cut, with other words, told anew.
    """
    import sayso  # noqa: PLC0415

    with sayso.open(case) as opened:
        narrowed = sayso.Filter(query=query, **where)
        if once:
            _list_utterances(opened, narrowed, limit=limit, json_=json_)
            return
        found = opened.quotes(narrowed, limit=limit)
        total = opened.count_quotes(narrowed)
        if json_:
            json_lines(asdict(quote) for quote in found)
        elif not found:
            tell_nothing(opened, "attribution", narrowed)
        else:
            show_quotes(found, total)
            _tell_rest(len(found), total)


def _list_utterances(opened: Case, narrowed: Filter, *, limit: int, json_: bool) -> None:
    with opened.snapshot():
        found, total = opened.utterances(narrowed, limit=limit), opened.count_utterances(narrowed)
        if json_:
            json_lines(found)
        elif not found:
            tell_nothing(opened, "utterance in several articles", narrowed)
        else:
            show_utterances(found, total)
            _tell_rest(len(found), total)


@click.command(short_help="Show who speaks, through whom, who cites whom, and who shares words.")
@click.argument("case")
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True, help="Rows at most, of each table.")
@click.option("--json", "json_", is_flag=True, help="One JSON document on standard output.")
def sources(case: str, limit: int, json_: bool) -> None:
    """Show who speaks, through whom, which outlets lean on whom, and which share words with which."""
    import sayso  # noqa: PLC0415
    from sayso.case import roots, views  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        found = {
            "speakers": opened.speakers(limit=limit),
            "outlets": opened.outlets()[:limit],
            "via": opened.via()[:limit],
            "cited": roots.who_cites_whom(opened, limit=limit),
            "shared": views.shared_between_outlets(opened, limit=limit),
        }
    if json_:
        as_json(found)
    elif not any(found.values()):
        say("the case holds no articles yet; add pages with: sayso read PATHS… --into " + case)
    else:
        show_sources(found)


@click.command()
@click.argument("case")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="Rows at most.")
@click.option("--stock", is_flag=True, help="Stock paragraphs and site furniture as well.")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def copies(case: str, limit: int, stock: bool, json_: bool) -> None:
    """List passages that stand in two articles, the longest first."""
    import sayso  # noqa: PLC0415

    with sayso.open(case) as opened, opened.snapshot():
        found = opened.copies(stock=stock, limit=limit)
        if json_:
            json_lines(found)
        elif not found:
            say("no passage stands in two articles" + ("" if stock else "; --stock lists stock paragraphs as well"))
        else:
            show_copies(opened, found)


@click.command(short_help="List what could not be read, with the fix.")
@click.argument("case")
@click.option("--json", "json_", is_flag=True, help="JSON lines on standard output.")
def failures(case: str, json_: bool) -> None:
    """List the pages that could not be read, with the reason and the fix."""
    import sayso  # noqa: PLC0415

    with sayso.open(case) as opened:
        found = opened.failures()
    if json_:
        json_lines(found)
    elif not found:
        say("no page failed")
    else:
        rows = [(row["file"], row["record"], row["error"], row["fix"]) for row in found]
        table(f"{len(found):,} pages could not be read", ("file", "record", "what is wrong", "what to do"), rows)


def _understood(hit: Hit) -> int | str:
    """Return how many attributions an article has, or why nobody looked for any."""
    from sayso.data.language_files import not_understood  # noqa: PLC0415
    from sayso.model import is_understood  # noqa: PLC0415

    if hit.language is None or is_understood(hit.language):
        return hit.attributions
    return not_understood(hit.language)


def show_quotes(found: list[Quote], total: int) -> None:
    """Print attributions as a table."""
    rows = []
    for quote in found:
        through = " via " + ", ".join(quote.via) if quote.via else ""
        source = quote.source["text"] if quote.source else "?"
        who = quote.speaker or f"({source})"
        said = short(quote.content_text)
        rows.append((moment(quote.published), quote.outlet, f"{who}{through}", quote.polarity, said))
    table(_title("attribution", len(found), total), ("published", "outlet", "who", "", "says"), rows)


def show_utterances(found: list[dict[str, Any]], total: int) -> None:
    """Print utterances as a table, each with its variants and what words differ."""
    rows = []
    for utterance in found:
        members = utterance["members"]
        variants = Counter(member["variant"] for member in members)
        named = ", ".join(dict.fromkeys(member["speaker"] or "?" for member in members))
        differ = [
            f"{change['of_text']} → {change['text']}"
            for member in members
            for change in member["changes"]
            if change["what"] == "replaced"
        ]
        told = ", ".join(f"{times} {variant}" for variant, times in variants.most_common())
        other = "; ".join(dict.fromkeys(short(one, 60) for one in differ[:3]))
        rows.append(
            (
                moment(utterance["first_published"]),
                utterance["articles"],
                utterance["outlets"],
                utterance["speaker"] or short(named, 80),
                short(utterance["words"]),
                f"{told} ({other})" if other else told,
            )
        )
    columns = ("first", "articles", "outlets", "who", "says", "variants")
    table(_title("utterance", len(found), total), columns, rows)


def show_sources(found: dict[str, list[dict[str, Any]]]) -> None:
    """Print speakers, outlets, agencies and who shares whose words, a table each."""
    columns = {
        "speakers": ("name", "kind", "attributions", "articles", "outlets"),
        "outlets": ("name", "articles", "attributions", "copies", "first", "last"),
        "via": ("name", "attributions", "articles"),
        "cited": ("outlet", "kind", "name", "articles", "citations"),
        "shared": ("outlet", "direction", "other", "passages", "words"),
    }
    titles = {
        "speakers": "who speaks",
        "outlets": "outlets",
        "via": "through whom",
        "cited": "who cites whom",
        "shared": "who shares whose words",
    }
    for name, rows in found.items():
        if rows:
            shown = [[_shown(column, row[column]) for column in columns[name]] for row in rows]
            table(titles[name], columns[name], shown)


def _shown(column: str, value: Any) -> Any:
    """Return a value of ``sources`` as its table shows it."""
    if column in ("first", "last"):
        return moment(value)
    if column == "direction":
        return _WAYS.get(value, value)
    return "(not known)" if value is None and column in ("name", "outlet", "other") else value


def show_copies(opened: Case, found: list[dict[str, Any]]) -> None:
    """Print passages that stand in two articles, with their words."""
    rows = []
    for copy in found:
        article = opened.article(copy["article_id"])
        passage = article["text"][copy["start"] - article["start"] : copy["end"] - article["start"]] if article else ""
        one, other = (copy["outlet"] or copy["title"], copy["of_outlet"] or copy["of_title"])
        alike = f"{int(copy['similarity'] * 100)} %"  # cut, not rounded: only what is whole is called 100 %
        way = _WAYS.get(copy["direction"], copy["direction"])
        rows.append((one, way, other, copy["words"], alike, short(passage, 140)))
    table("passages in two articles", ("in", "", "also in", "words", "alike", "passage"), rows)


def _tell_rest(shown: int, total: int) -> None:
    if shown < total:
        say(f"{total - shown:,} more; see them with --limit {total}, or narrow the list")


def _title(thing: str, shown: int, total: int) -> str:
    return counted(thing if total == 1 else f"{thing}s", shown, total)
