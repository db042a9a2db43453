"""A stream of parts packed one by one (gzip members, zstandard frames), or of none, read under limits.

Web archives pack every record by itself. That is worth keeping: where one part is damaged, reading goes on at the next
one that begins as it should, and where a part ends, what was in it ends too. Only a few MiB are held at a time.
"""

from __future__ import annotations

import re
import zlib
from typing import BinaryIO, Protocol

import zstandard

from sayso.read.formats import Refused
from sayso.read.limits import Limits, megabytes

_GZIP = b"\x1f\x8b\x08"
_ZSTD = b"\x28\xb5\x2f\xfd"
#: A zstandard frame that decoders skip; WARC-zstd keeps the dictionary of a file in one, in front.
_SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.S)
_DICTIONARY = b"\x5d\x2a\x4d\x18"
#: Dictionaries are some 100 KiB, 1 MiB at most where they were trained by the usual tools.
_MOST_DICTIONARY = 8 * 1024 * 1024
#: Bytes read from the file at once.
_PIECE = 64 * 1024
#: Bytes of a part unpacked at first: a record's header. When the rest is damaged, the header tells which one is lost.
_FIRST = 1024
#: Bytes of a zstandard frame given to the decoder at once: four can become 128 KiB, and nothing bounds its output.
_SIP = 1024
#: Packed bytes remembered, to look for the next part behind where a damaged one began: records are rarely larger.
_REMEMBERED = 4 * 1024 * 1024
#: Places tried as the beginning of a part, over the whole file: by chance, the three bytes of gzip's stand
#: every 16 MiB, so more is a file made to take time.
_MOST_TRIED = 10_000
#: Packed bytes that a trial may look at.
_TRIAL = 4096


class _Decoder(Protocol):
    def decode(self, data: bytes) -> tuple[bytes, bytes, bool]:
        """Return ``(unpacked, packed bytes left over, whether the part is at its end)``."""


class _Gzip:
    def __init__(self) -> None:
        self._inner = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._most = _FIRST

    def decode(self, data: bytes) -> tuple[bytes, bytes, bool]:
        out = self._inner.decompress(data, self._most)
        self._most = _PIECE
        return out, self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail, self._inner.eof


class _Zstd:
    def __init__(self, dictionary: zstandard.ZstdCompressionDict | None) -> None:
        known = zstandard.ZstdDecompressor(dict_data=dictionary) if dictionary else zstandard.ZstdDecompressor()
        self._inner = known.decompressobj()

    def decode(self, data: bytes) -> tuple[bytes, bytes, bool]:
        pieces, size, at = [], 0, 0
        while at < len(data) and size < _PIECE and not self._inner.eof:
            pieces.append(self._inner.decompress(data[at : at + _SIP]))
            size += len(pieces[-1])
            at += _SIP
        left = data[at:]
        if self._inner.eof:
            left = self._inner.unused_data + left
        return b"".join(pieces), left, self._inner.eof


class Unpacked:
    """The unpacked bytes in front, of which some are looked at and dropped.

    ``begins`` is what every part begins with when unpacked; a part that does not is the last one's continuation.
    ``damage`` says why no more bytes follow in this part, where that is not its proper end. ``offset`` counts the
    unpacked bytes before the buffer. Raises Refused from any method when a limit is passed.
    """

    def __init__(self, stream: BinaryIO, limits: Limits, begins: bytes) -> None:
        self._stream = stream
        self._limits = limits
        self._begins = begins
        self._buffer = bytearray()
        self._at = 0
        self._packed: bytes = b""
        self._recent: list[bytes] = []
        self._read = self._unpacked = self._tried = 0
        self._decoder: _Decoder | None = None
        self._following: bytes | None = None
        self._ahead: str | None = None
        self._dictionary: zstandard.ZstdCompressionDict | None = None
        self._closed = False
        self._stop: Refused | None = None
        self.offset = 0
        self.damage: str | None = None
        self._packing = self._told()

    @property
    def packed(self) -> bool:
        """Whether the file is packed at all."""
        return self._packing is not None

    def fill(self, size: int) -> int:
        """Have ``size`` bytes in front, or all that are left of this part; return how many there are."""
        while len(self._buffer) - self._at < size and self._more():
            pass
        return len(self._buffer) - self._at

    def look(self, size: int, skip: int = 0) -> bytes:
        """Return up to ``size`` bytes, ``skip`` bytes ahead, without dropping them."""
        self.fill(skip + size)
        return bytes(memoryview(self._buffer)[self._at + skip : self._at + skip + size])

    def find(self, pattern: re.Pattern[bytes], within: int) -> re.Match[bytes] | None:
        """Return the first match in the ``within`` bytes in front; its positions count from ``look(…)``'s first."""
        size = 4096
        while True:
            here = self.look(min(size, within))
            found = pattern.search(here)
            if found or len(here) < size or size >= within:
                return found
            size *= 4

    def drop(self, size: int) -> int:
        """Drop ``size`` bytes, or all that are left of this part; return how many there were."""
        left = size
        while left and (here := self.fill(1)):
            step = min(left, here)
            self._at += step
            self.offset += step
            left -= step
            if self._at >= _PIECE:
                del self._buffer[: self._at]
                self._at = 0
        return size - left

    def seek(self, pattern: re.Pattern[bytes], longest: int) -> bool:
        """Drop what stands before the first match, which has at most ``longest`` bytes; False if this part has none."""
        while self.fill(longest):
            found = pattern.search(self._buffer, self._at)
            if found:
                self.drop(found.start() - self._at)
                return True
            self.drop(max(1, len(self._buffer) - self._at - longest + 1))
        return False

    def next_part(self) -> bool:
        """Drop the rest of this part and go to the next one that can be read; False at the end of the file."""
        while self.fill(1):
            self.drop(len(self._buffer) - self._at)
        if self._following is not None:
            self._buffer[:], self._at, self._following = self._following, 0, None
            return True
        if self._ahead is not None:
            self.damage, self._ahead = self._ahead, None
            return True
        if self.damage is None or self._closed or self._packing is None:
            return False
        self.damage = None
        return self._resume()

    def _told(self) -> str | None:
        self._packed = self._input()
        if self._packed.startswith(_GZIP):
            return "gzip"
        if self._packed.startswith(_ZSTD) or _SKIPPABLE.match(self._packed):
            return "zstandard"
        return None

    def _input(self) -> bytes:
        try:
            piece = self._stream.read(_PIECE)
        except Exception as error:  # the stream may be a member of another archive, which raises what it likes
            self.damage = f"it cannot be read on ({str(error)[:100] or type(error).__name__})"
            self._closed = True
            return b""
        self._read += len(piece)
        return piece

    def _more(self) -> bool:
        """Append some bytes of this part to the buffer; False where there are none."""
        if self._following is not None or self._ahead is not None or self.damage is not None:
            return False
        if self._stop is not None:
            raise self._stop
        if self._packing is None:
            piece, self._packed = self._packed or self._input(), b""
            self._buffer += piece
            return bool(piece)
        while self.damage is None:
            found = self._decode() if self._decoder is not None else self._continued()
            if found is None:
                break
            if found:
                self._buffer += found
                return True
        return False

    def _continued(self) -> bytes | None:
        """Begin the next part and return its first bytes if it is this one's continuation, else None."""
        first = self._begin()
        if not self.offset + len(self._buffer) - self._at:
            return first  # of the file's first part
        if self.damage is not None:  # not of this part, which ended well, but of the next
            self._ahead, self.damage = self.damage, None
            return None
        if first is not None and first.startswith(self._begins):
            self._following = first
            return None
        return first

    def _begin(self) -> bytes | None:
        """Begin the next part; return its first bytes, or None at the end and at damage."""
        while True:
            self._packed = self._packed.lstrip(b"\x00") or self._packed[:0]
            if len(self._packed) < 8:
                more = self._input()
                if more and not self._packed.strip(b"\x00"):
                    self._packed = more
                    continue
                self._packed += more
            if not self._packed:
                return None
            if not _SKIPPABLE.match(self._packed):
                break
            if not self._skip_frame():
                return None
        self._recent = [self._packed]
        if not self._packed.startswith(_GZIP if self._packing == "gzip" else _ZSTD):
            self.damage = f"it is not packed with {self._packing}"
            return None
        self._decoder = self._new()
        first = b""
        while self._decoder is not None and self.damage is None and len(first) < len(self._begins):
            first += self._decode()
        return first

    def _new(self) -> _Decoder:
        return _Gzip() if self._packing == "gzip" else _Zstd(self._dictionary)

    def _decode(self) -> bytes:
        """Return some bytes of the part under way, maybe none; takes note of its end and of damage."""
        assert self._decoder is not None
        if not self._packed:
            self._packed = self._input()
            self._remember(self._packed)
        try:
            out, self._packed, ended = self._decoder.decode(self._packed)
        except (zlib.error, zstandard.ZstdError, MemoryError) as error:
            self._decoder = None
            self.damage = f"its {self._packing} data is damaged ({str(error)[:100]})"
            return b""
        if ended:
            self._decoder = None
        elif not out and not self._packed and not self._recent[-1]:  # no input, and no output held back
            self._decoder = None
            self.damage = self.damage or "the file is cut"
        self._count(len(out))
        return out

    def _remember(self, piece: bytes) -> None:
        self._recent.append(piece)
        while len(self._recent) * _PIECE > _REMEMBERED:
            del self._recent[0]

    def _count(self, size: int) -> None:
        """Take note when a limit is passed; what was unpacked until then can still be read."""
        self._unpacked += size
        most = self._limits.max_unpacked_bytes
        if self._unpacked > most:
            self._stop = Refused(f"unpacks to more than {megabytes(most)}; from here on none is read", "split it first")
        if self._unpacked > max(self._limits.ratio_free_bytes, self._read * self._limits.max_ratio):
            self._stop = Refused(
                "unpacks to far more than its size: it looks like a bomb; from here on none is read",
                "if it is not one, unpack it yourself, then read that",
            )

    def _skip_frame(self) -> bool:
        """Pass over a frame that is no data; the first one of a file may hold the dictionary."""
        size = int.from_bytes(self._packed[4:8], "little")
        wanted = self._packed.startswith(_DICTIONARY) and not self.offset and self._dictionary is None
        if wanted and size > _MOST_DICTIONARY:
            raise Refused("a zstandard dictionary too large to be one", "unpack it first with: unzstd FILE")
        held = self._packed[8 : 8 + size]
        rest, left = self._packed[8 + size :], size - len(held)
        pieces = [held]
        while left > 0:
            piece = self._input()
            if not piece:
                self.damage = self.damage or "the file is cut"
                return False
            if wanted:
                pieces.append(piece[:left])
            rest, left = piece[left:], left - len(piece[:left])
        self._packed = rest
        if wanted:
            self._dictionary = _dictionary(b"".join(pieces))
        return True

    def _resume(self) -> bool:
        """Go to the next place where a part begins as it should."""
        magic = _GZIP if self._packing == "gzip" else _ZSTD
        data = b"".join(self._recent)
        at = 1
        while self._stop is None:
            at = data.find(magic, at)
            if at < 0 or len(data) - at < _TRIAL:
                keep = at if at >= 0 else max(0, len(data) - len(magic) + 1)
                piece = self._input()
                if piece:
                    data, at = data[keep:] + piece, 0
                    continue
                if at < 0:
                    self._packed, self._recent, self._closed = b"", [], True
                    return False
            self._tried += 1
            if self._tried > _MOST_TRIED:
                raise Refused("damaged all over; from here on none is read", "fetch it again")
            if self._begins_well(data[at : at + _TRIAL]):
                self._packed, self._recent = data[at:], []
                first = self._begin()
                if first is not None:
                    self._buffer[:], self._at = first, 0
                    return True
                data, at = b"".join(self._recent), 0
            at += 1
        raise self._stop

    def _begins_well(self, data: bytes) -> bool:
        decoder, out = self._new(), b""
        try:
            while data and len(out) < len(self._begins):
                more, data, ended = decoder.decode(data)
                out += more
                if ended:
                    break
        except (zlib.error, zstandard.ZstdError, MemoryError):
            return False
        self._count(len(out))
        return out.startswith(self._begins)


def _dictionary(raw: bytes) -> zstandard.ZstdCompressionDict:
    try:
        if raw.startswith(_ZSTD):
            raw = zstandard.ZstdDecompressor().decompress(raw, max_output_size=_MOST_DICTIONARY)
        return zstandard.ZstdCompressionDict(raw)
    except (zstandard.ZstdError, MemoryError, ValueError) as error:
        raise Refused("a zstandard dictionary that cannot be read", "unpack it first with: unzstd FILE") from error
