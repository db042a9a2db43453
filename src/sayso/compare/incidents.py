"""Incidents: what several articles tell of one happening, joined, with the least and the most that any of them tells.

Fingerprint (``tellings``) → block (``incident_blocks``) → score (``incident_levels``, ``linkage``) → cluster
(``average_linkage``); then each cluster is summed up and graded (``grades``). Sayso says none of it: accounts do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare import grades
from sayso.compare.arrays import F64, I8, I64
from sayso.compare.average_linkage import clusters, pairs_within
from sayso.compare.engine import Engine
from sayso.compare.incident_blocks import Pairs, blocked, copied, distinct_pairs
from sayso.compare.incident_levels import LEVELS, levels
from sayso.compare.linkage import Model, model, probability, told_why
from sayso.compare.tellings import Tellings, ordinal, tellings
from sayso.model import content_id
from sayso.schemas import LINKS

#: Pairs that are weighed at a time, so that millions of them need no more memory than these.
CHUNK = 500_000
#: Incidents whose accounts are explained at a time.
PORTION = 2_000


def find_incidents(
    *,
    articles: pa.Table,
    attributions: pa.Table,
    events: pa.Table,
    casualties: pa.Table,
    places: pa.Table,
    copies: pa.Table,
    engine: Engine,
) -> dict[str, pa.Table]:
    """Return the tables ``incidents`` and ``accounts``.

    In: the case's tables of these names (``articles`` with texts). Every event that tells of harm or fighting at a
    place or on a day is an account of one incident; many incidents have one account. ``origins`` stay empty. Raises
    DataError where a data file cannot be used, EngineError where the engine cannot run.
    """
    told = tellings(
        articles=articles,
        attributions=attributions,
        events=events,
        casualties=casualties,
        places=places,
        engine=engine,
    )
    weighing = Weighing(told, model("incidents", LEVELS), *copied(told, copies, engine=engine))
    near = blocked(told)
    near = distinct_pairs(
        np.concatenate((near.a, weighing.copied.a)), np.concatenate((near.b, weighing.copied.b)), len(told)
    )
    weights = weighing(near.a, near.b)
    cluster = clusters(len(told), near.a, near.b, weights, weighing, engine=engine)
    incidents, accounts = [], []
    joined = list(_members(cluster))
    for members, fits in zip(joined, _fits(joined, weighing), strict=True):
        incident, rows = _summed_up(told, members, fits)
        incidents.append(incident)
        accounts += rows
    made = {"incidents": incidents, "accounts": accounts}
    return {
        name: pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["id"])), schema=LINKS[name])
        for name, rows in made.items()
    }


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weighs pairs of events by the model; called with numbers of events, it returns log2 odds."""

    events: Tellings
    model: Model
    copied: Pairs
    elsewhere: Pairs

    def __call__(self, a: I64, b: I64) -> Any:
        """Return the log2 odds that the pairs are one incident each."""
        made = np.zeros(len(a))
        for begin in range(0, len(a), CHUNK):
            part = slice(begin, begin + CHUNK)
            made[part] = self.model.weigh(self.levels(a[part], b[part]))
        return made

    def levels(self, a: I64, b: I64) -> dict[str, Any]:
        """Return the levels of the pairs, by comparison."""
        return dict(levels(self.events, a, b, self.copied, self.elsewhere))


def _members(cluster: I64) -> Iterable[I64]:
    order = np.argsort(cluster, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(cluster[order])) + 1) if len(cluster) else []


def _summed_up(
    told: Tellings, members: I64, fits: list[tuple[float | None, str]]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    rows = [told.rows[number] for number in members]
    first = min(rows, key=lambda row: (row["published"] is None, row["published"] or "", row["id"]))
    # Named after its first account, so that an account found later leaves the name as it is.
    identity = content_id("incident", first["id"])
    asserted = [row for row in rows if row["modality"] == "asserted"]
    place = _place(told, members)
    grade = grades.grade([_account(row) for row in rows])
    since, until = _days(asserted or rows)
    incident = {
        "id": identity,
        "type": _most(row["type"] for row in rows),
        "place": place.get("place"),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "date_from": since,
        "date_to": until,
        **_range(asserted, "killed"),
        **_range(asserted, "injured"),
        "blamed": sorted({name for row in asserted for name in grades.blamed_by(row)}),
        "grade": grade.name if grade else None,
        "grade_rule": grade.rule if grade else None,
        "articles": len({row["article_id"] for row in rows}),
        "outlets": len({row["outlet"] for row in rows if row["outlet"]}),
    }
    accounts = []
    for row, (similarity, why) in zip(rows, fits, strict=True):
        accounts.append(
            {
                "id": content_id("account", row["id"]),
                "incident_id": identity,
                "event_id": row["id"],
                "article_id": row["article_id"],
                "similarity": similarity,
                "why": why,
            }
        )
    return incident, accounts


def _account(row: dict[str, Any]) -> grades.Account:
    own = row["attribution_id"] is None
    return grades.Account(
        blamed=grades.blamed_by(row) if row["modality"] == "asserted" else (),
        speaker=row["outlet"] if own else row["speaker"] or None,
        own_voice=own,
        denied=row["modality"] == "denied",
        victims=row["victims"],
        harmed=any(row[f"{harm}_{end}"] for harm in ("killed", "injured") for end in ("low", "high")),
        article=row["article_id"],
        outlet=row["outlet"],
    )


def _most(values: Iterable[str]) -> str:
    """Return the commonest value, the first in order of several."""
    return min(Counter(values).items(), key=lambda one: (-one[1], one[0]))[0]


def _place(told: Tellings, members: I64) -> dict[str, Any]:
    """Return an event at the place most accounts tell; of several, the narrowest."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for number in members.tolist():
        if told.rows[number]["place"]:
            by_name[told.rows[number]["place"]].append(number)
    if not by_name:
        return {}
    narrow = {name: [n for n in numbers if not told.wide[n]] for name, numbers in by_name.items()}
    chosen = {name: numbers for name, numbers in narrow.items() if numbers} or by_name
    _, numbers = min(chosen.items(), key=lambda one: (-len(one[1]), min(told.reach[n] for n in one[1]), one[0]))
    # One with coordinates, if any has them.
    return told.rows[min(numbers, key=lambda n: (bool(np.isnan(told.latitude[n])), n))]


def _days(rows: Sequence[dict[str, Any]]) -> tuple[str | None, str | None]:
    """Return the days that all dated accounts have in common, or else the span of all of them."""
    known = [
        (row["date_from"] or row["date_to"], row["date_to"] or row["date_from"])
        for row in rows
        if ordinal(row["date_from"] or row["date_to"]) is not None
    ]
    if not known:
        return None, None
    since, until = max(one[0] for one in known), min(one[1] for one in known)
    return (since, until) if since <= until else (min(one[0] for one in known), max(one[1] for one in known))


def _range(rows: Sequence[dict[str, Any]], harm: str) -> dict[str, int | None]:
    """Return the lowest low and the highest high that are told; open where an open count passes every high."""
    told = [(row[f"{harm}_low"], row[f"{harm}_high"]) for row in rows]
    told = [one for one in told if one != (None, None)]
    low = min((one[0] or 0 for one in told), default=None) if any(one[0] is not None for one in told) else None
    high = max((one[1] for one in told if one[1] is not None), default=None)
    passed = max((one[0] for one in told if one[0] is not None and one[1] is None), default=None)
    if passed is not None and (high is None or passed > high):
        high = None
    return {f"{harm}_low": low, f"{harm}_high": high}


def _fits(joined: list[I64], weighing: Weighing) -> Iterator[list[tuple[float | None, str]]]:
    """Yield for each incident its accounts' mean probability with the others and what links each with its best."""
    for begin in range(0, len(joined), PORTION):
        portion = joined[begin : begin + PORTION]
        i, j, bounds = pairs_within(portion)
        found = weighing.levels(i, j)
        weights = weighing.model.weigh(found)
        for members, first, last in zip(portion, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            own = {name: numbers[first:last] for name, numbers in found.items()}
            yield _fit(members, weights[first:last], own, weighing)


def _fit(members: I64, weighed: F64, found: dict[str, I8], weighing: Weighing) -> list[tuple[float | None, str]]:
    size = len(members)
    if size == 1:
        return [(None, "the only account")]
    i, j = np.triu_indices(size, 1)
    weights, pair = np.full((size, size), -np.inf), np.zeros((size, size), np.int64)
    weights[i, j] = weights[j, i] = weighed
    pair[i, j] = pair[j, i] = np.arange(len(i))
    odds = probability(weights)
    np.fill_diagonal(odds, 0.0)
    rows = [weighing.events.rows[number] for number in members.tolist()]
    made: list[tuple[float | None, str]] = []
    for one, other in enumerate(np.argmax(weights, axis=1).tolist()):
        reasons = weighing.model.reasons({name: int(numbers[pair[one, other]]) for name, numbers in found.items()})
        here = rows[other]["article_id"] == rows[one]["article_id"]
        why = told_why(rows[other], reasons, whom="the same article" if here else None)
        made.append((round(float(odds[one].sum()) / (size - 1), 4), why))
    return made
