"""Every foreseeable error as one line on standard error with the fix, and an exit code; never a traceback."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import click

from sayso.cli.screen import clean, say

STOPPED = 130  # 128 + SIGINT, as shells count
#: Errors whose message is written for the user, by module so that a verb need not load what it does not use.
_FORESEEN = {
    ("sayso.case.schema", "CaseError"): 1,
    ("sayso.check.files", "GoldError"): 1,
    ("sayso.data", "DataError"): 1,
    ("sayso.engines.base", "EngineError"): 1,
    ("sayso.export.run", "ExportError"): 1,
    ("sayso.fetch.settings", "FetchError"): 1,
    ("sayso.web.server", "WebError"): 1,
    ("sayso.read.limits", "ReadError"): 2,
}


_MAKE_ROOM = "make room, or write somewhere else, and run the same command again"
_FIXES = {
    errno.ENOSPC: _MAKE_ROOM,
    errno.EFBIG: f"the disk's quota is used up: {_MAKE_ROOM}",
    errno.EDQUOT: _MAKE_ROOM,
    errno.EACCES: "look at the rights of the file and its folder",
    errno.EMFILE: "raise the number of open files with: ulimit -n 4096",
    errno.ENOMEM: "close other programs, or use fewer processes: --workers 1",
}


class Sayso(click.Group):
    """The group of verbs; what they raise ends here."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs in the order one needs them, not by the alphabet."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; turn what it raises into a line and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except KeyboardInterrupt:
            fail("stopped", STOPPED)
        except BrokenPipeError:
            # The reader of our output (``head``) went away; nothing is wrong. Python's own flush at exit would
            # complain again, so standard output is pointed elsewhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except Exception as error:
            code = _code(error)
            if code is None:
                raise
            fail(_said(error), code)


def _said(error: Exception) -> str:
    """Return an error's message; an error of the system, which has none for the user, in words and with the fix."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    place = error.filename if isinstance(error.filename, str) else "the output"
    reason = (error.strerror or type(error).__name__).lower()
    return f"{place}: {reason}; {_FIXES.get(error.errno, 'look at the disk and the rights of the file')}"


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let a polite end from outside (``kill``, a closed terminal, a machine that shuts down) be as good as Ctrl-C.

    Else the process would end on the spot, and what its workers hold would have to be cleared up after it.
    """

    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # ``nohup`` asks that a closed terminal be overheard
            signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def fail(message: str, code: int) -> NoReturn:
    """Say what is wrong in one line and end with ``code``."""
    say(" ".join(clean(message).split()))
    raise click.exceptions.Exit(code)


def _code(error: Exception) -> int | None:
    for kind in type(error).__mro__:
        code = _FORESEEN.get((kind.__module__, kind.__name__))
        if code is not None:
            return code
    if isinstance(error, OSError) and not isinstance(error, click.ClickException):
        return 1
    return None
