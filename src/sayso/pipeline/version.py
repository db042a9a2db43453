"""What findings depend on beside their page, as one line of text: who reads, with which data."""

from __future__ import annotations

from sayso import __version__, data
from sayso.read.limits import ReadError
from sayso.read.roles import network
from sayso.understand import make_reader
from sayso.understand.places import geonames


def made_by(reader: str) -> str:
    """Return the version of everything that findings depend on: Sayso, the reader, the data files, the pages' network,
    the list of towns.

    Raises ReadError when there is no such reader.
    """
    try:
        made = make_reader(reader)
    except data.DataError:
        raise
    except ValueError as error:
        raise ReadError(str(error)) from error
    knowledge = f"data {data.digest()} pages {network.version()} towns {geonames.installed()}"
    return f"sayso {__version__} reader {made.name}-{made.version} {knowledge}"
