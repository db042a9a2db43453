"""Piles read and compared on real Spark, in local mode: the same case as on one machine, byte for byte."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from command import invoke
from reading import HTML
from sayso import data
from sayso.case.reader import Case
from sayso.engines import EngineError, Local
from sayso.engines.spark import Spark
from sayso.engines.spark_files import HadoopFolder
from sayso.model import Article, Findings, Page
from sayso.pipeline import cluster, cluster_files, links, read_into, run, work
from sayso.pipeline.cluster import read_to_parquet
from sayso.pipeline.cluster_work import understood
from sayso.pipeline.from_parquet import load_into
from sayso.read.limits import Limits
from sayso.schemas import STORED, TABLES
from spark_there import needs_spark
from test_engines import NUMBERS, fragile, stand_in
from test_pipeline import exported, make_pages, story


@pytest.fixture(scope="module")
def pile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pile with copies, duplicates, a table, what cannot be read, and names that Hadoop and patterns stumble over."""
    folder = make_pages(tmp_path_factory.mktemp("pile") / "pages", 6)
    (folder / "deep er").mkdir()
    (folder / "deep er" / "a[1] {x}*.txt").write_text(story(70), encoding="utf-8")
    (folder / "deep er" / "empty.txt").write_bytes(b"")
    links = "<p>The Ferry 𝄞 Post, <a href='https://ferry.example/a'>which saw é√ it</a>, <a href=''>said</a> so.</p>"
    (folder / "linked.html").write_text(HTML.replace("</article>", f"{links}</article>"), encoding="utf-8")
    (folder / "style.css").write_text("p {}", encoding="utf-8")
    (folder / ".hidden.txt").write_text(story(71), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def here(pile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The case of the pile, read on this machine."""
    case = tmp_path_factory.mktemp("here") / "here.sayso"
    read_into([pile, pile.parent / "nothing"], into=case, workers=1, reader="rules")
    return case


def same_tables(found: dict[str, bytes], expected: dict[str, bytes]) -> None:
    assert found.keys() == expected.keys()
    for name, content in expected.items():
        assert found[name].decode() == content.decode(), name


@needs_spark
def test_reading_with_spark_gives_the_same_case(spark: Spark, pile: Path, here: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.sayso"
    summary = read_into([pile, pile.parent / "nothing"], into=case, reader="rules", engine=spark)
    assert summary.in_case["copies"] > 0
    same_tables(exported(case), exported(here))


@needs_spark
def test_a_pile_read_on_workers_gives_the_same_tables_and_the_same_case(
    spark: Spark, pile: Path, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to, paths = tmp_path / "found", [str(pile), str(pile.parent / "nothing")]
    summary = read_to_parquet(paths, to=str(to), engine=spark, reader="rules")
    with Case(here) as case:
        for name, schema in TABLES.items():
            folder = HadoopFolder(spark, str(to))
            assert folder.table(f"tables/{name}", schema).to_pylist() == case.table(name).to_pylist(), name
        counts = case.counts()
    assert {name: counts[name] for name in summary.in_case} == summary.in_case
    assert [failure.file for failure in summary.failures] == sorted(failure.file for failure in summary.failures)
    assert summary.failed == counts["failures"] > 3

    def never(*_: object, **__: object) -> None:
        raise AssertionError("the cluster did this")

    monkeypatch.setattr(work, "understand", never)
    monkeypatch.setattr("sayso.compare.copies.find_passages", never)
    loaded = tmp_path / "loaded.sayso"
    assert load_into(str(to), into=loaded).new == counts["pages"] - counts["failures"]
    same_tables(exported(loaded), exported(here))
    again = load_into(str(to), into=loaded)
    assert (again.new, again.known) == (0, counts["pages"] - counts["failures"])
    same_tables(exported(loaded), exported(here))


@needs_spark
def test_paths_of_hadoop_and_going_on_after_a_kill(
    spark: Spark, pile: Path, here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = (tmp_path / "found").as_uri()
    paths = [pile.as_uri()]

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(cluster, "_links", killed)
        with pytest.raises(KeyboardInterrupt):
            read_to_parquet(paths, to=to, engine=spark, reader="rules")
    made = {path: path.stat().st_mtime_ns for path in (tmp_path / "found").rglob("*.parquet")}
    assert made
    read_to_parquet(paths, to=to, engine=spark, reader="rules")
    assert {path: path.stat().st_mtime_ns for path in made} == made, "what was whole is not made again"
    with Case(here) as case:
        expected = [row for row in case.table("pages").to_pylist() if not row["file"].endswith("/nothing")]
    found = HadoopFolder(spark, to)
    assert found.table("tables/pages", TABLES["pages"]).to_pylist() == expected
    # Loaded through Hadoop, as from another machine.
    case_file = tmp_path / "loaded.sayso"
    monkeypatch.setattr("sayso.pipeline.from_parquet._opened", lambda folder, engine: HadoopFolder(engine, folder))
    load_into(to, into=case_file, engine=spark)
    whole = tmp_path / "whole.sayso"
    read_into([pile], into=whole, workers=1, reader="rules")
    same_tables(exported(case_file), exported(whole))
    # Another pile is another reading.
    one, other = (cluster_files.find_files(spark, given, Limits()) for given in (paths, [f"{pile.as_uri()}/*.txt"]))
    assert one.digest_parts() != other.digest_parts()
    assert sorted(file.name for file in other.handed) == sorted(path.name for path in pile.glob("[!.]*.txt"))
    nothing = cluster_files.find_files(spark, [f"{pile.as_uri()}/nope*"], Limits())
    assert [page.error for page in nothing.failed] == ["no file fits this pattern"]
    with pytest.raises(EngineError, match="knows no such file system"):
        cluster_files.find_files(spark, ["mars://crater/pages"], Limits())


def passed_on(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    return batches


@needs_spark
def test_frames_are_mapped_without_the_driver_and_lose_no_row(spark: Spark) -> None:
    work = functools.partial(fragile, how="crash")
    frame = spark.frame(pa.table({"n": range(10, 16)}, schema=NUMBERS))
    found = spark.map_frame(work, frame, NUMBERS, cut=passed_on, on_lost=stand_in).toArrow()
    assert sorted(found["n"].to_pylist()) == sorted(-1 if n == 13 else 2 * n for n in range(10, 16))


@needs_spark
def test_every_comparing_stage_finds_the_same_on_both_engines(spark: Spark, here: Path) -> None:
    """Whatever SQL and batches the stages use, Spark gives the rows that DuckDB and processes give."""
    with Case(here) as case:
        tables = {name: case.table(name) for name in STORED}
    for stage in links.STAGES:
        inputs = {name: tables[name] for name in stage.inputs}
        expected = stage.work(**inputs, engine=Local(1))
        found = stage.work(**inputs, engine=spark)
        assert found.keys() == expected.keys()
        for name, table in expected.items():
            assert found[name].to_pylist() == table.to_pylist(), (stage.name, name)


@needs_spark
def test_a_worker_of_another_version_ends_the_run(
    spark: Spark, pile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "made_by", lambda _: "sayso 9.9")
    with pytest.raises(EngineError, match="another version"):
        read_into([pile], into=tmp_path / "a.sayso", reader="rules", engine=spark)


@needs_spark
def test_the_workers_have_the_data_files_of_the_driver(spark: Spark, pile: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with data.also(tmp_path / "data"):
        summary = read_into([pile / "page001.txt"], into=tmp_path / "a.sayso", reader="rules", engine=spark)
    assert (summary.new, summary.failed) == (1, 0)


def test_folders_that_are_not_whole_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="not a whole folder of Sayso's"):
        load_into(str(tmp_path), into=tmp_path / "a.sayso")
    with pytest.raises(EngineError, match="only Spark reads from there"):
        load_into("hdfs://nowhere.example/found", into=tmp_path / "a.sayso")
    folder = tmp_path / "understood"
    folder.mkdir()
    (folder / "_SUCCESS").touch()
    (folder / "_sayso.json").write_text('{"made_by": "sayso 1"}', encoding="utf-8")
    (folder / "part-0.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(EngineError, match="not as Sayso writes it"):
        load_into(str(tmp_path), into=tmp_path / "b.sayso")


def test_what_is_not_on_the_page_is_not_let_in(tmp_path: Path) -> None:
    page = Page(id="p", file="a.txt", sha256="0", text="Words.")
    lie = Article("a", "p", None, None, None, None, None, 0, 5, "Worse")
    folder = tmp_path / "understood"
    folder.mkdir()
    rows = understood([page], [Findings("p", articles=(lie,))])
    pq.write_table(pa.Table.from_batches([rows]), folder / "part-0.parquet")
    (folder / "_SUCCESS").touch()
    (folder / "_sayso.json").write_text('{"made_by": "sayso 1"}', encoding="utf-8")
    summary = load_into(str(tmp_path), into=tmp_path / "a.sayso")
    assert (summary.new, summary.failed) == (0, 1)
    assert "is not on the page" in summary.failures[0].error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from-parquet", "x"], "--into my.sayso"),
        (["pages", "--from-parquet", "x", "--into", "c"], "give no PATHS"),
        (["pages", "--to-parquet", "x"], "add --engine spark"),
        (["pages", "--master", "local", "--into", "c"], "add --engine spark"),
        (["pages", "--workers", "2", "--engine", "spark", "--into", "c"], "local[N]"),
        (["--into", "c"], "PATHS"),
        (["pages"], "--into"),
    ],
)
def test_options_that_do_not_go_together_are_told(arguments: list[str], said: str) -> None:
    done = invoke("read", *arguments)
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.stderr.split())
