"""Where the members of a claim cannot both be so: one denies, counts exclude each other, others are blamed.

Sayso does not say which is right. A higher count of a later hour may be an update; both stand there with their words.
Counts of other people (children among civilians) and tolls over a longer time are not compared. Days are compared only
where dates with their month tell them: a weekday is as good as the article's date. Whoever is blamed by a loose word
("terrorists") or as part of the same side contradicts nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from sayso import data
from sayso.compare.statement_words import surfaces
from sayso.model import content_id
from sayso.understand import groups
from sayso.understand.places.entries import great_circle_km
from sayso.understand.words import MONTHS

#: So many different values of a claim are compared, those that most members tell. A claim with more is about much.
VALUES = 6
#: Of the members that say one value, so many are looked at for the pair that fits best.
EACH = 4
#: Places that lie further apart than that, beyond how far they reach, are two; days that lie further apart are others.
FAR_KM, FAR_DAYS = 40.0, 1
#: Where no day is told, articles so many days apart may be about one happening.
SOON = 3
#: A region is no place that another one contradicts.
REGION_KM = 30.0
#: A count with one of these is added to another one.
OTHERS = frozenset({"other", "others", "another", "more", "further"})
#: What lasted longer than so many days has tolls over time.
A_WEEK = 7
#: So much of their words two statements must share to tell of one happening where its place, day or doer differ; and
#: that much for a "not" in one of them to turn all of it.
ALIKE, VERY_ALIKE = 0.5, 0.85
#: A denial is shorter than what it denies ("using chemical weapons").
DENIED = 0.35


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


#: How surely statements (numbers of rows, side by side) are one claim.
Sure = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.float64]]


def contradict(
    claims: Iterable[tuple[str, Mapping[str, Any], list[Any]]], *, attributions: pa.Table, sure: Sure, least: float
) -> list[dict[str, Any]]:
    """Return rows of ``contradictions``. A claim is its id, the row of the statement that says it best, its members.

    Two members contradict each other only where they are one claim between themselves, with ``sure`` of ``least``.
    """
    values = [one for claim, best, members in claims for one in _of_claim(claim, best, members)]
    found = _sure_ones(values, sure, least)
    cues = _by_id(attributions, {one.row["attribution_id"] for found_one in found for _, one in found_one[2:]})
    rows = []
    for claim, what, (a, one), (b, two) in found:
        rows.append(
            {
                "id": content_id("contradiction", claim, what, one.id, two.id),
                "claim_id": claim,
                "what": what,
                **{"a_member_id": one.id, "a_value": a.text, "b_member_id": two.id, "b_value": b.text},
                "evidence": _evidence(what, one, cues) + _evidence(what, two, cues),
            }
        )
    return rows


def _of_claim(claim: str, best: Mapping[str, Any], members: list[Told]) -> Iterator[tuple[str, str, _Value, _Value]]:
    """Yield the values that cannot both be so: claim, what, one and the other."""
    members = sorted(members, key=lambda member: (member.row["day"] < 0, member.row["day"], member.id))
    own = [member for member in members if member.stance != "repeats"]
    for what, value, clash, _ in _KINDS:
        by_key: defaultdict[Any, list[Told]] = defaultdict(list)
        for member in own:
            key = value(member, best)
            if key is not None:
                by_key[key].append(member)
        values = [_Value(key, _text(what, key), tuple(several[:EACH])) for key, several in by_key.items()]
        values.sort(key=lambda one: (-len(by_key[one.key]), one.text))
        for a, b in combinations(values[:VALUES], 2):
            if clash(a, b):
                yield claim, what, a, b


_Found = tuple[str, str, tuple[_Value, Told], tuple[_Value, Told]]


def _sure_ones(found: list[tuple[str, str, _Value, _Value]], sure: Sure, least: float) -> list[_Found]:
    """Return, for each two values, the surest two members that say them, the earlier first, if they are sure enough."""
    may = {what: check for what, _, _, check in _KINDS}
    pairs = [
        (at, one, two)
        for at, (_, what, a, b) in enumerate(found)
        for one in a.members
        for two in b.members
        if not _overlap(one.row, two.row) and may[what](one.row, two.row)
    ]
    if not pairs:
        return []
    numbers = np.array([(one.row["number"], two.row["number"]) for _, one, two in pairs], np.int64)
    chances = np.round(sure(numbers[:, 0], numbers[:, 1]), 6)
    best: dict[int, tuple[float, Told, Told]] = {}
    for (at, one, two), chance in zip(pairs, chances.tolist(), strict=True):
        if chance >= least and chance > best.get(at, (0.0,))[0]:
            best[at] = chance, one, two
    kept: list[_Found] = []
    for at, (_, one, two) in sorted(best.items()):
        claim, what, a, b = found[at]
        first, second = sorted(((a, one), (b, two)), key=lambda side: (side[1].row["day"], side[1].id))
        kept.append((claim, what, first, second))
    return kept


def _overlap(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two share words of one page: one sentence may tell of two happenings."""
    return bool(one["article_id"] == two["article_id"] and one["start"] < two["end"] and two["start"] < one["end"])


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
        first, last = (date.fromordinal(day).isoformat() for day in key[:2])
        return first if first == last else f"{first} to {last}"
    return "denies" if key else "asserts"


# What members say, each a function of a member and the statement that says it best; None where it says nothing of it,
# or where the words that tell it stand elsewhere in the article: they may be about something else.


def _denial(member: Told, best: Mapping[str, Any]) -> bool | None:
    """Whether the claim is denied: "denies" and "did not" do, and undo each other."""
    if member.stance not in ("asserts", "denies"):
        return None
    if member.row["negated"] != best["negated"]:
        both = member.row["with_not"] and best["with_not"]
        if both or likeness(member.row, best) < VERY_ALIKE:
            return None  # what is not so may be something else that is said
    return (member.stance == "denies") != bool(member.row["negated"])


def _proofs(row: Mapping[str, Any], what: str) -> list[Mapping[str, Any]]:
    return [proof for proof in row["proofs"] if proof["what"] == what]


def _count(harm: str) -> Callable[[Told, Mapping[str, Any]], Any]:
    def value(member: Told, best: Mapping[str, Any]) -> tuple[int, int | None, str | None] | None:
        row = member.row
        low, high = row[f"{harm}_low"], row[f"{harm}_high"]
        over_time = row["first"] >= 0 and row["last"] - row["first"] > A_WEEK
        proofs = _proofs(row, harm)
        if low is None or over_time or not proofs or row["type"] != best["type"]:
            return None
        if harm == "killed" and _of_others(proofs):
            return None  # "two others were killed" beside somebody who is told apart
        return low, high, row["victims"]

    return value


def _of_others(proofs: list[Mapping[str, Any]]) -> bool:
    told = [proof["text"].casefold().replace("more than", "").split() for proof in proofs]
    return any(not OTHERS.isdisjoint(words) for words in told)


def _blamed(member: Told, best: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The names that are blamed, and their sides; None where one of them is of no known side or told by loose words."""
    row, known = member.row, groups.groups()
    names = [name.strip() for name in (row["blame"] or "").split(";") if name.strip()]
    told = [groups.bare(proof["text"]) for proof in _proofs(row, "actors")]
    loose = any(words in group.loose for group in known.values() for words in told)
    if not told or loose or not _one_happening(row, best):
        return None
    sides = _sides(row["blame"])
    return (tuple(sorted(set(names))), tuple(sorted(sides))) if sides else None


def _sides(blame: str | None) -> frozenset[str]:
    """The sides that the blamed names belong to; none where one of them belongs to no known side."""
    sides = set()
    for name in filter(None, map(str.strip, (blame or "").split(";"))):
        family = name if name in groups.groups() else groups.of_member(name)
        if family is None:
            return frozenset()
        sides.add(groups.side_of(family))
    return frozenset(sides)


def _placed(member: Told, best: Mapping[str, Any]) -> tuple[str, float, float, float, str | None] | None:
    row = member.row
    region = row["radius"] is None or row["radius"] > REGION_KM
    if row["latitude"] is None or region or not _proofs(row, "place") or not _one_happening(row, best):
        return None
    return row["place"], row["latitude"], row["longitude"], row["radius"], row["region"]


def _dated(member: Told, best: Mapping[str, Any]) -> tuple[int, int, str] | None:
    row, told = member.row, _proofs(member.row, "date")
    day = row["type"] is not None and 0 <= row["first"] <= row["last"] <= row["first"] + 1
    if not day or not told or not _one_happening(row, best):
        return None
    return row["first"], row["last"], " ".join(proof["text"].casefold() for proof in told)


def _one_happening(row: Mapping[str, Any], best: Mapping[str, Any]) -> bool:
    return bool(row["id"] == best["id"] or (row["type"] == best["type"] and likeness(row, best) >= ALIKE))


def likeness(row: Mapping[str, Any], best: Mapping[str, Any]) -> float:
    """Return the share of the words of two statements that both have (Dice 1945), 0 to 1."""
    mine, other = _words(row["text"]), _words(best["text"])
    return 2 * len(mine & other) / max(len(mine) + len(other), 1)


def _tells_no_other(
    what: str, also: Callable[[Mapping[str, Any], Mapping[str, Any]], bool]
) -> Callable[[Mapping[str, Any], Mapping[str, Any]], bool]:
    def may(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
        """Whether neither has the other's words as well: who stands in both may be the doer in one of them alone."""
        told = [
            proof["text"].casefold() in other["text"].casefold()
            for row, other in ((one, two), (two, one))
            for proof in _proofs(row, what)
        ]
        return also(one, two) and not any(told)

    return may


@data.remembered(4096)
def _words(text: str) -> frozenset[str]:
    """The folded words of a text: a statement is looked at several times in a row."""
    return frozenset(surfaces(text))


# Which two members may be set against each other.


def _any_two(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    return True


def _much_alike(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether what one denies may be what the other asserts, and not only of the same matter."""
    return likeness(one, two) >= DENIED


def _there_and_then(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
    """Whether two tell of one place and day, as far as is told: a town's toll is not that of its parts."""
    if one["place"] != two["place"]:
        return False
    if min(one["first"], two["first"]) >= 0:
        return bool(one["first"] <= two["last"] and two["first"] <= one["last"])
    return bool(min(one["day"], two["day"]) >= 0 and abs(one["day"] - two["day"]) <= SOON)


def _other_counts(harm: str) -> Callable[[Mapping[str, Any], Mapping[str, Any]], bool]:
    def may(one: Mapping[str, Any], two: Mapping[str, Any]) -> bool:
        """Whether neither tells the other's count as well, or of other doers: then it is of others."""
        told = one[f"{harm}_low"] in two["figures"] or two[f"{harm}_low"] in one["figures"]
        doers = _sides(one["blame"]), _sides(two["blame"])
        return _there_and_then(one, two) and not told and (not all(doers) or not doers[0].isdisjoint(doers[1]))

    return may


# When two values cannot both be so.


def _counts_clash(a: _Value, b: _Value) -> bool:
    (low, high, victims), (other_low, other_high, other_victims) = a.key, b.key
    if victims != other_victims and not {victims, other_victims} <= {None, "civilians"}:
        return False
    return bool((high is not None and other_low > high) or (other_high is not None and low > other_high))


def _blames_clash(a: _Value, b: _Value) -> bool:
    return not set(a.key[1]) & set(b.key[1])


def _places_clash(a: _Value, b: _Value) -> bool:
    (name, lat, lon, reach, region), (other_name, other_lat, other_lon, other_reach, other_region) = a.key, b.key
    if name == other_region or other_name == region:
        return False  # a town and its province often have one name
    return bool(great_circle_km(lat, lon, other_lat, other_lon) > max(FAR_KM, reach + other_reach))


def _dates_clash(a: _Value, b: _Value) -> bool:
    gap = max(a.key[0], b.key[0]) - min(a.key[1], b.key[1])
    return gap > FAR_DAYS and not any(MONTHS.isdisjoint(one.key[2].split()) for one in (a, b))


_Rows = Mapping[str, Any]
#: What may contradict: what a member says of it, when two values clash, and which members may be compared.
_KINDS: tuple[
    tuple[str, Callable[[Told, _Rows], Any], Callable[[_Value, _Value], bool], Callable[[_Rows, _Rows], bool]], ...
] = (
    ("denial", _denial, lambda a, b: True, _much_alike),
    ("killed", _count("killed"), _counts_clash, _other_counts("killed")),
    ("injured", _count("injured"), _counts_clash, _other_counts("injured")),
    ("blame", _blamed, _blames_clash, _tells_no_other("actors", _there_and_then)),
    ("place", _placed, _places_clash, _tells_no_other("place", _any_two)),
    ("date", _dated, _dates_clash, _tells_no_other("date", _any_two)),
)
#: Which evidence of an event tells each.
_CELLS = {"killed": "killed", "injured": "injured", "blame": "actors", "place": "place", "date": "date"}


def _evidence(what: str, member: Told, told: Mapping[str | None, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the words of one member that tell its value, as rows of evidence."""
    row = member.row
    spans = [(what, proof) for proof in _proofs(row, _CELLS.get(what, ""))]
    said = told.get(row["attribution_id"])
    if not spans and said is not None:
        spans = [("cue", said["cue"])] if said["cue"] else []
        spans += [("content", piece) for piece in said["content"][:1]]
    spans = spans or [("trigger", proof) for proof in _proofs(row, "trigger")]
    return [
        {"what": name, "article_id": row["article_id"], **{key: span[key] for key in ("start", "end", "text")}}
        for name, span in spans
    ]


def _by_id(table: pa.Table, wanted: set[str | None]) -> dict[str | None, dict[str, Any]]:
    ids = pa.array(sorted(one for one in wanted if one is not None), pa.string())
    rows = table.filter(pc.is_in(table["id"], value_set=ids)).select(["id", "cue", "content"]).to_pylist()
    return {row["id"]: row for row in rows}
