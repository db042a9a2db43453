"""One of every kind of happening, over the words of any article, for tests of how they are kept."""

from __future__ import annotations

from dataclasses import replace

from sayso.model import (
    Article,
    Casualties,
    Ceasefire,
    CeasefireAct,
    Event,
    Evidence,
    Findings,
    Label,
    Place,
    Span,
    Time,
    content_id,
)


def with_happenings(found: Findings) -> Findings:
    """Return ``found`` with one time, place, event, count, ceasefire, act and label in its first article."""
    article = found.articles[0]
    said = found.attributions[0].id if found.attributions else None
    a, b = _cut(article, 0, 4), _cut(article, 5, 9)

    def of(kind: str) -> str:
        return content_id(kind, article.id)

    proof = (Evidence("killed", b.start, b.end, b.text),)
    event = Event(
        of("event"), article.id, said, "ASSAULT", "aerial", a, ("Low Guard",), ("civilians", "a “guard”"), "Brisk",
        12.5, -3.25, "2016-09-01", "2016-09-30", "asserted", 19, None, None, 4, "civilians", "Low Guard", "accused",
        proof, 0.5,
    )  # fmt: skip
    act = CeasefireAct(
        of("act"), article.id, of("ceasefire"), said, "violated", ("Low Guard",), (), "asserted", None, None,
        a.start, a.end, a.text,
    )  # fmt: skip
    ceasefire = Ceasefire(
        of("ceasefire"), article.id, "2016-09-12", "2016-09-12T19", None, "PT48H", "bilateral", None, "Brisk",
        ("Low Guard", "High Guard"), (), ("Ana Lund",), (), ("High Guard",), (act.id,), (act.id,), proof,
    )  # fmt: skip
    where = (a.start, a.end, a.text)
    counted = ("killed", None, 19, 19, None, False, None, None, *where)
    return replace(
        found,
        times=(Time(of("time"), article.id, *where, "DATE", "2016-09", "2016-09-01", "2016-09-30", "published"),),
        places=(
            Place(of("place"), article.id, *where, "Brisk", "town", "XX", None, 12.5, -3.25, 5.0, "user:1", "only"),
            Place(of("nowhere"), article.id, b.start, b.end, b.text, *[None] * 8, "unknown"),
        ),
        events=(event,),
        casualties=(
            Casualties(of("count"), article.id, said, event.id, *counted),
            Casualties(of("toll"), article.id, None, None, "killed", None, 4, 4, 4, True, "2011", None, *where),
        ),
        ceasefires=(ceasefire,),
        ceasefire_acts=(act,),
        labels=(Label(of("label"), article.id, said, "Low Guard", None, "bandits", "Ana Lund", None, *where),),
    )


def _cut(article: Article, start: int, end: int) -> Span:
    return Span(article.start + start, article.start + end, article.text[start:end])
