"""What every gold reader needs: bytes with a limit, JSON, digests, segments that lie in their text, the error."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sayso.check.spans import Segment, normalise

MOST_BYTES = 256 * 2**20  # the largest corpus of this kind, all of PolNeAR, takes 8 MB


class GoldError(ValueError):
    """A gold file that cannot be used; the message names the file and the fix."""


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; raises GoldError when it is not there, not a file, or too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise GoldError(f"{path}: larger than {MOST_BYTES // 2**20} MB; split the gold into smaller files")
        return path.read_bytes()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); give the path of a gold file") from error


def digest(raw: bytes) -> str:
    """Return the SHA-256 of bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def decode(path: Path, raw: bytes) -> str:
    """Return a gold file's bytes as text; raises GoldError when it is not UTF-8 or empty."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    if not text.strip():
        raise GoldError(f"{path}: is empty; give a gold file with annotations")
    return text


def parse_json(path: Path, text: str) -> list[Any]:
    """Return the JSON values of a file: the one value of a JSON file, or one a line. Sniffed by trying."""
    try:
        return [json.loads(text)]
    except (json.JSONDecodeError, RecursionError):
        pass
    values = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                values.append(json.loads(line))
            except (json.JSONDecodeError, RecursionError) as error:
                raise GoldError(f"{path}: line {number} is not JSON ({error}); mend or remove it") from error
    return values


def named_digest(path: Path, raw: bytes) -> tuple[str, str]:
    """Return a file's name and SHA-256."""
    return path.name, digest(raw)


def segments(path: Path, where: str, text: str, pairs: Iterable[Any]) -> tuple[Segment, ...]:
    """Return normalised segments; raises GoldError naming the document when they do not lie in its text."""
    try:
        return normalise(text, [(int(start), int(end)) for start, end in pairs])
    except (ValueError, TypeError, OverflowError) as error:
        raise GoldError(f"{path}: {where}: {error}; the gold does not fit its text") from error


def plain(value: Any) -> str | None:
    """Return a field as text; None for what corpora write when there is nothing."""
    return None if value in (None, "", "None") else str(value)
