"""A pile that grows, shrinks and changes has the copies of one that was compared at once."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from sayso.case.reader import Case
from sayso.case.writer import CaseWriter
from sayso.compare import CopySettings, find_passages
from sayso.compare.copies import find_all
from sayso.compare.growing import grow_copies
from sayso.compare.memory import KEPT, Memory, kept_articles, kept_passages
from sayso.compare.then_and_now import Outdated
from sayso.engines import Local
from sayso.model import Article, Block, Findings, Page
from sayso.pipeline import links

ARTICLES = pa.schema(
    [
        ("id", pa.string()),
        ("page_id", pa.string()),
        ("outlet", pa.string()),
        ("published", pa.string()),
        ("start", pa.int64()),
        ("text", pa.string()),
    ]
)
BLOCKS = pa.schema([("article_id", pa.string()), ("role", pa.string()), ("start", pa.int64()), ("end", pa.int64())])
ENGINE = Local(1)
#: Bounds so low that piles of some dozen articles meet all of them.
TIGHT = CopySettings(all_pairs=5, neighbours=2, too_common=12, stock_articles=3, stock_days=2, furniture_articles=3)


class Kept:
    """A pile, its copies and what is kept of it, as a case holds them."""

    def __init__(self, settings: CopySettings) -> None:
        self.settings = settings
        self.articles: dict[str, dict[str, Any]] = {}
        self.pieces: list[pa.RecordBatch] = []
        self.passages: dict[int, bytes] = {}
        self.dropped: set[int] = set()
        self.copies: dict[str, dict[str, Any]] = {}

    def tables(self, ids: list[str]) -> tuple[pa.Table, pa.Table]:
        rows = [self.articles[one] for one in ids if one in self.articles]
        blocks = [block for row in rows for block in row["blocks"]]
        return pa.Table.from_pylist(rows, schema=ARTICLES), pa.Table.from_pylist(blocks, schema=BLOCKS)

    def change(self, written: list[dict[str, Any]], gone: list[str]) -> None:
        """Write some articles and drop others; their copies go with them, as in a case."""
        ids = {row["id"] for row in written} | set(gone)
        for one in gone:
            del self.articles[one]
        self.articles |= {row["id"]: row for row in written}
        self.copies = {
            key: row for key, row in self.copies.items() if not {row["article_id"], row["of_article_id"]} & ids
        }
        if not self.pieces:
            found = find_all(*self.tables(sorted(self.articles)), engine=ENGINE, settings=self.settings)
            self.pieces = list(kept_articles(found.articles, found.order, found.corpus))
            self.passages = dict(kept_passages(found))
            self.copies = {row["id"]: row for row in found.table.to_pylist()}
            return
        self.grow(ids)

    def grow(self, ids: set[str]) -> None:
        kept = pa.Table.from_batches(self.pieces, KEPT)
        dropped = np.isin(np.arange(kept.num_rows), list(self.dropped))
        slots = [slot for slot, one in enumerate(kept["id"].to_pylist()) if one in ids and slot not in self.dropped]
        growth = grow_copies(
            Memory(kept, dropped, lambda slots: {s: self.passages[s] for s in slots if s in self.passages}),
            *self.tables(sorted(ids)),
            np.array(slots, np.int64),
            fetch=self.tables,
            engine=ENGINE,
            settings=self.settings,
        )
        pairs = {frozenset(pair) for pair in growth.pairs}
        self.copies = {
            key: row
            for key, row in self.copies.items()
            if frozenset((row["article_id"], row["of_article_id"])) not in pairs
        }
        self.copies |= {row["id"]: row for row in growth.rows.to_pylist()}
        self.pieces += growth.articles
        self.dropped |= set(growth.dropped.tolist())
        self.passages |= growth.passages
        self.passages = {slot: data for slot, data in self.passages.items() if data}

    def at_once(self) -> list[dict[str, Any]]:
        return find_passages(*self.tables(sorted(self.articles)), engine=ENGINE, settings=self.settings).to_pylist()


class World:
    """Articles that share passages, footers and phrases, some equal, some without a date."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.words = [f"w{number}" for number in range(400)]
        self.shared = [self.text(self.chance.choice((6, 9, 30, 45, 80))) for _ in range(14)]
        self.footers = [self.text(16) for _ in range(3)]
        self.made: list[str] = []

    def text(self, size: int) -> str:
        return " ".join(self.chance.choice(self.words) for _ in range(size))

    def article(self, number: int) -> dict[str, Any]:
        chance = self.chance
        outlet = chance.randrange(4)
        parts = [self.text(chance.randrange(8, 40)) for _ in range(chance.randrange(1, 4))]
        parts += chance.choices(self.shared, k=chance.randrange(0, 4))
        chance.shuffle(parts)
        text = " ".join([*parts, *([self.footers[outlet]] if outlet < 3 else [])])
        if self.made and chance.random() < 0.2:
            text = chance.choice(self.made)
        self.made.append(text)
        start = chance.randrange(0, 50)
        one = f"{number:03}"
        half = text.index(" ", len(text) // 2)
        cuts = [(0, len(text))] if chance.random() < 0.8 else [(0, half), (half + 1, len(text) - 9)]
        blocks = [{"article_id": one, "role": "body", "start": start + a, "end": start + b} for a, b in cuts]
        day = chance.choice([None, *(f"2020-01-0{day}" for day in range(1, 7))])
        return {
            "id": one,
            "page_id": one,
            "outlet": f"Outlet {outlet}" if chance.random() < 0.9 else None,
            "published": day,
            "start": start,
            "text": text,
            "blocks": blocks if chance.random() < 0.7 else [],
        }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("settings", [TIGHT, CopySettings()], ids=["tight", "usual"])
def test_growing_gives_what_comparing_at_once_gives(seed: int, settings: CopySettings) -> None:
    world, kept = World(seed), Kept(settings)
    kept.change([world.article(number) for number in range(0, 60, 2)], [])
    later = [number for number in range(100) if number % 2 or number >= 60]
    world.chance.shuffle(later)
    found = 0
    for _ in range(6):
        new = [world.article(later.pop()) for _ in range(world.chance.randrange(0, 6))]
        old = world.chance.sample(sorted(kept.articles), 4)
        again = [{**world.article(int(one)), "id": one} for one in old[:1]]
        moved = [{**kept.articles[one], "published": "2020-01-03"} for one in old[1:2]]
        kept.change([*new, *again, *moved], old[2 : 2 + world.chance.randrange(0, 3)])
        assert sorted(kept.copies.values(), key=lambda row: row["id"]) == kept.at_once()
        found += len(kept.copies)
    assert found > 30


def test_nothing_new_changes_nothing() -> None:
    world, kept = World(3), Kept(TIGHT)
    kept.change([world.article(number) for number in range(30)], [])
    before = dict(kept.copies)
    kept.grow(set())
    kept.change([kept.articles["004"]], [])  # read again, and the same
    assert kept.copies == before


def test_what_does_not_fit_is_told() -> None:
    world, kept = World(4), Kept(TIGHT)
    kept.change([world.article(number) for number in range(30)], [])
    for row in kept.articles.values():
        row["text"] += " more"  # nobody said so
    with pytest.raises(Outdated):
        kept.change([{**kept.articles["001"], "id": "900"}], [])


# In a case.


def made(row: dict[str, Any]) -> tuple[Page, Findings]:
    """Return a made-up article on a page of its own, as the case takes it."""
    one, start, text = row["id"], row["start"], row["text"]
    page = Page(id="p" + one, file=f"{one}.txt", sha256=one, text="." * start + text)
    article = Article(one, page.id, None, None, row["outlet"], row["published"], None, start, start + len(text), text)
    blocks = [
        Block(f"{one}-{number}", page.id, one, block["role"], block["start"], block["end"])
        for number, block in enumerate(row["blocks"])
    ]
    return page, Findings(page.id, articles=(article,), blocks=tuple(blocks))


def write(path: Path, rows: list[dict[str, Any]], gone: tuple[str, ...] = ()) -> pa.Table:
    """Write pages into a case, drop others, compare, and return the copies."""
    with CaseWriter(path) as writer:
        things = [made(row) for row in rows]
        writer.add([page for page, _ in things], [found for _, found in things], "1")
        with writer.transaction() as db:
            db.executemany("DELETE FROM pages WHERE id = ?", [("p" + one,) for one in gone])
        links.compare(writer, ENGINE)
    with Case(path) as case:
        return case.table("copies")


def test_a_case_that_grows_compares_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(6)
    rows = {f"{number:03}": world.article(number) for number in range(80)}
    first, later = list(rows.values())[:60], list(rows.values())[60:]
    write(tmp_path / "grown.sayso", first)
    with monkeypatch.context() as patched:
        patched.setattr("sayso.pipeline.passages.find_all", lambda *_, **__: pytest.fail("compares everything"))
        write(tmp_path / "grown.sayso", later[:9])
        write(tmp_path / "grown.sayso", later[9:])
        # One page is read again by another version, one is dropped.
        rows["010"] = {**world.article(10), "published": "2020-01-02"}
        grown = write(tmp_path / "grown.sayso", [rows["010"]], gone=("020",))
    del rows["020"]
    whole = write(tmp_path / "whole.sayso", list(rows.values()))
    assert whole.num_rows > 30
    assert grown.equals(whole)


@pytest.mark.parametrize(
    "spoil",
    ["DELETE FROM kept", "UPDATE kept SET made_by = 'older'", "DELETE FROM kept_articles"],
)
def test_what_is_kept_can_be_thrown_away(tmp_path: Path, spoil: str) -> None:
    world = World(7)
    rows = [world.article(number) for number in range(50)]
    write(tmp_path / "grown.sayso", rows[:45])
    with CaseWriter(tmp_path / "grown.sayso") as writer, writer.transaction() as db:
        db.execute(spoil)
    grown = write(tmp_path / "grown.sayso", rows[45:])
    assert grown.equals(write(tmp_path / "whole.sayso", rows))


def test_nothing_of_a_comparison_that_is_cut_off_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(8)
    rows = [world.article(number) for number in range(50)]
    path = tmp_path / "grown.sayso"
    before = write(path, rows[:45])

    def full(*_: object) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patched:
        patched.setattr("sayso.case.kept.add", full)
        with pytest.raises(OSError, match="no room"):
            write(path, rows[45:])
    with Case(path) as case:
        assert case.table("copies").equals(before)
    assert write(path, []).equals(write(tmp_path / "whole.sayso", rows))
