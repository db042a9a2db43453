"""Scores ceasefires: acts with who does them, and what the record of each ceasefire holds.

Two kinds of gold: rows with ``ceasefires`` (``conflict.rows``), and the project's own JSON lines (``text``,
``published``, ``ceasefires``; acts with their ``words``). An act by several is as many items as there are names. An
item is right when the act is the same and the name means the same party (nobody on both sides is the same too); in
``act_by_words`` the words have to overlap as well. Denied and hypothetical acts count on neither side.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.check.conflict import Read, Score, read, rows, same_party
from sayso.check.files import GoldError, decode, parse_json, read_bytes
from sayso.check.match import best_pairs
from sayso.check.names import same_name
from sayso.check.nouns import GoldDocument
from sayso.check.predict import whole
from sayso.model import Ceasefire, CeasefireAct, Page, content_id
from sayso.understand import make_reader, passage_of, understand
from sayso.understand.ceasefires import find_ceasefires
from sayso.understand.reader import AttributionReader

_JOINT = re.compile(r",| and |;")
#: What the record of a ceasefire is scored on: lists of names, and single values.
NAMES = ("parties", "excluded", "mediators")
VALUES = ("area", "declared", "effective", "ends", "duration", "purpose")
_HOURS = {"H": 1, "D": 24, "W": 168, "hour": 1, "day": 24, "week": 168}


@dataclass(frozen=True, slots=True)
class Item:
    """One act by one name (empty for nobody), and where its words stand."""

    act: str
    by: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Record:
    """One ceasefire as somebody, a person or the machine, put it down."""

    items: tuple[Item, ...]
    names: dict[str, tuple[str, ...]]
    values: dict[str, str | None]


def score(
    path: Path, texts: Path | None = None, reader: str = "rules", *, second: Path | None = None
) -> dict[str, Score]:
    """Return the scores of ceasefires on a gold file; ``texts`` is the table of its articles, if it refers to one.

    Keys: ``act_by``, ``act_by_words``, ``act`` (words overlap, whoever did it), ``baseline`` (act_by of the dumbest
    way), ``ceasefires`` (how many there are), each of ``NAMES`` and ``VALUES``, and ``agreement`` (act_by of the second
    annotator's file against the first, on the articles that both have). Raises GoldError for gold that cannot be used.
    """
    made = make_reader(reader)
    sums: dict[str, list[int]] = {}
    for articles, gold in _documents(path, texts, made):
        found = [one for article in articles for one in found_records(article)]
        add(sums, gold, found)
        plain = [item for article in articles for item in _baseline(article)]
        _count(sums, "baseline", act_pairs(_items(gold), plain), _items(gold), plain)
    result = {name: Score(*counts) for name, counts in sums.items()}
    if second is not None and texts is not None:
        result["agreement"] = _agreement(path, second, texts)
    return result


def add(sums: dict[str, list[int]], gold: Sequence[Record], found: Sequence[Record]) -> None:
    """Add the counts (right, gold, found) of one article to ``sums``."""
    left, right = _items(gold), _items(found)
    _count(sums, "act_by", act_pairs(left, right), left, right)
    _count(sums, "act_by_words", act_pairs(left, right, words=True), left, right)
    bare = [{(i.act, i.start, i.end): i for i in items} for items in (left, right)]
    left, right = list(bare[0].values()), list(bare[1].values())
    _count(sums, "act", act_pairs(left, right, words=True, by=False), left, right)
    matched = record_pairs(gold, found)
    _count(sums, "ceasefires", matched, gold, found)
    for name in NAMES:
        for i, j in [*matched, *((i, None) for i in range(len(gold)) if i not in {a for a, _ in matched})]:
            golds, founds = gold[i].names[name], found[j].names[name] if j is not None else ()
            pairs = best_pairs(
                {(a, b): 1.0 for a, g in enumerate(golds) for b, f in enumerate(founds) if same_party(g, f)}
            )
            _count(sums, name, pairs, golds, founds)
    for name in VALUES:
        for i, j in matched:
            wanted, made = gold[i].values[name], found[j].values[name]
            hit = [1] if wanted and made and _same_value(name, wanted, made) else []
            _count(sums, name, hit, [1] if wanted else [], [1] if made else [])


def gold_records(line: dict[str, Any], text: str) -> list[Record]:
    """Return the ceasefires of a line of gold of either kind."""
    records = []
    for one in line["ceasefires"]:
        items = []
        for act in one["acts"]:
            if act.get("modality", "asserted") in {"denied", "hypothetical"}:
                continue
            words = act["words"]
            start = words["start"] if isinstance(words, dict) else text.index(words)
            end = words["end"] if isinstance(words, dict) else start + len(words)
            by = act["by"] if isinstance(act["by"], list) else _JOINT.split(act["by"] or "")
            items += [Item(act["act"], name.strip(), start, end) for name in by or [""]]
        records.append(
            Record(
                tuple(items),
                {name: tuple(one.get(name) or ()) for name in NAMES},
                {name: one.get(name) for name in VALUES},
            )
        )
    return records


def found_records(article: Read) -> list[Record]:
    """Return the ceasefires that the pipeline finds in an article, in the gold's shape."""
    ceasefires, acts = find_ceasefires(
        article.article, article.passage, article.mentions, article.attributions, article.times, article.places
    )
    return [_record(one, [act for act in acts if act.ceasefire_id == one.id]) for one in ceasefires]


def _record(one: Ceasefire, acts: Iterable[CeasefireAct]) -> Record:
    items = [
        Item(act.act, name, act.start, act.end)
        for act in acts
        if act.modality not in {"denied", "hypothetical"}
        for name in act.by or ("",)
    ]
    values = {name: getattr(one, name) for name in VALUES}
    return Record(tuple(items), {name: getattr(one, name) for name in NAMES}, values)


def act_pairs(
    gold: Sequence[Item], found: Sequence[Item], *, words: bool = False, by: bool = True
) -> list[tuple[int, int]]:
    """Return the one-to-one pairs of items that agree; of several possible, those whose words overlap."""
    scores = {}
    for i, left in enumerate(gold):
        for j, right in enumerate(found):
            overlap = left.start < right.end and right.start < left.end
            same = not by or left.by == right.by or (left.by and right.by and same_party(left.by, right.by))
            if left.act == right.act and same and (overlap or not words):
                scores[i, j] = 1.0 if overlap else 0.5
    return best_pairs(scores)


def record_pairs(gold: Sequence[Record], found: Sequence[Record]) -> list[tuple[int, int]]:
    """Return one-to-one pairs of ceasefires, those with the most in common first."""
    scores = {}
    for i, left in enumerate(gold):
        for j, right in enumerate(found):
            shared = len(act_pairs(left.items, right.items))
            shared += sum(
                1
                for name in VALUES
                if left.values[name]
                and right.values[name]
                and _same_value(name, left.values[name] or "", right.values[name] or "")
            )
            scores[i, j] = (1 + shared) / 100
    return best_pairs(scores)


def _items(records: Iterable[Record]) -> list[Item]:
    return [item for record in records for item in record.items]


def _count(
    sums: dict[str, list[int]], name: str, right: Sequence[object], gold: Sequence[object], found: Sequence[object]
) -> None:
    counts = sums.setdefault(name, [0, 0, 0])
    for at, more in enumerate((len(right), len(gold), len(found))):
        counts[at] += more


def _same_value(name: str, gold: str, found: str) -> bool:
    if name == "area":
        return same_name(gold, found) or found.lower() in gold.lower() or gold.lower() in found.lower()
    if name == "duration":
        return _hours(gold) == _hours(found)
    return gold == found


def _hours(duration: str) -> int | None:
    iso = re.fullmatch(r"PT?(\d{1,4})([HDW])", duration)
    plain = re.fullmatch(r"(\d{1,4}) (hour|day|week)s?", duration)
    found = iso or plain
    return int(found[1]) * _HOURS[found[2]] if found else None


def _baseline(article: Read) -> list[Item]:
    """Every "ceasefire" or "truce" was violated by whoever was named last before it."""
    offset = article.article.start
    items = []
    for match in re.finditer(r"cease-?fire|truce|cessation of hostilities", article.passage.text):
        start, end = match.start() + offset, match.end() + offset
        before = [one.entity for one in article.mentions if one.end <= start and one.kind in {"group", "organisation"}]
        items.append(Item("violated", before[-1] if before else "", start, end))
    return items


def _documents(path: Path, texts: Path | None, reader: AttributionReader) -> Iterable[tuple[list[Read], list[Record]]]:
    if texts is not None:
        for document, line in rows(path, texts, "ceasefires"):
            yield list(read(document, reader)), gold_records(line, document.text)
        return
    for line in parse_json(path, decode(path, read_bytes(path))):
        if not {"id", "text", "published", "ceasefires"} <= set(line):
            raise GoldError(f"{path}: a line lacks id, text, published or ceasefires; give gold of ceasefires")
        yield [own(line, reader)], gold_records(line, line["text"])


def own(line: dict[str, Any], reader: AttributionReader) -> Read:
    """Return an article of the project's own gold as the pipeline understands it: one page, every line a paragraph."""
    text = str(line["text"])
    name = str(line["id"])
    page = Page(id=content_id("check", name), file=name, sha256="", text=text, given_published=line["published"])
    articles, blocks = whole(GoldDocument(name, text, (), page, clean=True))
    made = understand(page, articles, blocks, reader)
    passage = passage_of(made.articles[0], blocks)
    return Read(made.articles[0], passage, made.mentions, made.attributions, made.times, made.places)


def _agreement(path: Path, second: Path, texts: Path) -> Score:
    first = {document.id: gold_records(line, document.text) for document, line in rows(path, texts, "ceasefires")}
    sums: dict[str, list[int]] = {}
    for document, line in rows(second, texts, "ceasefires"):
        if document.id in first:
            add(sums, first[document.id], gold_records(line, document.text))
    return Score(*sums.get("act_by", (0, 0, 0)))
