"""Pinned scores, one file a gold set. ``at``, ``pages`` and ``texts`` are paths inside the folder of shared data."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def shared() -> Path:
    """Return the folder of annotated data that is not part of the project: ``SAYSO_SHARED``, else ``../shared``."""
    given = os.environ.get("SAYSO_SHARED")
    return Path(given) if given else HERE.parent.parent.parent / "shared"


def arguments(pinned: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``check`` that a pin was made with."""
    root = shared()
    at = pinned["at"]
    options = {name: root / pinned[name] for name in ("pages", "texts") if name in pinned}
    return {"gold_path": at if at == "demo" else root / at, "reader": pinned["reader"], **options}


def missing(pinned: dict[str, Any]) -> str | None:
    """Return the first path that a pin needs and that is not there, as it stands in the pin; None if all are."""
    if pinned["at"] == "demo":
        return None
    wanted = [pinned[name] for name in ("at", "pages", "texts") if name in pinned]
    return next((name for name in wanted if not (shared() / name).exists()), None)
