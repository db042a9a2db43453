"""Knowledge that changes, as readable files: one outlet, one actor, one cue list a file.

A file named ``NAME.yaml`` in the folder ``KIND`` is one thing of that kind. The folder in the environment variable
``SAYSO_DATA`` (laid out the same way) is read after the package's own; a file of the same name there replaces ours.
Every finding carries a digest of these files, because changing them changes what is found.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
KINDS = ("outlets", "actors", "cues", "furniture")


class DataError(ValueError):
    """A data file that cannot be used; the message names the file and the fix."""


def roots() -> list[Path]:
    """Return the folders that hold data, the package's own first."""
    own = os.environ.get("SAYSO_DATA")
    return [HERE, Path(own)] if own else [HERE]


def files(kind: str) -> list[Path]:
    """Return the files of one kind, sorted by name, the user's replacing ours."""
    found: dict[str, Path] = {}
    for root in roots():
        for path in sorted((root / kind).glob("*.yaml")):
            found[path.name] = path
    return [found[name] for name in sorted(found)]


@cache
def load(kind: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Return ``(name, content)`` of every file of one kind.

    Raises DataError when a file is not YAML or does not hold a mapping.
    """
    loaded = []
    for path in files(kind):
        try:
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            raise DataError(f"{path}: not readable as YAML ({error}); mend it or take it away") from error
        if not isinstance(content, dict):
            raise DataError(f"{path}: should hold 'key: value' lines; see docs/data.md")
        loaded.append((path.stem, content))
    return tuple(loaded)


@cache
def digest() -> str:
    """Return eight hexadecimal digits that change when any data file changes."""
    total = hashlib.blake2b(digest_size=4)
    for kind in KINDS:
        for path in files(kind):
            total.update(f"{kind}/{path.name}\n".encode())
            total.update(path.read_bytes())
    return total.hexdigest()
