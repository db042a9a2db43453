"""The bounds and manners of fetching, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from sayso import __version__
from sayso.read.limits import Limits


class FetchError(ValueError):
    """A list or an output file that cannot be used; the message says which and what would do."""


class Failed(Exception):
    """One address that was not fetched: ``outcome`` in one word, ``what`` is wrong, and the ``fix``."""

    def __init__(self, outcome: str, what: str, fix: str) -> None:
        super().__init__(what)
        self.outcome = outcome
        self.what = what
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Manners:
    """How fetching behaves. Times are seconds, sizes bytes."""

    #: Between the end of one request to a host and the next: what crawlers of archives use, and a person's pace.
    delay: float = 2.0
    #: A Crawl-delay in robots.txt is kept up to this: some sites ask for an hour, which means "do not come".
    longest_delay: float = 60.0
    #: One page with its redirects. A large page over a slow line takes half of it.
    timeout: float = 120.0
    #: Until a server answers at all, and between two pieces of an answer.
    read_timeout: float = 20.0
    connect_timeout: float = 10.0
    #: What one answer may weigh: as much as ``sayso read`` reads.
    max_bytes: int = Limits().max_file_bytes
    #: RFC 9309 asks that at least 500 KiB be read, and nobody's rules are longer.
    max_robots_bytes: int = 512 * 1024
    #: RFC 9309 asks for five for robots.txt; browsers follow twenty, but an article is never behind more than three.
    max_redirects: int = 5
    #: After so many attempts in a row at which a host did not answer, the rest of its pages wait for the next run.
    give_up_after: int = 3
    #: Addresses of one list: a week at two seconds each.
    max_urls: int = 300_000
    #: Fetch from this machine and its network too. Off: a list from elsewhere could name what only you can reach.
    allow_private: bool = False
    #: An address of mail or web at which a site's owner reaches whoever fetches.
    contact: str = ""

    @property
    def user_agent(self) -> str:
        """Who we say we are, in every request."""
        return f"Sayso/{__version__}" + (f" (+{self.contact})" if self.contact else "")


#: What robots.txt calls us.
ROBOTS_NAME = "Sayso"
#: The fix where only time helps.
LATER = "run the same command again later"
