"""Lists of addresses: one a line, normalised so that the same page is not fetched twice; what is no address is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from sayso.fetch.settings import Failed

#: Longer addresses are refused by servers (RFC 9110 asks for 8,000).
_LONGEST = 8000
#: Whatever is neither reserved nor unreserved in RFC 3986 is written as %XX; "%" itself stands before two digits.
_SAFE = "%/:?#[]@!$&'()*+,;=-._~"
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"\A(?!-)[a-z0-9_-]{1,63}(?<!-)\Z")


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked for: ``host`` in lower case and ASCII, ``target`` is path and query."""

    url: str
    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """Scheme, host and port, as one robots.txt covers them."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """The host, with its port where that is not the usual one: what the header Host says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list: the words as they stand there, and the address, or why it is none."""

    words: str
    address: Address | None
    failed: Failed | None = None


def read_list(lines: Iterable[str]) -> list[Entry]:
    """Return the entries of a list, the first of those that mean the same page only.

    Blank lines and those that begin with "#" are left out.
    """
    found: dict[str, Entry] = {}
    for line in lines:
        words = line.strip().lstrip("\ufeff")
        if not words or words.startswith("#"):
            continue
        try:
            address = normalise(words)
            found.setdefault(address.url, Entry(words, address))
        except Failed as failed:
            found.setdefault(words, Entry(words, None, failed))
    return list(found.values())


def normalise(url: str) -> Address:
    """Return an address in its usual form (RFC 3986, 6.2.2), without its fragment; raises Failed where
    it cannot be used.
    """
    if len(url) > _LONGEST:
        raise _bad("longer than 8,000 characters")
    if any(ord(character) <= 32 or ord(character) == 127 for character in url) or "\\" in url:
        raise _bad("blanks, backslashes or control characters in it")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError as error:
        raise _bad(str(error)) from error
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise Failed("no address", "not an address that begins with http:// or https://", "write it in full")
    if parts.username is not None or parts.password is not None:
        raise Failed("no address", "a user name or password in it", "take it out: what is behind it is not public")
    host = _ascii(host)
    port = _PORTS[scheme] if port is None else port
    if port == 0:
        raise _bad("port 0")
    path = _percent(parts.path) or "/"
    query = _percent(parts.query)
    target = _without_dots(path) + (f"?{query}" if query else "")
    made = Address("", scheme, host, port, target)
    full = urlunsplit((scheme, made.authority, _without_dots(path), query, ""))
    return Address(full, scheme, host, port, target)


def _bad(why: str) -> Failed:
    return Failed("no address", f"not an address that can be used: {why}", "look at its spelling")


def _ascii(host: str) -> str:
    """Return a host name as it is looked up; names in other scripts by IDNA, as the name system writes them."""
    if not host:
        raise _bad("no host in it")
    if ":" in host:  # an IPv6 address: urlsplit has looked at it
        if "%" in host:
            raise _bad("a zone in the address")
        return host.lower()
    try:
        plain = host.rstrip(".").encode("idna").decode("ascii").lower() if not host.isascii() else host.rstrip(".")
    except UnicodeError as error:
        raise _bad("a host name that cannot be written") from error
    if len(plain) > 253 or not all(_LABEL.match(label) for label in plain.split(".")):
        raise _bad("a host name that cannot be")
    return plain


def _percent(part: str) -> str:
    return quote(_BAD_PERCENT.sub("%25", part), safe=_SAFE)


def _without_dots(path: str) -> str:
    """Return a path without "." and ".." in it (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    pieces = path.split("/")[1:]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        if piece in (".", ".."):
            if piece == ".." and kept:
                kept.pop()
            if last:
                kept.append("")
        else:
            kept.append(piece)
    return "/" + "/".join(kept)
