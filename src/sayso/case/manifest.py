"""The manifest of a case: what was fetched, one line a page, in a form that can be signed or timestamped elsewhere.

A manifest is JSON lines. Each line is a page that could be read: ``file``, ``record``, ``sha256``, ``url``,
``fetched_at``, ``page`` (its id) and ``text_sha256`` (of the text that all offsets refer to, in UTF-8), sorted by file,
record and id. The last line holds the number of pages and the SHA-256 of all the lines before it, so that one number
stands for all of them.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import zip_longest
from operator import attrgetter
from pathlib import Path
from typing import Any

from sayso.case.reader import Case
from sayso.case.schema import CaseError
from sayso.model import sha256_of

#: What the last line calls itself; a later form would have another number.
KIND = "sayso manifest 1"
#: What is compared of two pages of one place, unless something else is asked for.
COMPARED = ("sha256", "text_sha256", "url", "fetched_at", "page")


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of a manifest. ``sha256`` is that of ``model.Page``."""

    file: str
    record: str | None
    sha256: str
    url: str | None
    fetched_at: str | None
    page: str
    text_sha256: str

    @property
    def place(self) -> tuple[str, str | None]:
        """Where it came from: file and record."""
        return self.file, self.record


@dataclass(frozen=True, slots=True)
class Difference:
    """A page that is not as it should be: ``kind`` is changed, missing or new; ``why`` says more, if there is more."""

    kind: str
    file: str
    record: str | None
    why: str


def entries(case: Case) -> list[Entry]:
    """Return the pages of a case that could be read, in the order of a manifest."""
    found = []
    for table in case.batches("pages"):
        rows = table.select(["file", "record", "sha256", "url", "fetched_at", "id", "text", "error"]).to_pylist()
        for row in rows:
            if row["error"] is None:
                file, record, sha256 = row["file"], row["record"], row["sha256"]
                found.append(
                    Entry(file, record, sha256, row["url"], row["fetched_at"], row["id"], sha256_of(row["text"]))
                )
    return sorted(found, key=_order)


def lines(pages: Iterable[Entry]) -> Iterator[str]:
    """Yield the lines of a manifest, each with its line end; ``pages`` come in its order."""
    total, count = hashlib.sha256(), 0
    for entry in pages:
        line = json.dumps(asdict(entry), ensure_ascii=True, separators=(",", ":")) + "\n"
        total.update(line.encode("ascii"))
        count += 1
        yield line
    last = {"manifest": KIND, "pages": count, "sha256": total.hexdigest()}
    yield json.dumps(last, separators=(",", ":")) + "\n"


def write(pages: Iterable[Entry], path: str | Path) -> str:
    """Write a manifest and return its SHA-256 (that of its last line). Raises CaseError when it cannot be written.

    A file that is there and says something else is left alone: a manifest is evidence.
    """
    path, made = Path(path), list(lines(pages))
    whole = "".join(made).encode("ascii")
    part = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and path.read_bytes() != whole:
            raise CaseError(f"{path}: is there already and says something else; give another file name")
        try:
            part.write_bytes(whole)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError(f"{path}: cannot be written ({reason}); give another file name") from error
    return str(json.loads(made[-1])["sha256"])


def read(path: str | Path) -> list[Entry]:
    """Return the pages of a manifest. Raises CaseError when it is none, or not as it was when it was written."""
    path = Path(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CaseError(f"{path}: cannot be read ({reason}); give a file that sayso verify --manifest wrote") from error
    *own, last = raw.splitlines(keepends=True) or [b""]
    end = _object(last)
    if end.get("manifest") != KIND:
        raise CaseError(f"{path}: no whole manifest (its last line is missing); give one that sayso verify wrote")
    if sha256_of(b"".join(own)) != end.get("sha256") or len(own) != end.get("pages"):
        raise CaseError(f"{path}: was changed since it was written; its lines do not have the SHA-256 of its last line")
    found = [_entry(_object(line)) for line in own]
    known = [entry for entry in found if entry is not None]
    if len(known) != len(found):
        raise CaseError(f"{path}: holds a line that is no page; give a manifest that sayso verify wrote")
    return known


def compare(
    expected: Iterable[Entry], found: Iterable[Entry], *, on: Sequence[str] = COMPARED
) -> tuple[int, list[Difference]]:
    """Return how many pages match, and all differences, sorted by file and record.

    Pages are told apart by file and record, and match when they are the same ``on`` these fields. What was ``expected``
    and is not there is missing, what is there besides is new.
    """
    wanted, there = _by_place(expected), _by_place(found)
    told = attrgetter("file", *on)  # two names at least, so that it gives a tuple
    matching = 0
    differences: list[Difference] = []
    for place in sorted(wanted.keys() | there.keys(), key=lambda place: (place[0], place[1] or "")):
        left = Counter(map(told, there.get(place, ())))
        gone: list[Entry] = []
        for entry in wanted.get(place, ()):
            if left[told(entry)]:
                left[told(entry)] -= 1
                matching += 1
            else:
                gone.append(entry)
        come: list[Entry] = []
        for entry in there.get(place, ()):
            if left[told(entry)]:
                left[told(entry)] -= 1
                come.append(entry)
        differences += (_difference(*pair, on) for pair in zip_longest(gone, come))
    return matching, differences


def _difference(was: Entry | None, is_now: Entry | None, on: Sequence[str]) -> Difference:
    if was is None or is_now is None:
        one = was or is_now
        assert one is not None
        return Difference("missing" if was else "new", one.file, one.record, "")
    if was.sha256 != is_now.sha256:
        why = f"SHA-256 is {_brief(is_now.sha256)}, was {_brief(was.sha256)}"
    elif "text_sha256" in on and was.text_sha256 != is_now.text_sha256:
        why = "the same bytes, but another text"
    else:
        names = {"url": "address", "fetched_at": "time of fetching", "page": "id"}
        other = [name for name in on if getattr(was, name) != getattr(is_now, name)]
        why = "the same bytes, but another " + " and another ".join(names.get(name, name) for name in other)
    return Difference("changed", was.file, was.record, why)


def _brief(digest: str) -> str:
    return f"{digest[:12]}…"


def _order(entry: Entry) -> tuple[str, str, str]:
    return entry.file, entry.record or "", entry.page


def _by_place(pages: Iterable[Entry]) -> dict[tuple[str, str | None], list[Entry]]:
    places: dict[tuple[str, str | None], list[Entry]] = {}
    for entry in pages:
        places.setdefault(entry.place, []).append(entry)
    return places


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _entry(found: dict[str, Any]) -> Entry | None:
    names = [field.name for field in fields(Entry)]
    optional = {"record", "url", "fetched_at"}
    if found.keys() != set(names):
        return None
    if not all(isinstance(found[name], str) or (name in optional and found[name] is None) for name in names):
        return None
    return Entry(**found)
