"""Bytes in, pages out, and pages into articles. Knows nothing of language or storage.

The readers of the formats take a while to import; they are loaded when one of these names is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sayso.read.articles import split
    from sayso.read.limits import Limits, ReadError
    from sayso.read.outlets import outlet_of
    from sayso.read.sources import estimate, find_pages

__all__ = ["Limits", "ReadError", "estimate", "find_pages", "outlet_of", "split"]

_HOMES = {
    "Limits": "limits",
    "ReadError": "limits",
    "estimate": "sources",
    "find_pages": "sources",
    "outlet_of": "outlets",
    "split": "articles",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
