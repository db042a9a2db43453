"""Serving the reading room on this machine."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from sayso.case.reader import Case
from sayso.web.app import make_app
from sayso.web.security import ANY_ADDRESS, LOOPBACK

PORT = 8765


class WebError(RuntimeError):
    """The reading room cannot be opened; the message says why and gives the fix."""


def serve(
    case_path: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = PORT,
    open_browser: bool = True,
    ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the reading room of a case until interrupted (Ctrl-C).

    ``port`` 0 takes any free one. ``ready`` is called with the address as soon as it can be visited; then, if
    ``open_browser``, the browser is opened there. Raises CaseError when the case cannot be opened and WebError when
    the address cannot be had.
    """
    with Case(case_path):
        pass  # a case that cannot be opened is said now, in the terminal, not in the browser
    listener = _listen(host, port)
    with listener:
        url = _address(host, listener.getsockname()[1])
        app = make_app(case_path, hosts=allowed_hosts(host))
        config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, lifespan="off")
        if ready:
            ready(url)
        if open_browser:
            # Some browsers are waited for by the call that opens them.
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        with contextlib.suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])


def allowed_hosts(host: str) -> tuple[str, ...]:
    """Return the names under which a room served at ``host`` may be addressed."""
    try:
        everywhere = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    if everywhere:
        return (*LOOPBACK, ANY_ADDRESS, socket.gethostname().lower())
    return LOOPBACK if host in LOOPBACK else (*LOOPBACK, host.lower())


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(64)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise WebError(
                f"port {port} on {host} is taken; choose another with --port, or any with --port 0"
            ) from error
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise WebError(
            f"cannot listen on {host} port {port} ({reason}); choose others with --host and --port"
        ) from error
    return listener


def _address(host: str, port: int) -> str:
    try:
        unspecified = ipaddress.ip_address(host).is_unspecified
    except ValueError:
        unspecified = False
    shown = "127.0.0.1" if unspecified else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
