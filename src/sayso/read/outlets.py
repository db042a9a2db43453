"""Which outlet a page is from, by the outlet files in ``sayso/data/outlets`` (see docs/data-outlets.md)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from sayso import data
from sayso.data import DataError, load
from sayso.model import Page

_NOT_WORD = re.compile(r"[\W_]+")
#: What outlets are called with or without.
_ARTICLE = re.compile(r"\A(?:the|al|el)(?=[\s-])[\s-]+", re.I)
#: A masthead is the first line of a page or follows a "skip to content" and a menu.
MASTHEAD_WITHIN = 3
_LONGEST_MASTHEAD = 120
_MENU = re.compile(r"[|·•»]")


@dataclass(frozen=True, slots=True)
class Outlet:
    """One outlet file. ``kind`` is agency, state, newspaper, broadcaster, partisan, party, blog, aggregator, monitor or
    government.
    """

    name: str
    kind: str
    country: str | None
    owner: str | None
    aliases: tuple[str, ...]
    domains: tuple[str, ...]


@data.cached
def outlets() -> tuple[Outlet, ...]:
    """Return every outlet that the data files describe, sorted by file name; raises DataError for an unusable file."""
    return tuple(_outlet(stem, content) for stem, content in load("outlets"))


def canonical(name: str) -> str:
    """Return the outlet's name as its file gives it, for a name, an alias, a file's stem or a domain; else ``name``."""
    name = " ".join(name.split())
    found = _by_name().get(_key(name)) or _by_domain(name)
    return found or name


def outlet_of(page: Page) -> str | None:
    """Return the outlet of a page: as given, else by its address, else by a masthead in its first lines, else None."""
    if page.given_outlet and page.given_outlet.strip():
        return canonical(page.given_outlet)
    if page.url:
        host = _host(page.url)
        if host:
            return _by_domain(host) or host
    return _masthead(page.text)


def masthead(line: str) -> str | None:
    """Return the outlet whose name, and perhaps a menu beside it, is all that a line holds; else None."""
    # Three letters alone ("AP", "AA") are too easily something else.
    if not 3 < len(line) <= _LONGEST_MASTHEAD:
        return None
    first = _MENU.split(line, maxsplit=1)[0].strip()
    return _by_name().get(_key(line)) or (_by_name().get(_key(first)) if len(first) > 3 else None)


def _masthead(text: str) -> str | None:
    """Return the outlet whose masthead stands among the first lines."""
    lines = [line.strip() for line in text[:1000].splitlines() if line.strip()]
    return next((found for line in lines[:MASTHEAD_WITHIN] if (found := masthead(line))), None)


@data.cached
def _by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for stem, outlet in zip((stem for stem, _ in load("outlets")), outlets(), strict=True):
        for name in (outlet.name, stem, *outlet.aliases):
            names.setdefault(_key(name), outlet.name)
    return names


@data.cached
def _domains() -> dict[str, str]:
    return {domain.lower(): outlet.name for outlet in outlets() for domain in outlet.domains}


def _by_domain(host: str) -> str | None:
    parts = host.lower().strip(". ").split(".")
    return next((found for cut in range(len(parts) - 1) if (found := _domains().get(".".join(parts[cut:])))), None)


def _host(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return re.sub(r"\A(?:www\d?|m|amp)\.", "", host) if host else None


def _key(name: str) -> str:
    return _NOT_WORD.sub("", _ARTICLE.sub("", name.strip())).casefold() or name.casefold()


def _outlet(stem: str, content: dict[str, object]) -> Outlet:
    name = content.get("name")
    aliases, domains = content.get("aliases") or [], content.get("domains") or []
    if not isinstance(name, str) or not isinstance(aliases, list) or not isinstance(domains, list):
        raise DataError(
            f"outlets/{stem}.yaml: needs 'name', and 'aliases' and 'domains' as lists; see docs/data-outlets.md"
        )
    return Outlet(
        name=name,
        kind=str(content.get("kind") or "newspaper"),
        country=str(content["country"]) if content.get("country") else None,
        owner=str(content["owner"]) if content.get("owner") else None,
        aliases=tuple(str(alias) for alias in aliases),
        domains=tuple(str(domain) for domain in domains),
    )
