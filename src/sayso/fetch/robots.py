"""What a site asks of crawlers (RFC 9309): robots.txt of each origin, asked for once a run, read by Protego.

There is none (any 4xx): all is allowed. It cannot be had (5xx, 429, no answer): nothing is.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from protego import Protego

from sayso.fetch.client import Exchange
from sayso.fetch.settings import LATER, ROBOTS_NAME, Failed, Manners
from sayso.fetch.urls import Address, normalise

#: Of a packed robots.txt, in bytes: as much as is read of one that is not.
_LONGEST = Manners().max_robots_bytes


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one origin: ``parsed``, or all allowed where that is None, or ``unknown`` with the reason."""

    parsed: Protego | None
    unknown: str = ""

    def check(self, address: Address) -> None:
        """Raise Failed where the rules do not allow an address to be fetched."""
        if self.unknown:
            raise Failed(
                "robots.txt unknown",
                f"{address.origin}/robots.txt cannot be had ({self.unknown}), so nothing may be fetched there",
                LATER,
            )
        if self.parsed is not None and not self.parsed.can_fetch(address.url, ROBOTS_NAME):
            raise Failed(
                "refused by robots.txt",
                f"{address.origin}/robots.txt asks crawlers to leave it alone",
                "leave it out, or save the page from a browser and read that",
            )

    def delay(self, manners: Manners) -> float:
        """Return the seconds between two requests that the site asks for, within bounds, and never less than ours."""
        asked = self.parsed.crawl_delay(ROBOTS_NAME) if self.parsed is not None else None
        return max(manners.delay, min(asked or 0.0, manners.longest_delay))


class Robots:
    """The rules of every origin met. ``ask`` sends one request for robots.txt and raises Failed."""

    def __init__(self, ask: Callable[[Address], Exchange], manners: Manners) -> None:
        self._ask = ask
        self._manners = manners
        self._rules: dict[str, Rules] = {}

    def rules(self, address: Address) -> Rules:
        """Return the rules for an address, asking for them where they are not known."""
        found = self._rules.get(address.origin)
        if found is None:
            found = self._rules[address.origin] = self._asked(normalise(f"{address.origin}/robots.txt"))
        return found

    def _asked(self, address: Address) -> Rules:
        try:
            for _ in range(self._manners.max_redirects + 1):
                exchange = self._ask(address)
                target = redirect(exchange)
                if target is None:
                    return _read(exchange)
                address = target
        except Failed as failed:
            if failed.outcome == "too large":
                return Rules(None, "it is too large")
            return Rules(None, failed.what)
        return Rules(None)  # too many redirects count as none (RFC 9309, 2.3.1.2)


def redirect(exchange: Exchange) -> Address | None:
    """Return where an answer leads to, or None where nowhere; raises Failed for an address that cannot be used."""
    location = exchange.headers.get("location")
    if exchange.status not in (301, 302, 303, 307, 308) or not location:
        return None
    with suppress(UnicodeError):  # servers write UTF-8 into this header; HTTP libraries read it as Latin-1
        location = location.encode("latin-1").decode("utf-8")
    try:
        return normalise(urljoin(exchange.address.url, location.strip().replace(" ", "%20")))
    except ValueError as error:
        raise Failed("no address", "it leads to an address that cannot be used", "look at it in a browser") from error


def _read(exchange: Exchange) -> Rules:
    if exchange.status == 429 or exchange.status >= 500:
        return Rules(None, f"the server answers {exchange.status}")
    if not 200 <= exchange.status < 300:
        return Rules(None)
    body = exchange.body
    if "gzip" in exchange.headers.get("content-encoding", ""):  # unasked, as some servers do
        try:
            body = zlib.decompressobj(wbits=31).decompress(body, _LONGEST)
        except zlib.error:
            return Rules(None, "its packing is broken")
    return Rules(Protego.parse(body.decode("utf-8", "replace")))
