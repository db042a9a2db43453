"""Measure the search for copies: planted passages, judged pairs of articles, and growth.

    python bench/copies.py --planted FA-KES.csv [--pairs pairs.json]
    python bench/copies.py --articles 1000 10000 100000

Planted passages: sentences of a donor article are put into a host after an edit (lifted, words replaced, words
shuffled, stitched from two donors); recall and precision count letters and digits of the hosts. MinHash over whole
articles (Broder 1997) with locality-sensitive hashing, from ``datasketch``, runs beside it in the same process as the
baseline: it names pairs of articles and no passages, so both are compared by pairs too. Texts are read, never kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.compare import find_copies
from sayso.engines import Local

PLANTED = Path("../shared/data/fakes/FA-KES-Dataset.csv")
ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("page_id", pa.string()),
        ("outlet", pa.string()),
        ("published", pa.string()),
        ("start", pa.int64()),
        ("text", pa.string()),
    ]
)
NO_BLOCKS = pa.schema([("article_id", pa.string()), ("role", pa.string()), ("start", pa.int64()), ("end", pa.int64())])
SENTENCE = re.compile(r"[^.!?]+[.!?]*\s*")


@dataclass(frozen=True)
class Plant:
    """A passage planted into ``host`` at ``start`` to ``end``: what was ``taken`` from ``donor``, after an edit."""

    host: str
    donor: str
    start: int
    end: int
    taken: str


def table(rows: list[dict[str, Any]]) -> pa.Table:
    """Return articles as the table that ``find_copies`` takes."""
    return pa.Table.from_pylist([{"page_id": row["id"], "start": 0, **row} for row in rows], schema=ARTICLES)


def load(path: Path) -> list[dict[str, Any]]:
    """Return the rows of FA-KES as articles, the first of each id (a few ids stand there twice)."""
    found: dict[str, dict[str, Any]] = {}
    with path.open(encoding="latin-1", newline="") as file:
        for row in csv.DictReader(file):
            published = datetime.strptime(row["date"], "%m/%d/%Y").date().isoformat()
            article = {"outlet": row["source"], "published": published, "text": row["article_content"]}
            found.setdefault(row["unit_id"], {"id": row["unit_id"], **article})
    return list(found.values())


# Planting.


def replaced(share: float) -> Callable[[str, random.Random, list[str]], str]:
    """Return an edit that replaces ``share`` of the words with other words of the collection."""

    def edit(text: str, chance: random.Random, words: list[str]) -> str:
        kept = text.split(" ")
        for place in chance.sample(range(len(kept)), round(share * len(kept))):
            kept[place] = chance.choice(words)
        return " ".join(kept)

    return edit


def shuffled(text: str, chance: random.Random, words: list[str]) -> str:
    """Return the sentences in another order."""
    sentences = SENTENCE.findall(text)
    chance.shuffle(sentences)
    return "".join(sentence if sentence.endswith(" ") else sentence + " " for sentence in sentences)


EDITS: dict[str, Callable[[str, random.Random, list[str]], str]] = {
    "lifted": lambda text, chance, words: text,
    "10 % replaced": replaced(0.1),
    "20 % replaced": replaced(0.2),
    "30 % replaced": replaced(0.3),
    "40 % replaced": replaced(0.4),
    "shuffled": shuffled,
    "stitched": lambda text, chance, words: text,
}


def plant(rows: list[dict[str, Any]], edit: str, sentences: int, seed: int) -> tuple[list[dict[str, Any]], list[Plant]]:
    """Return the articles with a passage planted in every fourth, and the plants.

    Hosts and donors are drawn from different halves, so a planted passage is no donor of another.
    """
    chance = random.Random(f"{seed} {edit} {sentences}")
    words = " ".join(row["text"] for row in rows).split()
    order = list(range(len(rows)))
    chance.shuffle(order)
    hosts, donors = order[: len(order) // 4], order[len(order) // 2 :]
    changed, plants = list(rows), []
    for host in hosts:
        chosen = chance.sample(donors, 2 if edit == "stitched" else 1)
        pieces = [(donor, _taken(rows[donor]["text"], max(sentences // len(chosen), 1), chance)) for donor in chosen]
        if not all(piece for _, piece in pieces):
            continue
        text = rows[host]["text"]
        bounds = [0, *(found.end() for found in SENTENCE.finditer(text))]
        at = chance.choice(bounds)
        before, after = text[:at], text[at:]
        if before and not before.endswith(" "):
            before += " "
        for donor, piece in pieces:
            edited = EDITS[edit](piece, chance, words).rstrip()
            plants.append(Plant(rows[host]["id"], rows[donor]["id"], len(before), len(before) + len(edited), piece))
            before += edited + " "
        changed[host] = {**rows[host], "text": before + after}
    return changed, plants


def _taken(text: str, count: int, chance: random.Random) -> str:
    """Return ``count`` sentences in a row, or nothing where there are not enough words for a passage."""
    found = list(SENTENCE.finditer(text))
    if len(found) < count:
        return ""
    first = chance.randrange(len(found) - count + 1)
    piece = text[found[first].start() : found[first + count - 1].end()].strip()
    return piece if len(piece.split()) >= 15 else ""


# Scoring.


def covered(spans: list[tuple[int, int]], size: int) -> np.ndarray:
    """Return a flag for each character that lies in one of the spans."""
    flags = np.zeros(size, bool)
    for start, end in spans:
        flags[start:end] = True
    return flags


def sides(copies: pa.Table) -> Iterator[tuple[str, str, int, int, bool]]:
    """Yield both sides of every copy: article, the other, start, end, stock."""
    for row in copies.to_pylist():
        yield row["article_id"], row["of_article_id"], row["start"], row["end"], row["stock"]
        yield row["of_article_id"], row["article_id"], row["of_start"], row["of_end"], row["stock"]


@dataclass(frozen=True)
class Score:
    """Characters of the hosts: recall, recall where only the donor itself counts, precision; share of plants found."""

    recall: float
    to_donor: float
    precision: float
    found: float


def grams_of(text: str, size: int = 8) -> set[tuple[str, ...]]:
    """Return all ``size`` words in a row."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def kin_of(rows: list[dict[str, Any]], plants: list[Plant]) -> list[set[str]]:
    """Return for each plant the articles that have eight words in a row of what was taken, the donor among them.

    Agencies' paragraphs stand in many articles, and ``find_copies`` links such with the earliest few only.
    """
    wanted = [grams_of(one.taken) for one in plants]
    every = set().union(*wanted)
    holders: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        for gram in grams_of(row["text"]) & every:
            holders.setdefault(gram, set()).add(row["id"])
    return [
        {one.donor}.union(*(holders.get(gram, set()) for gram in grams))
        for one, grams in zip(plants, wanted, strict=True)
    ]


def score_planted(
    rows: list[dict[str, Any]],
    copies: pa.Table,
    plants: list[Plant],
    kin: list[set[str]],
    natural: set[frozenset[str]],
) -> Score:
    """Return how well the plants were found.

    Letters and digits are counted, since a passage ends with its last word and not with the full stop behind it. Hosts
    that share passages with a donor before planting are left out. What is told of a host and the articles that
    have a plant's words is wrong where it is not planted; so is what is told of planted words and any other article,
    but for those that shared passages with the donor before, or were given words of such, and for what is marked as
    stock, which claims no copying. A host's own words and other articles are left out: planting has not changed
    what these share.
    """
    size = {row["id"]: len(row["text"]) for row in rows}
    text = {row["id"]: row["text"] for row in rows}
    mine: dict[str, list[int]] = {}
    for number, one in enumerate(plants):
        mine.setdefault(one.host, []).append(number)
    given: dict[str, set[str]] = defaultdict(set)
    for one in plants:
        given[one.host].add(one.donor)
    akin: dict[str, set[str]] = defaultdict(set)
    for a, b in map(sorted, natural):
        akin[a].add(b)
        akin[b].add(a)
    got: dict[str, list[tuple[str, int, int, bool]]] = {}
    for host, other, start, end, stock in sides(copies):
        if host in mine and frozenset((host, other)) not in natural:
            got.setdefault(host, []).append((other, start, end, stock))
    right = told = asked = whole = strict = touched = planted = 0
    for host, numbers in sorted(mine.items()):
        if any(frozenset((host, plants[number].donor)) in natural for number in numbers):
            continue
        have = got.get(host, [])
        words = np.array([char.isalnum() for char in text[host]], bool)
        want = covered([(plants[number].start, plants[number].end) for number in numbers], size[host]) & words
        related = set().union(*(kin[number] for number in numbers))
        family = set().union(*({plants[number].donor} | akin[plants[number].donor] for number in numbers))
        here = covered([span[1:3] for span in have if span[0] in related], size[host]) & words
        foreign = [span for span in have if not family & ({span[0]} | given[span[0]]) and span[0] not in related]
        astray = covered([span[1:3] for span in foreign if not span[3]], size[host]) & want
        told, right = told + int(here.sum()) + int(astray.sum()), right + int((here & want).sum())
        for number in numbers:
            one, relatives = plants[number], kin[number]
            mark = covered([(one.start, one.end)], size[host]) & words
            hit = covered([span[1:3] for span in have if span[0] in relatives], size[host]) & mark
            only = covered([span[1:3] for span in have if span[0] == one.donor], size[host]) & mark
            whole, strict, asked = whole + int(hit.sum()), strict + int(only.sum()), asked + int(mark.sum())
            touched, planted = touched + bool(hit.any()), planted + 1
    return Score(whole / max(asked, 1), strict / max(asked, 1), right / max(told, 1), touched / max(planted, 1))


def minhash_pairs(rows: list[dict[str, Any]], threshold: float = 0.3) -> tuple[set[frozenset[str]], float]:
    """Return the pairs that MinHash with LSH finds over whole articles (word 3-grams), and the seconds."""
    from datasketch import MinHash, MinHashLSH

    began = time.perf_counter()
    index, pairs = MinHashLSH(threshold=threshold, num_perm=128), set()
    for row in rows:
        words = row["text"].casefold().split()
        sketch = MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 3]).encode() for i in range(max(len(words) - 2, 1))])
        pairs |= {frozenset((row["id"], other)) for other in index.query(sketch)}
        index.insert(row["id"], sketch)
    return pairs, time.perf_counter() - began


def run_planted(rows: list[dict[str, Any]], engine: Local, seeds: list[int], edits: list[str]) -> None:
    """Print recall and precision for every edit and length, and for each the least over the seeds."""
    blocks = NO_BLOCKS.empty_table()
    first = firsts(rows)
    # Passages of equal articles are told for the first of them only; a donor with a twin would look missed.
    rows = [row for row in rows if first[row["id"]] == row["id"]]
    natural = {frozenset(side[:2]) for side in sides(find_copies(table(rows), blocks, engine=engine))}
    print(f"\n{len(rows)} articles; {len(natural)} pairs share passages before planting")
    print(
        f"{'edit':15}{'sentences':>10}{'seed':>6}{'recall':>9}{'to donor':>10}{'precision':>11}{'found':>8}{'s':>7}"
        f"{'MinHash found':>15}{'s':>7}"
    )
    for edit in edits:
        for sentences in (3, 6, 12):
            scores = []
            for seed in seeds:
                changed, plants = plant(rows, edit, sentences, seed)
                began = time.perf_counter()
                copies = find_copies(table(changed), blocks, engine=engine)
                seconds = time.perf_counter() - began
                score = score_planted(changed, copies, plants, kin_of(rows, plants), natural)
                scores.append(score)
                pairs, base_seconds = minhash_pairs(changed)
                asked = {frozenset((one.host, one.donor)) for one in plants} - natural
                base = len(asked & pairs) / max(len(asked), 1)
                print(
                    f"{edit:15}{sentences:>10}{seed:>6}{score.recall:>9.3f}{score.to_donor:>10.3f}"
                    f"{score.precision:>11.3f}{score.found:>8.3f}{seconds:>7.2f}{base:>15.3f}{base_seconds:>7.1f}",
                    flush=True,
                )
            if len(seeds) > 1:
                recall, precision = min(one.recall for one in scores), min(one.precision for one in scores)
                print(f"{edit:15}{sentences:>10}{'least':>6}{recall:>9.3f}{'':>10}{precision:>11.3f}")


def firsts(rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return for each article the id that stands for all articles of the same words (see ``find_copies``)."""
    seen: dict[tuple[str, ...], str] = {}
    order = sorted(rows, key=lambda row: (row["published"], row["id"]))
    return {row["id"]: seen.setdefault(tuple(re.findall(r"\w+", row["text"].casefold())), row["id"]) for row in order}


def run_pairs(rows: list[dict[str, Any]], path: Path, engine: Local) -> None:
    """Print how well judged pairs of articles are told: copies or duplicates against all else."""
    judged = json.loads(path.read_text(encoding="utf-8"))
    copies = find_copies(table(rows), NO_BLOCKS.empty_table(), engine=engine)
    first = firsts(rows)
    found = {frozenset(side[:2]) for side in sides(copies) if not side[4]}
    base, _ = minhash_pairs(rows)
    print(f"\n{len(judged)} judged pairs; a copy or duplicate is a pair with a passage that is not stock")
    for name, pairs in (("sayso", found), ("MinHash", base)):
        right = wrong = missed = background = 0
        for pair in judged:
            a, b = pair["a"], pair["b"]
            told = frozenset((a, b)) in pairs or frozenset((first[a], first[b])) in pairs or first[a] == first[b]
            meant = pair["relation"] in ("copy", "duplicate")
            right, wrong, missed = right + (told and meant), wrong + (told and not meant), missed + (meant and not told)
            background += told and pair["relation"] == "background"
        precision, recall = right / max(right + wrong, 1), right / max(right + missed, 1)
        f1 = 2 * right / max(2 * right + wrong + missed, 1)
        print(
            f"{name:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}  ({right}, {wrong}, {missed})"
            f"  background told as copies: {background}"
        )


# Growth.


def synthetic(count: int, seed: int) -> list[dict[str, Any]]:
    """Return ``count`` articles of about 300 Zipf-distributed words; a fifth lift 60 words, a tenth of these spun.

    One in fifty is an exact duplicate, every article of an outlet ends with that outlet's footer of 30 words.
    """
    chance = np.random.default_rng(seed)
    size = 60_000
    words = np.array([f"w{number:x}" for number in range(size)])
    weights = 1 / (np.arange(size) + 2.7)
    total = np.cumsum(weights / weights.sum())
    footers = [list(words[chance.integers(0, size, 30)]) for _ in range(50)]
    made: list[list[str]] = []
    rows: list[dict[str, Any]] = []
    for number in range(count):
        text = list(words[np.minimum(np.searchsorted(total, chance.random(int(chance.integers(200, 400)))), size - 1)])
        kind = chance.random() if number > 10 else 1.0
        if kind < 0.02:
            text = made[int(chance.integers(0, number))]
        elif kind < 0.22:
            donor = made[int(chance.integers(0, number))]
            at = int(chance.integers(0, len(donor) - 60))
            lifted = donor[at : at + 60]
            if kind < 0.04:
                lifted = [words[int(chance.integers(0, size))] if chance.random() < 0.3 else word for word in lifted]
            text[50:50] = lifted
        made.append(text)
        outlet = int(chance.integers(0, 50))
        day = date.fromordinal(735_000 + number * 365 // count).isoformat()
        full = " ".join(text if kind < 0.02 else text + footers[outlet])
        rows.append({"id": f"{number:08}", "outlet": f"Outlet {outlet}", "published": day, "text": full})
    return rows


def run_growth(sizes: list[int], engine: Local, seed: int) -> None:
    """Print seconds and memory for growing piles."""
    print(f"\n{'articles':>10}{'words':>12}{'copies':>9}{'stock':>9}{'seconds':>9}{'articles/s':>12}{'peak MB':>9}")
    for count in sizes:
        pile = table(synthetic(count, seed))
        words = sum(len(text.split()) for text in pile["text"].to_pylist())
        began = time.perf_counter()
        copies = find_copies(pile, NO_BLOCKS.empty_table(), engine=engine)
        seconds = time.perf_counter() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        stock = sum(copies["stock"].to_pylist())
        rate = count / seconds
        print(f"{count:>10,}{words:>12,}{copies.num_rows:>9,}{stock:>9,}{seconds:>9.1f}{rate:>12,.0f}{peak:>9,}")


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--planted", type=Path, default=PLANTED, help="FA-KES as CSV (default: %(default)s)")
    parser.add_argument("--pairs", type=Path, help="judged pairs of its articles, as JSON")
    parser.add_argument("--articles", type=int, nargs="*", default=[], help="sizes of made-up piles to time")
    parser.add_argument("--seed", type=int, nargs="+", default=[1], help="where and what is planted; several at once")
    parser.add_argument("--edit", nargs="+", choices=list(EDITS), default=list(EDITS), help="only these edits")
    parser.add_argument("--workers", type=int, default=None, help="processes (default: the usable cores)")
    asked = parser.parse_args()
    with Local(asked.workers) as engine:
        if asked.pairs and not asked.planted.exists():
            parser.error(f"{asked.planted}: not found; give FA-KES with --planted")
        if asked.planted.exists() and not (asked.articles and asked.planted == PLANTED and not asked.pairs):
            rows = load(asked.planted)
            run_planted(rows, engine, asked.seed, asked.edit)
            if asked.pairs:
                run_pairs(rows, asked.pairs, engine)
        if asked.articles:
            run_growth(asked.articles, engine, asked.seed[0])


if __name__ == "__main__":
    main()
