"""From groups of attributions to the tables ``quotes`` and ``quote_members``: the fullest, the first, and who said it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare.engine import Engine
from sayso.compare.quote_speech import Speech
from sayso.compare.quote_variants import Wording, changes, differences, variant_of, wordings
from sayso.model import content_id
from sayso.schemas import LINKS


def make_tables(
    speech: Speech,
    groups: list[list[int]],
    attributions: pa.Table,
    articles: pa.Table,
    entities: pa.Table,
    engine: Engine,
) -> dict[str, pa.Table]:
    """Return ``quotes`` and ``quote_members`` of groups of attributions, given by number; sorted by id."""
    groups = [sorted(group, key=lambda number: speech.ids[number]) for group in groups]
    fullest = [_fullest(speech, group) for group in groups]
    contents = _contents(speech, groups, attributions)
    facts = dict(zip(articles["id"].to_pylist(), zip(*_facts(articles), strict=True), strict=True))
    names = dict(zip(entities["id"].to_pylist(), entities["name"].to_pylist(), strict=True))
    ids = [content_id("quote", *(speech.ids[number] for number in group)) for group in groups]
    quotes = [
        _quote(speech, identity, group, best, contents, facts, names)
        for identity, group, best in zip(ids, groups, fullest, strict=True)
    ]
    members = _members(speech, ids, groups, fullest, contents, engine)
    return {"quotes": _sorted(quotes, LINKS["quotes"]), "quote_members": _sorted(members, LINKS["quote_members"])}


def _sorted(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.Table:
    rows.sort(key=lambda row: row["id"])
    return pa.Table.from_pylist(rows, schema=schema)


def _facts(articles: pa.Table) -> tuple[list[str | None], list[str | None]]:
    return articles["outlet"].to_pylist(), articles["published"].to_pylist()


def _contents(speech: Speech, groups: list[list[int]], attributions: pa.Table) -> dict[int, list[dict[str, Any]]]:
    """Return the content of every member, as the table has it."""
    wanted = {speech.ids[number]: number for group in groups for number in group}
    ids = attributions["id"].to_pylist()
    rows = [row for row, identity in enumerate(ids) if identity in wanted]
    given = attributions["content"].take(pa.array(rows, pa.int64())).to_pylist()
    return {wanted[ids[row]]: content for row, content in zip(rows, given, strict=True)}


def _fullest(speech: Speech, group: list[int]) -> int:
    """Return the member that has the most of the utterance.

    Of it is what two articles tell: a word that only one has may be the utterance's or a wrongly cut neighbour's. Of equals
    the one with the least beside it, in quotation marks, the earliest.
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


def _quote(
    speech: Speech,
    identity: str,
    group: list[int],
    fullest: int,
    contents: dict[int, list[dict[str, Any]]],
    facts: dict[str, tuple[str | None, str | None]],
    names: dict[str, str],
) -> dict[str, Any]:
    told = [facts[speech.articles[number]] for number in group]
    published = {number: one[1] for number, one in zip(group, told, strict=True)}
    first = min(group, key=lambda number: (*_when(speech, number)[:2], published[number] or "~", speech.ids[number]))
    speaker = _speaker(speech, group)
    return {
        "id": identity,
        "words": " ".join(piece["text"] for piece in contents[fullest]),
        "speaker": names.get(speaker) if speaker else None,
        "speaker_id": speaker,
        "articles": len({speech.articles[number] for number in group}),
        "outlets": len({outlet for outlet, _ in told if outlet}),
        "first_published": published[first],
        "first_id": speech.ids[first],
        "fullest_id": speech.ids[fullest],
    }


def _speaker(speech: Speech, group: list[int]) -> str | None:
    """Return whom all members name that name anybody, or None; who goes without a name gives way to a name."""
    for column in (speech.speaker, speech.voice):
        told = {int(column[number]) for number in group} - {-1}
        if told:
            return speech.entities[told.pop()] if len(told) == 1 else None
    return None


def _members(
    speech: Speech,
    ids: list[str],
    groups: list[list[int]],
    fullest: list[int],
    contents: dict[int, list[dict[str, Any]]],
    engine: Engine,
) -> list[dict[str, Any]]:
    numbers = np.array([number for group in groups for number in group], np.int64)
    best = np.repeat(np.array(fullest, np.int64), [len(group) for group in groups])
    quote = [identity for identity, group in zip(ids, groups, strict=True) for _ in group]
    rows: list[dict[str, Any]] = []
    for batch in engine.map_batches(differences, wordings(speech, numbers, best)):
        for runs, similarity, kept in zip(*(batch[name].to_pylist() for name in batch.schema.names), strict=True):
            number, of = int(numbers[len(rows)]), int(best[len(rows)])
            one, other = Wording(speech, number, contents[number]), Wording(speech, of, contents[of])
            rows.append(
                {
                    "id": content_id("quote member", quote[len(rows)], speech.ids[number]),
                    "quote_id": quote[len(rows)],
                    "attribution_id": speech.ids[number],
                    "article_id": speech.articles[number],
                    "variant": variant_of(runs, kept),
                    "similarity": round(similarity, 4),
                    "changes": changes(runs, one, other) if runs else [],
                }
            )
    return rows
