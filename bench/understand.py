"""Speed of understanding beside the bare encoder, in one run: words per second of both, and peak memory of a worker.

    python bench/understand.py articles.csv --workers 2

Articles are read from a table (columns ``article_title`` and ``article_content``, or ``title`` and ``text``).
*Understand* is everything from an article's text to its findings: spans, names, chains, speakers, via, style, mentions.
*Bare encoder* is the same weights' encoder over the same windows in batches sorted by length, and nothing else: no
cutting into pieces, no decoding. Both run in the same processes, one thread each, one after the other; starting is
not counted.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import resource
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import numpy as np

from sayso.model import Article, Block, Page, content_id
from sayso.understand import make_reader, understand


def articles_of(path: Path, most: int | None = None) -> list[tuple[Page, list[Article], list[Block]]]:
    """Return the articles of a table (the first ``most``), each on a page of its own, a block for every line."""
    csv.field_size_limit(sys.maxsize)
    found = []
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for number, row in enumerate(islice(csv.DictReader(file), most)):
            text = (
                f"{row.get('article_title') or row.get('title') or ''}\n{row.get('article_content') or row.get('text')}"
            )
            page = Page(content_id(path.name, number), path.name, "", text)
            article = Article(page.id, page.id, None, None, None, None, None, 0, len(text), text)
            blocks, start = [], 0
            for line in text.split("\n"):
                if line.strip():
                    blocks.append(Block(str(start), page.id, article.id, "body", start, start + len(line)))
                start += len(line) + 1
            found.append((page, [article], blocks))
    return found


def run(path: Path, share: tuple[int, int], reader: str, ready: object, times: object) -> None:
    """One worker: understand every so-many-th article, then run the bare encoder over their windows."""
    mine = articles_of(path)[share[0] :: share[1]]
    made = make_reader(reader)
    understand(*mine[0], made)
    ready.wait()
    began = time.perf_counter()
    for one in mine:
        understand(*one, made)
    whole = time.perf_counter() - began
    ready.wait()
    bare, pieces = _bare(mine, made, ready) if reader == "encoder" else (0.0, 0)
    words = sum(len(page.text.split()) for page, _, _ in mine)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    times.put((words, whole, bare, pieces, peak))


def _bare(mine: list, made: object, ready: object) -> tuple[float, int]:
    from sayso.understand.encoder.windows import windows_of
    from sayso.understand.encoder.words import FEATURES, words_of

    batches, rows = [], []
    for page, _, _ in mine:
        lines = [(0, len(page.text))]
        words = words_of(made.weights.tokenizer, page.text, lines)
        rows += [(words, low, high) for low, high in windows_of(page.text, words)]
    rows.sort(key=lambda row: row[0].first[row[2]] - row[0].first[row[1]])
    for begin in range(0, len(rows), 24):
        group = rows[begin : begin + 24]
        width = max(int(w.first[high] - w.first[low]) for w, low, high in group) + 2
        most = max(high - low for _, low, high in group)
        given = {
            "pieces": np.zeros((len(group), width), dtype=np.int64),
            "features": np.full((len(group), width), FEATURES, dtype=np.int64),
            "mask": np.zeros((len(group), width), dtype=np.float32),
            "first": np.zeros((len(group), most), dtype=np.int64),
        }
        for number, (w, low, high) in enumerate(group):
            size = int(w.first[high] - w.first[low])
            given["pieces"][number, :size] = w.pieces[w.first[low] : w.first[high]]
            given["mask"][number, :size] = 1
            given["first"][number, : high - low] = w.first[low:high] - w.first[low]
        batches.append(given)
    pieces = sum(int(w.first[high] - w.first[low]) for w, low, high in rows)
    ready.wait()
    began = time.perf_counter()
    for given in batches:
        made.weights.encoder.run(None, given)
    return time.perf_counter() - began, pieces


def main() -> None:
    """Print a line for each measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--reader", default="encoder")
    parser.add_argument("--first", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.first:
        understand(*articles_of(given.table, 1)[0], make_reader(given.reader))
        return
    began = time.perf_counter()
    subprocess.run([sys.executable, __file__, str(given.table), "--first", "--reader", given.reader], check=True)
    first = time.perf_counter() - began
    context = multiprocessing.get_context("spawn")
    ready, times = context.Barrier(given.workers), context.Queue()
    workers = [
        context.Process(target=run, args=(given.table, (part, given.workers), given.reader, ready, times))
        for part in range(given.workers)
    ]
    for worker in workers:
        worker.start()
    found = [times.get() for _ in workers]
    for worker in workers:
        worker.join()
    words = sum(one[0] for one in found)
    whole, bare = max(one[1] for one in found), max(one[2] for one in found)
    print(f"words                 {words:,}")
    print(f"understand            {words / whole:,.0f} words/s ({whole:.1f} s, {given.workers} workers)")
    if bare:
        pieces = sum(one[3] for one in found)
        print(f"bare encoder          {words / bare:,.0f} words/s, {pieces / bare:,.0f} pieces/s ({bare:.1f} s)")
        print(f"share of bare encoder {bare / whole:.0%}")
    print(f"first finding after   {first:.1f} s, the interpreter's start included")
    print(f"peak of a worker      {max(one[4] for one in found):,.0f} MiB")


if __name__ == "__main__":
    main()
