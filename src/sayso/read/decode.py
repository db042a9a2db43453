"""From bytes to text, and is it text at all.

The order is: byte order mark, what the document declares, strict UTF-8, then a guess. The guess is made only where
there is something to guess from; where a handful of bytes in a large ASCII file fits no encoding, those bytes are
damage, not an encoding, and each becomes one U+FFFD so that nobody takes them for letters.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9._:-]{2,40})""", re.I)
_XML_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{2,40})""", re.I)
#: Where browsers look for a declared charset: the HTML standard asks for the first 1,024 bytes, real pages need more.
_DECLARED_WITHIN = 4096
#: Bytes that Windows-1252 leaves undefined: a file that has one is not Windows-1252.
_UNDEFINED_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
#: Fewer than one non-ASCII byte in this many tells a frequency-based guess nothing.
_SPARSE = 2000
#: Well-formed multi-byte sequences for each malformed byte that make a text damaged UTF-8 rather than something else:
#: by chance, Latin-1 text holds next to none.
_WELL_FORMED = 10
#: The guess looks at this much text around non-ASCII bytes: more changes nothing and takes seconds.
_SAMPLE = 64 * 1024
#: What pages on the web are written in, by the WHATWG encoding standard; of two that fit, a rare one misleads.
_WEB = (
    "cp1252", "cp1251", "cp1256", "cp1250", "cp1253", "cp1254", "cp1255", "cp1257", "cp874", "koi8_r", "koi8_u",
    "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "cp866", "gb18030", "big5", "shift_jis", "euc_jp",
    "euc_kr", "utf_8",
)  # fmt: skip
_CHUNK = 1024 * 1024
_CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 27})
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "a PDF file", "save it as text first, for example with: pdftotext FILE.pdf FILE.txt"),
    (b"\x89PNG", "a PNG picture", "leave it out, or save the text in it as .txt"),
    (b"\xff\xd8\xff", "a JPEG picture", "leave it out, or save the text in it as .txt"),
    (b"GIF8", "a GIF picture", "leave it out, or save the text in it as .txt"),
    (b"RIFF", "a sound, film or WebP file", "leave it out, or save its words as .txt"),
    (b"\x7fELF", "a program", "leave it out"),
    (b"MZ\x90\x00", "a program", "leave it out"),
    (b"SQLite format 3\x00", "an SQLite database", "export the table that holds the pages as CSV and read that"),
    (b"\xd0\xcf\x11\xe0", "an old Office document", "save it as text or HTML first"),
    (b"Rar!", "a RAR archive", "unpack it and read the folder, or pack it again as ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it and read the folder, or pack it again as ZIP"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", "unpack it first with: unzstd FILE"),
    (b"wOFF", "a font", "leave it out"),
    (b"wOF2", "a font", "leave it out"),
    (b"ID3", "a sound file", "leave it out"),
    (b"WARC/", "a WARC file", "name it .warc and read that"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the encoding it was read with; ``lossy`` when some bytes became U+FFFD."""

    text: str
    encoding: str
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """How a stream of bytes is to be decoded: arguments for ``bytes.decode``. ``label`` is what to record."""

    encoding: str
    errors: str
    label: str


def binary(head: bytes) -> tuple[str, str] | None:
    """Return ``(what it is, fix)`` when the first bytes of a file are no text, else None."""
    for magic, what, fix in _MAGIC:
        if head.startswith(magic):
            return what, fix
    if _bom(head) or _wide(head):
        return None
    sample = head[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    # One control character in fifty, and not just a few: stray ones occur in scraped text, a binary format has one
    # in ten.
    if controls > 4 and controls * 50 > len(sample):
        return "not text (it is full of control characters)", "leave it out, or save what it says as .txt or .html"
    return None


def declared(head: bytes) -> str | None:
    """Return the Python codec that an HTML or XML document names in its first bytes, or None."""
    found = _XML_DECLARED.search(head[:_DECLARED_WITHIN]) or _DECLARED.search(head[:_DECLARED_WITHIN])
    if not found:
        return None
    return charset_codec(found.group(1).decode("ascii"))


def charset_codec(name: str) -> str | None:
    """Return the Python codec for the name of a charset, as a page or a server gives it, or None."""
    name = name.lower()
    # The HTML standard reads both as Windows-1252, because pages that say so mostly are.
    if name in {"iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"}:
        return "cp1252"
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # A declaration that could be read cannot be in a two-byte encoding; codecs such as "hex" are no charsets.
    if codec.name.startswith(("utf-16", "utf-32")) or not getattr(codec, "_is_text_encoding", True):
        return "utf-8"
    return (
        codec.name if codec.name not in {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"} else None
    )


def decode(raw: bytes, *, markup: bool = False, charset: str | None = None) -> Decoded:
    """Return the text of ``raw``.

    ``charset`` is what the server or the container named, if any: it is tried before the one that, with ``markup``,
    the first bytes declare, as the HTML standard has it.
    """
    how = _plainly_utf8(raw) or survey(io.BytesIO(raw), markup=markup, charset=charset)
    text = raw.decode(how.encoding, how.errors)
    return Decoded(clean(text), how.label, lossy=how.errors == "replace")


def _plainly_utf8(raw: bytes) -> Survey | None:
    """Tell the common case at once; what has a mark, NULs or escape codes in it is looked at closely."""
    if raw.startswith(tuple(bom for bom, _ in _BOMS)) or b"\x00" in raw or b"\x1b" in raw or b"~{" in raw:
        return None
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Survey("utf-8", "strict", "utf-8")


def clean(text: str) -> str:
    """Return ``text`` without a byte order mark in front, and else as ``whole`` does."""
    if "\x00" in text:
        text = text.replace("\x00", "�")
    if text.startswith("\ufeff"):
        text = text[1:]
    return whole(text)


def whole(text: str) -> str:
    """Return ``text`` with NUL and lone surrogates as U+FFFD, code point for code point."""
    if "\x00" in text:
        text = text.replace("\x00", "�")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = re.sub("[\ud800-\udfff]", "�", text)
    return text


def survey(stream: BinaryIO, *, markup: bool = False, charset: str | None = None) -> Survey:
    """Read ``stream`` through once, in pieces, and say how to decode it (see ``decode``). It is left at its end."""
    head = stream.read(_CHUNK)
    bom = _bom(head)
    if bom:
        strict = bom == "utf-8-sig" and _strict(head, stream, "utf-8-sig")
        return Survey(bom, "strict" if strict else "replace", bom)
    wide = _wide(head)
    if wide:
        return Survey(wide, "replace", wide)
    given = (charset_codec(charset) if charset else None, declared(head) if markup else None)
    counts = _Counts()
    for chunk in _chunks(head, stream):
        counts.add(chunk)
    counts.add(b"", last=True)
    for named in given:
        if named and named.startswith(("iso2022", "hz")):
            return Survey(named, "replace", named)  # seven-bit codes, which look like plain ASCII
    if not counts.malformed:
        # Even when another charset is declared: by chance, other text is next to never well-formed UTF-8.
        return Survey("utf-8", "strict", "utf-8")
    for named in given:
        if named and named != "utf-8" and counts.fits(named):
            return Survey(named, "replace", named)
    return _guess(counts)


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    chunk = head
    while chunk:
        yield chunk
        chunk = stream.read(_CHUNK)


def _strict(head: bytes, stream: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in _chunks(head, stream):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


class _Counts:
    """What the bytes are made of: malformed and well-formed UTF-8, and a sample of the stretches that are not ASCII."""

    def __init__(self) -> None:
        self.size = self.high = self.malformed = self.well_formed = 0
        self.undefined_cp1252 = False
        self.sample = bytearray()
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def add(self, chunk: bytes, last: bool = False) -> None:
        self.size += len(chunk)
        text = self._decoder.decode(chunk, last)
        if chunk.isascii() and text.isascii():
            return
        malformed = len(_ESCAPED.findall(text))
        self.malformed += malformed
        self.well_formed += len(_NOT_ASCII.findall(text)) - malformed
        self.high += len(chunk.translate(None, _ASCII))
        self.undefined_cp1252 = self.undefined_cp1252 or any(byte in chunk for byte in _UNDEFINED_CP1252)
        if len(self.sample) < _SAMPLE:
            for line in chunk.splitlines(keepends=True):
                if not line.isascii():
                    self.sample += line[: max(0, _SAMPLE - len(self.sample))]

    def fits(self, encoding: str) -> bool:
        """Whether the sample decodes in ``encoding`` with at most one character in a hundred lost."""
        try:
            text = bytes(self.sample).decode(encoding, "replace")
        except (LookupError, ValueError):
            return False
        return text.count("\ufffd") * 100 <= len(text)


_ASCII = bytes(range(128))
_ESCAPED = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile("[^\x00-\x7f]")


def _guess(counts: _Counts) -> Survey:
    if counts.well_formed >= _WELL_FORMED * counts.malformed:
        return Survey("utf-8", "replace", "utf-8 (damaged)")
    if counts.high * _SPARSE < counts.size:
        if not counts.undefined_cp1252:
            return Survey("cp1252", "strict", "cp1252")
        return Survey("utf-8", "replace", "utf-8 (damaged)")
    best = from_bytes(bytes(counts.sample), cp_isolation=list(_WEB)).best()
    if best is not None and best.encoding not in {"ascii", "utf_8"}:
        try:
            name = codecs.lookup(best.encoding).name
        except LookupError:
            name = ""
        if name and counts.fits(name):
            return Survey(name, "replace", name)
    if not counts.undefined_cp1252:
        return Survey("cp1252", "strict", "cp1252")
    return Survey("latin-1", "strict", "latin-1")


def _bom(head: bytes) -> str | None:
    return next((name for bom, name in _BOMS if head.startswith(bom)), None)


def _wide(head: bytes) -> str | None:
    """Return the byte order of UTF-16 without a mark: every second byte of Latin text is NUL."""
    sample = head[:1024]
    if len(sample) < 16 or b"\x00" not in sample:
        return None
    pairs = len(sample) // 2
    even, odd = sample[: 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if odd * 10 >= pairs * 7 and even * 10 < pairs:
        return "utf-16-le"
    if even * 10 >= pairs * 7 and odd * 10 < pairs:
        return "utf-16-be"
    return None
