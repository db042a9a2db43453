"""The command ``sayso``: verbs, thin. Each calls one function of the packages behind it and shows what comes back.

Data goes to standard output, all else to standard error. Exit codes: 0 done (pages that failed are listed), 1 nothing
could be done, or what was verified does not match, 2 the command was put wrongly, 130 stopped with Ctrl-C. What takes
long to load is loaded in the verbs.
"""

from __future__ import annotations

import click

from sayso import __version__
from sayso.cli.checking import check
from sayso.cli.errors import Sayso
from sayso.cli.fetching import fetch
from sayso.cli.happenings import ceasefires, events, names
from sayso.cli.joined import incidents
from sayso.cli.linked import claims, origins
from sayso.cli.looking import copies, failures, quotes, search, sources
from sayso.cli.places import places
from sayso.cli.reading import demo, read
from sayso.cli.sharing import export, open_
from sayso.cli.verifying import verify


@click.group(cls=Sayso, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sayso")
def main() -> None:
    """Reads piles of news pages and keeps the ledger of who says so.

    A case is one file. Start with: sayso read PAGES… --into my.sayso
    """


_TOLD = (events, incidents, ceasefires, names)
_LOOKING = (search, quotes, claims, origins, *_TOLD, sources, copies, failures, places)
for _verb in (fetch, read, open_, *_LOOKING, verify, export, check, demo):
    main.add_command(_verb)

__all__ = ["main"]
