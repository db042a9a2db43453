"""Readers of MUC-3/4 texts and answer keys: news of terrorism, and templates of twenty-five slots.

A file of texts holds messages, each behind a line with its id ("DEV-MUC3-0001", "TST2-MUC4-0001"). A file of keys holds
templates, one slot a line ("4.  INCIDENT: TYPE   BOMBING"), further fillers of a slot on lines of their own, and
remarks behind semicolons. ``read_keys`` reads system responses of the same format as well.

MUC-4: Proceedings of the Fourth Message Understanding Conference (1992), appendices A and B.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sayso.check.files import GoldError, read_bytes

DATE, LOCATION, TYPE, STAGE = 2, 3, 4, 5
INDIVIDUAL, ORGANIZATION, CONFIDENCE = 9, 10, 11
VICTIM_NAME, VICTIM_DESCRIPTION, VICTIM_TYPE, VICTIM_NUMBER = 18, 19, 20, 21
#: Slots whose fillers say behind a colon whom or what they are of.
TAGGED = frozenset({7, 11, 13, 14, 15, 16, 19, 20, 21, 22, 23})
SLOTS = range(25)
_ID = re.compile(r"(?:DEV|TST\d)-MUC\d-\d{4}")
_SLOT = re.compile(r"(\d{1,2})\.\s+[A-Z ]{3,12}:[A-Z \t]{2,32}?(?:\s{2,}|\t|$)(.*)$")
#: A quoted string, in which a backslash keeps a mark from ending it; or anything else.
_QUOTED = r'"(?:[^"\\]|\\.)*"'
_PIECES = re.compile(rf"{_QUOTED}|[^\"/]+|[\"/]")
_NULL = frozenset({"", "-", "*"})
#: No key line is longer; a longer one is no key.
MOST_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class MucText:
    """One message: its id and its words as they stand in the file, without the line of the id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a slot: any of ``values`` is right.

    ``tags`` are the strings it refers to, any of which is right. ``optional`` tells that leaving it out is right too.
    """

    values: tuple[str, ...]
    tags: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of a message; ``slots`` has no entry for what is null or does not apply."""

    message: str
    number: str
    slots: Mapping[int, tuple[Filler, ...]] = field(default_factory=dict)
    optional: bool = False

    def first(self, slot: int) -> str:
        """Return the first value of a slot's first filler, or nothing."""
        fillers = self.slots.get(slot, ())
        return fillers[0].values[0] if fillers else ""


def read_texts(path: Path) -> list[MucText]:
    """Return the messages of a file in order. Raises GoldError where there is none."""
    found: list[MucText] = []
    name, lines = "", list[str]()
    for line in _lines(path):
        head = _ID.match(line)
        if head:
            if name:
                found.append(MucText(name, "\n".join(lines)))
            name, lines = head.group(), []
        else:
            lines.append(line)
    if not name:
        raise GoldError(f"{path}: holds no message such as DEV-MUC3-0001; give a file of MUC-3/4 texts")
    return [*found, MucText(name, "\n".join(lines))]


def read_keys(path: Path) -> dict[str, list[Template]]:
    """Return templates by the id of their message; an irrelevant message has an empty list.

    Raises GoldError, with the line, where a line is no slot, no filler and no remark.
    """
    found: dict[str, list[Template]] = {}
    raw: dict[int, list[str]] = {}
    slot = -1
    for number, line in enumerate([*_lines(path), "0.  MESSAGE: ID   "], 1):
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        if len(line) > MOST_CHARACTERS:
            raise GoldError(f"{path}: line {number} is longer than {MOST_CHARACTERS} characters; mend or remove it")
        match = _SLOT.match(line)
        if match and int(match[1]) in SLOTS:
            slot = int(match[1])
            if slot == 0 and raw:
                _add(found, raw)
                raw = {}
            raw[slot] = [match[2].strip()]
        elif slot > 0 and line[0].isspace():
            raw[slot].append(line.strip())
        else:
            raise GoldError(
                f"{path}: line {number} is no slot of a template ({line.strip()[:40]!r}); mend or remove it"
            )
    if not found:
        raise GoldError(f"{path}: holds no template; give a file of MUC-3/4 keys")
    return found


def _add(found: dict[str, list[Template]], raw: dict[int, list[str]]) -> None:
    name = _ID.match(raw[0][0])
    if name is None:
        return
    templates = found.setdefault(name.group(), [])
    number = (raw.get(1) or ["*"])[0]
    if number.strip() in _NULL:
        return
    slots = {slot: fillers for slot, lines in raw.items() if slot > 1 and (fillers := read_fillers(slot, lines))}
    templates.append(Template(name.group(), number.split()[0], slots, "OPTIONAL" in number.upper()))


def read_fillers(slot: int, lines: Sequence[str]) -> tuple[Filler, ...]:
    """Return the fillers of a slot from its lines, one a line; null and what does not apply are none.

    A line that begins with a slash or a string behind an open slash goes on with the filler before it.
    """
    joined: list[str] = []
    for line in lines:
        if joined and (line.startswith("/") or joined[-1].endswith("/")):
            joined[-1] += f" {line}"
        else:
            joined.append(line)
    return tuple(filler for line in joined if (filler := _filler(slot, line)) is not None)


def _filler(slot: int, line: str) -> Filler | None:
    optional = line.startswith("?")
    value, tag = line.lstrip("? "), ""
    if slot in TAGGED:
        value, tag = _parted(value)
    values = tuple(one for one in _alternatives(value) if one not in _NULL)
    if not values:
        return None
    return Filler(values, tuple(one for one in _alternatives(tag) if one not in _NULL), optional)


def _parted(line: str) -> tuple[str, str]:
    """Cut a filler at its first colon outside quotation marks."""
    at = 0
    for piece in _PIECES.findall(line):
        if not piece.startswith('"') and ":" in piece:
            at += piece.index(":")
            return line[:at], line[at + 1 :]
        at += len(piece)
    return line, ""


def _alternatives(value: str) -> Iterator[str]:
    """Yield the alternatives of a filler, without quotation marks and spare spaces."""
    words: list[str] = []
    for piece in [*_PIECES.findall(value), "/"]:
        if piece == "/":
            yield " ".join(" ".join(words).replace('\\"', '"').split()).lstrip("? ")
            words = []
        elif piece.startswith('"'):
            words.append(piece[1:-1] if len(piece) > 1 else "")
        else:
            words.append(piece)


def _lines(path: Path) -> list[str]:
    """Return the lines of a file; what is not ASCII in these files is no letter."""
    return read_bytes(path).decode("latin-1").replace("\x1a", "").splitlines()
