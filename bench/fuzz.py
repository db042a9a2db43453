"""Mutated web archives through ``sayso read``'s readers: nothing may raise, hang, or break what holds of any page.

    python bench/fuzz.py warc|mhtml|wacz [--inputs 20000] [--seed 1]

The same seed gives the same inputs. A failing input is written to fuzz-failure.bin in the folder it is run in, with its
number; the slowest is named at the end. It belongs into tests/test_read_web_archives.py.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from reading import check
from sayso.model import Page, sha256_of
from sayso.read.decode import decode
from sayso.read.formats import Source
from sayso.read.limits import Limits
from sayso.read.sources import read_source
from test_read_web_archives import SEEDS

#: What the formats are made of: where one of these stands, the reading turns.
TOKENS = (
    b"WARC/1.0\r\n", b"WARC/1.1\r\nWARC-Type: response\r\n", b"Content-Length: 99999999999\r\n", b"WARC/", b"<html>",
    b"Content-Length: -1\r\n", b"\r\n\r\n", b"\n", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18",
    b"HTTP/1.1 200 OK\r\n", b"Content-Encoding: gzip\r\n", b"Content-Encoding: br\r\n", b"0\r\n", b"fffffff\r\n",
    b"Transfer-Encoding: chunked\r\n", b"\r\n------=_Part_1\r\n", b"\r\n------=_Part_1--\r\n", b"\x00" * 64,
    b"Content-Type: multipart/related; boundary=x\r\n", b"Content-Transfer-Encoding: x-uuencode\r\n", b"=?utf-8?B?",
    b"Content-Transfer-Encoding: base64\r\n", b"charset=utf-7", b"PK\x03\x04", b"PK\x01\x02", b"; start*0=\"\xff",
    b"Content-Type: text/html; charset*=utf-16''x; charset=\"\xff\r\n",
)  # fmt: skip
LIMITS = Limits(max_file_bytes=1024 * 1024, max_unpacked_bytes=16 * 1024 * 1024, max_damages=20)
#: Of so many inputs one has its HTML read, too; that takes longest, and other tests look after it.
WHOLE = 40


def told(source: Source) -> Iterator[Page]:
    """Yield what was found within a web archive as it is; what lies in a ZIP archive is read as such."""
    if source.depth and source.name.lower().endswith((".warc", ".gz", ".zst")):
        yield from read_source(source)
        return
    raw = source.read()
    if not raw:
        yield source.failed("nothing in it", "none")
    else:
        yield source.page(sha256_of(raw), decode(raw, markup=True, charset=source.charset).text)


def mutated(seed: bytes, draw: random.Random) -> bytes:
    """Return ``seed`` with one to six changes: bytes flipped, cut, doubled, swapped, or a token put in."""
    raw = bytearray(seed)
    for _ in range(draw.randint(1, 6)):
        at = draw.randrange(len(raw) + 1)
        size = draw.choice((1, 2, 8, 64, 600))
        kind = draw.randrange(6)
        if kind == 0 and at < len(raw):
            raw[at] ^= 1 << draw.randrange(8)
        elif kind == 1:
            del raw[at : at + size]
        elif kind == 2:
            raw[at:at] = raw[at : at + size]
        elif kind == 3:
            raw[at : at + draw.choice((0, size))] = draw.choice(TOKENS)
        elif kind == 4:
            other = draw.randrange(len(raw) + 1)
            raw[at : at + size] = raw[other : other + size]
        else:
            raw[at : at + size] = draw.randbytes(size)
    return bytes(raw) or b"x"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("warc", "mhtml", "wacz"))
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    names = [name for name in sorted(SEEDS) if f".{options.what}" in name]
    draw = random.Random(options.seed)
    slowest, good, failed, began = (0.0, 0), 0, 0, time.process_time()
    for number in range(options.inputs):
        name = names[number % len(names)]
        raw = mutated(SEEDS[name], draw)
        inner = read_source if number % WHOLE == 0 else told
        source = Source(name, name, None, len(raw), lambda raw=raw: io.BytesIO(raw), LIMITS, inner)
        start = time.process_time()
        try:
            pages = list(read_source(source))
            assert pages, "no page at all"
            for page in pages:
                assert (page.error is None) == (page.fix is None)
                "".join((page.text, page.record or "", page.url or "", page.error or "")).encode("utf-8")
                if number % WHOLE == 0:
                    check(page)
        except BaseException:
            Path("fuzz-failure.bin").write_bytes(raw)
            print(f"input {number} ({name}, seed {options.seed}) is in fuzz-failure.bin", file=sys.stderr)
            raise
        slowest = max(slowest, (time.process_time() - start, number))
        good += sum(not page.error for page in pages)
        failed += sum(bool(page.error) for page in pages)
    seconds = time.process_time() - began
    print(f"{options.inputs:,} inputs: {good:,} pages read, {failed:,} listed as failed, in {seconds:.0f} s; slowest: "
          f"input {slowest[1]}, {slowest[0]:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
