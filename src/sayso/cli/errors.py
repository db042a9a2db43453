"""Every foreseeable error as one line on standard error with the fix, and an exit code; never a traceback."""

from __future__ import annotations

import os
import sys
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
    ("sayso.web.server", "WebError"): 1,
    ("sayso.read.limits", "ReadError"): 2,
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
            fail(str(error), code)


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
