"""Measure how the search for copies grows, beside MinHash, and what adding a few pages to a case costs.

    python bench/growth.py --articles 10000 100000            the search alone: seconds and memory for each step
    python bench/growth.py --articles 1000000
    python bench/growth.py --articles 10000 --peers 10000     with rensa and datasketch over the same pile
    python bench/growth.py --add 100 --to 100000              a case of 100,000 articles, and 100 more

The articles are made up, from a seed: words by Zipf's and Mandelbrot's law with topics that come and go, phrases that
everybody uses, footers of outlets, background paragraphs, and stories that many outlets take over within a day, whole
or in part, with words replaced. What was taken from where is known, so recall is measured in the same run. Every size
runs in a process of its own, so that its peak of memory is its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
BLOCKS = pa.schema([("article_id", pa.string()), ("role", pa.string()), ("start", pa.int64()), ("end", pa.int64())])

VOCABULARY, TOPICS, TOPIC_WORDS = 60_000, 300, 400
PHRASES, OUTLETS, BACKGROUNDS = 20_000, 300, 400
#: Articles written at a time; stories are taken over within the pile that was written together.
CHUNK = 10_000
#: Of so many articles in a row, the first few are stories that others of them take over.
ROUND, STORIES = 200, 40


@dataclass
class Plants:
    """Which article took words from which, and how: ``share`` of the words replaced, ``words`` taken."""

    host: list[int] = field(default_factory=list)
    donor: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    share: list[float] = field(default_factory=list)
    equal: list[tuple[int, int]] = field(default_factory=list)


class World:
    """Writes articles. The same seed and number give the same articles, in the order of time."""

    def __init__(self, count: int, seed: int) -> None:
        self.count = count
        self.chance = np.random.default_rng(seed)
        letters = np.array(list("etaoinshrdlucmfwypvbgk"))
        sizes = self.chance.integers(2, 10, VOCABULARY)
        drawn = letters[np.minimum(self.chance.geometric(0.12, int(sizes.sum())) - 1, len(letters) - 1)]
        cuts = np.cumsum(sizes)[:-1]
        names = {"".join(part): None for part in np.split(drawn, cuts)}
        while len(names) < VOCABULARY:
            names[f"{'qjxz'[len(names) % 4]}{len(names):x}".translate(str.maketrans("0123456789", "ghjklmnpqr"))] = None
        self.words = pa.array(list(names)[:VOCABULARY])
        weights = 1 / (np.arange(VOCABULARY) + 2.7)
        self.total = np.cumsum(weights / weights.sum())
        topical = 1 / (np.arange(TOPIC_WORDS) + 10)
        self.topical = np.cumsum(topical / topical.sum())
        self.topics = self.chance.integers(100, VOCABULARY, (TOPICS, TOPIC_WORDS))
        used = 1 / (np.arange(PHRASES) + 20)
        self.used = np.cumsum(used / used.sum())
        self.phrases = [self._draw(int(size)) for size in self.chance.integers(3, 8, PHRASES)]
        self.footers = [self._draw(30) for _ in range(OUTLETS)]
        self.backgrounds = [self._draw(40) for _ in range(BACKGROUNDS)]
        self.plants = Plants()

    def _draw(self, size: int) -> np.ndarray:
        return np.minimum(np.searchsorted(self.total, self.chance.random(size)), VOCABULARY - 1)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield all articles, ``CHUNK`` at a time."""
        for first in range(0, self.count, CHUNK):
            yield self._chunk(first, min(CHUNK, self.count - first))

    def _chunk(self, first: int, count: int) -> pa.RecordBatch:
        chance = self.chance
        sizes = chance.integers(180, 330, count)
        bounds = np.concatenate(([0], np.cumsum(sizes)))
        flat = self._draw(int(bounds[-1]))
        topic = (first // 2_000 + chance.integers(0, 60, count)) % TOPICS
        on_topic = np.flatnonzero(chance.random(len(flat)) < 0.25)
        owner = np.searchsorted(bounds, on_topic, side="right") - 1
        place = np.searchsorted(self.topical, chance.random(len(on_topic)))
        flat[on_topic] = self.topics[topic[owner], np.minimum(place, TOPIC_WORDS - 1)]
        self._phrases(flat)
        own = np.split(flat, bounds[1:-1])
        outlets = chance.integers(0, OUTLETS, count)
        kind, back = chance.random(count), chance.random(count)
        made: list[np.ndarray] = []
        for number in range(count):
            text = own[number]
            turn = number % ROUND
            if turn >= STORIES and kind[number] < 0.25:
                # The first stories of a round are taken over most, so there are bursts of some dozens.
                donor = number - turn + min(int(chance.zipf(1.6)) - 1, STORIES - 1)
                if kind[number] < 0.02:
                    made.append(made[donor])
                    self.plants.equal.append((first + number, first + donor))
                    continue
                text = self._taken(first + number, first + donor, own[donor], text, whole=kind[number] < 0.08)
            if back[number] < 0.05:
                text = np.concatenate((text, self.backgrounds[int(chance.integers(0, BACKGROUNDS))]))
            if outlets[number] % 2:
                text = np.concatenate((text, self.footers[outlets[number]]))
            made.append(text)
        return self._batch(first, made, outlets)

    def _phrases(self, flat: np.ndarray) -> None:
        """Put phrases that everybody uses over a tenth of the words."""
        times = len(flat) // 50
        at = self.chance.integers(0, len(flat) - 10, times)
        which = np.minimum(np.searchsorted(self.used, self.chance.random(times)), PHRASES - 1)
        sizes = np.array([len(self.phrases[i]) for i in which])
        index = np.repeat(at - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        flat[index] = np.concatenate([self.phrases[i] for i in which])

    def _taken(self, number: int, donor: int, theirs: np.ndarray, text: np.ndarray, *, whole: bool) -> np.ndarray:
        """Return a text with words of the donor's in it: most of the story, or a passage, some with words replaced."""
        size = len(theirs) - 20 if whole else int(self.chance.integers(40, 150))
        start = int(self.chance.integers(0, max(len(theirs) - size, 1)))
        words = theirs[start : start + size].copy()
        share = (0.0, 0.0, 0.0, 0.1, 0.2, 0.3)[int(self.chance.integers(0, 6))]
        if share:
            where = self.chance.choice(len(words), round(share * len(words)), replace=False)
            words[where] = self._draw(len(where))
        self.plants.host.append(number)
        self.plants.donor.append(donor)
        self.plants.words.append(len(words))
        self.plants.share.append(share)
        rest = text[: max(300 - len(words), 60)]
        at = int(self.chance.integers(0, len(rest)))
        return np.concatenate((rest[:at], words, rest[at:]))

    def _batch(self, first: int, made: list[np.ndarray], outlets: np.ndarray) -> pa.RecordBatch:
        offsets = np.concatenate(([0], np.cumsum([len(text) for text in made]))).astype(np.int32)
        lists = pa.ListArray.from_arrays(pa.array(offsets), self.words.take(pa.array(np.concatenate(made))))
        numbers = np.arange(first, first + len(made))
        ids = pa.array([f"{number:08}" for number in numbers])
        days = 735_000 + numbers // ROUND
        names = {int(day): date.fromordinal(int(day)).isoformat() for day in np.unique(days)}
        columns = [
            ids,
            ids,
            pa.array([f"Outlet {outlet}" for outlet in outlets]),
            pa.array([names[int(day)] for day in days]),
            pa.array(np.zeros(len(made), np.int64)),
            pc.binary_join(lists, " "),
        ]
        return pa.record_batch(columns, schema=ARTICLES)


# Scoring.


def pairs_of(copies: pa.Table) -> np.ndarray:
    """Return both articles of every passage that is not stock as one number, sorted."""
    found = copies.filter(pc.invert(copies["stock"]))
    a, b = (found[name].cast(pa.int64()).to_numpy() for name in ("article_id", "of_article_id"))
    return np.unique(np.minimum(a, b) << 32 | np.maximum(a, b))


def score(found: np.ndarray, plants: Plants) -> dict[str, Any]:
    """Return the share of planted pairs that were found, by how many words were replaced.

    Of articles that are equal the first stands for all, here as in ``find_passages``.
    """
    first = dict(plants.equal)
    host, donor = np.array(plants.host), np.array([first.get(one, one) for one in plants.donor])
    hit = np.isin(np.minimum(host, donor) << 32 | np.maximum(host, donor), found)
    share = np.array(plants.share)
    equal = np.array([min(pair) << 32 | max(pair) for pair in plants.equal], np.int64)
    return {
        "planted": len(hit),
        "recall": round(float(hit.mean()), 4),
        "by_share": {f"{one:.0%}": round(float(hit[share == one].mean()), 4) for one in np.unique(share)},
        "equal": round(float(np.isin(equal, found).mean()), 4) if len(equal) else None,
    }


# Runs, each in a process of its own.


def pile(count: int, seed: int) -> tuple[pa.Table, Plants, float]:
    """Return the articles of a world, what was planted, and the seconds that making them took."""
    began = time.perf_counter()
    world = World(count, seed)
    table = pa.Table.from_batches(world.batches())
    return table, world.plants, time.perf_counter() - began


def run_search(count: int, seed: int, workers: int | None) -> dict[str, Any]:
    """Search a pile for copies and return seconds by step, memory and recall."""
    from sayso.compare import find_passages
    from sayso.engines import Local

    articles, plants, making = pile(count, seed)
    words = int(pc.sum(pc.count_substring(articles["text"], " ")).as_py()) + count
    at_rest = peak()
    steps: dict[str, float] = {}
    with Local(workers) as engine:
        began, used = time.perf_counter(), spent()
        found = find_passages(articles, BLOCKS.empty_table(), engine=engine, steps=steps)
        seconds = time.perf_counter() - began
    used = spent() - used  # the workers' time counts when they have ended
    return {
        "articles": count,
        "words": words,
        "copies": found.num_rows,
        "stock": int(pc.sum(found["stock"]).as_py() or 0),
        "seconds": round(seconds, 1),
        "cpu_seconds": round(used, 1),
        "articles_per_second": round(count / seconds),
        "steps": {name: round(value, 1) for name, value in steps.items()},
        "making": round(making, 1),
        "input_mb": at_rest,
        "peak_mb": peak(),
        **score(pairs_of(found), plants),
    }


def spent() -> float:
    """Return the processor's seconds of this process and of its children that have ended."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def peak() -> int:
    """Return the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def run_peers(count: int, seed: int) -> dict[str, Any]:
    """Find near-duplicates by MinHash and locality-sensitive hashing over whole articles, with both peers, on one core.

    Broder (1997): 128 hashes over the set of word 3-grams; every pair that shares a band is found. What is counted,
    each by itself: making the shingles (Python, the same for both), signatures, the index with its queries. Pages per
    second are over all three. The threshold is low, .2, because a lifted passage is a small part of two articles.
    """
    import datasketch
    import rensa

    articles, plants, _ = pile(count, seed)
    texts = articles["text"].to_pylist()
    began = time.perf_counter()
    shingles = [shingled(text) for text in texts]
    shingling = time.perf_counter() - began
    found: dict[str, Any] = {"articles": count, "shingling": round(shingling, 2)}

    began = time.perf_counter()
    sketches = rensa.RMinHash.from_token_sets(shingles, num_perm=128, seed=1)
    signing = time.perf_counter() - began
    began = time.perf_counter()
    index = rensa.RMinHashLSH(threshold=0.2, num_perm=128, num_bands=32)
    index.insert_many(sketches)
    pairs = {
        (number, other) for number, near in enumerate(index.query_all(sketches)) for other in near if other < number
    }
    found["rensa"] = told(
        pairs, plants, count, shingling=shingling, signing=signing, finding=time.perf_counter() - began
    )
    del sketches, index

    began = time.perf_counter()
    made = []
    for one in shingles:
        sketch = datasketch.MinHash(num_perm=128, seed=1)
        sketch.update_batch([shingle.encode() for shingle in one])
        made.append(sketch)
    signing = time.perf_counter() - began
    began = time.perf_counter()
    lsh = datasketch.MinHashLSH(threshold=0.2, num_perm=128)
    pairs = set()
    for number, sketch in enumerate(made):
        pairs.update((number, other) for other in lsh.query(sketch))
        lsh.insert(number, sketch)
    found["datasketch"] = told(
        pairs, plants, count, shingling=shingling, signing=signing, finding=time.perf_counter() - began
    )
    return found


def shingled(text: str) -> list[str]:
    """Return the word 3-grams of a text."""
    words = text.split(" ")
    return list({" ".join(words[at : at + 3]) for at in range(max(len(words) - 2, 1))})


def told(
    pairs: set[tuple[int, int]], plants: Plants, count: int, *, shingling: float, signing: float, finding: float
) -> dict[str, Any]:
    """Return what a peer took and found."""
    seconds = shingling + signing + finding
    # A peer links every equal article by itself, so a donor's twin is as good as the donor.
    keys = np.array([min(pair) << 32 | max(pair) for pair in pairs] or [0], np.int64)
    return {
        "signing": round(signing, 2),
        "signatures_per_second": round(count / signing),
        "finding": round(finding, 2),
        "articles_per_second": round(count / seconds),
        "pairs": len(pairs),
        **score(np.unique(keys), plants),
    }


def exponent(runs: list[dict[str, Any]], what: str = "seconds") -> float:
    """Return the exponent of growth: the slope of a line through the logarithms (least squares)."""
    x = np.log([run["articles"] for run in runs])
    y = np.log([run[what] for run in runs])
    return float(np.polyfit(x, y, 1)[0])


def run_add(add: int, count: int, seed: int, workers: int | None) -> dict[str, Any]:
    """Compare a case of ``count`` pages, add some (half the newest, half from anywhere) and compare again.

    The copies have to be those of comparing everything at once, which is done as well.
    """
    from sayso.case.reader import Case
    from sayso.case.writer import CaseWriter
    from sayso.engines import Local
    from sayso.pipeline import links

    articles, _, _ = pile(count + add, seed)
    chance = np.random.default_rng(seed)
    late = np.zeros(count + add, bool)
    late[-(add // 2) :] = True
    late[chance.choice(count, add - add // 2, replace=False)] = True
    result: dict[str, Any] = {"articles": count, "pages_added": add}
    with tempfile.TemporaryDirectory() as folder, Local(workers) as engine:
        path = Path(folder) / "grown.sayso"

        def compare(name: str, *, forget: bool = False) -> None:
            with CaseWriter(path) as writer:
                if forget:
                    with writer.transaction() as db:
                        db.execute("DELETE FROM kept")
                        db.execute("DELETE FROM stages")
                began, used = time.perf_counter(), spent()
                links.compare(writer, engine)
                result[name] = round(time.perf_counter() - began, 2)
                result[name + "_cpu"] = round(spent() - used, 2)

        began = time.perf_counter()
        write(path, articles.filter(pa.array(~late)))
        result["writing_all"] = round(time.perf_counter() - began, 1)
        compare("all_at_once")
        began = time.perf_counter()
        write(path, articles.filter(pa.array(late)))
        result["writing_added"] = round(time.perf_counter() - began, 2)
        compare("added")
        compare("nothing_new")
        with Case(path) as case:
            grown = case.table("copies")
            kept = case.rows("SELECT sum(length(data)) FROM kept_articles")[0][0]
            kept += case.rows("SELECT coalesce(sum(length(data)), 0) FROM kept_passages")[0][0]
        result |= {"copies": grown.num_rows, "kept_mb": kept // 1_000_000, "case_mb": path.stat().st_size // 1_000_000}
        compare("all_again", forget=True)
        with Case(path) as case:
            result["the_same"] = case.table("copies").equals(grown)
    result["peak_mb"] = peak()
    return result


def write(path: Path, articles: pa.Table) -> None:
    """Write articles into a case, each on a page of its own."""
    from sayso.case.writer import CaseWriter
    from sayso.model import Article, Block, Findings, Page

    with CaseWriter(path) as writer:
        for batch in articles.to_batches(max_chunksize=2_000):
            pages, found = [], []
            for row in batch.to_pylist():
                one, text = row["id"], row["text"]
                pages.append(Page(f"p{one}", f"{one}.txt", one, text))
                article = Article(one, f"p{one}", None, None, row["outlet"], row["published"], None, 0, len(text), text)
                cuts = [0, len(text) // 3, len(text) // 2, len(text)]
                blocks = [
                    Block(f"{one}-{low}", f"p{one}", one, "body", low, high) for low, high in itertools.pairwise(cuts)
                ]
                found.append(Findings(f"p{one}", articles=(article,), blocks=tuple(blocks)))
            writer.add(pages, found, "made up")


def alone(*arguments: str) -> dict[str, Any]:
    """Run this file in a process of its own and return what it told."""
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(json.dumps(result, indent=2))
    return result


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, nargs="*", default=[], help="sizes of piles to search")
    parser.add_argument("--peers", type=int, nargs="*", default=[], help="sizes of piles to give to the peers")
    parser.add_argument("--add", type=int, help="pages to add to a case of --to pages")
    parser.add_argument("--to", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=None, help="processes (default: the usable cores)")
    parser.add_argument("--one", choices=("search", "peers", "add"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one == "search":
        print(json.dumps(run_search(asked.articles[0], asked.seed, asked.workers)))
    elif asked.one == "add":
        print(json.dumps(run_add(asked.add, asked.to, asked.seed, asked.workers)))
    elif asked.one == "peers":
        print(json.dumps(run_peers(asked.peers[0], asked.seed)))
    else:
        rest = ["--seed", str(asked.seed), *(["--workers", str(asked.workers)] if asked.workers is not None else [])]
        runs = [alone("--one", "search", "--articles", str(count), *rest) for count in asked.articles]
        if len(runs) > 1:
            print(f"growth: seconds n^{exponent(runs):.2f}, processor n^{exponent(runs, 'cpu_seconds'):.2f}")
        for count in asked.peers:
            alone("--one", "peers", "--peers", str(count), *rest)
        if asked.add:
            alone("--one", "add", "--add", str(asked.add), "--to", str(asked.to), *rest)


if __name__ == "__main__":
    main()
