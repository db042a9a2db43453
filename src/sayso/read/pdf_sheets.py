"""The program that opens PDF files: bytes in, the lines of their sheets out, in a process of its own.

PDFium is C++ and what it opens is hostile until shown otherwise, so it never runs in the process that reads a pile:
``sayso.read.pdf_process`` starts this file as a program and speaks with it over its standard input and output. A
frame is eight bytes of length, big-endian, and as many bytes. A task is two frames: the bounds as JSON, the file. The
answer is one: JSON, either ``{"failure": word, "detail": number or text}`` or

    {"info": {"Title": …}, "language": …, "sheets": [{"width", "height", "picture", "lines": [[text, left, right,
    base, size], …]}, …]}

in points, from the lower left corner. ``text`` ends with U+0002 where PDFium took a hyphen at the end of a line for a
break within a word. ``picture`` says that a sheet without text shows a picture on most of it. A sheet that cannot be
loaded is null.

It imports nothing of Sayso, so that it starts in a tenth of a second.
"""

from __future__ import annotations

import ctypes
import json
import math
import resource
import signal
import struct
import sys
import unicodedata
from typing import Any, BinaryIO

_INFO = ("Title", "Author", "Creator", "Producer", "CreationDate")
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_HYPHENS = (0x02, 0xFFFE)
#: A sheet with no more letters than this is one without text: scanners stamp a date or a number on what they scan.
_NO_TEXT = 16
#: A sheet is a picture when pictures cover this share of it: photographs of a page leave a margin.
_PICTURE = 0.5
#: Objects of a sheet looked at for pictures: a scan is one, or a few dozen strips.
_OBJECTS = 500


def main(libraries: str) -> None:
    """Answer tasks until standard input ends. ``libraries`` is the folder that pypdfium2 is installed in."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, which ends it
    sys.path.insert(0, libraries)
    import pypdfium2  # noqa: PLC0415 (its folder is known only now)
    from pypdfium2 import raw as pdfium  # noqa: PLC0415

    source, sink = sys.stdin.buffer, sys.stdout.buffer
    while (bounds := _receive(source)) is not None:
        content = _receive(source)
        if content is None:
            return
        given = json.loads(bounds)
        _bound(given["seconds"], given["memory"])
        try:
            found = _Reader(pypdfium2, pdfium, given).read(content)
        except MemoryError:
            found = {"failure": "memory", "detail": 0}
        except Exception as error:  # whatever a hostile file makes of the bindings: the answer is that it is broken
            found = {"failure": "broken", "detail": type(error).__name__}
        answer = json.dumps(found).encode("ascii")
        sink.write(struct.pack(">Q", len(answer)) + answer)
        sink.flush()


def _receive(source: BinaryIO) -> bytes | None:
    length = source.read(8)
    if len(length) < 8:
        return None
    size = struct.unpack(">Q", length)[0]
    content = source.read(size)
    return content if len(content) == size else None


def _bound(seconds: int, memory: int) -> None:
    """Let the system end this process when it uses more than ``seconds`` from now on, or more than ``memory`` bytes."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + seconds
    for kind, most in ((resource.RLIMIT_CPU, until), (resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        if hard not in (resource.RLIM_INFINITY, -1):
            most = min(most, hard)  # noqa: PLW2901
        try:
            resource.setrlimit(kind, (most, hard))
        except (ValueError, OSError):
            continue  # a system that does not know this bound; the others and the clock of the parent remain


class _Reader:
    """Reads one file with PDFium."""

    def __init__(self, pypdfium2: Any, pdfium: Any, given: dict[str, int]) -> None:
        self._pypdfium2 = pypdfium2
        self._pdfium = pdfium
        self._sheets = given["sheets"]
        self._left = given["chars"]

    def read(self, content: bytes) -> dict[str, Any]:
        pdfium = self._pdfium
        # PDFium leaves its last error as it was where it has none to tell; this one says "broken", for every file.
        pdfium.FPDF_LoadMemDocument64(b"no PDF", 6, None)
        try:
            document = self._pypdfium2.PdfDocument(content)
        except self._pypdfium2.PdfiumError as error:
            locked = error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            return {"failure": "locked" if locked else "broken", "detail": error.err_code or 0}
        try:
            count = len(document)
            if count > self._sheets:
                return {"failure": "sheets", "detail": count}
            if count < 1:
                return {"failure": "broken", "detail": 0}
            sheets = []
            for number in range(count):
                sheets.append(self._sheet(document, number))
                if self._left < 0:
                    return {"failure": "chars", "detail": number + 1}
            info = {name: document.get_metadata_value(name) for name in _INFO}
            return {"info": info, "language": self._language(document), "sheets": sheets}
        finally:
            document.close()

    def _language(self, document: Any) -> str:
        size = self._pdfium.FPDFCatalog_GetLanguage(document, None, 0)
        if not 2 < size <= 200:
            return ""
        buffer = ctypes.create_string_buffer(size)
        self._pdfium.FPDFCatalog_GetLanguage(document, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
        return buffer.raw[: size - 2].decode("utf-16-le", "replace")

    def _sheet(self, document: Any, number: int) -> dict[str, Any] | None:
        try:
            page = document[number]
        except self._pypdfium2.PdfiumError:
            return None
        try:
            left, bottom, right, top = page.get_bbox()
            text = page.get_textpage()
            try:
                lines, letters = self._lines(text, left, bottom)
            finally:
                text.close()
            picture = letters <= _NO_TEXT and self._pictured(page, (right - left) * (top - bottom))
            return {"width": right - left, "height": top - bottom, "picture": picture, "lines": lines}
        except self._pypdfium2.PdfiumError:
            return None
        finally:
            page.close()

    def _lines(self, text: Any, left: float, bottom: float) -> tuple[list[list[Any]], int]:
        """Return the lines in the order of the file, which is that of reading where a program set the page."""
        count = text.count_chars()
        self._left -= max(count, 0)
        if self._left < 0:
            return [], 0
        unicode_at = self._pdfium.FPDFText_GetUnicode
        lines: list[list[Any]] = []
        words: list[str] = []
        first = last = -1
        letters = 0

        def end() -> None:
            nonlocal first, last, words
            if first >= 0:
                line = "".join(words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                hyphen = line.endswith("\x02")
                line = " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in line).split())
                where = [round(value, 2) for value in self._place(text, first, last, left, bottom)]
                lines.append([line + "\x02" if hyphen else line, *where])
            words, first, last = [], -1, -1

        for at in range(count):
            code = unicode_at(text, at)
            if code in (0x0A, 0x0D):
                end()
                continue
            if code in _HYPHENS:
                words.append("\x02")
                end()
                continue
            words.append(_LIGATURES.get(code) or (chr(code) if 0 < code < 0x110000 else "\ufffd"))
            if code > 0x20 and code != 0xA0:
                letters += 1
                last = at
                first = at if first < 0 else first
        end()
        return lines, letters

    def _place(self, text: Any, first: int, last: int, left: float, bottom: float) -> tuple[float, float, float, float]:
        """Return ``(left, right, base, size)`` of a line as if its writing were turned upright."""
        angle = self._pdfium.FPDFText_GetCharAngle(text, first)
        if not 0 <= angle <= 7:
            angle = 0.0
        cos, sin = math.cos(angle), math.sin(angle)
        corners = []
        for at in (first, last):
            box = self._pdfium.FS_RECTF()
            if self._pdfium.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
                corners += [(box.left - left, box.bottom - bottom), (box.right - left, box.top - bottom)]
        turned = [(x * cos + y * sin, y * cos - x * sin) for x, y in corners if abs(x) < 1e6 and abs(y) < 1e6]
        if not turned:
            return 0.0, 0.0, 0.0, 0.0
        across = [x for x, _ in turned]
        down = [y for _, y in turned]
        return min(across), max(across), down[0] if sin == 0 else min(down), abs(down[1] - down[0])

    def _pictured(self, page: Any, area: float) -> bool:
        covered = 0.0
        kinds = [self._pdfium.FPDF_PAGEOBJ_IMAGE]
        for number, thing in enumerate(page.get_objects(filter=kinds, max_depth=3)):
            if number >= _OBJECTS:
                break
            try:
                left, bottom, right, top = thing.get_bounds()
            except self._pypdfium2.PdfiumError:
                continue
            covered += abs((right - left) * (top - bottom))
        return covered >= _PICTURE * area


if __name__ == "__main__":
    main(sys.argv[1])
