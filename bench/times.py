"""Time expressions on TimeML: scores of both halves beside a dumb baseline and published figures.

    python bench/times.py ../shared/data/timebank

The half ``seen`` is the one whose errors are looked into; ``unseen`` is only scored. Needs about ten seconds.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import get_args

from sayso.check.times import Half, check_times


def main() -> None:
    """Print a table a half."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    for half in get_args(Half):
        report = check_times(folder, half)
        print(f"{half}: {report.documents} documents, {report.words:,} words")
        for row in report.rows:
            interval = f"{row.low:.3f}–{row.high:.3f}" if row.low is not None and row.high is not None else ""
            quoted = "  ".join(f"{whose} {score:.3f}" for whose, score in row.published)
            score, base = (f"{one:.3f}" if one is not None else "–" for one in (row.value, row.baseline))
            print(f"  {row.label:26} {score}  {interval:12}  n={row.n:<5} baseline {base}  {quoted}".rstrip())


if __name__ == "__main__":
    main()
