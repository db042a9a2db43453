"""The same utterance, on the judged pairs of FA-KES, beside its peers: equal words, and TF-IDF cosines.

    python bench/quotes.py CASE [--gold tests/gold/quotes.jsonl] [--half dev|held|more] [--wrong]

CASE is a case that ``sayso read FA-KES-Dataset.csv`` made. The gold names attributions by the row's id and the offsets
of the content, so it survives another reader: an attribution is found again where its content overlaps the gold's by
``AGAIN`` or more; what the reader no longer has counts as said to be different. Peers, on the same attributions: *same
words* joins equal folded words of one speaker, as lists of utterances did; *cosine* joins contents whose TF-IDF vectors
are close (Salton and Buckley 1988), *ratio* whose ``difflib`` ratio is high, both with the threshold that is best on
all but the held half.

Scores are over the pairs as drawn, and weighted to what the strata hold (see ``tests/gold/quotes.md``).
"""

from __future__ import annotations

import argparse
import difflib
import json
import math
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sayso.case.reader import Case
from sayso.case.views import fold
from sayso.compare.quotes import find_quotes
from sayso.engines import Local

#: Pairs in each stratum, from the drawing.
STRATA = {
    "A apart": 128, "A close": 405, "B apart": 514, "B close": 433, "C apart": 2760, "C close": 869,
    "D apart": 7160, "D close": 2067, "E apart": 105848, "E close": 20033, "same words": 801,
}  # fmt: skip
#: The share (intersection over union) of a content that makes it the gold's.
AGAIN = 0.5
#: Two halves of one drawing, and pairs drawn later, with more of the strata where it is decided, for work on the rules.
HALVES = ("dev", "held", "more")
#: What is shown: each of these, and both halves of the drawing together.
SHOWN = {**{half: (half,) for half in HALVES}, "150": ("dev", "held")}
Pair = tuple[dict[str, Any], dict[str, Any]]


class Attributions:
    """The attributions of a case, found by the row and the offsets of the gold."""

    def __init__(self, case: Case) -> None:
        """Read the tables."""
        self.tables = {
            name: case.table(name) for name in ("articles", "attributions", "entities", "copies", "mentions")
        }
        records = {row["id"]: row["record"] for row in case.table("pages").select(["id", "record"]).to_pylist()}
        self.rows = self.tables["attributions"].to_pylist()
        self._of: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.rows:
            row["words"] = fold(" ".join(piece["text"] for piece in row["content"]))
            row["places"] = {n for piece in row["content"] for n in range(piece["start"], piece["end"])}
            self._of[records[row["page_id"]]].append(row)

    def found(self, side: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the attributions that a side of a pair means: more than one where the data set has a row twice."""
        wanted = {n for start, end in side["content"] for n in range(start, end)}
        best: dict[str, tuple[float, dict[str, Any]]] = {}
        for row in self._of[side["unit_id"]]:
            share = len(wanted & row["places"]) / max(len(wanted | row["places"]), 1)
            if share >= AGAIN and share > best.get(row["page_id"], (0.0, row))[0]:
                best[row["page_id"]] = (share, row)
        return [row for _, row in best.values()]

    def pairs(self, gold: dict[str, Any]) -> list[Pair]:
        """Return the pairs of attributions that a gold pair means, on two pages."""
        one, other = self.found(gold["a"]), self.found(gold["b"])
        return [(a, b) for a in one for b in other if a["page_id"] != b["page_id"]]


def scores(judged: list[tuple[dict[str, Any], bool]], weigh: Callable[[dict[str, Any]], float]) -> tuple[float, ...]:
    """Return precision, recall and F1 of answers to gold pairs."""
    right = sum(weigh(gold) for gold, said in judged if said and gold["same"])
    told = sum(weigh(gold) for gold, said in judged if said)
    wanted = sum(weigh(gold) for gold, said in judged if gold["same"])
    precision, recall = right / told if told else 0.0, right / wanted if wanted else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def cosine(attributions: Attributions) -> Callable[[dict[str, Any], dict[str, Any]], float]:
    """Return the cosine of two contents' TF-IDF vectors over all attributions."""
    found = Counter(word for row in attributions.rows for word in set(row["words"].split()))
    count = len(attributions.rows)

    def vector(words: str) -> dict[str, float]:
        return {word: n * math.log(count / found[word]) for word, n in Counter(words.split()).items()}

    def alike(one: dict[str, Any], other: dict[str, Any]) -> float:
        a, b = vector(one["words"]), vector(other["words"])
        size = math.sqrt(sum(v * v for v in a.values()) * sum(v * v for v in b.values()))
        return sum(v * b.get(word, 0.0) for word, v in a.items()) / size if size else 0.0

    return alike


def ratio(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Return how much of the words of two contents stand in both in one order."""
    return difflib.SequenceMatcher(None, one["words"].split(), other["words"].split(), autojunk=False).ratio()


def main() -> None:
    """Print a line for every method and half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case")
    parser.add_argument("--gold", type=Path, default=Path("tests/gold/quotes.jsonl"))
    parser.add_argument("--half", choices=HALVES, action="append", help="only these")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that were answered wrongly")
    asked = parser.parse_args()
    gold = [json.loads(line) for line in asked.gold.read_text(encoding="utf-8").splitlines()]
    drawn = Counter((one["half"], one["stratum"]) for one in gold)
    with Case(asked.case) as case:
        attributions = Attributions(case)
    began = time.perf_counter()
    with Local() as engine:
        found = find_quotes(**attributions.tables, engine=engine)
    seconds = time.perf_counter() - began
    members = found["quote_members"]
    quote = dict(zip(members["attribution_id"].to_pylist(), members["quote_id"].to_pylist(), strict=True))
    meant = {one["id"]: attributions.pairs(one) for one in gold}
    methods: dict[str, Callable[[dict[str, Any], dict[str, Any]], float]] = {
        "sayso": lambda a, b: float(quote.get(a["id"], a["id"]) == quote.get(b["id"], b["id"])),
        "same words": lambda a, b: float(a["words"] == b["words"] and a["speaker_id"] == b["speaker_id"]),
        "cosine": cosine(attributions),
        "ratio": ratio,
    }
    print(
        f"{len(quote)} attributions in {found['quotes'].num_rows} quotes of {len(attributions.rows)}, {seconds:.1f} s"
    )
    print(f"{'method':12} {'half':5} {'pairs':>5} {'P':>6} {'R':>6} {'F1':>6}   weighted: {'P':>6} {'R':>6} {'F1':>6}")
    for name, method in methods.items():
        value = {one["id"]: max((method(a, b) for a, b in meant[one["id"]]), default=0.0) for one in gold}
        dev = [one for one in gold if one["half"] != "held"]
        least = max(
            sorted({value[one["id"]] for one in dev if value[one["id"]] > 0}),
            key=lambda least: scores([(one, value[one["id"]] >= least) for one in dev], lambda _: 1.0)[2],
        )
        for half in asked.half or SHOWN:
            judged = [(one, value[one["id"]] >= least) for one in gold if one["half"] in SHOWN[half]]
            plain = scores(judged, lambda _: 1.0)
            weighted = scores(judged, lambda one: STRATA[one["stratum"]] / drawn[one["half"], one["stratum"]])
            shown = [" ".join(f"{number:6.3f}" for number in numbers) for numbers in (plain, weighted)]
            if half not in (
                "dev",
                "held",
            ):  # drawn to have many near the decision: too few of the large strata to weigh by
                shown[1] = ""
            print(f"{name:12} {half:5} {len(judged):5} {shown[0]}             {shown[1]}")
            if asked.wrong and name == "sayso":
                for one, said in judged:
                    if said != one["same"]:
                        print("  wrong:", one["id"], "same" if one["same"] else "not the same", one["stratum"])


if __name__ == "__main__":
    main()
