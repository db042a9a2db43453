"""Ceasefires against gold: acts with who does them, and the cells of the records.

    python bench/ceasefires.py GOLD [--texts FILE.csv] [--second FILE] [--reader NAME]

GOLD is JSON lines of rows (then ``--texts`` is the table of its articles) or the project's own
(``tests/gold/ceasefires.jsonl``, with ``SAYSO_DATA=tests/gold/data``, the nations and groups that it invents).
``--second`` is a second annotator's file of rows. Nothing is published to compare with; beside the scores stand a dumb
baseline ("every truce was violated by whoever was named last") and the annotators' agreement.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from sayso.check.ceasefires import score

#: What the annotators of ``gold/fakes`` reach against each other on acts, as its README says (12 articles).
STATED_AGREEMENT = 0.86


def main() -> None:
    """Print a line for each score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--second", type=Path)
    parser.add_argument("--reader", default="encoder")
    options = parser.parse_args()
    for name, one in score(options.gold, options.texts, options.reader, second=options.second).items():
        print(f"{name:14}{one}")
    if options.texts is not None:
        print(f"{'stated':14}{STATED_AGREEMENT:.3f}  (agreement of the annotators on acts)")


if __name__ == "__main__":
    main()
