"""Pinned scores: a small JSON file that says what was reached on which data, and a test that it still is.

A pin names the gold, the digests of every file behind it, the scores and how far each may fall before that is a step
back. Changed data is not a worse score: it is told apart by the digests.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sayso.check.counts import LOWER_IS_BETTER
from sayso.check.files import GoldError
from sayso.check.report import Report

#: Half a point: what an innocent change (a tie broken otherwise, one more abbreviation known) moves on a large gold.
NOISE = 0.005


def pin(report: Report, path: Path, **keep: Any) -> dict[str, Any]:
    """Write the scores of a report to ``path`` and return what was written.

    Settings of an existing pin (how to reach the gold) are kept, and so is every ``noise`` set by hand there; ``keep``
    adds or replaces settings. A new noise is half a point or one item of ``n``, whichever is larger.
    """
    old = read_pin(path) if path.exists() else {}
    noise = dict(old.get("noise", {}))
    for row in report.rows:
        noise.setdefault(row.metric, round(max(NOISE, 1 / row.n if row.n else 0.0), 4))
    scores = {row.metric: round(row.value, 4) for row in report.rows if row.value is not None}
    pinned = {
        **{"gold": report.gold, "reader": report.reader},
        **old,
        **keep,
        "kind": report.kind,
        "files": dict(report.files),
        "documents": report.documents,
        "scores": scores,
        "noise": {metric: noise[metric] for metric in scores},
    }
    path.write_text(json.dumps(pinned, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return pinned


def read_pin(path: Path) -> dict[str, Any]:
    """Return what a pin file holds; raises GoldError when it is not one."""
    try:
        pinned = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GoldError(f"{path}: not readable as a pin ({error}); make it again with sayso.check.pin") from error
    if not isinstance(pinned, dict):
        raise GoldError(f"{path}: should hold a JSON object; make it again with sayso.check.pin")
    return pinned


def changed_data(report: Report, pinned: dict[str, Any]) -> list[str]:
    """Return a line for every file whose digest is not the pinned one; empty when the data is the same."""
    before, now = dict(pinned.get("files", {})), dict(report.files)
    return [
        f"{name}: data changed, re-pin ({_short(before.get(name))} was pinned, {_short(now.get(name))} is here)"
        for name in sorted(before.keys() | now.keys())
        if before.get(name) != now.get(name)
    ]


def drops(report: Report, pinned: dict[str, Any]) -> list[str]:
    """Return a line for every pinned score that got worse by more than its noise or is gone; empty when all hold.

    Worse is lower, but for the errors in ``LOWER_IS_BETTER``.
    """
    lines = []
    for metric, before in sorted(pinned.get("scores", {}).items()):
        noise = float(pinned.get("noise", {}).get(metric, NOISE))
        now = report.score(metric)
        if now is None:
            lines.append(f"{metric}: was {before:.4f}, is not scored any more")
            continue
        way, worse = ("higher", now - before) if metric in LOWER_IS_BETTER else ("lower", before - now)
        if worse > noise + 5e-5:  # half of the last digit a pin keeps
            lines.append(f"{metric}: was {before:.4f}, is {now:.4f}, more than the noise of {noise:.4f} {way}")
    return lines


def _short(digest: str | None) -> str:
    return digest[:12] if digest else "nothing"
