"""Joined ceasefires against gold: is what articles tell of one ceasefire in one record?

    python bench/ceasefires_joined.py CASE [--gold tests/gold/ceasefires_joined.jsonl]

CASE is made of the table that the gold was drawn from (see ``bench/incidents.py``); a line of gold is the place of a
ceasefire's first act and a label. Scored is B-cubed (Bagga and Baldwin 1998) beside dumb baselines: one ceasefire per
month of printing, one per month and area, every account by itself.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from incidents import b_cubed
from sayso.case.reader import Case
from sayso.compare.ceasefires import find_ceasefires
from sayso.engines import Local

INPUTS = ("articles", "ceasefires", "ceasefire_acts", "places", "copies")


def main() -> None:
    """Print a line for Sayso and for each baseline."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("case", type=Path)
    parser.add_argument("--gold", type=Path, default=Path("tests/gold/ceasefires_joined.jsonl"))
    options = parser.parse_args()
    with Case(options.case) as case:
        tables = {name: case.table(name) for name in (*INPUTS, "pages")}
    with Local(1) as engine:
        found = find_ceasefires(**{name: tables[name] for name in INPUTS}, engine=engine)
    record = {row["ceasefire_id"]: row["record_id"] for row in found["ceasefire_accounts"].to_pylist()}
    articles = {row["id"]: row for row in tables["articles"].select(["id", "page_id", "published"]).to_pylist()}
    units = {row["id"]: row["record"] for row in tables["pages"].select(["id", "record"]).to_pylist()}
    at: dict[tuple[str, int], str] = {}
    for act in tables["ceasefire_acts"].select(["article_id", "ceasefire_id", "start"]).to_pylist():
        at[units[articles[act["article_id"]]["page_id"]], act["start"]] = act["ceasefire_id"]
    for one in tables["ceasefires"].select(["id", "article_id", "evidence"]).to_pylist():
        for words in one["evidence"]:
            at.setdefault((units[articles[one["article_id"]]["page_id"]], words["start"]), one["id"])
    lines = [json.loads(line) for line in options.gold.read_text(encoding="utf-8").splitlines()]
    rows = {row["id"]: row for row in tables["ceasefires"].to_pylist()}
    for half in ("dev", "held"):
        own = [one for one in lines if one["half"] == half]
        wanted = {at[key]: one["ceasefire"] for one in own if (key := (one["unit_id"], one["start"])) in at}
        print(f"{half}: {len(wanted)} accounts of {len(set(wanted.values()))} ceasefires, {len(own)} judged")
        month = {one: (articles[rows[one]["article_id"]]["published"] or "")[:7] for one in wanted}
        every: dict[str, dict[str, Any]] = {
            "Sayso": {one: record[one] for one in wanted},
            "month": dict(month),
            "month and area": {one: (month[one], rows[one]["area"]) for one in wanted},
            "each alone": {one: one for one in wanted},
        }
        for name, clustering in every.items():
            print(f"  {name:18} P {{:.3f}}  R {{:.3f}}  F1 {{:.3f}}".format(*b_cubed(clustering, wanted)))


if __name__ == "__main__":
    main()
