"""Pages in, everything found: the order of the stages, duplicates, failures, resuming."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import sayso
from sayso.case.reader import Case
from sayso.case.schema import CaseError
from sayso.engines import Local
from sayso.model import Article, Block, Findings, Layout, Mention, Page
from sayso.pipeline import Summary, duplicates, intake, read_into, run, work

STORY = (
    "“The truce holds,” Ana Lund said on Tuesday. The militants denied it. According to Harbour Radio, "
    'three people died near the old mill, and Lund told reporters that "aid will come on Friday".\n\n'
)


def story(number: int) -> str:
    filler = " ".join(f"word{number}x{place}" for place in range(30))
    return f"Truce day {number}\n\n{STORY}{filler}.\n\nMayor Tom Berg{number} said the bridge was shut.\n"


def make_pages(folder: Path, count: int = 12) -> Path:
    """Write plain pages, two exact copies of the first, one broken page, and a table that repeats the second."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"page{number:03}.txt").write_text(story(number), encoding="utf-8")
    for name in ("aaa.txt", "zzz.txt"):
        (folder / name).write_text(story(0), encoding="utf-8")
    (folder / "broken.txt").write_bytes(bytes(range(256)) * 20)
    rows = [{"id": n, "text": story(n), "title": f"Row {n}", "outlet": "Row Post"} for n in (1, 1, 50)]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


def exported(case: Path) -> dict[str, bytes]:
    folder = case.with_suffix(".out")
    files = sayso.export(case, "jsonl", folder)
    found = {file.name: file.read_bytes() for file in files}
    shutil.rmtree(folder)
    return found


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    return make_pages(tmp_path / "pages")


class Told:
    """A progress that remembers."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self.stages: list[str] = []
        self.counts: list[int] = []

    def begin(self, total: int) -> None:
        self.total = total

    def advance(self, size: int) -> None:
        self.done += size

    def tell(self, summary: Summary) -> None:
        self.counts.append(summary.new)

    def stage(self, name: str) -> None:
        self.stages.append(name)


# The whole job -------------------------------------------------------------------------------------------------


def test_pages_become_a_case_with_everything_anchored(pages: Path, tmp_path: Path) -> None:
    told = Told()
    summary = read_into([pages], into=tmp_path / "a.sayso", workers=1, progress=told)
    assert (summary.seen, summary.new, summary.failed, summary.known) == (18, 17, 1, 0)
    assert summary.duplicates == summary.in_case["duplicates"] == 4  # two pages and two rows repeat another page
    assert summary.articles == summary.in_case["articles"] >= 17
    assert summary.attributions == summary.in_case["attributions"] > 17
    assert summary.words > 17 * 60
    assert summary.in_case["copies"] > 0
    assert not summary.stopped
    assert all(summary.seconds[stage] > 0 for stage in ("read", "split", "understand", "compare", "write"))
    assert told.done == told.total > 0
    assert told.stages == ["settle", "compare"]
    assert told.counts[-1] == 17
    [failure] = summary.failures
    assert failure.file == "pages/broken.txt"
    assert failure.fix
    json.dumps(summary.as_dict())
    with Case(tmp_path / "a.sayso") as case:
        texts = {row["id"]: row["text"] for row in case.table("pages").to_pylist()}
        for row in case.table("attributions").to_pylist():
            for span in (row["source"], row["cue"], *row["content"]):
                assert span is None or texts[row["page_id"]][span["start"] : span["end"]] == span["text"]
        assert case.runs()[0]["finished"]


def test_reading_again_adds_nothing_and_compares_nothing(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "a.sayso"
    read_into([pages], into=case, workers=1)
    before = exported(case)

    def never(*_: object, **__: object) -> None:
        raise AssertionError("nothing is new")

    monkeypatch.setattr("sayso.pipeline.passages.find_all", never)
    monkeypatch.setattr("sayso.pipeline.passages.grow_copies", never)
    monkeypatch.setattr(work, "understand", never)
    summary = read_into([pages], into=case, workers=1)
    assert (summary.new, summary.known, summary.failed) == (0, 17, 1)
    assert exported(case) == before


def test_new_pages_are_added_as_if_all_had_been_read_at_once(pages: Path, tmp_path: Path) -> None:
    whole, grown = tmp_path / "whole.sayso", tmp_path / "grown.sayso"
    read_into([pages], into=whole, workers=1)
    for file in sorted(pages.iterdir(), reverse=True):  # the other way round, each under the name it has in the pile
        part = tmp_path / file.stem / "pages"
        part.mkdir(parents=True)
        shutil.copy(file, part)
        read_into([part], into=grown, workers=1)
    assert exported(grown) == exported(whole)


def test_workers_batches_and_their_order_change_nothing(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_into([pages], into=tmp_path / "a.sayso", workers=1)
    monkeypatch.setattr(intake, "BATCH_PAGES", 2)
    monkeypatch.setattr(intake, "HELD_CHARS", 10)
    monkeypatch.setattr(intake, "WRITE_PAGES", 1)
    read_into([pages], into=tmp_path / "b.sayso", workers=2)
    assert exported(tmp_path / "a.sayso") == exported(tmp_path / "b.sayso")


def test_a_limit_counts_new_pages_and_the_rest_comes_next_time(pages: Path, tmp_path: Path) -> None:
    case = tmp_path / "a.sayso"
    assert read_into([pages], into=case, workers=1, limit=5).new == 5
    assert read_into([pages], into=case, workers=1, limit=4).new == 4
    read_into([pages], into=case, workers=1)
    read_into([pages], into=tmp_path / "b.sayso", workers=1)
    assert exported(case) == exported(tmp_path / "b.sayso")


def test_the_case_in_the_folder_that_is_read_is_no_page(pages: Path) -> None:
    for _ in range(2):
        summary = read_into([pages], into=pages / "my.sayso", workers=1)
        assert [failure.file for failure in summary.failures] == ["pages/broken.txt"]


# Duplicates ----------------------------------------------------------------------------------------------------


def test_a_duplicate_has_the_findings_it_would_have_by_itself(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = []
    take_over = intake.take_over

    def spied(*arguments: Any) -> Findings | None:
        found = take_over(*arguments)
        taken.append(found)
        return found

    monkeypatch.setattr(intake, "take_over", spied)
    read_into([pages], into=tmp_path / "a.sayso", workers=1)
    assert len([found for found in taken if found is not None]) == 2  # the rows have a title and an outlet of their own
    monkeypatch.setattr(intake, "take_over", lambda *_: None)
    read_into([pages], into=tmp_path / "b.sayso", workers=1)
    assert exported(tmp_path / "a.sayso") == exported(tmp_path / "b.sayso")


def test_the_first_by_file_is_the_original_whatever_came_first(pages: Path, tmp_path: Path) -> None:
    case = tmp_path / "a.sayso"
    early = tmp_path / "early/pages"
    early.mkdir(parents=True)
    shutil.copy(pages / "zzz.txt", early)
    read_into([early], into=case, workers=1)
    read_into([pages], into=case, workers=1)
    with Case(case) as opened:
        rows = {row["id"]: row for row in opened.table("pages").to_pylist()}
        marked = {row["file"]: rows[row["duplicate_of"]]["file"] for row in rows.values() if row["duplicate_of"]}
    assert marked["pages/page000.txt"] == marked["pages/zzz.txt"] == "pages/aaa.txt"


def test_the_same_words_from_another_outlet_keep_their_own_facts(tmp_path: Path) -> None:
    rows = [
        {"id": 1, "text": story(1), "title": "One", "outlet": "Row Post", "published": "2016-09-12"},
        {"id": 2, "text": story(1), "title": "Two", "outlet": "Col Post", "published": "2016-09-13"},
    ]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    summary = read_into([tmp_path / "rows.jsonl"], into=tmp_path / "a.sayso", workers=1)
    with Case(tmp_path / "a.sayso") as case:
        articles = case.table("articles").to_pylist()
        marked = [row["record"] for row in case.table("pages").to_pylist() if row["duplicate_of"]]
    assert {(row["title"], row["outlet"], row["published"]) for row in articles} == {
        ("One", "Row Post", "2016-09-12"),
        ("Two", "Col Post", "2016-09-13"),
    }
    assert summary.new == 2
    assert marked == ["2"]


def test_findings_are_not_taken_over_when_the_page_is_cut_differently() -> None:
    page = Page("p", "p.txt", "hash", "One. Two.")
    first = Article("a1", "f", None, None, None, None, None, 0, 9, page.text)
    own = replace(first, id="a2", page_id="p", published="2031")
    found = Findings("f", (first,), (Block("b1", "f", "a1", "body", 0, 9),))
    whole = [Block("b2", "p", "a2", "body", 0, 9)]
    moved = duplicates.take_over(page, [own], whole, found)
    assert moved is not None
    assert moved.articles == (own,)
    assert moved.blocks == tuple(whole)
    for other in ("boilerplate", 4), ("title", 9), ("body", 4):
        cut = [Block("b2", "p", "a2", other[0], 0, other[1])]
        assert duplicates.take_over(page, [own], cut, found) is None
    assert duplicates.take_over(page, [], [replace(whole[0], article_id=None)], found) is None
    other_outlet = replace(own, outlet="Row Post")  # "this newspaper" is another
    assert duplicates.take_over(page, [other_outlet], whole, found) is None


# Failures ------------------------------------------------------------------------------------------------------


def test_a_page_that_cannot_be_understood_costs_only_itself(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "a.sayso"
    understand = work.understand

    def fragile(page: Page, *rest: Any) -> Findings:
        if "word3x1" in page.text:
            raise RecursionError("too deep")
        found = understand(page, *rest)
        if "word4x1" in page.text:  # a reader with a fault: words that are not there
            return replace(found, mentions=(Mention("m", found.articles[0].id, "e", "E", 0, 1, "¤", "person"),))
        return found

    monkeypatch.setattr(work, "understand", fragile)
    summary = read_into([pages], into=case, workers=1)
    assert (summary.new, summary.failed) == (15, 3)
    errors = {failure.file: failure.error for failure in summary.failures}
    assert errors["pages/page003.txt"].startswith(
        "could not be understood: RecursionError: too deep (test_pipeline.py:"
    )
    assert "not those on the page" in errors["pages/page004.txt"]
    monkeypatch.undo()
    assert read_into([pages], into=case, workers=1).new == 2  # tried again
    read_into([pages], into=tmp_path / "b.sayso", workers=1)
    assert exported(case) == exported(tmp_path / "b.sayso")


def test_a_lost_batch_is_listed_page_by_page(pages: Path, tmp_path: Path) -> None:
    class Loses(Local):
        def map_batches(
            self, function: Any, batches: Iterable[pa.RecordBatch], **options: Any
        ) -> Iterator[pa.RecordBatch]:
            on_lost: Callable[..., pa.RecordBatch] | None = options.get("on_lost")
            for batch in batches:
                yield on_lost(batch, MemoryError("a worker died")) if on_lost else function(batch)

    with Loses(1) as engine:
        summary = read_into([pages], into=tmp_path / "a.sayso", engine=engine)
    assert (summary.new, summary.failed) == (0, 18)
    assert {failure.error for failure in summary.failures[1:]} == {"could not be understood: a worker died"}


def test_a_mended_file_is_no_longer_listed(pages: Path, tmp_path: Path) -> None:
    case = tmp_path / "a.sayso"
    read_into([pages, tmp_path / "missing"], into=case, workers=1)
    with Case(case) as opened:
        assert {row["file"] for row in opened.failures()} == {"pages/broken.txt", str(tmp_path / "missing")}
    (pages / "broken.txt").write_text(story(99), encoding="utf-8")
    read_into([pages], into=case, workers=1)
    with Case(case) as opened:
        assert opened.failures() == []  # the mistyped path went with its run: there is no page behind it


def test_lone_surrogates_are_replaced_before_offsets_are_counted(tmp_path: Path) -> None:
    text = json.dumps({"text": story(1) + "\ud800 “It holds,” Ana Lund said.", "title": "\udfff"})
    (tmp_path / "rows.jsonl").write_text(text + "\n", encoding="utf-8")
    assert read_into([tmp_path / "rows.jsonl"], into=tmp_path / "a.sayso", workers=1).new == 1
    odd = Page("p", "f", "s", "a\ud800b", given_title="\udc00", layout=(Layout(0, 1, "a", "\udfff"),))
    assert intake.storable(odd) == replace(
        odd, text="a\ufffdb", given_title="\ufffd", layout=(Layout(0, 1, "a", "\ufffd"),)
    )


# Versions, and runs that end early -----------------------------------------------------------------------------


def test_findings_of_another_version_are_made_again_in_place(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = tmp_path / "a.sayso"
    read_into([pages], into=case, workers=1)
    before = exported(case)
    monkeypatch.setattr(run, "made_by", lambda _: "another version")
    read_into([pages], into=case, workers=1, limit=6)  # and this run did not get far
    monkeypatch.undo()
    summary = read_into([pages], into=case, workers=1)
    assert summary.new == 6
    assert exported(case) == before  # the copies of the articles that came and went included
    with run.CaseWriter(case) as writer, writer.transaction() as db:  # and the full text is in step
        db.execute("INSERT INTO articles_fts(articles_fts, rank) VALUES ('integrity-check', 1)")
        db.execute("INSERT INTO attributions_fts(attributions_fts, rank) VALUES ('integrity-check', 1)")


def test_made_by_names_all_that_findings_depend_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run.made_by("rules")
    assert first.startswith(f"sayso {sayso.__version__} reader rules-")
    monkeypatch.setattr("sayso.pipeline.version.data.digest", lambda: "0" * 8)
    assert run.made_by("rules") != first


class Interrupts(Told):
    """Presses Ctrl-C after so many batches."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after

    def tell(self, summary: Summary) -> None:
        super().tell(summary)
        if len(self.counts) == self.after:
            raise KeyboardInterrupt


def test_ctrl_c_ends_in_good_order_and_the_next_run_goes_on(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "BATCH_PAGES", 3)
    case = tmp_path / "a.sayso"
    summary = read_into([pages], into=case, workers=1, progress=Interrupts(2))
    assert summary.stopped
    assert 0 < summary.new < 17
    with Case(case) as opened:
        assert opened.counts()["articles"] == summary.articles
    read_into([pages], into=case, workers=1)
    read_into([pages], into=tmp_path / "b.sayso", workers=1)
    assert exported(case) == exported(tmp_path / "b.sayso")


@pytest.mark.parametrize("after", [1, 4, 9, 12])
def test_a_run_that_breaks_off_at_any_write_resumes_to_the_same_case(
    after: int, pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a kill would, but at a chosen moment: the transaction after so many is never committed."""
    monkeypatch.setattr(intake, "BATCH_PAGES", 3)
    case = tmp_path / "a.sayso"
    transaction, count = run.CaseWriter.transaction, 0

    def breaking(self: Any) -> Any:
        nonlocal count
        count += 1
        if count > after:
            raise CaseError("the disk is full")
        return transaction(self)

    monkeypatch.setattr(run.CaseWriter, "transaction", breaking)
    with pytest.raises(CaseError):
        read_into([pages], into=case, workers=1)
    monkeypatch.undo()
    read_into([pages], into=case, workers=1)
    read_into([pages], into=tmp_path / "b.sayso", workers=1)
    assert exported(case) == exported(tmp_path / "b.sayso")


@pytest.mark.slow
def test_kill_9_and_resume_three_times(tmp_path: Path) -> None:
    script = Path(__file__).parent.parent / "bench/kill.py"
    done = subprocess.run(
        [sys.executable, script, "--kills", "3", "--pages", "80", "--folder", tmp_path],
        capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "byte-identical" in done.stdout
