"""How fast a table of articles becomes a case: articles and words per second, peak memory, seconds by stage.

    python bench/read.py PATHS… [--workers 1,2] [--columns text=article_content,…] [--repeat 1] [--json]

Each measurement is a fresh process that reads into a fresh case; memory is the peak resident set of that
process and of the largest of its workers, as the kernel counts it. ``--repeat`` keeps the fastest of so many runs.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def measure(paths: list[str], columns: dict[str, str] | None, workers: int) -> dict[str, Any]:
    """Read once, in this process, and return what it took."""
    began = time.perf_counter()
    import sayso  # its loading is part of what a user waits for

    with tempfile.TemporaryDirectory(prefix="sayso-bench-") as folder:
        case = Path(folder) / "bench.sayso"
        summary = sayso.read(paths, into=case, columns=columns, workers=workers)
        size = case.stat().st_size
    seconds = time.perf_counter() - began
    unit = 1024 if sys.platform != "darwin" else 1  # kilobytes on Linux, bytes on macOS
    return {
        "workers": workers,
        "pages": summary.new,
        "failed": summary.failed,
        "articles": summary.articles,
        "words": summary.words,
        "attributions": summary.attributions,
        "copies": summary.in_case["copies"],
        "seconds": round(seconds, 2),
        "articles_per_second": round(summary.articles / seconds, 1),
        "words_per_second": round(summary.words / seconds),
        "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**20),
        "peak_worker_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 2**20),
        "case_mib": round(size / 2**20, 1),
        "stages": {name: round(value, 2) for name, value in summary.seconds.items()},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--workers", default="1,2", help="numbers of worker processes to try")
    parser.add_argument("--columns", help="as for sayso read")
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    columns = dict(pair.split("=", 1) for pair in options.columns.split(",")) if options.columns else None
    if options.once:
        print(json.dumps(measure(options.paths, columns, int(options.workers))))
        return
    results = []
    for workers in options.workers.split(","):
        again = [sys.executable, __file__, *options.paths, "--once", "--workers", workers]
        again += ["--columns", options.columns] if options.columns else []
        runs = [
            json.loads(subprocess.run(again, check=True, stdout=subprocess.PIPE, text=True).stdout)
            for _ in range(options.repeat)
        ]
        results.append(min(runs, key=lambda run: run["seconds"]))
    if options.json:
        print(json.dumps(results, indent=1))
        return
    for result in results:
        stages = ", ".join(f"{name} {value}" for name, value in result.pop("stages").items())
        print("\n".join(f"{name.replace('_', ' '):>20}  {value:,}" for name, value in result.items()))
        print(f"{'seconds by stage':>20}  {stages}\n")


if __name__ == "__main__":
    main()
