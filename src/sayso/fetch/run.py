"""The run: one address after another, never two at once, each host no more often than it should be asked.

What is due at the host that has waited longest comes first, so a list with many hosts is not held up by the
pauses of one.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path

from sayso.fetch.client import Client, Exchange
from sayso.fetch.robots import Robots, redirect
from sayso.fetch.settings import LATER, Failed, FetchError, Manners
from sayso.fetch.urls import Address, Entry, read_list
from sayso.fetch.warc_out import WarcFile

_GZIP, _PLAIN = "gzip", "identity"
_AGAIN = (408, 425, 429)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one address ended: ``outcome`` is "fetched" or what went wrong in a word or three; ``final`` is where it led.

    ``size`` is that of the last answer's body in bytes, as it came.
    """

    url: str
    outcome: str
    status: int | None = None
    size: int = 0
    final: str | None = None
    what: str | None = None
    fix: str | None = None

    def fields(self) -> list[tuple[str, str]]:
        """Return it as the fields of a WARC metadata record."""
        found = [("outcome", self.outcome)]
        found += [("status", str(self.status))] if self.status is not None else []
        found += [("finalUri", self.final)] if self.final and self.final != self.url else []
        found += [("error", self.what or "")] if self.what else []
        return found + ([("fix", self.fix)] if self.fix else [])


@dataclass(slots=True)
class Report:
    """What a run did: every outcome in order, the number of addresses that were there already, and how it ended."""

    known: int = 0
    cut: int = 0
    stopped: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def fetched(self) -> int:
        """How many addresses were fetched in this run."""
        return sum(outcome.outcome == "fetched" for outcome in self.outcomes)

    @property
    def failures(self) -> list[Outcome]:
        """What was not fetched."""
        return [outcome for outcome in self.outcomes if outcome.outcome != "fetched"]


@dataclass(slots=True)
class _Host:
    due: float = 0.0
    silent: int = 0
    waiting: deque[Entry] = field(default_factory=deque)


def fetch_into(
    lines: Iterable[str],
    into: Path,
    manners: Manners,
    *,
    client: Client | None = None,
    tell: Callable[[Outcome, int, int], None] = lambda outcome, done, total: None,
) -> Report:
    """Fetch every address of a list into a WARC file; those that were fetched into it before are left out.

    ``tell`` gets each outcome with the number of addresses done and of those to do. Ctrl-C ends the run between two
    writes: the report says so. Raises FetchError where the list or the file cannot be used.
    """
    entries = read_list(lines)
    if not entries:
        raise FetchError("no address in the list; write one a line, each beginning with http:// or https://")
    if len(entries) > manners.max_urls:
        raise FetchError(f"a list of {len(entries):,} addresses, more than {manners.max_urls:,}; cut it")
    report = Report()
    with WarcFile(into, manners.user_agent) as warc:
        report.cut = warc.kept.cut
        todo = [entry for entry in entries if entry.address is None or entry.address.url not in warc.kept.fetched]
        report.known = len(entries) - len(todo)
        run = _Run(manners, client or Client(manners), warc)

        def note(outcome: Outcome) -> None:
            report.outcomes.append(outcome)
            tell(outcome, len(report.outcomes), len(todo))

        try:
            run.all(todo, note)
        except KeyboardInterrupt:
            report.stopped = True
    return report


class _Run:
    def __init__(self, manners: Manners, client: Client, warc: WarcFile) -> None:
        self._manners = manners
        self._client = client
        self._warc = warc
        self._hosts: dict[str, _Host] = {}
        self._robots = Robots(self._ask_robots, manners)

    def all(self, entries: Sequence[Entry], note: Callable[[Outcome], None]) -> None:
        for entry in entries:
            if entry.address is None:
                note(self._failed(entry.words, entry.failed or Failed("no address", "not an address", ""), []))
            else:
                self._host(entry.address).waiting.append(entry)
        while waiting := [host for host in self._hosts.values() if host.waiting]:
            host = min(waiting, key=lambda one: one.due)
            entry = host.waiting.popleft()
            assert entry.address is not None
            note(self._one(entry.address, host))

    def _one(self, address: Address, host: _Host) -> Outcome:
        exchanges: list[Exchange] = []
        try:
            if host.silent >= self._manners.give_up_after:
                raise Failed(
                    "no connection",
                    f"{address.host} did not answer {host.silent} times, so it was not asked again",
                    LATER,
                )
            self._follow(address, exchanges)
        except Failed as failed:
            return self._failed(address.url, failed, exchanges)
        last = exchanges[-1]
        outcome = Outcome(address.url, "fetched", last.status, len(last.body), last.address.url)
        self._warc.add(address.url, exchanges, outcome.fields())
        return outcome

    def _follow(self, address: Address, exchanges: list[Exchange]) -> None:
        """Ask for an address and where it leads to; raises Failed where it does not end in a page."""
        spent = 0.0
        for _ in range(self._manners.max_redirects + 1):
            rules = self._robots.rules(address)
            rules.check(address)
            self._wait(address)
            began = time.monotonic()
            until = began + self._manners.timeout - spent
            exchange = self._ask(address, self._manners.max_bytes, until, _GZIP, rules.delay(self._manners))
            spent += time.monotonic() - began
            exchanges.append(exchange)
            target = redirect(exchange)
            if target is None:
                _check_status(exchange)
                return
            address = target
        raise Failed(
            "too many redirects", f"it led on more than {self._manners.max_redirects} times", "look at it in a browser"
        )

    def _ask(self, address: Address, most: int, until: float, encodings: str, delay: float) -> Exchange:
        host = self._host(address)
        try:
            exchange = self._client.get(address, most=most, until=until, encodings=encodings)
        except Failed as failed:
            host.silent += failed.outcome in ("no connection", "no such host", "timed out")
            raise
        else:
            host.silent = 0
            delay = max(delay, _retry_after(exchange, self._manners))
            return exchange
        finally:
            host.due = time.monotonic() + delay

    def _ask_robots(self, address: Address) -> Exchange:
        self._wait(address)
        until = time.monotonic() + self._manners.timeout
        return self._ask(address, self._manners.max_robots_bytes, until, _PLAIN, self._manners.delay)

    def _wait(self, address: Address) -> None:
        left = self._host(address).due - time.monotonic()
        if left > 0:
            time.sleep(left)

    def _host(self, address: Address) -> _Host:
        return self._hosts.setdefault(address.host, _Host())

    def _failed(self, url: str, failed: Failed, exchanges: Sequence[Exchange]) -> Outcome:
        last = exchanges[-1] if exchanges else None
        outcome = Outcome(
            url,
            failed.outcome,
            last.status if last else None,
            len(last.body) if last else 0,
            last.address.url if last else None,
            failed.what,
            failed.fix,
        )
        self._warc.add(url, exchanges, outcome.fields())
        return outcome


def _check_status(exchange: Exchange) -> None:
    """Raise Failed for an answer that is no page; the answer itself is kept all the same."""
    status = exchange.status
    if 200 <= status < 300:
        return
    later = status >= 500 or status in _AGAIN
    fix = LATER if later else "look at it in a browser, or look for a copy in a web archive"
    raise Failed(f"status {status}", f"{exchange.address.host} answers {status}", fix)


def _retry_after(exchange: Exchange, manners: Manners) -> float:
    """Return the seconds that a server asks to be left alone, within bounds."""
    given = exchange.headers.get("retry-after", "").strip()
    if exchange.status not in (429, 503) or not given:
        return 0.0
    if given.isascii() and given.isdigit():
        return min(float(given[:9]), manners.longest_delay)
    try:
        seconds = (parsedate_to_datetime(given) - exchange.moment).total_seconds()
    except (TypeError, ValueError):
        return 0.0
    return min(max(seconds, 0.0), manners.longest_delay)
