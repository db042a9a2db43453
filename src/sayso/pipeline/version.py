"""What findings and links depend on beside the pages, each as one line of text."""

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


def compared_by() -> str:
    """Return the version of everything that comparing across articles depends on: Sayso and the data files."""
    return f"sayso {__version__} data {data.digest()}"
