"""Which machine is asked: names are looked up once, every address is judged, and the judged one is connected to.

A list, or a redirect, could name what only this machine can reach: a router, a printer, a cloud's metadata. And a name
could be looked up as a public address when it is judged and as a private one when it is connected to (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable

from sayso.fetch.settings import Failed

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
#: A name and a port in, addresses out, in the order in which to try them; raises OSError.
Resolver = Callable[[str, int], list[str]]
#: Blocks that carry an IPv4 address: NAT64 (RFC 6052) in the last four bytes.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")


def look_up(host: str, port: int) -> list[str]:
    """Return the addresses of a host by the system's resolver, IPv4 first, each once; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)  # few laptops have working IPv6; a stable sort
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def judged(host: str, port: int, resolver: Resolver, *, allow_private: bool) -> list[str]:
    """Return the addresses of ``host`` that may be connected to, at least one; raises Failed.

    One address that is not public is enough to refuse a host: an honest one has none.
    """
    try:
        found = resolver(host, port)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such name"
        raise Failed("no such host", f"the host {host} is not known ({reason})", "look at its spelling") from error
    if not found:
        raise Failed("no such host", f"the host {host} is not known", "look at its spelling")
    for address in found:
        try:
            bad = not is_public(ipaddress.ip_address(address))
        except ValueError:
            bad = True  # with a zone, such as fe80::1%eth0
        if bad and not allow_private:
            raise Failed(
                "private address",
                f"{host} is at {address}, which is not on the public internet",
                "leave it out, or if it is yours: --allow-private",
            )
    return found


def is_public(address: IP) -> bool:
    """Say whether an address is one of the public internet, those within other addresses included."""
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if within is None and address in _NAT64:
            within = ipaddress.IPv4Address(address.packed[-4:])
        if within is not None:
            return is_public(within)
        if address.teredo is not None or address in _SITE_LOCAL:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
