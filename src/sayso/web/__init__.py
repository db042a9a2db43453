"""The reading room: a case in the browser, on this machine alone."""

from sayso.web.server import PORT, WebError, serve

__all__ = ["PORT", "WebError", "serve"]
