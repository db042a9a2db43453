"""Labels against gold: group, words and voice, and each without the others.

    python bench/labels.py GOLD --texts FILE.csv [--second FILE] [--reader NAME]

GOLD is JSON lines of rows with ``labels``, ``--texts`` the table of its articles, ``--second`` a second annotator's
file. Nothing is published to compare with; beside the scores stand a dumb baseline (every label phrase in the outlet's
voice, its group the words themselves) and the annotators' agreement: people too see differently what a label is.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sayso.check.labels import score

#: What the annotators of ``gold/fakes`` reach against each other, as its README says (12 articles of both halves).
STATED_AGREEMENT = 0.62


def main() -> None:
    """Print a line for each score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path, required=True)
    parser.add_argument("--second", type=Path)
    parser.add_argument("--reader", default="encoder")
    options = parser.parse_args()
    for name, one in score(options.gold, options.texts, options.reader, second=options.second).items():
        print(f"{name:14}{one}")
    print(f"{'stated':14}{STATED_AGREEMENT:.3f}  (agreement of the annotators)")


if __name__ == "__main__":
    main()
