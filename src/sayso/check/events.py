"""Scores events and casualties on gold that annotates them article by article.

The gold is JSON lines as ``check.gold`` knows them under ``rows``, each with ``events``: PLOVER type and mode, trigger,
actors, recipients, place, dates, modality, killed and injured as ``[low, high]``, victims, attribution, blame. An event
of ours matches one of the gold's when the type is the same and the triggers overlap; each matches once, in the order of
the text. Cells are scored over matched events alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sayso.check.events_before import find_places_simply, find_times_simply
from sayso.check.files import decode, parse_json, read_bytes
from sayso.check.gold import load
from sayso.check.nouns import GoldDocument
from sayso.model import Article, Attribution, Casualties, Event, Findings, Span, as_row
from sayso.read.articles import split
from sayso.understand import actors, groups, make_reader, passage_of, understand
from sayso.understand.events import find_events
from sayso.understand.words import word_set

Predict = Callable[[GoldDocument], tuple[Sequence[Event], Sequence[Attribution]]]
_WORD = re.compile(r"\w+")
#: Contents of attributions are the same when they share so much of the longer one: annotators cut at the edges.
SAME_CONTENT = 0.5


@dataclass(slots=True)
class EventScores:
    """Counts behind the figures. ``cells`` holds, by cell, how many of the matched are right and how many there are."""

    ours: int = 0
    gold: int = 0
    matched: int = 0
    cells: dict[str, list[int]] = field(default_factory=dict)
    names: dict[str, list[int]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def figures(self) -> list[tuple[str, float, int]]:
        """Return ``(what, value, how many it was measured on)`` of every figure; F1 where not said otherwise."""
        rows = [
            ("events: precision", _share(self.matched, self.ours), self.ours),
            ("events: recall", _share(self.matched, self.gold), self.gold),
            ("events: type and trigger, F1", _f1(self.matched, self.ours, self.gold), self.gold),
        ]
        for what, (right, ours, gold) in sorted(self.names.items()):
            rows.append((f"{what}, F1 of matched", _f1(right, ours, gold), gold))
        for what, (right, total) in sorted(self.cells.items()):
            rows.append((f"{what}, right of matched", _share(right, total), total))
        return rows


def score_events(gold_path: Path, texts: Path, predict: Predict, against: Path | None = None) -> EventScores:
    """Score what ``predict`` finds in every article of a gold file; raises GoldError for one that cannot be used.

    ``against`` is another annotation of the same articles: then only those in both are scored.
    """
    wanted = {str(one["id"]): one for one in parse_json(gold_path, decode(gold_path, read_bytes(gold_path)))}
    only = None
    if against is not None:
        only = {str(one["id"]) for one in parse_json(against, decode(against, read_bytes(against)))}
    scores = EventScores()
    for document in load(gold_path, texts=texts).documents:
        if only is not None and document.id not in only:
            continue
        row = wanted[document.id]
        # When it was published is another scorer's matter: dates are measured from the day the annotators knew.
        published = replace(document.page, given_published=row.get("published") or document.page.given_published)
        ours, said = predict(replace(document, page=published))
        _score_article(scores, document, row, ours, said)
    return scores


def predictor(reader: str = "rules", find: Callable[..., Any] = find_events) -> Predict:
    """Return a function from a document to the events that the pipeline finds in it, with the named reader."""
    made = make_reader(reader)

    def predict(document: GoldDocument) -> tuple[Sequence[Event], Sequence[Attribution]]:
        articles, blocks = split(document.page)
        findings = understand(document.page, articles, blocks, made)
        events: list[Event] = []
        for article in articles:
            events += _of_article(findings, article, blocks, find)[0]
        return events, findings.attributions

    return predict


def _of_article(
    findings: Findings, article: Article, blocks: Sequence[Any], find: Callable[..., Any]
) -> tuple[tuple[Event, ...], tuple[Casualties, ...]]:
    passage = passage_of(article, blocks)
    mentions = [one for one in findings.mentions if one.article_id == article.id]
    attributions = [one for one in findings.attributions if one.article_id == article.id]
    times = [one for one in findings.times if one.article_id == article.id]
    places = [one for one in findings.places if one.article_id == article.id]
    return find(  # type: ignore[no-any-return]
        article,
        passage,
        mentions,
        attributions,
        times or find_times_simply(article),
        places or find_places_simply(article, mentions),
    )


def gold_as_prediction(path: Path) -> Predict:
    """Return a function that gives what another annotator marked, to measure how far two of them agree."""
    rows = {str(one["id"]): one for one in parse_json(path, decode(path, read_bytes(path)))}

    def predict(document: GoldDocument) -> tuple[Sequence[Event], Sequence[Attribution]]:
        row = rows.get(document.id, {"events": [], "attributions": []})
        return [_as_event(document, one) for one in row["events"]], [_as_said(document, a) for a in row["attributions"]]

    return predict


def _score_article(
    scores: EventScores, document: GoldDocument, row: dict[str, Any], ours: Sequence[Event], said: Sequence[Attribution]
) -> None:
    gold = row["events"]
    scores.ours += len(ours)
    scores.gold += len(gold)
    pairs = match(ours, gold)
    scores.matched += len(pairs)
    by_id = {one.id: one for one in said}
    marked = {one["id"]: one for one in row["attributions"]}
    for mine, other in pairs:
        _score_pair(scores, document, ours[mine], gold[other], by_id, marked)
    found = {other for _, other in pairs}
    text = document.text
    for number, one in enumerate(gold):
        if number not in found:
            scores.errors.append(f"{document.id} missed {one['type']} {_around(text, one['trigger'])}")
    hit = {mine for mine, _ in pairs}
    for number, event in enumerate(ours):
        if number not in hit:
            span = {"start": event.trigger.start, "end": event.trigger.end}
            scores.errors.append(f"{document.id} extra {event.type} {event.mode} {_around(text, span)}")


def match(ours: Sequence[Event], gold: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Return pairs of our events and the gold's with the same type and overlapping triggers, each at most once."""
    pairs = []
    free = set(range(len(gold)))
    for number, event in enumerate(ours):
        fits = [
            n
            for n in sorted(free)
            if gold[n]["type"] == event.type
            and gold[n]["trigger"]["start"] < event.trigger.end
            and event.trigger.start < gold[n]["trigger"]["end"]
        ]
        if fits:
            free.discard(fits[0])
            pairs.append((number, fits[0]))
    return pairs


def _score_pair(  # noqa: PLR0917 (both sides of a pair, and what they refer to)
    scores: EventScores,
    document: GoldDocument,
    event: Event,
    gold: dict[str, Any],
    said: dict[str, Attribution],
    marked: dict[str, Any],
) -> None:
    for what, ours, wanted in (
        ("actors", event.actors, gold["actors"]),
        ("recipients", event.recipients, gold["recipients"]),
    ):
        for suffix, fold in (("", canonical), (" by family", _family)):
            _names(scores, what + suffix, {fold(one) for one in ours}, {fold(one) for one in wanted})
        if {canonical(one) for one in ours} != {canonical(one) for one in wanted}:
            scores.errors.append(
                f"{document.id} wrong {what}: {list(ours)} for {wanted} {_around(document.text, gold['trigger'])}"
            )
    killed = (event.killed_low, event.killed_high)
    injured = (event.injured_low, event.injured_high)
    right_killed, right_injured = killed == _range(gold["killed"]), injured == _range(gold["injured"])
    counted = gold["killed"] is not None or gold["injured"] is not None
    cells = {
        "mode": event.mode == gold["mode"],
        "place": any(same_place(one, gold["place"]) for one in _place_names(event)),
        "date": (event.date_from, event.date_to) == (gold["date_from"], gold["date_to"]),
        "modality": event.modality == gold["modality"],
        "casualty range": right_killed and right_injured,
        "killed": right_killed,
        "injured": right_injured,
        "victims": (event.victims or "unknown") in _victims(gold["victims"]),
        "attribution": _same_said(
            document, said.get(event.attribution_id or ""), marked.get(gold["attribution"] or "")
        ),
        "blame confidence": event.blame_confidence == gold["blame_confidence"],
    }
    if counted:
        cells["casualty range where counted"] = right_killed and right_injured
    if gold["place"] is not None:
        cells["place where told"] = cells["place"]
    if gold["date_from"] is not None:
        cells["date where told"] = cells["date"]
    for what, right in cells.items():
        count = scores.cells.setdefault(what, [0, 0])
        count[0] += bool(right)
        count[1] += 1
        if not right:
            scores.errors.append(
                f"{document.id} wrong {what}: {_told(event, what)} for {_told(gold, what)} "
                f"{_around(document.text, gold['trigger'])}"
            )


_CELLS = {
    "casualty range": ("killed", "injured", "killed_low", "killed_high", "injured_low", "injured_high"),
    "date": ("date_from", "date_to"),
    "blame confidence": ("blame_confidence",),
}


def _told(one: Event | dict[str, Any], what: str) -> list[object]:
    cells = one if isinstance(one, dict) else as_row(one)
    return [cells[key] for key in _CELLS.get(what, (what,)) if cells.get(key) is not None]


def canonical(name: str) -> str:
    """Return the canonical name an actor file gives to a name, else the name itself without capitals."""
    known = actors.find(name)
    return known.name if known is not None else name.casefold()


def _family(name: str) -> str:
    """Return the widest family a name belongs to (``data/groups``), else its canonical name."""
    known = canonical(name)
    return groups.side_of(groups.group_of(known) or known) if not groups.civilians_of(name) else "civilians"


def _names(scores: EventScores, what: str, ours: set[str], gold: set[str]) -> None:
    count = scores.names.setdefault(what, [0, 0, 0])
    count[0] += len(ours & gold)
    count[1] += len(ours)
    count[2] += len(gold)


def same_place(ours: str | None, gold: str | None) -> bool:
    """Whether two cells name a place in common, by its spelling as far as the actor files know it.

    Ours may be the beginning of the gold's name, which keeps all the words of the page ("Holm School for Girls").
    """
    if ours is None or gold is None:
        return ours is gold
    mine, others = _place_parts(ours), _place_parts(gold)
    return any(one[: len(other)] == other for one in others for other in mine if other)


def _place_parts(names: str) -> set[tuple[str, ...]]:
    """The places that a cell lists, and the cell as a whole: "a square, a suburb; a village"."""
    return {_place_words(one) for one in (names, *re.split(r"[;,(]| and ", names)) if one.strip(" )")}


def _place_names(event: Event) -> list[str | None]:
    """The canonical name of an event's place, and the words on the page: gold keeps the page's spelling."""
    return [event.place, *(cell.text for cell in event.evidence if cell.what == "place")]


def _place_words(name: str) -> tuple[str, ...]:
    name = name.strip(" )")
    known = actors.find(name)
    words = (known.name if known is not None else name).casefold().replace("-", " ").replace("'", "").split()
    plain = [word for word in words if word not in _GENERAL]
    return tuple(plain or words)


#: Words of places that annotators set or leave out.
_GENERAL = word_set(
    """
    al el the of in near province governorate city town towns village villages area areas rural countryside neighborhood
    neighbourhood district suburb north south east west northern southern eastern western
    """
)


def _victims(gold: str | None) -> set[str]:
    return {"unknown"} if gold in (None, "unknown") else {gold, "children"} if gold == "civilians" else {gold}


def _range(pair: Any) -> tuple[int | None, int | None]:
    return (None, None) if pair is None else (pair[0], pair[1])


def _same_said(document: GoldDocument, ours: Attribution | None, gold: dict[str, Any] | None) -> bool:
    if ours is None or gold is None:
        return ours is None and gold is None
    mine = {n for piece in ours.content for n in range(piece.start, piece.end)}
    theirs = {n for piece in gold["content"] for n in range(piece["start"], piece["end"])}
    return len(mine & theirs) >= SAME_CONTENT * max(len(mine), len(theirs))


def _around(text: str, span: dict[str, int]) -> str:
    start, end = span["start"], span["end"]
    return f"…{text[max(0, start - 40) : start]}[{text[start:end]}]{text[end : end + 40]}…"


def _f1(right: int, ours: int, gold: int) -> float:
    return 2 * right / (ours + gold) if ours + gold else 0.0


def _share(right: int, total: int) -> float:
    return right / total if total else 0.0


def _as_event(document: GoldDocument, one: dict[str, Any]) -> Event:
    start, end = one["trigger"]["start"], one["trigger"]["end"]
    killed, injured = _range(one["killed"]), _range(one["injured"])
    return Event(
        id=str(one["id"]),
        article_id=document.id,
        attribution_id=one["attribution"],
        type=one["type"],
        mode=one["mode"],
        trigger=Span(start, end, document.text[start:end]),
        actors=tuple(one["actors"]),
        recipients=tuple(one["recipients"]),
        place=one["place"],
        latitude=None,
        longitude=None,
        date_from=one["date_from"],
        date_to=one["date_to"],
        modality=one["modality"],
        killed_low=killed[0],
        killed_high=killed[1],
        injured_low=injured[0],
        injured_high=injured[1],
        victims=None if one["victims"] == "unknown" else one["victims"],
        blame=one["blame"],
        blame_confidence=one["blame_confidence"],
        evidence=(),
        confidence=1.0,
    )


def _as_said(document: GoldDocument, one: dict[str, Any]) -> Attribution:
    return Attribution(
        id=one["id"],
        article_id=document.id,
        page_id=document.page.id,
        speaker=one["speaker"],
        speaker_id=None,
        speaker_kind=one["speaker_kind"],
        source=None,
        cue=None,
        content=tuple(Span(p["start"], p["end"], document.text[p["start"] : p["end"]]) for p in one["content"]),
        style=one["style"],
        via=(),
        parent_id=one["parent"],
        polarity=one["polarity"],
        confidence=1.0,
    )
