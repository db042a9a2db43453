"""Measure the search for claims: judged pairs of statements of FA-KES, peers beside it, and speed.

    sayso read FA-KES-Dataset.csv --into fakes.sayso && sayso export fakes.sayso --as parquet --to TABLES
    python bench/claims.py --tables TABLES [--half dev|held] [--fit] [--vectors]
    python bench/claims.py --statements 100000

The gold (``tests/gold/claims.jsonl``, its guideline beside it) holds 150 pairs, drawn over all scores of a first
version that no rule had been fitted to, and among pairs that no block holds; and 80 more for the dev half. ``--fit``
fits the weights of ``compare/claim_scores.py`` on the dev half, where thresholds of the peers are chosen, too.
Beside F1 over the pairs as drawn stands F1 with each pair counted as often as it stands for others of its stratum.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.optimize import minimize

from sayso.compare import claim_scores, claim_vectors
from sayso.compare.claim_settings import ClaimSettings
from sayso.compare.claims import find_claims
from sayso.compare.statements import statements
from sayso.engines import Local
from sayso.schemas import TABLES

GOLD = Path(__file__).parent.parent / "tests/gold/claims.jsonl"
INPUTS = ("articles", "attributions", "entities", "mentions", "times", "places", "events")
#: The weights before any pair was judged, and how far from them the judged pairs may pull: few pairs, many features.
PRIOR = {
    "one": -6.0, "held": 2.0, "alike": 4.0, "plain": 2.0, "run": 1.0, "told": 1.0, "type": 0.5, "type_differs": -0.7,
    "place": 0.8, "place_differs": -1.5, "date": 0.8, "date_differs": -1.5, "happening": 1.0, "killed": 1.0,
    "killed_meets": 0.0, "killed_differs": -0.7, "figures": 0.7, "figures_differ": -0.7, "apart": -1.0,
    "alike_apart": 0.0, "sort_differs": -0.7,
}  # fmt: skip
SPREAD = 1.0
LOCAL = Local(1)


def load(folder: Path) -> dict[str, pa.Table]:
    """Return the exported tables of a case that ``find_claims`` takes, and its pages."""
    return {name: pq.read_table(folder / f"{name}.parquet") for name in (*INPUTS, "pages", "copies")}


class Judged:
    """The judged pairs as pairs of rows of ``STATEMENTS``."""

    def __init__(self, tables: dict[str, pa.Table], found: pa.Table) -> None:
        self.rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
        pages = {row["id"]: (row["record"], row["sha256"]) for row in tables["pages"].select(
            ["id", "record", "sha256"]).to_pylist()}  # fmt: skip
        articles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for row in tables["articles"].select(["id", "page_id"]).to_pylist():
            articles[pages[row["page_id"]]].add(row["id"])
        self.by_article: defaultdict[str, list[int]] = defaultdict(list)
        self.placed = found.select(["article_id", "start", "end", "event_id"]).to_pylist()
        for number, row in enumerate(self.placed):
            self.by_article[row["article_id"]].append(number)
        self.articles = articles
        self.pairs = [[(a, b) for a in self._side(row["a"]) for b in self._side(row["b"])] for row in self.rows]
        self.same = np.array([row["label"] != "neither" for row in self.rows])
        self.dev = np.array([row["half"] == "dev" for row in self.rows])
        self.stands_for = np.array([row["stands_for"] for row in self.rows])

    def _side(self, side: dict[str, Any]) -> list[int]:
        """Return the statements that a side of a pair means: those of the greatest overlap, if it is half or more."""
        best, found = 0.5, []
        for article in sorted(self.articles[side["article"], side["sha256"]]):
            for number in self.by_article[article]:
                row = self.placed[number]
                if (row["event_id"] is not None) != (side["of"] == "event"):
                    continue
                both = min(row["end"], side["end"]) - max(row["start"], side["start"])
                share = both / max(max(row["end"], side["end"]) - min(row["start"], side["start"]), 1)
                if share > best:
                    best, found = share, [number]
                elif share == best:
                    found.append(number)
        return found

    def scores(self, score: Any) -> np.ndarray:
        """Return the best score of each judged pair; 0 where a side is found no more."""
        flat = [pair for several in self.pairs for pair in several]
        a, b = (np.array([pair[side] for pair in flat], np.int64) for side in (0, 1))
        values = np.asarray(score(a, b))
        found, at = np.zeros(len(self.pairs)), 0
        for number, several in enumerate(self.pairs):
            if several:
                found[number] = values[at : at + len(several)].max()
            at += len(several)
        return found


def f1(same: np.ndarray, linked: np.ndarray, weight: np.ndarray) -> tuple[float, float, float]:
    """Return precision, recall and F1 of links."""
    right = weight[same & linked].sum()
    precision = right / max(weight[linked].sum(), 1e-9)
    recall = right / max(weight[same].sum(), 1e-9)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def threshold(judged: Judged, values: np.ndarray) -> float:
    """Return the threshold of the best F1 on the dev half."""
    ones = np.ones(len(values))
    options = sorted(set(values[judged.dev].tolist()))
    dev = judged.dev
    return max(options, key=lambda least: f1(judged.same[dev], values[dev] >= least, ones[dev])[2], default=1.0)


def report(name: str, judged: Judged, values: np.ndarray, least: float, half: str) -> None:
    """Print how a score does on one half."""
    chosen = judged.dev if half == "dev" else ~judged.dev
    linked = values[chosen] >= least
    plain = f1(judged.same[chosen], linked, np.ones(int(chosen.sum())))
    weighed = f1(judged.same[chosen], linked, judged.stands_for[chosen])
    print(
        f"{half:5} {name:28} P {plain[0]:.3f} R {plain[1]:.3f} F1 {plain[2]:.3f}   "
        f"as in the pile: P {weighed[0]:.3f} R {weighed[1]:.3f} F1 {weighed[2]:.3f}   (from {least:.2f})"
    )


def fit(features: dict[str, np.ndarray], same: np.ndarray) -> dict[str, float]:
    """Return the weights of the greatest posterior: logistic regression pulled towards ``PRIOR``."""
    names = list(PRIOR)
    values = np.stack([features[name] for name in names], axis=1)
    prior = np.array([PRIOR[name] for name in names])

    def loss(weights: np.ndarray) -> float:
        total = values @ weights
        return float(np.logaddexp(0, np.where(same, -total, total)).sum() + ((weights - prior) ** 2).sum() / 2 / SPREAD)

    return {name: round(float(weight), 1) for name, weight in zip(names, minimize(loss, prior).x, strict=True)}


def pairs_of(args: argparse.Namespace) -> None:
    """Score the judged pairs."""
    tables = load(args.tables)
    settings = ClaimSettings()
    with Local(1) as engine:
        found, _ = statements(**{name: tables[name] for name in INPUTS}, engine=engine, settings=settings)
    found = claim_scores.weighed(found)
    judged = Judged(tables, found)
    print(f"{found.num_rows} statements; {sum(not several for several in judged.pairs)} judged pairs not found")

    def made(a: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
        return claim_scores.features(found.take(pa.array(a)), found.take(pa.array(b)))

    if args.fit:
        chosen = [(pair, same) for several, same, dev in zip(judged.pairs, judged.same, judged.dev, strict=True)
                  if dev for pair in several[:1]]  # fmt: skip
        a, b = (np.array([pair[side] for pair, _ in chosen], np.int64) for side in (0, 1))
        for name, weight in fit(made(a, b), np.array([same for _, same in chosen])).items():
            print(f'    "{name}": {weight},')
    peers = {
        "claims": lambda a, b: claim_scores.probability(made(a, b)),
        "TF-IDF cosine": lambda a, b: cosine(found, a, b),
        "words of the shorter": lambda a, b: made(a, b)["held"],
        "claims, clustered": clustered(tables, found),
    }
    if args.vectors:
        texts = found["text"].to_pylist()
        alike = lambda a, b: claim_vectors.cosines([texts[n] for n in a], [texts[n] for n in b], engine=LOCAL)  # noqa: E731
        peers["sentence vectors"] = alike
        words, vectors = judged.scores(peers["claims"]), judged.scores(alike)
        open_ones = (words >= settings.undecided) & (words < settings.same)
        options = []
        for least in np.arange(0.5, 1.01, 0.02):
            linked = (words >= settings.same) | (open_ones & (vectors >= least))
            score = f1(judged.same[judged.dev], linked[judged.dev], np.ones(int(judged.dev.sum())))[2]
            options.append((score, least))
        best = max(options)[1]
        print(f"undecided pairs are linked from a cosine of {best:.2f}")
        peers["claims with vectors"] = lambda a, b: np.where(
            (claim_scores.probability(made(a, b)) >= settings.undecided) & (alike(a, b) >= best), 1.0,
            claim_scores.probability(made(a, b)))  # fmt: skip
    for half in ("dev", "held") if args.half == "both" else (args.half,):
        for name, score in peers.items():
            values = judged.scores(score)
            least = settings.same if name.startswith("claims") else max(threshold(judged, values), 1e-9)
            report(name, judged, values, least, half)
            if args.errors and name == "claims" and half == "dev":
                show(judged, found, values, settings.same)


def clustered(tables: dict[str, pa.Table], found: pa.Table) -> Any:
    """Return a score that is 1 for two statements of one claim, as ``find_claims`` makes them."""
    with Local(1) as engine:
        members = find_claims(**{name: tables[name] for name in (*INPUTS, "copies")}, engine=engine)["claim_members"]
    ids = [members[name].to_pylist() for name in ("attribution_id", "event_id", "claim_id")]
    claim = {(one, two): number for one, two, number in zip(*ids, strict=True)}
    keys = list(zip(found["attribution_id"].to_pylist(), found["event_id"].to_pylist(), strict=True))
    return lambda a, b: [
        float(claim.get(keys[one], "a") == claim.get(keys[two], "b")) for one, two in zip(a, b, strict=True)
    ]


def cosine(found: pa.Table, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the cosine of TF-IDF vectors of folded words."""
    words = found["words"].combine_chunks()
    flat = words.flatten().to_numpy()
    keys, counts = np.unique(flat, return_counts=True)
    told = np.log(found.num_rows / counts) ** 2
    weights = pa.ListArray.from_arrays(words.offsets, pa.array(told[np.searchsorted(keys, flat)]))
    table = pa.table({"words": words, "words_told": weights})
    shared, left, right = claim_scores.overlap(table.take(pa.array(a)), table.take(pa.array(b)), "words")
    return shared / np.maximum(np.sqrt(left * right), 1e-9)


def show(judged: Judged, found: pa.Table, values: np.ndarray, least: float) -> None:
    """Print the pairs of the dev half that are judged otherwise."""
    for row, several, same, value in zip(judged.rows, judged.pairs, judged.same, values, strict=True):
        if row["half"] == "dev" and same != (value >= least):
            print(f"  {row['label']} {value:.2f}")
            for number in several[0] if several else ():
                cells = found.slice(number, 1).to_pylist()[0]
                left = ("words", "pairs", "plain", "sequence", "id", "text", "article_id", "outlet", "actors")
                print("    ", {k: v for k, v in cells.items() if k not in left and v not in (None, False, -1)})
                print("       ", cells["text"][:300])


# Speed.


def made_up(count: int, seed: int = 6) -> dict[str, pa.Table]:
    """Return the tables of a case with ``count`` statements, ten an article, of made-up words.

    Words follow Zipf's law; one statement in five is said again elsewhere with some of its words, within days; each
    other one tells of an event at one of a few hundred places.
    """
    chance = np.random.default_rng(seed)
    words = np.array(["".join(chance.choice(list("bdfgklmnprstv") + list("aeiou"), 7)) for _ in range(60_000)])
    ranks = 1 / np.arange(1, len(words) + 1)
    drawn = chance.choice(words, (count, 18), p=ranks / ranks.sum())
    again = np.flatnonzero(chance.random(count) < 0.2)
    source = chance.integers(0, count, len(again))
    keep = chance.random((len(again), 18)) < 0.7
    drawn[again] = np.where(keep, drawn[source], drawn[again])
    days = chance.integers(0, 365, count)
    days[again] = np.minimum(days[source] + chance.integers(0, 3, len(again)), 364)
    places = chance.integers(0, 300, count)
    places[again] = places[source]
    order = np.argsort(days, kind="stable")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in (*INPUTS, "copies")}
    for first in range(0, count, 10):
        several = order[first : first + 10]
        day = f"2026-{1 + int(days[several[0]]) // 31:02}-{1 + int(days[several[0]]) % 28:02}"
        article, text = f"a{first:08}", ""
        for number in several:
            start, said = len(text), " ".join(drawn[number])
            text += said + ".\n"
            span = {"start": start, "end": start + len(said), "text": said}
            rows["attributions"].append({"id": f"s{number:08}", "article_id": article, "content": [span],
                                         "polarity": "asserts"})  # fmt: skip
            if number % 2:
                where = int(places[number])
                trigger = {"start": start, "end": start + len(said.split()[0]), "text": said.split()[0]}
                rows["events"].append({"id": f"e{number:08}", "article_id": article, "attribution_id": f"s{number:08}",
                                       "type": "ASSAULT", "trigger": trigger, "place": f"Place {where}",
                                       "latitude": 10 + where / 10, "longitude": 20.0, "date_from": day,
                                       "date_to": day, "modality": "asserted", "evidence": []})  # fmt: skip
        rows["articles"].append({"id": article, "outlet": f"Outlet {first % 50}", "published": day, "start": 0,
                                 "text": text})  # fmt: skip
    return {name: pa.Table.from_pylist(several, schema=TABLES[name]) for name, several in rows.items()}


def speed_of(count: int) -> None:
    """Print how long the claims of ``count`` made-up statements take, and how much memory."""
    tables = made_up(count)
    begun, busy = time.perf_counter(), time.process_time()
    found = find_claims(**tables, engine=LOCAL)
    took, busy = time.perf_counter() - begun, time.process_time() - busy
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sizes = {name: table.num_rows for name, table in found.items()}
    print(f"{count} statements: {took:.1f} s, {busy:.1f} s of them on the processor, {memory:.1f} GB at most, {sizes}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=Path)
    parser.add_argument("--half", choices=("dev", "held", "both"), default="dev")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--vectors", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--statements", type=int, nargs="*", default=[])
    args = parser.parse_args()
    if args.tables:
        pairs_of(args)
    for count in args.statements:
        speed_of(count)


if __name__ == "__main__":
    main()
