"""Measure directions of copies and numbers of origins on made-up worlds whose copying is known.

    python bench/worlds.py                      # the 200 worlds that are reported
    python bench/worlds.py --seed 10000 --worlds 100    # others, to tune on
    python bench/worlds.py --pairs pairs.json --case fakes.sayso     # directions of judged pairs of real articles

A direction is right where text really went that way, over others or not; two that took it from a third
have none. What articles quote is given as if read without an error: reading is measured elsewhere.

Beside the weighed evidence, directions by date alone are measured as a peer, and for the number of origins the two
counts that people make: distinct outlets and distinct articles. Confidence is checked against how often it is right.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from made_worlds import World, number_of
from sayso import data
from sayso.case.reader import Case
from sayso.compare import find_passages
from sayso.compare.citations import find_citations
from sayso.compare.direction import day_of, decide
from sayso.compare.origins import find_origins
from sayso.compare.page_links import links_by_article
from sayso.engines import Local

#: The worlds that are reported begin here; tune on others.
REPORTED = 0


# Measuring.


@dataclass
class Score:
    """What is counted over all worlds."""

    pairs: int = 0
    decided: int = 0
    right: int = 0
    common: int = 0
    by_date: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    bins: dict[int, list[int]] = field(default_factory=dict)
    claims: int = 0
    exact: int = 0
    within: int = 0
    width: int = 0
    outlets: int = 0
    articles: int = 0
    off: Counter[int] = field(default_factory=Counter)
    rings: int = 0
    rings_found: int = 0
    false_rings: int = 0


def run(world: World, engine: Local) -> dict[str, pa.Table]:
    """Return the tables of a world with copies, citations and origins found."""
    tables = world.tables()
    links = tables.pop("links")
    read = {name: tables[name] for name in ("articles", "attributions")}
    copies = decide(
        find_passages(tables["articles"], tables["blocks"], engine=engine), **read, links=links, engine=engine
    )
    cited = find_citations(**read, entities=tables["entities"], copies=copies, links=links)
    names = ("events", "ceasefire_acts", "entities", "mentions", "claim_members", "accounts", "ceasefire_accounts")
    rest = {name: tables[name] for name in names}
    found = find_origins(**read, **rest, copies=copies, **cited, engine=engine)
    return {**tables, "copies": copies, **cited, **found}


def measure_directions(world: World, tables: dict[str, pa.Table], score: Score) -> None:
    """Count the pairs of articles that share a passage which is no stock."""
    published = dict(
        zip(tables["articles"]["id"].to_pylist(), tables["articles"]["published"].to_pylist(), strict=True)
    )
    seen = set()
    for row in tables["copies"].select(["article_id", "of_article_id", "direction", "confidence", "stock"]).to_pylist():
        pair = row["article_id"], row["of_article_id"]
        if row["stock"] or pair in seen:
            continue
        seen.add(pair)
        truth = world.direction(number_of(pair[0]), number_of(pair[1]))
        score.pairs += 1
        score.common += truth in {"common", "none"}
        one, two = day_of(published[pair[0]]), day_of(published[pair[1]])
        if one >= 0 and two >= 0 and one != two:
            score.by_date["decided"] += 1
            score.by_date["right"] += truth == ("from" if one > two else "to")
        if row["direction"] == "from":
            score.decided += 1
            score.right += truth == "from"
            kept = score.bins.setdefault(int(row["confidence"] * 20), [0, 0])
            kept[0] += 1
            kept[1] += truth == "from"
            if truth != "from":
                score.wrong[truth] += 1


def measure_origins(world: World, tables: dict[str, pa.Table], score: Score) -> list[tuple[str, int, int, int, int]]:
    """Count how many claims have the right number of origins; return those that do not."""
    counts = {row["subject_id"]: row for row in tables["origin_counts"].to_pylist()}
    outlet = dict(zip(tables["articles"]["id"].to_pylist(), tables["articles"]["outlet"].to_pylist(), strict=True))
    ringed = {row["subject_id"] for row in tables["rings"].to_pylist()}
    wrong = []
    for claim in range(3):
        truth = len(world.roots(claim))
        if not truth:
            continue
        row = counts[f"claim {claim}"]
        members = {m["article_id"] for m in tables["claim_members"].to_pylist() if m["claim_id"] == f"claim {claim}"}
        score.claims += 1
        score.exact += row["origins"] == truth
        score.within += row["origins_low"] <= truth <= row["origins_high"]
        score.width += row["origins_high"] - row["origins_low"]
        score.outlets += len({outlet[article] for article in members}) == truth
        score.articles += len(members) == truth
        score.off[row["origins"] - truth] += 1
        if claim == 2:
            score.rings += 1
            score.rings_found += f"claim {claim}" in ringed
        else:
            score.false_rings += f"claim {claim}" in ringed
        if row["origins"] != truth:
            wrong.append((f"claim {claim}", truth, row["origins"], row["origins_low"], row["origins_high"]))
    return wrong


def measure(first: int, count: int, show: bool) -> Score:
    """Run the worlds of ``count`` seeds from ``first`` on."""
    score = Score()
    with Local(1) as engine, TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            world = World(seed)
            # That an outlet is an agency is known of real ones too.
            write_agencies(Path(folder) / f"{seed}", world.agencies)
            with data.also(Path(folder) / f"{seed}"):
                tables = run(world, engine)
            measure_directions(world, tables, score)
            wrong = measure_origins(world, tables, score)
            if show and wrong:
                print(seed, wrong)
    return score


def measure_pairs(path: Path, case: Path) -> Counter[str]:
    """Count how directions of judged pairs of real articles fare; ids of articles are the pages' ``record``.

    A judged ``b->a`` says that ``a`` took it from ``b``; ``common``, that both took it from a third.
    """
    with Case(case) as opened:
        tables = {name: opened.table(name) for name in ("articles", "attributions", "copies", "pages")}
    links = links_by_article(tables["pages"], tables["articles"])
    read = {name: tables[name] for name in ("articles", "attributions")}
    with Local(1) as engine:
        copies = decide(tables["copies"], **read, links=links, engine=engine)
    record = dict(zip(tables["pages"]["id"].to_pylist(), tables["pages"]["record"].to_pylist(), strict=True))
    pages = zip(tables["articles"]["id"].to_pylist(), tables["articles"]["page_id"].to_pylist(), strict=True)
    names = {article: record[page] for article, page in pages}
    found = {}
    for row in copies.to_pylist():
        if not row["stock"]:
            found[names[row["article_id"]], names[row["of_article_id"]]] = row["direction"]
    counted: Counter[str] = Counter()
    for pair in json.loads(path.read_text(encoding="utf-8")):
        if pair["relation"] not in {"copy", "duplicate"}:
            continue
        ways = {"b->a": found.get((pair["a"], pair["b"])), "a->b": found.get((pair["b"], pair["a"]))}
        got = [way if direction == "from" else "unknown" for way, direction in ways.items() if direction]
        counted[f"judged {pair['direction']}, found {got[0] if got else 'no copy'}"] += 1
    return counted


def write_agencies(folder: Path, names: list[str]) -> None:
    """Write a file for each agency of a world, as ``sayso/data/outlets`` has them."""
    (folder / "outlets").mkdir(parents=True)
    for number, name in enumerate(names):
        content = f"name: {name}\nkind: agency\naliases: []\ndomains: []\n"
        (folder / "outlets" / f"world-{number}.yaml").write_text(content, encoding="utf-8")


def report(score: Score, seconds: float) -> None:
    """Print the numbers."""
    decided, dated = max(score.decided, 1), score.by_date
    print(
        f"pairs of articles that share a passage: {score.pairs}, of them without a direction in truth: {score.common}"
    )
    print(
        f"direction: right {score.right / decided:.3f} of {score.decided} decided ({score.decided / score.pairs:.0%})"
    )
    print(f"  wrong ones are in truth: {dict(score.wrong)}")
    print(
        "  confidence → right: ", {f"{b / 20:.2f}": f"{r / n:.2f} of {n}" for b, (n, r) in sorted(score.bins.items())}
    )
    share = dated["right"] / max(dated["decided"], 1)
    print(f"by date alone: right {share:.3f} of {dated['decided']} decided ({dated['decided'] / score.pairs:.0%})")
    claims = score.claims
    exact, within = score.exact / claims, score.within / claims
    print(f"origins of {claims} claims: exact {exact:.3f}, within the range {within:.3f}", end=", ")
    print(f"mean width {score.width / claims:.2f}; off by {dict(sorted(score.off.items()))}")
    print(f"counting outlets: exact {score.outlets / claims:.3f}; counting articles: {score.articles / claims:.3f}")
    print(f"rings: found {score.rings_found} of {score.rings}, false {score.false_rings}")
    print(f"{seconds:.0f} s")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=REPORTED)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--show", action="store_true", help="print each claim whose number is not right")
    parser.add_argument("--pairs", type=Path, help="judged pairs of real articles (JSON)")
    parser.add_argument("--case", type=Path, help="a case that holds these articles, with --pairs")
    arguments = parser.parse_args()
    if arguments.pairs:
        for what, number in sorted(measure_pairs(arguments.pairs, arguments.case).items()):
            print(f"{what}: {number}")
        return
    began = time.perf_counter()
    report(measure(arguments.seed, arguments.worlds, arguments.show), time.perf_counter() - began)


if __name__ == "__main__":
    main()
