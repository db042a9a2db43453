"""Fingerprint: events that may tell of an incident, as columns of numbers that compare quickly.

An event counts where somebody says, or denies, that people fought or did harm at a place or on a day. What is planned,
threatened, demanded or supposed has not happened; tolls of a war are no happening.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso import data
from sayso.compare.arrays import F64, I64
from sayso.compare.engine import Engine
from sayso.compare.rare_words import rare_words
from sayso.data import DataError
from sayso.understand import groups

#: PLOVER's types of harm and of fighting: attacks, captures, destruction; sieges, arrests, crackdowns.
HARMFUL = frozenset({"ASSAULT", "COERCE"})
HAPPENED = frozenset({"asserted", "denied"})
#: Nobody tells of so many dead in one incident, but of wars.
TOLL = 10_000
#: Characters of the article on either side of the trigger whose words are compared: about its sentence.
AROUND = 160
#: The rarest words of a window that are compared; a window of 320 characters has about as many that tell anything.
WORDS = 32
#: Characters that an article begins with, about its headline and first two paragraphs, and words kept of them.
HEAD, STORY_WORDS = 700, 48
#: Names of doers and sufferers that are compared, for each event.
NAMES = 4
#: Days before publication that a happening without a date may be of: news is told on the day or a day later.
BEFORE = 2
#: Reach in kilometres where no gazetteer gives one, that of a small town.
REACH = 5.0
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Tellings:
    """Events by number, in the order of their ids. Numbers of names are ``UNKNOWN`` where nothing is told; days are
    ordinals of the proleptic Gregorian calendar, and guesses from publication where ``told`` is false; counts of
    persons are NaN where none is told, infinite where open; distances are kilometres. ``before`` is the event told just
    before in the article, ``lead`` marks the first of an article, ``again`` what is told with words that point back
    ("the attack", "the toll"). ``words`` are those around the trigger, ``story`` those that the article begins with.
    """

    rows: list[dict[str, Any]]
    article: I64
    start: I64
    kind: I64
    mode: I64
    place: I64
    country: I64
    region: I64
    latitude: F64
    longitude: F64
    reach: F64
    wide: NDArray[np.bool_]
    whole_country: NDArray[np.bool_]
    day_from: I64
    day_to: I64
    told: NDArray[np.bool_]
    killed_low: F64
    killed_high: F64
    injured_low: F64
    injured_high: F64
    combatants: I64
    doers: I64
    sufferers: I64
    voice: I64
    before: I64
    lead: NDArray[np.bool_]
    again: NDArray[np.bool_]
    words: NDArray[np.int32]
    weights: NDArray[np.float32]
    story: NDArray[np.int32]
    story_weights: NDArray[np.float32]
    modes: tuple[str, ...]

    def __len__(self) -> int:
        """Return how many events there are."""
        return len(self.rows)


def tellings(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    events: pa.Table,
    casualties: pa.Table,
    places: pa.Table,
    engine: Engine,
) -> Tellings:
    """Return the events that may tell of an incident, from the tables of a case (see ``docs/tables.md``)."""
    rows = _kept(events, casualties)
    chosen = pa.array(sorted({row["article_id"] for row in rows}), pa.string())
    known = articles.filter(pc.is_in(articles["id"], value_set=chosen))
    about = {row["id"]: row for row in known.select(["id", "outlet", "published"]).to_pylist()}
    speakers = _speakers(attributions, rows)
    for row in rows:
        row["speaker"] = speakers.get(row["attribution_id"] or "")
        row["outlet"] = (about.get(row["article_id"]) or {}).get("outlet")
        row["published"] = (about.get(row["article_id"]) or {}).get("published")
    texts = {row["id"]: row for row in known.select(["id", "start", "text"]).to_pylist()}
    words, weights = rare_words([_window(row["trigger"], texts.get(row["article_id"])) for row in rows], WORDS, engine)
    story, story_weights = _stories(rows, texts, engine)
    columns = {**_where(rows, places), **_when(rows), **_counts(rows)}
    modes, mode = numbered([row["mode"] for row in rows])
    before = _before(rows)
    return Tellings(
        rows=rows,
        article=numbered([row["article_id"] for row in rows])[1],
        start=np.array([row["trigger"]["start"] for row in rows], np.int64),
        before=before,
        lead=before == UNKNOWN,
        kind=numbered([row["type"] for row in rows])[1],
        mode=mode,
        combatants=np.array([_COMBATANTS.get(row["victims"], UNKNOWN) for row in rows], np.int64),
        doers=_parties([row["actors"] for row in rows]),
        sufferers=_parties([row["recipients"] for row in rows]),
        voice=numbered([row["speaker"] or row["attribution_id"] or "" for row in rows])[1],
        again=_again(rows, texts),
        words=words,
        weights=weights,
        story=story,
        story_weights=story_weights,
        modes=modes,
        **columns,
    )


_COMBATANTS = {"civilians": 0, "children": 0, "combatants": 1}


def _kept(events: pa.Table, casualties: pa.Table) -> list[dict[str, Any]]:
    tolls = {
        (row["article_id"], row["start"], row["end"])
        for row in casualties.filter(casualties["cumulative"]).select(["article_id", "start", "end"]).to_pylist()
    }
    columns = [name for name in events.column_names if name != "confidence"]
    kept = []
    for row in events.select(columns).to_pylist():
        anchored = row["place"] or row["date_from"] or row["date_to"]
        if row["type"] not in HARMFUL or row["modality"] not in HAPPENED or not anchored:
            continue
        counted = [(row["article_id"], one["start"], one["end"]) for one in row["evidence"] if one["what"] == "killed"]
        if not tolls.intersection(counted) and max(row["killed_low"] or 0, row["killed_high"] or 0) < TOLL:
            kept.append(row)
    return sorted(kept, key=lambda row: str(row["id"]))


def _speakers(attributions: pa.Table, rows: list[dict[str, Any]]) -> dict[str, str | None]:
    """Return the speakers of the attributions that the events stand in."""
    wanted = pa.array(sorted({row["attribution_id"] for row in rows if row["attribution_id"]}), pa.string())
    known = attributions.filter(pc.is_in(attributions["id"], value_set=wanted))
    return {row["id"]: row["speaker"] for row in known.select(["id", "speaker"]).to_pylist()}


def numbered(names: Sequence[str | None]) -> tuple[tuple[str, ...], I64]:
    """Return the distinct names, sorted, and for each given one its number among them (``UNKNOWN`` for none)."""
    distinct = tuple(sorted({name for name in names if name is not None}))
    number = {name: i for i, name in enumerate(distinct)}
    return distinct, np.array([UNKNOWN if name is None else number[name] for name in names], np.int64)


def side(name: str) -> str:
    """Return the widest family that a name or a phrase belongs to ("Osterian Air Force": its government)."""
    return groups.side_of(groups.group_of(name) or name)


def _parties(names: Sequence[Sequence[str]]) -> I64:
    """Return the numbers of the sides that are named, a row an event; sides, because armies go by many names."""
    sides = {name: side(name) for given in names for name in given[:NAMES]}
    number = {name: i for i, name in enumerate(sorted(set(sides.values())))}
    made = np.full((len(names), NAMES), UNKNOWN, np.int64)
    for row, given in enumerate(names):
        for column, one in enumerate(given[:NAMES]):
            made[row, column] = number[sides[one]]
    return made


def _where(rows: list[dict[str, Any]], places: pa.Table) -> dict[str, Any]:
    columns = ["article_id", "start", "end", "kind", "country", "region", "radius_km"]
    spans = [
        [(row["article_id"], one["start"], one["end"]) for one in row["evidence"] if one["what"] == "place"]
        for row in rows
    ]
    wanted = {span for own in spans for span in own}
    known: dict[Any, dict[str, Any]] = {}
    for batch in places.select(columns).to_batches(max_chunksize=100_000):
        for one in batch.to_pylist():
            key = (one["article_id"], one["start"], one["end"])
            if key in wanted:
                known[key] = one
    found = [next((known[span] for span in own if span in known), {}) for own in spans]
    reach = [one.get("radius_km") or REACH for one in found]
    return {
        "place": numbered([row["place"] for row in rows])[1],
        "country": numbered([one.get("country") for one in found])[1],
        "region": numbered([f"{one['country']}/{one['region']}" if one.get("region") else None for one in found])[1],
        "latitude": _real([row["latitude"] for row in rows]),
        "longitude": _real([row["longitude"] for row in rows]),
        "reach": np.array(reach, float),
        "wide": np.array([one.get("kind") in {"country", "region", "district"} for one in found], bool),
        "whole_country": np.array([one.get("kind") == "country" for one in found], bool),
    }


def _when(rows: list[dict[str, Any]]) -> dict[str, Any]:
    first, last, told = [], [], []
    for row in rows:
        start, end, day = (ordinal(row[name]) for name in ("date_from", "date_to", "published"))
        start, end = (end if start is None else start), (start if end is None else end)
        told.append(start is not None)
        if start is None and day is not None:
            start, end = day - BEFORE, day
        first.append(UNKNOWN if start is None else start)
        last.append(UNKNOWN if end is None or start is None else max(start, end))
    return {
        "day_from": np.array(first, np.int64),
        "day_to": np.array(last, np.int64),
        "told": np.array(told, bool),
    }


def ordinal(day: str | None) -> int | None:
    """Return the ordinal of an ISO 8601 day, with or without a time; None for less than a day or no date."""
    try:
        return datetime.date.fromisoformat(day[:10]).toordinal() if day else None
    except ValueError:
        return None


def _counts(rows: list[dict[str, Any]]) -> dict[str, F64]:
    made = {}
    for harm in ("killed", "injured"):
        low = _real([row[f"{harm}_low"] for row in rows])
        high = _real([row[f"{harm}_high"] for row in rows])
        neither = np.isnan(low) & np.isnan(high)
        made[f"{harm}_low"] = np.where(neither, np.nan, np.nan_to_num(low, nan=0.0))
        made[f"{harm}_high"] = np.where(neither, np.nan, np.where(np.isnan(high), np.inf, high))
    return made


def _real(values: Sequence[float | None]) -> F64:
    return np.array([np.nan if value is None else value for value in values], float)


def _before(rows: list[dict[str, Any]]) -> I64:
    """Return for each event the number of the one told just before it in its article."""
    order = sorted(range(len(rows)), key=lambda n: (rows[n]["article_id"], rows[n]["trigger"]["start"], rows[n]["id"]))
    made = np.full(len(rows), UNKNOWN, np.int64)
    for one, other in pairwise(order):
        if rows[one]["article_id"] == rows[other]["article_id"]:
            made[other] = one
    return made


def _again(rows: list[dict[str, Any]], texts: Mapping[str, Mapping[str, Any]]) -> NDArray[np.bool_]:
    """Say of each event whether its words point back: the word before the trigger, or one in it."""
    pointing = _pointing()
    made = []
    for row in rows:
        article, trigger = texts.get(row["article_id"]), row["trigger"]
        end = trigger["start"] - article["start"] if article is not None else 0
        ahead = str(article["text"])[max(0, end - 30) : max(0, end)].split()[-1:] if article is not None else []
        made.append(any(word.lower() in pointing for word in [*ahead, *trigger["text"].split()]))
    return np.array(made, bool)


@data.cached
def _pointing() -> frozenset[str]:
    """Return the words that point back (``pointing`` of ``data/linkage/incidents.yaml``)."""
    found = [content for _, content in data.load("linkage") if content.get("of") == "incidents"]
    words = found[0].get("pointing") if found else None
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise DataError("data/linkage/incidents.yaml: 'pointing' should be a list of words, such as [the, this]")
    return frozenset(word.lower() for word in words)


def _stories(
    rows: list[dict[str, Any]], texts: Mapping[str, Mapping[str, Any]], engine: Engine
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the rarest words that each event's article begins with."""
    names, number = numbered([row["article_id"] for row in rows])
    heads = [str((texts.get(name) or {"text": ""})["text"] or "")[:HEAD] for name in names]
    words, weights = rare_words(heads, STORY_WORDS, engine)
    return words[number], weights[number]


def _window(trigger: Mapping[str, Any], article: Mapping[str, Any] | None) -> str:
    if article is None or not article["text"]:
        return ""
    text, start = article["text"], trigger["start"] - article["start"]
    begin, end = max(0, start - AROUND), max(0, trigger["end"] - article["start"] + AROUND)
    return str(text[begin:end])
