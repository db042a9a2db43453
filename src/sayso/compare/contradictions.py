"""Where the members of a claim cannot both be so: one denies, counts exclude each other, others are blamed.

Sayso does not say which is right. A higher count of a later hour may be an update; both stand there with their words.
Counts of other people (children among civilians) and tolls over a longer time are not compared. Whoever is blamed by a
loose word ("terrorists") or as part of the same side contradicts nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from sayso.compare.statement_words import surfaces
from sayso.model import content_id
from sayso.understand import groups
from sayso.understand.places.entries import great_circle_km

#: So many different values of a claim are compared, those that most members tell; of each, the earliest member stands for
#: all. A claim with more of them is about many things.
VALUES = 6
#: Places that lie further apart than that, beyond how far they reach, are two; days that lie further apart are others.
FAR_KM, FAR_DAYS = 40.0, 1
#: A region is no place that another one contradicts.
REGION_KM = 30.0
#: So much of the shorter words must be the longer one's for a "not" in one of them to turn all of it, and for another place
#: or day to be of the same happening.
ALIKE, VERY_ALIKE = 0.6, 0.7


class Told(Protocol):
    """A member of a claim."""

    @property
    def id(self) -> str:
        """The id in ``claim_members``."""
        ...

    @property
    def row(self) -> Mapping[str, Any]:
        """Its row of ``STATEMENTS``."""
        ...

    @property
    def stance(self) -> str:
        """What it does with the claim."""
        ...


@dataclass(frozen=True, slots=True)
class _Value:
    """What some members say of one thing: ``key`` to compare, ``text`` to show."""

    key: Any
    text: str
    members: tuple[Told, ...]


def contradict(
    claims: Iterable[tuple[str, Mapping[str, Any], list[Any]]], *, events: pa.Table, attributions: pa.Table
) -> list[dict[str, Any]]:
    """Return rows of ``contradictions``. A claim is its id, the row of the statement that says it best, its members."""
    found = [one for claim, best, members in claims for one in _of_claim(claim, best, members)]
    words = _Words(found, events, attributions)
    rows = []
    for claim, what, a, b in found:
        one, two = a.members[0], b.members[0]
        rows.append(
            {
                "id": content_id("contradiction", claim, what, one.id, two.id),
                "claim_id": claim,
                "what": what,
                **{"a_member_id": one.id, "a_value": a.text, "b_member_id": two.id, "b_value": b.text},
                "evidence": words.of(what, one) + words.of(what, two),
            }
        )
    return rows


def _of_claim(
    claim: str, best: Mapping[str, Any], members: list[Told]
) -> Iterator[tuple[str, str, _Value, _Value]]:
    members = sorted(members, key=lambda member: (member.row["day"] < 0, member.row["day"], member.id))
    own = [member for member in members if member.stance != "repeats"]
    for what, value, clash in _KINDS:
        by_key: defaultdict[Any, list[Told]] = defaultdict(list)
        for member in own:
            key = value(member, best)
            if key is not None:
                by_key[key].append(member)
        values = [_Value(key, _text(what, key), tuple(several)) for key, several in by_key.items()]
        values.sort(key=lambda one: (-len(one.members), one.text))
        for a, b in combinations(values[:VALUES], 2):
            if clash(a, b):
                yield (claim, what, *sorted((a, b), key=lambda one: (one.members[0].row["day"], one.members[0].id)))


def _text(what: str, key: Any) -> str:
    if what in ("killed", "injured"):
        low, high, victims = key
        number = f"at least {low}" if high is None else str(low) if low == high else f"{low} to {high}"
        return f"{number} {victims}" if victims else number
    if what == "blame":
        return "; ".join(sorted(key[0]))
    if what == "place":
        return str(key[0])
    if what == "date":
        first, last = (date.fromordinal(day).isoformat() for day in key)
        return first if first == last else f"{first} to {last}"
    return "denies" if key else "asserts"


# What members say, each a function of a member and the statement that says it best; None where it says nothing of it.


def _denial(member: Told, best: Mapping[str, Any]) -> bool | None:
    """Whether the claim is denied: "denies" and "did not" do, and undo each other."""
    if member.stance not in ("asserts", "denies"):
        return None
    if member.row["negated"] and not best["negated"] and alike(member.row, best) < ALIKE:
        return None  # what is not so may be something else that is said
    return (member.stance == "denies") != bool(member.row["negated"])


def _count(harm: str) -> Callable[[Told, Mapping[str, Any]], Any]:
    def value(member: Told, best: Mapping[str, Any]) -> tuple[int, int | None, str | None] | None:
        row = member.row
        low, high = row[f"{harm}_low"], row[f"{harm}_high"]
        # What lasted longer than a week is a toll over time.
        if low is None or row["first"] >= 0 and row["last"] - row["first"] > 7:  # noqa: PLR2004
            return None
        return low, high, row["victims"]

    return value


def _blamed(member: Told, best: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names that are blamed, and their sides; None where one of them is of no known side."""
    names = [name.strip() for name in (member.row["blame"] or "").split(";") if name.strip()]
    known = groups.groups()
    sides = []
    for name in names:
        family = name if name in known else groups.of_member(name)
        if family is None:
            return None
        sides.append(groups.side_of(family))
    return (tuple(sorted(set(names))), tuple(sorted(set(sides)))) if sides else None


def _placed(member: Told, best: Mapping[str, Any]) -> tuple[str, float, float, float] | None:
    row = member.row
    if row["latitude"] is None or row["radius"] is None or row["radius"] > REGION_KM:
        return None
    return (row["place"], row["latitude"], row["longitude"], row["radius"]) if _one_happening(row, best) else None


def _dated(member: Told, best: Mapping[str, Any]) -> tuple[int, int] | None:
    row = member.row
    known = row["type"] is not None and 0 <= row["first"] <= row["last"] <= row["first"] + 1
    return (row["first"], row["last"]) if known and _one_happening(row, best) else None


def _one_happening(row: Mapping[str, Any], best: Mapping[str, Any]) -> bool:
    return row["id"] == best["id"] or (row["type"] == best["type"] and alike(row, best) >= VERY_ALIKE)


def alike(row: Mapping[str, Any], best: Mapping[str, Any]) -> float:
    """Return which share of all words of two statements both have."""
    mine, other = set(surfaces(row["text"])), set(surfaces(best["text"]))
    return len(mine & other) / max(min(len(mine), len(other)), 1)


# When two values cannot both be so.


def _counts_clash(a: _Value, b: _Value) -> bool:
    (low, high, victims), (other_low, other_high, other_victims) = a.key, b.key
    if victims != other_victims and not {victims, other_victims} <= {None, "civilians"}:
        return False
    return (high is not None and other_low > high) or (other_high is not None and low > other_high)


def _blames_clash(a: _Value, b: _Value) -> bool:
    return not set(a.key[1]) & set(b.key[1])


def _places_clash(a: _Value, b: _Value) -> bool:
    (_, lat, lon, reach), (_, other_lat, other_lon, other_reach) = a.key, b.key
    return great_circle_km(lat, lon, other_lat, other_lon) > max(FAR_KM, reach + other_reach)


def _dates_clash(a: _Value, b: _Value) -> bool:
    return max(a.key[0], b.key[0]) - min(a.key[1], b.key[1]) > FAR_DAYS


_KINDS: tuple[tuple[str, Callable[[Told, Mapping[str, Any]], Any], Callable[[_Value, _Value], bool]], ...] = (
    ("denial", _denial, lambda a, b: True),
    ("killed", _count("killed"), _counts_clash),
    ("injured", _count("injured"), _counts_clash),
    ("blame", _blamed, _blames_clash),
    ("place", _placed, _places_clash),
    ("date", _dated, _dates_clash),
)
#: Which evidence of an event tells each.
_CELLS = {"killed": "killed", "injured": "injured", "blame": "actors", "place": "place", "date": "date"}


class _Words:
    """The words on the pages that tell what members say."""

    def __init__(
        self, found: list[tuple[str, str, _Value, _Value]], events: pa.Table, attributions: pa.Table
    ) -> None:
        rows = [value.members[0].row for _, _, a, b in found for value in (a, b)]
        self._events = _by_id(events, {row["event_id"] for row in rows}, ("id", "trigger", "evidence"))
        self._told = _by_id(attributions, {row["attribution_id"] for row in rows}, ("id", "cue", "content"))

    def of(self, what: str, member: Told) -> list[dict[str, Any]]:
        """Return the words of one member, as rows of evidence."""
        row = member.row
        event = self._events.get(row["event_id"])
        told = self._told.get(row["attribution_id"])
        spans: list[tuple[str, Mapping[str, Any]]] = []
        if event is not None and what in _CELLS:
            spans = [(what, words) for words in event["evidence"] if words["what"] == _CELLS[what]]
        if what == "denial" and told is not None:
            spans = [("cue", told["cue"])] if told["cue"] else []
            spans += [("content", piece) for piece in told["content"][:1]]
        if not spans:
            spans = [("trigger", event["trigger"])] if event is not None else []
            spans += [("content", piece) for piece in told["content"][:1]] if told is not None and not spans else []
        return [
            {"what": name, "article_id": row["article_id"], **{key: span[key] for key in ("start", "end", "text")}}
            for name, span in spans
        ]


def _by_id(table: pa.Table, wanted: set[str | None], columns: tuple[str, ...]) -> dict[str | None, dict[str, Any]]:
    ids = pa.array(sorted(one for one in wanted if one is not None), pa.string())
    rows = table.filter(pc.is_in(table["id"], value_set=ids)).select(list(columns)).to_pylist()
    return {row["id"]: row for row in rows}
