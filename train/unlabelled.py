"""News text nobody annotated, for what can be learnt without: masked words, and what teachers see in it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from train.corpora import Document, lines_of

#: Runs of so many words are compared; an article that shares this part of its runs with a held-out one is its copy.
_RUN = 8
_SHARED = 0.05


def fakes(path: Path, gold: Path | None = None) -> list[Document]:
    """FA-KES (Abu Salem et al. 2019): its articles, text alone, without those of ``gold`` and near-copies of them.

    ``gold``: JSON lines whose ``id`` is a ``unit_id`` of the table; what is learnt must not have read what it is
    measured on, be it without labels.
    """
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = {row["unit_id"]: f"{row['article_title']}\n{row['article_content']}" for row in csv.DictReader(file)}
    held = set()
    if gold is not None:
        held = {str(json.loads(line)["id"]) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()}
    known = set().union(*(_runs(rows[name]) for name in sorted(held) if name in rows))
    return [
        Document(f"fakes-{name}", text, lines_of(text))
        for name, text in rows.items()
        if name not in held and not _copy(_runs(text), known)
    ]


def _runs(text: str) -> set[str]:
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[place : place + _RUN]) for place in range(len(words) - _RUN + 1)}


def _copy(runs: set[str], known: set[str]) -> bool:
    return len(runs & known) > _SHARED * max(1, len(runs))
