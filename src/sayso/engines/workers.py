"""The side of the process pool that runs in the worker.

Batches travel as Arrow IPC bytes: a slice of a batch is sent as that slice and not with its whole parent.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from multiprocessing import connection

import pyarrow as pa

from sayso.engines.base import BatchFunction, LostBatch

#: The exit status of a worker whose parent is gone; nobody is left to read it.
ORPHAN = 3


def pack(batch: pa.RecordBatch) -> bytes:
    """Return a batch as the bytes of an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def unpack(data: bytes) -> pa.RecordBatch:
    """Return the one batch in the bytes of an Arrow IPC stream."""
    with pa.ipc.open_stream(data) as reader:
        batch: pa.RecordBatch = reader.read_next_batch()
    return batch


def join(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Return several batches of one schema as one batch. Raises LostBatch for none."""
    if not batches:
        raise LostBatch("a batch without rows failed", 0)
    if len(batches) == 1:
        return batches[0]
    found = pa.Table.from_batches(batches).combine_chunks().to_batches()
    return found[0] if found else batches[0].slice(0, 0)


def start() -> None:
    """Prepare a new worker: Ctrl-C belongs to the parent, and a worker never outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True, name="sayso-parent").start()


def _watch(sentinel: int) -> None:
    """End this process at once when the parent ends, however it ends (``kill -9`` included)."""
    connection.wait([sentinel])
    os._exit(ORPHAN)


def ready() -> int:
    """Return the worker's process id: the proof that a worker could start."""
    return os.getpid()


def work(function: BatchFunction, data: bytes, seconds: float | None) -> bytes:
    """Run ``function`` on a packed batch and return its packed result.

    The time limit is an alarm with its default action: the kernel ends the process even while compiled code
    (a regular expression, say) holds the interpreter's lock.
    """
    if seconds is None:
        return pack(function(unpack(data)))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        return pack(function(unpack(data)))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
