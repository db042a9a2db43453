"""One pile read by the engine for one machine and by Spark on the same cores: pages per second, and the same bytes.

    python bench/engines.py                        # 200 invented pages, the rule reader
    python bench/engines.py --pages 400 --reader encoder --cores 2

Four ways: one process (the baseline), the local engine, its job done by Spark, and Spark reading the files
as well (to Parquet, then loaded into a case). Pages are of invented words around sentences that say something; one in
ten is lifted from another. Spark's start is counted by itself.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sayso.engines import Local
from sayso.engines.spark import Spark
from sayso.export.run import export
from sayso.pipeline import read_into
from sayso.pipeline.cluster import read_to_parquet
from sayso.pipeline.from_parquet import load_into

SAID = (
    "“The {a} will hold,” Ana Lund told reporters in {b} on Tuesday.",
    "The ministry denied that the {a} had been shelled near {b}, saying nobody was hurt.",
    "According to Harbour Radio, {n} people died when militants attacked the {a} of {b}.",
    "Mayor Tom Berg said the {a} was shut and accused the {b} brigade of breaking the truce.",
)


def make_pages(folder: Path, count: int) -> None:
    """Write ``count`` pages of about 300 words; the same ones every time."""
    drawn = random.Random(6)
    words = [f"{drawn.choice('bdfgklmnprst')}{drawn.choice('aeiou')}{drawn.choice('lmnrst')}{n}" for n in range(3000)]
    stories: list[str] = []
    for number in range(count):
        lines = []
        for _ in range(12):
            said = drawn.choice(SAID).format(
                a=drawn.choice(words), b=drawn.choice(words).title(), n=drawn.randint(2, 40)
            )
            lines.append(said + " " + " ".join(drawn.choices(words, k=15)).capitalize() + ".")
        if number % 10 == 9:
            lines[3:6] = drawn.choice(stories).split("\n\n")[4:7]
        stories.append("\n\n".join([f"Truce of {drawn.choice(words)}", *lines]))
        (folder / f"{number:05}.txt").write_text(stories[-1], encoding="utf-8")


def exported(case: Path) -> dict[str, bytes]:
    """Return the exports of a case by name."""
    return {file.name: file.read_bytes() for file in export(case, "jsonl", case.with_suffix(".out"))}


def main() -> int:
    """Print seconds and pages per second of each way; 1 when any case differs from the first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--reader", default="rules", choices=("rules", "encoder"))
    parser.add_argument("--cores", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sayso-engines-") as name:
        home = Path(name)
        pages = home / "pages"
        pages.mkdir()
        make_pages(pages, options.pages)
        with Local(1) as one, Local(options.cores) as many, Spark(f"local[{options.cores}]") as spark:
            began = time.perf_counter()
            list(spark.session.range(1).collect())
            print(f"start of Spark: {time.perf_counter() - began:.1f} s")

            def by_workers(case: Path) -> None:
                found = str(home / "found")
                read_to_parquet([str(pages)], to=found, engine=spark, reader=options.reader)
                load_into(found, into=case, engine=many)

            ways: dict[str, Callable[[Path], object]] = {
                "one process": lambda case: read_into([pages], into=case, reader=options.reader, engine=one),
                f"local, {options.cores}": lambda case: read_into(
                    [pages], into=case, reader=options.reader, engine=many
                ),
                "spark understands": lambda case: read_into([pages], into=case, reader=options.reader, engine=spark),
                "spark reads too": by_workers,
            }
            first: dict[str, bytes] | None = None
            for number, (way, work) in enumerate(ways.items()):
                began = time.perf_counter()
                work(home / f"{number}.sayso")
                seconds = time.perf_counter() - began
                found = exported(home / f"{number}.sayso")
                first = first or found
                same = "same" if found == first else "NOT THE SAME"
                print(f"{way:20} {seconds:7.1f} s {options.pages / seconds:7.1f} pages/s  {same}", flush=True)
                if found != first:
                    return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
