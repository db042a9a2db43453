"""Work for Spark's workers to do in tests: they import it by name."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pyarrow as pa


def kill_spark_worker(rows: pa.RecordBatch, marker: str, once: bool) -> pa.RecordBatch:
    """Double the column n; at 13, kill the worker of Spark (the parent of this process), always or the first time."""
    if 13 in rows["n"].to_pylist() and not (once and Path(marker).exists()):
        with Path(marker).open("a", encoding="utf-8") as file:
            file.write("killed\n")
        os.kill(os.getppid(), signal.SIGKILL)
        signal.pause()
    return pa.record_batch([pa.array([2 * n for n in rows["n"].to_pylist()], pa.int64())], names=["n"])
