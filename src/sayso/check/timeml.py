"""Reads TimeML: documents with their time expressions (TIMEX3), as in TimeBank and AQUAINT."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from sayso.check.files import GoldError, read_bytes


@dataclass(frozen=True, slots=True)
class Timex:
    """An annotated time expression: offsets into the document's text, TIMEX3 type and value."""

    start: int
    end: int
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class TimeDocument:
    """The text of one document (what stands in ``TEXT``), its day of writing, and its time expressions in order."""

    name: str
    text: str
    created: str | None
    times: tuple[Timex, ...]


def read_folder(folder: Path) -> list[TimeDocument]:
    """Return the documents of all ``.tml`` files in a folder and the folders in it, sorted by name.

    Files whose name begins with a full stop are leftovers of file systems. Raises GoldError for a file that is not
    TimeML, and for a folder without any.
    """
    paths = sorted(path for path in folder.rglob("*.tml") if not path.name.startswith("."))
    if not paths:
        raise GoldError(f"{folder}: no TimeML files (*.tml) in it; give the folder that holds them")
    return sorted((read_timeml(path) for path in paths), key=lambda document: document.name)


def read_timeml(path: Path) -> TimeDocument:
    """Return one document. Raises GoldError when it is not TimeML."""
    # A document may not name files or addresses to be read in its place, nor grow by entities.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(read_bytes(path), parser)
    except etree.XMLSyntaxError as error:
        raise GoldError(f"{path}: is not XML ({error}); mend or remove it") from error
    body = root.find("TEXT")
    if body is None:
        raise GoldError(f"{path}: has no TEXT element; give a TimeML file")
    pieces: list[str] = []
    times: list[Timex] = []
    _walk(body, pieces, times)
    created = root.find("DCT/TIMEX3")
    return TimeDocument(
        name=path.stem,
        text="".join(pieces),
        created=None if created is None else created.get("value"),
        times=tuple(sorted(times, key=lambda time: (time.start, time.end))),
    )


def _walk(top: etree._Element, pieces: list[str], times: list[Timex]) -> None:
    """Collect the words and the time expressions, without recursion: the depth of a file is not bounded."""
    length = 0

    def add(words: str | None) -> None:
        nonlocal length
        pieces.append(words or "")
        length += len(words or "")

    begun: dict[etree._Element, int] = {}
    for event, element in etree.iterwalk(top, events=("start", "end")):
        if event == "start":
            begun[element] = length
            add(element.text if isinstance(element.tag, str) else None)
            continue
        start = begun.pop(element)
        if element.tag == "TIMEX3" and element.get("value") and start < length:
            times.append(Timex(start, length, element.get("type", ""), element.get("value", "")))
        if element is not top:
            add(element.tail)
