"""A minimal writer of PDF files, for tests: invented sheets of text in Helvetica, set where the test says."""

from __future__ import annotations

from dataclasses import dataclass

#: How wide the characters of Helvetica are, in sizes of the type, where it is not 0.556 (0.667 for capitals).
_WIDTHS = {**dict.fromkeys(" .,:;!tfI/'", 0.278), **dict.fromkeys("ijl", 0.222), **dict.fromkeys("ckvxyzsJ", 0.5)}
_WIDTHS |= {"r": 0.333, "-": 0.333, "(": 0.333, ")": 0.333, "m": 0.833, "w": 0.722, "M": 0.833, "W": 0.944}


@dataclass(frozen=True)
class Words:
    """A line of text at ``x``, ``y`` points from the lower left corner of the sheet."""

    x: float
    y: float
    text: str
    size: float = 11


def width(text: str, size: float) -> float:
    """Return how wide ``text`` is in points."""
    return size * sum(_WIDTHS.get(letter, 0.667 if letter.isupper() else 0.556) for letter in text)


def set_column(text: str, *, x: float = 72, y: float = 690, wide: float = 300, size: float = 11) -> list[Words]:
    """Return ``text`` wrapped greedily to lines at most ``wide`` points long, downwards from ``y``."""
    lines: list[str] = []
    for word in text.split():
        if lines and width(f"{lines[-1]} {word}", size) <= wide:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return [Words(x, y - number * size * 1.2, line, size) for number, line in enumerate(lines)]


def make_pdf(
    sheets: list[list[Words]], *, info: dict[str, str] | None = None, picture: bool = False, encrypt: bool = False,
    language: str | None = None, tail: bytes = b"",
) -> bytes:  # fmt: skip
    """Return a PDF file of ``sheets``; with ``picture`` each of them shows a picture that covers it."""
    objects: list[bytes] = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>"
    )
    objects.append(image + b"\nstream\n\x80\nendstream")
    kids = []
    for sheet in sheets:
        drawn = [b"q 612 0 0 792 0 0 cm /Im0 Do Q"] if picture else []
        for words in sheet:
            shown = words.text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            drawn.append(b"BT /F1 %g Tf 1 0 0 1 %g %g Tm (%s) Tj ET" % (words.size, words.x, words.y, shown))
        content = b"\n".join(drawn) + tail
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> /XObject << /Im0 4 0 R >> >> >>" % len(objects)
        )
    lang = b" /Lang (%s)" % language.encode() if language else b""
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R%s >>" % lang
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))
    trailer = b"/Root 1 0 R"
    if info:
        pairs = b" ".join(b"/%s <%s>" % (key.encode(), _utf16(value)) for key, value in info.items())
        objects.append(b"<< " + pairs + b" >>")
        trailer += b" /Info %d 0 R" % len(objects)
    if encrypt:
        key = b"00" * 32
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -44 >>" % (key, key))
        trailer += b" /Encrypt %d 0 R /ID [<%s> <%s>]" % (len(objects), b"00" * 16, b"00" * 16)
    return _file(objects, trailer)


def _utf16(value: str) -> bytes:
    return (b"\xfe\xff" + value.encode("utf-16-be")).hex().encode()


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    made = b"%PDF-1.7\n"
    places = []
    for number, thing in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, thing)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return made + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size, table, size, trailer, len(made),
    )  # fmt: skip
