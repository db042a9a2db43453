"""The hand-made case of the reading room's tests, with what its articles tell of.

The outlets, people and happenings are invented. The hostile page's cells hold markup in every text.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import web_case
from sayso.case.writer import CaseWriter
from sayso.model import (
    Casualties,
    Ceasefire,
    CeasefireAct,
    Event,
    Evidence,
    Findings,
    Label,
    Page,
    Place,
    Span,
    Time,
    content_id,
)
from web_case import article_of, attribution, blocks_of, page_of, span

TELEGRAPH = """Calls for quiet at the granary

Envoy Ravi Sole called for a truce of 48 hours in Brisk from noon, without the Hill Band. The Low Guard accepted.

“We will have none of it,” said Mira Oster of the Hill Band, whom the envoy called bandits.

At least 19 people were killed and some 40 to 60 injured when planes bombed the mill on Monday, the clinic said.

The Low Guard denied shelling the bridge. The marshal threatened to storm the port by October.

The war has cost 2,400 lives since 2011. Fighters of the Hill Band took the ferry.
"""
EVIL = "<script>alert(10)</script>"


def event(article_id: str, trigger: Span, said: str | None = None, type_: str = "ASSAULT", **cells: object) -> Event:
    """Return an event with few cells; ``cells`` are further ones."""
    made = Event(
        content_id("event", article_id, trigger.start),
        article_id,
        said,
        type_,
        None,
        trigger,
        (),
        (),
        None,
        None,
        None,
        None,
        None,
        "asserted",
        None,
        None,
        None,
        None,
        None,
        None,
        None,
        (),
        0.8,
    )
    return replace(made, **cells)  # type: ignore[arg-type]


def act(
    article_id: str, ceasefire: str, words: Span, said: str | None, done: str, *by: str, **cells: object
) -> CeasefireAct:
    """Return an act about a ceasefire, by those named."""
    made = CeasefireAct(
        content_id("act", article_id, words.start),
        article_id,
        ceasefire,
        said,
        done,
        by,
        (),
        "asserted",
        None,
        None,
        words.start,
        words.end,
        words.text,
    )
    return replace(made, **cells)  # type: ignore[arg-type]


def label(article_id: str, words: Span, said: str | None, group: str, speaker: str | None) -> Label:
    """Return a label; ``speaker`` None is the outlet, or nobody who is known where ``said`` is given."""
    return Label(
        content_id("label", article_id, words.start),
        article_id,
        said,
        group,
        content_id("entity", group),
        words.text,
        speaker,
        speaker and content_id("entity", speaker),
        words.start,
        words.end,
        words.text,
    )


def telegraph() -> tuple[Page, Findings]:
    """An article that tells of much: every modality but two, closed and open ranges, a ceasefire with five acts."""
    text = TELEGRAPH
    page = page_of("telegraph", text, url="https://telegraph.example/quiet")
    article = article_of(
        page,
        0,
        len(text.rstrip()),
        title="Calls for quiet at the granary",
        outlet="Coastal Telegraph",
        published="2016-09-13",
    )
    one = article.id
    sole = attribution(
        article,
        "Ravi Sole",
        span(text, "Envoy Ravi Sole"),
        span(text, "called for"),
        (span(text, "a truce of 48 hours in Brisk from noon, without the Hill Band"),),
        polarity="demands",
    )
    oster = attribution(
        article,
        "Mira Oster",
        span(text, "Mira Oster of the Hill Band"),
        span(text, "said"),
        (span(text, "“We will have none of it,”"),),
        style="direct",
        polarity="refuses",
    )
    called = attribution(
        article, None, span(text, "the envoy"), span(text, "called", text.index("the envoy")), (span(text, "bandits"),)
    )
    clinic = attribution(
        article,
        "Brisk clinic",
        span(text, "the clinic"),
        span(text, "said", text.index("the clinic")),
        (span(text, "At least 19 people were killed and some 40 to 60 injured when planes bombed the mill on Monday"),),
        kind="organisation",
    )
    truce = content_id("ceasefire", one)
    few, some = span(text, "At least 19 people were killed"), span(text, "some 40 to 60 injured")
    events = (
        event(
            one,
            span(text, "bombed"),
            clinic.id,
            mode="aerial",
            recipients=("civilians", "a “mill” & more"),
            place="Brisk",
            date_from="2016-09-12",
            date_to="2016-09-12",
            killed_low=19,
            injured_low=40,
            injured_high=60,
            victims="civilians",
            blame="High Guard",
            blame_confidence="suspected",
            evidence=(
                Evidence("killed", few.start, few.end, few.text),
                Evidence("injured", some.start, some.end, some.text),
            ),
        ),
        event(
            one,
            span(text, "shelling"),
            None,
            mode="shelling",
            actors=("Low Guard",),
            place="Brisk",
            modality="denied",
            date_from="2016-09-01",
            date_to="2016-09-30",
        ),
        event(
            one,
            span(text, "storm"),
            None,
            modality="threatened",
            actors=("the marshal",),
            place="Port Ostra",
            date_to="2016-10-31",
        ),
        event(one, span(text, "took"), None, "COERCE", mode="seize", actors=("Hill Band",), killed_high=3),
    )
    toll = span(text, "2,400 lives")
    monday, brisk = span(text, "Monday"), span(text, "Brisk")
    return page, Findings(
        page.id,
        (article,),
        blocks_of(page, article, {"Calls": "title"}),
        (),
        (sole, oster, called, clinic),
        times=(
            Time(
                content_id("t", one, 1),
                one,
                monday.start,
                monday.end,
                monday.text,
                "DATE",
                "2016-09-12",
                "2016-09-12",
                "2016-09-12",
                "published",
            ),
        ),
        places=(
            Place(
                content_id("p", one, 1),
                one,
                brisk.start,
                brisk.end,
                brisk.text,
                "Brisk",
                "town",
                "XX",
                None,
                12.5,
                -3.25,
                5.0,
                "user:1",
                "only",
            ),
        ),
        events=events,
        casualties=(
            Casualties(
                content_id("n", one, 1),
                one,
                None,
                None,
                "killed",
                None,
                2400,
                2400,
                2400,
                True,
                "2011",
                "2016-09-13",
                toll.start,
                toll.end,
                toll.text,
            ),
        ),
        ceasefires=(
            Ceasefire(
                truce,
                one,
                "2016-09-10",
                "2016-09-12T19",
                None,
                "PT48H",
                "bilateral",
                "humanitarian",
                "Brisk",
                ("Low Guard", "High Guard"),
                ("Hill Band",),
                ("Ravi Sole",),
                ("Low Guard",),
                ("Hill Band",),
                (),
                (),
                (),
            ),
        ),
        ceasefire_acts=(
            act(one, truce, span(text, "called for"), None, "called_for", "Ravi Sole"),
            act(
                one,
                truce,
                span(text, "accepted"),
                None,
                "accepted",
                "Low Guard",
                date_from="2016-09-11",
                date_to="2016-09-11",
            ),
            act(one, truce, span(text, "will have none"), oster.id, "refused", "Hill Band"),
        ),
        labels=(
            label(one, span(text, "bandits"), called.id, "Hill Band", None),
            label(one, span(text, "Fighters"), None, "Hill Band", None),
        ),
    )


def radio() -> tuple[Page, Findings]:
    """The article of ``web_case`` with one event, one act and two labels inside Lund's words."""
    page, found = web_case.radio()
    text, article = page.text, found.articles[0]
    lund = found.attributions[0].id
    truce = content_id("ceasefire", article.id)
    return page, replace(
        found,
        events=(
            event(
                article.id,
                span(text, "killed"),
                lund,
                actors=("Hill Band",),
                recipients=("guards",),
                killed_low=3,
                killed_high=3,
                date_from="2016-10-04",
                date_to="2016-10-04",
                victims="combatants",
            ),
        ),
        ceasefires=(
            Ceasefire(
                truce, article.id, None, None, None, None, None, None, None, ("Hill Band",), (), (), (), (), (), (), ()
            ),
        ),
        ceasefire_acts=(act(article.id, truce, span(text, "broke the truce"), lund, "violated", "Hill Band"),),
        labels=(label(article.id, span(text, "the militants"), lund, "Hill Band", "Ana Lund"),),
    )


def hostile() -> tuple[Page, Findings]:
    """The hostile page of ``web_case`` with markup in every cell that is text."""
    page, found = web_case.hostile()
    article, said = found.articles[0], found.attributions[0]
    words = span(page.text, "<b>bold</b>")
    truce = content_id("ceasefire", article.id)
    return page, replace(
        found,
        events=(
            event(
                article.id,
                words,
                said.id,
                EVIL,
                mode=EVIL,
                actors=(EVIL,),
                recipients=(EVIL,),
                place=EVIL,
                date_from=EVIL,
                date_to="2016-13-45",
                victims=EVIL,
                blame=EVIL,
                blame_confidence=EVIL,
                killed_low=2,
            ),
        ),
        casualties=(
            Casualties(
                content_id("n", article.id),
                article.id,
                said.id,
                None,
                EVIL,
                EVIL,
                1,
                None,
                None,
                True,
                EVIL,
                EVIL,
                words.start,
                words.end,
                words.text,
            ),
        ),
        ceasefires=(
            Ceasefire(
                truce,
                article.id,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                (EVIL,),
                (EVIL,),
                (EVIL,),
                (EVIL,),
                (EVIL,),
                (),
                (),
                (),
            ),
        ),
        ceasefire_acts=(
            act(article.id, truce, words, said.id, EVIL, EVIL, against=(EVIL,), date_from=EVIL, modality=EVIL),
        ),
        labels=(label(article.id, words, said.id, EVIL, said.speaker),),
        times=(
            Time(
                content_id("t", article.id),
                article.id,
                words.start,
                words.end,
                words.text,
                "DATE",
                EVIL,
                EVIL,
                EVIL,
                EVIL,
            ),
        ),
        places=(
            Place(
                content_id("p", article.id),
                article.id,
                words.start,
                words.end,
                words.text,
                EVIL,
                EVIL,
                EVIL,
                EVIL,
                1.0,
                1.0,
                1.0,
                EVIL,
                EVIL,
            ),
        ),
    )


def build(path: Path) -> Path:
    """Write the case and return its path."""
    made = [telegraph(), radio(), web_case.blog(), hostile()]
    with CaseWriter(path) as writer:
        writer.add([page for page, _ in made], [found for _, found in made], web_case.MADE_BY)
        writer.refresh_entities()
        writer.replace_links("copies", {"copies": web_case.copies()}, digest="x", made_by=web_case.MADE_BY)
    return path
