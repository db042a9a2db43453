"""The engine on real Spark, in local mode: the same results as the engine for one machine, row for row."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sayso.engines import Engine, EngineError, Local, TooSlow, WorkerDied
from sayso.engines.spark import Spark
from sayso.engines.spark_sql import to_spark
from spark_there import needs_spark
from spark_work import kill_spark_worker
from test_engines import batch, double, fragile, numbers, stand_in


@needs_spark
def test_spark_is_an_engine(spark: Spark) -> None:
    assert isinstance(spark, Engine)
    assert spark.session.conf.get("spark.sql.session.timeZone") == "UTC"
    assert spark.session.sparkContext.uiWebUrl is None


@needs_spark
def test_order_is_kept_over_several_waves(spark: Spark) -> None:
    read = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for n in range(30):
            read += 1
            yield batch(n, n + 1)

    found = spark.map_batches(double, source())
    assert next(found)["n"].to_pylist() == [0, 2]
    assert read <= 16, "two waves of four batches for each of two cores, and no more, are read ahead"
    assert numbers(found) == [[2 * n, 2 * n + 2] for n in range(1, 30)]
    assert numbers(spark.map_batches(double, [])) == []
    assert numbers(spark.map_batches(double, [batch()])) == [[]]


def whole(rows: pa.RecordBatch) -> pa.RecordBatch:
    return rows


@needs_spark
def test_batches_travel_exactly(spark: Spark) -> None:
    rows = pa.record_batch(
        {
            "hash": pa.array([[2**64 - 1], []], pa.list_(pa.uint64())),
            "word": pa.array(["√é𝄞", None], pa.dictionary(pa.int32(), pa.string())),
            "span": pa.array(
                [{"start": 1, "text": "x"}, None], pa.struct([("start", pa.int32()), ("text", pa.string())])
            ),
        }
    )
    (found,) = spark.map_batches(whole, [rows])
    assert found.equals(rows)
    assert found.schema.equals(rows.schema)


@needs_spark
@pytest.mark.parametrize("how", ["crash", "raise"])
def test_a_bad_row_does_not_stop_the_rest(spark: Spark, how: str) -> None:
    errors: list[BaseException] = []

    def lost(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
        errors.append(error)
        return stand_in(rows, error)

    batches = [batch(n, n + 1, n + 2) for n in range(0, 30, 3)]
    found = numbers(spark.map_batches(functools.partial(fragile, how=how), batches, on_lost=lost))
    assert found == [[-1 if n == 13 else 2 * n for n in rows["n"].to_pylist()] for rows in batches]
    assert [type(error) for error in errors] == [WorkerDied if how == "crash" else ValueError]


@needs_spark
def test_errors_are_raised_without_a_hook(spark: Spark) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        numbers(spark.map_batches(functools.partial(fragile, how="raise"), [batch(1), batch(13)]))
    assert numbers(spark.map_batches(double, [batch(1), batch(2)])) == [[2], [4]]


@needs_spark
def test_time_limit(spark: Spark) -> None:
    errors: list[BaseException] = []

    def lost(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
        errors.append(error)
        return stand_in(rows, error)

    began = time.monotonic()
    slow = functools.partial(fragile, how="hang")
    found = numbers(spark.map_batches(slow, [batch(1), batch(13), batch(2)], on_lost=lost, seconds=2))
    assert found == [[2], [-1], [4]]
    assert [type(error) for error in errors] == [TooSlow]
    assert time.monotonic() - began < 50, "the hanging row would have slept for a minute"


@needs_spark
def test_a_dead_worker_of_spark_loses_nothing(spark: Spark, tmp_path: Path) -> None:
    marker = tmp_path / "killed"
    work = functools.partial(kill_spark_worker, marker=str(marker), once=True)
    batches = [batch(n, n + 1) for n in range(10, 16, 2)]
    assert numbers(spark.map_batches(work, batches)) == [[2 * n, 2 * n + 2] for n in range(10, 16, 2)]
    assert marker.read_text(encoding="utf-8") == "killed\n"


@needs_spark
def test_rows_that_end_every_worker_of_spark_are_found(spark: Spark, tmp_path: Path) -> None:
    errors: list[BaseException] = []

    def lost(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
        errors.append(error)
        return stand_in(rows, error)

    work = functools.partial(kill_spark_worker, marker=str(tmp_path / "killed"), once=False)
    assert numbers(spark.map_batches(work, [batch(11), batch(12, 13)], on_lost=lost)) == [[22], [24, -1]]
    assert [type(error) for error in errors] == [WorkerDied]


# Queries. ---------------------------------------------------------------------------------------------------------

WORDS = pa.table(
    {
        "id": ["a", "b", "c", "d"],
        "n": pa.array([1, 2, None, 2], pa.int64()),
        "big": pa.array([2**63, 1, 0, None], pa.uint64()),
        "names": [["x", "y"], [], ["y"], None],
        "span": pa.array(
            [{"start": 1, "end": 2}, None, {"start": 3, "end": 4}, None],
            pa.struct([("start", pa.int64()), ("end", pa.int64())]),
        ),
    }
)
#: What compare may use of SQL, a feature a line: docs/spark.md says the same in words.
PORTABLE = (
    "SELECT id, n FROM words WHERE n > 1 ORDER BY id",
    "SELECT id, n FROM words ORDER BY n NULLS LAST, id",
    "SELECT id, n FROM words ORDER BY n DESC NULLS FIRST, id LIMIT 3",
    'SELECT id, span.start AS s, span."end" AS e FROM words ORDER BY id',
    "SELECT id, unnest(names) AS name FROM words ORDER BY id, name",
    "SELECT name, count(*) AS k FROM (SELECT unnest(names) AS name FROM words) AS u GROUP BY name ORDER BY name",
    "SELECT w.id, u.name FROM words AS w, LATERAL unnest(w.names) AS u(name) ORDER BY w.id, u.name",
    "SELECT id, array_contains(names, 'y') AS y, list_contains(names, 'x') AS x FROM words ORDER BY id",
    "SELECT id, array_length(names) AS k, array_to_string(names, ',') AS s FROM words ORDER BY id",
    "SELECT array_sort(array_agg(DISTINCT n) FILTER (WHERE n IS NOT NULL)) AS numbers FROM words",
    "SELECT n, count(*) AS k, count(DISTINCT id) AS d, min(id) AS i FROM words GROUP BY n ORDER BY n NULLS FIRST",
    "SELECT sum(n) AS s, avg(n) AS m, median(n) AS h, count(*) FILTER (WHERE n > 1) AS k FROM words",
    "SELECT CAST(sum(n) AS BIGINT) AS s, n::VARCHAR AS t FROM words GROUP BY n ORDER BY t NULLS LAST",
    "SELECT max_by(id, n + length(id)) AS a, arg_min(id, n) AS b FROM words WHERE id <> 'd'",
    "SELECT id, row_number() OVER (PARTITION BY n IS NULL ORDER BY id DESC) AS r FROM words QUALIFY r = 1 ORDER BY id",
    "SELECT id, lag(id) OVER (ORDER BY id) AS b, sum(n) OVER (ORDER BY id) AS s FROM words ORDER BY id",
    "SELECT a.id, b.id AS other FROM words AS a JOIN words AS b ON a.n = b.n AND a.id < b.id",
    "SELECT a.id FROM words AS a SEMI JOIN words AS b ON a.n = b.n AND a.id <> b.id ORDER BY a.id",
    "SELECT a.id FROM words AS a ANTI JOIN words AS b ON a.n = b.n AND a.id <> b.id ORDER BY a.id",
    "SELECT a.id FROM words AS a LEFT JOIN words AS b USING (n) WHERE b.id IS NULL ORDER BY a.id",
    "SELECT x.id FROM words AS x WHERE EXISTS (SELECT 1 FROM words AS y WHERE y.n > x.n) ORDER BY x.id",
    "WITH RECURSIVE r(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM r WHERE k < 4) SELECT k FROM r ORDER BY k",
    "SELECT id FROM words WHERE n IS NULL UNION ALL SELECT id FROM words WHERE n = 1 ORDER BY id",
    "SELECT k, w FROM (VALUES (1, 'a'), (2, 'b')) AS v(k, w) ORDER BY k",
    "SELECT 1 / 2 AS h, 7 // 2 AS i, -7 % 3 AS m, round(2.5) AS r, floor(2.7) AS f, abs(-2) AS a, sqrt(4) AS q",
    "SELECT greatest(1, NULL, 3) AS g, least(2, NULL) AS l, coalesce(NULL, 2) AS c, nullif(1, 1) AS u",
    "SELECT 'it''s' AS a, 'a\\d\\n' AS b, '-- no comment $n' AS c -- a comment, it's one",
    "SELECT substr('abcdef', 2, 3) AS s, length('é𝄞') AS l, lower('ÄB') AS u, trim(' a ') AS t, 'a' || 'b' AS c",
    "SELECT replace('aab', 'a', 'x') AS r, split_part('a-b', '-', 2) AS s, starts_with('abc', 'a') AS w",
    "SELECT id FROM words WHERE id LIKE '%a%' OR regexp_matches(id, '^[bc]$') ORDER BY id",
    "SELECT CAST(CAST('2020-01-02' AS DATE) AS VARCHAR) AS d, CAST('2020-01-02' AS DATE) > DATE '2020-01-01' AS l",
    "SELECT bool_or(n > 1) AS b, bool_and(n > 1) AS c FROM words",
    "SELECT id FROM words WHERE n = $n AND id <> $other ORDER BY id",
    "SELECT id FROM words WHERE id IN (SELECT unnest($ids)) ORDER BY id",
    "SELECT CAST(big AS DOUBLE) AS b FROM words ORDER BY id",
    "SELECT lower(id) AS k, CASE WHEN n > 1 THEN 'many' ELSE 'few' END AS c FROM words ORDER BY ALL",
)
PARAMETERS: dict[str, Any] = {"n": 2, "other": "b", "ids": ["a", "c", "z"]}


@needs_spark
def test_both_engines_understand_the_same_sql(spark: Spark) -> None:
    for sql in PORTABLE:
        given = {name: value for name, value in PARAMETERS.items() if f"${name} " in f"{sql} ".replace(")", " ")}
        given = {} if "no comment" in sql else given
        expected = Local(1).query(sql, {"words": WORDS}, given or None)
        found = spark.query(sql, {"words": WORDS}, given or None)
        assert found.to_pylist() == expected.to_pylist(), sql
        assert found.num_rows, sql


@needs_spark
def test_positional_parameters_and_what_cannot_run(spark: Spark, tmp_path: Path) -> None:
    sql = "SELECT id FROM words WHERE n < ? ORDER BY id"
    assert spark.query(sql, {"words": WORDS}, [2]).to_pylist() == [{"id": "a"}]
    (leak := tmp_path / "leak.csv").write_text("secret", encoding="utf-8")
    wrongs = (
        "not sql",
        "SELECT * FROM secret",
        "SELECT 1 FROM words WHERE n = $n",
        "SET spark.sql.ansi.enabled = false",
    )
    for wrong in (*wrongs, "DROP VIEW words", f"SELECT * FROM csv.`{leak}`"):
        with pytest.raises(EngineError, match="the query cannot run"):
            spark.query(wrong, {"words": WORDS})
    with pytest.raises(EngineError, match="cannot run"):
        spark.query("SELECT * FROM words", {})  # a table of an earlier query is gone


def test_translation_leaves_alone_what_is_quoted() -> None:
    assert to_spark("SELECT 'unnest(x) $a // ''q''', \"VARCHAR\" FROM t") == (
        "SELECT 'unnest(x) $a // \\'q\\'', \"VARCHAR\" FROM t"
    )
    assert to_spark("SELECT unnest (x), $a//2, y::text -- it's $b\nFROM t") == (
        "SELECT explode (x), :a div 2, y::STRING  \nFROM t"
    )
    began = time.monotonic()
    to_spark("SELECT '" + "''" * 100_000 + ' "' * 100_001)
    assert time.monotonic() - began < 5


# Components. ------------------------------------------------------------------------------------------------------


@needs_spark
def test_components_are_those_of_the_local_engine(spark: Spark) -> None:
    drawn = random.Random(6)
    names = [f"{name}{n}" for n in range(60) for name in ("a", "√", "𝄞")]
    pairs = [(drawn.choice(names), drawn.choice(names)) for _ in range(110)]
    chain = [(f"chain{n:02}", f"chain{n + 1:02}") for n in range(40)]
    pairs += [*chain, ("alone", "alone"), ("b", "a0"), (None, "a0"), ("a0", "b")]  # type: ignore[list-item]
    columns = {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}
    edges = pa.table(columns, schema=pa.schema([("a", pa.string()), ("b", pa.string())]))
    expected = Local(1).connected_components(edges)
    assert len(set(expected["component"].to_pylist())) > 10
    assert spark.connected_components(edges).equals(expected)
    assert spark.connected_components(edges.slice(0, 0)).equals(expected.slice(0, 0))


# Starting. --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("master", "said"),
    [("spark://127.0.0.1:1", "no Spark master answers"), ("mars", "is no master of Spark"), ("spark://x", "no Spark")],
)
@needs_spark
def test_a_master_that_cannot_be_reached_is_named(monkeypatch: pytest.MonkeyPatch, master: str, said: str) -> None:
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", classmethod(lambda cls: None))
    with pytest.raises(EngineError, match=said):
        Spark(master).query("SELECT 1", {})


@needs_spark
def test_missing_java_is_told_with_the_fix(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pyspark.sql.SparkSession.getActiveSession", classmethod(lambda cls: None))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="default-jre-headless"):
        Spark().query("SELECT 1", {})
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(EngineError, match="JAVA_HOME"):
        Spark().query("SELECT 1", {})


def test_missing_pyspark_is_told_with_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(EngineError, match=r"pip install 'sayso\[spark\]'"):
        Spark().query("SELECT 1", {})
