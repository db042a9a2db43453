"""Pins every gate anew, or those named: ``python -m tests.gates [NAME …]``. Look at what moved before keeping it."""

from __future__ import annotations

import sys
from pathlib import Path

from sayso.check import check, pin, read_pin
from sayso.check.times import check_times

from . import HERE, arguments, missing, shared


def main(names: list[str]) -> int:
    """Pin the named gates, all if none is named; say for each what moved."""
    failed = 0
    for path in sorted([*HERE.glob("*.json"), *HERE.glob("times/*.json")]):
        if names and path.stem not in names:
            continue
        before = read_pin(path)
        lacking = missing(before)
        if lacking:
            print(f"{path.name}: left as it is, {lacking} is not here")
            continue
        timed = path.parent != HERE
        report = check_times(shared() / before["at"], before["half"]) if timed else check(**arguments(before))
        if report.failures:
            failed += 1
            print(f"{path.name}: not pinned, {len(report.failures)} documents failed, first: {report.failures[0]}")
            continue
        after = pin(report, path)
        for metric, score in after["scores"].items():
            old = before.get("scores", {}).get(metric)
            if old != score:
                print(f"{path.name}: {metric} {'new' if old is None else old} → {score}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main([Path(name).stem for name in sys.argv[1:]]))
