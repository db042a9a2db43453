"""The web application: which address leads to which room, and what is shown when something is not as it should be.

Every request opens the case anew and sees one moment of it, so a run may go on writing meanwhile. Rooms are plain
functions and run in Starlette's thread pool.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sayso import __version__
from sayso.case.reader import Case
from sayso.case.schema import CaseError
from sayso.data.language_files import language_name
from sayso.web import happenings, layout, linked, ranges, render, rooms, telling, words
from sayso.web.security import HEADERS, LOOPBACK, Guard

_ROOMS: dict[str, rooms.Room] = {
    "/": rooms.overview,
    "/articles": rooms.articles,
    "/article/{id}": rooms.article,
    "/quotes": rooms.quotes,
    "/speakers": rooms.speakers,
    "/speaker/{id}": rooms.speaker,
    "/outlets": rooms.outlets,
    "/outlet": rooms.outlet,
    "/claims": linked.claims,
    "/claims/{id}": linked.claim,
    "/incidents": linked.incidents,
    "/incidents/{id}": linked.incident,
    "/events": happenings.events,
    "/ceasefires": happenings.ceasefires,
    "/names": happenings.names,
    "/copies": rooms.copies,
    "/failures": rooms.failures,
    "/help": rooms.help_text,
}


def make_app(case_path: str | Path, *, hosts: Iterable[str] = LOOPBACK) -> Starlette:
    """Return the reading room of a case as an ASGI application.

    ``hosts`` are the names by which it may be addressed, without port. The case is opened at each request, so it
    need not exist yet; until then every room says what is missing.
    """
    path = Path(case_path)
    show = _renderer(path)

    def open_room(room: rooms.Room) -> Callable[[Request], Response]:
        def endpoint(request: Request) -> Response:
            with Case(path) as case, case.snapshot():
                template, filling = room(case, request)
                return show(template, 200, path=request.url.path, **filling)

        return endpoint

    def marks(request: Request) -> Response:
        with Case(path) as case, case.snapshot():
            return Response(rooms.article_marks(case, request), media_type="text/css")

    routes: list[Route | Mount] = [
        Route(address, open_room(room), name=address, methods=["GET"]) for address, room in _ROOMS.items()
    ]
    routes.append(Route("/article/{id}/marks.css", marks, methods=["GET"]))
    routes.append(Mount("/static", StaticFiles(packages=[("sayso.web", "static")])))
    return Starlette(
        routes=routes,
        middleware=[Middleware(Guard, hosts=tuple(hosts))],
        exception_handlers=_handlers(show),
    )


def _renderer(path: Path) -> Callable[..., Response]:
    """Return a function that fills a template and answers with it."""
    environment = Environment(
        loader=PackageLoader("sayso.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        confidence=words.confidence,
        number=words.number,
        count=words.count,
        date=words.date,
        moment=words.moment,
        percent=words.percent,
        direction=words.direction,
        speaker_url=words.speaker_url,
        outlet_url=words.outlet_url,
        claim_url=words.claim_url,
        incident_url=words.incident_url,
        origins=ranges.origins,
        independent=ranges.independent,
        spoken=words.spoken,
        unread=words.unread,
        language=language_name,
        snippet=render.snippet,
        layers=render.layers,
        period=words.period,
        duration=words.duration,
        kind=words.kind_of_event,
    )
    environment.globals.update(
        case_name=path.name,
        case_path=str(path),
        version=__version__,
        STYLES=words.STYLES,
        KINDS=words.KINDS,
        link=words.link,
        hits=render.hits,
        safe_url=words.safe_url,
        article_url=_article_url,
        quote_url=_quote_url,
        bar=ranges.bar,
        persons=ranges.persons,
        repeats=ranges.repeats,
        words_url=_words_url,
        member_url=_member_url,
        told_url=_told_url,
        key_of=telling.key_of,
        VICTIMS=words.VICTIMS,
        KINDS_OF_CITATION=words.KINDS_OF_CITATION,
        HOW_DATED=words.HOW_DATED,
        BAR=ranges.LENGTH,
    )

    def show(template: str, status: int, **filling: Any) -> Response:
        html = environment.get_template(template).render(filling)
        # "replace": half a surrogate pair may have come in through an address and must not stop the answer.
        return HTMLResponse(html.encode("utf-8", "replace"), status)

    return show


def _article_url(article_id: str, anchor: str = "", place: int = 0) -> str:
    return words.article_url(article_id, anchor, place, layout.PART)


def _quote_url(quote: Any) -> str:
    return _article_url(quote.article_id, f"a-{quote.id}", words.first_place(quote))


def _told_url(sort: str, row: Any) -> str:
    """Return the address of the words of a happening: ``sort`` as ``telling.PREFIXES`` has them."""
    place = row["trigger_start"] if sort == "event" else row["start"]
    return _article_url(row["article_id"], telling.key_of(sort, row), place)


def _words_url(words_of_page: Any) -> str:
    """Return the address at which an article's page marks these words: ``article_id``, ``start`` and ``end``.

    What proves something without a place on the page (its date, its outlet) stands in the record below the text.
    """
    start, end = words_of_page["start"], words_of_page["end"]
    if start is None or end is None:
        return words.article_url(words_of_page["article_id"], "h-record")
    return words.article_url(words_of_page["article_id"], "words", start, layout.PART, marked=f"{start}-{end}")


def _member_url(member: Any) -> str:
    return linked.member_url(member, layout.PART)


def _handlers(show: Callable[..., Response]) -> dict[Any, Callable[[Request, Exception], Awaitable[Response]]]:
    async def unknown(request: Request, error: Exception) -> Response:
        said = str(error) if isinstance(error, rooms.NotFoundError) else "There is no such room."
        return show("trouble.html", 404, path="", heading="Not found", said=said, fix="")

    async def no_case(request: Request, error: Exception) -> Response:
        said, _, fix = str(error).partition("; ")
        return show("trouble.html", 503, path="", heading="The case cannot be read", said=said, fix=fix)

    async def broken(request: Request, error: Exception) -> Response:
        said = "Something went wrong in this room. The case itself is unharmed; the terminal shows the details."
        response = show("trouble.html", 500, path="", heading="That should not have happened", said=said, fix="")
        response.headers.update(HEADERS)  # this answer is made outside the guard
        return response

    return {404: unknown, rooms.NotFoundError: unknown, CaseError: no_case, Exception: broken}
