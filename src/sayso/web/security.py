"""What keeps a reading room to the person it is for: host names, methods, and headers that forbid everything else.

Page text is never trusted. Should escaping ever fail somewhere, the policy still lets no script but ours run and
nothing be sent anywhere. The host is checked because a website could otherwise point its own name at 127.0.0.1
(DNS rebinding) and read the case through the visitor's browser.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
#: In a list of allowed hosts: any address written in numbers. A name cannot be rebound to it, so it is safe.
ANY_ADDRESS = "*"
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    # A case may hold what must not stay behind in a browser's cache.
    "cache-control": "no-store",
}


def host_of(header: str) -> str:
    """Return the host in a ``Host`` header, without port and brackets, in lower case."""
    header = header.strip().lower()
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0]


def is_allowed(header: str, hosts: Iterable[str]) -> bool:
    """Whether a ``Host`` header names one of ``hosts``."""
    host = host_of(header)
    hosts = tuple(hosts)
    if host in hosts:
        return True
    if ANY_ADDRESS not in hosts:
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class Guard:
    """ASGI middleware: refuses foreign hosts and every method but GET and HEAD, and sets the headers above."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = LOOPBACK) -> None:
        self.app = app
        self.hosts = tuple(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no websockets here: not accepting is refusing
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if not is_allowed(Headers(scope=scope).get("host", ""), self.hosts):
            text = "This reading room answers only to its own address; open the one that sayso printed.\n"
            await PlainTextResponse(text, 400)(scope, receive, guarded)
        elif scope["method"] not in ("GET", "HEAD"):
            text = "The reading room is for reading: only GET is answered.\n"
            await PlainTextResponse(text, 405, {"allow": "GET, HEAD"})(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)
