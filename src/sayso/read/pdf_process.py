"""The process in which PDF files are opened: started when the first one is met, bounded, and replaced when it dies.

PDFium can hang or crash on a hostile file, and a crash would take the whole read with it. Starting the process costs
a tenth of a second of work, so one process opens many files, one after another; a file costs what its sheets cost. What
a file does to the process cannot pass to another file: whenever a process dies that had opened others before, the
file is given to a new one, and only what a new one makes of it counts.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sayso.read.limits import Limits

_PROGRAM = Path(__file__).with_name("pdf_sheets.py")
#: The process is replaced after so many files, so that memory that PDFium never gives back cannot add up.
_FILES = 500
#: The clock on the wall runs this much longer than the processor's time that is allowed: the machine may be busy.
_PATIENCE = 10
_CHUNK = 1024 * 1024


class Died(Exception):
    """The process ended, or was ended, before it answered; the message says why."""


class _Process:
    """One running program; ``files`` counts those it has opened."""

    def __init__(self) -> None:
        found = find_spec("pypdfium2")
        if found is None or found.origin is None:
            raise Died("pypdfium2 is not installed; install Sayso again")
        libraries = str(Path(found.origin).parent.parent)
        # -I and -S: nothing of the user's environment is loaded, which is safer and starts in half the time.
        self._process = subprocess.Popen(  # noqa: S603 (our own program)
            [sys.executable, "-I", "-S", str(_PROGRAM), libraries],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self.owner = os.getpid()
        self.files = 0

    def ask(self, content: bytes, bounds: dict[str, int]) -> dict[str, Any]:
        """Return the program's answer for one file; raises Died."""
        self.files += 1
        until = time.monotonic() + bounds["seconds"] * _PATIENCE
        head = json.dumps(bounds).encode("ascii")
        task = struct.pack(">Q", len(head)) + head + struct.pack(">Q", len(content))
        try:
            self._send(task, until)
            self._send(content, until)
            (length,) = struct.unpack(">Q", self._receive(8, until))
            answer = json.loads(self._receive(length, until))
        except (OSError, EOFError, ValueError, MemoryError) as error:
            raise Died(self._why(error)) from error
        if not isinstance(answer, dict):
            raise Died("gave no answer that makes sense")
        return answer

    def end(self) -> None:
        """End the program, whatever it does."""
        if self.owner == os.getpid():
            self._process.kill()
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _send(self, content: bytes, until: float) -> None:
        assert self._process.stdin is not None
        number = self._process.stdin.fileno()
        os.set_blocking(number, False)
        rest = memoryview(content)
        while rest:
            self._wait([], [number], until)
            rest = rest[os.write(number, rest[:_CHUNK]) :]

    def _receive(self, size: int, until: float) -> bytes:
        assert self._process.stdout is not None
        number = self._process.stdout.fileno()
        found = bytearray()
        while len(found) < size:
            self._wait([number], [], until)
            piece = os.read(number, min(_CHUNK, size - len(found)))
            if not piece:
                raise EOFError
            found += piece
        return bytes(found)

    def _wait(self, reading: list[int], writing: list[int], until: float) -> None:
        left = until - time.monotonic()
        if left <= 0 or not any(select.select(reading, writing, [], left)[:2]):
            raise TimeoutError

    def _why(self, error: Exception) -> str:
        if isinstance(error, TimeoutError):
            return "takes too long"
        try:
            code = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return "gave no answer that makes sense"
        return "takes too long" if code == -signal.SIGXCPU else f"breaks the program that opens PDF files (code {code})"


_lock = threading.Lock()
_running: _Process | None = None


def open_pdf(content: bytes, limits: Limits) -> dict[str, Any]:
    """Return what ``sayso.read.pdf_sheets`` says of one PDF file; raises Died where that takes more than allowed."""
    bounds = {
        "sheets": limits.max_pdf_sheets,
        "chars": limits.max_page_chars,
        "seconds": limits.max_pdf_seconds,
        "memory": limits.max_pdf_memory,
    }
    with _lock:
        while True:
            process = _started()
            try:
                answer = process.ask(content, bounds)
            except BaseException as error:
                end()
                if isinstance(error, Died) and process.files > 1:
                    continue
                raise
            if process.files >= _FILES:
                end()
            return answer


def end() -> None:
    """End the process, if one runs; the next PDF file starts another."""
    global _running  # noqa: PLW0603 (one process is the point)
    if _running is not None:
        _running.end()
    _running = None


def _started() -> _Process:
    global _running  # noqa: PLW0603
    if _running is not None and _running.owner != os.getpid():
        _running = None  # this is a fork of the process that started it, which goes on using it
    if _running is None:
        _running = _Process()
        atexit.register(end)
    return _running
