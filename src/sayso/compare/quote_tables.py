"""From groups of attributions to the tables ``quotes`` and ``quote_members``: the fullest, the first, who said it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.direction import day_of
from sayso.compare.engine import Engine
from sayso.compare.quote_speech import Speech
from sayso.compare.quote_variants import Wording, changes, differences, variant_of, wordings
from sayso.model import content_id
from sayso.schemas import LINKS

#: The length of an ISO date without a time.
_DATE = len("2031-05-14")


@dataclass(frozen=True, slots=True)
class _Group:
    """Attributions that are one utterance, by number in the order of their ids, and which has the most of it."""

    id: str
    members: list[int]
    fullest: int


def make_tables(
    speech: Speech, groups: list[list[int]], tables: Mapping[str, pa.Table], engine: Engine
) -> dict[str, pa.Table]:
    """Return ``quotes`` and ``quote_members`` of groups of attributions, given by number; sorted by id.

    ``tables`` are ``articles``, ``attributions`` and ``entities``.
    """
    found = []
    for given in groups:
        group = sorted(given, key=lambda number: speech.ids[number])
        identity = content_id("quote", *(speech.ids[number] for number in group))
        found.append(_Group(identity, group, _fullest(speech, group)))
    articles, entities = tables["articles"], tables["entities"]
    facts = zip(articles["outlet"].to_pylist(), articles["published"].to_pylist(), strict=True)
    told = dict(zip(articles["id"].to_pylist(), facts, strict=True))
    names = dict(zip(entities["id"].to_pylist(), entities["name"].to_pylist(), strict=True))
    contents = _contents(speech, groups, tables["attributions"])
    quotes = [
        {**_about(speech, group, told, names), "words": " ".join(piece["text"] for piece in contents[group.fullest])}
        for group in found
    ]
    members = _members(speech, found, contents, engine)
    return {"quotes": _sorted(quotes, LINKS["quotes"]), "quote_members": _sorted(members, LINKS["quote_members"])}


def _sorted(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    rows.sort(key=lambda row: row["id"])
    return pa.Table.from_pylist(rows, schema=schema)


def _contents(speech: Speech, groups: list[list[int]], attributions: pa.Table) -> dict[int, list[dict[str, Any]]]:
    """Return the content of every member, as the table has it."""
    wanted = {speech.ids[number]: number for group in groups for number in group}
    ids = attributions["id"].to_pylist()
    rows = [row for row, identity in enumerate(ids) if identity in wanted]
    given = attributions["content"].take(pa.array(rows, pa.int64())).to_pylist()
    return {wanted[ids[row]]: content for row, content in zip(rows, given, strict=True)}


def _fullest(speech: Speech, group: list[int]) -> int:
    """Return the member that has the most of the utterance.

    Of it is what two articles tell: a word that only one has may be the utterance's or a wrongly cut neighbour's. Of
    equals the one with the least beside it, in quotation marks, the earliest.
    """
    owner = np.repeat(np.arange(len(group)), [speech.bounds[one + 1] - speech.bounds[one] for one in group])
    stems = np.concatenate([speech.stems[speech.bounds[one] : speech.bounds[one + 1]] for one in group])
    weights = np.concatenate([speech.weights[speech.bounds[one] : speech.bounds[one + 1]] for one in group])
    _, word = np.unique(stems, return_inverse=True)
    size = int(word.max(initial=0)) + 1
    article = np.unique(speech.article[group], return_inverse=True)[1]
    told = np.bincount(np.unique(article[owner] * size + word) % size, minlength=size)
    _, once = np.unique(owner * size + word, return_index=True)
    worth = np.where(told[word[once]] > 1, weights[once], 0.0)
    common = np.bincount(owner[once], worth, minlength=len(group))
    best = min(
        range(len(group)),
        key=lambda place: (
            -round(float(common[place]), 6),
            round(float(speech.total[group[place]]), 6),
            not speech.direct[group[place]],
            *_when(speech, group[place]),
        ),
    )
    return group[best]


def _when(speech: Speech, number: int) -> tuple[bool, int, str]:
    """What sorts the earliest first, and unknown days last."""
    day = int(speech.day[number])
    return day < 0, day, speech.ids[number]


def _instant(published: str | None) -> tuple[bool, int, bool, float]:
    """What sorts dates and times of any zone, the earliest first; what has no time ends its day, no day ends all."""
    day = day_of(published)
    try:
        moment = datetime.fromisoformat(published or "").astimezone(UTC) if len(published or "") > _DATE else None
    except (ValueError, OverflowError):
        moment = None
    if moment is None or day < 0:
        return day < 0, day, True, 0.0
    return False, moment.toordinal(), False, moment.timestamp()


def _about(
    speech: Speech, group: _Group, told: dict[str, tuple[str | None, str | None]], names: dict[str, str]
) -> dict[str, Any]:
    """Return a row of ``quotes`` but for its words; ``told`` has outlet and date of every article."""
    published = {number: told[speech.articles[number]][1] for number in group.members}
    first = min(group.members, key=lambda number: (*_instant(published[number]), speech.ids[number]))
    speaker = _speaker(speech, group.members)
    return {
        "id": group.id,
        "speaker": names.get(speaker) if speaker else None,
        "speaker_id": speaker,
        "articles": len({speech.articles[number] for number in group.members}),
        "outlets": len({told[speech.articles[number]][0] for number in group.members} - {None, ""}),
        "first_published": published[first],
        "first_id": speech.ids[first],
        "fullest_id": speech.ids[group.fullest],
    }


def _speaker(speech: Speech, group: list[int]) -> str | None:
    """Return whom all members name that name anybody, or None; who goes without a name gives way to a name."""
    for column in (speech.speaker, speech.voice):
        told = {int(column[number]) for number in group} - {-1}
        if told:
            return speech.entities[told.pop()] if len(told) == 1 else None
    return None


def _members(
    speech: Speech, groups: list[_Group], contents: dict[int, list[dict[str, Any]]], engine: Engine
) -> list[dict[str, Any]]:
    """Return the rows of ``quote_members``."""
    every = [(group.id, number, group.fullest) for group in groups for number in group.members]
    numbers, fullest = (np.array([one[place] for one in every], np.int64) for place in (1, 2))
    rows: list[dict[str, Any]] = []
    for batch in engine.map_batches(differences, wordings(speech, numbers, fullest)):
        for runs, similarity, kept in zip(*(batch[name].to_pylist() for name in batch.schema.names), strict=True):
            quote, number, best = every[len(rows)]
            one, other = Wording(speech, number, contents[number]), Wording(speech, best, contents[best])
            rows.append(
                {
                    "id": content_id("quote member", quote, speech.ids[number]),
                    "quote_id": quote,
                    "attribution_id": speech.ids[number],
                    "article_id": speech.articles[number],
                    "variant": variant_of(runs, kept),
                    "similarity": round(similarity, 4),
                    "changes": changes(runs, one, other) if runs else [],
                }
            )
    return rows
