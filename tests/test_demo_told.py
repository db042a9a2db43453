"""The bundled example, read: what its pages tell of, who is meant and who did it, beside what was planted in them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sayso.pipeline import read_into

data = import_module("sayso.data")
DEMO = Path(data.__file__).parent / "demo"
GOLD: dict[str, Any] = json.loads((DEMO / "gold.json").read_text(encoding="utf-8"))
#: So many of the planted labels are found; the rest are names nobody would call a label ("A band of arsonists").
FOUND = 0.75
#: "Terrorists" whom two groups of an article fit may be taken for the other.
WRONG = 2


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    path = tmp_path_factory.mktemp("demo") / "demo.sayso"
    with data.also(DEMO / "data"):
        read_into([DEMO / "pages"], into=path)
    opened = sqlite3.connect(path)
    yield opened
    opened.close()


def test_every_label_is_counted_once_in_what_each_voice_calls_whom(case: sqlite3.Connection) -> None:
    [(labels,)] = case.execute("SELECT count(*) FROM labels").fetchall()
    assert case.execute("SELECT sum(times) FROM naming").fetchall() == [(labels,)]
    wrong = """
        SELECT naming.id FROM naming LEFT JOIN labels ON labels.id = naming.label_id
        WHERE labels.id IS NULL OR lower(labels.label) <> naming.label OR naming.articles > naming.times
        """
    assert case.execute(wrong).fetchall() == []
    loads = dict(case.execute("SELECT label, load FROM naming"))
    assert (loads["freedom fighters"], loads["terrorists"], loads["rebels"]) == ("positive", "negative", "neutral")


def rows(case: sqlite3.Connection, table: str, cells: str) -> list[tuple[Any, ...]]:
    joined = f"FROM {table} t JOIN articles a ON a.id = t.article_id JOIN pages p ON p.id = a.page_id"
    return case.execute(f"SELECT p.file, {cells} {joined} ORDER BY p.file, t.start").fetchall()


def test_labels_mean_the_groups_that_they_were_written_for(case: sqlite3.Connection) -> None:
    found = rows(case, "labels", 't.text, t."group"')
    right, wrong = 0, []
    for label in GOLD["labels"]:
        words = label["label"].lower().removeprefix("the ")
        meant = {
            group
            for file, text, group in found
            if label["file"].endswith(file) and (words in text.lower() or text.lower() in words)
        }
        wrong += [label] if meant and label["group"] not in meant else []
        right += label["group"] in meant
    assert len(wrong) <= WRONG, wrong
    assert right >= FOUND * len(GOLD["labels"])


def test_they_in_somebodys_mouth_is_not_the_speaker(case: sqlite3.Connection) -> None:
    by = {text: json.loads(names) for _, text, names in rows(case, "ceasefire_acts", "t.text, t.by")}
    assert by["They broke the truce"] == ["Free Valleys Front"]


def test_nobody_who_only_says_so_did_it(case: sqlite3.Connection) -> None:
    events = case.execute("SELECT actors, recipients, place FROM events WHERE type = 'ASSAULT'").fetchall()
    assert events
    doers = {name for actors, _, _ in events for name in json.loads(actors)}
    assert {"Free Valleys Front", "Armed forces of Veskara", "Government of Veskara", "Ember Covenant"} <= doers
    assert not doers & {"Ana Lund", "Mila Torvane", "government", "armed opposition", "terrorists"}
    places = {place for *_, place in events if place}
    assert not places & {"Republic", "PORT AVERIL"}
    assert {"Lissel Bridge", "Tarrow market"} <= places
