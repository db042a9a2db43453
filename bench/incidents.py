"""Incidents against gold: are the events that tell of one happening joined, and no others?

    python bench/incidents.py CASE [--gold tests/gold/incidents.jsonl] [--half dev|held] [--wrong]
    python bench/incidents.py --events 20000 100000
    python bench/incidents.py CASE --estimate

CASE is made of the table that the gold was drawn from (``sayso read FA-KES-Dataset.csv --into CASE``). A line of gold
is a group of articles of one date and place: unit id, start and end of the trigger, and a label; events with one label
are one incident (``tests/gold/incidents.md``). B-cubed (Bagga and Baldwin 1998) counts for each event how many of those
joined with it belong with it (P) and how many of those that belong with it are joined with it (R), within the group.
Beside it run three dumb baselines: one incident per article and type, one per date and place, every event by itself.
``--events`` times made-up events; ``--estimate`` prints the probabilities that expectation maximisation finds without
any labels, beside those in use.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import time
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from sayso.case.reader import Case
from sayso.compare import incidents
from sayso.compare.incident_blocks import blocked, copied
from sayso.compare.incident_levels import LEVELS, levels
from sayso.compare.linkage import model, probability
from sayso.compare.tellings import tellings
from sayso.engines import Local
from sayso.schemas import TABLES

INPUTS = ("articles", "attributions", "events", "casualties", "places", "copies")
#: Rounds of expectation maximisation; the numbers settle after some twenty.
ROUNDS = 40


def b_cubed(found: Mapping[str, Hashable], wanted: Mapping[str, Hashable]) -> tuple[float, float, float]:
    """Return precision, recall and F1 over the events of ``wanted``."""
    precision = recall = 0.0
    for one in wanted:
        joined = [other for other in wanted if found[other] == found[one]]
        belong = [other for other in wanted if wanted[other] == wanted[one]]
        both = len(set(joined) & set(belong))
        precision += both / len(joined)
        recall += both / len(belong)
    precision, recall = precision / len(wanted), recall / len(wanted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def gold(path: Path, tables: Mapping[str, pa.Table]) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return, by half, the labels of events by id; and what labelled events the case lacks, by half."""
    record = {row["id"]: row["record"] for row in tables["pages"].select(["id", "record"]).to_pylist()}
    unit = {row["id"]: record[row["page_id"]] for row in tables["articles"].select(["id", "page_id"]).to_pylist()}
    at: dict[tuple[str, int, int], str] = {}
    for row in tables["events"].select(["id", "article_id", "trigger"]).to_pylist():
        at[unit[row["article_id"]], row["trigger"]["start"], row["trigger"]["end"]] = row["id"]
    labels: dict[str, dict[str, str]] = {"dev": {}, "held": {}}
    lacking: dict[str, int] = defaultdict(int)
    for line in path.read_text(encoding="utf-8").splitlines():
        given = json.loads(line)
        for unit_id, start, end, label in given["events"]:
            event = at.get((unit_id, start, end))
            if event is None:
                lacking[given["half"]] += 1
            else:
                labels[given["half"]][event] = f"{given['group']}{label}"
    return labels, {half: str(number) for half, number in lacking.items()}


def baselines(events: Sequence[dict[str, Any]], articles: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return clusterings that anybody would think of first: event id to name of cluster."""
    made: dict[str, dict[str, Any]] = {"article and type": {}, "date and place": {}, "each alone": {}}
    for row in events:
        day = row["date_from"] or (articles[row["article_id"]]["published"] or "")[:10]
        made["article and type"][row["id"]] = (row["article_id"], row["type"], row["mode"])
        made["date and place"][row["id"]] = (day, row["place"])
        made["each alone"][row["id"]] = row["id"]
    return made


def score(path: Path, gold_path: Path, halves: Sequence[str], *, wrong: bool) -> None:
    """Print B-cubed for each half."""
    with Case(path) as case:
        tables = {name: case.table(name) for name in (*INPUTS, "pages")}
    labels, lacking = gold(gold_path, tables)
    begun = time.perf_counter()
    with Local(1) as engine:
        found = incidents.find_incidents(**{name: tables[name] for name in INPUTS}, engine=engine)
    print(f"{found['incidents'].num_rows:,} incidents of {found['accounts'].num_rows:,} events", end=" ")
    print(f"in {time.perf_counter() - begun:.1f} s")
    rows = tables["events"].to_pylist()
    articles = {row["id"]: row for row in tables["articles"].select(["id", "published"]).to_pylist()}
    joined = {row["event_id"]: row["incident_id"] for row in found["accounts"].to_pylist()}
    every = {"Sayso": {row["id"]: joined.get(row["id"], row["id"]) for row in rows}, **baselines(rows, articles)}
    for half in halves:
        wanted = labels[half]
        print(f"{half}: {len(wanted)} events, {len(set(wanted.values()))} incidents; {lacking.get(half, 0)} not found")
        for name, clustering in every.items():
            print(f"  {name:18} P {{:.3f}}  R {{:.3f}}  F1 {{:.3f}}".format(*per_group(clustering, wanted)))
        if wrong:
            show_wrong(every["Sayso"], wanted, {row["id"]: row for row in rows})


def per_group(found: Mapping[str, Any], wanted: Mapping[str, str]) -> tuple[float, float, float]:
    """Return B-cubed where events of different groups are never compared."""
    group = {event: label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for event, label in wanted.items()}
    return b_cubed({event: (group[event], found[event]) for event in wanted}, wanted)


def show_wrong(found: Mapping[str, Any], wanted: Mapping[str, str], events: Mapping[str, dict[str, Any]]) -> None:
    """Print the groups in which something is joined wrongly or not joined, by ids, cells and triggers."""
    groups: dict[str, list[str]] = defaultdict(list)
    for event, label in wanted.items():
        groups[label.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")].append(event)
    for group, members in groups.items():
        own = {event: wanted[event] for event in members}
        if b_cubed(found, own)[2] < 1:
            print(f"  group {group}")
            for event in members:
                row = events[event]
                cells = [row[name] for name in ("mode", "place", "date_from", "date_to", "killed_low", "killed_high")]
                print("   ", wanted[event], found[event], event, *cells, row["actors"], row["trigger"]["text"])


def estimate(path: Path) -> None:
    """Print m and u as expectation maximisation (Winkler 1988) finds them over all blocked pairs, without labels."""
    with Case(path) as case:
        tables = {name: case.table(name) for name in INPUTS}
    with Local(1) as engine:
        told = tellings(**{name: tables[name] for name in INPUTS[:-1]}, engine=engine)
        shared, elsewhere = copied(told, tables["copies"], engine=engine)
    near = blocked(told)
    found = levels(told, near.a, near.b, shared, elsewhere)
    in_use = model("incidents", LEVELS)
    match = probability(in_use.weigh(found))
    table: dict[str, Any] = {}
    for _ in range(ROUNDS):
        total = np.full(len(match), np.log2(match.mean() / (1 - match.mean())))
        for name, numbers in found.items():
            m = (np.bincount(numbers, weights=match, minlength=len(LEVELS[name])) + 0.5) / match.sum()
            u = (np.bincount(numbers, weights=1 - match, minlength=len(LEVELS[name])) + 0.5) / (1 - match).sum()
            table[name] = (m, u)
            total += np.log2(m / u)[numbers]
        match = probability(total)
    print(f"{len(match):,} pairs, prior {match.mean():.4f}")
    for name, (m, u) in table.items():
        for number, level in enumerate(LEVELS[name]):
            used = in_use.comparisons[name][number].weight
            print(
                f"{name:10}{level:14} m {m[number]:.4f}  u {u[number]:.4f}  weight {np.log2(m / u)[number]:6.2f}"
                f"  in use {used:6.2f}"
            )


def made_up(count: int, seed: int = 1) -> dict[str, pa.Table]:
    """Return tables with ``count`` events: incidents of one to a dozen accounts, over five years and 400 towns."""
    rng = random.Random(seed)
    words = [f"word{number}" for number in range(20_000)]
    towns = [(f"Town {n}", 30 + rng.random() * 6, 36 + rng.random() * 6) for n in range(400)]
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in INPUTS}
    while len(made["events"]) < count:
        town, latitude, longitude = rng.choice(towns)
        day = date(2012, 1, 1) + timedelta(days=rng.randrange(1800))
        killed, told = rng.choice((None, 1, 2, 3, 5, 8, 12, 20, 40)), rng.choices(words, k=40)
        for _ in range(min(12, int(rng.paretovariate(1.2)))):
            n = len(made["events"])
            text = " ".join(rng.sample(told, 25) + rng.choices(words, k=15))
            low = killed and max(1, killed + rng.choice((-1, 0, 0, 0, 1)))
            made["articles"].append(
                {
                    "id": f"a{n}",
                    "outlet": f"Outlet {n % 50}",
                    "start": 0,
                    "end": len(text),
                    "published": (day + timedelta(days=1)).isoformat(),
                    "text": text,
                }
            )
            made["events"].append(
                {
                    "id": f"e{n:08}",
                    "article_id": f"a{n}",
                    "type": "ASSAULT",
                    "modality": "asserted",
                    "place": town,
                    "mode": rng.choice(("aerial", "other", "explosives")),
                    "latitude": latitude,
                    "longitude": longitude,
                    "date_from": day.isoformat(),
                    "date_to": day.isoformat(),
                    "killed_low": low,
                    "killed_high": low,
                    "trigger": {"start": 100, "end": 106, "text": text[100:106]},
                    "actors": [rng.choice("ABCD")],
                    "recipients": [],
                    "evidence": [],
                }
            )
    return {name: pa.Table.from_pylist(rows, schema=TABLES[name]) for name, rows in made.items()}


def speed(counts: Sequence[int]) -> None:
    """Print how long made-up events take."""
    for count in counts:
        tables = made_up(count)
        begun, worked = time.perf_counter(), time.process_time()
        with Local(1) as engine:
            found = incidents.find_incidents(**tables, engine=engine)
        seconds, processor = time.perf_counter() - begun, time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"{count:>9,} events: {seconds:6.1f} s, {processor:.1f} s of one processor, "
            f"{found['incidents'].num_rows:,} incidents, {memory:.1f} GiB at most"
        )


def main() -> None:
    """Print what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path, nargs="?")
    parser.add_argument("--gold", type=Path, default=Path("tests/gold/incidents.jsonl"))
    parser.add_argument("--half", choices=("dev", "held"))
    parser.add_argument("--wrong", action="store_true", help="show what is joined wrongly")
    parser.add_argument("--estimate", action="store_true")
    parser.add_argument("--events", type=int, nargs="+", default=())
    options = parser.parse_args()
    if options.case is not None and options.estimate:
        estimate(options.case)
    elif options.case is not None:
        score(options.case, options.gold, [options.half] if options.half else ["dev", "held"], wrong=options.wrong)
    speed(options.events)


if __name__ == "__main__":
    main()
