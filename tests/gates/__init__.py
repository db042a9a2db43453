"""Pinned scores, one file a gold set. ``at``, ``pages`` and ``texts`` are paths inside the folder of shared data.

Where ``home`` is ``tests``, ``at`` is a path inside ``tests/gold``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def shared() -> Path:
    """Return the folder of annotated data that is not part of the project: ``SAYSO_SHARED``, else ``../shared``."""
    given = os.environ.get("SAYSO_SHARED")
    return Path(given) if given else HERE.parent.parent.parent / "shared"


def place(pinned: dict[str, Any], name: str) -> Path:
    """Return where the gold (``at``), the pages or the texts of a pin lie."""
    at_home = name == "at" and pinned.get("home") == "tests"
    return (HERE.parent / "gold" if at_home else shared()) / str(pinned[name])


def arguments(pinned: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``check`` that a pin was made with."""
    at = pinned["at"]
    options = {name: place(pinned, name) for name in ("pages", "texts") if name in pinned}
    return {"gold_path": at if at == "demo" else place(pinned, "at"), "reader": pinned["reader"], **options}


def missing(pinned: dict[str, Any]) -> str | None:
    """Return the first path that a pin needs and that is not there, as it stands in the pin; None if all are."""
    if pinned["at"] == "demo":
        return None
    wanted = [name for name in ("at", "pages", "texts") if name in pinned]
    return next((pinned[name] for name in wanted if not place(pinned, name).exists()), None)
