"""The engines: order, bounded look-ahead, crashes, time limits, orphans, queries, components."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.engines import Engine, EngineError, Local, TooSlow, WorkerDied

NUMBERS = pa.schema([("n", pa.int64())])


def batch(*numbers: int) -> pa.RecordBatch:
    return pa.record_batch([pa.array(numbers, pa.int64())], schema=NUMBERS)


def double(rows: pa.RecordBatch) -> pa.RecordBatch:
    return batch(*[2 * n for n in rows["n"].to_pylist()])


def pid(rows: pa.RecordBatch) -> pa.RecordBatch:
    return batch(*[os.getpid()] * rows.num_rows)


def fragile(rows: pa.RecordBatch, how: str) -> pa.RecordBatch:
    """Fail at 13 in the way asked for; double everything else."""
    if 13 in rows["n"].to_pylist():
        if how == "crash":
            os.kill(os.getpid(), signal.SIGKILL)
        if how == "raise":
            raise ValueError("thirteen")
        if how == "hang":
            time.sleep(60)
    return double(rows)


def stand_in(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
    return batch(*[-1] * rows.num_rows)


def numbers(found: Iterator[pa.RecordBatch]) -> list[list[int]]:
    return [rows["n"].to_pylist() for rows in found]


@pytest.fixture(scope="module")
def pool() -> Iterator[Local]:
    with Local(2) as engine:
        yield engine


def test_local_is_an_engine() -> None:
    assert isinstance(Local(1), Engine)
    with pytest.raises(ValueError, match="workers=-1"):
        Local(-1)


@pytest.mark.parametrize("workers", [0, 1])
def test_few_workers_run_here(workers: int) -> None:
    with Local(workers) as engine:
        found = numbers(engine.map_batches(pid, [batch(1), batch(2)]))
    assert found == [[os.getpid()], [os.getpid()]]


def test_lone_small_batch_runs_here_many_elsewhere(pool: Local) -> None:
    assert numbers(pool.map_batches(pid, [batch(1)])) == [[os.getpid()]]
    assert all(row != [os.getpid()] for row in numbers(pool.map_batches(pid, [batch(1), batch(2)])))
    assert numbers(pool.map_batches(double, [])) == []


def test_order_is_kept_and_few_batches_are_read_ahead(pool: Local) -> None:
    read = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal read
        for n in range(40):
            read += 1
            yield batch(n)

    found = pool.map_batches(double, source())
    assert next(found)["n"].to_pylist() == [0]
    assert read <= 5
    assert numbers(found) == [[2 * n] for n in range(1, 40)]


@pytest.mark.parametrize("how", ["crash", "raise"])
def test_a_bad_row_does_not_stop_the_rest(pool: Local, how: str) -> None:
    errors: list[BaseException] = []

    def lost(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
        errors.append(error)
        return stand_in(rows, error)

    batches = [batch(n, n + 1, n + 2) for n in range(0, 30, 3)]
    found = numbers(pool.map_batches(functools.partial(fragile, how=how), batches, on_lost=lost))
    assert found == [[-1 if n == 13 else 2 * n for n in rows["n"].to_pylist()] for rows in batches]
    assert [type(error) for error in errors] == [WorkerDied if how == "crash" else ValueError]


def test_errors_are_raised_without_a_hook(pool: Local) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        numbers(pool.map_batches(functools.partial(fragile, how="raise"), [batch(1), batch(13)]))
    with pytest.raises(WorkerDied, match="1 row "):
        numbers(pool.map_batches(functools.partial(fragile, how="crash"), [batch(1), batch(13)]))
    assert numbers(pool.map_batches(double, [batch(1), batch(2)])) == [[2], [4]]


def test_bad_row_in_this_process() -> None:
    found = Local(1).map_batches(functools.partial(fragile, how="raise"), [batch(12, 13, 14)], on_lost=stand_in)
    assert numbers(found) == [[24, -1, 28]]


def test_time_limit(pool: Local) -> None:
    errors: list[BaseException] = []

    def lost(rows: pa.RecordBatch, error: BaseException) -> pa.RecordBatch:
        errors.append(error)
        return stand_in(rows, error)

    began = time.monotonic()
    slow = functools.partial(fragile, how="hang")
    found = numbers(pool.map_batches(slow, [batch(1), batch(13), batch(2)], on_lost=lost, seconds=2))
    assert found == [[2], [-1], [4]]
    assert [type(error) for error in errors] == [TooSlow]
    assert time.monotonic() - began < 45, "the hanging row would have slept for a minute"


def test_workers_die_with_a_killed_parent(tmp_path: object) -> None:
    script = textwrap.dedent(
        """
        import time
        from sayso.engines import Local, workers
        if __name__ == "__main__":
            engine = Local(2)
            print(engine._started().submit(workers.ready).result(), flush=True)
            time.sleep(60)
        """
    )
    path = f"{tmp_path}/parent.py"
    with open(path, "w", encoding="utf-8") as file:
        file.write(script)
    parent = subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    worker = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 60
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)


def alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat", encoding="utf-8") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_query() -> None:
    table = pa.table({"word": ["a", "b", "a"], "n": [1, 2, 3]})
    found = Local(2).query(
        "SELECT word, sum(n)::BIGINT AS n FROM words WHERE n < ? GROUP BY word ORDER BY word", {"words": table}, [10]
    )
    assert found.to_pylist() == [{"word": "a", "n": 4}, {"word": "b", "n": 2}]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SET enable_external_access = true",
        "COPY (SELECT 1) TO '/tmp/sayso-leak.csv'",
        "SELECT * FROM secret",
        "not sql",
    ],
)
def test_query_reaches_nothing_outside(sql: str) -> None:
    secret = pa.table({"n": [1]})  # a local variable a query must not see
    with pytest.raises(EngineError, match="cannot run"):
        Local(1).query(sql, {})
    assert secret.num_rows == 1


def components_by_search(edges: list[tuple[str, str]]) -> dict[str, str]:
    near: dict[str, set[str]] = {}
    for a, b in edges:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    found: dict[str, str] = {}
    for node in sorted(near):
        if node not in found:
            todo = [node]
            while todo:
                here = todo.pop()
                if here not in found:
                    found[here] = node
                    todo.extend(near[here])
    return found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.text("abc√é𝄞", min_size=1, max_size=2), st.text("abc√é𝄞", min_size=1, max_size=2))))
def test_components_agree_with_a_plain_search(edges: list[tuple[str, str]]) -> None:
    columns = {"a": [a for a, _ in edges], "b": [b for _, b in edges]}
    table = pa.table(columns, schema=pa.schema([("a", pa.string()), ("b", pa.string())]))
    found = Local(1).connected_components(table).to_pylist()
    assert [row["node"] for row in found] == sorted(components_by_search(edges))
    assert {row["node"]: row["component"] for row in found} == components_by_search(edges)


def test_a_long_chain_of_components_is_quick() -> None:
    names = [f"{n:06}" for n in range(100_000)]
    edges = pa.table({"a": names[:-1], "b": names[1:]})
    began = time.monotonic()
    found = Local(1).connected_components(edges)
    assert set(found["component"].to_pylist()) == {"000000"}
    assert time.monotonic() - began < 5
